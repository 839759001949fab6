//! `{#id key=value flag}` at the end of a heading.

use crate::{
    diagnostic::{Source, Span},
    model::Inline,
};

/// Attributes as written; the last id wins.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    /// Keys with their values; a flag has none.
    pub(super) pairs: Vec<(String, Option<String>)>,
    /// Where the braces are.
    pub(super) span: Span,
}

/// Takes the attributes off the end of a heading's content. Headings whose end only looks like attributes stay as
/// they are.
pub(super) fn take(source: &Source, heading: Span, content: &mut Vec<Inline>) -> Option<Attributes> {
    let text = source.slice(heading);
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_end();
    let unclosed = line.trim_end_matches('#');
    let line = if unclosed.len() < line.len() && unclosed.ends_with([' ', '\t']) {
        unclosed.trim_end()
    } else {
        line
    };
    let open = opening(line)?;
    let mut attributes = parse(line.get(open + 1..line.len() - 1)?)?;
    let start = heading.start as usize + open;
    attributes.span = Span::new(start, heading.start as usize + line.len());
    cut(content, attributes.span.start)?;
    Some(attributes)
}

/// Index of the brace that the final `}` of `line` closes.
fn opening(line: &str) -> Option<usize> {
    let body = line.strip_suffix('}')?;
    let mut quoted = false;
    for (index, character) in body.char_indices().rev() {
        match character {
            '"' => quoted = !quoted,
            '{' if !quoted => return Some(index),
            '}' if !quoted => return None,
            _ => {}
        }
    }
    None
}

fn parse(body: &str) -> Option<Attributes> {
    let mut attributes = Attributes::default();
    let mut rest = body.trim_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('#') {
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            let (id, tail) = after.split_at_checked(end)?;
            if id.is_empty() || id.contains(['{', '}', '"', '<', '>', '&']) {
                return None;
            }
            attributes.id = Some(id.to_owned());
            rest = tail.trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (key, tail) = rest.split_at_checked(end)?;
        let valid = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if key.is_empty() || !key.chars().all(valid) {
            return None;
        }
        match tail.strip_prefix('=') {
            None => {
                attributes.pairs.push((key.to_owned(), None));
                rest = tail.trim_start();
            }
            Some(tail) => {
                let (value, after) = match tail.strip_prefix('"') {
                    Some(quoted) => quoted.split_once('"')?,
                    None => tail.split_at_checked(tail.find(char::is_whitespace).unwrap_or(tail.len()))?,
                };
                attributes.pairs.push((key.to_owned(), Some(value.to_owned())));
                rest = after.trim_start();
            }
        }
    }
    // `{n}` and `{such words}` are text; a flag that we know is not.
    let meant = |(key, value): &(String, Option<String>)| value.is_some() || key == "teaser";
    (attributes.id.is_some() || attributes.pairs.iter().any(meant)).then_some(attributes)
}

/// Removes from inlines what stands at or after byte `start` of the source. Fails, changing nothing, where the place
/// falls within anything but text.
fn cut(content: &mut Vec<Inline>, start: u32) -> Option<()> {
    let before = |inline: &Inline| inline.span().is_some_and(|span| span.start < start);
    let keep = content.iter().rposition(before).map_or(0, |last| last + 1);
    let straddles =
        keep.checked_sub(1).and_then(|last| content.get(last)).and_then(Inline::span)?.end > start;
    if straddles {
        let Some(Inline::Text { value, span }) = content.get_mut(keep - 1) else { return None };
        let brace = value.rfind('{')?;
        value.truncate(brace);
        span.end = start;
    }
    content.truncate(keep);
    while let Some(Inline::Text { value, .. }) = content.last_mut() {
        value.truncate(value.trim_end().len());
        if !value.is_empty() {
            break;
        }
        content.pop();
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_documented_form() {
        let attributes = parse("#article-5 updated=2025-12-18 reason=\"quote added\" teaser").unwrap();
        assert_eq!(attributes.id.as_deref(), Some("article-5"));
        let pairs: Vec<_> =
            attributes.pairs.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
        assert_eq!(
            pairs,
            [("updated", Some("2025-12-18")), ("reason", Some("quote added")), ("teaser", None)]
        );
        assert_eq!(parse("#стаття-5").unwrap().id.as_deref(), Some("стаття-5"));
        for not in ["", "n", "such words", "a + b", "#", "\"x\"", "n!"] {
            assert!(parse(not).is_none(), "{not}");
        }
    }
}
