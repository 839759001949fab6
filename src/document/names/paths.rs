//! Paths and addresses of the files that Pressroom publishes.
//!
//! Every crate composes them here, so that one file knows the layout of an output folder:
//!
//! ```text
//! manifest.json  failed.ndjson                the build
//! index.html  404.html  page/2.html           the site's pages
//! section/world.html  section/world/2.html    a topic's pages
//! section/world/feed.json  feed-2.json        a topic's feeds
//! sitemap.xml  sitemap-1.xml  robots.txt      for search engines
//! why/why.html  why/why.epub                  a document's editions
//! why/media/bridge-1f2e3d4c-960.webp          its pictures
//! ```
//!
//! Paths are relative and have `/` between their parts. A function whose name ends in `_file` gives the name of a file
//! in its folder, one that ends in `_path` a path from the root of the output folder, one that ends in `_url` an
//! absolute address.

use url::Url;

/// Lists every document and file of an output folder.
pub const MANIFEST: &str = "manifest.json";
/// Lists the documents that a build could not make.
pub const FAILED: &str = "failed.ndjson";

/// The first page of the site's list of explainers.
pub const INDEX: &str = "index.html";
/// The page for addresses that lead nowhere.
pub const NOT_FOUND: &str = "404.html";
/// The rules for crawlers.
pub const ROBOTS: &str = "robots.txt";
/// The sitemap, or the index of its parts.
pub const SITEMAP: &str = "sitemap.xml";
/// The sitemap of news.
pub const NEWS_SITEMAP: &str = "news-sitemap.xml";
/// Files that every site may have.
pub const SITE_FILES: &[&str] = &[INDEX, NOT_FOUND, ROBOTS, SITEMAP, NEWS_SITEMAP];

/// The first page of a JSON Feed, in the folder of its topic.
pub const JSON_FEED: &str = "feed.json";
/// An Atom feed, in the folder of its topic.
pub const ATOM_FEED: &str = "atom.xml";
/// An RSS feed, in the folder of its topic.
pub const RSS_FEED: &str = "rss.xml";
/// Feeds that every build may have.
pub const FEED_FILES: &[&str] = &[JSON_FEED, ATOM_FEED, RSS_FEED];

/// The folder of the pages and feeds of sections.
pub const SECTION: &str = "section";
/// The folder of the pages of tags.
pub const TAG: &str = "tag";
/// The folder of the pages and feeds of languages.
pub const LANGUAGE: &str = "language";
/// The folder of the index's further pages.
pub const PAGE: &str = "page";
/// The folder of pictures, in a document's folder.
pub const MEDIA: &str = "media";

/// Numbered files: the text before and after the number.
pub(crate) const NUMBERED: &[(&str, &str)] =
    &[("sitemap-", ".xml"), ("news-sitemap-", ".xml"), ("feed-", ".json")];

/// `SLUG.EXTENSION`: an edition's main file.
pub fn edition_file(slug: &str, extension: &str) -> String {
    format!("{slug}.{extension}")
}

/// `media/NAME`: a picture, in the folder of its document.
pub fn picture_file(name: &str) -> String {
    format!("{MEDIA}/{name}")
}

/// Name of a picture's file in the folder of its document, if the file is one: the reverse of [`picture_file`].
pub fn picture_name(file: &str) -> Option<&str> {
    file.strip_prefix(MEDIA)?.strip_prefix('/')
}

/// `STEM-WIDTH.EXTENSION`: a picture that was scaled to a width in pixels, named after the one that it was made of.
pub fn scaled_picture_name(name: &str, width: u32, extension: &str) -> String {
    format!("{}-{width}.{extension}", stem(name))
}

