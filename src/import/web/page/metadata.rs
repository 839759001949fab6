//! What a page says of its article: JSON-LD first, then OpenGraph and other `meta`, then the page itself.

use std::collections::HashMap;

use dom_query::Document;
use url::Url;

use super::{
    super::html::{name, text, words},
    json_ld::JsonLd,
};
use crate::article::{ArticleMetadata, LeadPicture};
use pressroom_config::Site;
use pressroom_document::{Author, AuthorKind, Date, DateError, Language, link};

/// How many characters a byline of a page has at most.
const MAX_BYLINE: usize = 120;

/// The `meta` elements of a page, by `property`, `name` or `itemprop` in lower case.
struct Metas(HashMap<String, Vec<String>>);

impl Metas {
    fn read(document: &Document) -> Self {
        let mut all: HashMap<String, Vec<String>> = HashMap::new();
        for meta in document.select("meta").nodes() {
            let Some(content) =
                meta.attr("content").map(|content| words(&content)).filter(|text| !text.is_empty())
            else {
                continue;
            };
            for key in ["property", "name", "itemprop", "http-equiv"].iter().filter_map(|one| meta.attr(one))
            {
                for key in key.split_whitespace() {
                    all.entry(key.to_ascii_lowercase()).or_default().push(content.clone());
                }
            }
        }
        Self(all)
    }

    fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.0.get(*key)?.first().cloned())
    }

    fn all(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().find_map(|key| self.0.get(*key)).cloned().unwrap_or_default()
    }
}

/// The address of a page: where it was saved from, or its canonical one.
pub(super) fn address(document: &Document, html: &str) -> Option<Url> {
    let saved =
        html.get(..html.len().min(2000)).or_else(|| html.split_at_checked(1000).map(|(start, _)| start));
    let saved = saved.and_then(|start| start.split_once("saved from url=(")?.1.split_once(')'));
    let saved = saved.and_then(|(_, rest)| rest.split_whitespace().next().map(str::to_owned));
    let link = |selector: &str, attribute: &str| {
        document
            .select(selector)
            .nodes()
            .first()
            .and_then(|node| node.attr(attribute))
            .map(|one| one.to_string())
    };
    let said = [
        link("base[href]", "href"),
        saved,
        link("link[rel='canonical']", "href"),
        link("meta[property='og:url']", "content"),
        JsonLd::read(document).text("url"),
    ];
    said.into_iter().flatten().find_map(|address| {
        let url = Url::parse(&address).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    })
}

/// What the page says.
pub(super) fn metadata(document: &Document, address: Option<&Url>, site: &Site) -> ArticleMetadata {
    let json = JsonLd::read(document);
    let metas = Metas::read(document);
    let date = |written: Option<String>| written.and_then(|written| date(&written, site));
    let site_name = metas.first(&["og:site_name"]);
    let canonical =
        document.select("link[rel='canonical']").nodes().first().and_then(|node| node.attr("href"));
    let canonical = canonical.map(|one| one.to_string()).or_else(|| metas.first(&["og:url"]));
    let canonical = canonical.and_then(|one| match address {
        Some(base) => base.join(&one).ok().map(String::from),
        None => Some(one),
    });
    let times = document.select("article time[datetime], time[itemprop='datePublished'], time.published");
    let time = times.nodes().first().and_then(|time| time.attr("datetime")).map(|time| time.to_string());
    let keywords = |all: Vec<String>| match all.as_slice() {
        [one] => one.split([',', ';', '،', '、']).map(words).filter(|word| !word.is_empty()).collect(),
        _ => all,
    };
    let tags = [
        keywords(json.texts("keywords")),
        metas.all(&["article:tag"]),
        keywords(metas.all(&["news_keywords", "keywords", "parsely-tags"])),
    ];
    ArticleMetadata {
        headline: headline(document, &json, &metas, site_name.as_deref()),
        description: json
            .text("description")
            .or_else(|| {
                metas.first(&["og:description", "description", "twitter:description", "dc.description"])
            })
            .map(|text| words(&text)),
        authors: authors(document, &json, &metas, site_name.as_deref()),
        date_published: date(json.text("datePublished").or_else(|| {
            let keys = [
                "article:published_time",
                "datepublished",
                "date",
                "pubdate",
                "dc.date",
                "dcterms.date",
                "parsely-pub-date",
            ];
            metas.first(&keys).or(time)
        })),
        date_modified: date(
            json.text("dateModified")
                .or_else(|| metas.first(&["article:modified_time", "og:updated_time", "last-modified"])),
        ),
        language: language(document, &json, &metas),
        section: json.text("articleSection").or_else(|| metas.first(&["article:section", "parsely-section"])),
        keywords: tags.into_iter().find(|tags| !tags.is_empty()).unwrap_or_default(),
        image: lead(&json, &metas, address),
        canonical_url: canonical.and_then(|one| link::web(&one)),
        rights: json
            .text("copyrightNotice")
            .or_else(|| metas.first(&["copyright", "rights", "dc.rights", "dcterms.rights"]))
            .or_else(|| json.text("license")),
        ..ArticleMetadata::default()
    }
}

