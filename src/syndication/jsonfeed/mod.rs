//! The edition `jsonfeed`: an explainer as a feed of one item (JSON Feed 1.1), whose form is in [`json_feed`](pressroom_render::json_feed).
//!
//! | the document's | in the feed |
//! |---|---|
//! | canonical URL, else site and slug | `id` |
//! | headline, dek | `title`, `summary` |
//! | lead picture, text | `content_html` and `content_text`, with absolute links |
//! | keywords | `tags` |
//! | EPUB, PDF that are made with it | `attachments` |
//! | kicker, section, rights, status, version, hashes | `_pressroom` |
//!
//! Of what is withheld or canceled the item stays, with a sentence in place of the text.

use url::Url;

use super::{
    bodies,
    clearance::{self, ClearedDocument},
    identity::{notice_text, uri_or_warn},
    media::{add_media, media_url, with_forms},
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Block, Date, Document, Figure, ImageSource, Inline, Metadata, Part, Status, parts,
    paths::{edition_file, file_url},
    text,
};
use pressroom_render::{
    Backend, Context, Edition, EditionKind,
    json_feed::{
        Attachment, Author, Card, DOWNLOADS, EDITION, EXTENSION, Extension, Feed, Item, Republish, VERSION,
    },
};
use pressroom_theme::Theme;

/// The edition `jsonfeed`.
pub const KIND: EditionKind = EditionKind {
    name: EDITION,
    extension: "feed.json",
    summary: "JSON Feed 1.1 for aggregators; the site's feeds are made of these",
    depends_on: None,
    is_syndicated: true,
    theme_dirs: &[],
    theme_tables: &[],
    tables: &[],
    prepare,
};

/// Prepares the edition; it takes nothing but words from the theme.
fn prepare(_theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(JsonFeed))
}

struct JsonFeed;

impl Backend for JsonFeed {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let metadata = &document.metadata;
        let notice = notice_text(document, context);
        let held = notice.map(|_| document.notice());
        let cleared = clearance::clear(held.as_ref().unwrap_or(document));
        let mut cleared = with_forms(&cleared, context.image_cache);
        let mut warnings = std::mem::take(&mut cleared.warnings);
        show_lead(&mut cleared);
        let base = metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        let mut item = item(document, &cleared, context, base.as_ref(), &mut warnings);
        match notice {
            Some(notice) => item.content_text = Some(notice.to_owned()),
            None => {
                let bodies = bodies::for_feeds(&cleared.document, context, base.as_ref(), &mut warnings);
                item.content_html = Some(bodies.html);
                item.content_text = Some(bodies.text);
            }
        }
        let name = edition_file(&metadata.slug, KIND.extension);
        let feed = feed(item, &name, context.site, base.as_ref());
        let mut json = serde_json::to_vec_pretty(&feed).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the feed has no JSON form: {error}"))]
        })?;
        json.push(b'\n');
        let mut edition = Edition::from_file(name, json);
        add_media(&mut edition, &cleared);
        edition.warnings = warnings;
        Ok(edition)
    }
}

/// Puts the lead picture before the text: readers of feeds see nothing but that.
fn show_lead(cleared: &mut ClearedDocument<'_>) {
    if let Some(lead) = cleared.document.metadata.image.clone() {
        let caption = lead.caption.map(|value| Inline::Text { value, span: lead.image.span });
        let (span, image) = (lead.image.span, lead.image);
        cleared
            .document
            .to_mut()
            .lede
            .insert(0, Block::Figure(Figure { image, caption: caption.into_iter().collect(), span }));
    }
}

fn feed(item: Item, name: &str, site: &Site, base: Option<&Url>) -> Feed {
    Feed {
        version: VERSION.to_owned(),
        title: item.title.clone(),
        home_page_url: site.base_url.clone().or_else(|| site.publisher.url.clone()),
        feed_url: base.and_then(|base| file_url(base, name)).map(String::from),
        next_url: None,
        icon: site.publisher.logo.clone(),
        authors: site
            .publisher_name()
            .map(|name| Author { name: name.to_owned(), url: site.publisher.url.clone() })
            .into_iter()
            .collect(),
        language: Some(item.language.clone()),
        items: vec![item],
    }
}

fn item(
    document: &Document,
    cleared: &ClearedDocument<'_>,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Item {
    let metadata = &cleared.document.metadata;
    let author =
        |author: &pressroom_document::Author| Author { name: author.name.clone(), url: author.url.clone() };
    Item {
        id: uri_or_warn(metadata, context.site, warnings),
        url: base.map(Url::to_string),
        title: metadata.headline.clone(),
        content_html: None,
        content_text: None,
        summary: metadata.description.clone(),
        image: image(cleared, base),
        date_published: metadata.date_published.map(Date::rfc3339),
        date_modified: metadata.date_modified.map(Date::rfc3339),
        authors: metadata.authors.iter().map(author).collect(),
        tags: metadata.keywords.clone(),
        language: metadata.language.as_str().to_owned(),
        attachments: attachments(metadata, context, base),
        pressroom: extension(document, &cleared.document, context, base),
    }
}

/// The first picture, which is the lead picture where that is cleared; only one that has an absolute address.
fn image(cleared: &ClearedDocument<'_>, base: Option<&Url>) -> Option<String> {
    cleared.pictures.iter().find_map(|picture| match &picture.image.source {
        ImageSource::Local(index) => {
            let asset = cleared.document.asset(*index)?;
            base.map(|_| media_url(&asset.name, base))
        }
        ImageSource::Remote { url, .. } => Some(url.clone()),
        ImageSource::Missing(_) => None,
    })
}

/// The files to download that are made in this run; only with absolute addresses.
fn attachments(metadata: &Metadata, context: &Context<'_>, base: Option<&Url>) -> Vec<Attachment> {
    if metadata.status != Status::Usable {
        return Vec::new();
    }
    let made = DOWNLOADS.iter().filter(|(edition, _)| context.has_edition(edition));
    made.filter_map(|(edition, mime_type)| {
        let url = file_url(base?, &edition_file(&metadata.slug, edition))?;
        Some(Attachment {
            url: url.into(),
            mime_type: (*mime_type).to_owned(),
            title: metadata.headline.clone(),
            size_in_bytes: None,
        })
    })
    .collect()
}

fn extension(
    document: &Document,
    cleared: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
) -> Extension {
    let metadata = &document.metadata;
    let fingerprint = context.get_fingerprint(document);
    let card = |part: Part<'_>| {
        let card = part.card?;
        Some(Card {
            id: card.id.clone(),
            number: card.number,
            question: text::plain(&card.question),
            sha256: context.hash_shown_part(&fingerprint, part.place, &metadata.language)?,
        })
    };
    Extension {
        format: EXTENSION.to_owned(),
        version: metadata.version,
        status: match metadata.status {
            Status::Usable => "usable",
            Status::Withheld => "withheld",
            Status::Canceled => "canceled",
        }
        .to_owned(),
        kicker: metadata.kicker.clone(),
        section: metadata.section.clone(),
        rights: metadata.rights.clone(),
        embargoed_until: metadata.embargo.map(Date::rfc3339),
        expires: metadata.expires.map(Date::rfc3339),
        republish: Republish { robots: "noindex".to_owned(), canonical: base.map(Url::to_string) },
        sha256: fingerprint.document.clone(),
        cards: parts(cleared).filter_map(card).collect(),
    }
}

#[cfg(test)]
mod tests;
