//! The body of a document: its blocks in order (ISO/IEC 29500-1, 17.2 and 17.3.1).

mod block;
mod inline;
mod reader;

pub(super) use inline::changes::by;
pub(super) use reader::{CommentAnchor, WordNote, WordParts, WordReader};
