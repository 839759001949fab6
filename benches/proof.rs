//! How long the galley proof takes: one document with its pictures for the first time and again, a hundred distinct ones
//! on one thread and two.
//!
//!     cargo bench --no-default-features --features proof --bench proof

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::{path::Path, sync::Arc};

use divan::{AllocProfiler, Bencher};
use pressroom::{
    diagnostic::Source,
    model::{Document, Site},
    read::{self, PictureError, Pictures, ReadOptions},
    render::{Backend, Context, Darkroom, registry},
    theme::Theme,
};
use rayon::prelude::*;

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

const SAMPLES: [&str; 5] =
    ["article-5-guarantees", "desalination", "drip-irrigation", "power-schedules", "undersea-cables"];

fn main() {
    divan::main();
}

/// The folder of the samples.
struct Folder;

impl Pictures for Folder {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        std::fs::read(Path::new("input").join(path)).map(Arc::from).map_err(|_| PictureError::NotFound)
    }
}

fn sample(name: &str) -> Document {
    let text = std::fs::read_to_string(format!("input/{name}.md")).unwrap();
    let options = ReadOptions { site: &Site::default(), slug: name, pictures: &Folder };
    read::markdown(&Source::new(name, text), &options).0.unwrap()
}

fn proof(theme: &Theme) -> Box<dyn Backend> {
    let kind = registry().iter().find(|kind| kind.name == "proof").unwrap();
    (kind.prepare)(theme).unwrap()
}

fn render(backend: &dyn Backend, theme: &Theme, document: &Document, darkroom: &Darkroom) -> usize {
    let (site, words) = (Site::default(), theme.words(document.metadata.language.as_str()));
    let context = Context { site: &site, words: &words, darkroom };
    backend.render(document, &context).unwrap().files.values().map(|file| file.len()).sum()
}

/// Once per run: the theme's fonts.
#[divan::bench(sample_count = 20)]
fn prepare() -> Box<dyn Backend> {
    proof(&Theme::builtin("default").unwrap())
}

/// With its pictures made small.
#[divan::bench(args = SAMPLES, sample_count = 20)]
fn first(bencher: Bencher<'_, '_>, name: &str) {
    let (theme, document) = (Theme::builtin("default").unwrap(), sample(name));
    let backend = proof(&theme);
    bencher.bench(|| render(&*backend, &theme, &document, &Darkroom::default()));
}

/// With pictures that the build has made small already.
#[divan::bench(args = SAMPLES, sample_count = 20)]
fn again(bencher: Bencher<'_, '_>, name: &str) {
    let (theme, document) = (Theme::builtin("default").unwrap(), sample(name));
    let backend = proof(&theme);
    let darkroom = Darkroom::default();
    bencher.bench(|| render(&*backend, &theme, &document, &darkroom));
}

/// A hundred documents, each with its own headline and first words.
#[divan::bench(args = [1, 2], sample_count = 5)]
fn hundred(bencher: Bencher<'_, '_>, threads: usize) {
    let theme = Theme::builtin("default").unwrap();
    let backend = proof(&theme);
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
        let darkroom = Darkroom::default();
        let one = |document| render(&*backend, &theme, document, &darkroom);
        pool.install(|| documents.par_iter().map(one).sum::<usize>())
    });
}
