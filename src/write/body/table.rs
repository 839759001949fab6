//! Tables as Markdown, or as HTML where Markdown has no such table.

use pressroom_document::{Alignment, Table, TableCell};

use super::{
    block::BlockWriter,
    escape::{Care, Line},
    inline::{has_soft_break, inlines},
};

/// The widest table whose columns stand one below the other.
const MOST_WIDTH: usize = 118;

impl BlockWriter<'_> {
    /// A table.
    pub(super) fn table(&self, table: &Table) -> String {
        let mut cells = table.head.iter().chain(table.rows.iter().flatten());
        let is_plain = table.caption.is_empty()
            && !table.head.is_empty()
            && cells.all(|cell| !has_soft_break(&cell.content));
        if !is_plain || self.care() == Care::Strict {
            return self.table_of_html(table);
        }
        let texts = |cells: &[TableCell]| -> Vec<String> {
            cells.iter().map(|cell| inlines(self.setting, Line::Cell, &cell.content)).collect()
        };
        let rows: Vec<Vec<String>> =
            std::iter::once(&table.head).chain(&table.rows).map(|cells| texts(cells)).collect();
        let widths = column_widths(&rows, table.alignments.len());
        let line = |cells: &Vec<String>| {
            let places = table.alignments.iter().zip(&widths);
            let cells: Vec<String> = cells
                .iter()
                .zip(places)
                .map(|(cell, (alignment, width))| padded(cell, *alignment, *width))
                .collect();
            format!("| {} |", cells.join(" | "))
        };
        let rules: Vec<String> =
            table.alignments.iter().zip(&widths).map(|(alignment, width)| rule(*alignment, *width)).collect();
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.insert(1, format!("|{}|", rules.join("|")));
        lines.join("\n")
    }
}

/// The width of each column, so that they stand one below the other; 0 if the table would be too wide, or its characters
/// have no width of their own.
fn column_widths(rows: &[Vec<String>], columns: usize) -> Vec<usize> {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|cells| cells.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(3)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let is_even =
        rows.iter().flatten().flat_map(|cell| cell.chars()).all(|c| u32::from(c) < 0x0300 || is_sign(c));
    match is_even && widths.iter().sum::<usize>() + 3 * columns < MOST_WIDTH {
        true => widths,
        false => vec![0; columns],
    }
}

/// Returns true for quotation marks, dashes and their like.
fn is_sign(character: char) -> bool {
    matches!(u32::from(character), 0x0370..=0x0482 | 0x048a..=0x0590 | 0x2010..=0x2027 | 0x2030..=0x205e | 0x20a0..=0x20bf)
}

fn padded(cell: &str, alignment: Alignment, width: usize) -> String {
    let space = width.saturating_sub(cell.chars().count());
    let before = match alignment {
        Alignment::Start | Alignment::Left => 0,
        Alignment::Center => space / 2,
        Alignment::Right => space,
    };
    format!("{}{cell}{}", " ".repeat(before), " ".repeat(space - before))
}

/// The marks below the head of a column.
fn rule(alignment: Alignment, width: usize) -> String {
    let dashes = |marks: usize| "-".repeat((width + 2).saturating_sub(marks).max(3));
    match alignment {
        Alignment::Start => dashes(0),
        Alignment::Left => format!(":{}", dashes(1)),
        Alignment::Center => format!(":{}:", dashes(2)),
        Alignment::Right => format!("{}:", dashes(1)),
    }
}
