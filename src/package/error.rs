//! The errors of packages, by what a caller does about them.

use std::{io, path::Path};

/// A package is not made, or not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Something is not what its manifest or its signature says.
    #[error("{0}")]
    Mismatch(String),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The disk refused.
    #[error("{0}")]
    Disk(String),
}

impl PackageError {
    /// An error of the disk about a file.
    pub(crate) fn disk(path: &Path, done: &str, error: &io::Error) -> Self {
        Self::Disk(format!("{} can't be {done}: {error}", path.display()))
    }
}
