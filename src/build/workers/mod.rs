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

pub(crate) use self::{
    process::Lost,
    protocol::{Answer, Looked, Order},
};
use self::{
    process::Worker,
    protocol::{Given, Look},
};
pub use self::{
    serve::serve,
    serve::{MEMORY_CAN_BE_LIMITED, limit_memory},
};
use super::{execute::lock, keys::Keys};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_input::{Input, Inputs, source::Loaded};

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
pub(crate) struct Pool<'a> {
    workers: &'a Workers,
    given: Given,
    keys: Vec<String>,
    idle: Mutex<Vec<Worker>>,
    /// The processes that were started and may still run.
    processes: Mutex<Vec<Weak<Mutex<Child>>>>,
    /// Why there are no more workers.
    broken: OnceLock<String>,
}

/// How often a worker is started that does not come to work.
const ATTEMPTS: usize = 3;

impl<'a> Pool<'a> {
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
        let given = Given::new(folders.iter().copied().chain(fonts.iter().map(PathBuf::as_path)));
        let pool = Self { given, ..Self::of(workers, keys.common().to_vec()) };
        let first = pool.worker().map_err(|lost| workers.not_started(&lost))?;
        let missing = first.fence.missing();
        lock(&pool.idle).push(first);
        Ok((pool, missing))
    }

    /// Workers that make editions by these keys and are given nothing to read. None is started yet.
    pub(crate) fn of(workers: &'a Workers, keys: Vec<String>) -> Self {
        let (idle, processes) = (Mutex::default(), Mutex::default());
        Self { workers, given: Given::default(), keys, idle, processes, broken: OnceLock::new() }
    }

    /// Why no more documents can be made, where that is so.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.get().map(String::as_str)
    }

    /// Has a document made by a worker. Of the time that it may take, some was `spent` already.
    ///
    /// # Errors
    /// The finding about what became of the worker.
    pub(crate) fn make(
        &self,
        order: &Order,
        input: &Input,
        loaded: Loaded,
        spent: Duration,
    ) -> Result<Answer, Diagnostic> {
        self.with_worker(spent, |worker, limit| worker.make(order, input, loaded, limit))
    }

    /// Has a source looked at by a worker; `whole`: its headline is looked for in its text, too. Of the time that it may
    /// take, some was `spent` already; what this takes is added.
    ///
    /// # Errors
    /// The finding about what became of the worker.
    pub(crate) fn look(
        &self,
        input: &Input,
        loaded: &Loaded,
        now: Timestamp,
        whole: bool,
        spent: &mut Duration,
    ) -> Result<Looked, Diagnostic> {
        let look = Look {
            name: input.name.clone(),
            kind: loaded.kind,
            slug: input.slug.clone(),
            text: loaded.source.text.clone(),
            now,
            whole,
        };
        let begun = Instant::now();
        let looked = self.with_worker(*spent, |worker, limit| worker.look(look, limit));
        *spent += begun.elapsed();
        looked
    }

    fn with_worker<T>(
        &self,
        spent: Duration,
        work: impl FnOnce(&mut Worker, Option<Duration>) -> Result<T, Lost>,
    ) -> Result<T, Diagnostic> {
        let limit = self.workers.timeout.map(|limit| limit.saturating_sub(spent));
        if limit.is_some_and(|limit| limit.is_zero()) {
            return Err(self.workers.finding(&Lost::Late));
        }
        let mut worker = self.worker().map_err(|lost| {
            let message = self.workers.not_started(&lost);
            Diagnostic::error(Code::Disk, self.broken.get_or_init(|| message).as_str())
        })?;
        let answer = work(&mut worker, limit).map_err(|lost| self.workers.finding(&lost))?;
        lock(&self.idle).push(worker);
        Ok(answer)
    }

    /// An idle worker that is still there, else a new one.
    fn worker(&self) -> Result<Worker, Lost> {
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
    fn start_worker(&self) -> Result<Worker, Lost> {
        let start = || Worker::start(self.workers, &self.given, &self.keys);
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
    fn not_started(&self, lost: &Lost) -> String {
        let (why, memory) = match lost {
            Lost::NotStarted(message) => (message.clone(), false),
            Lost::Ended(status) => (format!("it ended ({})", ending(*status)), true),
            Lost::Garbage => ("it is not what it should be".to_owned(), false),
            Lost::Late => ("it takes too long".to_owned(), false),
        };
        let help = self.memory.filter(|_| memory).map(perhaps_memory);
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        format!("no worker process can be started: {why}{help}")
    }

    /// What is said of a document that was lost.
    fn finding(&self, lost: &Lost) -> Diagnostic {
        match lost {
            Lost::Late => {
                let seconds = self.timeout.unwrap_or_default().as_secs();
                let message = format!("making this explainer took longer than {seconds} s and was given up");
                Diagnostic::error(Code::Timeout, message).help("--timeout says how long one may take")
            }
            Lost::Ended(status) => {
                let message = format!("the process that made this explainer crashed ({})", ending(*status));
                Diagnostic::error(Code::Crashed, message).help(self.advice(*status))
            }
            Lost::Garbage => {
                let message = "the process that made this explainer gave an answer that is none";
                Diagnostic::error(Code::Crashed, message).help(REPORT)
            }
            Lost::NotStarted(_) => Diagnostic::error(Code::Disk, self.not_started(lost)),
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
