//! The words of raw HTML: which of them the reader gave on, and which are lost in tags and comments.

use std::ops::Range;

use super::{
    MAX_FINDINGS, Words, quoted,
    unread::{ends_code, markdown_in, opens_code, unread},
    words::{count, each_word, has_content},
};
use pressroom_diagnostics::{Code, Diagnostic, Span, counted};

/// Attributes whose values are words for people.
const WORDS: &[&str] = &["alt", "title", "label", "placeholder", "summary"];

/// Elements whose content is no text.
const RAW: &[&str] = &["script", "style"];

/// What raw HTML left out, over a whole body.
#[derive(Debug, Default)]
pub(crate) struct Account {
    comments: usize,
    words: usize,
    first: Option<Span>,
}

/// A part of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
enum HtmlToken {
    Text,
    /// A comment, declaration or processing instruction. `None`: it never ends.
    Comment(Option<Range<usize>>),
    /// A tag with its attributes.
    Tag {
        closed: bool,
        attributes: Vec<Attribute>,
    },
    /// What stands within a script or style.
    Raw {
        closed: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
}

impl Account {
    /// Takes a piece of raw HTML into account. `heard`: the words that the reader gave on from it. `place` gives the
    /// place in the source for a range of `literal`.
    pub(crate) fn html(
        &mut self,
        literal: &str,
        heard: &mut Words,
        place: &dyn Fn(Range<usize>) -> Span,
        found: &mut Vec<Diagnostic>,
    ) {
        let most = found.len() + MAX_FINDINGS;
        let (mut code, mut told) = (0usize, false);
        for (range, piece) in pieces(literal) {
            if found.len() > most {
                break;
            }
            let text = literal.get(range.clone()).unwrap_or_default();
            if matches!(piece, HtmlToken::Tag { .. }) {
                code = if opens_code(text) {
                    code + 1
                } else {
                    code.saturating_sub(usize::from(ends_code(text)))
                };
            } else if matches!(piece, HtmlToken::Text)
                && code == 0
                && !told
                && let Some(part) = markdown_in(text)
            {
                told = true;
                found.push(unread(text, &part, place(range.start + part.start..range.start + part.end)));
            }
            match piece {
                HtmlToken::Text => self.text(
                    text,
                    heard,
                    |part| place(range.start + part.start..range.start + part.end),
                    found,
                ),
                HtmlToken::Comment(Some(inner)) => {
                    self.comment(literal.get(inner).unwrap_or_default(), place(range));
                }
                HtmlToken::Comment(None) => found.push(unclosed_comment(text, place(start_of(&range)))),
                HtmlToken::Tag { closed: false, .. } => {
                    found.push(unclosed_tag(text, place(start_of(&range))))
                }
                HtmlToken::Tag { closed: true, attributes } => {
                    tag(literal, &range, &attributes, heard, place, found);
                }
                HtmlToken::Raw { closed: false } => {
                    // A script within other HTML ends at a blank line, and what follows is text.
                    let within = literal
                        .trim_start()
                        .get(1..7)
                        .is_none_or(|name| !RAW.iter().any(|raw| name.to_ascii_lowercase().starts_with(raw)));
                    found.push(unclosed_raw(text, within, place(start_of(&range))));
                }
                HtmlToken::Raw { closed: true } => {}
            }
        }
    }

    /// A comment with these words.
    pub(crate) fn comment(&mut self, words: &str, span: Span) {
        if has_content(words) {
            self.comments += 1;
            self.words += count(words);
            self.first.get_or_insert(span);
        }
    }

    fn text(
        &self,
        text: &str,
        heard: &mut Words,
        place: impl Fn(Range<usize>) -> Span,
        found: &mut Vec<Diagnostic>,
    ) {
        if !has_content(text) {
            return;
        }
        let mut lost: Option<Range<usize>> = None;
        each_word(text, true, |range, word| {
            if !heard.remove(word) {
                lost = Some(lost.as_ref().map_or(range.start, |lost| lost.start)..range.end);
            }
        });
        if let Some(lost) = lost {
            let words = text.get(lost.clone()).unwrap_or_default();
            found.push(super::lost(words, place(lost)));
        }
    }

