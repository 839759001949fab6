//! The newsroom: what `pressroom.toml` says of the publisher and the site.

use serde::Serialize;

use crate::images::ImageSettings;
use pressroom_document::{Language, Status, Zone};

/// What stands for the reader's own token in the unsubscribe URL of a newsletter until the mail is sent.
///
/// `[newsletter] unsubscribe` of `pressroom.toml` says where it belongs by `{token}`; in [`Mailing::unsubscribe`], in
/// `SLUG.txt`, in `SLUG.esp.json`, and in the header and both bodies of `SLUG.eml` this text stands in its place.
/// It is made of characters that a URL, HTML, a header and quoted-printable leave alone.
pub const UNSUBSCRIBE_TOKEN: &str = "--UNSUBSCRIBE-TOKEN--";

/// The site that explainers belong to. Every field may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Site {
    /// The site's name.
    pub name: Option<String>,
    /// An absolute URL that ends in `/`; explainers live below it at `SLUG/`.
    pub base_url: Option<String>,
    /// Who publishes.
    pub publisher: Organization,
    /// The language of documents that say none.
    pub language: Option<Language>,
    /// The time zone of days and of times without an offset.
    pub timezone: Option<Zone>,
    /// What words of another system mean as `status`: the table `[front_matter.status]`. A word is in lower case.
    pub statuses: Vec<(String, StatusWord)>,
    /// The rights of documents that say none.
    pub rights: Option<String>,
    /// Whether a build makes the site's own pages and sitemaps; `None`: it does.
    pub pages: Option<bool>,
    /// Which feeds a build makes.
    pub feeds: Feeds,
    /// How the newsletter looks, and what its mail says of the sender.
    pub newsletter: Mailing,
    /// The form of AMP pages, and what is added to them.
    pub amp: AmpPage,
    /// Who certifies that the EPUBs are accessible; `None`: nobody does, and they don't claim it.
    pub certification: Option<Certification>,
    /// What web pages have besides the text.
    pub web: WebPage,
    /// Which forms of pictures go out.
    pub images: ImageSettings,
}

/// What a word means as the `status` of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StatusWord {
    /// The document is a draft.
    Draft,
    /// It has this status.
    Is(Status),
}

impl StatusWord {
    /// What one of Pressroom's own words means.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "usable" => Self::Is(Status::Usable),
            "withheld" => Self::Is(Status::Withheld),
            "canceled" | "cancelled" => Self::Is(Status::Canceled),
            "draft" => Self::Draft,
            _ => return None,
        })
    }
}

/// The feeds of a build: `feeds` in the table `[site]`, and the table `[feeds]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Feeds {
    /// True where a build makes feeds.
    pub made: bool,
    /// How many explainers a feed holds at most, the newest ones.
    pub items: usize,
}

impl Default for Feeds {
    fn default() -> Self {
        Self { made: true, items: 100 }
    }
}

/// The AMP page: the table `[amp]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmpPage {
    /// True where elements are laid out before the page is served.
    pub transformed: bool,
    /// What is measured, and by whom (`amp-analytics`).
    pub analytics: Option<AmpComponent>,
    /// How readers are asked for their consent (`amp-consent`); nothing is measured without it.
    pub consent: Option<AmpComponent>,
}

impl Default for AmpPage {
    fn default() -> Self {
        Self { transformed: true, analytics: None, consent: None }
    }
}

/// A component of an AMP page that is told what to do by JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AmpComponent {
    /// The vendor whose ready-made settings it uses: its attribute `type`.
    pub vendor: Option<String>,
    /// An object in JSON.
    pub json: Option<String>,
}

/// The web pages: the table `[web]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebPage {
    /// Where readers can pass a card on, in the order of the links.
    pub share: Vec<ShareService>,
}

impl Default for WebPage {
    fn default() -> Self {
        Self { share: vec![ShareService::Email] }
    }
}

/// Where readers can pass a card on, by a plain link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ShareService {
    /// The reader's own mail program.
    Email,
    /// bsky.app
    Bluesky,
    /// share.joinmastodon.org, which asks for the reader's server
    Mastodon,
    /// facebook.com
    Facebook,
    /// x.com
    X,
    /// wa.me
    Whatsapp,
    /// t.me
    Telegram,
    /// linkedin.com
    Linkedin,
}

impl ShareService {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::Email,
        Self::Bluesky,
        Self::Mastodon,
        Self::Facebook,
        Self::X,
        Self::Whatsapp,
        Self::Telegram,
        Self::Linkedin,
    ];

    /// Its name in `pressroom.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
            Self::Facebook => "facebook",
            Self::X => "x",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
            Self::Linkedin => "linkedin",
        }
    }
}

