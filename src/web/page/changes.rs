//! Changes of an explainer since it came out: updates of cards and corrections, newest first.

use minijinja::{Value, context};

use super::phrases::dated;
use pressroom_document::{Card, Correction, Date, Document};
use pressroom_render::markup::{Flow, markup};
use pressroom_theme::{MessageKey, Messages};

enum Change<'a> {
    Update(&'a Card, Date, Option<&'a str>),
    Correction(&'a Correction),
}

impl Change<'_> {
    fn date(&self) -> Date {
        match self {
            Self::Update(_, date, _) => *date,
            Self::Correction(correction) => correction.date,
        }
    }
}

/// The changes for the page's template: `label` with the date; the `question` of the card and its `id`, or none; `text`
/// says what was changed, where that is known. On one day, corrections come first, then cards in their order.
pub(crate) fn values(document: &Document, messages: &Messages, flow: &mut Flow<'_>) -> Vec<Value> {
    let corrections = document.metadata.corrections.iter().map(Change::Correction);
    let updates = document.cards.iter().filter_map(|card| {
        let update = card.updated.as_ref()?;
        Some(Change::Update(card, update.date, update.reason.as_deref()))
    });
    let mut changes: Vec<_> = corrections.chain(updates).collect();
    changes.sort_by_key(|change| std::cmp::Reverse((change.date().day(), change.date().time())));
    changes.iter().map(|change| value(change, messages, flow)).collect()
}

fn value(change: &Change<'_>, messages: &Messages, flow: &mut Flow<'_>) -> Value {
    match change {
        Change::Update(card, date, reason) => context! {
            label => dated(messages, MessageKey::Updated, *date),
            id => &card.id,
            question => markup(flow.label(&card.question)),
            text => reason,
        },
        Change::Correction(correction) => context! {
            label => dated(messages, MessageKey::Correction, correction.date),
            id => None::<&str>,
            question => None::<&str>,
            text => &correction.text,
        },
    }
}
