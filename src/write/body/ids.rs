//! The ids that have to be written: those that the reader would not make of the words by itself.

use std::collections::BTreeSet;

use pressroom_document::{Block, Document, Heading, Inline, slug, text};

/// The ids of cards and headings that the reader would make otherwise, and those in `kept`.
pub(crate) fn list_authored_ids(document: &Document, kept: &BTreeSet<String>) -> BTreeSet<String> {
    let cards: Vec<(&str, &[Inline])> =
        document.cards.iter().map(|card| (card.id.as_str(), card.question.as_slice())).collect();
    let mut headings = Vec::new();
    let blocks = std::iter::once(&document.lede)
        .chain(document.cards.iter().map(|card| &card.blocks))
        .chain([&document.signoff])
        .chain(document.footnotes.iter().map(|note| &note.blocks));
    blocks.for_each(|blocks| gather(blocks, &mut headings));
    let headings: Vec<(&str, &[Inline])> =
        headings.into_iter().map(|heading| (heading.id.as_str(), heading.content.as_slice())).collect();
    let mut authored: BTreeSet<String> = kept.clone();
    // An id that is written may change what is made of others, so that more have to be written.
    loop {
        let mut ids = slug::Ids::default();
        for (id, _) in cards.iter().chain(&headings).filter(|(id, _)| authored.contains(*id)) {
            ids.reserve(id);
        }
        let mut more = Vec::new();
        for (places, fallback) in [(&cards, "card"), (&headings, "section")] {
            for (id, words) in places.iter().filter(|(id, _)| !authored.contains(*id)) {
                let made = slug::from_words(&text::plain(words), &document.metadata.language);
                if ids.reserve(if made.is_empty() { fallback } else { &made }) != *id {
                    more.push((*id).to_owned());
                }
            }
        }
        if more.is_empty() {
            return authored;
        }
        authored.extend(more);
    }
}

fn gather<'d>(blocks: &'d [Block], out: &mut Vec<&'d Heading>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => out.push(heading),
            Block::BlockQuote(quote) => gather(&quote.blocks, out),
            Block::List(list) => list.items.iter().for_each(|item| gather(&item.blocks, out)),
            Block::Related(related) => gather(&related.description, out),
            Block::Callout(callout) => gather(&callout.blocks, out),
            Block::DefinitionList(list) => {
                let definitions = list.items.iter().flat_map(|item| &item.definitions);
                definitions.for_each(|blocks| gather(blocks, out));
            }
            Block::Paragraph { .. }
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => {}
        }
    }
}
