//! The words by which lines are known, in the interface languages.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::lines::size;
use pressroom_document::word;

/// The most words of a line of furniture that is known by its beginning or by a word of it.
const MOST_WORDS: usize = 16;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let by_language: BTreeMap<String, Words> = toml::from_str(include_str!("words.toml")).unwrap_or_default();
    let mut all = Words::default();
    by_language.into_values().for_each(|words| all.extend(words));
    all.fold();
    all
});

/// Lists of words, folded by [`bare`].
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) cards: Vec<String>,
    pub(super) by: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) updated: Vec<String>,
    pub(super) related: Vec<String>,
    photo: Vec<String>,
    desk: Vec<String>,
    /// The names of the months of one language after those of another, twelve of each.
    pub(super) months: Vec<String>,
    whole: Vec<String>,
    start: Vec<String>,
    part: Vec<String>,
}

impl Words {
    /// The words of all languages.
    pub(super) fn all() -> &'static Self {
        &WORDS
    }

    fn extend(&mut self, other: Self) {
        self.cards.extend(other.cards);
        self.by.extend(other.by);
        self.published.extend(other.published);
        self.updated.extend(other.updated);
        self.related.extend(other.related);
        self.photo.extend(other.photo);
        self.desk.extend(other.desk);
        self.months.extend(other.months);
        self.whole.extend(other.whole);
        self.start.extend(other.start);
        self.part.extend(other.part);
    }

    fn fold(&mut self) {
        let lists = [
            &mut self.cards,
            &mut self.by,
            &mut self.published,
            &mut self.updated,
            &mut self.related,
            &mut self.photo,
            &mut self.desk,
            &mut self.whole,
            &mut self.start,
            &mut self.part,
        ];
        for list in lists {
            list.iter_mut().for_each(|word| *word = bare(word));
            // "updated on" is tried before "updated".
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        self.months.iter_mut().for_each(|months| *months = bare(months));
    }

    /// True for a line of a page's furniture: an advertisement, a share row, a newsletter, a menu.
    pub(super) fn is_furniture(&self, text: &str) -> bool {
        let line = bare(text);
        if line.is_empty() {
            return false;
        }
        if self.whole.contains(&line) {
            return true;
        }
        if size(&line) > MOST_WORDS || ends_as_question(text) {
            return false;
        }
        self.start.iter().any(|start| has_prefix(&line, start))
            || self.part.iter().any(|part| has_word(&line, part))
            || self.is_row(text)
    }

    /// A row of what pages offer: "Share · Facebook | X".
    fn is_row(&self, text: &str) -> bool {
        let parts: Vec<String> = text.split(['|', '·', '•', '/', ',']).map(bare).collect();
        parts.len() > 1 && parts.iter().all(|part| self.whole.contains(part))
    }

    /// True for a line that says no more than who made a picture.
    pub(super) fn is_credit(&self, text: &str) -> bool {
        let line = text.trim();
        let Some((before, after)) = line.split_once([':', '：', '/', '／']) else { return false };
        size(line) <= MOST_WORDS && !after.trim().is_empty() && self.photo.contains(&bare(before))
    }

    /// True for a line that is the label of a box.
    pub(super) fn is_related_label(&self, text: &str) -> bool {
        self.related.contains(&bare(text))
    }

    /// True if a newsroom calls itself by a word of the line.
    pub(super) fn names_a_desk(&self, text: &str) -> bool {
        let line = bare(text);
        self.desk.iter().any(|desk| has_word(&line, desk))
    }

    /// What follows one of the words with which a line begins, such as the names after "By".
    pub(super) fn after<'t>(words: &[String], line: &'t str) -> Option<&'t str> {
        let line = line.trim_start_matches(is_edge);
        // Folding may change how long a text is: its words are counted.
        words.iter().find_map(|word| {
            let mut folded = String::new();
            for (at, character) in line.char_indices() {
                if folded.len() >= word.len() {
                    let rest = line.get(at..)?;
                    let unspaced = word.chars().next_back().is_some_and(word::is_unspaced);
                    let parted = unspaced || !character.is_alphanumeric();
                    return (folded == *word && parted).then(|| rest.trim_start_matches(is_edge).trim());
                }
                folded.push_str(&bare_character(character));
            }
            None
        })
    }
}

