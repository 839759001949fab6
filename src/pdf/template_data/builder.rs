//! The state of a document that is being prepared for the templates, and the texts that all its parts are made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use typst::foundations::Bytes;

use super::{
    data::{Block, Run, Style, TextKind},
    text::TextPreparer,
    text_chunks::mark_chunks,
};
use crate::fonts::Faces;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Direction, Document};
use pressroom_images::ImageError;
use pressroom_render::{
    Context, TextPlace,
    pagination::{Passages, counted, counts},
};
use pressroom_theme::{Press, Tokens};

/// The depth to which quotes, lists and boxes nest on the page.
pub(crate) const MAX_NEST: usize = 10;

/// Words longer than this may break in running text.
pub(crate) const WORD_LIMIT: usize = 30;

/// Strings in a PDF's structure (titles, alternative texts) stay below this many characters; PDF/A allows 32,767 bytes.
pub(crate) const MAX_STRING: usize = 4000;

/// Headings stay below this many characters: the tag of a heading can't be split across pages.
pub(crate) const MAX_HEADING: usize = 600;

/// The options for one attempt to set a document.
#[derive(Clone, Copy)]
pub(crate) struct TemplateOptions<'a> {
    /// The theme's tokens.
    pub(crate) tokens: &'a Tokens,
    /// The press that the document is set for; `None`: a screen.
    pub(crate) press: Option<&'a Press>,
    /// The fonts.
    pub(crate) faces: &'a Arc<Faces>,
    /// Texts that these fonts fail to shape.
    pub(crate) unshaped: &'a BTreeSet<String>,
    /// Assets that can't be shown, and why.
    pub(crate) broken: &'a BTreeMap<usize, ImageError>,
}

/// A run of text on the pages, and where in the document it stands.
pub(crate) struct MarkedRun {
    /// Its beginning in the document.
    pub(crate) place: TextPlace,
    /// The number of the document's characters that it stands for.
    pub(crate) length: usize,
    /// The text that is set, without characters that do not count.
    pub(crate) text: String,
}

/// The kind and the style of a run.
pub(crate) type RunFormat = (TextKind, Style);

/// A picture that can be shown: its virtual file, and its size in pixels.
#[derive(Clone)]
pub(crate) struct PictureFile {
    pub(crate) file: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A document that is being prepared. Its methods in the other files make the parts of the data.
pub(crate) struct TemplateDataBuilder<'a> {
    pub(crate) document: &'a Document,
    pub(crate) context: &'a Context<'a>,
    pub(crate) options: TemplateOptions<'a>,
    pub(crate) texts: TextPreparer<'a>,
    pub(crate) warnings: Diagnostics,
    /// The virtual files of pictures.
    pub(crate) files: BTreeMap<String, Bytes>,
    /// The pictures, by the numbers of their stand-ins: the document's asset, and the place where it is written first.
    pub(crate) pictures: Vec<(usize, Span)>,
    /// The files of assets; `None`: the asset can't be shown, which was reported.
    pub(crate) assets: BTreeMap<usize, Option<PictureFile>>,
    /// For the press: the numbers of the document's passages.
    pub(crate) passages: Option<Passages<'a>>,
    /// For the press: where the next run begins.
    pub(crate) place: Option<TextPlace>,
    /// For the press: the format of the last run.
    format: Option<RunFormat>,
    /// For the press: the runs so far.
    pub(crate) marked: Vec<MarkedRun>,
    /// The footnotes that were given already.
    pub(crate) noted: BTreeSet<u32>,
    /// The number of cells in its tables so far.
    pub(crate) cells: usize,
    /// The number of footnotes that are being given, one within the other.
    pub(crate) in_notes: usize,
    /// On paper: the addresses that links lead to, each once; a link's note is its place among them.
    pub(crate) links: Vec<String>,
    /// The level that the model's first level of headings has in the part: 3 below a card's question, else 2.
    pub(crate) first_level: u8,
    /// The level of the last heading given: the next may be one deeper at most (ISO 14289-1, 7.4.2).
    pub(crate) last_level: u8,
}

