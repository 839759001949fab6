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

use lopdf::{
    Dictionary, Document as File, Object, ObjectId, Result, Stream, StringFormat,
    content::{Content, Operation},
    dictionary, text_string,
};
use sha2::{Digest, Sha256};

use super::{
    faces::{Face, read},
    fonts::Slot,
    page::{Paper, Sheet},
    picture::Picture,
    subset::Place,
};
use pressroom_document::{Date, Direction, Metadata};

/// A font of the document: its face, its glyphs and the file that was cut.
pub(super) struct Embedded<'a> {
    pub(super) face: &'a Face,
    pub(super) slots: &'a [Slot],
    pub(super) file: &'a [u8],
}

/// What is bound.
pub(super) struct Binding<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) sheets: &'a [Sheet],
    pub(super) fonts: &'a [Embedded<'a>],
    /// Where genpdf has the glyphs of each font.
    pub(super) places: &'a [Place],
    pub(super) pictures: &'a [(usize, Arc<Picture>)],
    pub(super) links: &'a [String],
    pub(super) paper: Paper,
}

/// Binds the pages of genpdf's files, in order.
///
/// # Errors
/// Where a file of genpdf can't be read.
pub(super) fn bind(painted: &[Vec<u8>], binding: &Binding<'_>) -> Result<Vec<u8>> {
    let mut file = File::with_version("1.7");
    let fonts = binding.fonts(&mut file)?;
    let pictures: Vec<ObjectId> =
        binding.pictures.iter().map(|(_, picture)| file.add_object(jpeg(picture))).collect();
    let tree = file.new_object_id();
    let ids: Vec<ObjectId> = binding.sheets.iter().map(|_| file.new_object_id()).collect();
    let places = binding.places(&ids);
    let mut sheets = binding.sheets.iter().zip(&ids);
    let mut sum = Sha256::new();
    for painted in painted {
        let painted = File::load_mem(painted)?;
        for page in painted.page_iter() {
            let Some((sheet, id)) = sheets.next() else { break };
            let content = binding.rewrite(&painted.get_page_content(page))?;
            sum.update(&content);
            let mut stream = Stream::new(Dictionary::new(), content);
            stream.compress()?;
            let content = file.add_object(stream);
            let mut resources = dictionary! { "Font" => fonts };
            let mut shown = Dictionary::new();
            for (index, (picture, _)) in sheet.pictures.iter().enumerate() {
                if let Some(picture) = pictures.get(*picture) {
                    shown.set(format!("X{index}"), *picture);
                }
            }
            if !shown.is_empty() {
                resources.set("XObject", shown);
            }
            let mut page = dictionary! {
                "Type" => "Page",
                "Parent" => tree,
                "MediaBox" => numbers(&[0.0, 0.0, binding.paper.width, binding.paper.height]),
                "Resources" => resources,
                "Contents" => content,
            };
            let notes: Vec<Object> = sheet
                .links
                .iter()
                .filter_map(|(link, area)| Some(file.add_object(binding.link(*link, area, &places)?).into()))
                .collect();
            if !notes.is_empty() {
                page.set("Annots", notes);
            }
            file.set_object(*id, page);
        }
    }
    let kids: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
    let count = kids.len() as i64;
    file.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let outline = binding.outline(&mut file, &ids);
    let xmp = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let xmp = file.add_object(Stream::new(xmp, binding.xmp().into_bytes()).with_compression(false));
    let direction = match binding.metadata.language.direction() {
        Direction::LeftToRight => "L2R",
        Direction::RightToLeft => "R2L",
    };
    let catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "Lang" => text_string(binding.metadata.language.as_str()),
        "Metadata" => xmp,
        "Outlines" => outline,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true, "Direction" => direction },
    };
    let catalog = file.add_object(catalog);
    let info = binding.info();
    sum.update(format!("{info:?}"));
    let info = file.add_object(info);
    let id: Vec<u8> = sum.finalize().iter().copied().take(16).collect();
    let id = Object::String(id, StringFormat::Hexadecimal);
    file.trailer.set("Root", catalog);
    file.trailer.set("Info", info);
    file.trailer.set("ID", vec![id.clone(), id]);
    let mut out = Vec::new();
    file.save_to(&mut out)?;
    Ok(out)
}

