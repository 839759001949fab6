//! The PDF to read: tagged, PDF/UA-1 and PDF/A-2a at once, set by typst.
//!
//! The theme's templates (`pdf/*.typ`) are fixed; a document reaches them as data, in a virtual file `document.json`, and is
//! never read as markup. Templates, library and fonts are prepared once and shared.
//!
//! Every word comes back from the file's text (`pdftotext`), with these differences: a hyphenated word has a soft hyphen
//! (U+00AD) and a line end in it, a word longer than its line only the line end; notes stand at the foot of their page, between
//! running foot and head; a character without a glyph is its sign; in Arabic and Hebrew, poppler puts combining marks before
//! their letters and wraps numbers in bidirectional controls.

mod fonts;
mod picture;
mod project;
mod stage;
mod text;
mod world;

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;
use typst::{
    WorldExt, comemo,
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Smart},
    layout::{Frame, FrameItem},
    syntax::FileId,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::{
    fonts::{Faces, FontShelf},
    project::{Projection, project},
    stage::Stages,
    world::{Page, Templates},
};
use super::{Backend, Context, Edition};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span},
    model::{Date, Document, text::document_lines},
    theme::{Theme, Tokens},
};

/// How often a document is set again because its fonts failed to shape what they have the characters of.
const MAX_TRIES: usize = 4;

/// What the engine remembered is forgotten when this many documents were finished since it was last of use.
///
/// Eviction is global. With 1 or 2, documents that finish on other threads would take from a long one what it is about to
/// use again; with many more, memory would hold the layouts of documents that are long done.
const MEMORY: usize = 8;

/// The most text that one document may have, in bytes: about a thousand pages, and a gigabyte while they are set.
const MAX_TEXT: usize = 4 << 20;

/// Prepares the edition for a theme.
///
/// # Errors
/// A template is missing or is not well-formed.
pub(crate) fn prepare(theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| vec![Diagnostic::error(Code::EditionFailed, error.message().to_string())])?;
    let fonts = FontShelf::new(theme);
    fonts.check(&theme.tokens.font)?;
    Ok(Box::new(Pdf {
        templates: Templates::new(theme)?,
        fonts,
        tokens: theme.tokens.clone(),
        standards,
        stages: Stages::default(),
    }))
}

struct Pdf {
    templates: Templates,
    fonts: FontShelf,
    tokens: Tokens,
    standards: PdfStandards,
    stages: Stages,
}

impl Backend for Pdf {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let result = self.stages.run(|| self.make(document, context));
        comemo::evict(MEMORY);
        result
    }
}

impl Pdf {
    fn make(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let length: usize = document_lines(document).iter().map(String::len).sum();
        if length > MAX_TEXT {
            let message =
                format!("{length} bytes of text are too many for one PDF: at most {MAX_TEXT} are set");
            let finding = Diagnostic::error(Code::EditionFailed, message).help("divide the document");
            return Err(vec![finding]);
        }
        let mut faces = self.fonts.own();
        let mut unshaped = BTreeSet::new();
        for attempt in 1.. {
            let mut projection = project(document, context, &self.tokens, (faces, None), &unshaped);
            if projection.lacks_glyphs
                && let Some(all) = self.fonts.with_system().filter(|all| !Arc::ptr_eq(all, faces))
            {
                let helped = project(document, context, &self.tokens, (faces, Some(all)), &unshaped);
                if helped.other_fonts_help {
                    faces = all;
                    projection = project(document, context, &self.tokens, (faces, None), &unshaped);
                }
            }
            let paged = match self.set(&projection, faces) {
                Ok(paged) => paged,
                Err(errors) => return Err(self.explain(&errors, &projection, document, faces)),
            };
            let found = missing_glyphs(&paged);
            if attempt < MAX_TRIES && !found.is_empty() && found.iter().any(|text| !unshaped.contains(text)) {
                unshaped.extend(found);
                continue;
            }
            let mut warnings = projection.warnings.clone();
            let options = self.options(document, &mut warnings);
            return match typst_pdf::pdf(&paged, &options) {
                Ok(mut bytes) => {
                    forget_suspects(&mut bytes);
                    let mut edition = Edition::of(format!("{}.pdf", document.metadata.slug), bytes);
                    edition.warnings = warnings;
                    Ok(edition)
                }
                Err(errors) => Err(self.explain(&errors, &projection, document, faces)),
            };
        }
        Err(vec![Diagnostic::error(Code::EditionFailed, "the fonts could not be settled")])
    }

