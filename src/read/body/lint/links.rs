//! Links and pictures that are printed as typed.

use super::{
    Leaf,
    leaf::{OPAQUE, not_markup},
    lists, target,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Edit};

/// How far the end of a link is looked for, in bytes.
const REACH: usize = 1_500;

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    if memchr::memchr2(b']', b')', leaf.mask.as_bytes()).is_none() {
        return;
    }
    for (open, at) in pairs(&leaf.mask, '[', ']') {
        // No link has a text of so many words; brackets within brackets would be gone through again and again.
        if at - open > REACH {
            continue;
        }
        let picture = leaf.mask.get(..open).is_some_and(|before| before.ends_with('!'));
        let open = open - usize::from(picture);
        let Some(after) = leaf.mask.get(at + 1..) else { continue };
        let spaces = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
        let finding = match after.get(spaces..).and_then(|rest| rest.chars().next()) {
            Some('(') if spaces == 0 => broken(leaf, open, at),
            Some('(') if spaces <= 4 => spaced(leaf, open, at, spaces),
            Some('[') if spaces == 0 => undefined(leaf, open, at),
            _ => None,
        };
        found.extend(finding);
    }
    if leaf.mask.contains(")[") {
        let all = pairs(&leaf.mask, '(', ')');
        found.extend(all.into_iter().filter_map(|(open, at)| turned(leaf, open, at)));
    }
}

/// Brackets that belong together, in the order of their ends.
fn pairs(mask: &str, open: char, close: char) -> Vec<(usize, usize)> {
    let mut waiting = Vec::new();
    let mut out = Vec::new();
    for (at, character) in mask.char_indices() {
        if character == open {
            waiting.push(at);
        } else if character == close
            && let Some(begin) = waiting.pop()
        {
            out.push((begin, at));
        }
    }
    out
}

