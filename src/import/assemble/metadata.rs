//! The metadata of an explainer from that of an article.

use super::outline::line;
use crate::{Action, FindingKind, ImportOptions, article::Article};
use pressroom_diagnostics::Span;
use pressroom_document::{Image, ImageSource, Language, LeadImage, Metadata, link, paths::document_url};

/// The metadata of an explainer whose slug is the article's name.
pub(super) fn metadata(article: &mut Article, headline: &str, options: &ImportOptions<'_>) -> Metadata {
    let found = std::mem::take(&mut article.metadata);
    let language = found.language.or_else(|| options.site.language.clone()).unwrap_or_else(|| {
        article.find(
            FindingKind::Language,
            Action::Guessed,
            "",
            "en",
            "the source does not say its language; English is assumed: write `language:` in the front matter",
        );
        Language::english()
    });
    let slug = article.name.clone();
    let derived = || link::web(&document_url(options.site.base_url.as_deref()?, &slug));
    let own = |text: Option<String>| text.map(|text| line(&text)).filter(|text| !text.is_empty());
    let image = found.image.map(|lead| LeadImage {
        image: Image {
            source: ImageSource::Missing(lead.path),
            alt: lead.alt.map(|alt| line(&alt)),
            credit: own(lead.credit),
            syndicate: false,
            span: Span::default(),
        },
        caption: own(lead.caption),
    });
    let mut authors = found.authors;
    authors.iter_mut().for_each(|author| author.name = line(&author.name));
    authors.retain(|author| !author.name.is_empty());
    let mut keywords: Vec<String> = Vec::new();
    for keyword in found.keywords.iter().map(|keyword| line(keyword)).filter(|keyword| !keyword.is_empty()) {
        if !keywords.contains(&keyword) {
            keywords.push(keyword);
        }
    }
    Metadata {
        kicker: own(found.kicker),
        description: own(found.description),
        authors,
        date_published: found.date_published,
        date_modified: found.date_modified,
        section: own(found.section),
        keywords,
        image,
        canonical_url: found.canonical_url.and_then(|url| link::web(&url)).or_else(derived),
        rights: own(found.rights).or_else(|| options.site.rights.clone()),
        embargo: found.embargo,
        expires: found.expires,
        status: found.status,
        draft: found.draft,
        ..Metadata::new(slug, headline, language)
    }
}

/// Takes a value out of the metadata, by the key that says it in front matter; gives its words. `None` if there is none, or it
/// can't be missing.
pub(super) fn without(metadata: &mut Metadata, key: &str) -> Option<String> {
    let text = |value: &mut Option<String>| value.take();
    match key {
        "kicker" => text(&mut metadata.kicker),
        "dek" => text(&mut metadata.description),
        "section" => text(&mut metadata.section),
        "rights" => text(&mut metadata.rights),
        "canonical_url" => text(&mut metadata.canonical_url),
        "published" => metadata.date_published.take().map(|date| date.rfc3339()),
        "updated" => metadata.date_modified.take().map(|date| date.rfc3339()),
        "authors" => {
            let names: Vec<_> = metadata.authors.drain(..).map(|author| author.name).collect();
            Some(names.join(", ")).filter(|names| !names.is_empty())
        }
        "tags" => Some(std::mem::take(&mut metadata.keywords).join(", ")).filter(|tags| !tags.is_empty()),
        "image" => metadata.image.take().map(|lead| lead.caption.or(lead.image.alt).unwrap_or_default()),
        _ => None,
    }
}
