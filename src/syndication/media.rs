//! The pictures that go out beside an item.

use std::{borrow::Cow, sync::Arc};

use url::Url;

use super::clearance::ClearedDocument;
use pressroom_document::{
    Asset, ImageSource,
    paths::{file_url, picture_file},
    sha256,
};
use pressroom_images::{
    ImageCache,
    variants::{Variant, make_bounded},
};
use pressroom_render::Edition;

/// The longest side of a picture in a feed, in pixels: what the largest screens of feed readers show.
const LARGEST: u32 = 1600;

/// The URL of a picture: absolute, where the item's own is known.
pub(super) fn media_url(name: &str, base: Option<&Url>) -> String {
    let path = picture_file(name);
    base.and_then(|base| file_url(base, &path)).map_or(path, String::from)
}

/// The same document with a bounded form in place of each picture, in a format that every reader shows. A picture that has no form stays as it
/// came.
pub(super) fn with_forms<'a>(cleared: &ClearedDocument<'a>, image_cache: &ImageCache) -> ClearedDocument<'a> {
    let ClearedDocument { document, pictures, related, warnings } = cleared.clone();
    if pictures.is_empty() {
        return ClearedDocument { document, pictures, related, warnings };
    }
    let mut document = document.into_owned();
    for picture in &pictures {
        if let ImageSource::Local(index) = picture.image.source
            && let Some(asset) = cleared.document.asset(index)
            && let Ok(form) = make_bounded(asset, image_cache, LARGEST)
            && let Some(shown) = document.assets.get_mut(index)
        {
            *shown = form_as_asset(asset, form);
        }
    }
    ClearedDocument { document: Cow::Owned(document), pictures, related, warnings }
}

/// A form in the place of the picture that it was made of.
pub(super) fn form_as_asset(asset: &Asset, form: Variant) -> Asset {
    let sha256 = match Arc::ptr_eq(&asset.bytes, &form.bytes) {
        true => asset.sha256.clone(),
        false => sha256(&form.bytes),
    };
    let Variant { name, media_type, width, height, is_transparent: _, bytes } = form;
    Asset { path: asset.path.clone(), name, media_type, width, height, sha256, bytes }
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
