//! Why front matter is not YAML, in the writer's words, with the line as it was meant.

use super::keys::canonical;
use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// What is wrong in one line.
struct Cause {
    message: String,
    /// What is replaced, in bytes of the line.
    range: std::ops::Range<usize>,
    /// What takes its place.
    mended: String,
}

impl Cause {
    fn new(message: impl Into<String>, range: std::ops::Range<usize>, mended: impl Into<String>) -> Self {
        Self { message: message.into(), range, mended: mended.into() }
    }
}

/// A line of the front matter, in parts.
struct LineParts<'a> {
    text: &'a str,
    indent: usize,
    /// Where the key begins, behind the marks of items.
    key_start: usize,
    key: Option<&'a str>,
    value_start: usize,
    value: &'a str,
}

/// The finding about the first line from byte `first` to `at` of the source that can't be YAML. The front matter ends at
/// `end`.
pub(super) fn explain(source: &Source, first: usize, at: usize, end: usize) -> Option<Diagnostic> {
    let last = source.line_start(source.line(at) + 1);
    let text = source.text.get(first..last.max(first))?;
    let lines: Vec<&str> = text.lines().collect();
    let mut start = first;
    let mut before: Option<LineParts<'_>> = None;
    let mut levels: Vec<usize> = Vec::new();
    let mut skip = 0;
    let mut block_indent = None;
    for (number, line) in lines.iter().enumerate() {
        let here = start;
        start += line.len() + 1;
        let indent = line.len() - line.trim_start().len();
        if block_indent.is_some_and(|outer| indent > outer || line.trim().is_empty()) {
            continue;
        }
        block_indent = None;
        if skip > 0 {
            skip -= 1;
            continue;
        }
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let parts = parse(line);
        let rest = lines.get(number + 1..).unwrap_or_default();
        let cause = indentation(&parts, before.as_ref(), &mut levels)
            .or_else(|| separators(&parts, before.as_ref()))
            .or_else(|| value(&parts, rest, &mut skip));
        if let Some(cause) = cause {
            let finding = finding(source, here, line, cause);
            return Some(more_tabs(source, finding, here + line.len() + 1, end));
        }
        if is_block_header(parts.value) {
            block_indent = Some(indent);
        }
        before = Some(parts);
    }
    None
}

/// The finding with the edits of the other lines up to byte `end` that a tab indents.
fn more_tabs(source: &Source, finding: Diagnostic, from: usize, end: usize) -> Diagnostic {
    let of_tab = finding.edits.first().is_some_and(|edit| source.slice(edit.span).contains('\t'));
    let mut finding = finding;
    let mut start = from;
    for line in source.text.get(from..end).filter(|_| of_tab).unwrap_or_default().split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let white = line.get(..indent).unwrap_or_default();
        if white.contains('\t') {
            finding = finding.edit(Span::new(start, start + indent), white.replace('\t', "  "));
        }
        start += line.len();
    }
    finding
}

fn finding(source: &Source, start: usize, line: &str, cause: Cause) -> Diagnostic {
    let span = Span::new(start + cause.range.start, start + cause.range.end);
    let place = if cause.range.is_empty() {
        Span::new(start + cause.range.start, start + cause.range.end + 1)
    } else {
        span
    };
    let place = Span::new(place.start as usize, (place.end as usize).min(source.text.len()));
    let mended = cause.mended;
    let before = line.get(..cause.range.start).unwrap_or_default();
    let after = line.get(cause.range.end..).unwrap_or_default();
    let help = format!("write `{}`", format!("{before}{mended}{after}").trim_end());
    Diagnostic::error(Code::Syntax, cause.message).with_span(place).help(help).edit(span, mended)
}

