//! The net under the reader: every byte of the body is text that was read, markup of a known kind, or reported.
//!
//! A cursor runs through the source while the parser's tree is walked. Text that stands in the source just as it was
//! read moves the cursor past itself. Words between two such places must be known: they were read in another
//! spelling (an entity, an escape), or they are part of the markup of a node (an address, a name, a title). Words
//! that are neither by the end of the next leaf are lost, and reported.

mod definition;
mod html;
mod row;
mod unread;
mod words;

pub(crate) use definition::{Definition, DefinitionKind, definitions};
pub(crate) use html::Account;
pub(crate) use row::extra_cells;
pub(crate) use unread::markdown_in;
pub(crate) use words::{Words, count};
use words::{each_word, fingerprint, has_content};

use pressroom_diagnostics::{Code, Diagnostic, Source, Span, counted};

/// The most places with lost words that are reported one by one.
const MAX_FINDINGS: usize = 50;

/// Lost words on one line that are not farther apart than this, in bytes, are one finding.
const NEAR: u32 = 40;

/// How much of a text a message quotes, in characters.
const QUOTED: usize = 60;

/// What has been accounted for, while a body is read.
#[derive(Debug)]
pub(crate) struct Coverage<'a> {
    source: &'a Source,
    /// Everything before this byte is accounted for, or waits.
    cursor: usize,
    /// Words of the leaf at hand that were read, or belong to markup, but were not met in the source yet.
    known: Words,
    /// The same of the leaf before: positions are not always exact.
    before: Words,
    /// Words of the source that were not known when the cursor passed them.
    waiting: Vec<Waiting>,
    lost: Vec<Span>,
}

#[derive(Debug)]
struct Waiting {
    span: Span,
    word: u64,
    /// A leaf has ended since.
    old: bool,
}

