//! Mobiledoc: the editor's form of a post in Ghost 1 to 4 (Mobiledoc 0.3: sections of markers, with tables of cards, atoms and
//! marks).

use serde_json::Value;

use super::{card, text::PostText};
use pressroom_document::Inline;
use pressroom_read::builder::{Container, Opened};

/// Builds the text of a document.
pub(super) fn build(document: &Value, text: &mut PostText<'_, '_, '_>) {
    let sections = document.get("sections").and_then(Value::as_array).into_iter().flatten();
    sections.for_each(|section| build_section(document, section, text));
}

fn build_section(document: &Value, section: &Value, text: &mut PostText<'_, '_, '_>) {
    let part = |index: usize| section.get(index);
    match part(0).and_then(Value::as_u64) {
        Some(1) => {
            let tag = part(1).and_then(Value::as_str).unwrap_or("p");
            let container = match tag.strip_prefix('h').and_then(|level| level.parse().ok()) {
                Some(level) => Container::Heading { level },
                None if matches!(tag, "blockquote" | "aside" | "pull-quote") => Container::Quote,
                None => Container::Paragraph,
            };
            text.around(container, |text| markers(document, part(2), text));
        }
        Some(2) => {
            if let Some(source) = part(1).and_then(Value::as_str) {
                text.figure(source, None, None);
            }
        }
        Some(3) => {
            let numbered = part(1).and_then(Value::as_str) == Some("ol");
            text.around(Container::List { start: numbered.then_some(1), tight: true }, |text| {
                for item in part(2).and_then(Value::as_array).into_iter().flatten() {
                    text.around(Container::Item { task: None }, |text| {
                        text.around(Container::Paragraph, |text| markers(document, Some(item), text));
                    });
                }
            });
        }
        Some(10) => {
            let card = part(1).and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
            let card = card.and_then(|index| document.get("cards")?.get(index));
            let name = card.and_then(|card| card.get(0)?.as_str());
            if let (Some(name), Some(payload)) = (name, card.and_then(|card| card.get(1))) {
                card::build(name, payload, text);
            }
        }
        _ => card::unknown("section", section, text),
    }
}

/// The runs of a line: `[kind, opened marks, number of closed ones, text or atom]`.
fn markers(document: &Value, markers: Option<&Value>, text: &mut PostText<'_, '_, '_>) {
    let mut open: Vec<Opened> = Vec::new();
    for marker in markers.and_then(Value::as_array).into_iter().flatten() {
        for index in marker.get(1).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64) {
            let markup = usize::try_from(index).ok().and_then(|index| document.get("markups")?.get(index));
            open.push(text.builder.open(container(markup), Default::default()));
        }
        if marker.get(0).and_then(Value::as_u64) == Some(1) {
            let atom = marker.get(3).and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
            let atom = atom.and_then(|index| document.get("atoms")?.get(index));
            match atom.and_then(|atom| atom.get(0)?.as_str()) {
                Some("soft-return") => text.builder.inline(Inline::HardBreak),
                _ => text.text(atom.and_then(|atom| atom.get(1)?.as_str()).unwrap_or_default()),
            }
        } else {
            text.text(marker.get(3).and_then(Value::as_str).unwrap_or_default());
        }
        let closed = marker.get(2).and_then(Value::as_u64).unwrap_or_default();
        for _ in 0..closed.min(64) {
            open.pop().into_iter().for_each(|opened| text.builder.close(opened));
        }
    }
    open.into_iter().rev().for_each(|opened| text.builder.close(opened));
}

fn container(markup: Option<&Value>) -> Container {
    let name = markup.and_then(|markup| markup.get(0)?.as_str()).unwrap_or_default();
    let attributes: Vec<&str> = markup
        .and_then(|markup| markup.get(1)?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match name {
        "a" => {
            let href = attributes.chunks(2).find_map(|pair| match pair {
                ["href", url] => Some((*url).to_owned()),
                _ => None,
            });
            href.map_or(Container::Transparent, |url| Container::Link { url, title: None })
        }
        "strong" | "b" => Container::Strong,
        "em" | "i" => Container::Emphasis,
        "s" | "del" => Container::Strikethrough,
        "sub" => Container::Subscript,
        "sup" => Container::Superscript,
        "code" => Container::Code,
        _ => Container::Transparent,
    }
}
