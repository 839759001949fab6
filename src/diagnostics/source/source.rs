//! A source text and the way from byte offsets to lines and columns.

use super::Span;

/// One text that findings point into: an explainer, `pressroom.toml` or a theme file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as the user named it, or `<stdin>`.
    pub name: String,
    /// The decoded text: no byte-order mark, LF line ends, neither NUL nor bytes that are not UTF-8.
    pub text: String,
    /// Byte offset at which each line begins.
    lines: Box<[usize]>,
    /// How many characters begin before each `STEP`th byte; empty if each byte is one.
    characters: Box<[usize]>,
}

/// How far counted places lie apart, in bytes.
const STEP: usize = 512;

/// A place for people: both count from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

impl Source {
    /// A source from text that is already clean.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let characters = if text.is_ascii() { Box::default() } else { characters(text.as_bytes()) };
        Self { name, text, lines, characters }
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = self.floor(offset);
        let line = self.line(offset);
        let column = self.characters_before(offset) - self.characters_before(self.line_start(line)) + 1;
        LineColumn { line, column }
    }

    /// The line of a byte offset, from 1; an offset past the end gives the last.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset).max(1)
    }

    /// How many characters begin before a byte. A line may be the whole text: it is not counted anew for each place in it.
    fn characters_before(&self, offset: usize) -> usize {
        let Some(&counted) = self.characters.get(offset / STEP) else { return offset };
        let rest = self.text.as_bytes().get(offset / STEP * STEP..offset).unwrap_or_default();
        counted + beginnings(rest)
    }

    /// Byte offset at which line `line` (from 1) begins; past the last line, the end of the text.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// Where a line stands without its indentation and its end; line 1 is the first.
    pub fn line_span(&self, line: usize) -> Span {
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        let text = self.text.get(start..end).unwrap_or_default();
        let indent = text.len() - text.trim_start().len();
        Span::new(start + indent, (start + text.trim_end().len()).max(start + indent))
    }

    /// The text of a span, cut at character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(self.floor(span.start as usize)..self.floor(span.end as usize)).unwrap_or("")
    }

    /// A place that cuts no character and lies within the text: the smallest that holds all of `span` there.
    pub fn whole(&self, span: Span) -> Span {
        let end = self.text.ceil_char_boundary((span.end as usize).min(self.text.len()));
        Span::new(self.floor(span.start as usize), end)
    }

    /// The place of the one character that holds a byte; past the end, an empty place there.
    pub fn character_span(&self, offset: usize) -> Span {
        let start = self.floor(offset);
        let length = self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(start, start + length)
    }

    /// The nearest character boundary at or before `offset`.
    pub fn floor(&self, offset: usize) -> usize {
        match self.text.is_char_boundary(offset) {
            true => offset,
            false => self.text.floor_char_boundary(offset),
        }
    }
}

fn characters(text: &[u8]) -> Box<[usize]> {
    let mut before = 0;
    let mut all = vec![0];
    for chunk in text.chunks(STEP) {
        before += beginnings(chunk);
        all.push(before);
    }
    all.into()
}

/// How many bytes begin a character.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_never_cut() {
        let source = Source::new("a.md", "aК");
        for (offset, shown) in [(0, "a"), (1, "К"), (2, "К"), (3, ""), (9, "")] {
            let span = source.character_span(offset);
            assert_eq!(source.text.get(span.range()), Some(shown), "{offset}");
        }
        for (span, shown) in
            [((0, 2), "aК"), ((2, 3), "К"), ((1, 1), ""), ((2, 2), "К"), ((3, 9), ""), ((7, 9), "")]
        {
            let whole = source.whole(Span::from(span));
            assert_eq!(source.text.get(whole.range()), Some(shown), "{span:?}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.md", "Київ є\nx");
        assert_eq!(source.line_column("Київ ".len()), LineColumn { line: 1, column: 6 });
        assert_eq!(source.line_column(10_000), LineColumn { line: 2, column: 2 });
        for text in [
            "є".repeat(3_000),
            "x".repeat(3_000),
            format!("є\n{}", "xє".repeat(STEP * 2)),
            "є".repeat(STEP / 2),
        ] {
            let source = Source::new("a.md", text.as_str());
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
                assert_eq!(source.line_column(offset).column, text[start..offset].chars().count() + 1);
            }
        }
    }
}
