//! Whole items.

use std::borrow::Cow;

use serde_json::Value;

use super::*;
use pressroom_document::{ImageSource, Place, text};
use pressroom_theme::DEFAULT;

fn render(document: &Document, site: &Site) -> (Value, Edition) {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let messages = theme.messages(document.metadata.language.as_str());
    let edition = prepare(&theme)
        .unwrap()
        .render(document, &Context::new(site, &messages, &pressroom_images::ImageCache::default()))
        .unwrap();
    let json = edition.files.get("every-variant.ninjs.json").unwrap();
    (serde_json::from_slice(json).unwrap(), edition)
}

fn body<'a>(item: &'a Value, content_type: &str) -> &'a str {
    let bodies = item["bodies"].as_array().unwrap();
    bodies.iter().find(|body| body["contentType"] == content_type).unwrap()["value"].as_str().unwrap()
}

#[test]
fn only_cleared_pictures_leave_the_house() {
    let (item, edition) = render(&pressroom_samples::every_variant(), &Site::default());
    let json = item.to_string();
    for secret in ["own-4d5e6f.jpg", "Not for partners", "Kept in the house", "Agency"] {
        assert!(!json.contains(secret), "{secret}");
    }
    let media: Vec<_> = edition.files.keys().filter(|path| path.starts_with("media/")).collect();
    assert_eq!(media, ["media/square-1a2b3c.png"]);
    let url = "https://example.org/explainers/every-variant/media/square-1a2b3c.png";
    assert!(body(&item, "text/html").contains(&format!("<img src=\"{url}\" alt=\"A square of one colour\"")));
    assert_eq!(item["associations"][0]["renditions"][0]["href"], url);
    assert_eq!(item["associations"].as_array().unwrap().len(), 2);
    let left_out = edition.warnings.iter().filter(|finding| finding.message.contains("left out")).count();
    // A picture that is missing was said when the document was read.
    assert_eq!(left_out, 2, "{:?}", edition.warnings);
}

#[test]
fn the_uri_is_stable_without_a_url() {
    let mut document = pressroom_samples::every_variant();
    document.metadata.canonical_url = None;
    let site = |name: &str| Site { name: Some(name.to_owned()), ..Site::default() };
    let uri = |site: &Site| render(&document, site).0["uri"].as_str().unwrap().to_owned();
    assert_eq!(uri(&site("A")), "urn:uuid:056502e7-3315-5d1c-9652-4a1fa2245f00");
    assert_ne!(uri(&site("A")), uri(&site("B")));
}

#[test]
fn each_body_holds_every_word_of_each_card() {
    let document = pressroom_samples::every_variant();
    let (item, _) = render(&document, &Site::default());
    let cards: Value = serde_json::from_str(body(&item, "application/json")).unwrap();
    let cleared = clearance::clear(&document).document;
    for (card, structured) in cleared.cards.iter().zip(cards["cards"].as_array().unwrap()) {
        assert_eq!(structured["id"].as_str(), Some(card.id.as_str()));
        let structured = &structured["body"];
        let mut rest = structured["text"].as_str().unwrap();
        let lines = text::lines(&card.blocks).join("\n");
        for word in lines.split(|letter: char| !letter.is_alphabetic()) {
            rest = rest.split_once(word).unwrap_or_else(|| panic!("{word} is not in {rest}")).1;
        }
        assert!(body(&item, "text/html").contains(structured["html"].as_str().unwrap()));
        assert!(body(&item, "text/plain").contains(&format!(
            "{}. {}",
            card.number,
            text::plain(&card.question)
        )));
    }
}

#[test]
fn rights_with_a_link_say_where() {
    let link = |rights| linked_rights(rights).map(|rights| rights.linked_rights);
    let licence = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(link("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."), Some(licence.to_owned()));
    assert_eq!(link("Ask first."), None);
}

fn structured(item: &Value) -> CardsBody {
    serde_json::from_str(body(item, "application/json")).unwrap()
}

