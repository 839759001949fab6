//! What a build is asked for, and what comes of it.

use std::{io, path::Path};

use jiff::Timestamp;
use rayon::ThreadPoolBuildError;
use thiserror::Error;

use crate::{
    isolate::{NoWorker, Workers},
    output::error::OutputError,
    policy::{Embargoed, PublicationPolicy},
    shard::Shard,
};
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, DiagnosticReport, counted};
use pressroom_files::DiskError;
use pressroom_input::Inputs;
use pressroom_render::EditionKind;
use pressroom_theme::Theme;

/// The stack of each thread: layout engines recurse deeply on deep documents.
pub const STACK: usize = 32 * 1024 * 1024;

/// What is to be done.
#[derive(Debug)]
pub struct Job<'a> {
    /// The sources.
    pub inputs: &'a Inputs,
    /// The folders in which they were found, as people know them: what was made of a source in one of these that is gone is
    /// removed.
    pub searched: &'a [String],
    /// The editions to make of each.
    pub editions: &'a [EditionKind],
    /// How they look.
    pub theme: &'a Theme,
    /// Whose they are.
    pub site: &'a Site,
    /// The output folder; `None` writes nothing.
    pub output: Option<&'a Path>,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// Which findings are shown, and which warnings keep a document from being written.
    pub check: &'a CheckPolicy,
    /// True where what is written is published: from then on, another content of it has a higher version.
    pub publish: bool,
    /// True where a document may differ from what was published and keep its version.
    pub allow_same_version: bool,
    /// True where documents are made before they may be seen.
    pub include_embargoed: bool,
    /// True where drafts are made, marked as such.
    pub drafts: bool,
    /// True where everything is made again, whether it changed or not.
    pub force: bool,
    /// The shard of the inputs that is built; the others are looked over all the same. Files about the whole build are made
    /// when the shards are merged. `None`: all of them.
    pub shard: Option<Shard>,
    /// The processes that read and make documents; `None`: this one.
    pub workers: Option<&'a Workers>,
    /// When this is: for what is due, expired or not to be seen yet. No edition says it.
    pub now: Timestamp,
}

impl Job<'_> {
    /// What decides whether a document is made now.
    pub(crate) fn policy(&self) -> PublicationPolicy {
        PublicationPolicy { now: self.now, include_embargoed: self.include_embargoed, drafts: self.drafts }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Documents that are complete: every edition that there may be was made, and written where there is an output folder.
    pub documents: usize,
    /// Documents that must not be used: only notices were written of them.
    pub notices: usize,
    /// Documents of which nothing was made, because nobody may see them yet.
    pub embargoed: Embargoed,
    /// Documents of which nothing was made, because they are drafts.
    pub drafts: usize,
    /// Documents that are complete, of which nothing was made because it was there already.
    pub unchanged: usize,
    /// Documents whose sources are gone, so that what was made of them was removed.
    pub removed: usize,
    /// Documents that had an error.
    pub failed: usize,
    /// Files written.
    pub files: usize,
    /// Errors in documents.
    pub errors: usize,
    /// Warnings in documents.
    pub warnings: usize,
    /// Documents that were not begun, since the run was stopped.
    pub left: usize,
    /// Documents, and files about the build, that the disk refused.
    pub refused: usize,
    /// How often a source was opened.
    pub sources_read: usize,
    /// How often a picture file was opened by this process.
    pub pictures_read: usize,
}

/// Why nothing could be done at all.
#[derive(Debug, Error)]
pub enum Failure {
    /// The theme does not serve an edition.
    #[error("the theme has {}", counted(.0.findings.len(), "mistake"))]
    Theme(DiagnosticReport),
    /// The output folder can't be used.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads can't be started.
    #[error("the threads can't be started: {0}")]
    Threads(#[from] ThreadPoolBuildError),
    /// No worker process can be started, or none any more.
    #[error(transparent)]
    Workers(#[from] NoWorker),
    /// A stream ended before its time, or a worker's pipes did.
    #[error("{context}{source}")]
    Stream {
        /// What the message begins with.
        context: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        Self::Output(error.into())
    }
}

/// Sees what happens while it happens. Methods are called from any thread, one document at a time.
pub trait Observer: Sync {
    /// `pairs` more pairs of document and edition are done.
    fn progress(&self, pairs: usize);

    /// What was found in a document; called in the order of the inputs.
    fn document(&self, report: &DiagnosticReport);

    /// True from the moment on from which no more documents are to be begun.
    fn stopped(&self) -> bool {
        false
    }

    /// An edition of a source has taken `seconds` so far, or reading it has.
    fn slow(&self, _source: &str, _edition: Option<&'static str>, _seconds: u64) {}

    /// Something that concerns the run as a whole, and no document: a line without its end.
    fn show_note(&self, _note: &str) {}

    /// The run was asked to stop, and this keeps it from ending: the process should end now.
    fn give_up(&self, _source: &str, _edition: Option<&'static str>) {}
}
