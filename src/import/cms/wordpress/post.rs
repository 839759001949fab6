//! From the items of an export to articles.

use std::collections::BTreeMap;

use url::Url;

use super::{
    super::html_body::{HtmlBody, escaped, plain},
    date::date,
    item::{self, Export, Item},
    markup::{self, Attachment, References},
    media, shape,
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata, LeadPicture},
};
use pressroom_document::{Author, AuthorKind, Language, link};

/// Types of items that are no texts.
const NO_TEXTS: &[&str] = &[
    "attachment",
    "nav_menu_item",
    "wp_navigation",
    "wp_global_styles",
    "wp_template",
    "wp_template_part",
    "wp_block",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "revision",
    "acf-field",
    "acf-field-group",
    "wp_font_face",
    "wp_font_family",
    "wpcf7_contact_form",
    "jp_pay_order",
    "feedback",
    "amp_validated_url",
    "guest-author",
];

/// Reads an export.
///
/// # Errors
/// It is damaged, or holds no posts.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, found) = source.decode()?;
    let export = item::parse(&decoded.text)?;
    let references = references(&export);
    let posts = Posts { export: &export, references: &references, source, options };
    let mut articles = Vec::new();
    let mut failure = None;
    let mut others: Vec<ImportFinding> = found.iter().map(ImportFinding::of_reader).collect();
    for item in &export.items {
        if NO_TEXTS.contains(&item.kind.as_str()) {
            others.extend(left_out(item));
        } else if item.status == "trash" {
            others.push(finding(
                FindingKind::Document,
                Action::LeftOut,
                item,
                &item.content,
                "the site's trash holds this",
            ));
        } else if item.content.trim().is_empty() && item.title.trim().is_empty() {
            others.push(finding(
                FindingKind::Document,
                Action::LeftOut,
                item,
                "",
                "it has neither a title nor text",
            ));
        } else {
            match posts.article(item) {
                Ok(article) => articles.push(article),
                // One that can't be read does not hold up the others.
                Err(error) => {
                    let kind = FindingKind::Document;
                    others.push(finding(kind, Action::LeftOut, item, &item.content, &error.to_string()));
                    failure = Some(error);
                }
            }
        }
    }
    match articles.first_mut() {
        Some(first) => first.findings.splice(0..0, others).for_each(drop),
        None => return Err(failure.unwrap_or(ImportError::Empty)),
    }
    Ok(articles)
}

/// What is said of an item that is no text: its words, if it has some.
fn left_out(item: &Item) -> Option<ImportFinding> {
    let has_place = matches!(item.kind.as_str(), "attachment" | "revision" | "oembed_cache" | "wp_block");
    let words = plain(&item.content);
    let text = format!("{} {words}", item.title);
    (!has_place && !text.trim().is_empty()).then(|| {
        finding(
            FindingKind::Document,
            Action::LeftOut,
            item,
            text.trim(),
            "it belongs to the site, and is no text",
        )
    })
}

fn finding(kind: FindingKind, action: Action, item: &Item, text: &str, message: &str) -> ImportFinding {
    ImportFinding {
        kind,
        action,
        place: format!("{} {}", item.kind, item.id).trim().to_owned(),
        text: text.to_owned(),
        message: message.to_owned(),
    }
}

/// What posts may refer to.
fn references(export: &Export) -> References {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut references = References { attachments: BTreeMap::new(), blocks: BTreeMap::new() };
    for item in &export.items {
        if item.kind == "attachment" {
            let url = if item.attachment_url.is_empty() { &item.link } else { &item.attachment_url };
            let attachment = Attachment {
                url: url.clone(),
                alt: item.meta("_wp_attachment_image_alt").map(str::to_owned),
                caption: filled(&item.excerpt),
                description: filled(&item.content),
            };
            references.attachments.insert(item.id.clone(), attachment);
        } else if item.kind == "wp_block" {
            references.blocks.insert(item.id.clone(), item.content.clone());
        }
    }
    references
}

struct Posts<'e> {
    export: &'e Export,
    references: &'e References,
    source: &'e ImportSource<'e>,
    options: &'e ImportOptions<'e>,
}

