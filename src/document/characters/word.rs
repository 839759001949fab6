//! What a word is in any script: canonical forms, lower case, marks, and how long a text takes to read.

use icu_properties::{CodePointMapData, props::GeneralCategory};
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

pub use super::nfc::{nfc, nfd};
use crate::Language;

/// The lower case of a name in its composed form, by the rules of its language if that is known.
///
/// An `i` never keeps a dot of its own: `İ` becomes `i`, as readers of Turkish and Lithuanian expect. Greek words end
/// with a final sigma.
pub fn lower_case(text: &str, language: Option<&Language>) -> String {
    let turkic = language.is_some_and(|language| matches!(language.primary(), "tr" | "az"));
    if text.is_ascii() && !turkic {
        return text.to_ascii_lowercase();
    }
    let composed = nfc(text);
    let lower = match turkic {
        true => composed.replace('I', "ı").replace('İ', "i").to_lowercase(),
        false => composed.to_lowercase(),
    };
    if lower.is_ascii() {
        return lower;
    }
    let mut before = ' ';
    let undotted = lower.chars().filter(|&character| {
        let extra = character == '\u{307}' && matches!(before, 'i' | 'j' | 'į' | 'ị' | 'ɨ');
        if !extra {
            before = character;
        }
        !extra
    });
    nfc(&undotted.collect::<String>()).into_owned()
}

/// A text in which letters that a disk may take for the same are the same: capitals and small letters, and forms of a small
/// letter such as a Greek final sigma or a long s. Each letter stays one letter: `ß` is not `ss`.
pub fn fold_case(text: &str) -> String {
    fn one(mut all: impl Iterator<Item = char>) -> Option<char> {
        all.next().filter(|_| all.next().is_none())
    }
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = lower_case(text, None);
    let folded = lower.chars().map(|character| {
        let capital = one(character.to_uppercase()).unwrap_or(character);
        one(capital.to_lowercase()).unwrap_or(capital)
    });
    nfc(&folded.collect::<String>()).into_owned()
}

/// True for a mark that belongs to the letter before it: a vowel sign, a virama, an accent (UAX #31).
pub fn is_mark(character: char) -> bool {
    // Variation selectors and the grapheme joiner change no word.
    let selector =
        matches!(character, '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..);
    let category = || CodePointMapData::<GeneralCategory>::new().get(character);
    character >= '\u{300}'
        && !selector
        && matches!(category(), GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark)
}

/// The characters of a text, each with whether it is part of a word: letters, digits, their marks, and joiners between
/// letters of the scripts that write with them.
pub fn characters(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut in_word = false;
    let mut all = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = all.next()?;
        let joins = |next: &char| *next >= '\u{600}' && next.is_alphabetic();
        in_word = match character {
            '\u{200C}' | '\u{200D}' => in_word && all.peek().is_some_and(joins),
            _ => character.is_alphanumeric() || in_word && is_mark(character),
        };
        Some((character, in_word))
    })
}

/// True for characters of scripts that are written without spaces between words.
pub fn is_unspaced(character: char) -> bool {
    is_complex(character)
        || matches!(character,
            '\u{3001}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' // kana and CJK punctuation
            | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' // ideographs
            | '\u{FF00}'..='\u{FF9F}') // full width, half-width kana
}

/// True for characters of scripts without spaces whose words are of several letters: Thai, Lao, Burmese, Khmer.
fn is_complex(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// How long a text is: its words, and its characters where words stand without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Words between spaces, and words of Thai, Lao, Burmese and Khmer.
    pub words: usize,
    /// Chinese and Japanese characters with their punctuation, as word processors count.
    pub characters: usize,
}

/// How many words a minute a reader reads.
const WORDS_A_MINUTE: usize = 200;
/// How many Chinese or Japanese characters that are.
const CHARACTERS_A_MINUTE: usize = 400;

impl Extent {
    /// The minutes that it takes to read, at least one.
    pub fn minutes(self) -> usize {
        let words = self.words * CHARACTERS_A_MINUTE + self.characters * WORDS_A_MINUTE;
        words.div_ceil(WORDS_A_MINUTE * CHARACTERS_A_MINUTE).max(1)
    }

    /// The words of the text; a Chinese or Japanese character counts as one, as word processors count.
    pub fn count(self) -> usize {
        self.words + self.characters
    }
}

/// Counts the words of texts.
#[derive(Default)]
pub(crate) struct Counter {
    extent: Extent,
    /// Knows the words of Thai, Lao, Burmese and Khmer; made when the first is met.
    segmenter: Option<WordSegmenterBorrowed<'static>>,
}

impl Counter {
    /// Counts a line.
    pub(crate) fn add(&mut self, line: &str) {
        if line.is_ascii() {
            self.extent.words += ascii_words(line);
            return;
        }
        for piece in line.split_whitespace() {
            match piece.contains(is_unspaced) {
                false => self.extent.words += 1,
                true => self.unspaced(piece),
            }
        }
    }

