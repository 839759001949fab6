//! A document without room to grow: what a list of one holds should not take the room of four.

use crate::{Block, Card, Document, Inline, TableCell};

impl Document {
    /// Gives back the memory that its lists and texts hold for more.
    pub fn shrink_to_fit(&mut self) {
        blocks(&mut self.lede);
        self.cards.shrink_to_fit();
        for Card { id, question, blocks: inner, .. } in &mut self.cards {
            id.shrink_to_fit();
            inlines(question);
            blocks(inner);
        }
        blocks(&mut self.signoff);
        self.footnotes.shrink_to_fit();
        self.footnotes.iter_mut().for_each(|footnote| blocks(&mut footnote.blocks));
    }
}

fn blocks(all: &mut Vec<Block>) {
    all.shrink_to_fit();
    for block in all {
        match block {
            Block::Paragraph { content, .. } => inlines(content),
            Block::Heading(heading) => {
                heading.id.shrink_to_fit();
                inlines(&mut heading.content);
            }
            Block::BlockQuote(quote) => {
                blocks(&mut quote.blocks);
                inlines(&mut quote.attribution);
            }
            Block::List(list) => {
                list.items.shrink_to_fit();
                list.items.iter_mut().for_each(|item| blocks(&mut item.blocks));
            }
            Block::CodeBlock(code) => code.text.shrink_to_fit(),
            Block::Table(table) => {
                inlines(&mut table.caption);
                cells(&mut table.head);
                table.rows.shrink_to_fit();
                table.rows.iter_mut().for_each(cells);
            }
            Block::Figure(figure) => inlines(&mut figure.caption),
            Block::Related(related) => {
                inlines(&mut related.headline);
                blocks(&mut related.description);
            }
            Block::Callout(callout) => {
                inlines(&mut callout.title);
                blocks(&mut callout.blocks);
            }
            Block::DefinitionList(list) => {
                list.items.shrink_to_fit();
                for item in &mut list.items {
                    inlines(&mut item.term);
                    item.definitions.shrink_to_fit();
                    item.definitions.iter_mut().for_each(blocks);
                }
            }
            Block::ThematicBreak { .. } => {}
        }
    }
}

fn cells(row: &mut Vec<TableCell>) {
    row.shrink_to_fit();
    row.iter_mut().for_each(|cell| inlines(&mut cell.content));
}

fn inlines(all: &mut Vec<Inline>) {
    all.shrink_to_fit();
    for inline in all {
        match inline {
            Inline::Text { value, .. } | Inline::Code { value, .. } | Inline::Math { value, .. } => {
                value.shrink_to_fit();
            }
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => inlines(content),
            Inline::Image(_) | Inline::FootnoteReference { .. } | Inline::SoftBreak | Inline::HardBreak => {}
        }
    }
}
