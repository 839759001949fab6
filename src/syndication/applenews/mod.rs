//! The `applenews` edition: an explainer as Apple News Format (Apple, *Apple News Format*), for a channel in Apple News.
//!
//! The main file is the content of `article.json`. Pictures are named as files of its bundle (`bundle://NAME`); they are
//! those in `media/`.
//!
//! | the document's | in Apple News Format |
//! |---|---|
//! | kicker, headline, dek | `heading`, `title`, `intro` |
//! | authors, dates | `author`, `byline`; `metadata` |
//! | card | `section` with the card's id, so that links within the article lead to it |
//! | paragraphs, lists, code | `body`, as HTML |
//! | quotation, table, picture | `quote`, `htmltable`, `photo` or `figure` with a `caption` |
//! | callouts, related stories | `container` on a tint |
//! | footnotes | a `container` each, at the end of their card |

mod article;
mod components;
mod markup;
mod style;

use uuid::Uuid;

use self::{
    article::{Article, Component, Container, Metadata, TextComponent, VERSION},
    components::{Composer, Stream, bundle_url},
};
use super::{
    change_lines::{correction_line, update_line},
    clearance,
    identity::{item_uri, notice_text},
    media::{add_media, with_forms},
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{self as model, Date, Document, ImageSource, Language, LeadImage, Part, parts};
use pressroom_render::{Backend, Context, Edition, EditionKind, markup::escape};
use pressroom_theme::{MessageKey, Theme, TokenTable, Tokens};

/// The edition `applenews`.
pub const KIND: EditionKind = EditionKind {
    name: "applenews",
    extension: "applenews.json",
    summary: "Apple News Format: the article.json of a channel in Apple News",
    depends_on: None,
    is_syndicated: true,
    theme_dirs: &[],
    theme_tables: &[TokenTable::Light, TokenTable::Font],
    tables: &[],
    prepare,
};

/// How many keywords an article may have.
const MOST_KEYWORDS: usize = 50;

/// Prepares the edition; it takes colours and typefaces from the theme.
fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(AppleNews { tokens: theme.tokens.clone() }))
}

struct AppleNews {
    tokens: Tokens,
}

impl Backend for AppleNews {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut edition = Edition::default();
        let article = match notice_text(document, context) {
            Some(words) => {
                let mut held = document.notice();
                held.metadata.description = None;
                let components = notice(&held, words);
                article(&held, context.site, &self.tokens, components)
            }
            None => {
                let cleared = with_forms(&clearance::clear(document), context.image_cache);
                let (components, found) = components(&cleared.document, context, &self.tokens);
                add_media(&mut edition, &cleared);
                edition.warnings = cleared.warnings;
                edition.warnings.extend(found);
                article(&cleared.document, context.site, &self.tokens, components)
            }
        };
        let mut json = serde_json::to_vec_pretty(&article).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the article has no JSON form: {error}"))]
        })?;
        json.push(b'\n');
        edition.files.insert(format!("{}.applenews.json", document.metadata.slug), json.into());
        Ok(edition)
    }
}

/// Everything around the components.
fn article(document: &Document, site: &Site, tokens: &Tokens, components: Vec<Component>) -> Article {
    let metadata = &document.metadata;
    Article {
        version: VERSION,
        identifier: identifier(metadata, site),
        title: metadata.headline.clone(),
        subtitle: metadata.description.clone(),
        language: language(&metadata.language),
        layout: style::LAYOUT,
        metadata: about(document),
        document_style: style::document(&tokens.light),
        components,
        component_text_styles: style::component_texts(tokens, metadata.language.is_upright()),
        text_styles: style::texts(),
        component_styles: style::components(&tokens.light),
        component_layouts: style::layouts(),
    }
}

/// An identifier of the characters that Apple allows, made from the item's uri: it stays as long as that does.
fn identifier(metadata: &model::Metadata, site: &Site) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, item_uri(metadata, site).as_bytes()).hyphenated().to_string()
}

/// The language's tag. Regions in digits (`es-419`) are left out.
fn language(language: &Language) -> String {
    match language.as_str().contains(|character: char| character.is_ascii_digit()) {
        true => language.primary().to_owned(),
        false => language.as_str().to_owned(),
    }
}

