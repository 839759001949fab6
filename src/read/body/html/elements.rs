//! What the attributes of single elements say.

use scraper::node::Element;

use super::open_tags::OpenTags;
use crate::body::{
    attributes::pixels,
    builder::{Builder, Container, Picture},
};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// The most rows that a cell may span, as in HTML.
const MAX_ROWS: usize = 65_534;

pub(super) fn cell(
    element: &Element,
    span: Span,
    builder: &mut Builder<'_>,
    tags: &mut OpenTags,
) -> Container {
    let (columns, rows) = (spanned(element, "colspan").clamp(1, 100), spanned(element, "rowspan"));
    if (columns > 1 || rows != 1) && tags.reported.insert("colspan".to_owned()) {
        let message =
            "a cell can't span columns or rows: its text is in the first cell, and the others are empty";
        builder.warn(Diagnostic::warning(Code::Simplified, message).with_span(span));
    }
    // None stands for the rest of the group.
    Container::Cell { columns, rows: if rows == 0 { MAX_ROWS } else { rows.min(MAX_ROWS) } }
}

/// How many columns or rows a cell spans.
pub(super) fn spanned(element: &Element, name: &str) -> usize {
    element.attr(name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1)
}

pub(super) fn picture(element: &Element) -> Picture {
    let attribute = |name: &str| element.attr(name).map(str::to_owned);
    Picture {
        path: attribute("src").unwrap_or_default(),
        alt: attribute("alt"),
        alt_missing: element.attr("alt").is_none(),
        title: attribute("title"),
        credit: None,
        syndicate: false,
        size: element.attr("width").and_then(pixels).zip(element.attr("height").and_then(pixels)),
    }
}
