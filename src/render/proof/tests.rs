//! genpdf's known faults, each shown to be gone, and what the proof promises.

use lopdf::{Document as File, Object};

use crate::{
    diagnostic::{Code, Span},
    model::{Block, Card, Document, Inline, Language, List, ListItem, Site, Table, TableCell, text},
    render::{Context, Edition, sample},
    theme::Theme,
};

fn render(document: &Document) -> Edition {
    let theme = Theme::builtin("default").unwrap();
    let backend = super::prepare(&theme).unwrap();
    let words = theme.words(document.metadata.language.as_str());
    backend
        .render(
            document,
            &Context { site: &Site::default(), words: &words, darkroom: &crate::render::Darkroom::default() },
        )
        .unwrap()
}

fn bytes(edition: &Edition) -> &[u8] {
    edition.files.values().next().unwrap()
}

/// The text of all pages, without white space: lines may end anywhere.
fn extracted(edition: &Edition) -> String {
    let file = File::load_mem(bytes(edition)).unwrap();
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    pages.iter().map(|page| squeeze(&file.extract_text(&[*page]).unwrap())).collect()
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn paragraph(text: &str) -> Block {
    let text = Inline::Text { value: text.to_owned(), span: Span::default() };
    Block::Paragraph { content: vec![text], span: Span::default() }
}

fn document(language: &str, blocks: Vec<Block>) -> Document {
    let mut document = sample::every_variant();
    document.metadata.headline = "Що & як <робити>?".to_owned();
    document.metadata.language = language.parse::<Language>().unwrap();
    document.metadata.image = None;
    document.lede = blocks;
    document.cards.clear();
    document.signoff.clear();
    document.footnotes.clear();
    document
}

#[test]
fn a_word_wider_than_its_line_is_broken_not_lost() {
    let word = "abcdefghij".repeat(1000);
    let found = extracted(&render(&document("en", vec![paragraph(&format!("before {word} after"))])));
    // Nothing but running heads and line numbers comes between the parts.
    let letters = found.chars().filter(char::is_ascii_lowercase).collect::<String>();
    assert!(letters.contains("before"));
    assert!(letters.matches("abcdefghij").count() > 900);
    assert!(letters.matches('j').count() >= 1000);
}

#[test]
fn numbers_of_lists_survive_page_breaks() {
    let item = |index: u32| ListItem {
        task: None,
        blocks: vec![paragraph(&format!("item{index} ")), paragraph(&"word ".repeat(40))],
        span: Span::default(),
    };
    let list =
        List { start: Some(1), tight: false, items: (1..=80).map(item).collect(), span: Span::default() };
    let found = extracted(&render(&document("en", vec![Block::List(list)])));
    for index in 1..=80 {
        assert!(found.contains(&format!("{index}.item{index}")), "{index}");
    }
}

#[test]
fn the_title_is_whole_in_any_script_and_nothing_is_claimed() {
    let edition = render(&document("uk", vec![paragraph("Текст.")]));
    let file = File::load_mem(bytes(&edition)).unwrap();
    let info = file.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = file.get_dictionary(info).unwrap().get(b"Title").unwrap();
    assert_eq!(lopdf::decode_text_string(title).unwrap(), "Що & як <робити>?");
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"uk");
    assert!(!catalog.has(b"OutputIntents"));
    let xmp = file.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let xmp = String::from_utf8(xmp.as_stream().unwrap().content.clone()).unwrap();
    assert!(xmp.contains("Що &amp; як &lt;робити&gt;?") && !xmp.contains("pdfx"), "{xmp}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample::deep();
    assert_eq!(bytes(&render(&document)), bytes(&render(&document)));
}

#[test]
fn a_page_of_text_is_small() {
    let text = "The quick brown fox jumps over the lazy dog. Її жовті ґанки. ".repeat(20);
    let edition = render(&document("en", vec![paragraph(&text)]));
    assert!(bytes(&edition).len() < 60_000, "{}", bytes(&edition).len());
}

#[test]
fn every_word_arrives() {
    for document in [sample::every_variant(), sample::deep()] {
        let found = extracted(&render(&document));
        for line in text::document_lines(&document) {
            // A word that no font shows is spelt out.
            for word in line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.is_ascii()) {
                assert!(found.contains(word), "{word} of {line}");
            }
        }
    }
}

#[test]
fn what_no_font_shows_is_spelt_out_and_reported_once() {
    let edition = render(&document("ja", vec![paragraph("日本 日本"), paragraph("日")]));
    let found = extracted(&edition);
    assert_eq!(found.matches("[U+65E5]").count(), 3);
    let codes: Vec<Code> = edition.warnings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::Simplified, Code::MissingGlyph]);
}

#[test]
fn arabic_is_joined_and_copied_as_it_was_written() {
    let edition = render(&document("ar", vec![paragraph("سلام")]));
    assert!(edition.warnings.iter().any(|finding| finding.code == Code::Simplified));
    // Glyphs stand from left to right; the letters within the file are those of the text, not their forms.
    let letters: String = extracted(&edition).chars().rev().collect();
    assert!(letters.contains("سلام"), "{letters}");
}

#[test]
fn a_wide_table_becomes_records() {
    let cell =
        |text: String| TableCell { content: vec![Inline::Text { value: text, span: Span::default() }] };
    let row = |name: &str| (1..=13).map(|index| cell(format!("{name}{index}"))).collect::<Vec<_>>();
    let table = Table {
        caption: Vec::new(),
        alignments: vec![Default::default(); 13],
        head: row("head"),
        rows: vec![row("one"), row("two")],
        span: Span::default(),
    };
    let found = extracted(&render(&document("en", vec![Block::Table(table)])));
    for index in 1..=13 {
        assert!(
            found.contains(&format!("head{index}:one{index}"))
                && found.contains(&format!("head{index}:two{index}"))
        );
    }
}

#[test]
fn links_and_outline_lead_into_the_document() {
    let mut document = document("en", Vec::new());
    document.cards = vec![Card {
        number: 1,
        id: "one".to_owned(),
        question: vec![Inline::Text { value: "Why?".to_owned(), span: Span::default() }],
        updated: None,
        teaser: false,
        blocks: vec![Block::Paragraph {
            content: vec![Inline::Link {
                target: crate::model::LinkTarget::Internal("one".to_owned()),
                title: None,
                content: vec![Inline::Text { value: "up".to_owned(), span: Span::default() }],
                span: Span::default(),
            }],
            span: Span::default(),
        }],
        span: Span::default(),
    }];
    let edition = render(&document);
    let file = File::load_mem(bytes(&edition)).unwrap();
    let page = file.page_iter().next().unwrap();
    let notes = file.get_page_annotations(page).unwrap();
    assert!(notes.iter().any(
        |note| matches!(note.get(b"Dest"), Ok(Object::Array(place)) if place.first() == Some(&page.into()))
    ));
    assert!(extracted(&edition).contains("up<#one>"));
    let outlines = file.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
    assert!(file.get_dictionary(outlines).unwrap().get(b"Count").unwrap().as_i64().unwrap() >= 2);
}
