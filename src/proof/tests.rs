//! genpdf's known faults, each shown to be gone, and what the proof promises.

use lopdf::{Document as File, Object};

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Span};
use pressroom_document::{
    Block, Card, CodeBlock, Document, Footnote, Inline, Language, List, ListItem, Place, Table, TableCell,
    text,
};
use pressroom_render::{Context, Edition};
use pressroom_theme::Theme;

fn render(document: &Document) -> Edition {
    let theme = Theme::builtin("default").unwrap();
    let backend = super::prepare(&theme).unwrap();
    let words = theme.messages(document.metadata.language.as_str());
    backend
        .render(document, &Context::new(&Site::default(), &words, &pressroom_images::ImageCache::default()))
        .unwrap()
}

/// The same in a theme with a font that has CFF outlines, and most letters of none.
fn render_in_cff(document: &Document) -> Edition {
    let files = [
        ("theme.toml", &b"extends = \"default\"\n"[..]),
        ("fonts/cff.otf", include_bytes!("../../tests/fonts/cff.otf")),
    ];
    let files = files.map(|(name, bytes)| (name.to_owned(), std::borrow::Cow::Borrowed(bytes)));
    let theme = Theme::load("cff", files.into_iter().collect()).unwrap();
    let words = theme.messages(document.metadata.language.as_str());
    let context = (Site::default(), pressroom_images::ImageCache::default());
    let context = Context::new(&context.0, &words, &context.1);
    super::prepare(&theme).unwrap().render(document, &context).unwrap()
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
    let mut document = pressroom_samples::every_variant();
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
    let document = pressroom_samples::deep();
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
    for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
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
    let edition = render(&document("ko", vec![paragraph("日本 日本"), paragraph("日")]));
    let found = extracted(&edition);
    assert_eq!(found.matches("[U+65E5]").count(), 3);
    let codes: Vec<Code> = edition.warnings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::Simplified, Code::MissingGlyph]);
}

#[test]
fn fonts_with_cff_outlines_are_set() {
    let document = document("ko", vec![paragraph("日本東京都水谁为何"), paragraph("Words beside them.")]);
    let edition = render_in_cff(&document);
    assert!(extracted(&edition).contains("日本東京都水谁为何"));
    assert!(
        edition.warnings.iter().all(|finding| finding.code != Code::MissingGlyph),
        "{:?}",
        edition.warnings
    );
    // What is embedded has outlines of its own: the font of a whole line is larger than one of blanks.
    let file = File::load_mem(bytes(&edition)).unwrap();
    let fonts = file.objects.values().filter_map(|object| object.as_stream().ok());
    let fonts: Vec<Vec<u8>> = fonts.filter_map(|stream| stream.decompressed_content().ok()).collect();
    let is_font = |content: &&Vec<u8>| content.starts_with(&[0, 1, 0, 0]);
    let outlined = fonts.iter().filter(is_font).filter(|font| {
        let face = ttf_parser::Face::parse(font, 0).unwrap();
        (1..face.number_of_glyphs())
            .any(|glyph| face.glyph_bounding_box(ttf_parser::GlyphId(glyph)).is_some())
    });
    assert!(outlined.count() >= 2, "the theme's and the one with CFF outlines");
}

#[test]
fn a_text_that_no_font_shows_is_no_proof() {
    let mut document = document("hi", vec![paragraph(&"हिन्दी प्रश्न ".repeat(40))]);
    document.metadata.description = None;
    let theme = Theme::builtin("default").unwrap();
    let words = theme.messages("hi");
    let context = (Site::default(), pressroom_images::ImageCache::default());
    let context = Context::new(&context.0, &words, &context.1);
    let found = super::prepare(&theme).unwrap().render(&document, &context).unwrap_err();
    assert_eq!((found.len(), found[0].code, found[0].is_error()), (1, Code::MissingGlyph, true));
    assert!(found[0].help.as_ref().unwrap().contains("Noto Sans Devanagari"), "{found:?}");
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
                target: pressroom_document::LinkTarget::Internal("one".to_owned()),
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

fn files(edition: &Edition) -> File {
    File::load_mem(bytes(edition)).unwrap()
}

/// The text of each page, without white space.
fn pages(edition: &Edition) -> Vec<String> {
    let file = files(edition);
    file.get_pages().into_keys().map(|page| squeeze(&file.extract_text(&[page]).unwrap())).collect()
}

/// The fonts within a file, as they are when unpacked.
fn font_files(file: &File) -> Vec<Vec<u8>> {
    let fonts = file.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"FontFile2").ok());
    let stream = |font: &Object| file.get_object(font.as_reference().unwrap()).unwrap().as_stream().cloned();
    fonts.map(|font| stream(font).unwrap().get_plain_content().unwrap()).collect()
}

