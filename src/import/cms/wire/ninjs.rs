//! ninjs, IPTC's news in JSON: versions 1 to 3, those of others and our own.

use serde_json::Value;
use url::Url;

use super::{
    super::html_body::{HtmlBody, plain},
    pictures::{ItemPicture, paragraphs, paths},
    shape,
    value::{date, items, parse, string},
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata},
};
use pressroom_diagnostics::Span;
use pressroom_document::{Author, AuthorKind, Language, Status, link};
use pressroom_read::builder::{Builder, Container};

/// True for an item of news.
pub(crate) fn is_ninjs(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    has("uri")
        && [
            "headline",
            "headlines",
            "body_html",
            "body_text",
            "bodies",
            "body_xhtml",
            "pubstatus",
            "pubStatus",
            "versioncreated",
            "versionCreated",
        ]
        .iter()
        .any(|key| has(key))
}

/// Reads an item.
///
/// # Errors
/// It is none.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let value = parse(source)?;
    if !is_ninjs(&value) {
        return Err(ImportError::Damaged(
            "it is not an item of ninjs: it has no `uri` or no text".to_owned(),
        ));
    }
    let mut metadata = metadata(&value, options);
    let language = metadata.language.clone().or_else(|| options.site.language.clone());
    let base = string(&value, &["uri"]).and_then(|uri| Url::parse(&uri).ok()).filter(|uri| uri.has_host());
    let mut body = HtmlBody::new(source.beside, paths, base, language.unwrap_or_else(Language::english));
    let is_ours = texts(&value, "cards").first().is_some_and(|(_, cards)| cards.contains("pressroom-cards/"));
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    text(&value, is_ours, &mut builder, &mut body)?;
    let written = texts(&value, "main").into_iter().map(|(_, text)| text).collect::<String>();
    associations(&value, &written, &mut metadata, &mut builder, &mut body);
    let draft = builder.finish_all();
    body.findings.extend(found.iter().map(ImportFinding::of_reader));
    report(&value, is_ours, &mut body.findings);
    let slug = string(&value, &["slugline"]).filter(|_| is_ours);
    Ok(vec![Article {
        name: slug.unwrap_or_else(|| source.stem().trim_end_matches(".ninjs").to_owned()),
        metadata,
        draft,
        card_level: is_ours.then_some(2),
        findings: std::mem::take(&mut body.findings),
        pictures: body.pictures.into_files(),
        producer: Some(if is_ours { "Pressroom".to_owned() } else { "ninjs".to_owned() }),
        ..Article::default()
    }])
}

fn metadata(value: &Value, options: &ImportOptions<'_>) -> ArticleMetadata {
    let zone = options.site.timezone.as_ref();
    let status = string(value, &["pubStatus", "pubstatus"]).unwrap_or_default();
    let subjects = items(value, &["subjects", "subject"]);
    let named = |rel: &str| {
        let of = subjects.iter().filter(|(_, item)| string(item, &["rel"]).as_deref() == Some(rel));
        of.filter_map(|(_, item)| string(item, &["name"])).collect::<Vec<_>>()
    };
    let mut sections = named("category");
    sections.extend(named("section"));
    let section = sections.first().cloned();
    let mut keywords: Vec<String> = subjects
        .iter()
        .filter_map(|(_, item)| string(item, &["name"]))
        .filter(|name| !sections.contains(name))
        .collect();
    let listed = items(value, &["keywords", "keyword"]);
    keywords.extend(
        listed
            .iter()
            .filter_map(|(_, word)| word.as_str().map(str::to_owned).or_else(|| string(word, &["name"]))),
    );
    ArticleMetadata {
        headline: headline(value, "main")
            .or_else(|| string(value, &["headline", "title"]))
            .map(|text| plain_if_html(&text)),
        kicker: headline(value, "kicker"),
        description: description(value),
        authors: authors(value),
        date_published: date(
            value,
            &[
                "contentCreated",
                "contentcreated",
                "firstCreated",
                "firstcreated",
                "versionCreated",
                "versioncreated",
            ],
            zone,
        ),
        date_modified: date(value, &["versionCreated", "versioncreated"], zone),
        language: string(value, &["language"]).and_then(|language| language.parse().ok()),
        section,
        keywords,
        canonical_url: string(value, &["uri"]).and_then(|uri| link::web(&uri)),
        rights: string(value, &["usageTerms", "usageterms", "copyrightNotice", "copyrightnotice"]),
        embargo: date(value, &["embargoedUntil", "embargoed", "embargoeduntil"], zone),
        expires: date(value, &["expires"], zone),
        status: match status.as_str() {
            "withheld" => Status::Withheld,
            "canceled" | "cancelled" => Status::Canceled,
            _ => Status::Usable,
        },
        ..ArticleMetadata::default()
    }
}

