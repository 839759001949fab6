//! Rows that are no table: without a line of hyphens below the head, or with tabs from a spreadsheet.

use super::{
    Leaf,
    leaf::{LeafLine, not_markup},
    lists::is_bullet,
};
use pressroom_diagnostics::{Diagnostic, Diagnostics};

/// The most rows of one table that is offered.
const MAX_ROWS: usize = 2_000;

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    if memchr::memchr2(b'|', b'\t', leaf.mask.as_bytes()).is_none() {
        return;
    }
    let lines: Vec<LeafLine<'_>> = leaf.lines().collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let like =
            |same: fn(&LeafLine<'_>) -> bool| lines.iter().skip(at).take_while(|line| same(line)).count();
        let (tabs, pipes) = (like(has_tab), like(is_row));
        let finding = if tabs > 1 && tabs <= MAX_ROWS {
            sheet(leaf, &lines, at, tabs)
        } else if pipes > 1 || (pipes == 1 && lines.len() == 1) {
            rows(leaf, &lines, at, pipes)
        } else {
            None
        };
        found.extend(finding);
        at += tabs.max(pipes).max(1);
        if line.text.is_empty() && at >= lines.len() {
            break;
        }
    }
    if lines.iter().all(|line| !is_row(line) && !has_tab(line)) {
        found.extend(bare_rows(leaf, &lines));
    }
}

/// A line of at least two fields with tabs between them.
fn has_tab(line: &LeafLine<'_>) -> bool {
    let bulleted = line.text.starts_with(|c| is_bullet(c) || matches!(c, 'o' | '§' | 'Ø'))
        && line.text.chars().nth(1) == Some('\t');
    line.text.trim().contains('\t') && !bulleted
}

/// A line that begins with a pipe and has another.
fn is_row(line: &LeafLine<'_>) -> bool {
    line.text.starts_with('|') && line.text.matches('|').count() > 1
}

fn is_rule(text: &str) -> bool {
    text.contains(['-', '–', '—', '='])
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '–' | '—' | '='))
}

/// Whether lines stand in the same quote and list, so that a table can be made of them.
fn is_even(leaf: &Leaf<'_>, lines: &[LeafLine<'_>]) -> bool {
    let first = lines.first().map(|line| leaf.prefix(line));
    lines.iter().all(|line| Some(leaf.prefix(line)) == first)
}

fn cells(text: &str) -> usize {
    let inner = text.strip_prefix('|').unwrap_or(text);
    inner.strip_suffix('|').unwrap_or(inner).split('|').count()
}

fn rule(columns: usize) -> String {
    format!("|{}", "---|".repeat(columns))
}

/// `| a | b |` without a line of hyphens, or with one of another number of cells.
fn rows(leaf: &Leaf<'_>, lines: &[LeafLine<'_>], at: usize, count: usize) -> Option<Diagnostic> {
    let head = lines.get(at)?;
    let columns = cells(head.text);
    let place = leaf.span(head.start..head.end());
    if count == 1 {
        let whole = head.text.ends_with('|') && columns > 1;
        let message =
            "this row of a table is printed as typed: a table needs a head and a line of hyphens below it";
        let help = format!("write the head, {} below it, and then the rows", rule(columns));
        return whole.then(|| not_markup(message).with_span(place).help(help));
    }
    if is_rule(head.text) {
        let message = "this table is printed as typed: it has no head above its line of hyphens";
        let help = format!("write the head of each column, and below it {}", rule(columns));
        return head.text.contains('=').then(|| not_markup(message).with_span(place).help(help));
    }
    let second = lines.get(at + 1)?;
    let after = after_rows(leaf, lines, at + count);
    let exact = is_rule(second.text)
        && second.text.is_ascii()
        && !second.text.contains('=')
        && cells(second.text) == columns;
    if exact || !is_even(leaf, lines.get(at..at + count)?) {
        let message = "this table is printed as typed: its rows are not all in the same quote or list item";
        return Some(
            not_markup(message).with_span(place).help("begin each row with the same signs and spaces"),
        );
    }
    let finding = if is_rule(second.text) {
        let (message, help) = if cells(second.text) == columns {
            ("this table is printed as typed: its line of hyphens is made of other signs", "write hyphens")
        } else {
            (
                "this table is printed as typed: its line of hyphens has more or fewer cells than its head",
                "give both the same number",
            )
        };
        let finding = not_markup(message).with_span(leaf.span(second.start..second.end()));
        finding.help(help).edit(leaf.span(second.start..second.end()), rule(columns))
    } else {
        let message = "this table is printed as typed: there is no line of hyphens below its head";
        let text = format!("\n{}{}", leaf.prefix(second), rule(columns));
        let end = leaf.span(head.end()..head.end());
        not_markup(message).with_span(place).help("write that line").edit(end, text)
    };
    Some(after.into_iter().fold(finding, |finding, (at, text)| finding.edit(leaf.span(at..at), text)))
}

