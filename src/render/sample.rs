//! Documents that themes are tried on before any other.

use crate::{Context, EditionSet, PageStart, Pagination, TextPlace, Translation};
use pressroom_config::{Organization, ShareService, Site, WebPage};
use pressroom_diagnostics::{Code, Diagnostics};
use pressroom_document::Document;
use pressroom_images::ImageCache;
use pressroom_theme::Theme;

/// A document that holds every variant of the model, as JSON.
const EVERY_VARIANT: &str = include_str!("sample.json");

/// Makes an edition of a document that has everything, and of one that has nothing but a headline; gives what was found
/// in the theme's templates, of the first document where something was. So a mistake is said before the first explainer
/// and not by the one that happens to come by it.
pub fn render_samples(
    theme: &Theme,
    render: impl Fn(&Document, &Context<'_>) -> Result<(), Diagnostics>,
) -> Diagnostics {
    let Ok(full) = serde_json::from_str::<Document>(EVERY_VARIANT) else { return Diagnostics::new() };
    let (messages, image_cache, bare) = (theme.messages("en"), ImageCache::default(), bare(&full));
    let (site, nothing, translations, pages) = (site(), Site::default(), translations(&full), pages());
    let editions = EditionSet::from_names(&["amp", "html"]);
    let everything = Context {
        translations: &translations,
        pagination: Some(&pages),
        editions: &editions,
        ..Context::new(&site, &messages, &image_cache)
    };
    for (document, context) in [(&full, everything), (&bare, Context::new(&nothing, &messages, &image_cache))]
    {
        let mut found = render(document, &context).err().unwrap_or_default();
        found.retain(|finding| finding.code == Code::Template);
        if !found.is_empty() {
            return found;
        }
    }
    Diagnostics::new()
}

/// A headline and no more.
fn bare(full: &Document) -> Document {
    let mut document = full.clone();
    let metadata = &mut document.metadata;
    (metadata.kicker, metadata.description, metadata.section) = (None, None, None);
    (metadata.date_published, metadata.date_modified, metadata.image) = (None, None, None);
    (metadata.canonical_url, metadata.rights) = (None, None);
    metadata.authors.clear();
    metadata.keywords.clear();
    metadata.corrections.clear();
    document.lede.clear();
    document.cards.clear();
    document.signoff.clear();
    document.footnotes.clear();
    document.assets.clear();
    document
}

fn site() -> Site {
    let url = "https://example.org/";
    let publisher = Organization {
        name: Some("The publisher".to_owned()),
        url: Some(url.to_owned()),
        ..Organization::default()
    };
    Site {
        name: Some("The site".to_owned()),
        base_url: Some(url.to_owned()),
        publisher,
        web: WebPage { share: vec![ShareService::Email] },
        ..Site::default()
    }
}

fn translations(full: &Document) -> Vec<Translation> {
    vec![Translation {
        language: full.metadata.language.clone(),
        slug: "another".to_owned(),
        headline: "Another".to_owned(),
        url: Some("https://example.org/another/".to_owned()),
        is_original: true,
    }]
}

fn pages() -> Pagination {
    let start =
        |passage: usize| PageStart { label: passage.to_string(), place: TextPlace { passage, offset: 0 } };
    Pagination { source: "The printed one".to_owned(), pages: vec![start(0), start(3)] }
}