impl Posts<'_> {
    fn article(&self, item: &Item) -> Result<Article, ImportError> {
        let mut metadata = self.metadata(item);
        let language = metadata.language.clone().or_else(|| self.options.site.language.clone());
        let base = [Some(item.link.as_str()), self.export.link.as_deref()];
        let base = base.into_iter().flatten().find_map(|address| Url::parse(address).ok());
        let language = language.unwrap_or_else(Language::english);
        let mut body = HtmlBody::new(self.source.beside, media::paths, base, language);
        let mut html = markup::to_html(&item.content, self.references, &mut body.findings);
        html.push_str(&notes(item));
        let lines = !markup::has_blocks(&item.content);
        let draft = body.draft(&html, |root, findings| shape::shape(root, lines, findings))?;
        let mut findings = std::mem::take(&mut body.findings);
        metadata.image = self.lead(item, &mut body, &mut findings);
        self.report(item, &mut findings);
        Ok(Article {
            name: name(item),
            metadata,
            draft,
            pictures: body.pictures.into_files(),
            producer: Some(self.export.generator.clone().unwrap_or_else(|| "WordPress".to_owned())),
            findings,
            ..Article::default()
        })
    }

    fn metadata(&self, item: &Item) -> ArticleMetadata {
        let zone = self.options.site.timezone.as_ref();
        let published = date(&item.published, zone);
        let future = item.status == "future";
        let terms = |domain: &'static str| item.terms.iter().filter(move |term| term.domain == domain);
        let mut categories: Vec<String> = terms("category")
            .filter(|term| term.slug != "uncategorized")
            .map(|term| plain(&term.name))
            .collect();
        let section = (!categories.is_empty()).then(|| categories.remove(0));
        let tags = terms("post_tag").map(|term| plain(&term.name));
        let language = terms("language").find_map(|term| term.slug.parse().ok());
        ArticleMetadata {
            headline: Some(plain(&item.title)).filter(|title| !title.is_empty()),
            description: Some(plain(&item.excerpt)).filter(|excerpt| !excerpt.is_empty()),
            authors: self.authors(item),
            date_published: published,
            date_modified: date(&item.modified, zone)
                .filter(|modified| published.is_none_or(|published| *modified > published)),
            language: language
                .or_else(|| self.export.language.as_deref().and_then(|language| language.parse().ok())),
            section,
            keywords: categories.into_iter().chain(tags).collect(),
            canonical_url: link::web(&item.link)
                .filter(|link| !link.contains("?p=") && !link.contains("?page_id=")),
            embargo: published.filter(|_| future),
            draft: !matches!(item.status.as_str(), "publish" | "future" | "inherit" | ""),
            ..ArticleMetadata::default()
        }
    }

    /// The authors: those of the plugin Co-Authors Plus, else the one that WordPress knows.
    fn authors(&self, item: &Item) -> Vec<Author> {
        let several: Vec<String> =
            item.terms.iter().filter(|term| term.domain == "author").map(|term| plain(&term.name)).collect();
        let names = if several.is_empty() {
            let name = self.export.authors.get(&item.creator).filter(|name| !name.is_empty()).cloned();
            // An address is not for readers.
            vec![name.unwrap_or_else(|| item.creator.split('@').next().unwrap_or_default().to_owned())]
        } else {
            several
        };
        let people = names.into_iter().filter(|name| !name.is_empty());
        people.map(|name| Author { name, url: None, kind: AuthorKind::Person }).collect()
    }

    /// The featured picture.
    fn lead(
        &self,
        item: &Item,
        body: &mut HtmlBody<'_>,
        findings: &mut Vec<ImportFinding>,
    ) -> Option<LeadPicture> {
        let id = item.meta("_thumbnail_id")?;
        let Some(attachment) = self.references.attachments.get(id) else {
            findings.push(finding(
                FindingKind::Picture,
                Action::LeftOut,
                item,
                id,
                "the featured picture is not in the export",
            ));
            return None;
        };
        let Some(path) = body.pictures.take_picture(&attachment.url) else {
            let message = "the featured picture is neither in the folder of media nor on the web";
            findings.push(finding(FindingKind::Picture, Action::LeftOut, item, &attachment.url, message));
            return None;
        };
        if let Some(description) =
            attachment.description.as_deref().map(plain).filter(|words| !words.is_empty())
        {
            findings.push(finding(
                FindingKind::Picture,
                Action::LeftOut,
                item,
                &description,
                "the description of the featured picture",
            ));
        }
        let caption = attachment.caption.as_deref().map(plain).filter(|caption| !caption.is_empty());
        Some(LeadPicture { path, alt: attachment.alt.clone(), caption, credit: None })
    }

    /// Says what an explainer has no place for.
    fn report(&self, item: &Item, findings: &mut Vec<ImportFinding>) {
        if !matches!(item.kind.as_str(), "post" | "page" | "") {
            let message = format!("it is of the type `{}`, which the site defined", item.kind);
            findings.push(finding(FindingKind::Metadata, Action::Changed, item, &item.kind, &message));
        }
        if item.is_locked {
            findings.push(finding(
                FindingKind::Metadata,
                Action::LeftOut,
                item,
                "",
                "the site asked for a password before it showed this",
            ));
        }
        if !matches!(item.status.as_str(), "publish" | "draft" | "inherit" | "") {
            let message = match item.status.as_str() {
                "future" => "it was scheduled: it is under embargo until then".to_owned(),
                status => format!("its status is `{status}`: it is a draft"),
            };
            findings.push(finding(FindingKind::Metadata, Action::Changed, item, &item.status, &message));
        }
        for (author, text) in &item.comments {
            let message = format!("a comment by {}", if author.is_empty() { "a reader" } else { author });
            findings.push(finding(FindingKind::Comment, Action::LeftOut, item, &plain(text), &message));
        }
        for (key, value) in &item.meta {
            let spoken = !key.starts_with('_') || key.contains("yoast") || key.contains("seo");
            if spoken && key != "footnotes" && !value.trim().is_empty() {
                let message = format!("an explainer has no place for the field `{key}`");
                findings.push(finding(FindingKind::Metadata, Action::LeftOut, item, value, &message));
            }
        }
        for term in &item.terms {
            if !matches!(
                term.domain.as_str(),
                "category" | "post_tag" | "author" | "language" | "post_translations"
            ) {
                let message = format!("an explainer has no place for terms of `{}`", term.domain);
                findings.push(finding(FindingKind::Metadata, Action::LeftOut, item, &term.name, &message));
            }
        }
    }
}

/// The name of a post for paths.
fn name(item: &Item) -> String {
    let slug = link_decoded(&item.slug);
    let slug = slug.strip_suffix(".html").unwrap_or(&slug).to_owned();
    if slug.is_empty() { plain(&item.title) } else { slug }
}

fn link_decoded(slug: &str) -> String {
    link::percent_decode(slug)
}

/// The notes that the block editor keeps beside the text, as elements.
fn notes(item: &Item) -> String {
    #[derive(serde::Deserialize)]
    struct Note {
        id: String,
        content: String,
    }
    let notes: Vec<Note> =
        item.meta("footnotes").and_then(|notes| serde_json::from_str(notes).ok()).unwrap_or_default();
    notes.iter().map(|note| format!("<note name=\"{}\">{}</note>", escaped(&note.id), note.content)).collect()
}
