//! Imports what newsrooms write in: from a word processor's file, a web page, an export of a content management system or
//! plain text to explainers in Markdown, with a report of everything that was not taken over.
//!
//! A reader of each kind gives [`article`]s: metadata, a body that went through the reader's own builder, and pictures.
//! [`assemble`] divides the body into cards, resolves it like any other document, and has `pressroom_write` write it. So what
//! is imported is what a build reads.

mod article;
mod assemble;
mod cms;
mod interface;
mod plain;
mod readers;
mod source;
mod web;
mod word;

pub use interface::{
    Action, Changes, Comments, FindingKind, ImportCounts, ImportError, ImportFinding, ImportKind,
    ImportOptions, ImportReport, REPORT_FORMAT,
};
pub use readers::detect;
pub use source::{ImportSource, Imported};
pub use word::word_template;

/// Imports a source.
///
/// # Errors
/// The source is none of the kinds, damaged, locked or too large; or there is no text in it.
pub fn import(source: &ImportSource<'_>, options: &ImportOptions<'_>) -> Result<Vec<Imported>, ImportError> {
    let kind = match options.kind {
        Some(kind) => kind,
        None => detect(source.name, source.bytes).ok_or(ImportError::UnknownKind)?,
    };
    let articles = readers::read(kind, source, options)?;
    if articles.is_empty() {
        return Err(ImportError::Empty);
    }
    assemble::assemble_all(articles, kind, source, options)
}
