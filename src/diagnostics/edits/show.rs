//! Shows in a help what a source looks like after edits.

use super::Edit;
use crate::{Diagnostic, Source, Span};

/// The longest correction that a help shows, in bytes.
const SHOWN: usize = 400;
/// The most lines of a correction that a help shows.
const SHOWN_LINES: usize = 6;

/// Adds the corrected text to the help of each finding that has edits, unless the help shows it already.
pub fn show_edits(source: &Source, found: &mut [Diagnostic]) {
    for finding in found.iter_mut().filter(|finding| !finding.edits.is_empty()) {
        let Some(corrected) = corrected(source, &finding.edits) else { continue };
        let between = if corrected.contains('\n') { ":\n" } else { ": " };
        finding.help = Some(match finding.help.take() {
            Some(help) if help.contains(&corrected) => help,
            Some(help) => help + between + &corrected,
            None => format!("write{between}{corrected}"),
        });
    }
}

/// The lines that edits touch, as they are after them: the first few, without their indentation.
fn corrected(source: &Source, edits: &[Edit]) -> Option<String> {
    let first = edits.iter().map(|edit| edit.span.start).min()? as usize;
    let last = edits.iter().map(|edit| edit.span.end).max()? as usize;
    let line = source.line(first);
    let start = source.line_start(line);
    let end = source.line_start(line + SHOWN_LINES).min(source.line_start(source.line(last) + 1));
    let shown = Span::new(start, end.max(start));
    let text = source.slice(shown);
    let within: Vec<(usize, usize, &str)> = sort_edits(edits)
        .into_iter()
        .filter(|edit| edit.span.end <= shown.end)
        .map(|edit| (edit.span.start as usize - start, edit.span.end as usize - start, edit.text.as_str()))
        .collect();
    let mut out = String::new();
    // No more is put together than is shown: many findings may stand in one long line.
    let push = |out: &mut String, text: &str| {
        let text = if out.is_empty() { text.trim_start() } else { text };
        let room = (2 * SHOWN).saturating_sub(out.len());
        out.push_str(text.get(..text.floor_char_boundary(room.min(text.len()))).unwrap_or_default());
    };
    let mut at = 0;
    for (from, to, replacement) in within {
        push(&mut out, text.get(at..from).unwrap_or_default());
        push(&mut out, replacement);
        at = to.max(at);
    }
    push(&mut out, text.get(at..).unwrap_or_default());
    let lines: Vec<&str> = out.trim().lines().take(SHOWN_LINES).collect();
    let mut out = lines.join("\n");
    if out.len() > SHOWN {
        out.truncate(out.floor_char_boundary(SHOWN));
        out.push('…');
    }
    (!out.is_empty()).then_some(out)
}

/// The edits in the order of their places, without those that overlap an earlier one.
pub fn sort_edits(edits: &[Edit]) -> Vec<&Edit> {
    let mut all: Vec<&Edit> = edits.iter().collect();
    all.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut end = None;
    all.retain(|edit| {
        let free = end.is_none_or(|end| edit.span.start >= end);
        if free {
            end = Some(edit.span.end);
        }
        free
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn a_help_shows_the_corrected_line() {
        let source = Source::new("a.md", "Text.\n\n##Why?\n");
        let finding = || Diagnostic::warning(Code::NotMarkup, "x").edit(Span::new(9, 9), " ");
        let mut found = [finding(), finding().help("put a space"), finding().help("write ## Why?")];
        show_edits(&source, &mut found);
        let helps: Vec<_> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
        assert_eq!(helps, ["write: ## Why?", "put a space: ## Why?", "write ## Why?"]);
    }

    #[test]
    fn overlapping_edits_give_way_to_the_first() {
        let edit = |start, end| Edit { span: Span::new(start, end), text: String::new() };
        let all = [edit(4, 8), edit(0, 2), edit(6, 9), edit(8, 8)];
        let kept: Vec<_> = sort_edits(&all).iter().map(|edit| (edit.span.start, edit.span.end)).collect();
        assert_eq!(kept, [(0, 2), (4, 8), (8, 8)]);
    }
}
