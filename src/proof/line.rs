//! Paragraphs become lines: glyphs chosen, lines broken (UAX #14), mixed directions put in visual order (UAX #9).
//!
//! Every character is accounted for. A word that is wider than its line is broken anywhere between two letters; a
//! character that no font has is spelt out as `[U+XXXX]`. Only what is invisible by definition is left out.

use textwrap::WordSeparator;
use unicode_bidi::{BidiInfo, Level};

use super::{
    fonts::{Fonts, Glyph},
    script,
};
use pressroom_diagnostics::Span;

/// The width of a column of code in thousandths of an em: that of a digit.
const COLUMN: f32 = 500.0;

/// How a run of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Size in points.
    pub(super) size: u8,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) grey: bool,
    pub(super) underline: bool,
    pub(super) strike: bool,
    /// No face of the proof has letters of one width: what follows two spaces or more is moved to its column.
    pub(super) code: bool,
    /// How far it is raised, in points.
    pub(super) rise: i8,
    /// The index of the link that it belongs to.
    pub(super) link: Option<usize>,
}

impl Style {
    pub(super) fn plain(size: u8) -> Self {
        Self {
            size,
            bold: false,
            italic: false,
            grey: false,
            underline: false,
            strike: false,
            code: false,
            rise: 0,
            link: None,
        }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(super) fn grey(self) -> Self {
        Self { grey: true, ..self }
    }

    pub(super) fn code(self) -> Self {
        Self { code: true, ..self }
    }
}

/// A text that is set in lines, with its styles and places.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    /// Where each run ends, in bytes.
    runs: Vec<(usize, Style, Span)>,
}

impl Text {
    pub(super) fn of(text: &str, style: Style, span: Span) -> Self {
        let mut out = Self::default();
        out.push(text, style, span);
        out
    }

    pub(super) fn push(&mut self, text: &str, style: Style, span: Span) {
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some((end, last, _)) if *last == style => *end = self.text.len(),
            _ => self.runs.push((self.text.len(), style, span)),
        }
    }

    /// Adds another text after this one.
    pub(super) fn append(&mut self, other: &Self) {
        let mut start = 0;
        for (end, style, span) in &other.runs {
            self.push(other.text.get(start..*end).unwrap_or_default(), *style, *span);
            start = *end;
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The largest size in it, in points.
    pub(super) fn size(&self) -> u8 {
        self.runs.iter().map(|(_, style, _)| style.size).max().unwrap_or(11)
    }
}

/// Where the lines of a text stand in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// At the side where reading begins.
    Start,
    Left,
    Center,
    Right,
}

/// A run of glyphs of one face and style.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Left edge in points, from the left edge of the text.
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) face: u16,
    pub(super) style: Style,
    /// The numbers of its glyphs in the document's font.
    pub(super) slots: Vec<u16>,
    /// The cell of its table's row, from 0.
    pub(super) cell: u32,
}

/// One line of pieces, in the order in which they are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// From the left edge of the first to the right edge of the last, in points.
    pub(super) width: f64,
}

struct Cell {
    /// Where its character begins in the text.
    at: u32,
    run: u32,
    glyph: Glyph,
    space: bool,
    mark: bool,
    /// A line may begin before it.
    free: bool,
    /// It ends its line; it shows nothing.
    end: bool,
}

/// Sets a text in lines of `width` points, in a document that runs from right to left or not.
pub(super) fn set(fonts: &mut Fonts<'_>, text: &Text, width: f64, align: Align, rtl: bool) -> Vec<Line> {
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let mixed = rtl || text.text.chars().any(script::right_to_left);
    let bidi = mixed.then(|| BidiInfo::new(&text.text, Some(base)));
    let mut cells = cells(fonts, text, bidi.as_ref());
    let styles: Vec<Style> = text.runs.iter().map(|(_, style, _)| *style).collect();
    columns(&mut cells, &styles);
    let line = |range: std::ops::Range<usize>| {
        let cells = cells.get(range).unwrap_or_default();
        let mut line = place(&order(cells, bidi.as_ref()), &styles);
        let used = line.width;
        let offset = match (align, rtl) {
            (Align::Start, false) | (Align::Left, _) => 0.0,
            (Align::Start, true) | (Align::Right, _) => width - used,
            (Align::Center, _) => (width - used) / 2.0,
        };
        line.pieces.iter_mut().for_each(|piece| piece.x += offset);
        line
    };
    lines(&cells, &styles, width).into_iter().map(line).collect()
}

/// The widest word of a text and the whole of it on one line, in points.
pub(super) fn measure(fonts: &mut Fonts<'_>, text: &Text) -> (f64, f64) {
    let styles: Vec<Style> = text.runs.iter().map(|(_, style, _)| *style).collect();
    let (mut widest, mut word, mut whole) = (0.0_f64, 0.0, 0.0);
    for cell in cells(fonts, text, None) {
        let width = advance(&cell, &styles);
        if cell.free || cell.end {
            word = 0.0;
        }
        if !cell.space {
            word += width;
        }
        whole += width;
        widest = widest.max(word);
    }
    (widest, whole)
}

