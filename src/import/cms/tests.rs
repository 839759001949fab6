//! What comes of each kind of source: front matter and body as they are written, and what the report says.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use serde_json::json;

use crate::{FindingKind, ImportError, ImportKind, ImportOptions, ImportSource, Imported, detect};
use pressroom_config::Site;
use pressroom_images::{PictureError, Pictures};

/// Files beside a source.
#[derive(Default)]
struct Folder(BTreeMap<&'static str, Vec<u8>>);

impl Pictures for Folder {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        self.0.get(path).map(|bytes| Arc::from(bytes.as_slice())).ok_or(PictureError::NotFound)
    }
}

/// A picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn import_beside(name: &str, bytes: &[u8], beside: &Folder) -> Result<Vec<Imported>, ImportError> {
    let site = Site::default();
    crate::import(&ImportSource { name, bytes, beside }, &ImportOptions::new(&site))
}

fn import(name: &str, text: &str) -> Vec<Imported> {
    import_beside(name, text.as_bytes(), &Folder::default()).unwrap()
}

fn has(imported: &Imported, kind: FindingKind, text: &str) -> bool {
    imported.report.findings.iter().any(|finding| finding.kind == kind && finding.text.contains(text))
}

/// An export of WordPress with items.
fn wxr(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>T</title><link>https://a.example</link>\
         <language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>ada</wp:author_login>\
         <wp:author_display_name><![CDATA[Ada Mensah]]></wp:author_display_name></wp:author>{items}</channel></rss>"
    )
}

fn post(title: &str, content: &str, more: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://a.example/x/?a=1&b=2</link><dc:creator>ada</dc:creator>\
         <content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[In <b>short</b>]]></excerpt:encoded>\
         <wp:post_id>1</wp:post_id><wp:post_date>2025-01-18 18:26:26</wp:post_date>\
         <wp:post_date_gmt>2025-01-19 02:26:26</wp:post_date_gmt><wp:post_type>post</wp:post_type>{more}</item>"
    )
}

#[test]
fn a_post_of_wordpress_is_an_explainer() {
    let attachment = "<item><title>boat</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>\
        <wp:attachment_url>https://a.example/wp-content/uploads/2020/01/boat.gif</wp:attachment_url>\
        <excerpt:encoded><![CDATA[At <i>sea</i>]]></excerpt:encoded><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>\
        <wp:meta_value>A boat</wp:meta_value></wp:postmeta></item>";
    let more = "<wp:status>publish</wp:status><wp:post_name>why-boats</wp:post_name>\
        <category domain=\"category\" nicename=\"sea\"><![CDATA[Sea]]></category>\
        <category domain=\"post_tag\" nicename=\"b\"><![CDATA[Boats]]></category>\
        <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta>\
        <wp:postmeta><wp:meta_key>subtitle</wp:meta_key><wp:meta_value>Below</wp:meta_value></wp:postmeta>";
    let content = "<!-- wp:heading --><h2>Why boats?</h2><!-- /wp:heading --><!-- wp:paragraph --><p>Because &amp; so on.</p><!-- /wp:paragraph -->\
        <figure class=\"wp-block-pullquote\"><blockquote><p>Ahoy.</p><cite>A sailor</cite></blockquote></figure>\
        <figure class=\"wp-block-table\"><table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table><figcaption>Table words</figcaption></figure>\
        <!-- wp:embed --><figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://v.example/1\n</div></figure><!-- /wp:embed -->";
    let mut folder = Folder::default();
    folder.0.insert("2020/01/boat.gif", GIF.to_vec());
    let all = import_beside(
        "export.xml",
        wxr(&(post("Boats &amp; more", content, more) + attachment)).as_bytes(),
        &folder,
    )
    .unwrap();
    let [imported] = all.as_slice() else { panic!("{}", all.len()) };
    assert_eq!(imported.slug, "why-boats");
    for part in [
        "headline: Boats & more",
        "dek: In short",
        "section: Sea",
        "Boats",
        "Ada Mensah",
        "published: 2025-01-18T18:26:26-08:00",
        "language: en-GB",
        "## Why boats?",
        "Because & so on.",
        "> Ahoy.\n>\n> — A sailor",
        "Table words",
        "https://v.example/1",
        "why-boats/boat.gif",
        "A boat",
        "At sea",
    ] {
        assert!(imported.markdown.contains(part), "{part}\n{}", imported.markdown);
    }
    assert_eq!(imported.pictures.len(), 1);
    assert!(has(imported, FindingKind::Metadata, "Below"));
}

