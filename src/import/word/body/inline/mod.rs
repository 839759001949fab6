//! What paragraphs hold.

pub(in crate::word) mod changes;
mod emit;
mod field;
pub(super) mod inlines;
mod picture;
pub(super) mod piece;
mod run;