/// The newsletter: the table `[newsletter]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mailing {
    /// The footer: why the reader gets it.
    pub reason: Option<String>,
    /// The footer: the postal address, lines separated by LF.
    pub address: Option<String>,
    /// Where to unsubscribe: an `https`, `http` or `mailto` URL, which may hold [`UNSUBSCRIBE_TOKEN`].
    pub unsubscribe: Option<String>,
    /// The width of plain text in cells; `None`: 72.
    pub width: Option<usize>,
    /// True where plain text is written in ASCII alone.
    pub ascii: bool,
    /// Where plain text lists its links.
    pub references: References,
    /// True where only the cards marked `teaser` go out, with a link to the rest.
    pub teaser: bool,
    /// Whether the footer links to the explainer on the web; `None`: it does.
    pub view_online: Option<bool>,
    /// Who sends the mail.
    pub from: Option<Sender>,
    /// The list's identifier (RFC 2919), such as `explainers.example.org`.
    pub list_id: Option<String>,
    /// How the mail's pictures travel.
    pub pictures: MailPictures,
    /// Parameters that are added to the query of each link to the web, such as `utm_source`: name and value.
    pub utm: Vec<(String, String)>,
    /// Hosts whose links stay as they are, in lower case; each stands for its subdomains too.
    pub utm_exclude: Vec<String>,
}

/// Who sends a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// The name that a mail program shows.
    pub name: Option<String>,
    /// The address, `user@host`.
    pub address: String,
}

/// Where plain text lists its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum References {
    /// Below each card.
    #[default]
    Card,
    /// At the end.
    End,
}

/// How a mail's pictures travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum MailPictures {
    /// They stay on the web: the mail names their URLs.
    #[default]
    Url,
    /// They are part of the mail (`cid:`, RFC 2392).
    Cid,
    /// The mail has none; their alternative texts stand in their place.
    None,
}

/// A certificate of accessibility (EPUB Accessibility 1.1, section 4): the table `[epub]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certification {
    /// Who checked.
    pub by: String,
    /// What entitles them to.
    pub credential: Option<String>,
    /// Where the report is: an absolute URL.
    pub report: Option<String>,
    /// What the EPUBs conform to, as the specification spells it.
    pub conforms_to: String,
}

/// A publisher (schema.org `Organization`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Organization {
    /// Its name; where missing, the site's name.
    pub name: Option<String>,
    /// Its home page: an absolute URL.
    pub url: Option<String>,
    /// Its logo: an absolute URL.
    pub logo: Option<String>,
}

/// A table of the configuration that only some editions are made with. All are made with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteTable {
    /// `[newsletter]`
    Newsletter,
    /// `[amp]`
    Amp,
    /// `[web]`
    Web,
    /// `[epub]`
    Epub,
    /// `[feeds]`, and `feeds` of `[site]`.
    Feeds,
    /// `pages` of `[site]`.
    Pages,
    /// `[images]`
    Images,
}

impl Site {
    /// The same site with none of the tables that only some editions are made with but these.
    #[must_use]
    pub fn only(&self, tables: &[SiteTable]) -> Self {
        let none = Self::default();
        let mut site = self.clone();
        let dropped = |table: SiteTable| !tables.contains(&table);
        if dropped(SiteTable::Newsletter) {
            site.newsletter = none.newsletter;
        }
        if dropped(SiteTable::Amp) {
            site.amp = none.amp;
        }
        if dropped(SiteTable::Web) {
            site.web = none.web;
        }
        if dropped(SiteTable::Epub) {
            site.certification = none.certification;
        }
        if dropped(SiteTable::Feeds) {
            site.feeds = none.feeds;
        }
        if dropped(SiteTable::Pages) {
            site.pages = none.pages;
        }
        if dropped(SiteTable::Images) {
            site.images = none.images;
        }
        site
    }

    /// True where a build makes an index, sitemaps and their like.
    pub fn makes_pages(&self) -> bool {
        self.pages.unwrap_or(true)
    }

    /// The site's URL where a build makes feeds: one that does not know where the site is can't say where a feed is.
    pub fn feeds_base(&self) -> Option<&str> {
        self.base_url.as_deref().filter(|_| self.feeds.made)
    }

    /// The publisher's name, or the site's.
    pub fn publisher_name(&self) -> Option<&str> {
        self.publisher.name.as_deref().or(self.name.as_deref())
    }
}
