//! The EPUB edition: EPUB 3.3, with what EPUB Accessibility 1.1 wants to be told.
//!
//! A publication has a cover, a title page, the questions, a chapter for the lede and for each card (each with its
//! footnotes), and a colophon with corrections and rights. [`plan`] decides which part lives in which file, [`pages`]
//! writes the files from the theme's templates and the shared markup, [`package`] writes the package document, and
//! [`container`] packs everything by way of `epub-builder`.

mod accessibility;
mod book;
mod container;
mod cover;
mod package;
mod pages;
mod plan;
mod style;
mod templates;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use self::{accessibility::Accessibility, plan::Plan, templates::Templates};
use super::{Backend, Context, Edition, EditionKind, in_edition};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::Document,
    theme::{Theme, Tokens},
};

/// The edition's name.
const NAME: &str = "epub";

/// The EPUB edition.
pub(crate) const KIND: EditionKind = EditionKind {
    name: NAME,
    extension: "epub",
    summary: "EPUB 3.3 book for e-readers and phones",
    after: Some("print"),
    prepare,
};

/// Compiles the theme's templates.
///
/// # Errors
/// A finding for each template that is missing or not well-formed.
pub(crate) fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let templates = Templates::compile(theme).map_err(|found| in_edition(NAME, found))?;
    let tokens = theme.tokens.clone();
    let stylesheet = templates.render("style.css", templates::tokens(&tokens));
    let stylesheet = stylesheet.map_err(|finding| in_edition(NAME, vec![finding]))?;
    Ok(Box::new(Epub { templates, tokens, stylesheet }))
}

struct Epub {
    templates: Templates,
    tokens: Tokens,
    stylesheet: String,
}

impl Backend for Epub {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Vec::new();
        let bytes = self.publication(document, context, &mut warnings);
        let bytes = bytes.map_err(|finding| in_edition(NAME, vec![finding]))?;
        let mut edition = Edition::of(format!("{}.epub", document.metadata.slug), bytes);
        edition.warnings = in_edition(NAME, warnings);
        Ok(edition)
    }
}

impl Epub {
    fn publication(
        &self,
        document: &Document,
        context: &Context<'_>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<u8>, Diagnostic> {
        let plan = Plan::of(document);
        let book = pages::write(&self.templates, &self.tokens, document, context, &plan, warnings)?;
        let accessibility = Accessibility::of(document, &plan, context.pagination.is_some());
        let package = package::write(&self.templates, document, context, &book, &accessibility, warnings)?;
        container::pack(&book, &package, &self.stylesheet).map_err(|error| {
            Diagnostic::error(Code::EditionFailed, format!("the publication could not be packed: {error}"))
        })
    }
}
