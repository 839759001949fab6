//! PDFs that typst sets: one to read (tagged, PDF/UA-1 and PDF/A-2a at once) and one for the press (PDF/X-4).
//!
//! The theme's templates (`pdf/*.typ`) are fixed; a document reaches them as data, in a virtual file `document.json`, and is
//! never read as markup. Templates, library and fonts are prepared once and shared. A finishing pass puts the pictures in.
//!
//! Every word comes back from the file's text (`pdftotext`), with these differences: a hyphenated word has a soft hyphen
//! (U+00AD) and a line end in it, a word longer than its line only the line end; notes stand at the foot of their page, between
//! running foot and head; a character without a glyph is its sign; in Arabic and Hebrew, poppler puts combining marks before
//! their letters and wraps numbers in bidirectional controls.

mod combining_marks;
mod cuts;
mod engine;
mod fonts;
mod issue;
mod merge;
mod picture;
mod print;
mod project;
mod reading;
mod stage;
mod text;
mod world;

use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandards, Timestamp};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Date, Document};

pub use engine::forget_layouts;
pub use issue::DIGEST;
pub use print::KIND as PRINT;
pub use reading::KIND as PDF;

/// How a document is written. A document without a date is a warning.
fn options(
    document: &Document,
    standards: &PdfStandards,
    tagged: bool,
    warnings: &mut Diagnostics,
) -> PdfOptions {
    let metadata = &document.metadata;
    let date = metadata.date_modified.or(metadata.date_published);
    if date.is_none() {
        let message = "a PDF wants a date and the document has none; the file says 1970-01-01";
        warnings.push(Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingDate));
    }
    let ident = metadata.canonical_url.clone().unwrap_or_else(|| format!("pressroom:{}", metadata.slug));
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Pressroom".to_owned())),
        timestamp: date
            .and_then(timestamp)
            .or_else(|| Datetime::from_ymd_hms(1970, 1, 1, 0, 0, 0).map(Timestamp::new_utc)),
        page_ranges: None,
        standards: standards.clone(),
        tagged,
        pretty: false,
    }
}

/// The date as the PDF states it, with its offset.
fn timestamp(date: Date) -> Option<Timestamp> {
    let text = date.rfc3339();
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    let datetime = Datetime::from_ymd_hms(
        text.get(0..4)?.parse().ok()?,
        number(5..7)?,
        number(8..10)?,
        number(11..13)?,
        number(14..16)?,
        number(17..19)?,
    )?;
    let minutes = i32::from(number(20..22)?) * 60 + i32::from(number(23..25)?);
    match text.get(19..20)? {
        _ if minutes == 0 => Some(Timestamp::new_utc(datetime)),
        "-" => Timestamp::new_local(datetime, -minutes),
        _ => Timestamp::new_local(datetime, minutes),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod setting_tests;
