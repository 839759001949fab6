//! The page of a plain text: indents, blank lines and wrapped paragraphs.
//!
//! The text is `format=flowed` (RFC 3676): a line that ends with a space goes on in the next, so that a mail program can
//! set a paragraph to the width of its window. Paragraphs and quotes flow. What hangs below a mark or stands behind an
//! indent does not, because flowed text knows no hanging indent: each of its lines is fixed and goes out with one space
//! before it, which the mail program takes away (space-stuffing, section 4.4).

use std::ops::Range;

use super::{
    ascii::Ascii,
    breaking::{cells, wrap},
};
use pressroom_document::Direction;

/// Running text, ready to be wrapped: lines that the author parted are separated by LF.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// The words and marks.
    pub(crate) text: String,
    /// Byte ranges that are not broken but at spaces.
    pub(crate) glued: Vec<Range<usize>>,
    /// Byte offsets of marks that stay with what stands before them.
    pub(crate) ties: Vec<usize>,
}

impl Prose {
    /// Text without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The same with `after` put behind it.
    pub(crate) fn followed_by(mut self, after: &str) -> Self {
        self.text.push_str(after);
        self
    }

    /// The same with what `rewrite` shows in the place of so many bytes each.
    fn replaced(self, rewrite: impl FnOnce(&str, &mut dyn FnMut(usize, &str))) -> Self {
        let mut text = String::with_capacity(self.text.len());
        // Where each byte of the old text begins in the new one.
        let mut places = Vec::with_capacity(self.text.len() + 1);
        rewrite(&self.text, &mut |bytes, written| {
            places.extend(std::iter::repeat_n(text.len(), bytes));
            text.push_str(written);
        });
        places.push(text.len());
        let place = |at: usize| places.get(at).copied().unwrap_or(text.len());
        let glued = self.glued.iter().map(|range| place(range.start)..place(range.end)).collect();
        let ties = self.ties.iter().map(|&at| place(at)).collect();
        Self { glued, ties, text }
    }

    /// The same in ASCII.
    pub(crate) fn in_ascii(self, ascii: Ascii) -> Self {
        match self.text.is_ascii() {
            true => self,
            false => self.replaced(|text, show| {
                // What the author parted stays parted.
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        show(1, "\n");
                    }
                    ascii.each(line, show);
                }
            }),
        }
    }

    /// This text with `before` put in front of it.
    pub fn preceded_by(mut self, before: &str) -> Self {
        self.text.insert_str(0, before);
        let by = before.len();
        self.glued.iter_mut().for_each(|range| *range = range.start + by..range.end + by);
        self.ties.iter_mut().for_each(|at| *at += by);
        self
    }
}

/// The most characters that soft line breaks and stuffed spaces add to a line.
const FLOW_ROOM: usize = 2;

/// A text that grows line by line. No line has white space at its end but for a soft line break, and none holds a control
/// character.
#[derive(Debug)]
pub struct Layout {
    text: String,
    width: usize,
    direction: Direction,
    /// Prefix of each line.
    prefix: String,
    /// Prefix of the next line instead, such as an item's mark.
    lead: Option<String>,
    /// A blank line that is due before the next line, with the prefix that it has.
    gap: Option<String>,
    /// How many control characters were left out.
    dropped: usize,
    /// The space of a soft line break is not part of the text (`delsp=yes`, RFC 3676, section 4.1), as for scripts that are
    /// written without spaces.
    delsp: bool,
    /// The text goes out as ASCII.
    ascii: Option<Ascii>,
    /// True while every line is fixed and stuffed: a table whose columns must stay below each other.
    stuffed: bool,
    /// Lines are neither wrapped nor marked for mail programs.
    whole: bool,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The next line is a line of its own.
    Fixed,
    /// The paragraph goes on after a space.
    Space,
    /// The paragraph goes on at once.
    Joined,
}

/// How an indent stood before it was entered.
pub struct Indent {
    prefix: usize,
    lead: Option<String>,
    /// False where there was no room left to indent.
    pub(crate) shown: bool,
}

impl Layout {
    /// An empty text, `width` cells wide.
    pub fn new(width: usize, direction: Direction) -> Self {
        Self {
            text: String::new(),
            width: width.saturating_sub(FLOW_ROOM),
            direction,
            prefix: String::new(),
            lead: None,
            gap: None,
            dropped: 0,
            delsp: false,
            ascii: None,
            stuffed: false,
            whole: false,
        }
    }

    /// An empty text whose paragraphs are lines; `width` is what tables and indents may take.
    pub fn with_whole_lines(width: usize, direction: Direction) -> Self {
        Self { width, whole: true, ..Self::new(width, direction) }
    }