    /// The finding about all comments.
    pub(crate) fn finish(self) -> Option<Diagnostic> {
        let span = self.first?;
        let words = counted(self.words, "word");
        let message = match self.comments {
            1 => format!("this comment is shown nowhere ({words})"),
            more => format!("this comment and {} more are shown nowhere ({words})", more - 1),
        };
        Some(Diagnostic::warning(Code::DroppedHtml, message).with_span(span))
    }
}

/// The first line of what is lost is where it began; 40 bytes are enough to show it.
fn start_of(range: &Range<usize>) -> Range<usize> {
    range.start..range.end.min(range.start + 40)
}

fn lines_lost(text: &str) -> String {
    match text.lines().filter(|line| !line.trim().is_empty()).count() {
        0 | 1 => "the rest of its line is lost".to_owned(),
        lines => format!("{lines} lines are lost"),
    }
}

fn unclosed_comment(text: &str, span: Span) -> Diagnostic {
    let (what, end) = if text.starts_with("<!--") {
        ("this comment", "-->")
    } else if text.starts_with("<![CDATA[") {
        ("this CDATA section", "]]>")
    } else if text.starts_with("<?") {
        ("this processing instruction", "?>")
    } else {
        ("this declaration", ">")
    };
    let message = format!("{what} is never closed; {}", lines_lost(text));
    Diagnostic::error(Code::UnclosedHtml, message)
        .with_span(span)
        .help(format!("end it with {end}, or write \\< for a < that is text"))
}

fn unclosed_tag(text: &str, span: Span) -> Diagnostic {
    let message = format!("this tag is never closed: its > is missing; {}", lines_lost(text));
    Diagnostic::error(Code::UnclosedHtml, message)
        .with_span(span)
        .help("end it with >, or write \\< for a < that is text")
}

fn unclosed_raw(text: &str, within: bool, span: Span) -> Diagnostic {
    let finding = if within {
        let message = "a blank line ends this script or style too early; Pressroom reads the rest as text";
        Diagnostic::warning(Code::UnclosedHtml, message)
    } else {
        Diagnostic::error(
            Code::UnclosedHtml,
            format!("this script or style is never closed; {}", lines_lost(text)),
        )
    };
    finding.with_span(span).help("end it with </script> or </style>, without blank lines in it")
}

/// What is wrong with the attributes of a tag, and the words in them that no edition shows.
fn tag(
    literal: &str,
    range: &Range<usize>,
    attributes: &[Attribute],
    heard: &mut Words,
    place: &dyn Fn(Range<usize>) -> Span,
    found: &mut Vec<Diagnostic>,
) {
    let text = |range: &Range<usize>| literal.get(range.clone()).unwrap_or_default();
    let broken = attributes.iter().any(|one| text(&one.name).contains(['"', '\'', '<']));
    let swallowed = attributes.iter().any(|one| text(&one.value).contains(['<', '>']));
    if broken {
        let message = format!("the quotes or brackets of this tag don't match: “{}”", quoted(text(range)));
        let finding = if swallowed {
            Diagnostic::error(Code::UnclosedHtml, format!("{message}; text in it is lost"))
        } else {
            Diagnostic::warning(Code::UnclosedHtml, message)
        };
        found.push(
            finding.with_span(place(range.clone())).help("close each quote, and the tag itself with >"),
        );
        return;
    }
    for attribute in attributes {
        let (name, value) = (text(&attribute.name).to_ascii_lowercase(), text(&attribute.value));
        if !WORDS.contains(&name.as_str()) || !has_content(value) {
            continue;
        }
        let mut lost = false;
        each_word(value, true, |_, word| lost |= !heard.remove(word));
        if lost {
            let message = format!("no edition shows the attribute {name} of this tag: “{}”", quoted(value));
            let finding = Diagnostic::warning(Code::UnknownAttribute, message)
                .with_span(place(attribute.value.clone()));
            found.push(finding.help("write it as text if readers need it"));
        }
    }
}

/// Divides raw HTML as a browser does.
fn pieces(literal: &str) -> Vec<(Range<usize>, HtmlToken)> {
    let mut all = Vec::new();
    let (mut at, mut text) = (0, 0);
    while let Some(next) = literal.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + next;
        let Some((end, piece)) = piece(literal, start) else {
            at = start + 1;
            continue;
        };
        if text < start {
            all.push((text..start, HtmlToken::Text));
        }
        let raw = raw_element(literal, start, &piece);
        all.push((start..end, piece));
        (at, text) = (end, end);
        // A tag within a line stands alone.
        if let Some(name) = raw.filter(|_| end < literal.len()) {
            let (stop, closed) = raw_end(literal, end, name);
            if stop > end || !closed {
                all.push((end..stop, HtmlToken::Raw { closed }));
            }
            (at, text) = (stop, stop);
        }
    }
    if text < literal.len() {
        all.push((text..literal.len(), HtmlToken::Text));
    }
    all
}