/// The rows of a document, and its sheets.
fn set<R>(
    document: &Document,
    look: impl FnOnce(
        &[super::compose::Row],
        &std::sync::Arc<[super::Sheet]>,
        &super::DocumentFonts<'_>,
        super::Paper,
    ) -> R,
) -> R {
    let theme = Theme::builtin("default").unwrap();
    let (faces, words) =
        (super::Faces::load(&theme).unwrap(), theme.messages(document.metadata.language.as_str()));
    let (site, image_cache) = (Site::default(), pressroom_images::ImageCache::default());
    let context = Context::new(&site, &words, &image_cache);
    let paper = super::Paper::choose(&theme.tokens.page, document.metadata.language.direction());
    let mut fonts = super::DocumentFonts::new(&faces);
    let mut galley = super::compose::compose(document, &context, &mut fonts, paper.measure);
    let rows = galley.rows.clone();
    let sheets = super::page::paginate(&mut galley, document, &context, &mut fonts, paper).into();
    look(&rows, &sheets, &fonts, paper)
}

fn card(number: u32, question: &str, blocks: Vec<Block>) -> Card {
    Card {
        number,
        id: format!("card-{number}"),
        question: vec![Inline::Text { value: question.to_owned(), span: Span::default() }],
        updated: None,
        teaser: false,
        blocks,
        span: Span::default(),
    }
}

#[test]
fn a_paragraph_without_spaces_is_set_whole() {
    // genpdf took the whole paragraph for one word, and lost it.
    let sentence = "電車が時間どおりに走るのはなぜですか。";
    let edition = render_in_cff(&document("ko", vec![paragraph(&sentence.repeat(40))]));
    let found = extracted(&edition);
    for character in sentence.chars() {
        let times = sentence.chars().filter(|other| *other == character).count() * 40;
        let spelt = format!("[U+{:04X}]", u32::from(character));
        assert_eq!(found.matches(&spelt).count() + found.matches(character).count(), times, "{character}");
    }
}

#[test]
fn no_line_reaches_beyond_the_text() {
    let blocks = vec![paragraph(&"https://example.org/a/b?c=d".repeat(30)), paragraph(&"Ж".repeat(3000))];
    set(&document("uk", blocks), |rows, _, _, paper| {
        for row in rows {
            assert!(row.pieces.iter().all(|piece| piece.x + piece.width <= paper.measure + 0.01));
        }
    });
}