impl<'a> Coverage<'a> {
    /// Begins at byte `start` of the source.
    pub(crate) fn new(source: &'a Source, start: usize) -> Self {
        Self {
            source,
            cursor: start,
            known: Words::default(),
            before: Words::default(),
            waiting: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// The part of the source between the cursor and `to`.
    pub(crate) fn ahead(&self, to: usize) -> &'a str {
        self.source.text.get(self.cursor..to).unwrap_or_default()
    }

    /// The byte up to which the source is accounted for.
    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Text that was read, and where it should stand.
    pub(crate) fn text(&mut self, text: &str, span: Span) {
        let start = span.start as usize;
        if start >= self.cursor && self.source.text.get(span.range()) == Some(text) {
            self.pass(start);
            self.cursor = span.end as usize;
        } else {
            self.known.add(text);
        }
    }

    /// Code or a formula that was read; `span` may hold its marks.
    pub(crate) fn literal(&mut self, text: &str, span: Span) {
        let start = span.start as usize;
        let inner = self.source.slice(span).trim_matches(['`', '$']);
        if start >= self.cursor && inner.trim_matches(' ') == text.trim_matches(' ') {
            self.pass(start);
            self.cursor = span.end as usize;
        } else {
            self.known.add(text);
        }
    }

    /// Lines that were read as they stand; the first is line `line` of the source.
    pub(crate) fn lines(&mut self, literal: &str, line: usize) {
        let start = self.source.line_start(line).max(self.cursor);
        if self.source.text.get(start..).is_some_and(|rest| rest.starts_with(literal)) {
            self.pass(start);
            self.cursor = start + literal.len();
            return;
        }
        for (index, text) in literal.lines().enumerate() {
            let (start, end) =
                (self.source.line_start(line + index), self.source.line_start(line + index + 1));
            let whole = self.source.text.get(start..end).unwrap_or_default().trim_end_matches('\n');
            let at = start + whole.len().saturating_sub(text.len());
            if whole.ends_with(text) && at >= self.cursor {
                self.pass(at);
                self.cursor = at + text.len();
            } else {
                self.known.add(text);
            }
        }
    }

    /// Words of markup, or of text whose place is not known.
    pub(crate) fn known(&mut self, words: &str) {
        self.known.add(words);
    }

    /// Markup, or text that was taken care of in another way.
    pub(crate) fn cover(&mut self, span: Span) {
        let (start, end) = (span.start as usize, span.end as usize);
        if end > self.cursor {
            self.pass(start);
            self.cursor = end;
        }
    }

    /// Moves the cursor: what it passes over should be markup.
    pub(crate) fn pass(&mut self, to: usize) {
        if to <= self.cursor {
            return;
        }
        let (start, source) = (self.cursor, self.source);
        self.cursor = to;
        let gap = source.text.get(start..to).unwrap_or_default();
        if !has_content(gap) {
            return;
        }
        let (known, before, waiting) = (&mut self.known, &mut self.before, &mut self.waiting);
        each_word(gap, true, |range, word| {
            if !(known.remove(word) || before.remove(word)) {
                let span = Span::new(start + range.start, start + range.end);
                waiting.push(Waiting { span, word, old: false });
            }
        });
    }

    /// A leaf (a paragraph, a heading, a row) ended at `to`.
    pub(crate) fn leaf(&mut self, to: usize) {
        self.pass(to);
        self.settle();
    }

    fn settle(&mut self) {
        if !self.waiting.is_empty() {
            let (known, lost) = (&mut self.known, &mut self.lost);
            self.waiting.retain_mut(|waiting| {
                if known.remove(waiting.word) {
                    return false;
                }
                if waiting.old {
                    lost.push(waiting.span);
                    return false;
                }
                waiting.old = true;
                true
            });
        }
        if !(self.known.is_empty() && self.before.is_empty()) {
            self.before = std::mem::take(&mut self.known);
        }
    }

    /// What is lost, as findings. What stands in a place that was `mended` has its own finding; these places are sorted.
    pub(crate) fn finish(mut self, mended: &[Span]) -> Vec<Diagnostic> {
        self.pass(self.source.text.len());
        self.settle();
        self.settle();
        self.lost.sort_unstable();
        self.lost.retain(|lost| {
            let before = mended.partition_point(|place| place.start <= lost.start);
            mended.get(..before).and_then(<[Span]>::last).is_none_or(|place| place.end < lost.end)
        });
        let mut places: Vec<Span> = Vec::new();
        for span in self.lost {
            match places.last_mut() {
                Some(last)
                    if span.start.saturating_sub(last.end) <= NEAR
                        && !self.source.slice(Span { start: last.end, end: span.start }).contains('\n') =>
                {
                    *last = last.to(span);
                }
                Some(_) | None => places.push(span),
            }
        }
        let left = places.len().saturating_sub(MAX_FINDINGS);
        let more =
            if left == 0 { String::new() } else { format!("; not listed: {}", counted(left, "more place")) };
        let mut findings: Vec<_> =
            places.iter().take(MAX_FINDINGS).map(|span| lost(self.source.slice(*span), *span)).collect();
        if let Some(last) = findings.last_mut() {
            last.message.push_str(&more);
        }
        findings
    }
}

/// The finding about words that are in no part of the document.
fn lost(text: &str, span: Span) -> Diagnostic {
    let message = format!("Pressroom read this text as markup, and no edition shows it: “{}”", quoted(text));
    Diagnostic::warning(Code::LostText, message).with_span(span).help(
        "write a backslash before the character that makes it markup, or move the text to its own paragraph",
    )
}

/// A text for a message: on one line, shortened.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == QUOTED {
            out.truncate(out.trim_end().len());
            out.push('…');
            break;
        }
        out.push(if character.is_whitespace() || character.is_control() { ' ' } else { character });
    }
    out
}

/// A number for an address, by its words: as written (`raw`), or as read.
pub(crate) fn address_of(address: &str, raw: bool) -> u64 {
    fingerprint(address, raw)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod tests;
