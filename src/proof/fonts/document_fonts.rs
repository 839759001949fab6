//! The glyphs that one document uses, and the findings about characters that can't be set as they should.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    face::Face,
    glyph::{Drawn, Glyph, MAX_GLYPHS, Slot},
    script,
    theme_faces::Faces,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Document, Language};
use pressroom_render::glyphs::{MissingGlyphs, mostly_missing};

/// The fonts of one document, growing while it is set.
pub(crate) struct DocumentFonts<'a> {
    faces: &'a Faces,
    /// Faces from outside the theme, in the order of their first use; they are numbered after the theme's.
    system: Vec<Arc<Face>>,
    used: Vec<Vec<Slot>>,
    slots: HashMap<(usize, char, char), Option<Glyph>>,
    unshaped: BTreeMap<&'static str, Span>,
    missing: MissingGlyphs,
}

impl<'a> DocumentFonts<'a> {
    pub(crate) fn new(faces: &'a Faces) -> Self {
        let used = (0..faces.len()).map(|_| Vec::new()).collect();
        Self {
            faces,
            system: Vec::new(),
            used,
            slots: HashMap::new(),
            unshaped: BTreeMap::new(),
            missing: MissingGlyphs::default(),
        }
    }

    /// The glyph that shows `form` and stands for `text`. `None`: no font has it.
    pub(crate) fn glyph(&mut self, form: char, text: char, bold: bool, italic: bool) -> Option<Glyph> {
        let style = usize::from(bold) + 2 * usize::from(italic);
        let key = (style, form, text);
        if let Some(known) = self.slots.get(&key) {
            return *known;
        }
        let found = self.faces.find(form, bold, italic);
        let found = found.or_else(|| self.faces.find(script::substitute(form)?, bold, italic));
        let found = found.or_else(|| self.find_system_glyph(form));
        let glyph = found.and_then(|(face, glyph)| self.add_slot(face, glyph, Drawn::Whole, text));
        self.slots.insert(key, glyph);
        glyph
    }

    fn face(&self, index: usize) -> Option<&Face> {
        self.faces
            .get(index)
            .or_else(|| self.system.get(index.checked_sub(self.faces.len())?).map(Arc::as_ref))
    }

    /// A glyph from outside the theme: in a face that the document uses already, if one has it.
    fn find_system_glyph(&mut self, form: char) -> Option<(usize, u16)> {
        let known = self.system.iter().enumerate();
        let known = known.filter_map(|(index, face)| Some((index, face.glyph(form)?))).next();
        let (index, glyph) = match known {
            Some(known) => known,
            None => {
                let face = self.faces.system.find(form)?;
                let glyph = face.glyph(form)?;
                self.system.push(face);
                self.used.push(Vec::new());
                (self.system.len() - 1, glyph)
            }
        };
        Some((self.faces.len() + index, glyph))
    }

    /// The glyph of a mark, moved over or under the letter before it. `pile` is the height that the letter and its marks
    /// reach so far: bottom and top in font design units. `before`: the mark is drawn before its letter, as in a line
    /// that runs from right to left.
    pub(crate) fn place_mark(
        &mut self,
        mark: Glyph,
        letter: Glyph,
        pile: &mut Option<[i16; 2]>,
        before: bool,
    ) -> Option<Glyph> {
        let (face, base) = (self.face(mark.face.into())?, self.face(letter.face.into())?);
        let one = *self.used.get(usize::from(mark.face))?.get(usize::from(mark.slot) - 1)?;
        let other = self.used.get(usize::from(letter.face))?.get(usize::from(letter.slot) - 1)?;
        if mark.advance != 0.0 || face.units != base.units {
            return None;
        }
        let [left, bottom, right, top] = face.corners(one.glyph)?;
        let [below, above] =
            pile.or_else(|| base.corners(other.glyph).map(|[_, bottom, _, top]| [bottom, top]))?;
        let gap = (face.units / 25) as i16;
        let up = match (top <= 0, bottom > (face.units / 2) as i16) {
            (true, _) => (below - gap - top).min(0),
            (false, true) => (above + gap - bottom).max(0),
            // A mark within its letter.
            (false, false) => 0,
        };
        let width = i32::from(base.metrics(other.glyph).0);
        let middle = match one.text {
            '\u{5C1}' => width * 5 / 6,
            '\u{5C2}' | '\u{5B9}' => width / 6,
            _ => width / 2,
        };
        let start = if before { 0 } else { width };
        let aside = middle - start - (i32::from(left) + i32::from(right)) / 2;
        *pile = Some([below.min(bottom + up), above.max(top + up)]);
        self.add_slot(mark.face.into(), one.glyph, Drawn::Moved([i16::try_from(aside).ok()?, up]), one.text)
    }

    /// A glyph that shows nothing and stands for a letter, in the face of another glyph.
    pub(crate) fn add_empty_glyph(&mut self, beside: Glyph, text: char) -> Option<Glyph> {
        self.add_slot(beside.face.into(), 0, Drawn::Nothing, text)
    }

    fn add_slot(&mut self, face: usize, glyph: u16, drawn: Drawn, text: char) -> Option<Glyph> {
        let new = Slot { glyph, drawn, text };
        let advance = new.advance(self.face(face)?) as f32;
        let slots = self.used.get_mut(face)?;
        let known = slots.iter().position(|slot| *slot == new);
        let index = known.unwrap_or_else(|| {
            slots.push(new);
            slots.len() - 1
        });
        (index < MAX_GLYPHS).then_some(Glyph { face: face as u16, slot: index as u16 + 1, advance })
    }

    /// Notes a character of a script that can't be shaped.
    pub(crate) fn record_unshaped(&mut self, character: char, span: Span) {
        if let Some(script) = script::unshaped_script(character) {
            // Words of the metadata have no place; a later one may.
            let place = self.unshaped.entry(script).or_insert(span);
            if *place == Span::default() {
                *place = span;
            }
        }
    }

    /// Notes a character that no font has.
    pub(crate) fn record_missing(&mut self, character: char, span: Span) {
        self.missing.record(character, Some(span).filter(|span| *span != Span::default()));
    }

    /// The faces that were used, each with its glyphs.
    pub(crate) fn used_faces(&self) -> impl Iterator<Item = (usize, &Face, &[Slot])> {
        let used = self.used.iter().enumerate().filter(|(_, slots)| !slots.is_empty());
        used.filter_map(|(index, slots)| Some((index, self.face(index)?, slots.as_slice())))
    }

    /// The findings, once per script.
    pub(crate) fn warnings(&self, language: &Language) -> Diagnostics {
        let unshaped = self.unshaped.iter().map(|(script, span)| {
            let message = format!("the proof sets {script} text letter by letter, without shaping");
            Diagnostic::warning(Code::Simplified, message)
                .with_span(*span)
                .help("the edition `pdf` shapes it: check fine points there")
        });
        unshaped.chain(self.missing.warnings(language)).collect()
    }

    /// An error if most letters of the document have no glyph.
    pub(crate) fn check_coverage(&self, document: &Document) -> Option<Diagnostic> {
        if self.missing.is_empty() {
            return None;
        }
        let shows = |letter| {
            let forms = [Some(letter), script::substitute(letter)];
            let faces = |form| {
                self.faces.find(form, false, false).is_some() || self.faces.system.find(form).is_some()
            };
            forms.into_iter().flatten().any(faces)
        };
        mostly_missing(document, &mut { shows })
    }
}
