//! A toy edition: the headline and the questions of an explainer, for a card game.
//!
//! `.github/CONTRIBUTING.md` walks through it. An edition is a folder (this one), a line in the registry (`EDITIONS` below), a
//! section of the theme (`theme/toy/`) and a set of references (`references/`). Nothing else of Pressroom knows it, and it is built
//! as every edition is.

use std::{collections::BTreeMap, fs, path::PathBuf};

use pressroom_build::{Job, Observer, execute};
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, DiagnosticReport, Diagnostics};
use pressroom_document::{Document, text::plain};
use pressroom_render::{Backend, Context, Edition, EditionKind};
use pressroom_theme::Theme;

use crate::built::root;

/// The line of the registry.
const KIND: EditionKind = EditionKind {
    name: "toy",
    extension: "toy.txt",
    summary: "the questions, for a card game",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["toy/"],
    theme_tables: &[],
    tables: &[],
    prepare,
};

/// The edition, prepared once for all documents: the section of the theme.
struct Toy {
    card: String,
}

fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let card = theme.text("toy/card.txt").map_err(|diagnostic| vec![diagnostic])?;
    Ok(Box::new(Toy { card: card.to_owned() }))
}

impl Backend for Toy {
    fn render(&self, document: &Document, _: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut text = format!("{}\n\n", document.metadata.headline);
        for card in &document.cards {
            let number = card.number.to_string();
            let question = plain(&card.question);
            text.push_str(&self.card.replace("{{ number }}", &number).replace("{{ question }}", &question));
        }
        Ok(Edition::from_file(format!("{}.toy.txt", document.metadata.slug), text.into_bytes()))
    }
}

struct Silent;

impl Observer for Silent {
    fn progress(&self, _: usize) {}

    fn document(&self, report: &DiagnosticReport) {
        assert_eq!(report.errors(), 0, "{report:?}");
    }
}

/// Builds a case of the suite in the toy edition and two others.
fn build(case: &str) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let input = root().join("tests/suite").join(case).join("input.md");
    let inputs = pressroom_input::discover(&[input], None).unwrap();
    let theme = pressroom_input::load_theme("tests/toy/theme", &root(), &root()).unwrap();
    let registry = pressroom_editions::registry();
    let mut editions: Vec<EditionKind> =
        registry.iter().filter(|kind| ["html", "text"].contains(&kind.name)).copied().collect();
    editions.push(KIND);
    let job = Job {
        inputs: &inputs,
        searched: &[],
        editions: &editions,
        theme: &theme,
        site: &Site::default(),
        output: Some(out.path()),
        threads: 1,
        check: &CheckPolicy::default(),
        publish: false,
        allow_same_version: false,
        include_embargoed: false,
        drafts: false,
        force: false,
        shard: None,
        workers: None,
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    let outcome = execute(&job, &Silent).unwrap();
    assert_eq!((outcome.errors, outcome.failed), (0, 0));
    let manifest = fs::read_to_string(out.path().join("manifest.json")).unwrap();
    assert!(
        manifest.contains("\"edition\":\"toy\"") || manifest.contains("\"edition\": \"toy\""),
        "{manifest}"
    );
    let files = fs::read_dir(out.path().join(case)).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn a_toy_edition_is_built_as_every_other() {
    for case in ["tables-wide", "headings-skipped"] {
        let files = build(case);
        let reference = root().join("tests/toy/references").join(format!("{case}.txt"));
        let text = &files[&format!("{case}.toy.txt")];
        if std::env::var_os("UPDATE_REFERENCES").is_some() {
            fs::create_dir_all(reference.parent().map(PathBuf::from).unwrap()).unwrap();
            fs::write(&reference, text).unwrap();
        }
        assert_eq!(*text, fs::read_to_string(&reference).unwrap(), "{case}");
        assert!(files.contains_key(&format!("{case}.html")) && files.contains_key(&format!("{case}.txt")));
    }
}
