//! Whole items.

use serde_json::Value;

use super::*;
use crate::{render::sample, theme::DEFAULT};

fn render(document: &Document, site: &Site) -> (Value, Edition) {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let words = theme.words(document.metadata.language.as_str());
    let edition = prepare(&theme)
        .unwrap()
        .render(document, &Context::new(site, &words, &crate::render::Darkroom::default()))
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
    let (item, edition) = render(&sample::every_variant(), &Site::default());
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
    assert_eq!(left_out, 3, "{:?}", edition.warnings);
}

#[test]
fn the_uri_is_stable_without_a_url() {
    let mut document = sample::every_variant();
    document.metadata.canonical_url = None;
    let site = |name: &str| Site { name: Some(name.to_owned()), ..Site::default() };
    let uri = |site: &Site| render(&document, site).0["uri"].as_str().unwrap().to_owned();
    assert_eq!(uri(&site("A")), "urn:uuid:056502e7-3315-5d1c-9652-4a1fa2245f00");
    assert_ne!(uri(&site("A")), uri(&site("B")));
}

#[test]
fn each_body_holds_every_word_of_each_card() {
    let document = sample::every_variant();
    let (item, _) = render(&document, &Site::default());
    let cards: Value = serde_json::from_str(body(&item, "application/json")).unwrap();
    let cleared = clearance::clear(&document).document;
    for (card, structured) in cleared.cards.iter().zip(cards["cards"].as_array().unwrap()) {
        assert_eq!(structured["id"].as_str(), Some(card.id.as_str()));
        let mut rest = structured["text"].as_str().unwrap();
        for word in text::lines(&card.blocks).iter().flat_map(|line| line.split_whitespace()) {
            rest = rest.split_once(word).unwrap().1;
        }
        assert!(body(&item, "text/html").contains(structured["html"].as_str().unwrap()));
        assert!(body(&item, "text/plain").contains(structured["text"].as_str().unwrap()));
    }
}

#[test]
fn rights_with_a_link_say_where() {
    let link = |rights| linked_rights(rights).map(|rights| rights.linked_rights);
    let licence = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(link("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."), Some(licence.to_owned()));
    assert_eq!(link("Ask first."), None);
}
