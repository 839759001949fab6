//! Explainers: front matter, Markdown and raw HTML.

use std::{
    fs,
    sync::{Arc, LazyLock},
};

use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_document::{Document, Zone};
use pressroom_images::{PictureError, Pictures};
use pressroom_read::{ReadOptions, markdown, model_json};
use serde_json::Value;

use super::{Target, mutate, random::Random, run, well_formed};
use crate::{
    built::root,
    words::{missed, unaccounted},
};

/// Of how many documents all editions are made of one, which takes longer than to read them.
const SET: u64 = 24;

/// What front matter is made of.
#[rustfmt::skip]
const FRONT_MATTER: &[&str] = &[
    "---\n", "---", "+++\n", "...\n", "-----\n", "\n", ": ", ":", "- ", "\n  - ", "\n  ", "[", "]", "{",
    "}", ", ", "# ", "|\n  ", ">-\n  ", "&a ", "*a", "!!str ", "!x ", "? ", "~", "null", "true", "false",
    "yes", "no", "\"", "'", "\"\"\"", "'''", "\\u0001", "\\uD800", "\\x1b", "\\n", "<<: ", "%YAML 1.2\n",
    "@", "`", "headline", "title", "kicker", "dek", "description", "slug", "language", "lang", "published",
    "date", "updated", "draft", "authors", "author", "name", "url", "kind", "person", "team", "section",
    "categories", "tags", "image", "src", "alt", "caption", "credit", "syndicate", "canonical_url",
    "translation_of", "rights", "embargo", "expires", "review_by", "status", "usable", "withheld",
    "canceled", "version", "corrections", "text", "newsletter", "subject", "preheader", "publishDate",
    "expiryDate", "private", "unlisted", "password", "headline = ", "[authors]\n", "[[corrections]]\n",
    "2025-12-17", "2025-12-17T09:00:00+01:00", "2025-12-17 09:00", "2016-12-31T23:59:60Z", "9999-12-31",
    "0000-01-01", "2025-02-29", "2025-03-09T02:30:00", "1890-01-01T12:00:00+00:19:32", "31.12.2025",
    "12/11/2025", "1.5", "1_000", "0x10", "en", "uk", "pt_BR", "ar", "tr", "iw", "cn", "x-private",
    "zh-Hant-TW", "https://example.org/", "http://a..b/", "https://user:secret@example.org/",
    "javascript:x", "http://[::1]:8080/x", "p.png", "../p.png", "p%01.png", "failed.ndjson", "index.html",
    "İstanbul", "con", "a/b", ".hidden", "n\u{303}",
];

/// What Markdown is made of.
#[rustfmt::skip]
const MARKDOWN: &[&str] = &[
    "\n\n", "\n", "  \n", "\\\n", "# ", "## ", "### ", "###### ", "####### ", "\n===\n", "\n---\n", "***\n",
    "* ", "- ", "+ ", "1. ", "1) ", "999999999. ", "- [ ] ", "- [x] ", "> ", ">", "> [!NOTE]\n> ",
    "> [!TIP] Title\n> ", "    ", "\t", "```\n", "```rust\n", "~~~\n", "`", "``", "*", "**", "***", "_",
    "__", "~~", "~", "$", "$$", "$`", "`$", "[", "]", "](", ")", "![", "](p.png)", "](missing.png \"T\")",
    "{credit=\"C\"}", "{width=1 height=2}", "{alt=\"\"}", "{#id}", "{#fn-1}", "{#content}", "{#__proto__}",
    "{#a updated=2025-12-18 reason=\"r\" teaser}", "{.c}", "{-}", "[^1]", "[^1]: ", "[^a]", "\n\n[^a]: ",
    "[^1]: a[^1]", "[a]: https://example.org/ \"t\"\n", "[Q]: Why?\n", "|", " | ", "\n|-|-|\n", "|:-:|",
    "| a | b |\n|---|--:|\n| 1 | 2 |\n", "\n\n: ", "Term\n\n: Definition\n\n", "::: related\n",
    "::: related Label\n", "::: signoff\n", "\n:::\n", ":::", "::::", "::: box\n", "> — Source", "— ",
    "<https://e.org>", "https://e.org/a", "www.example.org", "a@example.org", "http://a..b/x",
    "http://www..com", "http://a_b.org.", "http://[::1]/", "mailto:a@b.org", "tel:+1", "javascript:x",
    "#id", "#istanbul", "//a.org/x", "../x", "x.html#a", "&amp;", "&lt;", "&copy", "&#x202e;", "<!-- ",
    " -->", "<br>", "<b>", "</b>", "<details>\n\n", "\n\n</details>\n", "FN", "Fn", "İstanbul nerede?",
    "ΟΔΟΣ", "n\u{303}", "AMP", "contents", "pagebreak", "\\", "\\*", "\\|", "é", "字", "A word ", "words ",
    "and more words ", "Why? ",
];