#[test]
fn hashes_are_those_of_the_document_that_stays_in_the_house() {
    let document = pressroom_samples::every_variant();
    let fingerprint = Fingerprint::new(&document);
    let (item, _) = render(&document, &Site::default());
    let cards = structured(&item);
    assert_eq!(cards.sha256, fingerprint.document);
    assert_eq!(item["altIds"][0]["value"], fingerprint.document);
    assert!(matches!(clearance::clear(&document).document, Cow::Owned(_)), "pictures are left out");
    let (site, image_cache) = (Site::default(), pressroom_images::ImageCache::default());
    let messages = Theme::builtin(DEFAULT).unwrap().messages("en");
    let context = Context::new(&site, &messages, &image_cache);
    let shown = |place| context.hash_shown_part(&fingerprint, place, &document.metadata.language).unwrap();
    for card in &cards.cards {
        assert_eq!(card.body.sha256, shown(Place::Card(card.number)));
    }
    assert_eq!(cards.lede.unwrap().sha256, shown(Place::Lede));
}

#[test]
fn a_card_that_is_shown_otherwise_has_another_hash() {
    let english = pressroom_samples::every_variant();
    let mut german = english.clone();
    german.metadata.language = "de".parse().unwrap();
    let theme = Theme::load(
        "themes/own",
        [
            ("theme.toml".to_owned(), b"extends = \"default\"\n".to_vec().into()),
            ("words/en.toml".to_owned(), b"[words]\nwarning = \"Beware\"\n".to_vec().into()),
        ]
        .into(),
    )
    .unwrap();
    let site = Site::default();
    let cards = |theme: &Theme, document: &Document| {
        let messages = theme.messages(document.metadata.language.as_str());
        let image_cache = pressroom_images::ImageCache::default();
        let context = Context::new(&site, &messages, &image_cache);
        let edition = prepare(theme).unwrap().render(document, &context).unwrap();
        let json = edition.files.get("every-variant.ninjs.json").unwrap();
        structured(&serde_json::from_slice(json).unwrap())
    };
    let built_in = Theme::builtin(DEFAULT).unwrap();
    let before = cards(&built_in, &english);
    for after in [cards(&built_in, &german), cards(&theme, &english)] {
        let mut differ = 0;
        for (one, other) in before.cards.iter().zip(&after.cards) {
            let same = (&one.body.html, &one.body.text) == (&other.body.html, &other.body.text);
            assert!(same || one.body.sha256 != other.body.sha256, "card {}", one.number);
            differ += usize::from(!same);
        }
        assert!(differ > 0);
    }
}

#[test]
fn pictures_have_their_hashes_where_they_stand() {
    let document = pressroom_samples::every_variant();
    let (item, _) = render(&document, &Site::default());
    let asset = document.assets.iter().find(|asset| asset.name == "square-1a2b3c.png").unwrap();
    let picture = &item["associations"][0];
    assert_eq!(picture["altIds"][0]["value"], asset.sha256);
    assert_eq!(picture["usageTerms"], item["usageTerms"]);
    let cards = structured(&item);
    assert_eq!(cards.lead.unwrap().sha256.as_deref(), Some(asset.sha256.as_str()));
    let shown: Vec<_> = cards.cards.iter().map(|card| card.body.pictures.len()).collect();
    let in_html: Vec<_> = cards.cards.iter().map(|card| card.body.html.matches("<img ").count()).collect();
    assert_eq!(shown, in_html);
    assert!(shown.contains(&1), "{shown:?}");
}

#[test]
fn footnotes_stand_with_their_card_and_alone() {
    let document = pressroom_samples::every_variant();
    let cards = structured(&render(&document, &Site::default()).0);
    let parts = cards.cards.iter().map(|card| &card.body).chain(&cards.lede).chain(&cards.signoff);
    let notes: Vec<_> = parts.flat_map(|part| part.footnotes.iter().map(move |note| (part, note))).collect();
    let text = |note: &pressroom_document::Footnote| text::lines(&note.blocks).join("\n");
    let mut numbers = std::collections::BTreeMap::new();
    for (part, note) in &notes {
        let number = numbers.entry(&part.sha256).or_insert(0);
        *number += 1;
        assert_eq!(note.number, *number, "each part counts its own");
        let mut words = note.text.split(|letter: char| !letter.is_alphabetic());
        assert!(words.all(|word| part.text.contains(word)) && !note.html.is_empty());
    }
    for original in &document.footnotes {
        assert!(notes.iter().any(|(_, note)| note.text == text(original)), "{}", original.number);
    }
}

#[test]
fn a_document_without_pictures_that_stay_is_not_copied() {
    let mut document = pressroom_samples::every_variant();
    document.cards.clear();
    document.lede.clear();
    document.signoff.clear();
    document.footnotes.clear();
    assert!(matches!(clearance::clear(&document).document, Cow::Borrowed(_)));
    document.metadata.image.as_mut().unwrap().image.syndicate = false;
    let cleared = clearance::clear(&document);
    assert!(cleared.document.metadata.image.is_none() && cleared.pictures.is_empty());
    assert_eq!(cleared.warnings.len(), 1);
}

