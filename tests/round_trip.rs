//! Whatever is read from Markdown is read again from the model's JSON form, and gives the same editions.
//!
//! `PRESSROOM_SEED=N` takes another seed, `PRESSROOM_ROUND_TRIPS=N` makes more documents (`tests/effort.rs`).

use std::{collections::BTreeMap, fs, path::Path};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::{Document, Zone, text::document_lines};
use pressroom_editions::registry;
use pressroom_images::NoPictures;
use pressroom_read::{ReadOptions, markdown, model_json};
use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestError},
};

use crate::{
    built::{pressroom, root},
    effort::Effort,
    generated::runner,
    grammar::{Writer, explainer},
};

/// Languages of every script and direction, deprecated codes, names and slips.
#[rustfmt::skip]
const LANGUAGES: &[&str] = &[
    "en", "en-GB", "uk", "tr", "az", "az-Arab", "lt", "el", "ar", "fa", "he", "iw", "yi", "ur", "hi", "bn",
    "ta", "th", "lo", "km", "my", "bo", "ka", "hy", "am", "ko", "ja", "zh", "zh-Hant-HK", "vi", "de", "fr",
    "pt_BR", "sr-Latn", "nqo", "dv", "cn", "ua", "English", "en-UK", "xx", "qaa", "mul", "zxx",
];

/// Dates at the edges of what can be written.
const DATES: &[&str] = &[
    "2025-12-17",
    "2025-12-17T09:00:00+01:00",
    "2024-02-29",
    "2024-02-29T23:59:59.999Z",
    "2016-12-31T23:59:60Z",
    "1890-01-01T12:00:00+00:19:32",
    "1969-12-31T23:59:59.5-00:00",
    "0000-01-01",
    "0001-01-01T00:00:00-12:00",
    "9999-12-31",
    "9999-12-30T21:59:59Z",
    "9999-12-31T23:59:59+14:00",
    "2025-03-30T03:30:00",
    "2025-10-26 03:30",
    "1800-01-01T00:00",
];

/// Reads a text and its model; gives the document where there is one.
fn there_and_back(text: &str) -> Result<Option<Document>, String> {
    let site = Site { timezone: Zone::named("Europe/Kyiv"), ..Site::default() };
    let options = ReadOptions { site: &site, slug: "te\u{301}st", pictures: &NoPictures, now: None };
    let Some(document) = markdown(&Source::new("test.md", text), &options).0 else { return Ok(None) };
    let json = serde_json::to_string(&document).map_err(|error| error.to_string())?;
    let (again, found) = model_json(&Source::new("test.model.json", json), &options);
    match again {
        None => Err(format!("its model is refused: {found:?}")),
        Some(_) if !found.is_empty() => Err(format!("its model is not as it should be: {found:?}")),
        Some(again) if again != document => {
            Err(format!("its model is another document:\n{document:?}\n{again:?}"))
        }
        Some(_) => Ok(Some(document)),
    }
}

#[test]
fn generated_explainers_come_back_from_their_models() {
    let cases = Effort { sweep: "round-trips", short: 200, long: 100_000 }.now();
    let (seed, mut runner) = runner(u32::try_from(cases).unwrap());
    let strategy = (explainer(), prop::sample::select(LANGUAGES), prop::sample::select(DATES), any::<bool>());
    let result = runner.run(&strategy, |(explainer, language, date, capitals)| {
        let text = changed(&Writer::write(&explainer).text, language, date, capitals);
        let read = there_and_back(&text).map_err(TestCaseError::fail)?;
        prop_assert!(read.is_some() || date.len() != 10, "it is not read:\n{text}");
        Ok(())
    });
    if let Err(TestError::Fail(reason, (explainer, language, date, capitals))) = &result {
        let text = changed(&Writer::write(explainer).text, language, date, *capitals);
        panic!("seed {seed}: {reason}\n\n{text}");
    }
    result.unwrap();
}

/// The text in another language, with another date, and with headings in capitals.
fn changed(text: &str, language: &str, date: &str, capitals: bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &mut lines {
        if line.starts_with("language: ") {
            *line = format!("language: {language}\nupdated: {date}\nsection: No\u{308}rd");
        } else if line.starts_with('#') && capitals {
            *line = line.replace("treaty", "İSTANBUL").replace("harbour", "FN").replace('i', "I");
        }
    }
    lines.join("\n") + "\n"
}

