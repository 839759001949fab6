//! The parts of a document in reading order.

use crate::{Block, Card, Document, Place};

/// A part of a document: lede, card or sign-off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<'a> {
    /// Which part.
    pub place: Place,
    /// The card, if it is one.
    pub card: Option<&'a Card>,
    /// Its blocks; the question is not among them.
    pub blocks: &'a [Block],
}

/// Lede, cards and sign-off in reading order; an empty lede or sign-off is left out.
pub fn parts(document: &Document) -> impl Iterator<Item = Part<'_>> {
    let lede = (!document.lede.is_empty()).then_some(Part {
        place: Place::Lede,
        card: None,
        blocks: &document.lede,
    });
    let signoff = (!document.signoff.is_empty()).then_some(Part {
        place: Place::Signoff,
        card: None,
        blocks: &document.signoff,
    });
    let cards = document.cards.iter().map(|card| Part {
        place: Place::Card(card.number),
        card: Some(card),
        blocks: &card.blocks,
    });
    lede.into_iter().chain(cards).chain(signoff)
}
