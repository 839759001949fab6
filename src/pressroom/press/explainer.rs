//! An explainer that was read: the proof that its document is whole.

use std::ops::Deref;

use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_document::Document;

use super::error::{Error, ErrorKind};

/// An explainer that was read or accepted: a [`Document`] of which every edition can be made, and the warnings about it.
#[derive(Debug, Clone)]
pub struct Explainer {
    document: Document,
    source: Source,
    warnings: Vec<Diagnostic>,
}

impl Explainer {
    /// Takes what reading gave.
    pub(super) fn new(document: Option<Document>, source: Source, found: Diagnostics) -> Result<Self, Error> {
        match document {
            Some(document) => Ok(Self { document, source, warnings: found }),
            None => Err(Error::new(ErrorKind::Read, source, found)),
        }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Gives the document, to be changed; [`Pressroom::accept`](crate::Pressroom::accept) makes an explainer of it again.
    pub fn into_document(self) -> Document {
        self.document
    }

    /// The source, which turns the places of the warnings into lines and columns.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The warnings about the source.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Deref for Explainer {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}
