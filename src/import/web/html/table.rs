//! What tables and their cells say.

use dom_query::NodeRef;

use super::dom::{class_words, descendants, name, text};
use pressroom_document::Alignment;
use pressroom_read::builder::Container;

/// The most rows that a cell may span, as in HTML.
const MAX_ROWS: usize = 65_534;
/// How many characters a cell of a table of data has at most; a longer one is a column of a page.
const MAX_CELL: usize = 1_500;

/// The same of a table with one row.
const MAX_CELL_OF_ONE_ROW: usize = 120;

/// A cell.
pub(super) fn cell(node: NodeRef<'_>) -> Container {
    let (columns, rows) = (spanned(node, "colspan").clamp(1, 100), spanned(node, "rowspan"));
    // None stands for the rest of the group.
    Container::Cell { columns, rows: if rows == 0 { MAX_ROWS } else { rows.min(MAX_ROWS) } }
}

/// How many columns or rows a cell spans.
fn spanned(node: NodeRef<'_>, attribute: &str) -> usize {
    node.attr(attribute).and_then(|number| number.trim().parse().ok()).unwrap_or(1)
}

/// True for a row of heads.
pub(super) fn is_head(row: NodeRef<'_>) -> bool {
    let cells = row.element_children();
    let only_heads = !cells.is_empty() && cells.iter().all(|cell| name(*cell) == "th");
    only_heads || row.parent().is_some_and(|parent| name(parent) == "thead")
}

/// True for a table that divides a page, not data: it has tables, headings or long texts in its cells, or is the frame of
/// lines of code.
pub(super) fn is_layout(table: NodeRef<'_>) -> bool {
    if table.attr("role").is_some_and(|role| matches!(&*role, "presentation" | "none")) {
        return true;
    }
    let inside = descendants(table);
    let elements = || inside.iter().copied().filter(NodeRef::is_element);
    if elements().any(|node| matches!(&*name(node), "th" | "caption" | "thead")) {
        return false;
    }
    let rows = elements().filter(|node| name(*node) == "tr").count();
    let cells: Vec<NodeRef<'_>> = elements().filter(|node| name(*node) == "td").collect();
    let is_code = elements().any(|node| name(node) == "pre") && cells.len() <= 2 * rows;
    let is_divided =
        elements().any(|node| matches!(&*name(node), "table" | "h1" | "h2" | "h3" | "article" | "form"));
    let is_empty_frame = cells.len() <= 1 && !class_words(table).contains(&"kix".to_owned());
    // One row of long texts is a page, and so are paragraphs in a cell.
    let is_page = |cell: &NodeRef<'_>| {
        let inside = descendants(*cell);
        let count = |wanted: &str| inside.iter().filter(|node| name(**node) == wanted).count();
        (rows <= 1 && text(*cell).len() > MAX_CELL_OF_ONE_ROW) || count("p") > 2 || count("br") > 5
    };
    is_code
        || cells.iter().any(is_page)
        || is_divided
        || is_empty_frame
        || cells.iter().any(|cell| text(*cell).len() > MAX_CELL)
}

/// The alignments that the cells of the first row ask for.
pub(super) fn alignments(table: NodeRef<'_>) -> Vec<Alignment> {
    let Some(row) = descendants(table).into_iter().find(|node| name(*node) == "tr") else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for cell in row.element_children() {
        let style = cell.attr_or("style", "").to_ascii_lowercase().replace(' ', "");
        let said = style.split(';').find_map(|one| one.strip_prefix("text-align:").map(str::to_owned));
        let said = said.unwrap_or_else(|| cell.attr_or("align", "").to_ascii_lowercase());
        let alignment = match &*said {
            "left" => Alignment::Left,
            "center" => Alignment::Center,
            "right" => Alignment::Right,
            _ => Alignment::Start,
        };
        all.extend(std::iter::repeat_n(alignment, spanned(cell, "colspan").clamp(1, 100)));
    }
    all
}
