//! Paragraphs, lists and tables, and the blocks that they become.

mod figure;
mod house;
mod list;
mod paragraph;
mod place;
pub(super) mod state;
mod table;
