//! The finishing pass: the pages that typst set become a PDF/X-4 (ISO 15930-7:2010).

use std::collections::BTreeMap;

use lopdf::{
    Dictionary, Document as File, Object, ObjectId, Result, Stream, StringFormat, dictionary, text_string,
};
use moxcms::ColorProfile;
use sha2::{Digest, Sha256};

use super::printer_marks::{self, MILLIMETRE};
use crate::{
    engine::Made,
    picture::{self, Color},
};
use pressroom_document::{Date, Document};
use pressroom_render::markup::escape;
use pressroom_theme::Press;

/// What is bound into the file besides the pages.
pub(super) struct Binding<'a> {
    pub(super) document: &'a Document,
    pub(super) press: &'a Press,
    /// The output profile, deflated.
    pub(super) profile: &'a [u8],
    /// What it calls itself.
    pub(super) condition: Option<&'a str>,
}

/// Makes the file for the press.
///
/// # Errors
/// Where typst's file can't be read.
pub(super) fn bind(made: &Made, binding: &Binding<'_>) -> Result<Vec<u8>> {
    let mut file = File::load_mem(&made.file)?;
    "1.6".clone_into(&mut file.version);
    place_pictures(&mut file, made);
    for (number, id) in file.page_iter().collect::<Vec<_>>().into_iter().enumerate() {
        binding.page(&mut file, made, number, id)?;
    }
    let pages = file.catalog()?.get(b"Pages")?.clone();
    let labels = file.catalog()?.get(b"PageLabels").cloned().ok();
    let profile = dictionary! { "N" => 4, "Alternate" => "DeviceCMYK", "Filter" => "FlateDecode" };
    let profile = file.add_object(Stream::new(profile, binding.profile.to_vec()).with_compression(false));
    let intent = file.add_object(binding.output_intent(profile));
    let identifier = binding.identifier(made);
    let xmp = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let xmp =
        file.add_object(Stream::new(xmp, binding.xmp(&identifier).into_bytes()).with_compression(false));
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Metadata" => xmp,
        "OutputIntents" => vec![Object::from(intent)],
        "Lang" => Object::string_literal(binding.document.metadata.language.as_str()),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if let Some(labels) = labels {
        catalog.set("PageLabels", labels);
    }
    let catalog = file.add_object(catalog);
    let info = file.add_object(binding.info());
    let mut trailer = Dictionary::new();
    trailer.set("Root", catalog);
    trailer.set("Info", info);
    let id = Object::String(identifier, StringFormat::Hexadecimal);
    trailer.set("ID", vec![id.clone(), id]);
    file.trailer = trailer;
    // What only the catalog of typst led to: outline, destinations.
    file.prune_objects();
    file.renumber_objects();
    let mut out = Vec::new();
    file.save_to(&mut out)?;
    Ok(out)
}

fn place_pictures(file: &mut File, made: &Made) {
    let pictures = made.pictures.iter().map(|(number, shown)| (*number, shown.picture.clone())).collect();
    let mut srgb: Option<ObjectId> = None;
    picture::place(file, &pictures, |file, color, _| match color {
        Color::Gray => "DeviceGray".into(),
        Color::Cmyk => "DeviceCMYK".into(),
        Color::Rgb => {
            let profile = || ColorProfile::new_srgb().encode().unwrap_or_default();
            let stream = || Stream::new(dictionary! { "N" => 3, "Alternate" => "DeviceRGB" }, profile());
            let id = *srgb.get_or_insert_with(|| file.add_object(stream()));
            vec!["ICCBased".into(), id.into()].into()
        }
    });
}

