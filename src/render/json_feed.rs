//! JSON Feed 1.1 (jsonfeed.org/version/1.1), the part of it that Pressroom writes: fields stand in the order in which they
//! are written and have the specification's names.
//!
//! The edition `jsonfeed` writes a feed of one item. The feeds of a whole build are made of these, so that they are read
//! here, too, and anything else is refused.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::markup::Markup;
use pressroom_diagnostics::counted;
use pressroom_document::{
    Date,
    paths::{ATOM_FEED, JSON_FEED, RSS_FEED, edition_file, file_url, site_url},
};

/// The edition that writes a feed of one explainer.
pub const EDITION: &str = "jsonfeed";

/// `version` of every feed.
pub const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The name and version of the extension's form.
pub const EXTENSION: &str = "pressroom-feed/1";

/// Editions that readers can download, which are also the extensions of their files, with their media types.
pub const DOWNLOADS: &[(&str, &str)] = &[("epub", "application/epub+zip"), ("pdf", "application/pdf")];

/// A feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Always `https://jsonfeed.org/version/1.1`.
    #[schemars(extend("const" = VERSION))]
    pub version: String,
    /// The name of the feed.
    pub title: String,
    /// The page that the feed is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_page_url: Option<String>,
    /// Where this feed is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed_url: Option<String>,
    /// Where older items are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_url: Option<String>,
    /// The publisher's logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The publisher.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// A BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Newest first.
    pub items: Vec<Item>,
}

/// An explainer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Who it is, for ever: the canonical URL, else a UUID as URN (RFC 9562). The same as `uri` in ninjs.
    pub id: String,
    /// The canonical URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headline.
    pub title: String,
    /// The text as simple HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// The text as plain text. Of an explainer that must not be used: why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_text: Option<String>,
    /// The dek.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The lead picture, else the first that is cleared for partners: an absolute URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// When it was first published (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_published: Option<String>,
    /// When it was last changed (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<String>,
    /// Who wrote it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// What it is about, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// A BCP 47 tag.
    pub language: String,
    /// The same explainer to download: EPUB, PDF.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What JSON Feed has no words for.
    #[serde(rename = "_pressroom")]
    pub pressroom: Extension,
}

/// Who wrote something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name as printed.
    pub name: String,
    /// An absolute URL about the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Where it is: an absolute URL.
    pub url: String,
    /// Its media type.
    pub mime_type: String,
    /// What it is called.
    pub title: String,
    /// How large it is; the feed of one explainer does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_in_bytes: Option<u64>,
}

/// The extension `_pressroom` of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Always `pressroom-feed/1`.
    #[schemars(extend("const" = EXTENSION))]
    pub format: String,
    /// Grows with each revision.
    pub version: u32,
    /// `usable`, `withheld` or `canceled`, as in ninjs.
    #[schemars(extend("enum" = ["usable", "withheld", "canceled"]))]
    pub status: String,
    /// The line above the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    /// The section of the newsroom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The terms under which it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// Not to be published before (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<String>,
    /// Not to be shown after (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// How a partner's page should tell search engines where the original is.
    pub republish: Republish,
    /// SHA-256 of the document's canonical JSON (RFC 8785), lower-case hexadecimal.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// The cards, in order; none of an explainer that must not be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
}

/// What the head of a partner's page should say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Republish {
    /// For `<meta name="robots">`: `noindex`.
    pub robots: String,
    /// For `<link rel="canonical">`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
}

/// A card, by which a partner sees what has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Its id, which does not change; also that of its `section` in `content_html`.
    pub id: String,
    /// Its number, from 1; changes when a card is put before it.
    pub number: u32,
    /// Its question as plain text.
    pub question: String,
    /// SHA-256 of what is shown of the card: of its canonical JSON (RFC 8785), the language and the theme's words; lower-case
    /// hexadecimal.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}

/// Why a file is no feed that the edition `jsonfeed` wrote, as the rest of a sentence.
#[derive(Debug)]
pub enum FeedError {
    /// It is no JSON, or JSON of another form.
    NotFeed(serde_json::Error),
    /// It has not one item but this many.
    ItemCount(usize),
    /// It is of another version.
    OtherFormat {
        /// The version of JSON Feed.
        version: String,
        /// The version of Pressroom's extension.
        extension: String,
    },
    /// It holds a value that no document can have.
    ForeignValue(String),
}

impl fmt::Display for FeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFeed(error) => write!(formatter, "is no such feed: {error}"),
            Self::ItemCount(count) => write!(formatter, "has {}", counted(*count, "item")),
            Self::OtherFormat { version, extension } => {
                write!(formatter, "is of another form: {version}, {extension}")
            }
            Self::ForeignValue(value) => write!(formatter, "holds what no explainer says: {value}"),
        }
    }
}

impl std::error::Error for FeedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotFeed(error) => Some(error),
            Self::ItemCount(_) | Self::OtherFormat { .. } | Self::ForeignValue(_) => None,
        }
    }
}

