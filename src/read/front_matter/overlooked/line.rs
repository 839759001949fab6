//! Lines of a source, and the keys on them that keep an explainer from readers.

use crate::front_matter::keys::{CRITICAL, HIDING, PUBLIC, STATUSES, same};
use pressroom_diagnostics::Span;

/// A line of the source.
#[derive(Clone, Copy)]
pub(super) struct SourceLine<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
}

impl SourceLine<'_> {
    pub(super) fn span(&self) -> Span {
        let indent = self.text.len() - self.text.trim_start().len();
        Span::new(self.start + indent, self.start + self.text.trim_end().len().max(indent))
    }

    pub(super) fn is_blank(&self) -> bool {
        // Most lines begin with a word, or are empty.
        match self.text.as_bytes().first() {
            Some(byte) if byte.is_ascii_graphic() && *byte != b'>' => false,
            Some(_) => core(self.text).is_empty(),
            None => true,
        }
    }
}

/// The text of a line without marks that are not seen, and without those of a quotation.
pub(super) fn core(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)).trim_start_matches(['>', ' ', '\t'])
}

pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}')
}

/// True for a key that keeps an explainer from readers, with a value that can do so.
pub(super) fn is_critical(written: &str, key: Option<&str>, value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', '“', '”', ',', ' ', '\t']).to_lowercase();
    let value = value.split(['#', ',']).next().unwrap_or_default().trim_end().to_owned();
    let flag = matches!(value.as_str(), "true" | "false" | "yes" | "no");
    let dated = value.chars().any(|c| c.is_ascii_digit());
    let mut switches = PUBLIC.iter().chain(HIDING.iter().map(|(known, _)| known));
    if flag && switches.any(|known| same(written, known)) {
        return true;
    }
    match key.filter(|key| CRITICAL.contains(key)) {
        Some("status") => STATUSES.contains(&value.trim_matches(['"', '\'', '“', '”'])),
        Some("draft") => flag,
        Some(_) => dated,
        None => false,
    }
}