fn about(document: &Document) -> Metadata {
    let metadata = &document.metadata;
    let mut authors: Vec<String> = Vec::new();
    for author in &metadata.authors {
        if !authors.contains(&author.name) {
            authors.push(author.name.clone());
        }
    }
    Metadata {
        authors,
        canonical_url: metadata.canonical_url.clone(),
        date_created: metadata.date_published.map(Date::rfc3339),
        date_published: metadata.date_published.map(Date::rfc3339),
        date_modified: metadata.date_modified.or(metadata.date_published).map(Date::rfc3339),
        excerpt: metadata.description.clone(),
        keywords: metadata.keywords.iter().take(MOST_KEYWORDS).cloned().collect(),
        thumbnail_url: metadata.image.as_ref().and_then(|lead| thumbnail(document, lead)),
        generator_name: "Pressroom",
    }
}

fn thumbnail(document: &Document, lead: &LeadImage) -> Option<String> {
    match &lead.image.source {
        ImageSource::Local(index) => document.asset(*index).map(|asset| bundle_url(&asset.name)),
        ImageSource::Remote { url, .. } => Some(url.clone()),
        ImageSource::Missing(_) => None,
    }
}

/// The components of an explainer that must not be used.
fn notice(document: &Document, words: &str) -> Vec<Component> {
    let mut out = Stream::default();
    title(&mut out, document);
    out.text("body", format!("<p>{}</p>", escape(words)));
    out.finish()
}

fn title(out: &mut Stream, document: &Document) {
    out.push(Component::Text(TextComponent {
        role: "title",
        text: document.metadata.headline.clone(),
        format: "none",
        layout: "heading",
        ..TextComponent::default()
    }));
}

/// The whole article, and what could not be shown as written.
fn components(document: &Document, context: &Context<'_>, tokens: &Tokens) -> (Vec<Component>, Diagnostics) {
    let mut out = Stream::default();
    let mut composer = Composer::new(document, context.messages, &tokens.light);
    head(&mut out, document, context, &mut composer);
    for part in parts(document) {
        match part.card {
            Some(_) => out.push(card(&part, context, &mut composer)),
            None => {
                composer.blocks(&mut out, part.blocks, 2);
                composer.notes(&mut out, part.place, 2);
            }
        }
    }
    foot(&mut out, document, context);
    (out.finish(), composer.into_warnings())
}

/// Kicker, headline, dek, authors and dates, lead picture.
fn head(out: &mut Stream, document: &Document, context: &Context<'_>, composer: &mut Composer<'_>) {
    let (metadata, messages) = (&document.metadata, context.messages);
    if let Some(kicker) = &metadata.kicker {
        out.styled("heading", escape(kicker), Some("kicker"), None);
    }
    title(out, document);
    if let Some(dek) = &metadata.description {
        out.text("intro", escape(dek));
    }
    if !metadata.authors.is_empty() {
        let names: Vec<_> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        out.text("author", escape(&messages.by(&names)));
    }
    let dates =
        [(MessageKey::Published, metadata.date_published), (MessageKey::Updated, metadata.date_modified)];
    let dates = dates.into_iter().filter_map(|(word, date)| Some(messages.dated(word, date?.day())));
    out.text("byline", escape(&dates.collect::<Vec<_>>().join(" \u{b7} ")));
    if let Some(lead) = &metadata.image {
        composer.lead(out, lead);
    }
}

/// A card: its question, when it was changed, the answer, the notes.
fn card(part: &Part<'_>, context: &Context<'_>, composer: &mut Composer<'_>) -> Component {
    let mut inner = Stream::default();
    if let Some(card) = part.card {
        composer.heading(&mut inner, 2, &format!("{}. ", card.number), &card.question, None);
        if let Some(updated) = update_line(card, context) {
            inner.styled("body", format!("<p>{}</p>", escape(&updated)), Some("muted"), None);
        }
    }
    composer.blocks(&mut inner, part.blocks, 3);
    composer.notes(&mut inner, part.place, 3);
    Component::Container(Container {
        role: "section",
        identifier: part.card.map(|card| card.id.clone()),
        style: Some("card"),
        layout: "card",
        components: inner.finish(),
    })
}

/// Corrections and terms of use.
fn foot(out: &mut Stream, document: &Document, context: &Context<'_>) {
    let metadata = &document.metadata;
    let lines = metadata.corrections.iter().map(|correction| correction_line(correction, context));
    let lines: String = lines.map(|line| format!("<p>{}</p>", escape(&line))).collect();
    if !lines.is_empty() {
        out.text("heading2", escape(context.messages.get(MessageKey::Corrections)));
        out.text("body", lines);
    }
    if let Some(rights) = &metadata.rights {
        out.styled("body", format!("<footer>{}</footer>", escape(rights)), Some("muted"), None);
    }
}

#[cfg(test)]
mod tests;
