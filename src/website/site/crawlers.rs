//! Files for search engines: sitemaps (sitemaps.org 0.9, with Google's news and hreflang extensions) and robots.txt.

use jiff::SignedDuration;
use url::{Origin, Url};

use super::{
    catalogue::{Alternate, Catalogue, canonical},
    head::address,
    page_writer::{PageWriter, Sink},
};
use crate::site_index::Entry;
use pressroom_diagnostics::Diagnostic;
use pressroom_document::{
    Date, DigestSet, Language, NEWS,
    paths::{INDEX, NEWS_SITEMAP, ROBOTS, SITEMAP, sitemap_path},
};
use pressroom_render::markup::escape;

/// The most URLs of one sitemap, and the most bytes. The protocol allows 50,000 and 50 MB (sitemaps.org, "Sitemap file
/// guidelines"); one sitemap is in memory at a time, and a reader fetches no more than changed.
const MOST_URLS: usize = 10_000;
const MOST_BYTES: usize = 10_000_000;

/// The most URLs of a news sitemap (Google, "Create a news sitemap").
const MOST_NEWS: usize = 1_000;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Sitemaps, where it is known where the site is, and robots.txt, which names them.
pub(super) fn write_files(
    catalogue: &Catalogue<'_>,
    writer: &PageWriter<'_>,
    sink: Sink<'_>,
) -> Result<(), Diagnostic> {
    let base = writer.context.site.base_url.as_deref();
    let origin = origin(catalogue, writer)?;
    let mut sitemap =
        SitemapWriter { base, most: (MOST_URLS, MOST_BYTES), closed: 0, count: 0, text: String::new() };
    pages(catalogue, writer, origin.as_ref(), &mut |page| sitemap.add(&page, sink))?;
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    let mut names = |name: &str| {
        if let Some(base) = base {
            robots.push_str(&format!("Sitemap: {base}{name}\n"));
        }
    };
    if sitemap.finish(sink)? {
        names(SITEMAP);
    }
    if let Some(news) = news(catalogue, writer, origin.as_ref())? {
        names(NEWS_SITEMAP);
        sink(NEWS_SITEMAP, news)?;
    }
    sink(ROBOTS, robots)
}

