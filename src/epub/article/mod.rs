//! The pages of one explainer, alone in a publication or among others.

mod byline;
mod plan;

pub(crate) use byline::byline;

use minijinja::{Value, context};

use super::book::{Book, Entry, Label, Page, Pictures, local};
use plan::{Chapter, Plan, fragment};
use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_document::{Date, Direction, Document, Image, LinkTarget, Part, Place, text};
use pressroom_render::{
    Pagination,
    markup::{Dialect, Flow, Markup, PicturePlace, Syntax},
    pagination::Breaks,
};
use pressroom_theme::{Chapters, Count, MessageKey, Messages};

/// An explainer that is bound.
pub(crate) struct Article<'a> {
    pub(crate) document: &'a Document,
    /// Interface words in its language.
    pub(crate) messages: &'a Messages,
    pub(crate) plan: Plan<'a>,
    /// Where the pages of the print edition begin, where it was made.
    pub(crate) breaks: Option<Breaks<'a>>,
}

impl<'a> Article<'a> {
    /// An explainer whose files and ids begin with `prefix`.
    pub(crate) fn new(
        document: &'a Document,
        messages: &'a Messages,
        prefix: String,
        chapters: Chapters,
    ) -> Self {
        Self { document, messages, plan: Plan::new(document, prefix, chapters), breaks: None }
    }

    /// The same with the page breaks of the print edition.
    pub(crate) fn with_pages(self, pagination: Option<&'a Pagination>) -> Self {
        let breaks = pagination.map(|pagination| Breaks::new(pagination, self.document));
        Self { breaks, ..self }
    }

