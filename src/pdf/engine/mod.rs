//! The engine that both PDFs share: a document becomes pages.

mod chunk_joiner;
mod combining_marks;
mod pool;
mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

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

use self::{
    pool::TypstPool,
    world::{DocumentWorld, Templates},
};
use crate::{
    file::{self, PdfImage},
    fonts::{Faces, FontLibrary},
    template_data::{MarkedRun, PreparedDocument, TemplateOptions, prepare_document, top_block_spans},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Document, text::document_lines};
use pressroom_images::ImageError;
use pressroom_render::{Context, glyphs::mostly_missing};
use pressroom_theme::{Press, Theme, Tokens};

/// The most times that a document is set because its fonts fail to shape a text whose characters they have.
const MAX_TRIES: usize = 4;

/// The number of documents after which typst's cache is evicted. Each eviction searches the whole cache.
const ROUND: usize = 4;
/// Entries that were not used for so many evictions are dropped.
///
/// Eviction is global. With fewer, documents that finish on other threads would take from a long one what it is about to use
/// again; with many more, memory would hold the layouts of documents that are long done.
const ROUNDS: usize = 2;

/// Empties typst's cache of layouts, so that the next document costs as much as the first: for measurements.
pub fn forget_layouts() {
    comemo::evict(0);
}

/// The most text that one document may have, in bytes: about a thousand pages, and a gigabyte while they are set.
pub(crate) const MAX_TEXT: usize = 4 << 20;

/// Templates, fonts and threads, prepared once for a run.
pub(crate) struct Engine {
    templates: Templates,
    pub(crate) fonts: FontLibrary,
    tokens: Tokens,
    pool: TypstPool,
    /// The number of documents that were set.
    typeset_count: AtomicUsize,
}

/// A document as pages.
pub(crate) struct TypesetDocument {
    /// The file that typst made, with stand-ins for pictures.
    pub(crate) file: Vec<u8>,
    /// Its pages.
    pub(crate) paged: PagedDocument,
    /// The pictures on them, by number: they are to be put in the places of their stand-ins.
    pub(crate) pictures: BTreeMap<usize, PlacedPicture>,
    /// For the press: the runs of text on them, by the numbers of their marks.
    pub(crate) runs: Vec<MarkedRun>,
    /// Warnings about what can't be shown as written.
    pub(crate) warnings: Diagnostics,
}

/// A picture on the pages.
pub(crate) struct PlacedPicture {
    /// The document's asset.
    pub(crate) asset: usize,
    /// The place where it is written first.
    pub(crate) span: Span,
    /// The largest width in which it is shown.
    pub(crate) width: Abs,
    /// The numbers of the pages that show it.
    pub(crate) pages: BTreeSet<usize>,
    /// The finished picture.
    pub(crate) picture: Arc<PdfImage>,
}

/// Prepares the picture of an asset that is shown in a width.
pub(crate) type PreparePicture<'a> = dyn Fn(usize, Abs) -> Result<Arc<PdfImage>, ImageError> + Sync + 'a;

/// A document to be set, and the form that it is set in.
#[derive(Clone, Copy)]
pub(crate) struct TypesetJob<'a> {
    pub(crate) document: &'a Document,
    pub(crate) context: &'a Context<'a>,
    /// The press that it is set for; `None`: a screen.
    pub(crate) press: Option<&'a Press>,
    pub(crate) options: &'a PdfOptions,
    /// The number of its first page, if it is a part of something.
    pub(crate) first_page: Option<usize>,
    pub(crate) prepare: &'a PreparePicture<'a>,
}

impl Engine {
    /// Prepares a theme.
    ///
    /// # Errors
    /// A font or a template is missing, or a template is not well-formed.
    pub(crate) fn new(theme: &Theme, fonts: FontLibrary) -> Result<Self, Diagnostics> {
        fonts.check_families(&theme.tokens.font)?;
        Ok(Self {
            templates: Templates::new(theme)?,
            fonts,
            tokens: theme.tokens.clone(),
            pool: TypstPool::default(),
            typeset_count: AtomicUsize::new(0),
        })
    }

    /// The characters of a document that neither the theme's fonts nor typst's show.
    pub(crate) fn lacking(&self, document: &Document) -> BTreeSet<char> {
        let lines = document_lines(document);
        let characters = lines.iter().flat_map(|line| line.chars());
        characters
            .filter(|character| !character.is_whitespace() && !self.fonts.own().shows(*character))
            .collect()
    }

    /// Sets a document.
    ///
    /// # Errors
    /// The document can't be set; the findings are at their places if these are known.
    pub(crate) fn typeset(&self, job: &TypesetJob<'_>) -> Result<TypesetDocument, Diagnostics> {
        let result = self.pool.run(|| self.typeset_here(job));
        if self.typeset_count.fetch_add(1, Ordering::Relaxed) % ROUND == ROUND - 1 {
            comemo::evict(ROUNDS);
        }
        result
    }

