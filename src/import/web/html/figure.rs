//! Who made the picture of a figure.

use dom_query::NodeRef;

use super::dom::{class_words, descendants, name, text};

/// How many characters a credit has at most.
const MAX_CREDIT: usize = 160;

/// The element in the caption of a figure that says who made the picture, and its words.
pub(super) fn credit(figure: NodeRef<'_>) -> Option<(NodeRef<'_>, String)> {
    let pictures =
        descendants(figure).into_iter().filter(|node| matches!(&*name(*node), "img" | "amp-img")).count();
    if pictures != 1 {
        return None;
    }
    let found = descendants(figure).into_iter().filter(NodeRef::is_element).find(|node| is_credit(*node))?;
    let words = text(found);
    (!words.is_empty() && words.chars().count() <= MAX_CREDIT).then_some((found, words))
}

fn is_credit(node: NodeRef<'_>) -> bool {
    if matches!(&*name(node), "img" | "picture" | "figure" | "figcaption" | "a" | "source") {
        return false;
    }
    node.attr("itemprop").is_some_and(|is| matches!(&*is, "copyrightHolder" | "creditText" | "author"))
        || class_words(node)
            .iter()
            .any(|word| matches!(&**word, "credit" | "credits" | "copyright" | "photographer"))
}
