//! Writes a document, and reads it back until it is the same.

use crate::{
    assemble::{Address, Assembled, Cares, assemble},
    compare,
    error::WriteError,
    front_matter,
    habits::Habits,
    same,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source};
use pressroom_document::Document;
use pressroom_read::ReadOptions;

/// Writes a document as Markdown. It is read back with the same options.
///
/// # Errors
/// The part of the document that has no form in Markdown.
pub fn write(document: &Document, options: &ReadOptions<'_>, habits: &Habits) -> Result<String, WriteError> {
    write_parts(document, options, habits).map(|assembled| assembled.text())
}

/// Writes a document, and reads it back until it is the same.
pub(crate) fn write_parts(
    document: &Document,
    options: &ReadOptions<'_>,
    habits: &Habits,
) -> Result<Assembled, WriteError> {
    let bare = same::without_places(document);
    let mut cares = Cares::new();
    let mut last = None;
    loop {
        let assembled = assemble(&bare, options, habits, &cares);
        let source = Source::new("document.md", assembled.text());
        let (read, found) = pressroom_read::markdown(&source, options);
        let Some(read) = read else {
            match raise(&mut cares, suspects(&assembled, &found, true)) {
                true => continue,
                false => return last.ok_or_else(|| unreadable(&found)),
            }
        };
        let read = same::without_places(&read);
        if read == bare {
            // What would be taken for a slip is marked as text, once.
            if last.is_none() && raise(&mut cares, suspects(&assembled, &found, false)) {
                last = Some(assembled);
                continue;
            }
            return Ok(assembled);
        }
        if let Some(key) = front_matter::difference(&bare.metadata, &read.metadata) {
            let in_text = assembled.places.iter().any(|(_, part)| *part == Address::Headline);
            if key == "headline" && in_text && raise(&mut cares, vec![Address::Headline]) {
                continue;
            }
            return last.ok_or(WriteError::Metadata { key });
        }
        let differences = compare::differences(&bare, &read);
        let first = differences.first().copied();
        if !raise(&mut cares, differences) {
            return last.ok_or_else(|| no_form(&bare, first));
        }
    }
}

/// Gives parts more care; false if they have all that there is.
fn raise(cares: &mut Cares, parts: Vec<Address>) -> bool {
    let mut raised = false;
    for part in parts {
        if let Some(more) = cares.get(&part).copied().unwrap_or_default().more() {
            cares.insert(part, more);
            raised = true;
        }
    }
    raised
}

/// The parts that findings speak of: errors, or else what looks like a slip.
fn suspects(assembled: &Assembled, found: &Diagnostics, errors: bool) -> Vec<Address> {
    let speaks = |finding: &&Diagnostic| match errors {
        true => finding.is_error(),
        false => finding.code == Code::NotMarkup,
    };
    // What looks like front matter goes on after its first line.
    let reach = if errors { 3 } else { 1 };
    let mut parts: Vec<Address> = found
        .iter()
        .filter(speaks)
        .filter_map(|finding| assembled.parts_from(finding.span?.start as usize))
        .flat_map(|parts| parts.take(reach))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn unreadable(found: &Diagnostics) -> WriteError {
    let error = found.iter().find(|finding| finding.is_error());
    WriteError::Unreadable { message: error.map(|error| error.message.clone()).unwrap_or_default() }
}

fn no_form(document: &Document, first: Option<Address>) -> WriteError {
    match first {
        Some(address) => WriteError::Block {
            part: compare::part_name(address),
            kind: compare::kind_name(document, address),
        },
        None => WriteError::Block { part: "the document".to_owned(), kind: "a picture" },
    }
}
