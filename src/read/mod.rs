//! From what a newsroom wrote to the canonical document: the only place where Markdown, HTML and YAML are read.
//!
//! Reading is pure: pictures are asked for through [`Pictures`], which the pipeline implements. The stages are
//! front matter -> [`markdown`](self::markdown()) and raw HTML through one `builder` -> cards -> resolve.

mod attributes;
mod boxes;
mod builder;
mod cards;
mod causes;
mod clean;
mod coverage;
mod date;
mod front_matter;
mod hints;
mod html;
mod json;
mod language;
mod link;
mod lint;
mod markdown;
mod missing;
mod node;
mod peek;
mod picture;
mod related;
mod resolve;
mod site;
mod slug;
#[cfg(test)]
#[allow(clippy::wildcard_enum_match_arm, clippy::panic, clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

use std::sync::{Arc, OnceLock};

use clean::Clean;
pub use front_matter::SCHEMA as FRONT_MATTER_SCHEMA;
pub use peek::{Peek, PeekPlaces, peek_markdown, peek_model};
pub use picture::Looked;
pub use site::{Configuration, Secret, Security, Smtp, configuration};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, show_edits},
    model::{Document, Language, Site},
};

/// The largest source that is read, in bytes.
pub const MAX_SOURCE_BYTES: u64 = 16 * 1024 * 1024;

/// Where a document's local pictures come from.
pub trait Pictures: Sync {
    /// The bytes of a picture. `path` is relative to the document, as authored, with `/`.
    ///
    /// # Errors
    /// Why it can't be had.
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError>;

    /// The paths of the files beside the document, as far as they are known; to find what was meant by a path that leads to
    /// none.
    fn list(&self) -> Vec<String> {
        Vec::new()
    }

    /// Where it is kept what a file turned out to be that [`open`](Self::open) gave. Who remembers that gives the same
    /// place to each document that shows the file, which then is looked at once.
    fn looked(&self, _file: &Arc<[u8]>) -> Arc<OnceLock<Looked>> {
        Arc::default()
    }
}

/// Why a picture can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// There is no such file.
    NotFound,
    /// The path leads out of the document's folder.
    Outside,
    /// The file is larger than a picture may be.
    TooLarge,
    /// It is nothing that can be read as a file.
    Unreadable(String),
    /// The disk can't tell: the picture may well be there, so that nothing may be made without it.
    Disk(String),
}

impl PictureError {
    /// What kind of finding it is.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::Outside | Self::TooLarge | Self::Unreadable(_) => Code::MissingPicture,
            Self::Disk(_) => Code::Disk,
        }
    }
}

impl std::fmt::Display for PictureError {
    /// What follows "the picture PATH".
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => formatter.write_str("was not found beside the document"),
            Self::Outside => formatter.write_str("lies outside the document's folder"),
            Self::TooLarge => formatter.write_str("is too large a file"),
            Self::Unreadable(why) => write!(formatter, "could not be read: {why}"),
            Self::Disk(why) => write!(formatter, "can't be read: {why}"),
        }
    }
}

/// What reading needs besides the source.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The newsroom's defaults.
    pub site: &'a Site,
    /// The slug to use where the front matter has none: from the file's name.
    pub slug: &'a str,
    /// The document's pictures.
    pub pictures: &'a dyn Pictures,
    /// When this is, if that is known: an explainer of another system waits for its `date`.
    pub now: Option<jiff::Timestamp>,
}

impl std::fmt::Debug for ReadOptions<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ReadOptions").field("slug", &self.slug).finish_non_exhaustive()
    }
}

/// Reads an explainer in Markdown. `None` where the findings hold an error.
pub fn markdown(source: &Source, options: &ReadOptions<'_>) -> (Option<Document>, Diagnostics) {
    let mut found = Vec::new();
    if source.text.trim().is_empty() {
        let finding = Diagnostic::error(Code::Unreadable, "the file is empty: there is nothing to publish");
        found.push(finding.at(Span::default()).help("write the explainer, or remove the file"));
        return (None, found);
    }
    let (front_matter, body_start) = front_matter::read(source, options, &mut found);
    let Some(front_matter) = front_matter else {
        show_edits(source, &mut found);
        widen(source, &mut found);
        return (None, found);
    };
    let english = Language::english();
    let language = front_matter.language.as_ref().or(options.site.language.as_ref()).unwrap_or(&english);
    let draft = markdown::read(source, body_start, language, &mut found);
    let document = cards::divide(source, front_matter, draft, options, &mut found);
    let document = resolve::resolve(document, options, &mut found);
    lint::keep_causes(source, &mut found);
    let document = Clean::reported(document, &mut found);
    show_edits(source, &mut found);
    widen(source, &mut found);
    finish(document, found)
}

/// Reads a document in the model's own JSON form. `None` where the findings hold an error.
pub fn model_json(source: &Source, options: &ReadOptions<'_>) -> (Option<Document>, Diagnostics) {
    let mut found = Vec::new();
    match json::read(source, options, &mut found) {
        Some(document) => finish(document, found),
        None => (None, found),
    }
}

/// A slug from any text, such as a name; empty where nothing of it can be in a slug.
pub fn slug_of(text: &str) -> String {
    slug::for_file(text, None)
}

/// What a JSON text says that may hold a document in the model's form, with as much around it.
///
/// # Errors
/// Why it can't be read.
pub fn json_of<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    json::bounded(text)
}

/// The finding about a source that is larger than [`MAX_SOURCE_BYTES`].
pub fn too_large(bytes: u64) -> Diagnostic {
    let limit = MAX_SOURCE_BYTES / (1024 * 1024);
    Diagnostic::error(Code::TooLarge, format!("the file has {bytes} bytes; a document may have {limit} MiB"))
        .help("divide it into several explainers")
}

/// Gives every place of a finding whole characters: whoever shows it finds its text.
fn widen(source: &Source, found: &mut Diagnostics) {
    for finding in found.iter_mut().filter(|finding| finding.source.is_none()) {
        finding.span = finding.span.map(|span| source.whole(span));
    }
}

fn finish(document: Clean, mut found: Diagnostics) -> (Option<Document>, Diagnostics) {
    causes::merge(&mut found);
    found.sort_by_key(|finding| finding.span.unwrap_or(Span::default()));
    let failed = found.iter().any(Diagnostic::is_error);
    let document = (!failed).then(|| {
        let mut document = document.into_document();
        document.shrink_to_fit();
        document
    });
    (document, found)
}