fn plain_if_html(text: &str) -> String {
    if text.contains(['<', '&']) { plain(text) } else { text.to_owned() }
}

fn headline(value: &Value, role: &str) -> Option<String> {
    let all = items(value, &["headlines"]);
    let of_role = all.iter().find(|(_, item)| string(item, &["role"]).as_deref() == Some(role));
    string(of_role?.1, &["value"])
}

fn description(value: &Value) -> Option<String> {
    let all = items(value, &["descriptions"]);
    let first = all.iter().find_map(|(_, item)| string(item, &["value"]));
    let text =
        first.or_else(|| string(value, &["description_text", "description_html", "descriptionText"]))?;
    Some(plain_if_html(&text)).filter(|text| !text.is_empty())
}

fn authors(value: &Value) -> Vec<Author> {
    let of = |keys: &[&str], kind: AuthorKind| {
        let all = items(value, keys);
        let author = move |(_, item): &(String, &Value)| {
            let rel = string(item, &["rel"]);
            let wrote =
                rel.as_deref().is_none_or(|rel| matches!(rel, "author" | "writer" | "by" | "creator"));
            string(item, &["name"]).filter(|_| wrote && rel.is_some()).map(|name| Author {
                name,
                url: None,
                kind,
            })
        };
        all.iter().filter_map(author).collect::<Vec<_>>()
    };
    let mut authors = of(&["people", "person", "authors"], AuthorKind::Person);
    authors.extend(of(&["organisations", "organisation"], AuthorKind::Team));
    if authors.is_empty()
        && let Some(by) = string(value, &["by", "byline"])
    {
        return crate::plain::authors(&plain_if_html(&by));
    }
    authors
}

/// Bodies of a role, with their types.
fn texts(value: &Value, role: &str) -> Vec<(String, String)> {
    items(value, &["bodies"])
        .iter()
        .filter(|(_, item)| {
            string(item, &["role"]).is_none_or(|own| own == role || (role == "main" && own == "body"))
        })
        .filter_map(|(_, item)| {
            let text = string(item, &["value"])?;
            Some((string(item, &["contentType", "contenttype"]).unwrap_or_default(), text))
        })
        .collect()
}

/// The text: HTML before plain text.
fn text(
    value: &Value,
    is_ours: bool,
    builder: &mut Builder<'_>,
    body: &mut HtmlBody<'_>,
) -> Result<(), ImportError> {
    let bodies = texts(value, "main");
    let html = bodies.iter().find(|(kind, _)| kind.contains("html")).map(|(_, text)| text.clone());
    let has_signoff = is_ours
        && texts(value, "cards").iter().any(|(_, cards)| {
            serde_json::from_str::<Value>(cards)
                .is_ok_and(|cards| cards.get("signoff").is_some_and(|signoff| !signoff.is_null()))
        });
    if let Some(html) = html.or_else(|| string(value, &["body_html", "body_xhtml", "bodyHtml", "body"])) {
        return body.read(builder, &html, |root, findings| {
            if has_signoff {
                shape::mark_signoff(root);
            }
            shape::shape(root, findings);
        });
    }
    let plain = bodies.first().map(|(_, text)| text.clone());
    if let Some(text) = plain.or_else(|| string(value, &["body_text", "bodyText"])) {
        paragraphs(builder, &text);
    }
    Ok(())
}

