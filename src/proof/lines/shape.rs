//! Chooses the glyphs of a text, one character after the other: genpdf does no shaping.

use std::{iter::Peekable, vec};

use unicode_bidi::BidiInfo;

use super::{
    line_starts::find_line_starts,
    text::{Run, Style, Text},
};
use crate::fonts::{
    DocumentFonts, Glyph, is_combining_mark, is_invisible, is_line_end, join_letter, mirror_character,
};

/// A glyph of a text, with the facts that line breaking needs.
pub(super) struct ShapedGlyph {
    /// The beginning of its character, in bytes of the text.
    pub(super) at: u32,
    /// The index of its run.
    pub(super) run: u32,
    pub(super) glyph: Glyph,
    /// A line may be broken at it, and it shows nothing.
    pub(super) is_space: bool,
    /// It stands on the letter before it.
    pub(super) is_mark: bool,
    pub(super) can_begin_line: bool,
    /// It is a line end; it shows nothing.
    pub(super) ends_line: bool,
}

impl ShapedGlyph {
    /// Its advance width in points.
    pub(super) fn width(&self, styles: &[Style]) -> f64 {
        let size = styles.get(self.run as usize).map_or(0, |style| style.size);
        f64::from(self.glyph.advance) * f64::from(size) / 1000.0
    }
}

/// Chooses the glyphs of a text; `bidi` tells which of them run from right to left.
pub(super) fn shape_text(
    fonts: &mut DocumentFonts<'_>,
    text: &Text,
    bidi: Option<&BidiInfo<'_>>,
) -> Vec<ShapedGlyph> {
    let shaper = Shaper {
        fonts,
        text,
        bidi,
        line_starts: find_line_starts(text.as_str()).into_iter().peekable(),
        run: 0,
        letter: None,
        is_ligated: false,
        carries_line_start: false,
        out: Vec::with_capacity(text.as_str().len()),
    };
    shaper.shape()
}

/// A glyph that shows nothing.
const NOTHING: Glyph = Glyph { face: 0, slot: 0, advance: 0.0 };

/// A character of the text, in its place.
#[derive(Clone, Copy)]
struct Character {
    value: char,
    /// Its beginning, in bytes of the text.
    at: usize,
    run: Run,
    can_begin_line: bool,
}

/// The letter that marks are placed on.
struct Letter {
    /// Its index among the glyphs.
    index: usize,
    /// The height that it reaches with its marks: bottom and top in font design units.
    height: Option<[i16; 2]>,
}

struct Shaper<'a, 'f, 't> {
    fonts: &'a mut DocumentFonts<'f>,
    text: &'a Text,
    bidi: Option<&'a BidiInfo<'t>>,
    line_starts: Peekable<vec::IntoIter<usize>>,
    /// The index of the run of the character at hand.
    run: usize,
    letter: Option<Letter>,
    /// The glyph of the letter before shows the character at hand too.
    is_ligated: bool,
    /// An invisible character was left out before which a line could have begun.
    carries_line_start: bool,
    out: Vec<ShapedGlyph>,
}