    /// The same, where a soft line break's space is not part of the text.
    pub fn with_delsp(self, delsp: bool) -> Self {
        let width = if delsp { self.width.saturating_sub(1) } else { self.width };
        Self { delsp, width, ..self }
    }

    /// The same, where nothing but ASCII goes out.
    pub fn with_ascii(self, ascii: Option<Ascii>) -> Self {
        let direction = if ascii.is_some() { Direction::LeftToRight } else { self.direction };
        Self { ascii, direction, ..self }
    }

    /// The direction of the whole text.
    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// The lines since the last time, without the last line's end; the page begins anew.
    pub fn take_text(&mut self) -> String {
        self.gap = None;
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    /// How many control characters were left out so far.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Tells if the space of a soft line break is not part of the text.
    pub fn delsp(&self) -> bool {
        self.delsp
    }

    /// Stuffs every line from now on, or no longer.
    pub(crate) fn stuff(&mut self, on: bool) {
        self.stuffed = on;
    }

    /// The cells that a line has after its indent.
    pub fn room(&self) -> usize {
        self.width.saturating_sub(cells(&self.prefix)).max(1)
    }

    /// Writes a line as it is.
    pub fn line(&mut self, line: &str) {
        self.ended(line, End::Fixed);
    }

    fn ended(&mut self, line: &str, end: End) {
        if let Some(gap) = self.gap.take() {
            self.push(&gap, "", End::Fixed);
        }
        match self.lead.take() {
            Some(lead) => self.push(&lead, line, end),
            None => self.push(&self.prefix.clone(), line, end),
        }
    }

    /// Asks for a blank line before the next line; asked twice, it is still one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && self.lead.is_none() {
            self.gap = Some(self.prefix.clone());
        }
    }

    /// The direction of a passage as a whole.
    pub(crate) fn passage_direction(&self, passage: &str) -> Direction {
        base_direction(passage, self.direction)
    }

    /// Writes a line of a passage as it is; `passage` is the direction of all its lines.
    pub(crate) fn push_line_in(&mut self, passage: Direction, line: &str) {
        match direction_mark(line, passage).filter(|_| !self.whole) {
            Some(mark) => self.line(&format!("{mark}{line}")),
            None => self.line(line),
        }
    }

    /// Takes back a blank line that is due.
    pub(crate) fn no_gap(&mut self) {
        self.gap = None;
    }

    /// Indents the lines that follow: the first begins with `first`, the others with `rest`, which is not narrower.
    ///
    /// Where hardly any room would be left, lines are not indented further.
    pub fn enter(&mut self, first: &str, rest: &str) -> Indent {
        let shown = self.room() >= cells(rest) + self.width / 3;
        if !shown {
            self.flush();
        }
        let indent = Indent { prefix: self.prefix.len(), lead: self.lead.clone(), shown };
        if shown || first != rest {
            self.lead = Some(self.lead.take().unwrap_or_else(|| self.prefix.clone()) + first);
        }
        if shown {
            self.prefix.push_str(rest);
        }
        indent
    }

    /// Ends an indent. Its first mark is lost where nothing was written: see [`Layout::flush`].
    pub fn leave(&mut self, indent: Indent) {
        self.prefix.truncate(indent.prefix);
        if self.lead.is_some() {
            self.lead = indent.lead;
        }
    }

    /// Writes a mark that still waits for its line.
    pub fn flush(&mut self) {
        if self.lead.is_some() {
            self.line("");
        }
    }

    /// Writes running text.
    pub fn prose(&mut self, prose: &Prose) {
        self.wrapped(prose);
    }

    /// Writes running text, underlined by a row of `rule`.
    pub fn underlined(&mut self, prose: &Prose, rule: char) {
        let widest = self.wrapped(prose);
        // Two hyphens alone could be taken for the mark of a signature.
        let length = widest.min(self.room()).max(3);
        self.line(&rule.to_string().repeat(length));
    }

    fn wrapped(&mut self, prose: &Prose) -> usize {
        if let Some(ascii) = self.ascii.filter(|_| !prose.text.is_ascii()) {
            return self.wrapped(&prose.clone().in_ascii(ascii));
        }
        if self.whole {
            prose.text.split('\n').for_each(|line| self.line(line));
            return prose.text.split('\n').map(cells).max().unwrap_or_default();
        }
        let mut widest = 0;
        let base = base_direction(&prose.text, self.direction);
        let mut begin = 0;
        for authored in prose.text.split('\n') {
            let end = begin + authored.len();
            let first = self.lead.as_ref().map_or(self.room(), |lead| self.width.saturating_sub(cells(lead)));
            let from = prose.glued.partition_point(|range| range.start < begin);
            let to = prose.glued.partition_point(|range| range.start <= end);
            let glued = prose.glued.get(from..to).unwrap_or_default();
            let glued: Vec<_> = glued.iter().map(|range| range.start - begin..range.end - begin).collect();
            let from = prose.ties.partition_point(|&at| at < begin);
            let to = prose.ties.partition_point(|&at| at <= end);
            let ties: Vec<_> =
                prose.ties.get(from..to).unwrap_or_default().iter().map(|at| at - begin).collect();
            let marked = self.lead.as_ref().is_some_and(|lead| *lead != self.prefix);
            let flows = !marked && !self.stuffed && is_quote(&self.prefix);
            let mut lines = wrap(authored, &glued, &ties, first, self.room()).into_iter().peekable();
            while let Some(line) = lines.next() {
                widest = widest.max(cells(line.text));
                let end = match line.spaced {
                    _ if !flows || lines.peek().is_none() => End::Fixed,
                    true => End::Space,
                    false => End::Joined,
                };
                match direction_mark(line.text, base) {
                    Some(mark) => self.ended(&format!("{mark}{}", line.text), end),
                    None => self.ended(line.text, end),
                }
            }
            begin = end + 1;
        }
        widest
    }

    fn push(&mut self, prefix: &str, line: &str, end: End) {
        // Marks of quotes stand together (RFC 3676, section 4.5); the space after them is a stuffed one.
        let mut inner = prefix;
        let mut quoted = false;
        while !self.whole
            && let Some(rest) = inner.strip_prefix("> ").or_else(|| inner.strip_prefix('>'))
        {
            self.text.push('>');
            (inner, quoted) = (rest, true);
        }
        let start = self.text.len();
        let like_a_mark = line.starts_with(['>', ' ']) || line.starts_with("From ");
        if !self.whole && (quoted || self.stuffed || !inner.is_empty() || like_a_mark) {
            self.text.push(' ');
        }
        self.text.push_str(inner);
        let in_ascii = self.ascii.filter(|_| !line.is_ascii()).map(|ascii| ascii.write(line));
        for character in in_ascii.as_deref().unwrap_or(line).chars() {
            match character {
                '\t' | '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    self.text.push(' ')
                }
                control if control.is_control() => self.dropped += 1,
                other => self.text.push(other),
            }
        }
        let written = self.text.get(start..).map_or(0, |written| written.trim_end().len());
        self.text.truncate(start + written);
        // Two hyphens and a space alone would begin a signature (section 4.3).
        let signature = self.text.get(start..).is_some_and(|written| written.trim_start() == "--");
        match end {
            End::Space if !signature => self.text.push_str(if self.delsp { "  " } else { " " }),
            End::Joined if self.delsp && !signature => self.text.push(' '),
            End::Fixed | End::Space | End::Joined => {}
        }
        self.text.push('\n');
    }
}