fn cells(fonts: &mut Fonts<'_>, text: &Text, bidi: Option<&BidiInfo<'_>>) -> Vec<Cell> {
    let breaks = breaks(&text.text);
    let mut breaks = breaks.into_iter().peekable();
    let mut out: Vec<Cell> = Vec::with_capacity(text.text.len());
    let (mut run, mut skip, mut carried) = (0, false, false);
    // The letter that marks stand on, and how high they are piled up.
    let (mut base, mut pile) = (None, None);
    let nothing = Glyph { face: 0, slot: 0, advance: 0.0 };
    for (at, character) in text.text.char_indices() {
        while text.runs.get(run).is_some_and(|(end, ..)| *end <= at) {
            run += 1;
        }
        let Some((_, style, span)) = text.runs.get(run) else { break };
        let mut free = std::mem::take(&mut carried);
        while breaks.next_if(|offset| *offset <= at).is_some() {
            free = true;
        }
        let cell = |glyph: Glyph| Cell {
            at: at as u32,
            run: run as u32,
            glyph,
            space: character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}'),
            mark: script::mark(character),
            free,
            end: false,
        };
        if std::mem::take(&mut skip) {
            // The glyph before shows this letter too. Its text is given by an empty glyph: readers turn the glyphs of a
            // right-to-left word around, but not the letters within one.
            let glyph = base
                .and_then(|base| out.get(base))
                .and_then(|before: &Cell| fonts.nothing(before.glyph, character));
            out.extend(glyph.map(cell));
            continue;
        }
        if script::ends_line(character) {
            out.push(Cell { end: true, ..cell(nothing) });
            base = None;
            continue;
        }
        if script::invisible(character) {
            // It takes no room; where a line may begin before it, one may begin after it.
            carried = free;
            continue;
        }
        fonts.note_script(character, *span);
        let rtl = bidi.is_some_and(|bidi| bidi.levels.get(at).is_some_and(|level| level.is_rtl()));
        let rest = text.text.get(at + character.len_utf8()..).unwrap_or_default();
        let before = text.text.get(..at).unwrap_or_default();
        let mut form = character;
        if let Some((joined, two)) = script::joined(character, before.chars().rev(), rest.chars()) {
            if fonts.glyph(joined, character, style.bold, style.italic).is_some() {
                (form, skip) = (joined, two);
            }
        } else if rtl {
            form = script::mirrored(character);
        }
        match fonts.glyph(form, character, style.bold, style.italic) {
            Some(glyph) => {
                let cell = cell(glyph);
                let letter = base
                    .and_then(|base| out.get(base))
                    .filter(|_| cell.mark)
                    .map(|letter: &Cell| letter.glyph);
                let moved = letter.and_then(|letter| fonts.mark(glyph, letter, &mut pile, rtl));
                if !cell.mark {
                    (base, pile) = ((!cell.space).then_some(out.len()), None);
                }
                out.push(Cell { glyph: moved.unwrap_or(glyph), ..cell });
            }
            None => {
                fonts.note_missing(character, *span);
                base = None;
                for (index, sign) in format!("[U+{:04X}]", u32::from(character)).chars().enumerate() {
                    let glyph = fonts.glyph(sign, sign, style.bold, style.italic);
                    let glyph = glyph.unwrap_or(nothing);
                    out.push(Cell { free: free && index == 0, space: false, mark: false, ..cell(glyph) });
                }
            }
        }
    }
    out
}

/// The offsets at which a line may begin.
fn breaks(text: &str) -> Vec<usize> {
    let mut offset = 0;
    let mut out = Vec::new();
    for word in WordSeparator::UnicodeBreakProperties.find_words(text) {
        // textwrap leaves hyphens to its word splitters; a line may end after one between letters.
        let mut before = None;
        let mut letters = word.word.char_indices().peekable();
        while let Some((at, character)) = letters.next() {
            if character == '-'
                && before.is_some_and(char::is_alphanumeric)
                && letters.peek().is_some_and(|(_, next)| next.is_alphabetic())
            {
                out.push(offset + at + 1);
            }
            before = Some(character);
        }
        offset += word.word.len() + word.whitespace.len();
        // `https://` alone at the end of a line says nothing.
        if !word.word.ends_with("://") {
            out.push(offset);
        }
    }
    out
}

fn advance(cell: &Cell, styles: &[Style]) -> f64 {
    let size = styles.get(cell.run as usize).map_or(0, |style| style.size);
    f64::from(cell.glyph.advance) * f64::from(size) / 1000.0
}

