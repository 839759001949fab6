//! Text comes over as it stands.

use super::{Made, PNG, STYLES, body, found, item, p, picture, styled, with_styles};
use crate::{FindingKind, ImportOptions};
use pressroom_config::StyleMeaning;
use std::collections::BTreeMap;

#[test]
fn titles_and_headings_are_told_by_their_styles() {
    let text = [
        styled("Titel", "Why do dams fail?"),
        styled("Untertitel", "Water finds a way."),
        styled("berschrift1", "What is a dam?"),
        p("A wall."),
        styled("berschrift2", "Of earth"),
        p("And stone."),
    ]
    .concat();
    let imported = with_styles(&text).import();
    assert!(imported.markdown.contains("headline: Why do dams fail?"), "{}", imported.markdown);
    assert!(imported.markdown.contains("dek: Water finds a way."), "{}", imported.markdown);
    assert_eq!(body(&imported), "## What is a dam?\n\nA wall.\n\n### Of earth\n\nAnd stone.");
    assert_eq!(imported.report.counts.cards, 1);
}

#[test]
fn lists_nest_and_go_on() {
    let text = [
        item(1, 0, "One"),
        item(1, 1, "Inner"),
        item(1, 0, "Two"),
        p("Between."),
        item(1, 0, "Three"),
        p("Again."),
        item(2, 0, "Anew"),
    ]
    .concat();
    assert_eq!(
        with_styles(&text).body(),
        "1. One\n   - Inner\n2. Two\n\nBetween.\n\n3. Three\n\nAgain.\n\n1. Anew"
    );
}

#[test]
fn looks_that_mean_something_are_kept() {
    let run = |look: &str, text: &str| {
        format!("<w:r><w:rPr><w:{look}/></w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
    };
    let text = format!(
        "<w:p>{}{}{}{}{}</w:p>",
        run("b", "bold "),
        run("i", "italic"),
        run("strike", " gone"),
        run("vertAlign w:val='superscript'", "2"),
        run("vertAlign w:val='subscript'", "3"),
    );
    assert_eq!(Made::new(&text).body(), "**bold** *italic* ~~gone~~<sup>2</sup><sub>3</sub>");
}

#[test]
fn links_of_all_forms_lead_where_they_led() {
    let text = [
        "<w:p><w:hyperlink r:id='web'><w:r><w:t>one</w:t></w:r></w:hyperlink><w:r><w:t xml:space='preserve"
            .replace("preserve", "preserve'> and </w:t></w:r>"),
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"https://b.example/x\" </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>two</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
            .to_owned(),
        "<w:hyperlink w:anchor='place'><w:r><w:t xml:space='preserve'> three</w:t></w:r></w:hyperlink></w:p>".to_owned(),
        "<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr><w:bookmarkStart w:id='0' w:name='place'/><w:r><w:t>A place</w:t></w:r></w:p>"
            .to_owned(),
        styled("berschrift1", "Another"),
    ]
    .concat();
    let made = with_styles(&text).outside("web", "hyperlink", "https://a.example/");
    assert_eq!(
        made.body(),
        "[one](https://a.example/) and [two](https://b.example/x) [three](#a-place)\n\n## A place\n\n## Another"
    );
}

#[test]
fn notes_stand_where_they_are_referred_to() {
    let text = "<w:p><w:r><w:t>Water</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> and</w:t></w:r><w:r><w:endnoteReference w:id='2'/></w:r></w:p>";
    let made = Made::new(text)
        .part(
            "footnotes.xml",
            "footnotes",
            "footnotes",
            &format!(
                "<w:footnote w:type='separator' w:id='0'>{}</w:footnote><w:footnote w:id='2'>{}</w:footnote>",
                p(""),
                p("A foot.")
            ),
        )
        .part(
            "endnotes.xml",
            "endnotes",
            "endnotes",
            &format!("<w:endnote w:id='2'>{}</w:endnote>", p("An end.")),
        );
    assert_eq!(made.body(), "Water[^1] and[^2]\n\n[^1]: A foot.\n\n[^2]: An end.");
    assert_eq!(made.import().report.counts.notes, 2);
}

#[test]
fn tables_keep_their_grid() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let text = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("", "A"),
        cell("<w:gridSpan w:val='2'/>", "B"),
        cell("<w:vMerge w:val='restart'/>", "c"),
        cell("", "d"),
        cell("", "e"),
        cell("<w:vMerge/>", ""),
        cell("", "f"),
        cell("", "g"),
    );
    let body = Made::new(&text).body();
    let rows: Vec<Vec<&str>> =
        body.lines().map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect();
    assert_eq!(rows[0], ["A", "B", ""]);
    assert_eq!(rows[2], ["c", "d", "e"]);
    assert_eq!(rows[3], ["", "f", "g"]);
}

#[test]
fn a_table_in_a_table_stands_after_it() {
    let inner = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("inner"),
        p("low")
    );
    let text = format!("<w:tbl><w:tr><w:tc>{}{inner}</w:tc></w:tr></w:tbl>", p("outer"));
    let imported = Made::new(&text).import();
    let body = body(&imported);
    assert!(body.find("outer").unwrap() < body.find("inner").unwrap(), "{body}");
    assert_eq!(found(&imported, FindingKind::Table).len(), 1);
}

