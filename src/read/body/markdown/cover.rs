//! Where the reader tells the net which part of the source it has read, and keeps what comrak leaves out.

use std::ops::Range;

use comrak::{
    Arena,
    arena_tree::NodeEdge,
    nodes::{AstNode, NodeCodeBlock, NodeHeading, NodeLink, NodeValue},
};
use memchr::memmem;

use super::{
    mask,
    reader::{Reader, Wide, options},
};
use crate::body::{
    builder::Container,
    coverage::{Definition, DefinitionKind, Words, address_of, definitions, extra_cells, quoted},
    html::HtmlPlaces,
};
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::Inline;

/// The addresses that links and pictures lead to, as numbers; empty if the body defines none.
pub(super) fn addresses<'n>(root: &'n AstNode<'n>, body: &str) -> std::collections::HashSet<u64> {
    // That of a note has no address; a label is no longer than that.
    let is_note = |at: usize| {
        let before = body.get(body.floor_char_boundary(at.saturating_sub(1_000))..at).unwrap_or_default();
        before.rfind('[').is_some_and(|open| before.get(open + 1..).is_some_and(|name| name.starts_with('^')))
    };
    if memmem::find_iter(body.as_bytes(), b"]:").all(is_note) {
        return std::collections::HashSet::new();
    }
    root.descendants()
        .filter_map(|node| {
            let data = node.data();
            let (NodeValue::Link(link) | NodeValue::Image(link)) = &data.value else { return None };
            Some(address_of(&link.url, false))
        })
        .collect()
}

