//! The preflight report: what the press gets, as JSON, read from the finished file where it can be.

use std::collections::BTreeSet;

use lopdf::{Document as File, Object, Result};
use serde_json::{Value, json};
use typst::layout::FrameItem;
use typst_layout::PagedDocument;

use super::finish::{Binding, boxes};
use crate::{
    engine::{Made, walk},
    picture::Color,
};
use pressroom_diagnostics::Diagnostic;

/// The form of the report; it changes with its members' meaning.
const FORMAT: &str = "pressroom-preflight/1";

/// The smallest type of a file.
pub(super) struct Smallest {
    pub(super) points: f64,
    pub(super) page: usize,
    /// The beginning of what is set in it.
    pub(super) text: String,
}

/// The smallest type on the pages; `None` where there is no text.
pub(super) fn smallest_type(paged: &PagedDocument) -> Option<Smallest> {
    let mut best: Option<Smallest> = None;
    walk(paged, &mut |page, item| {
        let FrameItem::Text(text) = item else { return };
        let (points, words) = (text.size.to_pt(), text.text.trim());
        if !words.is_empty() && best.as_ref().is_none_or(|best| points < best.points - 1e-6) {
            best = Some(Smallest { points, page, text: words.chars().take(40).collect() });
        }
    });
    best
}

/// The report of a finished file.
///
/// # Errors
/// Where the file can't be read back.
pub(super) fn report(
    bytes: &[u8],
    name: &str,
    binding: &Binding<'_>,
    made: &Made,
    smallest: Option<&Smallest>,
    warnings: &[Diagnostic],
) -> Result<String> {
    let file = File::load_mem(bytes)?;
    let press = binding.press;
    let pages: Vec<_> = file.page_iter().collect();
    let boxes: Vec<_> = pages.iter().map(|id| boxes(&file, *id)).collect::<Result<_>>()?;
    let hundredths = |number: f64| (number * 100.0).round() / 100.0;
    let pictures: Vec<Value> = made
        .pictures
        .values()
        .filter_map(|shown| {
            let asset = binding.document.asset(shown.asset)?;
            let (inches, picture) = (shown.width.to_inches(), &shown.picture);
            Some(json!({
                "path": asset.path,
                "pages": shown.pages,
                "width_mm": hundredths(inches * 25.4),
                "pixels": [asset.width, asset.height],
                "ppi": hundredths(f64::from(asset.width) / inches),
                "printed_pixels": [picture.width, picture.height],
                "colors": match picture.color {
                    Color::Gray => "black",
                    Color::Rgb => "sRGB",
                    Color::Cmyk => "CMYK",
                },
                "ink_percent": (picture.color != Color::Rgb).then(|| hundredths(picture.ink)),
            }))
        })
        .collect();
    // Text is in black alone; what colours the press makes of sRGB is not known here.
    let most = made.pictures.values().map(|shown| shown.picture.ink).fold(press.ink.text, f64::max);
    let report = json!({
        "format": FORMAT,
        "file": name,
        "standard": "PDF/X-4",
        "preset": press.name,
        "output_intent": {
            "condition": press.condition,
            "registry": press.registry,
            "profile": press.profile.path,
            "description": binding.condition,
            "sha256": press.profile.sha256,
        },
        "pages": pages.len(),
        "boxes_mm": boxes.first(),
        "same_boxes_on_all_pages": boxes.windows(2).all(|pair| pair.first() == pair.get(1)),
        "fonts": fonts(&file),
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

/// The fonts of the file, each with whether it is in it.
fn fonts(file: &File) -> Vec<Value> {
    let name = |dictionary: &lopdf::Dictionary, key: &[u8]| {
        let name = dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    };
    let mut fonts = BTreeSet::new();
    for object in file.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        let kind = name(font, b"Subtype");
        // The descendants of composite fonts have the descriptors.
        if name(font, b"Type") != "Font" || kind == "Type0" {
            continue;
        }
        let descriptor = font.get(b"FontDescriptor").and_then(|found| file.dereference(found));
        let descriptor = descriptor.ok().and_then(|(_, found)| found.as_dict().ok());
        let embedded = kind == "Type3"
            || descriptor.is_some_and(|found| {
                [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| found.has(key))
            });
        let full = name(font, b"BaseFont");
        let (subset, base) = match full.split_once('+') {
            Some((tag, base)) if tag.len() == 6 => (true, base.to_owned()),
            _ => (false, full),
        };
        fonts.insert((base, kind, embedded, subset));
    }
    let font = |(name, kind, embedded, subset)| json!({"name": name, "type": kind, "embedded": embedded, "subset": subset});
    fonts.into_iter().map(font).collect()
}
