//! Files about a whole build: the index and the pages of sections, tags and languages, the page for addresses that lead
//! nowhere, sitemaps and robots.txt.
//!
//! They are made from the [index](SiteIndex) of what there is, which outlives the run that read the documents, by pure functions
//! in a registry: a new kind of file costs one function and one line in `parts`. One file is in memory at a time.

mod catalogue;
mod crawlers;
mod head;
mod page_writer;
mod pages;
#[cfg(test)]
mod tests;

use super::{localizer::Localizer, site_index::SiteIndex};
use catalogue::Catalogue;
use page_writer::PageWriter;
pub use page_writer::{Sink, SiteContext};
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_render::markup::Templates;
use pressroom_theme::Theme;

/// Files that every site may have at its root.
pub use pressroom_document::paths::SITE_FILES as ROOT_FILES;

/// A kind of file about a whole build.
struct SitePart {
    write: fn(&Catalogue<'_>, &PageWriter<'_>, Sink<'_>) -> Result<(), Diagnostic>,
}

/// Every kind, in the order in which they are made.
fn parts() -> &'static [SitePart] {
    &[SitePart { write: pages::write_pages }, SitePart { write: crawlers::write_files }]
}

/// Makes the files of a site; prepared once per run.
#[derive(Debug)]
pub struct SiteRenderer {
    templates: Templates,
    style: String,
    found: Diagnostics,
}

impl SiteRenderer {
    /// Templates of the theme, with the style of its pages and what was found in that.
    ///
    /// # Errors
    /// Findings about the theme.
    pub fn prepare(theme: &Theme, style: String, found: Diagnostics) -> Result<Self, Diagnostics> {
        let missing = pages::TEMPLATES.iter().filter_map(|path| theme.text(&format!("web/{path}")).err());
        let help = "take the theme's templates from the default theme, or write `pages = false` in [site]";
        let missing: Diagnostics = missing.map(|finding| finding.help(help)).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(Self { templates: Templates::compile(theme, "web/")?, style, found })
    }

    /// Warnings about the theme.
    pub fn theme_warnings(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Makes all files; none where there is nothing to list.
    ///
    /// # Errors
    /// A template of the theme fails, a summary can't be read, or the sink refuses a file.
    pub fn render(
        &self,
        index: &SiteIndex<'_>,
        context: SiteContext<'_>,
        sink: Sink<'_>,
    ) -> Result<(), Diagnostic> {
        let catalogue = Catalogue::new(index, context.site);
        if catalogue.entries.is_empty() {
            return Ok(());
        }
        let writer = PageWriter {
            context,
            templates: &self.templates,
            style: &self.style,
            localizer: Localizer::new(context.theme),
        };
        parts().iter().try_for_each(|part| (part.write)(&catalogue, &writer, sink))
    }
}