impl Reader<'_> {
    /// Before a node is read.
    pub(super) fn cover_start(&mut self, value: &NodeValue, span: Span) {
        if self.aside.is_some() {
            return;
        }
        let start = span.start as usize;
        match value {
            NodeValue::Paragraph | NodeValue::Subtext => {
                self.gap(start);
                self.defined_before(span);
            }
            NodeValue::Heading(heading) => {
                self.gap(start);
                self.defined_before(span);
                self.heading(*heading, span);
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => {
                self.gap(start);
                self.coverage.cover(Span::new(start, start + marker(self.source.slice(span))));
            }
            NodeValue::FootnoteDefinition(_) => {
                self.gap(start);
                let mark = self.source.slice(span).find("]:").unwrap_or(0);
                self.coverage.cover(Span::new(start, start + mark));
            }
            NodeValue::Alert(_) | NodeValue::BlockDirective(_) => {
                self.gap(start);
                self.coverage.cover(Span::new(start, start + self.first_line_length(span)));
            }
            NodeValue::CodeBlock(code) => {
                self.gap(start);
                self.code(code, span);
            }
            // Its text is told when it is read, with what belongs to it.
            NodeValue::HtmlBlock(_) => {}
            NodeValue::Table(table) => {
                self.gap(start);
                self.columns = table.alignments.len();
            }
            NodeValue::BlockQuote
            | NodeValue::MultilineBlockQuote(_)
            | NodeValue::List(_)
            | NodeValue::DescriptionList
            | NodeValue::DescriptionItem(_)
            | NodeValue::DescriptionTerm
            | NodeValue::DescriptionDetails
            | NodeValue::ThematicBreak
            | NodeValue::TableRow(_) => self.gap(start),
            NodeValue::Code(code) => self.coverage.literal(&code.literal, span),
            NodeValue::Math(math) => self.coverage.literal(&math.literal, span),
            NodeValue::HtmlInline(tag) => self.coverage.text(tag, span),
            NodeValue::FootnoteReference(note) => {
                if self.source.slice(span).starts_with("[^") {
                    self.coverage.cover(span);
                } else {
                    self.coverage.known(&note.name);
                }
            }
            NodeValue::Document
            | NodeValue::FrontMatter(_)
            | NodeValue::Link(_)
            | NodeValue::Image(_)
            | NodeValue::TableCell
            | NodeValue::Text(_)
            | NodeValue::SoftBreak
            | NodeValue::LineBreak
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Superscript
            | NodeValue::Subscript
            | NodeValue::Raw(_)
            | NodeValue::CommentInline(_)
            | NodeValue::MultilineComment(_)
            | NodeValue::Highlight
            | NodeValue::Insert
            | NodeValue::Escaped
            | NodeValue::Underline
            | NodeValue::SpoileredText
            | NodeValue::EscapedTag(_)
            | NodeValue::WikiLink(_)
            | NodeValue::Callout(_)
            | NodeValue::CalloutTitle => {}
        }
    }

    /// After a node and its children were read, while what it opened is still open.
    pub(super) fn cover_end<'n>(&mut self, node: &'n AstNode<'n>) {
        if self.aside.is_some() {
            return;
        }
        let data = node.data();
        let value = &data.value;
        if let NodeValue::Link(link) | NodeValue::Image(link) = value {
            return self.link_end(link, self.span(data.sourcepos));
        }
        if !value.block() {
            return;
        }
        let span = self.span(data.sourcepos);
        let end = span.end as usize;
        if matches!(value, NodeValue::Paragraph | NodeValue::Subtext | NodeValue::Heading(_)) {
            self.coverage.leaf(end);
        } else if matches!(value, NodeValue::TableRow(_)) {
            self.row(span);
            self.row_of_text(value, span);
            self.coverage.leaf(end);
        } else if matches!(value, NodeValue::Table(_)) {
            self.wide_rows();
        } else {
            self.gap(end);
        }
    }

    /// The address and title of a link or picture, or its label.
    fn link_end(&mut self, link: &NodeLink, span: Span) {
        let (start, end) = (self.coverage.cursor(), span.end as usize);
        let rest = self.source.text.get(start..).unwrap_or_default();
        if start >= end || rest.starts_with('>') {
            return;
        }
        let address = rest.strip_prefix("](").and_then(|rest| rest.strip_prefix(link.url.as_str()));
        let after = address.and_then(|rest| match link.title.as_str() {
            "" => rest.strip_prefix(')'),
            title => rest.strip_prefix(" \"")?.strip_prefix(title)?.strip_prefix("\")"),
        });
        if let Some(after) = after {
            self.coverage.cover(Span::new(start, start + rest.len() - after.len()));
            return;
        }
        self.coverage.known(&link.url);
        self.coverage.known(&link.title);
        let ahead = self.coverage.ahead(end);
        if let Some(label) = ahead.rfind("][").filter(|_| ahead.ends_with(']')) {
            self.coverage.cover(Span::new(start + label, end));
        }
    }

    /// The end of the body.
    pub(super) fn cover_rest(&mut self) {
        self.gap(self.source.text.len());
    }

    /// Attributes in braces after a link or picture.
    pub(super) fn cover_attributes(
        &mut self,
        attributes: &comrak::nodes::Attributes,
        is_link: bool,
        span: Span,
    ) {
        for word in attributes.id.iter().chain(&attributes.classes) {
            self.coverage.known(word);
        }
        for (key, value) in &attributes.pairs {
            self.coverage.known(key);
            self.coverage.known(value);
        }
        let names = attributes
            .id
            .iter()
            .chain(&attributes.classes)
            .chain(attributes.pairs.iter().map(|(key, _)| key));
        for name in names.filter(|_| is_link) {
            let message = format!("a link has no attribute `{name}`; it was ignored");
            self.builder.warn(Diagnostic::warning(Code::UnknownAttribute, message).with_span(span));
        }
    }

    /// A block of HTML begins.
    pub(super) fn cover_html(&mut self, literal: &str, span: Span) {
        let start = span.start as usize;
        self.gap(start);
        if self.source.slice(span) == literal {
            return self.coverage.text(literal, span);
        }
        self.coverage.lines(literal, self.source.line(start));
    }

    /// Takes HTML into account of which these words were given on.
    pub(super) fn account_for(&mut self, literal: &str, heard: &mut Words, span: Span) {
        let places = HtmlPlaces::new(self.source, literal, span);
        let place = |range: Range<usize>| places.span_of(&range);
        let mut found = Vec::new();
        self.account.html(literal, heard, &place, &mut found);
        for finding in found {
            self.builder.warn(finding);
        }
    }

    /// Moves the net's cursor to where a block begins or ends; text in the form of a definition is kept on the way.
    fn gap(&mut self, to: usize) {
        let ahead = self.coverage.ahead(to);
        if memchr::memchr(b']', ahead.as_bytes()).is_some() && ahead.contains("]:") {
            let from = self.coverage.cursor();
            let mut at = 0;
            while let Some(rest) = ahead.get(at..)
                && let Some(mark) = rest.find("]:")
            {
                let found = definitions(rest);
                let end = found.last().map_or(0, |last| last.range.end).max(1);
                self.defined(rest, from + at, &found);
                let next = rest.get(end - 1..).and_then(|rest| rest.find('\n')).map(|more| end + more);
                // The next definition begins on the line of its bracket, not before.
                let bracket = rest.get(..mark).and_then(|before| before.rfind('[')).unwrap_or(0);
                let line = rest.get(..bracket).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
                at += next.unwrap_or(rest.len()).max(line);
            }
        }
        self.coverage.pass(to);
    }

    /// Definitions at the start of a paragraph or heading, which comrak takes out of it.
    fn defined_before(&mut self, span: Span) {
        let text = self.source.slice(span);
        if text.starts_with('[') && text.contains("]:") {
            let found = definitions(text);
            self.defined(text, span.start as usize, &found);
        }
    }

    /// Reports definitions in `text`, which begins at byte `from`, and keeps those that are text.
    fn defined(&mut self, text: &str, from: usize, found: &[Definition]) {
        let mut open = None;
        for definition in found {
            let words = text.get(definition.range.clone()).unwrap_or_default();
            let span = Span::new(from + definition.range.start, from + definition.range.end);
            self.coverage.cover(span);
            match definition.kind(self.addresses.contains(&address_of(&definition.address, true))) {
                DefinitionKind::Link => {}
                DefinitionKind::Comment => {
                    let words = words.split_once("]:").map_or("", |(_, words)| words);
                    self.account.comment(words, span);
                }
                DefinitionKind::Unused => {
                    let message = format!("nothing refers to this link: “{}”", quoted(words));
                    let finding = Diagnostic::warning(Code::UnusedLink, message).with_span(span);
                    self.builder.warn(finding.help("refer to it with [words][label], or remove it"));
                }
                DefinitionKind::Text => {
                    let message =
                        "this looks like a link definition, which no reader sees; Pressroom kept it as text";
                    let finding = Diagnostic::warning(Code::LinkDefinition, message).with_span(span);
                    let start = span.start as usize;
                    let help = format!("write a backslash before it: \\{}", quoted(words));
                    self.builder.warn(finding.help(help).edit(Span::new(start, start), "\\"));
                    if definition.apart
                        && let Some(paragraph) = open.take()
                    {
                        self.builder.close(paragraph);
                    }
                    if open.is_some() {
                        self.builder.inline(Inline::SoftBreak);
                    } else {
                        open = Some(self.builder.open(Container::Paragraph, span));
                    }
                    let line: Vec<_> =
                        words.lines().map(|line| line.trim_start_matches([' ', '\t', '>'])).collect();
                    self.aside(&format!("\\{}", line.join(" ")), span, 0);
                }
            }
        }
        if let Some(paragraph) = open {
            self.builder.close(paragraph);
        }
    }

    /// Reads running text out of its place: the content of the paragraph or cell number `index` of `markdown`.
    fn aside(&mut self, markdown: &str, span: Span, index: usize) {
        let (arena, options) = (Arena::new(), options());
        let masked = mask::mask(markdown, &options);
        let root = comrak::parse_document(&arena, &masked.text, &options);
        masked.restore(root);
        let is_line =
            |node: &&AstNode<'_>| matches!(node.data().value, NodeValue::Paragraph | NodeValue::TableCell);
        let Some(line) = root.descendants().filter(is_line).nth(index) else {
            return self.builder.text(markdown, span);
        };
        self.aside = Some(span);
        for edge in line.children().flat_map(|child| child.traverse()) {
            match edge {
                NodeEdge::Start(node) => self.start(node),
                NodeEdge::End(node) => self.end(node),
            }
        }
        self.aside = None;
    }

    /// Keeps the cells of a row that the head of the table has no column for.
    fn row(&mut self, span: Span) {
        let start = span.start as usize;
        let line = self.source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let Some(extra) = extra_cells(line, self.columns) else { return };
        for range in extra.ranges {
            let text = line.get(range.clone()).unwrap_or_default();
            let place = Span::new(start + range.start, start + range.end);
            let cell = self.builder.open(Container::Cell { columns: 1, rows: 1 }, place);
            if !text.is_empty() {
                self.aside(&format!("|x|\n|-|\n|{text} |\n"), place, 1);
            }
            self.builder.close(cell);
            self.coverage.cover(place);
        }
        match &mut self.wide {
            Some(wide) if wide.cells == extra.cells => wide.rows += 1,
            Some(_) | None => {
                self.wide_rows();
                self.wide = Some(Wide { first: span, cells: extra.cells, rows: 1 });
            }
        }
    }

    /// Reports rows that have too many cells.
    fn wide_rows(&mut self) {
        let Some(wide) = self.wide.take() else { return };
        let rows = match wide.rows {
            1 => String::new(),
            2 => ", and so has another row".to_owned(),
            rows => format!(", and so have {} other rows", rows - 1),
        };
        let message = format!(
            "this row has {} cells{rows}, but the head of the table has {}; Pressroom made the table wider",
            wide.cells, self.columns
        );
        let finding = Diagnostic::warning(Code::ExtraCells, message).with_span(wide.first);
        self.builder.warn(
            finding.help("write \\| for a | that is text (in code too), or give the head as many cells"),
        );
    }

    /// Reports signs # at the end of a heading that may be text.
    fn heading(&mut self, heading: NodeHeading, span: Span) {
        if heading.setext {
            return;
        }
        let line = self.source.slice(span).lines().next().unwrap_or_default().trim_end();
        let text = line.trim_end_matches('#');
        let (signs, inner) = (line.len() - text.len(), text.trim_start_matches('#').trim());
        if signs == 0 || inner.is_empty() || !text.ends_with([' ', '\t']) {
            return;
        }
        let meant = inner
            .match_indices('#')
            .any(|(at, _)| !inner.get(..at).is_some_and(|before| before.ends_with('{')));
        if signs != usize::from(heading.level) || meant {
            let place = Span::new(span.start as usize + text.len(), span.start as usize + line.len());
            let message = "a # after a space at the end of a heading is not shown";
            let finding = Diagnostic::warning(Code::HeadingEnd, message).with_span(place);
            let help = format!("if it is text, write {}\\{}", text, "#".repeat(signs));
            self.builder.warn(finding.help(help));
        }
    }

    fn code(&mut self, code: &NodeCodeBlock, span: Span) {
        let line = self.source.line(span.start as usize);
        if !code.fenced {
            return self.coverage.lines(&code.literal, line);
        }
        let first = Span::new(span.start as usize, span.start as usize + self.first_line_length(span));
        self.coverage.cover(first);
        self.coverage.lines(&code.literal, line + 1);
        let info = code.info.trim();
        if let Some((_, rest)) = info.split_once(char::is_whitespace) {
            let message =
                format!("no edition shows what follows the language of this code: “{}”", quoted(rest.trim()));
            self.builder.warn(Diagnostic::warning(Code::UnknownAttribute, message).with_span(first));
        }
        if !code.closed {
            let message = "this code is never closed: Pressroom read everything after it as code";
            let fence = char::from(code.fence_char).to_string().repeat(code.fence_length);
            let finding = Diagnostic::warning(Code::UnclosedCode, message).with_span(first);
            self.builder.warn(finding.help(format!("end it with a line that holds only {fence}")));
        }
    }
}

/// The length of a list item's mark, with the box of a task.
fn marker(item: &str) -> usize {
    let figures = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = item.get(figures..).unwrap_or_default();
    if !rest.starts_with(['-', '*', '+', '.', ')']) {
        return 0;
    }
    let after = rest.get(1..).unwrap_or_default();
    let space = after.len() - after.trim_start_matches([' ', '\t']).len();
    let task = ["[ ]", "[x]", "[X]"]
        .iter()
        .any(|task| after.get(space..).is_some_and(|rest| rest.starts_with(task)));
    figures + 1 + space + if task { 3 } else { 0 }
}
