use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::*;
use crate::sync::lock;
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, Code, Diagnostics};
use pressroom_document::{Document, Fingerprint};
use pressroom_input::discover;
use pressroom_manifest::Manifest;
use pressroom_render::{Backend, Context, Edition, EditionId, EditionKind, Pagination, Translation};
use pressroom_theme::{SystemFonts, Theme};

/// A document's name, and what was found in it by which editions.
type WireDiagnostic = (String, Vec<(Code, Vec<&'static str>)>);

/// Prints nothing; remembers what it was shown.
#[derive(Default)]
struct RecordingObserver {
    pairs: AtomicUsize,
    reports: Mutex<Vec<WireDiagnostic>>,
}

impl Observer for RecordingObserver {
    fn progress(&self, pairs: usize) {
        self.pairs.fetch_add(pairs, Ordering::Relaxed);
    }

    fn document(&self, report: &DiagnosticReport) {
        let codes = report.findings.iter().map(|finding| (finding.diagnostic.code, finding.editions.clone()));
        lock(&self.reports)
            .push((report.source.name.rsplit('/').next().unwrap().to_owned(), codes.collect()));
    }
}

/// Fails on documents whose headline says so.
struct Moody(&'static str);

impl Backend for Moody {
    fn render(&self, document: &Document, _: &Context<'_>) -> Result<Edition, Diagnostics> {
        let headline = document.metadata.headline.as_str();
        assert!(!headline.contains(&format!("panic {}", self.0)), "the backend panics");
        if headline.contains(&format!("fail {}", self.0)) {
            return Err(vec![Diagnostic::error(Code::EditionFailed, "it can't be made")]);
        }
        let mut edition =
            Edition::from_file(format!("{}.{}", document.metadata.slug, self.0), headline.as_bytes());
        if headline.contains("warn") {
            edition.warnings.push(Diagnostic::warning(Code::Simplified, "both say so"));
        }
        Ok(edition)
    }
}

const ONE: EditionKind = EditionKind {
    name: "one",
    extension: "one",
    summary: "",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare: |_| Ok(Box::new(Moody("one"))),
};
const TWO: EditionKind = EditionKind {
    name: "two",
    extension: "two",
    summary: "",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare: |_| Ok(Box::new(Moody("two"))),
};
const BROKEN: EditionKind = EditionKind {
    name: "broken",
    extension: "broken",
    summary: "",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare: |_| Err(vec![Diagnostic::error(Code::Template, "line 3")]),
};

/// A folder with sources, and one for what comes of them.
struct TestDir {
    base: tempfile::TempDir,
}

impl TestDir {
    fn new(sources: &[(&str, &str)]) -> Self {
        pressroom_diagnostics::silence_caught_panics();
        let dir = Self { base: tempfile::tempdir().unwrap() };
        for (path, headline) in sources {
            dir.write(path, headline);
        }
        dir
    }

    fn write(&self, path: &str, headline: &str) {
        let path = self.base.path().join("in").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("---\nlanguage: en\npublished: 2026-01-31\ncanonical_url: https://e.example/x\n---\n\n# {headline}\n\nText.\n")).unwrap();
    }

    fn build(
        &self,
        editions: &[EditionKind],
        threads: usize,
        strict: bool,
    ) -> (Result<Outcome, Failure>, RecordingObserver) {
        self.build_some("in", editions, threads, strict)
    }

    fn build_some(
        &self,
        path: &str,
        editions: &[EditionKind],
        threads: usize,
        strict: bool,
    ) -> (Result<Outcome, Failure>, RecordingObserver) {
        let inputs = discover(&[self.base.path().join(path)], None).unwrap();
        let theme = Theme::builtin("default").unwrap();
        let check = if strict { CheckPolicy::strict() } else { CheckPolicy::default() };
        let (site, seen, output) =
            (Site::default(), RecordingObserver::default(), self.base.path().join("out"));
        let job = Job {
            inputs: &inputs,
            searched: &[],
            force: true,
            editions,
            theme: &theme,
            site: &site,
            output: Some(&output),
            threads,
            check: &check,
            publish: false,
            allow_same_version: true,
            include_embargoed: false,
            drafts: false,
            shard: None,
            workers: None,
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        (execute(&job, &seen), seen)
    }

    /// Files of the output folder, without those about the run.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::from("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.base.path().join("out").join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let path = folder.join(entry.file_name());
                if entry.path().is_dir() {
                    folders.push(path)
                } else {
                    files.push(path.to_str().unwrap().to_owned())
                }
            }
        }
        files.retain(|path| path.contains('/') && !path.starts_with('.'));
        files.sort();
        files
    }
}

