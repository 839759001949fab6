//! Why a worker process gave no answer.

use std::process::ExitStatus;

use thiserror::Error;

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

/// No worker process can be started, or none any more: no further document can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct NoWorker(pub(super) String);
