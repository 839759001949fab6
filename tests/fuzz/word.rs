//! Documents of word processors: whatever their parts hold, the import ends, and what it writes is read as it was meant.

use std::io::{Cursor, Write as _};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_images::NoPictures;
use pressroom_import::{ImportError, ImportOptions, ImportSource, import};
use pressroom_read::{ReadOptions, markdown};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Target, mutate, random::Random, run};

const NAMESPACES: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:r='r' xmlns:m='math' \
     xmlns:a='a' xmlns:mc='mc' xmlns:v='v' xmlns:wp='wp'";

/// The name of the part that follows, in an input.
const PART: &str = "\u{1e}";

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:pPr>", "</w:pPr>", "<w:rPr>", "</w:rPr>", "<w:b/>", "<w:i/>",
    "<w:strike/>", "<w:vanish/>", "<w:vertAlign w:val='superscript'/>", "<w:rFonts w:ascii='Courier New'/>", "<w:br/>", "<w:tab/>",
    "<w:pStyle w:val='Heading1'/>", "<w:pStyle w:val='Heading2'/>", "<w:pStyle w:val='Title'/>", "<w:pStyle w:val='Quote'/>",
    "<w:pStyle w:val='Caption'/>", "<w:pStyle w:val='Code'/>", "<w:outlineLvl w:val='3'/>",
    "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>", "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr>",
    "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr>", "<w:ind w:left='720' w:right='720'/>",
    "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tcPr><w:gridSpan w:val='3'/></w:tcPr>",
    "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>", "<w:ins>", "</w:ins>", "<w:del>", "</w:del>",
    "<w:fldChar w:fldCharType='begin'/>", "<w:fldChar w:fldCharType='separate'/>", "<w:fldChar w:fldCharType='end'/>",
    "<w:instrText>HYPERLINK \"https://a.example\"</w:instrText>", "<w:instrText>TOC</w:instrText>", "<w:hyperlink w:anchor='b'>",
    "</w:hyperlink>", "<w:bookmarkStart w:name='b'/>", "<w:footnoteReference w:id='1'/>", "<w:commentReference w:id='1'/>",
    "<w:drawing><a:blip r:embed='i'/></w:drawing>", "<w:txbxContent>", "</w:txbxContent>", "<w:pict>", "</w:pict>",
    "<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>",
    "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num></m:f></m:oMath>", "<m:oMathPara>", "</m:oMathPara>",
    "<w:framePr w:dropCap='drop'/>", "<w:sym w:font='Wingdings' w:char='F0FC'/>", "headline: a", "Photo: a", "*", "_", "`", "#", "|",
    "[", "]", "(", ")", "&lt;", "&amp;", "$", "1.", "- ", "> ", ":::", "---", "word",
];

const SEEDS: &[&str] = &[
    "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>Why?</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>What?</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r><w:r><w:t>, plain</w:t><w:footnoteReference w:id='1'/></w:r></w:p>",
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>One</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>Inner</w:t></w:r></w:p>",
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p/></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr></w:tbl>",
    "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HYPERLINK \"https://a.example\"</w:instrText><w:fldChar w:fldCharType='separate'/><w:t>link</w:t><w:fldChar w:fldCharType='end'/></w:r></w:p>",
    "<w:p><w:r><w:drawing><a:blip r:embed='i'/></w:drawing></w:r></w:p><w:p><w:pPr><w:pStyle w:val='Caption'/></w:pPr><w:r><w:t>A dam. Photo: A</w:t></w:r></w:p><w:p><m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>",
];

const STYLES: &str = "<w:style w:styleId='Title'><w:name w:val='Title'/></w:style><w:style w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>\
     <w:style w:styleId='Heading2'><w:name w:val='heading 2'/></w:style><w:style w:styleId='Quote'><w:name w:val='Quote'/></w:style>\
     <w:style w:styleId='Caption'><w:name w:val='caption'/></w:style><w:style w:styleId='Code'><w:name w:val='Code'/></w:style>";
