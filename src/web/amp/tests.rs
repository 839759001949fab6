use std::borrow::Cow;

use serde_json::Value;

use crate::{
    Profile, Web,
    tests::{all, render_for},
};
use pressroom_config::{AmpComponent, Site};
use pressroom_images::ImageCache;
use pressroom_render::Context;
use pressroom_theme::Theme;

fn page(site: &Site) -> String {
    render_for(site, &pressroom_samples::every_variant(), Profile::Amp, &[]).0
}

fn plain() -> Site {
    let mut site = Site::default();
    site.amp.transformed = false;
    site
}

/// The places of some texts in a page, each of which must be there once.
fn places(page: &str, texts: &[&str]) -> Vec<usize> {
    let place = |text: &&str| {
        assert_eq!(page.matches(text).count(), 1, "{text}");
        page.find(text).unwrap()
    };
    texts.iter().map(place).collect()
}

#[test]
fn a_transformed_page_needs_no_runtime_to_be_read() {
    let page = page(&Site::default());
    let html = page.lines().find(|line| line.starts_with("<html")).unwrap();
    assert!(
        html.contains(" amp i-amphtml-layout i-amphtml-no-boilerplate transformed=\"self;v=1\""),
        "{html}"
    );
    assert!(!page.contains("amp-boilerplate"));
    let order = places(
        &page,
        &[
            "<meta charset=",
            "name=\"viewport\"",
            "<style amp-runtime i-amphtml-version=",
            "rel=\"preload\"",
            "<script async src=\"https://cdn.ampproject.org/v0.js\"></script>",
            "<style amp-custom>",
            "<title>",
            "rel=\"canonical\"",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn each_picture_was_laid_out_and_one_is_the_hero() {
    let page = page(&Site::default());
    let pictures = all(&page, "amp-img", "src");
    let laid_out = "amp-img.i-amphtml-layout-intrinsic.i-amphtml-layout-size-defined[i-amphtml-ssr]";
    assert!(pictures.len() > 1);
    assert_eq!(all(&page, laid_out, "src"), pictures);
    let inner = "amp-img > img.i-amphtml-fill-content.i-amphtml-replaced-content[decoding=async]";
    assert_eq!(all(&page, inner, "src"), pictures);
    assert_eq!(all(&page, inner, "alt"), all(&page, "amp-img", "alt"));
    let sizers = all(&page, "amp-img > i-amphtml-sizer > img.i-amphtml-intrinsic-sizer", "src");
    let (widths, heights) = (all(&page, "amp-img", "width"), all(&page, "amp-img", "height"));
    assert_eq!(sizers.len(), pictures.len());
    for ((sizer, width), height) in sizers.iter().zip(widths).zip(heights) {
        assert!(sizer.contains(&format!("<svg height=\"{height}\" width=\"{width}\" ")), "{sizer}");
    }
    let hero = all(&page, "amp-img[data-hero] > img[fetchpriority=high]:not([loading])", "src");
    assert_eq!(hero, pictures[..1]);
    assert_eq!(all(&page, "link[rel=preload][as=image][data-hero]", "href"), hero);
    assert_eq!(all(&page, "img[loading=lazy]", "src"), pictures[1..]);
}

#[test]
fn the_plain_form_leaves_all_to_the_runtime() {
    let page = page(&plain());
    assert!(!page.contains("i-amphtml") && !page.contains("<img") && !page.contains("transformed"));
    let order = places(
        &page,
        &[
            "<script async src=",
            "<style amp-custom>",
            "<title>",
            "<style amp-boilerplate>body{-webkit-animation:-amp",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    assert!(page.contains("<noscript><style amp-boilerplate>"));
}

#[test]
fn what_templates_write_is_hidden_until_it_is_laid_out() {
    let own =
        "<html{{ html_attributes }}><head>{{ head }}</head><body><AMP-img src=\"a\"></amp-img></body></html>";
    let files = [("theme.toml", "extends = \"default\""), ("web/page.html", own)]
        .map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes())));
    let (theme, site, image_cache) =
        (Theme::load("test", files.into()).unwrap(), Site::default(), ImageCache::default());
    let messages = theme.messages("en");
    let backend = Web::prepare(&theme, Profile::Amp).unwrap();
    let document = pressroom_samples::every_variant();
    let edition = backend.render(&document, &Context::new(&site, &messages, &image_cache)).unwrap();
    let page = &edition.files[&format!("{}.amp.html", document.metadata.slug)];
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains("<html amp i-amphtml-layout transformed="), "{page}");
    assert!(page.contains("<style amp-boilerplate>"));
}

#[test]
fn components_bring_their_extensions_and_nothing_else_does() {
    let extensions = |page: &str| all(page, "script[custom-element]", "custom-element");
    assert!(extensions(&page(&Site::default())).is_empty());
    let hostile = "{\"vars\":{\"x\":\"</script><!--&\u{2028}\"}}";
    let component = |vendor: &str| AmpComponent {
        vendor: Some(vendor.to_owned()).filter(|vendor| !vendor.is_empty()),
        json: Some(hostile.to_owned()),
    };
    for mut site in [Site::default(), plain()] {
        site.amp.analytics = Some(component("gtag"));
        let page_of_one = page(&site);
        assert_eq!(extensions(&page_of_one), ["amp-analytics"]);
        assert!(all(&page_of_one, "amp-analytics[data-block-on-consent]", "type").is_empty());
        assert_eq!(all(&page_of_one, "amp-analytics", "data-credentials"), ["include"]);

        site.amp.consent = Some(component(""));
        let page_of_two = page(&site);
        assert_eq!(extensions(&page_of_two), ["amp-analytics", "amp-consent"]);
        assert_eq!(all(&page_of_two, "amp-analytics[data-block-on-consent]", "type"), ["gtag"]);
        assert!(!page_of_two.contains("amp-consent-blocking"));
        let (_, rest) = page_of_two.split_once("<script type=\"application/json\">").unwrap();
        let (json, after) = rest.split_once("</script>").unwrap();
        assert!(after.starts_with("</amp-consent>"), "{json}");
        assert!(json.is_ascii());
        let (read, written): (Value, Value) =
            (serde_json::from_str(json).unwrap(), serde_json::from_str(hostile).unwrap());
        assert_eq!(read, written);

        site.amp.consent = Some(component("onetrust"));
        let page_of_a_vendor = page(&site);
        assert_eq!(all(&page_of_a_vendor, "meta[name=amp-consent-blocking]", "content"), ["amp-analytics"]);
        assert_eq!(all(&page_of_a_vendor, "amp-consent[layout=nodisplay]", "type"), ["onetrust"]);
        let inside = all(&page_of_a_vendor, "body > amp-analytics, body > amp-consent", "type");
        assert_eq!(inside, ["onetrust", "gtag"]);
    }
    let html = render_for(&Site::default(), &pressroom_samples::every_variant(), Profile::Html, &[]).0;
    assert_eq!(all(&html, "script", "type"), ["application/ld+json"]);
}
