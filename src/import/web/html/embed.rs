//! Films, sounds and frames: a link to their address stands in their place.

use dom_query::NodeRef;
use url::Url;

use super::dom::{descendants, name, words};

/// What is shown of something embedded.
pub(super) struct Embedded {
    /// Its title, else the host that it comes from.
    pub(super) title: String,
    /// Its address on the web.
    pub(super) address: String,
}

/// What an element embeds; `None` if it names no address on the web.
pub(super) fn embedded(node: NodeRef<'_>, base: Option<&Url>) -> Option<Embedded> {
    let attributes = ["src", "data-src", "data-lazy-src", "data", "href"];
    let mut written: Vec<String> =
        attributes.iter().filter_map(|one| node.attr(one)).map(|one| one.to_string()).collect();
    if let Some(id) = node.attr("data-videoid").filter(|_| name(node) == "amp-youtube") {
        written.push(format!("https://www.youtube.com/watch?v={id}"));
    }
    let sources = descendants(node).into_iter().filter(|node| matches!(&*name(*node), "source" | "embed"));
    written.extend(sources.filter_map(|source| source.attr("src")).map(|source| source.to_string()));
    let address = written.iter().find_map(|address| on_web(address, base))?;
    let title = ["title", "aria-label", "data-title"].iter().find_map(|one| node.attr(one));
    let title = title.map(|title| words(&title)).filter(|title| !title.is_empty());
    let host = address.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    Some(Embedded { title: title.unwrap_or(host), address: address.into() })
}

fn on_web(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.starts_with('#') {
        return None;
    }
    let url = match base {
        Some(base) => base.join(address).ok()?,
        None if address.starts_with("//") => Url::parse(&format!("https:{address}")).ok()?,
        None => Url::parse(address).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
        .then_some(url)
}
