//! Front matter: the metadata as the author wrote it.
//!
//! `front-matter.schema.json` in this folder describes the same keys for editors.

mod causes;
mod decoder;
mod fields;
mod keys;
mod life;
pub(crate) mod node;
mod overlooked;
mod plain;
mod surprises;
#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

use self::decoder::Decoder;
pub(crate) use self::fields::FrontMatter;
use self::node::{Node, Value};
use crate::ReadOptions;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};

/// The JSON Schema of the front matter.
pub const SCHEMA: &str = include_str!("front-matter.schema.json");

/// The key that is meant by a key as written, which may be another system's name for it.
pub fn front_matter_key(written: &str) -> Option<&'static str> {
    keys::canonical(written).map(|(key, _)| key)
}

/// Reads the front matter; gives it with the byte at which the body begins. `None`: it can't be read at all, and a
/// finding says why.
pub(crate) fn read(
    source: &Source,
    options: &ReadOptions<'_>,
    found: &mut Diagnostics,
) -> (Option<FrontMatter>, usize) {
    let Some((fence, inner, body)) = fences(&source.text) else { return text_alone(source, found) };
    let parsed =
        if fence == "+++" { node::toml(source, inner.clone()) } else { node::yaml(source, inner.clone()) };
    let span = Span::new(inner.start, inner.end);
    let between = source.text.get(inner.clone()).unwrap_or_default();
    let is_yaml = fence == "---";
    let refusal = match parsed {
        Ok(Node { value: Value::Map(pairs), .. }) => {
            let open = is_yaml && overlooked::swallows_headings(between);
            match open.then(|| overlooked::unclosed(source, inner.start, inner.end)).flatten() {
                Some(finding) => finding,
                None => {
                    if is_yaml {
                        surprises::report(source, &pairs, found);
                    }
                    let mut front_matter = Decoder::new(source, options, found).front_matter(pairs);
                    front_matter.span = span;
                    front_matter.is_there = true;
                    found.extend(overlooked::find(source, body, true));
                    return (Some(front_matter), body);
                }
            }
        }
        Ok(Node { value: Value::Null, .. }) => match overlooked::find(source, body, false) {
            Some(finding) => finding,
            None => return (Some(FrontMatter { span, is_there: true, ..FrontMatter::default() }), body),
        },
        Ok(_) if overlooked::looks_like_keys(source, inner.start, inner.end) => {
            let explained = causes::explain(source, inner.start, inner.end.saturating_sub(1), inner.end);
            explained.unwrap_or_else(|| {
                let message = "this is no front matter: its lines are not keys with values";
                Diagnostic::error(Code::UnreadFrontMatter, message)
                    .with_span(span)
                    .help("write `key: value` in each line")
            })
        }
        // Two rules with text between them are no front matter.
        Ok(_) => return text_alone(source, found),
        Err(finding) => {
            let at = finding.span.map_or(inner.end, |span| span.start as usize);
            let is_syntax = finding.code == Code::Syntax;
            let explained = overlooked::unclosed(source, inner.start, inner.end).filter(|_| is_syntax);
            let explained = explained.or_else(|| {
                causes::explain(source, inner.start, at.min(inner.end), inner.end)
                    .filter(|_| is_yaml && is_syntax)
            });
            explained.unwrap_or(finding)
        }
    };
    found.push(refusal);
    (None, body)
}

/// A source without front matter; an error where something looks like it.
fn text_alone(source: &Source, found: &mut Diagnostics) -> (Option<FrontMatter>, usize) {
    match overlooked::find(source, 0, false) {
        Some(finding) => {
            found.push(finding);
            (None, 0)
        }
        None => (Some(FrontMatter::default()), 0),
    }
}

/// The fence, the bytes between the fences, and the byte after them.
fn fences(text: &str) -> Option<(&str, std::ops::Range<usize>, usize)> {
    let first = text.lines().next()?;
    let fence = ["---", "+++"].into_iter().find(|fence| first.trim_end() == *fence)?;
    let start = first.len() + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return Some((fence, start..at, end));
        }
        at = end;
    }
    None
}
