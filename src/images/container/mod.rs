//! The pieces that picture files are made of, by the specification of each kind.

pub(crate) mod jpeg;
pub(crate) mod png;
pub(crate) mod webp;
