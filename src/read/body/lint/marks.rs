//! Marks of emphasis and code that never close, attributes that are printed, tags in curly quotes, and characters that
//! nobody sees.

use super::{
    Leaf, LeafKind,
    leaf::{MARKUP, OPAQUE, not_markup},
};
use crate::body::{attributes, html::tags};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Edit};
use pressroom_document::scan::has_byte;

/// Keys of attributes that are meant as such wherever they stand.
const KEYS: [&str; 20] = [
    "credit",
    "alt",
    "width",
    "height",
    "syndicate",
    "updated",
    "reason",
    "teaser",
    "title",
    "caption",
    "class",
    "id",
    "style",
    "target",
    "rel",
    "lang",
    "loading",
    "align",
    "source",
    "src",
];
/// How far the end of braces and tags is looked for, in bytes.
const REACH: usize = 600;

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    let bytes = leaf.mask.as_bytes();
    if memchr::memchr3(b'*', b'_', b'~', bytes).is_some() {
        for (mark, what) in [("**", "strong emphasis"), ("__", "strong emphasis"), ("~~", "struck text")] {
            found.extend(stray(leaf, mark, what));
        }
    }
    if memchr::memchr3(b'`', b'{', b'<', bytes).is_none() {
        return;
    }
    found.extend(backtick(leaf));
    for (at, _) in leaf.mask.match_indices('{') {
        found.extend(braces(leaf, at));
    }
    for (at, _) in leaf.mask.match_indices('<') {
        found.extend(tag(leaf, at).or_else(|| unended(leaf, at)));
    }
}

fn around(text: &str, from: usize, to: usize) -> (char, char) {
    let before = text.get(..from).and_then(|text| text.chars().next_back()).unwrap_or(' ');
    let after = text.get(to..).and_then(|text| text.chars().next()).unwrap_or(' ');
    (before, after)
}

/// `**` and the like which opens or closes nothing.
fn stray(leaf: &Leaf<'_>, mark: &str, what: &str) -> Option<Diagnostic> {
    let sign = mark.chars().next()?;
    let mut spaced: Option<usize> = None;
    let mut done = 0;
    for (at, _) in leaf.mask.match_indices(mark) {
        if at < done {
            continue;
        }
        let run = leaf.mask.get(at..)?.chars().take_while(|c| *c == sign).count();
        done = at + run;
        if run != 2 {
            continue;
        }
        let (before, after) = around(&leaf.mask, at, done);
        let is_space = |c: char| c.is_whitespace() || c == MARKUP;
        let wordy = |c: char| c.is_alphanumeric() || matches!(c, '“' | '„' | '«' | '"' | '¿' | '¡');
        let opens = (is_space(before) || matches!(before, '(' | '“' | '"' | '[' | '«')) && wordy(after);
        let ends = |c: char| is_space(c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '”' | '"');
        let closes =
            (before.is_alphanumeric() || matches!(before, '.' | '!' | '?' | '”' | ':')) && ends(after);
        // Names of programs: `__init__` is strong, `__name` is a name.
        let code =
            sign == '_' && opens && leaf.mask.get(done..)?.split(is_space).next()?.contains(['_', '(']);
        if (opens || closes) && !code {
            let message = format!(
                "these {mark} are printed as typed: they {} no {what}",
                if opens { "begin" } else { "end" }
            );
            let help = if opens {
                format!(
                    "write {mark} after the last word too, without a space before it, or \\{mark} for the characters"
                )
            } else {
                format!("write {mark} before the first word too, without a space after it, or remove these")
            };
            return Some(not_markup(message).with_span(leaf.span(at..done)).help(help));
        }
        if is_space(before) && is_space(after) {
            if let Some(first) = spaced {
                let message = format!("this {what} is printed as typed: there are spaces inside its marks");
                let words = leaf.raw(first + 2..at);
                let help = format!("write {mark}{}{mark}", words.trim());
                let inner = leaf.mask.get(first + 2..at)?;
                let finding = not_markup(message).with_span(leaf.span(first..done)).help(help);
                return (inner.contains(char::is_alphabetic) && !inner.contains('\n')).then_some(finding);
            }
            spaced = Some(at);
        }
    }
    None
}

