//! `{#id key=value flag}` at the end of a heading or behind a picture.

use pressroom_diagnostics::{Code, Diagnostic, Source, Span};
use pressroom_document::Inline;
use pressroom_images::inspect::SIDES;

/// Attributes as written; the last id wins.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Attributes {
    pub(crate) id: Option<String>,
    /// Keys with their values; a flag has none. A class is a flag with its dot.
    pub(crate) pairs: Vec<(String, Option<String>)>,
    /// Where the braces are.
    pub(crate) span: Span,
    /// The attributes in the documented form, if a value's quotes had another.
    pub(crate) corrected: Option<String>,
}

impl Attributes {
    /// The finding about values that are not in straight quotes.
    pub(crate) fn quotes(&self) -> Option<Diagnostic> {
        let corrected = self.corrected.as_ref()?;
        let message = "a value with spaces needs straight double quotes; Pressroom read it as if it had them";
        let finding = Diagnostic::warning(Code::AttributeQuotes, message).with_span(self.span);
        Some(finding.help("write it in straight quotes").edit(self.span, corrected))
    }
}

/// Takes the attributes off the end of a heading's content. Headings whose end only looks like attributes stay as
/// they are.
pub(crate) fn split_attributes(
    source: &Source,
    heading: Span,
    content: &mut Vec<Inline>,
) -> Option<Attributes> {
    let (line, line_start) = last_line(source.slice(heading));
    let line = line.trim_end();
    let unclosed = line.trim_end_matches('#');
    let line = if unclosed.len() < line.len() && unclosed.ends_with([' ', '\t']) {
        unclosed.trim_end()
    } else {
        line
    };
    let open = opening(line)?;
    // `\{#id}` is text.
    let before = line.get(..open)?;
    if (before.len() - before.trim_end_matches('\\').len()) % 2 == 1 {
        return None;
    }
    let mut attributes = parse(line.get(open + 1..line.len() - 1)?)?;
    let line_start = heading.start as usize + line_start;
    attributes.span = Span::new(line_start + open, line_start + line.len());
    cut(content, attributes.span.start)?;
    Some(attributes)
}

/// The last line of a heading's text, and where it begins: a heading may be a paragraph with a line of `---` under it.
fn last_line(heading: &str) -> (&str, usize) {
    let is_underline = |line: &str| {
        let marks = line.trim_start_matches(['>', ' ', '\t']).trim_end();
        !marks.is_empty() && (marks.chars().all(|c| c == '-') || marks.chars().all(|c| c == '='))
    };
    let text =
        heading.rsplit_once('\n').filter(|(_, last)| is_underline(last)).map_or(heading, |(text, _)| text);
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    (text.get(start..).unwrap_or_default(), start)
}

/// Index of the brace that the final `}` of `line` closes.
fn opening(line: &str) -> Option<usize> {
    let body = line.strip_suffix('}')?;
    let mut quoted = false;
    for (index, character) in body.char_indices().rev() {
        match character {
            '"' => quoted = !quoted,
            '{' if !quoted => return Some(index),
            '}' if !quoted => return None,
            _ => {}
        }
    }
    None
}

