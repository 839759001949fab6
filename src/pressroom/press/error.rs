//! The errors of the front door: diagnostics with the source that they are about.

use std::fmt;

use pressroom_diagnostics::{Diagnostic, Source};

use super::edition::Edition;

/// Something can't be read or made. An error has a diagnostic for each cause.
#[derive(Clone)]
pub struct Error(Box<Data>);

#[derive(Debug, Clone)]
struct Data {
    kind: ErrorKind,
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

/// The step that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The source of an explainer has errors.
    Read,
    /// The theme has errors.
    Theme,
    /// An edition can't be made of an explainer.
    Render(Edition),
}

impl Error {
    pub(super) fn new(kind: ErrorKind, source: Source, diagnostics: Vec<Diagnostic>) -> Self {
        Self(Box::new(Data { kind, source, diagnostics }))
    }

    /// The step that failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The diagnostics: at least one error, and the warnings beside it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    /// The source that the places of the diagnostics are in, if a diagnostic does not bring
    /// [its own](Diagnostic::source).
    pub fn source_text(&self) -> &Source {
        &self.0.source
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {self}", self.0.kind)
    }
}

impl fmt::Display for Error {
    /// A line for each error: `why.md:1:1: error[unreadable]: the file is empty`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.0.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        for (number, diagnostic) in errors.enumerate() {
            let source = diagnostic.source.as_deref().unwrap_or(&self.0.source);
            let place = source.line_column(diagnostic.span.map_or(0, |span| span.start as usize));
            let line_end = if number > 0 { "\n" } else { "" };
            let (name, code, message) = (&source.name, diagnostic.code, &diagnostic.message);
            write!(formatter, "{line_end}{name}:{}:{}: error[{code}]: {message}", place.line, place.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
