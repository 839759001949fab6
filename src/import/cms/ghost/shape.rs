//! Gives the elements of Ghost's cards in HTML their meaning.

use dom_query::NodeRef;

use super::super::html_body::{escaped, make_related};
use crate::{
    Action, FindingKind, ImportFinding,
    web::html::{descendants, name, text},
};

/// Shapes the text of a post.
pub(super) fn shape(body: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    for node in descendants(body) {
        if node.parent().is_none() || !node.is_element() {
            continue;
        }
        if node.has_class("kg-bookmark-card") {
            bookmark(node, findings);
        } else if node.has_class("kg-callout-card") {
            callout(node);
        } else if node.has_class("kg-toggle-card") {
            toggle(node);
        } else if node.has_class("kg-gallery-card") {
            node.rename("div");
            node.element_children()
                .into_iter()
                .filter(|child| name(*child) == "figcaption")
                .for_each(|child| child.rename("p"));
        } else if node.has_class("kg-audio-card") || node.has_class("kg-video-card") {
            player(node, findings);
        }
    }
}

fn within<'n>(node: NodeRef<'n>, class: &str) -> Option<NodeRef<'n>> {
    descendants(node).into_iter().find(|child| child.is_element() && child.has_class(class))
}

/// A bookmark is a related story.
fn bookmark(node: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    let part = |class: &str| within(node, class).map(|part| text(part)).filter(|words| !words.is_empty());
    let Some(url) = descendants(node).into_iter().find_map(|child| child.attr("href")) else { return };
    let title = part("kg-bookmark-title").unwrap_or_else(|| url.to_string());
    let mut html = format!("<p><a href=\"{}\">{}</a></p>", escaped(&url), escaped(&title));
    let caption = node
        .element_children()
        .into_iter()
        .find(|child| name(*child) == "figcaption")
        .map(|child| text(child));
    for words in
        [part("kg-bookmark-description"), part("kg-bookmark-metadata"), caption].into_iter().flatten()
    {
        html.push_str(&format!("<p>{}</p>", escaped(&words)));
    }
    for image in descendants(node).into_iter().filter(|child| name(*child) == "img") {
        findings.push(ImportFinding {
            kind: FindingKind::Picture,
            action: Action::LeftOut,
            place: String::new(),
            text: image.attr_or("src", "").to_string(),
            message: "a related story has no picture".to_owned(),
        });
    }
    make_related(node, None);
    node.set_html(html);
}

fn callout(node: NodeRef<'_>) {
    let emoji = within(node, "kg-callout-emoji").map(|emoji| text(emoji)).unwrap_or_default();
    let words = within(node, "kg-callout-text").unwrap_or(node);
    let space = if emoji.is_empty() { "" } else { " " };
    let html = format!("<p>{}{space}{}</p>", escaped(&emoji), words.inner_html());
    node.rename("div");
    node.remove_all_attrs();
    node.set_attr("class", "callout");
    node.set_html(html);
}

fn toggle(node: NodeRef<'_>) {
    let heading = within(node, "kg-toggle-heading-text").map(|heading| heading.inner_html().to_string());
    let content = within(node, "kg-toggle-content").map(|content| content.inner_html().to_string());
    node.rename("details");
    node.remove_all_attrs();
    node.set_html(format!(
        "<summary>{}</summary>{}",
        heading.unwrap_or_default(),
        content.unwrap_or_default()
    ));
}

/// The keys of a player are no text.
fn player(node: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    for keys in descendants(node) {
        let is_keys = ["kg-audio-player", "kg-video-player", "kg-video-player-container", "kg-video-overlay"];
        if keys.parent().is_some() && keys.is_element() && is_keys.iter().any(|class| keys.has_class(class)) {
            let words = text(keys);
            if !words.is_empty() {
                findings.push(ImportFinding {
                    kind: FindingKind::Furniture,
                    action: Action::LeftOut,
                    place: String::new(),
                    text: words,
                    message: "the keys of a player".to_owned(),
                });
            }
            keys.remove_from_parent();
        }
    }
}