impl Shaper<'_, '_, '_> {
    fn shape(mut self) -> Vec<ShapedGlyph> {
        let text = self.text;
        for (at, value) in text.as_str().char_indices() {
            let Some(character) = self.locate(at, value) else { break };
            if std::mem::take(&mut self.is_ligated) {
                self.push_ligated(character);
            } else if is_line_end(value) {
                self.out.push(ShapedGlyph { ends_line: true, ..self.shape_character(character, NOTHING) });
                self.letter = None;
            } else if is_invisible(value) {
                // It takes no room. If a line may begin before it, one may begin after it.
                self.carries_line_start = character.can_begin_line;
            } else {
                self.push_visible(character);
            }
        }
        self.out
    }

    /// Finds the run of the next character, and whether a line may begin before it.
    fn locate(&mut self, at: usize, value: char) -> Option<Character> {
        while self.text.run(self.run).is_some_and(|run| run.end <= at) {
            self.run += 1;
        }
        let run = *self.text.run(self.run)?;
        let mut can_begin_line = std::mem::take(&mut self.carries_line_start);
        while self.line_starts.next_if(|start| *start <= at).is_some() {
            can_begin_line = true;
        }
        Some(Character { value, at, run, can_begin_line })
    }

    fn shape_character(&self, character: Character, glyph: Glyph) -> ShapedGlyph {
        let value = character.value;
        ShapedGlyph {
            at: character.at as u32,
            run: self.run as u32,
            glyph,
            is_space: value.is_whitespace() && !matches!(value, '\u{a0}' | '\u{202f}'),
            is_mark: is_combining_mark(value),
            can_begin_line: character.can_begin_line,
            ends_line: false,
        }
    }

    fn push(&mut self, character: Character, glyph: Glyph) {
        self.out.push(self.shape_character(character, glyph));
    }

    /// Gives a letter its text that the glyph before it shows already, by an empty glyph: readers reverse the glyphs of a
    /// right-to-left word, but not the letters of one glyph.
    fn push_ligated(&mut self, character: Character) {
        let before = self.letter.as_ref().and_then(|letter| self.out.get(letter.index));
        let glyph = before.and_then(|before| self.fonts.add_empty_glyph(before.glyph, character.value));
        if let Some(glyph) = glyph {
            self.push(character, glyph);
        }
    }

    fn push_visible(&mut self, character: Character) {
        let Run { style, span, .. } = character.run;
        self.fonts.record_unshaped(character.value, span);
        let levels = self.bidi.map(|bidi| &bidi.levels);
        let is_rtl = levels.and_then(|levels| levels.get(character.at)).is_some_and(|level| level.is_rtl());
        let form = self.choose_form(character, is_rtl);
        match self.fonts.glyph(form, character.value, style.bold, style.italic) {
            Some(glyph) if is_combining_mark(character.value) => self.push_mark(character, glyph, is_rtl),
            Some(glyph) => {
                let shaped = self.shape_character(character, glyph);
                let letter = Letter { index: self.out.len(), height: None };
                self.letter = (!shaped.is_space).then_some(letter);
                self.out.push(shaped);
            }
            None => self.push_code(character),
        }
    }

    /// The presentation form of an Arabic letter, or the mirror image of a bracket that runs from right to left.
    fn choose_form(&mut self, character: Character, is_rtl: bool) -> char {
        let Character { value, at, run: Run { style, .. }, .. } = character;
        let text = self.text.as_str();
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + value.len_utf8()..).unwrap_or_default();
        match join_letter(value, before.chars().rev(), after.chars()) {
            Some((form, is_ligature))
                if self.fonts.glyph(form, value, style.bold, style.italic).is_some() =>
            {
                self.is_ligated = is_ligature;
                form
            }
            Some(_) => value,
            None if is_rtl => mirror_character(value),
            None => value,
        }
    }

    /// Places a mark over or under its letter.
    fn push_mark(&mut self, character: Character, glyph: Glyph, is_rtl: bool) {
        let placed = self.letter.as_mut().and_then(|letter| {
            let base = self.out.get(letter.index)?.glyph;
            self.fonts.place_mark(glyph, base, &mut letter.height, is_rtl)
        });
        self.push(character, placed.unwrap_or(glyph));
    }

    /// Spells out a character that no font has.
    fn push_code(&mut self, character: Character) {
        let Run { style, span, .. } = character.run;
        self.fonts.record_missing(character.value, span);
        self.letter = None;
        let code = format!("[U+{:04X}]", u32::from(character.value));
        for (index, sign) in code.chars().enumerate() {
            let glyph = self.fonts.glyph(sign, sign, style.bold, style.italic).unwrap_or(NOTHING);
            let can_begin_line = character.can_begin_line && index == 0;
            let shaped = self.shape_character(Character { can_begin_line, ..character }, glyph);
            self.out.push(ShapedGlyph { is_space: false, is_mark: false, ..shaped });
        }
    }
}
