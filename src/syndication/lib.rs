//! Editions for the systems of partners, feeds and aggregators. What they share: which pictures may leave the house
//! ([`clearance`]), and the text as simple HTML, as plain text and card by card ([`bodies`]).

mod applenews;
mod bodies;
mod clearance;
mod jsonfeed;
mod ninjs;
mod plain_text;

use std::sync::Arc;

use url::Url;
use uuid::Uuid;

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Document, ImageSource, Metadata, Status,
    paths::{file_url, picture_file},
};
use pressroom_render::{Context, Edition};
use pressroom_theme::MessageKey;

pub use applenews::KIND as APPLENEWS;
pub use jsonfeed::KIND as JSONFEED;
pub use ninjs::{KIND as NINJS, cards_schema, ninjs_schema};

/// Who an item is, constant across revisions: its canonical URL; where there is none, a name made from the site and the
/// slug, which no other item has (RFC 9562, version 5).
fn item_uri(metadata: &Metadata, site: &Site) -> String {
    match metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok()) {
        Some(url) => url.into(),
        None => {
            let name = format!("pressroom:{}:{}", site.publisher_name().unwrap_or_default(), metadata.slug);
            Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
        }
    }
}

/// What stands in place of the text of an explainer that must not be used; `None` for one that may.
fn notice_words<'a>(document: &Document, context: &Context<'a>) -> Option<&'a str> {
    match document.metadata.status {
        Status::Usable => None,
        Status::Withheld => Some(context.messages.get(MessageKey::Withheld)),
        Status::Canceled => Some(context.messages.get(MessageKey::Withdrawn)),
    }
}

/// The URL of a picture: absolute, where the item's own is known.
fn media_url(name: &str, base: Option<&Url>) -> String {
    let path = picture_file(name);
    base.and_then(|base| file_url(base, &path)).map_or(path, String::from)
}

/// Puts the cleared pictures beside an item.
fn add_media(edition: &mut Edition, cleared: &clearance::ClearedDocument<'_>) {
    for picture in &cleared.pictures {
        if let ImageSource::Local(index) = picture.image.source
            && let Some(asset) = cleared.document.asset(index)
        {
            edition.files.insert(picture_file(&asset.name), Arc::clone(&asset.bytes));
        }
    }
}

/// [`item_uri`], with a warning where that had to be made up.
fn uri(metadata: &Metadata, site: &Site, warnings: &mut Diagnostics) -> String {
    if metadata.canonical_url.is_none() {
        let message = "without a canonical URL, the item's uri is made from the site's name and the slug";
        let finding = Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingCanonicalUrl);
        warnings.push(finding.help("give `canonical_url`, or the site's `base_url`"));
    }
    item_uri(metadata, site)
}
