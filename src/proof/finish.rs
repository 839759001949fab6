//! The finishing pass: the pages that genpdf painted are bound into a file of our own.
//!
//! Of genpdf's files only the drawing instructions are kept. Everything around them is written here, numbered in one
//! order: fonts as compressed subsets with their text, pictures as JPEG, title and language in any script, dates from
//! the document, an identifier made from the content, outline and links. So the same document gives the same bytes,
//! and the file claims no conformance (genpdf's claims PDF/X-3).

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use crate::{
    fonts::{Face, Slot, StandInRange, read_u16},
    page::Sheet,
    paper::Paper,
    picture::Picture,
};
use pressroom_document::{Date, Direction, Metadata};
use pressroom_pdf_file::{
    Dictionary, ImageDictionary, Object, ObjectId, Operation, PdfFile, Result, dictionary, hexadecimal,
    integer_or_real, name, numbers, rewrite_content, text_string, write_outline,
};

/// A font of the document: its face, its glyphs and the file that was cut.
pub(super) struct EmbeddedFont<'a> {
    pub(super) face: &'a Face,
    pub(super) slots: &'a [Slot],
    pub(super) file: &'a [u8],
}

/// The parts of the file.
pub(super) struct ProofParts<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) sheets: &'a [Sheet],
    pub(super) fonts: &'a [EmbeddedFont<'a>],
    /// The glyphs of each font in genpdf's stand-ins.
    pub(super) places: &'a [StandInRange],
    pub(super) pictures: &'a [(usize, Arc<Picture>)],
    pub(super) links: &'a [String],
    pub(super) paper: Paper,
}

/// Binds the pages of genpdf's files, in order.
///
/// # Errors
/// A file of genpdf can't be read.
pub(super) fn write_file(painted: &[Vec<u8>], parts: &ProofParts<'_>) -> Result<Vec<u8>> {
    let mut file = PdfFile::new("1.7");
    let fonts = parts.embed_fonts(&mut file)?;
    let pictures: Vec<ObjectId> =
        parts.pictures.iter().map(|(_, picture)| add_picture(&mut file, picture)).collect();
    let tree = file.reserve();
    let pages: Vec<ObjectId> = parts.sheets.iter().map(|_| file.reserve()).collect();
    let shared = SharedObjects { tree, fonts, pictures, places: parts.anchor_destinations(&pages) };
    let mut sheets = parts.sheets.iter().zip(&pages);
    let mut sum = Sha256::new();
    for painted in painted {
        let painted = PdfFile::load(painted)?;
        for page in painted.pages() {
            let Some((sheet, id)) = sheets.next() else { break };
            let content = parts.rewrite_page(&painted.page_content(page))?;
            sum.update(&content);
            let page = parts.page(&mut file, sheet, content, &shared)?;
            file.set(*id, page);
        }
    }
    let kids: Vec<Object> = pages.iter().map(|id| (*id).into()).collect();
    let count = kids.len() as i64;
    file.set(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let outline = parts.add_outline(&mut file, &pages)?;
    let xmp = file.add_metadata(parts.xmp_packet());
    let direction = match parts.metadata.language.direction() {
        Direction::LeftToRight => "L2R",
        Direction::RightToLeft => "R2L",
    };
    let catalog = file.add(dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "Lang" => text_string(parts.metadata.language.as_str()),
        "Metadata" => xmp,
        "Outlines" => outline,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true, "Direction" => direction },
    });
    let info = parts.info_dictionary();
    sum.update(format!("{info:?}"));
    let info = file.add(info);
    let identifier = sum.finalize().iter().copied().take(16).collect();
    file.set_trailer(catalog, info, identifier);
    file.save()
}

/// The objects that pages share.
struct SharedObjects<'a> {
    /// The tree of the pages.
    tree: ObjectId,
    /// The dictionary of the fonts.
    fonts: ObjectId,
    pictures: Vec<ObjectId>,
    /// The destinations of ids.
    places: HashMap<&'a str, Object>,
}

