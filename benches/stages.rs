//! How long each stage of a build takes for explainers like those of an archive: reading, each edition once its pictures
//! are known, and publishing. Afterwards: reading in proportion to comrak's own parse of the same text.
//!
//!     cargo bench --bench stages

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs
)]

#[path = "archive/generator/mod.rs"]
mod generator;

use std::{hint::black_box, path::Path, sync::Arc, time::Instant};

use comrak::{Arena, Options, parse_document};
use divan::Bencher;
use generator::{CONFIGURATION, Order, Plan};
use pressroom_build::{Job, Observer, execute};
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, DiagnosticReport, Source};
use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::{ImageCache, PictureError, Pictures};
use pressroom_input::{Inputs, discover};
use pressroom_read::{self as read, ReadOptions};
use pressroom_render::{Context, EditionKind};
use pressroom_theme::{DEFAULT, Theme};

/// The command's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many words the explainers have.
const WORDS: [usize; 3] = [300, 1_000, 3_000];

/// How many different explainers an edition is made of.
const DISTINCT: usize = 20;

/// How many explainers are published at once.
const PUBLISHED: usize = 20;

fn main() {
    divan::main();
    if std::env::args().any(|argument| argument == "--bench") {
        proportions();
    }
}

/// A pool of pictures in memory.
struct Pool(Vec<(String, Arc<[u8]>)>);

impl Pool {
    fn new() -> Self {
        let (folder, plan) = (tempfile::tempdir().unwrap(), Plan { pool: 6, ..Plan::new(0) });
        plan.write_pictures(folder.path()).unwrap();
        let read = |path: String| {
            let bytes = std::fs::read(folder.path().join(&path)).unwrap();
            (path, bytes.into())
        };
        Self(plan.picture_paths().into_iter().map(read).collect())
    }
}

impl Pictures for Pool {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        let known = self.0.iter().find(|(known, _)| known == path);
        known.map(|(_, bytes)| Arc::clone(bytes)).ok_or(PictureError::NotFound)
    }
}

/// An explainer in English, as it is written; each number is another one.
fn written(number: usize, words: usize, pool: &Pool) -> Source {
    // Those with even numbers are in English.
    let order = Order { seed: 1, number: number * 2, words, pool: pool.0.len() };
    Source::new("explainer.md", generator::article(&order))
}

fn site() -> Site {
    pressroom_config::configuration(&Source::new("pressroom.toml", CONFIGURATION)).0.site
}

fn document(source: &Source, site: &Site, pictures: &Pool) -> Document {
    read::markdown(source, &ReadOptions { site, slug: "explainer", pictures, now: None }).0.unwrap()
}

/// Without pictures: what they take is not the reader's.
#[divan::bench(args = WORDS)]
fn reading(bencher: Bencher<'_, '_>, words: usize) {
    let (pool, site) = (Pool(Vec::new()), site());
    let source = written(0, words, &pool);
    bencher.bench_local(|| document(&source, &site, &pool));
}

#[divan::bench(args = WORDS)]
fn comrak_alone(bencher: Bencher<'_, '_>, words: usize) {
    let source = written(0, words, &Pool(Vec::new()));
    let options = options();
    bencher.bench_local(|| parse(body(&source), &options));
}

/// Other explainers in turn, since a typesetter remembers what it set last.
#[divan::bench(args = registry().iter().map(|kind| kind.name), sample_count = 20)]
fn edition(bencher: Bencher<'_, '_>, name: &str) {
    let (pool, site, theme) = (Pool::new(), site(), Theme::builtin(DEFAULT).unwrap());
    let backend = (named(name).prepare)(&theme).unwrap();
    let documents: Vec<_> =
        (0..DISTINCT).map(|number| document(&written(number, 1_000, &pool), &site, &pool)).collect();
    let (words, image_cache) = (theme.messages("en"), ImageCache::default());
    let context = Context::new(&site, &words, &image_cache);
    for document in &documents {
        backend.render(document, &context).unwrap();
    }
    let mut next = documents.iter().cycle();
    bencher.bench_local(|| backend.render(next.next().unwrap(), &context).unwrap());
}