/// The host that a sitemap speaks of, since it may name no other: the site's, else that of most explainers.
fn origin(catalogue: &Catalogue<'_>, writer: &PageWriter<'_>) -> Result<Option<Origin>, Diagnostic> {
    if let Some(base) = &writer.context.site.base_url {
        return Ok(Url::parse(base).ok().map(|url| url.origin()));
    }
    let mut counts: Vec<(Origin, usize)> = Vec::new();
    for entry in &catalogue.entries {
        let Some(url) = canonical(&catalogue.index.summary(entry)?) else { continue };
        match counts.iter_mut().find(|(known, _)| *known == url.origin()) {
            Some((_, count)) => *count += 1,
            None => counts.push((url.origin(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    Ok(counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(origin, _)| origin))
}

/// Shows every `<url>` element, explainers first, each address once.
fn pages(
    catalogue: &Catalogue<'_>,
    writer: &PageWriter<'_>,
    origin: Option<&Origin>,
    show: &mut dyn FnMut(String) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let families = catalogue.families()?;
    let mut seen = DigestSet::default();
    for entry in &catalogue.entries {
        let summary = catalogue.index.summary(entry)?;
        let url = canonical(&summary).filter(|url| Some(&url.origin()) == origin);
        if let Some(url) = url.filter(|url| seen.insert(url.as_str())) {
            let family = families.get(&entry.index).map_or(&[][..], |family| family);
            show(page(url.as_str(), entry.changed, family))?;
        }
    }
    let site = writer.context.site;
    let index = (INDEX, catalogue.entries.as_slice());
    let topics = catalogue.pages().map(|topic| (topic.path.as_str(), topic.entries.as_slice()));
    for (path, entries) in std::iter::once(index).chain(topics) {
        let changed = entries.iter().filter_map(|entry: &&Entry| entry.changed).max();
        if let Some(url) = address(site, path).filter(|url| seen.insert(url)) {
            show(page(&url, changed, &[]))?;
        }
    }
    Ok(())
}

/// One `<url>`, with the same explainer in other languages and itself.
fn page(url: &str, changed: Option<Date>, family: &[Alternate]) -> String {
    let mut out = format!("<url>\n<loc>{}</loc>\n", escape(url));
    if let Some(date) = changed {
        out.push_str(&format!("<lastmod>{date}</lastmod>\n"));
    }
    let known: Vec<_> = family.iter().filter_map(|other| Some((other, other.url.as_deref()?))).collect();
    let all = known.iter().map(|(other, url)| (other.language.as_str(), *url));
    let original = known.iter().filter(|(other, _)| other.is_original).map(|(_, url)| ("x-default", *url));
    for (language, url) in all.chain(original).filter(|_| known.len() > 1) {
        let url = escape(url);
        out.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\"/>\n"));
    }
    out.push_str("</url>\n");
    out
}

/// The sitemap while it is made: divided where it would be too large, with `sitemap.xml` as their index.
struct SitemapWriter<'a> {
    base: Option<&'a str>,
    /// URLs and bytes of one.
    most: (usize, usize),
    /// How many were given away.
    closed: usize,
    /// The number of URLs in the current part.
    count: usize,
    text: String,
}

impl SitemapWriter<'_> {
    const OPEN: &'static str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
    const CLOSE: &'static str = "</urlset>\n";

    /// Adds a `<url>` element.
    fn add(&mut self, page: &str, sink: Sink<'_>) -> Result<(), Diagnostic> {
        let (urls, bytes) = self.most;
        let frame = XML.len() + Self::OPEN.len() + Self::CLOSE.len();
        if self.count == urls || self.count > 0 && frame + self.text.len() + page.len() > bytes {
            if self.base.is_none() {
                // Nobody can say where the parts of a divided sitemap are: the first one has to do.
                return Ok(());
            }
            self.close(sink)?;
        }
        self.count += 1;
        self.text.push_str(page);
        Ok(())
    }

    /// Gives a part with a name of its own away.
    fn close(&mut self, sink: Sink<'_>) -> Result<(), Diagnostic> {
        self.closed += 1;
        self.count = 0;
        let text = self.take_part();
        sink(&sitemap_path(self.closed), text)
    }

    fn take_part(&mut self) -> String {
        format!("{XML}{}{}{}", Self::OPEN, std::mem::take(&mut self.text), Self::CLOSE)
    }

    /// Gives the last part away, and the index where there are several; false where there is none.
    fn finish(mut self, sink: Sink<'_>) -> Result<bool, Diagnostic> {
        if self.closed == 0 {
            let any = self.count > 0;
            return if any { sink(SITEMAP, self.take_part()).map(|()| any) } else { Ok(any) };
        }
        self.close(sink)?;
        let mut index =
            format!("{XML}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for number in 1..=self.closed {
            let url = format!("{}{}", self.base.unwrap_or_default(), sitemap_path(number));
            index.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&url)));
        }
        index.push_str("</sitemapindex>\n");
        sink(SITEMAP, index).map(|()| true)
    }
}