    /// Everything so far.
    pub(crate) fn extent(&self) -> Extent {
        self.extent
    }

    /// Counts a text without spaces.
    fn unspaced(&mut self, text: &str) {
        let mut words = false;
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if is_complex(character) {
                let end = rest.find(|c| !is_complex(c)).unwrap_or(rest.len());
                let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                self.complex(run);
                (rest, words) = (after, false);
                continue;
            }
            // Figures and letters among the characters are words of their own.
            let letter = character.is_alphanumeric();
            let ideograph = is_unspaced(character);
            self.extent.characters += usize::from(ideograph);
            self.extent.words += usize::from(letter && !ideograph && !words);
            words = (letter && !ideograph) || (words && (is_mark(character) || "'’-.,".contains(character)));
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }

    fn complex(&mut self, text: &str) {
        let new = || WordSegmenter::new_lstm(WordBreakInvariantOptions::default());
        let segmenter = self.segmenter.get_or_insert_with(new);
        let types = segmenter.segment_str(text).iter_with_word_type();
        self.extent.words += types.filter(|(_, kind)| kind.is_word_like()).count();
    }
}

fn ascii_words(line: &str) -> usize {
    let (mut words, mut between) = (0, true);
    for byte in line.bytes() {
        let space = matches!(byte, b' ' | b'\t'..=b'\r');
        words += usize::from(between && !space);
        between = space;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(text: &str) -> (usize, usize) {
        let mut counter = Counter::default();
        counter.add(text);
        (counter.extent().words, counter.extent().characters)
    }

    #[test]
    fn letters_that_are_one_on_some_disk_are_one() {
        for (one, other) in [
            ("Größe", "GRÖßE"),
            ("e\u{301}", "É"),
            ("νόσος", "νόσοσ"),
            ("\u{17F}ection", "Section"),
            ("\u{212A}", "k"),
            ("\u{B5}", "\u{3BC}"),
        ] {
            assert_eq!(fold_case(one), fold_case(other), "{one} {other}");
            assert_eq!(fold_case(&fold_case(one)), fold_case(one));
        }
        for (one, other) in [("straße", "strasse"), ("a", "ä"), ("i", "j")] {
            assert_ne!(fold_case(one), fold_case(other));
        }
    }

    #[test]
    fn lower_case_follows_the_language_and_leaves_no_dot_alone() {
        let lower = |text: &str, language: &str| lower_case(text, language.parse().ok().as_ref());
        for (text, language, expected) in [
            ("İstanbul IŞIK", "tr", "istanbul ışık"),
            ("I\u{307}stanbul", "tr", "istanbul"),
            ("Iğdır", "az-Latn", "ığdır"),
            ("İstanbul IŞIK", "en", "istanbul işik"),
            ("I\u{307}stanbul", "de", "istanbul"),
            ("Ìr Į\u{307}", "lt", "ìr į"),
            ("ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ", "el", "οδυσσευς σοφος"),
            ("STRASSE ẞ", "de", "strasse ß"),
            ("E\u{301}TE\u{301}", "fr", "été"),
        ] {
            assert_eq!(lower(text, language), expected, "{language}");
        }
    }

    #[test]
    fn marks_and_joiners_belong_to_words() {
        let words = |text: &str| -> String {
            characters(text).map(|(character, kept)| if kept { character } else { '-' }).collect()
        };
        assert_eq!(words("हिन्दी प्रश्न"), "हिन्दी-प्रश्न");
        assert_eq!(words("น้ำท่วม"), "น้ำท่วม");
        assert_eq!(words("می\u{200C}خواهم"), "می\u{200C}خواهم");
        assert_eq!(words("a\u{200D}b\u{200C} c"), "a-b--c");
        assert_eq!(words("❤\u{FE0F}1\u{FE0F}"), "--1-");
    }

    #[test]
    fn words_stand_between_spaces() {
        for text in ["", " ", "a", " a\tb\u{b}c ", "a\u{a0}b", "один  два\u{3000}три", "a\u{1f}b\u{1c}c d"]
        {
            assert_eq!(extent(text).0, text.split_whitespace().count(), "{text:?}");
        }
    }

    #[test]
    fn words_without_spaces_are_counted() {
        assert_eq!(extent(" One two,\tthree. "), (3, 0));
        assert_eq!(extent("Де є «вода»?"), (3, 0));
        assert_eq!(extent("北大西洋公约组织有32个成员国。"), (1, 14));
        assert_eq!(extent("NATOの条約は、1949年に"), (2, 7));
        assert_eq!(extent("대한민국 헌법"), (2, 0));
        // Water, flood, city, angels.
        assert_eq!(extent("น้ำท่วมกรุงเทพ"), (4, 0));
        assert_eq!(extent("ประเทศไทย 2020"), (3, 0));
        let zh = Extent { words: 0, characters: 3_100 };
        assert_eq!((zh.minutes(), zh.count()), (8, 3_100));
        assert_eq!(Extent { words: 200, characters: 400 }.minutes(), 2);
        assert_eq!(Extent::default().minutes(), 1);
    }
}
