//! The places where a line of text may begin.

use textwrap::WordSeparator;

/// Finds the offsets at which a line may begin, in bytes of the text (UAX #14).
pub(super) fn find_line_starts(text: &str) -> Vec<usize> {
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