/// Reads what stands between the braces. `None` for braces that are text, such as `{n}` and `{such words}`.
pub(crate) fn parse(body: &str) -> Option<Attributes> {
    let mut attributes = Attributes::default();
    let mut documented = true;
    // Whether the last value has no quotes, so that another word may belong to it.
    let mut bare = false;
    let mut rest = body.trim_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('#') {
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            let (id, tail) = after.split_at_checked(end)?;
            if id.is_empty() || id.contains(['{', '}', '"', '<', '>', '&']) {
                return None;
            }
            attributes.id = Some(id.to_owned());
            rest = tail.trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (key, tail) = rest.split_at_checked(end)?;
        let key = key.trim_end_matches([',', ';']);
        let valid = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        let is_word = !key.is_empty() && key.chars().all(valid);
        match tail.strip_prefix('=') {
            None => {
                match attributes.pairs.last_mut() {
                    // The second word of a value without quotes.
                    Some((_, Some(value))) if bare && is_word && !key.starts_with('.') && key != "teaser" => {
                        value.push(' ');
                        value.push_str(key);
                        documented = false;
                    }
                    _ if is_word => attributes.pairs.push((key.to_owned(), None)),
                    _ => return None,
                }
                rest = tail.trim_start();
            }
            Some(_) if !is_word => return None,
            Some(tail) => {
                let (value, after, form) = value(tail)?;
                documented &= form != QuoteForm::Other;
                bare = form == QuoteForm::None || (form == QuoteForm::Other && !tail.starts_with(is_quote));
                attributes.pairs.push((key.to_owned(), Some(value)));
                rest = after.trim_start_matches([',', ';']).trim_start();
            }
        }
    }
    if !is_meant(&attributes) {
        return None;
    }
    attributes.corrected = (!documented).then(|| documented_form(&attributes)).flatten();
    Some(attributes)
}

/// How a value is marked off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuoteForm {
    None,
    Straight,
    /// In a form that is not the documented one.
    Other,
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '„' | '”' | '‘' | '‚' | '’' | '«' | '»')
}

/// A value, what follows it, and the form of its quotes.
fn value(tail: &str) -> Option<(String, &str, QuoteForm)> {
    let first = tail.chars().next().unwrap_or(' ');
    let closing: &[char] = match first {
        '"' => &['"'],
        '\'' => &['\''],
        '“' | '„' | '”' => &['”', '“', '"'],
        '‘' | '‚' | '’' => &['’', '‘'],
        '«' => &['»'],
        '»' => &['«'],
        _ => {
            let end = tail.find(char::is_whitespace).unwrap_or(tail.len());
            let (value, after) = tail.split_at_checked(end)?;
            let bare = value.trim_end_matches([',', ';']);
            let form = if bare.len() == value.len() { QuoteForm::None } else { QuoteForm::Other };
            return (!bare.contains(is_quote)).then(|| (bare.to_owned(), after, form));
        }
    };
    let quoted = tail.get(first.len_utf8()..)?;
    // An apostrophe within a value in single quotes is followed by a letter.
    let mut value = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = quoted.get(at + character.len_utf8()..)?;
        if character == '\\' && after.starts_with(['"', '\\']) {
            value.extend(characters.next().map(|(_, escaped)| escaped));
        } else if closing.contains(&character) && (first == '"' || !after.starts_with(char::is_alphanumeric))
        {
            return Some((value, after, if first == '"' { QuoteForm::Straight } else { QuoteForm::Other }));
        } else {
            value.push(character);
        }
    }
    None
}

/// `{n}` and `{such words}` are text; a flag that we know, a class and pandoc's `{-}` are not.
fn is_meant(attributes: &Attributes) -> bool {
    let class = |key: &str| {
        key.strip_prefix('.').is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '-'))
    };
    let meant = |(key, value): &(String, Option<String>)| {
        value.is_some() || key == "teaser" || key == "-" || class(key)
    };
    attributes.id.is_some() || attributes.pairs.iter().any(meant)
}

/// The attributes with their braces and straight quotes; `None` where a value holds such a quote.
fn documented_form(attributes: &Attributes) -> Option<String> {
    let mut words = Vec::new();
    words.extend(attributes.id.as_ref().map(|id| format!("#{id}")));
    for (key, value) in &attributes.pairs {
        words.push(match value {
            None => key.clone(),
            Some(value) if value.contains(['"', '\\']) => return None,
            Some(value) if is_plain(value) => format!("{key}={value}"),
            Some(value) => format!("{key}=\"{value}\""),
        });
    }
    Some(format!("{{{}}}", words.join(" ")))
}

/// A number, a day or a truth value, which need no quotes.
fn is_plain(value: &str) -> bool {
    let number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    number || ["yes", "no", "true", "false"].contains(&value)
}

