//! The result of one check of the machine.

/// How one part of the machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Good,
    Warning,
    Error,
}

/// The result of one check: what was checked, how it is, and how to mend it.
#[derive(Debug)]
pub(super) struct HealthCheck {
    pub(super) subject: &'static str,
    pub(super) health: Health,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl HealthCheck {
    pub(super) fn good(subject: &'static str, message: impl Into<String>) -> Self {
        Self { subject, health: Health::Good, message: message.into(), help: None }
    }

    pub(super) fn warning(
        subject: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { subject, health: Health::Warning, message: message.into(), help: Some(help.into()) }
    }

    pub(super) fn error(subject: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { health: Health::Error, ..Self::warning(subject, message, help) }
    }
}
