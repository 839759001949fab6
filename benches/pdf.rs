//! How long typst's PDFs take, to read and for the press: one document of three pages with its pictures for the first time
//! and again, a hundred distinct ones on one thread and two.
//!
//!     cargo bench --bench pdf

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use std::sync::atomic::{AtomicUsize, Ordering};

use divan::Bencher;
use pressroom_config::Site;
use pressroom_document::Document;
use pressroom_images::ImageCache;
use pressroom_render::Backend;
use pressroom_theme::Theme;
use rayon::prelude::*;
use samples::{backend, read, render, text};

const EDITIONS: [&str; 2] = ["pdf", "print"];
/// Three pages in the default theme, two of them with a picture.
const SAMPLE: &str = "article-5-guarantees";

fn main() {
    divan::main();
}

/// The sample, with this word before every paragraph: the engine remembers nothing of it from another.
fn sample(word: &str) -> Document {
    let text = text(SAMPLE);
    let (head, body) = text.split_once("\n---\n").unwrap();
    let paragraph = |part: &str| match part.starts_with(char::is_alphabetic) && !word.is_empty() {
        true => format!("{word} {part}"),
        false => part.to_owned(),
    };
    let body: Vec<String> = body.split("\n\n").map(paragraph).collect();
    let text = format!("{head}\n---\n{}", body.join("\n\n"));
    read(SAMPLE, text, &Site::default())
}

/// Once per run: the theme's templates, fonts and profile.
#[divan::bench(args = EDITIONS, sample_count = 10)]
fn prepare(edition: &str) -> Box<dyn Backend> {
    backend(&Theme::builtin("default").unwrap(), edition)
}

/// With its pictures made ready.
#[divan::bench(args = EDITIONS, sample_count = 20)]
fn first(bencher: Bencher<'_, '_>, edition: &str) {
    let theme = Theme::builtin("default").unwrap();
    let backend = backend(&theme, edition);
    let number = AtomicUsize::new(0);
    bencher
        .with_inputs(|| sample(&format!("{:x}", number.fetch_add(1, Ordering::Relaxed))))
        .bench_refs(|document| render(&*backend, &theme, document, &ImageCache::default()));
}

/// With pictures that the build has made ready already.
#[divan::bench(args = EDITIONS, sample_count = 20)]
fn again(bencher: Bencher<'_, '_>, edition: &str) {
    let theme = Theme::builtin("default").unwrap();
    let backend = backend(&theme, edition);
    let (number, image_cache) = (AtomicUsize::new(0), ImageCache::default());
    render(&*backend, &theme, &sample(""), &image_cache);
    bencher
        .with_inputs(|| sample(&format!("{:x}", number.fetch_add(1, Ordering::Relaxed))))
        .bench_refs(|document| render(&*backend, &theme, document, &image_cache));
}

/// A hundred documents of which no paragraph is like another's.
#[divan::bench(args = EDITIONS, consts = [1, 2], sample_count = 3)]
fn hundred<const THREADS: usize>(bencher: Bencher<'_, '_>, edition: &str) {
    let theme = Theme::builtin("default").unwrap();
    let backend = backend(&theme, edition);
    let image_cache = ImageCache::default();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build().unwrap();
    let round = AtomicUsize::new(0);
    bencher
        .with_inputs(|| {
            let round = round.fetch_add(1, Ordering::Relaxed);
            (0..100).map(|number| sample(&format!("{round:x}x{number:x}"))).collect::<Vec<_>>()
        })
        .bench_refs(|documents| {
            let one = |document: &Document| render(&*backend, &theme, document, &image_cache);
            pool.install(|| documents.par_iter().with_max_len(1).map(one).sum::<usize>())
        });
}
