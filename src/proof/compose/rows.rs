//! Rows: what pages are filled with, from top to bottom.

use crate::{
    fonts::DocumentFonts,
    lines::{Align, Line, Piece, Style, Text, set_lines},
};

/// One line across the page, or a picture, or space.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Height in points.
    pub(crate) height: f64,
    /// From the top of the row to the line that letters stand on, in points.
    pub(crate) baseline: f64,
    pub(crate) pieces: Vec<Piece>,
    /// Horizontal rules: from x, to x, below the top of the row; in points.
    pub(crate) rules: Vec<[f64; 3]>,
    /// Vertical rules over the whole height, in points from the left edge of the text.
    pub(crate) bars: Vec<f64>,
    /// A picture: its index, left edge, width and height in points.
    pub(crate) picture: Option<(usize, f64, f64, f64)>,
    /// It counts as a line of the document.
    pub(crate) is_numbered: bool,
    /// The row of a table that it is part of, numbered from 1; 0 outside of tables.
    pub(crate) table: usize,
    /// The head of its table, which is set again above it where it begins a page.
    pub(crate) head: Option<usize>,
    /// It stays on the page of the next row.
    pub(crate) keep_with_next: bool,
    /// It is left out at the head of a page.
    pub(crate) is_space: bool,
    /// Ids that links lead to.
    pub(crate) anchors: Vec<String>,
    /// An entry of the outline.
    pub(crate) outline: Option<String>,
}

impl Row {
    /// Empty space of a height in points.
    pub(crate) fn space(height: f64) -> Self {
        Self { height, is_space: true, ..Self::default() }
    }

    /// A line of text.
    pub(crate) fn from_line(line: Line, size: u8) -> Self {
        let height = leading(size);
        let baseline = height * 0.5 + f64::from(size) * 0.35;
        Self { height, baseline, pieces: line.pieces, is_numbered: true, ..Self::default() }
    }
}

/// The height of a line of a size in points: wide, so that there is room between the lines for a pen.
pub(crate) fn leading(size: u8) -> f64 {
    let factor = if size > 12 { 1.4 } else { 1.8 };
    (f64::from(size) * factor).round()
}

/// The part of the text's width that a block stands in, in points. `start` and `end` are in reading direction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The width of the page's text.
    pub(crate) measure: f64,
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) rtl: bool,
}

impl Column {
    pub(crate) fn width(self) -> f64 {
        self.measure - self.start - self.end
    }

    /// The left edge, in points from the left edge of the page's text.
    pub(crate) fn left(self) -> f64 {
        if self.rtl { self.end } else { self.start }
    }

    /// Turns a distance from the side where reading begins into one from the left edge.
    pub(crate) fn mirror_distance(self, start: f64) -> f64 {
        if self.rtl { self.measure - start } else { start }
    }

    /// The text as rows in this column; `rtl` is its own direction. The first two lines stay together, and so do the last two.
    pub(crate) fn set_rows(
        self,
        fonts: &mut DocumentFonts<'_>,
        text: &Text,
        align: Align,
        rtl: bool,
    ) -> Vec<Row> {
        let size = text.size();
        let lines = set_lines(fonts, text, self.width(), align, rtl);
        let mut rows: Vec<Row> =
            lines.into_iter().map(|line| Row::from_line(self.shift(line), size)).collect();
        let count = rows.len();
        for index in [0, count.saturating_sub(2)] {
            if let Some(row) = rows.get_mut(index).filter(|_| index + 1 < count) {
                row.keep_with_next = true;
            }
        }
        rows
    }

    /// A line set at 0, at its place on the page.
    pub(crate) fn shift(self, mut line: Line) -> Line {
        line.pieces.iter_mut().for_each(|piece| piece.x += self.left());
        line
    }
}

/// A mark in the gutter before a block: its pieces beginning at 0, and its width in points.
pub(crate) fn set_label(
    fonts: &mut DocumentFonts<'_>,
    text: &str,
    style: Style,
    rtl: bool,
) -> (Vec<Piece>, f64) {
    let text = Text::new(text, style, pressroom_diagnostics::Span::default());
    let lines = set_lines(fonts, &text, f64::MAX, Align::Left, rtl);
    let line = lines.into_iter().next().unwrap_or_default();
    (line.pieces, line.width)
}
