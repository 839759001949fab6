//! What a page says of its article as JSON-LD, in the words of schema.org.

use dom_query::Document;
use serde_json::Value;

use super::super::html::words;
use pressroom_document::{Author, AuthorKind, link};

/// The most bytes of one block.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most objects that are looked at.
const MAX_OBJECTS: usize = 10_000;

/// The object that describes the article.
#[derive(Debug, Default)]
pub(super) struct JsonLd(Option<Value>);

impl JsonLd {
    /// Finds it among the blocks of a page: an article of any kind, else the page itself.
    pub(super) fn read(document: &Document) -> Self {
        let mut page = None;
        for script in document.select("script[type='application/ld+json']").nodes() {
            let text = script.text();
            let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
            if text.len() > MAX_BYTES {
                continue;
            }
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            let mut waiting = vec![value];
            let mut looked = 0;
            while let Some(value) = waiting.pop() {
                looked += 1;
                if looked > MAX_OBJECTS {
                    break;
                }
                match value {
                    Value::Array(values) => waiting.extend(values.into_iter().rev()),
                    Value::Object(mut object) => {
                        let kinds = strings(object.get("@type"));
                        if let Some(graph) = object.remove("@graph") {
                            waiting.push(graph);
                        }
                        if kinds.iter().any(|kind| is_article(kind)) {
                            return Self(Some(Value::Object(object)));
                        }
                        if kinds.iter().any(|kind| kind == "WebPage") {
                            waiting.extend(object.remove("mainEntity"));
                            page.get_or_insert(Value::Object(object));
                        }
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            }
        }
        Self(page)
    }

    /// The first text of a property.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// The texts of a property: its values, or the names or addresses of the objects that are.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        strings(self.0.as_ref().and_then(|object| object.get(name)))
    }

    /// The authors.
    pub(super) fn authors(&self) -> Vec<Author> {
        let Some(written) = self.0.as_ref().and_then(|object| object.get("author")) else {
            return Vec::new();
        };
        let all = if let Value::Array(all) = written { all.iter().collect() } else { vec![written] };
        let author = |value: &Value| {
            let name = words(&strings(Some(value)).into_iter().next()?);
            let is_team = strings(value.get("@type")).iter().any(|kind| kind.contains("Organization"));
            let url = strings(value.get("url")).iter().find_map(|url| link::web(url));
            let kind = if is_team { AuthorKind::Team } else { AuthorKind::Person };
            (!name.is_empty() && !name.contains("://")).then_some(Author { name, url, kind })
        };
        all.into_iter().filter_map(author).collect()
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(kind, "BlogPosting" | "SocialMediaPosting" | "LiveBlogPosting" | "Report")
}

/// The texts of a value.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) if !text.trim().is_empty() => vec![unescape(text.trim())],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(all)) => all.iter().take(200).flat_map(strings_of_one).collect(),
        Some(one) => strings_of_one(one),
        None => Vec::new(),
    }
}

fn strings_of_one(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![unescape(text.trim())],
        Value::Object(object) => {
            let said = ["name", "url", "contentUrl", "@id", "alternateName"];
            said.iter()
                .find_map(|name| object.get(*name)?.as_str())
                .map(|text| vec![unescape(text)])
                .unwrap_or_default()
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Some systems escape what they write here as HTML.
fn unescape(text: &str) -> String {
    if !text.contains('&') || !text.contains(';') {
        return text.to_owned();
    }
    dom_query::Document::fragment(text.replace('<', "&lt;")).text().to_string()
}
