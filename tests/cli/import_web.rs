//! `pressroom import` of web pages and documents of Google: what is written, and that it builds.

use super::*;

/// A paragraph that is long enough for an article.
const LONG: &str = "The river rose by two metres within a night, and the town's only bridge was closed to cars, buses and trams \
    until engineers, who came from the capital, had looked at each of its nine piers, one after the other.";

#[test]
fn a_saved_page_builds() {
    let desk = TestDir::new();
    let page = format!(
        "<html lang=en><title>Why is the bridge shut?</title><body><nav><a href=/>Home</a></nav><article><h1>Why is the bridge shut?</h1>\
         <p>{LONG}</p><h2>What happened?</h2><p>{LONG}</p><h2>What is next?</h2><p>{LONG}</p></article></body></html>"
    );
    desk.write("saved/bridge.html", page);
    desk.run("import saved --out input").ends(0).says("2 cards");
    let report = fs::read_to_string(desk.path("input/bridge.import.json")).unwrap();
    assert!(report.contains("\"web-page\"") && report.contains("Home"), "{report}");
    desk.run("check input").ends(0);
    desk.run("build input --to html,epub,text --out output").ends(0);
    // What is there is not replaced.
    desk.run("import saved --out input").ends(1);
    desk.run("import saved --out input --force").ends(0);
}

#[test]
fn a_document_of_google_builds() {
    let desk = TestDir::new();
    let page = format!(
        "<html><head><style>.c1{{font-weight:700}}</style></head><body class=\"c0 doc-content\"><p class=title>The bridge</p><p>{LONG}</p>\
         <h1>What happened?</h1><p>The <span class=c1>river</span> rose.<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup></p>\
         <div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>By how much?</span></p></div></body></html>"
    );
    desk.write("drafts/bridge.html", page);
    desk.run("import drafts/bridge.html --out input").ends(0).says("By how much?");
    let markdown = fs::read_to_string(desk.path("input/bridge.md")).unwrap();
    assert!(
        markdown.contains("headline: The bridge") && markdown.contains("The **river** rose."),
        "{markdown}"
    );
    assert!(!markdown.contains("By how much?"), "{markdown}");
    desk.run("build input --to html,epub,text --out output").ends(0);
}
