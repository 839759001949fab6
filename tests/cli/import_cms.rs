//! `pressroom import`: from exports, items of the wire and plain text to editions, and from our own editions back.

use super::*;

const TEXT: &str = "Skip to main content
explainers

Why is the water off at night?

By Ada Mensah

2 cards
1

Who decided this?

The utility did, on Monday night, after a pump failed on the left bank of the river.

Read more

Why water goes rusty in old pipes

Read more

Why water goes rusty in old pipes

2

What about hospitals?

They have a line of their own.

Share

The explainers desk";

const EXPORT: &str = r#"<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><link>https://a.example</link><language>en</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <item><title>Why boats?</title><link>https://a.example/?p=1&a=b</link><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>
  <wp:status>publish</wp:status><wp:post_name>why-boats</wp:post_name><wp:post_date>2025-01-18 18:26:26</wp:post_date>
  <wp:post_date_gmt>2025-01-18 18:26:26</wp:post_date_gmt>
  <content:encoded><![CDATA[<!-- wp:paragraph --><p>Because.</p><!-- /wp:paragraph --><!-- wp:heading --><h2>Which ones?</h2><!-- /wp:heading --><p>Red ones.</p>]]></content:encoded>
  </item></channel></rss>"#;

#[test]
fn a_scraped_text_becomes_an_explainer_and_its_editions() {
    let desk = TestDir::new();
    desk.write("drafts/water.txt", TEXT);
    desk.run("import drafts/water.txt --out input").ends(0).says("2 cards").says("furniture");
    let text = fs::read_to_string(desk.path("input/water.md")).unwrap();
    for line in [
        "headline: Why is the water off at night?",
        "kicker: explainers",
        "  - Ada Mensah",
        "## Who decided this?",
        "::: related Read more\nWhy water goes rusty in old pipes\n:::",
        "::: signoff\nThe explainers desk\n:::",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
    assert_eq!(text.matches("rusty").count(), 1, "{text}");
    desk.run("check input/water.md").ends(0);
    desk.run("build input/water.md --to html,epub,text --out output").ends(0);
}

#[test]
fn an_export_becomes_an_explainer_for_each_post() {
    let desk = TestDir::new();
    desk.write("export.xml", EXPORT);
    desk.run("import export.xml --out input").ends(0).says("1 explainer imported");
    let text = fs::read_to_string(desk.path("input/why-boats.md")).unwrap();
    assert!(text.contains("## Which ones?\n\nRed ones."), "{text}");
    desk.run("build input/why-boats.md --to html,epub,text --out output").ends(0);
    desk.write("cut.xml", EXPORT.replace("</item>", ""));
    desk.run("import cut.xml --out input").ends(1).says("the file is damaged");
    desk.write("old.xml", EXPORT.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""));
    desk.run("import old.xml --out input").ends(1).says("wxr_version");
}

#[test]
fn our_own_editions_come_back() {
    let desk = TestDir::new();
    desk.write("drafts/water.txt", TEXT);
    desk.run("import drafts/water.txt --out input").ends(0);
    desk.run("build input/water.md --to model,ninjs --out output").ends(0);
    let written = fs::read_to_string(desk.path("input/water.md")).unwrap();
    let find = |end: &str| {
        let mut found = Vec::new();
        let mut folders = vec![desk.path("output")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().ends_with(end) {
                    found.push(path);
                }
            }
        }
        assert_eq!(found.len(), 1, "{end}");
        fs::read_to_string(&found[0]).unwrap()
    };
    desk.write("model.json", find("water.model.json"));
    desk.run("import model.json --out again").ends(0);
    assert_eq!(fs::read_to_string(desk.path("again/water.md")).unwrap(), written);
    desk.write("ninjs.json", find("water.ninjs.json"));
    desk.run("import ninjs.json --out partner").ends(0);
    let back = fs::read_to_string(desk.path("partner/water.md")).unwrap();
    let body = |text: &str| text.split("\n---\n").nth(1).unwrap_or_default().to_owned();
    assert_eq!(body(&back), body(&written));
}
