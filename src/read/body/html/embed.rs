//! Films, sounds and frames: no edition can show them, so that a link to their address stands in their place.

use scraper::node::Element;
use url::Url;

use super::open_tags::OpenTags;
use crate::body::builder::{Builder, Container, Opened};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// The address that an element names, as written.
pub(super) fn written(element: &Element) -> Option<&str> {
    let name = if element.name() == "object" { "data" } else { "src" };
    element.attr(name).map(str::trim).filter(|address| !address.is_empty())
}

/// Opens a place of its own for an element, with the link to its address; its content follows. `sources` are the
/// addresses of `source` elements within it.
pub(super) fn open<'s>(
    builder: &mut Builder<'_>,
    tags: &mut OpenTags,
    element: &'s Element,
    sources: impl Iterator<Item = &'s str>,
    span: Span,
) -> Opened {
    let title = ["title", "aria-label", "alt"].iter().find_map(|name| element.attr(name)).map(str::trim);
    let title = title.filter(|title| !title.is_empty()).map(str::to_owned);
    let opened = builder.open(Container::Division, span);
    let all: Vec<&str> = written(element).into_iter().chain(sources).collect();
    let address = all.iter().find_map(|address| absolute(address));
    if address.is_none() && all.is_empty() && matches!(element.name(), "video" | "audio") {
        // A `source` may follow.
        tags.waiting = Some(title);
        return opened;
    }
    // `object` around `embed`, for old browsers.
    let is_near = |at: Span| span.start >= at.start && span.start < at.end.saturating_add(500);
    let is_repeated =
        tags.embedded.as_ref().is_some_and(|(other, at)| address.as_ref() == Some(other) && is_near(*at));
    match address {
        Some(_) if is_repeated => {}
        Some(address) => {
            link(builder, element.name(), title, &address, span);
            tags.embedded = Some((address, span));
        }
        None => unreachable(builder, element.name(), title, all.first().copied(), span),
    }
    opened
}

/// A `source` within a line, after the film or sound that it belongs to.
pub(super) fn source(builder: &mut Builder<'_>, tags: &mut OpenTags, element: &Element, span: Span) {
    if let Some(address) = written(element).and_then(absolute)
        && let Some(title) = tags.waiting.take()
    {
        link(builder, "video", title, &address, span);
    }
}

fn link(builder: &mut Builder<'_>, name: &str, title: Option<String>, address: &str, span: Span) {
    let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    let words = title.or(host).unwrap_or_else(|| address.to_owned());
    let message =
        format!("not every edition can show <{name}>; Pressroom writes a link to its address instead");
    let finding = Diagnostic::warning(Code::Embed, message).with_span(span);
    builder.warn(finding.help(format!("write a link that says more: [{words}]({address})")));
    let paragraph = builder.open(Container::Paragraph, span);
    let target = builder.open(Container::Link { url: address.to_owned(), title: None }, span);
    builder.text(words, span);
    builder.close(target);
    builder.close(paragraph);
}

fn unreachable(
    builder: &mut Builder<'_>,
    name: &str,
    title: Option<String>,
    address: Option<&str>,
    span: Span,
) {
    let what = address.map_or_else(String::new, |address| format!(" `{address}`"));
    let message = format!(
        "not every edition can show <{name}>, and its address{what} is not on the web; Pressroom left it out"
    );
    let finding = Diagnostic::warning(Code::Embed, message).with_span(span);
    builder.warn(finding.help("link to a page that shows it: [title](https://…)"));
    if let Some(title) = title {
        let paragraph = builder.open(Container::Paragraph, span);
        builder.text(title, span);
        builder.close(paragraph);
    }
}

/// An address on the web.
fn absolute(address: &str) -> Option<String> {
    let address = address.trim();
    let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let url = Url::parse(&address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
        .then_some(address)
}
