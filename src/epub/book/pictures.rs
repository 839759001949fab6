//! The pictures of a publication, each stored once.

use std::collections::HashMap;

use super::container::Archive;
use pressroom_diagnostics::Diagnostic;
use pressroom_document::{Asset, Document, Image, ImageSource};
use pressroom_images::{
    ImageCache,
    variants::{self, Variant},
};

/// The longest side of a picture, in pixels: what the largest screens of readers show.
const LARGEST: u32 = 1600;

/// The pictures that were written.
pub(crate) struct Pictures<'r> {
    image_cache: &'r ImageCache,
    list: Vec<Picture>,
    /// SHA-256 of the original -> place in the list.
    known: HashMap<String, usize>,
    cover: Option<usize>,
}

/// A picture as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// Its file.
    pub(crate) path: String,
    /// Its media type, one of EPUB's core media types (EPUB 3.3, section 3.2).
    pub(crate) media_type: &'static str,
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// True if the ground shines through some of its pixels.
    pub(crate) is_transparent: bool,
}

impl Picture {
    /// A drawing (SVG), which has no size.
    pub(crate) fn drawn(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            media_type: "image/svg+xml",
            width: 0,
            height: 0,
            is_transparent: false,
        }
    }
}

impl<'r> Pictures<'r> {
    /// None yet.
    pub(crate) fn new(image_cache: &'r ImageCache) -> Self {
        Self { image_cache, list: Vec::new(), known: HashMap::new(), cover: None }
    }

    /// Writes a picture into the archive, unless it is there already.
    ///
    /// # Errors
    /// The message of the archive.
    pub(crate) fn add(&mut self, asset: &Asset, archive: &mut Archive) -> Result<(), Diagnostic> {
        if self.known.contains_key(&asset.sha256) {
            return Ok(());
        }
        // A picture that could be measured but not read goes out as it came.
        let variant = variants::make_bounded(asset, self.image_cache, LARGEST);
        let variant = variant.unwrap_or_else(|_| Variant::original(asset));
        let picture = Picture {
            path: variant.path(),
            media_type: variant.media_type.as_str(),
            width: variant.width,
            height: variant.height,
            is_transparent: variant.is_transparent,
        };
        archive.picture(&picture.path, &variant.bytes)?;
        self.known.insert(asset.sha256.clone(), self.list.len());
        self.list.push(picture);
        Ok(())
    }

    /// A picture that was added.
    pub(crate) fn find(&self, asset: &Asset) -> Option<&Picture> {
        self.list.get(*self.known.get(&asset.sha256)?)
    }

    /// Makes a picture that was added the cover.
    pub(crate) fn choose_cover(&mut self, asset: &Asset) {
        self.cover = self.known.get(&asset.sha256).copied();
    }

    /// Adds a cover that was written.
    pub(crate) fn add_cover(&mut self, picture: Picture) {
        self.cover = Some(self.list.len());
        self.list.push(picture);
    }

    /// Every picture, and whether it is the cover.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Picture, bool)> {
        self.list.iter().enumerate().map(|(index, picture)| (picture, self.cover == Some(index)))
    }
}

/// The picture file of an image that is shown.
pub(crate) fn local<'a>(document: &'a Document, image: &Image) -> Option<&'a Asset> {
    match image.source {
        ImageSource::Local(index) => document.asset(index),
        ImageSource::Remote { .. } | ImageSource::Missing(_) => None,
    }
}