/// A backtick before a word, and none after it.
fn backtick(leaf: &Leaf<'_>) -> Option<Diagnostic> {
    let at = leaf.mask.match_indices('`').map(|(at, _)| at).find(|at| {
        let (before, after) = around(&leaf.mask, *at, at + 1);
        let opens = before.is_whitespace() || matches!(before, MARKUP | '(' | '"' | '“');
        opens && !after.is_whitespace() && after != MARKUP && after != '`'
    })?;
    // `quoted' and ``quoted'': quotation marks of old.
    let old = leaf.mask.get(at..)?.contains('\'');
    let message = "this backtick is printed as typed: it begins code that never ends";
    let help = "write another one after the code, or \\` for the character";
    (!old).then(|| not_markup(message).with_span(leaf.span(at..at + 1)).help(help))
}

/// `{credit="N"}`, `{#id}` and `{.class}` where they are text.
fn braces(leaf: &Leaf<'_>, at: usize) -> Option<Diagnostic> {
    let line = leaf.raw_line(at, REACH);
    let end = line.find('}')?;
    let body = line.get(1..end)?;
    if body.starts_with(['{', '%', ':', '<']) || leaf.mask.get(..at)?.ends_with('{') {
        return None;
    }
    let Some(attributes) = attributes::parse(body) else {
        let message = "these attributes are printed as typed: Pressroom can't read their form";
        let finding = not_markup(message).with_span(leaf.span(at..at + end + 1));
        let help =
            "the form is {#id key=value other=\"several words\"}; a quote within a value is written \\\"";
        return looks_like_attributes(body).then(|| finding.help(help));
    };
    let rest = line.get(end + 1..)?.trim().trim_matches('#');
    if leaf.kind == LeafKind::Heading && rest.is_empty() {
        return None;
    }
    let known = |(key, value): &(String, Option<String>)| {
        let class = key.strip_prefix('.').is_some_and(|name| name.len() > 1);
        class || key.starts_with("data-") || (KEYS.contains(&key.as_str()) && value.is_some())
    };
    let quoted = body.contains("=\"") || body.contains("=“") || body.contains("='");
    let named = attributes.id.as_ref().is_some_and(|id| id.starts_with(char::is_alphabetic));
    if !(named || quoted || attributes.pairs.iter().any(known)) {
        return None;
    }
    let finding = not_markup("these attributes are printed as typed").with_span(leaf.span(at..at + end + 1));
    Some(finding.help(
        "write them directly after a picture, ![what it shows](picture.png){credit=\"…\"}, or at the end of a heading",
    ))
}

/// Braces that hold a key of attributes and an equals sign, whatever else.
fn looks_like_attributes(body: &str) -> bool {
    body.split_whitespace().any(|word| word.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key)))
}

/// A tag of HTML without its `>`.
fn unended(leaf: &Leaf<'_>, at: usize) -> Option<Diagnostic> {
    let rest = leaf.mask.get(at..)?;
    let rest = rest.get(..rest.floor_char_boundary(REACH.min(rest.len())))?;
    let inner = rest.strip_prefix('<')?;
    let (closing, inner) = (inner.starts_with('/'), inner.trim_start_matches('/'));
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, after) = inner.split_at_checked(length)?;
    let is_known = tags::known(name).is_some() || name.eq_ignore_ascii_case("img");
    let attribute = after.trim_start().split_once('=').map_or("", |(key, _)| key);
    let is_key = !attribute.is_empty() && attribute.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    let fits = match closing {
        true => after.is_empty() || after.starts_with(['\n', ' ', '.', ',', ';', MARKUP]),
        false => after.starts_with([' ', '\n']) && is_key,
    };
    if !(is_known && fits) || leaf.raw(at..at + rest.len()).contains('>') {
        return None;
    }
    let end = at + rest.find('\n').unwrap_or(rest.len());
    let finding = not_markup("this tag is printed as typed: its > is missing").with_span(leaf.span(at..end));
    Some(finding.help("end it with >, or write \\< for the character"))
}

