//! Lines that were meant as headings, and lines of other systems.

use super::{
    Leaf,
    leaf::{LeafLine, not_markup},
    lists::{is_bullet, is_odd_space},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};

/// Whether the beginning of a line deserves a closer look.
pub(super) fn is_suspect_start(text: &str) -> bool {
    let mut characters = text.chars();
    let (first, second) = (characters.next().unwrap_or(' '), characters.next().unwrap_or(' '));
    match first {
        '#' | '＃' | '-' | '+' | '.' | '(' | '!' | '?' | '>' => true,
        'o' | '§' | 'Ø' => second == '\t',
        'h' | 'b' => second.is_ascii_digit() || second == 'q',
        '0'..='9' | 'i' | 'v' | 'a' => {
            text.bytes().take(12).any(|byte| matches!(byte, b'.' | b')' | b':' | 0xC2))
        }
        other => is_bullet(other),
    }
}

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    let count = leaf.lines().count();
    for line in leaf.lines() {
        let finding = heading(leaf, &line, count == 1).or_else(|| foreign(leaf, &line));
        found.extend(finding);
    }
}

/// `##Question`, also with a space that is none, or with full-width signs.
fn heading(leaf: &Leaf<'_>, line: &LeafLine<'_>, alone: bool) -> Option<Diagnostic> {
    let wide = line.text.starts_with('＃');
    let sign = if wide { '＃' } else { '#' };
    let rest = line.text.trim_start_matches(sign);
    let count = (line.text.len() - rest.len()) / sign.len_utf8();
    if count == 0 || count > 6 {
        return None;
    }
    let words = rest.trim_start_matches(is_odd_space);
    let odd_space = words.len() < rest.len();
    let signs = line.start..line.start + line.text.len() - words.len();
    let place = leaf.span(line.start..line.end());
    if words.is_empty() && leaf.raw(line.start..line.end()).len() == line.text.len() - rest.len() {
        return None;
    }
    let typed = |message: &str, help: &str| {
        let edit = format!("{} ", "#".repeat(count));
        Some(not_markup(message).with_span(place).help(help).edit(leaf.span(signs.clone()), edit))
    };
    if wide {
        let is_heading = count > 1 || odd_space || words.starts_with(' ');
        let signs_end = line.start + line.text.len() - words.trim_start().len();
        let message = "this heading is printed as typed: its number signs are full-width characters";
        let edit = format!("{} ", "#".repeat(count));
        let finding = not_markup(message).with_span(place).help("write ordinary number signs and a space");
        return is_heading.then(|| finding.edit(leaf.span(line.start..signs_end), edit));
    }
    if odd_space {
        let message =
            "this heading is printed as typed: the space after the number signs is another character";
        return typed(message, "put an ordinary space there");
    }
    let first = words.chars().next()?;
    // Emphasis and links are markup already.
    let begins_words =
        first.is_alphabetic() || matches!(first, '“' | '"' | '«' | '„' | '¿' | '¡' | '\0' | '\u{1}');
    if count > 1 {
        let lettered = first.is_ascii_digit() && words.contains(char::is_alphabetic);
        return (begins_words || lettered).then(|| {
            let message = "this heading is printed as typed: there is no space after the number signs";
            typed(message, "put a space there")
        })?;
    }
    let is_question = alone && first.is_uppercase() && words.ends_with('?') && words.contains(' ');
    is_question.then(|| {
        let message =
            "this looks like a heading, but is printed as typed: there is no space after the number sign";
        not_markup(message).with_span(place).help(format!("if it is a question, write ## {words}"))
    })
}

/// Lines that other systems read as headings, notes, directives or page breaks.
fn foreign(leaf: &Leaf<'_>, line: &LeafLine<'_>) -> Option<Diagnostic> {
    let text = line.text;
    let (what, help) = match text.chars().next()? {
        '=' => {
            let words = text.trim_matches('=').trim();
            let marks = text.len() - text.trim_start_matches('=').len();
            let closed = text.ends_with('=') || marks <= 6;
            if !(2..=6).contains(&marks)
                || !closed
                || words.is_empty()
                || !text.get(marks..).is_some_and(|rest| rest.starts_with(' '))
            {
                return None;
            }
            ("a heading of another system", format!("write it as {} {words}", "#".repeat(marks)))
        }
        'h' | 'b' => {
            let digit =
                text.strip_prefix('h').and_then(|rest| rest.strip_prefix(['1', '2', '3', '4', '5', '6']));
            let rest = digit.or_else(|| text.strip_prefix("bq"))?.strip_prefix(". ")?;
            let mark = if digit.is_some() { "##" } else { ">" };
            ("Textile", format!("write it as {mark} {rest}"))
        }
        '.' => {
            let name = text.strip_prefix(".. ")?.split_once("::")?.0;
            is_name(name).then_some(())?;
            ("a directive of reStructuredText", "write it in Markdown, or remove it".to_owned())
        }
        '+' => {
            let is_rule = text.len() > 4
                && text.matches('+').count() > 1
                && text.contains(['-', '='])
                && text.chars().all(|c| matches!(c, '+' | '-' | '=' | ':' | ' '));
            (is_rule && line.outer == 0).then_some(())?;
            let help = "write | between the cells, and one line |---|---| below the head";
            ("a grid table", help.to_owned())
        }
        '!' | '?' => {
            let rest = text.strip_prefix("!!! ").or_else(|| text.strip_prefix("??? "))?;
            rest.starts_with(|c: char| c.is_ascii_lowercase()).then_some(())?;
            (
                "a note of another system",
                "write > [!NOTE] above the text, and > before each of its lines".to_owned(),
            )
        }
        '\\' => {
            let name = text.strip_prefix('\\')?;
            let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
            let known =
                ["newpage", "pagebreak", "clearpage", "begin", "end", "section", "subsection", "noindent"];
            known.contains(&name.get(..end)?).then_some(())?;
            ("a command of LaTeX", "remove it, or write it in Markdown".to_owned())
        }
        'i' | 'v' | 'a' => {
            let (name, rest) = text.split_once("::")?;
            (["image", "include", "video", "audio"].contains(&name) && rest.contains('[')).then_some(())?;
            ("a macro of AsciiDoc", "write ![what it shows](path) for a picture".to_owned())
        }
        _ => return None,
    };
    let message = format!("this is {what}; Pressroom prints it as typed");
    let finding =
        Diagnostic::warning(Code::ForeignMarkup, message).with_span(leaf.span(line.start..line.end()));
    Some(finding.help(help))
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
}
