//! Cells of a row beyond those of the table's head, which Markdown leaves out.

use std::ops::Range;

/// Cells of one row that the table's head has no column for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extra {
    /// How many cells the row has.
    pub(crate) cells: usize,
    /// Where the further ones stand in the line, without space around them.
    pub(crate) ranges: Vec<Range<usize>>,
}

/// The cells of a row's line beyond `columns`. `None` if there are none, or nothing is in them.
pub(crate) fn extra_cells(line: &str, columns: usize) -> Option<Extra> {
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut start = usize::from(line.starts_with('|'));
    let mut before = 0;
    for (at, byte) in line.bytes().enumerate().skip(start) {
        if byte == b'|' && before != b'\\' {
            cells.push(start..at);
            start = at + 1;
        }
        before = byte;
    }
    if !line.get(start..).unwrap_or_default().trim().is_empty() {
        cells.push(start..line.len());
    }
    let ranges: Vec<_> = cells.iter().skip(columns).map(|range| trimmed(line, range)).collect();
    let filled = ranges.iter().any(|range| !range.is_empty());
    filled.then_some(Extra { cells: cells.len(), ranges })
}

fn trimmed(line: &str, range: &Range<usize>) -> Range<usize> {
    let text = line.get(range.clone()).unwrap_or_default();
    let lead = text.len() - text.trim_start().len();
    let start = range.start + lead;
    start..start + text.trim().len()
}

#[cfg(test)]
mod tests {
    use super::extra_cells;

    fn extra(line: &str, columns: usize) -> Vec<&str> {
        extra_cells(line, columns)
            .map_or_else(Vec::new, |extra| extra.ranges.into_iter().map(|range| &line[range]).collect())
    }

    #[test]
    fn cells_beyond_the_head() {
        assert_eq!(extra("| a | b | c |  ", 2), ["c"]);
        assert_eq!(extra("a|b| c|| d", 2), ["c", "", "d"]);
        assert_eq!(extra("| `x|y` | either |", 2), ["either"]);
        assert_eq!(extra(r"| `x\|y` | either |", 2), [""; 0]);
        assert_eq!(extra(r"| a \\| b | c", 2), [""; 0]);
        assert_eq!(extra("| a | b | | |", 2), [""; 0]);
        assert_eq!(extra("| a |", 2), [""; 0]);
    }
}
