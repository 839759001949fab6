//! The text of an item as HTML, as plain text, and part by part.

use std::collections::BTreeMap;

use url::Url;

use crate::{
    diagnostic::Diagnostics,
    model::{Card, Correction, Document, Image, ImageSource, LinkTarget, Part, Place, parts, text},
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
    /// Simple HTML with the question and the notes: a card is a `section`.
    pub(super) html: String,
    /// Plain text with the question and the notes; paragraphs are separated by empty lines.
    pub(super) text: String,
}

/// The bodies of a document that was cleared. `base` is what the pictures' paths are relative to.
pub(super) fn bodies(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Bodies {
    write(&Simple { document, base, alone: true }, context, warnings)
}

/// The same for feeds, where many items stand on one page: links within the document lead to its own page at `base`.
pub(super) fn for_feeds(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
    warnings: &mut Diagnostics,
) -> Bodies {
    write(&Simple { document, base, alone: false }, context, warnings)
}

fn write(dialect: &Simple<'_>, context: &Context<'_>, warnings: &mut Diagnostics) -> Bodies {
    let document = dialect.document;
    let mut writer = Writer { document, context, flow: Flow::new(dialect, context.words) };
    let parts: Vec<_> = parts(document).map(|part| writer.part(&part)).collect();
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

/// The footnotes alone, by number, as simple HTML.
pub(super) fn notes_alone(
    document: &Document,
    context: &Context<'_>,
    base: Option<&Url>,
) -> BTreeMap<u32, String> {
    let dialect = Simple { document, base, alone: true };
    let mut flow = Flow::new(&dialect, context.words);
    document.footnotes.iter().map(|note| (note.number, flow.blocks(&note.blocks, 3))).collect()
}

struct Writer<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
    flow: Flow<'a>,
}

impl Writer<'_> {
    fn part(&mut self, part: &Part<'_>) -> Rendered {
        let mut out = Markup::new(Syntax::Html);
        let mut lines = Vec::new();
        let base = if part.card.is_some() { 3 } else { 2 };
        if let Some(card) = part.card {
            out.tag("section").attribute("id", &card.id).open();
            out.line();
            out.open("h2");
            out.text(&format!("{}. ", card.number));
            out.raw(&self.flow.inlines(&card.question));
            out.close("h2");
            out.line();
            lines.push(format!("{}. {}", card.number, text::plain(&card.question)));
            if let Some(updated) = updated(card, self.context) {
                out.element("p", "updated", &updated);
                out.line();
                lines.push(updated);
            }
        }
        out.raw(&self.flow.blocks(part.blocks, base));
        out.raw(&self.flow.footnotes(self.document.footnotes_of(part.place)));
        if part.card.is_some() {
            out.close("section");
            out.line();
        }
        lines.extend(text::lines(part.blocks));
        for footnote in self.document.footnotes_of(part.place) {
            let note = text::lines(&footnote.blocks).join("\n");
            lines.push(format!("[{}] {note}", footnote.number));
        }
        Rendered { place: part.place, html: out.take(), text: lines.join("\n\n") }
    }

    /// The corrections of the whole explainer as HTML and as plain text.
    fn corrections(&self) -> Option<(String, String)> {
        let words = self.context.words;
        let corrections = &self.document.metadata.corrections;
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
    let date = context.words.dated(Word::Updated, update.date.day());
    Some(match &update.reason {
        Some(reason) => format!("{}{reason}", context.words.label(&date)),
        None => date,
    })
}

/// "Correction, 18 December 2025: what it says".
pub(super) fn correction_line(correction: &Correction, context: &Context<'_>) -> String {
    let date = context.words.dated(Word::Correction, correction.date.day());
    format!("{}{}", context.words.label(&date), correction.text)
}

/// HTML that a receiver's system can take in: pictures are plain `img` elements.
struct Simple<'a> {
    document: &'a Document,
    base: Option<&'a Url>,
    /// True where nothing else stands on the page that the body is put on.
    alone: bool,
}

impl Simple<'_> {
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
