//! Markup in metadata, which is plain text: every edition would print it as typed.

use std::ops::Range;

use crate::body::{coverage::markdown_in, html::tags};
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// Keys whose values are words for readers.
const WORDS: &[&str] = &[
    "headline",
    "kicker",
    "dek",
    "rights",
    "caption",
    "credit",
    "name",
    "text",
    "subject",
    "preheader",
    "alt",
    "reason",
];

/// The finding about markup in the value of a key that stands at a place.
pub(super) fn check(key: &str, text: &str, span: Span) -> Option<Diagnostic> {
    let is_markup = |byte: u8| matches!(byte, b'*' | b'_' | b'`' | b'[' | b'#' | b'<' | b'&' | b'{');
    if !WORDS.contains(&key) || !text.bytes().any(is_markup) {
        return None;
    }
    let (part, what) = [
        (markdown_in(text), "Markdown"),
        (emphasis(text), "Markdown"),
        (tag(text), "HTML"),
        (entity(text), "HTML"),
        (shortcode(text), "a shortcode"),
    ]
    .into_iter()
    .find_map(|(part, what)| Some((part?, what)))?;
    let shown = text.get(part)?;
    let message = format!("`{key}` is plain text; editions print its {what} as typed: “{shown}”");
    Some(Diagnostic::warning(Code::NotMarkup, message).with_span(span).help("write the words alone"))
}

/// `*words*` or `_words_`.
fn emphasis(text: &str) -> Option<Range<usize>> {
    ['*', '_', '`'].into_iter().find_map(|mark| {
        let start = text.find(mark)?;
        let before = text.get(..start)?.chars().next_back().unwrap_or(' ');
        let inner = text.get(start + 1..)?;
        let end = inner.find(mark)?;
        let after = inner.get(end + 1..)?.chars().next().unwrap_or(' ');
        let words = inner.get(..end)?;
        let fits = words.starts_with(char::is_alphanumeric)
            && words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ')'))
            && !before.is_alphanumeric()
            && !after.is_alphanumeric();
        fits.then_some(start..start + end + 2)
    })
}

/// A tag of an element that HTML knows.
fn tag(text: &str) -> Option<Range<usize>> {
    text.match_indices('<').find_map(|(start, _)| {
        let inner = text.get(start + 1..)?.trim_start_matches('/');
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let name = inner.get(..end)?;
        let known = tags::known(name).is_some()
            || ["br", "img", "hr"].iter().any(|known| known.eq_ignore_ascii_case(name));
        let close = text.get(start..)?.find('>')?;
        (known && close < 200).then_some(start..start + close + 1)
    })
}

/// `&amp;` or `&#8217;`.
fn entity(text: &str) -> Option<Range<usize>> {
    text.match_indices('&').find_map(|(start, _)| {
        let inner = text.get(start + 1..)?;
        let end = inner.find(';').filter(|end| (2..=10).contains(end))?;
        let name = inner.get(..end)?;
        let is_number = name
            .strip_prefix('#')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x'));
        let is_name = [
            "amp", "nbsp", "quot", "lt", "gt", "apos", "shy", "mdash", "ndash", "hellip", "rsquo", "lsquo",
            "ldquo", "rdquo", "euro", "copy", "auml", "ouml", "uuml", "szlig", "eacute", "egrave",
        ]
        .contains(&name);
        (is_number || is_name).then_some(start..start + end + 2)
    })
}

/// `{{ name }}` or `{% tag %}`.
fn shortcode(text: &str) -> Option<Range<usize>> {
    let start = text.find("{{").or_else(|| text.find("{%"))?;
    let end = text.get(start..)?.find("}}").or_else(|| text.get(start..)?.find("%}"))?;
    Some(start..start + end + 2)
}

#[cfg(test)]
mod tests {
    use super::check;
    use pressroom_diagnostics::Span;

    #[test]
    fn markup_is_told_from_words() {
        for (text, part) in [
            ("What **we** know", "**we**"),
            ("See [the law](https://x.example/)", "[the law](https://x.example/)"),
            ("The *real* reason", "*real*"),
            ("The <b>real</b> reason", "<b>"),
            ("Rock &amp; roll", "&amp;"),
            ("Of {{ site.name }}", "{{ site.name }}"),
        ] {
            let finding = check("dek", text, Span::default()).unwrap();
            assert!(finding.message.ends_with(&format!("“{part}”")), "{}", finding.message);
        }
        for text in [
            "2 * 3 * 4",
            "AT&T; more",
            "a < b > c",
            "snake_case_name",
            "*",
            "5*3*2",
            "What is {x}?",
            "<3 you",
        ] {
            assert_eq!(check("dek", text, Span::default()), None, "{text}");
        }
        assert_eq!(check("slug", "*a*", Span::default()), None);
    }
}
