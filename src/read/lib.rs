//! From what a newsroom wrote to the canonical document: the only place where Markdown, HTML and YAML are read.
//!
//! Reading is pure: pictures are asked for through [`Pictures`], which the crate `input` implements. The stages are
//! front matter -> [`markdown`](self::markdown()) and raw HTML through one `builder` -> cards -> resolve.

mod assembly;
mod body;
mod causes;
mod clean;
mod date;
mod front_matter;
mod json;
mod options;
mod peek;
#[cfg(test)]
#[allow(clippy::wildcard_enum_match_arm, clippy::panic, clippy::indexing_slicing, clippy::unwrap_used)]
mod tests;

pub use assembly::cards::UnresolvedDocument;
use assembly::{cards, resolve};
pub use body::builder;
use body::{lint, markdown};
use clean::Clean;
pub use front_matter::{SCHEMA as FRONT_MATTER_SCHEMA, front_matter_key};
pub use json::JsonError;
pub use options::ReadOptions;
pub use peek::{Peek, PeekPlaces, peek_markdown, peek_model};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span, show_edits};
use pressroom_document::{Document, Language};
pub use pressroom_images::Pictures;

/// The largest source that is read, in bytes.
pub const MAX_SOURCE_BYTES: u64 = 16 * 1024 * 1024;

/// Reads an explainer in Markdown. `None` where the findings hold an error.
pub fn markdown(source: &Source, options: &ReadOptions<'_>) -> (Option<Document>, Diagnostics) {
    let mut found = Vec::new();
    if source.text.trim().is_empty() {
        let finding = Diagnostic::error(Code::Unreadable, "the file is empty: there is nothing to publish");
        found.push(finding.with_span(Span::default()).help("write the explainer, or remove the file"));
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
    let document = cards::split_cards(source, front_matter, draft, options, &mut found);
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

/// Makes the references of a document good that was built by an importer, with a [`builder`]. `None` where the findings hold
/// an error.
pub fn resolve(unresolved: UnresolvedDocument, options: &ReadOptions<'_>) -> (Option<Document>, Diagnostics) {
    let mut found = Vec::new();
    let document = resolve::resolve(unresolved, options, &mut found);
    let document = Clean::reported(document, &mut found);
    finish(document, found)
}

/// Reads Markdown without front matter into a draft, for an importer.
pub fn markdown_draft(source: &Source, language: &Language) -> (builder::Draft, Diagnostics) {
    let mut found = Vec::new();
    let draft = markdown::read(source, 0, language, &mut found);
    (draft, found)
}

/// What a JSON text says that may hold a document in the model's form, with as much around it.
///
/// # Errors
/// The text is no JSON of this form, or nests too deep.
pub fn parse_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, JsonError> {
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
