//! What comes of pages and of documents of Google: front matter and body as they are written, and what the report says.

use std::{collections::BTreeMap, sync::Arc};

use crate::{Changes, FindingKind, ImportError, ImportKind, ImportOptions, ImportSource, Imported, detect};
use pressroom_config::Site;
use pressroom_images::{PictureError, Pictures};

/// Files beside a source.
#[derive(Default)]
struct Beside(BTreeMap<&'static str, &'static [u8]>);

impl Pictures for Beside {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        self.0.get(path).map(|bytes| Arc::from(*bytes)).ok_or(PictureError::NotFound)
    }
}

/// A picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// A paragraph that is long enough for an article.
const LONG: &str = "The river rose by two metres within a night, and the town's only bridge was closed to cars, buses and trams \
    until engineers, who came from the capital, had looked at each of its nine piers, one after the other.";

fn import_bytes(
    name: &str,
    bytes: &[u8],
    beside: &Beside,
    changes: Changes,
) -> Result<Imported, ImportError> {
    let site = Site::default();
    let options = ImportOptions { changes, ..ImportOptions::new(&site) };
    crate::import(&ImportSource { name, bytes, beside }, &options).map(|mut all| all.remove(0))
}

fn import(html: &str) -> Imported {
    import_bytes("a.html", html.as_bytes(), &Beside::default(), Changes::Accept).unwrap()
}

/// The body that a piece of HTML becomes.
fn body(html: &str) -> String {
    let imported =
        import(&format!("<html lang=en><title>T</title><body><article>{html}</article></body></html>"));
    imported.markdown.split_once("\n---\n").unwrap().1.trim().to_owned()
}

fn found(imported: &Imported, kind: FindingKind) -> Vec<&str> {
    let all = imported.report.findings.iter().filter(|finding| finding.kind == kind);
    all.map(|finding| finding.text.as_str()).collect()
}

#[test]
fn each_construct_has_its_markdown() {
    for (html, markdown) in [
        (
            "<p>a <b>b</b> <i>c</i> <s>d</s> H<sub>2</sub>O x<sup>2</sup> <code>e</code></p>",
            "a **b** *c* ~~d~~ H<sub>2</sub>O x<sup>2</sup> `e`",
        ),
        ("<p>one<br><br>two<br>three</p>", "one\n\ntwo\\\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        (
            "<p>a <a href='https://e.example/x'>b</a> <a href='javascript:alert(1)'>c</a></p>",
            "a [b](https://e.example/x) c",
        ),
        ("<blockquote><p>a</p><footer>B</footer></blockquote>", "> a\n>\n> — B"),
        ("<pre><code class='language-rust'>fn a() {\n  b\n}</code></pre>", "```rust\nfn a() {\n  b\n}\n```"),
        (
            "<p>a <span class=katex><math><annotation encoding='application/x-tex'>x^2</annotation></math><span aria-hidden=true>x2</span></span></p>",
            "a $x^2$",
        ),
    ] {
        assert_eq!(body(html), markdown, "{html}");
    }
}

