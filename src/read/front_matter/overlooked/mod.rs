//! Finds front matter that would not be read: its fence is missing, misspelt or in the wrong place.
//!
//! Passing metadata over may publish what is under embargo, so that whatever looks like front matter is an error at its
//! fence. It looks like it if its lines are keys with values, and at least one of the keys is known.

mod line;
mod metadata_in_text;

use self::line::{SourceLine, core, is_critical, is_invisible};
use super::keys::canonical;
use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// How many lines of a block are looked at.
const MOST_LINES: usize = 200;

/// In how many lines of a comment at the head a block may begin.
const MOST_BLOCKS: usize = 20;

/// What a block of lines is made of.
#[derive(Default)]
struct Block {
    known: usize,
    /// Those of them that are written as keys are; text that lists "Author: …" is written with capitals.
    small: usize,
    /// The keys that keep an explainer from readers.
    critical: Vec<String>,
    prose: usize,
    /// The lines of text before the last critical key.
    prose_before: usize,
    /// The number of the last line that belongs to it.
    last: usize,
    /// The number of the line that closes it.
    close: Option<usize>,
}

/// The finding about front matter that would be passed over in the text from byte `from` on. `read`: front matter was read
/// before it.
pub(super) fn find(source: &Source, from: usize, read: bool) -> Option<Diagnostic> {
    let lines = lines_from(source, from);
    let (mut at_head, mut tried) = (true, 0);
    let mut in_comment = false;
    let mut code: Option<&str> = None;
    for (number, line) in lines.iter().enumerate() {
        let begins_with_word = line.text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        let is_text = begins_with_word && !at_head && !in_comment && code.is_none();
        if is_text || line.is_blank() {
            continue;
        }
        if let Some(fence) = code {
            let close = line.text.trim();
            if close.starts_with(fence) && close.trim_start_matches(['`', '~']).is_empty() {
                code = None;
            }
            continue;
        }
        let (fence, text) = (is_fence(line.text), line.text.trim_start());
        let opens_code = ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence));
        let is_comment = in_comment || text.starts_with("<!--");
        if is_comment && !in_comment && line.text.contains("-->") {
            continue;
        }
        if fence || at_head && tried < MOST_BLOCKS && (opens_code.is_none() || !read) {
            tried += 1;
            let opened = fence || opens_code.is_some() || is_comment;
            let next_is_fence = lines.get(number + 1).is_some_and(|next| is_fence(next.text));
            let skipped = usize::from(opened) + usize::from(opens_code.is_some() && next_is_fence);
            let block = block(&lines, number + skipped);
            if is_overlooked(&block, fence || opens_code.is_some(), at_head, read) {
                let what = Where { fence, in_code: opens_code.is_some() && at_head, at_head, read };
                return Some(finding(source, &lines, number, &block, what));
            }
            if at_head && !read && json_keys(&lines, number) {
                let message = "front matter in JSON is not read";
                return Some(
                    error(message, &block)
                        .with_span(line.span())
                        .help("write it in YAML, between two lines `---`"),
                );
            }
        }
        if is_comment {
            in_comment = !line.text.contains("-->");
            continue;
        }
        code = opens_code;
        at_head &= fence;
    }
    if read { None } else { metadata_in_text::find(&lines) }
}

/// The finding about front matter between two fences that does not end where it should: text follows its last key.
/// `first` is the byte after the opening fence's line, `end` that of the closing fence.
pub(super) fn unclosed(source: &Source, first: usize, end: usize) -> Option<Diagnostic> {
    let lines: Vec<SourceLine<'_>> = lines(source.text.get(first..end)?, first).collect();
    let block = block(&lines, 0);
    let rest = lines.get(block.last + 1..)?;
    let text = rest.iter().find(|line| !line.is_blank())?;
    let is_near_fence = is_fence(text.text);
    let is_text = key_of(text.text).is_none() && !is_neutral(text.text) || is_markdown_heading(text.text);
    if block.known == 0 || block.prose > 0 || !(is_text || is_near_fence) {
        return None;
    }
    let last = lines.get(block.last)?;
    let fence = source.line_span(source.line(first.saturating_sub(1)));
    let message = error("this front matter is never closed", &block).with_span(fence);
    Some(close_after(source, message, *last, is_near_fence.then_some(*text), source.slice(fence)))
}

/// True where only comments and blank lines follow the last key, and one of them reads like a heading of the text.
pub(super) fn swallows_headings(text: &str) -> bool {
    let (mut blank, mut heading) = (false, false);
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            blank = true;
        } else if trimmed.starts_with('#') {
            heading |= blank && line.starts_with("##") && is_markdown_heading(line);
        } else {
            (blank, heading) = (false, false);
        }
    }
    heading
}

/// True for lines between fences that are no map of keys, but were meant as one.
pub(super) fn looks_like_keys(source: &Source, first: usize, end: usize) -> bool {
    let lines: Vec<SourceLine<'_>> = lines(source.text.get(first..end).unwrap_or_default(), first).collect();
    let block = block(&lines, 0);
    block.known > 0 && (block.prose == 0 || !block.critical.is_empty()) || lines_begin_with_keys(&lines)
}

