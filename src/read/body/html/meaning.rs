//! What elements mean to the model.

use scraper::node::Element;

use super::{
    elements::{cell, picture},
    open_tags::{Around, OpenTags},
    pieces::NOSCRIPT,
    word,
};
use crate::body::builder::{Builder, Container, Picture, RowGroup};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// What an element means to the model.
pub(super) enum Meaning {
    Container(Container),
    /// Nothing but words around its content.
    Around(Around),
    /// A link to the address of what it shows.
    Embed,
    /// An address for the element that it stands in.
    Source,
    /// A box that is ticked or not.
    CheckBox(bool),
    Preformatted,
    Details,
    Break,
    Rule,
    Picture(Picture),
    Nothing,
}

pub(super) fn meaning(
    element: &Element,
    span: Span,
    builder: &mut Builder<'_>,
    tags: &mut OpenTags,
) -> Meaning {
    if let Some(container) = word::styled(element) {
        return Meaning::Container(container);
    }
    let container = match element.name() {
        "em" | "i" | "cite" | "dfn" | "var" => Container::Emphasis,
        "strong" | "b" => Container::Strong,
        "s" | "del" | "strike" => Container::Strikethrough,
        "sup" => Container::Superscript,
        "sub" => Container::Subscript,
        "code" | "kbd" | "samp" | "tt" => Container::Code,
        "a" => match element.attr("href") {
            Some(url) => {
                Container::Link { url: url.to_owned(), title: element.attr("title").map(str::to_owned) }
            }
            None => Container::Transparent,
        },
        "p" => Container::Paragraph,
        "h1" => Container::Heading { level: 1 },
        "h2" => Container::Heading { level: 2 },
        "h3" => Container::Heading { level: 3 },
        "h4" => Container::Heading { level: 4 },
        "h5" => Container::Heading { level: 5 },
        "h6" => Container::Heading { level: 6 },
        "blockquote" => Container::Quote,
        "ul" | "menu" => Container::List { start: None, tight: true },
        "ol" => {
            let start = element.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            Container::List { start: Some(start), tight: true }
        }
        "li" => {
            if element.attr("value").is_some() && tags.reported.insert("li value".to_owned()) {
                let message = "`value` can't set an item's number: a list counts on from its first number";
                builder.warn(Diagnostic::warning(Code::LostText, message).with_span(span));
            }
            Container::Item { task: None }
        }
        "dl" => Container::DefinitionList,
        "dt" => Container::Term,
        "dd" => Container::Definition,
        "figure" => Container::Figure,
        "figcaption" | "caption" => Container::Caption,
        "table" => Container::Table { alignments: Vec::new() },
        "tr" => Container::Row { head: false },
        "td" | "th" => cell(element, span, builder, tags),
        "summary" => Container::Title,
        "pre" | "listing" | "plaintext" | "xmp" => return Meaning::Preformatted,
        "details" => return Meaning::Details,
        "br" => return Meaning::Break,
        "wbr" | "col" | "colgroup" | "track" | "param" => return Meaning::Nothing,
        "source" => return Meaning::Source,
        "iframe" | "video" | "audio" | "embed" | "object" => return Meaning::Embed,
        "q" => return Meaning::Around(quotation(tags)),
        "rt" => return Meaning::Around(reading(builder.last_character())),
        "input" if element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
            return Meaning::CheckBox(element.attr("checked").is_some());
        }
        "hr" => return Meaning::Rule,
        "img" => return Meaning::Picture(picture(element)),
        "thead" => Container::RowGroup(RowGroup::Head),
        "tbody" => Container::RowGroup(RowGroup::Body),
        "tfoot" => Container::RowGroup(RowGroup::Foot),
        "html" | "body" | "picture" | "ruby" | "rb" | "rp" | "rtc" | "o:p" => Container::Transparent,
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address"
        | "center" | "hgroup" => Container::Division,
        // Words that nobody is meant to see.
        "meta" | "link" | "base" => {
            dropped(builder, tags, &format!("<{}>", element.name()), span);
            return Meaning::Nothing;
        }
        "script" => Container::Discard("script"),
        "style" => Container::Discard("style"),
        "noscript" | NOSCRIPT => Container::Discard("noscript"),
        // Their meaning is lost, the text is not.
        other => {
            unsupported(builder, tags, other, span);
            let stands_alone = ["template", "title", "head", "form", "fieldset", "option", "legend", "svg"];
            if stands_alone.contains(&other) { Container::Division } else { Container::Transparent }
        }
    };
    Meaning::Container(container)
}

/// The marks of a quotation, inner ones within another.
fn quotation(tags: &mut OpenTags) -> Around {
    let [outer, inner] = tags.quotes;
    let (before, after) = if tags.quoted.is_multiple_of(2) { outer } else { inner };
    tags.quoted += 1;
    Around { before, after, quote: true }
}

/// Brackets for the reading of what stands before it, unless the writer has them.
fn reading(before: Option<char>) -> Around {
    let (before, after) = match before {
        Some('(' | '（' | '[' | '［' | '《' | '【') => ("", ""),
        Some('\u{2e80}'..) => ("（", "）"),
        _ => ("(", ")"),
    };
    Around { before, after, quote: false }
}

pub(super) fn unsupported(builder: &mut Builder<'_>, tags: &mut OpenTags, name: &str, span: Span) {
    if tags.reported.insert(name.to_owned()) {
        let message = format!("the HTML element <{name}> has no place in an explainer; its text was kept");
        builder.warn(Diagnostic::warning(Code::UnsupportedHtml, message).with_span(span));
    }
}

fn dropped(builder: &mut Builder<'_>, tags: &mut OpenTags, what: &str, span: Span) {
    if tags.reported.insert(what.to_owned()) {
        let message = format!("raw HTML was dropped with its content: {what}");
        builder.warn(Diagnostic::warning(Code::DroppedHtml, message).with_span(span));
    }
}
