//! Compares the document that was read back with the one that was written, part by part.

use pressroom_document::{Block, Document};

use crate::assemble::Address;

/// The parts of a document that came back as something else; of both, places in sources are left out.
pub(crate) fn differences(written: &Document, read: &Document) -> Vec<Address> {
    let mut found = Vec::new();
    blocks(&written.lede, &read.lede, Address::Lede, &mut found);
    for (at, card) in written.cards.iter().enumerate() {
        let Some(other) = read.cards.get(at) else {
            found.push(Address::Question(at));
            found.extend((0..card.blocks.len()).map(|block| Address::Card(at, block)));
            continue;
        };
        let is_same = card.question == other.question
            && card.id == other.id
            && card.updated == other.updated
            && card.teaser == other.teaser;
        if !is_same {
            found.push(Address::Question(at));
        }
        blocks(&card.blocks, &other.blocks, |block| Address::Card(at, block), &mut found);
    }
    if read.cards.len() > written.cards.len() {
        found.extend((0..written.lede.len()).map(Address::Lede));
        found.extend((0..written.cards.len()).map(Address::Question));
    }
    blocks(&written.signoff, &read.signoff, Address::Signoff, &mut found);
    let notes = written.footnotes.iter().enumerate();
    found.extend(
        notes.filter(|(at, note)| read.footnotes.get(*at) != Some(note)).map(|(at, _)| Address::Note(at)),
    );
    found
}

/// Where blocks were taken for more or fewer, those between the first and the last difference.
fn blocks(written: &[Block], read: &[Block], address: impl Fn(usize) -> Address, found: &mut Vec<Address>) {
    if written.len() == read.len() {
        let pairs = written.iter().zip(read).enumerate();
        found.extend(pairs.filter(|(_, (one, other))| one != other).map(|(at, _)| address(at)));
        return;
    }
    let same = written.iter().zip(read).take_while(|(one, other)| one == other).count();
    let rest = written.len().min(read.len()) - same;
    let same_end = written
        .iter()
        .rev()
        .zip(read.iter().rev())
        .take(rest)
        .take_while(|(one, other)| one == other)
        .count();
    let from = same.saturating_sub(1);
    found.extend((from..(written.len() - same_end + 1).min(written.len())).map(address));
}

/// The name of a part of a document, for people.
pub(crate) fn part_name(address: Address) -> String {
    match address {
        Address::Headline => "the headline".to_owned(),
        Address::Lede(_) => "the lede".to_owned(),
        Address::Question(card) | Address::Card(card, _) => format!("card {}", card + 1),
        Address::Signoff(_) => "the sign-off".to_owned(),
        Address::Note(note) => format!("footnote {}", note + 1),
    }
}

/// The name of a kind of block, for people.
pub(crate) fn kind_name(document: &Document, address: Address) -> &'static str {
    let block = match address {
        Address::Headline => return "the text",
        Address::Lede(at) => document.lede.get(at),
        Address::Question(_) => return "the question",
        Address::Card(card, at) => document.cards.get(card).and_then(|card| card.blocks.get(at)),
        Address::Signoff(at) => document.signoff.get(at),
        Address::Note(at) => document.footnotes.get(at).and_then(|note| note.blocks.first()),
    };
    match block {
        Some(Block::Paragraph { .. }) => "a paragraph",
        Some(Block::Heading(_)) => "a heading",
        Some(Block::BlockQuote(_)) => "a quotation",
        Some(Block::List(_)) => "a list",
        Some(Block::CodeBlock(_)) => "a block of code",
        Some(Block::Table(_)) => "a table",
        Some(Block::Figure(_)) => "a picture",
        Some(Block::Related(_)) => "a related-story box",
        Some(Block::Callout(_)) => "a callout",
        Some(Block::DefinitionList(_)) => "a definition list",
        Some(Block::ThematicBreak { .. }) => "a break",
        None => "the text",
    }
}