#[test]
fn the_old_editor_of_wordpress_has_lines_and_shortcodes() {
    let content = "First line\nsecond line\n\nNew <em>paragraph</em>\n\n[caption id=\"a\"]<img src=\"https://a.example/b.gif\" alt=\"B\"> Words of it[/caption]\n\n\
        https://v.example/2\n\n[contact-form-7 id=\"3\"]";
    let all = import("export.xml", &wxr(&post("Old", content, "<wp:status>draft</wp:status>")));
    let imported = all.first().unwrap();
    assert!(imported.markdown.contains("draft: true"), "{}", imported.markdown);
    assert!(
        imported.markdown.contains("First line\\\nsecond line\n\nNew *paragraph*"),
        "{}",
        imported.markdown
    );
    assert!(
        imported.markdown.contains("![B](https://a.example/b.gif \"Words of it\")"),
        "{}",
        imported.markdown
    );
    assert!(has(imported, FindingKind::Shortcode, "contact-form-7"));
}

#[test]
fn the_status_of_a_post_is_kept() {
    let statuses = ["future", "private", "trash"]
        .map(|status| post(status, "<p>Text</p>", &format!("<wp:status>{status}</wp:status>")));
    let all = import("export.xml", &wxr(&statuses.concat()));
    assert_eq!(all.len(), 2);
    assert!(all[0].markdown.contains("embargo: 2025-01-18T18:26:26-08:00"), "{}", all[0].markdown);
    assert!(all[1].markdown.contains("draft: true"));
    assert!(has(&all[0], FindingKind::Document, "Text"));
}

#[test]
fn damaged_exports_are_refused() {
    for text in [
        "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item></channel></rss>".to_owned(),
        wxr("").replace("<wp:wxr_version>1.2</wp:wxr_version>", ""),
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>".to_owned(),
        format!(
            "<!DOCTYPE rss [<!ENTITY a \"b\">]>{}",
            wxr(&post("T", "x", "")).replace("<?xml version=\"1.0\"?>", "")
        ),
    ] {
        let refused = import_beside("export.xml", text.as_bytes(), &Folder::default());
        assert!(matches!(refused, Err(ImportError::Damaged(_))), "{text}");
    }
}

