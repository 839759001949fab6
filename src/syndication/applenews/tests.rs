//! Whole articles.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use pressroom_document::{Block, Inline, List, ListItem, Status, text};
use pressroom_images::ImageCache;
use pressroom_theme::DEFAULT;

fn render(document: &Document) -> (Value, Edition) {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let messages = theme.messages(document.metadata.language.as_str());
    let (site, image_cache) = (Site::default(), ImageCache::default());
    let context = Context::new(&site, &messages, &image_cache);
    let edition = prepare(&theme).unwrap().render(document, &context).unwrap();
    let article = edition.files.get("every-variant.applenews.json").unwrap();
    (serde_json::from_slice(article).unwrap(), edition)
}

/// Every component, outer ones first.
fn all<'a>(components: &'a Value, out: &mut Vec<&'a Value>) {
    for component in components.as_array().into_iter().flatten() {
        out.push(component);
        all(&component["components"], out);
    }
}

fn components(article: &Value) -> Vec<&Value> {
    let mut out = Vec::new();
    all(&article["components"], &mut out);
    out
}

fn markup(component: &Value) -> &str {
    let html = component["html"].as_str();
    html.or_else(|| component["text"].as_str().filter(|_| component["format"] == "html")).unwrap_or_default()
}

/// The text of a component, without its tags and without the numbers of notes.
fn words_of(component: &Value) -> String {
    let mut html = markup(component).to_owned();
    while let Some(start) = html.find("<sup><a href=\"#fn-") {
        let end = start + html[start..].find("</sup>").unwrap() + "</sup>".len();
        html.replace_range(start..end, "");
    }
    if html.is_empty() {
        return component["text"].as_str().unwrap_or_default().to_owned();
    }
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, rest)| rest));
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let text = pieces.collect::<Vec<_>>().join(" ");
    entities.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

fn paragraph(words: &str) -> Block {
    let content = vec![Inline::Text { value: words.to_owned(), span: Default::default() }];
    Block::Paragraph { content, span: Default::default() }
}

#[test]
fn every_word_arrives_in_order() {
    for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
        let (article, _) = render(&document);
        let shown: Vec<_> = components(&article).into_iter().map(words_of).collect();
        let shown = shown.join("\n");
        let mut rest: String = shown.split_whitespace().collect();
        let cleared = clearance::clear(&document).document.into_owned();
        let mut model = cleared.clone();
        model.footnotes.clear();
        for word in text::document_lines(&model).iter().flat_map(|line| line.split_whitespace()) {
            rest = rest.split_once(word).unwrap_or_else(|| panic!("lost: {word}")).1.to_owned();
        }
        for note in &cleared.footnotes {
            let words: String = text::lines(&note.blocks).concat().split_whitespace().collect();
            assert!(shown.split_whitespace().collect::<String>().contains(&words), "{words}");
        }
    }
}

#[test]
fn links_within_the_article_lead_to_components() {
    let (article, _) = render(&pressroom_samples::every_variant());
    let components = components(&article);
    let identifiers: Vec<_> =
        components.iter().filter_map(|component| component["identifier"].as_str()).collect();
    let unique: BTreeSet<_> = identifiers.iter().collect();
    assert_eq!(unique.len(), identifiers.len());
    let mut links = 0;
    for component in &components {
        for link in markup(component).split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(identifiers.contains(&target), "#{target} leads nowhere");
            links += 1;
        }
    }
    assert!(links >= 4, "{links} links");
}