#[test]
fn a_failing_pair_stops_no_other() {
    let dir = TestDir::new(&[
        ("a.md", "fine"),
        ("b.md", "panic two"),
        ("c.md", "fail one, warn"),
        ("d.md", "fine"),
    ]);
    let (outcome, seen) = dir.build(&[ONE, TWO], 2, false);
    let outcome = outcome.unwrap();
    assert_eq!(dir.files(), ["a/a.one", "a/a.two", "b/b.one", "c/c.two", "d/d.one", "d/d.two"]);
    assert_eq!((outcome.documents, outcome.failed, outcome.errors, outcome.files), (2, 2, 2, 6));
    assert_eq!(seen.pairs.into_inner(), 8);
    let expected: Vec<WireDiagnostic> = vec![
        ("b.md".into(), vec![(Code::EditionFailed, vec!["two"])]),
        ("c.md".into(), vec![(Code::Simplified, vec!["two"]), (Code::EditionFailed, vec!["one"])]),
    ];
    assert_eq!(seen.reports.into_inner().unwrap(), expected);
}

#[test]
fn a_failed_edition_does_not_stay_as_it_was() {
    let dir = TestDir::new(&[("a.md", "fine")]);
    dir.build(&[ONE, TWO], 1, false).0.unwrap();
    dir.write("a.md", "panic two");
    dir.build(&[ONE, TWO], 1, false).0.unwrap();
    assert_eq!(dir.files(), ["a/a.one"]);
    dir.write("a.md", "panic one, panic two");
    dir.build(&[ONE, TWO], 1, false).0.unwrap();
    assert_eq!(dir.files(), [""; 0]);
}

#[test]
fn each_source_is_read_once() {
    let sources: Vec<(String, String)> =
        (0..20).map(|n| (format!("{n:02}.md"), format!("warn {n}"))).collect();
    let sources: Vec<_> = sources.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let dir = TestDir::new(&sources);
    for threads in [1, 2, 5] {
        let (outcome, seen) = dir.build(&[ONE, TWO], threads, false);
        let outcome = outcome.unwrap();
        assert_eq!((outcome.sources_read, outcome.documents, outcome.files), (20, 20, 40));
        let names: Vec<_> = seen.reports.into_inner().unwrap().into_iter().map(|(name, _)| name).collect();
        assert!(names.is_sorted() && names.len() == 20, "reports come in order: {names:?}");
    }
}

/// A backend that works in parallel itself, and waits for the slower part.
struct Parallel(Arc<AtomicUsize>, Arc<AtomicUsize>, bool);

impl Backend for Parallel {
    fn render(&self, document: &Document, _: &Context<'_>) -> Result<Edition, Diagnostics> {
        let Self(now, most, _) = self;
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let wait = |milliseconds| std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        rayon::join(|| wait(1), || wait(4));
        now.fetch_sub(1, Ordering::SeqCst);
        assert!(!self.is_parallel() || rayon::current_num_threads() == 1, "it is alone");
        Ok(Edition::from_file(format!("{}.par", document.metadata.slug), *b"x"))
    }

    fn is_parallel(&self) -> bool {
        self.2
    }
}

#[test]
fn editions_that_are_parallel_themselves_do_not_pile_up() {
    static COUNTS: std::sync::LazyLock<(Arc<AtomicUsize>, Arc<AtomicUsize>)> =
        std::sync::LazyLock::new(Default::default);
    const SAID: EditionKind = EditionKind {
        prepare: |_| Ok(Box::new(Parallel(Arc::clone(&COUNTS.0), Arc::clone(&COUNTS.1), true))),
        ..UNSAID
    };
    const UNSAID: EditionKind = EditionKind {
        name: "par",
        extension: "par",
        summary: "",
        depends_on: None,
        is_syndicated: false,
        theme_dirs: &[],
        theme_tables: &[],
        tables: &[],
        prepare: |_| Ok(Box::new(Parallel(Arc::clone(&COUNTS.0), Arc::clone(&COUNTS.1), false))),
    };
    let sources: Vec<String> = (0..60).map(|n| format!("{n:02}.md")).collect();
    let sources: Vec<_> = sources.iter().map(|path| (path.as_str(), "fine")).collect();
    for kind in [SAID, UNSAID] {
        assert_eq!(TestDir::new(&sources).build(&[kind], 3, false).0.unwrap().files, 60);
    }
    assert!(COUNTS.1.load(Ordering::SeqCst) <= 3, "no thread begins an edition within another");
}