/// What begins with the `<` at `start`, and where it ends. `None`: the sign is text.
fn piece(literal: &str, start: usize) -> Option<(usize, HtmlToken)> {
    let rest = literal.get(start..)?;
    let until = |from: usize, needle: &str, kept: usize| {
        let end = rest.get(from..).and_then(|inner| inner.find(needle)).map(|end| from + end);
        let inner = end.map(|end| start + kept..start + end.max(kept));
        (end.map_or(literal.len(), |end| start + end + needle.len()), HtmlToken::Comment(inner))
    };
    let second = rest.as_bytes().get(1).copied()?;
    if rest.starts_with("<!--") {
        if let Some(short) = ["<!-->", "<!--->"].iter().find(|short| rest.starts_with(**short)) {
            return Some((start + short.len(), HtmlToken::Comment(Some(start..start))));
        }
        return Some(until(4, "-->", 4));
    }
    match second {
        b'!' if rest.starts_with("<![CDATA[") => Some(until(9, "]]>", 9)),
        b'!' => Some(until(2, ">", 2)).map(|(end, piece)| (end, without_words(literal, piece, start))),
        b'?' => Some(until(2, "?>", 2)).map(|(end, piece)| (end, without_words(literal, piece, start))),
        b'/' if rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => {
            Some(read_tag(literal, start + 2))
        }
        b'/' if rest.len() > 2 => Some(until(2, ">", 2)),
        byte if byte.is_ascii_alphabetic() => Some(read_tag(literal, start + 1)),
        _ => None,
    }
}

/// A declaration of HTML or XML says nothing to people; what only looks like one does.
fn without_words(literal: &str, piece: HtmlToken, at: usize) -> HtmlToken {
    let HtmlToken::Comment(Some(inner)) = &piece else { return piece };
    let words = literal.get(inner.clone()).unwrap_or_default();
    let is_declaration =
        |name: &&str| words.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let known = ["doctype", "xml", "php"].iter().any(is_declaration);
    if known && !words.contains(['<', '\n']) { HtmlToken::Comment(Some(at..at)) } else { piece }
}

/// Reads a tag whose name begins at `name`.
fn read_tag(literal: &str, name: usize) -> (usize, HtmlToken) {
    let bytes = literal.as_bytes();
    let find = |from: usize, wanted: &dyn Fn(u8) -> bool| {
        bytes.iter().skip(from).position(|byte| wanted(*byte)).map_or(bytes.len(), |at| from + at)
    };
    let space = |byte: u8| byte.is_ascii_whitespace();
    let mut at = find(name, &|byte| space(byte) || matches!(byte, b'>' | b'/'));
    let mut attributes = Vec::new();
    loop {
        at = find(at, &|byte| !(space(byte) || byte == b'/'));
        match bytes.get(at) {
            None => return (literal.len(), HtmlToken::Tag { closed: false, attributes }),
            Some(b'>') => return (at + 1, HtmlToken::Tag { closed: true, attributes }),
            Some(_) => {}
        }
        let end = find(at + 1, &|byte| space(byte) || matches!(byte, b'>' | b'/' | b'='));
        let name = at..end;
        at = find(end, &|byte| !space(byte));
        let mut value = end..end;
        if bytes.get(at) == Some(&b'=') {
            let from = find(at + 1, &|byte| !space(byte));
            match bytes.get(from).copied() {
                Some(quote @ (b'"' | b'\'')) => {
                    value = from + 1..find(from + 1, &|byte| byte == quote);
                    at = (value.end + 1).min(literal.len());
                }
                _ => {
                    value = from..find(from, &|byte| space(byte) || byte == b'>');
                    at = value.end;
                }
            }
        }
        if attributes.len() < 1_000 {
            attributes.push(Attribute { name, value });
        }
    }
}

