//! The tree of an HTML text: bounded, and searched without recursion.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};

use crate::ImportError;

/// The most bytes of one HTML text.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most nodes of a tree.
const MAX_NODES: usize = 2_000_000;
/// The most levels of elements; what stands deeper is lifted up.
const MAX_DEPTH: usize = 200;
/// The most elements that may be open at once. The parser looks through them at many tags.
const MAX_OPEN: usize = 2_000;
/// The most steps that the parser may take through open elements.
const MAX_STEPS: usize = 500_000_000;

/// Elements that are never closed, or whose end is often left out.
const ENDS_ITSELF: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "path", "rect", "circle", "source", "td", "th", "tr", "track", "use", "wbr",
];

/// The tree of a page.
///
/// # Errors
/// The text is too large.
pub(crate) fn parse(html: &str) -> Result<Document, ImportError> {
    bounded(html)?;
    whole(Document::from(html))
}

#[cfg(test)]
/// The tree of a part of a page. Its nodes stand below an `html` element.
///
/// # Errors
/// The text is too large.
pub(crate) fn parse_fragment(html: &str) -> Result<Document, ImportError> {
    bounded(html)?;
    whole(Document::fragment(html))
}

/// Refuses a text that is too large.
///
/// # Errors
/// It is.
pub(crate) fn bounded(html: &str) -> Result<(), ImportError> {
    if html.len() > MAX_BYTES {
        return Err(ImportError::TooLarge(format!(
            "{} MiB of HTML are read at most",
            MAX_BYTES / (1024 * 1024)
        )));
    }
    let (tags, deepest) = count_tags(html);
    if deepest > MAX_OPEN || tags.saturating_mul(deepest) > MAX_STEPS {
        return Err(ImportError::TooLarge(format!("its elements are nested up to {deepest} levels deep")));
    }
    Ok(())
}

/// How many tags there are, and how many elements are open at once, at most; an estimate from above.
fn count_tags(html: &str) -> (usize, usize) {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let (mut tags, mut open, mut deepest) = (0, 0_usize, 0);
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let (closing, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
        let name = name.to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        tags += 1;
        if closing {
            if let Some(count) = by_name.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                open -= 1;
            }
        } else if matches!(&*name, "script" | "style") {
            // What is in them is no HTML.
            let end = if name == "script" { "</script" } else { "</style" };
            rest = after.find(end).and_then(|at| after.get(at..)).unwrap_or_default();
        } else if !ENDS_ITSELF.contains(&&*name) {
            *by_name.entry(name).or_default() += 1;
            open += 1;
            deepest = deepest.max(open);
        }
    }
    (tags, deepest)
}

fn whole(document: Document) -> Result<Document, ImportError> {
    if document.tree.len() > MAX_NODES {
        return Err(ImportError::TooLarge(format!("a page may have {MAX_NODES} nodes")));
    }
    flatten(&document);
    Ok(document)
}

/// Lifts up what stands too deep: its words stay, in their order.
fn flatten(document: &Document) {
    let root = document.root();
    let mut depth = 0_usize;
    let mut next = root.first_child();
    while let Some(node) = next {
        if depth >= MAX_DEPTH
            && let Some(first) = node.first_child()
        {
            if !is_phrasing(&name(node)) {
                node.insert_before(&document.tree.new_text(" "));
                node.insert_after(&document.tree.new_text(" "));
            }
            node.insert_siblings_before(&first);
            node.remove_from_parent();
            next = Some(first);
            continue;
        }
        if let Some(child) = node.first_child() {
            depth += 1;
            next = Some(child);
            continue;
        }
        let mut at = node;
        next = loop {
            if let Some(sibling) = at.next_sibling() {
                break Some(sibling);
            }
            let Some(parent) = at.parent().filter(|parent| parent.id != root.id) else { break None };
            depth = depth.saturating_sub(1);
            at = parent;
        };
    }
}

/// The name of an element in lower case; empty for other nodes.
pub(crate) fn name(node: NodeRef<'_>) -> String {
    node.node_name().map(|name| name.to_ascii_lowercase()).unwrap_or_default()
}

/// The next node in document order within `root`, what is in `node` included.
pub(crate) fn next_in_order<'d>(node: NodeRef<'d>, root: NodeRef<'d>) -> Option<NodeRef<'d>> {
    node.first_child().or_else(|| next_past(node, root))
}

