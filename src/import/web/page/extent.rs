//! What of a page is its article.
//!
//! The judgement is that of `dom_smoothie`, a port of Mozilla's Readability. It works on a copy of the tree: nodes keep their
//! numbers, so what it keeps is known node by node, and what it leaves out can be told word by word.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::super::html::{descendants, name, next_in_order, next_past, text};

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
