//! From a source that was loaded to a document.

use std::path::Path;

use jiff::Timestamp;

use super::{
    Input, InputKind,
    pictures::{PictureFiles, SeenPicture},
    source::LoadedSource,
};
use pressroom_config::Site;
use pressroom_diagnostics::{
    Code, Diagnostic, Diagnostics, Source, Span,
    panics::{caught, failed},
};
use pressroom_document::{Document, reserved::Reserved};
use pressroom_read::{self as read, ReadOptions};

/// A source that was read.
pub struct LoadedDocument {
    /// The decoded text.
    pub source: Source,
    /// What it says; `None` where it can't be read, which the findings tell.
    pub document: Option<Document>,
    /// What was found in it.
    pub found: Diagnostics,
    /// The pictures that were asked for, as far as they are files.
    pub pictures: Vec<SeenPicture>,
    /// What is wrong with its slug for whoever names folders or files by it.
    refused: Option<Diagnostic>,
}

impl LoadedDocument {
    /// Refuses a document that can't have the slug that it says: for commands that don't survey their sources.
    pub fn refuse_slug(&mut self) {
        if let Some(finding) = self.refused.take() {
            self.document = None;
            self.found.push(finding);
        }
    }
}

/// Reads a source, at `now` if that matters. One in which errors were found already is not read.
pub fn read_document(
    input: &Input,
    loaded: LoadedSource,
    site: &Site,
    pictures: &PictureFiles,
    now: Option<Timestamp>,
) -> LoadedDocument {
    let pictures = pictures.beneath(input.path.as_deref().and_then(Path::parent));
    let reading =
        read_document_with(loaded, &ReadOptions { site, slug: &input.slug, pictures: &pictures, now });
    LoadedDocument { pictures: pictures.seen(), ..reading }
}

/// The same for a source that is no file.
pub fn read_document_with(loaded: LoadedSource, options: &ReadOptions<'_>) -> LoadedDocument {
    let LoadedSource { source, kind, mut found, version: _, sha256: _ } = loaded;
    let mut document = None;
    if !found.iter().any(Diagnostic::is_error) {
        let result = caught(|| match kind {
            InputKind::Markdown => read::markdown(&source, options),
            InputKind::Model => read::model_json(&source, options),
        });
        match result {
            Ok((read, findings)) => {
                document = read;
                found.extend(findings);
            }
            Err(panic) => found.push(Diagnostic { code: Code::Unreadable, ..failed(&panic) }),
        }
    }
    let refused = document.as_ref().and_then(|document| {
        let finding = refused_slug(&document.metadata.slug, None)?;
        let peek = caught(|| match kind {
            InputKind::Markdown => Some(read::peek_markdown(&source, options)),
            InputKind::Model => read::peek_model(&source),
        });
        let span = peek.ok().flatten().and_then(|peek| peek.places.slug);
        Some(Diagnostic { span, ..finding })
    });
    LoadedDocument { source, document, found, pictures: Vec::new(), refused }
}

/// An error where a slug is not free to be the name of a folder or file of editions.
pub fn refused_slug(slug: &str, place: Option<Span>) -> Option<Diagnostic> {
    let finding = Diagnostic::error(Code::ReservedSlug, Reserved::find(slug)?.message(slug));
    let finding = Diagnostic { span: place, ..finding };
    Some(finding.help("give the explainer another `slug` in the front matter"))
}
