//! Worker processes: documents are read and made in processes of their own, so that one that takes too long, too much
//! memory, or crashes what makes it costs itself alone.
//!
//! The run keeps the rest for itself: it finds and loads the sources, looks at their front matter, decides what is made again,
//! and writes. A worker opens configuration and theme itself and is given sources one after the other. These are processes with
//! limits, no sandbox: a worker may do what the user may.

mod process;
mod protocol;
mod serve;

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Child, ExitStatus},
    sync::{Mutex, OnceLock, Weak},
    time::Duration,
};

pub(super) use self::{
    process::Lost,
    protocol::{Answer, Order},
};
use self::{process::Worker, protocol::Ready};
pub use self::{
    serve::serve,
    serve::{MEMORY_CAN_BE_LIMITED, limit_memory},
};
use super::{Input, execute::lock, keys::Keys, source::Loaded};
use crate::diagnostic::{Code, Diagnostic};

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
pub(super) struct Pool<'a> {
    workers: &'a Workers,
    expected: Ready,
    idle: Mutex<Vec<Worker>>,
    /// The processes that were started and may still run.
    processes: Mutex<Vec<Weak<Mutex<Child>>>>,
    /// Why there are no more workers.
    broken: OnceLock<String>,
}

/// How often a worker is started that does not come to work.
const ATTEMPTS: usize = 3;

impl<'a> Pool<'a> {
    /// Starts the first worker, so that it is known that there can be some.
    ///
    /// # Errors
    /// A message.
    pub(super) fn start(workers: &'a Workers, keys: &Keys) -> Result<Self, String> {
        let expected = Ready { keys: keys.common().to_vec() };
        let (idle, processes) = (Mutex::default(), Mutex::default());
        let pool = Self { workers, expected, idle, processes, broken: OnceLock::new() };
        let first = pool.worker().map_err(|lost| workers.not_started(&lost))?;
        lock(&pool.idle).push(first);
        Ok(pool)
    }

    /// Why no more documents can be made, where that is so.
    pub(super) fn broken(&self) -> Option<&str> {
        self.broken.get().map(String::as_str)
    }

    /// Has a document made by a worker.
    ///
    /// # Errors
    /// The finding about what became of the worker.
    pub(super) fn make(&self, order: &Order, input: &Input, loaded: Loaded) -> Result<Answer, Diagnostic> {
        let mut worker = self.worker().map_err(|lost| {
            let message = self.workers.not_started(&lost);
            Diagnostic::error(Code::Disk, self.broken.get_or_init(|| message).as_str())
        })?;
        let answer = worker.make(order, input, loaded, self.workers.timeout);
        let answer = answer.map_err(|lost| self.workers.finding(&lost))?;
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
        let start = || Worker::start(self.workers, &self.expected);
        let worker = (1..ATTEMPTS).find_map(|_| start().ok()).map_or_else(start, Ok)?;
        let mut processes = lock(&self.processes);
        processes.retain(|process| process.strong_count() > 0);
        processes.push(worker.process());
        Ok(worker)
    }

    /// Kills all workers, whatever they are at: the run is given up.
    pub(super) fn kill(&self) {
        for process in lock(&self.processes).iter().filter_map(Weak::upgrade) {
            let _ = lock(&process).kill();
        }
    }
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
