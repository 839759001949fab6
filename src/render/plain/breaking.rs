//! Lines of plain text: display widths, and where a line may end.
//!
//! Break opportunities are those of UAX #14, as textwrap finds them, between the words of Thai, Lao, Burmese and Khmer
//! too, which a small model of each language tells apart. There are three restrictions that a mail reader will
//! thank us for: a URL or a piece of code is never broken, a word of a script that parts its words by spaces is broken
//! only where it is wider than a whole line, and a reference mark such as `[1]` stays on the line of what it marks.

use std::ops::Range;

use textwrap::{WordSeparator, core::Fragment, wrap_algorithms::wrap_first_fit};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use pressroom_document::word::is_unspaced;

/// How many cells of a terminal or a fixed-width mail a text takes (UAX #11): 2 for CJK and emoji, 0 for marks.
pub fn cells(text: &str) -> usize {
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => text.len(),
        false => text.width(),
    }
}

/// A line of a broken text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its words, without white space at its end.
    pub(crate) text: &'a str,
    /// White space stood between it and the next.
    pub(crate) spaced: bool,
}

/// Breaks one line of text into lines of at most `first` cells for the first and `rest` cells for the others; what
/// can't be broken stands alone and may be wider. Lines have no white space at their ends.
///
/// `glued` are byte ranges without break opportunities but at spaces; `ties` are places where a break after a space is
/// put off as long as both sides fit on one line. Both are in ascending order.
pub(crate) fn wrap<'a>(
    text: &'a str,
    glued: &[Range<usize>],
    ties: &[usize],
    first: usize,
    rest: usize,
) -> Vec<Line<'a>> {
    let pieces = pieces(text, glued, ties, rest.max(1));
    let lines = wrap_first_fit(&pieces, &[as_width(first), as_width(rest)]);
    lines
        .into_iter()
        .filter_map(|line| {
            let (begin, end) = (line.first()?.range.start, line.last()?.range.end);
            let whole = text.get(begin..end)?;
            let text = whole.trim_end();
            Some(Line { text, spaced: text.len() < whole.len() })
        })
        .collect()
}

/// A run of text that stays together, with the spaces after it.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    width: usize,
    spaces: usize,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        as_width(self.width)
    }

    fn whitespace_width(&self) -> f64 {
        as_width(self.spaces)
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

fn as_width(cells: usize) -> f64 {
    f64::from(u32::try_from(cells).unwrap_or(u32::MAX))
}

fn pieces(text: &str, glued: &[Range<usize>], ties: &[usize], line: usize) -> Vec<Piece> {
    if let Some(pieces) = simple_pieces(text, ties, line) {
        return pieces;
    }
    pieces_by_rules(text, glued, ties, line)
}

fn pieces_by_rules(text: &str, glued: &[Range<usize>], ties: &[usize], line: usize) -> Vec<Piece> {
    let urls = url_ranges(text);
    let inside = |at: usize, ranges: &[Range<usize>]| {
        let after = ranges.partition_point(|range| range.start < at);
        after.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|range| at < range.end)
    };
    let mut pieces: Vec<Piece> = Vec::new();
    // One run between spaces, in the parts that UAX #14 allows.
    let mut run: Vec<Piece> = Vec::new();
    let mut at = 0;
    // textwrap 0.16 loses the last opportunity of a text that ends with a hyphen: the hyphen is put back below.
    let unhyphenated = text.trim_end_matches(['-', '\u{AD}']);
    for word in WordSeparator::UnicodeBreakProperties.find_words(unhyphenated) {
        let end = at + word.word.len() + word.whitespace.len();
        let piece = Piece { range: at..end, width: cells(word.word), spaces: word.whitespace.len() };
        let breaks = !word.whitespace.is_empty() || word.word.ends_with(char::is_whitespace);
        let forbidden = !breaks && (inside(end, &urls) || inside(end, glued));
        at = end;
        match run.last_mut() {
            Some(last) if last.spaces == GLUE => {
                (last.range.end, last.width, last.spaces) = (end, last.width + piece.width, piece.spaces);
            }
            _ => run.push(piece),
        }
        if let Some(last) = run.last_mut().filter(|_| forbidden) {
            last.spaces = GLUE;
        }
        if breaks {
            close_run(text, &mut run, &mut pieces, ties, line);
        }
    }
    let hyphens =
        Piece { range: at..text.len(), width: cells(text.get(at..).unwrap_or_default()), spaces: 0 };
    match run.last_mut() {
        Some(last) => (last.range.end, last.width, last.spaces) = (text.len(), last.width + hyphens.width, 0),
        None if !hyphens.range.is_empty() => run.push(hyphens),
        None => {}
    }
    close_run(text, &mut run, &mut pieces, ties, line);
    pieces
}

