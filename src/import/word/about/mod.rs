//! What a document says of itself: its language, its properties, a block of metadata at its top, comments, and parts that are
//! no text.

pub(super) mod comments;
pub(super) mod front_block;
pub(super) mod language;
pub(super) mod properties;
pub(super) mod rest;