#[test]
fn no_conformance_is_claimed() {
    let edition = render(&document("en", vec![paragraph("Text.")]));
    let file = files(&edition);
    let text = String::from_utf8_lossy(bytes(&edition)).to_lowercase();
    assert!(!text.contains("pdfx") && !text.contains("pdf/x") && !text.contains("pdfa"));
    let info = file.get_dictionary(file.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
    assert!(!info.has(b"GTS_PDFXVersion") && !info.has(b"Trapped"));
    assert!(!file.catalog().unwrap().has(b"OutputIntents"));
}

#[test]
fn dates_and_ids_come_from_the_document() {
    let dates = |published: &str, text: &str| {
        let mut document = document("en", vec![paragraph(text)]);
        document.metadata.date_published = Some(published.parse().unwrap());
        document.metadata.date_modified = None;
        let edition = render(&document);
        let file = files(&edition);
        let info = file.get_dictionary(file.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
        let date = info.get(b"CreationDate").unwrap().as_str().unwrap().to_vec();
        (String::from_utf8(date).unwrap(), file.trailer.get(b"ID").unwrap().clone(), edition)
    };
    let (date, id, edition) = dates("2025-12-17T09:00:00+01:00", "one");
    assert_eq!(date, "D:20251217080000Z");
    assert!(String::from_utf8_lossy(bytes(&edition)).contains("<xmp:CreateDate>2025-12-17T08:00:00Z<"));
    assert_eq!(id, dates("2025-12-17T09:00:00+01:00", "one").1);
    assert_ne!(id, dates("2025-12-17T09:00:00+01:00", "two").1);
}

#[test]
fn a_page_of_text_stays_small_in_every_script() {
    for (language, text) in [
        ("en", "The quick brown fox jumps over the lazy dog, and nobody knows why. "),
        ("uk", "Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів! "),
        ("ar", "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ومغلف بجلد أزرق. "),
        ("he", "דג סקרן שט בים מאוכזב ולפתע מצא חברה. "),
    ] {
        let edition = render(&document(language, vec![paragraph(&text.repeat(2000 / text.chars().count()))]));
        let size = bytes(&edition).len();
        assert!(size < 60_000, "{language}: {size}");
        for font in font_files(&files(&edition)) {
            assert!(font.len() < 30_000, "{language}: a font of {}", font.len());
        }
    }
}

#[test]
fn genpdf_is_given_one_font_without_outlines() {
    // It asks each font about every code point there is, which takes longer than all the rest.
    let mixed =
        document("ar", vec![paragraph("سلام abc שלום 123"), Block::ThematicBreak { span: Span::default() }]);
    set(&mixed, |_, sheets, fonts, paper| {
        assert!(fonts.used_faces().count() > 3);
        let painted = super::paint::paint_sheets(sheets, fonts, paper).unwrap();
        let given = font_files(&File::load_mem(&painted.files[0]).unwrap());
        assert_eq!(given.len(), 1);
        assert!(given[0].len() < 4_000, "{}", given[0].len());
    });
}

#[test]
fn every_fifth_line_is_numbered_through_the_document() {
    let blocks: Vec<Block> = (0..90).map(|_| paragraph("Text.")).collect();
    let mut document = document("en", blocks.clone());
    document.cards = vec![card(1, "Why?", blocks)];
    set(&document, |rows, sheets, _, _| {
        let lines = rows.iter().filter(|row| row.is_numbered).count();
        let numbers = sheets.iter().flat_map(|sheet| &sheet.texts).filter(|(_, piece)| piece.style.grey);
        assert!(sheets.len() > 3 && lines > 180);
        assert_eq!(numbers.count(), lines / 5);
    });
    let pages = pages(&render(&document));
    assert!(pages[0].contains("5101520"));
    // Where one page stops the next goes on.
    let last = (5..).step_by(5).take_while(|number| pages[0].contains(&number.to_string())).last().unwrap();
    assert!(last > 20 && pages[1].contains(&format!("{}{}", last + 5, last + 10)), "{last}");
}

#[test]
fn the_head_of_a_table_is_set_again_on_each_page() {
    let cell =
        |text: String| TableCell { content: vec![Inline::Text { value: text, span: Span::default() }] };
    let table = Table {
        caption: Vec::new(),
        alignments: vec![Default::default(); 2],
        head: vec![cell("Cable".to_owned()), cell("Opened".to_owned())],
        rows: (1..=150).map(|row| vec![cell(format!("name{row}")), cell(format!("year{row}"))]).collect(),
        span: Span::default(),
    };
    let document = document("en", vec![Block::Table(table)]);
    let pages = pages(&render(&document));
    assert!(pages.len() > 3);
    for page in &pages {
        assert!(page.contains("CableOpened"), "{page}");
    }
    let all = pages.concat();
    assert!((1..=150).all(|row| all.contains(&format!("name{row}year{row}"))));
    // What is said again is no further line.
    set(&document, |rows, sheets, _, _| {
        let numbers = sheets.iter().flat_map(|sheet| &sheet.texts).filter(|(_, piece)| piece.style.grey);
        assert_eq!(numbers.count(), rows.iter().filter(|row| row.is_numbered).count() / 5);
    });
}

#[test]
fn notes_stand_at_the_end_of_their_card() {
    let mut document = document("en", Vec::new());
    let reference = Inline::FootnoteReference { number: 1, occurrence: 1, span: Span::default() };
    let first = Block::Paragraph { content: vec![reference], span: Span::default() };
    document.cards =
        vec![card(1, "First?", vec![first, paragraph("ending")]), card(2, "Second?", Vec::new())];
    document.footnotes = vec![Footnote {
        number: 1,
        references: 1,
        place: Place::Card(1),
        blocks: vec![paragraph("noted")],
        span: Span::default(),
    }];
    let found = extracted(&render(&document));
    let place = |text: &str| found.find(text).unwrap();
    assert!(place("[1]") < place("ending"));
    assert!(place("ending") < place("1.noted") && place("1.noted") < place("2.Second?"));
}

#[test]
fn code_keeps_its_spaces_lines_and_columns() {
    let code = |text: &str| {
        let code = CodeBlock { language: None, text: text.to_owned(), span: Span::default() };
        document("en", vec![Block::CodeBlock(code)])
    };
    let document = code("if x:\n    iii    # one\n    mmm    # two");
    set(&document, |rows, _, _, _| {
        let starts: Vec<f64> = rows
            .iter()
            .filter(|row| row.pieces.iter().any(|piece| piece.style.code))
            .flat_map(|row| row.pieces.last())
            .map(|piece| piece.x)
            .collect();
        assert_eq!(starts.len(), 3);
        assert!(starts[1] > starts[0] + 20.0 && (starts[1] - starts[2]).abs() < 0.01, "{starts:?}");
    });
    let file = files(&render(&document));
    assert!(file.extract_text(&[1]).unwrap().contains("    "));
}

#[test]
fn paper_is_the_nearer_of_a4_and_letter() {
    let mut page = Theme::builtin("default").unwrap().tokens.page;
    for (width, height, nearest) in
        [(210.0, 297.0, 210.0), (215.9, 279.4, 215.9), (220.0, 280.0, 215.9), (289.0, 380.0, 210.0)]
    {
        (page.width, page.height) = (width, height);
        let paper = super::Paper::choose(&page, pressroom_document::Direction::LeftToRight);
        assert!((paper.width / super::paper::MM - nearest).abs() < 0.01, "{width} by {height}");
    }
}
