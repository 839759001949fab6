//! Joins the chunks of a run of text on the pages.
//!
//! The templates set a long run in chunks (see `template_data::text_chunks`). On the pages they become one run again, so that
//! the file is the same as if the run had been set whole.

use std::ops::Range;

use typst::{
    layout::{Abs, Frame, FrameItem, Point},
    model::Document as _,
    syntax::{Span, SyntaxKind, SyntaxNode},
    text::{Glyph, TextItem},
};
use typst_layout::PagedDocument;

use crate::template_data::{begins_chunk, ends_chunk};

/// Knows the glyphs that the templates' function `pieces` sets, and joins them.
#[derive(Default)]
pub(crate) struct ChunkJoiner(Vec<Span>);

impl ChunkJoiner {
    /// Adds a template.
    pub(crate) fn extend(&mut self, root: &SyntaxNode) {
        let named = |node: &SyntaxNode| {
            node.children().any(|part| part.kind() == SyntaxKind::Closure && is_named(part, "pieces"))
        };
        let mut todo: Vec<&SyntaxNode> =
            root.children().filter(|node| node.kind() == SyntaxKind::LetBinding && named(node)).collect();
        while let Some(node) = todo.pop() {
            if node.kind() == SyntaxKind::FuncCall {
                self.0.push(node.span());
            }
            todo.extend(node.children());
        }
    }

    /// Joins the chunks of a document.
    pub(crate) fn join(&self, paged: PagedDocument) -> PagedDocument {
        if !paged.pages().iter().any(|page| self.has_chunks(&page.frame)) {
            return paged;
        }
        let mut pages = paged.pages().to_vec();
        pages.iter_mut().for_each(|page| self.mend_frame(&mut page.frame));
        PagedDocument::new(pages.into_iter().collect(), paged.info().clone())
    }

    /// True if a frame has a chunk that continues in the next one.
    fn has_chunks(&self, frame: &Frame) -> bool {
        let mut items = frame.items();
        let pairs = frame.items().zip(frame.items().skip(1));
        let mut pairs = pairs.filter_map(|((place, item), (at, next))| match (item, next) {
            (FrameItem::Text(text), FrameItem::Text(next)) => Some(self.continues(*place, text, *at, next)),
            _ => None,
        });
        pairs.any(|goes_on| goes_on)
            || items.any(|(_, item)| matches!(item, FrameItem::Group(group) if self.has_chunks(&group.frame)))
    }

    fn mend_frame(&self, frame: &mut Frame) {
        if !self.has_chunks(frame) {
            return;
        }
        let mut items: Vec<(Point, FrameItem)> = Vec::new();
        for (at, mut item) in frame.items().cloned() {
            if let (Some((place, FrameItem::Text(text))), FrameItem::Text(next)) = (items.last_mut(), &item)
                && self.continues(*place, text, at, next)
                && append(text, next)
            {
                continue;
            }
            if let FrameItem::Group(group) = &mut item {
                self.mend_frame(&mut group.frame);
            }
            items.push((at, item));
        }
        let mut mended = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            mended.set_baseline(frame.baseline());
        }
        mended.push_multiple(items);
        *frame = mended;
    }

    /// True if a chunk on a line continues in the next one, which looks the same.
    fn continues(&self, place: Point, text: &TextItem, at: Point, next: &TextItem) -> bool {
        let near = |one: Abs, other: Abs| (one - other).to_pt().abs() < 0.001;
        self.is_chunk(text.glyphs.last())
            && self.is_chunk(next.glyphs.first())
            && ends_chunk(&text.text)
            && begins_chunk(&next.text)
            && place.y == at.y
            && text.font == next.font
            && text.size == next.size
            && text.fill == next.fill
            && text.stroke == next.stroke
            && text.lang == next.lang
            && text.region == next.region
            && near(place.x + text.width(), at.x)
    }

    /// True for a glyph of a chunk.
    fn is_chunk(&self, glyph: Option<&Glyph>) -> bool {
        glyph.is_some_and(|glyph| self.0.contains(&glyph.span.0))
    }
}

fn is_named(closure: &SyntaxNode, name: &str) -> bool {
    closure
        .children()
        .next()
        .is_some_and(|first| first.kind() == SyntaxKind::Ident && first.leaf_text() == name)
}

/// Adds a text to the one before it; false where both are too long for one.
fn append(text: &mut TextItem, next: &TextItem) -> bool {
    let start = text.text.len();
    let moved = |place: u16| u16::try_from(start + usize::from(place)).ok();
    let moved = |range: Range<u16>| Some(moved(range.start)?..moved(range.end)?);
    let glyphs: Option<Vec<Glyph>> = next
        .glyphs
        .iter()
        .map(|glyph| Some(Glyph { range: moved(glyph.range.clone())?, ..glyph.clone() }))
        .collect();
    let Some(glyphs) = glyphs else { return false };
    text.text.push_str(&next.text);
    text.glyphs.extend(glyphs);
    true
}