/// What raw HTML is made of.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<em>", "<strong>", "<sup>", "</sup>",
    "<sub>", "<s>", "<del>", "<a href=\"https://e.org/\" title=\"T\">", "<a href='#id'>",
    "<a href=javascript:x>", "</a>", "<br>", "<br/>", "<hr>", "<img src=p.png alt=A>",
    "<img src=\"p.png\" alt=\"\" title=T width=3 height=4>", "<img>", "<table>", "</table>", "<thead>",
    "<tbody>", "<tfoot>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<td colspan=3>", "<td rowspan=0>",
    "<td rowspan=99 colspan=99>", "<caption>", "</caption>", "<ul>", "</ul>", "<ol start=7>", "</ol>",
    "<li>", "</li>", "<dl>", "<dt>", "<dd>", "</dl>", "<h1>", "</h1>", "<h2>", "<h6>", "<blockquote>",
    "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "<kbd>", "<q>", "</q>", "<figure>",
    "</figure>", "<figcaption>", "</figcaption>", "<details>", "<details open>", "</details>", "<summary>",
    "</summary>", "<script>", "</script>", "<style>", "</style>", "<noscript>", "</noscript>", "<template>",
    "<title>", "</title>", "<svg>", "</svg>", "<math>", "<iframe src=https://v.example/x>", "</iframe>",
    "<video controls>", "<source src=https://v.example/a.mp4>", "</video>", "<object data=x>",
    "<embed src=//v.example/x>", "<ruby>", "<rt>", "</ruby>", "<input type=checkbox checked>", "<o:p>",
    "<font color=red>", "<span style=\"font-weight:bold\">", "</span>", "<select>", "<option>", "<form>",
    "<button>", "<plaintext>", "<xmp>", "<textarea>", "<!--", "-->", "<!-->", "<![CDATA[", "]]>",
    "<!DOCTYPE html>", "<?php ", "?>", "</", "<", ">", "/>", "=", "\"", "'", " class=x", " id=y",
    " title=\"&#1;\u{202e}\"", "&nbsp;", "&#0;", "\n", "\n\n", "words ", "and *more* ", "\n\n## Why?\n\n",
    "\n\n> ", "\n\n- ",
];

pub(crate) struct NoFiles;

/// One picture, whatever its path, but for those that are missing.
impl Pictures for NoFiles {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        static PICTURE: LazyLock<Arc<[u8]>> = LazyLock::new(|| super::pictures::png().into());
        match path.contains("p.png") || path.starts_with("media/") {
            true => Ok(Arc::clone(&PICTURE)),
            false => Err(PictureError::NotFound),
        }
    }
}

pub(crate) static SITE: LazyLock<Site> = LazyLock::new(|| Site {
    base_url: Some("https://explainers.example.org/".to_owned()),
    timezone: Zone::named("Europe/Kyiv"),
    ..Site::default()
});

/// How a document is read.
pub(crate) fn options() -> ReadOptions<'static> {
    ReadOptions { site: &SITE, slug: "fuzz", pictures: &NoFiles, now: None }
}

/// The sources of all cases of the suite, and of the samples.
pub(crate) static SOURCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut paths: Vec<_> = ["tests/suite", "input"]
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { path.join("input.md") } else { path })
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).map(|bytes| lossy(&bytes)).collect()
});

pub(crate) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    FrontMatter,
    Markdown,
    Html,
}

impl Target for Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    fn short(&self) -> u64 {
        300
    }

    fn words(&self) -> &'static [&'static str] {
        match self {
            Self::FrontMatter => FRONT_MATTER,
            Self::Markdown => MARKDOWN,
            Self::Html => HTML,
        }
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let head = |text: &String| if *self == Self::FrontMatter { head(text) } else { text.clone() };
        SOURCES.iter().map(|text| head(text).into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        static SEEDS: [LazyLock<Vec<String>>; 2] = [
            LazyLock::new(|| SOURCES.iter().map(|text| head(text)).collect()),
            LazyLock::new(|| SOURCES.clone()),
        ];
        let seeds = &SEEDS[usize::from(*self != Self::FrontMatter)];
        let text = mutate::text(random, seeds, self.words());
        if *self == Self::FrontMatter || random.once_in(3) || text.starts_with("---") {
            return text.into_bytes();
        }
        let languages = ["en", "tr", "lt", "az", "el", "ar", "he", "zh", "ja", "hi", "th", "de", "uk"];
        let language = random.pick(&languages);
        format!("---\nheadline: Why?\nlanguage: {language}\npublished: 2025-01-02\n---\n\n{text}")
            .into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let (source, decoded) = Source::decode("fuzz.md", input);
        let (document, found) = markdown(&source, &options());
        let again = markdown(&source, &options());
        if (&document, &found) != (&again.0, &again.1) {
            return Err("it is read in two ways".to_owned());
        }
        decoded.iter().chain(&found).try_for_each(|finding| placed(finding, &source))?;
        match document {
            Some(document) => {
                keeps_words(&source, &document, &found)?;
                examine(&document, &lossy(input))
            }
            None if found.iter().any(Diagnostic::is_error) => Ok(()),
            None => Err(format!("nothing says why it is not read: {found:?}")),
        }
    }
}

