//! Tables as Markdown, or as HTML where Markdown has no such table.

use pressroom_document::{Alignment, Table, TableCell};

use super::{
    block::BlockWriter,
    escape::{Care, Line},
    inline::{has_soft_break, inlines},
};

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
        let row = |cells: &[TableCell]| {
            let cells: Vec<_> =
                cells.iter().map(|cell| inlines(self.setting, Line::Cell, &cell.content)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let rule: Vec<_> = table.alignments.iter().map(rule).collect();
        let mut lines = vec![row(&table.head), format!("|{}|", rule.join("|"))];
        lines.extend(table.rows.iter().map(|cells| row(cells)));
        lines.join("\n")
    }
}

fn rule(alignment: &Alignment) -> &'static str {
    match alignment {
        Alignment::Start => "---",
        Alignment::Left => ":---",
        Alignment::Center => ":---:",
        Alignment::Right => "---:",
    }
}
