//! Rows become sheets: page breaks, line numbers, running heads, folios.

use crate::{
    compose::{Galley, Row},
    fonts::DocumentFonts,
    lines::{Align, Line, Piece, Style, Text, set_lines},
    paper::{MM, Paper},
};
use pressroom_diagnostics::Span;
use pressroom_document::{Direction, Document};
use pressroom_render::Context;
use pressroom_theme::MessageKey;

/// Every line of this number carries it.
const NUMBER_INTERVAL: usize = 5;
/// Sizes of running head and line numbers, in points.
const HEAD: u8 = 8;

/// Everything on one page, in points from the upper left corner of the paper.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Pieces of text with the height of their baselines; their `x` is from the left edge of the paper.
    pub(super) texts: Vec<(f64, Piece)>,
    /// The table's row that is set now, and where its texts begin.
    table: (usize, usize),
    /// Line numbers, like `texts`: they follow the text, so that they don't come between its words.
    numbers: Vec<(f64, Piece)>,
    /// Lines from (x, y) to (x, y).
    pub(super) lines: Vec<[f64; 4]>,
    /// Pictures: index, left, top, width, height.
    pub(super) pictures: Vec<(usize, [f64; 4])>,
    /// Links: index, left, top, right, bottom.
    pub(super) links: Vec<(usize, [f64; 4])>,
    /// Entries of the outline, and how far down they are.
    pub(super) outline: Vec<(String, f64)>,
    /// Ids, and how far down they are.
    pub(super) anchors: Vec<(String, f64)>,
}

/// Fills pages with rows.
pub(super) fn paginate(
    galley: &mut Galley,
    document: &Document,
    context: &Context<'_>,
    fonts: &mut DocumentFonts<'_>,
    paper: Paper,
) -> Vec<Sheet> {
    let mut sheets = vec![Sheet::default()];
    let rtl = document.metadata.language.direction() == Direction::RightToLeft;
    let mut furniture = Furniture { paper, rtl, fonts };
    let (mut y, mut number) = (paper.top, 0);
    let rows = std::mem::take(&mut galley.rows);
    // A page begins with the head of the table that goes on there.
    let begin_page = |sheets: &mut Vec<Sheet>, row: &Row| {
        let (mut sheet, mut y) = (Sheet::default(), paper.top);
        for head in row.head.and_then(|head| galley.heads.get(head)).into_iter().flatten() {
            sheet.add_row(head, paper.left, y);
            y += head.height;
        }
        sheets.push(sheet);
        y
    };
    let mut group = 0;
    for (index, row) in rows.iter().enumerate() {
        if index >= group {
            let end = rows
                .iter()
                .skip(index)
                .position(|row| !row.keep_with_next)
                .map_or(rows.len(), |last| index + last + 1);
            let height: f64 = rows.get(index..end).unwrap_or_default().iter().map(|row| row.height).sum();
            // What must stay together goes to the next page together, if it fits there.
            if y + height > paper.bottom && y > paper.top && height <= paper.bottom - paper.top {
                y = begin_page(&mut sheets, row);
            }
            group = end;
        }
        if y + row.height > paper.bottom && y > paper.top {
            y = begin_page(&mut sheets, row);
        }
        if row.is_space && y == paper.top {
            continue;
        }
        let Some(sheet) = sheets.last_mut() else { continue };
        if row.is_numbered {
            number += 1;
            if number % NUMBER_INTERVAL == 0 {
                furniture.add_line_number(sheet, number, y + row.baseline);
            }
        }
        sheet.add_row(row, paper.left, y);
        y += row.height;
    }
    let count = sheets.len();
    let head = furniture.set_running_head(document, context);
    for (index, sheet) in sheets.iter_mut().enumerate() {
        furniture.add_to_page(sheet, &head, context, index + 1, count);
    }
    sheets
}

