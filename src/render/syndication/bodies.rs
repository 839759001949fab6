//! The text of an item as HTML, as plain text, and part by part.

use std::cell::RefCell;

use url::Url;

use crate::{
    diagnostic::Diagnostics,
    model::{
        Card, Correction, Document, Footnote, Image, ImageSource, LinkTarget, PartAlone, Place, parts_alone, text,
    },
    render::{
        Context,
        markup::{Dialect, Flow, Markup, PicturePlace, Syntax},
    },
    theme::Word,
};

/// The text of a document in three forms.
pub(super) struct Bodies {
    /// Simple HTML: one `div`.
    pub(super) html: String,
    /// Plain text; paragraphs are separated by empty lines.
    pub(super) text: String,
    /// The same, part by part: lede, cards and sign-off in reading order.
    pub(super) parts: Vec<Rendered>,
}

/// A part in two forms.
pub(super) struct Rendered {
    /// Which part.
    pub(super) place: Place,
    /// Simple HTML with the question and the notes: a card is a `section`. Nothing in it depends on the other parts.
    pub(super) html: String,
    /// Plain text with the question and the notes; paragraphs are separated by empty lines.
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

/// The same for feeds, where many items stand on one page: links within the document lead to its own page at `base`.
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
    let mut writer = Writer { dialect, context, flow: Flow::new(dialect, context.words) };
    let parts: Vec<_> = parts_alone(document).iter().map(|part| writer.part(part)).collect();
    let corrections = writer.corrections();
    warnings.extend(writer.flow.into_warnings());
    let language = &document.metadata.language;
    let mut html = Markup::new(Syntax::Html);
    html.tag("div")
        .attribute("lang", language.as_str())
        .attribute("dir", language.direction().as_str())
        .open();
    html.line();
    let mut plain = Vec::new();
    let corrections = corrections.iter().map(|(html, text)| (html, text));
    for (markup, text) in parts.iter().map(|part| (&part.html, &part.text)).chain(corrections) {
        html.raw(markup);
        plain.push(text.as_str());
    }
    html.close("div");
    Bodies { html: html.take(), text: plain.join("\n\n"), parts }
}

struct Writer<'a> {
    dialect: &'a Simple<'a>,
    context: &'a Context<'a>,
    flow: Flow<'a>,
}

impl Writer<'_> {
    fn part(&mut self, alone: &PartAlone<'_>) -> Rendered {
        let mut out = Markup::new(Syntax::Html);
        let mut lines = Vec::new();
        let card = alone.part.card;
        self.dialect.enter(alone.part.place, card);
        let base = if card.is_some() { 3 } else { 2 };
        if let Some(card) = card {
            out.tag("section").attribute("id", &card.id).open();
            out.line();
            out.open("h2");
            out.raw(&self.flow.inlines(&alone.question));
            out.close("h2");
            out.line();
            lines.push(text::plain(&card.question));
            if let Some(updated) = updated(card, self.context) {
                out.element("p", "updated", &updated);
                out.line();
                lines.push(updated);
            }
        }
        out.raw(&self.flow.blocks(&alone.blocks, base));
        out.raw(&self.flow.footnotes(alone.notes.iter()));
        if card.is_some() {
            out.close("section");
            out.line();
        }
        let note = |note: &Footnote| RenderedNote {
            number: note.number,
            html: self.flow.blocks(&note.blocks, 3),
            text: text::lines(&note.blocks).join("\n"),
        };
        let notes: Vec<_> = alone.notes.iter().map(note).collect();
        lines.extend(text::lines(&alone.blocks));
        lines.extend(notes.iter().map(|note| format!("[{}] {}", note.number, note.text)));
        Rendered { place: alone.part.place, html: out.take(), text: lines.join("\n\n"), notes }
    }

    /// The corrections of the whole explainer as HTML and as plain text.
    fn corrections(&self) -> Option<(String, String)> {
        let words = self.context.words;
        let corrections = &self.dialect.document.metadata.corrections;
        let heading = words.get(Word::Corrections);
        let (mut out, mut lines) = (Markup::new(Syntax::Html), vec![heading.to_owned()]);
        out.open("h2");
        out.text(heading);
        out.close("h2");
        out.line();
        for line in corrections.iter().map(|correction| correction_line(correction, self.context)) {
            out.open("p");
            out.text(&line);
            out.close("p");
            out.line();
            lines.push(line);
        }
        (!corrections.is_empty()).then(|| (out.take(), lines.join("\n\n")))
    }
}

/// "Updated 18 December 2025: quote added".
pub(super) fn updated(card: &Card, context: &Context<'_>) -> Option<String> {
    let update = card.updated.as_ref()?;
    let date = context.words.date(update.date.day());
    let date = context.words.fill(Word::Updated, &[("date", &date)]);
    Some(match &update.reason {
        // A date that ends with an abbreviation needs no second mark: "12 січня 2026 р."
        Some(reason) if date.ends_with('.') => format!("{date} {reason}"),
        Some(reason) => format!("{date}: {reason}"),
        None => date,
    })
}

/// "Correction, 18 December 2025: what it says".
pub(super) fn correction_line(correction: &Correction, context: &Context<'_>) -> String {
    let date = context.words.date(correction.date.day());
    format!("{}: {}", context.words.fill(Word::Correction, &[("date", &date)]), correction.text)
}

/// HTML that a receiver's system can take in: pictures are plain `img` elements.
struct Simple<'a> {
    document: &'a Document,
    base: Option<&'a Url>,
    /// True where nothing else stands on the page that the body is put on.
    alone: bool,
    /// What the ids of the notes of the part that is being written begin with.
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
        let tag = out.tag("img").attribute("src", &super::media_url(&asset.name, self.base));
        let tag = tag.attribute("alt", image.alt.as_deref().unwrap_or_default());
        let tag = tag.attribute("width", &asset.width.to_string());
        tag.attribute("height", &asset.height.to_string()).void();
        true
    }
}