impl Binding<'_> {
    /// Boxes and marks of a page; links and whatever else one can click are taken off.
    fn page(&self, file: &mut File, made: &Made, number: usize, id: ObjectId) -> Result<()> {
        let bleed = made.paged.pages().get(number).map_or(0.0, |page| page.bleed.left.to_pt());
        let has_color = made
            .pictures
            .values()
            .any(|shown| shown.pages.contains(&(number + 1)) && shown.picture.color != Color::Gray);
        let media = numbers(file.get_dictionary(id)?.get(b"MediaBox")?);
        let [width, height] = [media[2] - media[0], media[3] - media[1]];
        let around = if self.press.marks { printer_marks::room(bleed) } else { 0.0 };
        let inset = |by: f64| [by, by, width + 2.0 * around - by, height + 2.0 * around - by];
        let trim = inset(around + bleed);
        if self.press.marks {
            let before = format!("q 1 0 0 1 {around:.4} {around:.4} cm\n");
            let after = format!("\nQ\n{}", printer_marks::draw(trim, bleed, has_color));
            let contents = match file.get_dictionary(id)?.get(b"Contents").cloned() {
                Ok(Object::Array(streams)) => streams,
                Ok(stream) => vec![stream],
                Err(_) => Vec::new(),
            };
            let mut all = vec![file.add_object(Stream::new(Dictionary::new(), before.into_bytes())).into()];
            all.extend(contents);
            all.push(file.add_object(Stream::new(Dictionary::new(), after.into_bytes())).into());
            file.get_dictionary_mut(id)?.set("Contents", all);
            if has_color {
                self.name_all_inks(file, id)?;
            }
        }
        let page = file.get_dictionary_mut(id)?;
        for key in [b"Annots".as_slice(), b"AA", b"StructParents", b"Tabs", b"CropBox", b"ArtBox"] {
            page.remove(key);
        }
        page.set("MediaBox", rectangle(inset(0.0)));
        page.set("BleedBox", rectangle(inset(around)));
        page.set("TrimBox", rectangle(trim));
        if let Ok(Object::Dictionary(group)) = page.get_mut(b"Group") {
            group.set("CS", "DeviceCMYK");
        }
        Ok(())
    }

    /// Gives the page a colour space in which everything is printed by all inks (ISO 32000-1, 8.6.6.4).
    fn name_all_inks(&self, file: &mut File, id: ObjectId) -> Result<()> {
        let solid = dictionary! {
            "FunctionType" => 2,
            "Domain" => vec![0.into(), 1.into()],
            "C0" => vec![0.into(), 0.into(), 0.into(), 0.into()],
            "C1" => vec![1.into(), 1.into(), 1.into(), 1.into()],
            "N" => 1,
        };
        let all: Object = vec!["Separation".into(), "All".into(), "DeviceCMYK".into(), solid.into()].into();
        let resources = match file.get_dictionary(id)?.get(b"Resources").cloned() {
            Ok(Object::Reference(other)) => file.get_dictionary(other)?.clone(),
            Ok(Object::Dictionary(resources)) => resources,
            _ => Dictionary::new(),
        };
        let mut spaces = match resources.get(b"ColorSpace") {
            Ok(Object::Reference(other)) => file.get_dictionary(*other)?.clone(),
            Ok(Object::Dictionary(spaces)) => spaces.clone(),
            _ => Dictionary::new(),
        };
        spaces.set(printer_marks::ALL_INKS, all);
        let mut resources = resources;
        resources.set("ColorSpace", spaces);
        file.get_dictionary_mut(id)?.set("Resources", resources);
        Ok(())
    }

    /// ISO 32000-1, 14.11.5.
    fn output_intent(&self, profile: ObjectId) -> Dictionary {
        let condition = match self.press.condition.as_str() {
            "" => self.condition.unwrap_or("Custom"),
            condition => condition,
        };
        let mut intent = dictionary! {
            "Type" => "OutputIntent",
            "S" => "GTS_PDFX",
            "OutputConditionIdentifier" => text_string(condition),
            "Info" => text_string(self.condition.unwrap_or(condition)),
            "DestOutputProfile" => profile,
        };
        if !self.press.registry.is_empty() {
            intent.set("RegistryName", text_string(&self.press.registry));
        }
        intent
    }

    fn info(&self) -> Dictionary {
        let metadata = &self.document.metadata;
        let mut info = dictionary! {
            "Title" => text_string(&metadata.headline),
            "Creator" => text_string("Pressroom"),
            "Producer" => text_string("Pressroom"),
            "CreationDate" => Object::string_literal(pdf_date(&self.date())),
            "ModDate" => Object::string_literal(pdf_date(&self.date())),
            "Trapped" => "False",
        };
        let authors = self.authors();
        if !authors.is_empty() {
            info.set("Author", text_string(&authors.join(", ")));
        }
        info
    }

    fn authors(&self) -> Vec<&str> {
        self.document.metadata.authors.iter().map(|author| author.name.as_str()).collect()
    }

    /// The document's date: RFC 3339.
    fn date(&self) -> String {
        let metadata = &self.document.metadata;
        let date = metadata.date_modified.or(metadata.date_published);
        date.map_or_else(|| "1970-01-01T00:00:00+00:00".to_owned(), Date::rfc3339)
    }

    /// The same document for the same press has the same identifier.
    fn identifier(&self, made: &Made) -> Vec<u8> {
        let mut sum = Sha256::new();
        sum.update(&made.file);
        for shown in made.pictures.values() {
            sum.update(&shown.picture.bytes);
        }
        sum.update(format!("{:?}", self.press));
        sum.update(&self.press.profile.bytes);
        sum.finalize().iter().copied().take(16).collect()
    }

    /// The metadata (ISO 16684-1) with what ISO 15930-7, 6.6 asks for.
    fn xmp(&self, identifier: &[u8]) -> String {
        let metadata = &self.document.metadata;
        let (title, date) = (escape(&metadata.headline), self.date());
        let hex: String = identifier.iter().map(|byte| format!("{byte:02x}")).collect();
        let creators: String =
            self.authors().iter().map(|name| format!("<rdf:li>{}</rdf:li>", escape(name))).collect();
        let creators = match creators.as_str() {
            "" => String::new(),
            creators => format!("\n   <dc:creator><rdf:Seq>{creators}</rdf:Seq></dc:creator>"),
        };
        let rights = metadata.rights.as_deref().map_or_else(String::new, |rights| {
            let rights = escape(rights);
            format!("\n   <dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{rights}</rdf:li></rdf:Alt></dc:rights>")
        });
        let version = metadata.version;
        format!(
            r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{creators}{rights}
   <xmp:CreatorTool>Pressroom</xmp:CreatorTool>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <xmp:MetadataDate>{date}</xmp:MetadataDate>
   <xmpMM:DocumentID>uuid:{hex}</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{hex}</xmpMM:InstanceID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
   <xmpMM:VersionID>{version}</xmpMM:VersionID>
   <pdf:Producer>Pressroom</pdf:Producer>
   <pdf:Trapped>False</pdf:Trapped>
   <pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
            bom = '\u{FEFF}'
        )
    }
}

