//! Which reader a source needs, by its content and its name.

use crate::{
    ImportError, ImportKind, ImportOptions, ImportSource,
    article::Article,
    cms::{self, ghost, markdown, wordpress},
    plain,
    web::{google, page},
    word,
};

/// How many bytes of a file are looked at to tell what it is.
const LOOKED_AT: usize = 256 * 1024;

/// The kind of a file, by its content first and its name then.
pub fn detect(name: &str, bytes: &[u8]) -> Option<ImportKind> {
    if google::is_package(bytes) {
        return Some(ImportKind::GoogleDocs);
    }
    if word::is_package(bytes) {
        return Some(ImportKind::Docx);
    }
    let named = ImportKind::of_name(name);
    let start = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let start = String::from_utf8_lossy(start);
    if named.is_none()
        && let Some(kind) = cms::detect(name, &start, bytes)
    {
        return Some(kind);
    }
    if named == Some(ImportKind::WebPage) || (named.is_none() && is_html(&start)) {
        return Some(if google::is_google_docs(&start) {
            ImportKind::GoogleDocs
        } else {
            ImportKind::WebPage
        });
    }
    // Data of a form that is not known is no text to read.
    let is_data = name.ends_with(".json") || name.ends_with(".xml");
    named.or_else(|| (!is_data && std::str::from_utf8(bytes).is_ok()).then_some(ImportKind::Text))
}

/// True for a text that begins as a web page does.
fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|inner| inner.split_once("-->")) {
        rest = after.trim_start();
    }
    let start: String = rest.chars().take(14).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<meta"].iter().any(|one| start.starts_with(one))
}

/// The articles of a source of a kind.
pub(crate) fn read(
    kind: ImportKind,
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    match kind {
        ImportKind::GoogleDocs => google::read(source, options),
        ImportKind::WebPage => page::read(source, options),
        ImportKind::Docx => word::read(source, options),
        ImportKind::WordPress => wordpress::read(source, options),
        ImportKind::Ghost => ghost::read(source, options),
        ImportKind::Model => cms::wire::model::read(source, options),
        ImportKind::Ninjs => cms::wire::ninjs::read(source, options),
        ImportKind::NewsMlG2 => cms::wire::newsml::read(source, options),
        ImportKind::JsonFeed => cms::wire::json_feed::read(source, options),
        ImportKind::Markdown => markdown::read(source, options),
        ImportKind::Text => plain::read(source, options),
    }
}