    /// The local picture of the lead, which makes the cover.
    pub(crate) fn lead(&self) -> Option<&'a pressroom_document::Asset> {
        let lead = self.document.metadata.image.as_ref()?;
        local(self.document, &lead.image)
    }

    /// Writes its pictures into the archive.
    ///
    /// # Errors
    /// The finding of the archive.
    pub(crate) fn add_pictures(&self, book: &mut Book<'_>) -> Result<(), Diagnostic> {
        let lead = self.document.metadata.image.iter().map(|lead| &lead.image);
        for image in lead.chain(self.plan.images.iter().copied()) {
            if let Some(asset) = local(self.document, image) {
                book.pictures.add(asset, &mut book.archive)?;
            }
        }
        Ok(())
    }

    /// Template values of its title: kicker, headline, dek, authors, dates, the lead picture.
    pub(crate) fn header(&self, pictures: &Pictures<'_>, warnings: &mut Diagnostics) -> Value {
        let (metadata, messages) = (&self.document.metadata, self.messages);
        let published = metadata.date_published.map(|date| dated(messages, MessageKey::Published, date));
        let updated = metadata.date_modified.map(|date| dated(messages, MessageKey::Updated, date));
        let cards = self.document.cards.len();
        let dialect = Chaptered { article: self, pictures, chapter: usize::MAX };
        let mut flow = Flow::new(&dialect, messages).with_breaks(self.breaks.as_ref());
        let breaks = flow.breaks_in_front();
        let lead = metadata.image.as_ref().map(|lead| flow.lead(lead));
        warnings.extend(flow.into_warnings());
        context! {
            prefix => &self.plan.prefix,
            breaks_markup => Value::from_safe_string(breaks),
            kicker => &metadata.kicker,
            headline => &metadata.headline,
            description => &metadata.description,
            byline_markup => byline(&metadata.authors, messages),
            dates => published.into_iter().chain(updated).collect::<Vec<_>>(),
            cards => (cards > 0).then(|| messages.count(Count::Cards, cards)),
            lead_markup => Value::from_safe_string(lead.unwrap_or_default()),
        }
    }

    /// Writes the chapters, each by itself, and gives their entries.
    ///
    /// # Errors
    /// The finding of the template or the archive.
    pub(crate) fn chapters(
        &self,
        book: &mut Book<'_>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Entry>, Diagnostic> {
        let mut entries = Vec::new();
        for (index, chapter) in self.plan.chapters.iter().enumerate() {
            let (parts, below) = self.parts(index, chapter, &book.pictures, false, warnings);
            let title = below.first().map(|entry| entry.label.numbered()).unwrap_or_default();
            let values = context! { prefix => &self.plan.prefix, parts };
            let page = Page::new(&chapter.file);
            book.write(page, "chapter.xhtml", (&self.document.metadata.language, &title), values)?;
            entries.extend(below);
        }
        Ok(entries)
    }

    /// Template values of a chapter's parts, and their contents entries. The first entry leads to the chapter's beginning
    /// unless the headline stands there (`headed`).
    pub(crate) fn parts(
        &self,
        index: usize,
        chapter: &Chapter<'_>,
        pictures: &Pictures<'_>,
        headed: bool,
        warnings: &mut Diagnostics,
    ) -> (Vec<Value>, Vec<Entry>) {
        let dialect = Chaptered { article: self, pictures, chapter: index };
        let mut flow = Flow::new(&dialect, self.messages).with_breaks(self.breaks.as_ref());
        let (mut parts, mut entries) = (Vec::new(), Vec::new());
        for part in &chapter.parts {
            let label = self.label(&mut flow, part);
            parts.push(self.part(&mut flow, part, &label, headed));
            if part.place == Place::Signoff && !entries.is_empty() {
                continue;
            }
            let id = part.card.map_or("__introduction", |card| card.id.as_str());
            let href = match entries.is_empty() && !headed {
                true => chapter.file.clone(),
                false => format!("{}#{}", chapter.file, fragment(&self.plan.id(id))),
            };
            let language = self.document.metadata.language.clone();
            entries.push(Entry { href, label, language, children: Vec::new() });
        }
        warnings.extend(flow.into_warnings());
        (parts, entries)
    }

    /// How contents lists name a part.
    fn label(&self, flow: &mut Flow<'_>, part: &Part<'_>) -> Label {
        let messages = self.messages;
        match (part.place, part.card) {
            (Place::Signoff, _) => Label::words(messages.get(MessageKey::SignOff)),
            (_, Some(card)) => Label {
                number: Some(card.number),
                markup: flow.label(&card.question),
                plain: text::plain(&card.question).split_whitespace().collect::<Vec<_>>().join(" "),
            },
            (_, None) if self.document.cards.is_empty() => Label::words(&self.document.metadata.headline),
            (_, None) => Label::words(messages.get(MessageKey::Introduction)),
        }
    }

    /// `headed`: the headline stands above the part in the same file, and need not be said again.
    fn part(&self, flow: &mut Flow<'_>, part: &Part<'_>, label: &Label, headed: bool) -> Value {
        let kind = match part.place {
            Place::Card(_) => "card",
            Place::Lede if self.document.cards.is_empty() => "text",
            Place::Lede => "introduction",
            Place::Signoff => "sign-off",
        };
        let breaks = part.card.map(|card| flow.breaks_before(&card.question));
        let heading = part.card.map(|card| flow.inlines(&card.question));
        let update = part.card.and_then(|card| card.updated.as_ref());
        let base = if kind == "text" && headed { 2 } else { 3 };
        context! {
            kind,
            headed,
            label => &label.plain,
            id => part.card.map(|card| self.plan.id(&card.id)),
            number => part.card.map(|card| card.number),
            breaks_markup => Value::from_safe_string(breaks.unwrap_or_default()),
            heading_markup => Value::from_safe_string(heading.unwrap_or_default()),
            updated => update.map(|update| dated(self.messages, MessageKey::Updated, update.date)),
            reason => update.and_then(|update| update.reason.as_deref()),
            text_markup => Value::from_safe_string(flow.blocks(part.blocks, base)),
            notes_markup => Value::from_safe_string(flow.footnotes(self.document.footnotes_of(part.place))),
        }
    }

    /// Corrections, where it lives on the web, its version and rights; with the publisher where `site` is given.
    pub(crate) fn about(&self, site: Option<&Site>) -> Value {
        let (metadata, messages) = (&self.document.metadata, self.messages);
        let corrections = metadata.corrections.iter().map(
            |correction| context! { date => dated(messages, MessageKey::Correction, correction.date), text => &correction.text },
        );
        context! {
            prefix => &self.plan.prefix,
            about_title => messages.get(MessageKey::Colophon),
            corrections => corrections.collect::<Vec<_>>(),
            corrections_title => messages.get(MessageKey::Corrections),
            read_online => metadata.canonical_url.as_ref().map(|url| read_online(messages, url)),
            publisher => site.and_then(Site::publisher_name),
            publisher_url => site.and_then(|site| site.publisher.url.as_deref()),
            version => messages.fill(MessageKey::Version, &[("version", &metadata.version.to_string())]),
            rights => &metadata.rights,
            rights_title => messages.get(MessageKey::Rights),
        }
    }
}

