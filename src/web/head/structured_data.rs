//! Structured data: the document in the words of schema.org, as JSON-LD.

use serde_json::{Map, Value, json};

use super::page_facts::{LeadPicture, PageFacts};
use crate::json_script::escape_json;
use pressroom_document::{AuthorKind, Card, Correction, text};
use pressroom_render::Translation;

/// The type of an explainer.
const ARTICLE: &str = "NewsArticle";

/// The document as `NewsArticle`, besides a `BackgroundNewsArticle` (schema.org: "aka explainer"), safe inside
/// `<script>`. The second type is an `additionalType`, because some receivers read one `@type` only.
pub(crate) fn news_article(facts: &PageFacts<'_>) -> String {
    let (document, site) = (facts.document, facts.context.site);
    let metadata = &document.metadata;
    let authors: Vec<Value> = metadata
        .authors
        .iter()
        .map(|author| {
            let kind = match author.kind {
                AuthorKind::Person => "Person",
                AuthorKind::Team => "Organization",
            };
            object(
                kind,
                [("name", Some(json!(author.name))), ("url", author.url.as_ref().map(|url| json!(url)))],
            )
        })
        .collect();
    let publisher = site.publisher_name().map(|name| {
        let logo = site.publisher.logo.as_ref().map(|url| object("ImageObject", [("url", Some(json!(url)))]));
        let url = site.publisher.url.as_ref().or(site.base_url.as_ref()).map(|url| json!(url));
        object("Organization", [("name", Some(json!(name))), ("url", url), ("logo", logo)])
    });
    let page = facts.canonical().map(|url| json!({"@type": "WebPage", "@id": url}));
    let original = metadata.translation_of.as_deref();
    let is_original = |(other, _): &(&Translation, &str)| Some(other.slug.as_str()) == original;
    let article = object(
        "",
        [
            ("@context", Some(json!("https://schema.org"))),
            ("@type", Some(json!(ARTICLE))),
            ("additionalType", Some(json!("https://schema.org/BackgroundNewsArticle"))),
            ("genre", Some(json!("Explainer"))),
            ("isAccessibleForFree", Some(json!(true))),
            ("@id", facts.canonical().map(|url| json!(url))),
            ("url", facts.canonical().map(|url| json!(url))),
            ("mainEntityOfPage", page),
            ("headline", Some(json!(metadata.headline))),
            ("description", Some(json!(facts.description()))),
            ("inLanguage", Some(json!(metadata.language.as_str()))),
            ("author", some(authors)),
            ("publisher", publisher),
            ("datePublished", metadata.date_published.map(|date| json!(date.rfc3339()))),
            ("dateModified", metadata.date_modified.map(|date| json!(date.rfc3339()))),
            ("expires", metadata.expires.map(|date| json!(date.rfc3339()))),
            ("articleSection", metadata.section.as_ref().map(|section| json!(section))),
            ("keywords", some(metadata.keywords.iter().map(|tag| json!(tag)).collect())),
            ("copyrightNotice", metadata.rights.as_ref().map(|rights| json!(rights))),
            ("version", Some(json!(metadata.version))),
            ("wordCount", Some(json!(facts.extent.count()))),
            ("timeRequired", Some(json!(format!("PT{}M", facts.extent.minutes())))),
            ("image", facts.lead_picture().as_ref().map(picture)),
            ("hasPart", some(document.cards.iter().map(|card| part(facts, card)).collect())),
            ("translationOfWork", facts.translations().find(is_original).map(work)),
            (
                "workTranslation",
                some(facts.translations().filter(|_| original.is_none()).map(work).collect()),
            ),
            ("correction", some(metadata.corrections.iter().map(correction).collect())),
        ],
    );
    escape_json(&article.to_string())
}

/// The same explainer in another language.
fn work((other, url): (&Translation, &str)) -> Value {
    object(
        ARTICLE,
        [
            ("@id", Some(json!(url))),
            ("url", Some(json!(url))),
            ("headline", Some(json!(other.headline))),
            ("inLanguage", Some(json!(other.language.as_str()))),
        ],
    )
}

fn picture(LeadPicture { url, size, lead }: &LeadPicture<'_>) -> Value {
    object(
        "ImageObject",
        [
            ("url", Some(json!(url))),
            ("width", size.map(|(width, _)| pixels(width))),
            ("height", size.map(|(_, height)| pixels(height))),
            ("caption", lead.caption.as_ref().map(|caption| json!(caption))),
            ("creditText", lead.image.credit.as_ref().map(|credit| json!(credit))),
        ],
    )
}

/// A length in pixels, by its UN/CEFACT code: schema.org has no plain numbers for lengths.
fn pixels(value: u32) -> Value {
    object("QuantitativeValue", [("value", Some(json!(value))), ("unitCode", Some(json!("E37")))])
}

/// A card: a part of the page with a permanent address and a date of its own.
fn part(facts: &PageFacts<'_>, card: &Card) -> Value {
    let permalink = facts.permalink(&card.id);
    object(
        "WebPageElement",
        [
            ("@id", Some(json!(permalink))),
            ("url", Some(json!(permalink))),
            ("name", Some(json!(text::plain(&card.question)))),
            ("position", Some(json!(card.number))),
            ("dateModified", card.updated.as_ref().map(|update| json!(update.date.rfc3339()))),
        ],
    )
}

fn correction(correction: &Correction) -> Value {
    let date = Some(json!(correction.date.rfc3339()));
    object("CorrectionComment", [("text", Some(json!(correction.text))), ("datePublished", date)])
}

/// An object of those fields that have a value.
fn object<const N: usize>(kind: &str, fields: [(&str, Option<Value>); N]) -> Value {
    let kind = (!kind.is_empty()).then(|| ("@type".to_owned(), json!(kind)));
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(kind.into_iter().chain(fields).collect::<Map<_, _>>())
}

fn some(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}
