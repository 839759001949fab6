//! The newsroom: what `pressroom.toml` says of the publisher and the site.

use super::Language;

/// The site that explainers belong to. Every field may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// The site's name.
    pub name: Option<String>,
    /// An absolute URL that ends in `/`; explainers live below it at `SLUG/`.
    pub base_url: Option<String>,
    /// Who publishes.
    pub publisher: Organization,
    /// The language of documents that say none.
    pub language: Option<Language>,
    /// The rights of documents that say none.
    pub rights: Option<String>,
    /// The newsletter's footer: why the reader gets it.
    pub newsletter_reason: Option<String>,
    /// The newsletter's footer: the postal address, lines separated by LF.
    pub newsletter_address: Option<String>,
    /// The newsletter's footer: where to unsubscribe.
    pub newsletter_unsubscribe: Option<String>,
    /// The newsletter's width in cells; `None`: 72.
    pub newsletter_width: Option<usize>,
}

/// A publisher (schema.org `Organization`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organization {
    /// Its name; where missing, the site's name.
    pub name: Option<String>,
    /// Its home page: an absolute URL.
    pub url: Option<String>,
    /// Its logo: an absolute URL.
    pub logo: Option<String>,
}

impl Site {
    /// The publisher's name, or the site's.
    pub fn publisher_name(&self) -> Option<&str> {
        self.publisher.name.as_deref().or(self.name.as_deref())
    }
}
