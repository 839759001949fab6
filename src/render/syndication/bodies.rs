//! The text of an item, thrice: as HTML, as plain text, and card by card for receivers that build pages of their own.

use serde::Serialize;
use url::Url;

use crate::{
    diagnostic::Diagnostics,
    model::{Card, Document, Image, ImageSource, LinkTarget, Part, Place, parts, text},
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
    /// [`Parts`] as JSON.
    pub(super) cards: String,
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
    let mut writer = Writer { document: dialect.document, context, flow: Flow::new(dialect, context.words) };
    let parts = writer.parts();
    let mut html = Markup::new(Syntax::Html);
    html.tag("div").attribute("lang", parts.language).attribute("dir", parts.direction).open();
    html.line();
    parts.all().for_each(|part| html.raw(&part.html));
    html.close("div");
    let plain = parts.all().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n\n");
    warnings.extend(writer.flow.into_warnings());
    // Strings and numbers alone always have a JSON form.
    let cards = serde_json::to_string(&parts).unwrap_or_default();
    Bodies { html: html.take(), text: plain, cards }
}

/// The structured body: the parts of the explainer in reading order.
#[derive(Serialize)]
struct Parts<'a> {
    /// A BCP 47 tag.
    language: &'a str,
    /// `ltr` or `rtl`.
    direction: &'static str,
    /// Before the first card.
    #[serde(skip_serializing_if = "Option::is_none")]
    lede: Option<Rendered>,
    /// The cards.
    cards: Vec<CardBody>,
    /// After the last card.
    #[serde(skip_serializing_if = "Option::is_none")]
    signoff: Option<Rendered>,
    /// Corrections of the whole explainer.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrections: Option<Rendered>,
}

impl Parts<'_> {
    fn all(&self) -> impl Iterator<Item = &Rendered> {
        let cards = self.cards.iter().map(|card| &card.body);
        self.lede.iter().chain(cards).chain(&self.signoff).chain(&self.corrections)
    }
}

/// A card of the structured body.
#[derive(Serialize)]
struct CardBody {
    /// Its number, from 1; changes when a card is put before it.
    number: u32,
    /// Its id, which does not change.
    id: String,
    /// Its question as plain text.
    question: String,
    /// When it was last changed: RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// What was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The card with its question.
    #[serde(flatten)]
    body: Rendered,
}

/// A part in two forms.
#[derive(Serialize)]
struct Rendered {
    html: String,
    text: String,
}

struct Writer<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
    flow: Flow<'a>,
}

impl<'a> Writer<'a> {
    fn parts(&mut self) -> Parts<'a> {
        let language = &self.document.metadata.language;
        let mut out = Parts {
            language: language.as_str(),
            direction: language.direction().as_str(),
            lede: None,
            cards: Vec::new(),
            signoff: None,
            corrections: self.corrections(),
        };
        for part in parts(self.document) {
            let body = self.part(&part);
            match (part.card, part.place) {
                (Some(card), _) => out.cards.push(CardBody {
                    number: card.number,
                    id: card.id.clone(),
                    question: text::plain(&card.question),
                    updated: card.updated.as_ref().map(|update| update.date.rfc3339()),
                    reason: card.updated.as_ref().and_then(|update| update.reason.clone()),
                    body,
                }),
                (None, Place::Signoff) => out.signoff = Some(body),
                (None, Place::Lede | Place::Card(_)) => out.lede = Some(body),
            }
        }
        out
    }

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
        Rendered { html: out.take(), text: lines.join("\n\n") }
    }

    fn corrections(&self) -> Option<Rendered> {
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
        (!corrections.is_empty()).then(|| Rendered { html: out.take(), text: lines.join("\n\n") })
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
pub(super) fn correction_line(correction: &crate::model::Correction, context: &Context<'_>) -> String {
    let date = context.words.date(correction.date.day());
    format!("{}: {}", context.words.fill(Word::Correction, &[("date", &date)]), correction.text)
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
