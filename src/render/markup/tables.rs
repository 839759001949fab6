//! Tables, which a phone shows whole: small ones in less room, wide ones row by row.
//!
//! A cell of a wide table names its column (`data-label`), so that a style sheet can set each row as a record of labelled
//! values where the screen is narrow. A table without a head has no labels: it scrolls in its box.

use unicode_width::UnicodeWidthStr as _;

use super::Flow;
use pressroom_document::{Alignment, Table, TableCell, text};
use pressroom_theme::MessageKey;

/// The widest table that a phone shows in columns, in cells of text: 320 CSS pixels of small type.
const PHONE: usize = 40;
/// The longest word that counts: longer ones are broken.
const WORD: usize = 14;
/// Separator of two columns.
const GAP: usize = 2;
/// The longest cell that is kept on its line if it is a number.
const NUMBER: usize = 16;

impl Flow<'_> {
    pub(super) fn push_table(&mut self, table: &Table) {
        let labels = if self.dialect.labelled_cells() { labels(table) } else { Vec::new() };
        let class = if labels.is_empty() { "table" } else { "table records" };
        match self.dialect.scrolling_tables() {
            true => {
                // Regions are found by their names, so each has its own.
                self.tables += 1;
                let name = self.messages.fill(MessageKey::WideTable, &[("number", &self.tables.to_string())]);
                let tag = self.out.tag("div").attribute("class", class).attribute("role", "region");
                tag.attribute("tabindex", "0").attribute("aria-label", &name).open();
            }
            false => self.out.open_class("div", class),
        }
        self.out.open("table");
        self.out.line();
        if !table.caption.is_empty() {
            self.out.open("caption");
            self.push_inlines(&table.caption);
            self.out.close("caption");
            self.out.line();
        }
        if table.head.iter().any(|cell| !cell.content.is_empty()) {
            self.out.open("thead");
            self.push_row(&table.head, &table.alignments, true, &[]);
            self.out.close("thead");
            self.out.line();
        }
        if !table.rows.is_empty() {
            self.out.open("tbody");
            self.out.line();
            for row in &table.rows {
                self.push_row(row, &table.alignments, false, &labels);
                self.out.line();
            }
            self.out.close("tbody");
            self.out.line();
        }
        self.out.close("table");
        self.out.close("div");
    }

    fn push_row(&mut self, cells: &[TableCell], alignments: &[Alignment], head: bool, labels: &[String]) {
        self.out.open("tr");
        for (column, (cell, alignment)) in cells.iter().zip(alignments).enumerate() {
            let side = match alignment {
                Alignment::Start => None,
                Alignment::Left => Some("left"),
                Alignment::Center => Some("center"),
                Alignment::Right => Some("right"),
            };
            let whole = (!head && self.dialect.labelled_cells() && is_number(cell)).then_some("whole");
            let class = [side, whole].into_iter().flatten().collect::<Vec<_>>().join(" ");
            // A header without words heads nothing.
            let header = head && !cell.content.is_empty();
            let name = if header { "th" } else { "td" };
            let label = labels.get(column).filter(|label| column > 0 && !label.is_empty());
            let tag = self.out.tag(name).optional("scope", header.then_some("col"));
            let tag = tag.optional("class", Some(class.as_str()).filter(|class| !class.is_empty()));
            tag.optional("data-label", label.map(String::as_str)).open();
            self.push_inlines(&cell.content);
            self.out.close(name);
        }
        self.out.close("tr");
    }
}

/// The words above each column of a table that is too wide for a phone and has such words; else nothing.
fn labels(table: &Table) -> Vec<String> {
    let plain =
        |cell: &TableCell| text::plain(&cell.content).split_whitespace().collect::<Vec<_>>().join(" ");
    let labels: Vec<String> = table.head.iter().map(plain).collect();
    if labels.iter().all(String::is_empty) || table.rows.is_empty() {
        return Vec::new();
    }
    let mut widths = vec![0; table.alignments.len()];
    for row in std::iter::once(&table.head).chain(&table.rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            let text = plain(cell);
            let longest = if is_number(cell) {
                text.width()
            } else {
                text.split(' ').map(|word| word.width().min(WORD)).max().unwrap_or(0)
            };
            *width = longest.max(*width);
        }
    }
    let needs: usize = widths.iter().map(|width| width + GAP).sum();
    if needs > PHONE { labels } else { Vec::new() }
}

/// True for a cell that a reader takes for one number, such as `1 234,5 %` or `−3.2 °C`: broken at a space it would be read
/// as two.
fn is_number(cell: &TableCell) -> bool {
    let text = text::plain(&cell.content);
    let text = text.trim();
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    text.contains([' ', '-', '/'])
        && text.chars().count() <= NUMBER
        && letters <= 3
        && text.contains(|c: char| c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_diagnostics::Span;
    use pressroom_document::Inline;

    fn cell(text: &str) -> TableCell {
        TableCell { content: vec![Inline::Text { value: text.to_owned(), span: Span::default() }] }
    }

    fn table(head: &[&str], rows: &[&[&str]]) -> Table {
        let cells = |row: &[&str]| row.iter().map(|text| cell(text)).collect();
        Table {
            caption: Vec::new(),
            alignments: vec![Alignment::Start; rows[0].len()],
            head: cells(head),
            rows: rows.iter().map(|row| cells(row)).collect(),
            span: Span::default(),
        }
    }

    #[test]
    fn wide_tables_with_a_head_are_records() {
        assert!(labels(&table(&["Year", "Cable", "Gbit/s"], &[&["1988", "TAT-8", "0.56"]])).is_empty());
        let head = ["Country", "Population", "Inhabitants", "Share of men", "Share of women"];
        let row = ["Luxembourg", "660,000", "1,234,567", "50.4 %", "49.6 %"];
        assert_eq!(labels(&table(&head, &[&row])), head);
        assert!(labels(&table(&[], &[&row])).is_empty(), "nothing names its columns");
        let years = vec!["2015"; 11];
        assert!(!labels(&table(&years, &[&["5.1"; 11]])).is_empty());
    }

    #[test]
    fn numbers_are_kept_whole() {
        for number in ["1 234", "−3.2 °C", "12 %", "5-10", "2024/25", "1 234,50 EUR"] {
            assert!(is_number(&cell(number)), "{number}");
        }
        for text in ["1234", "in 1998 and later", "12 to 14 days a year", "no number", ""] {
            assert!(!is_number(&cell(text)), "{text}");
        }
    }
}
