//! The pictures that go out beside an item.

use std::sync::Arc;

use url::Url;

use super::clearance::ClearedDocument;
use pressroom_document::{
    ImageSource,
    paths::{file_url, picture_file},
};
use pressroom_render::Edition;

/// The URL of a picture: absolute, where the item's own is known.
pub(super) fn media_url(name: &str, base: Option<&Url>) -> String {
    let path = picture_file(name);
    base.and_then(|base| file_url(base, &path)).map_or(path, String::from)
}

/// Puts the cleared pictures beside an item.
pub(super) fn add_media(edition: &mut Edition, cleared: &ClearedDocument<'_>) {
    for picture in &cleared.pictures {
        if let ImageSource::Local(index) = picture.image.source
            && let Some(asset) = cleared.document.asset(index)
        {
            edition.files.insert(picture_file(&asset.name), Arc::clone(&asset.bytes));
        }
    }
}
