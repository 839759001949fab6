//! What of a page is its article.
//!
//! The judgement is that of `dom_smoothie`, a port of Mozilla's Readability. It works on a copy of the tree: nodes keep their
//! numbers, so what it keeps is known node by node, and what it leaves out can be told word by word.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::super::html::{class_words, descendants, name, next_in_order, next_past, text};

/// The most nodes of a page whose article is looked for; all of a larger page is read.
const MAX_NODES: usize = 400_000;

/// The nodes of the article, by their numbers; `None` if none was found.
pub(super) fn find_article(document: &Document) -> Option<HashSet<NodeId>> {
    if document.tree.len() > MAX_NODES {
        return None;
    }
    let copy = document.clone();
    // Everything else of the page is read elsewhere.
    copy.select("script[type='application/ld+json']").remove();
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(copy, None, Some(config)).ok()?;
    readability.parse().ok()?;
    let root = readability.doc.select("#readability-page-1").nodes().first().copied()?;
    let mut kept: HashSet<NodeId> = root.descendants().into_iter().map(|node| node.id).collect();
    kept.insert(root.id);
    (!text(root).is_empty()).then_some(kept)
}

/// Adds what was overlooked: blocks of text beside those that were kept, where nothing speaks against them.
pub(super) fn add_overlooked(root: NodeRef<'_>, kept: &mut HashSet<NodeId>) {
    add(&sources_of_quotes(root, kept), kept);
    let Some(main) = main_container(root, kept) else { return };
    let holds = |node: NodeRef<'_>, kept: &HashSet<NodeId>| text_kept(node, kept) > 0;
    let children = main.element_children();
    let mut added: Vec<NodeRef<'_>> = Vec::new();
    // From the end: a heading stays if something stands below it.
    let mut below = false;
    for node in children.into_iter().rev() {
        if holds(node, kept) {
            below = true;
        } else if is_text_block(node) || (below && is_heading_alone(node)) {
            below = true;
            added.push(node);
        }
    }
    let mut before = main.prev_element_sibling();
    while let Some(node) = before {
        if matches!(&*name(node), "p" | "span" | "div") && is_lede(node) && !holds(node, kept) {
            added.push(node);
        }
        before = node.prev_element_sibling();
    }
    add(&added, kept);
}

fn add(nodes: &[NodeRef<'_>], kept: &mut HashSet<NodeId>) {
    for node in nodes {
        kept.insert(node.id);
        kept.extend(node.descendants().into_iter().map(|node| node.id));
    }
}

/// Who is quoted is part of the quotation, though the foot of a page is the same element.
fn sources_of_quotes<'d>(root: NodeRef<'d>, kept: &HashSet<NodeId>) -> Vec<NodeRef<'d>> {
    let is_source = |node: &NodeRef<'d>| {
        matches!(&*name(*node), "footer" | "cite" | "figcaption")
            && node.parent().is_some_and(|quote| name(quote) == "blockquote" && text_kept(quote, kept) > 0)
    };
    descendants(root).into_iter().filter(is_source).collect()
}

/// The innermost element that holds most of the text that was kept.
fn main_container<'d>(root: NodeRef<'d>, kept: &HashSet<NodeId>) -> Option<NodeRef<'d>> {
    let all = text_kept(root, kept);
    let mut main = root;
    loop {
        let inner = main.element_children().into_iter().find(|child| text_kept(*child, kept) * 10 > all * 7);
        match inner {
            Some(inner) => main = inner,
            None => break,
        }
    }
    (main.id != root.id && all > 0 && !matches!(&*name(main), "body" | "p" | "pre")).then_some(main)
}

/// How many bytes of text were kept in a node.
fn text_kept(node: NodeRef<'_>, kept: &HashSet<NodeId>) -> usize {
    let texts = node.descendants().into_iter().filter(|node| node.is_text() && kept.contains(&node.id));
    texts.map(|text| text.text().trim().len()).sum()
}

/// Classes of what is no text of an article.
const AGAINST: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "author",
    "banner",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "comment",
    "comments",
    "copyright",
    "credit",
    "date",
    "dateline",
    "disclaimer",
    "footer",
    "hidden",
    "info",
    "meta",
    "metadata",
    "more",
    "nav",
    "newsletter",
    "pager",
    "pagination",
    "promo",
    "published",
    "recommended",
    "related",
    "share",
    "sidebar",
    "signup",
    "social",
    "sponsor",
    "subscribe",
    "tag",
    "tags",
    "teaser",
    "time",
    "toc",
    "tools",
    "widget",
];

