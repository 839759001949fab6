//! Notes: what a mark in the text leads to, and what leads back to the mark.
//!
//! Word processors, content management systems and Markdown all write notes in this way and differ in everything else, so
//! the links tell what is a note, not the names.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use super::dom::{descendants, name, next_in_order, text};
use pressroom_document::link::percent_decode;

/// How many characters the mark of a note has at most.
const MAX_MARK: usize = 6;
/// How many levels above a link its id may stand.
const MAX_UP: usize = 3;

/// A mark in the text and the note that it leads to.
struct Reference<'d> {
    mark: NodeRef<'d>,
    /// The element that has the id which the mark names.
    target: NodeRef<'d>,
    id: String,
}

/// Turns marks into `note-reference` elements and the notes into `note` elements, each with a `name`. The headings and rules
/// that stood above notes alone are taken out; their words are given back.
pub(crate) fn mark_notes(document: &Document) -> Vec<String> {
    let root = document.root();
    let all = descendants(root);
    let order: HashMap<NodeId, usize> = all.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let mut ids: HashMap<String, NodeRef<'_>> = HashMap::new();
    for node in all.iter().filter(|node| node.is_element()) {
        let named = node.attr("name").filter(|_| name(*node) == "a");
        for id in [node.attr("id"), named].into_iter().flatten() {
            ids.entry(id.to_string()).or_insert(*node);
        }
    }
    let links = all.iter().copied().filter(|node| name(*node) == "a");
    let references: Vec<Reference<'_>> = links
        .filter_map(|mark| {
            let id = fragment(mark)?;
            let target = ids.get(&id).copied()?;
            let is_before = order.get(&mark.id) < order.get(&target.id);
            (is_before && is_mark(mark)).then_some(Reference { mark, target, id })
        })
        .collect();
    let mut notes: HashMap<NodeId, Option<NodeRef<'_>>> = HashMap::new();
    let targets: HashSet<NodeId> = references.iter().map(|reference| reference.target.id).collect();
    // First what leads back where, then the changes: those move what is looked at.
    let good: Vec<&Reference<'_>> = references.iter().filter(|reference| leads_back(reference)).collect();
    for reference in &good {
        let mark_ids = ids_around(reference.mark);
        let note =
            *notes.entry(reference.target.id).or_insert_with(|| make_note(document, reference, &targets));
        let Some(note) = note else { continue };
        take_out_links_back(note, &mark_ids, &text(reference.mark));
        make_reference(reference);
    }
    if notes.is_empty() { Vec::new() } else { take_out_headings(root) }
}

/// The id that a link names on its own page.
fn fragment(link: NodeRef<'_>) -> Option<String> {
    let href = link.attr("href")?;
    let id = href.trim().strip_prefix('#')?;
    (!id.is_empty()).then(|| percent_decode(id))
}

/// True for the words of a mark: a number, a letter, a star, in brackets or not.
fn is_mark(link: NodeRef<'_>) -> bool {
    let text = text(link);
    let inner = text.trim_matches(|c: char| "[]()^".contains(c) || c.is_whitespace());
    let is_number = !inner.is_empty() && inner.chars().all(char::is_numeric);
    let is_letters = inner.chars().count() <= 4 && inner.chars().all(|c| c.is_ascii_lowercase());
    let is_symbol = inner.chars().all(|c| "*†‡§¶#‖".contains(c));
    let raised = name(link) == "sup"
        || link.ancestors(Some(MAX_UP)).iter().chain(&descendants(link)).any(|node| name(*node) == "sup");
    !text.is_empty()
        && text.chars().count() <= MAX_MARK
        && (is_number || is_symbol || (is_letters && (raised || text.starts_with('['))))
}

/// The ids of a link and of what stands closely around it.
fn ids_around(link: NodeRef<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let around = link.ancestors(Some(MAX_UP));
    let inline = around.into_iter().take_while(|node| !is_block(*node));
    for node in std::iter::once(link).chain(inline).chain(descendants(link)) {
        all.extend([node.attr("id"), node.attr("name")].into_iter().flatten().map(|id| id.to_string()));
    }
    all
}

fn is_block(node: NodeRef<'_>) -> bool {
    matches!(
        &*name(node),
        "p" | "li"
            | "div"
            | "section"
            | "aside"
            | "td"
            | "th"
            | "dd"
            | "dt"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "body"
            | "ol"
            | "ul"
            | "dl"
            | "table"
            | "tr"
            | "article"
            | "blockquote"
            | "footer"
    )
}

