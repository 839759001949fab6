//! Every document that is read from Markdown is written as Markdown, and read again as the same document.
//!
//! `PRESSROOM_SEED=N` takes another seed, `PRESSROOM_WRITES=N` makes more documents (`tests/effort.rs`).

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::{Document, Zone, text::document_lines};
use pressroom_images::NoPictures;
use pressroom_input::pictures::PictureFiles;
use pressroom_read::{ReadOptions, markdown};
use pressroom_write::{Habits, format, is_same, write};
use proptest::test_runner::{TestCaseError, TestError};

use crate::{
    built::root,
    effort::Effort,
    fuzz::{corpus, mutate, random::Random},
    generated::runner,
    grammar::{Writer, explainer},
};

/// Reads a text, writes what was read, reads that, and writes it again. Gives what was written, unless the text can't be read.
fn there_and_back(text: &str, options: &ReadOptions<'_>) -> Result<Option<String>, String> {
    let read = |text: &str| markdown(&Source::new("test.md", text), options).0;
    let Some(document) = read(text) else { return Ok(None) };
    let written = write(&document, options, &Habits::default()).map_err(|error| error.to_string())?;
    let again = read(&written).ok_or_else(|| format!("it can't be read again:\n{written}"))?;
    if !is_same(&document, &again) {
        return Err(format!("it is another document:\n{written}"));
    }
    if words(&document) != words(&again) {
        return Err(format!("it has other words:\n{written}"));
    }
    let twice = write(&again, options, &Habits::default()).map_err(|error| error.to_string())?;
    match twice == written {
        true => Ok(Some(written)),
        false => Err(format!("it is written otherwise the second time:\n{written}\n=====\n{twice}")),
    }
}

fn words(document: &Document) -> Vec<String> {
    document_lines(document).iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect()
}

#[test]
fn generated_explainers_are_written_and_read_again() {
    let cases = Effort { sweep: "writes", short: 150, long: 50_000 }.now();
    let (seed, mut runner) = runner(u32::try_from(cases).unwrap());
    let site = Site { timezone: Zone::named("Europe/Kyiv"), ..Site::default() };
    let options = ReadOptions { site: &site, slug: "te\u{301}st", pictures: &NoPictures, now: None };
    let result = runner.run(&explainer(), |explainer| {
        there_and_back(&Writer::write(&explainer).text, &options).map(|_| ()).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, explainer)) = &result {
        panic!("seed {seed}: {reason}\n\n{}", Writer::write(explainer).text);
    }
    result.unwrap();
}

/// The samples are formatted, and only their form changes; then nothing is left to format.
#[test]
fn samples_are_formatted() {
    let (mut formatted, mut left_alone) = (0, Vec::new());
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.starts_with(root().join("tests"))) {
        with_pictures(&path, |options| {
            let read = |text: &str| markdown(&Source::new("test.md", text), options).0.unwrap();
            match format(&Source::new("test.md", text.as_str()), options) {
                Ok(once) => {
                    formatted += 1;
                    assert!(is_same(&read(&text), &read(&once)), "{}", path.display());
                    let twice = format(&Source::new("test.md", once.as_str()), options);
                    assert_eq!(twice.as_ref(), Ok(&once), "{}", path.display());
                }
                Err(error) => left_alone.push(format!("{}: {error}", path.display())),
            }
        });
    }
    assert!(left_alone.is_empty(), "{}", left_alone.join("\n"));
    assert!(formatted >= 20, "{formatted}");
}

/// The explainers of the suite, of the samples and of the manual, by their paths.
fn sources() -> BTreeMap<PathBuf, String> {
    let mut sources = BTreeMap::new();
    let mut folders = vec![root().join("input"), root().join("input/manual")];
    folders.extend(fs::read_dir(root().join("tests/suite")).unwrap().map(|entry| entry.unwrap().path()));
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let (source, _) = Source::decode("test.md", &fs::read(&path).unwrap());
                sources.insert(path, source.text);
            }
        }
    }
    assert!(sources.len() > 50);
    sources
}

fn with_pictures<T>(path: &Path, act: impl FnOnce(&ReadOptions<'_>) -> T) -> T {
    let files = PictureFiles::default();
    let pictures = files.beneath(path.parent());
    let site = Site::default();
    act(&ReadOptions { site: &site, slug: "test", pictures: &pictures, now: None })
}

#[test]
fn the_suite_and_the_samples_are_written_and_read_again() {
    let mut wrong = Vec::new();
    let mut written = 0;
    for (path, text) in sources() {
        match with_pictures(&path, |options| there_and_back(&text, options)) {
            Ok(Some(_)) => written += 1,
            Ok(None) => {}
            Err(message) => wrong.push(format!("{}: {message}", path.display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(written > 40, "{written}");
}

/// The inputs that fuzzing kept: each was once answered wrongly.
#[test]
fn odd_inputs_are_written_and_read_again() {
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let mut wrong = Vec::new();
    for (name, input) in corpus("markdown") {
        let text = String::from_utf8_lossy(&input).into_owned();
        if let Err(message) = there_and_back(&text, &options) {
            wrong.push(format!("{name}: {message}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn mutated_explainers_are_written_and_read_again() {
    let cases = Effort { sweep: "writes", short: 300, long: 100_000 }.now() as u64;
    let all: Vec<String> = sources().into_values().collect();
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let mut wrong = Vec::new();
    let mut written = 0;
    for input in 0..cases {
        let mut random = Random::new(1, input);
        let text = mutate::text(
            &mut random,
            &all,
            &["\n", "*", "_", "`", "<", "[", "](x)", "\\", "> ", "- ", ":::"],
        );
        // Line ends are those of a file that was decoded.
        let (source, _) = Source::decode("test.md", text.as_bytes());
        let text = source.text;
        match there_and_back(&text, &options) {
            Ok(Some(_)) => written += 1,
            Ok(None) => {}
            Err(message) => wrong.push(format!("input {input}: {message}\n-----\n{text}")),
        }
        if wrong.len() > 3 {
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(written * 3 > cases, "{written}");
}