/// A tag with curly quotes, which is text.
fn tag(leaf: &Leaf<'_>, at: usize) -> Option<Diagnostic> {
    let rest = leaf.mask.get(at..)?;
    let raw = leaf.raw(at..at + rest.floor_char_boundary(REACH.min(rest.len())));
    let end = raw.find('>')? + 1;
    let tag = raw.get(..end)?;
    tag.get(1..)?.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
    let quotes = super::target::curly_quotes(tag)?;
    let mut finding = not_markup("this tag is printed as typed: its quotes are not straight")
        .with_span(leaf.span(at..at + end))
        .help("write straight quotes");
    for range in quotes {
        finding.edits.push(Edit { span: leaf.span(at + range.start..at + range.end), text: "\"".to_owned() });
    }
    Some(finding)
}

/// Whether a text has characters of those that [`invisible`] reports. Every text is asked, so that each of its bytes is
/// looked at once.
pub(super) fn has_invisible(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |byte: u8| (byte == 0xC2) | (byte == 0xE2) | (byte == 0xEF);
    has_byte(bytes, begins, |at| match bytes.get(at..).unwrap_or_default() {
        // A soft hyphen, or a no-break space beside a space.
        [0xC2, 0xAD, ..] | [0xC2, 0xA0, b' ', ..] | [0xC2, 0xA0, 0xC2, 0xA0, ..] => true,
        [0xC2, 0xA0, ..] => at > 0 && bytes.get(at - 1) == Some(&b' '),
        // Spaces of no width: U+200B, U+FEFF.
        [0xE2, 0x80, 0x8B, ..] | [0xEF, 0xBB, 0xBF, ..] => true,
        _ => false,
    })
}

/// Soft hyphens and spaces of no width beside spaces, and rows of no-break spaces.
pub(super) fn invisible(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    let mut edits = Vec::new();
    let text = leaf.mask.as_str();
    let mut done = 0;
    for (at, character) in text.char_indices() {
        if at < done {
            continue;
        }
        let end = at + character.len_utf8();
        let (before, after) = around(text, at, end);
        let edge = |c: char| c.is_whitespace() || c == MARKUP;
        match character {
            '\u{ad}' | '\u{200b}' | '\u{feff}' if edge(before) || edge(after) => {
                edits.push(Edit { span: leaf.span(at..end), text: String::new() });
            }
            ' ' | '\u{a0}' => {
                let run: usize = text
                    .get(at..)
                    .unwrap_or_default()
                    .chars()
                    .take_while(|c| matches!(c, ' ' | '\u{a0}'))
                    .map(char::len_utf8)
                    .sum();
                let spaces = text.get(at..at + run).unwrap_or_default();
                done = at + run;
                // At the beginning and the end of a line, spaces are markup.
                let inside = !matches!(before, '\n' | MARKUP | OPAQUE)
                    && !text.get(done..).unwrap_or_default().starts_with(['\n', MARKUP]);
                let many = spaces.chars().count() > 1 && spaces.contains('\u{a0}');
                if many && inside && at > 0 && done < text.len() {
                    edits.push(Edit { span: leaf.span(at..done), text: "\u{a0}".to_owned() });
                }
            }
            _ => {}
        }
    }
    let Some(first) = edits.first() else { return };
    let message = "this text has characters that nobody sees: soft hyphens, zero-width spaces or several no-break spaces";
    let mut finding = Diagnostic::warning(Code::InvisibleCharacter, message).with_span(first.span);
    finding.help = Some("remove them".to_owned());
    finding.edits = edits;
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use super::has_invisible;

    #[test]
    fn invisible_characters_are_seen() {
        for text in ["a\u{ad}", "\u{200b}", "é\u{feff}", "a\u{a0}\u{a0}b", "a\u{a0} b", "a \u{a0}b"] {
            assert!(has_invisible(text), "{text:?}");
        }
        for text in ["", "a b", "a\u{a0}b", "é “a” \u{2009} ï", "\u{a0}"] {
            assert!(!has_invisible(text), "{text:?}");
        }
    }
}