impl Item {
    /// The item of a feed that the edition `jsonfeed` wrote.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(json: &[u8]) -> Result<Self, FeedError> {
        let feed: Feed = serde_json::from_slice(json).map_err(FeedError::NotFeed)?;
        let [item] = <[Self; 1]>::try_from(feed.items).map_err(|items| FeedError::ItemCount(items.len()))?;
        if feed.version != VERSION || item.pressroom.format != EXTENSION {
            return Err(FeedError::OtherFormat { version: feed.version, extension: item.pressroom.format });
        }
        match item.unfit() {
            Some(value) => Err(FeedError::ForeignValue(value.to_owned())),
            None => Ok(item),
        }
    }

    /// A value that no document could have had: an address that leads out of the web, or characters that XML 1.0 forbids.
    fn unfit(&self) -> Option<&str> {
        let authors = self.authors.iter().filter_map(|author| author.url.as_deref());
        let mut addresses = self.url.as_deref().into_iter().chain(self.image.as_deref()).chain(authors);
        let unfit = addresses.find(|url| !is_web(url));
        let names = self.authors.iter().map(|author| author.name.as_str());
        let texts = [Some(self.id.as_str()), Some(&self.title), self.summary.as_deref()];
        let texts = texts.into_iter().flatten().chain(self.content_html.as_deref());
        let texts = texts.chain(self.content_text.as_deref()).chain(self.pressroom.section.as_deref());
        let mut texts = texts.chain(names).chain(self.tags.iter().map(String::as_str));
        unfit.or_else(|| texts.find(|text| text.contains(is_forbidden)))
    }

    /// The newest of its dates.
    pub fn changed(&self) -> Option<Date> {
        let date = |text: &Option<String>| text.as_deref()?.parse::<Date>().ok();
        date(&self.date_modified).max(date(&self.date_published))
    }

    /// Names the files that there are to download: edition and size in bytes of each.
    pub fn attach(&mut self, slug: &str, files: &[(&str, u64)]) {
        let base = self.url.as_deref().and_then(|url| Url::parse(url).ok());
        let file = |(edition, mime_type): &(&str, &str)| {
            let (_, size) = files.iter().find(|(name, _)| name == edition)?;
            let url = file_url(base.as_ref()?, &edition_file(slug, edition))?.into();
            let (mime_type, title) = ((*mime_type).to_owned(), self.title.clone());
            Some(Attachment { url, mime_type, title, size_in_bytes: Some(*size) })
        };
        self.attachments = DOWNLOADS.iter().filter_map(file).collect();
    }
}

/// Which explainers a feed of a build holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// All of them.
    All,
    /// Those of a section, as authored.
    Section(String),
    /// Those in a language: its primary subtag.
    Language(String),
}

/// Where the feeds of a topic are, in each format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLocation {
    /// What they hold.
    pub topic: Topic,
    /// What they are called.
    pub title: String,
    /// Their folder, relative to the site's root: empty, or with `/` at its end.
    pub folder: String,
}

impl FeedLocation {
    /// Its folder below the site's URL, percent-encoded, with `/` at its end.
    pub fn url(&self, base: &str) -> Option<String> {
        site_url(base, &self.folder).map(String::from)
    }

    /// One of its files, relative to the site's root.
    pub fn path(&self) -> String {
        format!("{}{ATOM_FEED}", self.folder)
    }
}

/// The files of a feed in its folder, and their media types.
pub(crate) const FORMATS: &[(&str, &str)] = &[
    (JSON_FEED, "application/feed+json"),
    (ATOM_FEED, "application/atom+xml"),
    (RSS_FEED, "application/rss+xml"),
];

/// Writes links to the feeds of a folder, an absolute URL with `/` at its end, for the head of a page.
pub fn push_links(out: &mut Markup, folder: &str, title: &str) {
    for (file, media_type) in FORMATS {
        let mut tag = out.tag("link").attribute("rel", "alternate").attribute("type", media_type);
        if !title.is_empty() {
            tag = tag.attribute("title", title);
        }
        tag.attribute("href", &format!("{folder}{file}")).void();
        out.line();
    }
}

fn is_web(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{
        "id": "https://a.example/x", "url": "https://a.example/x", "title": "X", "content_text": "x", "language": "en",
        "_pressroom": {"format": "pressroom-feed/1", "version": 1, "status": "usable",
            "republish": {"robots": "noindex"}, "sha256": "00"}}]}"#;

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(Item::read(FEED.as_bytes()).unwrap().title, "X");
        for (from, to) in [
            ("version/1.1", "version/2"),
            ("pressroom-feed/1", "pressroom-feed/2"),
            ("\"url\": \"https:", "\"url\": \"javascript:"),
            ("\"title\": \"X\"", "\"title\": \"\\u0008\""),
            ("\"language\"", "\"unknown\": 1, \"language\""),
            ("\"items\": [{", "\"items\": [], \"x\": [{"),
            ("}]}", ""),
        ] {
            assert!(FEED.contains(from), "{from}");
            assert!(Item::read(FEED.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
    }
}
