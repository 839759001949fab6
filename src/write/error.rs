//! Why a document can't be written.

use std::fmt;

/// Why a document has no form in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// A key of the front matter can't say this value: it was read back as another.
    Metadata {
        /// The key, as the manual calls it.
        key: &'static str,
    },
    /// A block or question has no form that is read back as the same.
    Block {
        /// The part of the document that it stands in, such as "card 3".
        part: String,
        /// The kind of block, such as "a table".
        kind: &'static str,
    },
    /// The text that was written can't be read at all.
    Unreadable {
        /// The reader's own words.
        message: String,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metadata { key } => write!(formatter, "front matter can't say this `{key}`"),
            Self::Block { part, kind } => write!(formatter, "Markdown has no form for {kind} in {part}"),
            Self::Unreadable { message } => write!(formatter, "the Markdown can't be read: {message}"),
        }
    }
}

impl std::error::Error for WriteError {}
