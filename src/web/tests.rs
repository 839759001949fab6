use scraper::{Html, Selector};

use super::*;
use pressroom_config::Site;
use pressroom_document::{Block, Figure, ImageSource, List, ListItem, MediaType, text};
use pressroom_images::ImageCache;
use pressroom_render::{EditionSet, Translation};
use pressroom_theme::DEFAULT;

pub(super) fn theme() -> Theme {
    Theme::builtin(DEFAULT).unwrap()
}

fn render(document: &Document, profile: Profile) -> (String, Edition) {
    render_for(&Site::default(), document, profile, &[])
}

/// Both web editions are made, in the default theme.
pub(super) fn render_for(
    site: &Site,
    document: &Document,
    profile: Profile,
    translations: &[Translation],
) -> (String, Edition) {
    let theme = theme();
    let messages = theme.messages(document.metadata.language.as_str());
    let backend = Web::prepare(&theme, profile).unwrap();
    let image_cache = ImageCache::default();
    let editions = EditionSet::from_names(&["amp", "html"]);
    let context =
        Context { editions: &editions, translations, ..Context::new(site, &messages, &image_cache) };
    let edition = backend.render(document, &context).unwrap();
    let page = &edition.files[&format!("{}.{}", document.metadata.slug, profile.extension())];
    (String::from_utf8(page.to_vec()).unwrap(), edition)
}

pub(super) fn all(page: &str, selector: &str, attribute: &str) -> Vec<String> {
    let (page, selector) = (Html::parse_document(page), Selector::parse(selector).unwrap());
    page.select(&selector).filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
}