#[test]
fn a_post_of_ghost_is_an_explainer() {
    let lexical = json!({"root": {"type": "root", "children": [
        {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Why?", "format": 0}]},
        {"type": "paragraph", "children": [
            {"type": "text", "text": "A ", "format": 0}, {"type": "text", "text": "bold", "format": 1},
            {"type": "link", "url": "https://l.example/", "children": [{"type": "text", "text": " link", "format": 0}]}]},
        {"type": "callout", "calloutText": "<p>Look <b>here</b></p>", "calloutEmoji": "💡"},
        {"type": "toggle", "heading": "More", "content": "<p>Inside</p>"},
        {"type": "bookmark", "url": "https://b.example/", "metadata": {"title": "A story", "description": "About it", "publisher": "The Press"}},
        {"type": "image", "src": "__GHOST_URL__/content/images/2020/x.gif", "alt": "X", "caption": "<i>Cap</i>"},
        {"type": "markdown", "markdown": "- one\n- two"},
        {"type": "email", "html": "<p>Dear reader</p>"},
        {"type": "strange", "words": "Unheard of"}]}});
    let export = json!({"db": [{"meta": {"version": "5.0.0"}, "data": {
        "posts": [
            {"id": "1", "title": "A post", "slug": "a-post", "lexical": lexical.to_string(), "status": "published",
             "published_at": "2025-01-01T00:00:00.000Z", "custom_excerpt": "Short", "feature_image": "https://f.example/f.jpg"},
            {"id": "2", "title": "B", "slug": "b", "status": "draft", "published_at": 1_388_318_310_783_i64,
             "html": "<figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\" href=\"https://b.example/\">\
                <div class=\"kg-bookmark-title\">Told</div><div class=\"kg-bookmark-description\">Again</div></a></figure>\
                <div class=\"kg-card kg-callout-card\"><div class=\"kg-callout-emoji\">🔥</div><div class=\"kg-callout-text\">Hot</div></div>"}],
        "users": [{"id": "9", "name": "Ada Mensah"}], "posts_authors": [{"post_id": "1", "author_id": "9", "sort_order": 0}],
        "tags": [{"id": "t", "name": "Sea"}, {"id": "u", "name": "#hidden"}],
        "posts_tags": [{"post_id": "1", "tag_id": "t", "sort_order": 0}, {"post_id": "1", "tag_id": "u", "sort_order": 1}],
        "posts_meta": [{"post_id": "1", "feature_image_alt": "Alt words"}]}}]});
    let mut folder = Folder::default();
    folder.0.insert("content/images/2020/x.gif", GIF.to_vec());
    let all = import_beside("export.json", export.to_string().as_bytes(), &folder).unwrap();
    assert_eq!(all.len(), 2);
    for part in [
        "headline: A post",
        "dek: Short",
        "Ada Mensah",
        "section: Sea",
        "Alt words",
        "published: 2025-01-01T00:00:00",
        "## Why?",
        "**bold**",
        "(https://l.example/)",
        "Look **here**",
        "💡",
        "Inside",
        "::: related",
        "[A story](https://b.example/)",
        "About it",
        "The Press",
        "a-post/x.gif",
        "- one\n- two",
    ] {
        assert!(all[0].markdown.contains(part), "{part}\n{}", all[0].markdown);
    }
    for (kind, text) in [
        (FindingKind::Element, "Dear reader"),
        (FindingKind::Element, "Unheard of"),
        (FindingKind::Metadata, "#hidden"),
    ] {
        assert!(has(&all[0], kind, text), "{text}");
    }
    for part in ["draft: true", "2013-12-29T", "[Told](https://b.example/)", "Again", "🔥 Hot"] {
        assert!(all[1].markdown.contains(part), "{part}\n{}", all[1].markdown);
    }
}

#[test]
fn mobiledoc_has_marks_atoms_and_cards() {
    let mobiledoc = json!({"version": "0.3.1", "markups": [["strong"], ["a", ["href", "https://l.example/"]]],
        "atoms": [["soft-return", "", {}]], "cards": [["hr", {}], ["markdown", {"markdown": "**M**"}]],
        "sections": [[1, "p", [[0, [0], 1, "Bold"], [0, [1], 1, " link"], [1, [], 0, 0], [0, [], 0, "after"]]],
            [10, 0], [3, "ol", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]], [10, 1]]});
    let export = json!({"posts": [{"title": "M", "slug": "m", "mobiledoc": mobiledoc.to_string()}]});
    let all = import("ghost.json", &export.to_string());
    for part in ["**Bold**[ link](https://l.example/)\\\nafter", "1. one\n2. two", "**M**"] {
        assert!(all[0].markdown.contains(part), "{part}\n{}", all[0].markdown);
    }
}

#[test]
fn items_of_news_keep_their_metadata_and_pictures() {
    let item = json!({"uri": "https://w.example/1", "type": "text", "headline": "News", "byline": "By Ada Mensah and Bo Lee",
        "versioncreated": "2025-01-02T03:04:05Z", "language": "en", "body_html": "<p>One <b>two</b>.</p><h2>Why?</h2><p>So.</p>",
        "description_text": "In short", "usageterms": "Free", "pubstatus": "usable", "keywords": ["a", "b"], "ednote": "Check",
        "embargoed": "2025-02-01T00:00:00Z",
        "associations": {"featuremedia": {"type": "picture", "body_text": "Alt", "description_text": "Cap", "byline": "P. Hoto",
            "renditions": {"original": {"href": "https://w.example/p.jpg", "width": 10}}},
            "other": {"type": "text", "uri": "https://w.example/2", "headline": "Related story"}}});
    let imported = &import("item.json", &item.to_string())[0];
    for part in [
        "headline: News",
        "Ada Mensah",
        "Bo Lee",
        "dek: In short",
        "rights: Free",
        "embargo: 2025-02-01",
        "One **two**.",
        "## Why?",
        "https://w.example/p.jpg",
        "Cap",
        "P. Hoto",
        "[Related story](https://w.example/2)",
    ] {
        assert!(imported.markdown.contains(part), "{part}\n{}", imported.markdown);
    }
    assert!(has(imported, FindingKind::Metadata, "Check"));
}

#[test]
fn items_of_a_feed_are_explainers() {
    let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "F", "authors": [{"name": "Ada"}], "items": [
        {"id": "1", "url": "https://f.example/one/", "title": "One", "content_html": "<p>Html <i>x</i></p>", "tags": ["t"]},
        {"id": "2", "title": "Two", "content_text": "Plain.\n\nMore.", "date_published": "2025-01-01T00:00:00Z"}]});
    let all = import("feed.json", &feed.to_string());
    assert_eq!(all.iter().map(|one| one.slug.as_str()).collect::<Vec<_>>(), ["one", "2"]);
    assert!(all[0].markdown.contains("Html *x*") && all[0].markdown.contains("Ada"));
    assert!(all[1].markdown.contains("Plain.\n\nMore."));
}

