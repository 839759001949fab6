//! The way through parsed HTML.

use std::ops::Range;

use ego_tree::{NodeRef, iter::Edge};
use scraper::{Html, Node, node::Element};

use super::{
    elements::spanned,
    embed,
    meaning::{Meaning, meaning},
    open_tags::{Around, end_around},
    pieces::{Host, HtmlPiece, MARK},
    places::HtmlPlaces,
    tags, word,
};
use crate::body::builder::{Container, Opened};
use pressroom_diagnostics::Span;
use pressroom_document::{Alignment, CalloutKind, Inline};

/// An element that is open.
#[derive(Debug, Default)]
struct OpenElement {
    container: Option<Opened>,
    around: Around,
    /// The list that ends with it.
    list: Option<Opened>,
}

impl From<Opened> for OpenElement {
    fn from(opened: Opened) -> Self {
        Self { container: Some(opened), ..Self::default() }
    }
}

/// How many start tags are searched for that of an element.
const AHEAD: usize = 64;

/// Walks HTML without recursion.
pub(super) struct HtmlWalk<'w, 'b, H> {
    host: &'w mut H,
    pieces: &'w [HtmlPiece],
    /// Where the tag stands whose element is walked.
    span: Span,
    /// Where the parts of the piece stand that is walked, its start tags, and how many of them were met.
    places: Option<HtmlPlaces<'b>>,
    starts: Vec<(String, Range<usize>)>,
    met: usize,
    /// How many elements up to a `pre` are open.
    preformatted: usize,
    /// A list that Word wrote as paragraphs.
    list: Option<Opened>,
}

