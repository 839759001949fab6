//! The example of `input/manual/library.md`, word for word, so that it compiles.

#[rustfmt::skip]
mod example {
use std::{collections::BTreeMap, sync::Arc};

use pressroom::{
    config::Site,
    diagnostics::Source,
    editions::registry,
    images::{ImageCache, PictureError, Pictures},
    read::{self, ReadOptions},
    render::Context,
    theme::Theme,
};

/// An explainer without pictures.
struct NoPictures;

impl Pictures for NoPictures {
    fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
        Err(PictureError::NotFound)
    }
}

/// The files of one edition: path and content.
fn edition(
    name: &str,
    markdown: &str,
) -> Option<BTreeMap<String, Arc<[u8]>>> {
    let site = Site::default();
    let options = ReadOptions {
        site: &site,
        slug: "why",
        pictures: &NoPictures,
        now: None,
    };
    let source = Source::new("why.md", markdown);
    // The second value holds the findings.
    let (document, _) = read::markdown(&source, &options);
    let document = document?;

    let theme = Theme::builtin("default").ok()?;
    let kind = registry().iter().find(|kind| kind.name == name)?;
    let backend = (kind.prepare)(&theme).ok()?;

    let words = theme.messages(document.metadata.language.as_str());
    let images = ImageCache::default();
    let context = Context::new(&site, &words, &images);
    Some(backend.render(&document, &context).ok()?.files)
}

#[test]
fn the_example_makes_a_page() {
    let files = edition("html", "# Why?\n\n## Who asks?\n\nYou.\n").unwrap();
    let page = files.iter().find(|(path, _)| path.ends_with("why.html")).unwrap().1;
    assert!(String::from_utf8_lossy(page).contains("Who asks?"));
    assert!(edition("html", "<!-- never closed").is_none());
}
}
