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
//! | web page, EPUB and PDF, where they are made | `renditions` |
//! | hashes of the content and of pictures | `altIds`; those of cards in the structured body |
//! | status | `pubStatus`; one that must not be used is a notice: no text, no pictures, `edNote` says so |

mod associations;
mod cards;
mod item;

use schemars::{Schema, SchemaGenerator};
use url::Url;

use self::{
    associations::associations,
    cards::CardsBody,
    item::{AltId, Concept, InfoSource, Item, Rendition, RightsInfo, Standard, Text},
};
use super::{
    bodies::{self, Bodies},
    change_lines::{correction_line, update_line},
    clearance::{self, ClearedDocument},
    identity::{notice_text, uri_or_warn},
    media::{add_media, with_forms},
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Author, AuthorKind, Date, Document, Fingerprint, Metadata, Status,
    paths::{edition_file, file_url},
};
use pressroom_render::{Backend, Context, Edition, EditionKind};
use pressroom_theme::{MessageKey, Theme};

/// The JSON Schema of the structured body.
pub fn cards_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<CardsBody>()
}

/// The JSON Schema of what is written.
pub fn ninjs_schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<Item>()
}

/// The edition `ninjs`.
pub const KIND: EditionKind = EditionKind {
    name: "ninjs",
    extension: "ninjs.json",
    summary: "ninjs 3.1 for partner outlets",
    depends_on: None,
    is_syndicated: true,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare,
};

/// Prepares the edition; it takes nothing but words from the theme.
fn prepare(_theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Ninjs))
}

struct Ninjs;

impl Backend for Ninjs {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Diagnostics::new();
        let mut item = about(document, context, &mut warnings);
        let mut edition = Edition::default();
        match notice_text(document, context) {
            Some(notice) => {
                item.representation_type = "partial";
                item.ed_note = Some(notice.to_owned()).into_iter().chain(item.ed_note).reduce(joined);
            }
            None => {
                let cleared = clearance::clear(document);
                let fingerprint = context.get_fingerprint(document);
                let shown = with_forms(&cleared, context.image_cache);
                fill(&mut item, &shown, &fingerprint, context, &mut warnings);
                let base = canonical(&document.metadata);
                let (associations, thumbnails) =
                    associations(&cleared, &shown, base.as_ref(), context.image_cache);
                item.associations = associations;
                edition.files.extend(thumbnails.into_iter().map(|form| (form.path(), form.bytes)));
                add_media(&mut edition, &cleared);
                add_media(&mut edition, &shown);
                warnings.splice(0..0, cleared.warnings);
            }
        }
        let mut json = serde_json::to_vec_pretty(&item).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the item has no JSON form: {error}"))]
        })?;
        json.push(b'\n');
        edition.files.insert(edition_file(&document.metadata.slug, KIND.extension), json.into());
        edition.warnings = warnings;
        Ok(edition)
    }
}

fn joined(first: String, second: String) -> String {
    format!("{first}\n{second}")
}

/// Builds the part of an item that a notice has, too: everything but text and pictures.
fn about(document: &Document, context: &Context<'_>, warnings: &mut Diagnostics) -> Item {
    let (metadata, site) = (&document.metadata, context.site);
    let rights = metadata.rights.clone();
    let headline = |role, text: &str| Text::plain(role, text);
    Item {
        uri: uri_or_warn(metadata, site, warnings),
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
        ed_note: ed_note(document, context),
        copyright_holder: site.publisher_name().map(str::to_owned),
        copyright_notice: rights.clone().filter(|rights| is_copyright_notice(rights)),
        rights_info: rights.as_deref().and_then(linked_rights),
        usage_terms: rights,
        genres: vec![Concept {
            name: "Background".to_owned(),
            rel: None,
            uri: Some("http://cv.iptc.org/newscodes/genre/Background".to_owned()),
        }],
        subjects: subjects(metadata),
        info_sources: info_sources(site),
        headlines: std::iter::once(headline("main", &metadata.headline))
            .chain(metadata.kicker.as_deref().map(|kicker| headline("kicker", kicker)))
            .collect(),
        ..Item::default()
    }
}

/// Adds text, pictures and what else only a usable item has.
fn fill(
    item: &mut Item,
    cleared: &ClearedDocument<'_>,
    fingerprint: &Fingerprint,
    context: &Context<'_>,
    warnings: &mut Diagnostics,
) {
    let metadata = &cleared.document.metadata;
    let base = canonical(metadata);
    let names: Vec<_> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
    item.by = (!names.is_empty()).then(|| context.messages.list(&names));
    item.people = authors(metadata, AuthorKind::Person);
    item.organisations = authors(metadata, AuthorKind::Team);
    item.descriptions = metadata.description.iter().map(|dek| Text::plain("summary", dek)).collect();
    item.renditions = renditions(metadata, context, base.as_ref());
    item.alt_ids = vec![AltId::sha256(fingerprint.document.as_str())];
    let Bodies { html, text, parts } = bodies::bodies(&cleared.document, context, base.as_ref(), warnings);
    let cards = CardsBody::new(cleared, parts, fingerprint, context, base.as_ref());
    // Strings and numbers alone always have a JSON form.
    let cards = serde_json::to_string(&cards).unwrap_or_default();
    item.bodies = vec![
        Text { role: "main", content_type: "text/html", value: html },
        Text::plain("main", text),
        Text { role: "cards", content_type: "application/json", value: cards },
    ];
}

fn canonical(metadata: &Metadata) -> Option<Url> {
    metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok())
}

/// Where the explainer can be had as a whole: its web page, and the books that this run makes.
fn renditions(metadata: &Metadata, context: &Context<'_>, base: Option<&Url>) -> Vec<Rendition> {
    let web = base.map(|url| Rendition {
        name: "web",
        href: Some(url.to_string()),
        content_type: Some("text/html"),
        ..Rendition::default()
    });
    let books = [("epub", "application/epub+zip"), ("pdf", "application/pdf")];
    let books = books.into_iter().filter(|(name, _)| context.has_edition(name)).map(|(name, media_type)| {
        let file = edition_file(&metadata.slug, name);
        Rendition {
            name,
            href: base.and_then(|base| file_url(base, &file)).map(String::from),
            content_type: Some(media_type),
            title: Some(file),
            ..Rendition::default()
        }
    });
    web.into_iter().chain(books).collect()
}

/// Notes for the receiving desk: corrections and changed cards.
fn ed_note(document: &Document, context: &Context<'_>) -> Option<String> {
    let corrections = document.metadata.corrections.iter();
    let corrections = corrections.map(|correction| correction_line(correction, context));
    let updates = document.cards.iter().filter_map(|card| {
        let number = context.messages.fill(MessageKey::Card, &[("number", &card.number.to_string())]);
        let card_name = format!("{number}{}", context.messages.aside(&card.id));
        Some(format!("{}{}", context.messages.label(&card_name), update_line(card, context)?))
    });
    let lines: Vec<_> = corrections.chain(updates).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn is_copyright_notice(rights: &str) -> bool {
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

#[cfg(test)]
mod tests;
