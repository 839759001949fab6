//! The rows of a table while it is built, and the grid that they become.

use super::container::RowGroup;
use pressroom_document::TableCell;

/// The most cells that the tables of one document may have.
pub(super) const MAX_CELLS: usize = 200_000;

/// A cell and how many columns and rows it spans.
#[derive(Debug)]
pub(super) struct DraftCell {
    pub(super) cell: TableCell,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A row, and the group of rows that it belongs to.
#[derive(Debug)]
pub(super) struct DraftRow {
    pub(super) group: RowGroup,
    /// Tells groups of one kind apart.
    pub(super) number: u64,
    pub(super) head: bool,
    pub(super) cells: Vec<DraftCell>,
}

impl DraftCell {
    /// A cell of one column and row.
    pub(super) fn single(cell: TableCell) -> Self {
        Self { cell, columns: 1, rows: 1 }
    }
}

/// Puts head rows first and foot rows last, and sets empty cells wherever a cell spans to, so that every cell stands in
/// its column. A span ends with its group of rows, as in HTML.
pub(super) fn grid(mut rows: Vec<DraftRow>) -> Vec<(bool, Vec<TableCell>)> {
    rows.sort_by_key(|row| row.group);
    let mut made = 0;
    // For each column, how many rows a cell from above still reaches.
    let mut reach: Vec<usize> = Vec::new();
    let mut group = None;
    let mut grid = Vec::with_capacity(rows.len());
    for row in rows {
        let this = Some((row.group, row.number));
        if group != this {
            reach.clear();
            group = this;
        }
        let mut line = Vec::with_capacity(row.cells.len());
        for cell in row.cells {
            skip_reached(&mut reach, &mut line);
            let columns = if made > MAX_CELLS { 1 } else { cell.columns };
            let at = line.len();
            line.push(cell.cell);
            line.extend((1..columns).map(|_| TableCell::default()));
            if cell.rows > 1 && made <= MAX_CELLS {
                reach.resize(reach.len().max(line.len()), 0);
                reach.iter_mut().skip(at).take(columns).for_each(|rows| *rows = cell.rows);
            }
        }
        skip_reached(&mut reach, &mut line);
        // What this row takes of each span.
        reach.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        made += line.len();
        grid.push((row.head, line));
    }
    grid
}

/// Sets empty cells where cells from above reach.
fn skip_reached(reach: &mut [usize], line: &mut Vec<TableCell>) {
    while reach.get(line.len()).is_some_and(|rows| *rows > 0) {
        line.push(TableCell::default());
    }
}

#[cfg(test)]
mod tests {
    use super::{DraftCell, DraftRow, RowGroup, grid};
    use pressroom_diagnostics::Span;
    use pressroom_document::{Inline, TableCell, text};

    fn row(group: RowGroup, number: u64, cells: &[(&str, usize, usize)]) -> DraftRow {
        let cell = |&(value, columns, rows): &(&str, usize, usize)| {
            let content = vec![Inline::Text { value: value.to_owned(), span: Span::default() }];
            DraftCell { cell: TableCell { content }, columns, rows }
        };
        DraftRow { group, number, head: false, cells: cells.iter().map(cell).collect() }
    }

    fn sketch(rows: Vec<DraftRow>) -> Vec<String> {
        let line = |(_, cells): (bool, Vec<TableCell>)| {
            cells.iter().map(|cell| text::plain(&cell.content)).collect::<Vec<_>>().join("|")
        };
        grid(rows).into_iter().map(line).collect()
    }

    #[test]
    fn cells_stand_in_their_columns() {
        let (head, body, foot) = (RowGroup::Head, RowGroup::Body, RowGroup::Foot);
        let rows = vec![
            row(foot, 0, &[("sum", 1, 1), ("30", 2, 1)]),
            row(body, 1, &[("a", 1, 2), ("b", 2, 2), ("c", 1, 1)]),
            row(body, 1, &[("d", 1, 1)]),
            row(body, 1, &[("e", 1, 9), ("f", 1, 1), ("g", 1, 9)]),
            row(body, 2, &[("h", 1, 1), ("i", 1, 1)]),
            row(head, 3, &[("A", 1, 1), ("B", 1, 1)]),
        ];
        assert_eq!(sketch(rows), ["A|B", "a|b||c", "|||d", "e|f|g", "h|i", "sum|30|"]);
    }
}
