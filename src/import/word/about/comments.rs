//! Comments of editors (ISO/IEC 29500-1, 17.13.4; [MS-DOCX] 2.5.1).

use std::collections::HashMap;

use crate::{
    Action, Comments, FindingKind, ImportFinding,
    word::{
        body::{CommentAnchor, by},
        xml::{Node, attribute, descendants, elements, name, words},
    },
};

/// Lists all comments, and gives those that are kept in the file, each with the paragraph that it stands at.
///
/// `extended` says which are answers and which are settled.
pub(in crate::word) fn list(
    root: Node<'_>,
    extended: Option<Node<'_>>,
    anchors: &HashMap<String, CommentAnchor>,
    keep: Comments,
    findings: &mut Vec<ImportFinding>,
) -> Vec<(u32, String)> {
    let mut kept = Vec::new();
    let details: HashMap<&str, (bool, bool)> = extended
        .into_iter()
        .flat_map(elements)
        .filter_map(|node| {
            let is_done = matches!(attribute(node, "done"), Some("1" | "true"));
            Some((attribute(node, "paraId")?, (is_done, attribute(node, "paraIdParent").is_some())))
        })
        .collect();
    for node in elements(root).filter(|node| name(*node) == "comment") {
        let text = words(node);
        let anchor = attribute(node, "id").and_then(|id| anchors.get(id)).cloned().unwrap_or_default();
        let paragraph = descendants(node, "p").last().and_then(|paragraph| attribute(paragraph, "paraId"));
        let (is_done, is_answer) = paragraph.and_then(|id| details.get(id)).copied().unwrap_or_default();
        let about: String = anchor.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut message = if is_answer { "an answer to a comment" } else { "a comment" }.to_owned();
        message.push_str(&by(node));
        if !about.is_empty() {
            message.push_str(&format!(", about “{about}”"));
        }
        if is_done {
            message.push_str(", settled");
        }
        let action = match keep {
            Comments::Report => Action::LeftOut,
            Comments::Notes => {
                let author = attribute(node, "author").unwrap_or_default();
                kept.push((anchor.paragraph, format!("{author}: {text}")));
                message.push_str(": it is a comment in the Markdown file, which no edition shows");
                Action::Changed
            }
        };
        let place = if anchor.place.is_empty() { "comment without a place".to_owned() } else { anchor.place };
        findings.push(ImportFinding { kind: FindingKind::Comment, action, place, text, message });
    }
    kept
}