/// Removes from inlines what stands at or after byte `start` of the source. Fails, changing nothing, where the place
/// falls within anything but text.
fn cut(content: &mut Vec<Inline>, start: u32) -> Option<()> {
    let before = |inline: &Inline| inline.span().is_some_and(|span| span.start < start);
    let keep = content.iter().rposition(before).map_or(0, |last| last + 1);
    let straddles =
        keep.checked_sub(1).and_then(|last| content.get(last)).and_then(Inline::span)?.end > start;
    if straddles {
        let Some(Inline::Text { value, span }) = content.get_mut(keep - 1) else { return None };
        let brace = value.rfind('{')?;
        value.truncate(brace);
        span.end = start;
    }
    content.truncate(keep);
    while let Some(Inline::Text { value, .. }) = content.last_mut() {
        value.truncate(value.trim_end().len());
        if !value.is_empty() {
            break;
        }
        content.pop();
    }
    Some(())
}

/// Whole CSS pixels, with or without `px`.
pub(crate) fn pixels(value: &str) -> Option<u32> {
    let value = value.trim();
    value.strip_suffix("px").unwrap_or(value).parse().ok().filter(|pixels| SIDES.contains(pixels))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_documented_form() {
        let attributes = parse("#article-5 updated=2025-12-18 reason=\"quote added\" teaser").unwrap();
        assert_eq!(attributes.id.as_deref(), Some("article-5"));
        let pairs: Vec<_> =
            attributes.pairs.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
        assert_eq!(
            pairs,
            [("updated", Some("2025-12-18")), ("reason", Some("quote added")), ("teaser", None)]
        );
        assert_eq!(attributes.corrected, None);
        assert_eq!(parse("#стаття-5").unwrap().id.as_deref(), Some("стаття-5"));
        for not in ["", "n", "such words", "a + b", "#", "\"x\"", "n!", "5 = 3 + 2", ".5", "…", "a, b, c"] {
            assert!(parse(not).is_none(), "{not}");
        }
    }

    #[test]
    fn quotes_within_a_value_are_escaped() {
        let attributes = parse("reason=\"A \\\"quoted\\\" \\\\ reason\" teaser").unwrap();
        assert_eq!(attributes.pairs[0].1.as_deref(), Some("A \"quoted\" \\ reason"));
        assert_eq!(attributes.corrected, None);
        assert_eq!(parse("reason=\"A \"quoted\" reason\""), None);
    }

    #[test]
    fn other_quotes_are_read_and_corrected() {
        for (written, value, corrected) in [
            ("reason=“quote added”", "quote added", "{reason=\"quote added\"}"),
            ("reason=„Zitat neu“", "Zitat neu", "{reason=\"Zitat neu\"}"),
            ("reason=«ajout»", "ajout", "{reason=\"ajout\"}"),
            ("key='v a'", "v a", "{key=\"v a\"}"),
            ("credit='Nora's own'", "Nora's own", "{credit=\"Nora's own\"}"),
            ("credit=Nora Feld", "Nora Feld", "{credit=\"Nora Feld\"}"),
            ("teaser=yes, updated=\"2025-02-01\"", "yes", "{teaser=yes updated=2025-02-01}"),
        ] {
            let attributes = parse(written).unwrap();
            assert_eq!(attributes.pairs[0].1.as_deref(), Some(value), "{written}");
            assert_eq!(attributes.corrected.as_deref(), Some(corrected), "{written}");
        }
    }

    #[test]
    fn classes_are_attributes_and_never_words() {
        let attributes = parse("#ten .wide key='v a'").unwrap();
        assert_eq!(attributes.id.as_deref(), Some("ten"));
        assert_eq!(attributes.pairs[0], (".wide".to_owned(), None));
        for only in [".unlisted", "-", ".unnumbered .unlisted"] {
            assert!(parse(only).is_some(), "{only}");
        }
    }
}
