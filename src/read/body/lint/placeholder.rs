//! Placeholders that were never filled in.

use super::Leaf;
use memchr::memmem;

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::scan::has_pair;

/// What is looked for in capitals, between the bounds of words.
const WORDS: [&str; 6] = ["TK", "TODO", "FIXME", "XXX", "TBD", "TBC"];

/// What stands before the Roman number 30, and before a size.
const NUMBERED: &[&str] = &[
    "size",
    "sizes",
    "größe",
    "grösse",
    "talla",
    "taille",
    "taglia",
    "tamanho",
    "maat",
    "storlek",
    "rozmiar",
    "chapter",
    "part",
    "volume",
    "vol",
    "book",
    "article",
    "psalm",
    "no",
    "number",
    "kapitel",
    "band",
    "teil",
    "buch",
    "artikel",
    "capítulo",
    "siglo",
    "artículo",
    "tomo",
    "chapitre",
    "siècle",
    "tome",
    "livre",
    "capitolo",
    "secolo",
    "século",
    "canto",
    "act",
    "title",
    "schedule",
    "annex",
];

/// Whether a text may hold a placeholder. Every text is asked, so that each of its bytes is looked at once.
pub(super) fn is_possible(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |first: u8, second: u8| {
        second.is_ascii_uppercase() & ((first == b'T') | (first == b'F') | (first == b'X'))
    };
    let is_word = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        WORDS.iter().any(|word| rest.starts_with(word.as_bytes()))
    };
    let is_bracket = |at: &usize| matches!(bytes.get(*at), Some(b'[' | b'('));
    has_pair(bytes, begins, is_word)
        || memmem::find_iter(bytes, b"tk").filter_map(|at| at.checked_sub(1)).any(|at| is_bracket(&at))
        || memmem::find(bytes, b"orem ipsum").is_some()
}

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    find(&leaf.mask, &mut |from, to| found.push(finding(leaf.raw(from..to), leaf.span(from..to))));
}

/// Looks for placeholders in metadata, which begin at `offset` of the source.
pub(super) fn check_text(text: &str, offset: usize, found: &mut Diagnostics) {
    if is_possible(text) {
        find(text, &mut |from, to| {
            let words = text.get(from..to).unwrap_or_default();
            found.push(finding(words, Span::new(offset + from, offset + to)));
        });
    }
}

fn finding(words: &str, span: Span) -> Diagnostic {
    let message = format!("`{words}` is a placeholder that nobody filled in");
    Diagnostic::warning(Code::Placeholder, message)
        .with_span(span)
        .help("write what belongs here, or remove it")
}

fn find(text: &str, report: &mut dyn FnMut(usize, usize)) {
    for (at, _) in text.match_indices("orem ipsum") {
        let from =
            if text.get(..at).is_some_and(|before| before.ends_with(['L', 'l'])) { at - 1 } else { at };
        // Texts speak about it, too.
        let end = at + "orem ipsum".len();
        let rest = text.get(end..).unwrap_or_default();
        if rest.starts_with(" dolor")
            || rest.trim_start_matches(['.', ',', '…', ' ', ')', ']']).is_empty()
            || rest.starts_with(['…', '\n'])
        {
            report(from, end);
        }
    }
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') else { break };
        let word = rest.get(start..).unwrap_or_default();
        let length = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
        let (from, to) = (at + start, at + start + length);
        if is_placeholder(text, from, to) {
            report(from, to);
        }
        at = to;
    }
}

/// How much of a text is looked at before and after a word, in bytes.
const NEAR: usize = 100;

fn is_placeholder(text: &str, from: usize, to: usize) -> bool {
    let word = text.get(from..to).unwrap_or_default();
    let (before, after) = (text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default());
    let before = before.get(before.floor_char_boundary(from.saturating_sub(NEAR))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(NEAR.min(after.len()))).unwrap_or_default();
    let bracketed = before.ends_with(['[', '(']) && after.starts_with([']', ')', ':']);
    let to_come = |word: &str| {
        word.len() > 1 && word.len().is_multiple_of(2) && word.as_bytes().chunks(2).all(|pair| pair == b"TK")
    };
    if bracketed && to_come(&word.to_ascii_uppercase()) {
        return true;
    }
    let crosses = word.len() > 2 && word.bytes().all(|byte| byte == b'X');
    if !(to_come(word) || crosses || WORDS.contains(&word)) {
        return false;
    }
    // Part of a name, a path or a code: TK-12, RFC_TODO, TODO.md, $TODO, #TODO.
    let glued = |c: char| matches!(c, '/' | '\\' | '$' | '@' | '#' | '&' | '\u{1}');
    let last = before.chars().next_back().unwrap_or(' ');
    let mut rest = after.chars();
    let (next, second) = (rest.next().unwrap_or(' '), rest.next().unwrap_or(' '));
    let joined = matches!(next, '-' | '.' | '\'' | '’') && second.is_alphanumeric();
    let joined_before =
        last == '-' || last == '.' && before.len() > 1 && !before.trim_end_matches('.').ends_with(' ');
    if glued(last) || glued(next) || joined || joined_before {
        return false;
    }
    let previous = before.split_whitespace().next_back().unwrap_or_default();
    let following = after.split_whitespace().next().unwrap_or_default();
    let adjacent = !before.ends_with('\n') && before.ends_with(' ');
    let is_capital = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(char::is_lowercase)
    };
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = (before.get(start..).unwrap_or_default(), after.split('\n').next().unwrap_or_default());
    let loud = [line.0, line.1].concat();
    // A line in capitals has words of a language: TODO LO QUE HAY QUE SABER.
    let in_capitals = !loud.contains(char::is_lowercase) && loud.split_whitespace().count() > 1;
    let shouted = in_capitals
        || (adjacent && is_capital(previous) && !WORDS.contains(&previous))
        || (after.starts_with(' ') && is_capital(following) && !WORDS.contains(&following));
    match word {
        "TK" => {
            let name = after.starts_with(' ')
                && (following.starts_with("Maxx")
                    || following.starts_with("Elevator")
                    || following.starts_with(|c: char| c.is_ascii_digit()));
            // A German health insurer.
            let german = ["die", "der", "zur", "bei", "von", "einer"];
            let insurer = adjacent && german.contains(&previous.to_lowercase().as_str());
            !(name || shouted || insurer)
        }
        // A number: Super Bowl XXX, the XXX Olympiad.
        "XXX" => {
            let named = adjacent
                && previous.starts_with(char::is_uppercase)
                && previous.len() > 1
                && previous != "The";
            let counted = adjacent && NUMBERED.contains(&previous.to_lowercase().trim_end_matches('.'));
            !(named
                || counted
                || in_capitals
                || following.starts_with("Olymp")
                || next == '.' && second == ' ' && following.len() > 1)
        }
        "TODO" | "TBD" | "TBC" | "FIXME" => {
            let common =
                ["list", "lists", "app", "apps", "item", "items", "comment", "comments", "file", "and", "or"];
            let noun = after.starts_with(' ')
                && common.contains(&following.trim_end_matches(['.', ',', ')', ';', ':']));
            !(shouted || noun)
        }
        _ => true,
    }
}
