//! The PDF to read.

use lopdf::{Document as File, Object};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{
    engine::{Engine, Made},
    fonts::FontShelf,
    options, picture,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::Document;
use pressroom_render::{Backend, Context, Edition, EditionKind};
use pressroom_theme::Theme;

/// The PDF to read in the registry.
pub const KIND: EditionKind = EditionKind {
    name: "pdf",
    extension: "pdf",
    summary: "PDF to read: tagged, PDF/UA-1 and PDF/A-2a",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["pdf/", "fonts/"],
    prepare,
};

/// The typesetter of PDFs to read.
pub(super) struct Reading {
    engine: Engine,
    pub(super) standards: PdfStandards,
}

/// Prepares the edition for a theme.
///
/// # Errors
/// A template is missing or is not well-formed.
fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(reading(theme)?))
}

/// Prepares the typesetter for a theme.
///
/// # Errors
/// A template is missing or is not well-formed.
pub(super) fn reading(theme: &Theme) -> Result<Reading, Diagnostics> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| vec![Diagnostic::error(Code::EditionFailed, error.message().to_string())])?;
    Ok(Reading { engine: Engine::new(theme, FontShelf::new(theme))?, standards })
}

impl Backend for Reading {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Diagnostics::new();
        let options = options(document, &self.standards, true, &mut warnings);
        let (file, found) = self.set(document, context, &options, None)?;
        let mut edition =
            Edition::from_file(format!("{}.{}", document.metadata.slug, KIND.extension), saved(file)?);
        edition.warnings = found;
        edition.warnings.extend(warnings);
        Ok(edition)
    }

    fn is_parallel(&self) -> bool {
        true
    }
}

impl Reading {
    /// The file of a document, and what could not be shown as written. Its pages are counted from `first_page`, where it
    /// is a part of something.
    pub(super) fn set(
        &self,
        document: &Document,
        context: &Context<'_>,
        options: &PdfOptions,
        first_page: Option<usize>,
    ) -> Result<(File, Diagnostics), Diagnostics> {
        let made = self.engine.make(document, context, None, options, first_page, &|index, _| {
            let asset = document.asset(index).ok_or("it is not there")?;
            picture::for_screen(asset, context.darkroom)
        })?;
        let file = finish(&made).map_err(unfinished)?;
        Ok((file, made.warnings))
    }
}

/// The bytes of a file.
pub(super) fn saved(mut file: File) -> Result<Vec<u8>, Diagnostics> {
    let mut out = Vec::new();
    file.save_to(&mut out).map_err(|error| unfinished(error.into()))?;
    Ok(out)
}

pub(super) fn unfinished(error: lopdf::Error) -> Diagnostics {
    vec![Diagnostic::error(Code::EditionFailed, format!("the PDF could not be finished: {error}"))]
}

/// Puts the pictures in, and takes out the catalog's `/Suspects false`, which says what is so anyway (ISO 32000-1, table
/// 321) but which poppler takes for an error.
fn finish(made: &Made) -> lopdf::Result<File> {
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
    Ok(file)
}