#[test]
fn shared_slugs_are_written_by_none() {
    let dir = TestDir::new(&[("a.md", "one"), ("sub/A.md", "two"), ("b.md", "three")]);
    let (outcome, seen) = dir.build(&[ONE], 2, false);
    assert_eq!((outcome.unwrap().failed, dir.files()), (2, vec!["b/b.one".to_owned()]));
    let reports = seen.reports.into_inner().unwrap();
    let duplicates =
        reports.iter().filter(|(_, codes)| codes.iter().any(|(code, _)| *code == Code::DuplicateSlug));
    assert_eq!(duplicates.count(), 2);
}

/// Writes down what a document is told of its translations.
struct Polyglot;

impl Backend for Polyglot {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let line = |other: &Translation| format!("{} {} {}\n", other.language, other.slug, other.headline);
        let lines: String = context.translations.iter().map(line).collect();
        Ok(Edition::from_file(format!("{}.one", document.metadata.slug), lines.into_bytes()))
    }
}

const POLYGLOT: EditionKind = EditionKind {
    name: "one",
    extension: "one",
    summary: "",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare: |_| Ok(Box::new(Polyglot)),
};

#[test]
fn translations_know_each_other() {
    let dir = TestDir::new(&[("why.md", "Why?"), ("other.md", "Other")]);
    for (slug, language, of) in [("chomu", "uk", "why"), ("pourquoi", "fr", "chomu"), ("lost", "de", "whyy")]
    {
        let path = dir.base.path().join(format!("in/{slug}.md"));
        fs::write(path, format!("---\nlanguage: {language}\ntranslation_of: {of}\n---\n\n# Title {slug}\n"))
            .unwrap();
    }
    let (_, seen) = dir.build(&[POLYGLOT], 2, false);
    let read =
        |slug: &str| fs::read_to_string(dir.base.path().join(format!("out/{slug}/{slug}.one"))).unwrap();
    assert_eq!(read("why"), "fr pourquoi Title pourquoi\nuk chomu Title chomu\n");
    assert_eq!(read("chomu"), "en why Why?\nfr pourquoi Title pourquoi\n");
    assert_eq!((read("other"), read("lost")), (String::new(), String::new()));
    let reports = seen.reports.into_inner().unwrap();
    let cached: Vec<_> = reports
        .iter()
        .filter(|(_, codes)| codes.iter().any(|(code, _)| *code == Code::Translation))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(cached, ["lost.md"]);
}

#[test]
fn strict_writes_no_document_with_warnings() {
    let dir = TestDir::new(&[("a.md", "warn"), ("b.md", "fine")]);
    let (outcome, seen) = dir.build(&[ONE, TWO], 2, true);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.errors, outcome.warnings, outcome.failed), (1, 0, 1));
    assert_eq!(dir.files(), ["b/b.one", "b/b.two"]);
    // What two editions say alike is said once.
    let reports = seen.reports.into_inner().unwrap();
    assert_eq!(reports[0].1, [(Code::Simplified, vec!["one", "two"])]);
}

#[test]
fn a_theme_that_serves_no_edition_stops_the_run() {
    let dir = TestDir::new(&[("a.md", "fine")]);
    let (outcome, _) = dir.build(&[ONE, BROKEN], 1, false);
    assert!(matches!(outcome, Err(Failure::Theme(report)) if report.findings[0].editions == ["broken"]));
    assert!(!dir.base.path().join("out").exists());
}

/// Names the pages of what was made before it; makes two pages itself.
struct Paged(&'static str);

impl Backend for Paged {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let seen = context.pagination.map_or("none", |pages| pages.source.as_str());
        let mut edition =
            Edition::from_file(format!("{}.{}", document.metadata.slug, self.0), seen.as_bytes());
        edition.pages = Some(Pagination { source: self.0.to_owned(), pages: Vec::new() });
        Ok(edition)
    }
}

#[test]
fn an_edition_that_names_the_pages_of_another_comes_after_it() {
    const FIRST: EditionKind = EditionKind {
        name: "first",
        extension: "first",
        summary: "",
        depends_on: None,
        is_syndicated: false,
        theme_dirs: &[],
        theme_tables: &[],
        tables: &[],
        prepare: |_| Ok(Box::new(Paged("first"))),
    };
    const SECOND: EditionKind = EditionKind {
        name: "second",
        extension: "second",
        summary: "",
        depends_on: Some(EditionId::new("first")),
        is_syndicated: false,
        theme_dirs: &[],
        theme_tables: &[],
        tables: &[],
        prepare: |_| Ok(Box::new(Paged("second"))),
    };
    for (editions, expected) in [(&[SECOND, FIRST][..], "first"), (&[SECOND][..], "none")] {
        let dir = TestDir::new(&[("a.md", "one"), ("b.md", "two")]);
        assert_eq!(dir.build(editions, 2, false).0.unwrap().files, 2 * editions.len());
        for slug in ["a", "b"] {
            assert_eq!(
                fs::read_to_string(dir.base.path().join("out").join(format!("{slug}/{slug}.second")))
                    .unwrap(),
                expected
            );
        }
    }
}

