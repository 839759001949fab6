//! What is known of the sources before the first is read.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pressroom_diagnostics::{Diagnostics, Span};
use pressroom_input::{
    Input,
    source::{self, LoadedSource},
};
use pressroom_render::Translation;

/// How many bytes of sources are kept in memory until they are read; others are opened once more then.
pub(super) const KEPT: usize = 16 << 20;

/// What is known of the sources before the first is read.
#[derive(Default)]
pub(crate) struct SourceIndex {
    /// The slugs of those that are not called as their files are; `None` where that can't be known.
    pub(super) slugs: BTreeMap<usize, Option<Box<str>>>,
    /// Where each says its version.
    pub(super) versions: Vec<Option<Span>>,
    /// What is wrong with some.
    pub(super) found: BTreeMap<usize, Diagnostics>,
    /// The same explainer in other languages, for those that there are in others.
    pub(super) translations: BTreeMap<usize, Vec<Translation>>,
    /// Sources that are in memory.
    pub(super) kept: Mutex<HashMap<usize, LoadedSource>>,
    /// How often sources were opened.
    pub(super) opened: AtomicUsize,
    /// How long looking at a source took a worker, if that was long.
    pub(super) spent: Mutex<HashMap<usize, Duration>>,
}

impl SourceIndex {
    /// A source, with what the survey found.
    pub(crate) fn source(&self, number: usize, input: &Input) -> LoadedSource {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        let mut loaded = kept.unwrap_or_else(|| self.open(input));
        loaded.found.extend(self.found.get(&number).into_iter().flatten().cloned());
        loaded.version = self.versions.get(number).copied().flatten();
        loaded
    }

    /// The slug that a source says.
    pub(crate) fn slug<'s>(&'s self, number: usize, input: &'s Input) -> Option<&'s str> {
        self.slugs.get(&number).map_or(Some(&input.slug), Option::as_deref)
    }

    /// The same explainer in other languages.
    pub(crate) fn translations(&self, number: usize) -> &[Translation] {
        self.translations.get(&number).map_or(&[], Vec::as_slice)
    }

    /// How long looking at a source took, if a worker did it.
    pub(crate) fn spent(&self, number: usize) -> Duration {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.get(&number).copied().unwrap_or_default()
    }

    /// How often sources were opened.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    /// Looks at a source again, without what the survey found.
    pub(super) fn with<T>(&self, number: usize, input: &Input, look: impl Fn(&LoadedSource) -> T) -> T {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = kept.get(&number) {
            return look(loaded);
        }
        drop(kept);
        look(&self.open(input))
    }

    pub(super) fn open(&self, input: &Input) -> LoadedSource {
        self.opened.fetch_add(1, Ordering::Relaxed);
        source::load_source(input)
    }
}