#[test]
fn newsml_has_items_with_text_and_pictures() {
    let xml = "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"urn:1\" xml:lang=\"en\">\
        <itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>2025-01-02T03:04:05Z</versionCreated><pubStatus qcode=\"stat:withheld\"/>\
        <edNote>Hold</edNote></itemMeta><rightsInfo><usageTerms>Terms</usageTerms></rightsInfo><contentMeta><by>By Ada Mensah</by>\
        <headline>Head</headline><keyword>k</keyword></contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\">\
        <x:html xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:body><x:p>Some <x:b>bold</x:b> text.</x:p></x:body></x:html></inlineXML></contentSet></newsItem>\
        <newsItem guid=\"urn:2\"><itemMeta><itemClass qcode=\"ninat:picture\"/></itemMeta><contentMeta><creditline>P. Hoto</creditline>\
        <description>What it shows</description></contentMeta><contentSet><remoteContent href=\"https://w.example/p.jpg\" width=\"9\"/></contentSet></newsItem>\
        </itemSet></newsMessage>";
    let imported = &import("message.xml", xml)[0];
    for part in [
        "headline: Head",
        "Ada Mensah",
        "Some **bold** text.",
        "status: withheld",
        "rights: Terms",
        "What it shows",
        "P. Hoto",
        "p.jpg",
    ] {
        assert!(imported.markdown.contains(part), "{part}\n{}", imported.markdown);
    }
    assert!(has(imported, FindingKind::Metadata, "Hold"));
}

#[test]
fn markdown_of_others_is_read() {
    let mut folder = Folder::default();
    let mut other = GIF.to_vec();
    other[13] = 0x7f;
    folder.0.insert("static/images/a.gif", other);
    let gif = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, GIF);
    let text = format!(
        "---\ntitle: A post\ndate: 2025-01-02\ntags: [x]\n---\n\nText {{{{< unknown >}}}} and ==more==.\n\n![A](/images/a.gif)\n\n![][image1]\n\n[image1]: <data:image/gif;base64,{gif}>\n"
    );
    let all = import_beside("2025-01-02-a-post.md", text.as_bytes(), &folder).unwrap();
    let imported = &all[0];
    assert_eq!(imported.slug, "a-post");
    for part in
        ["headline: A post", "published: 2025-01-02", "and more.", "a-post/images/a.gif", "a-post/image1.gif"]
    {
        assert!(imported.markdown.contains(part), "{part}\n{}", imported.markdown);
    }
    assert_eq!(imported.pictures.len(), 2);
    assert!(has(imported, FindingKind::Shortcode, "unknown"));
}

#[test]
fn kinds_are_known_by_their_content() {
    let kind = |name: &str, text: &str| detect(name, text.as_bytes());
    assert_eq!(kind("x.xml", &wxr("")), Some(ImportKind::WordPress));
    let model = format!("{{\"format\":\"{}\"}}", pressroom_document::FORMAT);
    assert_eq!(kind("x.json", &model), Some(ImportKind::Model));
    assert_eq!(kind("x.json", "{\"uri\":\"a\",\"headline\":\"b\"}"), Some(ImportKind::Ninjs));
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\"}";
    assert_eq!(kind("x.json", feed), Some(ImportKind::JsonFeed));
    assert_eq!(kind("x.json", "{\"a\":1}"), None);
    assert_eq!(kind("x.md", "Text"), Some(ImportKind::Markdown));
    assert_eq!(kind("x", "---\ntitle: A\n---\nText"), Some(ImportKind::Markdown));
    assert_eq!(kind("x.txt", "Text"), Some(ImportKind::Text));
}

#[test]
fn hostile_sources_are_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(
        import_beside("x.json", format!("{{\"posts\":{deep}}}").as_bytes(), &Folder::default()).is_err()
            || deep.len() > 1
    );
    let mut posts = String::new();
    for number in 0..2_000 {
        let _ = write!(
            posts,
            "<item><title>P{number}</title><content:encoded>x</content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>"
        );
    }
    assert_eq!(import("export.xml", &wxr(&posts)).len(), 2_000);
    let nested = format!("{}deep{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
    let all = import("export.xml", &wxr(&(post("Deep", &nested, "") + &post("Flat", "<p>Text</p>", ""))));
    assert_eq!(all.len(), 1);
    assert!(has(&all[0], FindingKind::Document, "deep"));
}
