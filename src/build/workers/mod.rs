//! Worker processes: documents are read and made in processes of their own, so that one that takes too long, too much
//! memory, or crashes what makes it costs itself alone.
//!
//! The run keeps the rest for itself: it finds and loads the sources, decides what is made again,
//! and writes. A worker opens configuration and theme itself, goes behind a [`fence`] and is given sources one after the other.
//! What looks at the text of a source before it is made is done by workers, too.

mod fence;
mod process;
mod protocol;
mod serve;

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Child, ExitStatus},
    sync::{Mutex, OnceLock, Weak},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use self::{
    process::Worker,
    protocol::{PrescanRequest, ReadableFolders},
};
pub(crate) use self::{
    process::WorkerError,
    protocol::{PrescanResponse, RenderRequest, RenderResponse},
};
pub use self::{
    serve::serve,
    serve::{MEMORY_CAN_BE_LIMITED, limit_memory},
};
use super::{execute::lock, keys::Keys};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_input::{Input, Inputs, source::LoadedSource};

/// How worker processes are started, and what they may take.
#[derive(Debug, Clone)]
pub struct Workers {
    /// The program.
    pub program: PathBuf,
    /// Its arguments: it has to call [`serve`] with the same theme, site and editions.
    pub arguments: Vec<OsString>,
    /// How long a document may take.
    pub timeout: Option<Duration>,
    /// The address space that the arguments allow a worker, in MiB; for messages.
    pub memory: Option<u64>,
}

/// The workers of a run: as many as are at work at once.
pub(crate) struct WorkerPool<'a> {
    workers: &'a Workers,
    readable: ReadableFolders,
    keys: Vec<String>,
    idle: Mutex<Vec<Worker>>,
    /// The processes that were started and may still run.
    processes: Mutex<Vec<Weak<Mutex<Child>>>>,
    /// Why there are no more workers.
    broken: OnceLock<String>,
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
        keys: &Keys,
        inputs: &Inputs,
    ) -> Result<(Self, Option<&'static str>), String> {
        let folders = inputs.roots();
        let fonts = font_folders();
        let readable =
            ReadableFolders::new(folders.iter().copied().chain(fonts.iter().map(PathBuf::as_path)));
        let pool = Self { readable, ..Self::without_folders(workers, keys.common().to_vec()) };
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
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.get().map(String::as_str)
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
        spent: Duration,
    ) -> Result<RenderResponse, Diagnostic> {
        self.with_worker(spent, |worker, limit| worker.render(request, input, loaded, limit))
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
            let message = self.workers.not_started(&error);
            Diagnostic::error(Code::Disk, self.broken.get_or_init(|| message).as_str())
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

impl Workers {
    fn not_started(&self, error: &WorkerError) -> String {
        let (why, memory) = match error {
            WorkerError::NotStarted(message) => (message.clone(), false),
            WorkerError::EarlyExit(status) => (format!("it ended ({})", ending(*status)), true),
            WorkerError::InvalidResponse => ("it is not what it should be".to_owned(), false),
            WorkerError::Late => ("it takes too long".to_owned(), false),
        };
        let help = self.memory.filter(|_| memory).map(perhaps_memory);
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        format!("no worker process can be started: {why}{help}")
    }

    /// What is said of a document that was lost.
    fn finding(&self, error: &WorkerError) -> Diagnostic {
        match error {
            WorkerError::Late => {
                let seconds = self.timeout.unwrap_or_default().as_secs();
                let message = format!("making this explainer took longer than {seconds} s and was given up");
                Diagnostic::error(Code::Timeout, message).help("--timeout says how long one may take")
            }
            WorkerError::EarlyExit(status) => {
                let message = format!("the process that made this explainer crashed ({})", ending(*status));
                Diagnostic::error(Code::Crashed, message).help(self.advice(*status))
            }
            WorkerError::InvalidResponse => {
                let message = "the process that made this explainer gave an answer that is none";
                Diagnostic::error(Code::Crashed, message).help(REPORT)
            }
            WorkerError::NotStarted(_) => Diagnostic::error(Code::Disk, self.not_started(error)),
        }
    }

    fn advice(&self, status: ExitStatus) -> String {
        match (signal(status), self.memory) {
            (Some(ABORTED | KILLED), Some(memory)) => perhaps_memory(memory),
            (Some(KILLED), None) => "perhaps the system killed it for lack of memory".to_owned(),
            (_, _) => REPORT.to_owned(),
        }
    }
}

/// What is said of a mistake of our own.
const REPORT: &str = "this is a mistake in Pressroom, not in your text; please report it with the document";
/// The number of SIGABRT on all systems: what a Rust program does without memory or stack.
const ABORTED: i32 = 6;
/// The number of SIGKILL on all systems.
const KILLED: i32 = 9;

fn perhaps_memory(memory: u64) -> String {
    format!("perhaps it needs more than the {memory} MiB that --memory allows")
}

/// "signal 6, aborted"
fn ending(status: ExitStatus) -> String {
    let Some(signal) = signal(status) else {
        return status.code().map_or_else(|| "unknown".to_owned(), |code| format!("exit code {code}"));
    };
    let name = match signal {
        4 => ", illegal instruction",
        ABORTED => ", aborted",
        KILLED => ", killed",
        11 => ", invalid memory access",
        15 => ", terminated",
        _ => "",
    };
    format!("signal {signal}{name}")
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
