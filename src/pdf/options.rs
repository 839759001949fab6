//! The options that typst writes files with.

use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandards, Timestamp};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Date, Document};

/// Gives the options that typst writes a document with. A document without a date is a warning.
pub(crate) fn pdf_options(
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
            .and_then(parse_timestamp)
            .or_else(|| Datetime::from_ymd_hms(1970, 1, 1, 0, 0, 0).map(Timestamp::new_utc)),
        page_ranges: None,
        standards: standards.clone(),
        tagged,
        pretty: false,
    }
}

/// The date as the PDF states it, with its offset.
fn parse_timestamp(date: Date) -> Option<Timestamp> {
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
