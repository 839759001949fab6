//! Takes the text out of each edition, as its receiver would.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _},
    path::Path,
    process::Command,
};

use scraper::{Html, Node};
use serde_json::Value;

/// The text of an edition's main file, in reading order.
pub(crate) fn text(edition: &str, file: &Path) -> String {
    match edition {
        "amp" | "html" => markup(&fs::read_to_string(file).unwrap()),
        "epub" => book(&fs::read(file).unwrap()),
        "pdf" | "print" | "proof" => pdf(file),
        "text" => fs::read_to_string(file).unwrap(),
        "email" => markup(&mail(&fs::read(file).unwrap()).html()),
        "esp" => service(&fs::read_to_string(file).unwrap())["text"].as_str().unwrap().to_owned(),
        "ninjs" => ninjs(&fs::read_to_string(file).unwrap()),
        "jsonfeed" => feed(&fs::read_to_string(file).unwrap()),
        "applenews" => apple_news(&fs::read_to_string(file).unwrap()),
        other => panic!("no way to read {other}"),
    }
}

/// The text of an HTML or XHTML page's body. A picture speaks through its alternative text, and once where an `amp-img`
/// holds its `img`.
pub(crate) fn markup(page: &str) -> String {
    const LINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
        "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
    ];
    let page = Html::parse_document(page);
    let mut out = String::new();
    for edge in page.tree.root().traverse() {
        let (node, open) = match edge {
            ego_tree::iter::Edge::Open(node) => (node, true),
            ego_tree::iter::Edge::Close(node) => (node, false),
        };
        let named = |node: &ego_tree::NodeRef<'_, Node>, name| matches!(node.value(), Node::Element(element) if element.name() == name);
        let hidden = |node: &ego_tree::NodeRef<'_, Node>| {
            matches!(node.value(), Node::Element(element)
                if ["script", "style", "head", "template", "noscript"].contains(&element.name()))
        };
        if hidden(&node) || node.ancestors().any(|above| hidden(&above) || named(&above, "amp-img")) {
            continue;
        }
        match node.value() {
            Node::Text(text) if open => out.push_str(text),
            Node::Element(element) => {
                if !LINE.contains(&element.name()) {
                    out.push('\n');
                }
                if open && ["img", "amp-img"].contains(&element.name()) {
                    out.push_str(element.attr("alt").unwrap_or_default());
                    out.push('\n');
                }
            }
            Node::Text(_)
            | Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => {}
        }
    }
    out
}

/// Fields of a mail's header: names and values.
pub(crate) type Header = Vec<(String, String)>;

/// A mail, taken apart.
pub(crate) struct Mail {
    /// The header, unfolded: names and values as they stand there.
    pub(crate) header: Header,
    /// The header of each part that holds no others, and its content without its transfer encoding.
    pub(crate) parts: Vec<(Header, Vec<u8>)>,
}

impl Mail {
    /// The values of a field.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        self.header.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The text of the first part of a kind, with LF at line ends.
    pub(crate) fn part(&self, kind: &str) -> String {
        let (_, content) = self
            .parts
            .iter()
            .find(|(header, _)| field(header, "Content-Type").starts_with(kind))
            .unwrap_or_else(|| panic!("no part {kind}"));
        String::from_utf8(content.clone()).unwrap().replace("\r\n", "\n")
    }

    /// The part for mail programs that show HTML.
    pub(crate) fn html(&self) -> String {
        self.part("text/html")
    }
}

/// The value of a field, empty where there is none.
pub(crate) fn field<'a>(header: &'a [(String, String)], name: &str) -> &'a str {
    header.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Takes a mail apart (RFC 5322, RFC 2046).
pub(crate) fn mail(bytes: &[u8]) -> Mail {
    let text = std::str::from_utf8(bytes).expect("a mail in quoted-printable is ASCII");
    let (header, body) = entity(text);
    let mut parts = Vec::new();
    each_part(header.clone(), body, &mut parts);
    Mail { header, parts }
}

fn entity(text: &str) -> (Header, &str) {
    let (header, body) = text.split_once("\r\n\r\n").expect("a blank line after the header");
    let unfolded = header.replace("\r\n ", " ").replace("\r\n\t", " ");
    let fields = unfolded.split("\r\n").map(|line| {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("not a field: {line}"));
        (name.to_owned(), value.to_owned())
    });
    (fields.collect(), body)
}

fn each_part(header: Header, body: &str, parts: &mut Vec<(Header, Vec<u8>)>) {
    let kind = field(&header, "Content-Type").to_owned();
    if let Some((_, boundary)) = kind.split_once("boundary=\"") {
        let mark = format!("--{}", boundary.trim_end_matches('"'));
        let inner = body.split(&format!("{mark}--")).next().unwrap();
        for part in inner.split(&format!("{mark}\r\n")).skip(1) {
            let (header, body) = entity(part.strip_suffix("\r\n").unwrap());
            each_part(header, body, parts);
        }
        return;
    }
    let content = match field(&header, "Content-Transfer-Encoding") {
        "quoted-printable" => unquoted(body),
        _ => body.as_bytes().to_vec(),
    };
    parts.push((header, content));
}

