//! A text with its styles, as it is given to be set in lines.

use pressroom_diagnostics::Span;

/// The look of a run of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// Size in points.
    pub(crate) size: u8,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) grey: bool,
    pub(crate) underline: bool,
    pub(crate) strike: bool,
    /// No face of the proof has letters of one width: what follows two spaces or more is moved to its column.
    pub(crate) code: bool,
    /// The distance that it is raised, in points.
    pub(crate) rise: i8,
    /// The index of the link that it belongs to.
    pub(crate) link: Option<usize>,
}

impl Style {
    pub(crate) fn plain(size: u8) -> Self {
        Self {
            size,
            bold: false,
            italic: false,
            grey: false,
            underline: false,
            strike: false,
            code: false,
            rise: 0,
            link: None,
        }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(crate) fn grey(self) -> Self {
        Self { grey: true, ..self }
    }

    pub(crate) fn code(self) -> Self {
        Self { code: true, ..self }
    }
}

/// The place of the lines of a text in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// At the side where reading begins.
    Start,
    Left,
    Center,
    Right,
}

/// A stretch of a text in one style.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Its end, in bytes of the text.
    pub(super) end: usize,
    pub(super) style: Style,
    /// The place where it was written.
    pub(super) span: Span,
}

/// A text that is set in lines, with its styles and places.
#[derive(Debug, Default)]
pub(crate) struct Text {
    text: String,
    runs: Vec<Run>,
}

impl Text {
    /// A text of one style.
    pub(crate) fn new(text: &str, style: Style, span: Span) -> Self {
        let mut out = Self::default();
        out.push(text, style, span);
        out
    }

    /// Adds characters in a style.
    pub(crate) fn push(&mut self, text: &str, style: Style, span: Span) {
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some(run) if run.style == style => run.end = self.text.len(),
            _ => self.runs.push(Run { end: self.text.len(), style, span }),
        }
    }

    /// Adds another text after this one.
    pub(crate) fn append(&mut self, other: &Self) {
        let mut start = 0;
        for run in &other.runs {
            self.push(other.text.get(start..run.end).unwrap_or_default(), run.style, run.span);
            start = run.end;
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The run of an index.
    pub(super) fn run(&self, index: usize) -> Option<&Run> {
        self.runs.get(index)
    }

    /// The styles of its runs, in order.
    pub(super) fn styles(&self) -> Vec<Style> {
        self.runs.iter().map(|run| run.style).collect()
    }

    /// The largest size in it, in points.
    pub(crate) fn size(&self) -> u8 {
        self.runs.iter().map(|run| run.style.size).max().unwrap_or(11)
    }
}
