//! Raw HTML within Markdown: what the model has a word for is kept, everything else is unwrapped to its text.
//!
//! Blocks of HTML are parsed by html5ever (through scraper) and walked without recursion; tags within a line come
//! from comrak one by one and are matched here.

mod elements;
mod embed;
mod places;
mod prose;
mod quotes;
pub(crate) mod tags;
mod walk;
mod word;

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use elements::{cell, picture, spanned};
pub(crate) use places::HtmlPlaces;
pub(crate) use prose::WrittenTag;
use scraper::{Html, node::Element};
use walk::HtmlWalk;
pub(crate) use word::is_word_list;

use super::builder::{Builder, Container, Opened, Picture, RowGroup};
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::{Inline, Language};

/// The largest block of HTML that is parsed, in bytes; a larger one is shown as it is written.
const MAX_BLOCK: usize = 2 * 1024 * 1024;

/// The most elements that may be open at once in a block that is parsed: parsing takes time with its square.
const MAX_ELEMENTS: usize = 256;

/// A name for `noscript` under which its content is parsed.
const NOSCRIPT: &str = "no-script";

/// Marks a comment that was put between pieces of HTML. A non-character, which no text can hold.
const MARK: char = '\u{fdd1}';

/// Tags that are open between pieces of Markdown, and what was reported already.
#[derive(Debug)]
pub(crate) struct OpenTags {
    inline: Vec<OpenTag>,
    reported: BTreeSet<String>,
    quotes: quotes::QuotePairs,
    /// How many quotations are open.
    quoted: usize,
    /// A film or sound whose `source` is still to come, with its title.
    waiting: Option<Option<String>>,
    /// The address of the last element that was made a link, and where it stands.
    embedded: Option<(String, Span)>,
}

/// A tag within a line that is open.
#[derive(Debug)]
struct OpenTag {
    name: String,
    opened: Opened,
    around: Around,
}

/// Words that an element stands for, around its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Around {
    before: &'static str,
    after: &'static str,
    quote: bool,
}

impl OpenTags {
    /// No tags, for a document in a language.
    pub(crate) fn new(language: &Language) -> Self {
        let quotes = quotes::quotes(language);
        Self {
            inline: Vec::new(),
            reported: BTreeSet::new(),
            quotes,
            quoted: 0,
            waiting: None,
            embedded: None,
        }
    }

    /// True if a tag with this name is open within the line.
    pub(crate) fn is_open(&self, name: &str) -> bool {
        self.inline.iter().any(|tag| tag.name == name)
    }
}

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

/// Reads blocks of HTML and the Markdown that they enclose.
pub(crate) fn read<'b>(host: &mut impl Host<'b>, pieces: &[HtmlPiece]) {
    if let [HtmlPiece { html: Some(html), span, .. }] = pieces
        && is_too_large(pieces)
    {
        let message =
            "a block of raw HTML is too large or too deep to be parsed; it is shown as it is written";
        let (builder, _) = host.parts();
        builder.warn(Diagnostic::warning(Code::TooMany, message).at(*span));
        builder.code_block(html, Some("html"), *span);
        return;
    }
    let mut text = joined(pieces);
    // Without a table around them, a browser glues the words of cells together.
    if let Some(rows) = tags::loose_rows(&text) {
        let text = text.to_mut();
        text.insert_str(rows.end, "</table>");
        text.insert_str(rows.start, "<table>");
    }
    let fragment = Html::parse_fragment(&text);
    if let [only] = pieces {
        host.begins(only);
    }
    host.parts().0.collapse = true;
    HtmlWalk::new(host, pieces).fragment(&fragment);
    host.parts().0.collapse = false;
    // Whatever became of the HTML, Markdown is never lost.
    (0..pieces.len()).for_each(|piece| host.markdown(piece));
}

/// Pieces as one text of HTML, with comments that say where each begins or, for Markdown, stands.
fn joined(pieces: &[HtmlPiece]) -> Cow<'_, str> {
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

/// The name at the start of a tag, after its bracket, in lower case.
fn tag_name(tag: &str) -> String {
    let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
    name.to_ascii_lowercase()
}

/// True for an element that is never closed, or whose end is often left out.
fn is_void(name: &str) -> bool {
    [
        "br", "img", "hr", "wbr", "col", "source", "input", "meta", "link", "p", "li", "td", "th", "tr",
        "dt", "dd", "option",
    ]
    .contains(&name)
}

