//! A newsletter as plain text.

use std::ops::{Deref, DerefMut};

use minijinja::{Value, context};

use super::{plan::Plan, templates::Templates};
use pressroom_config::References as ListOf;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Author, Card, Correction, LeadImage, Metadata, Part, Place, text};
use pressroom_render::{
    Context,
    plain::{
        Ornaments, Writer,
        ascii::Ascii,
        filled,
        layout::{Layout, Prose},
        plain,
        prose::{self, ProseContext},
    },
};
use pressroom_theme::{Count, MessageKey};

/// The width of a newsletter in cells, where the site says none (RFC 3676, section 4.2, wants at most 78).
pub(super) const WIDTH: usize = 72;

/// A letter that was written.
pub(super) struct RenderedText {
    /// The text: `format=flowed`, lines ended by LF.
    pub(super) text: String,
    /// The space of a soft line break is not part of the text (RFC 3676, section 4.1).
    pub(super) delsp: bool,
    /// Warnings about content that could not be shown as written.
    pub(super) warnings: Diagnostics,
}

/// Writes a letter.
///
/// # Errors
/// A finding where the template failed.
pub(super) fn write(
    plan: &Plan<'_>,
    context: &Context<'_>,
    templates: &Templates,
) -> Result<RenderedText, Diagnostic> {
    let mut letter = Letter::new(plan, context, &templates.ornaments);
    let pieces = letter.pieces();
    let Writer { layout, mut warnings, .. } = letter.writer;
    let dropped = layout.dropped();
    if dropped > 0 {
        let message = format!("{dropped} control characters can't stand in plain text and were left out");
        warnings.push(Diagnostic::warning(Code::ControlCharacter, message));
    }
    Ok(RenderedText { text: templates.render_letter(pieces)?, delsp: layout.delsp(), warnings })
}

/// A newsletter that is being written.
pub(super) struct Letter<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) context: &'a Context<'a>,
    writer: Writer<'a>,
}

impl<'a> Deref for Letter<'a> {
    type Target = Writer<'a>;

    fn deref(&self) -> &Self::Target {
        &self.writer
    }
}

impl DerefMut for Letter<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.writer
    }
}

impl<'a> Letter<'a> {
    fn new(plan: &'a Plan<'a>, context: &'a Context<'a>, ornaments: &'a Ornaments) -> Self {
        let mailing = &context.site.newsletter;
        let language = &plan.document.metadata.language;
        // Scripts that are written without spaces between words.
        let unspaced = ["zh", "ja", "yue", "th", "lo", "km", "my"].contains(&language.primary());
        let (ascii, lost) = match mailing.ascii {
            true => Ascii::for_document(plan.document),
            false => (None, None),
        };
        let layout = Layout::new(mailing.width.unwrap_or(WIDTH), language.direction());
        let around = ProseContext {
            messages: context.messages,
            routes: plan,
            place: Place::Lede,
            ascii,
            struck: &ornaments.struck,
        };
        let layout = layout.with_delsp(unspaced && ascii.is_none()).with_ascii(ascii);
        let mut writer = Writer::new(ornaments, around, layout);
        writer.warnings.extend(lost);
        Self { plan, context, writer }
    }

