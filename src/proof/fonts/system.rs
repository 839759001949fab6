//! The machine's fonts, for characters that no font of the theme shows.
//!
//! Which face shows a character depends on the fonts alone, never on what was set before: the first upright face of
//! ordinary weight that has it, else the first that has it.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use ttf_parser::{Face as Parsed, Tag};

use super::face::Face;
use pressroom_theme::SystemFonts;

/// The machine's fonts and what is known of them.
pub(crate) struct SystemFaces {
    fonts: Option<Arc<dyn SystemFonts>>,
    known: Mutex<KnownFaces>,
}

#[derive(Default)]
struct KnownFaces {
    /// The number of the face that shows a character.
    shows: HashMap<char, Option<usize>>,
    faces: HashMap<usize, Option<Arc<Face>>>,
}

impl SystemFaces {
    pub(crate) fn new(fonts: Option<Arc<dyn SystemFonts>>) -> Self {
        Self { fonts, known: Mutex::default() }
    }

    /// The face that shows a character.
    pub(crate) fn find(&self, character: char) -> Option<Arc<Face>> {
        let fonts = self.fonts.as_deref()?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let number = *known.shows.entry(character).or_insert_with(|| search_face(fonts, character));
        let number = number?;
        known.faces.entry(number).or_insert_with(|| load_face(fonts, number)).clone()
    }
}

fn search_face(fonts: &dyn SystemFonts, character: char) -> Option<usize> {
    let mut other = None;
    for number in 0..fonts.count() {
        let (mut shown, mut plain) = (false, false);
        fonts.with(number, &mut |data, index| {
            let Ok(face) = Parsed::parse(data, index) else { return };
            let outlines =
                [b"glyf", b"CFF "].iter().any(|tag| face.raw_face().table(Tag::from_bytes(tag)).is_some());
            shown = outlines && face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0);
            plain = !face.is_bold() && !face.is_italic();
        });
        match (shown, plain) {
            (true, true) => return Some(number),
            (true, false) => other = other.or(Some(number)),
            (false, _) => {}
        }
    }
    other
}

fn load_face(fonts: &dyn SystemFonts, number: usize) -> Option<Arc<Face>> {
    let mut face = None;
    fonts.with(number, &mut |data, index| face = Face::read(Arc::new(Cow::Owned(data.to_vec())), index));
    face.map(Arc::new)
}
