//! Editions: what a document becomes.
//!
//! A backend is a pure function from the model to files. It never reads Markdown, never touches disk, clock,
//! environment or network, and knows no other backend. A new edition costs one crate, one line in the
//! registry (crate `editions`), one section in the theme and one set of references.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use pressroom_config::{Site, SiteTable};
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_document::{Date, Document, Fingerprint, Language, Place, sha256};
use pressroom_images::ImageCache;
use pressroom_theme::{Messages, Theme, TokenTable};

mod edition_id;
pub mod glyphs;
pub mod json_feed;
pub mod markup;
pub mod pagination;
pub mod plain;
pub mod sample;
pub mod stylesheet;

pub use edition_id::{EditionId, EditionSet, PerEdition};
pub use pagination::{PageStart, Pagination, TextPlace};

/// A kind of edition, prepared once per run and shared by all threads: templates compiled, fonts parsed.
pub trait Backend: Sync + Send {
    /// Makes the edition of one document.
    ///
    /// # Errors
    /// The findings that kept it from being made, at least one of them an error. Nothing is written then.
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics>;

    /// The characters of a document that no font of the theme shows, so that its edition depends on the machine's fonts.
    fn lacking(&self, _document: &Document) -> BTreeSet<char> {
        BTreeSet::new()
    }

    /// What was found in the theme that does not keep editions from being made; it is said once per run.
    fn theme_warnings(&self) -> &[Diagnostic] {
        &[]
    }

    /// True where an edition is made by parallel parts that are waited for: best on a thread that is alone in its pool.
    fn is_parallel(&self) -> bool {
        false
    }
}

/// A kind of edition that binds many documents in one, prepared like a [`Backend`].
pub trait DigestBackend: Sync + Send {
    /// Makes the edition of a digest.
    ///
    /// # Errors
    /// The findings that kept it from being made, at least one of them an error.
    fn render_digest(&self, digest: &Digest<'_>, context: &Context<'_>)
    -> Result<DigestEdition, Diagnostics>;
}

/// Explainers that are to be bound in one edition.
#[derive(Debug, Clone, Copy)]
pub struct Digest<'a> {
    /// The name of its files, without an extension.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The language of its own words: title, contents, colophon.
    pub language: &'a Language,
    /// The newest date of its documents.
    pub date: Option<Date>,
    /// The documents, in the order in which they are bound; slugs are unique.
    pub documents: &'a [Document],
}

/// An edition of a digest, in memory.
#[derive(Debug, Clone, Default)]
pub struct DigestEdition {
    /// Path -> content, as in [`Edition`].
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What could not be shown as written, with the place of its document in the digest.
    pub warnings: Vec<(usize, Diagnostic)>,
}

/// What a backend is given besides the document.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The newsroom's site.
    pub site: &'a Site,
    /// Interface words, plurals and dates in the document's language.
    pub messages: &'a Messages,
    /// Pictures that were made ready already.
    pub image_cache: &'a ImageCache,
    /// The editions that are made of this document in this run.
    pub editions: &'a EditionSet,
    /// The same explainer in other languages, sorted by language; without the document itself.
    pub translations: &'a [Translation],
    /// The pages of the edition that this one follows ([`EditionKind::depends_on`]), where it was made.
    pub pagination: Option<&'a Pagination>,
    /// The fingerprints of the document, where they were made already.
    pub fingerprint: Option<&'a Fingerprint>,
}

impl<'a> Context<'a> {
    /// A context for one document alone, of which no other edition is made.
    pub fn new(site: &'a Site, messages: &'a Messages, image_cache: &'a ImageCache) -> Self {
        Self {
            site,
            messages,
            image_cache,
            editions: EditionSet::EMPTY,
            translations: &[],
            pagination: None,
            fingerprint: None,
        }
    }

    /// True where an edition is made of this document in this run, so that another may link to it.
    pub fn has_edition(&self, edition: &str) -> bool {
        self.editions.find(edition).is_some()
    }

    /// The fingerprints of the document that is rendered.
    pub fn get_fingerprint(&self, document: &Document) -> Cow<'a, Fingerprint> {
        self.fingerprint.map_or_else(|| Cow::Owned(Fingerprint::new(document)), Cow::Borrowed)
    }

    /// The hash of what partners show of a part: its fingerprint, the document's language, and the words that editions add.
    pub fn hash_shown_part(
        &self,
        fingerprint: &Fingerprint,
        place: Place,
        language: &Language,
    ) -> Option<String> {
        let part = fingerprint.part(place)?;
        Some(sha256(format!("{part}\n{language}\n{}\n", self.messages.hash()).as_bytes()))
    }
}

/// An explainer in another language (HTML Living Standard, `rel=alternate` with `hreflang`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The language that it is in.
    pub language: Language,
    /// The name of its folder, beside the document's own.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// Its canonical URL, where it is known.
    pub url: Option<String>,
    /// True for the explainer that all the others translate in the end.
    #[serde(default)]
    pub is_original: bool,
}

/// The files of one edition of one document, in memory.
#[derive(Debug, Clone, Default)]
pub struct Edition {
    /// Path relative to the document's folder, with `/` -> content. Two editions may hold the same path when the
    /// content is the same (pictures under `media/`).
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What could not be shown as written.
    pub warnings: Diagnostics,
    /// Where its pages begin, for the editions that come after it.
    pub pages: Option<Pagination>,
}

impl Edition {
    /// An edition of one file.
    pub fn from_file(path: impl Into<String>, content: impl Into<Arc<[u8]>>) -> Self {
        Self { files: BTreeMap::from([(path.into(), content.into())]), ..Self::default() }
    }
}

/// What Pressroom knows of a kind of edition before it is prepared.
#[derive(Clone, Copy)]
pub struct EditionKind {
    /// Its name on the command line.
    pub name: &'static str,
    /// The extension of its main file: `SLUG` + `.` + this.
    pub extension: &'static str,
    /// One line about it.
    pub summary: &'static str,
    /// The edition that is made before this one where both are asked for, because this one names its pages.
    pub depends_on: Option<EditionId>,
    /// True where it is for the systems of partners: of a withheld or canceled document it alone is made, of its
    /// [notice](Document::notice).
    pub is_syndicated: bool,
    /// The folders of a theme that it is made from, besides tokens and words.
    pub theme_dirs: &'static [&'static str],
    /// The tables of a theme's tokens that it is made from.
    pub theme_tables: &'static [TokenTable],
    /// The tables of the configuration that it is made from, besides those that all are.
    pub tables: &'static [SiteTable],
    /// Prepares the backend for a theme.
    pub prepare: fn(&Theme) -> Result<Box<dyn Backend>, Diagnostics>,
}

impl EditionKind {
    /// Its id.
    pub fn id(&self) -> EditionId {
        EditionId::new(self.name)
    }
}

impl std::fmt::Debug for EditionKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EditionKind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What Pressroom knows of a kind of digest before it is prepared.
#[derive(Clone, Copy)]
pub struct DigestKind {
    /// Its name, that of the edition which it is like.
    pub name: &'static str,
    /// The extension of its file, which chooses it on the command line.
    pub extension: &'static str,
    /// Prepares the backend for a theme.
    pub prepare: fn(&Theme) -> Result<Box<dyn DigestBackend>, Diagnostics>,
}

impl std::fmt::Debug for DigestKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DigestKind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Marks the findings as reported by an edition.
pub fn in_edition(name: &'static str, found: Diagnostics) -> Diagnostics {
    found.into_iter().map(|finding: Diagnostic| finding.in_edition(name)).collect()
}
