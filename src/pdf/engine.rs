//! The engine that both PDFs share: a document becomes pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::Value;
use typst::{
    WorldExt, comemo,
    diag::SourceDiagnostic,
    foundations::Bytes,
    layout::{Abs, Frame, FrameItem},
    syntax::FileId,
    visualize::ImageKind,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::{
    fonts::{Faces, FontShelf},
    picture::{self, Picture},
    project::{self, Projection, Run, Setting, project},
    stage::Stages,
    world::{Page, Templates},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Document, text::document_lines};
use pressroom_render::{Context, glyphs::mostly_missing};
use pressroom_theme::{Press, Theme, Tokens};

/// How often a document is set again because its fonts failed to shape what they have the characters of.
const MAX_TRIES: usize = 4;

/// What the engine remembered is forgotten every so many documents, since all of it is looked through for that.
const ROUND: usize = 4;
/// What was of no use for so many rounds is forgotten.
///
/// Eviction is global. With fewer, documents that finish on other threads would take from a long one what it is about to use
/// again; with many more, memory would hold the layouts of documents that are long done.
const ROUNDS: usize = 2;

/// Forgets every layout that the engine remembers, so that the next document costs what the first did: for measurements.
pub fn forget_layouts() {
    comemo::evict(0);
}

/// The most text that one document may have, in bytes: about a thousand pages, and a gigabyte while they are set.
pub(super) const MAX_TEXT: usize = 4 << 20;

/// Templates, fonts and threads, prepared once for a run.
pub(super) struct Engine {
    templates: Templates,
    pub(super) fonts: FontShelf,
    tokens: Tokens,
    stages: Stages,
    /// How many documents were set.
    made: AtomicUsize,
}

/// A document as pages.
pub(super) struct Made {
    /// The file that typst made, with stand-ins for pictures.
    pub(super) file: Vec<u8>,
    /// Its pages.
    pub(super) paged: PagedDocument,
    /// The pictures on them, by number: they are to be put in the places of their stand-ins.
    pub(super) pictures: BTreeMap<usize, Shown>,
    /// For the press: the runs of text on them, by the numbers of their marks.
    pub(super) runs: Vec<Run>,
    /// What could not be shown as written.
    pub(super) warnings: Diagnostics,
}

/// A picture on the pages.
pub(super) struct Shown {
    /// The document's asset.
    pub(super) asset: usize,
    /// Where it is written first.
    pub(super) span: Span,
    /// The largest width in which it is shown.
    pub(super) width: Abs,
    /// The numbers of the pages that show it.
    pub(super) pages: BTreeSet<usize>,
    /// Made ready.
    pub(super) picture: Arc<Picture>,
}

/// Makes the picture of an asset ready that is shown so wide.
pub(super) type Develop<'a> = dyn Fn(usize, Abs) -> Result<Arc<Picture>, String> + Sync + 'a;

impl Engine {
    /// Prepares a theme.
    ///
    /// # Errors
    /// A font or a template is missing, or a template is not well-formed.
    pub(super) fn new(theme: &Theme, fonts: FontShelf) -> Result<Self, Diagnostics> {
        fonts.check(&theme.tokens.font)?;
        Ok(Self {
            templates: Templates::new(theme)?,
            fonts,
            tokens: theme.tokens.clone(),
            stages: Stages::default(),
            made: AtomicUsize::new(0),
        })
    }

    /// Sets a document: for the press if one is given; its pages are counted from `first_page`, where it is a part of
    /// something.
    ///
    /// # Errors
    /// Why it could not be set, at its place where that can be told.
    pub(super) fn make(
        &self,
        document: &Document,
        context: &Context<'_>,
        press: Option<&Press>,
        options: &PdfOptions,
        first_page: Option<usize>,
        develop: &Develop<'_>,
    ) -> Result<Made, Diagnostics> {
        let make = || self.make_here(document, context, press, options, first_page, develop);
        let result = self.stages.run(make);
        if self.made.fetch_add(1, Ordering::Relaxed) % ROUND == ROUND - 1 {
            comemo::evict(ROUNDS);
        }
        result
    }

    fn make_here(
        &self,
        document: &Document,
        context: &Context<'_>,
        press: Option<&Press>,
        options: &PdfOptions,
        first_page: Option<usize>,
        develop: &Develop<'_>,
    ) -> Result<Made, Diagnostics> {
        let length: usize = document_lines(document).iter().map(String::len).sum();
        if length > MAX_TEXT {
            let message =
                format!("{length} bytes of text are too many for one PDF: at most {MAX_TEXT} are set");
            let finding = Diagnostic::error(Code::EditionFailed, message).help("divide the document");
            return Err(vec![finding]);
        }
        let (mut faces, mut unshaped, mut broken) = (self.fonts.own(), BTreeSet::new(), BTreeMap::new());
        for attempt in 1.. {
            let setting =
                Setting { tokens: &self.tokens, press, faces, unshaped: &unshaped, broken: &broken };
            let mut projection = project(document, context, &setting, None);
            if projection.lacks_glyphs
                && let Some(all) = self.fonts.with_system().filter(|all| !Arc::ptr_eq(all, faces))
                && project(document, context, &setting, Some(all)).other_fonts_help
            {
                faces = all;
                projection = project(document, context, &Setting { faces, ..setting }, None);
            }
            if let (Some(first), Value::Object(fields)) = (first_page, &mut projection.json) {
                fields.insert("first_page".to_owned(), first.into());
            }
            if projection.lacks_glyphs
                && let Some(finding) = mostly_missing(document, &mut |letter| faces.show(letter))
            {
                return Err(vec![finding]);
            }
            let paged = match self.set(&projection, faces) {
                Ok(paged) => paged,
                Err(errors) => return Err(self.explain(&errors, &projection, (document, faces, options))),
            };
            let found = missing_glyphs(&paged);
            if attempt < MAX_TRIES && !found.is_empty() && found.iter().any(|text| !unshaped.contains(text)) {
                unshaped.extend(found);
                continue;
            }
            match develop_all(&paged, &projection, develop) {
                Ok(pictures) => {
                    let paged = super::combining_marks::join(paged);
                    let file = typst_pdf::pdf(&paged, options)
                        .map_err(|errors| self.explain(&errors, &projection, (document, faces, options)))?;
                    let Projection { runs, warnings, .. } = projection;
                    return Ok(Made { file, paged, pictures, runs, warnings });
                }
                Err(failed) => broken.extend(failed),
            }
        }
        Err(vec![Diagnostic::error(Code::EditionFailed, "the fonts could not be settled")])
    }

    /// Sets the pages.
    pub(super) fn set(
        &self,
        projection: &Projection,
        faces: &Arc<Faces>,
    ) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        let page = self.page(&projection.json, projection, faces);
        let paged = typst::compile::<PagedDocument>(&page).output;
        let paged = paged.map_err(|errors| errors.into_iter().collect::<Vec<_>>())?;
        Ok(self.templates.pieces.join(paged))
    }

    fn page<'a>(&'a self, json: &Value, projection: &Projection, faces: &Arc<Faces>) -> Page<'a> {
        Page {
            templates: &self.templates,
            faces: Arc::clone(faces),
            document: Bytes::from_string(json.to_string()),
            pictures: projection.files.clone(),
        }
    }

    /// The engine's errors as findings, at the block that they come from where that can be told.
    pub(super) fn explain(
        &self,
        errors: &[SourceDiagnostic],
        projection: &Projection,
        (document, faces, options): (&Document, &Arc<Faces>, &PdfOptions),
    ) -> Diagnostics {
        let first = errors.first();
        let span =
            first.and_then(|error| self.culprit(&error.message, projection, (document, faces, options)));
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
        (document, faces, options): (&Document, &Arc<Faces>, &PdfOptions),
    ) -> Option<Span> {
        let fails = |keep: std::ops::Range<usize>| {
            let mut json = projection.json.clone();
            project::keep_blocks(&mut json, &keep);
            let page = self.page(&json, projection, faces);
            let errors = match typst::compile::<PagedDocument>(&page).output {
                Ok(paged) => typst_pdf::pdf(&paged, options).err(),
                Err(errors) => Some(errors),
            };
            errors.is_some_and(|errors| errors.iter().any(|error| error.message == message))
        };
        let spans: Vec<Span> = project::top_blocks(document).map(pressroom_document::Block::span).collect();
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

/// Makes the pictures ready that are on the pages; else says which can't be, and why.
fn develop_all(
    paged: &PagedDocument,
    projection: &Projection,
    develop: &Develop<'_>,
) -> Result<BTreeMap<usize, Shown>, BTreeMap<usize, String>> {
    let mut places: BTreeMap<usize, (Abs, BTreeSet<usize>)> = BTreeMap::new();
    walk(paged, &mut |page, item| {
        if let FrameItem::Image(image, size, _) = item
            && let ImageKind::Raster(raster) = image.kind()
            && let Some(number) = picture::number(raster.width(), raster.height())
        {
            let (width, pages) = places.entry(number).or_default();
            *width = size.x.max(*width);
            pages.insert(page);
        }
    });
    let (mut shown, mut failed) = (BTreeMap::new(), BTreeMap::new());
    for (number, (width, pages)) in places {
        let Some(&(asset, span)) = projection.pictures.get(number) else { continue };
        match develop(asset, width) {
            Ok(picture) => _ = shown.insert(number, Shown { asset, span, width, pages, picture }),
            Err(why) => _ = failed.insert(asset, why),
        }
    }
    if failed.is_empty() { Ok(shown) } else { Err(failed) }
}

/// Visits everything on the pages, with the page's number.
pub(super) fn walk(paged: &PagedDocument, visit: &mut dyn FnMut(usize, &FrameItem)) {
    fn frame(inner: &Frame, page: usize, visit: &mut dyn FnMut(usize, &FrameItem)) {
        for (_, item) in inner.items() {
            visit(page, item);
            if let FrameItem::Group(group) = item {
                frame(&group.frame, page, visit);
            }
        }
    }
    paged.pages().iter().zip(1..).for_each(|(page, number)| frame(&page.frame, number, visit));
}

/// The texts that the fonts could not shape although each has its characters somewhere.
fn missing_glyphs(paged: &PagedDocument) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(paged, &mut |_, item| {
        let FrameItem::Text(text) = item else { return };
        let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
        for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
            let range = glyph.range();
            match pieces.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                Some(last) if last.start == range.end => last.start = range.start,
                _ => pieces.push(range),
            }
        }
        found.extend(pieces.into_iter().filter_map(|range| Some(text.text.get(range)?.to_owned())));
    });
    found
}