/// `D:YYYYMMDDHHmmSS+HH'mm` (ISO 32000-1, 7.9.4).
fn pdf_date(rfc3339: &str) -> String {
    let digits = rfc3339.get(..19).unwrap_or_default().replace(['-', 'T', ':'], "");
    let offset = match rfc3339.get(19..) {
        Some(offset) if offset.len() == 6 => offset.replace(':', "'"),
        _ => "Z".to_owned(),
    };
    format!("D:{digits}{offset}")
}

fn numbers(array: &Object) -> [f64; 4] {
    let mut out = [0.0; 4];
    for (place, number) in out.iter_mut().zip(array.as_array().into_iter().flatten()) {
        *place = number.as_float().map_or(0.0, f64::from);
    }
    out
}

fn rectangle(sides: [f64; 4]) -> Object {
    // Thousandths of a point: less than a printer's dot.
    sides.map(|side| Object::Real(((side * 1000.0).round() / 1000.0) as f32)).to_vec().into()
}

/// The boxes of a page in millimetres, by name.
pub(super) fn boxes(file: &File, id: ObjectId) -> Result<BTreeMap<&'static str, [f64; 4]>> {
    let page = file.get_dictionary(id)?;
    let millimetres = |name: &str| -> Result<[f64; 4]> {
        Ok(numbers(page.get(name.as_bytes())?).map(|side| (side / MILLIMETRE * 100.0).round() / 100.0))
    };
    ["MediaBox", "BleedBox", "TrimBox"].into_iter().map(|name| Ok((name, millimetres(name)?))).collect()
}
