//! The registry: every edition, digest and site file that this build of Pressroom makes.
//!
//! A new edition costs one crate, one line here, one section in the theme and one set of references.

#[cfg(test)]
mod folders_tests;
mod model;

use pressroom_diagnostics::Diagnostics;
use pressroom_render::{DigestKind, EditionKind};
pub use pressroom_syndication::{cards_schema, ninjs_schema};
use pressroom_theme::Theme;
use pressroom_website::SiteRenderer;

/// Every edition of this build of Pressroom, in the order in which they are listed.
pub fn registry() -> &'static [EditionKind] {
    &[
        pressroom_web::AMP,
        pressroom_web::HTML,
        pressroom_epub::KIND,
        #[cfg(feature = "pdf")]
        pressroom_pdf::PDF,
        #[cfg(feature = "pdf")]
        pressroom_pdf::PRINT,
        #[cfg(feature = "proof")]
        pressroom_proof::KIND,
        pressroom_newsletter::TEXT,
        pressroom_newsletter::EMAIL,
        pressroom_newsletter::ESP,
        pressroom_syndication::NINJS,
        pressroom_syndication::JSONFEED,
        pressroom_syndication::APPLENEWS,
        EditionKind {
            name: "model",
            extension: "model.json",
            summary: "the canonical document as JSON, which `build` reads too",
            depends_on: None,
            is_syndicated: true,
            theme_dirs: &[],
            theme_tables: &[],
            tables: &[],
            prepare: model::prepare,
        },
    ]
}

/// Whether an edition is for the systems of partners ([`EditionKind::is_syndicated`]).
pub fn is_syndicated(edition: &str) -> bool {
    registry().iter().any(|kind| kind.is_syndicated && kind.name == edition)
}

/// Every kind of digest of this build of Pressroom, in the order in which they are listed.
pub fn digest_kinds() -> &'static [DigestKind] {
    &[
        pressroom_epub::DIGEST,
        #[cfg(feature = "pdf")]
        pressroom_pdf::DIGEST,
        pressroom_newsletter::DIGEST,
    ]
}

/// Prepares what makes the files of a site: index, sitemaps and their like.
///
/// # Errors
/// Findings about the theme.
pub fn prepare_site(theme: &Theme) -> Result<SiteRenderer, Diagnostics> {
    let (style, found) = pressroom_web::site_style(theme)?;
    SiteRenderer::prepare(theme, style, found)
}
