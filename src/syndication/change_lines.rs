//! Updates and corrections as lines of text.

use pressroom_document::{Card, Correction};
use pressroom_render::Context;
use pressroom_theme::MessageKey;

/// "Updated 18 December 2025: quote added".
pub(super) fn update_line(card: &Card, context: &Context<'_>) -> Option<String> {
    let update = card.updated.as_ref()?;
    let date = context.messages.dated(MessageKey::Updated, update.date.day());
    Some(match &update.reason {
        Some(reason) => format!("{}{reason}", context.messages.label(&date)),
        None => date,
    })
}

/// "Correction, 18 December 2025: what it says".
pub(super) fn correction_line(correction: &Correction, context: &Context<'_>) -> String {
    let date = context.messages.dated(MessageKey::Correction, correction.date.day());
    format!("{}{}", context.messages.label(&date), correction.text)
}
