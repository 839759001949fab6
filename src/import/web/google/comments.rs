//! Comments and suggestions: they go to the report, not into the text.

use std::collections::HashMap;

use dom_query::NodeRef;

use super::super::html::{descendants, name, text};
use crate::{Action, Changes, FindingKind, ImportFinding};

/// How many characters of the text beside a comment are said.
const MAX_BESIDE: usize = 60;

/// Takes the comments out: their marks in the text, and their texts at the end.
pub(super) fn take_comments(root: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    let mut beside: HashMap<String, String> = HashMap::new();
    let links = |start: &'static str| {
        descendants(root).into_iter().filter(move |node| {
            name(*node) == "a" && node.attr("href").is_some_and(|href| is_numbered(&href, start))
        })
    };
    for mark in links("#cmnt") {
        let block = mark.ancestors(None).into_iter().find(|node| {
            matches!(&*name(*node), "p" | "li" | "td" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        });
        let around = mark.ancestors(Some(1)).into_iter().find(|node| name(*node) == "sup").unwrap_or(mark);
        around.remove_from_parent();
        let words: String = block.map(text).unwrap_or_default().chars().take(MAX_BESIDE).collect();
        beside.insert(mark.attr_or("href", "").trim_start_matches('#').to_owned(), words);
    }
    for back in links("#cmnt_ref") {
        let block = back.ancestors(None).into_iter().find(|node| matches!(&*name(*node), "div" | "p"));
        let Some(block) = block.filter(|block| block.parent().is_some()) else { continue };
        let id = back.attr_or("id", "").to_string();
        back.remove_from_parent();
        let place = beside.get(&id).filter(|words| !words.is_empty());
        findings.push(ImportFinding {
            kind: FindingKind::Comment,
            action: Action::LeftOut,
            place: place.map(|words| format!("beside “{words}”")).unwrap_or_default(),
            text: text(block),
            message: "a comment is no text of the explainer; Google's export does not say who wrote it"
                .to_owned(),
        });
        block.remove_from_parent();
    }
}

/// `#cmnt3`, but not `#cmnt_ref3`.
fn is_numbered(href: &str, start: &str) -> bool {
    href.strip_prefix(start)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Accepts or rejects what was suggested.
pub(super) fn settle_suggestions(root: NodeRef<'_>, changes: Changes, findings: &mut Vec<ImportFinding>) {
    for node in descendants(root) {
        let (kind, stays) = match &*name(node) {
            "ins" => (FindingKind::Insertion, changes == Changes::Accept),
            "del" => (FindingKind::Deletion, changes == Changes::Reject),
            _ => continue,
        };
        let (action, message) = match stays {
            true => (Action::Kept, "a suggestion: the text stays"),
            false => (Action::LeftOut, "a suggestion: the text goes"),
        };
        findings.push(ImportFinding {
            kind,
            action,
            place: String::new(),
            text: text(node),
            message: message.to_owned(),
        });
        if stays {
            node.rename("span");
        } else {
            node.remove_from_parent();
        }
    }
}
