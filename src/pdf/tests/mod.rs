//! Whole documents through the engine: its traps, each with what keeps us out of it.

mod layout;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use typst::layout::{Frame, FrameItem};
use typst_pdf::PdfStandards;

use crate::{
    PDF,
    engine::{Engine, MAX_TEXT},
    fonts::FontLibrary,
    options::pdf_options,
    template_data::{
        PreparedDocument, TemplateData, TemplateOptions,
        data::{self, Part, Run},
        prepare_document,
    },
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostics, Span};
use pressroom_document::{Block, Card, Document, Inline, List, ListItem, MAX_DEPTH, Quote, Table, TableCell};
use pressroom_images::ImageCache;
use pressroom_render::{Backend, Context, Edition};
use pressroom_theme::Theme;

fn text(value: &str) -> Vec<Inline> {
    vec![Inline::Text { value: value.to_owned(), span: Span::new(7, 9) }]
}

fn paragraph(value: &str) -> Block {
    Block::Paragraph { content: text(value), span: Span::new(7, 9) }
}

fn document(language: &str, blocks: Vec<Block>) -> Document {
    let mut document = pressroom_samples::every_variant();
    let metadata = &mut document.metadata;
    metadata.language = language.parse().unwrap();
    metadata.image = None;
    document.lede = blocks;
    document.cards.clear();
    document.signoff.clear();
    document.footnotes.clear();
    document
}

fn backend() -> (Theme, Box<dyn Backend>) {
    let theme = Theme::builtin("default").unwrap();
    let backend = (PDF.prepare)(&theme).unwrap();
    (theme, backend)
}

fn render(document: &Document) -> Result<Edition, Diagnostics> {
    let (theme, backend) = backend();
    let words = theme.messages(document.metadata.language.as_str());
    backend.render(document, &Context::new(&Site::default(), &words, &ImageCache::default()))
}

/// A document as the default theme's templates see it.
fn prepare(document: &Document) -> (Theme, Engine, PreparedDocument) {
    let theme = Theme::builtin("default").unwrap();
    let engine = Engine::new(&theme, FontLibrary::new(&theme)).unwrap();
    let words = theme.messages("en");
    let site = Site::default();
    let image_cache = ImageCache::default();
    let context = Context::new(&site, &words, &image_cache);
    let (unshaped, broken) = (BTreeSet::new(), BTreeMap::new());
    let faces = engine.fonts.own();
    let template_options =
        TemplateOptions { tokens: &theme.tokens, press: None, faces, unshaped: &unshaped, broken: &broken };
    let prepared = prepare_document(document, &context, &template_options, None);
    (theme, engine, prepared)
}

fn only_file(edition: &Edition) -> &[u8] {
    edition.files.values().next().unwrap()
}

#[test]
fn every_variant_is_set_and_gives_the_same_bytes_again() {
    let document = pressroom_samples::every_variant();
    let first = render(&document).unwrap();
    let pdf = only_file(&first);
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let has = |needle: &[u8]| pdf.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"/Marked true") && has(b"pdfuaid:part") && has(b"pdfaid:part"));
    assert!(!has(b"/Suspects"));
    assert_eq!(first.files, render(&document).unwrap().files);
}

#[test]
fn text_in_pieces_is_set_like_text_that_is_whole() {
    /// Makes all runs of the first part whole; gives how many were cut.
    fn whole(data: &mut TemplateData) -> usize {
        let mut cut = 0;
        for block in data.parts.iter_mut().flat_map(Part::blocks_mut) {
            let data::Block::Paragraph { content } = block else { continue };
            for run in content {
                let Run::Text(run) = run else { continue };
                cut += usize::from(!std::mem::take(&mut run.chunk_starts).is_empty());
            }
        }
        cut
    }
    let plain =
        "the quick brown foxes jump over lazy dogs, while You and every member weigh the next measures; ";
    let around = |inline| Block::Paragraph {
        content: [text(&plain.repeat(5)), vec![inline], text(&plain.repeat(3))].concat(),
        span: Span::default(),
    };
    let strong = Inline::Strong { content: text(&plain.repeat(3)), span: Span::default() };
    let blocks = vec![paragraph(&plain.repeat(9)), around(strong)];
    let (theme, engine, mut prepared) = prepare(&document("en", blocks));
    let standards = PdfStandards::new(&[]).unwrap();
    let options = pdf_options(&document("en", Vec::new()), &standards, true, &mut Diagnostics::new());
    let file = |prepared: &PreparedDocument| {
        typst_pdf::pdf(&engine.set_pages(prepared, engine.fonts.own()).unwrap(), &options).unwrap()
    };
    let pieces = file(&prepared);
    assert_eq!(whole(&mut prepared.data), 4, "{}", theme.name);
    assert!(pieces == file(&prepared));
}

