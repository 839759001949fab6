//! A document on its way through the editions.

use std::sync::{Mutex, atomic::AtomicUsize};

use crate::{
    output::cache::BuildRecord,
    render::{document::PreparedDocument, keys::DocumentKey},
};
use pressroom_diagnostics::{Diagnostics, Source};
use pressroom_render::Edition;

/// A document on its way through the editions.
pub(super) struct Work {
    pub(super) input: usize,
    pub(super) source: Source,
    pub(super) prepared: Box<PreparedDocument>,
    /// Which editions are made, by their numbers.
    pub(super) wanted: Vec<bool>,
    /// What it is made of, with what was found when it was read, and what is known of editions that are not made now.
    pub(super) build_record: BuildRecord,
    /// What it depends on.
    pub(super) key: DocumentKey,
    pub(super) found: Mutex<Diagnostics>,
    pub(super) editions: Mutex<Vec<Option<Edition>>>,
    pub(super) left: AtomicUsize,
}

impl Work {
    /// True for the number of an edition that is made.
    pub(super) fn makes(&self, number: usize) -> bool {
        self.wanted.get(number) == Some(&true)
    }
}
