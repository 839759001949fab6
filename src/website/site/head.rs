//! The head of a site's page.

use super::page_writer::PageWriter;
use pressroom_config::Site;
use pressroom_document::paths::site_url;
use pressroom_render::{
    json_feed::{FeedLocation, push_links},
    markup::{Markup, Syntax},
};

/// The metadata in the head of a page.
pub(super) struct Head<'h> {
    pub(super) title: &'h str,
    pub(super) description: &'h str,
    /// Relative to the site's root; `None` for a page that stands nowhere.
    pub(super) path: Option<&'h str>,
    /// The feed of what the page lists; that of all explainers where it has none of its own.
    pub(super) feed: Option<&'h FeedLocation>,
    /// Rules for this page alone.
    pub(super) rules: &'h str,
}

/// Where a file of the site is on the web: the index is the site's own address.
pub(super) fn address(site: &Site, path: &str) -> Option<String> {
    site_url(site.base_url.as_deref()?, path).map(String::from)
}

impl Head<'_> {
    /// The whole head, for between `<head>` and `</head>`.
    pub(super) fn render(&self, writer: &PageWriter<'_>) -> String {
        let site = writer.context.site;
        let mut out = Markup::new(Syntax::Html);
        out.tag("meta").attribute("charset", "utf-8").void();
        out.line();
        named(&mut out, "viewport", "width=device-width,initial-scale=1");
        let title = match &site.name {
            Some(name) if name != self.title => format!("{} | {name}", self.title),
            Some(_) | None => self.title.to_owned(),
        };
        out.open("title");
        out.text(&title);
        out.close("title");
        out.line();
        named(&mut out, "description", self.description);
        let url = self.path.and_then(|path| address(site, path));
        match &url {
            Some(url) => link(&mut out, "canonical", url),
            None if self.path.is_none() => named(&mut out, "robots", "noindex"),
            None => {}
        }
        // The page asks nobody for an icon.
        link(&mut out, "icon", "data:,");
        if let Some(url) = &url {
            property(&mut out, "og:type", "website");
            property(&mut out, "og:title", self.title);
            property(&mut out, "og:url", url);
            site.name.iter().for_each(|name| property(&mut out, "og:site_name", name));
        }
        let feed = self.feed.or(writer.context.feeds.first());
        if let Some((feed, folder)) = feed.and_then(|feed| Some((feed, feed.url(site.feeds_base()?)?))) {
            push_links(&mut out, &folder, &feed.title);
        }
        named(&mut out, "color-scheme", "light dark");
        named(&mut out, "generator", "Pressroom");
        // Nothing is unescaped in a style: the theme's was checked when it was prepared, and the rules hold numbers only.
        out.open("style");
        out.raw(writer.style);
        out.raw(self.rules);
        out.close("style");
        out.take_markup()
    }
}

fn named(out: &mut Markup, name: &str, content: &str) {
    out.tag("meta").attribute("name", name).attribute("content", content).void();
    out.line();
}

fn property(out: &mut Markup, property: &str, content: &str) {
    out.tag("meta").attribute("property", property).attribute("content", content).void();
    out.line();
}

fn link(out: &mut Markup, rel: &str, href: &str) {
    out.tag("link").attribute("rel", rel).attribute("href", href).void();
    out.line();
}