fn parse(text: &str) -> LineParts<'_> {
    let indent = text.len() - text.trim_start().len();
    let mut key_start = indent;
    while let Some(rest) = text.get(key_start..).and_then(|rest| rest.strip_prefix("- ")) {
        key_start = text.len() - rest.trim_start().len();
    }
    let body = text.get(key_start..).unwrap_or_default();
    let is_key = |key: &str| {
        !key.is_empty()
            && key.len() <= 60
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
    };
    let end = body.find(": ").or_else(|| body.trim_end().strip_suffix(':').map(str::len));
    let key = end.and_then(|end| body.get(..end)).filter(|key| is_key(key.trim_end()));
    let value_at = key.map_or(0, |key| key.len() + 1);
    let rest = body.get(value_at..).unwrap_or_default();
    let value_start = key_start + value_at + (rest.len() - rest.trim_start().len());
    let value = text.get(value_start..).unwrap_or_default().trim_end();
    LineParts { text, indent, key_start, key: key.map(str::trim_end), value_start, value }
}

/// Tabs, and keys that stand deeper or less deep than they may.
fn indentation(
    line: &LineParts<'_>,
    before: Option<&LineParts<'_>>,
    levels: &mut Vec<usize>,
) -> Option<Cause> {
    let white = line.text.get(..line.indent)?;
    if white.contains('\t') {
        let spaces = white.replace('\t', "  ");
        return Some(Cause::new("a tab indents this line: YAML allows only spaces", 0..line.indent, spaces));
    }
    line.key?;
    let column = line.key_start;
    levels.retain(|level| *level <= column);
    let is_known = levels.last() == Some(&column);
    let outer = levels.last().copied().unwrap_or(0);
    if !is_known {
        levels.push(column);
    }
    let before = before?;
    let said = !before.value.is_empty() && !is_block_header(before.value) && !before.value.starts_with('#');
    let is_item = line.key_start > line.indent;
    if is_known || is_item || before.key.is_none() {
        return None;
    }
    if column > before.key_start && said {
        let message = format!("this line is indented deeper than `{}` above it", before.key?);
        return Some(Cause::new(message, 0..line.indent, " ".repeat(before.key_start)));
    }
    (column < before.key_start).then(|| {
        let message = "this line's indentation matches no line above it";
        let right = if line.indent == 0 { outer } else { before.key_start };
        Cause::new(message, 0..line.indent, " ".repeat(right))
    })
}

/// What is missing between a key and its value, or between an item's mark and the item.
fn separators(line: &LineParts<'_>, before: Option<&LineParts<'_>>) -> Option<Cause> {
    let body = line.text.get(line.key_start..)?;
    if line.key.is_none()
        && let Some(end) = body.find([':', '：', '='])
    {
        let (key, rest) = body.split_at_checked(end)?;
        let mark = rest.chars().next()?;
        let value = rest.get(mark.len_utf8()..)?;
        let is_known = canonical(key.trim_end()).is_some() || is_inner_key(key.trim_end());
        if is_known && !value.starts_with("//") {
            let start = line.key_start + key.trim_end().len();
            let message = match mark {
                ':' => format!("there is no space after the colon of `{}`", key.trim_end()),
                _ => format!("a key ends with a colon, not with `{mark}`"),
            };
            let end = line.text.len() - value.trim_start().len();
            return Some(Cause::new(message, start..end, ": "));
        }
    }
    let item =
        body.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| !c.is_whitespace() && c != '-'));
    let in_list = before.is_some_and(|before| before.value.is_empty() || before.key_start > before.indent);
    if item.is_some() && in_list {
        let at = line.key_start + 1;
        return Some(Cause::new("there is no space after the `-` of this item", at..at, " "));
    }
    None
}

fn is_inner_key(key: &str) -> bool {
    matches!(
        key,
        "src"
            | "alt"
            | "caption"
            | "credit"
            | "syndicate"
            | "name"
            | "url"
            | "kind"
            | "date"
            | "text"
            | "subject"
            | "preheader"
    )
}