/// The pieces of a text that needs no look at UAX #14, which most texts are: words between spaces, none wider than a
/// line, none of a script without spaces, and none that begins or ends with what may not stand at the end of a line.
fn simple_pieces(text: &str, ties: &[usize], line: usize) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() / 6 + 1);
    let mut at = 0;
    let mut before = 'x';
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        let range = at..at + word.len();
        at = range.end;
        // A mark above or below a letter counts as that writer.
        let letter = |character: &char| character.width() != Some(0);
        let (Some(first), Some(last)) = (bare.chars().next().filter(letter), bare.chars().rev().find(letter))
        else {
            // Spaces at the beginning of a text, or a second one between words.
            return None;
        };
        // LB13 to LB17: marks that stay with what is before or after them, even across spaces.
        let breaks = match (first, before) {
            (first, _) if !first.is_alphanumeric() && !OPENING.contains(&first) => false,
            ('\u{2014}', '\u{2014}') => false,
            (_, before) if before.is_alphanumeric() || CLOSING.contains(&before) => true,
            (first, '\u{2019}' | '\u{201D}' | '\u{BB}') => first.is_alphanumeric(),
            _ => false,
        };
        let plain = |c: char| c.is_ascii_graphic() || (c > '\u{A0}' && !is_unspaced(c) && !is_odd(c));
        if !(breaks || range.start == 0) || !bare.chars().all(plain) {
            return None;
        }
        before = last;
        let width = cells(bare);
        if width > line {
            return None;
        }
        push_piece(&mut pieces, Piece { range, width, spaces: word.len() - bare.len() }, ties, line);
    }
    Some(pieces)
}

/// Characters that a line may begin with, besides letters and figures.
const OPENING: [char; 8] = ['(', '[', '\u{2018}', '\u{201C}', '\u{201E}', '\u{AB}', '\u{2013}', '\u{2014}'];

/// Characters that a line may end with, besides letters and figures; closing quotes depend on the next character.
const CLOSING: [char; 15] = [
    ',', '.', ';', ':', '?', '!', ')', ']', '%', '\u{2026}', '\u{2013}', '\u{2014}', '\u{60C}', '\u{61B}',
    '\u{61F}',
];

/// White space and joiners that have rules of their own.
fn is_odd(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{1F1E6}'..='\u{1FAFF}')
}

/// Adds a piece, which belongs to the one before it where it is tied to it and both fit on one line.
fn push_piece(pieces: &mut Vec<Piece>, piece: Piece, ties: &[usize], line: usize) {
    let Piece { range, width, spaces } = piece;
    let tied = ties.binary_search(&range.start).is_ok();
    match pieces.last_mut().filter(|before| tied && before.width + before.spaces + width <= line) {
        Some(before) => {
            before.width += before.spaces + width;
            (before.range.end, before.spaces) = (range.end, spaces);
        }
        None => pieces.push(Piece { range, width, spaces }),
    }
}

/// Marks a piece that the next one belongs to.
const GLUE: usize = usize::MAX;

fn close_run(text: &str, run: &mut Vec<Piece>, pieces: &mut Vec<Piece>, ties: &[usize], line: usize) {
    if let Some(last) = run.last_mut().filter(|last| last.spaces == GLUE) {
        last.spaces = 0;
    }
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let range = first.range.start..last.range.end;
    let (width, spaces) = (run.iter().map(|piece| piece.width).sum(), last.spaces);
    let words = text.get(range.clone()).unwrap_or_default();
    let whole = width <= line && !words.contains('\u{200B}') && !words.chars().any(is_unspaced);
    if !whole && run.len() > 1 {
        pieces.append(run);
        return;
    }
    run.clear();
    push_piece(pieces, Piece { range, width, spaces }, ties, line);
}

