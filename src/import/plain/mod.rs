//! Plain text.

pub(crate) mod text;
