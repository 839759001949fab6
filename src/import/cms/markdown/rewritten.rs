//! A mark of another system, and what it becomes.

use crate::{Action, FindingKind};

/// What a mark becomes.
pub(super) struct Rewritten {
    /// Markdown in its place.
    pub(super) text: String,
    /// How many bytes it had.
    pub(super) length: usize,
    /// What is said of it.
    pub(super) finding: Option<(FindingKind, Action, String)>,
}
