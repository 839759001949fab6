//! The fonts of a proof: the theme's and the machine's faces, the glyphs that a document uses of them, and the small fonts
//! that are cut for its file.

mod curves;
mod document_fonts;
mod face;
mod glyph;
mod script;
mod subset;
mod system;
mod theme_faces;

pub(crate) use document_fonts::DocumentFonts;
pub(crate) use face::{Face, read_u16};
pub(crate) use glyph::{Glyph, Slot};
pub(crate) use script::{
    is_combining_mark, is_invisible, is_line_end, is_right_to_left, join_letter, mirror_character,
};
pub(crate) use subset::{StandInRange, cut_subset, glyph_code, make_stand_ins};
pub(crate) use theme_faces::Faces;
