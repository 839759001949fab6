//! Definitions of links (`[label]: address "title"`), which show nothing themselves, and text in their form.

use std::ops::Range;

/// One definition, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Where it stands in the text that was searched, without what is before and after.
    pub(crate) range: Range<usize>,
    /// Where it leads to, without pointed brackets.
    pub(crate) address: String,
    /// Whether the address stands in pointed brackets, as no text does.
    pub(crate) pointed: bool,
    /// Whether a blank line or the start of the text is before it.
    pub(crate) apart: bool,
}

/// What somebody meant who wrote a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefinitionKind {
    /// The definition of a link.
    Link,
    /// A definition of a link that nothing refers to.
    Unused,
    /// `[//]: # (words)`, which is how Markdown's users write comments.
    Comment,
    /// A line of text, as in an interview: `[Q]: Why?`.
    Text,
}

impl Definition {
    /// What was meant. `used`: a link leads to this address.
    pub(crate) fn kind(&self, used: bool) -> DefinitionKind {
        let address = self.address.as_str();
        if matches!(address, "" | "#") {
            return DefinitionKind::Comment;
        }
        if is_address(address) || (used && self.pointed) {
            return if used { DefinitionKind::Link } else { DefinitionKind::Unused };
        }
        if is_sentence(address) || !(used || address.contains(['/', '.', '_', '%', '='])) {
            return DefinitionKind::Text;
        }
        if used { DefinitionKind::Link } else { DefinitionKind::Unused }
    }
}

/// Surely the address of something.
fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
            && (rest.starts_with("//") || matches!(scheme, "mailto" | "tel" | "data" | "urn" | "doi"))
    });
    scheme
        || text.starts_with(['#', '/'])
        || ["./", "../", "www."].iter().any(|start| text.starts_with(start))
}

/// Ends or begins as a sentence does.
fn is_sentence(text: &str) -> bool {
    const ENDS: &[char] = &[
        '.', '?', '!', '…', ',', ';', ':', '。', '？', '！', '、', '؟', '।', ')', ']', '"', '\'', '»', '”',
        '“', '’', '」',
    ];
    const STARTS: &[char] = &['(', '"', '\'', '«', '„', '“', '”', '‘', '—', '–', '¿', '¡', '「', '*', '_'];
    text.ends_with(ENDS) || text.starts_with(STARTS)
}

/// The definitions that a text holds between its marks of quotes, in order. It ends at the first thing that is none.
pub(crate) fn definitions(text: &str) -> Vec<Definition> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        let start = after_marks(text, at);
        let between = text.get(at..start).unwrap_or_default();
        let Some((address, end)) = definition(text, start) else { break };
        let apart = all.is_empty() || between.matches('\n').count() > 1;
        let pointed = after_label(text, start).starts_with('<');
        all.push(Definition { range: start..end, address, pointed, apart });
        at = end;
    }
    all
}

/// What follows the label of the definition that begins at byte `at`.
fn after_label(text: &str, at: usize) -> &str {
    let after = label_end(text, at).map(|end| within(text, end));
    after.and_then(|after| text.get(after..)).unwrap_or_default()
}

/// The definition that begins at byte `at`: its address, and where it ends.
fn definition(text: &str, at: usize) -> Option<(String, usize)> {
    let label = label_end(text, at)?;
    let start = within(text, label);
    let rest = text.get(start..)?;
    let (address, mut end) = if let Some(inner) = rest.strip_prefix('<') {
        let close = inner
            .find(['>', '\n'])
            .filter(|close| inner.get(*close..).is_some_and(|r| r.starts_with('>')))?;
        (inner.get(..close)?.to_owned(), start + close + 2)
    } else {
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        (rest.get(..length)?.to_owned(), start + length)
    };
    if address.is_empty() && !rest.starts_with('<') {
        return None;
    }
    if !ends_line(text, end) {
        end = title_end(text, end)?;
    } else if let Some(title) = title_end(text, end) {
        end = title;
    }
    Some((address, end))
}

