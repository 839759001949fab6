//! The package document: who made what, when, from which files in which order (EPUB 3.3, section 5).

mod accessibility;

pub(crate) use accessibility::AccessibilityFacts;

use minijinja::{Value, context};
use uuid::Uuid;

use super::{
    book::{Book, InSpine},
    templates::PACKAGE,
};
use pressroom_config::{Certification, Site};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Date, Document, Language};
use pressroom_theme::Messages;

/// Date of a document that has none: the format demands one, and today's date would differ from run to run.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

/// Metadata of a publication (EPUB 3.3, section 5.5).
pub(crate) struct Facts<'a> {
    pub(crate) identifier: Uuid,
    pub(crate) title: &'a str,
    /// The language of the publication.
    pub(crate) language: &'a Language,
    /// The languages of its content, that of the publication first.
    pub(crate) languages: Vec<&'a str>,
    pub(crate) modified: Option<Date>,
    pub(crate) published: Option<String>,
    pub(crate) creators: Vec<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) subjects: Vec<&'a str>,
    pub(crate) sources: Vec<&'a str>,
    pub(crate) rights: Vec<&'a str>,
    /// The series that it is part of, and its place there: whole numbers joined by dots.
    pub(crate) series: Option<(&'a str, Option<String>)>,
    /// The edition whose pages are marked.
    pub(crate) page_source: Option<&'a str>,
}

/// Writes the package document of a publication.
///
/// # Errors
/// The finding of the template or the archive.
pub(crate) fn write(
    book: &mut Book<'_>,
    facts: &Facts<'_>,
    site: &Site,
    messages: &Messages,
    seen: AccessibilityFacts,
    warnings: &mut Diagnostics,
) -> Result<(), Diagnostic> {
    let values = context! { ..described(book), ..list_facts(facts, site, seen, messages, warnings) };
    let package = book.templates.render(PACKAGE, values)?;
    book.archive.text(PACKAGE, &package)
}

/// The values of the metadata.
fn list_facts(
    facts: &Facts<'_>,
    site: &Site,
    seen: AccessibilityFacts,
    messages: &Messages,
    warnings: &mut Diagnostics,
) -> Value {
    let accessibility = seen.accessibility(messages);
    context! {
        language => facts.language.as_str(),
        languages => texts(&facts.languages),
        direction => facts.language.direction().as_str(),
        identifier => facts.identifier.urn().to_string(),
        title => facts.title,
        modified => modified(facts.modified, warnings),
        published => &facts.published,
        creators => texts(&facts.creators),
        publisher => site.publisher_name(),
        description => facts.description,
        subjects => texts(&facts.subjects),
        sources => texts(&facts.sources),
        rights => texts(&facts.rights),
        series => facts.series.as_ref().map(|(name, position)| context! { name => (*name).to_owned(), position }),
        page_source => facts.page_source.map(str::to_owned),
        certification => certification(site, seen, warnings),
        accessibility => context! {
            modes => accessibility.modes,
            sufficient => accessibility.sufficient,
            features => accessibility.features,
            hazards => accessibility.hazards,
            summary => accessibility.summary,
        },
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

/// The values of the manifest and the spine.
fn described(book: &Book<'_>) -> Value {
    let pages = book.pages.iter().map(|page| {
        context! {
            file => &page.file,
            properties => &page.properties,
            linear => page.place == InSpine::Linear,
            in_spine => page.place != InSpine::Not,
        }
    });
    let resources = book.pictures.iter().map(|(picture, cover)| {
        context! { path => &picture.path, media_type => picture.media_type, cover }
    });
    context! { pages => pages.collect::<Vec<_>>(), resources => resources.collect::<Vec<_>>() }
}

fn modified(date: Option<Date>, warnings: &mut Diagnostics) -> String {
    match date {
        Some(date) => date.utc(),
        None => {
            let message = format!("an EPUB needs a date of modification; it says {NO_DATE}");
            let help = "give the document `published:` or `updated:`";
            let finding = Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingDate);
            warnings.push(finding.help(help));
            NO_DATE.to_owned()
        }
    }
}

/// The claim of conformance (EPUB Accessibility 1.1, section 4.3), unless the content itself speaks against it.
fn certification(site: &Site, seen: AccessibilityFacts, warnings: &mut Diagnostics) -> Option<Value> {
    let Certification { by, credential, report, conforms_to } = site.certification.as_ref()?;
    if seen.undescribed {
        let message = "a picture has no alternative text, so this EPUB does not claim to be accessible";
        let help = "describe each picture, or say alt=\"\" of one that is mere decoration";
        let finding = Diagnostic::warning(Code::Simplified, message).follows(Code::MissingAlt);
        warnings.push(finding.help(help));
        return None;
    }
    Some(context! { by, credential, report, conforms_to })
}

/// The identifier of an explainer, the same in all its revisions: the UUID (RFC 9562, version 5) of the canonical URL,
/// else of the site's name and the slug.
pub(crate) fn identifier(document: &Document, site: &Site) -> Uuid {
    let metadata = &document.metadata;
    match &metadata.canonical_url {
        Some(url) => Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_bytes()),
        None => {
            let name = format!("pressroom:{}:{}", site_name(site), metadata.slug);
            Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
        }
    }
}

/// The name that tells one site from another.
pub(crate) fn site_name(site: &Site) -> &str {
    site.base_url.as_deref().or(site.name.as_deref()).unwrap_or_default()
}
