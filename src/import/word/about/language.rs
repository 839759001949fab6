//! The language of a document: the one that most of its letters have.

use std::collections::BTreeMap;

use pressroom_document::Language;

/// Letters of a text, by their scripts.
#[derive(Debug, Default, Clone)]
pub(in crate::word) struct ScriptCount {
    counts: [usize; 9],
}

/// Scripts that are told apart, by their codes of ISO 15924, and a language if nothing else is known.
const SCRIPTS: [(&str, Option<&str>); 9] = [
    ("Latn", None),
    ("Cyrl", None),
    ("Grek", Some("el")),
    ("Hebr", Some("he")),
    ("Arab", Some("ar")),
    ("Hans", Some("zh")),
    ("Jpan", Some("ja")),
    ("Kore", Some("ko")),
    ("Thai", Some("th")),
];

impl ScriptCount {
    /// Counts the letters of a text.
    pub(in crate::word) fn add(&mut self, text: &str) {
        for character in text.chars() {
            let script = match u32::from(character) {
                0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff => 0,
                0x400..=0x52f => 1,
                0x370..=0x3ff | 0x1f00..=0x1fff => 2,
                0x590..=0x5ff | 0xfb1d..=0xfb4f => 3,
                0x600..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfefc => 4,
                0x3400..=0x9fff | 0xf900..=0xfaff => 5,
                0x3040..=0x30ff => 6,
                0x1100..=0x11ff | 0xac00..=0xd7a3 => 7,
                0xe00..=0xe7f => 8,
                _ => continue,
            };
            if let Some(count) = self.counts.get_mut(script) {
                *count += 1;
            }
        }
    }

    /// The script of most letters; `None` if there are none.
    fn most(&self) -> Option<usize> {
        let mut counts = self.counts;
        // Japanese is written in both.
        if let [.., han, kana, _, _] = &mut counts
            && *kana * 5 > *han
        {
            *kana += *han;
            *han = 0;
        }
        let (at, count) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, counts.len() - at))?;
        (*count > 0).then_some(at)
    }
}

/// The language of a document, and whether it is a guess.
///
/// `tags` has how many letters each language tag of the text stands at; `others` the tags that its styles name for scripts of
/// other directions.
pub(in crate::word) fn language(
    tags: &BTreeMap<String, usize>,
    others: &[&str],
    scripts: &ScriptCount,
) -> Option<(Language, bool)> {
    let mut known: Vec<(&str, usize)> = tags.iter().map(|(tag, count)| (tag.as_str(), *count)).collect();
    known.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let parse = |tag: &str| tag.parse::<Language>().ok();
    let named: Vec<Language> = known.iter().filter_map(|(tag, _)| parse(tag)).collect();
    let Some(script) = scripts.most() else {
        return named.into_iter().next().map(|language| (language, false));
    };
    let (code, usual) = SCRIPTS.get(script)?;
    let fits = |language: &Language| {
        let script = language.script();
        script
            .as_deref()
            .is_none_or(|script| script == *code || (*code == "Hans" && matches!(script, "Hant" | "Hani")))
    };
    if let Some(language) = named.iter().find(|language| fits(language)) {
        return Some((language.clone(), false));
    }
    if let Some(language) = others.iter().filter_map(|tag| parse(tag)).find(|language| fits(language)) {
        return Some((language, false));
    }
    usual.and_then(parse).map(|language| (language, true))
}

#[cfg(test)]
mod tests {
    use super::{ScriptCount, language};
    use std::collections::BTreeMap;

    #[test]
    fn the_language_fits_the_letters() {
        let tags = BTreeMap::from([("en-US".to_owned(), 90), ("uk-UA".to_owned(), 10)]);
        let of = |text: &str, others: &[&str]| {
            let mut scripts = ScriptCount::default();
            scripts.add(text);
            language(&tags, others, &scripts).map(|(language, guessed)| (language.to_string(), guessed))
        };
        assert_eq!(of("Words", &[]), Some(("en-US".to_owned(), false)));
        assert_eq!(of("Слова", &[]), Some(("uk-UA".to_owned(), false)));
        assert_eq!(of("كلمات", &["ar-SA", "ja-JP"]), Some(("ar-SA".to_owned(), false)));
        assert_eq!(of("漢字とかな", &["ar-SA"]), Some(("ja".to_owned(), true)));
    }
}
