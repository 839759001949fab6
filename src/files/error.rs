//! What the disk refused, with the path that it is about.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The disk refused something about a path.
#[derive(Debug, Clone)]
pub struct DiskError {
    path: PathBuf,
    refused: Access,
    source: Arc<io::Error>,
}

/// An access that the disk refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading it, or what is in it.
    Read,
    /// Writing it.
    Write,
    /// Writing something into it.
    WriteTo,
    /// Removing it.
    Remove,
    /// Asking what it is.
    LookAt,
    /// Locking it against other runs.
    Lock,
}

impl DiskError {
    /// The disk refused an access to a path.
    pub fn new(path: impl AsRef<Path>, refused: Access, source: io::Error) -> Self {
        Self { path: path.as_ref().to_owned(), refused, source: Arc::new(source) }
    }

    /// Wraps errors of reading a path, for `map_err`.
    pub fn reading(path: &Path) -> impl Fn(io::Error) -> Self + Copy + '_ {
        move |source| Self::new(path, Access::Read, source)
    }

    /// Wraps errors of writing a path, for `map_err`.
    pub fn writing(path: &Path) -> impl Fn(io::Error) -> Self + Copy + '_ {
        move |source| Self::new(path, Access::Write, source)
    }

    /// Wraps errors of writing into a folder, for `map_err`.
    pub fn writing_to(path: &Path) -> impl Fn(io::Error) -> Self + Copy + '_ {
        move |source| Self::new(path, Access::WriteTo, source)
    }

    /// Wraps errors of removing a path, for `map_err`.
    pub fn removing(path: &Path) -> impl Fn(io::Error) -> Self + Copy + '_ {
        move |source| Self::new(path, Access::Remove, source)
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = match self.refused {
            Access::Read => "read",
            Access::Write => "written",
            Access::WriteTo => "written to",
            Access::Remove => "removed",
            Access::LookAt => "looked at",
            Access::Lock => "locked against other runs",
        };
        write!(formatter, "{} can't be {refused}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for DiskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// Why an output folder can't be locked.
#[derive(Debug, Clone)]
pub enum LockError {
    /// Another run holds the lock.
    Taken(PathBuf),
    /// The disk refuses.
    Disk(DiskError),
}

impl fmt::Display for LockError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(output) => {
                write!(formatter, "another run is writing to {}; try again when it is done", output.display())
            }
            Self::Disk(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for LockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Taken(_) => None,
            Self::Disk(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_says_what_was_refused_and_why() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let error = DiskError::reading(Path::new("out/a"))(denied());
        assert_eq!(error.to_string(), format!("out/a can't be read: {}", denied()));
        assert!(error.source().is_some());
    }
}