#[test]
fn nesting_as_deep_as_the_model_allows_is_set() {
    let nest = |wrap: fn(Block) -> Block| (1..MAX_DEPTH).fold(paragraph("bottom"), |block, _| wrap(block));
    let quotes = nest(|block| {
        Block::BlockQuote(Quote { blocks: vec![block], attribution: text("by"), span: Span::default() })
    });
    let lists = nest(|block| {
        let item = ListItem { task: None, blocks: vec![paragraph("item"), block], span: Span::default() };
        Block::List(List { start: Some(9), tight: true, items: vec![item], span: Span::default() })
    });
    let inlines = (1..MAX_DEPTH).fold(text("core"), |content, depth| {
        vec![match depth % 2 {
            0 => Inline::Emphasis { content, span: Span::default() },
            _ => Inline::Superscript { content, span: Span::default() },
        }]
    });
    let inlines = Block::Paragraph { content: inlines, span: Span::default() };
    render(&document("en", vec![quotes, lists, inlines])).unwrap();
}

#[test]
fn a_character_without_a_glyph_is_a_warning_at_its_place() {
    let blocks =
        vec![paragraph("plain"), paragraph("漢字漢字 and \u{1F9E8}, private \u{E000}, keycap #\u{20E3}")];
    let edition = render(&document("en", blocks)).unwrap();
    let missing: Vec<_> = edition.warnings.iter().filter(|found| found.code == Code::MissingGlyph).collect();
    assert_eq!(missing.len(), 4, "{missing:#?}");
    assert!(missing.iter().all(|found| found.span == Some(Span::new(7, 9))));
}

#[test]
fn a_text_that_is_mostly_without_glyphs_is_not_made() {
    let found = render(&document("th", vec![paragraph(&"น้ำท่วม ".repeat(60))])).err().unwrap();
    assert_eq!((found.len(), found[0].code, found[0].is_error()), (1, Code::MissingGlyph, true));
    assert!(found[0].message.contains("no font has glyphs for Thai"), "{found:?}");
    let few = render(&document("en", vec![paragraph("น้ำท่วม and 漢字 (かな)"), paragraph("漢字")])).unwrap();
    let missing: Vec<_> = few.warnings.iter().filter(|found| found.code == Code::MissingGlyph).collect();
    assert_eq!(missing.len(), 3, "one for each script: {missing:#?}");
}

#[test]
fn text_is_never_markup() {
    let hostile =
        "#panic() $x$ *a* _b_ `c` @ref <label> // /* #include \"/etc/passwd\" = - + \\ ] } ) \"\u{2028}";
    let mut document = document("en", vec![paragraph(hostile)]);
    document.metadata.headline = hostile.to_owned();
    document.metadata.keywords = vec![hostile.to_owned()];
    render(&document).unwrap();
}

#[test]
fn a_word_and_a_table_wider_than_the_page_stay_on_it() {
    let cell = |value: &str| TableCell { content: text(value) };
    let table = Block::Table(Table {
        caption: Vec::new(),
        alignments: vec![Default::default(); 12],
        head: (0..12).map(|n| cell(&format!("Heading{n}"))).collect(),
        rows: vec![(0..12).map(|_| cell("https://example.org/0123456789/0123456789")).collect(); 3],
        span: Span::default(),
    });
    let document = document("en", vec![paragraph(&"x".repeat(10_000)), table]);
    let (theme, engine, prepared) = prepare(&document);
    let paged = engine.set_pages(&prepared, engine.fonts.own()).unwrap();
    fn right(frame: &Frame, left: f64) -> f64 {
        let ends = frame.items().map(|(point, item)| match item {
            FrameItem::Group(group) => right(&group.frame, left + point.x.to_pt()),
            FrameItem::Text(text) => left + point.x.to_pt() + text.width().to_pt(),
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => 0.0,
        });
        ends.fold(0.0, f64::max)
    }
    // The table may have turned its page.
    let margin = theme.tokens.page.margin[1] / 2.0 / 25.4 * 72.0;
    for page in paged.pages() {
        let (end, limit) = (right(&page.frame, 0.0), page.frame.width().to_pt() - margin);
        assert!(end < limit, "{end} {limit}");
    }
}