/// Each of these was once read, and refused when it came back, or came back as something else.
#[test]
fn odd_documents_come_back_from_their_models() {
    let head = "---\nheadline: Why?\nlanguage: tr\npublished: 2024-01-01\n---\n\n";
    for body in [
        "## İstanbul nerede?\n\nx\n",
        "## I\u{307}stanbul\n\n## İSTANBUL\n\n### ISPARTA\n",
        "## FN\n\n## Fn\n\n## fn\n\n[^1]\n\n[^1]: x\n",
        "## Pagebreak\n\n## pagebreak\n\n## Fnref\n\n## fnref\n\n## Amp\n\n## amp\n",
        "## Content\n\n## contents {#contents}\n\n## __proto__ {#__proto__}\n\n## a {#fn-1}\n\n## b {#id-fn-1}\n",
        "A[^a] b[^a] c[^b].\n\n## Q[^a]?\n\n[^a]: One[^b] and[^a].\n\n[^b]: Two[^a].\n\n[^c]: Unused[^c].\n",
        "A [t](https://e.org/u \"a\u{7f}b\u{85}c\u{9b}d\u{202e}e\u{1}f\") and text a\u{7f}b.\n",
        "A [t](https://e.org/u \"\u{202e}\") b.\n\n::: related \u{202e}\n[a](https://e.org/)\n:::\n",
        "::: related a\u{1}b\n[a](https://e.org/)\n:::\n\n## Q {updated=2025-01-01 reason=\"a\u{1}\u{202a}\"}\n",
        "![a\u{1}b](x.png \"t\u{1}u\"){credit=\"c\u{9b}d\"}\n\n![a](p%01q.png) b\n\n![a](p%E2%80%AEq.png) b\n",
        "```ru\u{1}st\na\u{1}b\n```\n\n<a href='https://e.org/' title='x&#1;\u{202e}y\nz'>l</a> <img src=x.png alt='a&#2;b'>\n",
        "| a\u{1} |\n|---|\n| &#1;&#xFFFE; |\n",
        "A [x](http://www..com/), [y](http://a,b.org/), <http://a..b/> and http://a..b.\n",
        "[a]()\n\n[](https://e.org/)\n\n[![]()](https://e.org/)\n\n## \n\n## []()\n\n- \n\n> \n\n|  |\n|--|\n|  |\n",
        "##### Five\n\n###### Six\n\n## Two\n\n#### Four\n\n> ### Three\n>\n> ##### Five\n\n[^1]\n\n[^1]: ##### Five\n",
        "Text\n\n[^x]: ##### Five\n\n    ## Two\n",
        "[a [b](https://b.org/) c](https://a.org/) <a href='https://a.org/'>x <a href='https://b.org/'>y</a></a>\n",
    ] {
        let text = format!("{head}{body}");
        match there_and_back(&text) {
            Ok(Some(document)) => {
                let lines = document_lines(&document).join("\n");
                assert!(!lines.contains(['\u{1}', '\u{7f}', '\u{9b}', '\u{202e}']), "{body}: {lines}");
            }
            Ok(None) => panic!("it is not read:\n{text}"),
            Err(message) => panic!("{message}\n\n{text}"),
        }
    }
}

/// Models that another program might write, and that no edition could be made of.
#[test]
fn models_that_break_a_promise_are_refused() {
    let text = "---\nheadline: Why?\nlanguage: en\npublished: 2024-01-01\n---\n\nA[^a] b[^a] [l](https://e.org/).\n\n## Q {#q}\n\n### H {#h}\n\n[^a]: Note.\n";
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let document = markdown(&Source::new("test.md", text), &options).0.unwrap();
    let json = serde_json::to_string(&document).unwrap();
    for (from, to) in [
        ("\"occurrence\":2", "\"occurrence\":1"),
        ("\"occurrence\":2", "\"occurrence\":3"),
        ("\"references\":2", "\"references\":3"),
        ("\"references\":2", "\"references\":0"),
        ("\"place\":\"lede\"", "\"place\":{\"card\":7}"),
        ("\"place\":\"lede\"", "\"place\":{\"card\":0}"),
        ("\"id\":\"q\"", "\"id\":\"fn-1\""),
        ("\"id\":\"q\"", "\"id\":\"Contents\""),
        ("\"id\":\"q\"", "\"id\":\"e\u{301}\""),
        ("\"id\":\"h\"", "\"id\":\"q\""),
        ("\"level\":1", "\"level\":2"),
        ("\"version\":1", "\"version\":0"),
        ("https://e.org/", "http://a..b/"),
        ("\"Why?\"", "\"Wh\\u0001y?\""),
        ("\"Why?\"", "\" \\n\""),
        ("\"l\"", "\"l\\nm\""),
        ("\"l\"", "\"l\\ud800\""),
    ] {
        let broken = json.replacen(from, to, 1);
        assert_ne!(broken, json, "{from}");
        let (read, found) = model_json(&Source::new("x.model.json", broken.as_str()), &options);
        assert!(read.is_none() && found.len() == 1, "{from} -> {to}: {found:?}");
    }
}

/// The suite's explainers and their models, built by the command: every file of every edition is the same.
#[test]
fn models_give_the_same_editions() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        "every-variant",
        "footnotes-everywhere",
        "scripts",
        "words-turkish",
        "pictures",
        "html-around-markdown",
    ];
    let mut expected = BTreeMap::new();
    for case in cases {
        let from = root().join("tests/suite").join(case);
        let (one, other) = (folder.path().join(case).join("one"), folder.path().join(case).join("other"));
        let run = |input: &Path, out: &Path| {
            let editions =
                registry().iter().map(|kind| kind.name).filter(|name| !["print", "proof"].contains(name));
            let ran = pressroom()
                .current_dir(input.parent().unwrap())
                .args(["build", "--include-embargoed", "--to", &editions.collect::<Vec<_>>().join(",")])
                .arg(input)
                .arg("--out")
                .arg(out)
                .output()
                .unwrap();
            assert_eq!(ran.status.code(), Some(0), "{case}: {}", String::from_utf8_lossy(&ran.stderr));
        };
        run(&from.join("input.md"), &one);
        let mut files = BTreeMap::new();
        collect(&one, &one, &mut files);
        let model = files.keys().find(|path| path.ends_with(".model.json")).expect("a model").clone();
        run(&one.join(&model), &other);
        let mut again = BTreeMap::new();
        collect(&other, &other, &mut again);
        let differ: Vec<_> =
            files.keys().chain(again.keys()).filter(|path| files.get(*path) != again.get(*path)).collect();
        assert!(differ.is_empty(), "{case}: {differ:?}");
        expected.insert(case, files.len());
    }
    assert!(expected.values().all(|files| *files > 10), "{expected:?}");
}

/// The files of documents; the manifest names sources, which differ.
fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with(".pressroom") {
            collect(root, &path, files);
        } else if path.is_file() && path.parent() != Some(root) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}
