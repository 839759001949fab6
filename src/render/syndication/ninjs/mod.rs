//! The `ninjs` edition: an explainer for partner outlets, as IPTC's ninjs 3.1 (formats: *News in JSON*).
//!
//! | the document's | in ninjs |
//! |---|---|
//! | canonical URL, else site and slug | `uri` |
//! | headline, kicker, dek | `headlines`, `title`, `descriptions` |
//! | text | `bodies`: HTML, plain text, and the cards as JSON |
//! | section, keywords | `subjects` |
//! | corrections, updates of cards | `edNote`; they stand in the bodies too |
//! | rights | `usageTerms`; `copyrightNotice` and `rightsInfo` where it is one or holds a link |
//! | cleared pictures, related stories | `associations` |

mod item;

use std::{collections::BTreeSet, sync::Arc};

use url::Url;
use uuid::Uuid;

use self::item::{Association, Concept, InfoSource, Item, Rendition, RightsInfo, Standard, Text};
use super::{
    bodies,
    clearance::{self, Cleared, Picture},
    media_path, uri,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{
        Author, AuthorKind, Date, Document, ImageSource, LinkTarget, Metadata, Related, Site, Status, text,
    },
    render::{Backend, Context, Edition, EditionKind},
    theme::{Theme, Word},
};

/// The edition `ninjs`.
pub(in crate::render) const KIND: EditionKind = EditionKind {
    name: "ninjs",
    extension: "ninjs.json",
    summary: "ninjs 3.1 for partner outlets",
    after: None,
    machine: true,
    prepare,
};

/// Prepares the edition; it takes nothing but words from the theme.
fn prepare(_theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Ninjs))
}

struct Ninjs;

impl Backend for Ninjs {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut cleared = clearance::clear(document);
        let mut warnings = std::mem::take(&mut cleared.warnings);
        let item = item(&cleared, context, &mut warnings);
        let mut json = serde_json::to_vec_pretty(&item).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the item has no JSON form: {error}"))]
        })?;
        json.push(b'\n');
        let mut edition = Edition::of(format!("{}.ninjs.json", document.metadata.slug), json);
        for picture in &cleared.pictures {
            if let ImageSource::Local(index) = picture.image.source
                && let Some(asset) = document.asset(index)
            {
                edition.files.insert(media_path(&asset.name), Arc::clone(&asset.bytes));
            }
        }
        edition.warnings = warnings;
        Ok(edition)
    }
}

fn item(cleared: &Cleared, context: &Context<'_>, warnings: &mut Diagnostics) -> Item {
    let (document, site) = (&cleared.document, context.site);
    let metadata = &document.metadata;
    let base = metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
    let names: Vec<_> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
    let rights = metadata.rights.clone();
    Item {
        uri: uri(metadata, site, base.as_ref(), warnings),
        standard: Standard::default(),
        kind: "composite",
        representation_type: "full",
        profile: "explainer",
        version: metadata.version.to_string(),
        first_created: metadata.date_published.map(Date::rfc3339),
        version_created: metadata.date_modified.or(metadata.date_published).map(Date::rfc3339),
        content_created: metadata.date_published.map(Date::rfc3339),
        embargoed_until: metadata.embargo.map(Date::rfc3339),
        expires: metadata.expires.map(Date::rfc3339),
        pub_status: match metadata.status {
            Status::Usable => "usable",
            Status::Withheld => "withheld",
            Status::Canceled => "canceled",
        },
        language: metadata.language.as_str().to_owned(),
        title: metadata.headline.clone(),
        slugline: metadata.slug.clone(),
        by: (!names.is_empty()).then(|| context.words.list(&names)),
        ed_note: ed_note(document, context),
        copyright_holder: site.publisher_name().map(str::to_owned),
        copyright_notice: rights.clone().filter(|rights| is_notice(rights)),
        rights_info: rights.as_deref().and_then(linked_rights),
        usage_terms: rights,
        genres: vec![Concept {
            name: "Background".to_owned(),
            rel: None,
            uri: Some("http://cv.iptc.org/newscodes/genre/Background".to_owned()),
        }],
        subjects: subjects(metadata),
        people: authors(metadata, AuthorKind::Person),
        organisations: authors(metadata, AuthorKind::Team),
        info_sources: info_sources(site),
        headlines: std::iter::once(Text::plain("main", &metadata.headline))
            .chain(metadata.kicker.as_ref().map(|kicker| Text::plain("kicker", kicker)))
            .collect(),
        descriptions: metadata.description.iter().map(|dek| Text::plain("summary", dek)).collect(),
        bodies: bodies(document, context, base.as_ref(), warnings),
        renditions: base
            .as_ref()
            .map(|url| Rendition {
                name: "web",
                href: Some(url.to_string()),
                content_type: Some("text/html"),
                ..Rendition::default()
            })
            .into_iter()
            .collect(),
        associations: associations(cleared, base.as_ref()),
    }
}

