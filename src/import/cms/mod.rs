//! What content management systems and the wire give: exports with many posts, items of news in JSON and XML, Markdown with
//! the habits of other systems.

pub(crate) mod ghost;
pub(crate) mod html_body;
pub(crate) mod markdown;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
pub(crate) mod wire;
pub(crate) mod wordpress;

use crate::ImportKind;

/// The kind of a file whose name says nothing, such as `export.json` or `export.xml`.
pub(crate) fn detect(name: &str, start: &str, bytes: &[u8]) -> Option<ImportKind> {
    let trimmed = start.trim_start_matches('\u{feff}').trim_start();
    if trimmed.starts_with('<') {
        return if wordpress::is_export(start) || (name.ends_with(".xml") && start.contains("<rss")) {
            Some(ImportKind::WordPress)
        } else if wire::newsml::is_newsml(start) {
            Some(ImportKind::NewsMlG2)
        } else {
            None
        };
    }
    if trimmed.starts_with(['{', '[']) {
        let value: serde_json::Value =
            serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()?;
        return if wire::model::is_model(&value) {
            Some(ImportKind::Model)
        } else if wire::json_feed::is_feed(&value) {
            Some(ImportKind::JsonFeed)
        } else if wire::ninjs::is_ninjs(&value) {
            Some(ImportKind::Ninjs)
        } else if ghost::is_export(&value) {
            Some(ImportKind::Ghost)
        } else {
            None
        };
    }
    markdown::has_front_matter(start).then_some(ImportKind::Markdown)
}
