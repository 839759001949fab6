//! The body of an explainer: Markdown and raw HTML, both into one `builder`, with a net that accounts for every byte.

pub(crate) mod attributes;
mod boxes;
pub mod builder;
pub(crate) mod coverage;
pub(crate) mod hints;
pub(crate) mod html;
pub(crate) mod lint;
pub(crate) mod markdown;
pub(crate) mod related;
