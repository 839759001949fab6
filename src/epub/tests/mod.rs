//! What no validator tells: that every word arrives, that links lead somewhere, that bytes do not change.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use serde_json::Value as Json;

use pressroom_config::{Certification, Site};
use pressroom_diagnostics::Code;
use pressroom_document::{Author, AuthorKind, Document, text};
use pressroom_render::{Context, Edition, PageStart, Pagination, TextPlace};
use pressroom_theme::{DEFAULT, Theme};

mod digest;

fn edition(document: &Document) -> Edition {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let messages = theme.messages(document.metadata.language.as_str());
    let backend = super::prepare(&theme).unwrap_or_else(|found| panic!("{found:?}"));
    backend
        .render(
            document,
            &Context::new(&Site::default(), &messages, &pressroom_images::ImageCache::default()),
        )
        .unwrap()
}

/// The files of the archive by path, and their paths in order.
fn unpack(edition: &Edition) -> (Vec<String>, BTreeMap<String, String>) {
    open(edition.files.values().next().unwrap())
}

fn open(bytes: &[u8]) -> (Vec<String>, BTreeMap<String, String>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let (mut order, mut files) = (Vec::new(), BTreeMap::new());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        order.push(entry.name().to_owned());
        files.insert(entry.name().to_owned(), String::from_utf8_lossy(&content).into_owned());
    }
    (order, files)
}

/// The values of an attribute in some markup, unescaped.
fn attributes(markup: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    markup.split(&start).skip(1).map(|rest| unescape(rest.split('"').next().unwrap())).collect()
}

fn unescape(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// The text between the tags and in place of pictures, without white space and without the numbers of notes.
fn words(markup: &str) -> String {
    let mut markup = markup.to_owned();
    while let Some(start) = markup.find("<sup class=\"noteref\"") {
        let end = start + markup[start..].find("</sup>").unwrap();
        markup.replace_range(start..end, "");
    }
    let mut out = String::new();
    for piece in markup.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        out.push_str(tag.split_once(" alt=\"").map_or("", |(_, alt)| alt.split('"').next().unwrap()));
        out.push_str(text);
    }
    squeeze(&unescape(&out))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_word_arrives_in_reading_order() {
    for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
        let (_, files) = unpack(&edition(&document));
        let package = &files["OEBPS/content.opf"];
        let spine: String = attributes(package, "href")
            .into_iter()
            .filter(|href| href.ends_with(".xhtml") && href != "cover.xhtml" && href != "nav.xhtml")
            .map(|href| words(&files[&format!("OEBPS/{href}")]))
            .collect();
        let mut rest = spine.as_str();
        for word in text::document_lines(&document).iter().flat_map(|line| line.split_whitespace()) {
            let at = rest.find(word).unwrap_or_else(|| panic!("{word:?} is not in {rest:?}"));
            rest = &rest[at + word.len()..];
        }
    }
}

#[test]
fn every_internal_link_leads_to_an_id_of_its_file() {
    let (_, files) = unpack(&edition(&pressroom_samples::every_variant()));
    assert!(follow(&files) > 10);
}