    /// Sets the pages.
    fn set(
        &self,
        projection: &Projection,
        faces: &Arc<Faces>,
    ) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        let page = self.page(&projection.json, projection, faces);
        typst::compile::<PagedDocument>(&page).output.map_err(|errors| errors.into_iter().collect())
    }

    fn page<'a>(&'a self, json: &Value, projection: &Projection, faces: &Arc<Faces>) -> Page<'a> {
        Page {
            templates: &self.templates,
            faces: Arc::clone(faces),
            document: Bytes::from_string(json.to_string()),
            pictures: projection.pictures.clone(),
        }
    }

    fn options(&self, document: &Document, warnings: &mut Diagnostics) -> PdfOptions {
        let metadata = &document.metadata;
        let date = metadata.date_modified.or(metadata.date_published);
        if date.is_none() {
            let message = "PDF/A wants a date and the document has none; the file says 1970-01-01";
            warnings.push(Diagnostic::warning(Code::Defaulted, message));
        }
        let ident = metadata.canonical_url.clone().unwrap_or_else(|| format!("pressroom:{}", metadata.slug));
        PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some("Pressroom".to_owned())),
            timestamp: date
                .and_then(timestamp)
                .or_else(|| Datetime::from_ymd_hms(1970, 1, 1, 0, 0, 0).map(Timestamp::new_utc)),
            page_ranges: None,
            standards: self.standards.clone(),
            tagged: true,
            pretty: false,
        }
    }

    /// The engine's errors as findings, at the block that they come from where that can be told.
    fn explain(
        &self,
        errors: &[SourceDiagnostic],
        projection: &Projection,
        document: &Document,
        faces: &Arc<Faces>,
    ) -> Diagnostics {
        let span = errors.first().and_then(|error| self.culprit(&error.message, projection, document, faces));
        let page = self.page(&Value::Null, projection, faces);
        errors
            .iter()
            .map(|error| {
                let place = error.span.id().and_then(|id: FileId| {
                    let at = page.range(error.span).map_or(0, |range| range.start);
                    self.templates.place(id, at)
                });
                let message = match place {
                    Some(place) => format!("typst could not set the document: {} ({place})", error.message),
                    None => format!("typst could not set the document: {}", error.message),
                };
                let finding = Diagnostic::error(Code::EditionFailed, message);
                let help = error.hints.iter().map(|hint| hint.v.as_str()).collect::<Vec<_>>().join("; ");
                Diagnostic { span, help: Some(help).filter(|help| !help.is_empty()), ..finding }
            })
            .collect()
    }

    /// The block without which the same error does not come: found by halving, so that a long document takes few tries.
    fn culprit(
        &self,
        message: &str,
        projection: &Projection,
        document: &Document,
        faces: &Arc<Faces>,
    ) -> Option<Span> {
        let fails = |keep: std::ops::Range<usize>| {
            let mut json = projection.json.clone();
            project::keep_blocks(&mut json, &keep);
            let page = self.page(&json, projection, faces);
            let errors = match typst::compile::<PagedDocument>(&page).output {
                Ok(paged) => typst_pdf::pdf(&paged, &self.options(document, &mut Vec::new())).err(),
                Err(errors) => Some(errors),
            };
            errors.is_some_and(|errors| errors.iter().any(|error| error.message == message))
        };
        let spans: Vec<Span> = project::top_blocks(document).map(crate::model::Block::span).collect();
        let mut range = 0..spans.len();
        if range.is_empty() || fails(0..0) {
            return None;
        }
        while range.len() > 1 {
            let middle = range.start + range.len() / 2;
            range = match (fails(range.start..middle), fails(middle..range.end)) {
                (true, _) => range.start..middle,
                (false, true) => middle..range.end,
                (false, false) => return None,
            };
        }
        fails(range.clone()).then(|| spans.get(range.start).copied()).flatten()
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

/// Blanks the catalog's `/Suspects false`, which says what is so anyway (ISO 32000-1, table 321) but which poppler takes
/// for an error. The catalog is the last object, so the last match is in it; no byte moves.
fn forget_suspects(bytes: &mut [u8]) {
    let (info, key) = (b"/MarkInfo<</Marked true/Suspects false>>".as_slice(), b"/Suspects false".len());
    if let Some(at) = bytes.windows(info.len()).rposition(|window| window == info) {
        let end = at + info.len() - b">>".len();
        if let Some(written) = bytes.get_mut(end - key..end) {
            written.fill(b' ');
        }
    }
}

/// The texts that the fonts could not shape although each has its characters somewhere.
fn missing_glyphs(paged: &PagedDocument) -> BTreeSet<String> {
    fn walk(frame: &Frame, found: &mut BTreeSet<String>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, found),
                FrameItem::Text(text) => {
                    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
                    for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                        let range = glyph.range();
                        match pieces.last_mut() {
                            Some(last) if last.end == range.start => last.end = range.end,
                            Some(last) if last.start == range.end => last.start = range.start,
                            _ => pieces.push(range),
                        }
                    }
                    found.extend(
                        pieces.into_iter().filter_map(|range| Some(text.text.get(range)?.to_owned())),
                    );
                }
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    paged.pages().iter().for_each(|page| walk(&page.frame, &mut found));
    found
}

#[cfg(test)]
mod setting_tests;
#[cfg(test)]
mod tests;
