//! A document to start from: its styles are those that an explainer needs.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Styles: their ids, names, looks of paragraphs and looks of characters.
const STYLES: &[(&str, &str, &str, &str)] = &[
    ("Title", "Title", "", "<w:b/><w:sz w:val=\"48\"/>"),
    ("Subtitle", "Subtitle", "", "<w:sz w:val=\"28\"/>"),
    ("Heading1", "heading 1", "<w:outlineLvl w:val=\"0\"/>", "<w:b/><w:sz w:val=\"32\"/>"),
    ("Heading2", "heading 2", "<w:outlineLvl w:val=\"1\"/>", "<w:b/><w:sz w:val=\"26\"/>"),
    ("Quote", "Quote", "<w:ind w:left=\"567\" w:right=\"567\"/>", "<w:i/>"),
    ("Caption", "caption", "", "<w:sz w:val=\"18\"/>"),
    ("PressroomKicker", "Pressroom Kicker", "", "<w:caps/>"),
    ("PressroomByline", "Pressroom Byline", "", "<w:i/>"),
    ("PressroomRelated", "Pressroom Related", "<w:ind w:left=\"284\"/>", ""),
    ("PressroomNote", "Pressroom Note", "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EEEEEE\"/>", ""),
    ("PressroomSignoff", "Pressroom Signoff", "", "<w:i/>"),
    ("PressroomCredit", "Pressroom Credit", "", "<w:sz w:val=\"16\"/>"),
];

/// What the document says: styles and lines.
const TEXT: &[(&str, &str)] = &[
    ("", "published: 2026-01-31"),
    ("", "section: City"),
    ("", "tags: water, dams"),
    ("", ""),
    ("PressroomKicker", "Explainers"),
    ("Title", "Why do dams fail?"),
    ("Subtitle", "Water finds a way, and rarely gives notice."),
    ("PressroomByline", "By Ada Writer"),
    ("", "Begin with what has happened, in two or three sentences."),
    ("Heading1", "What is a dam?"),
    ("", "Each question is a heading of the first level, and becomes a card. Its answer follows."),
    ("Heading2", "Of what is it built?"),
    ("", "A heading of the second level divides a long answer."),
    ("Heading1", "Who checks it?"),
    ("Quote", "We look at it twice a year."),
    ("Quote", "— An engineer"),
    ("PressroomNote", "Set apart what everyone should know."),
    ("PressroomSignoff", "Ask us: desk@example.org"),
];

/// The template, a file of the kind `.docx`: the same bytes each time.
pub fn word_template() -> Vec<u8> {
    let files = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", document()),
        ("word/_rels/document.xml.rels", relationships(&[("styles", "styles.xml")])),
        ("word/styles.xml", styles()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let written = files.iter().try_for_each(|(name, text)| {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes()).map_err(zip::result::ZipError::from)
    });
    // Memory takes what it is given.
    let whole = written.and_then(|()| writer.finish());
    whole.map(Cursor::into_inner).unwrap_or_default()
}

fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{word}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{word}.styles+xml\"/></Types>"
    )
}

fn relationships(all: &[(&str, &str)]) -> String {
    let one = |(kind, target): &(&str, &str)| {
        format!("<Relationship Id=\"{kind}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = all.iter().map(one).collect();
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>")
}

fn document() -> String {
    let paragraph = |(style, text): &(&str, &str)| {
        let style = match *style {
            "" => String::new(),
            style => format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"),
        };
        match *text {
            "" => format!("<w:p>{style}</w:p>"),
            text => format!("<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>"),
        }
    };
    let body: String = TEXT.iter().map(paragraph).collect();
    format!("{HEAD}<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>")
}

fn styles() -> String {
    let style = |(id, name, paragraph, text): &(&str, &str, &str, &str)| {
        let custom = if name.starts_with("Pressroom") { " w:customStyle=\"1\"" } else { "" };
        format!(
            "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>"
        )
    };
    let all: String = STYLES.iter().map(style).collect();
    format!(
        "{HEAD}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"22\"/>\
         <w:lang w:val=\"en\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
         {all}</w:styles>"
    )
}

#[cfg(test)]
mod tests {
    use super::{STYLES, TEXT, word_template};

    #[test]
    fn the_template_uses_its_own_styles_and_is_always_the_same() {
        for (style, text) in TEXT.iter().filter(|(style, _)| !style.is_empty()) {
            assert!(STYLES.iter().any(|(id, ..)| id == style), "{style}: {text}");
        }
        assert_eq!(word_template(), word_template());
    }
}