/// Writes down the fingerprint that it is given.
struct Hashed;

impl Backend for Hashed {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let given = context.fingerprint.map_or("none", |fingerprint| fingerprint.document.as_str());
        assert_eq!(given, Fingerprint::new(document).document);
        Ok(Edition::from_file(format!("{}.one", document.metadata.slug), given.as_bytes()))
    }
}

#[test]
fn editions_and_the_manifest_have_one_fingerprint() {
    const HASHED: EditionKind = EditionKind { prepare: |_| Ok(Box::new(Hashed)), ..ONE };
    let dir = TestDir::new(&[("b.md", "one"), ("a.md", "two")]);
    dir.build(&[HASHED], 2, false).0.unwrap();
    let manifest = || Manifest::read(&dir.base.path().join("out/manifest.json")).unwrap().unwrap();
    let first = manifest();
    for (document, slug) in first.documents.iter().zip(["a", "b"]) {
        let written = fs::read_to_string(dir.base.path().join(format!("out/{slug}/{slug}.one"))).unwrap();
        assert_eq!((document.slug.as_str(), document.version, &document.sha256), (slug, 1, &written));
    }
    // A document that a run does not touch stays as it was, as long as there are files of it.
    dir.write("b.md", "three");
    dir.build_some("in/b.md", &[HASHED], 1, false).0.unwrap();
    let second = manifest();
    assert_eq!(second.documents[0], first.documents[0]);
    assert_ne!(second.documents[1], first.documents[1]);
    fs::remove_dir_all(dir.base.path().join("out/a")).unwrap();
    dir.build_some("in/b.md", &[HASHED], 1, false).0.unwrap();
    assert_eq!(manifest().documents, second.documents[1..]);
}

/// A machine whose fonts show some characters.
#[derive(Debug)]
struct FontsOf(&'static str);

impl SystemFonts for FontsOf {
    fn count(&self) -> usize {
        0
    }

    fn with(&self, _: usize, _: &mut dyn FnMut(&[u8], u32)) {}

    fn faces_showing(&self, character: char) -> Vec<String> {
        self.0.contains(character).then(|| "a face".to_owned()).into_iter().collect()
    }
}

/// Sets headlines in a font that has ASCII alone.
struct Lettered;

impl Backend for Lettered {
    fn lacking(&self, document: &Document) -> std::collections::BTreeSet<char> {
        document.metadata.headline.chars().filter(|character| !character.is_ascii()).collect()
    }

    fn render(&self, document: &Document, _: &Context<'_>) -> Result<Edition, Diagnostics> {
        Ok(Edition::from_file(format!("{}.one", document.metadata.slug), &b"set"[..]))
    }
}

#[test]
fn a_font_that_is_installed_later_remakes_only_what_missed_it() {
    const LETTERED: EditionKind = EditionKind { prepare: |_| Ok(Box::new(Lettered)), ..ONE };
    let dir = TestDir::new(&[("a.md", "\u{10D2}"), ("b.md", "fine"), ("c.md", "\u{3A9}")]);
    let inputs = discover(&[dir.base.path().join("in")], None).unwrap();
    let (check, site, output) = (CheckPolicy::default(), Site::default(), dir.base.path().join("out"));
    let unchanged = |shown: &'static str| {
        let theme = Theme::builtin("default").unwrap().with_system_fonts(Arc::new(FontsOf(shown)));
        let job = Job {
            inputs: &inputs,
            searched: &[],
            force: false,
            editions: &[LETTERED],
            theme: &theme,
            site: &site,
            output: Some(&output),
            threads: 2,
            check: &check,
            publish: false,
            allow_same_version: true,
            include_embargoed: false,
            drafts: false,
            shard: None,
            workers: None,
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        execute(&job, &RecordingObserver::default()).unwrap().unchanged
    };
    assert_eq!((unchanged("\u{3A9}"), unchanged("\u{3A9}")), (0, 3));
    assert_eq!((unchanged("\u{3A9}\u{10D2}"), unchanged("\u{3A9}\u{10D2}")), (2, 3));
    assert_eq!(unchanged("\u{10D2}"), 2, "a font that was taken away remakes what it showed");
}
