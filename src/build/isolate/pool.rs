//! The workers of a run.

use std::{
    path::PathBuf,
    process::Child,
    sync::{Mutex, OnceLock, Weak},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{
    options::Workers,
    process::Worker,
    protocol::{PrescanRequest, PrescanResponse, ReadableFolders, RenderRequest, RenderResponse},
    worker_error::{NoWorker, WorkerError},
};
use crate::sync::lock;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_input::{Input, Inputs, source::LoadedSource};
use pressroom_render::EditionSet;

/// The workers of a run: as many as are at work at once.
pub(crate) struct WorkerPool<'a> {
    workers: &'a Workers,
    readable: ReadableFolders,
    keys: Vec<String>,
    idle: Mutex<Vec<Worker>>,
    /// The processes that were started and may still run.
    processes: Mutex<Vec<Weak<Mutex<Child>>>>,
    /// Why there are no more workers.
    broken: OnceLock<NoWorker>,
}

/// How often a worker is started that does not come to work.
const ATTEMPTS: usize = 3;

impl<'a> WorkerPool<'a> {
    /// Starts the first worker, so that it is known that there can be some; says what their fence lacks.
    ///
    /// # Errors
    /// A message.
    pub(crate) fn start(
        workers: &'a Workers,
        keys: &[String],
        inputs: &Inputs,
    ) -> Result<(Self, Option<&'static str>), NoWorker> {
        let folders = inputs.roots();
        let fonts = font_folders();
        let readable =
            ReadableFolders::new(folders.iter().copied().chain(fonts.iter().map(PathBuf::as_path)));
        let pool = Self { readable, ..Self::without_folders(workers, keys.to_vec()) };
        let first = pool.worker().map_err(|error| workers.not_started(&error))?;
        let missing = first.fence.missing();
        lock(&pool.idle).push(first);
        Ok((pool, missing))
    }

    /// Workers that make editions by these keys and are given nothing to read. None is started yet.
    pub(crate) fn without_folders(workers: &'a Workers, keys: Vec<String>) -> Self {
        let (idle, processes) = (Mutex::default(), Mutex::default());
        Self { workers, readable: ReadableFolders::default(), keys, idle, processes, broken: OnceLock::new() }
    }

    /// Why no more documents can be made, where that is so.
    pub(crate) fn broken(&self) -> Option<&NoWorker> {
        self.broken.get()
    }

    /// Has a document made by a worker. Of the time that it may take, some was `spent` already.
    ///
    /// # Errors
    /// The finding about what became of the worker.
    pub(crate) fn render(
        &self,
        request: &RenderRequest,
        input: &Input,
        loaded: LoadedSource,
        wanted: &EditionSet,
        spent: Duration,
    ) -> Result<RenderResponse, Diagnostic> {
        self.with_worker(spent, |worker, limit| worker.render(request, input, loaded, wanted, limit))
    }

    /// Has a source looked at by a worker; `whole`: its headline is looked for in its text, too. Of the time that it may
    /// take, some was `spent` already; what this takes is added.
    ///
    /// # Errors
    /// The finding about what became of the worker.
    pub(crate) fn prescan(
        &self,
        input: &Input,
        loaded: &LoadedSource,
        now: Timestamp,
        whole: bool,
        spent: &mut Duration,
    ) -> Result<PrescanResponse, Diagnostic> {
        let request = PrescanRequest {
            name: input.name.clone(),
            kind: loaded.kind,
            slug: input.slug.clone(),
            text: loaded.source.text.clone(),
            now,
            whole,
        };
        let begun = Instant::now();
        let response = self.with_worker(*spent, |worker, limit| worker.prescan(request, limit));
        *spent += begun.elapsed();
        response
    }

    fn with_worker<T>(
        &self,
        spent: Duration,
        work: impl FnOnce(&mut Worker, Option<Duration>) -> Result<T, WorkerError>,
    ) -> Result<T, Diagnostic> {
        let limit = self.workers.timeout.map(|limit| limit.saturating_sub(spent));
        if limit.is_some_and(|limit| limit.is_zero()) {
            return Err(self.workers.finding(&WorkerError::Late));
        }
        let mut worker = self.worker().map_err(|error| {
            let broken = self.workers.not_started(&error);
            Diagnostic::error(Code::Disk, self.broken.get_or_init(|| broken).to_string())
        })?;
        let response = work(&mut worker, limit).map_err(|error| self.workers.finding(&error))?;
        lock(&self.idle).push(worker);
        Ok(response)
    }

    /// An idle worker that is still there, else a new one.
    fn worker(&self) -> Result<Worker, WorkerError> {
        loop {
            let idle = lock(&self.idle).pop();
            match idle {
                Some(worker) if worker.is_alive() => return Ok(worker),
                Some(_) => {}
                None => return self.start_worker(),
            }
        }
    }

    /// A new worker. One may be killed before it can do anything; the next is not.
    fn start_worker(&self) -> Result<Worker, WorkerError> {
        let start = || Worker::start(self.workers, &self.readable, &self.keys);
        let worker = (1..ATTEMPTS).find_map(|_| start().ok()).map_or_else(start, Ok)?;
        let mut processes = lock(&self.processes);
        processes.retain(|process| process.strong_count() > 0);
        processes.push(worker.process());
        Ok(worker)
    }

    /// Kills all workers, whatever they are at: the run is given up.
    pub(crate) fn kill(&self) {
        for process in lock(&self.processes).iter().filter_map(Weak::upgrade) {
            let _ = lock(&process).kill();
        }
    }
}

/// Where the machine's fonts are.
#[cfg(feature = "fonts")]
fn font_folders() -> Vec<PathBuf> {
    pressroom_input::system_fonts::folders()
}

/// No edition has them.
#[cfg(not(feature = "fonts"))]
fn font_folders() -> Vec<PathBuf> {
    Vec::new()
}
