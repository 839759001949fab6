//! Values that YAML reads, but not as they were meant: cut by a comment, with curly quotes, or with the next key in them.

use super::{causes::quote, keys::canonical, overlooked::known_key};
use crate::front_matter::node::{Node, Value};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};

/// Keys whose values are words for readers.
const WORDS: &[&str] = &[
    "headline",
    "kicker",
    "dek",
    "authors",
    "section",
    "tags",
    "rights",
    "alt",
    "caption",
    "credit",
    "name",
    "text",
    "subject",
    "preheader",
];

/// Keys whose values are lists.
const LISTS: &[&str] = &["authors", "tags", "section", "corrections"];

/// Reports the values of a map that are not what they look like.
pub(super) fn report(source: &Source, pairs: &[(String, Span, Node)], found: &mut Diagnostics) {
    for (written, _, node) in pairs {
        let key = canonical(written).map_or(written.as_str(), |(key, _)| key);
        check_node(source, key, node, found);
    }
}

/// Front matter is read to a bounded depth.
fn check_node(source: &Source, key: &str, node: &Node, found: &mut Diagnostics) {
    match &node.value {
        Value::Map(pairs) => report(source, pairs, found),
        Value::List(items) => items.iter().for_each(|item| check_node(source, key, item, found)),
        Value::Scalar(text) => {
            let raw = source.slice(node.span);
            if let Some(finding) = swallowed(source, key, node.span, raw) {
                found.push(finding);
                return;
            }
            if raw.starts_with(['"', '\'', '|', '>']) {
                return;
            }
            if LISTS.contains(&key) && has_item_without_space(raw) {
                let message = "there is no space after the `-` of this item";
                let mended: Vec<&str> =
                    raw.lines().map(|line| line.trim().trim_start_matches('-').trim()).collect();
                let help = format!("write `- {}`", mended.join("`, `- "));
                found.push(Diagnostic::error(Code::Syntax, message).with_span(node.span).help(help));
            } else if WORDS.contains(&key) {
                found.extend(comment(source, node.span, raw));
                found.extend(curly(node.span, text));
            }
        }
        Value::Null => {}
    }
}

/// A line of a value that begins with a known key.
fn swallowed(source: &Source, key: &str, span: Span, raw: &str) -> Option<Diagnostic> {
    let is_block = raw.starts_with(['|', '>']) || {
        let before = source.text.get(..span.start as usize).unwrap_or_default().trim_end();
        before.ends_with(['|', '>', '-', '+'])
            && before.lines().next_back().is_some_and(|line| line.contains(['|', '>']))
    };
    if is_block {
        return None;
    }
    let mut start = span.start as usize;
    for (number, line) in raw.split_inclusive('\n').enumerate() {
        let here = start;
        start += line.len();
        if number > 0
            && let Some(other) = known_key(line)
        {
            let indent = line.len() - line.trim_start().len();
            let place = Span::new(here + indent, here + line.trim_end().len());
            let message = format!("this line became part of `{key}`: Pressroom would ignore `{other}`");
            let help = "begin the key's line without indentation, write a colon and a space after the key, and close the quotes of the value before it";
            return Some(Diagnostic::error(Code::UnreadFrontMatter, message).with_span(place).help(help));
        }
    }
    None
}

fn has_item_without_space(raw: &str) -> bool {
    raw.lines().any(|line| {
        let rest = line.trim_start().strip_prefix('-');
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'')))
    })
}

/// What stands behind a value on its line, and is a comment.
fn comment(source: &Source, span: Span, raw: &str) -> Option<Diagnostic> {
    let end = span.start as usize + raw.trim_end().len();
    let rest = source.text.get(end..)?;
    // Many values may stand on one line: its end is looked for where it matters only.
    if !rest.trim_start_matches([' ', '\t']).starts_with('#') {
        return None;
    }
    let line = rest.lines().next()?;
    let rest = line.trim_start();
    if !rest.starts_with('#') || rest.len() == line.len() {
        return None;
    }
    let start = end + line.len() - rest.len();
    let rest = rest.trim_end();
    let place = Span::new(start, start + rest.len());
    let first = raw.trim_start().lines().next_back().unwrap_or_default();
    let whole =
        format!("{first}{}{rest}", line.get(..line.len() - line.trim_start().len()).unwrap_or_default());
    let message = "what follows the ` #` is a comment: no edition shows it";
    let finding = Diagnostic::warning(Code::YamlSurprise, message).with_span(place);
    let help = format!("if it is text, write {}; if it is a comment, give it its own line", quote(&whole));
    let finding = finding.help(help);
    // A hashtag is no comment; one behind the other may be both.
    let is_tag = rest
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && !rest.contains(" # "));
    let is_one_line = !raw.trim_end().contains('\n');
    match is_tag && is_one_line {
        true => Some(finding.edit(Span::new(span.start as usize, start + rest.len()), quote(&whole))),
        false => Some(finding),
    }
}

fn curly(span: Span, text: &str) -> Option<Diagnostic> {
    let inner = text.strip_prefix(['“', '„', '‘', '‚'])?.strip_suffix(['”', '“', '’', '‘'])?;
    if inner.contains(['“', '”', '„']) {
        return None;
    }
    let finding =
        Diagnostic::warning(Code::YamlSurprise, "the curly quotes around this value are part of it");
    Some(finding.with_span(span).help(format!("write {} if they should not be shown", quote(inner))))
}
