//! JSON Feed (version 1.1): an item each an explainer.

use serde_json::Value;
use url::Url;

use super::{
    super::html_body::HtmlBody,
    pictures::{ItemPicture, paragraphs, paths},
    shape,
    value::{date, items, parse, string},
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata},
};
use pressroom_document::{Author, AuthorKind, Language, link};
use pressroom_read::builder::Builder;

/// True for a feed.
pub(crate) fn is_feed(value: &Value) -> bool {
    value
        .get("version")
        .and_then(Value::as_str)
        .is_some_and(|version| version.contains("jsonfeed.org/version/"))
}

/// Reads a feed.
///
/// # Errors
/// It is none.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let value = parse(source)?;
    if !is_feed(&value) {
        return Err(ImportError::Damaged("it is not a JSON Feed: it does not say its `version`".to_owned()));
    }
    items(&value, &["items"]).into_iter().map(|(_, item)| article(&value, item, source, options)).collect()
}

fn article(
    feed: &Value,
    item: &Value,
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Article, ImportError> {
    let zone = options.site.timezone.as_ref();
    let url = string(item, &["url", "id", "external_url"]);
    let language = string(item, &["language"]).or_else(|| string(feed, &["language"]));
    let mut metadata = ArticleMetadata {
        headline: string(item, &["title"]),
        description: string(item, &["summary"]),
        authors: authors(item).or_else(|| authors(feed)).unwrap_or_default(),
        date_published: date(item, &["date_published"], zone),
        date_modified: date(item, &["date_modified"], zone),
        language: language.and_then(|language| language.parse().ok()),
        keywords: items(item, &["tags"])
            .iter()
            .filter_map(|(_, tag)| tag.as_str().map(str::to_owned))
            .collect(),
        canonical_url: url.as_deref().and_then(link::web),
        ..ArticleMetadata::default()
    };
    let language = metadata.language.clone().or_else(|| options.site.language.clone());
    let base = url.as_deref().and_then(|url| Url::parse(url).ok()).filter(|url| url.has_host());
    let mut body = HtmlBody::new(source.beside, paths, base, language.unwrap_or_else(Language::english));
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    match (string(item, &["content_html"]), string(item, &["content_text"])) {
        (Some(html), _) => body.read(&mut builder, &html, shape::shape)?,
        (None, Some(text)) => paragraphs(&mut builder, &text),
        (None, None) => {}
    }
    if let Some(image) = string(item, &["image", "banner_image"]) {
        metadata.image = ItemPicture { sources: vec![image], ..ItemPicture::default() }.lead(&mut body);
    }
    for (_, attachment) in items(item, &["attachments"]) {
        body.findings.push(ImportFinding {
            kind: FindingKind::EmbeddedObject,
            action: Action::LeftOut,
            place: string(attachment, &["url"]).unwrap_or_default(),
            text: string(attachment, &["title"]).unwrap_or_default(),
            message: "an explainer has no attachments".to_owned(),
        });
    }
    let draft = builder.finish_all();
    body.findings.extend(found.iter().map(ImportFinding::of_reader));
    let name =
        url.as_deref().map(|url| url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned());
    Ok(Article {
        name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| source.stem().to_owned()),
        metadata,
        draft,
        findings: std::mem::take(&mut body.findings),
        pictures: body.pictures.into_files(),
        producer: Some("JSON Feed".to_owned()),
        ..Article::default()
    })
}

fn authors(value: &Value) -> Option<Vec<Author>> {
    let mut people: Vec<&Value> = items(value, &["authors"]).into_iter().map(|(_, person)| person).collect();
    if people.is_empty() {
        people.extend(value.get("author").filter(|author| author.is_object()));
    }
    let author = |person: &&Value| {
        let url = string(person, &["url"]).and_then(|url| link::web(&url));
        Some(Author { name: string(person, &["name"])?, url, kind: AuthorKind::Person })
    };
    let authors: Vec<Author> = people.iter().filter_map(author).collect();
    (!authors.is_empty()).then_some(authors)
}
