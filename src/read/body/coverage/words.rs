//! Words as the net counts them: runs of letters and figures of any script, and of signs beyond ASCII.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::LazyLock};

/// A bag of words.
#[derive(Debug, Default)]
pub(crate) struct Words(HashMap<u64, u32>);

impl Words {
    /// Adds the words of a text in which entities are resolved.
    pub(crate) fn add(&mut self, text: &str) {
        each_word(text, false, |_, word| *self.0.entry(word).or_default() += 1);
    }

    /// Takes a word out. False if it isn't there.
    pub(super) fn remove(&mut self, word: u64) -> bool {
        match self.0.get_mut(&word) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    /// True if no word was ever added.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// True for a character that a reader would miss.
fn is_content(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let unseen = matches!(character,
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}');
    !unseen && !character.is_whitespace()
}

/// True if a text may hold a word. Fast, for the many gaps that hold marks only.
pub(super) fn has_content(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
}

/// How many words a text has.
pub(crate) fn count(text: &str) -> usize {
    let mut words = 0;
    each_word(text, true, |_, _| words += 1);
    words
}

/// A number for a list of words, for comparing two texts by their words.
pub(super) fn fingerprint(text: &str, entities: bool) -> u64 {
    let mut all = 0;
    each_word(text, entities, |_, word| all = mixed(all, word));
    all
}

fn mixed(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Calls `found` with the place and a number for each word. With `entities`, `&auml;` counts as its letter.
pub(super) fn each_word(text: &str, entities: bool, mut found: impl FnMut(Range<usize>, u64)) {
    let (mut start, mut hash) = (None, 0);
    let mut rest = text.char_indices();
    while let Some((at, character)) = rest.next() {
        if is_content(character) {
            start.get_or_insert(at);
            hash = mixed(hash, u64::from(character));
            continue;
        }
        if entities && character == '&' {
            let after = text.get(at..).unwrap_or_default();
            if let Some((length, resolved)) = entity(after) {
                let whole = resolved.chars().all(is_content);
                for character in resolved.chars().filter(|character| is_content(*character)) {
                    start.get_or_insert(at);
                    hash = mixed(hash, u64::from(character));
                }
                if !whole && let Some(start) = start.take() {
                    found(start..at, std::mem::take(&mut hash));
                }
                rest = skipped(rest, length - 1);
                continue;
            }
        }
        if let Some(start) = start.take() {
            found(start..at, std::mem::take(&mut hash));
        }
    }
    if let Some(start) = start {
        found(start..text.len(), hash);
    }
}

/// The named characters of HTML: `&amp;` and what it stands for.
static NAMED: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| entities::ENTITIES.iter().map(|entity| (entity.entity, entity.characters)).collect());

/// A named or numbered character at the start of a text: its length in the text, and what it stands for.
fn entity(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let inner = text.strip_prefix('&')?;
    let length = inner.bytes().take(40).position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'))?;
    let (name, whole) = (inner.get(..length)?, text.get(..length + 2).filter(|whole| whole.ends_with(';'))?);
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.get(whole).map(|resolved| (whole.len(), Cow::Borrowed(*resolved)));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    let character = code.ok().filter(|code| *code > 0).and_then(char::from_u32);
    Some((whole.len(), Cow::Owned(character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string())))
}

/// The same characters without the next `bytes` bytes, which are ASCII.
fn skipped(mut rest: std::str::CharIndices<'_>, bytes: usize) -> std::str::CharIndices<'_> {
    for _ in 0..bytes {
        rest.next();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::{Words, count, each_word};

    #[test]
    fn words_of_many_scripts() {
        for (text, words) in [
            ("", 0),
            ("*a* `b-c`", 3),
            ("# 12. → x", 3),
            ("Київ 東京 हिन्दी", 3),
            ("a\u{200b}b\u{a0}c", 3),
            ("M&auml;nner &amp; Frauen &#x26; &nosuch;", 3),
        ] {
            assert_eq!(count(text), words, "{text}");
        }
    }

    #[test]
    fn an_entity_is_its_letter() {
        let mut words = Words::default();
        words.add("Männer & Frauen");
        let mut missing = 0;
        each_word("M&auml;nner &amp; Frau&#101;n &amp;", true, |_, word| {
            missing += usize::from(!words.remove(word));
        });
        assert_eq!(missing, 0);
    }
}
