//! What all threads of a run share.

use super::{prescan::SourceIndex, queue::Queue, run_report::RunReport, watch::Watch};
use crate::{
    isolate::{NoWorker, WorkerPool},
    job::Job,
    output::publish::Publisher,
    render::{document::DocumentRenderer, keys::Keys},
    site::SiteRun,
};

/// A build while it runs: what every thread needs.
pub(super) struct Run<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) renderer: DocumentRenderer<'a>,
    pub(super) keys: Keys,
    pub(super) pool: Option<WorkerPool<'a>>,
    pub(super) publisher: Option<Publisher>,
    pub(super) site: SiteRun<'a>,
    pub(super) index: SourceIndex,
    pub(super) queue: Queue,
    pub(super) run_report: RunReport<'a>,
    pub(super) watch: Watch,
}

impl Run<'_> {
    /// Why no more documents can be made, where that is so.
    pub(super) fn broken(&self) -> Option<&NoWorker> {
        self.pool.as_ref().and_then(WorkerPool::broken)
    }
}
