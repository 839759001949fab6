//! Writes a document as Markdown with front matter, in our authoring format: the inverse of `pressroom_read`.
//!
//! [`write()`] reads its text back before it returns it, and compares the documents. The text looks as an author would write
//! it; a part that came back as something else is written again with more care, up to elements of HTML and character
//! references. A document that has no form at all is a [`WriteError`].

mod assemble;
mod body;
mod compare;
mod error;
mod format;
mod front_matter;
mod habits;
mod same;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
mod verify;

pub use error::WriteError;
pub use format::{FormatError, format, write_commented};
pub use habits::{Habits, Headline, NotePlace};
pub use same::is_same;
pub use verify::write;