const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
     <w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
     <w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>";

pub(crate) struct Docx;

/// A document of a body, and of notes and comments behind marks.
fn package(input: &str) -> Vec<u8> {
    let mut parts = input.split(PART);
    let body = parts.next().unwrap_or_default();
    let notes =
        parts.next().unwrap_or("<w:footnote w:id='1'><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>");
    let comments =
        parts.next().unwrap_or("<w:comment w:id='1'><w:p><w:r><w:t>A doubt.</w:t></w:r></w:p></w:comment>");
    let link = |kind: &str| format!("<Relationship Id='{kind}' Type='x/{kind}' Target='{kind}.xml'/>");
    let links: String = ["styles", "numbering", "footnotes", "comments"].into_iter().map(link).collect();
    let files = [
        ("_rels/.rels", "<Relationships><Relationship Id='d' Type='x/officeDocument' Target='word/document.xml'/></Relationships>".to_owned()),
        ("word/document.xml", format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")),
        ("word/_rels/document.xml.rels", format!("<Relationships>{links}<Relationship Id='i' Type='x/image' Target='media/i.png'/></Relationships>")),
        ("word/styles.xml", format!("<w:styles {NAMESPACES}>{STYLES}</w:styles>")),
        ("word/numbering.xml", format!("<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>")),
        ("word/footnotes.xml", format!("<w:footnotes {NAMESPACES}>{notes}</w:footnotes>")),
        ("word/comments.xml", format!("<w:comments {NAMESPACES}>{comments}</w:comments>")),
        ("word/media/i.png", "no picture".to_owned()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A text whose elements are all closed, in order.
fn balanced(text: &str) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else { break };
        let (before, tag) = (&rest[..at], &rest[at..end]);
        out.push_str(&before.replace('>', "&gt;"));
        rest = &rest[end..];
        if let Some(name) = tag.strip_prefix("</").and_then(|name| name.strip_suffix('>')) {
            if let Some(found) = open.iter().rposition(|open| *open == name) {
                while open.len() > found {
                    out.push_str(&format!("</{}>", open.pop().unwrap()));
                }
            }
            continue;
        }
        let name = tag[1..].split([' ', '/', '>']).next().unwrap_or_default();
        out.push_str(tag);
        if !tag.ends_with("/>") {
            open.push(name);
        }
    }
    out.push_str(&rest.replace(['<', '>'], " "));
    open.iter().rev().for_each(|name| out.push_str(&format!("</{name}>")));
    out
}

impl Target for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn short(&self) -> u64 {
        250
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        if random.once_in(12) {
            let mut bytes = package(random.pick(SEEDS));
            mutate::bytes(random, &mut bytes);
            return bytes;
        }
        let seeds: Vec<String> = SEEDS.iter().map(|seed| (*seed).to_owned()).collect();
        balanced(&mutate::text(random, &seeds, WORDS)).into_bytes()
    }

    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        balanced(&mutate::text(random, &[String::from_utf8_lossy(input).into_owned()], WORDS)).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let bytes =
            if input.starts_with(b"PK") { input.to_vec() } else { package(&String::from_utf8_lossy(input)) };
        let site = Site::default();
        let source = ImportSource { name: "why.docx", bytes: &bytes, beside: &NoPictures };
        let imported = match import(&source, &ImportOptions::new(&site)) {
            Ok(imported) => imported,
            Err(error @ (ImportError::Write(_) | ImportError::Document(_))) => return Err(error.to_string()),
            Err(_) => return Ok(()),
        };
        for imported in imported {
            let options = ReadOptions { site: &site, slug: &imported.slug, pictures: &NoPictures, now: None };
            let (document, found) = markdown(&Source::new("why.md", imported.markdown.clone()), &options);
            if document.is_none() {
                return Err(format!("the import can't be read: {found:?}\n{}", imported.markdown));
            }
        }
        Ok(())
    }
}

#[test]
fn documents_of_word_processors() {
    run(&Docx);
}
