//! Cards: a question and its answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Block, Date, Inline};
use pressroom_diagnostics::Span;

/// A numbered card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Position among the cards, from 1: derived, never written.
    #[schemars(range(min = 1))]
    pub number: u32,
    /// The permalink's fragment: authored or made from the question, unique in the document, never from the position.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The heading.
    pub question: Vec<Inline>,
    /// When and why the card was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Update>,
    /// True where the card belongs to the newsletter's teaser.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub teaser: bool,
    /// The answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The heading's place.
    #[serde(default)]
    pub span: Span,
}

/// A change to a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The day or moment of the change.
    pub date: Date,
    /// What was changed, for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
