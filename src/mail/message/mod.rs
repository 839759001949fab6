//! A newsletter as a message: its header fields, its parts, and the copy of each reader.

mod header;
mod mime;
mod newsletter;

pub use newsletter::{MessageError, Newsletter};