/// True for lines that each begin with a known key, as items of a list or without a colon.
fn lines_begin_with_keys(lines: &[SourceLine<'_>]) -> bool {
    let mut written = lines.iter().filter(|line| !line.is_blank()).peekable();
    written.peek().is_some()
        && written.all(|line| {
            let text = line.text.trim().trim_start_matches(['-', '*', '+']).trim_start();
            let key = text.split([':', ' ', '=', '\t']).next().unwrap_or_default();
            !key.starts_with(char::is_uppercase) && canonical(key).is_some()
        })
}

/// The known key that a line begins with.
pub(super) fn known_key(line: &str) -> Option<&'static str> {
    let (key, _) = key_of(line)?;
    canonical(key).map(|(key, _)| key)
}

struct Where {
    fence: bool,
    in_code: bool,
    at_head: bool,
    read: bool,
}

fn is_overlooked(block: &Block, fence: bool, at_head: bool, read: bool) -> bool {
    let critical = !block.critical.is_empty();
    match (fence, at_head && !read) {
        (true, true) => critical || block.known > 0 && block.prose == 0,
        (false, true) => critical || block.small >= 2 && block.prose == 0,
        (true, false) => {
            let many = if block.close.is_some() { 2 } else { 3 };
            critical && block.prose_before == 0 || block.prose == 0 && block.small >= many
        }
        (false, false) => critical && block.prose == 0,
    }
}

fn error(message: &str, block: &Block) -> Diagnostic {
    let message = match block.critical.as_slice() {
        [] => format!("{message}: Pressroom would print it as text"),
        keys => format!("{message}: Pressroom would ignore {}", keys.join(" and ")),
    };
    Diagnostic::error(Code::UnreadFrontMatter, message)
}

fn finding(
    source: &Source,
    lines: &[SourceLine<'_>],
    number: usize,
    block: &Block,
    what: Where,
) -> Diagnostic {
    let Some(line) = lines.get(number) else { return error("this front matter is not read", block) };
    let written = core(line.text);
    let good = line.text.trim_end() == "---" || line.text.trim_end() == "+++";
    let is_first = line.start == 0;
    if what.in_code {
        return error("this front matter is in a block of code", block)
            .with_span(line.span())
            .help("begin the file with the line `---`, and remove the code fences around it");
    }
    if !what.fence {
        let finding = error("this looks like front matter without its fences", block).with_span(line.span());
        return finding.help("write a line `---` at the start of the file, and another after the last key");
    }
    let before = source.text.get(..line.start).unwrap_or_default();
    let is_alone = before.chars().all(|c| c.is_whitespace() || is_invisible(c));
    if is_first && good {
        let finding = error("this front matter is never closed", block).with_span(line.span());
        let Some(last) = lines.get(block.last) else { return finding };
        let near = block.close.and_then(|close| lines.get(close)).copied();
        return close_after(source, finding, *last, near, line.text.trim_end());
    }
    if what.read {
        let finding = error("this is a second block of front matter", block).with_span(line.span());
        return finding.help("write its keys into the first one, at the beginning of the file");
    }
    if is_first || is_alone && !good {
        let shown: String = written.chars().take(20).collect();
        let finding = error(&format!("`{shown}` is not a front matter fence"), block).with_span(line.span());
        let finding = finding
            .help("write `---`, alone on the first line of the file and on the line after the last key");
        let closed = block
            .close
            .and_then(|close| lines.get(close))
            .is_some_and(|close| close.text.trim_end() == "---");
        let whole = Span::new(0, line.start + line.text.len());
        return if closed && is_alone { finding.edit(whole, "---") } else { finding };
    }
    let message = match (is_alone, what.at_head) {
        (true, _) => "the front matter begins after a blank line or an invisible character",
        (false, true) => "the front matter begins after a comment",
        (false, false) => "this looks like front matter after other text",
    };
    let finding = error(message, block).with_span(line.span());
    let finding = finding.help("front matter begins on the first line of the file: move its fence there");
    if is_alone { finding.edit(Span::new(0, line.start), "") } else { finding }
}

/// The finding with a help that closes front matter after a line, or where another line was meant to.
fn close_after(
    source: &Source,
    finding: Diagnostic,
    last: SourceLine<'_>,
    near: Option<SourceLine<'_>>,
    fence: &str,
) -> Diagnostic {
    let number = |line: SourceLine<'_>| source.line(line.start);
    if let Some(near) = near.filter(|near| is_fence(near.text)) {
        let shown: String = near.text.trim().chars().take(20).collect();
        let help = format!("line {} is `{shown}`: write `{fence}` there", number(near));
        return finding.help(help).edit(Span::new(near.start, near.start + near.text.len()), fence);
    }
    let end = last.start + last.text.len();
    let text = match source.text.get(end..).is_some_and(|rest| rest.starts_with('\n')) {
        true => format!("\n{fence}"),
        false => format!("\n{fence}\n"),
    };
    let help = format!("write a line `{fence}` after line {}", number(last));
    finding.help(help).edit(Span::new(end, end), text)
}

/// The lines of a source from the one on that begins at a byte.
fn lines_from(source: &Source, from: usize) -> Vec<SourceLine<'_>> {
    let starts =
        (source.line(from)..).map(|number| (source.line_start(number), source.line_start(number + 1)));
    let lines = starts.take_while(|(start, _)| *start < source.text.len()).map(|(start, end)| {
        let line = source.text.get(start..end).unwrap_or_default();
        SourceLine { start, text: line.strip_suffix('\n').unwrap_or(line) }
    });
    lines.collect()
}

