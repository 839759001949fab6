//! From front matter and a draft of the body to a document: `cards` divides the draft, `resolve` makes its references good.

pub(crate) mod cards;
mod missing;
pub(crate) mod resolve;
