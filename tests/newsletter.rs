//! The newsletter as its readers' programs see it: flowed text, whole mails, one set of links.

use std::{collections::BTreeSet, fs};

use pressroom_config::UNSUBSCRIBE_TOKEN;
use pressroom_document::{Block, Document, Inline, text};
use scraper::{Html, Selector};
use url::Url;

use crate::{
    built::{BuiltDocument, SAMPLES, build, pressroom, suite_documents},
    extract::{self, Mail},
};

fn documents() -> Vec<BuiltDocument> {
    SAMPLES.documents().into_iter().chain(suite_documents()).collect()
}

fn mail(document: &BuiltDocument) -> Mail {
    extract::mail(&fs::read(document.file("email").expect("a mail")).unwrap())
}

fn plain(document: &BuiltDocument) -> String {
    fs::read_to_string(document.file("text").expect("a text")).unwrap()
}

/// A line of flowed text, put together again: how deep it is quoted, and what it says (RFC 3676, section 4).
fn unflowed(text: &str, delsp: bool) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let line = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let flowed = line.ends_with(' ') && line != "-- ";
        let words = if flowed && delsp { &line[..line.len() - 1] } else { line };
        match out.last_mut().filter(|last| open && last.0 == depth) {
            Some(last) => last.1.push_str(words),
            None => out.push((depth, words.to_owned())),
        }
        open = flowed;
    }
    out
}

