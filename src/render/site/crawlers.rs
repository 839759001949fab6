//! What search engines read: sitemaps (sitemaps.org 0.9, with Google's news and hreflang extensions) and robots.txt.

use jiff::SignedDuration;
use url::{Origin, Url};

use super::{Desk, Sink, catalogue::Catalogue, head::address};
use crate::{
    diagnostic::Diagnostic,
    model::{Date, NEWS, Summary},
    render::markup::escape,
};

/// The most URLs of one sitemap, and the most bytes (sitemaps.org, "Sitemap file guidelines": 50 MB, uncompressed).
const MOST_URLS: usize = 50_000;
const MOST_BYTES: usize = 50_000_000;

/// The most URLs of a news sitemap (Google, "Create a news sitemap").
const MOST_NEWS: usize = 1_000;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Sitemaps, where it is known where the site is, and robots.txt, which names them.
pub(super) fn make(catalogue: &Catalogue<'_>, desk: &Desk<'_>, sink: Sink<'_>) -> Result<(), Diagnostic> {
    let base = desk.context.site.base_url.as_deref();
    let pages = pages(catalogue, desk);
    let mut maps = volumes(&pages, MOST_URLS, MOST_BYTES);
    if maps.len() > 1
        && let Some(base) = base
    {
        maps = numbered(maps, base);
    }
    // Without a base URL nobody can say where the volumes of a divided sitemap are: the first one has to do.
    let keep = if base.is_some() { usize::MAX } else { 1 };
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    let mut names = |name: &str| {
        if let Some(base) = base {
            robots.push_str(&format!("Sitemap: {base}{name}\n"));
        }
    };
    for (name, text) in maps.into_iter().take(keep) {
        if name == "sitemap.xml" {
            names(&name);
        }
        sink(&name, text)?;
    }
    if let Some(news) = news(catalogue, desk) {
        names("news-sitemap.xml");
        sink("news-sitemap.xml", news)?;
    }
    sink("robots.txt", robots)
}

/// The host that a sitemap speaks of, since it may name no other: the site's, else that of most explainers.
fn origin(catalogue: &Catalogue<'_>, desk: &Desk<'_>) -> Option<Origin> {
    if let Some(base) = &desk.context.site.base_url {
        return Url::parse(base).ok().map(|url| url.origin());
    }
    let mut counts: Vec<(Origin, usize)> = Vec::new();
    for url in catalogue.entries.iter().filter_map(|entry| canonical(entry)) {
        match counts.iter_mut().find(|(known, _)| *known == url.origin()) {
            Some((_, count)) => *count += 1,
            None => counts.push((url.origin(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(origin, _)| origin)
}

fn canonical(entry: &Summary) -> Option<Url> {
    Url::parse(entry.canonical_url.as_deref()?).ok()
}

/// Every `<url>` element, explainers first, each address once.
fn pages(catalogue: &Catalogue<'_>, desk: &Desk<'_>) -> Vec<String> {
    let origin = origin(catalogue, desk);
    let families = catalogue.families();
    let mut seen = std::collections::BTreeSet::new();
    let mut pages = Vec::new();
    for entry in &catalogue.entries {
        let Some(url) = canonical(entry).filter(|url| Some(url.origin()) == origin) else { continue };
        if seen.insert(url.to_string()) {
            let family = families.get(entry.slug.as_str()).map_or(&[][..], Vec::as_slice);
            pages.push(page(url.as_str(), entry.last_changed(), family));
        }
    }
    let site = desk.context.site;
    let index = ("index.html", catalogue.entries.as_slice());
    let topics = catalogue.pages().map(|topic| (topic.path.as_str(), topic.entries.as_slice()));
    for (path, entries) in std::iter::once(index).chain(topics) {
        let changed = entries.iter().filter_map(|entry| entry.last_changed()).max();
        if let Some(url) = address(site, path).filter(|url| seen.insert(url.clone())) {
            pages.push(page(&url, changed, &[]));
        }
    }
    pages
}

/// One `<url>`, with the same explainer in other languages and itself.
fn page(url: &str, changed: Option<Date>, family: &[&Summary]) -> String {
    let mut out = format!("<url>\n<loc>{}</loc>\n", escape(url));
    if let Some(date) = changed {
        out.push_str(&format!("<lastmod>{date}</lastmod>\n"));
    }
    let known: Vec<_> = family.iter().filter_map(|other| Some((other, canonical(other)?))).collect();
    for (other, url) in known.iter().filter(|_| known.len() > 1) {
        let (language, url) = (&other.language, escape(url.as_str()));
        out.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\"/>\n"));
    }
    out.push_str("</url>\n");
    out
}

/// The sitemap, divided where it would be too large: name and text of each volume.
fn volumes(pages: &[String], most_urls: usize, most_bytes: usize) -> Vec<(String, String)> {
    const OPEN: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
    const CLOSE: &str = "</urlset>\n";
    let frame = XML.len() + OPEN.len() + CLOSE.len();
    let mut volumes: Vec<(usize, String)> = Vec::new();
    for page in pages {
        match volumes.last_mut() {
            Some((count, text)) if *count < most_urls && frame + text.len() + page.len() <= most_bytes => {
                *count += 1;
                text.push_str(page);
            }
            Some(_) | None => volumes.push((1, page.clone())),
        }
    }
    let whole = |(_, text): (usize, String)| ("sitemap.xml".to_owned(), format!("{XML}{OPEN}{text}{CLOSE}"));
    volumes.into_iter().map(whole).collect()
}

/// Volumes with names of their own, and the index of them.
fn numbered(volumes: Vec<(String, String)>, base: &str) -> Vec<(String, String)> {
    let mut index = format!("{XML}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut named = Vec::new();
    for (number, (_, text)) in volumes.into_iter().enumerate() {
        let name = format!("sitemap-{}.xml", number + 1);
        index.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&format!("{base}{name}"))));
        named.push((name, text));
    }
    index.push_str("</sitemapindex>\n");
    named.push(("sitemap.xml".to_owned(), index));
    named
}