/// Follows every link inside a publication; says how many there were.
fn follow(files: &BTreeMap<String, String>) -> usize {
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter_map(|(path, content)| Some((path.strip_prefix("OEBPS/")?, content.as_str())))
        .filter(|(path, _)| path.ends_with(".xhtml"))
        .collect();
    let mut followed = 0;
    for (page, content) in &pages {
        let ids: Vec<String> = attributes(content, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id twice in {page}");
        for href in attributes(content, "href")
            .into_iter()
            .filter(|href| !href.contains(':') && !href.ends_with(".css"))
        {
            let (file, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let target = pages[if file.is_empty() { page } else { file }];
            assert!(
                fragment.is_empty() || attributes(target, "id").iter().any(|id| id == fragment),
                "{page}: {href}"
            );
            followed += 1;
        }
    }
    followed
}

/// What keeps a text from being XML 1.0, as far as our own markup goes: tags that don't match, characters that are
/// forbidden, entities that XML does not know.
fn fault(xml: &str) -> Option<String> {
    let forbidden =
        |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if let Some(at) = xml.find(forbidden) {
        return Some(format!("a forbidden character at byte {at}"));
    }
    for rest in xml.split('&').skip(1) {
        let name = rest.split(';').next().unwrap();
        if !["amp", "lt", "gt", "quot", "#39", "#13"].contains(&name) {
            return Some(format!("an unknown entity: &{name}"));
        }
    }
    let mut open = Vec::new();
    for piece in xml.split('<').skip(1).filter(|piece| !piece.starts_with(['?', '!'])) {
        let Some((tag, text)) = piece.split_once('>') else { return Some(format!("no tag: <{piece}")) };
        if text.contains('>') {
            return Some(format!("a bare >: {text}"));
        }
        let name = tag.split([' ', '/', '\n']).find(|name| !name.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes something else"));
            }
        } else if tag.matches('"').count() % 2 != 0 {
            return Some(format!("an open quotation mark: <{tag}>"));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    open.pop().map(|name| format!("<{name}> is not closed"))
}

fn assert_well_formed(files: &BTreeMap<String, String>) {
    let xml = files.iter().filter(|(path, _)| {
        !path.starts_with("OEBPS/media/") && !path.ends_with(".css") && *path != "mimetype"
    });
    let mut seen = 0;
    for (path, content) in xml {
        assert_eq!(fault(content), None, "{path}");
        seen += 1;
    }
    assert!(seen > 5);
}

/// The document with something hostile in every text.
fn hostile(document: &Document) -> Document {
    fn spoil(value: &mut Json, key: &str) {
        let texts = [
            "value",
            "text",
            "headline",
            "kicker",
            "description",
            "name",
            "caption",
            "alt",
            "credit",
            "label",
            "reason",
            "rights",
            "title",
            "keywords",
            "section",
        ];
        match value {
            Json::String(text) if texts.contains(&key) => {
                text.push_str("\u{0}\u{1}\u{8}\u{B}\u{1F}\u{FFFE}\u{FFFF}\r]]>&amp;<b>\"'{{ x }}{% if %}");
            }
            Json::Array(values) => values.iter_mut().for_each(|value| spoil(value, key)),
            Json::Object(fields) => {
                let files = fields.contains_key("sha256");
                fields.iter_mut().filter(|_| !files).for_each(|(key, value)| spoil(value, key));
            }
            Json::String(_) | Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
    let mut json = serde_json::to_value(document).unwrap();
    spoil(&mut json, "");
    let mut spoilt: Document = serde_json::from_value(json).unwrap();
    for (asset, original) in spoilt.assets.iter_mut().zip(&document.assets) {
        asset.bytes = original.bytes.clone();
    }
    spoilt
}

#[test]
fn every_file_is_well_formed_whatever_the_text() {
    for document in [pressroom_samples::every_variant(), hostile(&pressroom_samples::every_variant())] {
        assert_well_formed(&unpack(&edition(&document)).1);
    }
}

#[test]
fn what_is_not_well_formed_is_noticed() {
    for text in ["<a><b></a></b>", "<a>\u{1}</a>", "<a>&nbsp;</a>", "<a b=\"></a>", "<a>", "<a>]]></a>", "<a"]
    {
        assert!(fault(text).is_some(), "{text}");
    }
    assert_eq!(fault("<?xml?><a b=\"c\">d &amp; <e/></a>"), None);
}

#[test]
fn authors_are_linked_and_escaped() {
    let mut document = pressroom_samples::every_variant();
    document.metadata.authors = vec![
        Author {
            name: "A & B".to_owned(),
            url: Some("https://example.org/?a&b".to_owned()),
            kind: AuthorKind::Team,
        },
        Author { name: "C".to_owned(), url: None, kind: AuthorKind::Person },
    ];
    let (_, files) = unpack(&edition(&document));
    let byline = "<p class=\"byline\">By <a rel=\"author\" href=\"https://example.org/?a&amp;b\">A &amp; B</a> and C</p>";
    assert!(files["OEBPS/title.xhtml"].contains(byline), "{}", files["OEBPS/title.xhtml"]);
}

#[test]
fn accessibility_is_claimed_only_where_somebody_checked_and_every_picture_is_described() {
    let mut site = Site::default();
    let package = |document: &Document, site: &Site| {
        let theme = Theme::builtin(DEFAULT).unwrap();
        let messages = theme.messages("en");
        let image_cache = pressroom_images::ImageCache::default();
        let edition = super::prepare(&theme)
            .unwrap()
            .render(document, &Context::new(site, &messages, &image_cache))
            .unwrap();
        let (_, files) = unpack(&edition);
        (files["OEBPS/content.opf"].clone(), edition.warnings)
    };
    let mut described = pressroom_samples::every_variant();
    described.metadata.image = None;
    described.lede.clear();
    described.cards.clear();
    described.footnotes.clear();
    assert!(!package(&described, &site).0.contains("conformsTo"));
    site.certification = Some(Certification {
        by: "Checkers & Co".to_owned(),
        credential: None,
        report: Some("https://example.org/report".to_owned()),
        conforms_to: "EPUB Accessibility 1.1 - WCAG 2.2 Level AA".to_owned(),
    });
    let (claimed, found) = package(&described, &site);
    assert!(claimed.contains(">Checkers &amp; Co<") && claimed.contains("a11y:certifierReport"), "{claimed}");
    assert!(found.iter().all(|finding| !finding.message.contains("claim")));
    let mut undescribed = pressroom_samples::every_variant();
    undescribed.metadata.image.as_mut().unwrap().image.alt = None;
    let (package, found) = package(&undescribed, &site);
    assert!(!package.contains("conformsTo") && !package.contains("alternativeText"), "{package}");
    assert!(found.iter().any(|finding| finding.message.contains("does not claim")));
}

#[test]
fn the_container_is_as_the_specification_wants_it() {
    let document = pressroom_samples::every_variant();
    let (edition, again) = (edition(&document), edition(&document));
    let bytes = edition.files.values().next().unwrap();
    // The type can be read at a fixed place: no extra field, no compression (EPUB 3.3, section 4.2.3).
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let (order, files) = unpack(&edition);
    let package = &files["OEBPS/content.opf"];
    let listed: BTreeSet<String> =
        attributes(package, "href").iter().map(|href| format!("OEBPS/{href}")).collect();
    let held: BTreeSet<String> =
        order.into_iter().filter(|path| path.starts_with("OEBPS/") && path != "OEBPS/content.opf").collect();
    assert_eq!(listed, held);
    assert_eq!(package.matches("dcterms:modified").count(), 1);
    assert_eq!(bytes, again.files.values().next().unwrap());
}

#[test]
fn a_document_without_dates_says_so() {
    let mut document = pressroom_samples::every_variant();
    (document.metadata.date_published, document.metadata.date_modified) = (None, None);
    let edition = edition(&document);
    assert!(edition.warnings.iter().any(|finding| finding.code == Code::Defaulted));
    let (_, files) = unpack(&edition);
    assert!(files["OEBPS/content.opf"].contains(">1970-01-01T00:00:00Z<"));
}

#[test]
fn printed_pages_are_listed_where_they_begin() {
    let document = pressroom_samples::every_variant();
    let start =
        |label: &str, passage| PageStart { label: label.to_owned(), place: TextPlace { passage, offset: 0 } };
    let pages = vec![start("1", 0), start("2", 1), start("3", 3)];
    let pagination = Pagination { source: "The printed one".to_owned(), pages };
    let theme = Theme::builtin(DEFAULT).unwrap();
    let (site, messages, image_cache) =
        (Site::default(), theme.messages("en"), pressroom_images::ImageCache::default());
    let context = Context { pagination: Some(&pagination), ..Context::new(&site, &messages, &image_cache) };
    let (_, files) = unpack(&super::prepare(&theme).unwrap().render(&document, &context).unwrap());
    let (nav, package) = (&files["OEBPS/nav.xhtml"], &files["OEBPS/content.opf"]);
    follow(&files);
    assert!(nav.contains("<li><a href=\"title.xhtml#pagebreak-1\">1</a></li>"), "{nav}");
    assert_eq!(nav.matches("#pagebreak-").count(), 3, "{nav}");
    assert!(package.contains("pageBreakSource\">The printed one<") && package.contains(">pageNavigation<"));
}
