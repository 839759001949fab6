//! Prepares text for setting: characters that fonts have, and places where over-long words may break.
//!
//! A break opportunity is a zero-width space (U+200B): typst breaks there, sets nothing, and leaves no trace of it in the
//! file, so that a reader who copies or searches gets the word back, cut only where the line is cut. A soft hyphen would print
//! a hyphen that was never written.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::fonts::Faces;
use pressroom_diagnostics::{Diagnostics, Span};
use pressroom_document::Language;
use pressroom_render::glyphs::{MissingGlyphs, format_code_point};

/// The character that marks where an over-long word may break.
const BREAK: char = '\u{200B}';

/// After these an address may break.
const PUNCTUATION: [char; 11] = ['/', '?', '&', '=', '-', '_', '.', ',', ':', '#', '\u{A0}'];

/// Readies the texts of one document.
pub(crate) struct TextPreparer<'a> {
    faces: &'a Faces,
    /// Strings that the fonts failed to shape, found on a page that was set.
    unshaped: &'a BTreeSet<String>,
    /// typst hyphenates the document's language.
    hyphenates: bool,
    missing: MissingGlyphs,
}

/// Languages that typst has hyphenation patterns for.
const HYPHENATED: &[&str] = &[
    "af", "sq", "as", "be", "bn", "bg", "ca", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "gl", "ka",
    "de", "el", "gu", "hi", "hu", "is", "it", "kn", "ku", "la", "lt", "ml", "mr", "mn", "no", "nb", "nn",
    "or", "pa", "pl", "pt", "ru", "sa", "sr", "sk", "sl", "es", "sv", "ta", "te", "tr", "tk", "uk",
];

/// Words of letters alone that are no longer than this are left to the hyphenation, even in narrow columns.
const HYPHENATED_LIMIT: usize = 24;

impl<'a> TextPreparer<'a> {
    /// Creates a preparer for the fonts of one attempt.
    pub(crate) fn new(faces: &'a Faces, unshaped: &'a BTreeSet<String>, primary_language: &str) -> Self {
        let hyphenates = HYPHENATED.contains(&primary_language);
        Self { faces, unshaped, hyphenates, missing: MissingGlyphs::default() }
    }

    /// A text in which words of more than `limit` characters may break.
    pub(crate) fn prepare(&mut self, text: &str, limit: usize, span: Option<Span>) -> String {
        with_breaks(&self.showable(text, span), limit, self.hyphenates)
    }

    /// True if a character was replaced because no font shows it.
    pub(crate) fn lacks_glyphs(&self) -> bool {
        !self.missing.is_empty()
    }

    /// True if other fonts show a character that these lack.
    pub(crate) fn is_helped_by(&self, faces: &Faces) -> bool {
        self.missing.characters().any(|character| faces.shows(character))
    }

    /// One warning for each script of which characters are missing.
    pub(crate) fn into_warnings(self, language: &Language) -> Diagnostics {
        self.missing.warnings(language)
    }

    /// The text with white space as typst sets it, and with signs for what no font shows: `[U+1F600]` for one or two
    /// characters, U+FFFD for each of a longer run.
    fn showable(&mut self, text: &str, span: Option<Span>) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut run = Vec::new();
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(unshaped) = self.unshaped.iter().find(|unshaped| rest.starts_with(unshaped.as_str()))
            {
                // What follows the first character of a cluster is what the fonts could not join to it.
                let mut characters = unshaped.chars();
                match characters.next() {
                    Some(first) if unshaped.chars().nth(1).is_some() && self.shows(first) => {
                        self.end_run(&mut out, &mut run, span);
                        out.push(first);
                        run.extend(characters);
                    }
                    first => run.extend(first.into_iter().chain(characters)),
                }
                self.end_run(&mut out, &mut run, span);
                rest = rest.get(unshaped.len()..).unwrap_or_default();
                continue;
            }
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
            match character {
                _ if self.shows(character) => {
                    self.end_run(&mut out, &mut run, span);
                    out.push(match character {
                        '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
                        other => other,
                    });
                }
                _ if character.is_whitespace() => {
                    self.end_run(&mut out, &mut run, span);
                    out.push(' ');
                }
                _ => run.push(character),
            }
        }
        self.end_run(&mut out, &mut run, span);
        out
    }

    fn shows(&self, character: char) -> bool {
        // PDF/A-2a forbids private-use characters even where a font has them.
        let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
        let blank =
            matches!(character, ' ' | '\n' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        blank || (!private && self.faces.shows(character))
    }

    fn end_run(&mut self, out: &mut String, run: &mut Vec<char>, span: Option<Span>) {
        // What is invisible anyway needs no sign.
        run.retain(|&character| !typst::text::is_default_ignorable(character));
        let long = run.len() > 2;
        for character in run.drain(..) {
            self.missing.record(character, span);
            match long && self.faces.shows(char::REPLACEMENT_CHARACTER) {
                true => out.extend([char::REPLACEMENT_CHARACTER, BREAK]),
                false => out.push_str(&format!("[{}]", format_code_point(character))),
            }
        }
    }
}

/// Gives words of more than `limit` characters places to break: after the punctuation of addresses, and between all
/// characters of a piece that is still too long. Cursive scripts, whose letters join, get them only past 40.
fn with_breaks(text: &str, limit: usize, hyphenates: bool) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for word in text.split_inclusive([' ', '\n', BREAK]) {
        let cursive = |character| matches!(character, '\u{600}'..='\u{8FF}');
        let limit = if word.contains(cursive) { limit.max(40) } else { limit };
        let letters =
            || word.trim_matches(|end: char| !end.is_alphanumeric()).chars().all(char::is_alphabetic);
        let hyphenated = || hyphenates && word.chars().nth(HYPHENATED_LIMIT).is_none() && letters();
        if word.chars().nth(limit).is_none() || hyphenated() {
            out.push_str(word);
            continue;
        }
        let mut pieces = word.split_inclusive(PUNCTUATION).peekable();
        while let Some(piece) = pieces.next() {
            let long = piece.chars().nth(limit).is_some();
            let mut graphemes = piece.graphemes(true).peekable();
            while let Some(grapheme) = graphemes.next() {
                out.push_str(grapheme);
                let ends_piece = graphemes.peek().is_none();
                if if ends_piece { pieces.peek().is_some() } else { long } {
                    out.push(BREAK);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_breaks;

    #[test]
    fn only_over_long_words_get_breaks() {
        assert_eq!(with_breaks("a few ordinary words here", 10, true), "a few ordinary words here");
        let url = with_breaks("see https://example.org/a/b now", 12, true);
        assert_eq!(url, "see https:\u{200B}/\u{200B}/\u{200B}example.\u{200B}org/\u{200B}a/\u{200B}b now");
        let long = with_breaks(&"x".repeat(1000), 30, true);
        assert_eq!(long.matches('\u{200B}').count(), 999);
        assert_eq!(long.replace('\u{200B}', ""), "x".repeat(1000));
    }
}
