//! A paragraph, heading or cell as the lint sees it: its source, with all but text masked.

use std::ops::Range;

use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// Stands for a byte of markup in a mask.
pub(super) const MARKUP: char = '\0';
/// Stands for a byte of code, an address or an escaped character in a mask.
pub(super) const OPAQUE: char = '\u{1}';

/// What kind of line holder it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeafKind {
    Paragraph,
    Heading,
    Cell,
}

/// A piece of a leaf that is not markup.
#[derive(Debug)]
pub(crate) enum LeafPiece<'a> {
    /// Text, as it was read.
    Text(Span, &'a str),
    /// Code, mathematics, raw HTML, or an address.
    Opaque(Span),
}

/// A paragraph, heading or cell.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    pub(super) source: &'a Source,
    pub(super) kind: LeafKind,
    /// Where it begins in the source.
    pub(super) start: usize,
    /// As long as the source, byte by byte: text as it is written, [`MARKUP`] and [`OPAQUE`] for the rest, and line ends.
    pub(super) mask: String,
}

/// One line of a leaf.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafLine<'l> {
    /// Where the whole line begins in the mask, with the markers of lists and quotes.
    pub(super) outer: usize,
    /// Where its content begins in the mask.
    pub(super) start: usize,
    /// Its content, masked.
    pub(super) text: &'l str,
}

impl LeafLine<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl<'a> Leaf<'a> {
    pub(crate) fn new<'p>(
        source: &'a Source,
        kind: LeafKind,
        span: Span,
        pieces: impl IntoIterator<Item = LeafPiece<'p>>,
    ) -> Self {
        // Pieces of text at the end of a leaf may be longer than comrak thinks the leaf is.
        let raw = source.slice(span);
        let mut mask: Vec<u8> = raw.bytes().map(|byte| if byte == b'\n' { byte } else { 0 }).collect();
        let start = source.floor(span.start as usize);
        for piece in pieces {
            match piece {
                LeafPiece::Text(place, literal) => {
                    let Some(from) = (place.start as usize).checked_sub(start) else { continue };
                    text(source.slice(place), literal, from, &mut mask);
                }
                LeafPiece::Opaque(place) => {
                    let range = (place.start as usize).saturating_sub(start)
                        ..(place.end as usize).saturating_sub(start);
                    opaque(&mut mask, range);
                }
            }
        }
        let mask = String::from_utf8(mask).unwrap_or_default();
        let mut leaf = Self { source, kind, start, mask };
        leaf.hide_addresses();
        leaf
    }

    /// The place in the source of a range of the mask.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.start + range.start, self.start + range.end)
    }

    /// The source of a range of the mask.
    pub(super) fn raw(&self, range: Range<usize>) -> &'a str {
        self.source.slice(self.span(range))
    }

    /// The source from a place of the mask to the end of its line, at most `limit` bytes.
    pub(super) fn raw_line(&self, from: usize, limit: usize) -> &'a str {
        let rest = self.mask.get(from..).unwrap_or_default();
        let rest = rest.get(..rest.floor_char_boundary(limit.min(rest.len()))).unwrap_or_default();
        self.raw(from..from + rest.find('\n').unwrap_or(rest.len()))
    }

    /// The lines, without what stands before their content.
    pub(super) fn lines(&self) -> impl Iterator<Item = LeafLine<'_>> {
        let mut outer = 0;
        self.mask.split('\n').map(move |line| {
            let at = outer;
            outer += line.len() + 1;
            let content = line.trim_start_matches([MARKUP, ' ']);
            let start = at + line.len() - content.len();
            LeafLine { outer: at, start, text: content.trim_end_matches([' ', '\t', MARKUP]) }
        })
    }

    /// What stands before the content of a line: the markers of quotes, and spaces for those of lists.
    pub(super) fn prefix(&self, line: &LeafLine<'_>) -> String {
        let full = self.source.line(self.start + line.outer);
        let begin = self.source.line_start(full);
        let raw = self.source.slice(Span::new(begin, self.start + line.start));
        raw.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect()
    }

    /// Masks addresses that no markup makes links.
    fn hide_addresses(&mut self) {
        if memchr::memmem::find(self.mask.as_bytes(), b"://").is_none() {
            return;
        }
        let begins = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '<' | '"' | '“' | '\0' | '\u{1}');
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '”' | '\0');
        let mut places = Vec::new();
        let mut done = 0;
        for (at, _) in self.mask.match_indices("://") {
            if at < done {
                continue;
            }
            let before = self.mask.get(done..at).unwrap_or_default();
            let from = before.char_indices().rev().find(|(_, c)| begins(*c));
            let from = from.map_or(done, |(index, c)| done + index + c.len_utf8());
            let rest = self.mask.get(at..).unwrap_or_default();
            done = at + rest.find(ends).unwrap_or(rest.len());
            places.push(from..done);
        }
        let mut mask = std::mem::take(&mut self.mask).into_bytes();
        places.into_iter().for_each(|range| opaque(&mut mask, range));
        self.mask = String::from_utf8(mask).unwrap_or_default();
    }
}

/// Puts a piece of text into a mask. What was escaped is opaque.
fn text(raw: &str, literal: &str, from: usize, mask: &mut [u8]) {
    if raw == literal {
        return put(mask, from, raw.as_bytes());
    }
    if !raw.contains(['\\', '&']) {
        // The place is not exact: only text that is found there is looked at.
        if let Some(at) = raw.find(literal) {
            put(mask, from + at, literal.as_bytes());
        }
        return;
    }
    put(mask, from, raw.as_bytes());
    let bytes = raw.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let length = match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => 2,
            b'&' => {
                let rest = bytes.get(at..(at + 40).min(bytes.len())).unwrap_or_default();
                let name =
                    rest.iter().skip(1).take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
                if name > 0 && rest.get(name + 1) == Some(&b';') { name + 2 } else { 0 }
            }
            _ => 0,
        };
        opaque(mask, from + at..from + at + length);
        at += length.max(1);
    }
}

fn put(mask: &mut [u8], from: usize, bytes: &[u8]) {
    if let Some(place) = mask.get_mut(from..from + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn opaque(mask: &mut [u8], range: Range<usize>) {
    let end = range.end.min(mask.len());
    for byte in mask.get_mut(range.start.min(end)..end).unwrap_or_default() {
        if *byte != b'\n' {
            *byte = OPAQUE as u8;
        }
    }
}

/// A warning about signs that were meant as markup.
pub(super) fn not_markup(message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(Code::NotMarkup, message)
}
