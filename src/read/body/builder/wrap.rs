//! An inline around blocks: each line within them gets its meaning.

use pressroom_document::{Block, Inline, ListItem, TableCell};

/// Makes an inline of a line.
pub(super) type Make<'m> = &'m dyn Fn(Vec<Inline>) -> Inline;

/// Gives every line in blocks the meaning of the inline that they stand in. Blocks nest no deeper than a document may.
pub(super) fn wrap_blocks(blocks: &mut [Block], make: Make<'_>) {
    for block in blocks {
        match block {
            Block::Paragraph { content, .. } => wrap(content, make),
            Block::Heading(heading) => wrap(&mut heading.content, make),
            Block::BlockQuote(quote) => {
                wrap_blocks(&mut quote.blocks, make);
                wrap(&mut quote.attribution, make);
            }
            Block::List(list) => {
                list.items.iter_mut().for_each(|ListItem { blocks, .. }| wrap_blocks(blocks, make))
            }
            Block::Table(table) => {
                wrap(&mut table.caption, make);
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|TableCell { content }| wrap(content, make));
            }
            Block::Figure(figure) => {
                let span = figure.span;
                let linked = make(vec![Inline::Image(Box::new(figure.image.clone()))]);
                if matches!(linked, Inline::Link { .. }) && figure.caption.is_empty() {
                    *block = Block::Paragraph { content: vec![linked], span };
                } else {
                    wrap(&mut figure.caption, make);
                }
            }
            Block::Callout(callout) => {
                wrap(&mut callout.title, make);
                wrap_blocks(&mut callout.blocks, make);
            }
            Block::DefinitionList(list) => {
                for item in &mut list.items {
                    wrap(&mut item.term, make);
                    item.definitions.iter_mut().for_each(|blocks| wrap_blocks(blocks, make));
                }
            }
            Block::Related(_) | Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
        }
    }
}

fn wrap(line: &mut Vec<Inline>, make: Make<'_>) {
    if !line.is_empty() {
        let content = std::mem::take(line);
        line.push(make(content));
    }
}
