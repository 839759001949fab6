//! Goes through the inlines of blocks. The builder bounds how deep they nest.

use pressroom_document::{Block, Document, Image, Inline};
use pressroom_read::builder::Draft;

/// All inlines of a document but those of its metadata, outer ones first.
pub(crate) fn document(document: &mut Document, act: &mut dyn FnMut(&mut Inline)) {
    document.lede.iter_mut().chain(&mut document.signoff).for_each(|block| inlines_of(block, act));
    for card in &mut document.cards {
        inlines(&mut card.question, act);
        card.blocks.iter_mut().for_each(|block| inlines_of(block, act));
    }
    document.footnotes.iter_mut().flat_map(|note| &mut note.blocks).for_each(|block| inlines_of(block, act));
}

/// The pictures of a block: of figures, and within the text.
pub(crate) fn images(block: &mut Block, act: &mut dyn FnMut(&mut Image)) {
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

/// All inlines of a draft, outer ones first.
pub(crate) fn draft(draft: &mut Draft, act: &mut dyn FnMut(&mut Inline)) {
    lines(draft, &mut |line| line.iter_mut().for_each(&mut *act));
}

/// All lines of a draft, and the lines in their inlines, outer ones first.
pub(crate) fn lines(draft: &mut Draft, act: &mut dyn FnMut(&mut Vec<Inline>)) {
    let notes = draft.footnotes.iter_mut().flat_map(|(_, blocks, _)| blocks);
    let blocks = draft.blocks.iter_mut().chain(&mut draft.signoff).chain(notes);
    blocks.for_each(|block| lines_of(block, &mut |line| deep(line, act)));
}

/// A line, and the lines in its inlines.
fn deep(line: &mut Vec<Inline>, act: &mut dyn FnMut(&mut Vec<Inline>)) {
    act(line);
    for inline in line {
        if let Some(content) = inline.content_mut() {
            deep(content, act);
        }
    }
}

/// The inlines of a block and of the blocks in it.
pub(crate) fn inlines_of(block: &mut Block, act: &mut dyn FnMut(&mut Inline)) {
    lines_of(block, &mut |line| inlines(line, act));
}

/// The lines of a block and of the blocks in it.
pub(crate) fn lines_of(block: &mut Block, act: &mut dyn FnMut(&mut Vec<Inline>)) {
    match block {
        Block::Paragraph { content, .. } => act(content),
        Block::Heading(heading) => act(&mut heading.content),
        Block::BlockQuote(quote) => act(&mut quote.attribution),
        Block::Table(table) => {
            act(&mut table.caption);
            let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
            cells.for_each(|cell| act(&mut cell.content));
        }
        Block::Figure(figure) => act(&mut figure.caption),
        Block::Related(related) => act(&mut related.headline),
        Block::Callout(callout) => act(&mut callout.title),
        Block::DefinitionList(list) => list.items.iter_mut().for_each(|item| act(&mut item.term)),
        Block::List(_) | Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
    }
    blocks_of(block).into_iter().flatten().for_each(|block| lines_of(block, act));
}

/// The runs of blocks that a block holds.
pub(crate) fn blocks_of(block: &mut Block) -> Vec<&mut Vec<Block>> {
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