/// Width in pixels of a picture that was made of the one called `name`, if it was: the reverse of [`scaled_picture_name`].
pub fn scaled_picture_width(scaled: &str, name: &str) -> Option<u32> {
    stem(scaled).strip_prefix(stem(name))?.strip_prefix('-')?.parse().ok()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `SLUG/FILE`: a file in the folder of its document.
pub fn document_path(slug: &str, file: &str) -> String {
    format!("{slug}/{file}")
}

/// `SLUG/SLUG.EXTENSION`: an edition's main file.
pub fn edition_path(slug: &str, extension: &str) -> String {
    document_path(slug, &edition_file(slug, extension))
}

/// `SLUG/media/NAME`: a picture.
pub fn picture_path(slug: &str, name: &str) -> String {
    document_path(slug, &picture_file(name))
}

/// `../SLUG/SLUG.EXTENSION`: another document's edition, seen from an edition beside it.
pub fn sibling_edition_path(slug: &str, extension: &str) -> String {
    format!("../{}", edition_path(slug, extension))
}

/// `FOLDER/NAME/`: the folder of a topic's feeds, such as `section/world/`.
pub fn topic_folder(folder: &str, name: &str) -> String {
    format!("{folder}/{name}/")
}

/// `FOLDER/NAME.html`: the first page of a topic, such as `section/world.html`.
pub fn topic_path(folder: &str, name: &str) -> String {
    format!("{folder}/{name}.html")
}

/// A page of a list whose first page is at `first`; `number` counts from 0. `index.html`, `page/2.html`, ...;
/// `section/world.html`, `section/world/2.html`, ...
pub fn list_path(first: &str, number: usize) -> String {
    match (number, first) {
        (0, first) => first.to_owned(),
        (_, INDEX) => format!("{PAGE}/{}.html", number.saturating_add(1)),
        (_, first) => format!("{}/{}.html", first.trim_end_matches(".html"), number.saturating_add(1)),
    }
}

/// A page of a JSON Feed, in the folder of its topic; `number` counts from 0: `feed.json`, `feed-2.json`, ...
pub fn json_feed_file(number: usize) -> String {
    if number == 0 { JSON_FEED.to_owned() } else { format!("feed-{}.json", number.saturating_add(1)) }
}

/// A part of a divided sitemap; `number` counts from 1.
pub fn sitemap_path(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

/// The address of a document's folder, which is that of its page.
pub fn document_url(base: &str, slug: &str) -> String {
    format!("{base}{slug}/")
}

/// The address of a file beside the page at `base`, such as an edition or a picture of the same document.
pub fn file_url(base: &Url, file: &str) -> Option<Url> {
    base.join(file).ok()
}

/// The address of a site's file. The index is the site's own address.
pub fn site_url(base: &str, path: &str) -> Option<Url> {
    let path = if path == INDEX { "" } else { path };
    Url::parse(base).ok()?.join(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_pictures_are_named_after_the_whole_one() {
        assert_eq!(scaled_picture_name("a.b-1f.png", 480, "webp"), "a.b-1f-480.webp");
        assert_eq!(scaled_picture_name("a", 960, "png"), "a-960.png");
        assert_eq!(scaled_picture_width("a.b-1f-480.webp", "a.b-1f.png"), Some(480));
        assert_eq!(scaled_picture_width("a.b-1f.png", "a.b-1f.png"), None);
        assert_eq!(scaled_picture_width("a.b-1f-on-white-480.png", "a.b-1f.png"), None);
        assert_eq!(picture_name(&picture_file("a.png")), Some("a.png"));
        assert_eq!(picture_name("mediation/a.png"), None);
    }

    #[test]
    fn lists_and_feeds_count_their_pages() {
        assert_eq!([0, 1].map(|number| list_path(INDEX, number)), ["index.html", "page/2.html"]);
        let topic = topic_path(SECTION, "world");
        assert_eq!([0, 1].map(|n| list_path(&topic, n)), ["section/world.html", "section/world/2.html"]);
        assert_eq!([0, 1].map(json_feed_file), ["feed.json", "feed-2.json"]);
    }

    #[test]
    fn the_index_has_the_address_of_the_site() {
        let url = |path| site_url("https://a.example/x/", path).unwrap().to_string();
        assert_eq!(url(INDEX), "https://a.example/x/");
        assert_eq!(url(&edition_path("why", "html")), "https://a.example/x/why/why.html");
    }
}
