//! What Markdown shows otherwise than it is written: the numbers of lists, and a line that a table takes in.

use comrak::nodes::{AstNode, ListType, NodeList, NodeValue};

use super::reader::Reader;
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// How many numbers a message shows.
const SHOWN: usize = 5;

impl Reader<'_> {
    /// Reports a list whose numbers are not shown as they are written. Lists that repeat one number leave the counting to
    /// Markdown.
    pub(super) fn numbers<'n>(&mut self, node: &'n AstNode<'n>, list: &NodeList, span: Span) {
        if list.list_type != ListType::Ordered || self.aside.is_some() {
            return;
        }
        let number = |item: &'n AstNode<'n>| {
            let data = item.data();
            if let NodeValue::Item(item) = &data.value { Some((item.start, data.sourcepos)) } else { None }
        };
        let first = list.start;
        let mut items = node.children().filter_map(number).enumerate();
        let wrong = items.find(|(at, (number, _))| *number != first + at);
        let Some((at, (written, place))) = wrong else { return };
        let repeats = node.children().filter_map(number).all(|(number, _)| number == first);
        if repeats {
            return;
        }
        let all: Vec<String> =
            node.children().filter_map(number).take(SHOWN).map(|(number, _)| format!("{number}.")).collect();
        let message = format!(
            "this item is numbered {}, not {written}: a list counts on from its first number (written: {}{})",
            first + at,
            all.join(" "),
            if node.children().count() > SHOWN { " …" } else { "" }
        );
        let place = self.span(place);
        let line = Span::new(place.start as usize, place.start as usize + self.first_line_length(place));
        let line = if line.start < span.start { span } else { line };
        let finding = Diagnostic::warning(Code::LostText, message).with_span(line);
        self.builder.warn(finding.help(format!(
            "write `{written}\\.` to print a number as it is, or number the items one after the other"
        )));
    }

    /// Reports a line without a `|` that a table takes in as its last row.
    pub(super) fn row_of_text(&mut self, row: &NodeValue, span: Span) {
        let start = span.start as usize;
        let line = self.source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        if matches!(row, NodeValue::TableRow(true)) || line.contains('|') || line.trim().is_empty() {
            return;
        }
        let number = self.source.line(start);
        let above = self.source.line_start(number.saturating_sub(1))..self.source.line_start(number);
        // Of several such lines the first says it all.
        if !self.source.text.get(above).is_some_and(|above| above.contains('|')) {
            return;
        }
        let message = "this line became a row of the table above it: there is no empty line between them";
        let finding =
            Diagnostic::warning(Code::NotMarkup, message).with_span(Span::new(start, start + line.len()));
        let finding = finding.help("write an empty line before it");
        let begins = self.source.line_start(number) == start;
        self.builder.warn(if begins { finding.edit(Span::new(start, start), "\n") } else { finding });
    }
}