fn lines(text: &str, from: usize) -> impl Iterator<Item = SourceLine<'_>> {
    let mut start = from;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        SourceLine { start: here, text: line.strip_suffix('\n').unwrap_or(line) }
    })
}

/// What the lines from number `first` on are made of, to the next blank line or fence.
fn block(lines: &[SourceLine<'_>], first: usize) -> Block {
    let mut block = Block { last: first, ..Block::default() };
    let mut begun = false;
    for (number, line) in lines.iter().enumerate().skip(first).take(MOST_LINES) {
        if line.is_blank() {
            // Blank lines between keys say nothing.
            let next = lines.iter().skip(number).find(|line| !line.is_blank());
            if begun && next.is_none_or(|next| known_key(next.text).is_none()) {
                break;
            }
            continue;
        }
        if is_fence(line.text) {
            block.close = begun.then_some(number);
            break;
        }
        begun = true;
        match key_of(line.text) {
            Some((key, value)) => {
                let known = canonical(key);
                block.known += usize::from(known.is_some());
                block.small += usize::from(known.is_some() && key.starts_with(char::is_lowercase));
                if is_critical(key, known.map(|(known, _)| known), value) {
                    block.critical.push(format!("`{key}`"));
                    block.prose_before = block.prose;
                }
            }
            None if is_neutral(line.text) => {}
            None => block.prose += 1,
        }
        block.last = number;
    }
    block
}

/// True for a line that is a fence, or was meant as one.
fn is_fence(line: &str) -> bool {
    // Most lines begin with a word, or with another sign.
    if line.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | '|' | '!' | '[' | '<' | '`'))
    {
        return false;
    }
    let line = core(line);
    let is_mark = |c: char| {
        matches!(
            c,
            '-' | '+' | '=' | '*' | '_' | '~' | ';' | '.' | '·' | '\u{2010}'..='\u{2015}' | '−' | '─' | '━'
        )
    };
    let marks = line.chars().take_while(|c| is_mark(*c) || c.is_whitespace()).filter(|c| is_mark(*c)).count();
    let rest = line.trim_start_matches(|c| is_mark(c) || c.is_whitespace());
    let is_long = line.starts_with(['\u{2014}', '\u{2015}', '─', '━']);
    // `---yaml` is a fence of other programs.
    let is_named = marks >= 3 && rest.len() <= 6 && rest.chars().all(|c| c.is_ascii_alphanumeric());
    (marks >= 2 || is_long) && line.chars().count() <= 80 && (rest.is_empty() || is_named)
}

/// A line's key and value, if it has the form of both.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let line = core(line).trim_start_matches(['"', '\'', '“', '”']);
    let end =
        line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).filter(|end| *end <= 60)?;
    let (key, rest) = line.split_at_checked(end)?;
    let rest = rest.trim_start_matches(['"', '\'', '“', '”', ' ', '\t']);
    let value = rest.strip_prefix([':', '：', '='])?;
    (!key.is_empty() && !value.starts_with("//")).then(|| (key, value.trim()))
}

/// True for a line that says nothing of its own: an item, a comment, a bracket, the rest of a value.
fn is_neutral(line: &str) -> bool {
    let trimmed = core(line);
    line.starts_with([' ', '\t'])
        || trimmed.starts_with("- ")
        || trimmed.starts_with('#') && !is_markdown_heading(line)
        || trimmed.starts_with("<!--")
        || trimmed.starts_with("-->")
        || trimmed.chars().all(|c| matches!(c, '{' | '}' | '[' | ']' | ','))
        || trimmed.starts_with('[') && trimmed.ends_with(']')
}

fn is_markdown_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with(' ')
}

/// True where an object of JSON with known keys begins on a line.
fn json_keys(lines: &[SourceLine<'_>], number: usize) -> bool {
    let first = lines.get(number).map_or("", |line| core(line.text));
    if !first.starts_with('{')
        || first.starts_with("{{")
        || first.starts_with("{%")
        || first.starts_with("{#")
    {
        return false;
    }
    lines.iter().skip(number).take(MOST_LINES).any(|line| {
        let parts: Vec<&str> = line.text.split('"').take(64).collect();
        parts.windows(2).any(|pair| match pair {
            [key, after] => after.trim_start().starts_with(':') && canonical(key).is_some(),
            _ => false,
        })
    })
}
