//! Tables: a grid where it fits the measure, else a record of `label: value` lines for each row.

use super::{
    compose::{Composer, SMALL},
    line::{Align, Style, Text, measure, set},
    page::{MM, OUTER},
    row::{Column, Row, leading},
};
use pressroom_diagnostics::Span;
use pressroom_document::{Alignment, Table, TableCell};

/// Space on each side of a cell's text, in points.
const PADDING: f64 = 4.0;
/// More columns than this are never set as a grid.
const COLUMNS: usize = 12;
/// Size of a table that is too wide otherwise, in points.
const TINY: u8 = 8;
/// How far such a table may reach into the margin to write on, in points.
const BEYOND: f64 = (OUTER - 18.0) * MM;
/// A head that is higher than this, in points, is not set again on each page.
const HEAD: f64 = 120.0;

impl Composer<'_, '_> {
    pub(super) fn table(&mut self, table: &Table) {
        let mut caption = Text::default();
        self.inlines(&mut caption, &table.caption, Style::plain(SMALL).bold());
        self.text(&caption, Align::Start);
        if !caption.is_blank() {
            self.keep_last();
        }
        // A table that is too wide is set smaller, then into the margin, and at last as records.
        let column = self.column;
        let wide = Column { end: column.end - BEYOND, ..column };
        let tries = [(SMALL, column), (TINY, column), (TINY, wide)];
        let grid = tries.into_iter().any(|(size, column)| self.grid(table, size, column));
        if !grid {
            let (head, rows) = self.texts(table, SMALL);
            self.records(&head, &rows);
        }
        self.space(f64::from(self.size) * 0.7);
    }

    /// The texts of head and rows.
    fn texts(&mut self, table: &Table, size: u8) -> (Vec<Text>, Vec<Vec<Text>>) {
        let head = self.cells(&table.head, Style::plain(size).bold());
        let rows = table.rows.iter().map(|row| self.cells(row, Style::plain(size))).collect();
        (head, rows)
    }

    fn cells(&mut self, cells: &[TableCell], style: Style) -> Vec<Text> {
        let one = |cell: &TableCell| {
            let mut text = Text::default();
            self.inlines(&mut text, &cell.content, style);
            text
        };
        cells.iter().map(one).collect()
    }