    /// The pieces of the letter, for the template; written in the order of the document, so that links are numbered in
    /// it.
    fn pieces(&mut self) -> Value {
        let plan = self.plan;
        let metadata = &plan.document.metadata;
        let title = self.piece(|letter| letter.push_title(metadata));
        let dek = self.piece(|letter| letter.push_filled(metadata.description.as_deref()));
        let byline = self.piece(|letter| letter.push_byline(metadata));
        let mut lead = self.piece(|letter| {
            if let Some(lead) = plan.lead() {
                letter.push_lead(lead);
            }
        });
        let (mut lede, mut signoff, mut cards) = (Value::from(()), Value::from(()), Vec::new());
        for part in &plan.parts {
            if part.place != Place::Lede && lede.is_none() {
                // There is no lede to list the links of what stands above.
                lead = [lead, self.listed()].join("\n\n").trim().to_owned();
                lede = no_part();
            }
            match (part.place, part.card) {
                (Place::Lede, _) => lede = self.part(part),
                (Place::Card(_) | Place::Signoff, Some(_)) => cards.push(self.part(part)),
                (Place::Card(_) | Place::Signoff, None) => signoff = self.part(part),
            }
        }
        if lede.is_none() {
            lead = [lead, self.listed()].join("\n\n").trim().to_owned();
        }
        let contents = self.piece(Self::push_contents);
        let more = self.piece(Self::push_more);
        let corrections = self.piece(|letter| letter.push_corrections(&metadata.corrections));
        let references = self.piece(|letter| letter.push_references());
        context! {
            title, dek, byline, lead, contents, cards, more, corrections, references,
            lede => filled_part(lede),
            signoff => filled_part(signoff),
            footer => self.footer(metadata),
            passage => self.ornament(&self.writer.ornaments.passage),
        }
    }

    /// The text that `write` writes.
    fn piece(&mut self, write: impl FnOnce(&mut Self)) -> String {
        write(self);
        self.writer.layout.take_text()
    }

    fn part(&mut self, part: &Part<'a>) -> Value {
        self.writer.around.place = part.place;
        let number = part.card.map(|card| card.number);
        let question = self.piece(|letter| {
            if let Some(card) = part.card {
                letter.push_question(card);
            }
        });
        let body = self.piece(|letter| letter.push_blocks(part.blocks));
        let notes = self.piece(|letter| {
            let notes = letter.plan.notes(part);
            letter.push_footnotes(&notes);
        });
        let references = self.listed();
        let pieces: Vec<_> =
            [&body, &notes, &references].into_iter().filter(|piece| !piece.is_empty()).collect();
        let text = pieces.iter().map(|piece| piece.as_str()).collect::<Vec<_>>().join("\n\n");
        context! { number, question, body, notes, references, text }
    }

    /// The list of links so far, unless all are listed at the end.
    fn listed(&mut self) -> String {
        match self.context.site.newsletter.references {
            ListOf::Card => self.piece(|letter| letter.push_references()),
            ListOf::End => String::new(),
        }
    }

    /// An ornament that stands by itself.
    fn ornament(&self, sign: &str) -> String {
        let mut page = Layout::new(WIDTH, self.plan.document.metadata.language.direction())
            .with_ascii(self.writer.around.ascii);
        page.line(sign);
        page.take_text()
    }

    /// The line that an inbox shows beside the subject: kicker and headline.
    fn push_title(&mut self, metadata: &Metadata) {
        let title = match filled(metadata.kicker.as_deref()) {
            Some(kicker) => format!("{}{}", self.context.messages.label(kicker), metadata.headline),
            None => metadata.headline.clone(),
        };
        self.push_plain(&title);
    }

    fn push_filled(&mut self, text: Option<&str>) {
        if let Some(text) = filled(text) {
            self.push_plain(text);
        }
    }

    fn push_byline(&mut self, metadata: &Metadata) {
        let messages = self.context.messages;
        let marked = |author: &Author| match author.url.as_deref() {
            Some(url) => {
                let number = self.writer.references.number(&self.plan.tracking.tagged(url), None);
                // The mark stays on its name's line.
                format!("{}\u{A0}[{number}]", author.name)
            }
            None => author.name.clone(),
        };
        let names: Vec<_> = metadata.authors.iter().map(marked).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        if !names.is_empty() {
            self.push_plain(&messages.by(&names));
        }
        let published = metadata.date_published.map(|date| date.day());
        let updated = metadata.date_modified.map(|date| date.day()).filter(|day| Some(*day) != published);
        for (word, day) in [(MessageKey::Published, published), (MessageKey::Updated, updated)] {
            if let Some(day) = day {
                self.push_plain(&messages.dated(word, day));
            }
        }
        let cards = self.plan.document.cards.len();
        if cards > 0 {
            self.push_plain(&messages.count(Count::Cards, cards));
        }
    }