    fn typeset_here(&self, job: &TypesetJob<'_>) -> Result<TypesetDocument, Diagnostics> {
        let TypesetJob { document, context, press, options, first_page, prepare } = *job;
        let length: usize = document_lines(document).iter().map(String::len).sum();
        if length > MAX_TEXT {
            let message =
                format!("{length} bytes of text are too many for one PDF: at most {MAX_TEXT} are set");
            let finding = Diagnostic::error(Code::EditionFailed, message).help("divide the document");
            return Err(vec![finding]);
        }
        let (mut faces, mut unshaped, mut broken) = (self.fonts.own(), BTreeSet::new(), BTreeMap::new());
        for attempt in 1.. {
            let template_options =
                TemplateOptions { tokens: &self.tokens, press, faces, unshaped: &unshaped, broken: &broken };
            let mut prepared = prepare_document(document, context, &template_options, None);
            if prepared.lacks_glyphs
                && let Some(all) = self.fonts.with_system().filter(|all| !Arc::ptr_eq(all, faces))
                && prepare_document(document, context, &template_options, Some(all)).other_fonts_help
            {
                faces = all;
                prepared =
                    prepare_document(document, context, &TemplateOptions { faces, ..template_options }, None);
            }
            prepared.data.first_page = first_page;
            if prepared.lacks_glyphs
                && let Some(finding) = mostly_missing(document, &mut |letter| faces.shows(letter))
            {
                return Err(vec![finding]);
            }
            let paged = match self.set_pages(&prepared, faces) {
                Ok(paged) => paged,
                Err(errors) => {
                    return Err(self.to_diagnostics(&errors, &prepared, (document, options), faces));
                }
            };
            let found = find_unshaped_texts(&paged);
            if attempt < MAX_TRIES && !found.is_empty() && found.iter().any(|text| !unshaped.contains(text)) {
                unshaped.extend(found);
                continue;
            }
            match prepare_pictures(&paged, &prepared, prepare) {
                Ok(pictures) => {
                    let paged = combining_marks::join_marks(paged);
                    let file = typst_pdf::pdf(&paged, options).map_err(|errors| {
                        self.to_diagnostics(&errors, &prepared, (document, options), faces)
                    })?;
                    let PreparedDocument { runs, warnings, .. } = prepared;
                    return Ok(TypesetDocument { file, paged, pictures, runs, warnings });
                }
                Err(failed) => broken.extend(failed),
            }
        }
        Err(vec![Diagnostic::error(Code::EditionFailed, "the fonts could not be settled")])
    }

    /// Sets the pages.
    pub(crate) fn set_pages(
        &self,
        prepared: &PreparedDocument,
        faces: &Arc<Faces>,
    ) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        let world = self.world(prepared.data.to_json(), prepared, faces);
        let paged = typst::compile::<PagedDocument>(&world).output;
        let paged = paged.map_err(|errors| errors.into_iter().collect::<Vec<_>>())?;
        Ok(self.templates.chunk_joiner.join(paged))
    }

    fn world<'a>(
        &'a self,
        json: String,
        prepared: &PreparedDocument,
        faces: &Arc<Faces>,
    ) -> DocumentWorld<'a> {
        DocumentWorld {
            templates: &self.templates,
            faces: Arc::clone(faces),
            document: Bytes::from_string(json),
            pictures: prepared.files.clone(),
        }
    }

    /// The engine's errors as findings, at the block that they come from where that can be told.
    pub(crate) fn to_diagnostics(
        &self,
        errors: &[SourceDiagnostic],
        prepared: &PreparedDocument,
        (document, options): (&Document, &PdfOptions),
        faces: &Arc<Faces>,
    ) -> Diagnostics {
        let first = errors.first();
        let span =
            first.and_then(|error| self.find_culprit(&error.message, prepared, (document, options), faces));
        let world = self.world(String::new(), prepared, faces);
        errors
            .iter()
            .map(|error| {
                let place = error.span.id().and_then(|id: FileId| {
                    let at = world.range(error.span).map_or(0, |range| range.start);
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
    fn find_culprit(
        &self,
        message: &str,
        prepared: &PreparedDocument,
        (document, options): (&Document, &PdfOptions),
        faces: &Arc<Faces>,
    ) -> Option<Span> {
        let fails = |keep: std::ops::Range<usize>| {
            let mut data = prepared.data.clone();
            data.keep_blocks(&keep);
            let world = self.world(data.to_json(), prepared, faces);
            let errors = match typst::compile::<PagedDocument>(&world).output {
                Ok(paged) => typst_pdf::pdf(&paged, options).err(),
                Err(errors) => Some(errors),
            };
            errors.is_some_and(|errors| errors.iter().any(|error| error.message == message))
        };
        let spans = top_block_spans(document);
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

/// Prepares the pictures that are on the pages; else gives the errors by asset.
fn prepare_pictures(
    paged: &PagedDocument,
    prepared: &PreparedDocument,
    prepare: &PreparePicture<'_>,
) -> Result<BTreeMap<usize, PlacedPicture>, BTreeMap<usize, ImageError>> {
    let mut places: BTreeMap<usize, (Abs, BTreeSet<usize>)> = BTreeMap::new();
    visit_items(paged, &mut |page, item| {
        if let FrameItem::Image(image, size, _) = item
            && let ImageKind::Raster(raster) = image.kind()
            && let Some(number) = file::stand_in_number(raster.width(), raster.height())
        {
            let (width, pages) = places.entry(number).or_default();
            *width = size.x.max(*width);
            pages.insert(page);
        }
    });
    let (mut shown, mut failed) = (BTreeMap::new(), BTreeMap::new());
    for (number, (width, pages)) in places {
        let Some(&(asset, span)) = prepared.pictures.get(number) else { continue };
        match prepare(asset, width) {
            Ok(picture) => _ = shown.insert(number, PlacedPicture { asset, span, width, pages, picture }),
            Err(why) => _ = failed.insert(asset, why),
        }
    }
    if failed.is_empty() { Ok(shown) } else { Err(failed) }
}

/// Visits everything on the pages, with the page's number.
pub(crate) fn visit_items(paged: &PagedDocument, visit: &mut dyn FnMut(usize, &FrameItem)) {
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
fn find_unshaped_texts(paged: &PagedDocument) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit_items(paged, &mut |_, item| {
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