/// A line as it is compared: folded, on one line, without direction marks nor what stands at its ends.
pub(super) fn bare(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded: String = line.chars().map(bare_character).collect();
    folded.trim_matches(is_edge).to_owned()
}

fn bare_character(character: char) -> String {
    match character {
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{ad}' => String::new(),
        '\u{307}' => String::new(),
        'İ' => "i".to_owned(),
        '’' | 'ʼ' => "'".to_owned(),
        '|' => "|".to_owned(),
        character => word::fold_case(character.encode_utf8(&mut [0; 4])),
    }
}

/// What stands at the ends of a line without being a word of it.
fn is_edge(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ':' | '：'
                | '.'
                | '。'
                | ','
                | '…'
                | '·'
                | '•'
                | '|'
                | '-'
                | '–'
                | '—'
                | '*'
                | '_'
                | '#'
                | '['
                | ']'
                | '('
                | ')'
                | '→'
                | '←'
                | '»'
                | '›'
                | '>'
                | '<'
                | '▸'
                | '▶'
                | '▼'
                | '↑'
                | '✕'
                | '×'
                | '+'
                | '\u{200e}'
                | '\u{200f}'
                | '【'
                | '】'
                | '（'
                | '）'
                | '／'
        )
}

fn has_prefix(line: &str, prefix: &str) -> bool {
    line.strip_prefix(prefix).is_some_and(|rest| {
        let parted = !rest.starts_with(char::is_alphanumeric);
        parted || prefix.chars().next_back().is_some_and(|last| word::is_unspaced(last) || last == '©')
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let unspaced = word.chars().all(word::is_unspaced);
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        let parted = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
        unspaced || (parted(before) && parted(after))
    })
}

/// True for a text that asks.
pub(super) fn ends_as_question(text: &str) -> bool {
    let end = text.trim_end_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '"' | '”'
                    | '“'
                    | '»'
                    | '«'
                    | '’'
                    | '\''
                    | ')'
                    | '）'
                    | '」'
                    | '』'
                    | '*'
                    | '_'
                    | '!'
                    | '！'
                    | '\u{200f}'
                    | '\u{200e}'
            )
    });
    end.ends_with(['?', '？', '؟', '\u{37e}', '⸮', '՞'])
}

/// True for a text that ends as a sentence does.
pub(super) fn ends_as_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | '）' | '」' | '』' | '\u{200f}' | '\u{200e}'
            )
    });
    end.ends_with([
        '.', '。', '．', '!', '！', '…', ':', '：', ';', '；', ',', '،', '。', '۔', '।', '?', '？', '؟',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_words_can_be_read() {
        assert!(Words::all().cards.len() > 30);
        assert_eq!(Words::all().months.len() % 12, 0);
    }

    #[test]
    fn furniture_is_known_and_text_is_not() {
        let words = Words::all();
        for line in [
            "Skip to main content",
            "Sign up for our newsletter",
            "Share",
            "ADVERTISEMENT",
            "Share · Facebook · X",
            "Перейти до основного вмісту",
            "Zum Inhalt springen",
            "Aller au contenu principal",
            "İçeriğe geç",
            "广告",
            "© 2026 The Slipway",
        ] {
            assert!(words.is_furniture(line), "{line}");
        }
        for line in [
            "Why did it stop?",
            "The company shares its ferries.",
            "Is there no spare?",
            "Anzeigenpflicht gilt",
        ] {
            assert!(!words.is_furniture(line), "{line}");
        }
    }

    #[test]
    fn what_follows_a_word_is_found() {
        let by = |line| Words::after(&Words::all().by, line);
        assert_eq!(by("By Mara Quill"), Some("Mara Quill"));
        assert_eq!(by("Текст: Олена Гук"), Some("Олена Гук"));
        assert_eq!(by("作者：王芳"), Some("王芳"));
        assert_eq!(by("Bystanders say no"), None);
    }
}