/// Pictures and related stories beside the text.
fn associations(
    value: &Value,
    written: &str,
    metadata: &mut ArticleMetadata,
    builder: &mut Builder<'_>,
    body: &mut HtmlBody<'_>,
) {
    for (name, item) in items(value, &["associations"]) {
        if item.is_null() {
            continue;
        }
        let kind = string(item, &["type"]).unwrap_or_default();
        let rel = string(item, &["rel"]).unwrap_or(name);
        if matches!(kind.as_str(), "picture" | "graphic" | "image") {
            let picture = picture(item, &rel);
            let shown =
                picture.sources.iter().any(|source| !source.is_empty() && written.contains(source.as_str()));
            if picture.is_lead && metadata.image.is_none() {
                metadata.image = picture.lead(body);
            } else if !shown {
                picture.figure(builder, body);
            }
        } else if matches!(kind.as_str(), "text" | "composite" | "" | "article") {
            let title = headline(item, "main").or_else(|| string(item, &["headline", "title", "name"]));
            let url = string(item, &["uri", "href"]).filter(|url| url.starts_with("http"));
            let shown = url.as_ref().is_some_and(|url| written.contains(url.as_str()));
            if let (Some(title), false) = (title, shown) {
                related(&title, url, builder);
            }
        } else {
            let words = string(item, &["headline", "title", "name"]).unwrap_or_default();
            body.findings.push(ImportFinding {
                kind: FindingKind::EmbeddedObject,
                action: Action::LeftOut,
                place: rel,
                text: words,
                message: format!("an explainer has no place for a {kind} beside the text"),
            });
        }
    }
}

fn related(title: &str, url: Option<String>, builder: &mut Builder<'_>) {
    let span = Span::default();
    let outer = builder.open(Container::Related { label: None }, span);
    let paragraph = builder.open(Container::Paragraph, span);
    let link = url.map(|url| builder.open(Container::Link { url, title: None }, span));
    builder.text(title.to_owned(), span);
    link.into_iter().for_each(|link| builder.close(link));
    builder.close(paragraph);
    builder.close(outer);
}

/// The picture of an association.
fn picture(item: &Value, rel: &str) -> ItemPicture {
    let mut renditions = items(item, &["renditions"]);
    // The largest first: baseImage and full before previews.
    renditions.sort_by_key(|(_, rendition)| {
        let width = rendition.get("width").and_then(Value::as_u64).unwrap_or_default();
        std::cmp::Reverse(width)
    });
    let mut sources: Vec<String> = Vec::new();
    for (_, rendition) in &renditions {
        sources.extend(string(rendition, &["title"]).filter(|title| title.contains('.')));
        sources.extend(string(rendition, &["href"]));
    }
    sources.extend(string(item, &["uri", "href"]).filter(|uri| uri.starts_with("http")));
    let text = |role: &str| {
        let all = items(item, &["descriptions"]);
        let found = all.iter().find(|(_, text)| string(text, &["role"]).as_deref() == Some(role));
        found.and_then(|(_, text)| string(text, &["value"]))
    };
    ItemPicture {
        sources,
        alt: text("alternative").or_else(|| string(item, &["body_text", "alt_text", "altText"])),
        caption: text("caption").or_else(|| string(item, &["description_text", "description_html"])),
        credit: string(item, &["by", "byline", "creditline", "copyrightholder"]),
        is_lead: matches!(rel, "lead" | "featuremedia" | "main" | "mainpic" | "featureimage"),
    }
}

/// Says what an explainer has no place for.
fn report(value: &Value, is_ours: bool, findings: &mut Vec<ImportFinding>) {
    let keys = [
        "edNote",
        "ednote",
        "located",
        "copyrightHolder",
        "copyrightholder",
        "slugline",
        "urgency",
        "priority",
    ];
    for key in keys {
        let Some(text) = value.get(key).filter(|value| !value.is_null()) else { continue };
        // What the build says anew.
        if is_ours && matches!(key, "slugline" | "copyrightHolder") {
            continue;
        }
        findings.push(ImportFinding {
            kind: FindingKind::Metadata,
            action: Action::LeftOut,
            place: key.to_owned(),
            text: text.as_str().map_or_else(|| text.to_string(), str::to_owned),
            message: "an explainer has no place for this field".to_owned(),
        });
    }
}