impl<'a> ProofParts<'a> {
    /// A page with its content, pictures and links.
    fn page(
        &self,
        file: &mut PdfFile,
        sheet: &Sheet,
        content: Vec<u8>,
        shared: &SharedObjects<'_>,
    ) -> Result<Dictionary> {
        let content = file.add_deflated_stream(Dictionary::new(), content)?;
        let mut resources = dictionary! { "Font" => shared.fonts };
        let mut shown = Dictionary::new();
        for (index, (picture, _)) in sheet.pictures.iter().enumerate() {
            if let Some(picture) = shared.pictures.get(*picture) {
                shown.set(format!("X{index}"), *picture);
            }
        }
        if !shown.is_empty() {
            resources.set("XObject", shown);
        }
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => shared.tree,
            "MediaBox" => numbers(&[0.0, 0.0, self.paper.width, self.paper.height]),
            "Resources" => resources,
            "Contents" => content,
        };
        let annotations = sheet.links.iter().filter_map(|(link, area)| {
            Some(file.add(self.link_annotation(*link, area, &shared.places)?).into())
        });
        let annotations: Vec<Object> = annotations.collect();
        if !annotations.is_empty() {
            page.set("Annots", annotations);
        }
        Ok(page)
    }

    /// Rewrites genpdf's instructions without its layers, with thin lines, and with each run of glyphs as one string in the
    /// font that genpdf had a stand-in for.
    fn rewrite_page(&self, content: &[u8]) -> Result<Vec<u8>> {
        let begin = vec![Operation::new("w", vec![Object::Real(0.4)])];
        // The stand-in, and the size in points.
        let (mut stand_in, mut size) = (0, Object::Null);
        rewrite_content(content, begin, |operation, out| match operation.operator.as_str() {
            "BDC" | "EMC" | "TL" => {}
            "Tf" => {
                let mut operands = operation.operands.into_iter();
                let font = operands.next();
                let font = font.as_ref().and_then(|name| name.as_name().ok()).unwrap_or_default();
                stand_in = parse_stand_in(font);
                size = operands.next().unwrap_or(Object::Null);
            }
            "TJ" => {
                let strings = operation.operands.first().and_then(|list| list.as_array().ok());
                let codes = strings.into_iter().flatten().flat_map(|part| part.as_str().unwrap_or_default());
                let codes: Vec<u8> = codes.copied().collect();
                let (font, codes) = self.map_codes(stand_in, &codes);
                out.push(Operation::new("Tf", vec![name(font), size.clone()]));
                out.push(Operation::new("Tj", vec![hexadecimal(codes)]));
            }
            _ => out.push(operation),
        })
    }

    /// The name of the font whose glyphs have these numbers in a stand-in, and the numbers that they have in it.
    fn map_codes(&self, stand_in: usize, codes: &[u8]) -> (String, Vec<u8>) {
        let codes: Vec<u16> = codes.chunks(2).map(|code| read_u16(code, 0)).collect();
        let one = codes.first().copied().unwrap_or_default();
        let font = self.places.iter().rposition(|place| place.font == stand_in && place.first < one);
        let font = font.unwrap_or_default();
        let before = self.places.get(font).map_or(0, |place| place.first);
        let codes = codes.iter().flat_map(|code| code.saturating_sub(before).to_be_bytes()).collect();
        (format!("F{font}"), codes)
    }

    /// The dictionary of fonts that all pages share.
    fn embed_fonts(&self, file: &mut PdfFile) -> Result<ObjectId> {
        let mut fonts = Dictionary::new();
        for (index, font) in self.fonts.iter().enumerate() {
            let id = font.embed(file)?;
            fonts.set(format!("F{index}"), id);
        }
        Ok(file.add(fonts))
    }

    /// The destinations of ids: page and height from its foot.
    fn anchor_destinations(&self, pages: &[ObjectId]) -> HashMap<&'a str, Object> {
        let mut places = HashMap::new();
        for (sheet, page) in self.sheets.iter().zip(pages) {
            for (id, y) in &sheet.anchors {
                places.entry(id.as_str()).or_insert_with(|| self.destination(*page, *y));
            }
        }
        places
    }

    fn destination(&self, page: ObjectId, y: f64) -> Object {
        vec![
            page.into(),
            "XYZ".into(),
            Object::Null,
            integer_or_real(self.paper.height - y + 8.0),
            Object::Null,
        ]
        .into()
    }

    fn link_annotation(
        &self,
        link: usize,
        area: &[f64; 4],
        places: &HashMap<&str, Object>,
    ) -> Option<Dictionary> {
        let [left, top, right, bottom] = area;
        let height = self.paper.height;
        let mut note = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => numbers(&[*left, height - bottom, *right, height - top]),
            "Border" => numbers(&[0.0, 0.0, 0.0]),
            "F" => 4,
        };
        let url = self.links.get(link)?;
        match url.strip_prefix('#') {
            Some(id) => note.set("Dest", places.get(id)?.clone()),
            None => {
                let uri = Object::string_literal(url.as_str());
                note.set("A", dictionary! { "S" => "URI", "URI" => uri });
            }
        }
        Some(note)
    }

    /// Adds a bookmark for each title of the sheets.
    fn add_outline(&self, file: &mut PdfFile, pages: &[ObjectId]) -> Result<ObjectId> {
        let root = file.reserve();
        let mut entries = Vec::new();
        for (sheet, page) in self.sheets.iter().zip(pages) {
            for (title, y) in &sheet.outline {
                let target = self.destination(*page, *y);
                let entry = dictionary! { "Title" => text_string(title), "Parent" => root, "Dest" => target };
                entries.push(file.add(entry));
            }
        }
        write_outline(file, root, &entries)?;
        Ok(root)
    }

    fn authors(&self) -> Vec<&str> {
        self.metadata.authors.iter().map(|author| author.name.as_str()).collect()
    }

    /// Dates of making and changing; none where the document has none.
    fn dates(&self) -> (Option<Date>, Option<Date>) {
        (self.metadata.date_published, self.metadata.date_modified.or(self.metadata.date_published))
    }

    fn info_dictionary(&self) -> Dictionary {
        let mut info = dictionary! { "Title" => text_string(&self.metadata.headline), "Creator" => text_string("Pressroom") };
        if !self.metadata.authors.is_empty() {
            info.set("Author", text_string(&self.authors().join(", ")));
        }
        let (made, changed) = self.dates();
        for (key, date) in [("CreationDate", made), ("ModDate", changed)] {
            if let Some(date) = date {
                let text = date.timestamp().strftime("D:%Y%m%d%H%M%SZ").to_string();
                info.set(key, Object::string_literal(text));
            }
        }
        info
    }

    /// The same as XMP (ISO 16684-1).
    fn xmp_packet(&self) -> String {
        let mut out = String::from(concat!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n",
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
            "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ",
            "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        ));
        let language = escape(self.metadata.language.as_str());
        let title = escape(&self.metadata.headline);
        out += &format!(
            "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n"
        );
        out += &format!("<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n");
        if !self.metadata.authors.is_empty() {
            let items: String =
                self.authors().iter().map(|name| format!("<rdf:li>{}</rdf:li>", escape(name))).collect();
            out += &format!("<dc:creator><rdf:Seq>{items}</rdf:Seq></dc:creator>\n");
        }
        out += "<xmp:CreatorTool>Pressroom</xmp:CreatorTool>\n";
        let (made, changed) = self.dates();
        for (name, date) in [("CreateDate", made), ("ModifyDate", changed)] {
            if let Some(date) = date {
                out += &format!("<xmp:{name}>{}</xmp:{name}>\n", date.utc());
            }
        }
        out + "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    }
}

impl EmbeddedFont<'_> {
    fn embed(&self, file: &mut PdfFile) -> Result<ObjectId> {
        let face = self.face;
        let scale = |value: i16| integer_or_real(f64::from(value) * 1000.0 / f64::from(face.units.max(1)));
        let sum = Sha256::digest(self.file);
        let tag: String = sum.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
        let base_font = format!("{tag}+{}", face.name);
        let program = dictionary! { "Length1" => self.file.len() as i64 };
        let program = file.add_deflated_stream(program, self.file.to_vec())?;
        let descriptor = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => name(base_font.as_str()),
            "Flags" => if face.italic { 68 } else { 4 },
            "FontBBox" => face.bounds.map(scale).to_vec(),
            "ItalicAngle" => integer_or_real(f64::from(face.angle)),
            "Ascent" => scale(face.ascender),
            "Descent" => scale(face.descender),
            "CapHeight" => scale(face.capitals),
            "StemV" => if face.bold { 140 } else { 80 },
            "FontFile2" => program,
        };
        let descriptor = file.add(descriptor);
        let widths: Vec<Object> = self.slots.iter().map(|slot| integer_or_real(slot.advance(face))).collect();
        let font = dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => name(base_font.as_str()),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "CIDToGIDMap" => "Identity",
            "DW" => integer_or_real(face.advance(0)),
            "W" => vec![Object::Integer(1), widths.into()],
        };
        let font = file.add(font);
        let unicode = file.add_deflated_stream(Dictionary::new(), self.to_unicode_map().into_bytes())?;
        Ok(file.add(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name(base_font),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![font.into()],
            "ToUnicode" => unicode,
        }))
    }

    /// The text of each glyph as a CMap (ISO 32000-1, 9.10.3).
    fn to_unicode_map(&self) -> String {
        let mut out = String::from(concat!(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n",
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n",
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        ));
        let slots: Vec<(usize, &Slot)> = self.slots.iter().enumerate().collect();
        for block in slots.chunks(100) {
            out += &format!("{} beginbfchar\n", block.len());
            for (index, slot) in block {
                let text: String =
                    slot.text.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect();
                out += &format!("<{:04X}> <{text}>\n", index + 1);
            }
            out += "endbfchar\n";
        }
        out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    }
}

/// genpdf calls its fonts `F0`, `F1`, ... in their order.
fn parse_stand_in(name: &[u8]) -> usize {
    name.iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0, |number, byte| number * 10 + usize::from(byte - b'0'))
}

fn add_picture(file: &mut PdfFile, picture: &Picture) -> ObjectId {
    let dictionary = ImageDictionary::new(picture.width, picture.height)
        .with_color_space("DeviceRGB")
        .with_eight_bits()
        .with_filter("DCTDecode");
    file.add_image(dictionary, picture.jpeg.clone())
}

fn escape(text: &str) -> String {
    let escapes = BTreeMap::from([('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")]);
    text.chars().fold(String::new(), |mut out, character| {
        match escapes.get(&character) {
            Some(escape) => out.push_str(escape),
            None => out.push(character),
        }
        out
    })
}
