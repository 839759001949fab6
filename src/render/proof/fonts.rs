//! The glyphs that one document uses, and the findings about characters that can't be set as they should.

use std::collections::{BTreeMap, HashMap};

use super::{
    faces::{Face, Faces},
    script, subset,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// The fonts of one document, growing while it is set.
pub(super) struct Fonts<'a> {
    faces: &'a Faces,
    used: Vec<Vec<Slot>>,
    slots: HashMap<(usize, char, char), Option<Glyph>>,
    unshaped: BTreeMap<&'static str, Span>,
    missing: BTreeMap<&'static str, (char, Span, usize)>,
}

/// A glyph of a document's font, and the text that it stands for.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Its number in the face.
    pub(super) glyph: u16,
    /// What a reader gets who copies it.
    pub(super) text: String,
}

/// A glyph to be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// The index of the face.
    pub(super) face: u16,
    /// Its number in the document's font: 1 and up.
    pub(super) slot: u16,
    /// Advance width in thousandths of an em.
    pub(super) advance: f32,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(faces: &'a Faces) -> Self {
        let used = (0..faces.len()).map(|_| Vec::new()).collect();
        Self { faces, used, slots: HashMap::new(), unshaped: BTreeMap::new(), missing: BTreeMap::new() }
    }

    /// The glyph that shows `form` and stands for `text`, whose first character is `key`. `None`: no font has it.
    pub(super) fn glyph(&mut self, form: char, text: &str, bold: bool, italic: bool) -> Option<Glyph> {
        let style = usize::from(bold) + 2 * usize::from(italic);
        let key = (style, form, text.chars().next().unwrap_or(form));
        if let Some(known) = self.slots.get(&key) {
            return *known;
        }
        let found = self.faces.find(form, bold, italic);
        let found = found.or_else(|| self.faces.find(script::substitute(form)?, bold, italic));
        let glyph = found.and_then(|(face, glyph)| self.slot(face, glyph, text));
        self.slots.insert(key, glyph);
        glyph
    }

    fn slot(&mut self, face: usize, glyph: u16, text: &str) -> Option<Glyph> {
        let advance = self.faces.get(face)?.advance(glyph) as f32;
        let slots = self.used.get_mut(face)?;
        let known = slots.iter().position(|slot| slot.glyph == glyph && slot.text == text);
        let index = known.unwrap_or_else(|| {
            slots.push(Slot { glyph, text: text.to_owned() });
            slots.len() - 1
        });
        (index < subset::LIMIT).then_some(Glyph { face: face as u16, slot: index as u16 + 1, advance })
    }

    /// Notes a character of a script that can't be shaped.
    pub(super) fn note_script(&mut self, character: char, span: Span) {
        if let Some(script) = script::unshaped(character) {
            self.unshaped.entry(script).or_insert(span);
        }
    }

    /// Notes a character that no font has.
    pub(super) fn note_missing(&mut self, character: char, span: Span) {
        self.missing.entry(script::kind(character)).or_insert((character, span, 0)).2 += 1;
    }

    /// The faces that were used, each with its glyphs.
    pub(super) fn used(&self) -> impl Iterator<Item = (usize, &'a Face, &[Slot])> {
        let used = self.used.iter().enumerate().filter(|(_, slots)| !slots.is_empty());
        used.filter_map(|(index, slots)| Some((index, self.faces.get(index)?, slots.as_slice())))
    }

    /// The findings, once per script.
    pub(super) fn findings(&self) -> Diagnostics {
        let unshaped = self.unshaped.iter().map(|(script, span)| {
            let message = format!("the proof sets {script} text letter by letter, without shaping");
            Diagnostic::warning(Code::Simplified, message).at(*span).help("read fine points in the PDF")
        });
        let missing = self.missing.iter().map(|(kind, (character, span, count))| {
            let more = match count {
                1 => String::new(),
                more => format!(" ({more} characters of {kind})"),
            };
            let code = u32::from(*character);
            let message =
                format!("no font has a glyph for U+{code:04X}; the proof shows [U+{code:04X}]{more}");
            Diagnostic::warning(Code::MissingGlyph, message)
                .at(*span)
                .help("add a font to the theme's fonts/")
        });
        unshaped.chain(missing).collect()
    }
}