/// The element that a tag opens, if its content is no text.
fn raw_element(literal: &str, start: usize, piece: &HtmlToken) -> Option<&'static str> {
    let HtmlToken::Tag { closed: true, .. } = piece else { return None };
    let rest = literal.get(start + 1..)?;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    RAW.iter().copied().find(|raw| name.eq_ignore_ascii_case(raw))
}

/// Where the content of a script or style ends, and whether anything ends it.
fn raw_end(literal: &str, from: usize, name: &str) -> (usize, bool) {
    let rest = literal.get(from..).unwrap_or_default();
    let close = rest
        .match_indices("</")
        .map(|(at, _)| at)
        .find(|at| rest.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)));
    close.map_or((literal.len(), false), |at| (from + at, true))
}

#[cfg(test)]
mod tests {
    use super::{Account, Words, pieces};
    use pressroom_diagnostics::Span;

    fn kinds(literal: &str) -> Vec<(&str, String)> {
        let kind = |piece| format!("{piece:?}").split([' ', '(']).next().unwrap_or_default().to_owned();
        pieces(literal).into_iter().map(|(range, piece)| (&literal[range], kind(piece))).collect()
    }

    fn found(literal: &str, heard: &str) -> Vec<String> {
        let mut words = Words::default();
        words.add(heard);
        let (mut account, mut found) = (Account::default(), Vec::new());
        account.html(literal, &mut words, &|range| Span::new(range.start, range.end), &mut found);
        found.extend(account.finish());
        found
            .into_iter()
            .map(|finding| {
                format!("{}: {}", if finding.is_error() { "error" } else { "warning" }, finding.message)
            })
            .collect()
    }

    #[test]
    fn html_is_divided_as_browsers_do() {
        assert_eq!(
            kinds("a < b <p title='x > y'>c</p><!-- d --><!--> e<SCRIPT>f</p>g</script >"),
            [
                ("a < b ", "Text"),
                ("<p title='x > y'>", "Tag"),
                ("c", "Text"),
                ("</p>", "Tag"),
                ("<!-- d -->", "Comment"),
                ("<!-->", "Comment"),
                (" e", "Text"),
                ("<SCRIPT>", "Tag"),
                ("f</p>g", "Raw"),
                ("</script >", "Tag"),
            ]
            .map(|(text, kind)| (text, kind.to_owned()))
        );
    }

    #[test]
    fn what_never_ends_is_an_error() {
        for (literal, message) in [
            ("<!-- a\nb\n\nc\n", "error: this comment is never closed; 3 lines are lost"),
            ("<div id=\"x\"\ntext\n", "error: this tag is never closed: its > is missing; 2 lines are lost"),
            (
                "<div id=\"x>\ntext</div>\n",
                "error: this tag is never closed: its > is missing; 2 lines are lost",
            ),
            ("<![CDATA[ a\n", "error: this CDATA section is never closed; the rest of its line is lost"),
            ("<!DOCTYPE html\n", "error: this declaration is never closed; the rest of its line is lost"),
            ("<?php a\nb > c\n", "error: this processing instruction is never closed; 2 lines are lost"),
            ("<style>\na\n", "error: this script or style is never closed; the rest of its line is lost"),
        ] {
            assert_eq!(found(literal, ""), [message], "{literal}");
        }
    }

    #[test]
    fn words_in_markup_are_reported() {
        assert_eq!(found("<p>a b &amp; c</p>", "c b a"), [""; 0]);
        assert_eq!(
            found("<p>a b</p>", "a"),
            ["warning: Pressroom read this text as markup, and no edition shows it: “b”"]
        );
        assert_eq!(
            found("<abbr title=\"A B\">x</abbr>", "x"),
            ["warning: no edition shows the attribute title of this tag: “A B”"]
        );
        assert_eq!(found("<img alt=\"A B\">", "A B"), [""; 0]);
        assert_eq!(
            found("<!-- a b --><!----><!-- c -->", ""),
            ["warning: this comment and 1 more are shown nowhere (3 words)"]
        );
        assert_eq!(
            found("<p class=\"a>Text \"quoted\" more</p>", ""),
            [
                "error: the quotes or brackets of this tag don't match: “<p class=\"a>Text \"quoted\" more</p>”; text in it is lost"
            ]
        );
    }
}