#[test]
fn a_notice_says_what_to_do_and_nothing_else() {
    let mut document = pressroom_samples::every_variant();
    for (status, words) in [(Status::Canceled, "has been withdrawn"), (Status::Withheld, "held back")] {
        document.metadata.status = status;
        let (item, edition) = render(&document, &Site::default());
        for absent in ["bodies", "associations", "renditions", "descriptions", "altIds", "by"] {
            assert!(item.get(absent).is_none(), "{absent}");
        }
        assert!(item["edNote"].as_str().unwrap().lines().next().unwrap().contains(words));
        assert_eq!(item["pubStatus"], if status == Status::Canceled { "canceled" } else { "withheld" });
        assert_eq!(item["uri"], "https://example.org/explainers/every-variant/");
        assert_eq!((&item["version"], &item["standard"]["version"]), (&"3".into(), &"3.1".into()));
        assert_eq!(edition.files.len(), 1, "no pictures");
        let (held, _) = render(&document.notice(), &Site::default());
        assert_eq!(held["uri"], item["uri"]);
    }
}

#[test]
fn books_of_the_same_run_are_renditions() {
    let document = pressroom_samples::every_variant();
    let theme = Theme::builtin(DEFAULT).unwrap();
    let (site, messages, image_cache) =
        (Site::default(), theme.messages("en"), pressroom_images::ImageCache::default());
    let editions = pressroom_render::EditionSet::from_names(&["ninjs", "epub"]);
    let context = Context { editions: &editions, ..Context::new(&site, &messages, &image_cache) };
    let edition = prepare(&theme).unwrap().render(&document, &context).unwrap();
    let item: Value = serde_json::from_slice(&edition.files["every-variant.ninjs.json"]).unwrap();
    let renditions = item["renditions"].as_array().unwrap();
    assert_eq!(renditions.len(), 2, "no PDF is made");
    assert_eq!(renditions[1]["href"], "https://example.org/explainers/every-variant/every-variant.epub");
    assert_eq!(renditions[1]["contentType"], "application/epub+zip");
}

#[test]
fn a_remote_picture_has_an_address_and_no_hash() {
    let mut document = pressroom_samples::every_variant();
    let lead = document.metadata.image.as_mut().unwrap();
    lead.image.source = ImageSource::Remote { url: "https://example.org/r.png".to_owned(), size: None };
    let (item, _) = render(&document, &Site::default());
    assert_eq!(item["associations"][0]["uri"], "https://example.org/r.png");
    assert!(item["associations"][0].get("altIds").is_none());
    assert_eq!(structured(&item).lead.unwrap().sha256, None);
}

#[test]
fn the_text_is_the_body_of_the_edition_text() {
    let document = pressroom_samples::every_variant();
    let (item, _) = render(&document, &Site::default());
    let (theme, image_cache) = (Theme::builtin(DEFAULT).unwrap(), pressroom_images::ImageCache::default());
    let (site, messages) = (Site::default(), theme.messages("en"));
    let kind = pressroom_editions::registry().iter().find(|kind| kind.name == "text").unwrap();
    let backend = (kind.prepare)(&theme).unwrap();
    let cleared = clearance::clear(&document).document;
    let edition = backend.render(&cleared, &Context::new(&site, &messages, &image_cache)).unwrap();
    let letter = String::from_utf8(edition.files["every-variant.txt"].to_vec()).unwrap();
    // Without marks of quotes, and of links, whose numbers are others.
    let words = |text: &str| -> String {
        let words = text.split_whitespace().map(|word| word.trim_start_matches('>'));
        let words = words.filter(|word| !word.is_empty() && !word.starts_with('['));
        words.collect::<Vec<_>>().join(" ")
    };
    let (text, letter) = (body(&item, "text/plain"), words(&letter));
    let lost: Vec<_> = text.lines().map(words).filter(|line| !letter.contains(line.as_str())).collect();
    // A paragraph may hold a mark within a word's punctuation.
    assert!(lost.len() * 10 <= text.lines().count(), "{lost:#?}\n{text}");
    assert!(!text.contains("utm_") && text.lines().all(|line| !line.ends_with(' ')));
    assert!(text.lines().any(|line| line.starts_with("[1] <https://")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("- ")), "{text}");
}
