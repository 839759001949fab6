//! What front matter says, once it is read.

use pressroom_diagnostics::Span;
use pressroom_document::{Author, Correction, Date, Language, Newsletter, Status};

/// What the front matter said.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    pub(crate) headline: Option<String>,
    pub(crate) kicker: Option<String>,
    pub(crate) dek: Option<String>,
    pub(crate) slug: Option<String>,
    pub(crate) language: Option<Language>,
    pub(crate) published: Option<Date>,
    pub(crate) updated: Option<Date>,
    pub(crate) authors: Vec<Author>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) image: Option<LeadWritten>,
    pub(crate) canonical_url: Option<String>,
    pub(crate) translation_of: Option<String>,
    pub(crate) rights: Option<String>,
    pub(crate) embargo: Option<Date>,
    pub(crate) expires: Option<Date>,
    pub(crate) review_by: Option<Date>,
    pub(crate) status: Status,
    pub(crate) draft: bool,
    pub(crate) version: Option<u32>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) newsletter: Newsletter,
    /// Where the value of each key stands that was given.
    pub(crate) places: Vec<(&'static str, Span)>,
    /// Where the keys stand that have no value.
    pub(crate) empty: Vec<(&'static str, Span)>,
    /// Where it stands; empty where there is none.
    pub(crate) span: Span,
    /// True if there is one.
    pub(crate) is_there: bool,
}

/// The lead picture as written.
#[derive(Debug, Default)]
pub(crate) struct LeadWritten {
    pub(crate) src: String,
    pub(crate) alt: Option<String>,
    pub(crate) caption: Option<String>,
    pub(crate) credit: Option<String>,
    pub(crate) syndicate: bool,
    pub(crate) span: Span,
}

impl FrontMatter {
    /// True for a key that was given.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.places.iter().any(|(known, _)| *known == key)
    }

    /// Where the value of a key stands; the whole front matter where it was not given.
    pub(crate) fn place(&self, key: &str) -> Span {
        self.places.iter().find(|(known, _)| *known == key).map_or(self.span, |(_, place)| *place)
    }
}
