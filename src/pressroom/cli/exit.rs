//! How a command ends: its exit status, and the errors that lead to it.

use std::fmt;

use pressroom_package::PackageError;

/// How a command ended, as its exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitStatus {
    /// Everything that was asked for is written.
    Done,
    /// A document had errors; the others are written.
    FoundErrors,
    /// `pressroom diff` found a difference.
    Different,
    /// The arguments, the configuration or the theme are wrong; nothing is written.
    WrongUsage,
    /// The disk refused.
    Disk,
    /// Stopped by Ctrl-C. What was done is written.
    Stopped,
}

impl ExitStatus {
    /// The exit code of the process.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::FoundErrors | Self::Different => 1,
            Self::WrongUsage => 2,
            Self::Disk => 3,
            // As shells say it: 128 and the signal's number.
            Self::Stopped => 130,
        }
    }

    /// The status of an error that the disk caused, or that the arguments did.
    pub(super) fn of_cause(is_of_disk: bool) -> Self {
        if is_of_disk { Self::Disk } else { Self::WrongUsage }
    }
}

/// The reason that a command ended before its work was done.
#[derive(Debug)]
pub(super) struct CommandError {
    status: ExitStatus,
    /// A message for each cause; none if the printer has shown them.
    messages: Vec<String>,
}

/// The outcome of a command.
pub(super) type CommandResult = Result<ExitStatus, CommandError>;

impl CommandError {
    pub(super) fn new(status: ExitStatus, messages: Vec<String>) -> Self {
        Self { status, messages }
    }

    /// An error of the arguments, the configuration or the theme.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::WrongUsage, vec![message.into()])
    }

    /// An error of the disk.
    pub(super) fn disk(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Disk, vec![message.into()])
    }

    /// An error whose reason was printed already.
    pub(super) fn reported(status: ExitStatus) -> Self {
        Self::new(status, Vec::new())
    }

    /// The same error with another status.
    pub(super) fn with_status(self, status: ExitStatus) -> Self {
        Self { status, ..self }
    }

    pub(super) fn status(&self) -> ExitStatus {
        self.status
    }

    pub(super) fn messages(&self) -> &[String] {
        &self.messages
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for CommandError {}

impl From<PackageError> for CommandError {
    fn from(error: PackageError) -> Self {
        Self::new(package_status(&error), vec![error.to_string()])
    }
}

/// The status of an error about a package.
pub(super) fn package_status(error: &PackageError) -> ExitStatus {
    match error {
        PackageError::Mismatch(_) => ExitStatus::FoundErrors,
        PackageError::Usage(_) => ExitStatus::WrongUsage,
        PackageError::Disk(_) => ExitStatus::Disk,
    }
}
