//! Reference outputs: every edition of every case of `tests/suite`, as kept in `tests/ref`.
//!
//! `UPDATE_REFERENCES=1` writes them anew; look at the difference before it is committed. What is the same in all
//! cases (styles, fonts) or can't be read (pictures) is kept by name or hash, so that the tree stays small.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use pressroom_document::{Document, text::document_lines};

use crate::{
    built::{Built, EDITIONS, SUITE, root},
    compare::{runs_left, runs_right},
    extract,
};

#[test]
fn editions_are_as_they_were_reviewed() {
    let folder = root().join("tests/ref");
    let actual: BTreeMap<PathBuf, String> = SUITE
        .iter()
        .flat_map(|(case, built)| {
            let case = PathBuf::from(case);
            reference(built).into_iter().map(move |(name, text)| (case.join(name), text))
        })
        .collect();
    if env::var_os("UPDATE_REFERENCES").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &actual {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return;
    }
    let mut expected = BTreeSet::new();
    files(&folder, &mut expected);
    let expected: BTreeSet<_> =
        expected.iter().map(|path| path.strip_prefix(&folder).unwrap().to_owned()).collect();
    let mut found = String::new();
    for path in expected.iter().filter(|path| !actual.contains_key(*path)) {
        let _ = writeln!(found, "{}: no longer written", path.display());
    }
    for (path, text) in &actual {
        if !expected.contains(path) {
            let _ = writeln!(found, "{}: there is no reference", path.display());
        } else if fs::read_to_string(folder.join(path)).unwrap() != *text {
            let _ = writeln!(found, "{}", difference(&folder.join(path), text));
        }
    }
    assert!(
        found.is_empty(),
        "{found}\nIf this is as it should be: UPDATE_REFERENCES=1 cargo test --test main reference"
    );
}

#[test]
fn the_suite_holds_every_variant_of_the_model() {
    let mut kinds = BTreeSet::new();
    for document in SUITE.values().flat_map(Built::documents) {
        collect_kinds(&serde_json::to_value(&document.model).unwrap(), &mut kinds);
    }
    let missing: Vec<_> = [
        "paragraph",
        "heading",
        "block-quote",
        "list",
        "code-block",
        "table",
        "figure",
        "related",
        "callout",
        "definition-list",
        "thematic-break",
        "text",
        "emphasis",
        "strong",
        "strikethrough",
        "superscript",
        "subscript",
        "code",
        "math",
        "link",
        "image",
        "footnote-reference",
        "soft-break",
        "hard-break",
    ]
    .into_iter()
    .filter(|kind| !kinds.contains(*kind))
    .collect();
    assert!(missing.is_empty(), "no case holds {missing:?}");
}

