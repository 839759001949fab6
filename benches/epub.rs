//! How long an EPUB takes once its pictures are ready: each sample by itself, and digests of many.
//!
//!     cargo bench --no-default-features --bench epub

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use divan::Bencher;
use pressroom_config::Site;
use pressroom_document::{Document, Language};
use pressroom_editions::digest_kinds;
use pressroom_images::ImageCache;
use pressroom_render::{Context, Digest};
use pressroom_theme::{DEFAULT, Theme};
use samples::{NAMES, backend, render, sample};

fn main() {
    divan::main();
}

#[divan::bench(args = NAMES)]
fn explainer(bencher: Bencher<'_, '_>, name: &str) {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let (backend, document, image_cache) = (backend(&theme, "epub"), sample(name), ImageCache::default());
    render(&*backend, &theme, &document, &image_cache);
    bencher.bench_local(|| render(&*backend, &theme, &document, &image_cache));
}

#[divan::bench(args = [50, 200])]
fn digest(bencher: Bencher<'_, '_>, count: usize) {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let samples = NAMES.map(sample);
    let documents: Vec<Document> = samples.iter().cycle().take(count).cloned().collect();
    let kind = digest_kinds().iter().find(|kind| kind.name == "epub").unwrap();
    let backend = (kind.prepare)(&theme).unwrap();
    let (site, image_cache, language) = (Site::default(), ImageCache::default(), Language::english());
    let words = theme.messages(language.as_str());
    let context = Context::new(&site, &words, &image_cache);
    let digest =
        Digest { name: "many", title: "Many", language: &language, date: None, documents: &documents };
    backend.render_digest(&digest, &context).unwrap();
    bencher.bench_local(|| backend.render_digest(&digest, &context).unwrap());
}
