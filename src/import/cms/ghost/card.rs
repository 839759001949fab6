//! Cards: what stands in a post beside its running text. Lexical and Mobiledoc name their fields alike.

use serde_json::Value;

use super::{
    super::html_body::plain,
    text::{PostText, string},
};
use crate::{Action, FindingKind};
use pressroom_document::CalloutKind;
use pressroom_read::builder::Container;

/// Builds a card.
pub(super) fn build(kind: &str, card: &Value, text: &mut PostText<'_, '_, '_>) {
    let get = |key: &str| string(card, key);
    let caption = get("caption");
    match kind {
        "image" => {
            if let Some(source) = get("src") {
                text.figure(&source, get("alt").or_else(|| get("altText")), caption.or_else(|| get("title")));
                if let Some(href) = get("href") {
                    text.find(FindingKind::Link, Action::LeftOut, &href, "a picture has no link");
                }
            }
        }
        "gallery" => {
            for image in card.get("images").and_then(Value::as_array).into_iter().flatten() {
                if let Some(source) = string(image, "src") {
                    text.figure(&source, string(image, "alt"), string(image, "caption"));
                }
            }
            paragraph(caption, text);
        }
        "bookmark" => bookmark(card, text),
        "callout" => {
            let words = get("calloutText").or_else(|| get("value")).unwrap_or_default();
            let emoji = get("calloutEmoji").or_else(|| get("emoji"));
            text.around(Container::Callout { kind: CalloutKind::Note }, |text| {
                text.around(Container::Paragraph, |text| {
                    if let Some(emoji) = emoji {
                        text.text(format!("{emoji} "));
                    }
                    text.html(&words);
                });
            });
        }
        "toggle" => {
            text.around(Container::Callout { kind: CalloutKind::Details }, |text| {
                if let Some(heading) = get("heading") {
                    text.around(Container::Title, |text| text.html(&heading));
                }
                if let Some(content) = get("content") {
                    text.html(&content);
                }
            });
        }
        "codeblock" | "code" => {
            let code = get("code").unwrap_or_default();
            text.builder.code_block(&code, get("language").as_deref(), Default::default());
            paragraph(caption, text);
        }
        "markdown" | "card-markdown" => text.markdown(&get("markdown").unwrap_or_default()),
        "html" => text.html(&get("html").unwrap_or_default()),
        "hr" | "horizontalrule" => text.builder.thematic_break(Default::default()),
        "embed" | "video" | "audio" | "file" | "transistor" => media(kind, card, text),
        "button" => button(card, text),
        "header" | "signup" | "product" | "call-to-action" | "cta" => {
            for key in [
                "sponsorLabel",
                "productTitle",
                "header",
                "heading",
                "subheader",
                "subheading",
                "productDescription",
                "textValue",
                "disclaimer",
            ] {
                paragraph(get(key), text);
            }
            if let Some(source) = get("productImageSrc").or_else(|| get("imageUrl")) {
                text.figure(&source, None, None);
            }
            button(card, text);
        }
        "email" | "email-cta" => {
            let words = plain(&get("html").unwrap_or_default());
            text.find(
                FindingKind::Element,
                Action::LeftOut,
                &words,
                "this was for readers of the newsletter alone",
            );
        }
        "paywall" => {
            text.find(FindingKind::Element, Action::LeftOut, "", "what follows was for members alone")
        }
        kind => unknown(kind, card, text),
    }
}

/// A card of a kind that is not known: its texts are reported.
pub(super) fn unknown(kind: &str, card: &Value, text: &mut PostText<'_, '_, '_>) {
    let message = format!("a card of the kind `{kind}` is not known");
    let mut words = Vec::new();
    strings(card, &mut words);
    text.find(FindingKind::Element, Action::LeftOut, &plain(&words.join(" ")), &message);
}

fn strings(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Value::Object(members) => members.values().for_each(|member| strings(member, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A bookmark is a related story.
fn bookmark(card: &Value, text: &mut PostText<'_, '_, '_>) {
    let metadata = card.get("metadata").unwrap_or(card);
    let get = |key: &str| string(metadata, key);
    let url = string(card, "url").or_else(|| get("url")).unwrap_or_default();
    let title = get("title").unwrap_or_else(|| url.clone());
    text.around(Container::Related { label: None }, |text| {
        text.link(&url, &title);
        for words in [get("description"), joined([get("author"), get("publisher")])].into_iter().flatten() {
            text.around(Container::Paragraph, |text| text.text(words));
        }
        paragraph(string(card, "caption"), text);
    });
    if let Some(thumbnail) = get("thumbnail") {
        text.find(FindingKind::Picture, Action::LeftOut, &thumbnail, "a related story has no picture");
    }
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A film, a sound, a file: a link to it.
fn media(kind: &str, card: &Value, text: &mut PostText<'_, '_, '_>) {
    let get = |key: &str| string(card, key);
    let Some(url) = get("url").or_else(|| get("src")) else { return unknown(kind, card, text) };
    let title = get("fileTitle").or_else(|| get("title")).or_else(|| get("fileName"));
    let title = title.or_else(|| string(card.get("metadata")?, "title"));
    text.link(&url, &title.unwrap_or_else(|| url.clone()));
    paragraph(get("fileCaption"), text);
    paragraph(get("caption"), text);
    let message = format!("this {kind} can't be shown in every edition; a link to it stands in its place");
    text.find(FindingKind::EmbeddedObject, Action::Changed, &url, &message);
}

fn button(card: &Value, text: &mut PostText<'_, '_, '_>) {
    let words = string(card, "buttonText").or_else(|| string(card, "productButton"));
    let url = string(card, "buttonUrl").or_else(|| string(card, "productUrl"));
    match (words, url) {
        (Some(words), Some(url)) => text.link(&url, &words),
        (words, _) => paragraph(words, text),
    }
}

/// A paragraph of HTML.
fn paragraph(html: Option<String>, text: &mut PostText<'_, '_, '_>) {
    if let Some(html) = html {
        text.around(Container::Paragraph, |text| text.html(&html));
    }
}
