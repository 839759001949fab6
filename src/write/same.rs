//! The same document, wherever its parts stood in their sources.

use pressroom_diagnostics::Span;
use pressroom_document::{
    Block, Document, Figure, Footnote, Heading, Image, Inline, LeadImage, Related, TableCell,
};

/// Returns true if two documents say the same. Places in the source don't count, and neither does how a run of words is
/// cut into pieces.
pub fn is_same(one: &Document, other: &Document) -> bool {
    without_places(one) == without_places(other)
}

/// The document without places in its source, each run of words in one piece.
pub(crate) fn without_places(document: &Document) -> Document {
    let mut bare = document.clone();
    if let Some(LeadImage { image, .. }) = &mut bare.metadata.image {
        image.span = Span::default();
    }
    for correction in &mut bare.metadata.corrections {
        correction.span = Span::default();
    }
    strip_blocks(&mut bare.lede);
    for card in &mut bare.cards {
        card.span = Span::default();
        strip_inlines(&mut card.question);
        strip_blocks(&mut card.blocks);
    }
    strip_blocks(&mut bare.signoff);
    for Footnote { blocks, span, .. } in &mut bare.footnotes {
        *span = Span::default();
        strip_blocks(blocks);
    }
    bare
}

fn strip_blocks(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { content, span } => {
                *span = Span::default();
                strip_inlines(content);
            }
            Block::Heading(Heading { content, span, .. }) => {
                *span = Span::default();
                strip_inlines(content);
            }
            Block::BlockQuote(quote) => {
                quote.span = Span::default();
                strip_blocks(&mut quote.blocks);
                strip_inlines(&mut quote.attribution);
            }
            Block::List(list) => {
                list.span = Span::default();
                for item in &mut list.items {
                    item.span = Span::default();
                    strip_blocks(&mut item.blocks);
                }
            }
            Block::CodeBlock(code) => code.span = Span::default(),
            Block::Table(table) => {
                table.span = Span::default();
                strip_inlines(&mut table.caption);
                for TableCell { content } in table.head.iter_mut().chain(table.rows.iter_mut().flatten()) {
                    strip_inlines(content);
                }
            }
            Block::Figure(Figure { image, caption, span }) => {
                *span = Span::default();
                image.span = Span::default();
                strip_inlines(caption);
            }
            Block::Related(Related { headline, description, span, .. }) => {
                *span = Span::default();
                strip_inlines(headline);
                strip_blocks(description);
            }
            Block::Callout(callout) => {
                callout.span = Span::default();
                strip_inlines(&mut callout.title);
                strip_blocks(&mut callout.blocks);
            }
            Block::DefinitionList(list) => {
                list.span = Span::default();
                for item in &mut list.items {
                    strip_inlines(&mut item.term);
                    item.definitions.iter_mut().for_each(|blocks| strip_blocks(blocks));
                }
            }
            Block::ThematicBreak { span } => *span = Span::default(),
        }
    }
}

fn strip_inlines(inlines: &mut Vec<Inline>) {
    let mut merged: Vec<Inline> = Vec::with_capacity(inlines.len());
    for mut inline in std::mem::take(inlines) {
        strip_inline(&mut inline);
        match (merged.last_mut(), &inline) {
            (_, Inline::Text { value, .. }) if value.is_empty() => {}
            (Some(Inline::Text { value: before, .. }), Inline::Text { value, .. }) => before.push_str(value),
            _ => merged.push(inline),
        }
    }
    *inlines = merged;
}

fn strip_inline(inline: &mut Inline) {
    match inline {
        Inline::Text { span, .. }
        | Inline::Code { span, .. }
        | Inline::Math { span, .. }
        | Inline::FootnoteReference { span, .. } => *span = Span::default(),
        Inline::Emphasis { content, span }
        | Inline::Strong { content, span }
        | Inline::Strikethrough { content, span }
        | Inline::Superscript { content, span }
        | Inline::Subscript { content, span }
        | Inline::Link { content, span, .. } => {
            *span = Span::default();
            strip_inlines(content);
        }
        Inline::Image(image) => {
            let Image { span, .. } = &mut **image;
            *span = Span::default();
        }
        Inline::SoftBreak | Inline::HardBreak => {}
    }
}