impl<'a> TemplateDataBuilder<'a> {
    pub(crate) fn new(
        document: &'a Document,
        context: &'a Context<'a>,
        options: &TemplateOptions<'a>,
    ) -> Self {
        Self {
            document,
            context,
            options: *options,
            texts: TextPreparer::new(options.faces, options.unshaped, document.metadata.language.primary()),
            warnings: Diagnostics::new(),
            files: BTreeMap::new(),
            pictures: Vec::new(),
            assets: BTreeMap::new(),
            passages: options.press.map(|_| Passages::from_document(document)),
            place: None,
            format: None,
            marked: Vec::new(),
            noted: BTreeSet::new(),
            cells: 0,
            in_notes: 0,
            links: Vec::new(),
            first_level: 2,
            last_level: 1,
        }
    }

    fn direction(&self) -> Direction {
        self.document.metadata.language.direction()
    }

    /// A paragraph, cut where it is set in chunks.
    pub(crate) fn paragraph(&self, mut content: Vec<Run>) -> Block {
        if self.direction() == Direction::LeftToRight {
            mark_chunks(&mut content);
        }
        Block::Paragraph { content }
    }

    /// Prepares a text that stands on a line of its own.
    pub(crate) fn line(&mut self, text: &str, span: Option<Span>) -> String {
        self.texts.prepare(text.trim(), WORD_LIMIT, span)
    }

    /// Keeps a text, such as an address or code, from left to right wherever it stands: in a document that runs from right
    /// to left, its ends would go astray.
    pub(crate) fn isolate(&self, text: &str) -> String {
        match self.direction() {
            Direction::RightToLeft => format!("\u{2066}{text}\u{2069}"),
            Direction::LeftToRight => text.to_owned(),
        }
    }

    /// On paper, gives the note of a link: the number of its address.
    pub(crate) fn link_note(&mut self, url: &str) -> String {
        let place = self.links.iter().position(|known| known == url).unwrap_or_else(|| {
            self.links.push(url.to_owned());
            self.links.len() - 1
        });
        (place + 1).to_string()
    }

    /// Counts a run of a passage that is set as `text`; gives its number if it needs a mark. A run with the format of the one
    /// before it continues that one: a mark between them would keep the letters of cursive scripts from joining.
    pub(crate) fn mark_run(
        &mut self,
        authored: &str,
        text: &str,
        format: Option<RunFormat>,
    ) -> Option<usize> {
        let place = self.place.as_mut()?;
        let continues = place.offset > 0 && format.is_some() && format == self.format;
        let length = counted(authored);
        let text: String = text.chars().filter(|character| counts(*character)).collect();
        let here = *place;
        place.offset += length;
        self.format = format;
        if let (true, Some(run)) = (continues, self.marked.last_mut()) {
            run.length += length;
            run.text.push_str(&text);
            return None;
        }
        self.marked.push(MarkedRun { place: here, length, text });
        Some(self.marked.len() - 1)
    }

    /// Warns that something is set more simply than it is written.
    pub(crate) fn warn_simplified(&mut self, message: &str, span: Span) {
        self.warnings.push(Diagnostic::warning(Code::Simplified, message).with_span(span));
    }
}

/// True for a text that can be a heading: it becomes a bookmark, and must not break across pages.
pub(crate) fn is_heading(plain: &str) -> bool {
    !plain.trim().is_empty() && plain.chars().nth(MAX_HEADING).is_none()
}

/// Cuts a text to the length of a PDF string.
pub(crate) fn shorten(text: &str) -> String {
    clip(text.trim(), MAX_STRING)
}

/// Gives the first `limit` characters of a text, with an ellipsis if there are more.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    match split_text_at(text, limit) {
        (all, "") => all.to_owned(),
        (head, _) => format!("{head}…"),
    }
}

/// Divides a text after at most `limit` characters, at a space if one is near.
pub(crate) fn split_text_at(text: &str, limit: usize) -> (&str, &str) {
    let Some((end, _)) = text.char_indices().nth(limit) else { return (text, "") };
    let head = text.get(..end).unwrap_or(text);
    let at = head.rfind(' ').filter(|&space| space * 2 > end).unwrap_or(end);
    text.split_at_checked(at).unwrap_or((text, ""))
}