    fn push_lead(&mut self, lead: &LeadImage) {
        if let Some(prose) = prose::lead_figure(lead, &self.writer.around, &mut self.writer.references) {
            self.writer.layout.prose(&prose);
        }
    }

    fn push_contents(&mut self) {
        let cards = &self.plan.document.cards;
        if cards.is_empty() {
            return;
        }
        self.writer
            .layout
            .underlined(&plain(self.context.messages.get(MessageKey::Contents)), self.writer.ornaments.title);
        self.writer.layout.gap();
        let digits = cards.iter().map(|card| card.number.to_string().len()).max().unwrap_or(1);
        for card in cards {
            let mark = format!("{:>digits$}. ", card.number);
            self.push_marked(&mark, |letter| letter.push_plain(&text::plain(&card.question)));
        }
    }

    fn push_question(&mut self, card: &Card) {
        let mut question = prose::prose(&card.question, &self.writer.around, &mut self.writer.references);
        if self.writer.ornaments.capitals {
            question = question.rewritten(|text| self.context.messages.capitals(text));
        }
        let question = question.preceded_by(&format!("{}. ", card.number));
        self.writer.layout.underlined(&question, self.writer.ornaments.question);
        if let Some(update) = &card.updated {
            let messages = self.context.messages;
            let date = messages.dated(MessageKey::Updated, update.date.day());
            match filled(update.reason.as_deref()) {
                Some(reason) => self.push_plain(&format!("{}{reason}", messages.label(&date))),
                None => self.push_plain(&date),
            }
        }
    }

    fn push_corrections(&mut self, corrections: &[Correction]) {
        if corrections.is_empty() {
            return;
        }
        let messages = self.context.messages;
        self.writer
            .layout
            .underlined(&plain(messages.get(MessageKey::Corrections)), self.writer.ornaments.title);
        self.writer.layout.gap();
        for correction in corrections {
            let label = messages.dated(MessageKey::Correction, correction.date.day());
            self.push_plain(&format!("{}{}", messages.label(&label), correction.text));
            self.writer.layout.gap();
        }
    }

    /// The way to the cards that stay out.
    fn push_more(&mut self) {
        let Some(url) = self.plan.more else { return };
        let label = self.context.messages.count(Count::ReadAll, self.plan.document.cards.len());
        let line = format!("{}<{}>", self.context.messages.label(&label), self.plan.tracking.tagged(url));
        self.push_plain(&line);
    }

    fn footer(&mut self, metadata: &Metadata) -> Value {
        let (messages, mailing) = (self.context.messages, &self.context.site.newsletter);
        let online = metadata.canonical_url.as_deref().filter(|_| mailing.view_online.unwrap_or(true));
        let online = online.map(|url| self.plan.tracking.tagged(url));
        let linked = |word, url: &str| messages.fill(word, &[("url", &format!("<{url}>"))]);
        let mut piece = |text: Option<String>| {
            self.piece(|letter| {
                if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                    letter.writer.layout.prose(&Prose::plain(text));
                }
            })
        };
        let rights = piece(metadata.rights.clone());
        let online = piece(online.map(|url| linked(MessageKey::ReadOnline, &url)));
        let reason = piece(mailing.reason.clone());
        let unsubscribe =
            piece(mailing.unsubscribe.as_deref().map(|url| linked(MessageKey::Unsubscribe, url)));
        let address = piece(mailing.address.clone());
        let any = [&rights, &online, &reason, &unsubscribe, &address].iter().any(|piece| !piece.is_empty());
        let rule = self.ornament(&self.writer.ornaments.footer.to_string().repeat(self.writer.layout.room()));
        context! { any, rule, rights, online, reason, unsubscribe, address }
    }
}

fn no_part() -> Value {
    context! { number => (), question => "", body => "", notes => "", references => "", text => "" }
}

/// The part, or one of empty pieces.
fn filled_part(part: Value) -> Value {
    if part.is_none() { no_part() } else { part }
}
