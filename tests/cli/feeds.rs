//! The feeds of a build, made from what is in the output folder.

use serde_json::Value;

use super::*;

const CONFIG: &str = "[site]\nname = \"The Desk\"\nbase_url = \"https://desk.example/\"\n";

/// A newsroom of three explainers in two sections and two languages.
fn project() -> TestDir {
    let desk = TestDir::new();
    desk.write("pressroom.toml", CONFIG);
    desk.write("input/a.md", explainer("a", "2026-03-01", "en", "section: World"));
    desk.write("input/b.md", explainer("b", "2026-03-02", "uk", "section: World"));
    desk.write("input/c.md", explainer("c", "2026-03-03", "en", "section: Home"));
    desk
}

fn explainer(name: &str, date: &str, language: &str, more: &str) -> String {
    format!(
        "---\nheadline: About {name}\nlanguage: {language}\npublished: {date}\n{more}\n---\n\nLede of {name}.\n\n\
         ## Why {name}? {{#why}}\n\nSee [above](#why).\n"
    )
}

fn json(desk: &TestDir, path: &str) -> Value {
    serde_json::from_slice(&fs::read(desk.path(path)).unwrap()).unwrap()
}

fn text(desk: &TestDir, path: &str) -> String {
    fs::read_to_string(desk.path(path)).unwrap()
}

/// The ids of a feed in each format, which all say the same.
fn ids(desk: &TestDir, folder: &str) -> Vec<String> {
    let feed = json(desk, &format!("output/{folder}feed.json"));
    let items = feed["items"].as_array().unwrap();
    let ids: Vec<_> = items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    let between = |text: &str, before: &str, after: &str| -> Vec<String> {
        text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap().to_owned()).collect()
    };
    let atom = text(desk, &format!("output/{folder}atom.xml"));
    let entries = atom.split("<entry>").skip(1).flat_map(|entry| between(entry, "<id>", "</id>"));
    assert_eq!(entries.collect::<Vec<_>>(), ids);
    let rss = text(desk, &format!("output/{folder}rss.xml"));
    assert_eq!(between(&rss, "<guid>", "</guid>"), ids);
    ids
}

fn urls(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("https://desk.example/{name}/")).collect()
}

#[test]
fn a_run_of_one_explainer_lists_all() {
    let desk = project();
    desk.run("build --to jsonfeed,html --jobs 1").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["c", "b", "a"]));
    assert_eq!(ids(&desk, "section/world/"), urls(&["b", "a"]));
    assert_eq!(ids(&desk, "section/home/"), urls(&["c"]));
    assert_eq!(ids(&desk, "language/en/"), urls(&["c", "a"]));
    let before = desk.all_files("output");
    desk.run("build --to jsonfeed,html --jobs 2 --out again").ends(0);
    assert!(before == desk.all_files("again"), "the number of threads changes nothing");
    desk.run("build --to jsonfeed,html input/b.md").ends(0);
    assert!(before == desk.all_files("output"), "building one again changes nothing");
    // An update brings it to the top; all else stays as it is.
    let updated = explainer("b", "2026-03-02", "uk", "section: World\nupdated: 2026-04-01\nversion: 2");
    desk.write("input/b.md", updated.replace("Lede", "Better lede"));
    desk.run("build --to jsonfeed,html input/b.md").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["b", "c", "a"]));
    assert!(text(&desk, "output/atom.xml").contains("<updated>2026-04-01T00:00:00+00:00</updated>"));
    assert!(text(&desk, "output/rss.xml").contains("Better lede of b."));
    let files = desk.all_files("output");
    for path in ["section/home/feed.json", "section/home/rss.xml", "a/a.feed.json", "language/en/atom.xml"] {
        assert!(files[path] == before[path], "{path}");
    }
    // A run that makes no feed of its explainer keeps the feeds, too.
    desk.run("build --to html input/a.md").ends(0);
    assert!(desk.all_files("output")["feed.json"] == files["feed.json"]);
    // The newest alone.
    desk.write("pressroom.toml", format!("{CONFIG}[feeds]\nitems = 1\n"));
    desk.run("build --to jsonfeed input/a.md").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["b"]));
    assert_eq!(ids(&desk, "section/home/"), urls(&["c"]));
}

