//! Every word of a source is in the model, in a finding, or in markup.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use proptest::{prelude::*, test_runner::TestError};

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostics, Source};
use pressroom_document::Document;
use pressroom_images::NoPictures;
use pressroom_read::{ReadOptions, markdown};

use crate::{
    built::root,
    generated::runner,
    grammar::{Writer, explainer},
    words::{by_another_parser, missed, unaccounted, words},
};

fn read(source: &Source) -> (Option<Document>, Diagnostics) {
    let site = Site::default();
    markdown(source, &ReadOptions { site: &site, slug: "covered", pictures: &NoPictures, now: None })
}

/// Text in the forms that go wrong, to put into documents.
const SNIPPETS: &[&str] = &[
    "|",
    "| extra |",
    "[Q]: Why?",
    "\n\n[Q]: Why?\n\n",
    "<!--",
    "-->",
    "<div id=\"x\"",
    "<div>",
    "</div>",
    "<",
    ">",
    " #",
    "\n## We are #\n",
    "```",
    "\n```x y z\n",
    "*",
    "**",
    "_",
    "`",
    "\\",
    "&",
    "&amp;",
    "&auml;",
    "[",
    "](",
    "]",
    "[^x]",
    "\n[^x]: words\n",
    "![a](b \"c\")",
    "{credit=d}",
    "\n:::\n",
    "\n::: related Words\n",
    "<![CDATA[",
    "<?",
    "<title>",
    "\n<script>\n",
    "</script>",
    "\t",
    "\n    ",
    "\n> ",
    "\n- ",
    "\n1) ",
    "- [Q] ",
    "\n\n",
    "\n",
    "$",
    "$$",
    "~~",
    "\n: ",
    "\n|-|-|\n",
    "\n===\n",
    "<b title=\"words\">",
    "\n> [!NOTE] words\n> ",
    "https://example.org/a",
    "<a@example.org>",
    "\u{a0}",
    "\u{200b}",
    "東京",
    "№",
];

/// The Markdown files of the suite and the samples.
fn documents() -> Vec<PathBuf> {
    let mut all = Vec::new();
    for folder in ["tests/suite", "input"] {
        markdown_files(&root().join(folder), &mut all);
    }
    assert!(all.len() > 20);
    all
}

fn markdown_files(folder: &Path, all: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            markdown_files(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            all.push(path);
        }
    }
}

/// Words of a text that reading it loses, and nothing says so.
fn lost(text: &str) -> Vec<String> {
    let (source, _) = Source::decode("covered.md", text.as_bytes());
    let (document, found) = read(&source);
    document.map_or_else(Vec::new, |document| unaccounted(&source, &document, &found))
}

#[test]
fn generated_and_mutated_documents_lose_nothing_unseen() {
    let (seed, mut runner) = runner(300);
    let originals: Vec<String> =
        documents().iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let change = (any::<prop::sample::Index>(), prop::sample::select(SNIPPETS), 0..4usize);
    let strategy =
        (any::<bool>(), explainer(), any::<prop::sample::Index>(), prop::collection::vec(change, 1..6));
    let text = |(suite, explainer, index, changes): &(
        bool,
        _,
        prop::sample::Index,
        Vec<(prop::sample::Index, &str, usize)>,
    )| {
        let mut text = if *suite { index.get(&originals).clone() } else { Writer::write(explainer).text };
        for (place, snippet, cut) in changes {
            let at = text.floor_char_boundary(place.index(text.len()));
            let end = text.ceil_char_boundary((at + cut).min(text.len()));
            text.replace_range(at..end, snippet);
        }
        text
    };
    let result = runner.run(&strategy, |value| {
        let lost = lost(&text(&value));
        prop_assert!(lost.is_empty(), "nothing says where these words are: {lost:?}");
        Ok(())
    });
    if let Err(TestError::Fail(reason, value)) = &result {
        let text = text(value);
        let lost = lost(&text);
        if let Some(file) = env::var_os("PRESSROOM_FAILING") {
            fs::write(file, &text).unwrap();
        }
        let lines: Vec<_> = text.lines().filter(|line| lost.iter().any(|word| line.contains(word))).collect();
        panic!("seed {seed}: {reason}\nchanges {:?}\n{}", value.3, lines.join("\n"));
    }
    result.unwrap();
}

#[test]
fn another_parser_counts_the_same_words() {
    let (mut all, mut lost) = (0, Vec::new());
    for path in documents() {
        let (source, _) = Source::decode("covered.md", &fs::read(&path).unwrap());
        let (Some(document), found) = read(&source) else { continue };
        all += by_another_parser(&source).values().sum::<usize>();
        let missed = missed(&source, &document, &found);
        lost.extend(missed.into_iter().map(|word| format!("{}: {word}", path.display())));
    }
    assert!(all > 5_000, "{all} words");
    assert!(lost.is_empty(), "another parser counts more of these words:\n{}", lost.join("\n"));
}

/// What the net says about other people's files: `PRESSROOM_READMES=FOLDER cargo test --test main
/// coverage::other -- --ignored --nocapture` reads each `README.md` in the folder's folders.
#[test]
#[ignore = "needs a folder of documents"]
fn other_peoples_documents() {
    let folder = env::var_os("PRESSROOM_READMES").expect("a folder in PRESSROOM_READMES");
    let (mut files, mut bytes, mut all) = (0, 0, 0);
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("README.md")).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.is_file()) {
        let (source, _) = Source::decode("readme.md", &fs::read(path).unwrap());
        files += 1;
        bytes += source.text.len();
        all += words(&source.text).count();
        for finding in read(&source).1 {
            let of_net = [
                Code::LostText,
                Code::UnclosedHtml,
                Code::UnclosedCode,
                Code::ExtraCells,
                Code::LinkDefinition,
                Code::UnusedLink,
                Code::HeadingEnd,
                Code::DroppedHtml,
                Code::UnknownAttribute,
            ];
            if of_net.contains(&finding.code) {
                *codes.entry(finding.code.name()).or_default() += 1;
                let line = source.line_column(finding.span.unwrap_or_default().start as usize).line;
                let name = path.parent().unwrap().file_name().unwrap().to_string_lossy();
                eprintln!("{name}:{line}: {}: {}", finding.code, finding.message);
            }
        }
    }
    eprintln!("{files} files, {bytes} bytes, {all} words, findings: {codes:?}");
}

/// How long reading the samples takes: `cargo test --test main coverage::time -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn time_of_reading() {
    let files = fs::read_dir(root().join("input")).unwrap().map(|entry| entry.unwrap().path());
    let sources: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| Source::decode("sample.md", &fs::read(path).unwrap()).0)
        .collect();
    let once = || {
        let start = Instant::now();
        for source in &sources {
            std::hint::black_box(read(source));
        }
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..200).map(|_| once()).collect();
    times.sort();
    eprintln!("{} sources: fastest {:?}, median {:?}", sources.len(), times[0], times[100]);
}