    /// The width of each column with its padding, in points; `None` where the longest words don't fit side by side.
    fn widths(&mut self, head: &[Text], rows: &[Vec<Text>], count: usize) -> Option<Vec<f64>> {
        let (mut least, mut wanted) = (vec![0.0_f64; count], vec![0.0_f64; count]);
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            for ((cell, least), wanted) in row.iter().zip(&mut least).zip(&mut wanted) {
                let (word, whole) = measure(self.fonts, cell);
                *least = least.max(word + 2.0 * PADDING + 0.5);
                *wanted = wanted.max(whole + 2.0 * PADDING + 0.5);
            }
        }
        let room = self.column.width() - least.iter().sum::<f64>();
        let more: Vec<f64> = wanted.iter().zip(&least).map(|(wanted, least)| wanted - least).collect();
        let sum: f64 = more.iter().sum();
        let share = if sum > room { room / sum } else { 1.0 };
        (room >= 0.0).then(|| least.iter().zip(more).map(|(least, more)| least + more * share).collect())
    }

    /// Sets a table as a grid in a size and a column, if it fits.
    fn grid(&mut self, table: &Table, size: u8, column: Column) -> bool {
        if table.alignments.len() > COLUMNS {
            return false;
        }
        let (head, rows) = self.texts(table, size);
        let outer = std::mem::replace(&mut self.column, column);
        let widths = self.widths(&head, &rows, table.alignments.len());
        if let Some(widths) = &widths {
            self.grid_rows(table, &head, &rows, widths);
        }
        self.column = outer;
        widths.is_some()
    }

    fn grid_rows(&mut self, table: &Table, head: &[Text], rows: &[Vec<Text>], widths: &[f64]) {
        let total: f64 = widths.iter().sum();
        let left = match self.column.rtl {
            true => self.column.left() + self.column.width() - total,
            false => self.column.left(),
        };
        let mut edges = vec![left];
        let ordered: Vec<f64> = match self.column.rtl {
            true => widths.iter().rev().copied().collect(),
            false => widths.to_vec(),
        };
        for width in ordered {
            edges.push(edges.last().copied().unwrap_or(left) + width);
        }
        let top = [left, left + total, 0.0];
        let head = (!head.is_empty()).then_some(head);
        let (begin, headed) = (self.out.rows.len(), head.is_some());
        let mut again = None;
        for (index, row) in head.into_iter().chain(rows.iter().map(Vec::as_slice)).enumerate() {
            let first = self.out.rows.len();
            self.grid_row(row, table, &edges, widths);
            if let Some(rows) = self.out.rows.get_mut(first..) {
                rows.iter_mut().for_each(|row| row.head = again);
            }
            if index == 0 {
                if let Some(row) = self.out.rows.get_mut(first) {
                    row.rules.push(top);
                }
                self.keep_last();
                again = Some(self.out.heads.len());
                let head = self.out.rows.get(begin..).filter(|_| headed).unwrap_or_default();
                let head = Self::again(head, top);
                self.out.heads.push(head);
            }
        }
    }

    /// The head of a table as it is set on further pages: it is no new line of the document. A head that is too high,
    /// or none, gives the rule above it.
    fn again(head: &[Row], top: [f64; 3]) -> Vec<Row> {
        if head.is_empty() || head.iter().map(|row| row.height).sum::<f64>() > HEAD {
            return vec![Row { rules: vec![top], ..Row::default() }];
        }
        let plain = |row: &Row| Row { numbered: false, anchors: Vec::new(), outline: None, ..row.clone() };
        head.iter().map(plain).collect()
    }

    fn grid_row(&mut self, cells: &[Text], table: &Table, edges: &[f64], widths: &[f64]) {
        self.tables += 1;
        let rtl = self.column.rtl;
        let mut lines = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let align = match table.alignments.get(index).copied().unwrap_or_default() {
                Alignment::Start => Align::Start,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            };
            let width = widths.get(index).copied().unwrap_or_default();
            let place = if rtl { widths.len().saturating_sub(index + 1) } else { index };
            let left = edges.get(place).copied().unwrap_or_default() + PADDING;
            let mut set = set(self.fonts, cell, width - 2.0 * PADDING, align, rtl);
            for piece in set.iter_mut().flat_map(|line| &mut line.pieces) {
                piece.x += left;
                piece.cell = index as u32;
            }
            lines.push(set);
        }
        let count = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let size = cells.iter().filter(|cell| !cell.is_blank()).map(Text::size).max().unwrap_or(SMALL);
        let (height, size) = (leading(size) - 2.0, f64::from(size));
        for index in 0..count {
            let mut pieces = Vec::new();
            lines
                .iter_mut()
                .filter_map(|column| column.get_mut(index))
                .for_each(|line| pieces.append(&mut line.pieces));
            let last = index + 1 == count;
            let mut row = Row {
                height,
                baseline: height * 0.5 + size * 0.35,
                pieces,
                numbered: true,
                table: self.tables,
                // Short rows stay whole; a row as long as a page can't.
                keep: !last && count <= 8,
                ..Row::default()
            };
            if last && let (Some(from), Some(to)) = (edges.first(), edges.last()) {
                row.rules.push([*from, *to, height]);
            }
            self.row(row);
            if let Some(row) = self.out.rows.last_mut() {
                row.bars.extend(edges);
            }
        }
    }

    fn records(&mut self, head: &[Text], rows: &[Vec<Text>]) {
        let rule = |composer: &mut Self| {
            let (left, width) = (composer.column.left(), composer.column.width());
            let rules = vec![[left, left + width, 4.0]];
            composer.row(Row { height: 8.0, rules, keep: true, space: true, ..Row::default() });
        };
        // The heads are said once by themselves, in their place in the reading order.
        let mut heads = Text::default();
        for label in head.iter().filter(|label| !label.is_blank()) {
            if !heads.is_blank() {
                heads.append(&Text::of(" · ", Style::plain(SMALL), Span::default()));
            }
            heads.append(label);
        }
        let first = self.out.rows.len();
        self.text(&heads, Align::Start);
        self.keep_from(first);
        for row in rows {
            rule(self);
            for (index, cell) in row.iter().enumerate() {
                let mut text = Text::default();
                if let Some(label) = head.get(index).filter(|label| !label.is_blank()) {
                    text.append(label);
                    let colon = self.words.colon(label.as_str());
                    text.append(&Text::of(colon, Style::plain(SMALL).bold(), Span::default()));
                }
                text.append(cell);
                self.text(&text, Align::Start);
            }
        }
    }
}