/// The explainers that are news; `None` where there are none, or it is not known who publishes them.
fn news(catalogue: &Catalogue<'_>, desk: &Desk<'_>) -> Option<String> {
    let (site, now) = (desk.context.site, desk.context.now);
    let name = site.name.as_deref().or(site.publisher_name())?;
    let origin = origin(catalogue, desk);
    let mut out = String::new();
    let fresh = catalogue.entries.iter().filter_map(|entry| {
        let published = entry.date_published?;
        let age = now.duration_since(published.timestamp());
        let url = canonical(entry).filter(|url| Some(url.origin()) == origin)?;
        (age >= SignedDuration::ZERO && age <= NEWS).then_some((entry, url, published))
    });
    for (entry, url, published) in fresh.take(MOST_NEWS) {
        let (name, language, title) = (escape(name), entry.language.primary(), escape(&entry.headline));
        out.push_str(&format!(
            "<url>\n<loc>{}</loc>\n<news:news>\n<news:publication>\n<news:name>{name}</news:name>\n\
             <news:language>{language}</news:language>\n</news:publication>\n\
             <news:publication_date>{published}</news:publication_date>\n<news:title>{title}</news:title>\n\
             </news:news>\n</url>\n",
            escape(url.as_str())
        ));
    }
    let open = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n";
    (!out.is_empty()).then(|| format!("{XML}{open}{out}</urlset>\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_sitemap_is_divided() {
        let pages: Vec<String> =
            (0..5).map(|n| page(&format!("https://a.example/{n}?a&b"), None, &[])).collect();
        assert_eq!(volumes(&pages, 5, MOST_BYTES).len(), 1);
        let maps = numbered(volumes(&pages, 2, MOST_BYTES), "https://a.example/");
        let names: Vec<_> = maps.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        assert!(maps[3].1.contains("<sitemap><loc>https://a.example/sitemap-3.xml</loc></sitemap>"));
        assert!(maps[2].1.contains("<loc>https://a.example/4?a&amp;b</loc>"));
        let one = volumes(&pages[..1], 5, MOST_BYTES)[0].1.len();
        assert!(volumes(&pages, 5, one).iter().all(|(_, text)| text.len() <= one));
        assert_eq!(volumes(&pages, 5, one).len(), 5);
    }
}
