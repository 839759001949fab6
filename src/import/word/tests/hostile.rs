//! Files that strangers make.

use super::{Made, error, found, p, zipped};
use crate::{FindingKind, ImportError};

#[test]
fn broken_and_locked_files_are_refused_with_a_word_on_what_to_do() {
    let whole = Made::new(&p("Words.")).zip();
    let cut = error(&whole[..whole.len() / 2]);
    assert!(matches!(&cut, ImportError::Damaged(message) if message.contains("save it as .docx")), "{cut}");
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let legacy = error(&locked);
    assert!(legacy.to_string().contains(".doc"), "{legacy}");
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(error(&locked), ImportError::Locked));
    let empty = error(&zipped(&[("emptyfile".to_owned(), Vec::new())]));
    assert!(matches!(&empty, ImportError::Damaged(message) if message.contains("_rels/.rels")), "{empty}");
}

#[test]
fn a_part_that_unpacks_to_very_much_is_refused() {
    let body = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(130 * 1024 * 1024));
    assert!(matches!(error(&Made::new(&body).zip()), ImportError::TooLarge(_)));
}

#[test]
fn entities_are_not_expanded() {
    let mut files = Vec::new();
    let made = Made::new(&p("Words.")).zip();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(made)).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        if entry.name() == "word/document.xml" {
            let declared = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>";
            text = format!("{declared}{}", text.replace("Words.", "Words&a;."));
        }
        files.push((entry.name().to_owned(), text.into_bytes()));
    }
    let site = pressroom_config::Site::default();
    let imported = super::read(&zipped(&files), &crate::ImportOptions::new(&site)).unwrap().remove(0);
    assert_eq!(super::body(&imported), "Words.");
    assert!(found(&imported, FindingKind::Element)[0].text.contains("passwd"));
}

#[test]
fn what_nests_deep_keeps_its_words() {
    let deep =
        |open: &str, close: &str, inner: &str| format!("{}{inner}{}", open.repeat(3000), close.repeat(3000));
    let boxes = deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", &p("Deep blocks."));
    let tables = deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", &p("Deep cells."));
    let marks =
        format!("<w:p>{}</w:p>", deep("<w:smartTag>", "</w:smartTag>", "<w:r><w:t>Deep runs.</w:t></w:r>"));
    let text = Made::new(&[boxes, tables, marks].concat()).import().markdown;
    for words in ["Deep blocks.", "Deep cells.", "Deep runs."] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn paths_out_of_the_package_lead_nowhere() {
    let text =
        "<w:p><w:r><w:drawing><a:blip r:embed='x'/></w:drawing></w:r><w:r><w:t>Words.</w:t></w:r></w:p>";
    let relationships = "<Relationships><Relationship Id='x' Type='x/image' Target='../../../../etc/passwd'/></Relationships>";
    let document = format!("<w:document {}><w:body>{text}</w:body></w:document>", super::NAMESPACES);
    let root = "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='word/document.xml'/></Relationships>";
    let files = [
        ("_rels/.rels", root.as_bytes().to_vec()),
        ("word/_rels/document.xml.rels", relationships.as_bytes().to_vec()),
        ("word/document.xml", document.into_bytes()),
        ("etc/passwd", Vec::new()),
    ];
    let files: Vec<_> = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    let site = pressroom_config::Site::default();
    let imported = super::read(&zipped(&files), &crate::ImportOptions::new(&site)).unwrap().remove(0);
    assert!(imported.pictures.is_empty());
    assert_eq!(found(&imported, FindingKind::Picture).len(), 1);
}

#[test]
fn nothing_outside_is_fetched() {
    let text =
        "<w:p><w:r><w:drawing><a:blip r:link='x'/></w:drawing></w:r><w:r><w:t>Words.</w:t></w:r></w:p>";
    let made = Made::new(text).outside("x", "image", "https://a.example/b.png").outside(
        "t",
        "attachedTemplate",
        "file:///t.dotm",
    );
    let imported = made.import();
    assert!(imported.markdown.contains("https://a.example/b.png"), "{}", imported.markdown);
    assert_eq!(found(&imported, FindingKind::Picture)[0].text, "https://a.example/b.png");
    assert_eq!(found(&imported, FindingKind::Style).len(), 1);
}

#[test]
fn a_formula_without_a_form_keeps_its_words_and_those_around_it() {
    // A brace of another alphabet stands in no formula that Markdown can hold.
    let formula = "<m:groupChr><m:groupChrPr><m:chr m:val='\u{fe38}'/></m:groupChrPr><m:e><m:r><m:t>a\\</m:t></m:r></m:e></m:groupChr>";
    let text = format!(
        "{}<w:p><m:oMathPara><m:oMath>{formula}</m:oMath></m:oMathPara></w:p>{}",
        p("Before."),
        p("After.")
    );
    let text = Made::new(&text).import().markdown;
    assert!(text.contains("Before.") && text.contains("After."), "{text}");
}
