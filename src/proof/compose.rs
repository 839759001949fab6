//! The document becomes rows: head, lede, cards with their notes, sign-off, corrections, rights.

use std::sync::Arc;

use super::{
    fonts::Fonts,
    line::{Align, Style, Text},
    picture::Picture,
    row::{Column, Row, label},
};
use pressroom_diagnostics::{Diagnostics, Span};
use pressroom_document::{Card, Direction, Document, Part, Place, parts};
use pressroom_images::Darkroom;
use pressroom_render::Context;
use pressroom_theme::{Count, Word, Words};

/// Size of running text, in points.
pub(super) const TEXT: u8 = 11;
/// Size of notes, captions and tables, in points.
pub(super) const SMALL: u8 = 9;

/// A document as rows, with what they refer to.
#[derive(Default)]
pub(super) struct Galley {
    pub(super) rows: Vec<Row>,
    /// Heads of tables as they are set on each further page.
    pub(super) heads: Vec<Vec<Row>>,
    /// Where links lead: URLs, and `#id` within the document.
    pub(super) links: Vec<String>,
    /// Pictures with the numbers of the assets that they show.
    pub(super) pictures: Vec<(usize, Arc<Picture>)>,
    pub(super) found: Diagnostics,
}

/// What is needed while a document is set.
pub(super) struct Composer<'a, 'f> {
    pub(super) document: &'a Document,
    pub(super) words: &'a Words,
    pub(super) darkroom: &'a Darkroom,
    pub(super) fonts: &'a mut Fonts<'f>,
    pub(super) out: Galley,
    pub(super) column: Column,
    /// Vertical rules beside what is set now, in points from the left edge.
    pub(super) bars: Vec<f64>,
    pub(super) size: u8,
    /// What is set now is an item of a list without space between its items.
    pub(super) tight: bool,
    /// How many rows of tables there are so far.
    pub(super) tables: usize,
    /// True where the script has no slanted letters: emphasis is by weight.
    pub(super) upright: bool,
}

/// Sets a document in a text width of `measure` points.
pub(super) fn compose(
    document: &Document,
    context: &Context<'_>,
    fonts: &mut Fonts<'_>,
    measure: f64,
) -> Galley {
    let rtl = document.metadata.language.direction() == Direction::RightToLeft;
    let column = Column { measure, start: 0.0, end: 0.0, rtl };
    let words = context.words;
    let mut composer = Composer {
        document,
        words,
        darkroom: context.darkroom,
        fonts,
        out: Galley::default(),
        column,
        bars: Vec::new(),
        size: TEXT,
        tight: false,
        tables: 0,
        upright: document.metadata.language.is_upright(),
    };
    composer.head();
    for part in parts(document) {
        composer.part(&part);
    }
    composer.tail();
    composer.out
}

impl Composer<'_, '_> {
    fn head(&mut self) {
        let metadata = &self.document.metadata;
        if let Some(kicker) = &metadata.kicker {
            self.keep(kicker, Style::plain(SMALL).bold());
        }
        let first = self.out.rows.len();
        self.line(&metadata.headline, Style::plain(22).bold());
        self.mark(first, &metadata.headline);
        if let Some(dek) = &metadata.description {
            self.space(4.0);
            self.line(dek, Style::plain(13));
        }
        self.space(6.0);
        let names: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        if !names.is_empty() {
            let byline = self.words.by(&names);
            self.line(&byline, Style::plain(10).bold());
        }
        for author in &metadata.authors {
            if let Some(url) = &author.url {
                let mut text = Text::of(&format!("{} ", author.name), Style::plain(SMALL), Span::default());
                self.push_url(&mut text, url, None, Style::plain(SMALL), Span::default());
                self.text(&text, Align::Start);
            }
        }
        let mut dates = Vec::new();
        let shown = [(Word::Published, metadata.date_published), (Word::Updated, metadata.date_modified)];
        for (word, date) in shown.into_iter().filter_map(|(word, date)| Some((word, date?))) {
            dates.push(self.words.dated(word, date.day()));
        }
        dates.push(self.words.fill(Word::Version, &[("version", &metadata.version.to_string())]));
        if !self.document.cards.is_empty() {
            dates.push(self.words.count(Count::Cards, self.document.cards.len()));
        }
        self.line(&dates.join(" · "), Style::plain(SMALL));
        if let Some(url) = &metadata.canonical_url {
            let mut text = Text::default();
            self.push_url(&mut text, url, None, Style::plain(SMALL), Span::default());
            self.text(&text, Align::Start);
        }
        if let Some(lead) = &metadata.image {
            self.space(10.0);
            let caption = lead.caption.as_deref().unwrap_or_default();
            let caption = Text::of(caption, Style::plain(SMALL), lead.image.span);
            self.figure(&lead.image, &caption);
        }
        self.rule();
    }

    fn part(&mut self, part: &Part<'_>) {
        if let Some(card) = part.card {
            self.question(card);
        } else if part.place == Place::Signoff {
            self.rule();
        }
        self.blocks(part.blocks);
        let notes: Vec<_> = self.document.footnotes_of(part.place).collect();
        if notes.is_empty() {
            return;
        }
        self.space(8.0);
        self.keep(self.words.get(Word::Footnotes), Style::plain(SMALL).bold());
        self.size = SMALL;
        for note in notes {
            self.item(&format!("{}.", note.number), &note.blocks);
        }
        self.size = TEXT;
    }

