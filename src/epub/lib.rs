//! The EPUB edition: EPUB 3.3, with what EPUB Accessibility 1.1 wants to be told.
//!
//! The publication of one explainer (`explainer`) has a cover, a title page, the questions, a chapter for the lede and
//! for each card (each with its footnotes), and a colophon with corrections and rights. A digest (`digest`) binds many.
//! `plan` decides which part of an explainer lives in which file, `article` writes its pages from the theme's
//! templates and the shared markup, `book` keeps account of them, `package` writes the package document, and
//! `container` is the archive.

mod article;
mod book;
mod cover;
mod digest;
mod explainer;
mod package;
mod prepared_theme;
mod style;
mod templates;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use prepared_theme::PreparedTheme;
use pressroom_config::SiteTable;
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_document::{Document, paths::edition_file};
use pressroom_render::{
    Backend, Context, Digest, DigestBackend, DigestEdition, DigestKind, Edition, EditionId, EditionKind,
    in_edition, sample,
};
use pressroom_theme::{Theme, TokenTable};

/// The edition's name.
const NAME: &str = "epub";

/// The EPUB edition.
pub const KIND: EditionKind = EditionKind {
    name: NAME,
    extension: "epub",
    summary: "EPUB 3.3 book for e-readers and phones",
    depends_on: Some(EditionId::new("print")),
    is_syndicated: false,
    theme_dirs: &["epub/"],
    theme_tables: &[TokenTable::Light, TokenTable::Dark, TokenTable::Font, TokenTable::Epub],
    tables: &[SiteTable::Epub],
    prepare,
};

/// The digest as EPUB.
pub const DIGEST: DigestKind = DigestKind { name: NAME, extension: "epub", prepare: prepare_digest };

/// Compiles the theme's templates.
///
/// # Errors
/// A finding for each template that is missing or not well-formed.
pub(crate) fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Epub::prepare(theme)?))
}

fn prepare_digest(theme: &Theme) -> Result<Box<dyn DigestBackend>, Diagnostics> {
    Ok(Box::new(Epub::prepare(theme)?))
}

/// The edition's backend.
struct Epub(PreparedTheme);

impl Epub {
    fn prepare(theme: &Theme) -> Result<Self, Diagnostics> {
        let prepared = PreparedTheme::new(theme).map_err(|found| in_edition(NAME, found))?;
        let wrong = sample::render_samples(theme, |document, context| {
            let made = explainer::publication(&prepared, document, context, &mut Vec::new());
            made.map(drop).map_err(|finding| vec![finding])
        });
        if wrong.is_empty() { Ok(Self(prepared)) } else { Err(in_edition(NAME, wrong)) }
    }
}

impl Backend for Epub {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Vec::new();
        let bytes = explainer::publication(&self.0, document, context, &mut warnings);
        let bytes = bytes.map_err(|finding| in_edition(NAME, vec![finding]))?;
        let mut edition = Edition::from_file(edition_file(&document.metadata.slug, KIND.extension), bytes);
        edition.warnings = in_edition(NAME, warnings);
        Ok(edition)
    }
}

impl DigestBackend for Epub {
    fn render_digest(
        &self,
        digest: &Digest<'_>,
        context: &Context<'_>,
    ) -> Result<DigestEdition, Diagnostics> {
        let mut warnings = Vec::new();
        let bytes = digest::publication(&self.0, digest, context, &mut warnings);
        let bytes: Arc<[u8]> = bytes.map_err(|finding| in_edition(NAME, vec![finding]))?.into();
        let files = BTreeMap::from([(edition_file(digest.name, DIGEST.extension), bytes)]);
        Ok(DigestEdition { files, warnings: in_digest(warnings) })
    }
}

/// Marks the findings of a digest as those of this edition.
fn in_digest(found: Vec<(usize, Diagnostic)>) -> Vec<(usize, Diagnostic)> {
    found.into_iter().map(|(index, finding)| (index, finding.in_edition(NAME))).collect()
}
