//! How partners know an item: its identifier, and the notice in place of a text that must not be used.

use url::Url;
use uuid::Uuid;

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Document, Metadata, Status};
use pressroom_render::Context;
use pressroom_theme::MessageKey;

/// The identifier of an item, constant across revisions: its canonical URL, else a name made of site and slug, which no
/// other item has (RFC 9562, version 5).
pub(super) fn item_uri(metadata: &Metadata, site: &Site) -> String {
    match metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok()) {
        Some(url) => url.into(),
        None => {
            let name = format!("pressroom:{}:{}", site.publisher_name().unwrap_or_default(), metadata.slug);
            Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
        }
    }
}

/// [`item_uri`], with a warning where that had to be made up.
pub(super) fn uri_or_warn(metadata: &Metadata, site: &Site, warnings: &mut Diagnostics) -> String {
    if metadata.canonical_url.is_none() {
        let message = "without a canonical URL, the item's uri is made from the site's name and the slug";
        let finding = Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingCanonicalUrl);
        warnings.push(finding.help("give `canonical_url`, or the site's `base_url`"));
    }
    item_uri(metadata, site)
}

/// The notice in place of the text of an explainer that must not be used; `None` if it may be.
pub(super) fn notice_text<'a>(document: &Document, context: &Context<'a>) -> Option<&'a str> {
    match document.metadata.status {
        Status::Usable => None,
        Status::Withheld => Some(context.messages.get(MessageKey::Withheld)),
        Status::Canceled => Some(context.messages.get(MessageKey::Withdrawn)),
    }
}
