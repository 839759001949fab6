//! Editions that other programs can read: HTML without a parse error, XML, JSON, mail; twice the same bytes.

use std::sync::LazyLock;

use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::ImageCache;
use pressroom_render::{Backend, Context, Edition};
use pressroom_theme::Theme;
use scraper::{Html, Node};
use serde::Deserialize as _;
use serde_json::Value;

use super::documents::SITE;
use crate::extract::unzip;

/// Editions that are made in some milliseconds.
const LIGHT: &[&str] =
    &["amp", "html", "epub", "text", "email", "esp", "ninjs", "jsonfeed", "applenews", "model"];

pub(crate) static THEME: LazyLock<Theme> =
    LazyLock::new(|| Theme::builtin("default").unwrap_or_else(|(_, found)| panic!("{found:?}")));

static BACKENDS: LazyLock<Vec<(&'static str, Box<dyn Backend>)>> = LazyLock::new(|| {
    let light = registry().iter().filter(|kind| LIGHT.contains(&kind.name));
    light
        .map(|kind| (kind.name, (kind.prepare)(&THEME).unwrap_or_else(|found| panic!("{found:?}"))))
        .collect()
});

/// Makes the light editions of a document, each of them twice.
pub(crate) fn editions(document: &Document) -> Result<(), String> {
    for (name, backend) in &*BACKENDS {
        let (one, other) = (set(&**backend, document), set(&**backend, document));
        match (one, other) {
            (Ok(one), Ok(other)) if one.files != other.files => {
                return Err(format!("{name} is not the same twice"));
            }
            (Ok(one), Ok(_)) => check(name, &one)?,
            (Err(one), Err(other)) if one == other => {}
            (one, _) => return Err(format!("{name} is made once, and once not: {:?}", one.err())),
        }
    }
    Ok(())
}

fn set(backend: &dyn Backend, document: &Document) -> Result<Edition, pressroom_diagnostics::Diagnostics> {
    let words = THEME.messages(document.metadata.language.as_str());
    let image_cache = ImageCache::default();
    backend.render(document, &Context::new(&SITE, &words, &image_cache))
}

/// The files of an edition can be read.
pub(crate) fn check(name: &str, edition: &Edition) -> Result<(), String> {
    for (path, bytes) in &edition.files {
        let file = |error: String| format!("{name}: {path} is not well-formed: {error}");
        if path.ends_with(".html") {
            page(text(bytes)?).map_err(file)?;
        } else if path.ends_with(".json") {
            json(bytes).map_err(file)?;
        } else if path.ends_with(".epub") {
            for (entry, bytes) in unzip(bytes) {
                let xml = ["xhtml", "opf", "ncx", "xml", "svg"].iter().any(|end| entry.ends_with(end));
                if xml {
                    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
                    roxmltree::Document::parse_with_options(text(&bytes)?, options)
                        .map_err(|error| file(format!("{entry}: {error}")))?;
                }
            }
        } else if path.ends_with(".eml") {
            mail(text(bytes)?).map_err(file)?;
        } else if path.ends_with(".txt") && text(bytes)?.contains(|c: char| c.is_control() && c != '\n') {
            return Err(file("it holds a control character".to_owned()));
        }
    }
    Ok(())
}

/// Any JSON, however deep it nests.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| error.to_string())
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A parser finds the elements that were written, and no others: nothing ends early, breaks out or is moved.
fn page(text: &str) -> Result<(), String> {
    let written = |text: &str| {
        let after = text.split('<').skip(1);
        after.filter(|after| after.starts_with(|c: char| c.is_ascii_alphabetic())).count()
    };
    let page = Html::parse_document(text);
    let mut found = 0;
    for node in page.tree.nodes() {
        found += match node.value() {
            Node::Element(_) => 1,
            // Where scripts run, what is in `noscript` is text.
            Node::Text(text) => match node.parent().and_then(|parent| parent.value().as_element()) {
                Some(parent) if parent.name() == "noscript" => written(text),
                Some(_) | None => 0,
            },
            _ => 0,
        };
    }
    match (written(text), found) {
        (written, found) if written == found => Ok(()),
        (written, found) => Err(format!("{written} elements were written, and {found} are read")),
    }
}

/// RFC 5322, section 2.1.
fn mail(text: &str) -> Result<(), String> {
    if !text.is_ascii() || text.replace("\r\n", "").contains(['\r', '\n', '\0']) {
        return Err("it is not ASCII with CRLF".to_owned());
    }
    match text.split("\r\n").find(|line| line.len() > 998) {
        Some(_) => Err("a line has more than 998 bytes".to_owned()),
        None => Ok(()),
    }
}
