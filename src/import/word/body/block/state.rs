//! What stands open between the paragraphs of a document.

use pressroom_read::builder::{Opened, Picture};

/// A list, and its item that is open.
#[derive(Debug)]
pub(in crate::word::body) struct OpenList {
    /// What it is an instance of.
    pub(in crate::word::body) definition: String,
    pub(in crate::word::body) level: usize,
    /// The number of its last item; `None` for bullets.
    pub(in crate::word::body) number: Option<u64>,
    /// Indent of its text, in twentieths of a point.
    pub(in crate::word::body) left: Option<i64>,
    pub(in crate::word::body) list: Opened,
    pub(in crate::word::body) item: Opened,
}

/// Paragraphs that stand together in one box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::word::body) enum GroupKind {
    Quote,
    Related,
    Note,
    Signoff,
}

/// A box that is open.
#[derive(Debug)]
pub(in crate::word::body) struct OpenGroup {
    pub(in crate::word::body) kind: GroupKind,
    pub(in crate::word::body) opened: Opened,
    /// True if a related-story box has its story.
    pub(in crate::word::body) has_link: bool,
}

/// A picture that waits for its caption.
#[derive(Debug)]
pub(in crate::word::body) struct PendingFigure {
    pub(in crate::word::body) picture: Picture,
    pub(in crate::word::body) link: Option<usize>,
    /// The paragraph that it stands in.
    pub(in crate::word::body) paragraph: u32,
}