/// Where URLs and mail addresses stand in a text, in ascending order.
fn url_ranges(text: &str) -> Vec<Range<usize>> {
    let in_url = |character: char| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"');
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for mark in ["://", "www.", "@", "mailto:"] {
        for (at, _) in text.match_indices(mark) {
            if ranges.last().is_some_and(|range| range.contains(&at)) {
                continue;
            }
            let (before, after) = text.split_at(at);
            let start = before.trim_end_matches(in_url).len();
            let end = at + after.find(|character| !in_url(character)).unwrap_or(after.len());
            ranges.push(start..end);
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|later, earlier| {
        let overlaps = later.start < earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simple(text: &str, width: usize) -> Vec<&str> {
        wrapped(text, &[], width)
    }

    fn wrapped<'a>(text: &'a str, ties: &[usize], width: usize) -> Vec<&'a str> {
        wrap(text, &[], ties, width, width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_end_where_the_script_allows() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("one two three", 8, &["one two", "three"]),
            ("well-known and/or this—that", 12, &["well-known", "and/or", "this—that"]),
            // No closing punctuation begins a line, none opening ends it.
            ("条約は、「攻撃」である。", 10, &["条約は、", "「攻撃」で", "ある。"]),
            ("ab 👩‍👩‍👧‍👧 👩‍👩‍👧‍👧 cd", 8, &["ab 👩‍👩‍👧‍👧 👩‍👩‍👧‍👧", "cd"]),
            ("n\u{0303}n\u{0303} n\u{0303}n\u{0303}n", 5, &["n\u{0303}n\u{0303}", "n\u{0303}n\u{0303}n"]),
            ("with a suspended- --", 8, &["with a", "suspended-", "--"]),
            ("10\u{A0}km away", 6, &["10\u{A0}km", "away"]),
            (
                "see https://example.org/a-b/c?d=e&f=g/h now",
                12,
                &["see", "https://example.org/a-b/c?d=e&f=g/h", "now"],
            ),
            ("詳細https://example.org/a/bを見る", 12, &["詳細", "https://example.org/a/b", "を見る"]),
            ("", 5, &[]),
            // No space parts the words of these; a vowel sign or a tone mark never begins a line.
            ("น้ำท่วมกรุงเทพมหานคร", 12, &["น้ำท่วมกรุง", "เทพมหานคร"]),
            ("ນ້ຳຖ້ວມນະຄອນຫຼວງ", 8, &["ນ້ຳຖ້ວມ", "ນະຄອນຫຼວງ"]),
            ("ទឹកជំនន់រាជធានី", 8, &["ទឹកជំនន់", "រាជធានី"]),
            ("ရေကြီးခြင်းသတင်း", 10, &["ရေကြီးခြင်း", "သတင်း"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(simple(text, *width), *expected, "{text}");
        }
    }

    #[test]
    fn marks_stay_with_their_words() {
        assert_eq!(wrapped("some words [1] more", &[11], 10), ["some", "words [1]", "more"]);
        let long = "incomprehensibly [1] more";
        assert_eq!(wrapped(long, &[17], 16), ["incomprehensibly", "[1] more"]);
    }

    #[test]
    fn a_word_wider_than_a_line_stays_whole() {
        let word = "x".repeat(10_000);
        let text = format!("a {word} b");
        assert_eq!(simple(&text, 20), ["a", &word, "b"]);
    }

    #[test]
    fn plain_words_break_as_uax_14_has_it() {
        for text in [
            "Plain words, with commas; “quotes” and (brackets) [1]. An end! Another? Yes…",
            "Une question ? Non ! « Oui », dit-il.",
            "Слова « в лапках » і „ще” слова: 5 % усього.",
            "a — b – c - d / e",
            "mail@a.example and https://a.example/b-c/d?e=f and well-known",
            "שלום (עולם) [1], NATO!",
        ] {
            let simple = simple_pieces(text, &[], 60);
            let urls: Vec<_> =
                pieces_by_rules(text, &[], &[], 60).iter().map(|piece| piece.range.clone()).collect();
            if let Some(simple) = simple {
                assert_eq!(
                    simple.iter().map(|piece| piece.range.clone()).collect::<Vec<_>>(),
                    urls,
                    "{text}"
                );
            }
        }
        assert!(simple_pieces("Plain words, with (brackets) [1].", &[], 60).is_some());
        assert!(simple_pieces("Une question ?", &[], 60).is_none());
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn the_short_way_ends_where_the_long_one_does(text in "([a-zé0-9Ж“”«»(),.;:!?\\[\\]’…%שمًا،؛؟–—/-]{1,6} ?){0,12}") {
            if let Some(simple) = simple_pieces(&text, &[], 40) {
                let simple: Vec<_> = simple.iter().map(|piece| piece.range.clone()).collect();
                let ruled: Vec<_> = pieces_by_rules(&text, &[], &[], 40).iter().map(|piece| piece.range.clone()).collect();
                proptest::prop_assert_eq!(simple, ruled, "{}", text);
            }
        }

        #[test]
        fn nothing_is_lost_and_no_line_is_wider_than_it_must_be(text in "[a-zé世界 \u{A0}שלום-]{0,80}", width in 4usize..40) {
            let lines = simple(text.trim_start(), width);
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
            for line in lines {
                proptest::prop_assert!(cells(line) <= width || !line.contains(' ') , "{}", line);
            }
        }
    }
}
