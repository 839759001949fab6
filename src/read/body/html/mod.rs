//! Raw HTML within Markdown: what the model has a word for is kept, everything else is unwrapped to its text.
//!
//! Blocks of HTML are parsed by html5ever (through scraper) and walked without recursion; tags within a line come
//! from comrak one by one and are matched here.

mod elements;
mod embed;
mod meaning;
mod open_tags;
mod pieces;
mod places;
mod prose;
mod quotes;
pub(crate) mod tags;
mod walk;
mod word;

use meaning::{Meaning, meaning, unsupported};
pub(crate) use open_tags::OpenTags;
use open_tags::{Around, OpenTag, end_around};
pub(crate) use pieces::{Host, HtmlPiece, is_too_large};
use pieces::{joined, tag_name};
pub(crate) use places::HtmlPlaces;
pub(crate) use prose::WrittenTag;
use scraper::Html;
use walk::HtmlWalk;
pub(crate) use word::is_word_list;

use super::builder::{Builder, Container};
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::Inline;

/// Reads blocks of HTML and the Markdown that they enclose.
pub(crate) fn read<'b>(host: &mut impl Host<'b>, pieces: &[HtmlPiece]) {
    if let [HtmlPiece { html: Some(html), span, .. }] = pieces
        && is_too_large(pieces)
    {
        let message =
            "this block of raw HTML is too large or too deep to parse; Pressroom prints it as typed";
        let (builder, _) = host.parts();
        builder.warn(Diagnostic::warning(Code::TooMany, message).with_span(*span));
        builder.code_block(html, Some("html"), *span);
        return;
    }
    let mut text = joined(pieces);
    // Without a table around them, a browser glues the words of cells together.
    if let Some(rows) = tags::loose_rows(&text) {
        let text = text.to_mut();
        text.insert_str(rows.end, "</table>");
        text.insert_str(rows.start, "<table>");
    }
    let fragment = Html::parse_fragment(&text);
    if let [only] = pieces {
        host.begins(only);
    }
    host.parts().0.collapse = true;
    HtmlWalk::new(host, pieces).fragment(&fragment);
    host.parts().0.collapse = false;
    // Whatever became of the HTML, Markdown is never lost.
    (0..pieces.len()).for_each(|piece| host.markdown(piece));
}

/// One tag (or comment) within a line; `closed` if its end tag follows there.
pub(crate) fn tag(builder: &mut Builder<'_>, tags: &mut OpenTags, literal: &str, closed: bool, span: Span) {
    let Some(inner) = literal.strip_prefix('<') else { return builder.text(literal, span) };
    if inner.starts_with(['!', '?']) {
        return;
    }
    let closing = inner.starts_with('/');
    let name = tag_name(inner.trim_start_matches('/'));
    if closing {
        return close_tag(builder, tags, &name, span);
    }
    let fragment = Html::parse_fragment(&tags::bounded(literal));
    let element = fragment.root_element().descendants().filter_map(|node| node.value().as_element()).nth(1);
    let Some(element) = element.filter(|element| element.name() == name) else {
        return unsupported(builder, tags, &name, span);
    };
    match meaning(element, span, builder, tags) {
        Meaning::Container(container) => {
            // A word about HTML within a line stays in its line.
            let word = ["title", "head", "template"].contains(&name.as_str());
            let container = if word { Container::Transparent } else { container };
            let opened = builder.open(container, span);
            tags.inline.push(OpenTag { name, opened, around: Around::default() });
        }
        Meaning::Around(around) => {
            builder.text(around.before, span);
            let opened = builder.open(Container::Transparent, span);
            tags.inline.push(OpenTag { name, opened, around });
        }
        Meaning::Embed => {
            let opened = embed::open(builder, tags, element, std::iter::empty(), span);
            // One that is never closed would swallow the rest.
            if name == "embed" || !closed {
                builder.close(opened);
            } else {
                tags.inline.push(OpenTag { name, opened, around: Around::default() });
            }
        }
        Meaning::Source => embed::source(builder, tags, element, span),
        Meaning::CheckBox(done) => builder.check_box(done, span),
        Meaning::Break => builder.inline(Inline::HardBreak),
        Meaning::Rule => builder.thematic_break(span),
        Meaning::Picture(picture) => {
            let opened = builder.open(Container::Image(Box::new(picture)), span);
            builder.close(opened);
        }
        Meaning::Nothing => {}
        Meaning::Details | Meaning::Preformatted => unsupported(builder, tags, &name, span),
    }
    // comrak never closes what is left open at the end of a block: the builder does.
    if tags.inline.len() > 256 {
        tags.inline.drain(..128);
    }
}

/// An end tag within a line.
fn close_tag(builder: &mut Builder<'_>, tags: &mut OpenTags, name: &str, span: Span) {
    let is_open = tags.inline.iter().any(|tag| tag.name == name);
    let open = is_open.then(|| {
        let reachable = builder.reachable(&tags.inline.iter().map(|tag| tag.opened).collect());
        tags.inline.iter().rposition(|tag| tag.name == name && reachable.contains(&tag.opened))
    });
    let Some(open) = open.flatten() else {
        // Browsers break the line at these, whatever they end.
        match name {
            "br" => builder.inline(Inline::HardBreak),
            "p" | "div" | "li" | "td" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                builder.line_break()
            }
            _ => {}
        }
        return;
    };
    for tag in tags.inline.split_off(open).into_iter().rev() {
        end_around(builder, tags, tag.around, span);
        builder.close(tag.opened);
    }
}
