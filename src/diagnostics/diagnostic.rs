//! One diagnostic: what is wrong, where, and how to mend it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Code, Edit, Source, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The edition is made; somebody should look.
    Warning,
    /// The document, or the edition named, is not made.
    Error,
}

/// One finding about one document (or about configuration or a theme).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable name of the kind of finding.
    pub code: Code,
    /// Warning or error.
    pub severity: Severity,
    /// What is wrong: one lower-case sentence without a full stop.
    pub message: String,
    /// Where in the source, in bytes of its decoded text; `None` speaks of the whole file.
    pub span: Option<Span>,
    /// How to mend it, when that can be said.
    pub help: Option<String>,
    /// The edits that mend it, where that can be decided without the writer; `pressroom fix` makes them. They never
    /// change the words of the text.
    #[serde(skip)]
    pub edits: Vec<Edit>,
    /// The code of the finding that this one follows from: an edition's finding is not shown beside it. A finding of the
    /// reader with a cause takes the place of the finding with that code.
    #[serde(skip)]
    pub cause: Option<Code>,
    /// The edition that reports it, when a backend does ("amp", "epub", ...).
    pub edition: Option<&'static str>,
    /// The text that the span points into, where that is not the text at hand: a theme's file, for a document.
    #[serde(skip)]
    pub source: Option<Arc<Source>>,
}

impl Diagnostic {
    /// An error: the document or edition can't be made.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning: made, but look at it.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            span: None,
            help: None,
            edits: Vec::new(),
            cause: None,
            edition: None,
            source: None,
        }
    }

    /// The same finding, at a place.
    #[must_use]
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same finding, with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding, with an edit that mends it: `text` in the place of `span`.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// The same finding, as one that follows from another, which has the code `cause`.
    #[must_use]
    pub fn follows(mut self, cause: Code) -> Self {
        self.cause = Some(cause);
        self
    }

    /// The same finding, as reported by the edition `name`.
    #[must_use]
    pub fn in_edition(mut self, name: &'static str) -> Self {
        self.edition = Some(name);
        self
    }

    /// The same finding, about another text than the one at hand.
    #[must_use]
    pub fn in_source(mut self, source: &Arc<Source>) -> Self {
        self.source = Some(Arc::clone(source));
        self
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Findings in the order in which they were made.
pub type Diagnostics = Vec<Diagnostic>;
