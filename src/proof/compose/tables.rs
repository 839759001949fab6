//! Tables: a grid if it fits the measure, else a record of `label: value` lines for each row.

use super::{
    composer::{Composer, SMALL},
    rows::{Column, Row, leading},
};
use crate::{
    lines::{Align, Style, Text, measure_text, set_lines},
    paper::{MM, OUTER},
};
use pressroom_diagnostics::Span;
use pressroom_document::{Alignment, Table, TableCell};

/// Space on each side of a cell's text, in points.
const PADDING: f64 = 4.0;
/// More columns than this are never set as a grid.
const MAX_COLUMNS: usize = 12;
/// Size of a table that is too wide otherwise, in points.
const TINY: u8 = 8;
/// The distance that such a table may reach into the margin to write on, in points.
const OVERHANG: f64 = (OUTER - 18.0) * MM;
/// A head that is higher than this, in points, is not set repeated on each page.
const MAX_HEAD: f64 = 120.0;

impl Composer<'_, '_> {
    pub(crate) fn compose_table(&mut self, table: &Table) {
        let mut caption = Text::default();
        self.push_inlines(&mut caption, &table.caption, Style::plain(SMALL).bold());
        self.push_text(&caption, Align::Start);
        if !caption.is_blank() {
            self.keep_last_with_next();
        }
        // A table that is too wide is set smaller, then into the margin, and at last as records.
        let column = self.column;
        let wide = Column { end: column.end - OVERHANG, ..column };
        let tries = [(SMALL, column), (TINY, column), (TINY, wide)];
        let grid = tries.into_iter().any(|(size, column)| self.try_grid(table, size, column));
        if !grid {
            let (head, rows) = self.table_texts(table, SMALL);
            self.push_records(&head, &rows);
        }
        self.push_space(f64::from(self.size) * 0.7);
    }

    /// The texts of head and rows.
    fn table_texts(&mut self, table: &Table, size: u8) -> (Vec<Text>, Vec<Vec<Text>>) {
        let head = self.cell_texts(&table.head, Style::plain(size).bold());
        let rows = table.rows.iter().map(|row| self.cell_texts(row, Style::plain(size))).collect();
        (head, rows)
    }

    fn cell_texts(&mut self, cells: &[TableCell], style: Style) -> Vec<Text> {
        let one = |cell: &TableCell| {
            let mut text = Text::default();
            self.push_inlines(&mut text, &cell.content, style);
            text
        };
        cells.iter().map(one).collect()
    }

    /// The width of each column with its padding, in points; `None` where the longest words don't fit side by side.
    fn column_widths(&mut self, head: &[Text], rows: &[Vec<Text>], count: usize) -> Option<Vec<f64>> {
        let (mut least, mut wanted) = (vec![0.0_f64; count], vec![0.0_f64; count]);
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            for ((cell, least), wanted) in row.iter().zip(&mut least).zip(&mut wanted) {
                let (word, whole) = measure_text(self.fonts, cell);
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
    fn try_grid(&mut self, table: &Table, size: u8, column: Column) -> bool {
        if table.alignments.len() > MAX_COLUMNS {
            return false;
        }
        let (head, rows) = self.table_texts(table, size);
        let outer = std::mem::replace(&mut self.column, column);
        let widths = self.column_widths(&head, &rows, table.alignments.len());
        if let Some(widths) = &widths {
            self.push_grid(table, &head, &rows, widths);
        }
        self.column = outer;
        widths.is_some()
    }

    fn push_grid(&mut self, table: &Table, head: &[Text], rows: &[Vec<Text>], widths: &[f64]) {
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
        let mut repeated = None;
        for (index, row) in head.into_iter().chain(rows.iter().map(Vec::as_slice)).enumerate() {
            let first = self.out.rows.len();
            self.push_grid_row(row, table, &edges, widths);
            if let Some(rows) = self.out.rows.get_mut(first..) {
                rows.iter_mut().for_each(|row| row.head = repeated);
            }
            if index == 0 {
                if let Some(row) = self.out.rows.get_mut(first) {
                    row.rules.push(top);
                }
                self.keep_last_with_next();
                repeated = Some(self.out.heads.len());
                let head = self.out.rows.get(begin..).filter(|_| headed).unwrap_or_default();
                let head = Self::repeat_head(head, top);
                self.out.heads.push(head);
            }
        }
    }

    /// The head of a table as it is set on further pages: it is no new line of the document. A head that is too high,
    /// or none, gives the rule above it.
    fn repeat_head(head: &[Row], top: [f64; 3]) -> Vec<Row> {
        if head.is_empty() || head.iter().map(|row| row.height).sum::<f64>() > MAX_HEAD {
            return vec![Row { rules: vec![top], ..Row::default() }];
        }
        let plain = |row: &Row| Row { is_numbered: false, anchors: Vec::new(), outline: None, ..row.clone() };
        head.iter().map(plain).collect()
    }

    fn push_grid_row(&mut self, cells: &[Text], table: &Table, edges: &[f64], widths: &[f64]) {
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
            let mut cell_lines = set_lines(self.fonts, cell, width - 2.0 * PADDING, align, rtl);
            for piece in cell_lines.iter_mut().flat_map(|line| &mut line.pieces) {
                piece.x += left;
                piece.cell = index as u32;
            }
            lines.push(cell_lines);
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
                is_numbered: true,
                table: self.tables,
                // Short rows stay whole; a row as long as a page can't.
                keep_with_next: !last && count <= 8,
                ..Row::default()
            };
            if last && let (Some(from), Some(to)) = (edges.first(), edges.last()) {
                row.rules.push([*from, *to, height]);
            }
            self.push_row(row);
            if let Some(row) = self.out.rows.last_mut() {
                row.bars.extend(edges);
            }
        }
    }

    fn push_records(&mut self, head: &[Text], rows: &[Vec<Text>]) {
        let rule = |composer: &mut Self| {
            let (left, width) = (composer.column.left(), composer.column.width());
            let rules = vec![[left, left + width, 4.0]];
            composer.push_row(Row {
                height: 8.0,
                rules,
                keep_with_next: true,
                is_space: true,
                ..Row::default()
            });
        };
        // The heads are said once by themselves, in their place in the reading order.
        let mut heads = Text::default();
        for label in head.iter().filter(|label| !label.is_blank()) {
            if !heads.is_blank() {
                heads.append(&Text::new(" · ", Style::plain(SMALL), Span::default()));
            }
            heads.append(label);
        }
        let first = self.out.rows.len();
        self.push_text(&heads, Align::Start);
        self.keep_together_from(first);
        for row in rows {
            rule(self);
            for (index, cell) in row.iter().enumerate() {
                let mut text = Text::default();
                if let Some(label) = head.get(index).filter(|label| !label.is_blank()) {
                    text.append(label);
                    let colon = self.words.colon(label.as_str());
                    text.append(&Text::new(colon, Style::plain(SMALL).bold(), Span::default()));
                }
                text.append(cell);
                self.push_text(&text, Align::Start);
            }
        }
    }
}