/// Where the bracket stands that closes what begins at the start of `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (index, character) in text.char_indices() {
        match character {
            // Another link begins.
            '(' if text.get(..index).is_some_and(|before| before.ends_with(']')) => return None,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(index),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a text without spaces is an address or a path.
pub(super) fn is_target(text: &str) -> bool {
    let prefixes = ["www.", "mailto:", "tel:", "#", "/", "./", "../"];
    let begins = prefixes.iter().any(|prefix| text.len() > prefix.len() && text.starts_with(prefix));
    let extension = text.rsplit_once('.').map_or("", |(_, extension)| extension);
    let file = [
        "png", "jpg", "jpeg", "gif", "webp", "svg", "html", "htm", "pdf", "md", "tif", "tiff", "heic", "bmp",
    ]
    .contains(&extension.to_ascii_lowercase().as_str());
    let address = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    text.contains("://") || begins || file || address
}

/// `[text](…)` that Markdown did not take for a link.
fn broken(leaf: &Leaf<'_>, open: usize, at: usize) -> Option<Diagnostic> {
    let begin = at + 2;
    let line = leaf.raw_line(begin, REACH);
    let label = leaf.raw(open..at + 1);
    let picture = label.starts_with('!');
    let what = if picture { "picture" } else { "link" };
    let Some(end) = closing(line) else {
        let address = line.split_whitespace().next().filter(|address| is_target(address))?;
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let place = leaf.span(open..begin + address.len());
        let finding = not_markup(format!("this {what} is printed as typed: its bracket is never closed"));
        return Some(finding.with_span(place).help(format!("write {label}({address})")));
    };
    let inner = line.get(..end)?;
    let place = leaf.span(open..begin + end + 1);
    let (path, title) = split_title(inner);
    let path = path.trim();
    let offset = begin + inner.find(path)?;
    if path.is_empty() || path.starts_with('<') {
        return None;
    }
    if let Some(message) = target::local(path) {
        let name = target::file_name(path);
        let finding = Diagnostic::warning(Code::LocalPath, message).with_span(place);
        let name = if name.contains(' ') { format!("<{name}>") } else { name.to_owned() };
        return Some(finding.help(format!("put the file beside the explainer, and write {label}({name})")));
    }
    let mut finding = not_markup("").with_span(place);
    let has_space = path.contains(char::is_whitespace);
    let is_known = if has_space { is_path_with_spaces(path) } else { is_target(path) };
    if !is_known {
        return None;
    }
    let curly = title.is_some_and(|(_, title)| !title.starts_with(['"', '\'']));
    finding.message = match (has_space, curly) {
        (true, _) => format!("this {what} is printed as typed: there is a space in its path"),
        (false, true) => format!("this {what} is printed as typed: its title is not in straight quotes"),
        (false, false) => format!("this {what} is printed as typed: Markdown has another form for it"),
    };
    if has_space {
        let slashes = path.replace('\\', "/");
        let plain = !path.contains(['<', '>']) && !path.contains("://");
        if plain {
            let text = format!("<{slashes}>");
            finding.edits.push(Edit { span: leaf.span(offset..offset + path.len()), text });
        }
        let help = if path.contains("://") {
            "an address has no spaces: write %20 for each"
        } else {
            "write the path in angle brackets"
        };
        finding.help = Some(help.to_owned());
    }
    if let Some((from, title)) = title.filter(|_| curly) {
        let first = title.chars().next()?.len_utf8();
        let last = title.chars().next_back()?.len_utf8();
        let words = title.get(first..title.len() - last)?;
        if !words.contains('"') {
            let span = leaf.span(begin + from..begin + from + title.len());
            finding.edits.push(Edit { span, text: format!("\"{words}\"") });
        }
        finding.help.get_or_insert("write straight quotes".to_owned());
    }
    if finding.help.is_none() {
        finding.help = Some(format!("the form is {label}(address \"title\")"));
    }
    Some(finding)
}

/// A path, and a title in quotes of any kind with its place.
fn split_title(inner: &str) -> (&str, Option<(usize, &str)>) {
    let text = inner.trim_end();
    let closes = text.ends_with(['"', '\'', '”', '“', '’', '‘', '»', '«']);
    if closes {
        for (at, character) in text.char_indices() {
            let quote = matches!(character, '"' | '\'' | '“' | '„' | '”' | '‘' | '‚' | '«' | '»');
            let before = text.get(..at).unwrap_or_default();
            if quote && before.ends_with(char::is_whitespace) && at + character.len_utf8() < text.len() {
                return (before, text.get(at..).map(|title| (at, title)));
            }
        }
    }
    (inner, None)
}

/// Whether a text with spaces is a path or an address rather than words in brackets.
fn is_path_with_spaces(text: &str) -> bool {
    let last = text.rsplit(['/', '\\', ' ']).next().unwrap_or_default();
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    let file = (2..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    text.contains("://")
        || (file && !text.contains([';', '?']))
        || (text.contains('/') && !text.contains(". "))
}

/// `[text] (address)`.
fn spaced(leaf: &Leaf<'_>, open: usize, at: usize, spaces: usize) -> Option<Diagnostic> {
    let begin = at + 1 + spaces + 1;
    let line = leaf.raw_line(begin, REACH);
    let end = closing(line)?;
    let inner = line.get(..end)?;
    let (path, _) = split_title(inner);
    let path = path.trim();
    let label = leaf.raw(open..at + 1);
    let picture = label.starts_with('!');
    let note = label.starts_with("[^") || label == "[]";
    if note || path.contains(char::is_whitespace) || !(is_target(path) || (picture && path.contains('.'))) {
        return None;
    }
    let what = if picture { "picture" } else { "link" };
    let message = format!("this {what} is printed as typed: there is a space between its brackets");
    let finding = not_markup(message).with_span(leaf.span(open..begin + end + 1));
    Some(finding.help("remove the space").edit(leaf.span(at + 1..begin - 1), ""))
}

/// `(text)[address]`.
fn turned(leaf: &Leaf<'_>, open: usize, at: usize) -> Option<Diagnostic> {
    leaf.mask.get(at + 1..)?.strip_prefix('[')?;
    let begin = at + 2;
    let line = leaf.raw_line(begin, REACH);
    let end = line.find(']')?;
    let address = line.get(..end)?;
    if address.contains(char::is_whitespace) || !is_target(address) || address.starts_with(['#', '/']) {
        return None;
    }
    let close = begin + end;
    let finding = not_markup("this link is printed as typed: its brackets are the wrong way round");
    let finding = finding.with_span(leaf.span(open..close + 1)).help("write the text in square brackets");
    Some(
        finding
            .edit(leaf.span(open..open + 1), "[")
            .edit(leaf.span(at..at + 2), "](")
            .edit(leaf.span(close..close + 1), ")"),
    )
}

/// `[text][label]`, and no line says where the label leads.
fn undefined(leaf: &Leaf<'_>, open: usize, at: usize) -> Option<Diagnostic> {
    let before = leaf.mask.get(..open)?.chars().next_back().unwrap_or(' ');
    let line = leaf.mask.get(at + 2..)?;
    let end = line.find([']', '\n', '['])?;
    if before.is_alphanumeric() || matches!(before, ']' | ')' | '_') || !line.get(end..)?.starts_with(']') {
        return None;
    }
    let text = leaf.raw(open..at + 1);
    let label = leaf.raw(at + 2..at + 2 + end);
    let words = text.trim_start_matches('!').trim_start_matches('[').trim_end_matches(']');
    let label = if label.is_empty() { words } else { label };
    let is_label = label.contains(char::is_alphanumeric) && !label.starts_with(['^', '-', '/']);
    let wordy = words.contains(char::is_alphabetic) || words.contains(OPAQUE);
    if !is_label || !wordy || words.starts_with(lists::is_bullet) || !label.chars().all(|c| c != '=') {
        return None;
    }
    let message = format!("this link is printed as typed: nothing says where `{label}` leads");
    let finding = not_markup(message).with_span(leaf.span(open..at + 2 + end + 1));
    Some(finding.help(format!("write its address on a line of its own: [{label}]: https://…")))
}