/// What is wrong with a value. `skip` becomes the number of the next lines that belong to it.
fn value(line: &LineParts<'_>, rest: &[&str], skip: &mut usize) -> Option<Cause> {
    let value = line.value;
    let range = line.value_start..line.value_start + value.len();
    let first = value.chars().next()?;
    let quoted = |message: String, text: &str| Some(Cause::new(message, range.clone(), quote(text)));
    match first {
        '"' | '\'' => match closing(value, first) {
            Some(end) => {
                let after = value.get(end..).unwrap_or_default();
                if !after.trim_start().is_empty() && !after.starts_with(" #") && !after.starts_with(',') {
                    let inner =
                        value.strip_prefix(first).and_then(|text| text.strip_suffix(first)).unwrap_or(value);
                    let message = "the text goes on after the quote that closes it";
                    let inner =
                        if first == '\'' { inner.replace("''", "'") } else { inner.replace("\\\"", "\"") };
                    return quoted(message.to_owned(), &inner);
                }
                let bad = first == '"' && has_bad_escape(value);
                let inner = value.get(1..end - 1).unwrap_or_default();
                if bad {
                    quoted("a `\\` between double quotes begins an escape".to_owned(), inner)
                } else {
                    None
                }
            }
            None => unclosed_quote(line, rest, first, skip),
        },
        '[' | '{' => bracket(line, rest, skip),
        '@' | '`' | '%' | '*' | '&' | '!' | ']' | '}' | ',' => {
            quoted(format!("a text that begins with `{first}` needs quotes"), value)
        }
        '|' | '>' if !is_block_header(value) => {
            quoted(format!("a text that begins with `{first}` needs quotes"), value)
        }
        _ => {
            let text = value.split(" #").next().unwrap_or_default().trim_end();
            let colon = text.contains(": ") || text.ends_with(':');
            if colon { quoted("a text with a colon in it needs quotes".to_owned(), value) } else { None }
        }
    }
}

fn unclosed_quote(line: &LineParts<'_>, rest: &[&str], mark: char, skip: &mut usize) -> Option<Cause> {
    for (number, next) in rest.iter().enumerate() {
        if super::overlooked::known_key(next).is_some() {
            break;
        }
        if let Some(end) = closing(&format!("{mark}{next}"), mark) {
            let after = next.get(end - 1..).unwrap_or_default();
            if after.trim().is_empty() {
                *skip = number + 1;
                return None;
            }
            break;
        }
    }
    let range = line.value_start..line.value_start + line.value.len();
    Some(Cause::new("this quote is never closed", range, format!("{}{mark}", line.value)))
}

/// Brackets that are not closed, or text behind the bracket that closes.
fn bracket(line: &LineParts<'_>, rest: &[&str], skip: &mut usize) -> Option<Cause> {
    let range = line.value_start..line.value_start + line.value.len();
    let (mut depth, mut quote_mark) = (0i32, None);
    let mut previous = ' ';
    for (at, character) in line.value.char_indices() {
        match (quote_mark, character) {
            (Some(mark), c) if c == mark => quote_mark = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(previous, ' ' | '[' | '{' | ',') => quote_mark = Some(character),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, _) => {}
        }
        previous = character;
        if depth == 0 {
            let after = line.value.get(at + 1..).unwrap_or_default().trim_start();
            let is_over = after.is_empty() || after.starts_with('#');
            let first = line.value.chars().next().unwrap_or('[');
            let message = format!("a text that begins with `{first}` needs quotes");
            return (!is_over).then(|| Cause::new(message, range, quote(line.value)));
        }
    }
    for (number, next) in rest.iter().enumerate() {
        if super::overlooked::known_key(next).is_some() {
            break;
        }
        depth += next
            .chars()
            .map(|c| i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}')))
            .sum::<i32>();
        if depth <= 0 {
            *skip = number + 1;
            return None;
        }
    }
    let close = if line.value.starts_with('[') { ']' } else { '}' };
    Some(Cause::new("this bracket is never closed", range, format!("{}{close}", line.value)))
}

/// The byte after the quote that closes a value which begins with `mark`.
fn closing(value: &str, mark: char) -> Option<usize> {
    let mut characters = value.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && mark == '"' {
            characters.next();
        } else if character == mark {
            if mark == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') {
                characters.next();
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

fn has_bad_escape(value: &str) -> bool {
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && !characters.next().is_some_and(|next| "0abtnvfre \"/\\N_LPxuU".contains(next))
        {
            return true;
        }
    }
    false
}

fn is_block_header(value: &str) -> bool {
    let header = value.split(" #").next().unwrap_or_default().trim_end();
    let rest = header.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| rest.chars().all(|c| matches!(c, '+' | '-') || c.is_ascii_digit()))
}

/// A text in the quotes that need no escapes, if there are such.
pub(super) fn quote(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else if !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
