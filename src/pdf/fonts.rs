//! The fonts that pages are set in, and which characters they can show.
//!
//! The theme's fonts and those that typst brings are parsed once per run. The machine's fonts join them only when a
//! document holds a character that they lack, and of those only the ones that are used are read whole.

use std::sync::{Arc, OnceLock};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use pressroom_theme::{Fonts, SystemFonts, Theme};

/// All fonts of a run.
pub(crate) struct FontLibrary {
    own: Arc<Faces>,
    system: Option<Arc<dyn SystemFonts>>,
    all: OnceLock<Arc<Faces>>,
    /// Fonts with glyphs in colours are left out.
    without_color: bool,
}

impl FontLibrary {
    /// The fonts of a theme and of typst. A font file that can't be parsed is left out.
    pub(crate) fn new(theme: &Theme) -> Self {
        Self::load(theme, false)
    }

    /// The same without fonts whose glyphs have colours of their own, which no press has the inks for.
    pub(crate) fn without_color(theme: &Theme) -> Self {
        Self::load(theme, true)
    }

    fn load(theme: &Theme, without_color: bool) -> Self {
        let files = theme.files_below("fonts/").filter(|(path, _)| {
            let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            matches!(extension.as_str(), "ttf" | "otf" | "ttc" | "otc")
        });
        let of_theme = files.flat_map(|(_, content)| Font::iter(Bytes::new(content.clone())));
        let of_typst = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
        let mut faces = Faces::default();
        for font in
            of_theme.chain(of_typst).filter(|font| !without_color || !has_color(font.data(), font.index()))
        {
            faces.push(font.info().clone(), Face::Loaded(font));
        }
        Self {
            own: Arc::new(faces),
            system: theme.system_fonts().cloned(),
            all: OnceLock::new(),
            without_color,
        }
    }

    /// Checks that there are fonts of the families that a theme names.
    ///
    /// # Errors
    /// A finding for each that is not there: another face would stand in its place on every page.
    pub(crate) fn check_families(&self, fonts: &Fonts) -> Result<(), Diagnostics> {
        let named = [("text", &fonts.text), ("display", &fonts.display), ("mono", &fonts.mono)];
        let missing = |family: &str| {
            let has = |faces: &Faces| faces.book.contains_family(&family.to_lowercase());
            !has(&self.own) && !self.with_system().is_some_and(|all| has(all))
        };
        let found: Diagnostics = named
            .into_iter()
            .filter(|(_, family)| missing(family))
            .map(|(name, family)| {
                let near = nearest(family, self.own.book.families().map(|(name, _)| name));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "put its files in the theme's fonts/, or install it".to_owned(),
                };
                let message = format!("theme.toml has font.{name} = \"{family}\", and there is no such font");
                Diagnostic::error(Code::BadTheme, message).help(help)
            })
            .collect();
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// The fonts of the theme and of typst.
    pub(crate) fn own(&self) -> &Arc<Faces> {
        &self.own
    }

    /// Those and the machine's; `None` if none were handed in.
    pub(crate) fn with_system(&self) -> Option<&Arc<Faces>> {
        let system = self.system.as_ref()?;
        Some(self.all.get_or_init(|| {
            let mut faces = self.own.as_ref().clone();
            for number in 0..system.count() {
                let mut info = None;
                system.with(number, &mut |data, index| {
                    if may_be_embedded(data, index) && !(self.without_color && has_color(data, index)) {
                        info = FontInfo::new(data, index);
                    }
                });
                if let Some(info) = info {
                    let system = Arc::clone(system);
                    faces.push(info, Face::Lazy(Arc::new(Lazy { system, number, font: OnceLock::new() })));
                }
            }
            Arc::new(faces)
        }))
    }
}

/// Finds the letters that no font of the theme, of typst or of the machine can show.
pub fn find_missing_letters<'a>(theme: &Theme, letters: impl IntoIterator<Item = &'a char>) -> Vec<char> {
    let fonts = FontLibrary::new(theme);
    let unknown: Vec<char> =
        letters.into_iter().copied().filter(|&letter| !fonts.own().shows(letter)).collect();
    if unknown.is_empty() {
        return unknown;
    }
    let Some(all) = fonts.with_system() else { return unknown };
    unknown.into_iter().filter(|&letter| !all.shows(letter)).collect()
}