fn is_heading(node: NodeRef<'_>) -> bool {
    matches!(&*name(node), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The block in which a target stands.
fn block_around(target: NodeRef<'_>) -> Option<NodeRef<'_>> {
    if is_block(target) {
        return Some(target);
    }
    target.ancestors(None).into_iter().find(|node| is_block(*node)).filter(|node| name(*node) != "body")
}

/// True if a link in the note leads to the mark, or if everything is named as notes are.
fn leads_back(reference: &Reference<'_>) -> bool {
    let Some(block) = block_around(reference.target) else { return false };
    if is_heading(block) && text(block).chars().count() > MAX_MARK {
        return false;
    }
    let ids = ids_around(reference.mark);
    let leads = |node: &NodeRef<'_>| {
        (name(*node) == "a").then(|| fragment(*node)).flatten().is_some_and(|id| ids.contains(&id))
    };
    let inside = block.descendants().iter().any(leads);
    let lower = reference.id.to_ascii_lowercase();
    let is_named = ["fn", "footnote", "ftn", "_ftn", "_edn", "endnote", "note", "foot", "cite_note"]
        .iter()
        .any(|start| lower.trim_start_matches(['-', '_', ':']).starts_with(start));
    let raised = reference.mark.ancestors(Some(MAX_UP)).iter().any(|node| name(*node) == "sup");
    inside || (is_named && raised)
}

/// Puts a note into an element of its own.
fn make_note<'d>(
    document: &'d Document,
    reference: &Reference<'d>,
    targets: &HashSet<NodeId>,
) -> Option<NodeRef<'d>> {
    let mut block = block_around(reference.target)?;
    // `<div><p id="ftnt1">`: all that is in the `div` is the note.
    if name(block) == "p"
        && let Some(parent) =
            block.parent().filter(|parent| matches!(&*name(*parent), "div" | "aside" | "li"))
        && holds_one(parent, targets)
        && parent.prev_element_sibling().is_some()
        && text(parent).len() < text(block).len() + 2000
    {
        block = parent;
    }
    let note =
        if matches!(&*name(block), "li" | "div" | "aside" | "dd" | "section") && holds_one(block, targets) {
            block.rename("note");
            block
        } else {
            let note = document.tree.new_element("note");
            block.insert_before(&note);
            if is_heading(block) {
                // The mark alone is the heading of its note.
                let mut next = block.next_sibling();
                while let Some(node) = next {
                    next = node.next_sibling();
                    let ends = node.is_element()
                        && (is_heading(node)
                            || name(node) == "hr"
                            || node.descendants().iter().any(|one| targets.contains(&one.id)));
                    if ends {
                        break;
                    }
                    node.remove_from_parent();
                    note.append_child(&node);
                }
                block.remove_from_parent();
            } else {
                block.remove_from_parent();
                note.append_child(&block);
            }
            note
        };
    note.set_attr("name", &reference.id);
    Some(note)
}

/// True if only one note is in an element.
fn holds_one(node: NodeRef<'_>, targets: &HashSet<NodeId>) -> bool {
    let own = usize::from(targets.contains(&node.id));
    own + node.descendants().iter().filter(|one| targets.contains(&one.id)).count() <= 1
}

/// Takes the links back to the mark out of a note, and the mark that stands before its words.
fn take_out_links_back(note: NodeRef<'_>, mark_ids: &[String], mark: &str) {
    for link in descendants(note) {
        if name(link) == "a" && fragment(link).is_some_and(|id| mark_ids.contains(&id)) {
            take_out_with_frame(link, note);
        }
    }
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let first = descendants(note).into_iter().find(|node| node.is_text() && !node.text().trim().is_empty());
    let Some(first) = first else { return };
    let raised = first.ancestors(Some(2)).into_iter().find(|node| matches!(&*name(*node), "sup" | "a"));
    match raised {
        Some(raised) if bare(&text(raised)) == bare(mark) && !bare(mark).is_empty() => {
            take_out_with_frame(raised, note)
        }
        _ => {}
    }
}

