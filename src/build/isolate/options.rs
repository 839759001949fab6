//! How worker processes are started, what they may take, and what is said of those that were lost.

use std::{ffi::OsString, path::PathBuf, process::ExitStatus, time::Duration};

use super::worker_error::{NoWorker, WorkerError};
use pressroom_diagnostics::{Code, Diagnostic};

/// How worker processes are started, and what they may take.
#[derive(Debug, Clone)]
pub struct Workers {
    /// The program.
    pub program: PathBuf,
    /// Its arguments: it has to call [`serve`](super::serve()) with the same theme, site and editions.
    pub arguments: Vec<OsString>,
    /// How long a document may take.
    pub timeout: Option<Duration>,
    /// The address space that the arguments allow a worker, in MiB; for messages.
    pub memory: Option<u64>,
}

impl Workers {
    pub(super) fn not_started(&self, error: &WorkerError) -> NoWorker {
        let (why, memory) = match error {
            WorkerError::NotStarted(message) => (message.clone(), false),
            WorkerError::Exited(status) => (format!("it ended ({})", ending(*status)), true),
            WorkerError::InvalidResponse => ("it is not what it should be".to_owned(), false),
            WorkerError::Late => ("it takes too long".to_owned(), false),
        };
        let help = self.memory.filter(|_| memory).map(perhaps_memory);
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        NoWorker(format!("no worker process can be started: {why}{help}"))
    }

    /// What is said of a document that was lost.
    pub(super) fn finding(&self, error: &WorkerError) -> Diagnostic {
        match error {
            WorkerError::Late => {
                let seconds = self.timeout.unwrap_or_default().as_secs();
                let message = format!("making this explainer took longer than {seconds} s and was given up");
                Diagnostic::error(Code::Timeout, message).help("--timeout says how long one may take")
            }
            WorkerError::Exited(status) => {
                let message = format!("the process that made this explainer crashed ({})", ending(*status));
                Diagnostic::error(Code::Crashed, message).help(self.advice(*status))
            }
            WorkerError::InvalidResponse => {
                let message = "the process that made this explainer gave an answer that is none";
                Diagnostic::error(Code::Crashed, message).help(REPORT)
            }
            WorkerError::NotStarted(_) => Diagnostic::error(Code::Disk, self.not_started(error).to_string()),
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
