//! Tables (ISO/IEC 29500-1, 17.4).

use std::collections::BTreeSet;

use crate::word::body::{
    inline::piece::LinePiece,
    reader::{MAX_NESTING, WordReader},
};
use crate::{
    Action, FindingKind,
    word::styles::ParagraphMeaning,
    word::xml::{Node, attribute, child, elements, is_on, name, value, words},
};
use pressroom_document::Alignment;
use pressroom_read::builder::Container;

/// The most columns that a table is given: more are a mistake of a program.
const MAX_COLUMNS: usize = 1_000;

/// The most rows of a table that only places text.
const MAX_LAYOUT_ROWS: usize = 12;

/// How deep tables may stand in one another; what is deeper is read as its words.
const MAX_TABLES: usize = 12;

/// A cell in its grid.
#[derive(Debug, Clone, Copy)]
struct GridCell<'d> {
    node: Node<'d>,
    column: usize,
    columns: usize,
    merge: CellMerge,
}

/// How a cell is merged with those above and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellMerge {
    Alone,
    Begins,
    GoesOn,
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// A table. One within a cell stands after the table.
    pub(in crate::word::body) fn table(&mut self, node: Node<'d>) {
        if self.in_cell > 0 {
            let message = "a table within a table: it stands after it";
            self.find(FindingKind::Table, Action::Changed, "", message);
            if node.ancestors().take(200).filter(|around| name(*around) == "tbl").count() > MAX_TABLES {
                let text = words(node);
                return self.paragraph_of(&[LinePiece::plain(text)]);
            }
            self.inner_tables.push(node);
            return;
        }
        if self.nesting >= MAX_NESTING {
            return;
        }
        self.nesting += 1;
        self.one_table(node);
        while !self.inner_tables.is_empty() {
            for inner in std::mem::take(&mut self.inner_tables) {
                self.one_table(inner);
            }
        }
        self.nesting -= 1;
    }

    fn one_table(&mut self, node: Node<'d>) {
        let caption = self.caption.take();
        self.end_blocks();
        let mut rows = Vec::new();
        self.rows(node, &mut rows, 0);
        if self.is_layout(&rows) {
            return self.lay_out(&rows, caption);
        }
        let grid: Vec<Vec<GridCell<'d>>> = rows.iter().map(|row| cells(*row)).collect();
        let has_head = rows.first().is_some_and(|row| is_head(node, *row)) && rows.len() > 1;
        let span = self.span();
        let opened = self.builder.open(Container::Table { alignments: alignments(&grid) }, span);
        if let Some(caption) = caption {
            let opened = self.builder.open(Container::Caption, span);
            self.emit(&caption);
            self.builder.close(opened);
        }
        // The columns that a cell above may go on in.
        let mut open: BTreeSet<usize> = BTreeSet::new();
        for (at, cells) in grid.iter().enumerate() {
            let goes_on =
                |cell: &GridCell<'d>| cell.merge == CellMerge::GoesOn && open.contains(&cell.column);
            let next = cells
                .iter()
                .filter(|cell| cell.merge == CellMerge::Begins || goes_on(cell))
                .map(|cell| cell.column)
                .collect();
            let row = self.builder.open(Container::Row { head: at == 0 && has_head }, span);
            if let Some(first) = cells.first().filter(|first| first.column > 0) {
                let opened = self.builder.open(Container::Cell { columns: first.column, rows: 1 }, span);
                self.builder.close(opened);
            }
            for cell in cells {
                if goes_on(cell) {
                    continue;
                }
                let below = below(&grid, at, cell);
                let container = Container::Cell { columns: cell.columns, rows: 1 + below.len() };
                let opened = self.builder.open(container, span);
                self.in_cell += 1;
                self.apart(|reader| {
                    reader.blocks(cell.node);
                    below.iter().for_each(|node| reader.blocks(*node));
                });
                self.in_cell -= 1;
                self.builder.close(opened);
            }
            self.builder.close(row);
            open = next;
        }
        self.builder.close(opened);
    }

    /// True for a table that only places text on the page: it holds headings, or one cell with a list.
    fn is_layout(&self, rows: &[Node<'d>]) -> bool {
        let mut cells = 0;
        let mut has_items = false;
        for row in rows {
            for cell in elements(*row).filter(|node| name(*node) == "tc") {
                cells += 1;
                for paragraph in elements(cell).filter(|node| name(*node) == "p") {
                    let properties = child(paragraph, "pPr");
                    let style = self.styles.paragraph(properties.and_then(|node| value(node, "pStyle")));
                    let meaning = style.and_then(|style| style.meaning);
                    let is_heading =
                        matches!(meaning, Some(ParagraphMeaning::Heading(_) | ParagraphMeaning::Title));
                    if is_heading && rows.len() <= MAX_LAYOUT_ROWS && !words(paragraph).is_empty() {
                        return true;
                    }
                    has_items |= properties.is_some_and(|node| child(node, "numPr").is_some());
                }
            }
        }
        cells == 1 && has_items
    }

    /// The cells of a table that only places text, one below the other.
    fn lay_out(&mut self, rows: &[Node<'d>], caption: Option<Vec<LinePiece>>) {
        let message = "a table that only places text on the page: its cells stand one below the other";
        self.find(FindingKind::Table, Action::Changed, "", message);
        if let Some(caption) = caption {
            self.paragraph_of(&caption);
        }
        for cell in rows.iter().flat_map(|row| cells(*row)) {
            self.apart(|reader| reader.blocks(cell.node));
        }
    }

    /// The rows of a table, within whatever stands around them.
    fn rows(&mut self, node: Node<'d>, rows: &mut Vec<Node<'d>>, depth: usize) {
        for part in elements(node) {
            match name(part) {
                "tr" => {
                    if self.takes_row(part) {
                        rows.push(part);
                    }
                }
                "tblPr" | "tblGrid" | "bookmarkStart" | "bookmarkEnd" => {}
                _ if depth < 8 => self.rows(part, rows, depth + 1),
                _ => {
                    self.find(
                        FindingKind::Table,
                        Action::LeftOut,
                        words(part),
                        "rows of a table nest too deep",
                    );
                }
            }
        }
    }
}

/// The cells of a row, within whatever stands around them.
fn cells<'d>(row: Node<'d>) -> Vec<GridCell<'d>> {
    let properties = child(row, "trPr");
    let mut column =
        properties.and_then(|node| value(node, "gridBefore")).and_then(|n| n.parse().ok()).unwrap_or(0);
    column = column.min(MAX_COLUMNS);
    let mut out = Vec::new();
    let mut waiting: Vec<Node<'d>> = elements(row).collect();
    waiting.reverse();
    while let Some(node) = waiting.pop() {
        match name(node) {
            "tc" => {
                let properties = child(node, "tcPr");
                let columns =
                    properties.and_then(|node| value(node, "gridSpan")).and_then(|n| n.parse().ok());
                let columns = columns.unwrap_or(1).clamp(1, MAX_COLUMNS);
                let merge = match properties.and_then(|node| child(node, "vMerge")) {
                    None => CellMerge::Alone,
                    Some(merge) if attribute(merge, "val") == Some("restart") => CellMerge::Begins,
                    Some(_) => CellMerge::GoesOn,
                };
                out.push(GridCell { node, column, columns, merge });
                column += columns;
            }
            "trPr" | "tblPrEx" | "tcPr" => {}
            _ => {
                let at = waiting.len();
                waiting.extend(elements(node));
                if let Some(inner) = waiting.get_mut(at..) {
                    inner.reverse();
                }
            }
        }
    }
    out
}

