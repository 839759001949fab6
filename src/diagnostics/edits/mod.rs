//! Edits of a source that mend what was found in it.

mod edit;
mod show;

pub use edit::Edit;
pub use show::{show_edits, sort_edits};