/// Every word of the body is in the document, or in a finding.
fn keeps_words(source: &Source, document: &Document, found: &Diagnostics) -> Result<(), String> {
    let said = || {
        let said = found.iter().map(|finding| {
            let line = source.line_column(finding.span.unwrap_or_default().start as usize).line;
            format!("\n  line {line}: {}", finding.message)
        });
        said.collect::<String>()
    };
    let lost = unaccounted(source, document, found);
    if !lost.is_empty() {
        return Err(format!("words of the source are lost: {lost:?}{}", said()));
    }
    let missed = missed(source, document, found);
    match missed.is_empty() {
        true => Ok(()),
        false => Err(format!("words that another parser reads are lost: {missed:?}{}", said())),
    }
}

/// The front matter of a text, and a line of body.
fn head(text: &str) -> String {
    let end = text.get(3..).and_then(|rest| rest.find("\n---")).map_or(0, |at| at + 7);
    format!("{}\n\nText.\n", text.get(..end).unwrap_or_default())
}

/// A finding points into its source.
fn placed(finding: &Diagnostic, source: &Source) -> Result<(), String> {
    let spans = finding.span.iter().chain(finding.edits.iter().map(|edit| &edit.span));
    for span in spans {
        if source.text.get(span.range()).is_none() {
            return Err(format!("a finding points at no text ({span:?}): {}", finding.message));
        }
    }
    Ok(())
}

/// What is true of every document that was read.
pub(crate) fn examine(document: &Document, input: &str) -> Result<(), String> {
    comes_back(document)?;
    // Some documents are set, always the same ones.
    let chosen = input.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let short = cfg!(test) && input.len() < 200;
    if chosen.is_multiple_of(SET) || short { well_formed::editions(document) } else { Ok(()) }
}

/// The model's JSON form is read again as the same document, and holds no character that no edition may carry.
pub(crate) fn comes_back(document: &Document) -> Result<(), String> {
    let json = serde_json::to_string(document).map_err(|error| error.to_string())?;
    let (source, _) = Source::decode("fuzz.model.json", json.as_bytes());
    let (again, found) = model_json(&source, &options());
    let Some(again) = again else {
        return Err(format!(
            "its own model is refused: {:?}",
            found.iter().map(|f| &f.message).collect::<Vec<_>>()
        ));
    };
    if !found.is_empty() {
        return Err(format!("its own model is not as it should be: {found:?}"));
    }
    if again != *document {
        let other = serde_json::to_string(&again).unwrap_or_default();
        let at = json.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
        let around = |text: &str| lossy(text.as_bytes().get(at.saturating_sub(60)..).unwrap_or_default());
        let cut = |text: &str| around(text).chars().take(160).collect::<String>();
        return Err(format!("its model comes back as another document: {} / {}", cut(&json), cut(&other)));
    }
    match serde_json::to_value(document).map(|value| unclean(&value)) {
        Ok(Some(text)) => Err(format!("a text of the model is not clean: {text:?}")),
        Ok(None) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// A text with a character that no edition may carry.
fn unclean(value: &Value) -> Option<String> {
    let odd = |c: char| {
        let code = u32::from(c);
        let control = code < 0x20 && c != '\n' && c != '\t' || (0x7f..0xa0).contains(&code);
        control
            || (0x2028..=0x202e).contains(&code)
            || (0xfdd0..0xfdf0).contains(&code)
            || code & 0xfffe == 0xfffe
    };
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        match value {
            Value::String(text) if text.contains(odd) => return Some(text.clone()),
            Value::Array(items) => stack.extend(items),
            Value::Object(members) => stack.extend(members.values()),
            _ => {}
        }
    }
    None
}

#[test]
fn front_matter() {
    run(&Kind::FrontMatter);
}

#[test]
fn markdown_body() {
    run(&Kind::Markdown);
}

#[test]
fn raw_html() {
    run(&Kind::Html);
}
