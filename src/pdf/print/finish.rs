//! The finishing pass: the pages that typst set become a PDF/X-4 (ISO 15930-7:2010).

use sha2::{Digest, Sha256};

use super::printer_marks;
use crate::{
    engine::TypesetDocument,
    file::{self as images, ColorSpace},
};
use pressroom_document::{Date, Document};
use pressroom_images::srgb_profile;
use pressroom_pdf_file::{Dictionary, Object, ObjectId, PageBoxes, PdfFile, Result, dictionary, text_string};
use pressroom_render::markup::escape;
use pressroom_theme::Press;

/// The parts of the file besides the pages.
pub(super) struct FinishContext<'a> {
    pub(super) document: &'a Document,
    pub(super) press: &'a Press,
    /// The output profile, deflated.
    pub(super) profile: &'a [u8],
    /// The name that the profile gives itself.
    pub(super) condition: Option<&'a str>,
}

/// Makes the file for the press.
///
/// # Errors
/// typst's file can't be read.
pub(super) fn finish_file(typeset: &TypesetDocument, context: &FinishContext<'_>) -> Result<Vec<u8>> {
    let mut file = PdfFile::load(&typeset.file)?;
    file.set_version("1.6");
    place_pictures(&mut file, typeset);
    for (number, id) in file.pages().into_iter().enumerate() {
        context.finish_page(&mut file, typeset, number, id)?;
    }
    let pages = file.catalog_entry("Pages")?;
    let labels = file.catalog_entry("PageLabels").ok();
    let profile = dictionary! { "N" => 4, "Alternate" => "DeviceCMYK", "Filter" => "FlateDecode" };
    let profile = file.add_stream(profile, context.profile.to_vec());
    let intent = file.add(context.output_intent(profile));
    let identifier = context.identifier(typeset);
    let xmp = file.add_metadata(context.xmp_packet(&identifier));
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Metadata" => xmp,
        "OutputIntents" => vec![Object::from(intent)],
        "Lang" => Object::string_literal(context.document.metadata.language.as_str()),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if let Some(labels) = labels {
        catalog.set("PageLabels", labels);
    }
    let catalog = file.add(catalog);
    let info = file.add(context.info_dictionary());
    file.set_trailer(catalog, info, identifier);
    // Only typst's catalog led to outline and destinations.
    file.compact();
    file.save()
}

fn place_pictures(file: &mut PdfFile, typeset: &TypesetDocument) {
    let pictures = typeset.pictures.iter().map(|(number, shown)| (*number, shown.picture.clone())).collect();
    let mut srgb: Option<ObjectId> = None;
    images::replace_stand_ins(file, &pictures, |file, color, _| match color {
        ColorSpace::Gray => "DeviceGray".into(),
        ColorSpace::Cmyk => "DeviceCMYK".into(),
        ColorSpace::Rgb => {
            let profile = || dictionary! { "N" => 3, "Alternate" => "DeviceRGB" };
            let id = *srgb.get_or_insert_with(|| file.add_stream(profile(), srgb_profile()));
            vec!["ICCBased".into(), id.into()].into()
        }
    });
}

impl FinishContext<'_> {
    /// Sets boxes and marks of a page, and removes links and whatever else one can click.
    fn finish_page(
        &self,
        file: &mut PdfFile,
        typeset: &TypesetDocument,
        number: usize,
        id: ObjectId,
    ) -> Result<()> {
        let bleed = typeset.paged.pages().get(number).map_or(0.0, |page| page.bleed.left.to_pt());
        let has_color = typeset
            .pictures
            .values()
            .any(|shown| shown.pages.contains(&(number + 1)) && shown.picture.color != ColorSpace::Gray);
        let [left, bottom, right, top] = file.media_box(id)?;
        let (width, height) = (right - left, top - bottom);
        let around = if self.press.marks { printer_marks::margin(bleed) } else { 0.0 };
        let inset = |by: f64| [by, by, width + 2.0 * around - by, height + 2.0 * around - by];
        let trim = inset(around + bleed);
        if self.press.marks {
            let before = format!("q 1 0 0 1 {around:.4} {around:.4} cm\n");
            let after = format!("\nQ\n{}", printer_marks::draw_marks(trim, bleed, has_color));
            file.wrap_page_content(id, before, after)?;
            if has_color {
                file.name_color_space(id, printer_marks::ALL_INKS, all_inks())?;
            }
        }
        let page = file.dictionary_mut(id)?;
        for key in [b"Annots".as_slice(), b"AA", b"StructParents", b"Tabs", b"CropBox", b"ArtBox"] {
            page.remove(key);
        }
        file.set_page_boxes(id, PageBoxes { media: inset(0.0), bleed: inset(around), trim })?;
        if let Ok(Object::Dictionary(group)) = file.dictionary_mut(id)?.get_mut(b"Group") {
            group.set("CS", "DeviceCMYK");
        }
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

    fn info_dictionary(&self) -> Dictionary {
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
    fn identifier(&self, typeset: &TypesetDocument) -> Vec<u8> {
        let mut sum = Sha256::new();
        sum.update(&typeset.file);
        for shown in typeset.pictures.values() {
            sum.update(&shown.picture.bytes);
        }
        sum.update(format!("{:?}", self.press));
        sum.update(&self.press.profile.bytes);
        sum.finalize().iter().copied().take(16).collect()
    }

    /// The metadata (ISO 16684-1) with what ISO 15930-7, 6.6 asks for.
    fn xmp_packet(&self, identifier: &[u8]) -> String {
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

/// A colour space in which everything is printed by all inks (ISO 32000-1, 8.6.6.4).
fn all_inks() -> Object {
    let solid = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![0.into(), 1.into()],
        "C0" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "C1" => vec![1.into(), 1.into(), 1.into(), 1.into()],
        "N" => 1,
    };
    vec!["Separation".into(), "All".into(), "DeviceCMYK".into(), solid.into()].into()
}
