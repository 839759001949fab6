//! Whole feeds of one explainer.

use super::*;
use pressroom_document::Fingerprint;
use pressroom_images::ImageCache;
use pressroom_theme::DEFAULT;

fn render(document: &Document, site: &Site, editions: &[&'static str]) -> (Feed, Edition) {
    let (theme, image_cache) = (Theme::builtin(DEFAULT).unwrap(), ImageCache::default());
    let messages = theme.messages(document.metadata.language.as_str());
    let editions = pressroom_render::EditionSet::from_names(editions);
    let context = Context { editions: &editions, ..Context::new(site, &messages, &image_cache) };
    let edition = prepare(&theme).unwrap().render(document, &context).unwrap();
    let json = edition.files.get("every-variant.feed.json").unwrap();
    (serde_json::from_slice(json).unwrap(), edition)
}

const PAGE: &str = "https://example.org/explainers/every-variant/";

#[test]
fn an_item_stands_alone_wherever_it_is_shown() {
    let (feed, edition) = render(&pressroom_samples::every_variant(), &Site::default(), &["epub", "html"]);
    let item = &feed.items[0];
    assert_eq!((item.id.as_str(), item.url.as_deref()), (PAGE, Some(PAGE)));
    assert_eq!(feed.feed_url, Some(format!("{PAGE}every-variant.feed.json")));
    let html = item.content_html.as_deref().unwrap();
    for attribute in [" href=\"", " src=\""] {
        for url in html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(Url::parse(url).is_ok(), "{url}");
        }
    }
    // Each link into the document has its target there.
    let own = format!(" href=\"{PAGE}#");
    let places: Vec<_> = html.split(&own).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(places.len() > 2, "{places:?}");
    for id in places {
        assert!(html.contains(&format!(" id=\"{id}\"")), "{id}");
    }
    let files: Vec<_> = item.attachments.iter().map(|file| file.url.as_str()).collect();
    assert_eq!(files, [format!("{PAGE}every-variant.epub")]);
    assert_eq!(item.image, Some(format!("{PAGE}media/square-1a2b3c.png")));
    assert!(edition.files.contains_key("media/square-1a2b3c.png") && edition.files.len() == 2);
    assert!(!serde_json::to_string(&feed).unwrap().contains("own-4d5e6f.jpg"));
    let again = Item::read(edition.files.get("every-variant.feed.json").unwrap()).unwrap();
    assert_eq!(&again, item);
}

#[test]
fn a_cleared_lead_picture_stands_above_the_text() {
    let mut document = pressroom_samples::every_variant();
    let lead = document.metadata.image.as_mut().unwrap();
    (lead.image.syndicate, lead.caption) = (true, Some("What it <shows>".to_owned()));
    let (feed, _) = render(&document, &Site::default(), &[]);
    let html = feed.items[0].content_html.clone().unwrap();
    let (before, after) = html.split_once("What it &lt;shows&gt;").unwrap();
    assert!(before.contains(feed.items[0].image.as_deref().unwrap()) && after.contains("<section id=\""));
    assert!(feed.items[0].content_text.as_ref().unwrap().starts_with("[Picture: "));
    assert!(feed.items[0].content_text.as_ref().unwrap().contains("What it <shows>"));
}

#[test]
fn the_hashes_are_those_of_the_model() {
    let document = pressroom_samples::every_variant();
    let (feed, _) = render(&document, &Site::default(), &[]);
    let (extension, fingerprint) = (&feed.items[0].pressroom, Fingerprint::new(&document));
    assert_eq!(extension.sha256, fingerprint.document);
    assert_eq!(extension.cards.len(), document.cards.len());
    let (site, image_cache) = (Site::default(), ImageCache::default());
    let messages = Theme::builtin(DEFAULT).unwrap().messages("en");
    let context = Context::new(&site, &messages, &image_cache);
    for (card, model) in extension.cards.iter().zip(&document.cards) {
        assert_eq!((&card.id, card.number), (&model.id, model.number));
        let place = pressroom_document::Place::Card(model.number);
        assert_eq!(
            Some(&card.sha256),
            context.hash_shown_part(&fingerprint, place, &document.metadata.language).as_ref()
        );
    }
}

#[test]
fn what_must_not_be_used_has_a_notice_for_a_text() {
    for (status, name) in [(Status::Withheld, "withheld"), (Status::Canceled, "canceled")] {
        let mut document = pressroom_samples::every_variant();
        document.metadata.status = status;
        let (feed, edition) = render(&document, &Site::default(), &["epub"]);
        let item = &feed.items[0];
        assert_eq!((item.id.as_str(), item.pressroom.status.as_str()), (PAGE, name));
        assert!(item.content_html.is_none() && item.pressroom.cards.is_empty());
        assert!(item.attachments.is_empty() && item.image.is_none() && edition.files.len() == 1);
        let json = serde_json::to_string(&feed).unwrap();
        let question = text::plain(&document.cards[0].question);
        assert!(!json.contains(&question) && !item.content_text.as_ref().unwrap().is_empty());
        // The same comes of the notice that a build makes of it.
        document.metadata.status = status;
        let (mut notice, _) = render(&document.notice(), &Site::default(), &["epub"]);
        notice.items[0].pressroom.sha256.clone_from(&item.pressroom.sha256);
        assert_eq!(notice, feed);
    }
}

#[test]
fn without_a_url_nothing_relative_remains_but_the_text() {
    let mut document = pressroom_samples::every_variant();
    document.metadata.canonical_url = None;
    let site = Site { name: Some("A".to_owned()), ..Site::default() };
    let (feed, edition) = render(&document, &site, &["epub", "pdf"]);
    let item = &feed.items[0];
    assert_eq!(item.id, "urn:uuid:056502e7-3315-5d1c-9652-4a1fa2245f00", "the same as in ninjs");
    assert!(item.url.is_none() && item.image.is_none() && item.attachments.is_empty());
    assert!(feed.feed_url.is_none());
    assert!(edition.warnings.iter().any(|finding| finding.code == Code::Defaulted));
}