impl Sheet {
    fn add_row(&mut self, row: &Row, left: f64, top: f64) {
        let baseline = top + row.baseline;
        let first = self.texts.len();
        for piece in &row.pieces {
            let style = piece.style;
            let (from, to) = (left + piece.x, left + piece.x + piece.width);
            let size = f64::from(style.size);
            if let Some(link) = style.link {
                self.links.push((link, [from, baseline - size * 0.8, to, baseline + size * 0.25]));
            }
            if style.underline {
                self.lines.push([from, baseline + 2.0, to, baseline + 2.0]);
            }
            if style.strike {
                self.lines.push([from, baseline - size * 0.25, to, baseline - size * 0.25]);
            }
            self.texts.push((baseline - f64::from(style.rise), Piece { x: from, ..piece.clone() }));
        }
        if row.table > 0 {
            // The cells of a row are written one after the other, though their lines stand side by side.
            if self.table.0 != row.table {
                self.table = (row.table, first);
            }
            if let Some(texts) = self.texts.get_mut(self.table.1..) {
                texts.sort_by_key(|(_, piece)| piece.cell);
            }
        }
        for [from, to, below] in &row.rules {
            self.lines.push([left + from, top + below, left + to, top + below]);
        }
        for bar in &row.bars {
            let (x, end) = (left + bar, top + row.height);
            let above = self.lines.iter_mut().rev().take(40);
            match above.into_iter().find(|[from, _, to, bottom]| *from == x && *to == x && *bottom == top) {
                Some([.., bottom]) => *bottom = end,
                None => self.lines.push([x, top, x, end]),
            }
        }
        if let Some((index, x, width, height)) = row.picture {
            self.pictures.push((index, [left + x, top, width, height]));
        }
        self.outline.extend(row.outline.iter().map(|title| (title.clone(), top)));
        self.anchors.extend(row.anchors.iter().map(|id| (id.clone(), top)));
    }

    fn add_line(&mut self, line: &Line, left: f64, baseline: f64) {
        self.texts.extend(shift_pieces(line, left, baseline));
    }
}

fn shift_pieces(line: &Line, left: f64, baseline: f64) -> impl Iterator<Item = (f64, Piece)> {
    line.pieces.iter().map(move |piece| (baseline, Piece { x: piece.x + left, ..piece.clone() }))
}

/// Sets what each page carries besides the text: running head, line numbers and folio.
struct Furniture<'a, 'f> {
    paper: Paper,
    rtl: bool,
    fonts: &'a mut DocumentFonts<'f>,
}

impl Furniture<'_, '_> {
    fn set(&mut self, text: &str, style: Style, width: f64, align: Align) -> Vec<Line> {
        set_lines(self.fonts, &Text::new(text, style, Span::default()), width, align, self.rtl)
    }

    /// A line number beside the text, on the side where lines begin.
    fn add_line_number(&mut self, sheet: &mut Sheet, number: usize, baseline: f64) {
        let (width, gap) = (40.0, 12.0);
        let (align, left) = match self.rtl {
            true => (Align::Left, self.paper.left + self.paper.measure + gap),
            false => (Align::Right, self.paper.left - gap - width),
        };
        let style = Style::plain(HEAD).grey();
        let lines = self.set(&number.to_string(), style, width, align);
        lines.iter().for_each(|line| sheet.numbers.extend(shift_pieces(line, left, baseline)));
    }

    /// The running head: the headline on one line, and what the proof is of.
    fn set_running_head(&mut self, document: &Document, context: &Context<'_>) -> [Vec<Line>; 2] {
        let (metadata, words) = (&document.metadata, context.messages);
        let style = Style::plain(HEAD).bold();
        let mut shown: String = metadata.headline.chars().take(160).collect();
        let cut = shown.len() < metadata.headline.len();
        let mut headline = if cut { format!("{shown}…") } else { shown.clone() };
        while self.set(&headline, style, self.paper.measure, Align::Start).len() > 1 && shown.pop().is_some()
        {
            headline = format!("{}…", shown.trim_end());
        }
        let mut about = vec![words.get(MessageKey::Proof).to_owned()];
        about.push(words.fill(MessageKey::Version, &[("version", &metadata.version.to_string())]));
        let date = metadata.date_modified.or(metadata.date_published);
        about.extend(date.map(|date| words.date(date.day())));
        let measure = self.paper.measure;
        [
            self.set(&headline, style, measure, Align::Start),
            self.set(&about.join(" · "), Style::plain(HEAD), measure, Align::Start),
        ]
    }

    fn add_to_page(
        &mut self,
        sheet: &mut Sheet,
        head: &[Vec<Line>; 2],
        context: &Context<'_>,
        page: usize,
        pages: usize,
    ) {
        let numbers = std::mem::take(&mut sheet.numbers);
        sheet.texts.extend(numbers);
        let (left, right) = (self.paper.left, self.paper.left + self.paper.measure);
        for (lines, baseline) in head.iter().zip([14.0 * MM, 18.0 * MM]) {
            lines.iter().take(1).for_each(|line| sheet.add_line(line, left, baseline));
        }
        sheet.lines.push([left, 20.5 * MM, right, 20.5 * MM]);
        let values = [("page", &*page.to_string()), ("pages", &*pages.to_string())];
        let folio = context.messages.fill(MessageKey::PageOf, &values);
        let lines = self.set(&folio, Style::plain(HEAD), self.paper.measure, Align::Start);
        let baseline = self.paper.height - 13.0 * MM;
        lines.iter().take(1).for_each(|line| sheet.add_line(line, left, baseline));
    }
}
