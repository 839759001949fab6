//! Whole newsletters.

use proptest::prelude::*;

use super::*;
use pressroom_config::{Mailing, Site};
use pressroom_diagnostics::Span;
use pressroom_document::{
    Block, Inline, LinkTarget, List, ListItem, Metadata, Quote, Related, Table, TableCell, text,
};
use pressroom_render::plain::breaking::cells;
use pressroom_theme::{DEFAULT, Theme};

fn render(document: &Document, site: &Site) -> String {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let messages = theme.messages(document.metadata.language.as_str());
    let edition = prepare_text(&theme)
        .unwrap()
        .render(document, &Context::new(site, &messages, &pressroom_images::ImageCache::default()))
        .unwrap();
    let text = edition.files.values().next().unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

fn inline(value: &str) -> Inline {
    Inline::Text { value: value.to_owned(), span: Span::default() }
}

fn link(url: &str, words: &str) -> Inline {
    let target = LinkTarget::External(url.to_owned());
    Inline::Link { target, title: None, content: vec![inline(words)], span: Span::default() }
}

fn paragraph(content: Vec<Inline>) -> Block {
    Block::Paragraph { content, span: Span::default() }
}

/// A newsletter of nothing but a headline and these blocks.
fn letter(language: &str, blocks: Vec<Block>) -> String {
    let mut document = pressroom_samples::every_variant();
    document.metadata = Metadata {
        headline: "H".to_owned(),
        language: language.parse().unwrap(),
        kicker: None,
        description: None,
        authors: Vec::new(),
        date_published: None,
        date_modified: None,
        image: None,
        canonical_url: None,
        rights: None,
        corrections: Vec::new(),
        ..document.metadata
    };
    document.lede = blocks;
    document.cards.clear();
    document.signoff.clear();
    document.footnotes.clear();
    render(&document, &Site::default())
}

#[test]
fn the_letter_begins_with_what_an_inbox_shows_and_ends_with_the_footer() {
    let site = Site {
        newsletter: Mailing {
            reason: Some("You get this letter because you asked for it.".to_owned()),
            address: Some("Example Newsroom\n1 Press Street".to_owned()),
            unsubscribe: Some("https://example.org/unsubscribe".to_owned()),
            ..Mailing::default()
        },
        ..Site::default()
    };
    let text = render(&pressroom_samples::every_variant(), &site);
    let begin = "Explainers: What does every variant look like <here> & now?\nA document that holds";
    assert!(text.starts_with(begin), "{text}");
    let end = "Unsubscribe: <https://example.org/unsubscribe>\n\nExample Newsroom\n1 Press Street\n";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn every_word_of_every_variant_arrives_within_the_width() {
    for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
        let text = render(&document, &Site::default());
        assert_words(&document, &text);
        for line in text.lines() {
            assert!(cells(line) <= 72 || line.starts_with('['), "{line}");
            assert!(line.trim_end().len() + 1 >= line.len(), "{line}");
        }
        assert!(!text.chars().any(|character| character.is_control() && character != '\n'));
    }
}

#[test]
fn marks_stand_behind_words_and_urls_once_in_a_list() {
    let one = "https://example.org/1";
    let text = letter(
        "en",
        vec![paragraph(vec![
            inline("A "),
            link(one, "pre"),
            inline("-war "),
            link(one, "treaty"),
            inline("’s text, ("),
            link("https://example.org/2", "more"),
            inline("), "),
            link("https://example.org/3", "https://example.org/3"),
            inline("."),
        ])],
    );
    let expected = "H\n\nA pre-war [1] treaty’s [1] text, (more [2]), https://example.org/3.\n\n\
        [1] <https://example.org/1>\n[2] <https://example.org/2>\n";
    assert_eq!(text, expected);
    let text =
        letter("ja", vec![paragraph(vec![inline("北大西洋"), link(one, "条約"), inline("は、1949年に")])]);
    assert_eq!(text, "H\n\n北大西洋条約[1]は、1949年に\n\n[1] <https://example.org/1>\n");
}

#[test]
fn columns_line_up_by_cells_or_become_records() {
    let cell = |text: &str| TableCell { content: vec![inline(text)] };
    let table = |long: &str| {
        Block::Table(Table {
            caption: Vec::new(),
            alignments: vec![pressroom_document::Alignment::Start, pressroom_document::Alignment::Right],
            head: vec![cell("国"), cell("n")],
            rows: vec![vec![cell("日本"), cell("10")], vec![cell(long), cell("9")]],
            span: Span::default(),
        })
    };
    assert_eq!(letter("en", vec![table("UK")]), "H\n\n 国     n\n ----  --\n 日本  10\n UK     9\n");
    let long = "word ".repeat(14);
    let records = format!("H\n\n国; n\n\n 国: 日本\n n: 10\n\n 国: {}\n   word\n n: 9\n", "word ".repeat(13));
    assert_eq!(letter("en", vec![table(long.trim())]), records.replace("word \n", "word\n"));
}

fn words() -> impl Strategy<Value = String> {
    "([a-zA-Zäжשب世条]{1,9}[,.]?[ ]){1,12}[a-zéф]{1,9}"
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let piece = prop_oneof![
        words().prop_map(|words| inline(&words)),
        (words(), 0..3).prop_map(|(words, page)| link(&format!("https://example.org/{page}"), &words)),
        Just(Inline::HardBreak),
        words().prop_map(|value| Inline::Code { value, span: Span::default() }),
    ];
    proptest::collection::vec(piece, 1..5)
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let span = Span::default();
    let cells = || inlines().prop_map(|content| TableCell { content });
    let row = move || (cells(), cells()).prop_map(|(first, second)| vec![first, second]);
    let table = (row(), proptest::collection::vec(row(), 0..3)).prop_map(move |(head, rows)| {
        Block::Table(Table { caption: Vec::new(), alignments: vec![Default::default(); 2], head, rows, span })
    });
    let leaf = prop_oneof![3 => inlines().prop_map(paragraph), 1 => table];
    let block = leaf.prop_recursive(5, 24, 4, move |inner| {
        let blocks = proptest::collection::vec(inner, 0..4);
        prop_oneof![
            (blocks.clone(), inlines()).prop_map(move |(blocks, attribution)| Block::BlockQuote(Quote {
                blocks,
                attribution,
                span
            })),
            (proptest::collection::vec(blocks.clone(), 1..4), any::<bool>(), proptest::option::of(0..100u64))
                .prop_map(move |(items, tight, start)| {
                    let items =
                        items.into_iter().map(|blocks| ListItem { task: None, blocks, span }).collect();
                    Block::List(List { start, tight, items, span })
                }),
            (blocks, inlines()).prop_map(move |(description, headline)| {
                Block::Related(Related { label: None, headline, target: None, description, span })
            }),
        ]
    });
    proptest::collection::vec(block, 0..6)
}

/// Every word of the model comes back, in order; its letters may be parted by line ends.
fn assert_words(document: &Document, text: &str) {
    let mut letters = text.chars().filter(|character| character.is_alphanumeric());
    for line in text::document_lines(document) {
        for letter in line.chars().filter(|character| character.is_alphanumeric()) {
            let same = |other: char| other == letter || raised_as(other) == Some(letter);
            assert!(letters.any(same), "{line}\n\n{text}");
        }
    }
}

fn raised_as(character: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹"
        .chars()
        .position(|raised| raised == character)
        .and_then(|digit| "0123456789".chars().nth(digit))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_letters_keep_words_and_width(blocks in blocks(), width in 30usize..80) {
        let mut document = pressroom_samples::every_variant();
        document.lede = blocks;
        let site = Site { newsletter: Mailing { width: Some(width), ..Mailing::default() }, ..Site::default() };
        let text = render(&document, &site);
        assert_words(&document, &text);
        let lede = text.split("In this explainer").next().unwrap();
        for line in lede.lines().filter(|line| !line.trim_start_matches(['>', ' ']).starts_with('[')) {
            prop_assert!(cells(line) <= width, "{} > {}: {}", cells(line), width, line);
        }
    }
}
