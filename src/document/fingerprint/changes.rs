//! What changed between two versions of an explainer, card by card.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use similar::{Algorithm, ChangeTag, DiffTag, capture_diff_slices};

use super::fingerprint::{Fingerprint, form};
use crate::{Document, Part, Place, parts, text};

/// What changed between two versions of a document; empty where they say the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Changes {
    /// Fields of the metadata that have another value, sorted by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<FieldChange>,
    /// Parts that changed: those of the new version in its order, then those that were removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartChange>,
}

/// A field of the metadata that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldChange {
    /// Its name in the model's JSON form.
    pub field: String,
    /// Its earlier value; `None`: it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// Its new value; `None`: it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// A lede, card or sign-off that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PartChange {
    /// Which part.
    #[serde(flatten)]
    pub name: PartName,
    /// What became of it.
    pub change: Change,
    /// A card's number in the earlier version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_number: Option<u32>,
    /// A card's number in the new version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_number: Option<u32>,
    /// Its lines in both versions, in reading order. Empty where only what is not text changed: a link's target, a
    /// picture, emphasis.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// What a part is called across versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(tag = "part", content = "id", rename_all = "kebab-case")]
pub enum PartName {
    /// Before the first card.
    Lede,
    /// The card of this id.
    Card(String),
    /// After the last card.
    Signoff,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says or shows something else.
    Changed,
    /// It says the same at another place among the others.
    Moved,
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Line {
    /// In which version it stands.
    pub side: Side,
    /// Its text.
    pub text: String,
}

/// In which version a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// In the earlier version alone.
    Old,
    /// In the new version alone.
    New,
    /// In both.
    Both,
}

impl Changes {
    /// What changed from `old` to `new`.
    pub fn between(old: &Document, new: &Document) -> Self {
        let (before, after) = (named(old), named(new));
        let moved = moved(&before, &after);
        let (old_hashes, new_hashes) = (Fingerprint::new(old), Fingerprint::new(new));
        let known: BTreeMap<&PartName, Part<'_>> = before.iter().map(|(name, part)| (name, *part)).collect();
        let mut changes = Vec::new();
        for (name, part) in &after {
            let was = known.get(name).copied();
            let same = was.is_some_and(|was| old_hashes.part(was.place) == new_hashes.part(part.place));
            let change = match was {
                None => Change::Added,
                Some(_) if !same => Change::Changed,
                Some(_) if moved.contains(name) => Change::Moved,
                Some(_) => continue,
            };
            changes.push(PartChange {
                name: name.clone(),
                change,
                old_number: was.and_then(number),
                new_number: number(*part),
                lines: match change {
                    Change::Moved => Vec::new(),
                    Change::Added | Change::Removed | Change::Changed => {
                        compare(&was.map_or_else(Vec::new, |was| lines(old, was)), &lines(new, *part))
                    }
                },
            });
        }
        let still: BTreeSet<&PartName> = after.iter().map(|(name, _)| name).collect();
        let removed = before.iter().filter(|(name, _)| !still.contains(name));
        changes.extend(removed.map(|(name, part)| PartChange {
            name: name.clone(),
            change: Change::Removed,
            old_number: number(*part),
            new_number: None,
            lines: compare(&lines(old, *part), &[]),
        }));
        Self { metadata: fields(old, new), parts: changes }
    }

    /// True where both versions say the same.
    pub fn is_empty(&self) -> bool {
        self.metadata.is_empty() && self.parts.is_empty()
    }
}

/// The parts of a document with their names.
fn named(document: &Document) -> Vec<(PartName, Part<'_>)> {
    let name = |part: &Part<'_>| match part.place {
        Place::Lede => PartName::Lede,
        Place::Card(_) => PartName::Card(part.card.map(|card| card.id.clone()).unwrap_or_default()),
        Place::Signoff => PartName::Signoff,
    };
    parts(document).map(|part| (name(&part), part)).collect()
}

fn number(part: Part<'_>) -> Option<u32> {
    part.card.map(|card| card.number)
}

/// Parts that stand in another order than those around them; as few as possible.
fn moved(before: &[(PartName, Part<'_>)], after: &[(PartName, Part<'_>)]) -> BTreeSet<PartName> {
    let common = |these: &[(PartName, Part<'_>)], others: &[(PartName, Part<'_>)]| -> Vec<PartName> {
        let others: BTreeSet<&PartName> = others.iter().map(|(name, _)| name).collect();
        these.iter().map(|(name, _)| name).filter(|name| others.contains(name)).cloned().collect()
    };
    let (old, new) = (common(before, after), common(after, before));
    capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .filter(|step| step.tag() != DiffTag::Equal)
        .flat_map(|step| new.get(step.new_range()).unwrap_or_default().iter().cloned())
        .collect()
}

/// What a reader reads of a part, line by line: the question, why it was updated, the text, the notes.
fn lines(document: &Document, part: Part<'_>) -> Vec<String> {
    let question = part.card.map(|card| text::plain(&card.question));
    let reason = part.card.and_then(|card| card.updated.as_ref()?.reason.clone());
    let notes = document.footnotes_of(part.place).flat_map(|note| text::lines(&note.blocks));
    let lines = question.into_iter().chain(reason).chain(text::lines(part.blocks)).chain(notes);
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The lines of both versions; none where they are the same.
fn compare(old: &[String], new: &[String]) -> Vec<Line> {
    if old == new {
        return Vec::new();
    }
    let steps = capture_diff_slices(Algorithm::Myers, old, new);
    let mut out = Vec::new();
    for change in steps.iter().flat_map(|step| step.iter_changes(old, new)) {
        let side = match change.tag() {
            ChangeTag::Equal => Side::Both,
            ChangeTag::Delete => Side::Old,
            ChangeTag::Insert => Side::New,
        };
        out.push(Line { side, text: change.value().to_owned() });
    }
    out
}

/// The fields of the metadata that have another value.
fn fields(old: &Document, new: &Document) -> Vec<FieldChange> {
    let values = |document: &Document| match form(document, &document.metadata) {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            serde_json::Map::new()
        }
    };
    let (mut before, after) = (values(old), values(new));
    let mut found = Vec::new();
    for (field, new) in after {
        let old = before.remove(&field);
        if old.as_ref() != Some(&new) {
            found.push(FieldChange { field, old, new: Some(new) });
        }
    }
    found.extend(before.into_iter().map(|(field, old)| FieldChange { field, old: Some(old), new: None }));
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
}
