//! Front matter: the metadata as the author wrote it.
//!
//! `front-matter.schema.json` beside this folder describes the same keys for editors.

mod causes;
mod decoder;
mod keys;
mod life;
mod metadata_in_text;
mod overlooked;
mod plain;
mod surprises;
#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

use self::decoder::Decoder;
use super::{
    ReadOptions,
    node::{self, Node, Value},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span},
    model::{Author, Correction, Date, Language, Newsletter, Status},
};

/// The JSON Schema of the front matter.
pub const SCHEMA: &str = include_str!("../front-matter.schema.json");

/// What the front matter said.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) headline: Option<String>,
    pub(super) kicker: Option<String>,
    pub(super) dek: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) authors: Vec<Author>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) image: Option<LeadWritten>,
    pub(super) canonical_url: Option<String>,
    pub(super) translation_of: Option<String>,
    pub(super) rights: Option<String>,
    pub(super) embargo: Option<Date>,
    pub(super) expires: Option<Date>,
    pub(super) review_by: Option<Date>,
    pub(super) status: Status,
    pub(super) draft: bool,
    pub(super) version: Option<u32>,
    pub(super) corrections: Vec<Correction>,
    pub(super) newsletter: Newsletter,
    /// Where the value of each key stands that was given.
    pub(super) places: Vec<(&'static str, Span)>,
    /// Where the keys stand that have no value.
    pub(super) empty: Vec<(&'static str, Span)>,
    /// Where it stands; empty where there is none.
    pub(super) span: Span,
    /// True if there is one.
    pub(super) is_there: bool,
}

/// The lead picture as written.
#[derive(Debug, Default)]
pub(super) struct LeadWritten {
    pub(super) src: String,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) syndicate: bool,
    pub(super) span: Span,
}

impl FrontMatter {
    /// True for a key that was given.
    pub(super) fn says(&self, key: &str) -> bool {
        self.places.iter().any(|(known, _)| *known == key)
    }

    /// Where the value of a key stands; the whole front matter where it was not given.
    pub(super) fn place(&self, key: &str) -> Span {
        self.places.iter().find(|(known, _)| *known == key).map_or(self.span, |(_, place)| *place)
    }
}

/// Reads the front matter; gives it with the byte at which the body begins. `None`: it can't be read at all, and a
/// finding says why.
pub(super) fn read(
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
            match overlooked::unclosed(source, inner.start, inner.end).filter(|_| open) {
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
                    .at(span)
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
