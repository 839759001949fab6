//! Feeds of some explainers, read as their readers do.

use super::*;
use pressroom_document::Summary;
use pressroom_theme::DEFAULT;

fn site() -> Site {
    Site {
        name: Some("A & B".to_owned()),
        base_url: Some("https://a.example/".to_owned()),
        rights: Some("© A & B".to_owned()),
        ..Site::default()
    }
}

fn summary(slug: &str, fields: &str) -> Summary {
    let json = format!(
        "{{\"slug\": \"{slug}\", \"headline\": \"About {slug}\", \"minutes\": 1, \"cards\": 1,
           \"editions\": [\"jsonfeed\"], {fields}}}"
    );
    serde_json::from_str(&json).unwrap()
}

fn item(slug: &str, published: Option<&str>, html: &str) -> Item {
    let json = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [{
        "id": format!("https://a.example/{slug}/"), "url": format!("https://a.example/{slug}/"),
        "title": format!("About <{slug}> & ]]> more"), "content_html": html, "content_text": "words",
        "summary": "What it is: a < b & c", "date_published": published, "language": "en",
        "authors": [{"name": "Ada & Co", "url": "https://a.example/ada"}], "tags": ["one & two"],
        "_pressroom": {"format": "pressroom-feed/1", "version": 1, "status": "usable", "section": "World",
            "republish": {"robots": "noindex"}, "sha256": "00"}}]});
    let mut item = Item::read(json.to_string().as_bytes()).unwrap();
    item.attach(slug, &[("pdf", 20), ("html", 5), ("epub", 10)]);
    item
}

fn plans(summaries: &Vec<Summary>, site: &Site) -> Vec<FeedPlan> {
    let index = SiteIndex::build(summaries, "2026-06-01T00:00:00Z".parse().unwrap()).unwrap();
    plan_feeds(&index, site, &Theme::builtin(DEFAULT).unwrap())
}

#[test]
fn the_newest_that_may_be_shown_come_first() {
    let summaries = vec![
        summary("old", "\"language\": \"en\", \"date_published\": \"2020-01-01\", \"section\": \"C\""),
        summary("new", "\"language\": \"en-GB\", \"date_published\": \"2026-05-01\", \"section\": \"c\""),
        summary(
            "changed",
            "\"language\": \"uk\", \"date_published\": \"2019-01-01\", \"date_modified\": \"2026-05-02\"",
        ),
        summary("undated", "\"language\": \"en\""),
        summary("gone", "\"language\": \"de\", \"status\": \"canceled\""),
        summary("later", "\"language\": \"de\", \"embargo\": \"2026-07-01\""),
        summary("over", "\"language\": \"de\", \"expires\": \"2026-05-01\""),
        Summary { editions: vec!["html".to_owned()], ..summary("unfed", "\"language\": \"en\"") },
    ];
    let slugs_of = |plan: &FeedPlan| -> Vec<&str> {
        plan.entries.iter().map(|place| summaries[*place as usize].slug.as_str()).collect()
    };
    let all = plans(&summaries, &site());
    assert_eq!(slugs_of(&all[0]), ["changed", "new", "old", "undated"]);
    let folders: Vec<_> = all.iter().map(|plan| plan.location.folder.as_str()).collect();
    assert_eq!(
        (folders[0], folders[1], &folders[3..]),
        ("", "section/c/", &["language/en/", "language/uk/"][..])
    );
    assert!(folders[2].starts_with("section/c-") && slugs_of(&all[2]) == ["new"]);
    assert_eq!(slugs_of(&all[3]), ["new", "old", "undated"]);
    let titles: Vec<_> = all.iter().map(|plan| plan.location.title.as_str()).collect();
    assert_eq!((titles[0], titles[1], titles[4]), ("A & B", "A & B: C", "A & B: Українська"));
    let mut few = site();
    few.feeds.items = 2;
    assert_eq!(slugs_of(&plans(&summaries, &few)[0]), ["changed", "new"]);
    let home = summary("x", "\"language\": \"uk\", \"section\": \"Економіка\"");
    let url = plans(&vec![home], &site())[1].location.url("https://a.example/").unwrap();
    assert!(url.starts_with("https://a.example/section/%D0%B5%D0%BA") && url.ends_with("/"), "{url}");
    assert!(plans(&summaries, &Site { base_url: None, ..site() }).is_empty());
    few.feeds.made = false;
    assert!(plans(&summaries, &few).is_empty());
}

/// What a plan of one explainer makes of some items.
fn files(items: &[Item]) -> BTreeMap<String, String> {
    let summaries = vec![summary("x", "\"language\": \"en\"")];
    let files = plans(&summaries, &site())[0].render_files(items, &site()).unwrap();
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes.to_vec()).unwrap())).collect()
}