impl Binding<'_> {
    /// genpdf's instructions without its layers, with thin lines, and each run of glyphs as one string in the font that
    /// genpdf had a stand-in for.
    fn rewrite(&self, content: &[u8]) -> Result<Vec<u8>> {
        let mut operations = vec![Operation::new("w", vec![Object::Real(0.4)])];
        // The stand-in, and the size in points.
        let (mut stand_in, mut size) = (0, Object::Null);
        for operation in Content::decode(content)?.operations {
            match operation.operator.as_str() {
                "BDC" | "EMC" | "TL" => {}
                "Tf" => {
                    let mut operands = operation.operands.into_iter();
                    let name = operands.next();
                    let name = name.as_ref().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    stand_in = stand_in_of(name);
                    size = operands.next().unwrap_or(Object::Null);
                }
                "TJ" => {
                    let parts = operation.operands.first().and_then(|list| list.as_array().ok());
                    let codes =
                        parts.into_iter().flatten().flat_map(|part| part.as_str().unwrap_or_default());
                    let codes: Vec<u8> = codes.copied().collect();
                    let (font, codes) = self.face(stand_in, &codes);
                    operations.push(Operation::new("Tf", vec![Object::Name(font), size.clone()]));
                    let codes = Object::String(codes, StringFormat::Hexadecimal);
                    operations.push(Operation::new("Tj", vec![codes]));
                }
                _ => operations.push(operation),
            }
        }
        Content { operations }.encode()
    }

    /// The name of the font whose glyphs have these numbers in a stand-in, and the numbers that they have in it.
    fn face(&self, stand_in: usize, codes: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let codes: Vec<u16> = codes.chunks(2).map(|code| read(code, 0)).collect();
        let one = codes.first().copied().unwrap_or_default();
        let font = self.places.iter().rposition(|place| place.font == stand_in && place.first < one);
        let font = font.unwrap_or_default();
        let before = self.places.get(font).map_or(0, |place| place.first);
        let codes = codes.iter().flat_map(|code| code.saturating_sub(before).to_be_bytes()).collect();
        (format!("F{font}").into_bytes(), codes)
    }

    /// The dictionary of fonts that all pages share.
    fn fonts(&self, file: &mut File) -> Result<ObjectId> {
        let mut fonts = Dictionary::new();
        for (index, font) in self.fonts.iter().enumerate() {
            let id = font.embed(file)?;
            fonts.set(format!("F{index}"), id);
        }
        Ok(file.add_object(fonts))
    }

    /// Where ids are: page and height from its foot.
    fn places(&self, ids: &[ObjectId]) -> HashMap<&str, Object> {
        let mut places = HashMap::new();
        for (sheet, page) in self.sheets.iter().zip(ids) {
            for (id, y) in &sheet.anchors {
                places.entry(id.as_str()).or_insert_with(|| self.destination(*page, *y));
            }
        }
        places
    }

    fn destination(&self, page: ObjectId, y: f64) -> Object {
        vec![page.into(), "XYZ".into(), Object::Null, real(self.paper.height - y + 8.0), Object::Null].into()
    }

    fn link(&self, link: usize, area: &[f64; 4], places: &HashMap<&str, Object>) -> Option<Dictionary> {
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

    fn outline(&self, file: &mut File, ids: &[ObjectId]) -> ObjectId {
        let root = file.new_object_id();
        let mut entries = Vec::new();
        for (sheet, page) in self.sheets.iter().zip(ids) {
            for (title, y) in &sheet.outline {
                let target = self.destination(*page, *y);
                entries
                    .push(dictionary! { "Title" => text_string(title), "Parent" => root, "Dest" => target });
            }
        }
        let ids: Vec<ObjectId> = entries.iter().map(|_| file.new_object_id()).collect();
        for (index, mut entry) in entries.into_iter().enumerate() {
            if let Some(before) = index.checked_sub(1).and_then(|before| ids.get(before)) {
                entry.set("Prev", *before);
            }
            if let Some(after) = ids.get(index + 1) {
                entry.set("Next", *after);
            }
            if let Some(id) = ids.get(index) {
                file.set_object(*id, entry);
            }
        }
        let mut outline = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
        if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
            outline.set("First", *first);
            outline.set("Last", *last);
        }
        file.set_object(root, outline);
        root
    }

    fn authors(&self) -> Vec<&str> {
        self.metadata.authors.iter().map(|author| author.name.as_str()).collect()
    }

    /// Dates of making and changing; none where the document has none.
    fn dates(&self) -> (Option<Date>, Option<Date>) {
        (self.metadata.date_published, self.metadata.date_modified.or(self.metadata.date_published))
    }

    fn info(&self) -> Dictionary {
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
    fn xmp(&self) -> String {
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

impl Embedded<'_> {
    fn embed(&self, file: &mut File) -> Result<ObjectId> {
        let face = self.face;
        let scale = |value: i16| real(f64::from(value) * 1000.0 / f64::from(face.units.max(1)));
        let sum = Sha256::digest(self.file);
        let tag: String = sum.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
        let name = format!("{tag}+{}", face.name);
        let program = dictionary! { "Length1" => self.file.len() as i64 };
        let mut program = Stream::new(program, self.file.to_vec());
        program.compress()?;
        let program = file.add_object(program);
        let descriptor = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => Object::Name(name.clone().into_bytes()),
            "Flags" => if face.italic { 68 } else { 4 },
            "FontBBox" => face.bounds.map(scale).to_vec(),
            "ItalicAngle" => real(f64::from(face.angle)),
            "Ascent" => scale(face.ascender),
            "Descent" => scale(face.descender),
            "CapHeight" => scale(face.capitals),
            "StemV" => if face.bold { 140 } else { 80 },
            "FontFile2" => program,
        };
        let descriptor = file.add_object(descriptor);
        let widths: Vec<Object> = self.slots.iter().map(|slot| real(slot.advance(face))).collect();
        let font = dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => Object::Name(name.clone().into_bytes()),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "CIDToGIDMap" => "Identity",
            "DW" => real(face.advance(0)),
            "W" => vec![Object::Integer(1), widths.into()],
        };
        let font = file.add_object(font);
        let mut unicode = Stream::new(Dictionary::new(), self.unicode().into_bytes());
        unicode.compress()?;
        let unicode = file.add_object(unicode);
        Ok(file.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => Object::Name(name.into_bytes()),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![font.into()],
            "ToUnicode" => unicode,
        }))
    }

    /// The text of each glyph as a CMap (ISO 32000-1, 9.10.3).
    fn unicode(&self) -> String {
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
fn stand_in_of(name: &[u8]) -> usize {
    name.iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0, |number, byte| number * 10 + usize::from(byte - b'0'))
}

fn jpeg(picture: &Picture) -> Stream {
    let image = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(picture.width),
        "Height" => i64::from(picture.height),
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
        "Filter" => "DCTDecode",
    };
    Stream::new(image, picture.jpeg.clone())
}

fn real(value: f64) -> Object {
    match value.fract() == 0.0 {
        true => Object::Integer(value as i64),
        false => Object::Real(((value * 100.0).round() / 100.0) as f32),
    }
}

fn numbers(values: &[f64]) -> Object {
    values.iter().map(|value| real(*value)).collect::<Vec<_>>().into()
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
