//! How EPUBs are divided: the table `[epub]` of `theme.toml`.

use serde::{Deserialize, Serialize};

/// The content of one file of an EPUB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chapters {
    /// A card, or the lede.
    Card,
    /// A whole explainer.
    Article,
}

/// How EPUBs are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Book {
    /// The EPUB of one explainer.
    pub chapters: Chapters,
    /// The EPUB of a digest.
    pub digest_chapters: Chapters,
}

/// The table as written: what is missing comes from the theme that it extends.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BookSection {
    chapters: Option<Chapters>,
    digest_chapters: Option<Chapters>,
}

impl BookSection {
    /// The table, completed.
    pub(crate) fn book(self, parent: Option<&Book>) -> Book {
        let (chapters, digest_chapters) =
            parent.map_or((Chapters::Card, Chapters::Article), |book| (book.chapters, book.digest_chapters));
        Book {
            chapters: self.chapters.unwrap_or(chapters),
            digest_chapters: self.digest_chapters.unwrap_or(digest_chapters),
        }
    }
}
