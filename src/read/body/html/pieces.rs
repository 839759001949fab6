//! Blocks of HTML with the Markdown among them, as one text that can be parsed.

use std::{borrow::Cow, collections::HashMap};

use super::{open_tags::OpenTags, places::HtmlPlaces, tags};
use crate::body::builder::Builder;
use pressroom_diagnostics::Span;

/// The largest block of HTML that is parsed, in bytes; a larger one is shown as it is written.
const MAX_BLOCK: usize = 2 * 1024 * 1024;

/// The most elements that may be open at once in a block that is parsed: parsing takes time with its square.
const MAX_ELEMENTS: usize = 256;

/// A name for `noscript` under which its content is parsed.
pub(super) const NOSCRIPT: &str = "no-script";

/// Marks a comment that was put between pieces of HTML. A non-character, which no text can hold.
pub(super) const MARK: char = '\u{fdd1}';

/// A block of HTML, or one of Markdown among blocks of HTML.
#[derive(Debug)]
pub(crate) struct HtmlPiece {
    /// `None` for Markdown.
    pub(crate) html: Option<String>,
    /// What has to be closed after it.
    pub(crate) closers: String,
    pub(crate) span: Span,
}

/// Who reads HTML, and the Markdown within it.
pub(crate) trait Host<'b> {
    /// The builder, and the tags that are open.
    fn parts(&mut self) -> (&mut Builder<'b>, &mut OpenTags);

    /// Where the parts of a piece of HTML stand.
    fn places(&self, piece: &HtmlPiece) -> HtmlPlaces<'b>;

    /// A piece of HTML begins.
    fn begins(&mut self, piece: &HtmlPiece);

    /// Reads the Markdown that a piece stands for, unless that was done already.
    fn markdown(&mut self, piece: usize);
}

/// True for pieces that are not parsed as one.
pub(crate) fn is_too_large(pieces: &[HtmlPiece]) -> bool {
    let html = || pieces.iter().filter_map(|piece| piece.html.as_deref());
    html().map(str::len).sum::<usize>() > MAX_BLOCK || html().map(deepest).sum::<usize>() > MAX_ELEMENTS
}

/// Pieces as one text of HTML, with comments that say where each begins or, for Markdown, stands.
pub(super) fn joined(pieces: &[HtmlPiece]) -> Cow<'_, str> {
    if let [HtmlPiece { html: Some(html), .. }] = pieces {
        return prepared(html);
    }
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        text.push_str(&format!("<!--{MARK}{index}-->"));
        if let Some(html) = &piece.html {
            let html = prepared(html);
            match tags::scan(&html) {
                // A tag that never ends would swallow all that follows.
                tags::TagScan { unfinished: Some(at), end, .. } if end.is_empty() => {
                    text.push_str(html.get(..at).unwrap_or_default());
                    text.push_str(&html.get(at..).unwrap_or_default().replace('<', "&lt;"));
                }
                _ => text.push_str(&html),
            }
        }
        text.push_str(&piece.closers);
    }
    Cow::Owned(text)
}

/// A piece as it is parsed: without our marks, with the content of `noscript`, and with tags that can be compared.
fn prepared(html: &str) -> Cow<'_, str> {
    match tags::bounded(html) {
        Cow::Borrowed(html) => marked(html),
        Cow::Owned(html) => Cow::Owned(marked(&html).into_owned()),
    }
}

fn marked(html: &str) -> Cow<'_, str> {
    let lower = html.to_ascii_lowercase();
    if html.contains(MARK) {
        Cow::Owned(without_noscript(&html.replace(MARK, "\u{fffd}"), &lower.replace(MARK, "\u{fffd}")))
    } else if lower.contains("<noscript") {
        // Editions run no scripts: what stands in for them is shown.
        Cow::Owned(without_noscript(html, &lower))
    } else {
        Cow::Borrowed(html)
    }
}

/// The same HTML with another name for `noscript`, whose content would not be parsed.
fn without_noscript(literal: &str, lower: &str) -> String {
    let mut out = String::with_capacity(literal.len());
    let mut from = 0;
    for (at, name) in lower.match_indices("noscript") {
        let before = lower.get(..at).unwrap_or_default();
        if before.ends_with('<') || before.ends_with("</") {
            out.push_str(literal.get(from..at).unwrap_or_default());
            out.push_str(NOSCRIPT);
            from = at + name.len();
        }
    }
    out.push_str(literal.get(from..).unwrap_or_default());
    out
}

/// How many elements are open at once, at most; an estimate from above. An end tag without a start closes nothing.
fn deepest(literal: &str) -> usize {
    if literal.matches('<').take(MAX_ELEMENTS + 1).count() <= MAX_ELEMENTS {
        return 0;
    }
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let (mut open, mut deepest) = (0usize, 0);
    for (at, _) in literal.match_indices('<') {
        let rest = literal.get(at + 1..).unwrap_or_default();
        let (closing, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let name = tag_name(tag);
        if name.is_empty() {
            continue;
        }
        if closing {
            if let Some(count) = by_name.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                open -= 1;
            }
        } else if !is_void(&name) {
            *by_name.entry(name).or_default() += 1;
            open += 1;
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// True for an element that is never closed, or whose end is often left out.
fn is_void(name: &str) -> bool {
    [
        "br", "img", "hr", "wbr", "col", "source", "input", "meta", "link", "p", "li", "td", "th", "tr",
        "dt", "dd", "option",
    ]
    .contains(&name)
}

/// The name at the start of a tag, after its bracket, in lower case.
pub(super) fn tag_name(tag: &str) -> String {
    let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
    name.to_ascii_lowercase()
}