/// The cells below one that it goes on in.
fn below<'d>(grid: &[Vec<GridCell<'d>>], row: usize, cell: &GridCell<'d>) -> Vec<Node<'d>> {
    if cell.merge != CellMerge::Begins {
        return Vec::new();
    }
    let rows = grid.get(row + 1..).unwrap_or_default().iter();
    rows.map_while(|cells| {
        cells
            .iter()
            .find(|other| other.column == cell.column && other.merge == CellMerge::GoesOn)
            .map(|other| other.node)
    })
    .collect()
}

/// True if the first row is a head: it says so, or the look of the table does (17.4.55, 17.7.6).
fn is_head(table: Node<'_>, row: Node<'_>) -> bool {
    let says = child(row, "trPr").and_then(|properties| child(properties, "tblHeader")).is_some_and(is_on);
    let look = child(table, "tblPr").and_then(|properties| child(properties, "tblLook"));
    let first_row = look.is_some_and(|look| match attribute(look, "firstRow") {
        Some(value) => matches!(value, "1" | "true" | "on"),
        None => attribute(look, "val")
            .and_then(|value| u32::from_str_radix(value, 16).ok())
            .is_some_and(|flags| flags & 0x20 != 0),
    });
    let all_bold = || {
        let runs: Vec<Node<'_>> =
            row.descendants().filter(|node| name(*node) == "r" && child(*node, "t").is_some()).collect();
        !runs.is_empty()
            && runs.iter().all(|run| {
                child(*run, "rPr").and_then(|properties| child(properties, "b")).is_some_and(is_on)
            })
    };
    says || first_row || all_bold()
}

/// How columns are aligned, if all their cells below the first row agree.
fn alignments(grid: &[Vec<GridCell<'_>>]) -> Vec<Alignment> {
    let columns = grid.iter().flatten().map(|cell| cell.column + cell.columns).max().unwrap_or(0);
    let mut found: Vec<Option<Alignment>> = vec![None; columns.min(MAX_COLUMNS)];
    for cell in
        grid.iter().skip(1).flatten().filter(|cell| cell.columns == 1 && cell.merge != CellMerge::GoesOn)
    {
        let paragraph = child(cell.node, "p");
        if paragraph.is_none_or(|paragraph| words(paragraph).is_empty()) {
            continue;
        }
        let side = paragraph.and_then(|node| child(node, "pPr")).and_then(|node| value(node, "jc"));
        let alignment = match side {
            Some("center") => Alignment::Center,
            Some("right" | "end") => Alignment::Right,
            _ => Alignment::Start,
        };
        if let Some(known) = found.get_mut(cell.column) {
            *known = Some(match *known {
                Some(before) if before != alignment => Alignment::Start,
                _ => alignment,
            });
        }
    }
    found.into_iter().map(Option::unwrap_or_default).collect()
}
