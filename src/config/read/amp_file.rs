//! What `[amp]` names in a file of its own: the component, and where its JSON is.

use pressroom_diagnostics::Span;

/// A component that is told by JSON what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ComponentKind {
    Analytics,
    Consent,
}

/// A file of JSON that `[amp]` names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AmpFile {
    pub(super) kind: ComponentKind,
    /// Relative to `pressroom.toml`.
    pub(super) path: String,
    pub(super) place: Span,
}

impl ComponentKind {
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Analytics => "amp.analytics",
            Self::Consent => "amp.consent",
        }
    }
}
