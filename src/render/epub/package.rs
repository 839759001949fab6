//! The package document: who made what, when, from which files in which order (EPUB 3.3, section 5).

use minijinja::context;
use uuid::Uuid;

use super::{
    accessibility::Accessibility,
    book::{Book, NAVIGATION},
    templates::{PACKAGE, Templates},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{Date, Document, Site},
    render::Context,
    theme::Word,
};

/// What stands for the date of a document that has none: the receiver demands one, and today's would differ from
/// run to run.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

/// Writes the package document of a publication.
///
/// # Errors
/// The finding of the template that failed.
pub(super) fn write(
    templates: &Templates,
    document: &Document,
    context: &Context<'_>,
    book: &Book<'_>,
    accessibility: &Accessibility,
    warnings: &mut Diagnostics,
) -> Result<String, Diagnostic> {
    let metadata = &document.metadata;
    let modified = match metadata.date_modified.or(metadata.date_published) {
        Some(date) => date.utc(),
        None => {
            let message = format!("an EPUB needs a date of modification; it says {NO_DATE}");
            let help = "give the document `published:` or `updated:`";
            warnings.push(Diagnostic::warning(Code::Defaulted, message).help(help));
            NO_DATE.to_owned()
        }
    };
    let published = metadata.date_published.map(|date| match date {
        Date::Day(day) => day.to_string(),
        Date::Moment(..) => date.rfc3339(),
    });
    let mut subjects: Vec<String> = metadata.section.iter().cloned().collect();
    for keyword in &metadata.keywords {
        if !subjects.contains(keyword) {
            subjects.push(keyword.clone());
        }
    }
    let pages = book.pages.iter().map(|page| {
        context! { file => &page.file, navigation => page.file == NAVIGATION, linear => page.linear }
    });
    let resources = book.resources.iter().map(|resource| {
        context! { path => &resource.path, media_type => resource.media_type, cover => resource.cover }
    });
    let values = context! {
        language => metadata.language.as_str(),
        direction => metadata.language.direction().as_str(),
        identifier => identifier(document, context.site),
        title => &metadata.headline,
        modified,
        published,
        creators => metadata.authors.iter().map(|author| author.name.clone()).collect::<Vec<_>>(),
        publisher => context.site.publisher_name(),
        description => &metadata.description,
        subjects,
        source => &metadata.canonical_url,
        rights => &metadata.rights,
        accessibility => context! {
            modes => &accessibility.modes,
            sufficient => &accessibility.sufficient,
            features => &accessibility.features,
            hazards => &accessibility.hazards,
        },
        page_source => context.pagination.map(|pagination| &pagination.source),
        summary => context.words.get(Word::AccessibilitySummary),
        pages => pages.collect::<Vec<_>>(),
        resources => resources.collect::<Vec<_>>(),
    };
    templates.render(PACKAGE, values)
}

/// The publication's identifier, the same in all its revisions: the UUID (RFC 9562, version 5) of the canonical URL,
/// else of the site's name and the slug.
fn identifier(document: &Document, site: &Site) -> String {
    let metadata = &document.metadata;
    let uuid = match &metadata.canonical_url {
        Some(url) => Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_bytes()),
        None => {
            let site = site.base_url.as_deref().or(site.name.as_deref()).unwrap_or_default();
            Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("pressroom:{site}:{}", metadata.slug).as_bytes())
        }
    };
    uuid.urn().to_string()
}
