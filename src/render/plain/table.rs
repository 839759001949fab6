//! Tables: columns where they fit, else records.

use super::{Writer, breaking::cells, layout::Prose, prose::prose};
use pressroom_document::{Alignment, Direction, Table, TableCell};
use pressroom_theme::MessageKey;

/// Between two columns.
const GAP: &str = "  ";

impl Writer<'_> {
    /// Writes a table's cells: as aligned columns, each row one line, where that fits the width; else each row as a
    /// record of `label: value` lines, below a line of all labels.
    pub(crate) fn push_cells(&mut self, table: &Table) {
        let mut row = |row: &[TableCell]| -> Vec<Prose> {
            let cells = row.iter().map(|cell| prose(&cell.content, &self.around, &mut self.references));
            cells
                .map(|cell| match self.around.ascii {
                    Some(ascii) => cell.in_ascii(ascii),
                    None => cell,
                })
                .collect()
        };
        let head = row(&table.head);
        let rows: Vec<_> = table.rows.iter().map(|cells| row(cells)).collect();
        let widths = widths(table.alignments.len(), std::iter::once(&head).chain(&rows));
        let room = self.layout.room();
        let total = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let one_line = |cell: &Prose| !cell.text.contains('\n');
        if total <= room && rows.iter().chain([&head]).flatten().all(one_line) {
            self.push_columns(&head, &rows, &widths, &table.alignments);
        } else {
            self.push_records(&head, &rows);
        }
    }

    fn push_columns(
        &mut self,
        head: &[Prose],
        rows: &[Vec<Prose>],
        widths: &[usize],
        alignments: &[Alignment],
    ) {
        let direction = self.layout.direction();
        let line = |row: &[Prose]| {
            let padded = row.iter().zip(widths).zip(alignments);
            let padded: Vec<_> = padded
                .map(|((cell, width), alignment)| pad(&cell.text, *width, *alignment, direction))
                .collect();
            padded.join(GAP)
        };
        self.layout.stuff(true);
        let passage: String = rows.iter().flatten().chain(head).map(|cell| cell.text.as_str()).collect();
        let passage = self.layout.passage_direction(&passage);
        if head.iter().any(|cell| !cell.text.is_empty()) {
            self.layout.push_line_in(passage, &line(head));
            let rules: Vec<_> = widths.iter().map(|&width| "-".repeat(width)).collect();
            self.layout.line(&rules.join(GAP));
        }
        for row in rows {
            self.layout.push_line_in(passage, &line(row));
        }
        self.layout.stuff(false);
    }

    fn push_records(&mut self, head: &[Prose], rows: &[Vec<Prose>]) {
        let labels: Vec<_> = head.iter().map(|cell| cell.text.replace('\n', " ")).collect();
        let named: Vec<_> = labels.iter().map(String::as_str).filter(|label| !label.is_empty()).collect();
        if !named.is_empty() {
            self.layout.prose(&Prose::plain(named.join(self.messages.get(MessageKey::Semicolon))));
            self.layout.gap();
        }
        self.layout.stuff(true);
        for row in rows {
            for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
                let label = labels.get(index).filter(|label| !label.is_empty());
                let cell = cell.clone();
                let cell = match label {
                    Some(label) => cell.preceded_by(&self.messages.label(label)),
                    None => cell,
                };
                let indent = self.layout.enter("", "  ");
                self.layout.prose(&cell);
                self.layout.leave(indent);
            }
            self.layout.gap();
        }
        self.layout.stuff(false);
    }
}

/// The widest cell of each column.
fn widths<'a>(columns: usize, rows: impl Iterator<Item = &'a Vec<Prose>>) -> Vec<usize> {
    let mut widths = vec![0; columns];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cells(&cell.text).max(*width);
        }
    }
    widths
}

/// A cell filled with spaces to its column's width. Text runs in logical order, so that in a right-to-left document the
/// left edge is where a cell ends.
fn pad(cell: &str, width: usize, alignment: Alignment, direction: Direction) -> String {
    let space = width.saturating_sub(cells(cell));
    let before = match (alignment, direction) {
        (Alignment::Start, _)
        | (Alignment::Left, Direction::LeftToRight)
        | (Alignment::Right, Direction::RightToLeft) => 0,
        (Alignment::Center, _) => space / 2,
        (Alignment::Right, Direction::LeftToRight) | (Alignment::Left, Direction::RightToLeft) => space,
    };
    format!("{}{cell}{}", " ".repeat(before), " ".repeat(space - before))
}
