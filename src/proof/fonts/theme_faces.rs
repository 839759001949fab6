//! The theme's faces, read once per run, and the order in which they are tried.

use std::sync::Arc;

use ttf_parser::fonts_in_collection;

use super::{face::Face, system::SystemFaces};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_theme::Theme;

/// The family that a proof is set in where the theme has it.
const PLAIN: &str = "Source Sans 3";

/// All faces of a theme and the order in which they are tried.
pub(crate) struct Faces {
    all: Vec<Face>,
    /// Families in the order in which they are tried; each as regular, bold, italic, bold italic.
    families: Vec<[usize; 4]>,
    /// Faces from outside the theme.
    pub(crate) system: SystemFaces,
}

impl Faces {
    /// Reads the fonts below `fonts/` of a theme. DocumentFonts with neither TrueType nor CFF outlines are left out.
    ///
    /// # Errors
    /// The theme has no such font.
    pub(crate) fn load(theme: &Theme) -> Result<Self, Diagnostic> {
        let all: Vec<Face> = theme
            .files_below("fonts/")
            .filter(|(path, _)| {
                [".ttf", ".otf", ".ttc", ".otc"].iter().any(|extension| path.ends_with(extension))
            })
            .flat_map(|(_, data)| {
                let (data, count) = (Arc::new(data.clone()), fonts_in_collection(data).unwrap_or(1));
                (0..count).filter_map(move |index| Face::read(Arc::clone(&data), index))
            })
            .collect();
        let mut names: Vec<&str> = Vec::new();
        let font = &theme.tokens.font;
        let first = [PLAIN, font.display.as_str(), font.text.as_str()];
        let wanted = first.into_iter().chain(font.fallback.iter().map(String::as_str));
        // A proof is plain: among the fallbacks, faces without serifs come first.
        let mut rest: Vec<&str> = wanted.chain(all.iter().map(|face| face.family.as_str())).collect();
        if let Some(found) = first.into_iter().find(|name| all.iter().any(|face| face.family == *name)) {
            names.push(found);
        }
        rest.sort_by_key(|name| !name.contains("Sans"));
        for name in rest {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let families: Vec<[usize; 4]> = names.iter().filter_map(|name| find_family(&all, name)).collect();
        if families.is_empty() {
            let finding =
                format!("theme `{}` has no TrueType or CFF font in fonts/ for the proof", theme.name);
            return Err(Diagnostic::error(Code::BadTheme, finding).help("add one, such as Source Sans 3"));
        }
        Ok(Self { all, families, system: SystemFaces::new(theme.system_fonts().cloned()) })
    }

    /// The face and glyph for a character, in the first family that has it.
    pub(crate) fn find(&self, character: char, bold: bool, italic: bool) -> Option<(usize, u16)> {
        let style = usize::from(bold) + 2 * usize::from(italic);
        self.families.iter().find_map(|family| {
            let index = *family.get(style)?;
            Some((index, self.get(index)?.glyph(character)?))
        })
    }

    /// The face of an index.
    pub(crate) fn get(&self, index: usize) -> Option<&Face> {
        self.all.get(index)
    }

    /// The number of faces.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

/// The faces of a family as regular, bold, italic, bold italic; the nearest stands in for one that is missing.
fn find_family(all: &[Face], name: &str) -> Option<[usize; 4]> {
    let one = |bold: bool, italic: bool| {
        let distance = |face: &Face| usize::from(face.bold != bold) + 2 * usize::from(face.italic != italic);
        let members = all.iter().enumerate().filter(|(_, face)| face.family == name);
        members.min_by_key(|(_, face)| distance(face)).map(|(index, _)| index)
    };
    Some([one(false, false)?, one(true, false)?, one(false, true)?, one(true, true)?])
}
