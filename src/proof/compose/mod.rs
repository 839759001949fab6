//! The document becomes rows: head, lede, cards with their notes, sign-off, corrections, rights.

mod blocks;
mod composer;
mod inlines;
mod rows;
mod tables;

use crate::{
    fonts::DocumentFonts,
    lines::{Align, Style, Text},
};
use composer::{Composer, SMALL, TEXT};
use pressroom_diagnostics::Span;
use pressroom_document::{Card, Direction, Document, Part, Place, parts};
use pressroom_render::Context;
use pressroom_theme::{Count, MessageKey};
use rows::Column;

pub(crate) use composer::Galley;
pub(crate) use rows::Row;

/// Sets a document in a text width of `measure` points.
pub(crate) fn compose(
    document: &Document,
    context: &Context<'_>,
    fonts: &mut DocumentFonts<'_>,
    measure: f64,
) -> Galley {
    let rtl = document.metadata.language.direction() == Direction::RightToLeft;
    let column = Column { measure, start: 0.0, end: 0.0, rtl };
    let words = context.messages;
    let mut composer = Composer {
        document,
        words,
        image_cache: context.image_cache,
        fonts,
        out: Galley::default(),
        column,
        bars: Vec::new(),
        size: TEXT,
        tight: false,
        tables: 0,
        upright: document.metadata.language.is_upright(),
    };
    composer.compose_head();
    for part in parts(document) {
        composer.compose_part(&part);
    }
    composer.compose_tail();
    composer.out
}

impl Composer<'_, '_> {
    fn compose_head(&mut self) {
        let metadata = &self.document.metadata;
        if let Some(kicker) = &metadata.kicker {
            self.push_kept_line(kicker, Style::plain(SMALL).bold());
        }
        let first = self.out.rows.len();
        self.push_line(&metadata.headline, Style::plain(22).bold());
        self.add_outline_entry(first, &metadata.headline);
        if let Some(dek) = &metadata.description {
            self.push_space(4.0);
            self.push_line(dek, Style::plain(13));
        }
        self.push_space(6.0);
        let names: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        if !names.is_empty() {
            let byline = self.words.by(&names);
            self.push_line(&byline, Style::plain(10).bold());
        }
        for author in &metadata.authors {
            if let Some(url) = &author.url {
                let mut text = Text::new(&format!("{} ", author.name), Style::plain(SMALL), Span::default());
                self.push_url(&mut text, url, None, Style::plain(SMALL), Span::default());
                self.push_text(&text, Align::Start);
            }
        }
        let mut dates = Vec::new();
        let shown =
            [(MessageKey::Published, metadata.date_published), (MessageKey::Updated, metadata.date_modified)];
        for (word, date) in shown.into_iter().filter_map(|(word, date)| Some((word, date?))) {
            dates.push(self.words.dated(word, date.day()));
        }
        dates.push(self.words.fill(MessageKey::Version, &[("version", &metadata.version.to_string())]));
        if !self.document.cards.is_empty() {
            dates.push(self.words.count(Count::Cards, self.document.cards.len()));
        }
        self.push_line(&dates.join(" · "), Style::plain(SMALL));
        if let Some(url) = &metadata.canonical_url {
            let mut text = Text::default();
            self.push_url(&mut text, url, None, Style::plain(SMALL), Span::default());
            self.push_text(&text, Align::Start);
        }
        if let Some(lead) = &metadata.image {
            self.push_space(10.0);
            let caption = lead.caption.as_deref().unwrap_or_default();
            let caption = Text::new(caption, Style::plain(SMALL), lead.image.span);
            self.compose_figure(&lead.image, &caption);
        }
        self.push_rule();
    }

    fn compose_part(&mut self, part: &Part<'_>) {
        if let Some(card) = part.card {
            self.compose_question(card);
        } else if part.place == Place::Signoff {
            self.push_rule();
        }
        self.compose_blocks(part.blocks);
        let notes: Vec<_> = self.document.footnotes_of(part.place).collect();
        if notes.is_empty() {
            return;
        }
        self.push_space(8.0);
        self.push_kept_line(self.words.get(MessageKey::Footnotes), Style::plain(SMALL).bold());
        self.size = SMALL;
        for note in notes {
            self.compose_item(&format!("{}.", note.number), &note.blocks);
        }
        self.size = TEXT;
    }

    fn compose_question(&mut self, card: &Card) {
        self.push_space(22.0);
        let style = Style::plain(15).bold();
        let mut text = Text::default();
        self.push_inlines(&mut text, &card.question, style);
        let title = format!("{}. {}", card.number, text.as_str());
        let first = self.out.rows.len();
        let (pieces, width) = self.set_label(&format!("{}.", card.number), style);
        let outer = self.column;
        self.column.start += width + 6.0;
        self.push_text(&text, Align::Start);
        self.column = outer;
        self.attach_label(first, pieces, width, outer.start);
        self.add_outline_entry(first, &title);
        self.add_anchor(first, &card.id);
        if let Some(update) = &card.updated {
            let mut line = self.words.dated(MessageKey::Updated, update.date.day());
            if let Some(reason) = &update.reason {
                line = self.words.label(&line);
                line.push_str(reason);
            }
            self.push_line(&line, self.slant(Style::plain(SMALL)));
        }
        self.push_space(4.0);
        self.keep_together_from(first);
    }

    fn compose_tail(&mut self) {
        let metadata = &self.document.metadata;
        if !metadata.corrections.is_empty() {
            self.push_rule();
            let first = self.out.rows.len();
            let title = self.words.get(MessageKey::Corrections);
            self.push_kept_line(title, Style::plain(13).bold());
            self.add_outline_entry(first, title);
            self.push_space(4.0);
            self.keep_last_with_next();
        }
        for correction in &metadata.corrections {
            let label = self.words.dated(MessageKey::Correction, correction.date.day());
            self.push_kept_line(&label, Style::plain(SMALL).bold());
            let text = Text::new(&correction.text, Style::plain(TEXT), correction.span);
            self.push_text(&text, Align::Start);
            self.push_space(6.0);
        }
        if let Some(rights) = &metadata.rights {
            self.push_rule();
            self.push_line(rights, Style::plain(SMALL));
        }
    }
}
