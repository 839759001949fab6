//! Editions: what a document becomes.
//!
//! A backend is a pure function from the model to files. It never reads Markdown, never touches disk, clock,
//! environment or network, and knows no other backend. A new edition costs one folder here, one line in
//! [`registry`], one section in the theme and one set of references.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{Date, Document, Fingerprint, Language, Place, Site, sha256},
    theme::{Theme, Words},
};

mod darkroom;
mod epub;
pub mod feed;
pub mod feeds;
#[cfg(test)]
mod folders_tests;
#[cfg(any(feature = "pdf", feature = "proof"))]
mod glyphs;
mod lexicon;
mod markup;
mod model;
mod newsletter;
mod pagination;
#[cfg(feature = "pdf")]
mod pdf;
mod photo;
mod plain;
#[cfg(feature = "proof")]
mod proof;
mod roll;
mod sample;
pub mod site;
mod slug;
mod stylesheet;
mod syndication;
mod web;

pub use darkroom::Darkroom;
pub use pagination::{PageStart, Pagination, TextPlace};
pub use roll::{Roll, Summaries};

/// A kind of edition, prepared once per run and shared by all threads: templates compiled, fonts parsed.
pub trait Backend: Sync + Send {
    /// Makes the edition of one document.
    ///
    /// # Errors
    /// The findings that kept it from being made, at least one of them an error. Nothing is written then.
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics>;

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
pub trait Binder: Sync + Send {
    /// Makes the edition of a digest.
    ///
    /// # Errors
    /// The findings that kept it from being made, at least one of them an error.
    fn bind(&self, digest: &Digest<'_>, context: &Context<'_>) -> Result<Volume, Diagnostics>;
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
pub struct Volume {
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
    pub words: &'a Words,
    /// Pictures that were made ready already.
    pub darkroom: &'a Darkroom,
    /// The names of the editions that are made of this document in this run.
    pub editions: &'a [&'static str],
    /// The same explainer in other languages, sorted by language; without the document itself.
    pub translations: &'a [Translation],
    /// The pages of the edition that this one follows ([`EditionKind::after`]), where it was made.
    pub pagination: Option<&'a Pagination>,
    /// The fingerprints of the document, where they were made already.
    pub fingerprint: Option<&'a Fingerprint>,
}

impl<'a> Context<'a> {
    /// A context for one document alone, of which no other edition is made.
    pub fn new(site: &'a Site, words: &'a Words, darkroom: &'a Darkroom) -> Self {
        Self { site, words, darkroom, editions: &[], translations: &[], pagination: None, fingerprint: None }
    }

    /// True where an edition is made of this document in this run, so that another may link to it.
    pub fn makes(&self, edition: &str) -> bool {
        self.editions.contains(&edition)
    }

    /// The fingerprints of the document that is rendered.
    pub(crate) fn fingerprint_of(&self, document: &Document) -> Cow<'a, Fingerprint> {
        self.fingerprint.map_or_else(|| Cow::Owned(Fingerprint::of(document)), Cow::Borrowed)
    }

    /// The hash of what partners show of a part: its fingerprint, the document's language, and the words that editions add.
    pub(crate) fn shown(
        &self,
        fingerprint: &Fingerprint,
        place: Place,
        language: &Language,
    ) -> Option<String> {
        let part = fingerprint.part(place)?;
        Some(sha256(format!("{part}\n{language}\n{}\n", self.words.hash()).as_bytes()))
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
    pub fn of(path: impl Into<String>, content: impl Into<Arc<[u8]>>) -> Self {
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
    pub after: Option<&'static str>,
    /// True where it is for the systems of partners: of a withheld or canceled document it alone is made, of its
    /// [notice](Document::notice).
    pub machine: bool,
    /// The folders of a theme that it is made from, besides tokens and words.
    pub folders: &'static [&'static str],
    /// Prepares the backend for a theme.
    pub prepare: fn(&Theme) -> Result<Box<dyn Backend>, Diagnostics>,
}

impl std::fmt::Debug for EditionKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EditionKind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every edition of this build of Pressroom, in the order in which they are listed.
pub fn registry() -> &'static [EditionKind] {
    &[
        web::AMP,
        web::HTML,
        epub::KIND,
        #[cfg(feature = "pdf")]
        pdf::PDF,
        #[cfg(feature = "pdf")]
        pdf::PRINT,
        #[cfg(feature = "proof")]
        proof::KIND,
        newsletter::TEXT,
        newsletter::EMAIL,
        newsletter::ESP,
        syndication::NINJS,
        syndication::JSONFEED,
        syndication::APPLENEWS,
        EditionKind {
            name: "model",
            extension: "model.json",
            summary: "the canonical document as JSON, which `build` reads too",
            after: None,
            machine: true,
            folders: &[],
            prepare: model::prepare,
        },
    ]
}

/// The JSON Schema of what `ninjs` says card by card: its body of the role `cards`.
pub fn cards_schema(generator: schemars::SchemaGenerator) -> schemars::Schema {
    syndication::cards_schema(generator)
}

/// The JSON Schema of what `ninjs` writes: a part of the standard's own.
pub fn ninjs_schema(generator: schemars::SchemaGenerator) -> schemars::Schema {
    syndication::ninjs_schema(generator)
}

/// What Pressroom knows of a kind of digest before it is prepared.
#[derive(Clone, Copy)]
pub struct BinderKind {
    /// Its name, that of the edition which it is like.
    pub name: &'static str,
    /// The extension of its file, which chooses it on the command line.
    pub extension: &'static str,
    /// Prepares the binder for a theme.
    pub prepare: fn(&Theme) -> Result<Box<dyn Binder>, Diagnostics>,
}

impl std::fmt::Debug for BinderKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("BinderKind").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every kind of digest of this build of Pressroom, in the order in which they are listed.
pub fn binders() -> &'static [BinderKind] {
    &[
        epub::BINDER,
        #[cfg(feature = "pdf")]
        pdf::DIGEST,
        newsletter::DIGEST,
    ]
}

/// Prepares what makes the files of a site: index, sitemaps and their like.
///
/// # Errors
/// Findings about the theme.
pub fn prepare_site(theme: &Theme) -> Result<site::SiteMaker, Diagnostics> {
    let (style, found) = web::site_style(theme)?;
    site::SiteMaker::prepare(theme, style, found)
}

/// Marks the findings as reported by an edition.
pub(crate) fn in_edition(name: &'static str, found: Diagnostics) -> Diagnostics {
    found.into_iter().map(|finding: Diagnostic| finding.in_edition(name)).collect()
}
