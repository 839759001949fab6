//! Finds what was meant as markup and is printed as it was typed.
//!
//! Markdown has no errors: what it doesn't understand is text. So each paragraph, heading and cell is looked at once more,
//! but only at what became text: code, mathematics, addresses and markup are masked. Most have no character that
//! could be a slip, and cost one look at their bytes.

mod document;
mod foreign;
mod leaf;
mod lines;
mod links;
mod lists;
mod marks;
mod placeholder;
mod tables;
mod target;
#[cfg(test)]
#[allow(clippy::panic, clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

pub(crate) use document::{Questions, document};
pub(crate) use leaf::{Leaf, LeafKind, LeafPiece};
pub(crate) use target::{is_suspect_html, is_suspect_link, link, picture, quotes_in_tags};

use std::collections::HashSet;

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source};

/// What a text of the source can hold at all, so that most leaves are not searched for it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Suspects {
    pub(crate) placeholders: bool,
    pub(crate) invisible: bool,
}

impl Suspects {
    /// Looks for them in the whole source.
    pub(crate) fn new(source: &Source) -> Self {
        let text = source.text.as_str();
        Self { placeholders: placeholder::is_possible(text), invisible: marks::has_invisible(text) }
    }

    /// Whether a piece of text deserves a closer look.
    pub(crate) fn suspect(self, text: &str, begins_line: bool) -> bool {
        (begins_line && lines::is_suspect_start(text))
            || has_suspect_byte(text.as_bytes())
            || (self.placeholders && placeholder::is_possible(text))
            || (self.invisible && marks::has_invisible(text))
    }
}

/// Looks for slips in one paragraph, heading or cell.
pub(crate) fn check(leaf: &Leaf<'_>, suspects: Suspects, found: &mut Diagnostics) {
    let before = found.len();
    links::check(leaf, found);
    if leaf.kind == LeafKind::Paragraph {
        lines::check(leaf, found);
        tables::check(leaf, found);
        lists::check(leaf, found);
    }
    foreign::check(leaf, found);
    marks::check(leaf, found);
    if suspects.placeholders {
        placeholder::check(leaf, found);
    }
    if suspects.invisible {
        marks::invisible(leaf, found);
    }
    drop_nested(found, before);
}

/// One cause, one finding: what stands within the place of another finding of the same leaf is not reported again.
fn drop_nested(found: &mut Diagnostics, from: usize) {
    if found.len() < from + 2 {
        return;
    }
    // The findings of other leaves are not gone through again.
    let own = found.split_off(from);
    let mut widest: Option<pressroom_diagnostics::Span> = None;
    let mut order: Vec<usize> = (0..own.len()).collect();
    order.sort_by_key(|at| {
        own.get(*at).and_then(|finding| finding.span).map(|span| (span.start, u32::MAX - span.end))
    });
    let mut dropped = vec![false; own.len()];
    for at in order {
        let Some((code, span)) = own.get(at).and_then(|finding| Some((finding.code, finding.span?))) else {
            continue;
        };
        match widest {
            Some(outer) if span.end <= outer.end && code != Code::Placeholder && span != outer => {
                if let Some(dropped) = dropped.get_mut(at) {
                    *dropped = true;
                }
            }
            _ => widest = Some(span),
        }
    }
    found.extend(own.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(finding, _)| finding));
}

/// A picture whose path only one computer knows is not there: that is said once.
///
/// A `|` that divides the code of a cell gives too many cells, and leaves its backticks alone: that, too.
pub(crate) fn keep_causes(source: &Source, found: &mut Diagnostics) {
    // The marks of a conflict look like headings and lists.
    if found.iter().any(|finding| finding.code == Code::ConflictMarker) {
        found.retain(|finding| !matches!(finding.code, Code::AccidentalHeading | Code::NotMarkup));
    }
    let line = |finding: &Diagnostic| finding.span.map(|span| source.line(span.start as usize));
    let rows: HashSet<_> =
        found.iter().filter(|finding| finding.code == Code::ExtraCells).map(line).collect();
    if !rows.is_empty() {
        found.retain(|finding| finding.code != Code::NotMarkup || !rows.contains(&line(finding)));
    }
    let causes: HashSet<_> =
        found.iter().filter(|finding| finding.code == Code::LocalPath).map(|finding| finding.span).collect();
    if !causes.is_empty() {
        found.retain(|finding| finding.code != Code::MissingPicture || !causes.contains(&finding.span));
    }
}

fn has_suspect_byte(bytes: &[u8]) -> bool {
    // Most text has letters, spaces and these marks alone.
    let plain = |byte: u8| {
        ((byte | 0x20) >= b'a') & ((byte | 0x20) <= b'z')
            | (byte >= 0x80)
            | (byte == b' ')
            | matches!(byte, b','..=b'9')
    };
    let mut before = b' ';
    for row in bytes.chunks(32) {
        // After a colon, even a letter may be suspect.
        if before != b':' && row.iter().fold(true, |all, byte| all & plain(*byte)) {
            before = b' ';
            continue;
        }
        for byte in row {
            let suspect = match CLASSES.get(usize::from(*byte)) {
                Some(1) => true,
                // Only doubled.
                Some(2) => before == *byte,
                _ => before == b':' && (byte.is_ascii_lowercase() || matches!(byte, b'+' | b'-')),
            };
            if suspect {
                return true;
            }
            before = *byte;
        }
    }
    false
}

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let (always, doubled) = (b"[]{}*~`|\t<\\", b"=%_'");
    let mut index = 0;
    while index < always.len() {
        #[allow(clippy::indexing_slicing)]
        {
            classes[always[index] as usize] = 1;
        }
        index += 1;
    }
    let mut index = 0;
    while index < doubled.len() {
        #[allow(clippy::indexing_slicing)]
        {
            classes[doubled[index] as usize] = 2;
        }
        index += 1;
    }
    classes
};
