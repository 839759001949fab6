//! Gives the elements of WordPress's blocks, and the lines of its old editor, their meaning.

use dom_query::NodeRef;

use super::super::html_body::escaped;
use crate::{
    Action, FindingKind, ImportFinding,
    web::html::{descendants, name, text},
};

/// Shapes the text of a post. `lines`: ends of lines mean something, as in the old editor.
pub(super) fn shape(body: NodeRef<'_>, lines: bool, findings: &mut Vec<ImportFinding>) {
    for node in descendants(body) {
        if node.parent().is_none() {
            continue;
        }
        if node.is_text() {
            bare_address(node);
            continue;
        }
        match &*name(node) {
            "figure" => figure(node),
            "div" if node.has_class("wp-block-embed__wrapper") => address(node),
            "a" if node.has_class("wp-block-file__button") => node.remove_from_parent(),
            "a" => own_picture(node, findings),
            "pre" if node.has_class("wp-block-verse") => verse(node),
            "sup" => {
                if let Some(id) = node.attr("data-fn") {
                    node.replace_with_html(format!(
                        "<note-reference name=\"{}\"></note-reference>",
                        escaped(&id)
                    ));
                }
            }
            _ => {}
        }
    }
    if lines {
        let has_paragraphs = descendants(body).into_iter().any(|node| name(node) == "p");
        ends_of_lines(body, has_paragraphs);
    }
}

fn figure(node: NodeRef<'_>) {
    let caption = node.element_children().into_iter().find(|child| name(*child) == "figcaption");
    if node.has_class("wp-block-pullquote") {
        node.rename("div");
    } else if node.has_class("wp-block-gallery") || node.has_class("wp-block-image") && pictures(node) > 1 {
        node.rename("div");
        if let Some(caption) = caption {
            caption.rename("p");
        }
    } else if let Some(table) = descendants(node).into_iter().find(|child| name(*child) == "table") {
        node.rename("div");
        if let Some(caption) = caption {
            table.prepend_html(format!("<caption>{}</caption>", caption.inner_html()));
            caption.remove_from_parent();
        }
    }
}

fn pictures(node: NodeRef<'_>) -> usize {
    descendants(node).into_iter().filter(|child| name(*child) == "img").count()
}

/// The address within an embed is a link.
fn address(node: NodeRef<'_>) {
    let words = text(node);
    if is_address(&words) {
        node.set_html(link(&words));
    }
}

/// An address on a line of its own is an embed in WordPress; here it is a link.
fn bare_address(node: NodeRef<'_>) {
    let words = node.text();
    let alone = words.trim();
    let parent = node.parent().map(name).unwrap_or_default();
    if is_address(alone) && !matches!(&*parent, "a" | "code" | "pre" | "script" | "style" | "textarea") {
        node.replace_with_html(words.replace(alone, &link(alone)));
    }
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

fn link(address: &str) -> String {
    format!("<a href=\"{0}\">{0}</a>", escaped(address))
}

/// A picture that leads to its own file needs no link.
fn own_picture(node: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    let Some(href) = node.attr("href") else { return };
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let to_picture =
        [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|end| path.ends_with(end));
    if to_picture && pictures(node) > 0 && text(node).is_empty() {
        findings.push(ImportFinding {
            kind: FindingKind::Link,
            action: Action::LeftOut,
            place: String::new(),
            text: href.to_string(),
            message: "the picture led to its own file".to_owned(),
        });
        node.unwrap_node();
        // `unwrap_node` takes the parent away, not the node: what is in the link must stand without it.
    }
}

/// A verse keeps the ends of its lines.
fn verse(node: NodeRef<'_>) {
    let html = node.inner_html().to_string();
    node.rename("p");
    node.set_html(html.trim().replace('\n', "<br>"));
}

/// In the old editor an empty line begins a paragraph. Where there are paragraphs already, a line that ends is a space.
fn ends_of_lines(body: NodeRef<'_>, has_paragraphs: bool) {
    for node in descendants(body) {
        if !node.is_text() || node.parent().is_none() {
            continue;
        }
        let words = node.text().to_string();
        if !words.contains('\n')
            || within(node, &["pre", "script", "style", "code", "textarea", "table", "ul", "ol", "dl"])
        {
            continue;
        }
        let begins = node.prev_sibling().is_none_or(|before| is_block(before));
        let ends = node.next_sibling().is_none_or(|after| is_block(after));
        let mut inner = words.as_str();
        if begins {
            inner = inner.trim_start();
        }
        if ends {
            inner = inner.trim_end();
        }
        let mut out = String::new();
        let mut empty = 0;
        for (at, line) in inner.split('\n').enumerate() {
            let blank = line.trim().is_empty();
            if at > 0 {
                empty += 1;
            }
            if blank && at > 0 {
                continue;
            }
            push_end(&mut out, std::mem::take(&mut empty), has_paragraphs);
            out.push_str(&escaped(line));
        }
        push_end(&mut out, empty, has_paragraphs);
        if out.contains("<br>") {
            node.replace_with_html(out);
        }
    }
}

fn push_end(out: &mut String, lines: usize, has_paragraphs: bool) {
    match lines {
        0 => {}
        1 if has_paragraphs => out.push('\n'),
        1 => out.push_str("<br>"),
        _ => out.push_str("<br><br>"),
    }
}

fn within(node: NodeRef<'_>, names: &[&str]) -> bool {
    node.ancestors(Some(12)).iter().any(|parent| names.contains(&&*name(*parent)))
}

/// True for elements that stand on lines of their own.
fn is_block(node: NodeRef<'_>) -> bool {
    matches!(
        &*name(node),
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "blockquote"
            | "figure"
            | "pre"
            | "hr"
            | "section"
            | "article"
            | "aside"
            | "details"
            | "note"
            | "form"
            | "header"
            | "footer"
            | "iframe"
            | "video"
    )
}