#[test]
fn what_is_not_public_leaves_the_feeds() {
    let desk = project();
    desk.write("input/c.md", explainer("c", "2026-03-03", "en", "section: Home\nexpires: 2026-06-01"));
    desk.run("build --to jsonfeed --now 2026-05-01").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["c", "b", "a"]));
    // Its day is over, whatever is built.
    desk.run("build --to jsonfeed input/a.md --now 2026-07-01").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["b", "a"]));
    assert!(!desk.exists("output/section/home"));
    let canceled = explainer("a", "2026-03-01", "en", "section: World\nstatus: canceled\nversion: 2");
    desk.write("input/a.md", canceled);
    desk.run("build --to jsonfeed input/a.md --now 2026-07-01").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["b"]));
    let own = json(&desk, "output/a/a.feed.json");
    assert_eq!(own["items"][0]["_pressroom"]["status"], "canceled");
    assert!(!own.to_string().contains("Lede of a"));
    // The last one.
    let withheld = explainer("b", "2026-03-02", "uk", "status: withheld\nversion: 2");
    desk.write("input/b.md", withheld);
    desk.run("build --to jsonfeed input/b.md --now 2026-07-01").ends(0);
    assert!(!desk.exists("output/feed.json") && !desk.exists("output/language"));
}

#[test]
fn pages_name_their_feeds() {
    let desk = project();
    desk.run("build --to jsonfeed,html,amp").ends(0);
    let files = desk.all_files("output");
    for (page, folder) in [
        ("index.html", ""),
        ("section/world.html", "section/world/"),
        ("language/en.html", "language/en/"),
        ("a/a.html", ""),
        ("a/a.amp.html", ""),
    ] {
        let text = text(&desk, &format!("output/{page}"));
        for (name, kind) in [("feed.json", "feed+json"), ("atom.xml", "atom+xml"), ("rss.xml", "rss+xml")] {
            let link = text.split("<link ").find(|link| link.contains(kind)).expect(kind);
            assert!(link.contains(&format!("https://desk.example/{folder}{name}")), "{page}: {link}");
            assert!(files.contains_key(&format!("{folder}{name}")));
        }
    }
    desk.run("build --to html --out plain").ends(0);
    for path in ["plain/index.html", "plain/a/a.html"] {
        let text = text(&desk, path);
        assert!(
            !text.contains("feed+json") && !text.contains("atom+xml"),
            "{path} leads to what is not there"
        );
    }
    assert!(!desk.exists("plain/feed.json"));
}

#[test]
fn downloads_are_named_with_their_sizes() {
    let desk = project();
    desk.run("build --to jsonfeed,epub input/a.md").ends(0);
    // A later run without the book knows it all the same.
    desk.run("build --to jsonfeed input/a.md").ends(0);
    let size = fs::metadata(desk.path("output/a/a.epub")).unwrap().len();
    let feed = json(&desk, "output/feed.json");
    let file = &feed["items"][0]["attachments"][0];
    assert_eq!(file["size_in_bytes"], size);
    assert_eq!(file["url"], "https://desk.example/a/a.epub");
    let enclosure = format!(
        "<enclosure url=\"https://desk.example/a/a.epub\" length=\"{size}\" type=\"application/epub+zip\""
    );
    assert!(text(&desk, "output/rss.xml").contains(&enclosure));
}

#[test]
fn files_that_somebody_changed_are_left_out() {
    let desk = project();
    desk.run("build --to jsonfeed").ends(0);
    let path = "output/b/b.feed.json";
    let honest = text(&desk, path);
    desk.write(path, honest.replace("Lede of b", "Lies of b"));
    let ran = desk.run("build --to jsonfeed input/a.md").ends(0).says("is not what the manifest says");
    assert_eq!(ran.err.matches("warning").count(), 2, "once, and in the sum:\n{}", ran.err);
    assert_eq!(ids(&desk, ""), urls(&["c", "a"]));
    assert!(!desk.exists("output/language/uk"));
    desk.run("build --to jsonfeed input/a.md --strict").ends(1);
    desk.run("build --to jsonfeed").ends(0);
    assert_eq!(ids(&desk, ""), urls(&["c", "b", "a"]));
}

#[test]
fn feeds_can_be_done_without() {
    let desk = project();
    desk.run("build --to jsonfeed,html").ends(0);
    desk.write("pressroom.toml", format!("{CONFIG}feeds = false\n"));
    desk.run("build --to html").ends(0);
    for path in ["feed.json", "atom.xml", "section/world/rss.xml", "language/uk"] {
        assert!(!desk.exists(&format!("output/{path}")), "{path}");
    }
    assert!(desk.exists("output/index.html") && desk.exists("output/section/world.html"));
    // Somebody else's file is not replaced.
    desk.write("output/atom.xml", "mine");
    desk.write("pressroom.toml", CONFIG);
    desk.run("build --to jsonfeed").ends(3).says("feeds = false");
    assert_eq!(text(&desk, "output/atom.xml"), "mine");
    // Without the site's address there are none. No explainer can be called like one all the same: the next build may make them.
    desk.explainer("input/feed-2.json.md", "Two");
    for config in ["[site]\nname = \"The Desk\"\npages = false\n", CONFIG] {
        desk.write("pressroom.toml", config);
        desk.run("build --to jsonfeed input/feed-2.json.md --out taken").ends(1).says("reserved-slug");
        assert!(!desk.exists("taken/feed-2.json") && !desk.exists("taken/feed.json"));
    }
}