fn collect_kinds(value: &Value, kinds: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(kind) = members.get("type").and_then(Value::as_str) {
                kinds.insert(kind.to_owned());
            }
            members.values().for_each(|value| collect_kinds(value, kinds));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_kinds(value, kinds)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// True for what a build keeps beside the folders of documents.
fn is_of_the_site(name: &str) -> bool {
    [".pressroom/", "section/", "tag/", "language/"].iter().any(|folder| name.starts_with(folder))
}

/// What is kept of one case: relative path -> text.
fn reference(built: &Built) -> BTreeMap<PathBuf, String> {
    let code = built.output.status.code().map_or("killed".to_owned(), |code| code.to_string());
    let said = built.said().replace(built.folder().to_str().unwrap(), "OUT");
    // Which characters have glyphs depends on the machine's fonts, beyond those that come with Pressroom.
    let foreign = built.documents().iter().any(|document| needs_other_fonts(&document.model));
    let said: String = said
        .split_inclusive('\n')
        .filter(|line| !line.contains("[missing-glyph]") && (!foreign || !line.starts_with("1 document")))
        .collect();
    let mut kept = BTreeMap::from([("diagnostics.txt".into(), format!("{said}exit code {code}\n"))]);
    let mut paths = BTreeSet::new();
    files(built.folder(), &mut paths);
    let mut pictures = String::new();
    for path in paths {
        let name = path.strip_prefix(built.folder()).unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let edition = EDITIONS
            .iter()
            .filter(|(_, extension)| name.ends_with(&format!(".{extension}")))
            .max_by_key(|(_, extension)| extension.len());
        let text = || String::from_utf8(bytes.clone()).unwrap();
        // Documents lie in folders of their own; the case's folder is enough here.
        let short = name.rsplit('/').next().unwrap();
        match edition {
            // The site has tests of its own; here is one explainer at a time.
            _ if !name.contains('/') || is_of_the_site(&name) => {}
            _ if name.contains("/media/") => {
                let _ = writeln!(pictures, "{name} {}", digest(&bytes));
            }
            Some((_, "amp.html" | "html")) => drop(kept.insert(short.into(), without_style(&text()))),
            Some((_, "epub")) => drop(kept.insert(format!("{short}.txt").into(), listing(&bytes))),
            Some((_, "pdf" | "print.pdf" | "proof.pdf")) if foreign => {}
            None if foreign && name.ends_with(".preflight.json") => {}
            None if name.ends_with(".preflight.json") => drop(kept.insert(short.into(), text())),
            Some((_, "pdf" | "print.pdf" | "proof.pdf")) => {
                let lines = extract::pdf(&path);
                let lines: Vec<_> =
                    lines.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
                kept.insert(format!("{short}.txt").into(), lines.join("\n") + "\n");
            }
            // The text is that of the text edition, and the service's parts are the mail's: other tests compare them.
            Some((_, "eml")) => drop(kept.insert(short.into(), letter(&bytes))),
            Some((_, "esp.json")) => {}
            Some((_, "model.json")) => {
                let lines: Vec<_> = text().lines().map(|line| line.trim_start().to_owned()).collect();
                kept.insert(short.into(), lines.join("\n") + "\n");
            }
            Some((_, "applenews.json")) => drop(kept.insert(short.into(), without_looks(&text()))),
            Some(_) => drop(kept.insert(short.into(), text())),
            None => panic!("nobody knows what {name} is"),
        }
    }
    if !pictures.is_empty() {
        kept.insert("pictures.txt".into(), pictures);
    }
    kept
}

/// True for a document with characters that the fonts of Pressroom don't all show: how its pages look depends on the
/// machine.
fn needs_other_fonts(document: &Document) -> bool {
    let sure = |c: char| {
        runs_left(c)
            || runs_right(c)
            || matches!(c, '\u{2000}'..='\u{206F}' | '\u{20AC}' | '\u{2116}' | '\u{2122}')
    };
    document_lines(document).iter().any(|line| !line.chars().all(sure))
}

/// The entries of a book: texts in full, styles and fonts by name, pictures by hash.
fn listing(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (name, content) in extract::unzip(bytes) {
        let extension = name.rsplit('.').next().unwrap_or_default();
        match extension {
            "css" | "ttf" | "otf" | "woff" | "woff2" => {
                let _ = writeln!(out, "== {name}");
            }
            "png" | "jpg" | "jpeg" | "gif" | "webp" => {
                let _ = writeln!(out, "== {name} {}", digest(&content));
            }
            _ => {
                let text = String::from_utf8(content).unwrap();
                let _ = writeln!(out, "== {name}\n{}", text.trim_end());
            }
        }
    }
    out
}

/// A mail's header and its HTML without styles; the name that is made of the content by a word.
fn letter(bytes: &[u8]) -> String {
    let mail = extract::mail(bytes);
    let identity = mail.values("Message-ID")[0].split(['<', '@']).nth(1).unwrap().to_owned();
    let mut out = String::new();
    for (name, value) in mail.header.iter().chain(mail.parts.iter().flat_map(|(header, _)| header)) {
        let _ = writeln!(out, "{name}: {}", value.replace(&identity, "IDENTITY"));
    }
    let mut html = without_style(&mail.html());
    while let Some(start) = html.find(" style=\"") {
        let end = start + 8 + html[start + 8..].find('"').unwrap() + 1;
        html.replace_range(start..end, "");
    }
    out + "\n" + &html
}

/// A page without the content of its style elements, which is the theme's and the same in every case.
fn without_style(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(start) = rest.find("<style") {
        let open = start + rest[start..].find('>').map_or(0, |at| at + 1);
        let close = open + rest[open..].find("</style>").unwrap_or(rest.len() - open);
        out.push_str(&rest[..open]);
        rest = &rest[close..];
    }
    out + rest
}

/// An Apple News article without what is the theme's and the same in every case.
fn without_looks(article: &str) -> String {
    let end = article.find(",\n  \"componentTextStyles\"").expect("an article ends with its styles");
    format!("{}\n}}\n", &article[..end])
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn files(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path);
        }
    }
}

fn difference(expected: &Path, actual: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), actual).unwrap();
    let mut diff = Command::new("diff");
    diff.args(["-u", "--label", "reference", "--label", "now"]).arg(expected).arg(file.path());
    let output = diff.output().expect("diff");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<_> = text.lines().map(|line| line.chars().take(300).collect::<String>()).collect();
    let more = lines.len().saturating_sub(60);
    format!("{}:\n{}\n({more} more lines)", expected.display(), lines[..lines.len() - more].join("\n"))
}
