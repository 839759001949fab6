//! A document on its way through the editions.

use std::{
    collections::BTreeSet,
    sync::{Mutex, atomic::AtomicUsize},
};

use crate::{
    output::cache::BuildRecord,
    render::{document::PreparedDocument, keys::DocumentKey},
};
use pressroom_diagnostics::{Diagnostics, Source};
use pressroom_render::{Edition, EditionSet, PerEdition};

/// A document on its way through the editions.
pub(super) struct Work {
    pub(super) input: usize,
    pub(super) source: Source,
    pub(super) prepared: Box<PreparedDocument>,
    /// The editions that are made.
    pub(super) wanted: EditionSet,
    /// What it is made of, with what was found when it was read, and what is known of editions that are not made now.
    pub(super) build_record: BuildRecord,
    /// What it depends on.
    pub(super) key: DocumentKey,
    pub(super) found: Mutex<Diagnostics>,
    pub(super) editions: Mutex<PerEdition<Edition>>,
    /// The characters that no font of the theme shows.
    pub(super) lacking: Mutex<PerEdition<BTreeSet<char>>>,
    pub(super) left: AtomicUsize,
}
