//! Lists: Google writes each run of items of one level as a list of its own, and says the level in its class.

use dom_query::NodeRef;

use super::super::html::{descendants, name};

/// A list by its class `lst-kix_NAME-LEVEL`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    list: String,
    level: usize,
}

/// Puts lists into the items that they belong to, and joins those that go on.
pub(super) fn nest_lists(root: NodeRef<'_>) {
    let parents: Vec<NodeRef<'_>> = descendants(root)
        .into_iter()
        .filter(|node| node.element_children().iter().any(|child| level(*child).is_some()))
        .collect();
    parents.into_iter().for_each(nest_in);
}

/// Nests the lists that stand beside each other in an element.
fn nest_in(parent: NodeRef<'_>) {
    // The open lists, outer ones first.
    let mut open: Vec<(NodeRef<'_>, Level)> = Vec::new();
    for node in parent.children() {
        let Some(this) = level(node) else {
            let is_text = node.is_element() || (node.is_text() && !node.text().trim().is_empty());
            if is_text {
                open.clear();
            }
            continue;
        };
        while open.last().is_some_and(|(_, above)| above.level > this.level) {
            open.pop();
        }
        let is_same =
            open.last().filter(|(list, above)| above.level == this.level && name(*list) == name(node));
        if let Some((list, above)) = is_same.filter(|(_, above)| goes_on(above, &this, node)) {
            debug_assert_eq!(above.level, this.level);
            for item in node.children() {
                item.remove_from_parent();
                list.append_child(&item);
            }
            node.remove_from_parent();
            continue;
        }
        if open.last().is_some_and(|(_, above)| above.level == this.level) {
            open.pop();
        }
        let item = open.last().and_then(|(list, _)| list.element_children().into_iter().next_back());
        if let Some(item) = item {
            node.remove_from_parent();
            item.append_child(&node);
        }
        open.push((node, this));
    }
}

/// True if a list goes on with another one: it has the same name, and does not start anew.
fn goes_on(above: &Level, this: &Level, node: NodeRef<'_>) -> bool {
    let starts = node.has_class("start") && name(node) == "ol";
    above.list == this.list && !starts
}

fn level(node: NodeRef<'_>) -> Option<Level> {
    if !matches!(&*name(node), "ul" | "ol") {
        return None;
    }
    let class = node.attr("class")?;
    let class = class.split_whitespace().find_map(|class| class.strip_prefix("lst-"))?;
    let (list, level) = class.rsplit_once('-')?;
    Some(Level { list: list.to_owned(), level: level.parse().ok()? })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::nest_lists;
    use crate::web::html::parse_fragment;

    fn nested(html: &str) -> String {
        let document = parse_fragment(html).unwrap();
        nest_lists(document.root());
        let html = document.select("body, html").inner_html().to_string();
        html.replace(" class=\"lst-a-0\"", "")
            .replace(" class=\"lst-a-1\"", "")
            .replace(" class=\"lst-a-2\"", "")
    }

    #[test]
    fn levels_nest() {
        assert_eq!(
            nested(
                "<ul class=lst-a-0><li>1</li></ul><ul class=lst-a-1><li>2</li></ul><ul class=lst-a-2><li>3</li></ul> <ul \
                 class=lst-a-0><li>4</li></ul><p>x</p><ul class=lst-a-0><li>5</li></ul>"
            ),
            "<ul><li>1<ul><li>2<ul><li>3</li></ul></li></ul></li><li>4</li></ul> <p>x</p><ul><li>5</li></ul>"
        );
        // A list may begin with a deep level, and be of another kind.
        assert_eq!(
            nested(
                "<ul class=lst-a-1><li>1</li></ul><ol class=lst-a-1><li>2</li></ol><ol class=lst-b-0><li>3</li></ol>"
            ),
            "<ul><li>1</li></ul><ol><li>2</li></ol><ol class=\"lst-b-0\"><li>3</li></ol>"
        );
    }
}
