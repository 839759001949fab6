//! The preflight report: what the press gets, as JSON, read from the finished file where it can be.

use serde_json::{Value, json};
use typst::layout::FrameItem;
use typst_layout::PagedDocument;

use super::{finish::FinishContext, printer_marks::MILLIMETRE};
use crate::{
    engine::{TypesetDocument, visit_items},
    file::ColorSpace,
};
use pressroom_diagnostics::Diagnostic;
use pressroom_pdf_file::{FontEntry, PageBoxes, PdfFile, Result};

/// The form of the report; it changes with its members' meaning.
const FORMAT: &str = "pressroom-preflight/1";

/// The smallest type of a file.
pub(super) struct SmallestType {
    pub(super) points: f64,
    pub(super) page: usize,
    /// The beginning of what is set in it.
    pub(super) text: String,
}

/// The smallest type on the pages; `None` where there is no text.
pub(super) fn find_smallest_type(paged: &PagedDocument) -> Option<SmallestType> {
    let mut best: Option<SmallestType> = None;
    visit_items(paged, &mut |page, item| {
        let FrameItem::Text(text) = item else { return };
        let (points, words) = (text.size.to_pt(), text.text.trim());
        if !words.is_empty() && best.as_ref().is_none_or(|best| points < best.points - 1e-6) {
            best = Some(SmallestType { points, page, text: words.chars().take(40).collect() });
        }
    });
    best
}

/// The report of a finished file.
///
/// # Errors
/// The file can't be read back.
pub(super) fn write_report(
    bytes: &[u8],
    name: &str,
    context: &FinishContext<'_>,
    typeset: &TypesetDocument,
    smallest: Option<&SmallestType>,
    warnings: &[Diagnostic],
) -> Result<String> {
    let file = PdfFile::load(bytes)?;
    let press = context.press;
    let pages = file.pages();
    let boxes: Vec<PageBoxes> = pages.iter().map(|id| file.page_boxes(*id)).collect::<Result<_>>()?;
    let hundredths = |number: f64| (number * 100.0).round() / 100.0;
    let pictures: Vec<Value> = typeset
        .pictures
        .values()
        .filter_map(|shown| {
            let asset = context.document.asset(shown.asset)?;
            let (inches, picture) = (shown.width.to_inches(), &shown.picture);
            Some(json!({
                "path": asset.path,
                "pages": shown.pages,
                "width_mm": hundredths(inches * 25.4),
                "pixels": [asset.width, asset.height],
                "ppi": hundredths(f64::from(asset.width) / inches),
                "printed_pixels": [picture.width, picture.height],
                "colors": match picture.color {
                    ColorSpace::Gray => "black",
                    ColorSpace::Rgb => "sRGB",
                    ColorSpace::Cmyk => "CMYK",
                },
                "ink_percent": (picture.color != ColorSpace::Rgb).then(|| hundredths(picture.ink)),
            }))
        })
        .collect();
    // Text is in black alone; what colours the press makes of sRGB is not known here.
    let most = typeset.pictures.values().map(|shown| shown.picture.ink).fold(press.ink.text, f64::max);
    let report = json!({
        "format": FORMAT,
        "file": name,
        "standard": "PDF/X-4",
        "preset": press.name,
        "output_intent": {
            "condition": press.condition,
            "registry": press.registry,
            "profile": press.profile.path,
            "description": context.condition,
            "sha256": press.profile.sha256,
        },
        "pages": pages.len(),
        "boxes_mm": boxes.first().map(boxes_in_millimetres),
        "same_boxes_on_all_pages": boxes.windows(2).all(|pair| match pair {
            [first, second] => boxes_in_millimetres(first) == boxes_in_millimetres(second),
            _ => true,
        }),
        "fonts": file.fonts().iter().map(describe_font).collect::<Vec<_>>(),
        "smallest_type": smallest.map(|smallest| json!({
            "points": hundredths(smallest.points),
            "least_points": press.smallest_type,
            "page": smallest.page,
            "text": smallest.text,
        })),
        "ink": {"most_percent": hundredths(most), "limit_percent": press.ink_limit},
        "ppi": {"wanted": press.ppi},
        "pictures": pictures,
        "warnings": warnings
            .iter()
            .map(|warning| json!({"code": warning.code.name(), "message": warning.message}))
            .collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&report).unwrap_or_default() + "\n")
}

fn describe_font(font: &FontEntry) -> Value {
    let FontEntry { name, kind, is_embedded, is_subset } = font;
    json!({"name": name, "type": kind, "embedded": is_embedded, "subset": is_subset})
}

/// The boxes of a page in hundredths of a millimetre, by name.
fn boxes_in_millimetres(boxes: &PageBoxes) -> Value {
    let convert = |sides: [f64; 4]| sides.map(|side| (side / MILLIMETRE * 100.0).round() / 100.0);
    json!({
        "BleedBox": convert(boxes.bleed),
        "MediaBox": convert(boxes.media),
        "TrimBox": convert(boxes.trim),
    })
}