/// True for a prefix of nothing but marks of quotes.
fn is_quote(prefix: &str) -> bool {
    prefix.chars().all(|character| matches!(character, '>' | ' '))
        && !prefix.starts_with(' ')
        && !prefix.contains("  ")
}

/// The direction of a letter; `None` for what takes the direction of its surroundings.
fn letter_direction(character: char) -> Option<Direction> {
    match character {
        '\u{0590}'..='\u{08FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => character.is_alphabetic().then_some(Direction::RightToLeft),
        _ => character.is_alphabetic().then_some(Direction::LeftToRight),
    }
}

/// The direction of a paragraph: that of its first letter, but the document's where most letters have it.
fn base_direction(text: &str, document: Direction) -> Direction {
    let mut letters = text.chars().filter_map(letter_direction);
    match letters.next() {
        Some(first) if first != document => {
            let balance: i64 = letters.map(|letter| if letter == document { 1 } else { -1 }).sum();
            if balance > 0 { document } else { first }
        }
        Some(_) | None => document,
    }
}

/// The mark (LRM or RLM) that a line needs to be set in the direction of its paragraph: a reader of plain text takes
/// each line's direction from its first letter (UAX #9, P2).
fn direction_mark(line: &str, base: Direction) -> Option<char> {
    let first = line.chars().find_map(letter_direction)?;
    match base {
        _ if first == base => None,
        Direction::LeftToRight => Some('\u{200E}'),
        Direction::RightToLeft => Some('\u{200F}'),
    }
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