/// Takes an element out, and what stands around it if no words are left there.
fn take_out_with_frame(node: NodeRef<'_>, note: NodeRef<'_>) {
    let mut parent = node.parent();
    node.remove_from_parent();
    while let Some(frame) = parent.filter(|frame| frame.id != note.id) {
        let has_more = text(frame).chars().any(char::is_alphanumeric)
            || descendants(frame).iter().any(|node| matches!(&*name(*node), "img" | "a"));
        if has_more {
            break;
        }
        parent = frame.parent();
        frame.remove_from_parent();
    }
}

/// Makes a mark, with the `sup` and the brackets around it, a reference.
fn make_reference(reference: &Reference<'_>) {
    let bare = |node: NodeRef<'_>| text(node).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mark = reference.mark;
    let around = mark.ancestors(Some(MAX_UP)).into_iter().take_while(|node| !is_block(*node));
    let widest =
        around.filter(|node| name(*node) == "sup" && bare(*node) == bare(mark)).last().unwrap_or(mark);
    widest.rename("note-reference");
    widest.set_attr("name", &reference.id);
    widest.remove_children();
}

/// Takes out headings and rules with nothing but notes below them.
fn take_out_headings(root: NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for node in descendants(root) {
        let rule = name(node) == "hr";
        if !(rule || is_heading(node)) || !holds_notes_alone(node, root) {
            continue;
        }
        let text = text(node);
        if !text.is_empty() {
            words.push(text);
        }
        node.remove_from_parent();
    }
    words
}

/// True if there are notes after a heading or a rule, and no other text up to the next one.
fn holds_notes_alone<'d>(node: NodeRef<'d>, root: NodeRef<'d>) -> bool {
    let mut notes = false;
    let mut next = super::dom::next_past(node, root);
    while let Some(at) = next {
        if name(at) == "note" {
            notes = true;
            next = super::dom::next_past(at, root);
            continue;
        }
        let is_text = at.is_text() && !at.text().trim().is_empty();
        if is_text || matches!(&*name(at), "img" | "table" | "iframe" | "video") {
            // What is no heading itself says that there is more.
            return notes && at.ancestors(Some(3)).iter().any(|node| is_heading(*node));
        }
        if name(at) == "script" || name(at) == "style" {
            next = super::dom::next_past(at, root);
            continue;
        }
        next = next_in_order(at, root);
    }
    notes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::mark_notes;
    use crate::web::html::{parse_fragment, text};

    fn notes(html: &str) -> (Vec<String>, usize, String) {
        let document = parse_fragment(html).unwrap();
        mark_notes(&document);
        let notes = document.select("note").nodes().iter().map(|note| text(*note)).collect();
        (notes, document.select("note-reference").length(), text(document.root()))
    }

    #[test]
    fn notes_of_many_programs_are_found() {
        for html in [
            // Google Docs.
            "<p>a<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup></p><hr><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a> \
             <span>the note</span></p></div>",
            // Markdown.
            "<p>a<sup id='fnref1'><a href='#fn1'>1</a></sup></p><section><hr><ol><li id='fn1'><p>the note <a \
             href='#fnref1'>↩</a></p></li></ol></section>",
            // Word.
            "<p>a<a href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a></p><hr><div id=ftn1><p><a href='#_ftnref1' \
             name='_ftn1'><sup>[1]</sup></a> the note</p></div>",
            // Texinfo.
            "<p>a<a id=D1 href='#F1'><sup>1</sup></a></p><h4>Footnotes</h4><h5><a id=F1 href='#D1'>(1)</a></h5><p>the \
             note</p>",
            // A number before the words, and no link back.
            "<p>a<sup><a href='#footnote-1'>1</a></sup></p><h3>Notes</h3><p id='footnote-1'><sup>1</sup> the note</p>",
        ] {
            let (notes, references, all) = notes(html);
            assert_eq!(notes, ["the note"], "{html}");
            assert_eq!(references, 1, "{html}");
            assert_eq!(all, "a the note", "{html}");
        }
    }

    #[test]
    fn what_is_no_note_stays() {
        for html in [
            "<ul><li><a id=t1 href='#s1'>1</a></li></ul><h2 id=s1><a href='#t1'>1 The first part</a></h2><p>a</p>",
            "<p><a href='#top'>1</a></p><p id=top>b</p>",
            "<p>See <a href='#b'>the second part</a></p><p id=b>b</p>",
        ] {
            let (notes, references, _) = notes(html);
            assert!(notes.is_empty() && references == 0, "{html}");
        }
    }
}