/// Undoes quoted-printable (RFC 2045, section 6.7).
fn unquoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut out = Vec::with_capacity(text.len());
    let mut pieces = text.split('=');
    out.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        out.push(u8::from_str_radix(&piece[..2], 16).expect("two figures after ="));
        out.extend_from_slice(&piece.as_bytes()[2..]);
    }
    out
}

/// What a newsletter service is given.
pub(crate) fn service(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

/// The files of a ZIP archive, in its order.
pub(crate) fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().to_owned(), content)
        })
        .collect()
}

/// The text of a book's spine.
fn book(bytes: &[u8]) -> String {
    let files: BTreeMap<String, Vec<u8>> = unzip(bytes).into_iter().collect();
    let file = |path: &str| {
        String::from_utf8(files.get(path).unwrap_or_else(|| panic!("no {path}")).clone()).unwrap()
    };
    let container = file("META-INF/container.xml");
    let root = tags(&container, "rootfile").first().map(|tag| attribute(tag, "full-path")).unwrap();
    let package = file(&root);
    let folder = root.rfind('/').map_or("", |at| &root[..=at]);
    let items: BTreeMap<_, _> =
        tags(&package, "item").iter().map(|tag| (attribute(tag, "id"), attribute(tag, "href"))).collect();
    let spine = tags(&package, "itemref");
    assert!(!spine.is_empty(), "the book's spine is empty");
    let mut out = String::new();
    for reference in spine {
        let href = items.get(&attribute(reference, "idref")).expect("the spine names items");
        out.push_str(&markup(&file(&format!("{folder}{href}"))));
        out.push('\n');
    }
    out
}

/// The tags of an element in well-formed XML.
fn tags<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    xml.split('<')
        .filter_map(|part| part.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| tag.split([' ', '/', '\n']).next() == Some(name))
        .collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let start =
        tag.find(&format!(" {name}=\"")).unwrap_or_else(|| panic!("<{tag}> has no {name}")) + name.len() + 3;
    tag[start..].split('"').next().unwrap().replace("&amp;", "&")
}

/// The text of a PDF in the order in which it was set, which is the order of its tags, too.
pub(crate) fn pdf(file: &Path) -> String {
    let output = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(file)
        .arg("-")
        .output()
        .expect("pdftotext");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The texts of a feed of one item in reading order, as a reader of feeds shows them.
fn feed(json: &str) -> String {
    let feed: Value = serde_json::from_str(json).unwrap();
    let item = &feed["items"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let authors = item["authors"].as_array().into_iter().flatten().map(|author| text(&author["name"]));
    let head = [&item["_pressroom"]["kicker"], &item["title"], &item["summary"]].map(text);
    let body = markup(item["content_html"].as_str().unwrap());
    head.into_iter().chain(authors).chain([body]).collect::<Vec<_>>().join("\n")
}

/// The texts of a ninjs item in reading order: what stands above the body, the plain body, the editor's note.
fn ninjs(json: &str) -> String {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.disable_recursion_limit();
    let item = <Value as serde::Deserialize>::deserialize(&mut reader).unwrap();
    let of = |item: &Value, list: &str, key: &str, wanted: &str| {
        let entries = item[list].as_array().map(Vec::as_slice).unwrap_or_default();
        let entry = entries.iter().find(|entry| entry[key] == wanted);
        entry.and_then(|entry| entry["value"].as_str()).unwrap_or_default().to_owned()
    };
    let lead = item["associations"].as_array().and_then(|all| all.iter().find(|one| one["rel"] == "lead"));
    let mut parts = vec![
        of(&item, "headlines", "role", "kicker"),
        of(&item, "headlines", "role", "main"),
        of(&item, "descriptions", "role", "summary"),
        item["by"].as_str().unwrap_or_default().to_owned(),
    ];
    if let Some(lead) = lead {
        parts.push(of(lead, "descriptions", "role", "caption"));
        parts.push(lead["by"].as_str().unwrap_or_default().to_owned());
    }
    parts.push(of(&item, "bodies", "contentType", "text/plain"));
    parts.push(item["edNote"].as_str().unwrap_or_default().to_owned());
    parts.join("\n")
}

/// The texts of an Apple News article in reading order. Captions for the full screen are said by components, too.
fn apple_news(json: &str) -> String {
    fn read(components: &Value, out: &mut String) {
        for component in components.as_array().into_iter().flatten() {
            let html = component["html"].as_str();
            match html.or_else(|| component["text"].as_str().filter(|_| component["format"] == "html")) {
                Some(html) => out.push_str(&markup(html)),
                None => out.push_str(component["text"].as_str().unwrap_or_default()),
            }
            out.push('\n');
            read(&component["components"], out);
        }
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.disable_recursion_limit();
    let article = <Value as serde::Deserialize>::deserialize(&mut reader).unwrap();
    let mut out = String::new();
    read(&article["components"], &mut out);
    out
}
