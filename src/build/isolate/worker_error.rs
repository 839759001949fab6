//! Why a worker process gave no answer.

use std::process::ExitStatus;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum WorkerError {
    /// It took longer than it may.
    Late,
    /// The process ended.
    Exited(ExitStatus),
    /// What came is no answer.
    InvalidResponse,
    /// There is no process: a message.
    NotStarted(String),
}
