//! What stands elsewhere in HTML than in Markdown: spaces at the edges of emphasis, links and lines, and lists within lists.

use dom_query::NodeRef;

use super::dom::{descendants, name};

/// Moves spaces out of elements within a line, and takes them from the ends of lines.
pub(super) fn move_spaces_out(root: NodeRef<'_>) {
    // Inner elements come after outer ones.
    for node in descendants(root).into_iter().rev().filter(NodeRef::is_element) {
        match &*name(node) {
            "b" | "strong" | "i" | "em" | "cite" | "dfn" | "var" | "s" | "del" | "strike" | "sup" | "sub"
            | "a" | "u" | "span" | "font" => {
                move_out(node);
            }
            "br" => trim_beside(node),
            _ => {}
        }
    }
}

/// Puts a list that stands in a list into the item before it, to which it belongs.
pub(super) fn nest_lists(root: NodeRef<'_>) {
    let is_list = |node: NodeRef<'_>| matches!(&*name(node), "ul" | "ol");
    for list in descendants(root).into_iter().filter(|node| is_list(*node)) {
        let item = list.prev_element_sibling().filter(|item| name(*item) == "li");
        if let Some(item) = item.filter(|_| list.parent().is_some_and(is_list)) {
            list.remove_from_parent();
            item.append_child(&list);
        }
    }
}

fn move_out(node: NodeRef<'_>) {
    let is_alone = node.first_child().is_none_or(|first| first.next_sibling().is_none());
    let in_code = || node.ancestors(Some(8)).iter().any(|around| matches!(&*name(*around), "pre" | "code"));
    if let Some(first) = node.first_child().filter(NodeRef::is_text) {
        let text = first.text();
        let rest = text.trim_start_matches(is_space);
        if rest.len() < text.len() && !(rest.is_empty() && is_alone) && !in_code() {
            let rest = rest.to_owned();
            node.insert_before(&node.tree.new_text(" "));
            first.set_text(rest);
        }
    }
    if let Some(last) = node.last_child().filter(NodeRef::is_text) {
        let text = last.text();
        let rest = text.trim_end_matches(is_space);
        if rest.len() < text.len() && !(rest.is_empty() && is_alone) && !in_code() {
            let rest = rest.to_owned();
            node.insert_after(&node.tree.new_text(" "));
            last.set_text(rest);
        }
    }
}

/// Takes the spaces away before and behind the end of a line.
fn trim_beside(line_end: NodeRef<'_>) {
    if line_end.ancestors(Some(8)).iter().any(|around| name(*around) == "pre") {
        return;
    }
    if let Some(before) = line_end.prev_sibling().filter(NodeRef::is_text) {
        let text = before.text().trim_end_matches(is_space).to_owned();
        before.set_text(text);
    }
    if let Some(after) = line_end.next_sibling().filter(NodeRef::is_text) {
        let text = after.text().trim_start_matches(is_space).to_owned();
        after.set_text(text);
    }
}

/// Space that HTML collapses.
fn is_space(character: char) -> bool {
    character.is_ascii_whitespace()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{move_spaces_out, nest_lists};
    use crate::web::html::parse_fragment;

    #[test]
    fn spaces_stand_outside() {
        for (html, moved) in [
            ("<p>a<b> b </b>c</p>", "<p>a <b>b</b> c</p>"),
            ("<p>a<b><i> b</i></b></p>", "<p>a <b><i>b</i></b></p>"),
            ("<p>a <br> b</p>", "<p>a<br>b</p>"),
            ("<pre> <b> a </b><br> b</pre>", "<pre> <b> a </b><br> b</pre>"),
        ] {
            let document = parse_fragment(html).unwrap();
            move_spaces_out(document.root());
            assert_eq!(&*document.select("html").inner_html(), moved);
        }
    }

    #[test]
    fn lists_stand_in_items() {
        let document = parse_fragment("<ul><li>a</li><ul><li>b</li></ul><ol><li>c</li></ol></ul>").unwrap();
        nest_lists(document.root());
        let nested = "<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li></ul>";
        assert_eq!(&*document.select("html").inner_html(), nested);
    }
}
