//! One replacement in a source.

use crate::Span;

/// One replacement in the decoded text of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; an empty span inserts.
    pub span: Span,
    /// What takes their place.
    pub text: String,
}
