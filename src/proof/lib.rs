//! The galley proof: the paper that editors, fact-checkers and lawyers mark up.
//!
//! One plain family, wide leading, a wide margin to write in, line numbers through the whole document, links spelt out,
//! footnotes at the end of their card. genpdf paints it; everything that genpdf is known to do badly is done here:
//!
//! 1. `compose` turns the document into rows; `lines` chooses the glyphs from `fonts` and breaks lines;
//! 2. `page` fills sheets with rows;
//! 3. `fonts::subset` cuts a small font for each face that was used; `paint` hands sheets and a stand-in font to genpdf;
//! 4. `finish` writes the painted pages into a file with title, language, dates, outline, links: the same bytes for the
//!    same document.
//!
//! genpdf does no shaping: it sets one glyph after the other. Arabic is joined by presentation forms, right to
//! left text is set in visual order, marks are put over and under their letters, and the file says which character each
//! glyph stands for. Indic and South-East Asian letters stand side by side. Each such script is a [`Code::Simplified`]
//! warning. A character that no font of the theme or the machine has is printed, and copied, as `[U+XXXX]`, with a
//! [`Code::MissingGlyph`] warning.
//!
//! A reader who copies from the file gets the text of the document, with these exceptions:
//!
//! - running heads, line numbers, folios, the targets of links and repeated heads of tables come with it;
//! - soft hyphens and other invisible characters are left out;
//! - a word that was broken has a line end in it;
//! - right-to-left lines, with their brackets and numbers, are in logical order only if the reader restores it (poppler does it
//!   for words, MuPDF gives visual order).

mod compose;
mod finish;
mod fonts;
mod lines;
mod page;
mod paint;
mod paper;
mod picture;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use finish::{EmbeddedFont, ProofParts};
use fonts::{DocumentFonts, Faces};
use page::Sheet;
use paper::Paper;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Document, paths::edition_file, text::document_lines};
use pressroom_render::{Backend, Context, Edition, EditionKind, in_edition};
use pressroom_theme::{Page, Theme, TokenTable};

/// The proof in the registry.
pub const KIND: EditionKind = EditionKind {
    name: "proof",
    extension: "proof.pdf",
    summary: "galley proof to mark up on paper: numbered lines, wide margin, links spelt out",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["fonts/"],
    theme_tables: &[TokenTable::Font, TokenTable::Page],
    tables: &[],
    prepare,
};

struct Proof {
    faces: Faces,
    page: Page,
}

/// Reads the theme's fonts.
///
/// # Errors
/// A finding where the theme has no usable font.
pub(crate) fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let faces = Faces::load(theme).map_err(|finding| in_edition(KIND.name, vec![finding]))?;
    Ok(Box::new(Proof { faces, page: theme.tokens.page.clone() }))
}

impl Backend for Proof {
    fn lacking(&self, document: &Document) -> BTreeSet<char> {
        let lines = document_lines(document);
        let characters = lines.iter().flat_map(|line| line.chars());
        let is_shown = |character: char| self.faces.find(character, false, false).is_some();
        characters.filter(|character| !character.is_whitespace() && !is_shown(*character)).collect()
    }

    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let metadata = &document.metadata;
        let paper = Paper::choose(&self.page, metadata.language.direction());
        let mut fonts = DocumentFonts::new(&self.faces);
        let mut galley = compose::compose(document, context, &mut fonts, paper.measure);
        if let Some(finding) = fonts.check_coverage(document) {
            return Err(in_edition(KIND.name, vec![finding]));
        }
        let sheets = page::paginate(&mut galley, document, context, &mut fonts, paper);
        let sheets: Arc<[Sheet]> = sheets.into();
        let failed = |error: &dyn std::fmt::Display| {
            let message = format!("the proof could not be set: {error}");
            in_edition(KIND.name, vec![Diagnostic::error(Code::EditionFailed, message)])
        };
        let painted = paint::paint_sheets(&sheets, &fonts, paper).map_err(|error| failed(&error))?;
        let subsets: Vec<Vec<u8>> =
            fonts.used_faces().map(|(_, face, slots)| fonts::cut_subset(face, slots)).collect();
        let embedded: Vec<EmbeddedFont<'_>> = fonts
            .used_faces()
            .zip(&subsets)
            .map(|((_, face, slots), file)| EmbeddedFont { face, slots, file })
            .collect();
        let parts = ProofParts {
            metadata,
            sheets: &sheets,
            fonts: &embedded,
            places: &painted.places,
            pictures: &galley.pictures,
            links: &galley.links,
            paper,
        };
        let file = finish::write_file(&painted.files, &parts).map_err(|error| failed(&error))?;
        let mut edition = Edition::from_file(edition_file(&metadata.slug, KIND.extension), file);
        edition.warnings = galley.found;
        edition.warnings.extend(fonts.warnings(&metadata.language));
        edition.warnings = in_edition(KIND.name, edition.warnings);
        Ok(edition)
    }
}
