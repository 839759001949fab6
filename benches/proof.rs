//! How long the galley proof takes: one document with its pictures for the first time and again, a hundred distinct ones
//! on one thread and two.
//!
//!     cargo bench --no-default-features --features proof --bench proof

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use divan::{AllocProfiler, Bencher};
use pressroom_document::Document;
use pressroom_images::ImageCache;
use pressroom_render::Backend;
use pressroom_theme::Theme;
use rayon::prelude::*;
use samples::{NAMES, backend, render, sample};

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Once per run: the theme's fonts.
#[divan::bench(sample_count = 20)]
fn prepare() -> Box<dyn Backend> {
    backend(&Theme::builtin("default").unwrap(), "proof")
}

/// With its pictures made small.
#[divan::bench(args = NAMES, sample_count = 20)]
fn first(bencher: Bencher<'_, '_>, name: &str) {
    let (theme, document) = (Theme::builtin("default").unwrap(), sample(name));
    let backend = backend(&theme, "proof");
    bencher.bench(|| render(&*backend, &theme, &document, &ImageCache::default()));
}

/// With pictures that the build has made small already.
#[divan::bench(args = NAMES, sample_count = 20)]
fn again(bencher: Bencher<'_, '_>, name: &str) {
    let (theme, document) = (Theme::builtin("default").unwrap(), sample(name));
    let backend = backend(&theme, "proof");
    let image_cache = ImageCache::default();
    bencher.bench(|| render(&*backend, &theme, &document, &image_cache));
}

/// A hundred documents, each with its own headline and first words.
#[divan::bench(args = [1, 2], sample_count = 5)]
fn hundred(bencher: Bencher<'_, '_>, threads: usize) {
    let theme = Theme::builtin("default").unwrap();
    let backend = backend(&theme, "proof");
    let document = sample("article-5-guarantees");
    let documents: Vec<Document> = (0..100)
        .map(|number| {
            let mut document = document.clone();
            document.metadata.headline = format!("{number}: {}", document.metadata.headline);
            document.cards.rotate_left(number % 3);
            document
        })
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    bencher.bench(|| {
        let image_cache = ImageCache::default();
        let one = |document| render(&*backend, &theme, document, &image_cache);
        pool.install(|| documents.par_iter().map(one).sum::<usize>())
    });
}
