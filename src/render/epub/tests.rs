//! What no validator tells: that every word arrives, that links lead somewhere, that bytes do not change.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use crate::{
    diagnostic::Code,
    model::{Document, Site, text},
    render::{Context, Edition, sample},
    theme::{DEFAULT, Theme},
};

fn edition(document: &Document) -> Edition {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let words = theme.words(document.metadata.language.as_str());
    let backend = super::prepare(&theme).unwrap_or_else(|found| panic!("{found:?}"));
    backend
        .render(document, &Context::new(&Site::default(), &words, &crate::render::Darkroom::default()))
        .unwrap()
}

/// The files of the archive by path, and their paths in order.
fn unpack(edition: &Edition) -> (Vec<String>, BTreeMap<String, String>) {
    let bytes = edition.files.values().next().unwrap();
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
    for document in [sample::every_variant(), sample::deep()] {
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
    let (_, files) = unpack(&edition(&sample::every_variant()));
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
    assert!(followed > 10);
}

#[test]
fn the_container_is_as_the_specification_wants_it() {
    let document = sample::every_variant();
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
    let mut document = sample::every_variant();
    (document.metadata.date_published, document.metadata.date_modified) = (None, None);
    let edition = edition(&document);
    assert!(edition.warnings.iter().any(|finding| finding.code == Code::Defaulted));
    let (_, files) = unpack(&edition);
    assert!(files["OEBPS/content.opf"].contains(">1970-01-01T00:00:00Z<"));
}