#[test]
fn flowed_text_becomes_paragraphs_again() {
    let mut compared = 0;
    for document in documents() {
        let text = plain(&document);
        let language = document.model.metadata.language.primary().to_owned();
        let delsp = ["ja", "zh"].contains(&language.as_str());
        let lines = unflowed(&text, delsp);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        let lines: Vec<_> = lines.iter().map(|(depth, line)| (*depth, letters(line))).collect();
        for (depth, paragraph) in paragraphs(&document.model) {
            let wanted = letters(&text::plain(paragraph));
            // A language that is written without spaces can't flow in a document that is not.
            let unspaced =
                wanted.chars().any(|c| matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{9FFF}'));
            if unspaced && !delsp {
                continue;
            }
            let found = lines.iter().any(|(quoted, line)| {
                *quoted == depth && line.len() < wanted.len() + 400 && holds(line, &wanted)
            });
            assert!(found, "{}: not one paragraph: {}", document.name, text::plain(paragraph));
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared} paragraphs");
}

/// True where all letters of `wanted` come in `line`, in order; marks of links stand between them.
fn holds(line: &str, wanted: &str) -> bool {
    let mut letters = line.chars();
    wanted.chars().all(|letter| letters.any(|other| other == letter))
}

/// The paragraphs of the text and of its quotes that the author broke nowhere, with the depth of the quote.
fn paragraphs(document: &Document) -> Vec<(usize, &[Inline])> {
    fn collect(blocks: &[Block], depth: usize) -> Vec<(usize, &[Inline])> {
        let paragraphs = blocks.iter().map(|block| {
            if let Block::Paragraph { content, .. } = block {
                return if flows(content) { vec![(depth, content.as_slice())] } else { Vec::new() };
            }
            if let Block::BlockQuote(quote) = block {
                return if depth < 5 { collect(&quote.blocks, depth + 1) } else { Vec::new() };
            }
            Vec::new()
        });
        paragraphs.flatten().collect()
    }
    let cards = document.cards.iter().flat_map(|card| collect(&card.blocks, 0));
    collect(&document.lede, 0).into_iter().chain(cards).chain(collect(&document.signoff, 0)).collect()
}

fn flows(content: &[Inline]) -> bool {
    content.iter().all(|inline| {
        let broken = matches!(inline, Inline::HardBreak | Inline::Math { display: true, .. });
        !broken && flows(inline.content().unwrap_or_default())
    })
}

#[test]
fn the_mail_holds_the_text_and_the_service_gets_the_same() {
    for document in documents() {
        let mail = mail(&document);
        let name = &document.name;
        assert_eq!(mail.part("text/plain"), plain(&document), "{name}");
        let service = extract::service(&fs::read_to_string(document.file("esp").unwrap()).unwrap());
        assert_eq!(service["text"], plain(&document), "{name}");
        assert_eq!(service["html"], mail.html(), "{name}");
        let kinds: Vec<_> =
            mail.parts.iter().map(|(header, _)| extract::field(header, "Content-Type")).collect();
        assert!(kinds[0].starts_with("text/plain") && kinds[1].starts_with("text/html"), "{name}: {kinds:?}");
        assert!(mail.html().len() <= 100_000, "{name}: {} bytes", mail.html().len());
    }
}

#[test]
fn mails_are_well_formed() {
    for document in documents() {
        let name = &document.name;
        let bytes = fs::read(document.file("email").unwrap()).unwrap();
        assert!(bytes.is_ascii(), "{name}");
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']), "{name}: a bare line end");
        assert!(text.split("\r\n").all(|line| line.len() <= 998), "{name}: a long line");
        let mail = mail(&document);
        for field in ["From", "Subject", "Date", "Message-ID", "List-Id", "MIME-Version", "Content-Type"] {
            assert_eq!(mail.values(field).len(), 1, "{name}: {field}");
        }
        for field in ["To", "Cc", "Bcc"] {
            assert!(mail.values(field).is_empty(), "{name}: {field}");
        }
    }
}

#[test]
fn links_are_the_same_everywhere() {
    let mut compared = 0;
    for document in documents() {
        // A picture's address is a link where the picture is not shown, and none where it is.
        let pictures = pictures(&fs::read_to_string(document.file("html").unwrap()).unwrap());
        let page = of_page(&document, &fs::read_to_string(document.file("html").unwrap()).unwrap());
        let mail = of_page(&document, &mail(&document).html());
        let text = of_the_text(of_text(&document), &pictures);
        let (page, mail) = (of_the_text(page, &pictures), of_the_text(mail, &pictures));
        assert_eq!(page, mail, "{}: page and mail", document.name);
        for link in &page {
            // A bare link stands in the text as the author wrote it.
            let found = text.contains(link) || plain(&document).contains(link.as_str());
            assert!(found || spelled(&document, link), "{}: {link} is not in the text", document.name);
        }
        for link in &text {
            assert!(page.contains(link), "{}: {link} is in the text alone", document.name);
        }
        compared += page.len();
    }
    assert!(compared > 40, "{compared} links");
}

/// Links without those to pictures, and without those that an edition adds: to pass a card on, to the publisher, to
/// unsubscribe.
fn of_the_text(links: BTreeSet<String>, pictures: &BTreeSet<String>) -> BTreeSet<String> {
    let added = |link: &str| {
        link.starts_with("mailto:?")
            || link == "https://explainers.example.org/"
            || link.contains(UNSUBSCRIBE_TOKEN)
    };
    links.into_iter().filter(|link| !pictures.contains(link) && !added(link)).collect()
}

/// True for a mail address, which the text has without its scheme.
fn spelled(document: &BuiltDocument, link: &str) -> bool {
    let address = link.trim_start_matches("mailto:").trim_start_matches("tel:");
    plain(document).contains(address)
}

fn pictures(page: &str) -> BTreeSet<String> {
    let image = Selector::parse("img").unwrap();
    let page = Html::parse_document(page);
    page.select(&image).filter_map(|image| image.value().attr("src")).map(str::to_owned).collect()
}

/// Where a page's links lead, but for those into the page itself, wherever it is.
fn of_page(document: &BuiltDocument, page: &str) -> BTreeSet<String> {
    let link = Selector::parse("body a[href]").unwrap();
    let page = Html::parse_document(page);
    let links = page.select(&link).filter_map(|link| link.value().attr("href").map(str::to_owned));
    links.filter(|url| is_elsewhere(document, url)).collect()
}

fn is_elsewhere(document: &BuiltDocument, url: &str) -> bool {
    let metadata = &document.model.metadata;
    let place = |url: &str| url.split('#').next().map(str::to_owned);
    let own = metadata.canonical_url.as_deref().is_some_and(|own| place(url) == place(own));
    !own && Url::parse(url).is_ok()
}

/// The links that the text lists.
fn of_text(document: &BuiltDocument) -> BTreeSet<String> {
    let text = plain(document);
    let lines = text.lines().filter(|line| line.starts_with('[') && line.contains("] <"));
    let links = lines.filter_map(|line| Some(line.split_once("] <")?.1.split_once('>')?.0.to_owned()));
    links.filter(|url| is_elsewhere(document, url)).collect()
}

const LETTER: &str = r#"
[site]
name = "The Desk"
base_url = "https://desk.example/"
[newsletter]
from = "Редакція <letters@desk.example>"
list_id = "explainers.desk.example"
unsubscribe = "https://desk.example/leave?reader={token}&list=1"
reason = "You asked for it."
references = "end"
pictures = "cid"
teaser = true
utm = { source = "letter", campaign = "{slug}" }
utm_exclude = ["kept.example"]
"#;

const EXPLAINER: &str = "---
headline: What is it?
slug: what
language: en
published: 2026-01-31T09:00:00Z
image: {src: disc.png, alt: A disc}
---

The [lede](https://a.example/?b=c#d) and [kept](https://www.kept.example/x) and <mail@a.example>.

## First? {teaser}

One[^1], and [the second](#second).

## Second? {#second}

Two[^1].

## Third? {teaser}

[Again](https://a.example/?b=c#d)[^2].

[^1]: A note.
[^2]: Another.
";

fn letter(configuration: &str, explainer: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pressroom.toml"), configuration).unwrap();
    fs::write(folder.path().join("what.md"), explainer).unwrap();
    let disc = crate::built::root().join("tests/suite/pictures/pictures/disc.png");
    fs::copy(disc, folder.path().join("disc.png")).unwrap();
    let built = pressroom()
        .current_dir(folder.path())
        .args(["build", "what.md", "--to", "text,email,esp", "--message-format", "short"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    assert_eq!(built.status.code(), Some(0), "{said}");
    (folder, said)
}

#[test]
fn a_teaser_leads_to_the_rest_and_carries_its_pictures() {
    let (folder, said) = letter(LETTER, EXPLAINER);
    assert!(!said.contains("warning"), "{said}");
    let text = fs::read_to_string(folder.path().join("output/what/what.txt")).unwrap();
    let tagged = "utm_source=letter&utm_campaign=what";
    for expected in [
        "\n1. First?\n=========\n",
        "\n3. Third?\n=========\n",
        &format!("Read all 3 cards: <https://desk.example/what/?{tagged}>"),
        &format!("[1] <https://a.example/?b=c&{tagged}#d>\n[2] <https://www.kept.example/x>\n"),
        &format!("[3] <https://desk.example/what/?{tagged}#second>\n"),
        "One [^1], and the second [3].",
        "Again [1] [^2].",
        "[^1] A note.",
        "[^2] Another.",
        "reader=--UNSUBSCRIBE-TOKEN--&list=1>",
    ] {
        assert!(text.replace(" \n", " ").contains(expected), "{expected}\n\n{text}");
    }
    assert!(!text.contains("Two"), "{text}");
    let mail = extract::mail(&fs::read(folder.path().join("output/what/what.eml")).unwrap());
    assert_eq!(mail.part("text/plain"), text);
    assert_eq!(mail.parts.len(), 3);
    assert_eq!(mail.values("List-Id"), ["<explainers.desk.example>"]);
    let leave = "https://desk.example/leave?reader=--UNSUBSCRIBE-TOKEN--&list=1";
    assert_eq!(mail.values("List-Unsubscribe"), [format!("<{leave}>")]);
    assert_eq!(mail.values("List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
    assert!(mail.values("From")[0].ends_with(" <letters@desk.example>"), "{:?}", mail.values("From"));
    let html = mail.html();
    let cid = extract::field(&mail.parts[2].0, "Content-ID").trim_matches(['<', '>']).to_owned();
    assert!(html.contains(&format!("src=\"cid:{cid}\"")), "{html}");
    assert!(html.contains(&leave.replace('&', "&amp;")) && !html.contains("Two"), "{html}");
    // The token is there letter by letter, so that it can be replaced in the bytes of the file.
    let bytes = fs::read_to_string(folder.path().join("output/what/what.eml")).unwrap();
    assert_eq!(bytes.matches("--UNSUBSCRIBE-TOKEN--").count(), 3);
    let sent = bytes.replace("--UNSUBSCRIBE-TOKEN--", &"t".repeat(70));
    let sent = extract::mail(sent.as_bytes());
    assert!(sent.part("text/plain").contains(&format!("reader={}&list=1>", "t".repeat(70))));
    assert!(sent.html().contains(&format!("reader={}&amp;list=1", "t".repeat(70))));
}

#[test]
fn ascii_alone_is_ascii() {
    let configuration = LETTER.replace("references", "ascii = true\nreferences");
    let (folder, _) = letter(
        &configuration,
        &EXPLAINER.replace("One", "“Один” – 10<sup>6</sup> naïve… →\n\n> x\n>\n> — Хтось\n\nThen"),
    );
    let text = fs::read_to_string(folder.path().join("output/what/what.txt")).unwrap();
    assert!(text.is_ascii() && text.contains("\"Odin\" - 10^6 naive... ->"), "{text}");
}

#[test]
fn every_sample_can_be_told_in_ascii() {
    let out = tempfile::tempdir().unwrap();
    let configuration = out.path().join("pressroom.toml");
    fs::write(&configuration, "[newsletter]\nascii = true\n").unwrap();
    let mut command = pressroom();
    command.current_dir(crate::built::root()).args(["build", "input", "--to", "text", "--config"]);
    let built = command.arg(&configuration).arg("--out").arg(out.path()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for document in SAMPLES.documents() {
        let slug = &document.model.metadata.slug;
        let text = fs::read_to_string(out.path().join(format!("{slug}/{slug}.txt"))).unwrap();
        let odd: Vec<_> = text.lines().filter(|line| !line.is_ascii()).collect();
        assert!(odd.is_empty(), "{slug}: {odd:?}");
        assert!(text.len() > plain(&document).chars().count() / 2, "{slug}: too little is left");
    }
}

#[test]
fn hostile_headlines_stay_in_their_field() {
    for hostile in
        ["A\\r\\nBcc: all@x.example", "A\\0B\\e[1mC", "\\u202Eevil\\u2066", "=?utf-8?q?x=0D=0ABcc:_y?="]
    {
        let front = format!(
            "headline: \"{hostile}\"\nnewsletter: {{subject: \"{hostile} Ї\", preheader: \"{hostile}\"}}"
        );
        let (folder, _) = letter("", &EXPLAINER.replace("headline: What is it?", &front));
        let mail = extract::mail(&fs::read(folder.path().join("output/what/what.eml")).unwrap());
        let names: BTreeSet<_> = mail.header.iter().map(|(name, _)| name.as_str()).collect();
        assert!(!names.contains("Bcc") && mail.values("Subject").len() == 1, "{hostile}: {names:?}");
        assert!(!mail.html().contains(['\u{202E}', '\0', '\u{1B}']), "{hostile}");
    }
    let long = "Why ".repeat(1250);
    for headline in [long.trim().to_owned(), "Чому".repeat(1250), "x".repeat(5000)] {
        let (folder, said) = letter("", &EXPLAINER.replace("What is it?", &headline));
        assert!(said.contains("warning[receiver-limit]"), "{said}");
        let bytes = fs::read_to_string(folder.path().join("output/what/what.eml")).unwrap();
        assert!(bytes.split("\r\n").all(|line| line.len() <= 100), "a long line");
        assert!(extract::mail(bytes.as_bytes()).html().contains(&headline));
    }
}

#[test]
fn a_long_mail_ends_at_a_card_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let answer = "A sentence of the answer that goes on for a while. ".repeat(400);
    let cards: String =
        (1..=8).map(|card| format!("## Question {card}?\n\n{answer} Last of {card}.\n\n")).collect();
    let text = format!(
        "---\nheadline: H?\nslug: long\nlanguage: en\npublished: 2026-01-31\n\
        canonical_url: https://a.example/long/\n---\n\nThe lede.\n\n{cards}"
    );
    fs::write(folder.path().join("long.md"), text).unwrap();
    let built = build("long", folder.path(), &["long.md"]);
    assert!(built.output_text().contains("it holds 4 of 8 cards"), "{}", built.output_text());
    let documents = built.documents();
    let mail = mail(&documents[0]);
    let html = mail.html();
    assert!(html.len() <= 100_000 && html.len() > 70_000, "{}", html.len());
    assert!(html.contains("Last of 4.") && !html.contains("Last of 5."), "not at a card's end");
    assert!(html.contains("href=\"https://a.example/long/\"") && html.contains("Read the rest"));
    assert!(html.trim_end().ends_with("</html>"));
    assert!(mail.part("text/plain").replace(['\n', ' '], "").contains("Lastof8."));
}
