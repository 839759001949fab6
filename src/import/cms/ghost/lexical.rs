//! Lexical: the editor's tree of a post in Ghost 5 and later.

use serde_json::Value;

use super::card;
use super::text::{PostText, string};
use crate::{Action, FindingKind};
use pressroom_document::Inline;
use pressroom_read::builder::Container;

/// The bits of a text's format, with what they mean.
const FORMATS: [(u64, fn() -> Container); 6] = [
    (1, || Container::Strong),
    (2, || Container::Emphasis),
    (4, || Container::Strikethrough),
    (32, || Container::Subscript),
    (64, || Container::Superscript),
    (16, || Container::Code),
];

/// Builds the text of a tree. JSON of this depth is refused before that, so that the way through it may recurse.
pub(super) fn build(root: &Value, text: &mut PostText<'_, '_, '_>) {
    children(root, text);
}

fn children(node: &Value, text: &mut PostText<'_, '_, '_>) {
    let all = node.get("children").and_then(Value::as_array).into_iter().flatten();
    all.for_each(|child| build_node(child, text));
}

fn build_node(node: &Value, text: &mut PostText<'_, '_, '_>) {
    let kind = node.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "root" => children(node, text),
        "paragraph" => text.around(Container::Paragraph, |text| children(node, text)),
        "heading" | "extended-heading" => {
            let level =
                node.get("tag").and_then(Value::as_str).and_then(|tag| tag.strip_prefix('h')?.parse().ok());
            text.around(Container::Heading { level: level.unwrap_or(2) }, |text| children(node, text));
        }
        "quote" | "extended-quote" | "aside" => text.around(Container::Quote, |text| children(node, text)),
        "list" => {
            let numbered = node.get("listType").and_then(Value::as_str) == Some("number");
            let start = node.get("start").and_then(Value::as_u64).unwrap_or(1);
            text.around(Container::List { start: numbered.then_some(start), tight: true }, |text| {
                children(node, text)
            });
        }
        "listitem" => {
            let task = node.get("checked").and_then(Value::as_bool);
            text.around(Container::Item { task }, |text| children(node, text));
        }
        "text" | "extended-text" | "code-highlight" | "tk" => run(node, text),
        "linebreak" => text.builder.inline(Inline::HardBreak),
        "tab" => text.text(" "),
        "link" | "autolink" => match string(node, "url") {
            Some(url) => text
                .around(Container::Link { url, title: string(node, "title") }, |text| children(node, text)),
            None => children(node, text),
        },
        "horizontalrule" => text.builder.thematic_break(Default::default()),
        "" => text.find(
            FindingKind::Element,
            Action::LeftOut,
            &node.to_string(),
            "a node of the text without a type",
        ),
        kind => {
            card::build(kind, node, text);
            children(node, text);
        }
    }
}

/// Running text in its formats.
fn run(node: &Value, text: &mut PostText<'_, '_, '_>) {
    let words = node.get("text").and_then(Value::as_str).unwrap_or_default();
    if node.get("type").and_then(Value::as_str) == Some("tk") {
        text.find(FindingKind::Comment, Action::Kept, words, "this stands for something that is to come");
    }
    let format = node.get("format").and_then(Value::as_u64).unwrap_or_default();
    let open: Vec<_> = FORMATS
        .iter()
        .filter(|(bit, _)| format & bit != 0)
        .map(|(_, container)| text.builder.open(container(), Default::default()))
        .collect();
    text.text(words);
    open.into_iter().rev().for_each(|opened| text.builder.close(opened));
}
