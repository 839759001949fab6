//! Imports what newsrooms write in: from a word processor's file, a web page, an export of a content management system or
//! plain text to explainers in Markdown, with a report of everything that was not taken over.
//!
//! A reader of each kind gives [`article`]s: metadata, a body that went through the reader's own builder, and pictures.
//! [`assemble`] divides the body into cards, resolves it like any other document, and has `pressroom_write` write it. So what
//! is imported is what a build reads.

mod article;
mod assemble;
mod error;
mod kind;
mod options;
mod plain;
mod report;

use std::sync::Arc;

pub use error::ImportError;
pub use kind::ImportKind;
pub use options::{Changes, Comments, ImportOptions};
pub use report::{Action, Finding, FindingKind, ImportCounts, ImportReport, REPORT_FORMAT};

use pressroom_images::Pictures;

/// Something to import.
#[derive(Clone, Copy)]
pub struct ImportSource<'a> {
    /// The file's name for people, such as `drafts/why.docx`.
    pub name: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// The files beside it: the pictures of a saved page, the media of an export.
    pub beside: &'a dyn Pictures,
}

impl ImportSource<'_> {
    /// The file's name without folders and extension.
    pub(crate) fn stem(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(self.name);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    }
}

/// An explainer that was made of a source, or of a part of it.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Its name in paths; unique among those of a source.
    pub slug: String,
    /// Front matter and body.
    pub markdown: String,
    /// Its pictures, by their path beside the Markdown file, such as `why/image1.png`.
    pub pictures: Vec<(String, Arc<[u8]>)>,
    /// What came in, and what did not.
    pub report: ImportReport,
}

/// Imports a source.
///
/// # Errors
/// The source is none of the kinds, damaged, locked or too large; or there is no text in it.
pub fn import(source: &ImportSource<'_>, options: &ImportOptions<'_>) -> Result<Vec<Imported>, ImportError> {
    let kind = match options.kind {
        Some(kind) => kind,
        None => ImportKind::detect(source.name, source.bytes).ok_or(ImportError::UnknownKind)?,
    };
    let articles = kind.read(source, options)?;
    if articles.is_empty() {
        return Err(ImportError::Empty);
    }
    assemble::assemble_all(articles, kind, source, options)
}
