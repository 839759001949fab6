use scraper::{Html, Selector};

use super::*;
use crate::{
    model::{Block, List, ListItem, Site, text},
    render::sample,
    theme::DEFAULT,
};

fn theme() -> Theme {
    Theme::builtin(DEFAULT).unwrap()
}

fn render(document: &Document, profile: Profile) -> (String, Edition) {
    let (theme, site) = (theme(), Site::default());
    let words = theme.words(document.metadata.language.as_str());
    let backend = Web::prepare(&theme, profile).unwrap();
    let edition =
        backend.render(document, &Context::new(&site, &words, &crate::render::Darkroom::default())).unwrap();
    let page = &edition.files[&format!("{}.{}", document.metadata.slug, profile.extension())];
    (String::from_utf8(page.to_vec()).unwrap(), edition)
}

fn all(page: &str, selector: &str, attribute: &str) -> Vec<String> {
    let (page, selector) = (Html::parse_document(page), Selector::parse(selector).unwrap());
    page.select(&selector).filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
}

/// The words of a page's body, joined by single spaces; with the words of pictures, without the
/// numbers of footnotes, which split words.
fn body(page: &str) -> String {
    let page = Html::parse_document(page);
    let selector = Selector::parse("body").unwrap();
    let body = page.select(&selector).next().unwrap();
    let skip = |node: &scraper::Node| node.as_element().is_some_and(|e| e.attr("class") == Some("noteref"));
    let texts = body.descendants().filter(|node| !node.ancestors().any(|above| skip(above.value())));
    let words = |node: &scraper::Node| match node.as_element().and_then(|element| element.attr("alt")) {
        Some(alt) => Some(alt.to_owned()),
        None => node.as_text().map(|text| text.to_string()),
    };
    let text: String = texts.filter_map(|node| words(node.value())).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_arrives_in_order_and_both_profiles_say_the_same() {
    for document in [sample::every_variant(), sample::deep()] {
        let (amp, _) = render(&document, Profile::Amp);
        let (html, _) = render(&document, Profile::Html);
        assert_eq!(body(&amp), body(&html));
        let squeezed: String = body(&html).split_whitespace().collect();
        let mut rest = squeezed.as_str();
        for line in text::document_lines(&document) {
            for word in line.split_whitespace() {
                let Some((_, after)) = rest.split_once(word) else {
                    panic!("`{word}` of `{line}` is missing")
                };
                rest = after;
            }
        }
    }
}

#[test]
fn pages_stay_as_shallow_as_the_amp_validator_can_follow() {
    let (mut document, leaf) = (sample::every_variant(), Block::ThematicBreak { span: Default::default() });
    let wrap = |block, _| {
        let item = ListItem { task: None, blocks: vec![block], span: Default::default() };
        Block::List(List { start: None, tight: false, items: vec![item], span: Default::default() })
    };
    document.lede = vec![(1..crate::model::MAX_DEPTH).fold(leaf, wrap)];
    let (page, edition) = render(&document, Profile::Amp);
    let page = Html::parse_document(&page);
    let depth = page.tree.nodes().map(|node| node.ancestors().count()).max().unwrap();
    assert!(depth < 100, "{depth}");
    assert!(edition.warnings.iter().any(|warning| warning.code == Code::Simplified));
}

#[test]
fn every_fragment_leads_to_exactly_one_id() {
    let (page, _) = render(&sample::every_variant(), Profile::Amp);
    let ids = all(&page, "[id]", "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len());
    let targets = all(&page, "a[href^='#']", "href");
    assert!(targets.len() > 5);
    for target in targets {
        assert!(unique.contains(&target[1..].to_owned()), "{target}");
    }
}

#[test]
fn structured_data_survives_hostile_text() {
    let mut document = sample::every_variant();
    let hostile = "</script><!--<script> & \u{2028} \"";
    document.metadata.headline = hostile.to_owned();
    let (page, _) = render(&document, Profile::Html);
    let parsed = Html::parse_document(&page);
    let script =
        parsed.select(&Selector::parse("script").unwrap()).next().unwrap().text().collect::<String>();
    let data: serde_json::Value = serde_json::from_str(&script).unwrap();
    assert_eq!(data["headline"], hostile);
    assert_eq!(data["hasPart"].as_array().unwrap().len(), document.cards.len());
    assert_eq!(all(&page, "script", "type"), ["application/ld+json"]);
}

#[test]
fn canonical_and_amp_pages_name_each_other() {
    let mut document = sample::every_variant();
    document.metadata.slug = "why".to_owned();
    document.metadata.canonical_url = Some("https://example.org/why/".to_owned());
    let (amp, _) = render(&document, Profile::Amp);
    let (html, _) = render(&document, Profile::Html);
    for page in [&amp, &html] {
        assert_eq!(all(page, "link[rel=canonical]", "href"), ["https://example.org/why/"]);
    }
    assert_eq!(all(&html, "link[rel=amphtml]", "href"), ["https://example.org/why/why.amp.html"]);
    document.metadata.canonical_url = None;
    let (amp, edition) = render(&document, Profile::Amp);
    assert_eq!(all(&amp, "link[rel=canonical]", "href"), ["why.html"]);
    assert!(edition.warnings.iter().any(|w| w.code == Code::Defaulted && w.edition == Some("amp")));
    let (_, edition) = render(&document, Profile::Html);
    assert!(edition.warnings.iter().all(|w| w.code != Code::Defaulted));
}

#[test]
fn pictures_are_sized_and_go_along() {
    let document = sample::every_variant();
    for (profile, name) in [(Profile::Amp, "amp-img"), (Profile::Html, "img")] {
        let (page, edition) = render(&document, profile);
        let sources = all(&page, name, "src");
        assert!(!sources.is_empty());
        assert_eq!(all(&page, name, "width").len(), sources.len());
        assert_eq!(all(&page, name, "height").len(), sources.len());
        assert_eq!(all(&page, name, "alt").len(), sources.len());
        for source in sources.iter().filter(|source| source.starts_with("media/")) {
            assert!(edition.files.contains_key(source), "{source}");
        }
    }
}

#[test]
fn templates_cannot_put_bare_pictures_into_amp_pages() {
    let files = [("theme.toml", "extends = \"default\""), ("web/page.html", "<IMG src=a>")]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().into()));
    let (theme, site) = (Theme::load("test", files.into()).unwrap(), Site::default());
    let words = theme.words("en");
    let backend = Web::prepare(&theme, Profile::Amp).unwrap();
    let found = backend
        .render(&sample::every_variant(), &Context::new(&site, &words, &crate::render::Darkroom::default()))
        .unwrap_err();
    assert_eq!(found[0].code, Code::Template);
}

#[test]
fn bare_pictures_are_found() {
    for page in ["<p><img src=a>", "<IMG\nsrc=a>", "<img>", "<img/>"] {
        assert!(has_bare_picture(page), "{page}");
    }
    for page in ["<amp-img src=a></amp-img>", "&lt;img src=a>", "<image>", "<img-x>", "<"] {
        assert!(!has_bare_picture(page), "{page}");
    }
}
