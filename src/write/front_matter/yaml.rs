//! Values of front matter as YAML.

/// The longest line that a text may make before it is folded.
const WIDTH: usize = 118;

/// Words that YAML readers take for something else than a text.
const WORDS: &[&str] =
    &["true", "false", "yes", "no", "on", "off", "null", "none", "y", "n", "~", ".nan", ".inf"];

/// A key with a text, indented by some spaces; a long text is folded.
pub(crate) fn text(indent: usize, key: &str, value: &str) -> String {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{key}: {}", scalar(value));
    if line.chars().count() <= WIDTH || !folds(value) {
        return line;
    }
    let inner = " ".repeat(indent.next_multiple_of(2) + 2);
    let mut out = format!("{pad}{key}: >-");
    let mut width = usize::MAX;
    for word in value.split(' ') {
        let length = word.chars().count();
        if width.saturating_add(1 + length) > WIDTH - inner.len() {
            out.push('\n');
            out.push_str(&inner);
            width = length;
        } else {
            out.push(' ');
            width += 1 + length;
        }
        out.push_str(word);
    }
    out
}

/// Returns true for words with single spaces between them, which come back as they were from lines.
fn folds(value: &str) -> bool {
    value.split(' ').all(|word| !word.is_empty() && word.chars().all(is_printable))
}

/// A text as it is, or in quotes if it would be read as something else.
pub(crate) fn scalar(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { quoted(value) }
}

/// A text in a list in brackets.
pub(crate) fn item(value: &str) -> String {
    let is_plain = is_plain(value) && !value.contains([',', '[', ']', '{', '}', ':']);
    if is_plain { value.to_owned() } else { quoted(value) }
}

fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            c if is_printable(c) => out.push(c),
            c if u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push_str(&format!("\\u{:04X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(
            u32::from(character),
            0xad | 0x200b..=0x200f | 0x2028..=0x202f | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffd
        )
}

fn is_plain(value: &str) -> bool {
    let begins =
        |c: char| c.is_alphanumeric() || matches!(c, '©' | '€' | '£' | '$' | '(' | '¿' | '¡' | '/' | '.');
    value.starts_with(begins)
        && !value.starts_with("...")
        && !value.ends_with(':')
        && !value.ends_with(char::is_whitespace)
        && !value.contains(": ")
        && !value.contains(" #")
        && value.chars().all(is_printable)
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::{item, scalar, text};

    #[test]
    fn texts_that_would_be_read_otherwise_are_quoted() {
        for (value, written) in [
            ("Why now?", "Why now?"),
            ("What: a test", "\"What: a test\""),
            ("A #1", "\"A #1\""),
            ("no", "\"no\""),
            ("“Quoted”", "\"“Quoted”\""),
            ("- a", "\"- a\""),
            ("a \"b\" \\", "a \"b\" \\"),
            ("\"b\" \\", "\"\\\"b\\\" \\\\\""),
            ("https://example.org/#x", "https://example.org/#x"),
            ("a\u{200b}b", "\"a\\u200Bb\""),
        ] {
            assert_eq!(scalar(value), written);
        }
        assert_eq!(item("a, b"), "\"a, b\"");
    }

    #[test]
    fn long_texts_are_folded() {
        let long = "word ".repeat(40);
        let written = text(2, "alt", long.trim());
        assert!(written.starts_with("  alt: >-\n    word word"), "{written}");
        assert!(written.lines().all(|line| line.len() <= 120));
    }
}