/// One tag (or comment) within a line; `closed` if its end tag follows there.
pub(crate) fn tag(builder: &mut Builder<'_>, tags: &mut OpenTags, literal: &str, closed: bool, span: Span) {
    let Some(inner) = literal.strip_prefix('<') else { return builder.text(literal, span) };
    if inner.starts_with(['!', '?']) {
        return;
    }
    let closing = inner.starts_with('/');
    let name = tag_name(inner.trim_start_matches('/'));
    if closing {
        return close_tag(builder, tags, &name, span);
    }
    let fragment = Html::parse_fragment(&tags::bounded(literal));
    let element = fragment.root_element().descendants().filter_map(|node| node.value().as_element()).nth(1);
    let Some(element) = element.filter(|element| element.name() == name) else {
        return unsupported(builder, tags, &name, span);
    };
    match meaning(element, span, builder, tags) {
        Meaning::Container(container) => {
            // A word about HTML within a line stays in its line.
            let word = ["title", "head", "template"].contains(&name.as_str());
            let container = if word { Container::Transparent } else { container };
            let opened = builder.open(container, span);
            tags.inline.push(OpenTag { name, opened, around: Around::default() });
        }
        Meaning::Around(around) => {
            builder.text(around.before, span);
            let opened = builder.open(Container::Transparent, span);
            tags.inline.push(OpenTag { name, opened, around });
        }
        Meaning::Embed => {
            let opened = embed::open(builder, tags, element, std::iter::empty(), span);
            // One that is never closed would swallow the rest.
            if name == "embed" || !closed {
                builder.close(opened);
            } else {
                tags.inline.push(OpenTag { name, opened, around: Around::default() });
            }
        }
        Meaning::Source => embed::source(builder, tags, element, span),
        Meaning::CheckBox(done) => builder.check_box(done, span),
        Meaning::Break => builder.inline(Inline::HardBreak),
        Meaning::Rule => builder.thematic_break(span),
        Meaning::Picture(picture) => {
            let opened = builder.open(Container::Image(Box::new(picture)), span);
            builder.close(opened);
        }
        Meaning::Nothing => {}
        Meaning::Details | Meaning::Preformatted => unsupported(builder, tags, &name, span),
    }
    // comrak never closes what is left open at the end of a block: the builder does.
    if tags.inline.len() > 256 {
        tags.inline.drain(..128);
    }
}

/// An end tag within a line.
fn close_tag(builder: &mut Builder<'_>, tags: &mut OpenTags, name: &str, span: Span) {
    let is_open = tags.inline.iter().any(|tag| tag.name == name);
    let open = is_open.then(|| {
        let reachable = builder.reachable(&tags.inline.iter().map(|tag| tag.opened).collect());
        tags.inline.iter().rposition(|tag| tag.name == name && reachable.contains(&tag.opened))
    });
    let Some(open) = open.flatten() else {
        // Browsers break the line at these, whatever they end.
        match name {
            "br" => builder.inline(Inline::HardBreak),
            "p" | "div" | "li" | "td" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                builder.line_break()
            }
            _ => {}
        }
        return;
    };
    for tag in tags.inline.split_off(open).into_iter().rev() {
        end_around(builder, tags, tag.around, span);
        builder.close(tag.opened);
    }
}

/// The words after the content of an element.
fn end_around(builder: &mut Builder<'_>, tags: &mut OpenTags, around: Around, span: Span) {
    if around.quote {
        tags.quoted = tags.quoted.saturating_sub(1);
    }
    if !around.after.is_empty() {
        builder.text(around.after, span);
    }
}

/// What an element means to the model.
enum Meaning {
    Container(Container),
    /// Nothing but words around its content.
    Around(Around),
    /// A link to the address of what it shows.
    Embed,
    /// An address for the element that it stands in.
    Source,
    /// A box that is ticked or not.
    CheckBox(bool),
    Preformatted,
    Details,
    Break,
    Rule,
    Picture(Picture),
    Nothing,
}

