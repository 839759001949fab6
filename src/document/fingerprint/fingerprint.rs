//! Fingerprints: hashes by which a receiver sees what changed.
//!
//! A fingerprint is the SHA-256 of canonical JSON (RFC 8785, JSON Canonicalization Scheme). What is hashed is the model's
//! JSON form, but for what says nothing to readers or depends on the rest of the document:
//!
//! - `span` is left out: places in the source;
//! - a card's `number` is left out, so that a card put before others leaves their fingerprints as they are;
//! - a local picture is named by the SHA-256 of its file, not by its place among the pictures;
//! - a footnote reference names its note by the card's id and the note's place in it (`ID/1`), without `occurrence`;
//! - the document's `version` is left out: it grows because the rest has changed.
//!
//! What a partner shows of a part depends on two things more: the document's language, and the words that editions add. So
//! `ninjs` and `jsonfeed` give the SHA-256 of three lines: the part's fingerprint, the language's tag, and the SHA-256 of these
//! words, which `ninjs` has beside it.
//!
//! A part's own fingerprint is that of the part [alone](super::parts_alone), so that it says the same as what a receiver shows:
//! its notes are all that it refers to, its headings and links to headings are called by their places (`ID/1`).

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    alone::{PartAlone, name_of, parts_alone},
    hash::hexadecimal,
};
use crate::{Block, Card, Document, Footnote, Inline, Place};

/// The fingerprints of a document, each 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the whole document: metadata and all parts.
    pub document: String,
    /// Of each part, in reading order.
    pub parts: Vec<(Place, String)>,
}

