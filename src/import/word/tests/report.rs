//! A document with everything that can't come over: the report lists all of it.

use super::{Made, NUMBERING, PNG, STYLES, item, p, picture, styled};
use crate::{FindingKind, Imported};

/// What stands in the document, and what the report says of it: a kind, and a part of its text, place or message.
const EXPECTED: &[(FindingKind, &str)] = &[
    (FindingKind::Insertion, "inserted words"),
    (FindingKind::Deletion, "deleted words"),
    (FindingKind::Deletion, "moved words"),
    (FindingKind::Comment, "an editor's doubt"),
    (FindingKind::HiddenText, "hidden words"),
    (FindingKind::Header, "head of the page"),
    (FindingKind::Footer, "foot of the page"),
    (FindingKind::Field, "contents of all"),
    (FindingKind::Field, "DATE"),
    (FindingKind::Field, "check box"),
    (FindingKind::Field, "choice of a form"),
    (FindingKind::Field, "field of a form"),
    (FindingKind::Field, "nobody filled in"),
    (FindingKind::Field, "the day or the page"),
    (FindingKind::Field, "addresses for letters"),
    (FindingKind::TextBox, "boxed words"),
    (FindingKind::TextBox, "drawn words"),
    (FindingKind::EmbeddedObject, "a chart"),
    (FindingKind::EmbeddedObject, "SmartArt"),
    (FindingKind::EmbeddedObject, "Excel.Sheet.12"),
    (FindingKind::EmbeddedObject, "ActiveX"),
    (FindingKind::EmbeddedObject, "ink"),
    (FindingKind::EmbeddedObject, "a file within the document"),
    (FindingKind::EmbeddedObject, "a document within this one"),
    (FindingKind::EmbeddedObject, "master document"),
    (FindingKind::EmbeddedObject, "building blocks"),
    (FindingKind::Macro, "macros"),
    (FindingKind::Style, "Kasten"),
    (FindingKind::Formatting, "underlined"),
    (FindingKind::Formatting, "coloured text"),
    (FindingKind::Formatting, "highlighted"),
    (FindingKind::Formatting, "small capitals"),
    (FindingKind::Formatting, "in capitals"),
    (FindingKind::Formatting, "break of pages"),
    (FindingKind::Formatting, "in columns"),
    (FindingKind::Formatting, "lines around a paragraph"),
    (FindingKind::Formatting, "centred"),
    (FindingKind::Formatting, "right to left"),
    (FindingKind::Formatting, "ruby"),
    (FindingKind::Formatting, "F0F0"),
    (FindingKind::Formatting, "direction is forced"),
    (FindingKind::Formatting, "drop cap"),
    (FindingKind::Formatting, "a change of the look"),
    (FindingKind::Equation, "EQ"),
    (FindingKind::Link, "leads nowhere"),
    (FindingKind::Link, "nosuchplace"),
    (FindingKind::Picture, "cropped"),
    (FindingKind::Picture, "DSC_0001.jpg"),
    (FindingKind::Picture, "drawing.emf"),
    (FindingKind::Table, "a table within a table"),
    (FindingKind::List, "lowerRoman"),
    (FindingKind::List, "a list in a cell"),
    (FindingKind::Note, "footnote 9"),
    (FindingKind::Metadata, "internal remark"),
];