/// The phrase that leads to the web, before and after the address.
pub(crate) fn read_online(messages: &Messages, url: &str) -> Value {
    let phrase = messages.get(MessageKey::ReadOnline);
    let (before, after) = phrase.split_once("{url}").unwrap_or((phrase, ""));
    context! { before, url, after }
}

/// A date in a phrase, for people and for machines.
pub(crate) fn dated(messages: &Messages, word: MessageKey, date: Date) -> Value {
    let text = messages.dated(word, date.day());
    context! { colon => messages.colon(&text), text, machine => format_iso_date(date) }
}

/// A date as HTML's `time` and Dublin Core want it.
pub(crate) fn format_iso_date(date: Date) -> String {
    match date {
        Date::Day(day) => day.to_string(),
        Date::Moment(..) => date.rfc3339(),
    }
}

/// XHTML in several files: links name the file that their target lives in.
struct Chaptered<'a> {
    article: &'a Article<'a>,
    pictures: &'a Pictures<'a>,
    /// The chapter that is being written; one that isn't there for the header.
    chapter: usize,
}

impl Dialect for Chaptered<'_> {
    fn syntax(&self) -> Syntax {
        Syntax::Xhtml
    }

    fn picture(&self, out: &mut Markup, image: &Image, _: PicturePlace) -> bool {
        let picture = local(self.article.document, image).and_then(|asset| self.pictures.find(asset));
        let Some(picture) = picture else { return false };
        let tag = out.tag("img").attribute("src", &picture.path);
        let tag = tag.attribute("alt", image.alt.as_deref().unwrap_or_default());
        let tag = tag.optional("class", picture.is_transparent.then_some("transparent"));
        tag.attribute("width", &picture.width.to_string())
            .attribute("height", &picture.height.to_string())
            .void();
        true
    }

    fn href(&self, target: &LinkTarget) -> String {
        match target {
            LinkTarget::Internal(id) => self.article.plan.id_url(self.chapter, id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => target.url(),
        }
    }

    fn id(&self, id: &str) -> String {
        self.article.plan.id(id)
    }

    fn note_id(&self, number: u32) -> String {
        self.article.plan.id(&note_id(number))
    }

    fn reference_id(&self, number: u32, occurrence: u32) -> String {
        self.article.plan.id(&reference(number, occurrence))
    }

    fn note_href(&self, number: u32) -> String {
        self.article.plan.note_url(self.chapter, number, &note_id(number))
    }

    fn reference_href(&self, number: u32, occurrence: u32) -> String {
        let id = reference(number, occurrence);
        self.article.plan.reference_url(self.chapter, (number, occurrence), &id)
    }

    fn epub_types(&self) -> bool {
        true
    }

    fn left_to_right(&self) -> Option<&'static str> {
        match self.article.document.metadata.language.direction() {
            Direction::LeftToRight => None,
            Direction::RightToLeft => Some(Direction::LeftToRight.as_str()),
        }
    }

    fn labelled_cells(&self) -> bool {
        true
    }
}

fn note_id(number: u32) -> String {
    format!("fn-{number}")
}

fn reference(number: u32, occurrence: u32) -> String {
    format!("fnref-{number}-{occurrence}")
}
