//! The author's comments: those between blocks keep their places, for others the explainer is left alone.

use pressroom_diagnostics::{Source, Span};
use pressroom_document::Document;

use super::error::FormatError;
use crate::assemble::{Address, Assembled};

/// A comment that says something.
struct Comment<'s> {
    at: usize,
    text: &'s str,
    /// It stands on lines of its own, which are not indented.
    is_block: bool,
}

/// Puts the comments of a source's body, which begins at byte `start`, in front of the blocks that they stood before.
pub(super) fn keep(
    source: &Source,
    start: usize,
    document: &Document,
    assembled: &mut Assembled,
) -> Result<(), FormatError> {
    let comments = comments(source, start);
    if comments.is_empty() {
        return Ok(());
    }
    let parts = parts(document);
    let mut additions: Vec<(usize, &str)> = Vec::new();
    for comment in comments {
        // Code shows its comments.
        if assembled.body.contains(comment.text) {
            continue;
        }
        let lost = FormatError::Comment { line: source.line(comment.at) };
        let is_within = |span: &Span| (span.start as usize) < comment.at && comment.at < span.end as usize;
        if !comment.is_block || parts.iter().any(|(span, _)| is_within(span)) {
            return Err(lost);
        }
        let next = parts.iter().find(|(span, _)| span.start as usize > comment.at);
        let place = next.map_or(Some(assembled.body.len()), |(_, address)| {
            assembled.places.iter().find(|(_, at)| at == address).map(|(range, _)| range.start)
        });
        additions.push((place.ok_or(lost)?, comment.text));
    }
    for (place, text) in additions.into_iter().rev() {
        if place == assembled.body.len() {
            let gap = if assembled.body.is_empty() { "" } else { "\n" };
            assembled.body.push_str(&format!("{gap}{text}\n"));
        } else {
            assembled.body.insert_str(place, &format!("{text}\n\n"));
        }
    }
    Ok(())
}

fn comments(source: &Source, start: usize) -> Vec<Comment<'_>> {
    let body = source.text.get(start..).unwrap_or_default();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = body.get(from..).and_then(|rest| rest.find("<!--")).map(|more| from + more) {
        let rest = body.get(at..).unwrap_or_default();
        let length = rest.get(4..).and_then(|rest| rest.find("-->")).map_or(rest.len(), |end| end + 7);
        let text = rest.get(..length).unwrap_or_default();
        let before = body.get(..at).unwrap_or_default();
        let after = body.get(at + length..).unwrap_or_default();
        let ends_line = after.is_empty() || after.starts_with('\n');
        let begins_line = before.is_empty() || before.ends_with('\n');
        if text.chars().any(char::is_alphanumeric) {
            found.push(Comment { at: start + at, text, is_block: begins_line && ends_line });
        }
        from = at + length;
    }
    found
}

/// The parts of the running text in the order of the source. The sign-off and notes stand in places of their own.
fn parts(document: &Document) -> Vec<(Span, Address)> {
    let mut parts: Vec<(Span, Address)> =
        document.lede.iter().enumerate().map(|(at, block)| (block.span(), Address::Lede(at))).collect();
    for (card, value) in document.cards.iter().enumerate() {
        parts.push((value.span, Address::Question(card)));
        parts.extend(
            value.blocks.iter().enumerate().map(|(at, block)| (block.span(), Address::Card(card, at))),
        );
    }
    let signoff = document.signoff.iter().enumerate();
    parts.extend(signoff.map(|(at, block)| (block.span(), Address::Signoff(at))));
    let notes = document.footnotes.iter().enumerate();
    parts.extend(notes.map(|(at, note)| (note.span, Address::Note(at))));
    parts.sort_by_key(|(span, _)| span.start);
    parts
}
