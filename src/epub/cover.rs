//! A typographic cover for what has no picture of its own: an SVG drawn from the headline or title.
//!
//! Nothing here can measure a font, and the reading system chooses one; so widths are estimated on the wide side and
//! lines are broken here, because SVG does not break lines.

use minijinja::{Value, context};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::templates::tokens;
use pressroom_document::{Direction, Language};
use pressroom_theme::Tokens;

/// Width of the cover in its own units.
const WIDTH: u32 = 1600;
/// Height of the cover in its own units.
const HEIGHT: u32 = 2400;
/// Space to the left and right of the text.
const MARGIN: u32 = 140;
/// How much height the headline may take.
const HEADLINE_HEIGHT: f64 = 1500.0;
/// The size of the kicker and the publisher.
const SMALL: f64 = 76.0;
/// Sizes that are tried, from the largest.
const SIZES: [u32; 8] = [190, 168, 148, 130, 112, 96, 84, 72];

/// The text of a cover.
pub(super) struct Lines<'a> {
    /// The kicker.
    pub(super) above: Option<&'a str>,
    /// The headline.
    pub(super) title: &'a str,
    /// The publisher.
    pub(super) below: Option<&'a str>,
}

/// Template values of the cover.
pub(super) fn values(said: &Lines<'_>, language: &Language, theme: &Tokens) -> Value {
    let set = Headline::set(said.title);
    let first = if said.above.is_some() { 380 } else { 240 };
    let line = |(index, text): (u32, &String)| context! { y => first + set.size + index * set.leading, text };
    let start = match language.direction() {
        Direction::LeftToRight => MARGIN,
        Direction::RightToLeft => WIDTH - MARGIN,
    };
    let values = context! {
        language => language.as_str(),
        direction => language.direction().as_str(),
        width => WIDTH,
        height => HEIGHT,
        margin => MARGIN,
        start,
        headline => said.title,
        size => set.size,
        lines => (0..).zip(&set.lines).map(line).collect::<Vec<_>>(),
        kicker => said.above.map(one_line),
        publisher => said.below.map(one_line),
    };
    context! { ..values, ..tokens(theme) }
}

/// The headline set for the cover.
#[derive(Debug, PartialEq, Eq)]
struct Headline {
    /// Size of the type.
    size: u32,
    /// From line to line.
    leading: u32,
    /// The lines; the last one ends in an ellipsis where the headline is too long for any cover.
    lines: Vec<String>,
}

impl Headline {
    /// Sets a headline in the largest size that it fits in.
    fn set(text: &str) -> Self {
        let room = f64::from(WIDTH - 2 * MARGIN);
        let mut set = Self { size: 0, leading: 0, lines: Vec::new() };
        for size in SIZES {
            let leading = size * 6 / 5;
            let most = (HEADLINE_HEIGHT / f64::from(leading)) as usize;
            // One line more than fits is enough to know that they don't fit.
            let (lines, broken) = break_lines(text, room / f64::from(size), most + 1);
            let fits = lines.len() <= most && !broken;
            set = Self { size, leading, lines };
            if fits {
                return set;
            }
            if set.lines.len() > most {
                set.lines.truncate(most);
                if let Some(last) = set.lines.last_mut() {
                    last.push('\u{2026}');
                }
            }
        }
        set
    }
}

/// The kicker or the publisher: what fits on one line of the cover.
fn one_line(text: &str) -> String {
    let (lines, _) = break_lines(text, f64::from(WIDTH - 2 * MARGIN) / SMALL, 2);
    match lines.as_slice() {
        [] => String::new(),
        [line] => line.clone(),
        [line, ..] => format!("{line}\u{2026}"),
    }
}

/// Breaks a text into at most `most` lines of `room` ems; says whether a word had to be broken.
fn break_lines(text: &str, room: f64, most: usize) -> (Vec<String>, bool) {
    let (mut lines, mut line, mut used, mut broken) = (Vec::new(), String::new(), 0.0, false);
    let space = ems(" ");
    for word in text.split_whitespace() {
        let width: f64 = word.graphemes(true).map(ems).sum();
        if !line.is_empty() && used + space + width > room {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if lines.len() >= most {
            return (lines, broken);
        }
        if !line.is_empty() {
            line.push(' ');
            used += space;
        }
        for grapheme in word.graphemes(true) {
            let width = ems(grapheme);
            if !line.is_empty() && used + width > room {
                // Scripts without spaces break anywhere; others should be set smaller instead.
                broken |= grapheme.width() < 2;
                lines.push(std::mem::take(&mut line));
                used = 0.0;
                if lines.len() >= most {
                    return (lines, broken);
                }
            }
            line.push_str(grapheme);
            used += width;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    (lines, broken)
}

/// How wide a grapheme is in a bold sans-serif, in ems, rather too much than too little.
fn ems(grapheme: &str) -> f64 {
    match grapheme.chars().next() {
        Some('i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '!' | '\'' | ' ' | 'ı' | 'і') => 0.32,
        Some('f' | 't' | 'r' | '(' | ')' | '-') => 0.42,
        Some(
            'm' | 'w' | 'M' | 'W' | '@' | '%' | 'ш' | 'щ' | 'ж' | 'ю' | 'м' | 'Ш' | 'Щ' | 'Ж' | 'Ю' | 'М',
        ) => 0.95,
        Some(first) if first.is_uppercase() => 0.74,
        Some(_) if grapheme.width() >= 2 => 1.02,
        Some(_) => 0.6,
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_headlines_are_large_and_long_ones_keep_every_word() {
        assert_eq!(Headline::set("What now?").size, SIZES[0]);
        let long = "What would security guarantees for Ukraine that resemble Article 5 of the North Atlantic Treaty mean?";
        let set = Headline::set(long);
        assert_eq!(set.lines.join(" "), long);
        assert!(set.lines.len() as u32 * set.leading <= HEADLINE_HEIGHT as u32);
    }

    #[test]
    fn endless_headlines_and_words_stay_on_the_cover() {
        for text in ["word ".repeat(5_000), "w".repeat(10_000), "北".repeat(3_000)] {
            let set = Headline::set(&text);
            assert!(set.lines.len() as u32 * set.leading <= HEADLINE_HEIGHT as u32, "{set:?}");
            assert!(set.lines.last().unwrap().ends_with('\u{2026}'));
        }
        assert_eq!(Headline::set("北".repeat(20).as_str()).size, SIZES[0]);
    }
}
