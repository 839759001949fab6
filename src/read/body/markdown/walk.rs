//! The way through comrak's tree: in its order, but for blocks of HTML, which are read with the Markdown that they
//! enclose.

use comrak::nodes::{AstNode, NodeValue};

use super::reader::Reader;
use crate::body::{
    builder::Builder,
    html::{self, Host, HtmlPiece, HtmlPlaces, OpenTags},
};
use pressroom_diagnostics::{Code, Diagnostic};

/// How deep HTML may enclose Markdown that holds HTML that encloses Markdown, and so on.
const MAX_NESTING: usize = 16;

impl<'a> Reader<'a> {
    /// Reads a node and all that is in it.
    pub(super) fn walk<'n>(&mut self, root: &'n AstNode<'n>) {
        let mut node = root;
        loop {
            let mut at = node;
            if matches!(node.data().value, NodeValue::HtmlBlock(_)) {
                at = self.html(node);
            } else if !self.paragraph_of_html(node) {
                self.start(node);
                if let Some(child) = node.first_child() {
                    node = child;
                    continue;
                }
                self.end(node);
            }
            loop {
                if at.same_node(root) {
                    return;
                }
                if let Some(next) = at.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = at.parent() else { return };
                self.end(parent);
                at = parent;
            }
        }
    }

    /// Reads a block of HTML and what belongs to it; gives the last node of these.
    fn html<'n>(&mut self, first: &'n AstNode<'n>) -> &'n AstNode<'n> {
        let region = self.plan.remove_region(first);
        let mut nodes: Vec<&'n AstNode<'n>> = std::iter::once(first)
            .chain(std::iter::successors(first.next_sibling(), |node| node.next_sibling()))
            .take(region.closers.len().max(1))
            .collect();
        let pieces: Vec<HtmlPiece> = nodes
            .iter()
            .zip(region.closers.into_iter().chain(std::iter::repeat_with(String::new)))
            .map(|(node, closers)| {
                let mut data = node.data_mut();
                let span = self.span(data.sourcepos);
                let html = if let NodeValue::HtmlBlock(block) = &mut data.value {
                    Some(std::mem::take(&mut block.literal))
                } else {
                    None
                };
                HtmlPiece { html, closers, span }
            })
            .collect();
        for (name, piece, at) in region.unclosed {
            let Some(piece) = pieces.get(piece) else { continue };
            let span = self.places(piece).span_of(&(at..at + 1 + name.len()));
            let message = format!("the HTML element <{name}> is never closed");
            let finding = Diagnostic::warning(Code::UnclosedElement, message).with_span(span);
            self.builder.warn(finding.help(format!("write </{name}> on a line of its own where it ends")));
        }
        let last = nodes.last().copied().unwrap_or(first);
        if self.is_too_deep() || (pieces.len() > 1 && html::is_too_large(&pieces)) {
            self.html_alone(pieces, &nodes);
            return first;
        }
        // Each node is given away once.
        self.read_html(nodes.drain(..).map(Some).collect(), &pieces);
        last
    }

    /// Where the parts of a piece of HTML stand.
    fn places(&self, piece: &HtmlPiece) -> HtmlPlaces<'a> {
        HtmlPlaces::new(self.source, piece.html.as_deref().unwrap_or_default(), piece.span)
    }

    /// True if no more HTML may enclose Markdown here.
    pub(super) fn is_too_deep(&self) -> bool {
        self.nesting >= MAX_NESTING
    }

    /// Takes the words of blocks of HTML into account that were read.
    pub(super) fn account_for_all(&mut self, pieces: &[HtmlPiece]) {
        let mut heard = self.builder.heard();
        for piece in pieces {
            if let Some(html) = &piece.html {
                self.account_for(html, &mut heard, piece.span);
            }
        }
    }

    /// Reads the first of some blocks only, and leaves the others to come as if nothing enclosed them.
    fn html_alone<'n>(&mut self, pieces: Vec<HtmlPiece>, nodes: &[&'n AstNode<'n>]) {
        let mut pieces = pieces.into_iter();
        if let Some(first) = pieces.next().map(|first| [first]) {
            self.builder.listen();
            html::read(&mut Enclosed { reader: self, nodes: Vec::new() }, &first);
            self.account_for_all(&first);
        }
        for (piece, node) in pieces.zip(nodes.iter().skip(1)) {
            if let (NodeValue::HtmlBlock(block), Some(html)) = (&mut node.data_mut().value, piece.html) {
                block.literal = html;
            }
        }
    }
}

/// What HTML may enclose.
pub(super) struct Enclosed<'r, 'a, 'n> {
    pub(super) reader: &'r mut Reader<'a>,
    pub(super) nodes: Vec<Option<&'n AstNode<'n>>>,
}

impl<'a> Host<'a> for Enclosed<'_, 'a, '_> {
    fn parts(&mut self) -> (&mut Builder<'a>, &mut OpenTags) {
        (&mut self.reader.builder, &mut self.reader.tags)
    }

    fn places(&self, piece: &HtmlPiece) -> HtmlPlaces<'a> {
        self.reader.places(piece)
    }

    fn begins(&mut self, piece: &HtmlPiece) {
        if let Some(html) = &piece.html {
            self.reader.cover_html(html, piece.span);
        }
    }

    fn markdown(&mut self, piece: usize) {
        if let Some(node) = self.nodes.get_mut(piece).and_then(Option::take) {
            // Its words are not those of the HTML around it.
            let heard = self.reader.builder.heard();
            self.reader.walk(node);
            self.reader.builder.listen_on(heard);
        }
    }
}