/// Just past `[label]:`.
fn label_end(text: &str, at: usize) -> Option<usize> {
    let inner = text.get(at..)?.strip_prefix('[')?;
    let mut escaped = false;
    for (index, character) in inner.char_indices().take(1_000) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => return None,
            ']' => {
                let colon = inner.get(index + 1..)?.starts_with(':');
                let filled = !inner.get(..index)?.trim().is_empty();
                return (colon && filled).then_some(at + index + 3);
            }
            _ => {}
        }
    }
    None
}

/// Just past a title after byte `at`, if there is one and its line ends with it.
fn title_end(text: &str, at: usize) -> Option<usize> {
    let start = within(text, at);
    let open = text.get(start..)?.chars().next()?;
    let close = match open {
        '"' | '\'' => open,
        '(' => ')',
        _ => return None,
    };
    let inner = text.get(start + 1..)?;
    let mut escaped = false;
    for (index, character) in inner.char_indices().take(2_000) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == close => {
                let end = start + index + 2;
                return ends_line(text, end).then_some(end);
            }
            _ => {}
        }
        if character == '\n' && inner.get(index + 1..).is_some_and(is_blank_line) {
            return None;
        }
    }
    None
}

fn is_blank_line(text: &str) -> bool {
    text.lines().next().unwrap_or_default().trim_matches([' ', '\t', '>']).is_empty()
}

fn ends_line(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(is_blank_line)
}

/// Past white space with at most one end of a line, and the marks of quotes after it.
fn within(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut lines = 0;
    for character in text.get(at..).unwrap_or_default().chars() {
        match character {
            ' ' | '\t' => {}
            '\n' if lines == 0 => lines = 1,
            '>' if lines == 1 => {}
            _ => break,
        }
        end += 1;
    }
    end
}

/// Past white space and the marks of quotes.
fn after_marks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t', '\n', '>']).len())
}

#[cfg(test)]
mod tests {
    use super::{DefinitionKind, definitions};

    fn kinds(text: &str) -> Vec<DefinitionKind> {
        definitions(text).iter().map(|one| one.kind(false)).collect()
    }

    #[test]
    fn definitions_are_found_between_marks() {
        let text = "[a]: /url \"A title\"\n> [b]:\n> <x y>\n>\n> [c]: z\n  'over\n  lines'\n\n[Q]: Why?\nrest [d]: e\n";
        let all = definitions(text);
        let seen: Vec<_> =
            all.iter().map(|one| (&text[one.range.clone()], one.address.as_str(), one.apart)).collect();
        assert_eq!(
            seen,
            [
                ("[a]: /url \"A title\"", "/url", true),
                ("[b]:\n> <x y>", "x y", false),
                ("[c]: z\n  'over\n  lines'", "z", true),
                ("[Q]: Why?", "Why?", true),
            ]
        );
        assert_eq!(definitions("[a]: b c\n"), []);
        assert_eq!(definitions("no\n"), []);
    }

    #[test]
    fn text_is_told_from_addresses() {
        for text in [
            "[Q]: Why?",
            "[Minister]: No.",
            "[Editor]: (check-this)",
            "[A]: \"Nein!\"",
            "[A]: 1998",
            "[A]: да",
            "[Q]: and/or?",
        ] {
            assert_eq!(kinds(text), [DefinitionKind::Text], "{text}");
        }
        for text in [
            "[a]: https://x.org/a.",
            "[a]: x/y.md",
            "[a]: #top",
            "[a]: mailto:x@y.org",
            "[a]: www.x.org",
            "[a]: x.png 'No.'",
        ] {
            assert_eq!(kinds(text), [DefinitionKind::Unused], "{text}");
        }
        assert_eq!(
            kinds("[//]: # (A note)\n[comment]: <> (Another)"),
            [DefinitionKind::Comment, DefinitionKind::Comment]
        );
        assert_eq!(definitions("[license]: LICENSE")[0].kind(true), DefinitionKind::Link);
        assert_eq!(definitions("[Q]: Why?")[0].kind(true), DefinitionKind::Text);
    }
}
