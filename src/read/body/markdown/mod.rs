//! CommonMark and GFM, read by comrak. Nothing else in Pressroom names that crate.
//!
//! Its tree is walked once, without recursion, into the builder.

mod autolink;
mod cover;
mod depth;
mod inline;
mod leaves;
mod mask;
mod math;
mod plan;
mod reader;
mod shown;
mod walk;

use comrak::{
    Arena,
    nodes::{AlertType, AstNode, ListType, NodeLink, NodeValue, TableAlignment},
};

use plan::Plan;
use reader::{Reader, options};

use super::{
    attributes::pixels,
    boxes,
    builder::{Builder, Container, Draft, Picture},
    coverage::{Account, Coverage},
    hints,
    html::OpenTags,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_document::{Alignment, CalloutKind, Inline, Language};

/// Reads the body of a source, from byte `start` on.
pub(crate) fn read(source: &Source, start: usize, language: &Language, found: &mut Diagnostics) -> Draft {
    if let Some(finding) = depth::too_deep(source, start) {
        found.push(finding);
        return Draft::default();
    }
    let arena = Arena::new();
    let body = source.text.get(start..).unwrap_or_default();
    let options = options();
    let masked = mask::mask(body, &options);
    let root = comrak::parse_document(&arena, &masked.text, &options);
    masked.restore(root);
    let mended = leaves::lint(root, source, &masked, start, found);
    let mut reader = Reader {
        source,
        masked: &masked,
        start,
        first_line: source.line(start),
        builder: Builder::new(found),
        open: Vec::new(),
        tags: OpenTags::new(language),
        plan: Plan::new(root),
        nesting: 0,
        coverage: Coverage::new(source, start),
        account: Account::default(),
        addresses: cover::addresses(root, body),
        aside: None,
        columns: 0,
        wide: None,
    };
    reader.walk(root);
    reader.cover_rest();
    for finding in reader.coverage.finish(&mended).into_iter().chain(reader.account.finish()) {
        reader.builder.warn(finding);
    }
    reader.builder.finish_all()
}

impl Reader<'_> {
    fn start<'n>(&mut self, node: &'n AstNode<'n>) {
        let mut data = node.data_mut();
        let span = self.span(data.sourcepos);
        if let NodeValue::Text(text) = &mut data.value {
            if memchr::memchr2(b'[', b'<', text.as_bytes()).is_some() {
                self.undefined_footnotes(text, span);
                self.unclosed_comment(text, span);
            }
            if self.aside.is_none() {
                self.coverage.text(text, span);
            }
            // The tree is walked once: nobody misses it there.
            self.builder.text(std::mem::take(text), span);
            self.open.push(None);
            return;
        }
        self.cover_start(&data.value, span);
        if let Some(attributes) = &data.attrs {
            self.cover_attributes(attributes, matches!(data.value, NodeValue::Link(_)), span);
        }
        let opened = match &data.value {
            NodeValue::Document | NodeValue::FrontMatter(_) | NodeValue::Text(_) => None,
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) => Some(Container::Quote),
            NodeValue::List(list) => {
                self.numbers(node, list, span);
                let start = (list.list_type == ListType::Ordered).then_some(list.start as u64);
                Some(Container::List { start, tight: list.tight })
            }
            NodeValue::Item(_) => Some(Container::Item { task: None }),
            NodeValue::TaskItem(task) => Some(Container::Item { task: Some(task.symbol.is_some()) }),
            NodeValue::DescriptionList => Some(Container::DefinitionList),
            NodeValue::DescriptionItem(_) => None,
            NodeValue::DescriptionTerm => Some(Container::Term),
            NodeValue::DescriptionDetails => Some(Container::Definition),
            NodeValue::CodeBlock(code) => {
                let language = code.info.split_whitespace().next().filter(|_| code.fenced);
                self.builder.code_block(&code.literal, language, span);
                None
            }
            // `walk` reads it, with what belongs to it.
            NodeValue::HtmlBlock(_) => None,
            NodeValue::Paragraph | NodeValue::Subtext => {
                // A paragraph in a term or title is its line; one in a tight item is its text.
                Some(Container::Paragraph)
            }
            NodeValue::Heading(heading) => Some(Container::Heading { level: heading.level }),
            NodeValue::ThematicBreak => {
                self.builder.thematic_break(span);
                None
            }
            NodeValue::FootnoteDefinition(note) => Some(Container::Footnote { name: note.name.clone() }),
            NodeValue::Table(table) => {
                Some(Container::Table { alignments: table.alignments.iter().map(alignment).collect() })
            }
            NodeValue::TableRow(head) => Some(Container::Row { head: *head }),
            NodeValue::TableCell => Some(Container::Cell { columns: 1, rows: 1 }),
            NodeValue::SoftBreak => {
                self.builder.inline(Inline::SoftBreak);
                None
            }
            NodeValue::LineBreak => {
                self.builder.inline(Inline::HardBreak);
                None
            }
            NodeValue::Code(code) => {
                self.builder.code(&code.literal, span);
                None
            }
            NodeValue::Math(math) => {
                self.builder.math(&math.literal, math.display_math, span);
                None
            }
            NodeValue::HtmlInline(tag) => {
                self.html_inline(node, tag, span);
                None
            }
            NodeValue::Emph => Some(Container::Emphasis),
            NodeValue::Strong => Some(Container::Strong),
            NodeValue::Strikethrough => Some(Container::Strikethrough),
            NodeValue::Superscript => Some(Container::Superscript),
            NodeValue::Subscript => Some(Container::Subscript),
            NodeValue::Link(link) => Some(Container::Link { url: link.url.clone(), title: title(link) }),
            NodeValue::Image(link) => {
                let pairs =
                    data.attrs.as_ref().map(|attributes| attributes.pairs.clone()).unwrap_or_default();
                Some(Container::Image(Box::new(self.picture(link, &pairs, span))))
            }
            NodeValue::FootnoteReference(reference) => {
                self.builder.footnote_reference(&reference.name, span);
                None
            }
            NodeValue::Alert(alert) => {
                let kind = match alert.alert_type {
                    AlertType::Note => CalloutKind::Note,
                    AlertType::Tip => CalloutKind::Tip,
                    AlertType::Important => CalloutKind::Important,
                    AlertType::Warning => CalloutKind::Warning,
                    AlertType::Caution => CalloutKind::Caution,
                };
                let opened = self.builder.open(Container::Callout { kind }, span);
                if let Some(words) = &alert.title {
                    let title = self.builder.open(Container::Title, span);
                    self.builder.text(words, span);
                    self.builder.close(title);
                }
                self.open.push(Some(opened));
                return;
            }
            NodeValue::BlockDirective(directive) => {
                Some(self.directive(&directive.info, directive.fence_length, span))
            }
            // Extensions that are not switched on, and nodes that parsing never makes: their content goes through.
            NodeValue::Raw(text) => {
                self.builder.text(text, span);
                None
            }
            NodeValue::CommentInline(comment) => {
                self.builder.text(&comment.literal, span);
                None
            }
            NodeValue::MultilineComment(comment) => {
                self.builder.text(&comment.literal, span);
                None
            }
            NodeValue::Highlight
            | NodeValue::Insert
            | NodeValue::Escaped
            | NodeValue::Underline
            | NodeValue::SpoileredText
            | NodeValue::EscapedTag(_)
            | NodeValue::WikiLink(_)
            | NodeValue::Callout(_)
            | NodeValue::CalloutTitle => Some(Container::Transparent),
        };
        let opened = opened.map(|container| self.builder.open(container, span));
        self.open.push(opened);
    }

    fn end<'n>(&mut self, node: &'n AstNode<'n>) {
        self.cover_end(node);
        if let Some(Some(opened)) = self.open.pop() {
            self.builder.close(opened);
        }
    }

    /// What a `:::` box is.
    fn directive(&mut self, info: &str, fence: usize, span: Span) -> Container {
        let last_line = self.source.slice(span).lines().next_back().unwrap_or_default();
        let closing = last_line.trim_start_matches([' ', '\t', '>']);
        let closed = closing.bytes().take_while(|byte| *byte == b':').count() >= fence
            && closing.trim_matches([':', ' ', '\t']).is_empty();
        let place = Span::new(span.start as usize, span.start as usize + self.first_line_length(span));
        if !closed {
            let message = "this box is never closed; Pressroom read it as ordinary text";
            let finding = Diagnostic::warning(Code::UnclosedDirective, message).with_span(place);
            self.builder.warn(finding.help("end the box with a line that holds only :::"));
            self.builder.text(info, place);
            return Container::Division;
        }
        let (name, label) = info.trim().split_once(char::is_whitespace).unwrap_or((info.trim(), ""));
        // `::: related: LABEL`, and pandoc's `::: related LABEL :::`.
        let name = name.trim_end_matches(':');
        let label = if label.ends_with(":::") { label.trim_end_matches(':').trim_end() } else { label };
        match name {
            "related" => {
                let label = Some(label.trim().to_owned()).filter(|label| !label.is_empty());
                Container::Related { label }
            }
            "signoff" => {
                if !label.trim().is_empty() {
                    self.builder.text(label.trim(), place);
                }
                Container::Signoff
            }
            _ => {
                self.builder.warn(boxes::unknown(self.source, info, place));
                self.builder.text(info, place);
                Container::Division
            }
        }
    }

    fn first_line_length(&self, span: Span) -> usize {
        self.source.slice(span).lines().next().map_or(0, str::len)
    }

    fn picture(&mut self, link: &NodeLink, pairs: &[(String, String)], span: Span) -> Picture {
        let mut picture = Picture { path: link.url.clone(), title: title(link), ..Picture::default() };
        let (mut width, mut height) = (None, None);
        for (key, value) in pairs {
            match key.as_str() {
                "credit" => picture.credit = Some(value.clone()),
                "alt" => picture.alt = Some(value.clone()),
                "syndicate" => picture.syndicate = matches!(value.as_str(), "true" | "yes" | "1"),
                "width" => width = pixels(value),
                "height" => height = pixels(value),
                other => {
                    let message = format!("a picture has no attribute `{other}`; it was ignored");
                    let finding = Diagnostic::warning(Code::UnknownAttribute, message).with_span(span);
                    self.builder.warn(finding.help(hints::attribute(other, hints::OF_PICTURES)));
                }
            }
        }
        picture.size = width.zip(height);
        // `![](x.png)` has no alternative text; `{alt=""}` says that the picture is decoration.
        picture
    }

    /// comrak prints a comment that begins within a line and does not end in its paragraph.
    fn unclosed_comment(&mut self, text: &str, span: Span) {
        let Some(at) = text.find("<!--") else { return };
        let start = span.start as usize;
        let written = self.source.text.get(start + at..).is_some_and(|rest| rest.starts_with("<!--"));
        let escaped = self.source.text.get(..start + at).is_some_and(|before| before.ends_with('\\'));
        if written && !escaped && self.aside.is_none() {
            let message = "this comment does not end in its paragraph: editions would print it";
            let place = Span::new(start + at, start + at + 4);
            let finding = Diagnostic::error(Code::UnclosedHtml, message).with_span(place);
            self.builder.warn(finding.help(
                "end it with --> before the next blank line, or write \\<!-- for characters that are text",
            ));
        }
    }

    /// comrak leaves a reference to a note that is not there as text.
    fn undefined_footnotes(&mut self, text: &str, span: Span) {
        let Some((_, rest)) = text.split_once("[^") else { return };
        let Some((name, _)) = rest.split_once(']') else { return };
        let escaped = self.source.slice(span).contains("\\[");
        if !escaped && !name.is_empty() && !name.contains(char::is_whitespace) {
            let message = format!("there is no footnote `{name}`");
            let finding = Diagnostic::warning(Code::UndefinedFootnote, message).with_span(span);
            self.builder.warn(finding.help(format!("write it on a line of its own: [^{name}]: The note.")));
        }
    }
}

fn title(link: &NodeLink) -> Option<String> {
    Some(link.title.trim().to_owned()).filter(|title| !title.is_empty())
}

fn alignment(alignment: &TableAlignment) -> Alignment {
    match alignment {
        TableAlignment::None => Alignment::Start,
        TableAlignment::Left => Alignment::Left,
        TableAlignment::Center => Alignment::Center,
        TableAlignment::Right => Alignment::Right,
    }
}