impl Fingerprint {
    /// The fingerprints of a document.
    pub fn new(document: &Document) -> Self {
        let mut metadata = form(document, &document.metadata);
        if let Value::Object(fields) = &mut metadata {
            fields.remove("version");
        }
        // What is hashed is `{"metadata": ..., "parts": [...]}` in canonical JSON.
        let mut whole = Sha256::new();
        whole.update(br#"{"metadata":"#);
        whole.update(canonical(&metadata));
        whole.update(br#","parts":["#);
        let mut hashes = Vec::new();
        for alone in parts_alone(document) {
            let form = canonical(&form_in_document(document, &alone));
            if !hashes.is_empty() {
                whole.update(b",");
            }
            whole.update(&form);
            let own = match alone.renamed {
                true => Sha256::digest(canonical(&form_alone(document, &alone))),
                false => Sha256::digest(&form),
            };
            hashes.push((alone.part.place, hexadecimal(&own)));
        }
        whole.update(b"]}");
        Self { document: hexadecimal(&whole.finalize()), parts: hashes }
    }

    /// The fingerprint of one part.
    pub fn part(&self, place: Place) -> Option<&str> {
        self.parts.iter().find(|(known, _)| *known == place).map(|(_, hash)| hash.as_str())
    }
}

/// What is hashed of a part as it is in the document.
fn form_in_document(document: &Document, alone: &PartAlone<'_>) -> Value {
    let part = alone.part;
    let question = part.card.map(|card| card.question.as_slice()).unwrap_or_default();
    let notes: Vec<_> = document.footnotes_of(part.place).collect();
    let name = |number| name_note(document, number);
    form_of(document, part.card, question, part.blocks, &notes, &name)
}

/// What is hashed of a part that stands alone.
fn form_alone(document: &Document, alone: &PartAlone<'_>) -> Value {
    let PartAlone { part, question, blocks, notes, renamed: _ } = alone;
    let notes: Vec<_> = notes.iter().collect();
    let name = |number| Some(format!("{}/{number}", name_of(document, part.place)));
    form_of(document, part.card, question, blocks, &notes, &name)
}

/// The name of a note, by its number.
type Name<'n> = &'n dyn Fn(u64) -> Option<String>;

/// What is hashed of a part: for a card `id`, `question`, `updated`, `teaser`; for all `blocks` and `footnotes`, an array
/// of blocks for each note.
fn form_of(
    document: &Document,
    card: Option<&Card>,
    question: &[Inline],
    blocks: &[Block],
    notes: &[&Footnote],
    name: Name<'_>,
) -> Value {
    let form = |piece: Value| {
        let mut value = piece;
        settle(document, &mut value, name);
        value
    };
    let mut fields = Map::new();
    if let Some(Card { number: _, id, question: _, updated, teaser, blocks: _, span: _ }) = card {
        fields.insert("id".to_owned(), json!(id));
        fields.insert("question".to_owned(), form(json!(question)));
        if let Some(updated) = updated {
            fields.insert("updated".to_owned(), form(json!(updated)));
        }
        if *teaser {
            fields.insert("teaser".to_owned(), json!(true));
        }
    }
    fields.insert("blocks".to_owned(), form(json!(blocks)));
    let notes: Vec<_> = notes.iter().map(|note| form(json!(note.blocks))).collect();
    if !notes.is_empty() {
        fields.insert("footnotes".to_owned(), Value::Array(notes));
    }
    Value::Object(fields)
}

/// The JSON form of a piece of the model, as it is hashed.
pub(crate) fn form(document: &Document, piece: &(impl Serialize + ?Sized)) -> Value {
    let mut value = json!(piece);
    settle(document, &mut value, &|number| name_note(document, number));
    value
}

/// Takes out of a JSON form what depends on the rest of the document. The model's depth bounds the recursion.
fn settle(document: &Document, value: &mut Value, name: Name<'_>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| settle(document, item, name)),
        Value::Object(fields) => {
            fields.remove("span");
            if fields.get("type").and_then(Value::as_str) == Some("footnote-reference") {
                let note = fields.get("number").and_then(Value::as_u64).and_then(name);
                *fields = Map::from_iter([
                    ("type".to_owned(), json!("footnote-reference")),
                    ("note".to_owned(), json!(note)),
                ]);
                return;
            }
            let local = fields.get("source").and_then(|source| source.get("local")).and_then(Value::as_u64);
            let file = local.and_then(|index| document.asset(usize::try_from(index).ok()?));
            if let Some(asset) = file {
                fields.insert("source".to_owned(), json!({ "local": asset.sha256 }));
            }
            fields.values_mut().for_each(|field| settle(document, field, name));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The name of a note that no other part's notes can change.
fn name_note(document: &Document, number: u64) -> Option<String> {
    let note = document.footnote(u32::try_from(number).ok()?)?;
    let first = document.footnotes_of(note.place).next()?;
    let place = note.number.saturating_sub(first.number).saturating_add(1);
    Some(format!("{}/{place}", name_of(document, note.place)))
}

/// Canonical JSON (RFC 8785). What the crate for it writes, several times as fast: a document is hashed in every build.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write_canonical(&mut out, value);
    out
}

/// The most that an integer may be, so that it is the same as a double (RFC 8785, 3.2.2.3).
const MAX_INTEGER: u64 = 1 << 53;

fn write_canonical(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                write_canonical(out, item);
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // ASCII in the order of its bytes, as maps have it, is in that of UTF-16, too.
            if !fields.is_sorted_by_key(|(name, _)| *name) || !fields.iter().all(|(name, _)| name.is_ascii())
            {
                fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            }
            out.push(b'{');
            for (number, (name, field)) in fields.into_iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                write_plain(out, name);
                out.push(b':');
                write_canonical(out, field);
            }
            out.push(b'}');
        }
        Value::Number(number) if number.as_u64().is_none_or(|number| number > MAX_INTEGER) => {
            // Writing to memory fails for no number that JSON can hold.
            let _ = serde_json_canonicalizer::to_writer(number, out);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => write_plain(out, value),
    }
}

/// Writes what has one form only: escapes of strings are those of ECMAScript already.
fn write_plain(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, value);
}
