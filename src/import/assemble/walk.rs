//! Goes through the inlines of blocks. The builder bounds how deep they nest.

use pressroom_document::{Block, Document, Image, Inline};

/// All inlines of a document but those of its metadata, outer ones first.
pub(super) fn document(document: &mut Document, act: &mut dyn FnMut(&mut Inline)) {
    document.lede.iter_mut().chain(&mut document.signoff).for_each(|block| inlines_of(block, act));
    for card in &mut document.cards {
        inlines(&mut card.question, act);
        card.blocks.iter_mut().for_each(|block| inlines_of(block, act));
    }
    document.footnotes.iter_mut().flat_map(|note| &mut note.blocks).for_each(|block| inlines_of(block, act));
}

/// The pictures of a block: of figures, and within the text.
pub(super) fn images(block: &mut Block, act: &mut dyn FnMut(&mut Image)) {
    if let Block::Figure(figure) = block {
        act(&mut figure.image);
    }
    inlines_of(block, &mut |inline| {
        if let Inline::Image(image) = inline {
            act(image);
        }
    });
    blocks_of(block).into_iter().flatten().for_each(|block| figures(block, act));
}

/// The pictures of figures below a block.
fn figures(block: &mut Block, act: &mut dyn FnMut(&mut Image)) {
    if let Block::Figure(figure) = block {
        act(&mut figure.image);
    }
    blocks_of(block).into_iter().flatten().for_each(|block| figures(block, act));
}

/// The inlines of a block and of the blocks in it.
pub(super) fn inlines_of(block: &mut Block, act: &mut dyn FnMut(&mut Inline)) {
    match block {
        Block::Paragraph { content, .. } => inlines(content, act),
        Block::Heading(heading) => inlines(&mut heading.content, act),
        Block::BlockQuote(quote) => inlines(&mut quote.attribution, act),
        Block::Table(table) => {
            inlines(&mut table.caption, act);
            let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
            cells.for_each(|cell| inlines(&mut cell.content, act));
        }
        Block::Figure(figure) => inlines(&mut figure.caption, act),
        Block::Related(related) => inlines(&mut related.headline, act),
        Block::Callout(callout) => inlines(&mut callout.title, act),
        Block::DefinitionList(list) => list.items.iter_mut().for_each(|item| inlines(&mut item.term, act)),
        Block::List(_) | Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
    }
    blocks_of(block).into_iter().flatten().for_each(|block| inlines_of(block, act));
}

/// The runs of blocks that a block holds.
pub(super) fn blocks_of(block: &mut Block) -> Vec<&mut Vec<Block>> {
    match block {
        Block::BlockQuote(quote) => vec![&mut quote.blocks],
        Block::List(list) => list.items.iter_mut().map(|item| &mut item.blocks).collect(),
        Block::Related(related) => vec![&mut related.description],
        Block::Callout(callout) => vec![&mut callout.blocks],
        Block::DefinitionList(list) => list.items.iter_mut().flat_map(|item| &mut item.definitions).collect(),
        Block::Paragraph { .. }
        | Block::Heading(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::CodeBlock(_)
        | Block::ThematicBreak { .. } => Vec::new(),
    }
}

/// Inlines, and those in them.
fn inlines(all: &mut [Inline], act: &mut dyn FnMut(&mut Inline)) {
    for inline in all {
        act(inline);
        if let Some(content) = inline.content_mut() {
            inlines(content, act);
        }
    }
}
