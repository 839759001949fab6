//! The data that a document's pages are set from.
//!
//! The templates see a document as one JSON value, `document.json`; [`data`] has its types. It is made for setting: words and
//! dates are resolved, text is ready for the fonts, styles within a line are flattened into runs, and containers nest at
//! most [`MAX_NEST`](builder::MAX_NEST) deep, because typst bounds the depth of its layout (72 levels, of which a list takes
//! several). Deeper containers continue at that depth, with their bullet or number.

mod blocks;
mod builder;
pub(crate) mod data;
mod document;
mod inlines;
mod paragraphs;
mod pictures;
mod qr;
mod tables;
mod text;
mod text_chunks;

use std::collections::BTreeMap;

use typst::foundations::Bytes;

use self::builder::TemplateDataBuilder;
use crate::fonts::Faces;
use pressroom_diagnostics::{Diagnostics, Span};
use pressroom_document::{Document, parts};
use pressroom_render::Context;

pub(crate) use self::{
    builder::{MarkedRun, TemplateOptions},
    data::TemplateData,
    text_chunks::{begins_chunk, ends_chunk},
};

/// A document that is ready to be set.
pub(crate) struct PreparedDocument {
    /// `document.json`.
    pub(crate) data: TemplateData,
    /// The files that it names: stand-ins for pictures.
    pub(crate) files: BTreeMap<String, Bytes>,
    /// The pictures, by the numbers of their stand-ins: the document's asset, and where it is written first.
    pub(crate) pictures: Vec<(usize, Span)>,
    /// For the press: the runs of text, by the numbers that mark them on the pages.
    pub(crate) runs: Vec<MarkedRun>,
    /// Warnings about what can't be shown as written.
    pub(crate) warnings: Diagnostics,
    /// The fonts lack a character, which was replaced.
    pub(crate) lacks_glyphs: bool,
    /// The other fonts have a character that was replaced.
    pub(crate) other_fonts_help: bool,
}

/// Prepares a document for the templates; `others` are fonts that might help.
pub(crate) fn prepare_document(
    document: &Document,
    context: &Context<'_>,
    options: &TemplateOptions<'_>,
    others: Option<&Faces>,
) -> PreparedDocument {
    let mut builder = TemplateDataBuilder::new(document, context, options);
    let data = builder.document();
    let TemplateDataBuilder { texts, mut warnings, files, pictures, marked, .. } = builder;
    let lacks_glyphs = texts.lacks_glyphs();
    let other_fonts_help = others.is_some_and(|others| texts.is_helped_by(others));
    warnings.extend(texts.into_warnings(&document.metadata.language));
    PreparedDocument { data, files, pictures, runs: marked, warnings, lacks_glyphs, other_fonts_help }
}

/// The spans of a document's top blocks, in order: the places to look for what the engine refused.
pub(crate) fn top_block_spans(document: &Document) -> Vec<Span> {
    let blocks = parts(document).flat_map(|part| part.blocks);
    blocks.map(pressroom_document::Block::span).collect()
}
