//! Formulas: the TeX that a page keeps beside what it shows.

use dom_query::NodeRef;

use super::dom::{descendants, name, text};

/// A formula as TeX.
pub(super) struct Formula {
    /// Without dollars.
    pub(super) tex: String,
    /// True if it stands on a line of its own.
    pub(super) display: bool,
}

/// True for a `span` that holds a formula of KaTeX or MathJax.
pub(super) fn is_formula(node: NodeRef<'_>) -> bool {
    ["katex", "katex-display", "mwe-math-element", "MathJax"].iter().any(|class| node.has_class(class))
        && tex_in(node).is_some()
}

/// The formula that a node holds; `None` if the page does not say its TeX.
pub(super) fn formula(node: NodeRef<'_>) -> Option<Formula> {
    if name(node) == "script" {
        let kind = node.attr_or("type", "").to_string();
        let tex = node.text().trim().to_owned();
        return (!tex.is_empty()).then(|| Formula { tex, display: kind.contains("mode=display") });
    }
    let tex = tex_in(node)?;
    let is_display = |node: &NodeRef<'_>| {
        node.has_class("katex-display")
            || node.attr("display").is_some_and(|display| matches!(&*display, "block" | "true"))
    };
    let display = is_display(&node)
        || node.ancestors(Some(2)).iter().any(is_display)
        || descendants(node).iter().any(|node| name(*node) == "math" && is_display(node));
    Some(Formula { tex, display })
}

/// The TeX that stands beside a formula, as its annotation or its alternative text.
fn tex_in(node: NodeRef<'_>) -> Option<String> {
    let mut inside = vec![node];
    inside.extend(descendants(node));
    let annotation = inside.iter().find(|node| {
        name(**node) == "annotation"
            && node.attr("encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("tex"))
    });
    let said = annotation.map(|node| node.text().to_string());
    let said = said.or_else(|| {
        inside
            .iter()
            .find_map(|node| ["alttext", "data-tex"].iter().find_map(|one| node.attr(one)))
            .map(|tex| tex.to_string())
    });
    said.map(|tex| tex.trim().to_owned()).filter(|tex| !tex.is_empty())
}

/// The words of a formula without TeX.
pub(super) fn words(node: NodeRef<'_>) -> String {
    text(node)
}