impl<'w, 'b, H: Host<'b>> HtmlWalk<'w, 'b, H> {
    pub(super) fn new(host: &'w mut H, pieces: &'w [HtmlPiece]) -> Self {
        let mut walk = Self {
            host,
            pieces,
            span: Span::default(),
            places: None,
            starts: Vec::new(),
            met: 0,
            preformatted: 0,
            list: None,
        };
        walk.begin(0);
        walk
    }

    /// Walks a fragment, Markdown in its places included.
    pub(super) fn fragment(&mut self, fragment: &Html) {
        let mut open: Vec<OpenElement> = Vec::new();
        for edge in fragment.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let opened = self.enter(node);
                    open.push(opened);
                }
                Edge::Close(node) => {
                    if self.preformatted > 0 {
                        self.preformatted -= 1;
                        if self.preformatted == 0 {
                            self.code_block(node);
                        }
                    }
                    if let Some(open) = open.pop() {
                        self.leave(open);
                    }
                }
            }
        }
    }

    fn leave(&mut self, open: OpenElement) {
        let span = self.span;
        let (builder, tags) = self.host.parts();
        end_around(builder, tags, open.around, span);
        [open.container, open.list].into_iter().flatten().for_each(|opened| builder.close(opened));
    }

    fn enter(&mut self, node: NodeRef<'_, Node>) -> OpenElement {
        if self.preformatted > 0 {
            self.preformatted += 1;
            return OpenElement::default();
        }
        match node.value() {
            // What is lost with comments is told by their account.
            Node::Document | Node::Fragment | Node::Doctype(_) | Node::ProcessingInstruction(_) => {}
            Node::Comment(comment) => {
                if let Some(index) = comment.strip_prefix(MARK).and_then(|index| index.parse().ok()) {
                    self.piece(index);
                }
            }
            Node::Text(text) if is_marker(node) => self.host.parts().0.hear(text),
            Node::Text(text) => {
                let text: &str = text;
                self.host.parts().0.text(text.replace(['\n', '\t', '\r'], " "), self.span);
            }
            Node::Element(element) => return self.element(element, node),
        }
        OpenElement::default()
    }

    /// The walk comes to a piece.
    fn begin(&mut self, index: usize) {
        let Some(piece) = self.pieces.get(index) else { return };
        self.span = piece.span;
        self.starts = piece.html.as_deref().map(tags::starts).unwrap_or_default();
        self.places = piece.html.is_some().then(|| self.host.places(piece));
        self.met = 0;
    }

    /// The walk comes to the start tag of an element, unless the parser put the element in.
    fn meet(&mut self, name: &str) {
        let mut ahead = self.starts.iter().skip(self.met).take(AHEAD);
        let Some(more) = ahead.position(|(start, _)| start == name) else { return };
        if let (Some(places), Some((_, range))) = (&self.places, self.starts.get(self.met + more)) {
            self.span = places.span_of(range);
        }
        self.met += more + 1;
    }

    /// Another piece begins here.
    fn piece(&mut self, index: usize) {
        self.begin(index);
        let Some(piece) = self.pieces.get(index) else { return };
        if piece.html.is_some() {
            self.host.begins(piece);
        } else {
            self.host.parts().0.collapse = false;
            self.host.markdown(index);
            self.host.parts().0.collapse = true;
        }
    }

    fn element(&mut self, element: &Element, node: NodeRef<'_, Node>) -> OpenElement {
        self.meet(element.name());
        let span = self.span;
        if let Some(opened) = self.word_item(node) {
            return opened;
        }
        let (builder, tags) = self.host.parts();
        match meaning(element, span, builder, tags) {
            Meaning::Container(Container::Row { .. }) => {
                let mut cells = node.children().filter_map(|child| child.value().as_element());
                let only_heads = cells.clone().next().is_some() && cells.all(|cell| cell.name() == "th");
                let in_head = node.parent().is_some_and(|parent| is(&parent, "thead"));
                builder.open(Container::Row { head: only_heads || in_head }, span).into()
            }
            Meaning::Container(Container::Table { .. }) => {
                let alignments = first_row_alignments(node);
                builder.open(Container::Table { alignments }, span).into()
            }
            Meaning::Container(container) => builder.open(container, span).into(),
            Meaning::Around(around) => {
                builder.text(around.before, span);
                let container = Some(builder.open(Container::Transparent, span));
                OpenElement { container, around, list: None }
            }
            Meaning::Embed => {
                let inner = node.descendants().take(256).filter_map(|node| node.value().as_element());
                let sources = inner.filter(|element| element.name() == "source").filter_map(embed::written);
                embed::open(builder, tags, element, sources, span).into()
            }
            Meaning::CheckBox(done) => {
                builder.check_box(done, span);
                OpenElement::default()
            }
            Meaning::Preformatted => {
                self.preformatted = 1;
                OpenElement::default()
            }
            Meaning::Details => builder.open(Container::Callout { kind: CalloutKind::Details }, span).into(),
            Meaning::Break => {
                builder.inline(Inline::HardBreak);
                OpenElement::default()
            }
            Meaning::Rule => {
                builder.thematic_break(span);
                OpenElement::default()
            }
            Meaning::Picture(picture) => builder.open(Container::Image(Box::new(picture)), span).into(),
            Meaning::Nothing | Meaning::Source => OpenElement::default(),
        }
    }

    /// A paragraph that Word means as an item of a list.
    fn word_item(&mut self, node: NodeRef<'_, Node>) -> Option<OpenElement> {
        if is_marker(node) {
            return Some(self.host.parts().0.open(Container::Discard(""), self.span).into());
        }
        let (marker, _) = word::item(node)?;
        let span = self.span;
        let (builder, _) = self.host.parts();
        let start = match marker {
            word::Marker::Bullet => None,
            word::Marker::Number(number) => Some(number),
        };
        let list =
            self.list.take().unwrap_or_else(|| builder.open(Container::List { start, tight: true }, span));
        let item = builder.open(Container::Item { task: None }, span);
        let goes_on =
            word::beside(node, NodeRef::next_sibling).and_then(word::item).is_some_and(|(next, _)| {
                matches!(next, word::Marker::Bullet) == matches!(marker, word::Marker::Bullet)
            });
        if goes_on {
            self.list = Some(list);
        }
        Some(OpenElement {
            container: Some(item),
            around: Around::default(),
            list: (!goes_on).then_some(list),
        })
    }

    fn code_block(&mut self, node: NodeRef<'_, Node>) {
        let text: String =
            node.descendants().filter_map(|node| node.value().as_text().map(|text| &**text)).collect();
        self.host.parts().0.code_block(&text, None, self.span);
    }
}

/// True for what holds the marker of an item that Word wrote: the list has its own.
fn is_marker(node: NodeRef<'_, Node>) -> bool {
    node.parent().and_then(word::item).is_some_and(|(_, marker)| marker.contains(&node))
}

fn is(node: &NodeRef<'_, Node>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

/// The alignments that the cells of a table's first row ask for by `align`.
fn first_row_alignments(table: NodeRef<'_, Node>) -> Vec<Alignment> {
    let Some(row) = table.descendants().find(|node| is(node, "tr")) else { return Vec::new() };
    row.children()
        .filter_map(|cell| cell.value().as_element())
        .flat_map(|cell| {
            let alignment = match cell.attr("align").map(str::to_ascii_lowercase).as_deref() {
                Some("left") => Alignment::Left,
                Some("center") => Alignment::Center,
                Some("right") => Alignment::Right,
                _ => Alignment::Start,
            };
            std::iter::repeat_n(alignment, spanned(cell, "colspan").clamp(1, 100))
        })
        .collect()
}
