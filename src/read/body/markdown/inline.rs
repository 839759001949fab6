//! HTML within a paragraph: words in angle brackets, tags that never end, and elements that a line can't hold.

use comrak::nodes::{AstNode, NodeValue};

use super::{reader::Reader, walk::Enclosed};
use crate::body::{
    coverage::quoted,
    html::{self, HtmlPiece, WrittenTag},
};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// How many nodes after a tag are searched for its end tag.
const REACH: usize = 512;

impl Reader<'_> {
    /// A tag or comment within a line, with an account of its words.
    pub(super) fn html_inline<'n>(&mut self, node: &'n AstNode<'n>, literal: &str, span: Span) {
        let written = WrittenTag::read(literal);
        let is_start = written.as_ref().is_some_and(|written| !written.closing);
        let closed = is_start && written.as_ref().is_some_and(|written| is_closed(node, &written.name));
        if let Some(written) = &written {
            let is_text = written.is_text(closed, is_start && self.is_quoted(span))
                || written.is_unknown_end() && !self.tags.is_open(&written.name);
            if is_text {
                return self.angle_brackets(written, literal, span);
            }
            if written.needs_end() && !closed && self.aside.is_none() {
                let name = &written.name;
                let message =
                    format!("the HTML element <{name}> is never closed; it ends with its paragraph");
                let finding = Diagnostic::warning(Code::UnclosedElement, message).with_span(span);
                let help =
                    format!("write </{name}> where it ends, or \\{} for the characters", quoted(literal));
                self.builder.warn(finding.help(help));
            }
        }
        self.builder.listen();
        html::tag(&mut self.builder, &mut self.tags, literal, closed, span);
        let mut heard = self.builder.heard();
        self.account_for(literal, &mut heard, span);
    }

    /// Words between angle brackets stay as they were typed.
    fn angle_brackets(&mut self, written: &WrittenTag, literal: &str, span: Span) {
        self.builder.text(literal, span);
        let shown = quoted(literal);
        let message = match written.closing {
            true => format!("`{shown}` ends no element; Pressroom prints it as typed"),
            false => {
                format!("`{shown}` is not an HTML element, or is never closed; Pressroom prints it as typed")
            }
        };
        let start = span.start as usize;
        let finding = Diagnostic::warning(Code::NotMarkup, message).with_span(span);
        let finding = finding.help(format!("write \\{shown} to print these characters"));
        self.builder.warn(match self.aside.is_none() && self.source.slice(span).starts_with('<') {
            true => finding.edit(Span::new(start, start), "\\"),
            false => finding,
        });
    }

    /// True for a tag between quotation marks.
    fn is_quoted(&self, span: Span) -> bool {
        let text = self.source.text.as_str();
        let before = text.get(..span.start as usize).and_then(|text| text.chars().next_back());
        let after = text.get(span.end as usize..).and_then(|text| text.chars().next());
        let is_quote = |c: Option<char>| {
            c.is_some_and(|c| {
                matches!(
                    c,
                    '"' | '\''
                        | '“'
                        | '”'
                        | '„'
                        | '‘'
                        | '’'
                        | '‚'
                        | '«'
                        | '»'
                        | '‹'
                        | '›'
                        | '「'
                        | '」'
                )
            })
        };
        is_quote(before) && is_quote(after)
    }

    /// Reads a paragraph with elements that a line can't hold, such as a table: its tags as HTML, the rest as it is. False,
    /// having done nothing, if it is no such paragraph.
    pub(super) fn paragraph_of_html<'n>(&mut self, paragraph: &'n AstNode<'n>) -> bool {
        if !matches!(paragraph.data().value, NodeValue::Paragraph) || self.aside.is_some() {
            return false;
        }
        let tag = |node: &'n AstNode<'n>| {
            let data = node.data();
            if let NodeValue::HtmlInline(literal) = &data.value { WrittenTag::read(literal) } else { None }
        };
        if !paragraph.children().filter_map(tag).any(|tag| tag.makes_blocks())
            || paragraph.children().filter_map(tag).any(|tag| tag.is_raw())
        {
            return false;
        }
        let nodes: Vec<_> = paragraph.children().collect();
        let piece = |node: &&'n AstNode<'n>| {
            let data = node.data();
            let html = if let NodeValue::HtmlInline(literal) = &data.value {
                Some(literal.clone())
            } else if matches!(&data.value, NodeValue::SoftBreak)
                || matches!(&data.value, NodeValue::Text(text) if text.trim().is_empty())
            {
                Some(" ".to_owned())
            } else {
                None
            };
            HtmlPiece { html, closers: String::new(), span: self.span(data.sourcepos) }
        };
        let pieces: Vec<HtmlPiece> = nodes.iter().map(piece).collect();
        if self.is_too_deep() || html::is_too_large(&pieces) {
            return false;
        }
        let span = self.span(paragraph.data().sourcepos);
        self.cover_start(&NodeValue::Paragraph, span);
        // A tag is read with the HTML, and what stands between tags in its place.
        let between =
            nodes.into_iter().zip(&pieces).map(|(node, piece)| piece.html.is_none().then_some(node));
        self.read_html(between.collect(), &pieces);
        self.coverage.leaf(span.end as usize);
        true
    }

    /// Reads pieces of HTML, and the nodes between them.
    pub(super) fn read_html<'n>(&mut self, nodes: Vec<Option<&'n AstNode<'n>>>, pieces: &[HtmlPiece]) {
        self.nesting += 1;
        self.builder.listen();
        html::read(&mut Enclosed { reader: self, nodes }, pieces);
        self.nesting -= 1;
        self.account_for_all(pieces);
    }
}

/// True if an end tag for an element follows in the same line of inlines.
fn is_closed<'n>(node: &'n AstNode<'n>, name: &str) -> bool {
    node.following_siblings().skip(1).take(REACH).any(|next| {
        let data = next.data();
        let NodeValue::HtmlInline(literal) = &data.value else { return false };
        let end = literal.strip_prefix("</").unwrap_or_default();
        end.trim_end_matches('>').trim_end().eq_ignore_ascii_case(name)
    })
}
