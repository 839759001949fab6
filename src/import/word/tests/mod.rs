//! Documents that are made for one construct each.

mod changes;
mod hostile;
mod report;
mod text;

use std::io::{Cursor, Write as _};

use crate::{FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource, Imported, import};
use pressroom_config::Site;
use pressroom_images::NoPictures;
use zip::{ZipWriter, write::SimpleFileOptions};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMESPACES: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
     xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' \
     xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' \
     xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' \
     xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing' \
     xmlns:pic='http://schemas.openxmlformats.org/drawingml/2006/picture' \
     xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
     xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' \
     xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' \
     xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram' \
     xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office' \
     xmlns:w15='http://schemas.microsoft.com/office/word/2012/wordml' \
     xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'";

/// A picture of one pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0x0, 0x0, 0x0, 0xd, 0x49, 0x48, 0x44, 0x52, 0x0, 0x0, 0x0,
    0x1, 0x0, 0x0, 0x0, 0x1, 0x8, 0x2, 0x0, 0x0, 0x0, 0x90, 0x77, 0x53, 0xde, 0x0, 0x0, 0x0, 0xc, 0x49, 0x44,
    0x41, 0x54, 0x78, 0x9c, 0x63, 0x10, 0x50, 0x30, 0x0, 0x0, 0x0, 0xa4, 0x0, 0x61, 0x34, 0x66, 0x7d, 0x72,
    0x0, 0x0, 0x0, 0x0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A document that is put together.
#[derive(Default)]
struct Made {
    body: String,
    /// Parts in `word/`: their names, the kinds of their relationships, their elements.
    parts: Vec<(String, String, Vec<u8>)>,
    /// Relationships to places outside: their ids, kinds and targets.
    outside: Vec<(String, String, String)>,
}

impl Made {
    fn new(body: &str) -> Self {
        Self { body: body.to_owned(), ..Self::default() }
    }

    /// With a part, whose relationship's id is its name.
    fn part(mut self, name: &str, kind: &str, root: &str, content: &str) -> Self {
        let xml = format!("<w:{root} {NAMESPACES}>{content}</w:{root}>");
        self.parts.push((name.to_owned(), kind.to_owned(), xml.into_bytes()));
        self
    }

    fn bytes_part(mut self, name: &str, kind: &str, bytes: &[u8]) -> Self {
        self.parts.push((name.to_owned(), kind.to_owned(), bytes.to_vec()));
        self
    }

    fn outside(mut self, id: &str, kind: &str, target: &str) -> Self {
        self.outside.push((id.to_owned(), kind.to_owned(), target.to_owned()));
        self
    }

    fn zip(&self) -> Vec<u8> {
        let mut links = String::new();
        for (name, kind, _) in self.parts.iter().filter(|(_, kind, _)| kind != "core-properties") {
            links.push_str(&format!("<Relationship Id='{name}' Type='{OFFICE}/{kind}' Target='{name}'/>"));
        }
        for (id, kind, target) in &self.outside {
            links.push_str(&format!(
                "<Relationship Id='{id}' Type='{OFFICE}/{kind}' Target='{target}' TargetMode='External'/>"
            ));
        }
        let mut root =
            format!("<Relationship Id='a' Type='{OFFICE}/officeDocument' Target='word/document.xml'/>");
        if self.parts.iter().any(|(_, kind, _)| kind == "core-properties") {
            root.push_str(
                "<Relationship Id='b' Type='http://x/metadata/core-properties' Target='word/core.xml'/>",
            );
        }
        let document = format!("<w:document {NAMESPACES}><w:body>{}</w:body></w:document>", self.body);
        let mut files: Vec<(String, Vec<u8>)> = vec![
            ("_rels/.rels".to_owned(), format!("<Relationships>{root}</Relationships>").into_bytes()),
            (
                "word/_rels/document.xml.rels".to_owned(),
                format!("<Relationships>{links}</Relationships>").into_bytes(),
            ),
            ("word/document.xml".to_owned(), document.into_bytes()),
        ];
        files.extend(self.parts.iter().map(|(name, _, bytes)| (format!("word/{name}"), bytes.clone())));
        zipped(&files)
    }

    fn import(&self) -> Imported {
        self.import_with(|_| {})
    }

    fn import_with(&self, change: impl FnOnce(&mut ImportOptions<'_>)) -> Imported {
        let site = Site::default();
        let mut options = ImportOptions::new(&site);
        change(&mut options);
        read(&self.zip(), &options).unwrap().remove(0)
    }

    /// What stands after the front matter.
    fn body(&self) -> String {
        body(&self.import())
    }
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: &[u8], options: &ImportOptions<'_>) -> Result<Vec<Imported>, ImportError> {
    import(&ImportSource { name: "drafts/why-dams.docx", bytes, beside: &NoPictures }, options)
}

fn error(bytes: &[u8]) -> ImportError {
    read(bytes, &ImportOptions::new(&Site::default())).unwrap_err()
}

/// What stands after the front matter.
fn body(imported: &Imported) -> String {
    let text = imported.markdown.as_str();
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    rest.map_or(text, |(_, body)| body).trim().to_owned()
}

/// The findings of a kind, each as its action and its text.
fn found(imported: &Imported, kind: FindingKind) -> Vec<&ImportFinding> {
    imported.report.findings.iter().filter(|finding| finding.kind == kind).collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

const STYLES: &str = "<w:style w:type='paragraph' w:default='1' w:styleId='Standard'><w:name w:val='Normal'/></w:style>\
     <w:style w:type='paragraph' w:styleId='Titel'><w:name w:val='Title'/></w:style>\
     <w:style w:type='paragraph' w:styleId='Untertitel'><w:name w:val='Subtitle'/></w:style>\
     <w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
     <w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
     <w:style w:type='paragraph' w:styleId='Zitat'><w:name w:val='Quote'/></w:style>\
     <w:style w:type='paragraph' w:styleId='Beschriftung'><w:name w:val='caption'/></w:style>\
     <w:style w:type='paragraph' w:customStyle='1' w:styleId='Kasten'><w:name w:val='Kasten'/></w:style>\
     <w:style w:type='paragraph' w:customStyle='1' w:styleId='Frage'><w:name w:val='Zwischentitel'/></w:style>\
     <w:style w:type='paragraph' w:customStyle='1' w:styleId='Autor'><w:name w:val='Autorzeile'/></w:style>";

const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'>\
     <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
     <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val='-'/></w:lvl></w:abstractNum>\
     <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
     <w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>";

fn with_styles(body: &str) -> Made {
    Made::new(body).part("styles.xml", "styles", "styles", STYLES).part(
        "numbering.xml",
        "numbering",
        "numbering",
        NUMBERING,
    )
}

/// A picture in a line, which `picture.png` holds.
fn picture(alt: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='x' descr='{alt}'/><a:graphic><a:graphicData><pic:pic><pic:blipFill>\
         <a:blip r:embed='picture.png'/><a:srcRect l='1000'/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}
