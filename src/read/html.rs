//! Raw HTML within Markdown: what the model has a word for is kept, everything else is unwrapped to its text.
//!
//! Blocks of HTML are parsed by html5ever (through scraper) and walked without recursion; tags within a line come
//! from comrak one by one and are matched here.

use std::collections::BTreeSet;

use ego_tree::{NodeRef, iter::Edge};
use scraper::{Html, Node, node::Element};

use super::{
    builder::{Builder, Container, Opened, Picture},
    markdown::pixels,
};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    model::{Alignment, CalloutKind, Inline},
};

/// The largest block of HTML that is parsed, in bytes; a larger one is shown as it is written.
const MAX_BLOCK: usize = 2 * 1024 * 1024;

/// The most elements that may be open at once in a block that is parsed: parsing takes time with its square.
const MAX_ELEMENTS: usize = 1_000;

/// A name for `noscript` under which its content is parsed.
const NOSCRIPT: &str = "no-script";

/// Tags that are open between pieces of Markdown, and what was reported already.
#[derive(Debug, Default)]
pub(super) struct Tags {
    inline: Vec<(String, Opened)>,
    details: Vec<Opened>,
    reported: BTreeSet<String>,
}

/// One block of HTML.
pub(super) fn block(builder: &mut Builder<'_>, tags: &mut Tags, literal: &str, span: Span) {
    if literal.len() > MAX_BLOCK || deepest(literal) > MAX_ELEMENTS {
        let message =
            "a block of raw HTML is too large or too deep to be parsed; it is shown as it is written";
        builder.warn(Diagnostic::warning(Code::TooMany, message).at(span));
        builder.code_block(literal, Some("html"), span);
        return;
    }
    let lower = literal.to_ascii_lowercase();
    let count = |needle: &str| lower.matches(needle).count();
    let (opening, closing) = (count("<details"), count("</details"));
    // Editions run no scripts: what stands in for them is shown.
    let spelled = lower.contains("<noscript").then(|| without_noscript(literal, &lower));
    let fragment = Html::parse_fragment(spelled.as_deref().unwrap_or(literal));
    let mut walk = Walk { builder, tags, span, left_open: opening.saturating_sub(closing), preformatted: 0 };
    walk.builder.collapse = true;
    walk.fragment(&fragment);
    walk.builder.collapse = false;
    for _ in 0..closing.saturating_sub(opening) {
        if let Some(details) = tags.details.pop() {
            builder.close(details);
        }
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

/// How many elements are open at once, at most; an estimate from above.
fn deepest(literal: &str) -> usize {
    let (mut open, mut deepest) = (0usize, 0);
    for (at, _) in literal.match_indices('<') {
        match literal.as_bytes().get(at + 1) {
            Some(b'/') => open = open.saturating_sub(1),
            Some(byte)
                if byte.is_ascii_alphabetic() && !is_void(literal.get(at + 1..).unwrap_or_default()) =>
            {
                open += 1;
                deepest = deepest.max(open);
            }
            _ => {}
        }
    }
    deepest
}

/// True for the start of a tag that is never closed, or whose end is often left out.
fn is_void(tag: &str) -> bool {
    let name: String =
        tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    [
        "br", "img", "hr", "wbr", "col", "source", "input", "meta", "link", "p", "li", "td", "th", "tr",
        "dt", "dd", "option",
    ]
    .contains(&name.as_str())
}

/// One tag (or comment) within a line.
pub(super) fn tag(builder: &mut Builder<'_>, tags: &mut Tags, literal: &str, span: Span) {
    let Some(inner) = literal.strip_prefix('<') else { return builder.text(literal, span) };
    if inner.starts_with(['!', '?']) {
        return;
    }
    let closing = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if closing {
        let above: Vec<Opened> = tags.inline.iter().map(|(_, opened)| *opened).collect();
        let open = tags
            .inline
            .iter()
            .rposition(|(other, opened)| *other == name && builder.is_reachable(*opened, &above));
        if let Some((_, opened)) = open.and_then(|at| tags.inline.drain(at..).next()) {
            builder.close(opened);
        }
        return;
    }
    let fragment = Html::parse_fragment(literal);
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
            tags.inline.push((name, opened));
        }
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

/// What an element means to the model.
enum Meaning {
    Container(Container),
    Preformatted,
    Details,
    Break,
    Rule,
    Picture(Picture),
    Nothing,
}

fn meaning(element: &Element, span: Span, builder: &mut Builder<'_>, tags: &mut Tags) -> Meaning {
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
        "li" => Container::Item { task: None },
        "dl" => Container::DefinitionList,
        "dt" => Container::Term,
        "dd" => Container::Definition,
        "figure" => Container::Figure,
        "figcaption" | "caption" => Container::Caption,
        "table" => Container::Table { alignments: Vec::new() },
        "tr" => Container::Row { head: false },
        "td" | "th" => {
            let span_of =
                |name: &str| element.attr(name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
            let (columns, rows) = (span_of("colspan").clamp(1, 100), span_of("rowspan"));
            if (columns > 1 || rows != 1) && tags.reported.insert("colspan".to_owned()) {
                let message = "cells that span several columns or rows are set as single cells";
                builder.warn(Diagnostic::warning(Code::Simplified, message).at(span));
            }
            Container::Cell { columns }
        }
        "summary" => Container::Title,
        "pre" | "listing" | "plaintext" | "xmp" => return Meaning::Preformatted,
        "details" => return Meaning::Details,
        "br" => return Meaning::Break,
        "wbr" | "col" | "source" | "track" => return Meaning::Nothing,
        "hr" => return Meaning::Rule,
        "img" => return Meaning::Picture(picture(element)),
        "html" | "body" | "thead" | "tbody" | "tfoot" | "picture" => Container::Transparent,
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
            let stands_alone = [
                "template", "title", "head", "form", "fieldset", "iframe", "video", "audio", "object",
                "option", "legend", "svg",
            ];
            if stands_alone.contains(&other) { Container::Division } else { Container::Transparent }
        }
    };
    Meaning::Container(container)
}

fn picture(element: &Element) -> Picture {
    let attribute = |name: &str| element.attr(name).map(str::to_owned);
    Picture {
        path: attribute("src").unwrap_or_default(),
        alt: attribute("alt"),
        alt_missing: element.attr("alt").is_none(),
        title: attribute("title"),
        credit: None,
        syndicate: false,
        size: element.attr("width").and_then(pixels).zip(element.attr("height").and_then(pixels)),
    }
}

struct Walk<'w, 'b> {
    builder: &'w mut Builder<'b>,
    tags: &'w mut Tags,
    span: Span,
    /// How many `details` this block opens and does not close.
    left_open: usize,
    /// How many elements up to a `pre` are open.
    preformatted: usize,
}

impl Walk<'_, '_> {
    fn fragment(&mut self, fragment: &Html) {
        let mut open: Vec<Option<Opened>> = Vec::new();
        for edge in fragment.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let opened = self.enter(node);
                    open.push(opened);
                }
                Edge::Close(node) => {
                    if self.preformatted > 0 {
                        self.preformatted -= 1;
                        if self.preformatted == 0 {
                            self.code_block(node);
                        }
                    }
                    if let Some(Some(opened)) = open.pop() {
                        self.builder.close(opened);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: NodeRef<'_, Node>) -> Option<Opened> {
        if self.preformatted > 0 {
            self.preformatted += 1;
            return None;
        }
        match node.value() {
            Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => None,
            Node::Text(text) => {
                let text: &str = text;
                self.builder.text(text.replace(['\n', '\t', '\r'], " "), self.span);
                None
            }
            Node::Element(element) => self.element(element, node),
        }
    }

    fn element(&mut self, element: &Element, node: NodeRef<'_, Node>) -> Option<Opened> {
        match meaning(element, self.span, self.builder, self.tags) {
            Meaning::Container(Container::Row { .. }) => {
                let mut cells = node.children().filter_map(|child| child.value().as_element());
                let head = cells.clone().next().is_some() && cells.all(|cell| cell.name() == "th");
                Some(self.builder.open(Container::Row { head }, self.span))
            }
            Meaning::Container(Container::Table { .. }) => {
                let alignments = first_row_alignments(node);
                Some(self.builder.open(Container::Table { alignments }, self.span))
            }
            Meaning::Container(container) => Some(self.builder.open(container, self.span)),
            Meaning::Preformatted => {
                self.preformatted = 1;
                None
            }
            Meaning::Details => {
                let opened = self.builder.open(Container::Callout { kind: CalloutKind::Details }, self.span);
                if self.left_open > 0 {
                    self.left_open -= 1;
                    self.tags.details.push(opened);
                    return None;
                }
                Some(opened)
            }
            Meaning::Break => {
                self.builder.inline(Inline::HardBreak);
                None
            }
            Meaning::Rule => {
                self.builder.thematic_break(self.span);
                None
            }
            Meaning::Picture(picture) => {
                Some(self.builder.open(Container::Image(Box::new(picture)), self.span))
            }
            Meaning::Nothing => None,
        }
    }

    fn code_block(&mut self, node: NodeRef<'_, Node>) {
        let text: String =
            node.descendants().filter_map(|node| node.value().as_text().map(|text| &**text)).collect();
        self.builder.code_block(&text, None, self.span);
    }
}

/// The alignments that the cells of a table's first row ask for by `align`.
fn first_row_alignments(table: NodeRef<'_, Node>) -> Vec<Alignment> {
    let is =
        |node: &NodeRef<'_, Node>, name: &str| node.value().as_element().is_some_and(|e| e.name() == name);
    let Some(row) = table.descendants().find(|node| is(node, "tr")) else { return Vec::new() };
    row.children()
        .filter_map(|cell| cell.value().as_element())
        .map(|cell| match cell.attr("align").map(str::to_ascii_lowercase).as_deref() {
            Some("left") => Alignment::Left,
            Some("center") => Alignment::Center,
            Some("right") => Alignment::Right,
            _ => Alignment::Start,
        })
        .collect()
}

fn unsupported(builder: &mut Builder<'_>, tags: &mut Tags, name: &str, span: Span) {
    if tags.reported.insert(name.to_owned()) {
        let message = format!("the HTML element <{name}> has no place in an explainer; its text was kept");
        builder.warn(Diagnostic::warning(Code::UnsupportedHtml, message).at(span));
    }
}

fn dropped(builder: &mut Builder<'_>, tags: &mut Tags, what: &str, span: Span) {
    if tags.reported.insert(what.to_owned()) {
        let message = format!("raw HTML was dropped with its content: {what}");
        builder.warn(Diagnostic::warning(Code::DroppedHtml, message).at(span));
    }
}
