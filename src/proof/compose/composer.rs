//! The state of a document that is being composed, and the rows that it has so far.

use std::sync::Arc;

use super::rows::{Column, Row, set_label};
use crate::{
    fonts::DocumentFonts,
    lines::{Align, Line, Piece, Style, Text},
    picture::Picture,
};
use pressroom_diagnostics::{Diagnostics, Span};
use pressroom_document::Document;
use pressroom_images::ImageCache;
use pressroom_theme::Messages;

/// Size of running text, in points.
pub(crate) const TEXT: u8 = 11;
/// Size of notes, captions and tables, in points.
pub(crate) const SMALL: u8 = 9;

/// A document as rows, with what they refer to.
#[derive(Default)]
pub(crate) struct Galley {
    pub(crate) rows: Vec<Row>,
    /// Heads of tables as they are set on each further page.
    pub(crate) heads: Vec<Vec<Row>>,
    /// The targets of links: URLs, and `#id` within the document.
    pub(crate) links: Vec<String>,
    /// Pictures with the numbers of the assets that they show.
    pub(crate) pictures: Vec<(usize, Arc<Picture>)>,
    pub(crate) found: Diagnostics,
}

/// The state of a document while it is composed.
pub(crate) struct Composer<'a, 'f> {
    pub(crate) document: &'a Document,
    pub(crate) words: &'a Messages,
    pub(crate) image_cache: &'a ImageCache,
    pub(crate) fonts: &'a mut DocumentFonts<'f>,
    pub(crate) out: Galley,
    pub(crate) column: Column,
    /// Vertical rules beside what is set now, in points from the left edge.
    pub(crate) bars: Vec<f64>,
    pub(crate) size: u8,
    /// The item that is set now belongs to a list without space between its items.
    pub(crate) tight: bool,
    /// The number of rows of tables so far.
    pub(crate) tables: usize,
    /// The script has no slanted letters: emphasis is by weight.
    pub(crate) upright: bool,
}

impl Composer<'_, '_> {
    /// A style slanted, where the script has slanted letters.
    pub(crate) fn slant(&self, style: Style) -> Style {
        if self.upright { style } else { style.italic() }
    }

    /// A text of one style.
    pub(crate) fn push_line(&mut self, text: &str, style: Style) {
        self.push_text(&Text::new(text, style, Span::default()), Align::Start);
    }

    /// A text of one style that stays with what follows.
    pub(crate) fn push_kept_line(&mut self, text: &str, style: Style) {
        self.push_line(text, style);
        self.keep_last_with_next();
    }

    pub(crate) fn keep_last_with_next(&mut self) {
        if let Some(row) = self.out.rows.last_mut() {
            row.keep_with_next = true;
        }
    }

    /// Keeps all rows from `first` on together, and with what follows.
    pub(crate) fn keep_together_from(&mut self, first: usize) {
        self.out.rows.iter_mut().skip(first).for_each(|row| row.keep_with_next = true);
    }

    pub(crate) fn push_text(&mut self, text: &Text, align: Align) {
        if !text.is_blank() {
            let rows = self.column.set_rows(self.fonts, text, align, self.column.rtl);
            rows.into_iter().for_each(|row| self.push_row(row));
        }
    }

    /// A text that runs from left to right in any document, such as code.
    pub(crate) fn push_left_to_right(&mut self, text: &Text) {
        let rows = self.column.set_rows(self.fonts, text, Align::Left, false);
        rows.into_iter().for_each(|row| self.push_row(row));
    }

    pub(crate) fn push_row(&mut self, mut row: Row) {
        row.bars.clone_from(&self.bars);
        self.out.rows.push(row);
    }

    pub(crate) fn push_space(&mut self, height: f64) {
        self.push_row(Row::space(height));
    }

    pub(crate) fn push_rule(&mut self) {
        let (left, width) = (self.column.left(), self.column.width());
        self.push_row(Row {
            height: 20.0,
            rules: vec![[left, left + width, 10.0]],
            // At the foot of a page it would divide nothing.
            keep_with_next: true,
            is_space: true,
            ..Row::default()
        });
    }

    pub(crate) fn set_label(&mut self, text: &str, style: Style) -> (Vec<Piece>, f64) {
        set_label(self.fonts, text, style, self.column.rtl)
    }

    /// Puts a mark on the first line of text at or after a row.
    pub(crate) fn attach_label(&mut self, first: usize, mut pieces: Vec<Piece>, width: f64, start: f64) {
        let column = self.column;
        let left = if column.rtl { column.mirror_distance(start) - width } else { start };
        pieces.iter_mut().for_each(|piece| piece.x += left);
        let rows = self.out.rows.iter_mut().skip(first);
        match rows.into_iter().find(|row| row.is_numbered) {
            Some(row) => {
                row.pieces.splice(..0, pieces);
            }
            None => {
                let line = Line { pieces, width };
                let row = Row::from_line(line, self.size);
                self.push_row(row);
            }
        }
    }

    pub(crate) fn add_outline_entry(&mut self, row: usize, title: &str) {
        if let Some(row) = self.out.rows.get_mut(row) {
            row.outline = Some(title.to_owned());
        }
    }

    pub(crate) fn add_anchor(&mut self, row: usize, id: &str) {
        if let Some(row) = self.out.rows.get_mut(row) {
            row.anchors.push(id.to_owned());
        }
    }
}