/// The explainers that are news; `None` where there are none, or it is not known who publishes them.
fn news(
    catalogue: &Catalogue<'_>,
    writer: &PageWriter<'_>,
    origin: Option<&Origin>,
) -> Result<Option<String>, Diagnostic> {
    let (site, now) = (writer.context.site, writer.context.now);
    let Some(name) = site.name.as_deref().or(site.publisher_name()) else { return Ok(None) };
    let name = escape(name);
    let is_fresh = |entry: &&&Entry| {
        let age = entry.published.map(|published| now.duration_since(published));
        age.is_some_and(|age| age >= SignedDuration::ZERO && age <= NEWS)
    };
    let (mut out, mut count) = (String::new(), 0);
    for entry in catalogue.entries.iter().filter(is_fresh) {
        let summary = catalogue.index.summary(entry)?;
        let url = canonical(&summary).filter(|url| Some(&url.origin()) == origin);
        let (Some(url), Some(published)) = (url, summary.date_published) else { continue };
        if count == MOST_NEWS {
            break;
        }
        count += 1;
        let (language, title) = (news_language(&summary.language), escape(&summary.headline));
        out.push_str(&format!(
            "<url>\n<loc>{}</loc>\n<news:news>\n<news:publication>\n<news:name>{name}</news:name>\n\
             <news:language>{language}</news:language>\n</news:publication>\n\
             <news:publication_date>{published}</news:publication_date>\n<news:title>{title}</news:title>\n\
             </news:news>\n</url>\n",
            escape(url.as_str())
        ));
    }
    let open = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n";
    Ok((!out.is_empty()).then(|| format!("{XML}{open}{out}</urlset>\n")))
}

/// A language as a news sitemap names it (Google, "Create a news sitemap"): an ISO 639 code, and for Chinese a region that
/// stands for the script.
fn news_language(language: &Language) -> &str {
    match language.primary() {
        "zh" if language.script().as_deref() == Some("Hant") => "zh-tw",
        "zh" => "zh-cn",
        primary => primary,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The sitemaps of some pages: name -> text.
    fn write_sitemaps(
        pages: &[String],
        base: Option<&str>,
        most: (usize, usize),
    ) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let sink: Sink<'_> = &mut |name: &str, text| {
            assert_eq!(files.insert(name.to_owned(), text), None, "{name}");
            Ok(())
        };
        let mut sitemap = SitemapWriter { base, most, closed: 0, count: 0, text: String::new() };
        pages.iter().for_each(|page| sitemap.add(page, sink).unwrap());
        assert_eq!(sitemap.finish(sink).unwrap(), !pages.is_empty());
        files
    }

    #[test]
    fn news_are_in_a_language_of_iso_639_or_in_chinese_of_a_script() {
        for (tag, expected) in [
            ("en-GB", "en"),
            ("uk", "uk"),
            ("yue", "yue"),
            ("zh", "zh-cn"),
            ("zh-Hans-SG", "zh-cn"),
            ("zh-TW", "zh-tw"),
            ("zh-HK", "zh-tw"),
            ("zh-Hant", "zh-tw"),
        ] {
            assert_eq!(news_language(&tag.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_large_sitemap_is_divided() {
        let pages: Vec<String> =
            (0..5).map(|n| page(&format!("https://a.example/{n}?a&b"), None, &[])).collect();
        let base = Some("https://a.example/");
        let whole = write_sitemaps(&pages, base, (5, MOST_BYTES));
        assert_eq!(whole.keys().collect::<Vec<_>>(), ["sitemap.xml"]);
        assert_eq!(whole["sitemap.xml"].matches("<loc>").count(), 5);
        let maps = write_sitemaps(&pages, base, (2, MOST_BYTES));
        let names: Vec<_> = maps.keys().map(String::as_str).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        assert!(
            maps["sitemap.xml"].contains("<sitemap><loc>https://a.example/sitemap-3.xml</loc></sitemap>")
        );
        assert!(maps["sitemap-3.xml"].contains("<loc>https://a.example/4?a&amp;b</loc>"));
        let one = write_sitemaps(&pages[..1], base, (5, MOST_BYTES))["sitemap.xml"].len();
        let small = write_sitemaps(&pages, base, (5, one));
        assert_eq!(small.len(), 6);
        assert!((1..=5).all(|number| small[&format!("sitemap-{number}.xml")].len() <= one));
        // Nobody knows where the others would be.
        let first = write_sitemaps(&pages, None, (2, MOST_BYTES));
        assert_eq!((first.len(), first["sitemap.xml"].matches("<loc>").count()), (1, 2));
        assert!(write_sitemaps(&[], base, (2, MOST_BYTES)).is_empty());
    }
}
