//! From the posts of an export to articles.

use serde_json::Value;
use url::Url;

use super::{
    super::html_body::{HtmlBody, plain},
    lexical, media, mobiledoc,
    relations::Relations,
    text::{PostText, string},
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata, LeadPicture},
};
use pressroom_document::{Date, Language, link};

/// How deep exports wrap their posts.
const MAX_WRAPPED: usize = 8;

/// True for JSON with posts of Ghost.
pub(crate) fn is_export(value: &Value) -> bool {
    let posts = find(value, 0).and_then(|data| data.get("posts")?.as_array());
    posts.is_some_and(|posts| {
        posts.iter().take(20).any(|post| {
            let text =
                ["html", "lexical", "mobiledoc", "markdown"].iter().any(|key| post.get(*key).is_some());
            text && post.get("title").is_some() && post.get("slug").is_some()
        })
    })
}

/// The object with the list of posts.
fn find(value: &Value, depth: usize) -> Option<&Value> {
    if depth > MAX_WRAPPED {
        return None;
    }
    match value {
        Value::Object(members) if members.get("posts").is_some_and(Value::is_array) => Some(value),
        Value::Object(members) => {
            ["db", "data"].iter().filter_map(|key| members.get(*key)).find_map(|inner| find(inner, depth + 1))
        }
        Value::Array(items) => items.iter().find_map(|item| find(item, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Reads an export.
///
/// # Errors
/// It is no JSON, or holds no posts.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, found) = source.decode()?;
    let value: Value = serde_json::from_str(&decoded.text)
        .map_err(|error| ImportError::Damaged(format!("its JSON can't be read: {error}")))?;
    let Some(data) = find(&value, 0) else {
        return Err(ImportError::Damaged(
            "it is not an export of Ghost: there is no list of posts".to_owned(),
        ));
    };
    let relations = Relations::new(data);
    let export = GhostExport { relations, producer: producer(&value), source, options };
    let posts = data.get("posts").and_then(Value::as_array).into_iter().flatten();
    let mut others: Vec<ImportFinding> = found.iter().map(ImportFinding::of_reader).collect();
    let mut articles = Vec::new();
    let mut failure = None;
    for post in posts {
        match export.article(post) {
            Ok(article) => articles.push(article),
            // One that can't be read does not hold up the others.
            Err(error) => {
                others.push(ImportFinding {
                    kind: FindingKind::Document,
                    action: Action::LeftOut,
                    place: string(post, "slug").unwrap_or_default(),
                    text: string(post, "html").or_else(|| string(post, "title")).unwrap_or_default(),
                    message: error.to_string(),
                });
                failure = Some(error);
            }
        }
    }
    match articles.first_mut() {
        Some(first) => first.findings.splice(0..0, others).for_each(drop),
        None => return Err(failure.unwrap_or(ImportError::Empty)),
    }
    Ok(articles)
}

fn producer(value: &Value) -> String {
    let version = |value: &Value| string(value.get("meta")?, "version");
    let wrapped = value.get("db").and_then(|db| db.get(0)).or_else(|| value.get("data"));
    match version(value).or_else(|| version(wrapped?)) {
        Some(version) => format!("Ghost {version}"),
        None => "Ghost".to_owned(),
    }
}

struct GhostExport<'e> {
    relations: Relations,
    producer: String,
    source: &'e ImportSource<'e>,
    options: &'e ImportOptions<'e>,
}

impl GhostExport<'_> {
    fn article(&self, post: &Value) -> Result<Article, ImportError> {
        let mut metadata = self.metadata(post);
        let language = metadata.language.clone().or_else(|| self.options.site.language.clone());
        let base = string(post, "url").and_then(|url| Url::parse(&url).ok());
        let mut body =
            HtmlBody::new(self.source.beside, media::paths, base, language.unwrap_or_else(Language::english));
        let mut found = Vec::new();
        let mut text = PostText::new(&mut found, &mut body);
        build(post, &mut text);
        let draft = text.finish()?;
        body.findings.extend(found.iter().map(ImportFinding::of_reader));
        metadata.image = self.lead(post, &mut body);
        let mut findings = std::mem::take(&mut body.findings);
        self.report(post, &mut findings);
        Ok(Article {
            name: string(post, "slug").or_else(|| string(post, "title")).unwrap_or_default(),
            metadata,
            draft,
            pictures: body.pictures.into_files(),
            producer: Some(self.producer.clone()),
            findings,
            ..Article::default()
        })
    }

    fn metadata(&self, post: &Value) -> ArticleMetadata {
        let date = |key: &str| post.get(key).and_then(moment);
        let status = string(post, "status").unwrap_or_else(|| "published".to_owned());
        let published = date("published_at");
        let mut tags: Vec<String> =
            self.relations.tags(post).into_iter().filter(|tag| !tag.starts_with('#')).collect();
        let section = (!tags.is_empty()).then(|| tags.remove(0));
        let language = string(post, "language").or_else(|| string(post, "locale"));
        ArticleMetadata {
            headline: string(post, "title"),
            description: string(post, "custom_excerpt").map(|excerpt| plain(&excerpt)),
            authors: self.relations.authors(post),
            date_published: published,
            date_modified: date("updated_at")
                .filter(|updated| published.is_some_and(|published| *updated > published)),
            language: language.and_then(|language| language.replace('_', "-").parse().ok()),
            section,
            keywords: tags,
            canonical_url: self
                .relations
                .value(post, "canonical_url")
                .or_else(|| string(post, "url"))
                .and_then(|url| link::web(&url)),
            embargo: published.filter(|_| status == "scheduled"),
            draft: !matches!(status.as_str(), "published" | "scheduled" | "sent"),
            ..ArticleMetadata::default()
        }
    }

    /// The feature picture.
    fn lead(&self, post: &Value, body: &mut HtmlBody<'_>) -> Option<LeadPicture> {
        let source = string(post, "feature_image").or_else(|| string(post, "image"))?;
        let value = |key: &str| self.relations.value(post, key);
        let (alt, caption) =
            (value("feature_image_alt"), value("feature_image_caption").map(|caption| plain(&caption)));
        match body.pictures.take_picture(&source) {
            Some(path) => Some(LeadPicture { path, alt, caption, credit: None }),
            None => {
                let text = [Some(source), alt, caption].into_iter().flatten().collect::<Vec<_>>().join(" ");
                body.findings.push(ImportFinding {
                    kind: FindingKind::Picture,
                    action: Action::LeftOut,
                    place: "feature_image".to_owned(),
                    text,
                    message: "the feature picture is neither in the folder of media nor on the web"
                        .to_owned(),
                });
                None
            }
        }
    }

    /// Says what an explainer has no place for.
    fn report(&self, post: &Value, findings: &mut Vec<ImportFinding>) {
        let mut find = |place: &str, text: String, message: &str| {
            findings.push(ImportFinding {
                kind: FindingKind::Metadata,
                action: Action::LeftOut,
                place: place.to_owned(),
                text,
                message: message.to_owned(),
            });
        };
        for tag in self.relations.tags(post).into_iter().filter(|tag| tag.starts_with('#')) {
            find("tags", tag, "a tag that readers do not see");
        }
        for key in [
            "meta_title",
            "meta_description",
            "og_title",
            "og_description",
            "og_image",
            "twitter_title",
            "twitter_description",
            "twitter_image",
            "codeinjection_head",
            "codeinjection_foot",
            "email_subject",
        ] {
            if let Some(value) = self.relations.value(post, key) {
                find(key, value, "an explainer has no place for this field");
            }
        }
        if let Some(visibility) = string(post, "visibility").filter(|visibility| visibility != "public") {
            find("visibility", visibility, "the site showed this to some readers alone");
        }
        if string(post, "status").as_deref() == Some("scheduled") {
            find("status", "scheduled".to_owned(), "it was scheduled: it is under embargo until then");
        }
    }
}

/// Builds the text of a post, by the first of its forms that is there.
fn build(post: &Value, text: &mut PostText<'_, '_, '_>) {
    if let Some(html) = string(post, "html") {
        return text.html(&html.replace(media::SITE, ""));
    }
    for (key, build) in
        [("lexical", lexical_root as fn(&Value, &mut PostText<'_, '_, '_>)), ("mobiledoc", mobiledoc::build)]
    {
        let Some(written) = string(post, key) else { continue };
        match serde_json::from_str::<Value>(&written.replace(media::SITE, "")) {
            Ok(tree) => return build(&tree, text),
            Err(error) => {
                let message = format!("the text in `{key}` can't be read: {error}");
                text.find(FindingKind::Document, Action::LeftOut, &written, &message);
            }
        }
    }
    if let Some(markdown) = string(post, "markdown") {
        text.markdown(&markdown.replace(media::SITE, ""));
    }
}

fn lexical_root(tree: &Value, text: &mut PostText<'_, '_, '_>) {
    lexical::build(tree.get("root").unwrap_or(tree), text);
}

/// A moment: in words, or in milliseconds since 1970.
fn moment(value: &Value) -> Option<Date> {
    if let Some(milliseconds) = value.as_i64() {
        let moment = jiff::Timestamp::from_millisecond(milliseconds).ok()?;
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().parse().ok();
    }
    let text = value.as_str()?.trim();
    let text = if text.len() == "2025-01-01 00:00:00".len() { format!("{text}Z") } else { text.to_owned() };
    text.parse().ok()
}
