//! The PDF to read.

use lopdf::{Document as File, Object};
use typst_pdf::{PdfStandard, PdfStandards};

use super::{
    engine::{Engine, Made},
    fonts::FontShelf,
    options, picture,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::Document,
    render::{Backend, Context, Edition, EditionKind},
    theme::Theme,
};

/// The PDF to read in the registry.
pub(crate) const KIND: EditionKind = EditionKind {
    name: "pdf",
    extension: "pdf",
    summary: "PDF to read: tagged, PDF/UA-1 and PDF/A-2a",
    after: None,
    prepare,
};

struct Reading {
    engine: Engine,
    standards: PdfStandards,
}

/// Prepares the edition for a theme.
///
/// # Errors
/// A template is missing or is not well-formed.
fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| vec![Diagnostic::error(Code::EditionFailed, error.message().to_string())])?;
    Ok(Box::new(Reading { engine: Engine::new(theme, FontShelf::new(theme))?, standards }))
}

impl Backend for Reading {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Diagnostics::new();
        let options = options(document, &self.standards, true, &mut warnings);
        let made = self.engine.make(document, context, None, &options, &|index, _| {
            let asset = document.asset(index).ok_or("it is not there")?;
            picture::for_screen(asset, context.darkroom)
        })?;
        let file = finish(&made).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the PDF could not be finished: {error}"))]
        })?;
        let mut edition = Edition::of(format!("{}.{}", document.metadata.slug, KIND.extension), file);
        edition.warnings = made.warnings;
        edition.warnings.extend(warnings);
        Ok(edition)
    }
}

/// Puts the pictures in, and takes out the catalog's `/Suspects false`, which says what is so anyway (ISO 32000-1, table
/// 321) but which poppler takes for an error.
fn finish(made: &Made) -> lopdf::Result<Vec<u8>> {
    let mut file = File::load_mem(&made.file)?;
    let catalog = file.catalog_mut()?;
    if let Ok(Object::Dictionary(marks)) = catalog.get_mut(b"MarkInfo") {
        marks.remove(b"Suspects");
    }
    let pictures = made.pictures.iter().map(|(number, shown)| (*number, shown.picture.clone())).collect();
    picture::place(&mut file, &pictures, |_, color, stand_in| match color {
        picture::Color::Gray => "DeviceGray".into(),
        picture::Color::Rgb | picture::Color::Cmyk => stand_in,
    });
    let mut out = Vec::with_capacity(made.file.len());
    file.save_to(&mut out)?;
    Ok(out)
}