/// The words of a page's body, joined by single spaces; with the words of pictures (once where an `amp-img` holds
/// its `img`), without the numbers of footnotes, which split words.
pub(super) fn body(page: &str) -> String {
    let page = Html::parse_document(page);
    let selector = Selector::parse("body").unwrap();
    let body = page.select(&selector).next().unwrap();
    let skip = |node: &scraper::Node| node.as_element().is_some_and(|e| e.attr("class") == Some("noteref"));
    let within = |node: &ego_tree::NodeRef<'_, scraper::Node>| {
        node.ancestors().any(|above| above.value().as_element().is_some_and(|e| e.name() == "amp-img"))
    };
    let texts = body
        .descendants()
        .filter(|node| !node.ancestors().any(|above| skip(above.value())))
        .filter(|node| !within(node));
    let words = |node: &scraper::Node| match node.as_element().and_then(|element| element.attr("alt")) {
        Some(alt) => Some(alt.to_owned()),
        None => node.as_text().map(|text| text.to_string()),
    };
    let text: String = texts.filter_map(|node| words(node.value())).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_arrives_in_order_and_both_profiles_say_the_same() {
    for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
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
fn the_two_forms_of_amp_say_the_same() {
    let mut plain = Site::default();
    plain.amp.transformed = false;
    let document = pressroom_samples::every_variant();
    let (transformed, _) = render(&document, Profile::Amp);
    assert_eq!(body(&transformed), body(&render_for(&plain, &document, Profile::Amp, &[]).0));
}

#[test]
fn pages_stay_as_shallow_as_the_amp_validator_can_follow() {
    let mut document = pressroom_samples::every_variant();
    let image = document.metadata.image.clone().unwrap().image;
    let leaf = Block::Figure(Figure { image, caption: Vec::new(), span: Default::default() });
    let wrap = |block, _| {
        let item = ListItem { task: None, blocks: vec![block], span: Default::default() };
        Block::List(List { start: None, tight: false, items: vec![item], span: Default::default() })
    };
    document.lede = vec![(1..pressroom_document::MAX_DEPTH).fold(leaf, wrap)];
    let (page, edition) = render(&document, Profile::Amp);
    let page = Html::parse_document(&page);
    let depth = page.tree.nodes().map(|node| node.ancestors().count()).max().unwrap();
    assert!(depth < 100, "{depth}");
    assert!(edition.warnings.iter().any(|warning| warning.code == Code::Simplified));
}

#[test]
fn every_fragment_leads_to_exactly_one_id() {
    let (page, _) = render(&pressroom_samples::every_variant(), Profile::Amp);
    let ids = all(&page, "[id]", "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len());
    let targets = all(&page, "a[href^='#']", "href");
    assert!(targets.len() > 5);
    for target in targets {
        assert!(unique.contains(&target[1..].to_owned()), "{target}");
    }
}

fn structured_data(page: &str) -> serde_json::Value {
    let (page, selector) = (Html::parse_document(page), Selector::parse("script[type*=ld]").unwrap());
    serde_json::from_str(&page.select(&selector).next().unwrap().text().collect::<String>()).unwrap()
}

#[test]
fn structured_data_survives_hostile_text() {
    let mut document = pressroom_samples::every_variant();
    let hostile = "</script><!--<script> & \u{2028} \"";
    document.metadata.headline = hostile.to_owned();
    let (page, _) = render(&document, Profile::Html);
    let data = structured_data(&page);
    assert_eq!(data["headline"], hostile);
    assert_eq!(data["hasPart"].as_array().unwrap().len(), document.cards.len());
    assert_eq!(all(&page, "script", "type"), ["application/ld+json"]);
}

#[test]
fn canonical_and_amp_pages_name_each_other() {
    let mut document = pressroom_samples::every_variant();
    document.metadata.slug = "why".to_owned();
    document.metadata.canonical_url = Some("https://example.org/why/".to_owned());
    let (amp, _) = render(&document, Profile::Amp);
    let (html, _) = render(&document, Profile::Html);
    for page in [&amp, &html] {
        assert_eq!(all(page, "link[rel=canonical]", "href"), ["https://example.org/why/"]);
    }
    assert_eq!(all(&html, "link[rel=amphtml]", "href"), ["https://example.org/why/why.amp.html"]);
    let (theme, site, image_cache) = (theme(), Site::default(), ImageCache::default());
    let messages = theme.messages("en");
    let alone = Web::prepare(&theme, Profile::Html).unwrap();
    let edition = alone.render(&document, &Context::new(&site, &messages, &image_cache)).unwrap();
    let page = String::from_utf8(edition.files["why.html"].to_vec()).unwrap();
    assert!(all(&page, "link[rel=amphtml]", "href").is_empty(), "no AMP page was made");
    document.metadata.canonical_url = None;
    let (amp, edition) = render(&document, Profile::Amp);
    assert_eq!(all(&amp, "link[rel=canonical]", "href"), ["why.html"]);
    assert!(edition.warnings.iter().any(|w| w.code == Code::Defaulted && w.edition == Some("amp")));
    let (_, edition) = render(&document, Profile::Html);
    assert!(edition.warnings.iter().all(|w| w.code != Code::Defaulted));
}

#[test]
fn translations_name_each_other_and_the_original() {
    let other = |tag: &str, slug: &str| Translation {
        language: tag.parse().unwrap(),
        slug: slug.to_owned(),
        headline: format!("In {tag}"),
        url: Some(format!("https://example.org/{slug}/")),
        is_original: slug == "why",
    };
    let mut document = pressroom_samples::every_variant();
    document.metadata.language = "de".parse().unwrap();
    document.metadata.canonical_url = Some("https://example.org/warum/".to_owned());
    document.metadata.translation_of = Some("why".to_owned());
    let others = [other("en", "why"), other("uk", "chomu")];
    for profile in [Profile::Amp, Profile::Html] {
        let (page, _) = render_for(&Site::default(), &document, profile, &others);
        let languages = all(&page, "link[rel=alternate]", "hreflang");
        assert_eq!(languages, ["de", "en", "uk", "x-default"]);
        let urls = all(&page, "link[rel=alternate]", "href").join(" ");
        let (why, chomu) = ("https://example.org/why/", "https://example.org/chomu/");
        assert_eq!(urls, format!("https://example.org/warum/ {why} {chomu} {why}"));
        assert_eq!(all(&page, "meta[property='og:locale']", "content"), ["de_DE"]);
        assert_eq!(all(&page, "meta[property='og:locale:alternate']", "content"), ["en_US", "uk_UA"]);
        let data = structured_data(&page);
        assert_eq!(data["translationOfWork"]["@id"], why);
        assert_eq!(data["workTranslation"], serde_json::Value::Null);
    }
    document.metadata.translation_of = None;
    let others = others.map(|other| Translation { is_original: false, ..other });
    let (page, _) = render_for(&Site::default(), &document, Profile::Html, &others);
    assert_eq!(structured_data(&page)["workTranslation"][1]["inLanguage"], "uk");
    assert_eq!(all(&page, "link[hreflang=x-default]", "href"), ["https://example.org/warum/"]);
    let (page, _) = render(&document, Profile::Html);
    assert!(all(&page, "link[rel=alternate]", "href").is_empty());
}

#[test]
fn pictures_are_sized_and_go_along() {
    let document = pressroom_samples::every_variant();
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

/// A page of a site that has an address, with all that a site can ask for.
fn render_in(document: &Document, site: &Site, translations: &[pressroom_render::Translation]) -> String {
    let (theme, image_cache) = (theme(), pressroom_images::ImageCache::default());
    let messages = theme.messages("en");
    let context = Context { translations, ..Context::new(site, &messages, &image_cache) };
    let edition = Web::prepare(&theme, Profile::Html).unwrap().render(document, &context).unwrap();
    String::from_utf8(edition.files[&format!("{}.html", document.metadata.slug)].to_vec()).unwrap()
}

#[test]
fn cards_are_passed_on_by_their_permalinks() {
    let mut document = pressroom_samples::every_variant();
    let mut site = Site::default();
    site.web.share = vec![pressroom_config::ShareService::Email, pressroom_config::ShareService::Linkedin];
    document.metadata.canonical_url = Some("https://example.org/why/".to_owned());
    let page = render_in(&document, &site, &[]);
    let links = all(&page, ".share a", "href");
    assert_eq!(links.len(), document.cards.len() * 2);
    for (card, links) in document.cards.iter().zip(links.chunks(2)) {
        let permalink = format!("https%3A%2F%2Fexample.org%2Fwhy%2F%23{}", card.id);
        assert!(links.iter().all(|link| link.contains(&permalink)), "{links:?}");
    }
    let names = all(&page, ".share a", "aria-label");
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
    document.metadata.canonical_url = None;
    assert!(all(&render_in(&document, &site, &[]), ".share a", "href").is_empty());
}

#[test]
fn what_changed_is_listed_newest_first_and_leads_to_its_card() {
    let mut document = pressroom_samples::every_variant();
    let date = |day: &str| serde_json::from_value(serde_json::json!(day)).unwrap();
    document.metadata.corrections = vec![pressroom_document::Correction {
        date: date("2025-11-02"),
        text: "It was the other one.".to_owned(),
        span: Default::default(),
    }];
    for (card, day) in document.cards.iter_mut().zip(["2025-11-01", "2025-11-03T10:00:00Z"]) {
        card.updated = Some(pressroom_document::Update { date: date(day), reason: None });
    }
    let page = render_in(&document, &Site::default(), &[]);
    let days = all(&page, ".changes time", "datetime");
    assert_eq!(days, ["2025-11-03T10:00:00+00:00", "2025-11-02", "2025-11-01"]);
    let links = all(&page, ".changes a", "href");
    assert_eq!(links, [format!("#{}", document.cards[1].id), format!("#{}", document.cards[0].id)]);
    document.metadata.corrections.clear();
    document.cards.iter_mut().for_each(|card| card.updated = None);
    assert!(all(&render_in(&document, &Site::default(), &[]), ".changes", "class").is_empty());
}

#[test]
fn translations_are_named_in_their_own_languages() {
    let translation = |language: &str, url: Option<&str>| pressroom_render::Translation {
        language: language.parse().unwrap(),
        slug: format!("why-{language}"),
        headline: "<Navê>".to_owned(),
        url: url.map(str::to_owned),
        is_original: false,
    };
    let others = [translation("ku", None), translation("uk", Some("https://example.org/uk/"))];
    let page = render_in(&pressroom_samples::every_variant(), &Site::default(), &others);
    assert_eq!(all(&page, ".translations a", "href"), ["../why-ku/why-ku.html", "https://example.org/uk/"]);
    assert_eq!(all(&page, ".translations a", "hreflang"), ["ku", "uk"]);
    assert!(page.contains(">&lt;Navê&gt;</a>") && page.contains(">Українська</a>"));
}

#[test]
fn regions_of_tables_have_names_of_their_own() {
    let mut document = pressroom_samples::every_variant();
    document.signoff.extend(document.cards.iter().flat_map(|card| card.blocks.clone()).collect::<Vec<_>>());
    let page = render_in(&document, &Site::default(), &[]);
    let names = all(&page, "[role=region]", "aria-label");
    assert!(names.len() > 1);
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
}

#[test]
fn wide_pictures_are_offered_in_several_widths() {
    let mut document = pressroom_samples::every_variant();
    let mut state = 1_u32;
    let noise = |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = state.to_le_bytes();
        image::Rgb([red, green, blue])
    };
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(1100, 80, noise).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let ImageSource::Local(index) = document.metadata.image.as_ref().unwrap().image.source else {
        panic!("the sample's lead picture is its own")
    };
    let asset = &mut document.assets[index];
    (asset.bytes, asset.width, asset.height) = (png.into_inner().into(), 1100, 80);
    asset.media_type = MediaType::Png;
    let (amp, edition) = render(&document, Profile::Amp);
    let (html, _) = render(&document, Profile::Html);
    let sets = all(&html, ".lead img", "srcset");
    let entries: Vec<_> = sets[0].split(", ").map(|entry| entry.split_once(' ').unwrap()).collect();
    let widths: Vec<_> = entries.iter().map(|(_, width)| *width).collect();
    assert_eq!(widths, ["480w", "960w", "1100w"]);
    assert!(entries.iter().all(|(path, _)| edition.files.contains_key(*path)), "{entries:?}");
    assert_eq!(all(&html, ".lead img", "width"), ["1100"]);
    assert_eq!(all(&html, ".lead img", "src"), [entries[2].0]);
    for (selector, set, sizes) in [
        ("amp-img[data-hero][disable-inline-width]", "srcset", "sizes"),
        ("amp-img[data-hero] > img", "srcset", "sizes"),
        ("link[rel=preload]", "imagesrcset", "imagesizes"),
    ] {
        assert_eq!(all(&amp, selector, set), sets, "{selector}");
        assert_eq!(all(&amp, selector, sizes), all(&html, ".lead img", "sizes"), "{selector}");
    }
}

#[test]
fn templates_cannot_put_bare_pictures_into_amp_pages() {
    let files = [("theme.toml", "extends = \"default\""), ("web/page.html", "<IMG src=a>")]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().into()));
    let found = Web::prepare(&Theme::load("test", files.into()).unwrap(), Profile::Amp).err().unwrap();
    assert_eq!(found[0].code, Code::Template);
}

#[test]
fn what_amp_forbids_is_found() {
    for page in ["<p><img src=a>", "<IMG\nsrc=a>", "<img>", "<img/>", "<AMP-list src=a>", "<amp-analytics>"] {
        assert!(foreign_element(page).is_some(), "{page}");
    }
    for page in [
        "<amp-img src=a></amp-img>",
        "<img class=\"i-amphtml-x\">",
        "&lt;img src=a>",
        "<image>",
        "<img-x>",
        "<",
    ] {
        assert!(foreign_element(page).is_none(), "{page}");
    }
}
