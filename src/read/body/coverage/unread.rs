//! Markdown that stands in a block of HTML, where nobody reads it.

use std::ops::Range;

use super::quoted;
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// Elements in which signs are what they are.
const CODE: &[&str] = &["pre", "code", "kbd", "samp", "tt", "textarea", "listing", "xmp", "plaintext"];

/// True for a start tag of such an element.
pub(super) fn opens_code(tag: &str) -> bool {
    let name = tag.get(1..).unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.is_some_and(|name| CODE.iter().any(|code| code.eq_ignore_ascii_case(name)))
}

/// True for its end tag.
pub(super) fn ends_code(tag: &str) -> bool {
    tag.strip_prefix("</").is_some_and(|rest| opens_code(&format!("<{rest}")))
}

/// The first part of a text of HTML that is written in Markdown.
pub(crate) fn markdown_in(text: &str) -> Option<Range<usize>> {
    if !text.bytes().any(|byte| matches!(byte, b'*' | b'[' | b'#')) {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let signs = words.trim_start();
        let indent = words.len() - signs.len();
        let hashes = signs.len() - signs.trim_start_matches('#').len();
        if (2..=6).contains(&hashes) && signs.get(hashes..).is_some_and(|rest| rest.starts_with(' ')) {
            return Some(at + indent..at + words.len());
        }
        if let Some(part) = strong(words).or_else(|| link(words)) {
            return Some(at + part.start..at + part.end);
        }
        at += line.len();
    }
    None
}

/// `**words**` on a line.
fn strong(line: &str) -> Option<Range<usize>> {
    let start = line.find("**")?;
    let inner = line.get(start + 2..)?;
    let end = inner.find("**")?;
    let words = inner.get(..end)?;
    let fits = words.contains(char::is_alphanumeric)
        && !words.starts_with(char::is_whitespace)
        && !words.ends_with(char::is_whitespace);
    fits.then_some(start..start + end + 4)
}

/// `[words](address)` or `[^note]` on a line.
fn link(line: &str) -> Option<Range<usize>> {
    if let Some(at) = line.find("](") {
        let start = line.get(..at)?.rfind('[')?;
        let rest = line.get(at + 2..)?;
        let end = rest.find(')')?;
        return (at > start + 1 && end > 0 && !rest.starts_with(' ')).then_some(start..at + end + 3);
    }
    let start = line.find("[^")?;
    let name = line.get(start + 2..)?.split_once(']')?.0;
    let fits = !name.is_empty() && !name.contains(char::is_whitespace);
    fits.then_some(start..start + name.len() + 3)
}

/// The finding about Markdown in a block of HTML.
pub(super) fn unread(text: &str, part: &Range<usize>, span: Span) -> Diagnostic {
    let shown = quoted(text.get(part.clone()).unwrap_or_default());
    let message = format!("Markdown in a block of HTML is printed as typed: “{shown}”");
    Diagnostic::warning(Code::NotMarkup, message)
        .with_span(span)
        .help("write an empty line before it and another after it, or write it in HTML")
}

#[cfg(test)]
mod tests {
    use super::markdown_in;

    #[test]
    fn markdown_is_told_from_text() {
        for (text, part) in [
            ("a **b c** d", "**b c**"),
            ("see [the law](https://x.example/) too", "[the law](https://x.example/)"),
            ("text\n  ## A question?\n", "## A question?"),
            ("a note[^1].", "[^1]"),
        ] {
            assert_eq!(markdown_in(text).map(|range| &text[range]), Some(part));
        }
        for text in ["5 ** 3 ** 2", "a [b] (c)", "#1 and # 2", "f[x](", "[^ ]", "** a **"] {
            assert_eq!(markdown_in(text), None, "{text}");
        }
    }
}
