//! Running text in capitals.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::Prose;

impl Prose {
    /// The same with each piece between the places that are known written otherwise, such as in capitals.
    pub fn rewritten(self, write: impl Fn(&str) -> String) -> Self {
        let ends = self.glued.iter().flat_map(|range| [range.start, range.end]);
        let places: BTreeSet<usize> =
            ends.chain(self.ties.iter().copied()).chain([self.text.len()]).collect();
        let (mut text, mut moved, mut from) = (String::with_capacity(self.text.len()), BTreeMap::new(), 0);
        for place in places {
            text.push_str(&write(self.text.get(from..place).unwrap_or_default()));
            moved.insert(place, text.len());
            from = place;
        }
        let place = |at: usize| moved.get(&at).copied().unwrap_or(text.len());
        let glued = self.glued.iter().map(|range| place(range.start)..place(range.end)).collect();
        let ties = self.ties.iter().map(|&at| place(at)).collect();
        Self { glued, ties, text }
    }
}

#[cfg(test)]
mod tests {
    use super::Prose;
    use pressroom_theme::{DEFAULT, Theme};

    #[test]
    fn capitals_are_those_of_the_language_and_marks_keep_their_places() {
        let theme = Theme::builtin(DEFAULT).unwrap();
        let text = "İzmir’de iklim ısınıyor mu? [1] straße";
        let prose = Prose { text: text.to_owned(), glued: std::iter::once(33..37).collect(), ties: vec![33] };
        for (language, capitals) in [
            ("tr", "İZMİR’DE İKLİM ISINIYOR MU? [1] STRASSE"),
            ("de", "İZMIR’DE IKLIM ISINIYOR MU? [1] STRASSE"),
        ] {
            let messages = theme.messages(language);
            let made = prose.clone().rewritten(|text| messages.capitals(text));
            assert_eq!(made.text, capitals);
            let glued: Vec<_> = made.glued.iter().map(|range| &made.text[range.clone()]).collect();
            let old: Vec<_> = prose.glued.iter().map(|range| text[range.clone()].to_uppercase()).collect();
            assert_eq!(glued, old, "{language}");
            assert_eq!(made.ties, [made.glued[0].start]);
        }
    }
}
