//! The page of a plain text: indents, blank lines and wrapped paragraphs.

use std::ops::Range;

use super::breaking::{cells, wrap};
use crate::model::Direction;

/// Running text, ready to be wrapped: lines that the author parted are separated by LF.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose {
    /// The words and marks.
    pub(super) text: String,
    /// Byte ranges that are not broken but at spaces.
    pub(super) glued: Vec<Range<usize>>,
    /// Byte offsets of marks that stay with what stands before them.
    pub(super) ties: Vec<usize>,
}

impl Prose {
    /// Text without marks.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The same with `after` put behind it.
    pub(super) fn followed_by(mut self, after: &str) -> Self {
        self.text.push_str(after);
        self
    }

    /// The same without its first `bytes`, which hold no mark.
    pub(super) fn without_first(mut self, bytes: usize) -> Self {
        self.text = self.text.split_off(bytes.min(self.text.len()));
        self.glued.iter_mut().for_each(|range| {
            *range = range.start.saturating_sub(bytes)..range.end.saturating_sub(bytes);
        });
        self.ties.iter_mut().for_each(|at| *at = at.saturating_sub(bytes));
        self
    }

    /// This text with `before` put in front of it.
    pub(super) fn preceded_by(mut self, before: &str) -> Self {
        self.text.insert_str(0, before);
        let by = before.len();
        self.glued.iter_mut().for_each(|range| *range = range.start + by..range.end + by);
        self.ties.iter_mut().for_each(|at| *at += by);
        self
    }
}

/// A text that grows line by line. No line has white space at its end, and none holds a control character.
#[derive(Debug)]
pub(super) struct Layout {
    text: String,
    width: usize,
    direction: Direction,
    /// What each line begins with.
    prefix: String,
    /// What the next line begins with instead: an item's mark.
    lead: Option<String>,
    /// A blank line that is due before the next line, with the prefix that it has.
    gap: Option<String>,
    /// How many control characters were left out.
    dropped: usize,
}

/// How an indent stood before it was entered.
pub(super) struct Indent {
    prefix: usize,
    lead: Option<String>,
    /// False where there was no room left to indent.
    pub(super) shown: bool,
}

impl Layout {
    /// An empty text, `width` cells wide.
    pub(super) fn new(width: usize, direction: Direction) -> Self {
        let (text, prefix) = (String::new(), String::new());
        Self { text, width, direction, prefix, lead: None, gap: None, dropped: 0 }
    }

    /// The text, and how many control characters were left out of it.
    pub(super) fn finish(self) -> (String, usize) {
        (self.text, self.dropped)
    }

    /// The cells that a line has after its indent.
    pub(super) fn room(&self) -> usize {
        self.width.saturating_sub(cells(&self.prefix)).max(1)
    }

    /// Writes a line as it is.
    pub(super) fn line(&mut self, line: &str) {
        if let Some(gap) = self.gap.take() {
            self.push(&gap, "");
        }
        match self.lead.take() {
            Some(lead) => self.push(&lead, line),
            None => self.push(&self.prefix.clone(), line),
        }
    }

    /// Asks for a blank line before the next line; asked twice, it is still one.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && self.lead.is_none() {
            self.gap = Some(self.prefix.clone());
        }
    }

    /// Writes a line of a passage as it is, in the direction of the whole passage.
    pub(super) fn line_of(&mut self, passage: &str, line: &str) {
        match direction_mark(line, base_direction(passage, self.direction)) {
            Some(mark) => self.line(&format!("{mark}{line}")),
            None => self.line(line),
        }
    }

    /// Takes back a blank line that is due.
    pub(super) fn no_gap(&mut self) {
        self.gap = None;
    }

    /// Indents the lines that follow: the first begins with `first`, the others with `rest`, which is not narrower.
    ///
    /// Where hardly any room would be left, lines are not indented further.
    pub(super) fn enter(&mut self, first: &str, rest: &str) -> Indent {
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
    pub(super) fn leave(&mut self, indent: Indent) {
        self.prefix.truncate(indent.prefix);
        if self.lead.is_some() {
            self.lead = indent.lead;
        }
    }

    /// Writes a mark that still waits for its line.
    pub(super) fn flush(&mut self) {
        if self.lead.is_some() {
            self.line("");
        }
    }

    /// Writes running text.
    pub(super) fn prose(&mut self, prose: &Prose) {
        self.wrapped(prose);
    }

    /// Writes running text, underlined by a row of `rule`.
    pub(super) fn underlined(&mut self, prose: &Prose, rule: char) {
        let widest = self.wrapped(prose);
        // Two hyphens alone could be taken for the mark of a signature.
        let length = widest.min(self.room()).max(3);
        self.line(&rule.to_string().repeat(length));
    }

    fn wrapped(&mut self, prose: &Prose) -> usize {
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
            for line in wrap(authored, &glued, &ties, first, self.room()) {
                widest = widest.max(cells(line));
                match direction_mark(line, base) {
                    Some(mark) => self.line(&format!("{mark}{line}")),
                    None => self.line(line),
                }
            }
            begin = end + 1;
        }
        widest
    }

    fn push(&mut self, prefix: &str, line: &str) {
        let start = self.text.len();
        self.text.push_str(prefix);
        for character in line.chars() {
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
        self.text.push('\n');
    }
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
mod tests {
    use super::*;

    #[test]
    fn indents_nest_and_blank_lines_come_once() {
        let mut layout = Layout::new(20, Direction::LeftToRight);
        layout.gap();
        layout.line("one\u{7}\u{9B}");
        layout.gap();
        let quote = layout.enter("> ", "> ");
        layout.gap();
        let item = layout.enter("- ", "  ");
        layout.prose(&Prose::plain("some words that go on"));
        layout.gap();
        layout.gap();
        layout.line("");
        layout.leave(item);
        let empty = layout.enter("- ", "  ");
        layout.flush();
        layout.leave(empty);
        layout.leave(quote);
        layout.line("end");
        let expected = "one\n\n> - some words that\n>   go on\n>\n>\n> -\nend\n";
        assert_eq!(layout.finish(), (expected.to_owned(), 2));
    }

    #[test]
    fn lines_of_a_paragraph_share_its_direction() {
        let mut layout = Layout::new(12, Direction::RightToLeft);
        layout.prose(&Prose::plain("NATO שלום שלום שלום NATO שלום"));
        layout.prose(&Prose::plain("שלום FAO, Irrigation Schedule"));
        layout.prose(&Prose::plain("Irrigation and שלום"));
        let expected = "\u{200F}NATO שלום\nשלום שלום\n\u{200F}NATO שלום\nשלום FAO,\n\u{200F}Irrigation\n\
            \u{200F}Schedule\nIrrigation\nand שלום\n";
        assert_eq!(layout.finish().0, expected);
    }

    #[test]
    fn deep_indents_leave_room() {
        let mut layout = Layout::new(30, Direction::LeftToRight);
        let indents: Vec<_> = (0..64).map(|_| layout.enter("- ", "  ")).collect();
        layout.prose(&Prose::plain("some words that go on and on"));
        assert!(indents.last().is_some_and(|indent| !indent.shown));
        for indent in indents.into_iter().rev() {
            layout.leave(indent);
        }
        layout.line("end");
        let text = layout.finish().0;
        assert!(text.lines().all(|line| cells(line) <= 30), "{text}");
        assert!(text.ends_with("\nend\n"));
    }
}