/// Moves code after two spaces or more to its column, by widening the last space.
fn columns(cells: &mut [Cell], styles: &[Style]) {
    let code = |cell: &Cell| styles.get(cell.run as usize).is_some_and(|style| style.code);
    // The width so far in thousandths of an em, the column, and how many spaces there were just before.
    let (mut width, mut column, mut spaces) = (0.0_f32, 0_u16, 0);
    for index in 0..cells.len() {
        let Some(cell) = cells.get(index).filter(|cell| code(cell)) else { return };
        let place = f32::from(column) * COLUMN;
        if cell.end {
            (width, column, spaces) = (0.0, 0, 0);
            continue;
        }
        let (space, advance) = (cell.space, cell.glyph.advance);
        if !space && (spaces > 1 || spaces == usize::from(column)) && width < place {
            if let Some(before) = index.checked_sub(1).and_then(|before| cells.get_mut(before)) {
                before.glyph.advance += place - width;
            }
            width = place;
        }
        width += advance;
        column = column.saturating_add(1);
        spaces = if space { spaces + 1 } else { 0 };
    }
}

/// Greedy lines as ranges of cells.
fn lines(cells: &[Cell], styles: &[Style], limit: f64) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut width, mut free) = (0, 0.0, None);
    let mut first = true;
    for (index, cell) in cells.iter().enumerate() {
        if cell.end {
            out.push(start..index);
            (start, width, free, first) = (index + 1, 0.0, None, true);
            continue;
        }
        if cell.free && index > start {
            free = Some((index, width));
        }
        let advance = advance(cell, styles);
        if !cell.space && width + advance > limit && index > start && !cell.mark {
            let (cut, before) = free.take().unwrap_or((index, width));
            out.push(start..cut);
            (start, width, first) = (cut, width - before, false);
        }
        // Spaces that a break left at the head of a line take no room.
        if index == start && cell.space && !first {
            start = index + 1;
            continue;
        }
        width += advance;
    }
    if start < cells.len() || out.is_empty() || cells.last().is_some_and(|cell| cell.end) {
        out.push(start..cells.len());
    }
    out
}

/// The cells of a line in visual order, each with the number of its run, without the spaces at the line's end.
fn order<'a>(cells: &'a [Cell], bidi: Option<&BidiInfo<'_>>) -> Vec<(&'a Cell, usize)> {
    let end = cells.iter().rposition(|cell| !cell.space).map_or(0, |last| last + 1);
    let cells = cells.get(..end).unwrap_or_default();
    let (Some(bidi), Some(first), Some(last)) = (bidi, cells.first(), cells.last()) else {
        return cells.iter().map(|cell| (cell, 0)).collect();
    };
    let next =
        bidi.text.get(last.at as usize..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let range = first.at as usize..last.at as usize + next;
    let inside = |paragraph: &&unicode_bidi::ParagraphInfo| paragraph.range.contains(&range.start);
    let Some(paragraph) = bidi.paragraphs.iter().find(inside) else {
        return cells.iter().map(|cell| (cell, 0)).collect();
    };
    let range = range.start..range.end.min(paragraph.range.end);
    let (levels, runs) = bidi.visual_runs(paragraph, range);
    let mut out = Vec::with_capacity(cells.len());
    for (number, run) in runs.into_iter().enumerate() {
        let from = cells.partition_point(|cell| (cell.at as usize) < run.start);
        let to = cells.partition_point(|cell| (cell.at as usize) < run.end);
        let members = cells.get(from..to).unwrap_or_default();
        let reversed = levels.get(run.start).is_some_and(|level| level.is_rtl());
        if !reversed {
            out.extend(members.iter().map(|cell| (cell, number)));
            continue;
        }
        // The cells of a character that is spelt out keep their order.
        let same = members.chunk_by(|cell, next| cell.at == next.at);
        out.extend(same.rev().flatten().map(|cell| (cell, number)));
    }
    out
}

/// Pieces that stand from 0 to the right, in the order in which they are read.
fn place(cells: &[(&Cell, usize)], styles: &[Style]) -> Line {
    let mut pieces: Vec<(u32, Piece)> = Vec::new();
    let mut x = 0.0;
    let mut previous: Option<(&Cell, usize)> = None;
    for &(cell, run) in cells {
        let Some(style) = styles.get(cell.run as usize) else { continue };
        let width = advance(cell, styles);
        if cell.glyph.slot == 0 {
            continue;
        }
        // Runs of one direction, and words that run to the left, are pieces of their own: so they can be written in
        // reading order.
        let apart = previous.is_some_and(|(before, its)| {
            its != run || before.space && (before.at > cell.at || style.code && !cell.space)
        });
        match pieces.last_mut() {
            Some((at, piece)) if !apart && piece.face == cell.glyph.face && piece.style == *style => {
                piece.slots.push(cell.glyph.slot);
                piece.width += width;
                *at = cell.at.min(*at);
            }
            _ => {
                let (face, style) = (cell.glyph.face, *style);
                pieces
                    .push((cell.at, Piece { x, width, face, style, slots: vec![cell.glyph.slot], cell: 0 }));
            }
        }
        x += width;
        previous = Some((cell, run));
    }
    pieces.sort_by_key(|(at, _)| *at);
    Line { pieces: pieces.into_iter().map(|(_, piece)| piece).collect(), width: x }
}