/// A list of faces, numbered as typst's font book numbers them.
#[derive(Clone, Default)]
pub(crate) struct Faces {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
    coverage: CharacterSet,
}

#[derive(Clone)]
enum Face {
    Loaded(Font),
    Lazy(Arc<Lazy>),
}

struct Lazy {
    system: Arc<dyn SystemFonts>,
    number: usize,
    font: OnceLock<Option<Font>>,
}

impl Faces {
    fn push(&mut self, info: FontInfo, face: Face) {
        // A font of last resort has a box for everything; it shows nothing.
        if !info.is_last_resort() {
            self.coverage.extend(info.coverage.iter());
            self.book.push(info);
            self.faces.push(face);
        }
    }

    /// The book in which typst looks fonts up.
    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The face of a number; read from the machine if need be.
    pub(crate) fn font(&self, number: usize) -> Option<Font> {
        match self.faces.get(number)? {
            Face::Loaded(font) => Some(font.clone()),
            Face::Lazy(lazy) => lazy
                .font
                .get_or_init(|| {
                    let mut font = None;
                    lazy.system.with(lazy.number, &mut |data, index| {
                        font = Font::new(Bytes::new(data.to_vec()), index);
                    });
                    font
                })
                .clone(),
        }
    }

    /// True if a font has a glyph for the character, or none is needed.
    pub(crate) fn shows(&self, character: char) -> bool {
        typst::text::is_default_ignorable(character) || self.coverage.contains(character)
    }
}

/// A set of characters, one bit for each scalar value.
#[derive(Clone, Default)]
struct CharacterSet(Vec<u64>);

impl CharacterSet {
    fn extend(&mut self, codepoints: impl Iterator<Item = u32>) {
        for codepoint in codepoints.filter(|&codepoint| codepoint <= u32::from(char::MAX)) {
            let word = codepoint as usize / 64;
            if word >= self.0.len() {
                self.0.resize(word + 1, 0);
            }
            if let Some(bits) = self.0.get_mut(word) {
                *bits |= 1 << (codepoint % 64);
            }
        }
    }

    fn contains(&self, character: char) -> bool {
        let codepoint = u32::from(character);
        self.0.get(codepoint as usize / 64).is_some_and(|bits| bits >> (codepoint % 64) & 1 == 1)
    }
}

/// False for a font whose licence forbids embedding (OpenType `OS/2`, `fsType`: usage permissions 2 is "restricted
/// licence"), which PDF/A refuses.
fn may_be_embedded(data: &[u8], index: u32) -> bool {
    let permissions = || Some(u16::from_be_bytes(read_bytes(data, find_table(data, index, *b"OS/2")? + 8)?));
    permissions().is_none_or(|bits| bits & 0xF != 2)
}

/// True for a font whose glyphs have colours of their own (OpenType tables of colour and bitmap glyphs).
fn has_color(data: &[u8], index: u32) -> bool {
    [*b"COLR", *b"CBDT", *b"sbix", *b"SVG "].into_iter().any(|tag| find_table(data, index, tag).is_some())
}

/// Finds the offset of a table of a font (OpenType, "Font file").
fn find_table(data: &[u8], index: u32, tag: [u8; 4]) -> Option<usize> {
    let offset = |at: usize| read_bytes(data, at).map(|bytes| u32::from_be_bytes(bytes) as usize);
    let start = match data.starts_with(b"ttcf") {
        true => offset(12 + 4 * index as usize)?,
        false => 0,
    };
    let tables = usize::from(u16::from_be_bytes(read_bytes(data, start + 4)?));
    let record = (0..tables).map(|n| start + 12 + 16 * n).find(|&at| read_bytes(data, at) == Some(tag))?;
    offset(record + 8)
}

fn read_bytes<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_is_not_there_is_an_error_with_what_is_near() {
        let theme = Theme::builtin("default").unwrap();
        let library = FontLibrary::new(&theme);
        assert!(library.check_families(&theme.tokens.font).is_ok());
        let typo = Fonts { display: "Source Sanz 3".to_owned(), ..theme.tokens.font };
        let found = library.check_families(&typo).unwrap_err();
        assert!(found[0].message.contains("font.display"), "{found:?}");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `Source Sans 3`?"));
    }
}
