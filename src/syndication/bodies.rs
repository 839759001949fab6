//! The text of an item as HTML, as plain text, and part by part.

use std::cell::RefCell;

use url::Url;

use super::{
    change_lines::{correction_line, update_line},
    media::media_url,
    plain_text,
};
use pressroom_diagnostics::Diagnostics;
use pressroom_document::{
    Block, Card, Document, Footnote, Image, ImageSource, Inline, LinkTarget, Part, PartAlone, Place, parts,
    parts_alone, text,
};
use pressroom_render::{
    Context,
    markup::{Dialect, Flow, Markup, PicturePlace, Syntax},
};
use pressroom_theme::MessageKey;

/// The text of a document in three forms.
pub(super) struct Bodies {
    /// Simple HTML: one `div`.
    pub(super) html: String,
    /// Plain text, as the edition `text` has it; paragraphs are lines, separated by empty ones.
    pub(super) text: String,
    /// The same, part by part: lede, cards and sign-off in reading order. Those of feeds have HTML alone.
    pub(super) parts: Vec<Rendered>,
}

/// A part in two forms.
pub(super) struct Rendered {
    /// Which part.
    pub(super) place: Place,
    /// Simple HTML with the question and the notes: a card is a `section`. Nothing in it depends on the other parts.
    pub(super) html: String,
    /// Plain text with the question and the notes. Nothing in it depends on the other parts, either.
    pub(super) text: String,
    /// The notes alone.
    pub(super) notes: Vec<RenderedNote>,
}

/// A footnote in two forms.
pub(super) struct RenderedNote {
    /// Its number in the part.
    pub(super) number: u32,
    /// Simple HTML.
    pub(super) html: String,
    /// Plain text, a line for each paragraph.
    pub(super) text: String,
}

/// The bodies of a document that was cleared. `base` is what the pictures' paths are relative to.
pub(super) fn bodies(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Bodies {
    write(&Simple::new(document, base, true), context, warnings)
}

/// The same for feeds, where many items stand on one page: links within the document lead to its own page at `base`, and ids
/// and numbers are those of that page.
pub(super) fn for_feeds(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Bodies {
    write(&Simple::new(document, base, false), context, warnings)
}

fn write(dialect: &Simple<'_>, context: &Context<'_>, warnings: &mut Diagnostics) -> Bodies {
    let document = dialect.document;
    let mut writer = BodyWriter { dialect, context, flow: Flow::new(dialect, context.messages) };
    let parts: Vec<_> = match dialect.alone {
        true => parts_alone(document).iter().map(|part| writer.render_part(part)).collect(),
        false => parts(document).map(|part| writer.within(&part)).collect(),
    };
    let corrections = writer.corrections();
    warnings.extend(writer.flow.into_warnings());
    let language = &document.metadata.language;
    let mut html = Markup::new(Syntax::Html);
    html.tag("div")
        .attribute("lang", language.as_str())
        .attribute("dir", language.direction().as_str())
        .open();
    html.line();
    parts.iter().for_each(|part| html.raw(&part.html));
    html.raw(&corrections);
    html.close("div");
    Bodies { html: html.take_markup(), text: plain_text::write_document(document, context), parts }
}

struct BodyWriter<'a> {
    dialect: &'a Simple<'a>,
    context: &'a Context<'a>,
    flow: Flow<'a>,
}

impl BodyWriter<'_> {
    /// A part that stands alone.
    fn render_part(&mut self, alone: &PartAlone<'_>) -> Rendered {
        let PartAlone { part, question, blocks, notes, .. } = alone;
        self.dialect.enter(part.place, part.card);
        let html = self.html(part.card, "", question, blocks, &mut notes.iter());
        let note = |note: &Footnote| RenderedNote {
            number: note.number,
            html: self.flow.blocks(&note.blocks, 3),
            text: text::lines(&note.blocks).join("\n"),
        };
        let notes = notes.iter().map(note).collect();
        let text = plain_text::write_part(self.dialect.document, alone, self.context, self.dialect.base);
        Rendered { place: part.place, html, text, notes }
    }

    /// A part of a document that is shown as a whole.
    fn within(&mut self, part: &Part<'_>) -> Rendered {
        let question = part.card.map(|card| card.question.as_slice()).unwrap_or_default();
        let number = part.card.map(|card| format!("{}. ", card.number)).unwrap_or_default();
        let mut notes = self.dialect.document.footnotes_of(part.place);
        let html = self.html(part.card, &number, question, part.blocks, &mut notes);
        Rendered { place: part.place, html, text: String::new(), notes: Vec::new() }
    }

    fn html(
        &mut self,
        card: Option<&Card>,
        number: &str,
        question: &[Inline],
        blocks: &[Block],
        notes: &mut dyn Iterator<Item = &Footnote>,
    ) -> String {
        let mut out = Markup::new(Syntax::Html);
        let base = if card.is_some() { 3 } else { 2 };
        if let Some(card) = card {
            out.tag("section").attribute("id", &card.id).open();
            out.line();
            out.open("h2");
            out.text(number);
            out.raw(&self.flow.inlines(question));
            out.close("h2");
            out.line();
            if let Some(updated) = update_line(card, self.context) {
                out.element("p", "updated", &updated);
                out.line();
            }
        }
        out.raw(&self.flow.blocks(blocks, base));
        out.raw(&self.flow.footnotes(notes));
        if card.is_some() {
            out.close("section");
            out.line();
        }
        out.take_markup()
    }

    /// The corrections of the whole explainer as HTML.
    fn corrections(&self) -> String {
        let corrections = &self.dialect.document.metadata.corrections;
        let mut out = Markup::new(Syntax::Html);
        if corrections.is_empty() {
            return String::new();
        }
        out.open("h2");
        out.text(self.context.messages.get(MessageKey::Corrections));
        out.close("h2");
        out.line();
        for correction in corrections {
            out.open("p");
            out.text(&correction_line(correction, self.context));
            out.close("p");
            out.line();
        }
        out.take_markup()
    }
}

