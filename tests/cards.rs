//! A card that did not change stays as it was for partners, whatever becomes of the others: its hash, HTML and text.

use std::{collections::BTreeMap, io::Cursor, sync::Arc};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::{ImageCache, PictureError, Pictures};
use pressroom_read::{self as read, ReadOptions};
use pressroom_render::Context;
use pressroom_theme::Theme;
use proptest::prelude::*;
use serde_json::Value;

/// A card: its id, its text, the cards that it links to and the notes that it refers to.
struct Card {
    id: &'static str,
    text: &'static str,
    links: &'static [&'static str],
    notes: &'static [&'static str],
}

const CARDS: [Card; 7] = [
    Card {
        id: "plain",
        text: "## What is plain? {#plain}\n\nWords, and a [way on](#noting).\n\n### Background\n\nMore words.",
        links: &["noting"],
        notes: &[],
    },
    Card {
        id: "noting",
        text: "## Who takes notes?[^own] {#noting updated=2026-01-05 reason=\"a note more\"}\n\nOnce[^shared], twice[^own].\n\n### Background\n\nAgain[^nested].",
        links: &[],
        notes: &["own", "shared", "nested", "deep"],
    },
    Card {
        id: "sharing",
        text: "## Who shares? {#sharing}\n\nThis one[^shared] and itself[^shared], also [there](#inner).\n\n- a list\n- with [a link](https://example.org/a)\n",
        links: &["inside"],
        notes: &["shared"],
    },
    Card {
        id: "picture",
        text: "## What is to be seen? {#picture}\n\n![A pixel](p.png \"What it shows\"){syndicate credit=\"A. Designer\"}\n\n### Background\n\nText.",
        links: &[],
        notes: &[],
    },
    Card {
        id: "boxed",
        text: "## What else? {#boxed}\n\n::: related Read also\n[Another story](#plain)\nWords of it.\n:::\n\n::: note\nA box[^shared].\n:::",
        links: &["plain"],
        notes: &["shared"],
    },
    Card {
        id: "inside",
        text: "## What is inside? {#inside}\n\n### A place {#inner}\n\n| a | b |\n|---|--:|\n| 1[^table] | 2 |\n\nBack to [it](#inner).",
        links: &[],
        notes: &["table"],
    },
    Card {
        id: "deeper",
        text: "## How deep? {#deeper}\n\n> Quoted[^deep].\n> — Somebody\n\n1. one\n2. two[^own]\n",
        links: &[],
        notes: &["deep", "own"],
    },
];

const NOTES: [(&str, &str); 5] = [
    ("own", "A note with [a link](https://example.org/note)."),
    ("shared", "A note that several refer to."),
    ("nested", "A note with a note[^deep]."),
    ("deep", "A note in a note."),
    ("table", "A note of a table."),
];

/// One red pixel for every name.
struct Pixel(Arc<[u8]>);

impl Pictures for Pixel {
    fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
        Ok(Arc::clone(&self.0))
    }
}

