//! Every word of a source is in the model, in a finding, or in markup.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use proptest::{prelude::*, test_runner::TestError};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostics, Source};
use pressroom_document::{Document, text::document_lines};
use pressroom_images::{PictureError, Pictures};
use pressroom_read::{ReadOptions, markdown};

use crate::{
    built::root,
    generated::runner,
    grammar::{Writer, explainer},
};

struct NoPictures;

impl Pictures for NoPictures {
    fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
        Err(PictureError::NotFound)
    }
}

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

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The body of a source without what only steers: tags, entities, names of notes, labels, marks of lists.
fn without_markup(source: &str) -> String {
    let body = match source.strip_prefix("---\n").or_else(|| source.strip_prefix("+++\n")) {
        Some(rest) => {
            rest.split_once("\n---\n").or_else(|| rest.split_once("\n+++\n")).map_or("", |(_, body)| body)
        }
        None => source,
    };
    let (mut out, mut rest) = (String::new(), body);
    while let Some(at) = rest.find(['<', '&', '[', ']']) {
        out.push_str(&rest[..at]);
        out.push(' ');
        let mark = &rest[at..];
        let within = |needle, most| mark.find(needle).filter(|end| *end < most).map(|end| end + 1);
        let is_tag = mark[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let end = match &mark[..1] {
            "<" if is_tag => tag_end(mark),
            "&" => within(';', 12),
            "[" if mark.starts_with("[//]:") => mark.find('\n'),
            "[" if label(mark).is_some() => label(mark),
            "[" if mark.starts_with("[^") || mark.starts_with("[!") => within(']', 40),
            "]" if mark.starts_with("](") => within(')', 200),
            "]" if mark.starts_with("][") => mark[2..].find(']').map(|end| end + 3),
            _ => None,
        };
        rest = &mark[end.unwrap_or(1)..];
    }
    out.push_str(rest);
    let marks = |c: char| c.is_ascii_digit() || " \t>*+-.)".contains(c);
    let lines: Vec<_> = out.lines().map(|line| line.trim_start_matches(marks)).collect();
    lines.join("\n")
}

/// The length of the label of a definition.
fn label(mark: &str) -> Option<usize> {
    let end = mark.find("]:")?;
    (!mark[..end].contains('\n')).then_some(end + 2)
}

/// The length of a tag or comment.
fn tag_end(mark: &str) -> Option<usize> {
    if mark.starts_with("<!--") {
        return mark.find("-->").map(|end| end + 3);
    }
    let mut quote = None;
    for (at, character) in mark.char_indices().take(5_000) {
        match (quote, character) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if mark[..at].ends_with('=') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// Words of a source's body that are neither in the document nor in the lines of a finding.
fn unaccounted(text: &str) -> Vec<String> {
    let (source, _) = Source::decode("covered.md", text.as_bytes());
    let (document, found) = read(&source);
    let Some(document) = document else { return Vec::new() };
    let model = serde_json::to_string(&document).unwrap();
    let mut seen: BTreeSet<String> = words(&model).map(str::to_owned).collect();
    for line in document_lines(&document) {
        seen.extend(words(&line).map(str::to_owned));
    }
    for span in found.iter().filter_map(|finding| finding.span) {
        let (start, end) =
            (source.line_column(span.start as usize).line, source.line_column(span.end as usize).line);
        for line in start..=end {
            seen.extend(words(source.slice(source.line_span(line))).map(str::to_owned));
        }
    }
    // An entity or a mark in a word divides it: its parts are in a longer word.
    let long: Vec<_> = seen.iter().filter(|word| word.len() > 1).cloned().collect();
    let within = |word: &str| long.iter().any(|other| other.contains(word));
    let body = without_markup(&source.text);
    let directives = ["related", "signoff", "mailto"];
    words(&body)
        .filter(|word| !(seen.contains(*word) || directives.contains(word) || within(word)))
        .map(str::to_owned)
        .collect()
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
        let lost = unaccounted(&text(&value));
        prop_assert!(lost.is_empty(), "nothing says where these words are: {lost:?}");
        Ok(())
    });
    if let Err(TestError::Fail(reason, value)) = &result {
        let text = text(value);
        let lost = unaccounted(&text);
        if let Some(file) = env::var_os("PRESSROOM_FAILING") {
            fs::write(file, &text).unwrap();
        }
        let lines: Vec<_> = text.lines().filter(|line| lost.iter().any(|word| line.contains(word))).collect();
        panic!("seed {seed}: {reason}\nchanges {:?}\n{}", value.3, lines.join("\n"));
    }
    result.unwrap();
}

/// Words as another parser of Markdown reads them.
fn counted_by_another(body: &str) -> BTreeMap<String, usize> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut counts = BTreeMap::new();
    let mut text = String::new();
    for event in Parser::new_ext(body, options) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::Start(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    // Attributes, the names of boxes and titles of alerts are Pressroom's own; addresses are no words.
    let names = ["::: related", "::: signoff", "[!WARNING]"];
    let mut plain = String::new();
    for line in text.lines() {
        let line = names.iter().find_map(|name| line.strip_prefix(name)).unwrap_or(line);
        let line = line.split("{#").next().unwrap();
        for (index, part) in line.split('{').enumerate() {
            let (inside, after) = part.split_once('}').unwrap_or(("", part));
            plain.push_str(if index > 0 && inside.contains('=') { after } else { part });
            plain.push(' ');
        }
        plain.push('\n');
    }
    let parts = plain.split_whitespace().map(|part| part.split("https:").next().unwrap());
    let text = parts.collect::<Vec<_>>().join(" ");
    for word in words(&text) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn another_parser_counts_the_same_words() {
    let (mut all, mut lost) = (0, Vec::new());
    for path in documents() {
        let (source, _) = Source::decode("covered.md", &fs::read(&path).unwrap());
        let (Some(document), found) = read(&source) else { continue };
        let mut here: BTreeMap<String, usize> = BTreeMap::new();
        // The other parser joins what stands on both sides of a tag.
        let mut squeezed = String::new();
        for line in document_lines(&document) {
            squeezed.extend(line.chars().filter(|c| c.is_alphanumeric()));
            for word in words(&line) {
                *here.entry(word.to_owned()).or_default() += 1;
            }
        }
        for span in found.iter().filter_map(|finding| finding.span) {
            for word in words(source.slice(span)) {
                *here.entry(word.to_owned()).or_default() += 1;
            }
        }
        let body = source.text.split_once("\n---\n").or_else(|| source.text.split_once("\n+++\n"));
        for (word, count) in counted_by_another(body.map_or(&source.text, |(_, body)| body)) {
            all += count;
            if here.get(&word).copied().unwrap_or(0) < count && !squeezed.contains(&word) {
                lost.push(format!("{}: {word}", path.display()));
            }
        }
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
