//! Gives the elements of wire items their meaning: those that Pressroom writes, and those of NITF.

use dom_query::NodeRef;

use super::super::html_body::{escaped, make_related};
use crate::{
    ImportFinding,
    web::html::{descendants, name, text},
};

/// Shapes the text of an item.
pub(super) fn shape(body: NodeRef<'_>, _findings: &mut Vec<ImportFinding>) {
    for node in descendants(body) {
        if node.parent().is_none() || !node.is_element() {
            continue;
        }
        match &*name(node) {
            "aside" if node.has_class("related") => related(node),
            "aside" if node.has_class("callout") => callout(node),
            "figure" if node.has_class("quote") => quote(node),
            "code" if node.has_class("math") => math(node),
            "span" if node.has_class("task") => task(node),
            "span" if node.has_class("credit") => credit(node),
            "p" if node.has_class("label")
                && node.parent().is_some_and(|parent| parent.has_class("footnotes")) =>
            {
                node.remove_from_parent();
            }
            "div" if node.has_class("table") => node.rename("section"),
            "hl1" => node.rename("h1"),
            "hl2" => node.rename("h2"),
            "media" => node.rename("figure"),
            "media-caption" => node.rename("figcaption"),
            "media-producer" => node.set_attr("class", "credit"),
            "media-reference" => media_reference(node),
            _ => {}
        }
    }
}

/// Makes the parts after the last card the sign-off, if the item has one.
pub(super) fn mark_signoff(body: NodeRef<'_>) {
    let sections: Vec<_> = descendants(body)
        .into_iter()
        .filter(|node| name(*node) == "section" && node.has_attr("id"))
        .collect();
    let Some(last) = sections.last() else { return };
    let mut parts = Vec::new();
    let mut next = last.next_sibling();
    while let Some(node) = next {
        if matches!(&*name(node), "section" | "footer") {
            break;
        }
        parts.push(node);
        next = node.next_sibling();
    }
    let html: String = parts
        .iter()
        .map(|part| if part.is_text() { escaped(&part.text()) } else { part.html().to_string() })
        .collect();
    if html.trim().is_empty() {
        return;
    }
    parts.iter().for_each(NodeRef::remove_from_parent);
    last.after_html(format!("<sign-off>{html}</sign-off>"));
}

fn related(node: NodeRef<'_>) {
    let label = node.element_children().into_iter().find(|child| child.has_class("label"));
    let words = label.map(|label| text(label));
    if let Some(label) = label {
        label.remove_from_parent();
    }
    make_related(node, words.as_deref());
}

/// A callout; the word for its kind stands above it, or a title of its own.
fn callout(node: NodeRef<'_>) {
    let kinds = ["note", "tip", "important", "warning", "caution", "details"];
    let kind = kinds.into_iter().find(|kind| node.has_class(&format!("callout-{kind}"))).unwrap_or("note");
    if let Some(label) = node.element_children().into_iter().find(|child| child.has_class("label")) {
        if text(label).eq_ignore_ascii_case(kind) {
            label.remove_from_parent();
        } else {
            label.rename("summary");
            label.remove_all_attrs();
        }
    }
    node.rename(if kind == "details" { "details" } else { "div" });
    node.set_attr("class", "callout");
    node.set_attr("data-callout", kind);
}

/// A formula in TeX.
fn math(node: NodeRef<'_>) {
    let tex = node.text().to_string();
    let mode = if node.has_class("display") { "; mode=display" } else { "" };
    if !tex.contains("</") {
        node.replace_with_html(format!("<script type=\"math/tex{mode}\">{tex}</script>"));
    }
}

/// The box of a task.
fn task(node: NodeRef<'_>) {
    let checked = if node.text().contains('☑') { " checked" } else { "" };
    node.replace_with_html(format!("<input type=\"checkbox\"{checked}>"));
}

/// A credit without the word for it.
fn credit(node: NodeRef<'_>) {
    let words = text(node);
    if let Some((label, name)) = words.split_once(':')
        && label.split_whitespace().count() <= 2
    {
        node.set_text(name.trim());
    }
}

/// A quotation with its source in the caption.
fn quote(node: NodeRef<'_>) {
    let caption = node.element_children().into_iter().find(|child| name(*child) == "figcaption");
    let quotation = node.element_children().into_iter().find(|child| name(*child) == "blockquote");
    if let (Some(caption), Some(quotation)) = (caption, quotation) {
        quotation.append_html(format!("<p>{}</p>", caption.inner_html()));
        caption.remove_from_parent();
        for cite in descendants(quotation).into_iter().filter(|child| name(*child) == "cite") {
            cite.rename("span");
        }
    }
    node.rename("div");
}

fn media_reference(node: NodeRef<'_>) {
    let source = node.attr_or("source", "");
    let alt =
        node.attr("alternate-text").map(|alt| format!(" alt=\"{}\"", escaped(&alt))).unwrap_or_default();
    node.replace_with_html(format!("<img src=\"{}\"{alt}>", escaped(&source)));
}