/// A line that follows a table would become a row of it: an empty line must stand between.
fn after_rows(leaf: &Leaf<'_>, lines: &[LeafLine<'_>], next: usize) -> Option<(usize, String)> {
    let last = lines.get(next.checked_sub(1)?)?;
    let next = lines.get(next)?;
    Some((last.end(), format!("\n{}", leaf.prefix(next).trim_end())))
}

/// Rows with pipes only between the cells: each line of the paragraph has as many.
fn bare_rows(leaf: &Leaf<'_>, lines: &[LeafLine<'_>]) -> Option<Diagnostic> {
    let (head, second) = (lines.first()?, lines.get(1)?);
    let pipes = |line: &LeafLine<'_>| line.text.matches('|').count();
    let count = pipes(head);
    let spaced = |line: &LeafLine<'_>| is_rule(line.text) || line.text.matches(" | ").count() == count;
    let several = count > 1 || (count == 1 && lines.len() > 2);
    if !several || is_rule(head.text) || !lines.iter().all(|line| pipes(line) == count && spaced(line)) {
        return None;
    }
    // Links between bars are a line of navigation.
    if lines.iter().all(|line| line.text.split('|').all(|cell| cell.trim().starts_with(super::leaf::MARKUP)))
    {
        return None;
    }
    if is_rule(second.text) || !is_even(leaf, lines) {
        return None;
    }
    let message = "this table is printed as typed: there is no line of hyphens below its head";
    let text = format!("\n{}{}", leaf.prefix(second), rule(count + 1));
    let place = leaf.span(head.start..head.end());
    Some(
        not_markup(message)
            .with_span(place)
            .help("write that line")
            .edit(leaf.span(head.end()..head.end()), text),
    )
}

/// Lines with tabs between their fields, as they come from a spreadsheet.
fn sheet(leaf: &Leaf<'_>, lines: &[LeafLine<'_>], at: usize, count: usize) -> Option<Diagnostic> {
    let rows = lines.get(at..at + count)?;
    let fields: Vec<Vec<String>> =
        rows.iter().map(|line| leaf.raw(line.start..line.end()).split('\t').map(cell).collect()).collect();
    let columns = fields.iter().map(Vec::len).max()?;
    if columns > 100 || !is_even(leaf, rows) {
        return None;
    }
    let (first, last) = (rows.first()?, rows.last()?);
    let prefix = leaf.prefix(rows.get(1)?);
    let mut text = String::new();
    if at > 0 {
        text.push('\n');
        text.push_str(&prefix);
    }
    for (number, row) in fields.iter().enumerate() {
        if number > 0 {
            text.push('\n');
            text.push_str(&prefix);
        }
        text.push('|');
        let empty = String::new();
        for field in row.iter().chain(std::iter::repeat_n(&empty, columns - row.len())) {
            text.push_str(&format!(" {field} |"));
        }
        if number == 0 {
            text.push_str(&format!("\n{prefix}{}", rule(columns)));
        }
    }
    if lines.get(at + count).is_some() {
        text.push('\n');
        text.push_str(prefix.trim_end());
    }
    let whole = leaf.span(first.start..last.end());
    let message = "these lines with tabs, as from a spreadsheet, are printed as one paragraph";
    let finding = not_markup(message).with_span(leaf.span(first.start..first.end()));
    Some(finding.help("write them as a table").edit(whole, text))
}

/// A field as the cell of a table.
fn cell(field: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for character in field.trim().chars() {
        if character == '|' && !escaped {
            out.push('\\');
        }
        escaped = character == '\\' && !escaped;
        out.push(character);
    }
    out
}