/// Explainers that are made on one thread; publishing is what is more where they are written.
#[divan::bench(args = [false, true], sample_count = 10)]
fn publishing(bencher: Bencher<'_, '_>, written: bool) {
    let archive = Archive::new();
    bencher.bench_local(|| archive.build(written));
}

/// Articles in a folder.
struct Archive {
    _folder: tempfile::TempDir,
    inputs: Inputs,
    theme: Theme,
    site: Site,
}

impl Archive {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Plan { pictures_every: 0, ..Plan::new(PUBLISHED) }.write(folder.path()).unwrap();
        let inputs = discover(&[folder.path().to_owned()], None).unwrap();
        Self { _folder: folder, inputs, theme: Theme::builtin(DEFAULT).unwrap(), site: site() }
    }

    /// Builds web pages, texts and data for partners, and writes them into a new folder if they are to be `written`.
    fn build(&self, written: bool) -> usize {
        let output = tempfile::tempdir().unwrap();
        let editions = ["html", "text", "ninjs"].map(named);
        let job = Job {
            inputs: &self.inputs,
            searched: &[],
            force: true,
            editions: &editions,
            theme: &self.theme,
            site: &self.site,
            output: Some(output.path()).filter(|_: &&Path| written),
            threads: 1,
            check: &CheckPolicy::strict(),
            publish: false,
            allow_same_version: false,
            include_embargoed: false,
            drafts: false,
            shard: None,
            workers: None,
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        let outcome = execute(&job, &Silent).unwrap();
        assert_eq!(outcome.errors, 0);
        outcome.files
    }
}

struct Silent;

impl Observer for Silent {
    fn progress(&self, _: usize) {}

    fn document(&self, _: &DiagnosticReport) {}
}

fn named(name: &str) -> EditionKind {
    *registry().iter().find(|kind| kind.name == name).unwrap()
}

/// What the reader asks of comrak (`read::markdown`).
fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.description_lists = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.block_directive = true;
    extension.link_attributes = true;
    extension.cjk_friendly_emphasis = true;
    options.parse.leave_footnote_definitions = true;
    options.parse.relaxed_tasklist_matching = true;
    options
}

/// The text after the front matter.
fn body(source: &Source) -> &str {
    source.text.split_once("\n---\n").unwrap().1
}

fn parse(text: &str, options: &Options<'_>) {
    let arena = Arena::new();
    black_box(parse_document(&arena, text, options));
}

/// Prints how much longer reading takes than comrak's parse, and what publishing adds: medians of runs in turn.
fn proportions() {
    println!("\n| words | comrak alone, µs | reading, µs | ratio |\n|---:|---:|---:|---:|");
    let (pool, site, options) = (Pool(Vec::new()), site(), options());
    for words in WORDS {
        let source = written(0, words, &pool);
        let [alone, reading] = medians(200, &mut || parse(body(&source), &options), &mut || {
            drop(black_box(document(&source, &site, &pool)))
        });
        println!("| {words} | {:.0} | {:.0} | {:.2} |", alone * 1e6, reading * 1e6, reading / alone);
    }
    let archive = Archive::new();
    let build = |written| {
        black_box(archive.build(written));
    };
    let [made, published] = medians(5, &mut || build(false), &mut || build(true));
    let each = (published - made) * 1e6 / PUBLISHED as f64;
    println!(
        "\nPublishing: {each:.0} µs for each explainer (html, text, ninjs; the site's files among them)"
    );
}

/// The medians of the seconds that two things take, which are done in turn.
fn medians(runs: usize, first: &mut dyn FnMut(), second: &mut dyn FnMut()) -> [f64; 2] {
    let seconds = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    let (mut firsts, mut seconds): (Vec<_>, Vec<_>) =
        (0..runs).map(|_| (seconds(first), seconds(second))).unzip();
    [&mut firsts, &mut seconds].map(|times| {
        times.sort_by(f64::total_cmp);
        times[runs / 2]
    })
}
