//! What is kept of a document after its editions were written: enough to list it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Date, Document, ImageSource, Language, Status, text};

/// How long an explainer is news (Google, "Create a news sitemap").
pub const NEWS: SignedDuration = SignedDuration::from_hours(48);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A document in a few lines, for files about a whole build: indexes, sitemaps, feeds. It is small, so that those of
/// ten thousand documents can be in memory, and it is kept between runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The document's name in paths and URLs: the name of its folder.
    pub slug: String,
    /// The headline.
    pub headline: String,
    /// The line above the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    /// The dek.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The section of the newsroom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Tags, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The document's language.
    pub language: Language,
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Date>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Date>,
    /// Where the explainer lives on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// The slug of the explainer that this one says in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<String>,
    /// The authors' names, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The lead picture, where it is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<SummaryPicture>,
    /// How many minutes it takes to read, at least one.
    pub minutes: usize,
    /// How many cards it has.
    pub cards: usize,
    /// Whether it may be shown.
    #[serde(default)]
    pub status: Status,
    /// True for a draft: no list names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// Not to be shown before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Date>,
    /// Not to be shown after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The names of the editions that there are of it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<String>,
}

/// A lead picture that stands beside the document's editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryPicture {
    /// The name of its file in `SLUG/media/`.
    pub name: String,
    /// What is in it; empty for decoration.
    pub alt: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Summary {
    /// The summary of a document of which no edition was made yet.
    pub fn new(document: &Document) -> Self {
        let metadata = &document.metadata;
        let lead = metadata.image.as_ref().and_then(|lead| match lead.image.source {
            ImageSource::Local(index) => Some((document.asset(index)?, lead.image.alt.as_deref())),
            ImageSource::Remote { .. } | ImageSource::Missing(_) => None,
        });
        Self {
            slug: metadata.slug.clone(),
            headline: metadata.headline.clone(),
            kicker: metadata.kicker.clone(),
            description: metadata.description.clone(),
            section: metadata.section.clone(),
            keywords: metadata.keywords.clone(),
            language: metadata.language.clone(),
            date_published: metadata.date_published,
            date_modified: metadata.date_modified,
            canonical_url: metadata.canonical_url.clone(),
            translation_of: metadata.translation_of.clone(),
            authors: metadata.authors.iter().map(|author| author.name.clone()).collect(),
            picture: lead.map(|(asset, alt)| SummaryPicture {
                name: asset.name.clone(),
                alt: alt.unwrap_or_default().to_owned(),
                width: asset.width,
                height: asset.height,
            }),
            minutes: text::extent(document).minutes(),
            cards: document.cards.len(),
            status: metadata.status,
            draft: metadata.draft,
            embargo: metadata.embargo,
            expires: metadata.expires,
            editions: Vec::new(),
        }
    }

    /// True where readers may be led to it at a moment.
    pub fn is_public(&self, now: Timestamp) -> bool {
        !self.draft && is_public(self.status, self.embargo, self.expires, now)
    }

    /// The first moment after `now` from which lists may say something else of it though it is the same: it becomes
    /// public, expires, or is not [news](NEWS) any more.
    pub fn changes_after(&self, now: Timestamp) -> Option<Timestamp> {
        let published = self.date_published.map(Date::timestamp);
        // What is news to the last moment is none in the next second.
        let stale = published.and_then(|published| published.checked_add(NEWS + SECOND).ok());
        let (embargo, expires) = (self.embargo.map(Date::timestamp), self.expires.map(Date::end));
        [published, stale, embargo, expires].into_iter().flatten().filter(|moment| *moment > now).min()
    }

    /// The newest of its dates.
    pub fn last_changed(&self) -> Option<Date> {
        self.date_modified.max(self.date_published)
    }

    /// True where there is an edition of it.
    pub fn has(&self, edition: &str) -> bool {
        self.editions.iter().any(|name| name == edition)
    }
}

/// True where readers may be led to a document at a moment: its status allows it, its embargo is over and it has not
/// expired.
pub fn is_public(status: Status, embargo: Option<Date>, expires: Option<Date>, now: Timestamp) -> bool {
    status == Status::Usable
        && embargo.is_none_or(|date| date.timestamp() <= now)
        && expires.is_none_or(|date| !date.is_over(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_when_lists_change() {
        let json = r#"{"slug": "a", "headline": "A", "language": "en", "minutes": 1, "cards": 0,
            "date_published": "2026-02-10T12:00:00Z", "embargo": "2026-02-11", "expires": "2026-03-01"}"#;
        let summary: Summary = serde_json::from_str(json).unwrap();
        let next = |now: &str| summary.changes_after(now.parse().unwrap()).map(|moment| moment.to_string());
        for (now, expected) in [
            ("2026-02-10T11:00:00Z", Some("2026-02-10T12:00:00Z")),
            ("2026-02-10T12:00:00Z", Some("2026-02-11T00:00:00Z")),
            ("2026-02-11T00:00:00Z", Some("2026-02-12T12:00:01Z")),
            ("2026-02-13T00:00:00Z", Some("2026-03-02T00:00:00Z")),
            ("2026-03-02T00:00:00Z", None),
        ] {
            assert_eq!(next(now).as_deref(), expected, "{now}");
        }
    }

    #[test]
    fn what_is_withheld_embargoed_or_expired_is_not_public() {
        let now: Timestamp = "2026-02-10T12:00:00Z".parse().unwrap();
        let date = |text: &str| Some(text.parse::<Date>().unwrap());
        let public = |embargo, expires| is_public(Status::Usable, embargo, expires, now);
        assert!(public(None, None));
        assert!(public(date("2026-02-10"), date("2026-02-10")), "a day lasts until its end");
        assert!(!public(date("2026-02-11"), None) && !public(date("2026-02-10T12:00:01Z"), None));
        assert!(!public(None, date("2026-02-09")) && !public(None, date("2026-02-10T12:00:00Z")));
        assert!(public(None, date("2026-02-10T13:00:01+01:00")));
        assert!(
            !is_public(Status::Withheld, None, None, now) && !is_public(Status::Canceled, None, None, now)
        );
    }
}
