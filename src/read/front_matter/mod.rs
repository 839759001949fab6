//! Front matter: the metadata as the author wrote it.
//!
//! `front-matter.schema.json` beside this folder describes the same keys for editors.

mod decoder;
#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

use self::decoder::Decoder;
use super::node::{self, Node, Value};
use crate::{
    diagnostic::{Diagnostics, Source, Span},
    model::{Author, Correction, Date, Language, Newsletter, Status},
};

/// The JSON Schema of the front matter.
pub const SCHEMA: &str = include_str!("../front-matter.schema.json");

/// The keys, and the foreign names that are understood as each.
const KEYS: &[(&str, &[&str])] = &[
    ("headline", &["title"]),
    ("kicker", &[]),
    ("dek", &["description", "subtitle", "summary"]),
    ("slug", &[]),
    ("language", &["lang"]),
    ("published", &["date"]),
    ("updated", &["lastmod", "modified"]),
    ("authors", &["author"]),
    ("section", &["categories", "category"]),
    ("tags", &["keywords"]),
    ("image", &[]),
    ("canonical_url", &["canonical"]),
    ("translation_of", &[]),
    ("rights", &["license", "copyright"]),
    ("embargo", &[]),
    ("expires", &[]),
    ("review_by", &[]),
    ("status", &[]),
    ("version", &[]),
    ("corrections", &[]),
    ("newsletter", &[]),
];

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
    pub(super) version: Option<u32>,
    pub(super) corrections: Vec<Correction>,
    pub(super) newsletter: Newsletter,
    /// Where the value of each key stands that was given.
    pub(super) places: Vec<(&'static str, Span)>,
    /// Where it stands; empty where there is none.
    pub(super) span: Span,
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
    /// Where the value of a key stands; the whole front matter where it was not given.
    pub(super) fn place(&self, key: &str) -> Span {
        self.places.iter().find(|(known, _)| *known == key).map_or(self.span, |(_, place)| *place)
    }
}

/// Reads the front matter; gives it with the byte at which the body begins. `None`: it can't be read at all, and a
/// finding says why.
pub(super) fn read(source: &Source, found: &mut Diagnostics) -> (Option<FrontMatter>, usize) {
    let Some((fence, inner, body)) = fences(&source.text) else { return (Some(FrontMatter::default()), 0) };
    let parsed =
        if fence == "+++" { node::toml(source, inner.clone()) } else { node::yaml(source, inner.clone()) };
    let span = Span::new(inner.start, inner.end);
    match parsed {
        Ok(Node { value: Value::Map(pairs), .. }) => {
            let mut decoder = Decoder { found, lenient: false };
            let mut front_matter = decoder.front_matter(pairs);
            front_matter.span = span;
            (Some(front_matter), body)
        }
        Ok(Node { value: Value::Null, .. }) => (Some(FrontMatter { span, ..FrontMatter::default() }), body),
        // Two rules with text between them are no front matter.
        Ok(_) => (Some(FrontMatter::default()), 0),
        Err(finding) => {
            found.push(finding);
            (None, body)
        }
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

/// The key that a written one means, and whether it is a foreign name for it.
fn canonical(written: &str) -> Option<(&'static str, bool)> {
    let plain = written.trim().to_lowercase().replace('-', "_");
    KEYS.iter().find_map(|(key, aliases)| {
        if *key == plain {
            Some((*key, false))
        } else {
            aliases.contains(&plain.as_str()).then_some((*key, true))
        }
    })
}
