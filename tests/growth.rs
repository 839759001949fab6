//! Every construct at n, 2n and 4n: time and memory grow with the text, for reading and for each edition.
//!
//! `cargo test growth` reads every row and makes one edition of it. `PRESSROOM_LONG=growth` measures larger texts, and
//! every edition; `growth:PART` chooses the rows with that in their names, or the edition of that name.

#[path = "growth/complete.rs"]
mod complete;
#[path = "growth/html.rs"]
mod html;
#[path = "growth/markdown.rs"]
mod markdown;
#[path = "growth/measure.rs"]
mod measure;
#[path = "growth/metadata.rs"]
mod metadata;
#[path = "growth/pictures.rs"]
mod pictures;
#[path = "growth/rows.rs"]
mod rows;
#[path = "growth/slips.rs"]
mod slips;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pressroom_config::Site;
use pressroom_diagnostics::{Code, DiagnosticReport, Source};
use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::ImageCache;
use pressroom_read::{self as read, ReadOptions};
use pressroom_render::{Backend, Context, EditionKind};
use pressroom_theme::{DEFAULT, Theme};

use crate::effort;
use measure::{Cost, Figures, cost, grow};
use pictures::Gallery;
use rows::{Form, Row};

/// How many seconds the smallest of three runs takes: in the short form, and in the long one.
const ENOUGH: [f64; 2] = [0.002, 0.02];
/// The longest single run, in seconds.
const LIMIT: [f64; 2] = [0.2, 10.0];
/// The most memory that a model may take for a byte of its text, in bytes.
const MODEL: f64 = 100.0;
/// What a model takes whatever its text says, in bytes.
const EMPTY: f64 = 4096.0;
/// Editions that set pages, which takes a fifth of a second for nothing: they are measured in the long form only.
const SET: &[&str] = &["pdf", "print", "proof", "epub"];
/// The longest text that an edition is made of, in bytes, in both forms: what costs little with it costs little.
const TEXT: [usize; 2] = [100_000, 4_000_000];
/// One of so many rows is made an edition of in the short form.
const TURNS: usize = 6;
/// Setting a page needs a large stack.
const STACK: usize = 64 << 20;

/// What reading a text gave.
#[derive(Default)]
struct Outcome {
    document: Option<Document>,
    codes: Vec<Code>,
}

/// Reads the text of a row, with its findings as programs get them.
fn read_row(form: Form, text: &str, gallery: &Gallery) -> Outcome {
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "growth", pictures: gallery, now: None };
    let (source, mut found) = Source::decode("growth.md", text.as_bytes());
    let (document, more) = match form {
        Form::Body | Form::Explainer => {
            read::peek_markdown(&source, &options);
            read::markdown(&source, &options)
        }
        Form::Model => {
            read::peek_model(&source);
            read::model_json(&source, &options)
        }
        Form::Configuration => (None, pressroom_config::configuration(&source).1),
    };
    found.extend(more);
    let codes = found.iter().map(|finding| finding.code).collect();
    let report = DiagnosticReport::new(source, found);
    for record in report.records() {
        serde_json::to_string(&record).unwrap();
    }
    Outcome { document, codes }
}

/// What reading costs.
fn reading(row: &Row, n: usize) -> Option<Cost> {
    let (text, gallery) = (row.text(n), Gallery::default());
    gallery.hang(&text);
    Some(cost(|| drop(read_row(row.form, &text, &gallery))))
}

/// A document of a row; none where it has an error, or is longer than `most` bytes.
fn document(row: &Row, n: usize, most: usize) -> Option<(Document, Gallery)> {
    let (text, gallery) = (row.text(n), Gallery::default());
    if text.len() > most {
        return None;
    }
    gallery.hang(&text);
    let document = read_row(row.form, &text, &gallery).document?;
    Some((document, gallery))
}

/// What an edition costs.
fn edition(row: &Row, backend: &dyn Backend, words: &Theme, n: usize, most: usize) -> Option<Cost> {
    let (document, _) = document(row, n, most)?;
    let (site, words, image_cache) = (Site::default(), words.messages("en"), ImageCache::default());
    // What a typesetter remembers of the last run would make this one cheap.
    #[cfg(feature = "pdf")]
    pressroom_pdf::forget_layouts();
    // Editions may refuse a document that is too large: in time.
    Some(cost(|| drop(backend.render(&document, &Context::new(&site, &words, &image_cache)))))
}

/// What reading the model's own JSON costs.
fn reading_model(row: &Row, n: usize, most: usize) -> Option<Cost> {
    let (document, gallery) = document(row, n, most)?;
    let text = serde_json::to_string(&document).unwrap();
    Some(cost(|| drop(read_row(Form::Model, &text, &gallery))))
}

/// Which rows and editions are measured, and how long.
struct Choice {
    long: bool,
    part: Option<String>,
}

impl Choice {
    fn new() -> Self {
        Self { long: effort::is_long("growth"), part: effort::part("growth") }
    }

    fn enough(&self) -> f64 {
        ENOUGH[usize::from(self.long)]
    }

