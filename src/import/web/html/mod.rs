//! HTML to the builder of explainers, for all that holds some: documents of Google, web pages, exports.
//!
//! [`parse`] gives a tree that is bounded in size and depth, which a producer's reader may change first. [`mark_notes`]
//! finds the notes by the links that lead there and back; [`read`] walks the tree without recursion.

mod code;
mod dom;
mod element;
mod embed;
mod figure;
mod math;
mod notes;
mod pictures;
mod table;
mod tidy;
mod walk;

#[cfg(test)]
pub(crate) use dom::parse_fragment;
pub(crate) use dom::{
    class_words, descendants, is_hidden, name, next_in_order, next_past, parse, text, words,
};
pub(crate) use notes::mark_notes;
pub(crate) use pictures::PictureFolder;
pub(crate) use walk::{HtmlHost, read};
