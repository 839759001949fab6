//! Glyphs as a document uses them.

use super::face::Face;

/// The most glyphs of a subset: the length of its `cmap` has 16 bits.
pub(crate) const MAX_GLYPHS: usize = 0x7F00;

/// A glyph of a document's font, and the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slot {
    /// Its number in the face.
    pub(crate) glyph: u16,
    pub(crate) drawn: Drawn,
    /// The character that a reader gets who copies it.
    pub(crate) text: char,
}

impl Slot {
    /// Advance width in thousandths of an em.
    pub(crate) fn advance(self, face: &Face) -> f64 {
        match self.drawn {
            Drawn::Whole | Drawn::Moved(_) => face.advance(self.glyph),
            Drawn::Nothing => 0.0,
        }
    }
}

/// The way in which a glyph is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Drawn {
    /// As the face has it.
    Whole,
    /// Moved to the right and up, in font design units.
    Moved([i16; 2]),
    /// Not at all, and without an advance.
    Nothing,
}

/// A glyph to be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// The index of the face.
    pub(crate) face: u16,
    /// Its number in the document's font: 1 and up.
    pub(crate) slot: u16,
    /// Advance width in thousandths of an em.
    pub(crate) advance: f32,
}
