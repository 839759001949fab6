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
    sync::{LazyLock, OnceLock},
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use pressroom_document::{Block, Document, Inline, text::document_lines};
use pressroom_editions::registry;
use serde::Deserialize as _;

use crate::{
    built::{self, Built, case_names, root, suite_documents},
    compare::{runs_left, runs_right},
    extract,
};

/// Makes a module for each case, with a test for each edition, for the findings and for the pictures:
/// `cargo test --test main tables_wide` runs one case.
macro_rules! cases {
    (cases: [$($case:ident)+] editions: $editions:tt) => {
        $(mod $case { cases!(@tests $case $editions); })+

        /// The cases above.
        const CASES: &[&str] = &[$(stringify!($case)),+];
        cases!(@names $editions);
    };
    (@tests $case:ident [$($(#[$cfg:meta])? $edition:ident)+]) => {
        #[test]
        fn diagnostics() {
            super::check(stringify!($case), super::DIAGNOSTICS);
        }

        #[test]
        fn pictures() {
            super::check(stringify!($case), super::PICTURES);
        }

        $(
            $(#[$cfg])?
            #[test]
            fn $edition() {
                super::check(stringify!($case), stringify!($edition));
            }
        )+
    };
    (@names [$($(#[$cfg:meta])? $edition:ident)+]) => {
        /// The editions that are compared.
        const COMPARED: &[&str] = &[$($(#[$cfg])? stringify!($edition)),+];
    };
}

cases! {
    cases: [
        attributes
        cards_alone
        cjk
        code_and_math
        corrections_and_updates
        crlf_and_bom
        deep_nesting
        duplicate_related
        encoding_and_slips
        escapes
        every_variant
        footnotes_everywhere
        foreign_front_matter
        foreign_front_matter_yaml
        headings_skipped
        html_around_markdown
        invalid_utf8
        long_words
        missing_metadata
        no_cards
        no_front_matter
        not_markup
        nothing_lost
        pictures
        raw_html
        rtl_mixed
        scripts
        tables_wide
        typed_markup
        unread_front_matter
        unsafe_metadata
        unsafe_urls
        words_arabic
        words_french
        words_turkish
        wrong_attributes
        wrong_metadata
    ]
    editions: [
        amp
        html
        epub
        #[cfg(feature = "pdf")] pdf
        #[cfg(feature = "pdf")] print
        #[cfg(feature = "proof")] proof
        text
        email
        esp
        ninjs
        jsonfeed
        applenews
        model
    ]
}

/// What the run said.
const DIAGNOSTICS: &str = "diagnostics";
/// The pictures of all editions, by hash.
const PICTURES: &str = "pictures";

/// A new case needs a name in the list above, a new edition too; what nobody makes any more has no reference.
#[test]
fn every_case_and_edition_is_compared() {
    let names: Vec<String> = case_names().map(|name| name.replace('-', "_")).collect();
    assert_eq!(CASES, names, "the cases of tests/suite");
    let editions: Vec<&str> = registry().iter().map(|kind| kind.name).collect();
    assert_eq!(COMPARED, editions, "the editions of the registry");
    let folder = root().join("tests/ref");
    let mut kept = BTreeSet::new();
    files(&folder, &mut kept);
    for path in kept {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        let case = name.split('/').next().unwrap();
        assert!(case_names().any(|known| known == case), "tests/ref/{name} is of no case");
    }
}

/// Compares a part of a case with its references: an edition, what was said, or the pictures.
fn check(case: &str, part: &str) {
    static REFERENCES: LazyLock<BTreeMap<&str, OnceLock<BTreeMap<PathBuf, String>>>> =
        LazyLock::new(|| case_names().map(|name| (name, OnceLock::new())).collect());
    let name = case.replace('_', "-");
    let all = REFERENCES[name.as_str()].get_or_init(|| reference(built::case(&name)));
    let folder = root().join("tests/ref").join(&name);
    let actual: BTreeMap<&PathBuf, &String> = all.iter().filter(|(path, _)| part_of(path) == part).collect();
    let mut expected = BTreeSet::new();
    files(&folder, &mut expected);
    let expected: BTreeSet<PathBuf> = expected
        .iter()
        .map(|path| path.strip_prefix(&folder).unwrap().to_owned())
        .filter(|path| part_of(path) == part)
        .collect();
    let is_update = env::var_os("UPDATE_REFERENCES").is_some();
    let mut found = String::new();
    for path in expected.iter().filter(|path| !actual.contains_key(path)) {
        if is_update {
            fs::remove_file(folder.join(path)).unwrap();
        } else {
            let _ = writeln!(found, "{}: no longer written", path.display());
        }
    }
    for (path, text) in actual {
        let place = folder.join(path);
        if is_update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&place, text).unwrap();
        } else if !expected.contains(path) {
            let _ = writeln!(found, "{}: there is no reference", path.display());
        } else if fs::read_to_string(&place).unwrap() != *text {
            let _ = writeln!(found, "{}", difference(&place, text));
        }
    }
    assert!(
        found.is_empty(),
        "{found}\nIf this is as it should be: UPDATE_REFERENCES=1 cargo test --test main reference"
    );
}

/// The part of a case that a reference belongs to, by its name.
fn part_of(path: &Path) -> &'static str {
    let name = path.to_str().unwrap();
    let edition = |name: &str| {
        let kinds = registry().iter().filter(|kind| name.ends_with(&format!(".{}", kind.extension)));
        kinds.max_by_key(|kind| kind.extension.len()).map(|kind| kind.name)
    };
    match name {
        "diagnostics.txt" => DIAGNOSTICS,
        "pictures.txt" => PICTURES,
        _ if name.ends_with(".preflight.json") => "print",
        // What can't be read is kept as a text.
        _ => name.strip_suffix(".txt").and_then(edition).or_else(|| edition(name)).unwrap_or("nothing"),
    }
}

#[test]
fn the_suite_holds_every_variant_of_the_model() {
    let (mut blocks, mut inlines) = ([false; BLOCKS], [false; INLINES]);
    for document in suite_documents() {
        mark_variants(&serde_json::to_value(&document.model).unwrap(), &mut blocks, &mut inlines);
    }
    let missing = |seen: &[bool]| -> Vec<usize> {
        seen.iter().enumerate().filter(|(_, seen)| !**seen).map(|(number, _)| number).collect()
    };
    assert_eq!((missing(&blocks), missing(&inlines)), (vec![], vec![]), "variants that no case holds");
}

/// How many variants [`number_of_block`] tells apart.
const BLOCKS: usize = 11;
/// How many variants [`number_of_inline`] tells apart.
const INLINES: usize = 13;

/// A new variant does not compile until it has a number here, and fails until a case holds it.
fn number_of_block(block: &Block) -> usize {
    match block {
        Block::Paragraph { .. } => 0,
        Block::Heading(_) => 1,
        Block::BlockQuote(_) => 2,
        Block::List(_) => 3,
        Block::CodeBlock(_) => 4,
        Block::Table(_) => 5,
        Block::Figure(_) => 6,
        Block::Related(_) => 7,
        Block::Callout(_) => 8,
        Block::DefinitionList(_) => 9,
        Block::ThematicBreak { .. } => 10,
    }
}

fn number_of_inline(inline: &Inline) -> usize {
    match inline {
        Inline::Text { .. } => 0,
        Inline::Emphasis { .. } => 1,
        Inline::Strong { .. } => 2,
        Inline::Strikethrough { .. } => 3,
        Inline::Superscript { .. } => 4,
        Inline::Subscript { .. } => 5,
        Inline::Code { .. } => 6,
        Inline::Math { .. } => 7,
        Inline::Link { .. } => 8,
        Inline::Image(_) => 9,
        Inline::FootnoteReference { .. } => 10,
        Inline::SoftBreak => 11,
        Inline::HardBreak => 12,
    }
}

fn mark_variants(value: &Value, blocks: &mut [bool], inlines: &mut [bool]) {
    match value {
        Value::Object(members) => {
            if members.contains_key("type") {
                if let Ok(block) = Block::deserialize(value) {
                    blocks[number_of_block(&block)] = true;
                } else if let Ok(inline) = Inline::deserialize(value) {
                    inlines[number_of_inline(&inline)] = true;
                }
            }
            members.values().for_each(|value| mark_variants(value, blocks, inlines));
        }
        Value::Array(values) => values.iter().for_each(|value| mark_variants(value, blocks, inlines)),
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
    let said = built.output_text().replace(built.folder().to_str().unwrap(), "OUT");
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
        let edition = registry()
            .iter()
            .map(|kind| (kind.name, kind.extension))
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