/// The next node in document order within `root` that is not in `node`.
pub(crate) fn next_past<'d>(node: NodeRef<'d>, root: NodeRef<'d>) -> Option<NodeRef<'d>> {
    let mut at = node;
    loop {
        if at.id == root.id {
            return None;
        }
        if let Some(sibling) = at.next_sibling() {
            return Some(sibling);
        }
        at = at.parent()?;
    }
}

/// All nodes below a node in document order. They may be changed while the list is gone through.
pub(crate) fn descendants<'d>(root: NodeRef<'d>) -> Vec<NodeRef<'d>> {
    root.descendants()
}

/// The words of a node on one line; those of scripts and styles are none.
pub(crate) fn text(root: NodeRef<'_>) -> String {
    let mut out = String::new();
    let mut next = root.first_child();
    if root.is_text() {
        out.push_str(&root.text());
    }
    while let Some(node) = next {
        if node.is_element() && matches!(&*name(node), "script" | "style" | "template") {
            next = next_past(node, root);
            continue;
        }
        if node.is_text() {
            out.push_str(&node.text());
        } else if node.is_element() && !is_phrasing(&name(node)) {
            out.push(' ');
        }
        next = node.first_child().or_else(|| {
            out.push_str(if node.is_text() { "" } else { " " });
            next_past(node, root)
        });
    }
    words(&out)
}

/// A text on one line.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for elements that stand within a line.
fn is_phrasing(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// The classes and the id of an element, in lower case and divided into words: `ArticleBody__share-bar` has `article`, `body`,
/// `share` and `bar`.
pub(crate) fn class_words(node: NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for value in [node.attr("class"), node.attr("id")].into_iter().flatten() {
        let mut word = String::new();
        let mut before_lower = false;
        for character in value.chars().take(1000) {
            if !character.is_alphanumeric() || (character.is_uppercase() && before_lower) {
                words.push(std::mem::take(&mut word));
            }
            before_lower = character.is_lowercase();
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase());
            }
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// True for what no browser shows.
pub(crate) fn is_hidden(node: NodeRef<'_>) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    let Some(style) = node.attr("style") else { return false };
    let style: String = style.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    style.split(';').any(|declaration| {
        let declaration = declaration.trim_end_matches("!important");
        matches!(declaration, "display:none" | "visibility:hidden")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{class_words, descendants, is_hidden, parse, parse_fragment, text};

    #[test]
    fn what_is_too_deep_is_lifted_up() {
        let html = format!("{}one<p>two{}", "<div>".repeat(1000), "</div>".repeat(1000));
        let document = parse(&html).unwrap();
        assert_eq!(text(document.root()), "one two");
        let mut deepest = 0;
        for node in descendants(document.root()).into_iter().filter(dom_query::NodeRef::is_text) {
            deepest = deepest.max(node.ancestors(None).len());
        }
        assert!(deepest <= 205, "{deepest}");
        assert!(parse(&"<div>".repeat(100_000)).is_err());
        assert!(parse(&"<p>a<td><br>".repeat(10_000)).is_ok());
        assert!(parse(&format!("<script>{}</script>", "a<b;".repeat(10_000))).is_ok());
    }

    #[test]
    fn words_are_those_that_are_read() {
        let document = parse_fragment("<p>a<b>b</b> c<script>no</script></p><p>d<br>e</p>").unwrap();
        assert_eq!(text(document.root()), "ab c d e");
    }

    #[test]
    fn classes_are_divided_into_words() {
        let document = parse_fragment("<p class='ArticleBody__share-bar' id=x1>a").unwrap();
        let p = document.select("p").nodes().first().copied().unwrap();
        assert_eq!(class_words(p), ["article", "body", "share", "bar", "x1"]);
    }

    #[test]
    fn what_is_hidden_is_known() {
        for (html, hidden) in [
            ("<p hidden>", true),
            ("<p style='color:red; Display : none !important'>", true),
            ("<p style='display:block'>", false),
            ("<p>", false),
        ] {
            let document = parse_fragment(html).unwrap();
            assert_eq!(is_hidden(document.select("p").nodes().first().copied().unwrap()), hidden, "{html}");
        }
    }
}
