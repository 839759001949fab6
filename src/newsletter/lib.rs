//! Newsletters: an explainer as plain text (`text`), as a whole mail (`email`) and for services that send mail (`esp`).
//!
//! The text is made from the model, never from HTML, for people who read it in a mail program with one typeface and
//! for those who have it read aloud: every word in its order and case, lines of at most 72 cells. The mail holds the same
//! text, and HTML for mail programs from the same model.

mod digest;
mod email;
mod letter;
mod plan;
mod templates;
mod tracking;

pub use self::{
    digest::DIGEST,
    email::{EMAIL, ESP},
};
use self::{plan::Plan, templates::Templates};
use pressroom_config::SiteTable;
use pressroom_diagnostics::Diagnostics;
use pressroom_document::{Document, paths::edition_file};
use pressroom_render::{Backend, Context, Edition, EditionKind};
use pressroom_theme::Theme;

/// The plain-text newsletter.
pub const TEXT: EditionKind = EditionKind {
    name: "text",
    extension: "txt",
    summary: "plain-text newsletter, 72 columns",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["text/"],
    theme_tables: &[],
    tables: &[SiteTable::Newsletter],
    prepare: prepare_text,
};

fn prepare_text(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Text { templates: Templates::compile(theme)? }))
}

struct Text {
    templates: Templates,
}

impl Backend for Text {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let plan = Plan::new(document, context.site);
        let written = letter::write(&plan, context, &self.templates).map_err(|finding| vec![finding])?;
        let mut edition = Edition::from_file(
            edition_file(&document.metadata.slug, TEXT.extension),
            written.text.into_bytes(),
        );
        edition.warnings = plan.warnings;
        edition.warnings.extend(written.warnings);
        Ok(edition)
    }
}

#[cfg(test)]
mod tests;
