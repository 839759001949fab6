//! Characters that no edition may carry, handled once.
//!
//! XML 1.0 (section 2.2) forbids most control characters and U+FFFE/U+FFFF; HTML forbids all non-characters and the
//! C1 controls; directional overrides and embeddings make text read other than it is written.
//!
//! A document leaves the reader only with every text cleaned; the builder cleans running text before that, since line
//! breaks and the marks of drafts depend on it.

use std::borrow::Cow;

use super::scan::has_byte;

/// What was taken out of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// Control characters and non-characters, replaced by U+FFFD.
    pub replaced: usize,
    /// Directional overrides and embeddings, removed.
    pub directional: usize,
}

impl std::ops::AddAssign for Cleaned {
    fn add_assign(&mut self, other: Self) {
        self.replaced += other.replaced;
        self.directional += other.directional;
    }
}

impl Cleaned {
    /// True where something that the author would notice was changed.
    pub fn any(self) -> bool {
        self.replaced + self.directional > 0
    }
}

/// Text for one line: line breaks and tabs become spaces.
pub fn line(text: &str) -> (Cow<'_, str>, Cleaned) {
    clean(text, false)
}

/// Preformatted text: LF and tabs stay.
pub fn preformatted(text: &str) -> (Cow<'_, str>, Cleaned) {
    clean(text, true)
}

fn clean(text: &str, keep_lines: bool) -> (Cow<'_, str>, Cleaned) {
    let harmless = |character: char| {
        !matches!(character, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}')
            && !is_noncharacter(character)
    };
    let mut cleaned = Cleaned::default();
    if is_harmless(text) {
        return (Cow::Borrowed(text), cleaned);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' if keep_lines => out.push(character),
            '\n' | '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\u{202a}'..='\u{202e}' => cleaned.directional += 1,
            other if harmless(other) => out.push(other),
            _ => {
                cleaned.replaced += 1;
                out.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    (Cow::Owned(out), cleaned)
}

/// True for a text without harmful characters, as most are. They are known by their bytes.
fn is_harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    let suspect =
        |byte: u8| (byte < b' ') | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2) | (byte >= 0xEF);
    !has_byte(bytes, suspect, |at| match bytes.get(at..).unwrap_or_default() {
        // C1 controls; U+2028..=U+202E; U+FDD0..=U+FDEF.
        [0xC2, second, ..] => *second < 0xA0,
        [0xE2, 0x80, third, ..] => matches!(third, 0xA8..=0xAE),
        [0xE2, ..] => false,
        [0xEF, 0xB7, third, ..] => matches!(third, 0x90..=0xAF),
        // The last two characters of each plane.
        [0xEF, 0xBF, third, ..] => *third >= 0xBE,
        [0xEF, ..] => false,
        [0xF0..=0xFF, second, 0xBF, fourth, ..] => second & 0x0F == 0x0F && *fourth >= 0xBE,
        [0xF0..=0xFF, ..] => false,
        _ => true,
    })
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::{line, preformatted};

    #[test]
    fn every_harmful_character_is_found() {
        for character in '\0'..=char::MAX {
            let code = u32::from(character);
            let control = code < 0x20 || (0x7f..0xa0).contains(&code);
            let line = (0x2028..=0x202e).contains(&code);
            let noncharacter = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
            let mut buffer = [0; 4];
            let text = &*character.encode_utf8(&mut buffer);
            assert_eq!(line_changes(text), control || line || noncharacter, "{code:x}");
        }
    }

    fn line_changes(text: &str) -> bool {
        line(text).0 != text
    }

    #[test]
    fn forbidden_characters_never_pass() {
        let (text, cleaned) = line("a\u{1}b\u{202e}c\u{fffe}d\te\u{2028}f\u{9b}g");
        assert_eq!(text, "a\u{fffd}bc\u{fffd}d e f\u{fffd}g");
        assert_eq!((cleaned.replaced, cleaned.directional), (3, 1));
        assert_eq!(preformatted("a\n\tb\u{b}").0, "a\n\tb ");
        assert!(!line("ordinary — שלום \u{200f}").1.any());
    }
}
