//! The document as a whole: metadata, head, parts, corrections, and what paper has at the end.

use super::{
    builder::{
        MAX_HEADING, MAX_STRING, TemplateDataBuilder, WORD_LIMIT, clip, is_heading, shorten, split_text_at,
    },
    data::{
        Block, Card, Correction, Head, LinkAddress, Meta, Online, Part, PressData, Run, TemplateData,
        TextKind, TextRun, ThemeTokens, Update,
    },
    inlines::has_note,
    qr,
};
use pressroom_document::{self as model, Date, Direction, Document, Language, Place, parts, text};
use pressroom_theme::{Count, MessageKey, Press};

impl TemplateDataBuilder<'_> {
    /// The whole document.
    pub(crate) fn document(&mut self) -> TemplateData {
        let (document, words) = (self.document, self.context.messages);
        let metadata = &document.metadata;
        let date = |word, date: Date| words.dated(word, date.day());
        let published = metadata.date_published.map(|day| date(MessageKey::Published, day));
        let updated = metadata
            .date_modified
            .filter(|day| metadata.date_published.is_none_or(|first| first.day() != day.day()))
            .map(|day| date(MessageKey::Updated, day));
        let dates = [published, updated].into_iter().flatten().map(|text| self.line(&text, None)).collect();
        let lead = metadata.image.as_ref().map(|lead| {
            let caption = lead.caption.as_deref();
            self.picture(&lead.image, caption, |this| {
                let text = this.line(caption.unwrap_or_default(), Some(lead.image.span));
                vec![Run::Text(TextRun::new(TextKind::Text, text))]
            })
        });
        let parts = parts(document).map(|part| self.part(&part)).collect();
        let corrections = metadata.corrections.iter().map(|correction| self.correction(correction)).collect();
        let head = self.head(dates, lead);
        TemplateData {
            meta: describe(document),
            theme: ThemeTokens::new(self.options.tokens, self.options.press),
            head,
            parts,
            corrections_title: self.line(words.get(MessageKey::Corrections), None),
            corrections,
            publisher: self.context.site.publisher_name().map(|text| self.line(text, None)),
            rights: metadata.rights.as_deref().map(|text| self.line(text, None)),
            version: (metadata.version > 1).then(|| {
                let text = words.fill(MessageKey::Version, &[("version", &metadata.version.to_string())]);
                self.line(&text, None)
            }),
            press: self.options.press.map(|press| self.press(press)),
            online: self.online(),
            first_page: None,
        }
    }

    fn head(&mut self, dates: Vec<String>, lead: Option<Block>) -> Head {
        let (document, words) = (self.document, self.context.messages);
        let metadata = &document.metadata;
        let authors: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        let byline = (!authors.is_empty()).then(|| words.by(&authors));
        let as_of = metadata.date_modified.or(metadata.date_published);
        let as_of = as_of.map(|date| words.dated(MessageKey::AsOf, date.day()));
        let count = (!document.cards.is_empty()).then(|| words.count(Count::Cards, document.cards.len()));
        let running =
            metadata.kicker.as_ref().or(metadata.section.as_ref()).or(self.context.site.name.as_ref());
        let (headline, rest) = split_text_at(&metadata.headline, MAX_HEADING);
        Head {
            kicker: metadata.kicker.as_deref().map(|text| self.line(text, None)),
            headline: self.line(headline, None),
            headline_rest: (!rest.is_empty()).then(|| self.line(rest, None)),
            dek: metadata.description.as_deref().map(|text| self.line(text, None)),
            byline: byline.map(|text| self.line(&text, None)),
            dates,
            as_of: as_of.map(|text| self.line(&text, None)),
            count: count.map(|text| self.line(&text, None)),
            contents: self.line(words.get(MessageKey::Contents), None),
            running: running.map(|text| self.line(&clip(text, 60), None)),
            short: self.line(&clip(&metadata.headline, 80), None),
            lead,
        }
    }

    fn part(&mut self, part: &model::Part<'_>) -> Part {
        let card = part.card.map(|card| self.card(card));
        self.first_level = if card.is_some() { 3 } else { 2 };
        if card.is_some() {
            self.last_level = 2;
        }
        let mut blocks = self.blocks(part.blocks, 0);
        blocks.extend(self.leftover_notes(part.place));
        match (part.place, card) {
            (_, Some(card)) => Part::Card(Card { blocks, ..card }),
            (Place::Signoff, None) => Part::Signoff { blocks },
            (Place::Lede | Place::Card(_), None) => Part::Lede { blocks },
        }
    }

    /// A card without its blocks.
    fn card(&mut self, card: &model::Card) -> Card {
        let words = self.context.messages;
        let updated = card.updated.as_ref().map(|update| {
            let date = words.dated(MessageKey::Updated, update.date.day());
            Update {
                date: self.line(&date, None),
                colon: self.texts.prepare(words.colon(&date), WORD_LIMIT, None),
                reason: update.reason.as_deref().map(|reason| self.line(reason, Some(card.span))),
            }
        });
        let plain = text::plain(&card.question);
        Card {
            number: card.number.to_string(),
            id: card.id.clone(),
            question: self.inlines(&card.question, WORD_LIMIT),
            plain: self.line(&plain, Some(card.span)),
            heading: is_heading(&plain),
            noted: has_note(&card.question),
            updated,
            blocks: Vec::new(),
        }
    }

    /// Footnotes of a part that no reference could give (a note that only a note deep within notes refers to).
    fn leftover_notes(&mut self, place: Place) -> Vec<Block> {
        let mut out = Vec::new();
        for footnote in self.document.footnotes_of(place) {
            if self.noted.insert(footnote.number) {
                self.in_notes += 1;
                let blocks = self.blocks(&footnote.blocks, 0);
                self.in_notes -= 1;
                out.push(Block::Leftover { number: footnote.number.to_string(), blocks });
            }
        }
        out
    }

    fn correction(&mut self, correction: &model::Correction) -> Correction {
        let words = self.context.messages;
        let label = words.dated(MessageKey::Correction, correction.date.day());
        Correction {
            label: self.line(&label, None),
            colon: self.texts.prepare(words.colon(&label), WORD_LIMIT, None),
            text: self.line(&correction.text, Some(correction.span)),
        }
    }

    /// The parts that only paper has: the addresses of links, and a code that leads to the article.
    fn press(&mut self, press: &Press) -> PressData {
        let words = self.context.messages;
        let links = std::mem::take(&mut self.links);
        let address = |(place, url): (usize, &String)| {
            let text = self.isolate(url.strip_prefix("mailto:").unwrap_or(url));
            LinkAddress { n: (place + 1).to_string(), text: self.line(&text, None) }
        };
        let links = links.iter().enumerate().map(address).collect();
        let url = self.document.metadata.canonical_url.as_deref();
        PressData {
            bleed: press.bleed,
            links_title: self.line(words.get(MessageKey::Links), None),
            links,
            qr: url.and_then(qr::encode_url),
            qr_caption: self.line(words.get(MessageKey::Scan), None),
        }
    }

    fn online(&mut self) -> Option<Online> {
        let url = self.document.metadata.canonical_url.as_deref().filter(|url| url.len() < MAX_STRING)?;
        let text = self.context.messages.fill(MessageKey::ReadOnline, &[("url", &self.isolate(url))]);
        Some(Online { text: self.line(&text, None), url: url.to_owned() })
    }
}

/// The metadata of the file.
fn describe(document: &Document) -> Meta {
    let metadata = &document.metadata;
    let language = &metadata.language;
    let direction = language.direction();
    Meta {
        title: shorten(&metadata.headline),
        authors: metadata.authors.iter().map(|author| shorten(&author.name)).collect(),
        description: metadata.description.as_deref().map(shorten),
        keywords: metadata.keywords.iter().map(|word| shorten(word)).collect(),
        lang: Some(language.primary()).filter(|primary| primary.len() <= 3).unwrap_or("en").to_owned(),
        region: find_subtag(language, 2),
        script: find_subtag(language, 4).map(|script| script.to_ascii_lowercase()),
        dir: direction.as_str(),
        upright: language.is_upright(),
        arabic: direction == Direction::RightToLeft && !is_hebrew(language.primary()),
    }
}

/// The first subtag of a language that has so many characters (RFC 5646): 2 for a region, 4 for a script.
fn find_subtag(language: &Language, length: usize) -> Option<String> {
    language.as_str().split('-').skip(1).find(|part| part.len() == length).map(str::to_owned)
}

fn is_hebrew(primary: &str) -> bool {
    matches!(primary, "he" | "iw" | "yi")
}
