//! What is known of a document besides its text, in the words of schema.org's `Article`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Date, Image, Language};
use pressroom_diagnostics::Span;

/// A document's metadata. All text is plain text on one line, without characters that XML 1.0 forbids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The document's name in paths and URLs: letters, digits, `-`, `_` and `.`, not beginning with a dot, at most
    /// 100 bytes.
    #[schemars(length(min = 1, max = 100))]
    pub slug: String,
    /// The headline: usually a question. Never empty.
    #[schemars(length(min = 1))]
    pub headline: String,
    /// The line above the headline, such as "Explainers".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    /// The dek: what the explainer is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The document's language, from the front matter, else the configuration, else English (which was reported).
    pub language: Language,
    /// Who wrote it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Date>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Date>,
    /// The section of the newsroom that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Tags, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The lead picture, shown with the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<LeadImage>,
    /// Where the explainer lives on the web: authored, else made from the site's base URL and the slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// The slug of the explainer that this one says in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<String>,
    /// The terms under which it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// Not to be published before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Date>,
    /// Not to be shown after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// To be looked at again by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Date>,
    /// Whether partners may use it.
    #[serde(default)]
    pub status: Status,
    /// True for a draft: it is not built unless drafts are asked for, and no partner gets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// Grows with each published revision; from 1.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// What was wrong and is now right, in authored order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What only the newsletter says.
    #[serde(default, skip_serializing_if = "Newsletter::is_empty")]
    pub newsletter: Newsletter,
}

impl Metadata {
    /// The metadata of a document of which nothing else is known.
    pub fn new(slug: impl Into<String>, headline: impl Into<String>, language: Language) -> Self {
        Self {
            slug: slug.into(),
            headline: headline.into(),
            kicker: None,
            description: None,
            language,
            authors: Vec::new(),
            date_published: None,
            date_modified: None,
            section: None,
            keywords: Vec::new(),
            image: None,
            canonical_url: None,
            translation_of: None,
            rights: None,
            embargo: None,
            expires: None,
            review_by: None,
            status: Status::default(),
            draft: false,
            version: 1,
            corrections: Vec::new(),
            newsletter: Newsletter::default(),
        }
    }
}

/// The lead picture: an image with a plain caption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadImage {
    /// The picture, its alternative text and credit.
    pub image: Image,
    /// What it shows, for all readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// Who wrote an explainer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name as printed.
    pub name: String,
    /// An absolute `http` or `https` URL about the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A person or a team.
    #[serde(default)]
    pub kind: AuthorKind,
}

/// Whether an author is one person (schema.org `Person`) or a team (`Organization`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorKind {
    /// A person.
    #[default]
    Person,
    /// A team or desk.
    Team,
}

/// An article-level correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// When it was made.
    pub date: Date,
    /// What it says.
    pub text: String,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// IPTC's publishing status (ninjs `pubStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// May be used.
    #[default]
    Usable,
    /// Must not be used for now.
    Withheld,
    /// Must not be used any more.
    Canceled,
}

/// What only the newsletter says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Newsletter {
    /// The mail's subject; default the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What an inbox shows after the subject; default the dek.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preheader: Option<String>,
}

impl Newsletter {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