#[test]
fn pictures_have_files_captions_and_credits() {
    let text = format!(
        "<w:p>{}</w:p>{}",
        picture("A dam"),
        styled("Beschriftung", "The dam at dawn. Photo: A. Other")
    );
    let imported = with_styles(&text).bytes_part("picture.png", "image", PNG).import();
    assert_eq!(body(&imported), "![A dam](why-dams/picture.png \"The dam at dawn.\"){credit=\"A. Other\"}");
    assert_eq!(imported.pictures.len(), 1);
    assert_eq!(found(&imported, FindingKind::Picture).len(), 2, "cropped, and a credit");
}

#[test]
fn text_boxes_stand_once_and_after_their_paragraph() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", p("Boxed words."));
    let text = format!(
        "<w:p><w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let imported = Made::new(&text).import();
    assert_eq!(body(&imported), "Before.\n\nBoxed words.");
    assert_eq!(found(&imported, FindingKind::TextBox)[0].text, "Boxed words.");
}

#[test]
fn formulas_are_mathematics() {
    let fraction = "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>";
    let text = format!(
        "<w:p><w:r><w:t xml:space='preserve'>So </w:t></w:r><m:oMath>{fraction}</m:oMath></w:p><w:p><m:oMathPara><m:oMath>{fraction}</m:oMath></m:oMathPara></w:p>"
    );
    let body = Made::new(&text).body();
    assert!(body.starts_with("So $\\frac{a}{b}$"), "{body}");
    assert!(body.contains("$$\\frac{a}{b}$$"), "{body}");
}

#[test]
fn quotations_are_told_by_style_and_by_indent() {
    let indented =
        "<w:p><w:pPr><w:ind w:left='720' w:right='720'/></w:pPr><w:r><w:t>Set in.</w:t></w:r></w:p>";
    let text =
        [styled("Zitat", "One."), styled("Zitat", "Two."), p("Between."), indented.to_owned()].concat();
    assert_eq!(with_styles(&text).body(), "> One.\n>\n> Two.\n\nBetween.\n\n> Set in.");
}

#[test]
fn the_house_says_what_its_styles_mean() {
    let text = [
        styled("Autor", "Von Anna Andersen und Ben Banden"),
        styled("Frage", "Was ist das?"),
        p("Eine Mauer."),
        styled("Kasten", "Ein Kasten."),
    ]
    .concat();
    let mut styles = BTreeMap::new();
    styles.insert("zwischentitel".to_owned(), StyleMeaning::Card);
    styles.insert("autorzeile".to_owned(), StyleMeaning::Byline);
    styles.insert("kasten".to_owned(), StyleMeaning::Note);
    let site = pressroom_config::Site::default();
    let options = ImportOptions { styles: &styles, ..ImportOptions::new(&site) };
    let imported = super::read(&with_styles(&text).zip(), &options).unwrap().remove(0);
    assert_eq!(body(&imported), "## Was ist das?\n\nEine Mauer.\n\n> [!NOTE]\n> Ein Kasten.");
    assert!(imported.markdown.contains("Anna Andersen") && imported.markdown.contains("Ben Banden"));
    // Without the house's word each style is reported once.
    let plain = with_styles(&[text.clone(), text].concat()).import();
    assert_eq!(found(&plain, FindingKind::Style).len(), 3);
}

#[test]
fn a_block_at_the_top_is_front_matter() {
    let text = [
        p("headline: Why do dams fail?"),
        p("byline: Ann Other and Bo Two"),
        p("published: 2026-01-31"),
        p("nonsense: x"),
        p(""),
        p("Water finds a way."),
    ]
    .concat();
    let imported = Made::new(&text).import();
    assert!(imported.markdown.contains("headline: Why do dams fail?"), "{}", imported.markdown);
    assert!(imported.markdown.contains("published: 2026-01-31"), "{}", imported.markdown);
    assert!(imported.markdown.contains("Bo Two"), "{}", imported.markdown);
    assert_eq!(body(&imported), "Water finds a way.");
    assert_eq!(found(&imported, FindingKind::Metadata)[0].text, "nonsense: x");
    // Without a blank line it is text.
    assert_eq!(Made::new(&[p("headline: A"), p("Words.")].concat()).body(), "headline: A\n\nWords.");
}

#[test]
fn the_language_is_that_of_most_letters() {
    let run = |language: &str, text: &str| {
        format!("<w:p><w:r><w:rPr><w:lang w:val='{language}'/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
    };
    let text = [run("de-DE", "Ein langer Absatz in deutscher Sprache."), run("en-US", "One.")].concat();
    let imported = with_styles(&text).import();
    assert!(imported.markdown.contains("language: de-DE"), "{}", imported.markdown);
    assert!(STYLES.contains("Normal"));
}

#[test]
fn odd_characters_come_over() {
    let text = "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br/><w:t>d</w:t></w:r>\
                <w:r><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    let body = Made::new(text).body();
    assert!(body.starts_with("✓a\u{2011}b c"), "{body}");
    assert!(body.contains("d漢 (kan)"), "{body}");
}

#[test]
fn a_large_first_letter_belongs_to_its_word() {
    let text = format!(
        "<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr><w:r><w:t>W</w:t></w:r></w:p>{}",
        p("ater.")
    );
    assert_eq!(Made::new(&text).body(), "Water.");
}