#[test]
fn atom_and_rss_say_the_same() {
    let html = "<p>1 &lt; 2 &amp;&amp; ]]&gt; <a href=\"https://b.example/?a&amp;b\">x</a></p>";
    let items = [item("x", Some("2026-02-01T09:00:00+02:00"), html), item("y", None, html)];
    let files = files(&items);
    let atom = atom_syndication::Feed::read_from(files["atom.xml"].as_bytes()).unwrap();
    assert_eq!(atom.updated.to_rfc3339(), "2026-02-01T09:00:00+02:00");
    assert_eq!(atom.entries[1].updated.to_rfc3339(), "1970-01-01T00:00:00+00:00");
    let rss = ::rss::Channel::read_from(files["rss.xml"].as_bytes()).unwrap();
    assert_eq!(rss.last_build_date.as_deref(), Some("Sun, 01 Feb 2026 09:00:00 +0200"));
    for ((item, entry), other) in items.iter().zip(&atom.entries).zip(&rss.items) {
        assert_eq!(
            (entry.title.value.as_str(), other.title.as_ref()),
            (item.title.as_str(), Some(&item.title))
        );
        assert_eq!((&entry.id, other.guid.as_ref().map(|guid| &guid.value)), (&item.id, Some(&item.id)));
        assert!(other.guid.as_ref().unwrap().permalink);
        assert_eq!(entry.content.as_ref().unwrap().value.as_deref(), Some(html));
        assert_eq!(other.content.as_deref(), Some(html));
        assert_eq!(entry.summary.as_ref().unwrap().value, "What it is: a < b & c");
        assert_eq!(other.description.as_deref(), Some("What it is: a &lt; b &amp; c"));
        assert_eq!(other.dublin_core_ext.as_ref().unwrap().creators, ["Ada & Co"]);
        let terms: Vec<_> = entry.categories.iter().map(|category| category.term.as_str()).collect();
        assert_eq!(terms, ["World", "one & two"]);
        let lengths: Vec<_> = entry.links.iter().filter_map(|link| link.length.as_deref()).collect();
        assert_eq!(lengths, ["10", "20"]);
        let first = other.enclosure.as_ref().unwrap();
        assert_eq!((first.length.as_str(), first.mime_type.as_str()), ("10", "application/epub+zip"));
        assert_eq!(other.extensions["atom"]["link"][0].attrs["length"], "20");
    }
    assert_eq!(rss.items[1].pub_date, None);
}

#[test]
fn pages_stay_small_and_lead_on() {
    let long = |number: usize, size: usize| item(&format!("i{number}"), None, &"x".repeat(size));
    let items: Vec<Item> = (0..25).map(|number| long(number, 30_000)).collect();
    let files = files(&items);
    let mut next = Some("https://a.example/feed.json".to_owned());
    let (mut seen, mut pages) = (Vec::new(), 0);
    while let Some(url) = next {
        let text = &files[url.strip_prefix("https://a.example/").unwrap()];
        assert!(text.len() <= json::MOST_BYTES, "{}", text.len());
        let page: pressroom_render::json_feed::Feed = serde_json::from_str(text).unwrap();
        assert_eq!(page.feed_url.as_ref(), Some(&url));
        seen.extend(page.items);
        (next, pages) = (page.next_url, pages + 1);
    }
    assert_eq!((seen, pages, files.len()), (items, 4, 6));
}

#[test]
fn a_page_is_as_full_as_it_may_be() {
    // Two items that just fit together: one byte more, and they don't.
    let two = |size: usize| files(&[item("a", None, "x"), item("b", None, &"x".repeat(size))]);
    let small = two(1)["feed.json"].len();
    let count = |size: usize| two(size).keys().filter(|path| path.ends_with(".json")).count();
    assert_eq!((count(json::MOST_BYTES - small - 100), count(json::MOST_BYTES - small + 2)), (1, 2));
    // What is too long for a page goes without its plain text, and has one of its own if that is not enough.
    let mut longest = item("b", None, &"x".repeat(240_000));
    longest.content_text = Some("x".repeat(240_000));
    let made = files(&[item("a", None, "x"), longest, item("c", None, "x")]);
    assert!(made.values().all(|text| text.len() <= json::MOST_BYTES));
    assert!(!made["feed.json"].contains("\"content_text\":\"xx"));
    let made = files(&[item("a", None, "x"), item("b", None, &"x".repeat(300_000)), item("c", None, "x")]);
    assert!(made["feed-2.json"].len() > 300_000 && made["feed-3.json"].contains("/c/"));
}
