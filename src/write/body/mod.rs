//! The text of a document as Markdown: running text, blocks, and how much of it is escaped.

mod block;
mod escape;
mod html;
mod ids;
mod inline;
mod lines;
mod list;
mod table;

pub(crate) use block::BlockWriter;
pub(crate) use escape::{Care, Line, attribute_of_braces, path};
pub(crate) use ids::list_authored_ids;
pub(crate) use inline::{Setting, has_soft_break, inlines};
pub(crate) use lines::{fenced, hung};
