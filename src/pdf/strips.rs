//! Strips: pictures that are much higher than wide, which a page can only show small.

use std::collections::BTreeMap;

use crate::engine::PlacedPicture;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::Document;

/// A picture that is more than so many times as high as wide is a strip.
const STRIP: u32 = 3;

/// The height of small letters in the drawings of newsrooms, in pixels.
const LETTER: f64 = 12.0;

/// The height of letters that can still be read, in millimetres.
const LEGIBLE: f64 = 1.5;

/// Warns of strips whose letters would be too small to be read.
pub(crate) fn find_strips(document: &Document, pictures: &BTreeMap<usize, PlacedPicture>) -> Diagnostics {
    let mut found = Diagnostics::new();
    for shown in pictures.values() {
        let Some(asset) = document.asset(shown.asset) else { continue };
        if asset.height / asset.width.max(1) <= STRIP {
            continue;
        }
        let width = shown.width.to_mm();
        let letter = measure_letter(width, asset.width);
        if letter >= LEGIBLE {
            continue;
        }
        let message = format!(
            "`{}` is {} × {} pixels and fits on a page only {width:.0} mm wide: letters of {LETTER:.0} pixels are \
             {letter:.1} mm high there",
            asset.path, asset.width, asset.height
        );
        let help = "cut the picture into parts that are about as high as wide, and write one below the other";
        found.push(Diagnostic::warning(Code::Simplified, message).with_span(shown.span).help(help));
    }
    found
}

/// The height of the small letters of a picture in millimetres, if so many pixels are so many millimetres wide.
fn measure_letter(width: f64, pixels: u32) -> f64 {
    LETTER * width / f64::from(pixels.max(1))
}

#[cfg(test)]
mod tests {
    use super::{LEGIBLE, measure_letter};

    #[test]
    fn letters_of_a_strip_are_measured() {
        // 600 x 9000 pixels on a page of 200 mm.
        assert!(measure_letter(13.0, 600) < LEGIBLE / 4.0);
        assert!(measure_letter(160.0, 600) > LEGIBLE);
    }
}