    fn text(&self) -> usize {
        TEXT[usize::from(self.long)]
    }

    fn limit(&self) -> f64 {
        LIMIT[usize::from(self.long)]
    }

    /// True if a row is measured in an edition.
    fn takes(&self, row: &Row, edition: &str) -> bool {
        self.part.as_deref().is_none_or(|part| row.name.contains(part) || edition == part)
    }
}

/// A piece of work: the name of a row, what is made of it, and how that is measured.
struct Job<'a> {
    row: Row,
    what: &'a str,
    run: Box<dyn Fn(usize) -> Option<Cost> + Send + Sync + 'a>,
}

/// Measures jobs on some threads, and gives what grows too fast.
fn measure_all(choice: &Choice, jobs: &[Job<'_>]) -> Vec<String> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(4);
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let figures = grow(choice.enough(), choice.limit(), &mut |n| (job.run)(n));
            let Some(figures) = figures else { continue };
            let line = line(job, &figures);
            eprintln!("{line}");
            if !figures.is_linear() {
                failed.lock().unwrap().push(line);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().unwrap();
            scope.spawn(move || pool.install(work));
        }
    });
    failed.into_inner().unwrap()
}

fn line(job: &Job<'_>, figures: &Figures) -> String {
    let Figures { n, last, time, peak } = figures;
    let (seconds, megabytes) = (last.time, last.peak / 1e6);
    let (name, what, n) = (job.row.name, job.what, n * 4);
    format!("{time:5.2} {peak:5.2}  {seconds:7.3} s {megabytes:8.2} MB  {what:10} {n:8} {name}")
}

const HEAD: &str = "time and memory grow by, take at the largest; what, its size, the row";

#[test]
fn reading_grows_with_the_text() {
    let choice = Choice::new();
    let jobs: Vec<Job<'_>> = rows::all()
        .into_iter()
        .filter(|row| choice.takes(row, "reading"))
        .map(|row| Job { row, what: "reading", run: Box::new(move |n| reading(&row, n)) })
        .collect();
    let failed = measure_all(&choice, &jobs);
    assert!(failed.is_empty(), "{HEAD}\n{}", failed.join("\n"));
}

#[test]
fn editions_grow_with_the_text() {
    let choice = Choice::new();
    let theme = Theme::builtin(DEFAULT).unwrap();
    let kinds: Vec<&EditionKind> =
        registry().iter().filter(|kind| choice.long || !SET.contains(&kind.name)).collect();
    let backends: BTreeMap<&str, Box<dyn Backend>> =
        kinds.iter().map(|kind| (kind.name, (kind.prepare)(&theme).unwrap())).collect();
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for (at, row) in rows::all().into_iter().enumerate() {
        if row.form == Form::Configuration || row.form == Form::Model {
            continue;
        }
        for (number, kind) in kinds.iter().enumerate() {
            // Some rows, each in another edition.
            let turn = choice.long || at % (TURNS * kinds.len()) == number * TURNS;
            if turn && choice.takes(&row, kind.name) {
                let (backend, theme) = (&backends[kind.name], &theme);
                let choice = &choice;
                let run = Box::new(move |n| edition(&row, backend.as_ref(), theme, n, choice.text()));
                jobs.push(Job { row, what: kind.name, run });
            }
        }
        if (choice.long || at % (4 * TURNS) == 1) && choice.takes(&row, "json") {
            let choice = &choice;
            jobs.push(Job {
                row,
                what: "json",
                run: Box::new(move |n| reading_model(&row, n, choice.text())),
            });
        }
    }
    let failed = measure_all(&choice, &jobs);
    assert!(failed.is_empty(), "{HEAD}\n{}", failed.join("\n"));
}

#[test]
fn a_model_takes_little_memory() {
    let mut failed = Vec::new();
    // Pixels wait for the forms of their picture in a store of `images` that has a limit of its own.
    let is_of_model =
        |row: &Row| matches!(row.form, Form::Body | Form::Explainer) && !row.name.starts_with("pixels of a ");
    for row in rows::all().into_iter().filter(is_of_model) {
        let size = |n: usize| row.text(n).len();
        let mut n = 4;
        while size(n) < 6_000 && n < 20_000 {
            n *= 2;
        }
        let (text, gallery) = (row.text(n), Gallery::default());
        gallery.hang(&text);
        // What is made once for all documents is none of this one's.
        read_row(row.form, &row.text(1), &gallery);
        let mut document = None;
        let length = text.len() as f64;
        let memory = allocation_counter::measure(|| {
            document = read_row(row.form, &text, &gallery).document;
        });
        // The bytes of pictures are theirs, and are measured with them.
        let pictures: usize =
            document.iter().flat_map(|document| &document.assets).map(|asset| asset.bytes.len() + 400).sum();
        let taken = memory.bytes_current as f64 - pictures as f64 - EMPTY;
        if document.is_some() && taken > MODEL * length {
            failed.push(format!("{:6.1} bytes for each byte: {}", taken / length, row.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
