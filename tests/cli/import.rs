//! `pressroom import`: from a document of a word processor to editions.

use super::*;

#[test]
fn a_document_becomes_an_explainer_and_its_editions() {
    let desk = TestDir::new();
    desk.run("import --template word --out drafts").ends(0).says("drafts/explainer.docx: written");
    desk.run("import --template word --out drafts").ends(2).says("is there already");
    let ran = desk.run("import drafts/explainer.docx --out input").ends(0);
    ran.says("input/explainer.md").says("2 cards").says("1 file, 1 explainer imported");
    let text = fs::read_to_string(desk.path("input/explainer.md")).unwrap();
    for line in [
        "headline: Why do dams fail?",
        "kicker: Explainers",
        "published: 2026-01-31",
        "## What is a dam?",
        "### Of what is it built?",
        "> — An engineer",
        "> [!NOTE]",
        "::: signoff",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
    assert!(desk.path("input/explainer.import.json").exists());
    desk.run("import drafts/explainer.docx --out input").ends(1).says("is there already");
    desk.run("import drafts/explainer.docx --out input --force").ends(0);
    desk.run("check input/explainer.md").ends(0);
    desk.run("build input/explainer.md --to html,epub,text --out output").ends(0);
    assert!(desk.path("output/explainer").is_dir());
}

#[test]
fn what_can_not_be_imported_is_said() {
    let desk = TestDir::new();
    desk.write("drafts/cut.docx", "PK\u{3}\u{4}");
    desk.run("import drafts/cut.docx --out input")
        .ends(1)
        .says("the file is damaged")
        .says("save it as .docx");
    assert!(!desk.path("input/cut.md").exists());
}
