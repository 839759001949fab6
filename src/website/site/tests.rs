use std::collections::BTreeMap;

use super::*;
use pressroom_config::Site;
use pressroom_document::Summary;
use pressroom_theme::{DEFAULT, Theme};

/// A summary with a page; `more` are further members of its JSON.
fn summary(slug: &str, language: &str, day: &str, more: &str) -> Summary {
    let json = format!(
        r#"{{"slug": "{slug}", "headline": "About {slug}", "language": "{language}", "date_published": "{day}",
            "minutes": 3, "cards": 2, "editions": ["html"], "canonical_url": "https://news.example/{slug}/"{more}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

fn site() -> Site {
    Site {
        name: Some("The <Desk>".to_owned()),
        base_url: Some("https://news.example/".to_owned()),
        ..Site::default()
    }
}

fn make(summaries: &[Summary], site: &Site, now: &str) -> BTreeMap<String, String> {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let renderer = SiteRenderer::prepare(&theme, "body{}".to_owned(), Vec::new()).unwrap();
    let now = now.parse().unwrap();
    let context = SiteContext { site, theme: &theme, feeds: &[], now };
    let mut summaries = summaries.to_vec();
    summaries.sort_by(|one, other| one.slug.cmp(&other.slug));
    let index = SiteIndex::build(&summaries, now).unwrap();
    let mut files = BTreeMap::new();
    let mut sink = |path: &str, content| {
        assert_eq!(files.insert(path.to_owned(), content), None, "{path}");
        Ok(())
    };
    renderer.render(&index, context, &mut sink).unwrap();
    files
}

const NOW: &str = "2026-03-10T12:00:00Z";

/// The addresses of all links of a page, without its ways to topics.
fn links(page: &str) -> Vec<&str> {
    let page = page.split("<nav class=\"topics\"").next().unwrap();
    page.split("<h2><a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_index_lists_what_is_public_newest_first() {
    let summaries = [
        summary("old", "en", "2025-01-01", ""),
        summary("new", "en", "2026-03-01", ""),
        summary("amp", "en", "2025-06-01", r#", "status": "usable""#),
        summary("withheld", "en", "2026-01-01", r#", "status": "withheld""#),
        summary("embargoed", "en", "2026-01-01", r#", "embargo": "2026-03-11""#),
        summary("expired", "en", "2026-01-01", r#", "expires": "2026-03-09""#),
        Summary { editions: vec!["text".to_owned()], ..summary("letter", "en", "2026-01-01", "") },
        Summary { date_published: None, ..summary("undated", "en", "2026-01-01", "") },
    ];
    let mut summaries = summaries.to_vec();
    summaries[2].editions = vec!["amp".to_owned()];
    let files = make(&summaries, &site(), NOW);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["404.html", "index.html", "robots.txt", "sitemap.xml"]);
    let index = &files["index.html"];
    assert_eq!(links(index), ["new/new.html", "amp/amp.amp.html", "old/old.html", "undated/undated.html"]);
    assert!(
        index.contains("The &lt;Desk&gt;")
            && index.contains("<link rel=\"canonical\" href=\"https://news.example/\">")
    );
    assert!(
        !index.contains("<script") && !index.contains("type=\"radio\""),
        "one section and language need no filter"
    );
    let later = make(&summaries, &site(), "2026-03-11T00:00:00Z");
    assert!(links(&later["index.html"]).contains(&"embargoed/embargoed.html"));
    assert!(make(&summaries[3..6], &site(), NOW).is_empty(), "nothing to list");
}

#[test]
fn sections_tags_and_languages_that_are_shared_have_pages() {
    let summaries = [
        summary("a", "en-GB", "2026-01-03", r#", "section": "World", "keywords": ["NATO", "alone"]"#),
        summary("b", "en", "2026-01-02", r#", "section": "World", "keywords": ["NATO"]"#),
        summary("c", "ar", "2026-01-01", r#", "section": "علوم", "keywords": ["nato"]"#),
    ];
    let files = make(&summaries, &site(), NOW);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "404.html",
            "index.html",
            "language/en.html",
            "robots.txt",
            "section/world.html",
            "sitemap.xml",
            "tag/nato.html"
        ]
    );
    let section = &files["section/world.html"];
    assert_eq!(links(section), ["../a/a.html", "../b/b.html"]);
    assert!(section.contains("<p class=\"kicker\">Section</p>\n<h1 lang=\"en\" dir=\"ltr\">World</h1>"));
    // Radio buttons for both, a rule for each choice, and one for the pairs that meet nowhere.
    let index = &files["index.html"];
    for part in [
        "id=\"section-0\" checked",
        "id=\"section-2\"",
        "id=\"language-2\"",
        "<li class=\"entry\" lang=\"ar\" dir=\"rtl\" data-section=\"2\" data-language=\"2\">",
        "main:has(#section-1:checked) .entry:not([data-section=\"1\"]){display:none}",
        "main:has(#section-1:checked):has(#language-2:checked) .nothing{display:block}",
        "<span>العربية</span>",
        "<a href=\"section/world.html\" lang=\"en\" dir=\"ltr\">World <span class=\"number\">2</span></a>",
    ] {
        assert!(index.contains(part), "{part}");
    }
    assert!(!index.contains(":has(#section-1:checked):has(#language-1:checked)"));
}

#[test]
fn the_index_speaks_the_sites_language_else_that_of_most() {
    let uk = |slug: &str| summary(slug, "uk", "2026-01-01", "");
    let summaries = [uk("a"), uk("b"), summary("c", "en", "2026-01-02", "")];
    let site = Site::default();
    let index = &make(&summaries, &site, NOW)["index.html"];
    assert!(index.contains("<html lang=\"uk\" dir=\"ltr\">") && index.contains("Усі пояснення"));
    let site = Site { language: Some("he".parse().unwrap()), ..site };
    let index = &make(&summaries, &site, NOW)["index.html"];
    assert!(index.contains("<html lang=\"he\" dir=\"rtl\">") && index.contains("3 הסברים"));
    assert!(index.contains("<li class=\"entry\" lang=\"uk\" dir=\"ltr\""));
}

#[test]
fn a_long_list_is_divided() {
    let count = pages::PER_PAGE + 1;
    let summaries: Vec<_> = (0..count)
        .map(|n| summary(&format!("n{n:03}"), "en", "2026-01-01", r#", "section": "World""#))
        .collect();
    let files = make(&summaries, &site(), NOW);
    assert_eq!(links(&files["index.html"]).len(), pages::PER_PAGE);
    assert_eq!(links(&files["page/2.html"]), ["../n200/n200.html"]);
    assert_eq!(links(&files["section/world/2.html"]), ["../../n200/n200.html"]);
    assert!(files["index.html"].contains("<a rel=\"next\" href=\"page/2.html\">"));
    assert!(files["page/2.html"].contains("<a rel=\"prev\" href=\"../index.html\">"));
    assert!(files["section/world/2.html"].contains("<a rel=\"prev\" href=\"../../section/world.html\">"));
    assert!(files["page/2.html"].contains("Page 2 of 2"));
}

#[test]
fn the_page_for_lost_readers_leads_home_from_any_depth() {
    let summaries = [summary("a", "en", "2026-01-01", "")];
    let page = &make(&summaries, &site(), NOW)["404.html"];
    assert_eq!(links(page), ["/a/a.html"]);
    let below = Site { base_url: Some("https://news.example/why/".to_owned()), ..site() };
    assert_eq!(links(&make(&summaries, &below, NOW)["404.html"]), ["/why/a/a.html"]);
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    let page = &make(&summaries, &Site::default(), NOW)["404.html"];
    assert_eq!(links(page), ["/a/a.html"]);
}

#[test]
fn sitemaps_name_what_is_on_the_sites_host() {
    let summaries = [
        summary(
            "why",
            "en",
            "2026-03-09",
            r#", "section": "World", "date_modified": "2026-03-10T08:00:00+02:00""#,
        ),
        summary("chomu", "uk", "2026-03-08", r#", "section": "World", "translation_of": "why""#),
        Summary {
            canonical_url: Some("https://elsewhere.example/x".to_owned()),
            ..summary("x", "en", "2026-03-09", "")
        },
        Summary { headline: "Старе & нове".to_owned(), ..summary("old", "uk", "2026-03-07", "") },
    ];
    let files = make(&summaries, &site(), NOW);
    let sitemap = &files["sitemap.xml"];
    let places: Vec<_> = sitemap.split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "https://news.example/why/",
            "https://news.example/chomu/",
            "https://news.example/old/",
            "https://news.example/",
            "https://news.example/section/world.html",
            "https://news.example/language/en.html",
            "https://news.example/language/uk.html",
        ]
    );
    let family = "<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://news.example/why/\"/>\n\
                  <xhtml:link rel=\"alternate\" hreflang=\"uk\" href=\"https://news.example/chomu/\"/>\n\
                  <xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"https://news.example/why/\"/>\n</url>";
    assert_eq!(sitemap.matches(family).count(), 2);
    assert!(sitemap.contains("<lastmod>2026-03-10T08:00:00+02:00</lastmod>"));
    // Two days at most; the explainer of the seventh is 84 hours old.
    let news = &files["news-sitemap.xml"];
    assert!(
        news.contains("<news:title>About why</news:title>")
            && !news.contains("old")
            && !news.contains("elsewhere")
    );
    assert!(news.contains("<news:name>The &lt;Desk&gt;</news:name>\n<news:language>en</news:language>"));
    assert_eq!(
        files["robots.txt"],
        "User-agent: *\nAllow: /\nSitemap: https://news.example/sitemap.xml\nSitemap: https://news.example/news-sitemap.xml\n"
    );
    assert!(!make(&summaries, &site(), "2026-03-12T12:00:00Z").contains_key("news-sitemap.xml"));
    assert!(!make(&summaries, &site(), "2026-03-08T23:59:59Z")["news-sitemap.xml"].contains("About why"));
    // Without a base URL the host of most explainers counts, and robots.txt can't say where the sitemap is.
    let files = make(&summaries, &Site::default(), NOW);
    assert_eq!(files["sitemap.xml"].matches("<loc>").count(), 3);
    assert_eq!(files["robots.txt"], "User-agent: *\nAllow: /\n");
    let nowhere = [Summary { canonical_url: None, ..summary("a", "en", "2026-01-01", "") }];
    assert!(!make(&nowhere, &Site::default(), NOW).contains_key("sitemap.xml"));
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "</style></title><script>alert(1)</script>\\\" onload=x";
    let summary = summary(
        "a",
        "en",
        "2026-01-01",
        &format!(
            r#", "section": "{hostile}", "keywords": ["{hostile}"], "kicker": "{hostile}", "description": "{hostile}""#
        ),
    );
    let other = Summary { slug: "b".to_owned(), ..summary.clone() };
    for (path, page) in make(&[summary, other], &site(), NOW) {
        assert!(!page.contains("<script") && !page.contains("\" onload"), "{path}");
    }
}
