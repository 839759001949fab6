//! The PDF to read.

use std::collections::BTreeSet;

use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{
    engine::{Engine, TypesetDocument, TypesetJob},
    file::{self, ColorSpace},
    fonts::FontLibrary,
    options::pdf_options,
    strips::find_strips,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Document, paths::edition_file};
use pressroom_images::ImageError;
use pressroom_pdf_file::{self as pdf_file, PdfError, PdfFile};
use pressroom_render::{Backend, Context, Edition, EditionKind};
use pressroom_theme::{Theme, TokenTable};

/// The PDF to read in the registry.
pub const KIND: EditionKind = EditionKind {
    name: "pdf",
    extension: "pdf",
    summary: "PDF to read: tagged, PDF/UA-1 and PDF/A-2a",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["pdf/", "fonts/"],
    theme_tables: &[TokenTable::Light, TokenTable::Font, TokenTable::Page],
    tables: &[],
    prepare,
};

/// The backend of PDFs to read.
pub(crate) struct ScreenBackend {
    engine: Engine,
    pub(crate) standards: PdfStandards,
}

/// Prepares the edition for a theme.
///
/// # Errors
/// A template is missing or is not well-formed.
fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(ScreenBackend::new(theme)?))
}

impl Backend for ScreenBackend {
    fn lacking(&self, document: &Document) -> BTreeSet<char> {
        self.engine.lacking(document)
    }

    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Diagnostics::new();
        let options = pdf_options(document, &self.standards, true, &mut warnings);
        let (file, found) = self.typeset(document, context, &options, None)?;
        let mut edition = Edition::from_file(
            edition_file(&document.metadata.slug, KIND.extension),
            file.save().map_err(finishing_failed)?,
        );
        edition.warnings = found;
        edition.warnings.extend(warnings);
        Ok(edition)
    }

    fn is_parallel(&self) -> bool {
        true
    }
}

impl ScreenBackend {
    /// Prepares the typesetter for a theme.
    ///
    /// # Errors
    /// A template is missing or is not well-formed.
    pub(crate) fn new(theme: &Theme) -> Result<Self, Diagnostics> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .map_err(|error| vec![Diagnostic::error(Code::EditionFailed, error.message().to_string())])?;
        Ok(Self { engine: Engine::new(theme, FontLibrary::new(theme))?, standards })
    }

    /// Sets a document; gives its file, and warnings about what can't be shown as written. Its pages are counted from `first_page`, where it
    /// is a part of something.
    pub(crate) fn typeset(
        &self,
        document: &Document,
        context: &Context<'_>,
        options: &PdfOptions,
        first_page: Option<usize>,
    ) -> Result<(PdfFile, Diagnostics), Diagnostics> {
        let mut typeset = self.engine.typeset(&TypesetJob {
            document,
            context,
            press: None,
            options,
            first_page,
            prepare: &|index, width| {
                let asset = document.asset(index).ok_or(ImageError::Missing)?;
                file::convert_for_screen(asset, width.to_inches(), context.image_cache)
            },
        })?;
        let file = finish_file(&typeset).map_err(finishing_failed)?;
        typeset.warnings.extend(find_strips(document, &typeset.pictures));
        Ok((file, typeset.warnings))
    }
}

/// Reports that a file could not be finished.
pub(crate) fn finishing_failed(error: PdfError) -> Diagnostics {
    vec![Diagnostic::error(Code::EditionFailed, format!("the PDF could not be finished: {error}"))]
}

/// Puts the pictures in, and takes out the catalog's `/Suspects false`, which says what is so anyway (ISO 32000-1, table
/// 321) but which poppler takes for an error.
fn finish_file(typeset: &TypesetDocument) -> pdf_file::Result<PdfFile> {
    let mut file = PdfFile::load(&typeset.file)?;
    file.remove_from_catalog_entry("MarkInfo", "Suspects")?;
    let pictures = typeset.pictures.iter().map(|(number, shown)| (*number, shown.picture.clone())).collect();
    file::replace_stand_ins(&mut file, &pictures, |_, color, stand_in| match color {
        ColorSpace::Gray => "DeviceGray".into(),
        ColorSpace::Rgb | ColorSpace::Cmyk => stand_in,
    });
    Ok(file)
}