#[test]
fn markup_is_what_apple_allows() {
    let allowed =
        "p br strong em s sub sup code pre a ul ol li blockquote footer table caption thead tbody tr th td";
    let allowed: BTreeSet<_> = allowed.split(' ').collect();
    let (article, _) = render(&pressroom_samples::every_variant());
    let components = components(&article);
    for component in &components {
        for tag in markup(component).split('<').skip(1) {
            let tag = tag.split('>').next().unwrap().trim_start_matches('/');
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert!(allowed.contains(name), "<{tag}>");
            assert!(attributes.is_empty() || (name == "a" && attributes.starts_with("href=\"")), "<{tag}>");
        }
        for text in ["text", "html"].iter().filter_map(|name| component[name].as_str()) {
            assert!(!markup::is_blank(text), "{component}");
        }
    }
    let roles: BTreeSet<_> = components.iter().filter_map(|component| component["role"].as_str()).collect();
    for role in ["title", "section", "quote", "htmltable", "figure", "caption", "divider", "container"] {
        assert!(roles.contains(role), "no {role} among {roles:?}");
    }
}

#[test]
fn names_of_styles_and_layouts_are_defined() {
    let (article, _) = render(&pressroom_samples::every_variant());
    let defined =
        |place: &str, name: &Value| name.is_null() || article[place].get(name.as_str().unwrap()).is_some();
    for component in components(&article) {
        assert!(defined("componentTextStyles", &component["textStyle"]), "{component}");
        assert!(defined("componentStyles", &component["style"]), "{component}");
        assert!(defined("componentLayouts", &component["layout"]), "{component}");
    }
}

#[test]
fn only_cleared_pictures_are_in_the_bundle() {
    let (article, edition) = render(&pressroom_samples::every_variant());
    let json = article.to_string();
    for secret in ["own-4d5e6f.jpg", "Not for partners", "Kept in the house", "Agency"] {
        assert!(!json.contains(secret), "{secret}");
    }
    for component in components(&article) {
        if let Some(name) = component["URL"].as_str().and_then(|url| url.strip_prefix("bundle://")) {
            assert!(edition.files.contains_key(&format!("media/{name}")), "{name}");
        }
    }
    assert_eq!(article["metadata"]["thumbnailURL"], "bundle://square-1a2b3c.png");
    assert_eq!(edition.files.keys().filter(|path| path.starts_with("media/")).count(), 1);
}

#[test]
fn a_list_that_a_text_cannot_hold_is_taken_apart() {
    let mut document = pressroom_samples::every_variant();
    let item = |words: &str, more: Vec<Block>| {
        let blocks = std::iter::once(paragraph(words)).chain(more).collect();
        ListItem { task: None, blocks, span: Default::default() }
    };
    let divider = Block::ThematicBreak { span: Default::default() };
    let list = |start, items| List { start, tight: true, items, span: Default::default() };
    document.lede = vec![
        Block::List(list(Some(1), vec![item("first", Vec::new()), item("second", Vec::new())])),
        Block::List(list(Some(7), vec![item("seventh", Vec::new()), item("eighth", vec![divider])])),
    ];
    let (article, _) = render(&document);
    let components = components(&article);
    let texts: Vec<_> = components.iter().map(|component| markup(component)).collect();
    let expected = "<ol><li>first</li><li>second</li></ol><p>7. seventh</p><p>8. eighth</p>";
    assert!(texts.contains(&expected), "{texts:#?}");
}

#[test]
fn a_notice_is_a_title_and_a_sentence() {
    let mut document = pressroom_samples::every_variant();
    let (usable, _) = render(&document);
    document.metadata.status = Status::Canceled;
    let (article, edition) = render(&document);
    assert_eq!(article["identifier"], usable["identifier"]);
    let components = components(&article);
    assert_eq!(components.len(), 2);
    assert_eq!(components[0]["text"].as_str(), Some(document.metadata.headline.as_str()));
    assert!(components[1]["text"].as_str().unwrap().contains("has been withdrawn"));
    assert!(article.get("subtitle").is_none() && article["metadata"].get("excerpt").is_none());
    assert_eq!(edition.files.len(), 1, "no pictures");
}

#[test]
fn languages_are_tags_of_letters() {
    let tag = |text: &str| language(&text.parse().unwrap());
    assert_eq!((tag("en-GB"), tag("es-419")), ("en-GB".to_owned(), "es".to_owned()));
}
