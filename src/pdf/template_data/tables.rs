//! Tables as the templates see them, or as lines of text where they are too large to be set.

use super::{
    builder::{TemplateDataBuilder, WORD_LIMIT},
    data::{self, Run, TextKind, TextRun},
    inlines::{has_link, has_note},
    paragraphs::split_paragraph,
};
use pressroom_diagnostics::{Code, Diagnostic, counted};
use pressroom_document::{Alignment, Table, TableCell, text};

/// The most columns of a table that is set as one.
const MAX_COLUMNS: usize = 40;
/// The most cells of all tables of a document that are set as such: half a gigabyte while they are set.
const MAX_CELLS: usize = 20_000;
/// The same for the press, where a turned table is measured row by row: some gigabyte at worst.
const MAX_CELLS_OF_PRESS: usize = 10_000;
/// A head with fewer bytes of text than this is set again on further pages.
const MAX_REPEATED_HEAD: usize = 1000;

impl TemplateDataBuilder<'_> {
    pub(crate) fn table(&mut self, table: &Table, depth: usize) -> data::Block {
        let columns = table.alignments.len();
        // The type gets smaller with the number of columns; the words break where a column is narrower than they are.
        let (size, limit): (f64, usize) = match columns {
            0..=4 => (0.92, 24),
            5..=6 => (0.84, 14),
            7..=9 => (0.74, 11),
            10..=12 => (0.66, 9),
            13..=18 => (0.56, 6),
            _ => (0.48, 3),
        };
        let limit = if depth == 0 { limit } else { limit.div_ceil(2) };
        let mut row = |cells: &[TableCell]| -> Vec<Vec<Run>> {
            cells.iter().map(|cell| self.inlines(&cell.content, limit)).collect()
        };
        let align = |alignment: &Alignment| match alignment {
            Alignment::Start => "start",
            Alignment::Left => "left",
            Alignment::Center => "center",
            Alignment::Right => "right",
        };
        let head_length: usize = table.head.iter().map(|cell| text::plain(&cell.content).len()).sum();
        // A repeated head is decoration (an artifact), which may hold neither a note nor a link.
        let is_live = |cell: &TableCell| has_note(&cell.content) || has_link(&cell.content);
        let is_live = table.head.iter().any(is_live);
        data::Block::Table(data::Table {
            size,
            wide: depth == 0 && columns >= 5,
            align: table.alignments.iter().map(align).collect(),
            head: row(&table.head),
            rows: table.rows.iter().map(|cells| row(cells)).collect(),
            room: (0..columns).map(|column| measure_column(table, column, limit)).collect(),
            repeat: !is_live && table.rows.len() > 1 && head_length < MAX_REPEATED_HEAD,
            caption: (!table.caption.is_empty()).then(|| self.inlines(&table.caption, WORD_LIMIT)),
        })
    }

    /// True for a table that can be set as one; each cell takes some ten kilobytes while it is set.
    pub(crate) fn fits(&mut self, table: &Table) -> bool {
        let columns = table.alignments.len();
        let cells = columns.saturating_mul(table.rows.len() + 1);
        let most = if self.options.press.is_some() { MAX_CELLS_OF_PRESS } else { MAX_CELLS };
        let fits = columns <= MAX_COLUMNS && self.cells.saturating_add(cells) <= most;
        if fits {
            self.cells += cells;
        } else {
            let message = format!(
                "a table of {} and {} is set row by row, each as a line of text",
                counted(columns, "column"),
                counted(table.rows.len(), "row")
            );
            let finding = Diagnostic::warning(Code::TooMany, message).with_span(table.span);
            let help = format!(
                "a PDF takes tables of at most {MAX_COLUMNS} columns, and {most} cells in all: divide the table, or link to its data"
            );
            self.warnings.push(finding.help(help));
        }
        fits
    }

    /// The rows of a table as paragraphs.
    pub(crate) fn push_rows(&mut self, table: &Table, out: &mut Vec<data::Block>) {
        let caption = self.inlines(&table.caption, WORD_LIMIT);
        let mut lines = vec![caption];
        for cells in std::iter::once(&table.head).chain(&table.rows) {
            let mut line = Vec::new();
            for cell in cells {
                let runs = self.inlines(&cell.content, WORD_LIMIT);
                if !line.is_empty() && !runs.is_empty() {
                    line.push(Run::Text(TextRun::new(TextKind::Text, " | ".to_owned())));
                }
                line.extend(runs);
            }
            lines.push(line);
        }
        let lines = lines.into_iter().filter(|line| !line.is_empty());
        out.extend(lines.flat_map(split_paragraph).map(|runs| self.paragraph(runs)));
    }
}

/// Measures the longest word of a column, as far as it is not broken anyway, and its longest cell, in characters.
fn measure_column(table: &Table, column: usize, limit: usize) -> [usize; 2] {
    // Heads are bold, which is wider.
    let heads = table.head.get(column).map(|cell| (cell, 5));
    let cells = heads.into_iter().chain(table.rows.iter().filter_map(|cells| Some((cells.get(column)?, 4))));
    cells.fold([1, 1], |[word, cell], (each, quarters)| {
        let plain = text::plain(&each.content);
        let length = |text: &str| text.chars().count() * quarters / 4;
        let longest = plain.split_whitespace().map(length).max().unwrap_or_default();
        [word.max(longest.min(limit.max(14)) + 1), cell.max(length(&plain))]
    })
}