#[test]
fn a_table_that_is_too_large_is_set_row_by_row() {
    let cell = |value: String| TableCell { content: text(&value) };
    let table = |columns: usize, rows: usize| {
        Block::Table(Table {
            caption: text("The caption"),
            alignments: vec![Default::default(); columns],
            head: (0..columns).map(|column| cell(format!("H{column}"))).collect(),
            rows: (0..rows)
                .map(|row| (0..columns).map(|column| cell(format!("{row}-{column}"))).collect())
                .collect(),
            span: Span::new(3, 4),
        })
    };
    let kinds = |blocks: Vec<Block>| -> (Vec<String>, usize) {
        let (_, _, prepared) = prepare(&document("en", blocks));
        let json = serde_json::to_value(&prepared.data).unwrap();
        let blocks = json["parts"][0]["blocks"].as_array().unwrap();
        let kind = |block: &Value| block["k"].as_str().unwrap().to_owned();
        (blocks.iter().map(kind).collect(), prepared.warnings.len())
    };
    assert_eq!(kinds(vec![table(40, 2)]), (vec!["table".to_owned()], 0));
    assert_eq!(kinds(vec![table(41, 2)]), (vec!["p".to_owned(); 4], 1));
    // The limit is for all tables of a document.
    let (of_two, warnings) = kinds(vec![table(10, 1500), table(10, 600)]);
    assert_eq!((of_two[0].as_str(), of_two.len(), warnings), ("table", 603, 1));
    let edition = render(&document("en", vec![table(60, 3)])).unwrap();
    assert_eq!(edition.warnings[0].code, Code::TooMany);
}

#[test]
fn a_picture_that_cannot_be_decoded_is_words_and_a_warning() {
    // The pictures of the sample are one byte each.
    let edition = render(&pressroom_samples::every_variant()).unwrap();
    assert!(edition.warnings.iter().any(|found| found.code == Code::BadPicture && found.span.is_some()));
}

#[test]
fn what_the_engine_refuses_is_reported_at_its_block() {
    let mut document = document("en", vec![paragraph("one"), paragraph("two"), paragraph("three")]);
    if let Some(Block::Paragraph { span, .. }) = document.lede.get_mut(1) {
        *span = Span::new(40, 50);
    }
    let (_, engine, mut prepared) = prepare(&document);
    let options = pdf_options(&document, &PdfStandards::default(), true, &mut Vec::new());
    let table = data::Table {
        size: 1.0,
        wide: false,
        align: vec!["nowhere"],
        head: Vec::new(),
        rows: vec![vec![Vec::new(), Vec::new()]],
        room: Vec::new(),
        repeat: false,
        caption: None,
    };
    prepared.data.parts[0].blocks_mut()[1] = data::Block::Table(table);
    let errors = engine.set_pages(&prepared, engine.fonts.own()).unwrap_err();
    let found = engine.to_diagnostics(&errors, &prepared, (&document, &options), engine.fonts.own());
    assert_eq!(found.first().and_then(|found| found.span), Some(Span::new(40, 50)));
}

#[test]
fn a_document_without_a_date_says_so() {
    let mut document = document("en", Vec::new());
    document.metadata.date_published = None;
    document.metadata.date_modified = None;
    document.cards = vec![Card {
        number: 1,
        id: "a".to_owned(),
        question: vec![Inline::HardBreak],
        updated: None,
        teaser: false,
        blocks: Vec::new(),
        span: Span::default(),
    }];
    let edition = render(&document).unwrap();
    assert_eq!(edition.warnings.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::Defaulted]);
}

#[test]
fn too_much_text_is_refused_at_once() {
    let document = document("en", vec![paragraph(&"word ".repeat(MAX_TEXT / 4))]);
    let found = render(&document).unwrap_err();
    assert_eq!(found.first().map(|found| found.code), Some(Code::EditionFailed));
}

#[test]
fn marks_are_copied_once_and_words_stay_whole() {
    // The raised mark of each letter is a run of its own for typst, which says of both that they are letter and mark.
    let edition = render(&document("ar", vec![paragraph("حُدّث صالحاً بُبُ وَسَسّ غراماً")])).unwrap();
    let file = lopdf::Document::load_mem(only_file(&edition)).unwrap();
    // Glyphs stand from left to right, with spaces where one is moved.
    let found = file.extract_text(&[1]).unwrap();
    let found: String = found.chars().rev().filter(|sign| !sign.is_whitespace()).collect();
    for word in ["حُدّث", "صالحاً", "بُبُ", "وَسَسّ", "غراماً"] {
        assert!(found.contains(word), "{word} in {found}");
    }
}

#[test]
fn virtual_files_have_the_same_names_in_every_document() {
    let names = |picture: &str| {
        let mut document = pressroom_samples::every_variant();
        for asset in &mut document.assets {
            asset.path = format!("{picture}/{}", asset.path);
            asset.name = format!("{picture}-{}", asset.name);
        }
        let (_, _, prepared) = prepare(&document);
        prepared.files.into_keys().collect::<Vec<_>>()
    };
    let first = names("one");
    assert!(first.contains(&"img/0.png".to_owned()), "{first:?}");
    assert_eq!(first, names("two"), "typst keeps the name of every file for ever");
}
