//! The PDF for the press: PDF/X-4 (ISO 15930-7), text and rules in black ink alone, and a report of what the press gets.
//!
//! typst sets the pages in K only; pictures become the inks of the preset's output profile (`inks`); `finish` makes the file
//! a PDF/X-4, with `printer_marks` around the page where the preset wants them; `preflight` reads the finished file and reports.

mod finish;
mod inks;
mod pages;
mod preflight;
mod printer_marks;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use typst_pdf::{PdfStandard, PdfStandards};

use self::{finish::FinishContext, inks::InkConverter};
use crate::{
    engine::{Engine, PlacedPicture, TypesetJob},
    file,
    fonts::FontLibrary,
    options::pdf_options,
    strips::find_strips,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Document, paths::edition_file};
use pressroom_images::ImageError;
use pressroom_pdf_file::PdfError;
use pressroom_render::{Backend, Context, Edition, EditionKind, Pagination};
use pressroom_theme::{Press, Theme, TokenTable};

/// The PDF for the press in the registry.
pub const KIND: EditionKind = EditionKind {
    name: "print",
    extension: "print.pdf",
    summary: "PDF for the press: PDF/X-4, text in black only, with a preflight report",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["pdf/", "fonts/"],
    theme_tables: &[TokenTable::Light, TokenTable::Font, TokenTable::Page, TokenTable::Print],
    tables: &[],
    prepare,
};

/// Pictures coarser than this are an error: one would see the squares.
const LEAST_PPI: f64 = 100.0;

struct PressBackend {
    engine: Engine,
    standards: PdfStandards,
    press: Press,
    inks: InkConverter,
    /// The output profile, deflated.
    profile: Vec<u8>,
}

/// Prepares the edition for a theme.
///
/// # Errors
/// No preset, an output profile that can't be used, or a template that is missing or not well-formed.
fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let failed = |message: String| vec![Diagnostic::error(Code::BadTheme, message)];
    let standards = PdfStandards::new(&[PdfStandard::V_1_6])
        .map_err(|error| vec![Diagnostic::error(Code::EditionFailed, error.message().to_string())])?;
    let press = theme.press().cloned().ok_or_else(|| {
        let finding =
            Diagnostic::error(Code::BadTheme, "neither theme nor pressroom.toml names a print preset");
        vec![finding.help("write preset = \"newspaper\" or \"magazine\" under [print]")]
    })?;
    let inks = InkConverter::new(&press)
        .map_err(|error| failed(format!("the profile `{}` {error}", press.profile.path)))?;
    let fonts = FontLibrary::without_color(theme);
    let profile = file::deflate(&press.profile.bytes);
    Ok(Box::new(PressBackend { engine: Engine::new(theme, fonts)?, standards, press, inks, profile }))
}

impl Backend for PressBackend {
    fn lacking(&self, document: &Document) -> BTreeSet<char> {
        self.engine.lacking(document)
    }

    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut warnings = Diagnostics::new();
        let options = pdf_options(document, &self.standards, false, &mut warnings);
        let mut typeset = self.engine.typeset(&TypesetJob {
            document,
            context,
            press: Some(&self.press),
            options: &options,
            first_page: None,
            prepare: &|index, width| {
                let asset = document.asset(index).ok_or(ImageError::Missing)?;
                self.inks.prepare_picture(asset, width.to_inches(), context.image_cache)
            },
        })?;
        warnings.append(&mut typeset.warnings);
        warnings.extend(self.check_resolution(document, &typeset.pictures)?);
        warnings.extend(find_strips(document, &typeset.pictures));
        let smallest = preflight::find_smallest_type(&typeset.paged);
        if let Some(smallest) =
            smallest.as_ref().filter(|smallest| smallest.points < self.press.smallest_type - 0.01)
        {
            let (text, page, points) = (&smallest.text, smallest.page, smallest.points);
            let least = self.press.smallest_type;
            let message = format!(
                "`{text}` on page {page} is set in {points:.1} points; the preset `{}` holds type from {least} points",
                self.press.name
            );
            warnings.push(Diagnostic::warning(Code::Coarse, message));
        }
        let context = FinishContext {
            document,
            press: &self.press,
            profile: &self.profile,
            condition: self.inks.description(),
        };
        let failed = |error: PdfError| {
            let message = format!("the file for the press could not be finished: {error}");
            vec![Diagnostic::error(Code::EditionFailed, message)]
        };
        let file = finish::finish_file(&typeset, &context).map_err(failed)?;
        let name = edition_file(&document.metadata.slug, KIND.extension);
        let pages = Pagination {
            source: format!("{} ({name})", document.metadata.headline),
            pages: pages::find_page_starts(&typeset.paged, &typeset.runs),
        };
        let report = preflight::write_report(&file, &name, &context, &typeset, smallest.as_ref(), &warnings);
        let report = report.map_err(failed)?;
        Ok(Edition {
            files: BTreeMap::from([
                (name, Arc::from(file)),
                (edition_file(&document.metadata.slug, "preflight.json"), Arc::from(report.into_bytes())),
            ]),
            warnings,
            pages: Some(pages),
        })
    }

    fn is_parallel(&self) -> bool {
        true
    }
}

impl PressBackend {
    /// Warns of pictures that are coarser than the preset wants.
    ///
    /// # Errors
    /// Pictures that are so coarse that nobody would print them.
    fn check_resolution(
        &self,
        document: &Document,
        pictures: &BTreeMap<usize, PlacedPicture>,
    ) -> Result<Diagnostics, Diagnostics> {
        let mut found = Diagnostics::new();
        for shown in pictures.values() {
            let Some(asset) = document.asset(shown.asset) else { continue };
            let inches = shown.width.to_inches();
            let ppi = f64::from(asset.width) / inches;
            let message = format!(
                "`{}` is printed {:.0} mm wide, at {ppi:.0} pixels per inch; the preset `{}` wants {}",
                asset.path,
                inches * 25.4,
                self.press.name,
                self.press.ppi
            );
            let finding = match ppi {
                _ if ppi < LEAST_PPI - 0.5 => Diagnostic::error(Code::Coarse, message),
                _ if ppi < self.press.ppi - 0.5 => Diagnostic::warning(Code::Coarse, message),
                _ => continue,
            };
            let wanted = (inches * self.press.ppi).ceil();
            let help = format!("a picture {wanted:.0} pixels wide is as fine as the preset wants");
            found.push(finding.with_span(shown.span).help(help));
        }
        if found.iter().any(Diagnostic::is_error) { Err(found) } else { Ok(found) }
    }
}

#[cfg(test)]
mod tests;