/// HTML that a receiver's system can take in: pictures are plain `img` elements.
struct Simple<'a> {
    document: &'a Document,
    base: Option<&'a Url>,
    /// The body is alone on its page.
    alone: bool,
    /// Prefix of the ids of notes in the current part, if the part stands alone.
    notes: RefCell<String>,
}

impl<'a> Simple<'a> {
    fn new(document: &'a Document, base: Option<&'a Url>, alone: bool) -> Self {
        Self { document, base, alone, notes: RefCell::default() }
    }

    /// Begins a part. The ids of its notes have its name: none has that of another.
    fn enter(&self, place: Place, card: Option<&Card>) {
        *self.notes.borrow_mut() = match (place, card) {
            (_, Some(card)) => format!("{}-", card.id),
            (Place::Signoff, None) => "-".to_owned(),
            (Place::Lede | Place::Card(_), None) => String::new(),
        };
    }

    /// The address of a place in the document.
    fn place(&self, id: &str) -> String {
        match self.base.filter(|_| !self.alone) {
            Some(base) => {
                let mut url = base.clone();
                url.set_fragment(Some(id));
                url.into()
            }
            None => format!("#{id}"),
        }
    }
}

impl Dialect for Simple<'_> {
    fn syntax(&self) -> Syntax {
        Syntax::Html
    }

    fn href(&self, target: &LinkTarget) -> String {
        match target {
            LinkTarget::Internal(id) => self.place(id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => target.url(),
        }
    }

    fn note_id(&self, number: u32) -> String {
        format!("fn-{}{number}", self.notes.borrow())
    }

    fn reference_id(&self, number: u32, occurrence: u32) -> String {
        format!("fnref-{}{number}-{occurrence}", self.notes.borrow())
    }

    fn note_href(&self, number: u32) -> String {
        self.place(&self.note_id(number))
    }

    fn reference_href(&self, number: u32, occurrence: u32) -> String {
        self.place(&self.reference_id(number, occurrence))
    }

    fn picture(&self, out: &mut Markup, image: &Image, _place: PicturePlace) -> bool {
        let asset = match image.source {
            ImageSource::Local(index) => self.document.asset(index),
            ImageSource::Remote { .. } | ImageSource::Missing(_) => None,
        };
        let Some(asset) = asset else { return false };
        let tag = out.tag("img").attribute("src", &media_url(&asset.name, self.base));
        let tag = tag.attribute("alt", image.alt.as_deref().unwrap_or_default());
        let tag = tag.attribute("width", &asset.width.to_string());
        tag.attribute("height", &asset.height.to_string()).void();
        true
    }
}
