//! The samples in `input/`, and editions of them: what every benchmark begins with.

#![allow(dead_code)] // Each benchmark uses some of it.

use std::{path::Path, sync::Arc};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::{ImageCache, PictureError, Pictures};
use pressroom_read::{self as read, ReadOptions};
use pressroom_render::{Backend, Context};
use pressroom_theme::Theme;

/// Their names.
pub(crate) const NAMES: [&str; 5] =
    ["article-5-guarantees", "desalination", "drip-irrigation", "power-schedules", "undersea-cables"];

/// The folder of the samples.
struct Folder;

impl Pictures for Folder {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        std::fs::read(Path::new("input").join(path)).map(Arc::from).map_err(|_| PictureError::NotFound)
    }
}

/// A sample as it is written.
pub(crate) fn text(name: &str) -> String {
    std::fs::read_to_string(format!("input/{name}.md")).unwrap()
}

/// A text that is read with the pictures of the samples.
pub(crate) fn read(name: &str, text: String, site: &Site) -> Document {
    let options = ReadOptions { site, slug: name, pictures: &Folder, now: None };
    read::markdown(&Source::new(name, text), &options).0.unwrap()
}

/// A sample that was read.
pub(crate) fn sample(name: &str) -> Document {
    read(name, text(name), &Site::default())
}

/// An edition's backend.
pub(crate) fn backend(theme: &Theme, edition: &str) -> Box<dyn Backend> {
    let kind = registry().iter().find(|kind| kind.name == edition).unwrap();
    (kind.prepare)(theme).unwrap()
}

/// Makes an edition; gives its bytes.
pub(crate) fn render(
    backend: &dyn Backend,
    theme: &Theme,
    document: &Document,
    image_cache: &ImageCache,
) -> usize {
    let (site, words) = (Site::default(), theme.messages(document.metadata.language.as_str()));
    let context = Context::new(&site, &words, image_cache);
    backend.render(document, &context).unwrap().files.values().map(|file| file.len()).sum()
}