fn speaks_against(node: NodeRef<'_>) -> bool {
    let inside = node.descendants();
    let has_role = node.attr("role").is_some();
    let is_form = |node: &NodeRef<'_>| {
        matches!(&*name(*node), "form" | "button" | "input" | "nav" | "aside" | "iframe" | "select")
    };
    has_role || inside.iter().any(is_form) || class_words(node).iter().any(|word| AGAINST.contains(&&**word))
}

/// True for a block with text that is not mostly links.
fn is_text_block(node: NodeRef<'_>) -> bool {
    let inside = node.descendants();
    let is_block = match &*name(node) {
        "p" | "pre" | "blockquote" => true,
        "div" => inside.iter().any(|node| name(*node) == "pre"),
        _ => false,
    };
    let length = text(node).chars().count();
    let links: usize =
        inside.iter().filter(|node| name(**node) == "a").map(|link| text(*link).chars().count()).sum();
    is_block && length >= 25 && links * 4 < length && !speaks_against(node)
}

fn is_heading_alone(node: NodeRef<'_>) -> bool {
    matches!(&*name(node), "h2" | "h3" | "h4" | "h5" | "h6")
        && !speaks_against(node)
        && !text(node).is_empty()
}

/// True for sentences before the text, in paragraphs alone.
fn is_lede(node: NodeRef<'_>) -> bool {
    let words = text(node);
    let ends = words.ends_with(['.', '!', '?', '…', '”', '"', '。', '؟', '۔', '।']);
    let inner = node.element_children();
    let paragraphs =
        name(node) == "p" || (!inner.is_empty() && inner.iter().all(|child| name(*child) == "p"));
    let links = node.descendants().iter().any(|node| matches!(&*name(*node), "a" | "img" | "time"));
    ends && paragraphs && !links && words.chars().count() >= 80 && !speaks_against(node)
}

/// What was taken out of a page.
pub(super) struct TakenOut {
    /// The element, as a selector would name it.
    pub(super) place: String,
    /// Its words.
    pub(super) text: String,
}

/// Takes out all that is not in the article, largest pieces first.
pub(super) fn take_out_rest(root: NodeRef<'_>, kept: &HashSet<NodeId>) -> Vec<TakenOut> {
    let stays = standing(root, kept);
    let mut out = Vec::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        if stays.contains(&node.id) {
            next = next_in_order(node, root);
            continue;
        }
        next = next_past(node, root);
        let is_content = (node.is_text() && !node.text().trim().is_empty()) || node.is_element();
        if is_content && name(node) != "br" {
            let words = text(node);
            if !words.is_empty() {
                out.push(TakenOut { place: place(node), text: words });
            }
            node.remove_from_parent();
        }
    }
    out
}

/// The nodes that stay: those of the article with something to show, the notes that it refers to, and all around these.
fn standing(root: NodeRef<'_>, kept: &HashSet<NodeId>) -> HashSet<NodeId> {
    let all = descendants(root);
    let is_kept_mark = |node: &&NodeRef<'_>| name(**node) == "note-reference" && kept.contains(&node.id);
    let references: HashSet<String> = all
        .iter()
        .filter(is_kept_mark)
        .filter_map(|mark| mark.attr("name"))
        .map(|name| name.to_string())
        .collect();
    let mut stays = HashSet::new();
    let mut stand = |node: NodeRef<'_>| {
        let mut at = Some(node);
        while let Some(node) = at.filter(|node| stays.insert(node.id)) {
            at = node.parent();
        }
    };
    for node in &all {
        let shows = match node.is_text() {
            true => !node.text().trim().is_empty(),
            false => matches!(
                &*name(*node),
                "img"
                    | "amp-img"
                    | "iframe"
                    | "video"
                    | "audio"
                    | "embed"
                    | "object"
                    | "hr"
                    | "br"
                    | "math"
                    | "note-reference"
                    | "input"
                    | "source"
                    | "script"
            ),
        };
        if shows && kept.contains(&node.id) {
            stand(*node);
        }
        if name(*node) == "note" && node.attr("name").is_some_and(|name| references.contains(&*name)) {
            descendants(*node).into_iter().for_each(&mut stand);
        }
    }
    stays
}

/// An element as a selector would name it, such as `div.share-bar`.
fn place(node: NodeRef<'_>) -> String {
    let element = if node.is_element() { Some(node) } else { node.parent() };
    let Some(element) = element else { return String::new() };
    let class = element.attr("class").and_then(|class| class.split_whitespace().next().map(str::to_owned));
    match (element.attr("id").filter(|id| !id.is_empty()), class) {
        (Some(id), _) => format!("{}#{id}", name(element)),
        (None, Some(class)) => format!("{}.{class}", name(element)),
        (None, None) => name(element),
    }
}
