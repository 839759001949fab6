//! Editions for the systems of partners, feeds and aggregators. What they share: which pictures may leave the house
//! ([`clearance`]), and the text as simple HTML, as plain text and card by card ([`bodies`]).

mod bodies;
mod clearance;
mod ninjs;

use url::Url;

pub(super) use ninjs::KIND as NINJS;

/// Where a picture stands beside the item.
fn media_path(name: &str) -> String {
    format!("media/{name}")
}

/// The URL of a picture: absolute, where the item's own is known.
fn media_url(name: &str, base: Option<&Url>) -> String {
    let path = media_path(name);
    base.and_then(|base| base.join(&path).ok()).map_or(path, String::from)
}
