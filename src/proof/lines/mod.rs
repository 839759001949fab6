//! Paragraphs become lines: glyphs are chosen, lines broken (UAX #14), mixed directions put in visual order (UAX #9).
//!
//! Every character is accounted for. A word that is wider than its line is broken between any two letters. A character
//! that no font has is spelt out as `[U+XXXX]`. Only characters that are invisible by definition are left out.
//!
//! `shape` turns a text into glyphs, `breaking` divides these into lines, `order` puts a line into visual order, and
//! `piece` makes runs of glyphs from it, which pages are filled with.

mod breaking;
mod line_starts;
mod order;
mod piece;
mod shape;
mod text;

use unicode_bidi::{BidiInfo, Level};

use crate::fonts::{DocumentFonts, is_right_to_left};
pub(crate) use piece::{Line, Piece};
pub(crate) use text::{Align, Style, Text};

/// Sets a text in lines of `width` points; `rtl` is the direction of the document.
pub(crate) fn set_lines(
    fonts: &mut DocumentFonts<'_>,
    text: &Text,
    width: f64,
    align: Align,
    rtl: bool,
) -> Vec<Line> {
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let is_mixed = rtl || text.as_str().chars().any(is_right_to_left);
    let bidi = is_mixed.then(|| BidiInfo::new(text.as_str(), Some(base)));
    let mut glyphs = shape::shape_text(fonts, text, bidi.as_ref());
    let styles = text.styles();
    breaking::align_code_columns(&mut glyphs, &styles);
    let set_line = |range: std::ops::Range<usize>| {
        let glyphs = glyphs.get(range).unwrap_or_default();
        let mut line = piece::build_line(&order::order_visually(glyphs, bidi.as_ref()), &styles);
        let used = line.width;
        let offset = match (align, rtl) {
            (Align::Start, false) | (Align::Left, _) => 0.0,
            (Align::Start, true) | (Align::Right, _) => width - used,
            (Align::Center, _) => (width - used) / 2.0,
        };
        line.pieces.iter_mut().for_each(|piece| piece.x += offset);
        line
    };
    breaking::break_lines(&glyphs, &styles, width).into_iter().map(set_line).collect()
}

/// Measures the widest word of a text, and the whole of it on one line, in points.
pub(crate) fn measure_text(fonts: &mut DocumentFonts<'_>, text: &Text) -> (f64, f64) {
    let styles = text.styles();
    let (mut widest, mut word, mut whole) = (0.0_f64, 0.0, 0.0);
    for glyph in shape::shape_text(fonts, text, None) {
        let width = glyph.width(&styles);
        if glyph.can_begin_line || glyph.ends_line {
            word = 0.0;
        }
        if !glyph.is_space {
            word += width;
        }
        whole += width;
        widest = widest.max(word);
    }
    (widest, whole)
}
