//! What is imported, and what it becomes.

use std::sync::Arc;

use crate::{ImportError, ImportReport};
use pressroom_diagnostics::{Diagnostics, Source};
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

    /// The file as text, whatever its encoding; with what is found about that.
    ///
    /// # Errors
    /// It is no text.
    pub(crate) fn decode(&self) -> Result<(Source, Diagnostics), ImportError> {
        let (decoded, found) = Source::decode(self.name, self.bytes);
        match found.iter().find(|finding| finding.is_error()) {
            Some(error) => Err(ImportError::Damaged(error.message.clone())),
            None => Ok((decoded, found)),
        }
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