fn pixel() -> Pixel {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(1, 1, image::Rgb([200, 0, 0]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    Pixel(bytes.into_inner().into())
}

fn document(cards: &[usize], lede: bool) -> Document {
    let mut text = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-01\n".to_owned();
    text.push_str("canonical_url: https://news.example/why/\n---\n\n");
    let chosen = || cards.iter().map(|number| &CARDS[*number]);
    if lede {
        text.push_str("The lede[^shared].\n\n### Background\n\nText.\n\n");
    }
    for card in chosen() {
        text.push_str(&format!("{}\n\n", card.text));
    }
    for (name, note) in NOTES {
        if lede && name == "shared" || chosen().any(|card| card.notes.contains(&name)) {
            text.push_str(&format!("[^{name}]: {note}\n\n"));
        }
    }
    let options = ReadOptions { site: &Site::default(), slug: "why", pictures: &pixel(), now: None };
    let (document, found) = read::markdown(&Source::new("why.md", text), &options);
    assert!(!found.iter().any(|finding| finding.is_error()), "{found:?}");
    document.unwrap()
}

/// What partners get of each card: its hash, HTML, text and notes in ninjs; its hash in a feed.
type Seen = BTreeMap<String, [String; 5]>;

fn seen(document: &Document) -> Seen {
    let theme = Theme::builtin("default").unwrap();
    let (words, site, image_cache) = (theme.messages("en"), Site::default(), ImageCache::default());
    let render = |name: &str| -> Value {
        let kind = registry().iter().find(|kind| kind.name == name).unwrap();
        let backend = (kind.prepare)(&theme).unwrap();
        let edition = backend.render(document, &Context::new(&site, &words, &image_cache)).unwrap();
        serde_json::from_slice(&edition.files[&format!("why.{}", kind.extension)]).unwrap()
    };
    let (item, feed) = (render("ninjs"), render("jsonfeed"));
    let bodies = item["bodies"].as_array().unwrap();
    let body = |role: &str, kind: &str| {
        let found = bodies.iter().find(|body| body["role"] == role && body["contentType"] == kind);
        found.unwrap()["value"].as_str().unwrap().to_owned()
    };
    let whole = body("main", "text/html");
    let structured: Value = serde_json::from_str(&body("cards", "application/json")).unwrap();
    let mut seen = Seen::new();
    let in_feed = feed["items"][0]["_pressroom"]["cards"].as_array().unwrap();
    for (card, in_feed) in structured["cards"].as_array().unwrap().iter().zip(in_feed) {
        let (id, body) = (card["id"].as_str().unwrap(), &card["body"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let html = text(&body["html"]);
        assert!(whole.contains(&html), "{id} stands in the whole text as it is alone");
        assert_eq!(in_feed["id"], id);
        let (notes, of_feed) = (body["footnotes"].to_string(), text(&in_feed["sha256"]));
        seen.insert(id.to_owned(), [text(&body["sha256"]), html, text(&body["text"]), notes, of_feed]);
    }
    for marker in [" id=\"", " href=\"#"] {
        let ids: Vec<_> = whole.split(marker).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        for (number, id) in ids.iter().enumerate() {
            match marker {
                " id=\"" => assert!(!ids[..number].contains(id), "{id} is there twice"),
                _ => assert!(whole.contains(&format!(" id=\"{id}\"")), "{id} leads nowhere"),
            }
        }
    }
    seen
}

/// Some of the cards, in any order.
fn some() -> impl Strategy<Value = Vec<usize>> {
    prop::sample::subsequence((0..CARDS.len()).collect::<Vec<_>>(), 1..=CARDS.len()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_did_not_change_stays_as_it_was(one in some(), other in some(), ledes in any::<[bool; 2]>()) {
        let (before, after) = (seen(&document(&one, ledes[0])), seen(&document(&other, ledes[1])));
        prop_assert_eq!((before.len(), after.len()), (one.len(), other.len()));
        for card in &CARDS {
            let (Some(old), Some(new)) = (before.get(card.id), after.get(card.id)) else { continue };
            // A link whose card is not there is text alone: that is another card.
            let there = |seen: &Seen| -> Vec<bool> { card.links.iter().map(|id| seen.contains_key(*id)).collect() };
            if there(&before) == there(&after) {
                prop_assert_eq!(old, new);
            } else {
                prop_assert!(old[0] != new[0] && old[1] != new[1], "the hash says that {} changed", card.id);
            }
        }
    }
}

#[test]
fn a_card_is_numbered_by_itself() {
    let seen = seen(&document(&[0, 2, 1, 6], true));
    let [_, html, text, ..] = &seen["noting"];
    assert!(html.starts_with("<section id=\"noting\">\n<h2>Who takes notes?"), "{html}");
    assert!(html.contains("<a id=\"fnref-noting-1-1\" href=\"#fn-noting-1\""), "{html}");
    assert!(html.contains("<h3 id=\"noting/1\">Background</h3>"), "{html}");
    // A note that another card has, too, is here as well.
    assert!(html.contains("<li id=\"fn-noting-2\" value=\"2\"><p>A note that several refer to."), "{html}");
    assert!(text.starts_with("Who takes notes?"), "{text}");
    let [_, html, ..] = &seen["sharing"];
    assert!(html.contains("href=\"#fnref-sharing-1-2\""), "{html}");
}
