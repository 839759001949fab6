//! What a reader of a kind gives: an article that is not divided into cards yet.

use std::{collections::BTreeMap, sync::Arc};

use crate::{Action, FindingKind, ImportFinding};
use pressroom_document::{Author, Date, Document, Language, Status};
use pressroom_read::builder::Draft;

/// An article as it stands in its source.
#[derive(Debug, Default)]
pub(crate) struct Article {
    /// A name for paths: the source's own slug, else its file's name.
    pub(crate) name: String,
    /// What is known of it.
    pub(crate) metadata: ArticleMetadata,
    /// Its body, built by `pressroom_read::builder`. Headings have the levels of the source, 1 to 6. Pictures are named by
    /// keys of `pictures`.
    pub(crate) draft: Draft,
    /// The document, where its source is one already; nothing else of the article counts then but `name` and `findings`.
    pub(crate) document: Option<Box<Document>>,
    /// The level of headings that are cards, where the source says so.
    pub(crate) card_level: Option<u8>,
    /// The files of its pictures, by a name without folders, such as `image1.png`.
    pub(crate) pictures: BTreeMap<String, Arc<[u8]>>,
    /// The program that made the source.
    pub(crate) producer: Option<String>,
    /// Comments that are kept in the Markdown file: the place of the block that each follows, as its span has it, and its text.
    pub(crate) notes: Vec<(u32, String)>,
    /// What was not taken over, changed or guessed.
    pub(crate) findings: Vec<ImportFinding>,
}

/// What is known of an article.
#[derive(Debug, Default)]
pub(crate) struct ArticleMetadata {
    /// The headline.
    pub(crate) headline: Option<String>,
    /// The title that the source's properties give: the headline, if its text has none.
    pub(crate) title: Option<String>,
    /// The line above it.
    pub(crate) kicker: Option<String>,
    /// What it is about, in a sentence or two.
    pub(crate) description: Option<String>,
    /// Who wrote it.
    pub(crate) authors: Vec<Author>,
    /// When it was published.
    pub(crate) date_published: Option<Date>,
    /// When it was last changed.
    pub(crate) date_modified: Option<Date>,
    /// Its language.
    pub(crate) language: Option<Language>,
    /// The section of the newsroom.
    pub(crate) section: Option<String>,
    /// Tags.
    pub(crate) keywords: Vec<String>,
    /// The lead picture.
    pub(crate) image: Option<LeadPicture>,
    /// Where it lives on the web.
    pub(crate) canonical_url: Option<String>,
    /// The terms under which it may be used.
    pub(crate) rights: Option<String>,
    /// Not to be published before.
    pub(crate) embargo: Option<Date>,
    /// Not to be shown after.
    pub(crate) expires: Option<Date>,
    /// Whether partners may use it.
    pub(crate) status: Status,
    /// True if its source says that it is not published yet.
    pub(crate) draft: bool,
}

/// The lead picture of an article.
#[derive(Debug, Default)]
pub(crate) struct LeadPicture {
    /// A key of the article's pictures, or an address.
    pub(crate) path: String,
    /// Text in its place.
    pub(crate) alt: Option<String>,
    /// What it shows, for all readers.
    pub(crate) caption: Option<String>,
    /// Who made it.
    pub(crate) credit: Option<String>,
}

impl Article {
    /// Notes something that was not taken over as it stood.
    pub(crate) fn find(
        &mut self,
        kind: FindingKind,
        action: Action,
        place: impl Into<String>,
        text: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.findings.push(ImportFinding {
            kind,
            action,
            place: place.into(),
            text: text.into(),
            message: message.into(),
        });
    }
}
