//! Finds metadata that stands at the head of the text in another dress: as bullets, as bold lines, as a table, or as the
//! attributes of Org or AsciiDoc. Readers would see an embargo there, and Pressroom would not keep it.

use super::line::{SourceLine, is_critical};
use crate::front_matter::keys::canonical;
use pressroom_diagnostics::{Code, Diagnostic};

/// How many lines at the head of a text are looked at.
const MOST_LINES: usize = 80;

/// The longest key, in bytes.
const MOST_KEY: usize = 40;

/// Words of `status` that do not keep an explainer from readers: text may say them of other things.
const OPEN: &[&str] = &["usable", "publish", "published", "final", "archived"];

/// A key with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair<'l> {
    key: &'l str,
    value: &'l str,
    /// Marks of a list, of emphasis, of a table or of another format stand around it.
    marked_up: bool,
}

/// The finding about metadata at the head of some lines that would keep the explainer from readers.
pub(super) fn find(lines: &[SourceLine<'_>]) -> Option<Diagnostic> {
    let mut headings = 0;
    for (number, line) in lines.iter().enumerate().take(MOST_LINES) {
        let text = line.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if text.is_empty() || is_rule(text) {
            continue;
        }
        let next = lines.get(number + 1).map_or("", |line| line.text.trim());
        let is_underlined = is_underline(next) && (next.starts_with('=') || pairs(text).is_empty());
        if is_title(text) || is_underlined {
            headings += usize::from(!is_underline(text));
            if headings > 1 {
                return None;
            }
            continue;
        }
        let pairs = pairs(text);
        let below = lines.get(number + 2).map_or("", |line| line.text.trim());
        let columns = columns(text, below);
        for pair in pairs.iter().chain(&columns) {
            let key = pair.key.replace(' ', "_");
            let known = canonical(&key).map(|(known, _)| known);
            if keeps_back(&key, known, pair.value) {
                return Some(finding(line, &key, pair.value));
            }
        }
        let is_known = |pair: &Pair<'_>| pair.marked_up || canonical(pair.key).is_some();
        if !(text.starts_with('|') || pairs.iter().any(is_known)) {
            return None;
        }
    }
    None
}

/// True for a key that keeps an explainer from readers, with such a value.
fn keeps_back(key: &str, known: Option<&str>, value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().take(2).collect();
    if known != Some("status") {
        return is_critical(key, known, value);
    }
    let word = words.first().map_or("", |word| word.trim_end_matches([',', '.', ';', ':']));
    !OPEN.iter().any(|open| open.eq_ignore_ascii_case(word)) && is_critical(key, known, word)
}

fn finding(line: &SourceLine<'_>, key: &str, value: &str) -> Diagnostic {
    let message = format!("metadata is in the text: Pressroom would print `{key}` and not obey it");
    let name = canonical(key).map_or(key, |(name, _)| name);
    let value: String = value.chars().take(40).collect();
    Diagnostic::error(Code::UnreadFrontMatter, message)
        .with_span(line.span())
        .help(format!("write it as front matter, at the beginning of the file:\n---\n{name}: {value}\n---"))
}

/// The title of a document in Markdown or AsciiDoc, or the line below one.
fn is_title(text: &str) -> bool {
    ["# ", "= "].iter().any(|mark| text.starts_with(mark)) || is_underline(text)
}

fn is_underline(text: &str) -> bool {
    text.len() >= 3 && (text.bytes().all(|byte| byte == b'=') || text.bytes().all(|byte| byte == b'-'))
}

/// The rule below the head of a table.
fn is_rule(text: &str) -> bool {
    text.contains('|') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | ' '))
}

/// The keys and values on a line; several may stand side by side.
fn pairs(text: &str) -> Vec<Pair<'_>> {
    let text = text.trim_start_matches(['>', ' ']);
    if let Some(row) = text.strip_prefix('|') {
        let cells: Vec<&str> = row.split('|').map(plain).collect();
        return match cells.as_slice() {
            [key, value, ..] => {
                let key = key.trim_end_matches([':', ' ']).trim_end_matches(['*', '_']);
                vec![Pair { key, value, marked_up: true }]
            }
            _ => Vec::new(),
        };
    }
    text.split(['|', '·']).take(8).filter_map(pair).collect()
}

/// The keys in the head of a table, with the values of its first row.
fn columns<'l>(head: &'l str, below: &'l str) -> Vec<Pair<'l>> {
    if !(head.contains('|') && below.contains('|')) {
        return Vec::new();
    }
    let cells = |row: &'l str| row.trim_matches('|').split('|').map(plain).take(64);
    cells(head).zip(cells(below)).map(|(key, value)| Pair { key, value, marked_up: true }).collect()
}

fn pair(text: &str) -> Option<Pair<'_>> {
    let text = text.trim();
    let bullet = ["- ", "* ", "+ ", "• ", "– "].into_iter().find_map(|bullet| text.strip_prefix(bullet));
    let inner = bullet.unwrap_or(text).trim_start();
    // Org's `#+KEY: value`, and `:key: value` of AsciiDoc.
    let other = inner.strip_prefix("#+").or(inner.strip_prefix(':').filter(|rest| rest.contains(':')));
    let inner = other.unwrap_or(inner);
    let (key, value) = inner.split_once([':', '：'])?;
    if key.len() > MOST_KEY {
        return None;
    }
    let marks = ['*', '_', '`', ' '];
    let (key, bare) = (plain(key), key);
    let value = value.trim_start_matches(':').trim_start_matches(marks);
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    let marked_up = bullet.is_some() || other.is_some() || bare.starts_with(['*', '_', '`']);
    is_key.then(|| Pair { key, value: plain(value), marked_up })
}

/// A text without the marks of emphasis and code around it.
fn plain(text: &str) -> &str {
    let text = text.trim_matches(['*', '`', ' ', '\t']).trim_matches('_');
    text.strip_prefix("<b>").and_then(|text| text.strip_suffix("</b>")).unwrap_or(text).trim()
}
