//! What is known of a document before it is read as a whole: enough to see how the documents of a run belong together.

use serde::{Deserialize, Serialize};

use crate::{ReadOptions, assembly::cards, front_matter, json};
use pressroom_diagnostics::{Source, Span};
use pressroom_document::{Date, Language, Status, word};

/// What the front matter says of a document's place among others. Nothing is reported: reading it does that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Peek {
    /// The slug that the document will have.
    pub slug: String,
    /// Its language.
    pub language: Language,
    /// Its headline, where it is not that of the body.
    pub headline: Option<String>,
    /// Where it lives on the web.
    pub canonical_url: Option<String>,
    /// The slug of the explainer that it says in another language.
    pub translation_of: Option<String>,
    /// To be looked at again by then.
    pub review_by: Option<Date>,
    /// Whether it may be shown.
    pub status: Status,
    /// True for a draft.
    pub draft: bool,
    /// When it was published, and where that stands.
    pub published: Option<Date>,
    /// Not to be shown before.
    pub embargo: Option<Date>,
    /// Not to be shown after.
    pub expires: Option<Date>,
    /// Where the values stand that are spoken of before the document is read.
    pub places: PeekPlaces,
}

/// Places of some values in the source; `None` in a model's JSON, which has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PeekPlaces {
    /// The slug, or the front matter that has none.
    pub slug: Option<Span>,
    /// `translation_of`.
    pub translation_of: Option<Span>,
    /// `review_by`.
    pub review_by: Option<Span>,
    /// `published`.
    pub published: Option<Span>,
    /// `version`; `None` where it is not given, too.
    pub version: Option<Span>,
}

/// What [`markdown`](super::markdown()) will find in the front matter.
pub fn peek_markdown(source: &Source, options: &ReadOptions<'_>) -> Peek {
    let (front_matter, _) = front_matter::read(source, options, &mut Vec::new());
    let front = front_matter.unwrap_or_default();
    let places = PeekPlaces {
        slug: Some(front.place("slug")),
        translation_of: Some(front.place("translation_of")),
        review_by: Some(front.place("review_by")),
        published: Some(front.place("published")),
        version: front.version.map(|_| front.place("version")),
    };
    let slug = cards::document_slug(&front, options);
    let canonical_url = front.canonical_url.or_else(|| cards::derived_url(&slug, options));
    Peek {
        slug,
        language: front.language.or_else(|| options.site.language.clone()).unwrap_or_else(Language::english),
        headline: front.headline,
        canonical_url,
        translation_of: front.translation_of,
        review_by: front.review_by,
        status: front.status,
        draft: front.draft,
        published: front.published,
        embargo: front.embargo,
        expires: front.expires,
        places,
    }
}

/// What [`model_json`](super::model_json) will find in the metadata; `None` where they can't be read.
pub fn peek_model(source: &Source) -> Option<Peek> {
    let Head { metadata } = json::lenient(source)?;
    Some(Peek {
        slug: word::nfc(&metadata.slug).into_owned(),
        language: metadata.language.unwrap_or_else(Language::english),
        headline: metadata.headline,
        canonical_url: metadata.canonical_url,
        translation_of: metadata.translation_of,
        review_by: metadata.review_by,
        status: metadata.status,
        draft: metadata.draft,
        published: metadata.date_published,
        embargo: metadata.embargo,
        expires: metadata.expires,
        places: PeekPlaces::default(),
    })
}

/// A model's JSON without its text.
#[derive(Deserialize)]
struct Head {
    metadata: Named,
}

/// Metadata, as far as a peek goes. What is wrong with the rest is found when the document is read.
#[derive(Deserialize)]
struct Named {
    slug: String,
    language: Option<Language>,
    headline: Option<String>,
    canonical_url: Option<String>,
    translation_of: Option<String>,
    review_by: Option<Date>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    draft: bool,
    date_published: Option<Date>,
    embargo: Option<Date>,
    expires: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_config::Site;
    use pressroom_images::NoPictures;

    #[test]
    fn a_peek_sees_what_reading_finds() {
        let text = "---\nheadline: Чому?\nlanguage: uk\ntranslation_of: why\nreview_by: 2026-03-01\nstatus: withheld\n\
                    embargo: 2026-01-01\nexpires: 2027-01-01\npublished: 2026-01-01\nversion: 3\n---\n\nText.\n";
        let source = Source::new("a.md", text);
        let site = Site { base_url: Some("https://news.example/".to_owned()), ..Site::default() };
        let options = ReadOptions { site: &site, slug: "Чому це", pictures: &NoPictures, now: None };
        let peek = peek_markdown(&source, &options);
        let document = super::super::markdown(&source, &options).0.unwrap();
        let metadata = &document.metadata;
        assert_eq!(peek.slug, metadata.slug);
        assert_eq!((&peek.language, peek.headline.as_ref()), (&metadata.language, Some(&metadata.headline)));
        assert_eq!(peek.canonical_url, metadata.canonical_url);
        assert_eq!(peek.translation_of.as_deref(), Some("why"));
        assert_eq!(peek.translation_of, metadata.translation_of);
        let dates = (metadata.review_by, metadata.status, metadata.embargo, metadata.expires);
        assert_eq!((peek.review_by, peek.status, peek.embargo, peek.expires), dates);
        let at = |span: Option<Span>| source.line_column(span.unwrap().start as usize).line;
        let places = peek.places;
        assert_eq!((at(places.slug), at(places.translation_of), at(places.review_by)), (2, 4, 5));
        assert_eq!(at(places.version), 10);
        // The model's own form says the same.
        let json = Source::new("a.model.json", serde_json::to_string(&document).unwrap());
        assert_eq!(peek_model(&json), Some(Peek { places: PeekPlaces::default(), ..peek }));
    }
}
