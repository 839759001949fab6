//! Lines as pages take them: runs of glyphs with their places.

use super::{shape::ShapedGlyph, text::Style};

/// A run of glyphs of one face and style.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Left edge in points, from the left edge of the text.
    pub(crate) x: f64,
    pub(crate) width: f64,
    pub(crate) face: u16,
    pub(crate) style: Style,
    /// The numbers of its glyphs in the document's font.
    pub(crate) slots: Vec<u16>,
    /// The cell of its table's row, from 0.
    pub(crate) cell: u32,
}

/// One line of pieces, in the order in which they are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<Piece>,
    /// From the left edge of the first to the right edge of the last, in points.
    pub(crate) width: f64,
}

/// Builds a line from glyphs in visual order: pieces that stand from 0 to the right, in the order in which they are read.
pub(super) fn build_line(glyphs: &[(&ShapedGlyph, usize)], styles: &[Style]) -> Line {
    let mut pieces: Vec<(u32, Piece)> = Vec::new();
    let mut x = 0.0;
    let mut previous: Option<(&ShapedGlyph, usize)> = None;
    for &(shaped, run) in glyphs {
        let Some(style) = styles.get(shaped.run as usize) else { continue };
        let width = shaped.width(styles);
        if shaped.glyph.slot == 0 {
            continue;
        }
        // Runs of one direction, and words that run to the left, are pieces of their own: so they can be written in
        // reading order.
        let is_apart = previous.is_some_and(|(before, its_run)| {
            its_run != run || before.is_space && (before.at > shaped.at || style.code && !shaped.is_space)
        });
        match pieces.last_mut() {
            Some((at, piece)) if !is_apart && piece.face == shaped.glyph.face && piece.style == *style => {
                piece.slots.push(shaped.glyph.slot);
                piece.width += width;
                *at = shaped.at.min(*at);
            }
            _ => {
                let slots = vec![shaped.glyph.slot];
                let piece = Piece { x, width, face: shaped.glyph.face, style: *style, slots, cell: 0 };
                pieces.push((shaped.at, piece));
            }
        }
        x += width;
        previous = Some((shaped, run));
    }
    pieces.sort_by_key(|(at, _)| *at);
    Line { pieces: pieces.into_iter().map(|(_, piece)| piece).collect(), width: x }
}