#[test]
fn tables_keep_their_heads_spans_and_captions() {
    let table = body(
        "<table><caption>C</caption><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
    );
    for part in ["<th>a</th>", "<td>1</td><td>2</td>", "<td></td><td>3</td>", "<caption>C</caption>"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    // A table that divides a page is none.
    assert_eq!(body("<table><tr><td><p>one</p><p>two</p></td></tr></table>"), "one\n\ntwo");
}

#[test]
fn a_page_is_an_explainer() {
    let html = format!(
        "<!-- saved from url=(0030)https://news.example/bridge -->\n<html lang=en-GB><head><title>Why is the bridge shut? | The News</title>\
         <meta property='og:site_name' content='The News'><meta name=description content='The short of it.'>\
         <script type='application/ld+json'>{{\"@graph\":[{{\"@type\":\"NewsArticle\",\"headline\":\"Why is the bridge shut?\",\
         \"author\":[{{\"@type\":\"Person\",\"name\":\"Ada Mensah\"}}],\"datePublished\":\"2025-12-17T09:00:00+0100\",\
         \"articleSection\":\"City\",\"keywords\":[\"bridge\",\"river\"]}}]}}</script></head><body>\
         <nav><a href=/>Home</a> <a href=/city>City</a></nav><main><article><h1>Why is the bridge shut?</h1>\
         <div class='social share-bar'><a href=x>Tweet</a> <a href=y>Mail</a></div>\
         <figure><img src='./x_files/bridge.gif' alt='A bridge'><figcaption>The bridge. <span class=credit>Jo Lens</span></figcaption></figure>\
         <p>{LONG}</p><h2>1. What happened?</h2><p>{LONG}</p><div class='related-stories'><h3>Related stories</h3><ul><li><a href=/a>Another one</a></li>\
         <li><a href=/b>And one more</a></li></ul></div><h2>2. What is next?</h2><p>See <a href='/plan'>the plan</a>. {LONG}</p>\
         <div class='newsletter-signup'><p>Sign up for our letter</p></div></article></main><footer>Imprint</footer></body></html>"
    );
    let beside = Beside(BTreeMap::from([("x_files/bridge.gif", GIF)]));
    let page = import_bytes("bridge.html", html.as_bytes(), &beside, Changes::Accept).unwrap();
    assert_eq!(page.report.kind, ImportKind::WebPage);
    for part in [
        "headline: Why is the bridge shut?",
        "dek: The short of it.",
        "language: en-GB",
        "published: 2025-12-17T09:00:00+01:00",
        "Ada Mensah",
        "section: City",
        "bridge.gif",
        "Jo Lens",
        "## What happened?",
        "## What is next?",
        "[the plan](https://news.example/plan)",
    ] {
        assert!(page.markdown.contains(part), "{part}: {}", page.markdown);
    }
    for part in ["Tweet", "Home", "Another one", "Sign up", "Imprint"] {
        assert!(!page.markdown.contains(part), "{part}: {}", page.markdown);
        let told = found(&page, FindingKind::Furniture).iter().any(|text| text.contains(part));
        assert!(told, "{part}: {:?}", page.report.findings);
    }
    assert_eq!(page.pictures.len(), 1);
    assert_eq!(page.report.counts.cards, 2);
}

#[test]
fn a_lead_picture_without_an_address_is_reported() {
    let page = import("<html lang=en><meta property=og:image content='/a.jpg'><title>T</title><p>a</p>");
    assert_eq!(found(&page, FindingKind::Picture), ["/a.jpg"]);
    assert!(!page.markdown.contains("image:"), "{}", page.markdown);
    let page = import(
        "<html lang=en><meta property=og:image content='https://e.example/a.jpg'><title>T</title><p>a</p>",
    );
    assert!(page.markdown.contains("src: https://e.example/a.jpg"), "{}", page.markdown);
}

#[test]
fn notes_of_a_page_are_notes() {
    let markdown = body(&format!(
        "<p>{LONG}<sup id=r1><a href='#n1'>1</a></sup></p><p>{LONG}</p><h3>Notes</h3><ol><li id=n1>The source. <a href='#r1'>↩</a></li></ol>"
    ));
    assert!(markdown.contains("[^1]: The source.") && !markdown.contains("Notes"), "{markdown}");
}

#[test]
fn encodings_are_those_of_the_bytes() {
    let utf8 = "<html lang=fr><meta charset=iso-8859-1><title>Été</title><p>Où est la rivière ?";
    assert!(import(utf8).markdown.contains("Où est la rivière"));
    let (older, _, _) = (
        b"<html lang=fr><meta charset=utf-8><title>\xc9t\xe9</title><p>O\xf9 est la rivi\xe8re\xa0?".to_vec(),
        0,
        0,
    );
    let imported = import_bytes("a.html", &older, &Beside::default(), Changes::Accept).unwrap();
    assert!(imported.markdown.contains("Où est la rivière"), "{}", imported.markdown);
    assert_eq!(found(&imported, FindingKind::Encoding).len(), 1);
}

/// A document of Google with this body.
fn google(body: &str) -> String {
    format!(
        "<html><head><meta content=\"text/html; charset=UTF-8\" http-equiv=\"content-type\"><style type=\"text/css\">ol{{margin:0;padding:0}}\
         .title{{font-size:26pt}}.c1{{font-weight:700}}.c2{{font-style:italic}}.c3{{font-family:\"Roboto Mono\"}}.c4{{vertical-align:super}}\
         .c5{{text-decoration:line-through}}</style></head><body class=\"c0 doc-content\">{body}</body></html>"
    )
}

#[test]
fn looks_of_google_are_meanings() {
    let document = import(&google(
        "<p class=title><span>The headline</span></p><p class=subtitle><span>The dek</span></p><h1 id=h.a><span class=c1>Why?</span></h1>\
         <p><span>a&nbsp;</span><span class=c1>b </span><span class=c2>c</span><span class=c5>&nbsp;d</span> <span class=c3>e</span></p>\
         <ul class='lst-kix_x-0 start'><li><span>1</span></li></ul><ul class='lst-kix_x-1 start'><li><span>2</span></li></ul>\
         <p><a href='https://www.google.com/url?q=https://e.example/%3Fa%3D1&amp;sa=D'>f</a> <a href='#h.a'>g</a></p>\
         <p class=c3><span class=c3>x = 1</span></p><p><span class=c3>y = 2</span></p>",
    ));
    assert_eq!(document.report.kind, ImportKind::GoogleDocs);
    for part in [
        "headline: The headline",
        "dek: The dek",
        "## Why?",
        "a **b** *c* ~~d~~ `e`",
        "- 1\n  - 2",
        "[f](https://e.example/?a=1) [g](#why)",
        "```\nx = 1\ny = 2\n```",
    ] {
        assert!(document.markdown.contains(part), "{part}: {}", document.markdown);
    }
}

#[test]
fn comments_and_suggestions_are_reported() {
    let html = google(
        "<p><span>The text</span><sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup> <ins>new</ins> <del>old</del></p>\
         <p><span>More</span><sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup></p><hr>\
         <div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a><span>&nbsp;The note</span></p></div>\
         <div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>Check this</span></p></div>",
    );
    let document = import(&html);
    assert_eq!(found(&document, FindingKind::Comment), ["Check this"]);
    assert_eq!(found(&document, FindingKind::Insertion), ["new"]);
    assert_eq!(found(&document, FindingKind::Deletion), ["old"]);
    assert!(document.markdown.contains("The text new\n"), "{}", document.markdown);
    assert!(document.markdown.contains("[^1]: The note"), "{}", document.markdown);
    assert!(!document.markdown.contains("Check this"));
    let before = import_bytes("a.html", html.as_bytes(), &Beside::default(), Changes::Reject).unwrap();
    assert!(before.markdown.contains("The text old\n"), "{}", before.markdown);
}

#[test]
fn hostile_pages_end_and_read_nothing_else() {
    let deep = "<div>".repeat(1500) + "<p>deep</p>";
    assert!(import(&deep).markdown.contains("deep"));
    let too_deep = "<b>".repeat(100_000);
    let refused = import_bytes("a.html", too_deep.as_bytes(), &Beside::default(), Changes::Accept);
    assert!(matches!(refused, Err(ImportError::TooLarge(_))), "{refused:?}");
    let wide = format!("<p class='{}' style='{}'>wide</p>", "x".repeat(1_000_000), "a:b;".repeat(200_000));
    assert!(import(&wide).markdown.contains("wide"));
    let beside = Beside(BTreeMap::from([("../secret.gif", GIF), ("/etc/secret.gif", GIF)]));
    let html = "<p>text<script>alert(1)</script><img src='../secret.gif'><img src='%2e%2e/secret.gif'><img src='/etc/secret.gif'>\
        <img src='file:///etc/secret.gif'><iframe src='javascript:x'></iframe><svg onload=x></svg>";
    let imported = import_bytes("a.html", html.as_bytes(), &beside, Changes::Accept).unwrap();
    for part in ["alert", "javascript", "onload", "file:"] {
        assert!(!imported.markdown.contains(part), "{part}: {}", imported.markdown);
    }
    assert!(imported.pictures.iter().all(|(path, _)| !path.contains("..") && !path.starts_with('/')));
}

#[test]
fn kinds_are_told_by_their_content() {
    assert_eq!(detect("x", b"\n<!-- a --><!DOCTYPE html><p>a"), Some(ImportKind::WebPage));
    assert_eq!(detect("x.htm", google("<p>a").as_bytes()), Some(ImportKind::GoogleDocs));
    assert_eq!(
        detect("x.html", b"<b style='font-weight:normal' id='docs-internal-guid-1'>a"),
        Some(ImportKind::GoogleDocs)
    );
}