/// The text: as HTML, as plain text, and the cards as JSON (role `cards`).
fn bodies(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Vec<Text> {
    let bodies = bodies::bodies(document, context, base, warnings);
    vec![
        Text { role: "main", content_type: "text/html", value: bodies.html },
        Text::plain("main", bodies.text),
        Text { role: "cards", content_type: "application/json", value: bodies.cards },
    ]
}

/// What the receiving desk must know: corrections, and which cards were changed.
fn ed_note(document: &Document, context: &Context<'_>) -> Option<String> {
    let corrections = document.metadata.corrections.iter();
    let corrections = corrections.map(|correction| bodies::correction_line(correction, context));
    let updates = document.cards.iter().filter_map(|card| {
        let number = context.words.fill(Word::Card, &[("number", &card.number.to_string())]);
        Some(format!("{number} ({}): {}", card.id, bodies::updated(card, context)?))
    });
    let lines: Vec<_> = corrections.chain(updates).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn is_notice(rights: &str) -> bool {
    rights.contains('©') || rights.contains("(c)") || rights.to_lowercase().contains("copyright")
}

/// The first URL in the terms, such as that of a licence.
fn linked_rights(rights: &str) -> Option<RightsInfo> {
    let start = rights.find("https://").or_else(|| rights.find("http://"))?;
    let url = rights.get(start..)?.split(|end: char| end.is_whitespace() || "<>\"".contains(end)).next()?;
    let url = Url::parse(url.trim_end_matches(['.', ',', ';', ')', ':'])).ok()?;
    Some(RightsInfo { linked_rights: url.to_string() })
}

fn subjects(metadata: &Metadata) -> Vec<Concept> {
    let concept = |rel| move |name: &String| Concept { name: name.clone(), rel: Some(rel), uri: None };
    let section = metadata.section.iter().map(concept("section"));
    section.chain(metadata.keywords.iter().map(concept("about"))).collect()
}

fn authors(metadata: &Metadata, kind: AuthorKind) -> Vec<Concept> {
    let concept = |author: &Author| Concept {
        name: author.name.clone(),
        rel: Some("author"),
        uri: author.url.as_deref().and_then(absolute),
    };
    metadata.authors.iter().filter(|author| author.kind == kind).map(concept).collect()
}

fn info_sources(site: &Site) -> Vec<InfoSource> {
    let source = |name: &str| InfoSource {
        name: name.to_owned(),
        role: "publisher",
        uri: site.publisher.url.as_deref().or(site.base_url.as_deref()).and_then(absolute),
    };
    site.publisher_name().map(source).into_iter().collect()
}

fn absolute(url: &str) -> Option<String> {
    Url::parse(url).ok().map(String::from)
}

/// Pictures and related stories, each once.
fn associations(cleared: &Cleared, base: Option<&Url>) -> Vec<Association> {
    let pictures = cleared.pictures.iter().filter_map(|picture| picture_of(picture, &cleared.document, base));
    let related = cleared.related.iter().filter_map(related_story);
    let mut known = BTreeSet::new();
    pictures.chain(related).filter(|association| known.insert(association.uri.clone())).collect()
}

fn picture_of(picture: &Picture, document: &Document, base: Option<&Url>) -> Option<Association> {
    let image = &picture.image;
    let (uri, file, rendition) = match &image.source {
        ImageSource::Local(index) => {
            let asset = document.asset(*index)?;
            let href = base.and_then(|base| base.join(&media_path(&asset.name)).ok()).map(String::from);
            let named = || Uuid::new_v5(&Uuid::NAMESPACE_URL, asset.sha256.as_bytes()).urn().to_string();
            let rendition = Rendition {
                name: "full",
                href: href.clone(),
                content_type: Some(asset.media_type.as_str()),
                title: Some(media_path(&asset.name)),
                width: Some(asset.width),
                height: Some(asset.height),
                size_in_bytes: Some(asset.bytes.len()),
            };
            (href.unwrap_or_else(named), asset.name.as_str(), rendition)
        }
        ImageSource::Remote { url, size } => {
            let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
            let href = Some(url.clone());
            (
                url.clone(),
                url.as_str(),
                Rendition { name: "full", href, width, height, ..Rendition::default() },
            )
        }
        ImageSource::Missing(_) => return None,
    };
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let alt = image.alt.as_deref().and_then(filled);
    let caption = filled(&picture.caption);
    let name = alt.clone().or_else(|| caption.clone()).unwrap_or_else(|| file.to_owned());
    let caption = caption.map(|caption| Text::plain("caption", caption));
    Some(Association {
        name,
        rel: if picture.lead { "lead" } else { "picture" },
        uri,
        kind: "picture",
        by: image.credit.clone(),
        descriptions: caption.into_iter().chain(alt.map(|alt| Text::plain("alternative", alt))).collect(),
        renditions: vec![rendition],
        ..Association::default()
    })
}

fn related_story(related: &Related) -> Option<Association> {
    let uri = match related.target.as_ref()? {
        LinkTarget::External(url) => url.clone(),
        LinkTarget::Internal(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => return None,
    };
    let headline = text::plain(&related.headline);
    let description = text::lines(&related.description).join("\n");
    Some(Association {
        name: if headline.trim().is_empty() { uri.clone() } else { headline.clone() },
        rel: "related",
        uri,
        kind: "text",
        headlines: vec![Text::plain("main", headline)],
        descriptions: (!description.is_empty())
            .then(|| Text::plain("summary", description))
            .into_iter()
            .collect(),
        ..Association::default()
    })
}

#[cfg(test)]
mod tests;