fn run(properties: &str, text: &str) -> String {
    format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

fn field(code: &str, form: &str, shown: &str) -> String {
    format!(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'>{form}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
}

fn drawn(content: &str) -> String {
    format!("<w:p><w:r><w:drawing><wp:inline>{content}</wp:inline></w:drawing></w:r></w:p>")
}

fn body() -> String {
    [
        p("Dams hold water."),
        "<w:p><w:ins w:author='Ed'><w:r><w:t>inserted words</w:t></w:r></w:ins><w:del w:author='Ed'><w:r><w:delText>deleted words</w:delText></w:r></w:del>\
         <w:moveFrom w:author='Ed'><w:r><w:t>moved words</w:t></w:r></w:moveFrom><w:r><w:commentReference w:id='1'/></w:r></w:p>"
            .to_owned(),
        run("<w:vanish/>", "hidden words"),
        field("TOC \\o", "", "contents of all"),
        field("DATE \\@ yyyy", "", "2026"),
        field("FORMCHECKBOX", "<w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData>", ""),
        field("FORMDROPDOWN", "<w:ffData><w:ddList><w:listEntry w:val='first'/></w:ddList></w:ffData>", ""),
        field("FORMTEXT", "<w:ffData/>", "typed"),
        field("EQ \\f(1,2)", "", ""),
        format!("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", p("Click here")),
        "<w:p><w:r><w:dayLong/><w:t>x</w:t></w:r></w:p>".to_owned(),
        drawn(&format!("<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>", p("boxed words"))),
        "<w:p><w:r><w:pict><v:shape><v:textpath string='drawn words'/></v:shape></w:pict></w:r></w:p>".to_owned(),
        drawn("<c:chart r:id='chart.xml'/>"),
        drawn("<dgm:relIds r:dm='data.xml'/>"),
        "<w:p><w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/><w:control w:name='Button'/></w:object></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:contentPart/></w:r><w:subDoc r:id='none'/></w:p>".to_owned(),
        "<w:altChunk r:id='chunk'/>".to_owned(),
        styled("Kasten", "A box."),
        run("<w:u w:val='single'/><w:color w:val='FF0000'/><w:highlight w:val='yellow'/><w:smallCaps/><w:caps/>", "loud"),
        "<w:p><w:r><w:br w:type='page'/><w:t>after</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:pPr><w:pBdr><w:top w:val='single'/></w:pBdr><w:jc w:val='center'/><w:bidi/></w:pPr><w:r><w:t>framed</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby>\
         <w:sym w:font='Symbol' w:char='F0F0'/></w:r><w:bdo w:val='rtl'><w:r><w:t>forced</w:t></w:r></w:bdo></w:p>"
            .to_owned(),
        "<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr><w:r><w:t>L</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:rPrChange w:author='Ed'><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>arge.</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:hyperlink><w:r><w:t>nowhere</w:t></w:r></w:hyperlink><w:hyperlink w:anchor='nosuchplace'><w:r><w:t>there</w:t></w:r></w:hyperlink></w:p>".to_owned(),
        format!("<w:p>{}</w:p>", picture("DSC_0001.jpg")),
        drawn("<a:blip r:embed='drawing.emf'/>"),
        format!("<w:tbl><w:tr><w:tc>{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", item(3, 0, "in a cell"), p("inner"),
            p("beside")),
        item(3, 0, "first"),
        "<w:p><w:r><w:t>Noted</w:t><w:footnoteReference w:id='9'/></w:r></w:p>".to_owned(),
        "<w:sectPr><w:cols w:num='2'/></w:sectPr>".to_owned(),
    ]
    .concat()
}

fn hoard() -> Imported {
    let roman = "<w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='lowerRoman'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>";
    let numbering = format!("{roman}{NUMBERING}<w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num>");
    let comment = format!("<w:comment w:id='1' w:author='Ed'>{}</w:comment>", p("an editor's doubt"));
    Made::new(&body())
        .part("styles.xml", "styles", "styles", STYLES)
        .part("numbering.xml", "numbering", "numbering", &numbering)
        .part("comments.xml", "comments", "comments", &comment)
        .part("footnotes.xml", "footnotes", "footnotes", "")
        .part("header1.xml", "header", "hdr", &p("head of the page"))
        .part("footer1.xml", "footer", "ftr", &p("foot of the page"))
        .part("chart.xml", "chart", "chart", "<a:t>Litres</a:t>")
        .part("data.xml", "diagramData", "data", "<a:t>Circle</a:t>")
        .part("core.xml", "core-properties", "core", "<description>internal remark</description>")
        .bytes_part("picture.png", "image", PNG)
        .bytes_part("drawing.emf", "image", b"\x01\0\0\0EMF")
        .bytes_part("vbaProject.bin", "vbaProject", b"x")
        .bytes_part("sheet.xlsx", "package", b"x")
        .bytes_part("glossary.xml", "glossaryDocument", b"<x/>")
        .outside("chunk", "aFChunk", "other.html")
        .outside("letters", "mailMergeSource", "file:///addresses.csv")
        .import()
}

#[test]
fn everything_that_does_not_come_over_is_listed() {
    let imported = hoard();
    let all = &imported.report.findings;
    let missing: Vec<_> = EXPECTED
        .iter()
        .filter(|(kind, part)| {
            !all.iter().any(|finding| {
                finding.kind == *kind
                    && [&finding.text, &finding.message, &finding.place]
                        .iter()
                        .any(|text| text.contains(part))
            })
        })
        .collect();
    assert!(missing.is_empty(), "not listed: {missing:?}\nlisted: {all:#?}");
    assert!(EXPECTED.len() >= 40);
}

#[test]
fn nothing_that_is_left_out_is_in_the_text() {
    let text = hoard().markdown;
    for words in [
        "deleted words",
        "moved words",
        "hidden words",
        "an editor's doubt",
        "head of the page",
        "contents of all",
        "internal remark",
    ] {
        assert!(!text.contains(words), "{words} leaked:\n{text}");
    }
    for words in [
        "inserted words",
        "boxed words",
        "typed",
        "Click here",
        "loud",
        "Large",
        "nowhere",
        "there",
        "inner",
        "Noted",
    ] {
        assert!(text.contains(words), "{words} is lost:\n{text}");
    }
}