fn meaning(element: &Element, span: Span, builder: &mut Builder<'_>, tags: &mut OpenTags) -> Meaning {
    if let Some(container) = word::styled(element) {
        return Meaning::Container(container);
    }
    let container = match element.name() {
        "em" | "i" | "cite" | "dfn" | "var" => Container::Emphasis,
        "strong" | "b" => Container::Strong,
        "s" | "del" | "strike" => Container::Strikethrough,
        "sup" => Container::Superscript,
        "sub" => Container::Subscript,
        "code" | "kbd" | "samp" | "tt" => Container::Code,
        "a" => match element.attr("href") {
            Some(url) => {
                Container::Link { url: url.to_owned(), title: element.attr("title").map(str::to_owned) }
            }
            None => Container::Transparent,
        },
        "p" => Container::Paragraph,
        "h1" => Container::Heading { level: 1 },
        "h2" => Container::Heading { level: 2 },
        "h3" => Container::Heading { level: 3 },
        "h4" => Container::Heading { level: 4 },
        "h5" => Container::Heading { level: 5 },
        "h6" => Container::Heading { level: 6 },
        "blockquote" => Container::Quote,
        "ul" | "menu" => Container::List { start: None, tight: true },
        "ol" => {
            let start = element.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            Container::List { start: Some(start), tight: true }
        }
        "li" => {
            if element.attr("value").is_some() && tags.reported.insert("li value".to_owned()) {
                let message = "the number that `value` gives to an item is not shown: a list counts on";
                builder.warn(Diagnostic::warning(Code::LostText, message).at(span));
            }
            Container::Item { task: None }
        }
        "dl" => Container::DefinitionList,
        "dt" => Container::Term,
        "dd" => Container::Definition,
        "figure" => Container::Figure,
        "figcaption" | "caption" => Container::Caption,
        "table" => Container::Table { alignments: Vec::new() },
        "tr" => Container::Row { head: false },
        "td" | "th" => cell(element, span, builder, tags),
        "summary" => Container::Title,
        "pre" | "listing" | "plaintext" | "xmp" => return Meaning::Preformatted,
        "details" => return Meaning::Details,
        "br" => return Meaning::Break,
        "wbr" | "col" | "colgroup" | "track" | "param" => return Meaning::Nothing,
        "source" => return Meaning::Source,
        "iframe" | "video" | "audio" | "embed" | "object" => return Meaning::Embed,
        "q" => return Meaning::Around(quotation(tags)),
        "rt" => return Meaning::Around(reading(builder.last_character())),
        "input" if element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
            return Meaning::CheckBox(element.attr("checked").is_some());
        }
        "hr" => return Meaning::Rule,
        "img" => return Meaning::Picture(picture(element)),
        "thead" => Container::RowGroup(RowGroup::Head),
        "tbody" => Container::RowGroup(RowGroup::Body),
        "tfoot" => Container::RowGroup(RowGroup::Foot),
        "html" | "body" | "picture" | "ruby" | "rb" | "rp" | "rtc" | "o:p" => Container::Transparent,
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address"
        | "center" | "hgroup" => Container::Division,
        // Words that nobody is meant to see.
        "meta" | "link" | "base" => {
            dropped(builder, tags, &format!("<{}>", element.name()), span);
            return Meaning::Nothing;
        }
        "script" => Container::Discard("script"),
        "style" => Container::Discard("style"),
        "noscript" | NOSCRIPT => Container::Discard("noscript"),
        // Their meaning is lost, the text is not.
        other => {
            unsupported(builder, tags, other, span);
            let stands_alone = ["template", "title", "head", "form", "fieldset", "option", "legend", "svg"];
            if stands_alone.contains(&other) { Container::Division } else { Container::Transparent }
        }
    };
    Meaning::Container(container)
}

/// The marks of a quotation, inner ones within another.
fn quotation(tags: &mut OpenTags) -> Around {
    let [outer, inner] = tags.quotes;
    let (before, after) = if tags.quoted.is_multiple_of(2) { outer } else { inner };
    tags.quoted += 1;
    Around { before, after, quote: true }
}

/// Brackets for the reading of what stands before it, unless the writer has them.
fn reading(before: Option<char>) -> Around {
    let (before, after) = match before {
        Some('(' | '（' | '[' | '［' | '《' | '【') => ("", ""),
        Some('\u{2e80}'..) => ("（", "）"),
        _ => ("(", ")"),
    };
    Around { before, after, quote: false }
}

fn unsupported(builder: &mut Builder<'_>, tags: &mut OpenTags, name: &str, span: Span) {
    if tags.reported.insert(name.to_owned()) {
        let message = format!("the HTML element <{name}> has no place in an explainer; its text was kept");
        builder.warn(Diagnostic::warning(Code::UnsupportedHtml, message).at(span));
    }
}

fn dropped(builder: &mut Builder<'_>, tags: &mut OpenTags, what: &str, span: Span) {
    if tags.reported.insert(what.to_owned()) {
        let message = format!("raw HTML was dropped with its content: {what}");
        builder.warn(Diagnostic::warning(Code::DroppedHtml, message).at(span));
    }
}