/// The headline: the heading of the page if what it says of itself says the same, else what it says of itself.
fn headline(document: &Document, json: &JsonLd, metas: &Metas, site_name: Option<&str>) -> Option<String> {
    let title =
        document.select("head > title, title").nodes().first().map(|title| text(*title)).unwrap_or_default();
    let said = [json.text("headline"), metas.first(&["og:title", "twitter:title", "dc.title", "title"])];
    let said: Vec<String> =
        said.into_iter().flatten().map(|one| words(&one)).filter(|one| !one.is_empty()).collect();
    let headings: Vec<String> = document
        .select("h1")
        .nodes()
        .iter()
        .map(|heading| text(*heading))
        .filter(|heading| !heading.is_empty() && Some(heading.as_str()) != site_name)
        .collect();
    let fits = |heading: &&String| said.iter().chain([&title]).any(|one| is_like(one, heading));
    headings
        .iter()
        .find(fits)
        .cloned()
        .or_else(|| said.first().map(|one| without_site(one, site_name)))
        .or_else(|| (headings.len() == 1).then(|| headings.first().cloned()).flatten())
        .or_else(|| (!title.is_empty()).then(|| without_site(&title, site_name)))
}

/// True if one text is the beginning or the end of the other, or they share most words.
pub(super) fn is_like(one: &str, other: &str) -> bool {
    let list = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (list(one), list(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared > 0 && shared * 4 >= one.len().min(other.len()) * 3 && shared * 2 >= one.len().max(other.len())
}

/// A title without the name of the site behind or before it.
fn without_site(title: &str, site_name: Option<&str>) -> String {
    let title = words(title);
    for separator in [" | ", " – ", " — ", " - ", " · ", " • ", " » ", " « ", " :: "] {
        let Some((start, end)) = title.rsplit_once(separator) else { continue };
        let count = |text: &str| text.split_whitespace().count();
        if site_name.is_some_and(|site| is_like(site, end)) || (count(start) >= 3 && count(end) <= 4) {
            return start.trim().to_owned();
        }
        let Some((start, end)) = title.split_once(separator) else { continue };
        if site_name.is_some_and(|site| is_like(site, start)) {
            return end.trim().to_owned();
        }
    }
    title
}

fn authors(document: &Document, json: &JsonLd, metas: &Metas, site_name: Option<&str>) -> Vec<Author> {
    let known = json.authors();
    if !known.is_empty() {
        return known;
    }
    let said = metas.all(&[
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
    ]);
    let mut names: Vec<String> = said.into_iter().filter(|name| !name.contains("://")).collect();
    if names.is_empty() {
        let selector = "[rel='author'], [itemprop='author'] [itemprop='name'], [itemprop='author'], .byline, .author-name, .p-author";
        let found = document.select(selector);
        let found = found.nodes().iter().filter(|node| name(**node) != "link").map(|node| text(*node));
        names = found.filter(|name| !name.is_empty() && name.chars().count() <= MAX_BYLINE).take(1).collect();
    }
    let mut authors: Vec<Author> = Vec::new();
    for name in names.iter().flat_map(|names| split_byline(names)) {
        if authors.iter().all(|author| author.name != name) && Some(name.as_str()) != site_name {
            authors.push(Author { name, url: None, kind: AuthorKind::Person });
        }
    }
    authors
}

/// The names of a byline such as "By Ann Lee and Bob Roe".
fn split_byline(byline: &str) -> Vec<String> {
    let byline = words(byline);
    let starts = [
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "av ",
        "af ",
        "autor: ",
        "author: ",
        "text: ",
        "автор: ",
        "от ",
        "بقلم: ",
        "بقلم ",
        "كتب: ",
        "מאת: ",
        "מאת ",
        "作者：",
        "作者: ",
        "文／",
        "文/",
        "記者",
    ];
    let lower = byline.to_lowercase();
    let start = starts.iter().find(|start| lower.starts_with(**start)).map_or(0, |start| start.len());
    let names = byline.get(start..).unwrap_or(&byline);
    let mut all = vec![names.to_owned()];
    for separator in [" and ", " und ", " et ", " y ", " & ", ", ", " и ", " و"] {
        let divided: Vec<String> = all.iter().flat_map(|one| one.split(separator)).map(words).collect();
        // A name has two words; "Lee, Ann" is one.
        if divided.iter().all(|name| name.split_whitespace().count() >= 2) {
            all = divided;
        }
    }
    all.retain(|name| !name.is_empty());
    all
}

/// A date as pages write it; of a time without an offset, the day.
pub(super) fn date(written: &str, site: &Site) -> Option<Date> {
    let written = written.trim();
    let zone = site.timezone.as_ref();
    match Date::parse_in(written, zone) {
        Ok(date) => Some(date),
        Err(DateError::Malformed) => {
            // `+0200`, and a fraction of seconds without them.
            let with_colon = written
                .split_at_checked(written.len().saturating_sub(2))
                .map(|(one, two)| format!("{one}:{two}"));
            let with_colon = with_colon.filter(|_| {
                written.get(written.len().saturating_sub(5)..).is_some_and(|end| end.starts_with(['+', '-']))
            });
            with_colon.and_then(|text| Date::parse_in(&text, zone).ok()).or_else(|| day(written))
        }
        Err(_) => day(written),
    }
}

fn day(written: &str) -> Option<Date> {
    Date::parse_in(written.get(..10)?, None).ok()
}

fn language(document: &Document, json: &JsonLd, metas: &Metas) -> Option<Language> {
    let nodes = document.select("html[lang], body[lang], article[lang]");
    let said = nodes.nodes().iter().filter_map(|node| node.attr("lang")).map(|lang| lang.to_string());
    let rest =
        [metas.first(&["content-language", "og:locale", "language", "dc.language"]), json.text("inLanguage")];
    said.chain(rest.into_iter().flatten()).find_map(|lang| {
        let lang = lang.split([',', ';']).next().unwrap_or_default().trim().replace('_', "-");
        (!lang.is_empty()).then(|| lang.parse().ok()).flatten()
    })
}

/// The picture that the page gives to those who link to it.
fn lead(json: &JsonLd, metas: &Metas, address: Option<&Url>) -> Option<LeadPicture> {
    let path = metas
        .first(&["og:image", "og:image:url", "twitter:image", "twitter:image:src"])
        .or_else(|| json.text("image"))?;
    let path = match address {
        Some(base) => base.join(&path).ok()?.into(),
        None => path,
    };
    let alt = metas.first(&["og:image:alt", "twitter:image:alt"]);
    Some(LeadPicture { path, alt, caption: None, credit: None })
}