    fn question(&mut self, card: &Card) {
        self.space(22.0);
        let style = Style::plain(15).bold();
        let mut text = Text::default();
        self.inlines(&mut text, &card.question, style);
        let title = format!("{}. {}", card.number, text.as_str());
        let first = self.out.rows.len();
        let (pieces, width) = self.label(&format!("{}.", card.number), style);
        let outer = self.column;
        self.column.start += width + 6.0;
        self.text(&text, Align::Start);
        self.column = outer;
        self.put_label(first, pieces, width, outer.start);
        self.mark(first, &title);
        self.anchor(first, &card.id);
        if let Some(update) = &card.updated {
            let mut line = self.words.dated(Word::Updated, update.date.day());
            if let Some(reason) = &update.reason {
                line = self.words.label(&line);
                line.push_str(reason);
            }
            self.line(&line, self.slanted(Style::plain(SMALL)));
        }
        self.space(4.0);
        self.keep_from(first);
    }

    fn tail(&mut self) {
        let metadata = &self.document.metadata;
        if !metadata.corrections.is_empty() {
            self.rule();
            let first = self.out.rows.len();
            let title = self.words.get(Word::Corrections);
            self.keep(title, Style::plain(13).bold());
            self.mark(first, title);
            self.space(4.0);
            self.keep_last();
        }
        for correction in &metadata.corrections {
            let label = self.words.dated(Word::Correction, correction.date.day());
            self.keep(&label, Style::plain(SMALL).bold());
            let text = Text::of(&correction.text, Style::plain(TEXT), correction.span);
            self.text(&text, Align::Start);
            self.space(6.0);
        }
        if let Some(rights) = &metadata.rights {
            self.rule();
            self.line(rights, Style::plain(SMALL));
        }
    }

    /// A style slanted, where the script has slanted letters.
    pub(super) fn slanted(&self, style: Style) -> Style {
        if self.upright { style } else { style.italic() }
    }

    /// A text of one style.
    pub(super) fn line(&mut self, text: &str, style: Style) {
        self.text(&Text::of(text, style, Span::default()), Align::Start);
    }

    /// A text of one style that stays with what follows.
    pub(super) fn keep(&mut self, text: &str, style: Style) {
        self.line(text, style);
        self.keep_last();
    }

    pub(super) fn keep_last(&mut self) {
        if let Some(row) = self.out.rows.last_mut() {
            row.keep = true;
        }
    }

    /// Keeps all rows from `first` on together, and with what follows.
    pub(super) fn keep_from(&mut self, first: usize) {
        self.out.rows.iter_mut().skip(first).for_each(|row| row.keep = true);
    }

    pub(super) fn text(&mut self, text: &Text, align: Align) {
        if !text.is_blank() {
            let rows = self.column.rows(self.fonts, text, align, self.column.rtl);
            rows.into_iter().for_each(|row| self.row(row));
        }
    }

    /// A text that runs from left to right in any document, such as code.
    pub(super) fn left_to_right(&mut self, text: &Text) {
        let rows = self.column.rows(self.fonts, text, Align::Left, false);
        rows.into_iter().for_each(|row| self.row(row));
    }

    pub(super) fn row(&mut self, mut row: Row) {
        row.bars.clone_from(&self.bars);
        self.out.rows.push(row);
    }

    pub(super) fn space(&mut self, height: f64) {
        self.row(Row::space(height));
    }

    pub(super) fn rule(&mut self) {
        let (left, width) = (self.column.left(), self.column.width());
        self.row(Row {
            height: 20.0,
            rules: vec![[left, left + width, 10.0]],
            // At the foot of a page it would divide nothing.
            keep: true,
            space: true,
            ..Row::default()
        });
    }

    /// An item with a mark in the gutter. The mark is on the row of the item's first line, whatever page that is on.
    pub(super) fn item(&mut self, mark: &str, blocks: &[pressroom_document::Block]) {
        let outer = self.column;
        let first = self.out.rows.len();
        let (pieces, width) = self.label(mark, Style::plain(self.size));
        self.column.start += (width + 6.0).max(18.0);
        let fits = self.column.width() >= outer.measure * 0.55;
        if !fits {
            // So deep that the gutter is used up: the mark stands on a line of its own.
            self.column = outer;
            self.keep(mark, Style::plain(self.size));
        }
        self.blocks(blocks);
        self.column = outer;
        if fits {
            self.put_label(first, pieces, width, outer.start);
        }
    }

    fn label(&mut self, text: &str, style: Style) -> (Vec<super::line::Piece>, f64) {
        label(self.fonts, text, style, self.column.rtl)
    }

    /// Puts a mark on the first line of text at or after a row.
    fn put_label(&mut self, first: usize, mut pieces: Vec<super::line::Piece>, width: f64, start: f64) {
        let column = self.column;
        let left = if column.rtl { column.physical(start) - width } else { start };
        pieces.iter_mut().for_each(|piece| piece.x += left);
        let rows = self.out.rows.iter_mut().skip(first);
        match rows.into_iter().find(|row| row.numbered) {
            Some(row) => {
                row.pieces.splice(..0, pieces);
            }
            None => {
                let line = super::line::Line { pieces, width };
                let row = Row::line(line, self.size);
                self.row(row);
            }
        }
    }

    pub(super) fn mark(&mut self, row: usize, title: &str) {
        if let Some(row) = self.out.rows.get_mut(row) {
            row.outline = Some(title.to_owned());
        }
    }

    pub(super) fn anchor(&mut self, row: usize, id: &str) {
        if let Some(row) = self.out.rows.get_mut(row) {
            row.anchors.push(id.to_owned());
        }
    }
}
