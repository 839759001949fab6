//! The style of a theme's books: what EPUB bars in it.

use std::sync::Arc;

use pressroom_diagnostics::{Diagnostic, Diagnostics, Source, Span};
use pressroom_render::stylesheet::{self, CssRestrictions, UrlPolicy};
use pressroom_theme::Theme;

/// Where a theme has it.
const PATH: &str = "epub/style.css";

/// CSS that EPUB forbids: directions belong to the markup (EPUB 3.3, section 6.3.1.2, "CSS requirements"), and a book
/// has no files but its own.
const RESTRICTIONS: CssRestrictions = CssRestrictions {
    receiver: "EPUB",
    important: false,
    at_rules: None,
    properties: &["direction", "unicode-bidi"],
    names: &[],
    urls: UrlPolicy::Forbidden,
};

/// Checks the style that was made from the theme's template. Findings stand in the template.
pub(super) fn check(theme: &Theme, made: &str) -> Diagnostics {
    let template = match theme.source(PATH) {
        Ok(template) => template,
        Err(finding) => return vec![finding],
    };
    let style = Arc::new(Source::new(PATH, made));
    let found = match stylesheet::compile(&style, &RESTRICTIONS) {
        Ok((_, warnings)) => warnings,
        Err(found) => found,
    };
    let moved = |finding: Diagnostic| {
        let span = finding.span.and_then(|span| written(&template, &style, span));
        Diagnostic { span, ..finding.in_source(&template) }
    };
    found.into_iter().map(moved).collect()
}

/// Where the template has what stands at a place of the style that was made of it: the same words of the same line, or
/// the whole line where values were put in; `None` where no line is like it.
fn written(template: &Source, style: &Source, span: Span) -> Option<Span> {
    let place = style.line_column(span.start as usize);
    let (start, end) = (style.line_start(place.line), style.line_start(place.line + 1));
    let line = style.slice(Span::new(start, end)).trim_end_matches('\n');
    let mut at = 0;
    for text in template.text.split_inclusive('\n') {
        let text_line = text.trim_end_matches('\n');
        if is_made_of(line, text_line) {
            let inside = (span.start as usize).saturating_sub(start);
            let same = text_line == line || text_line.find("{{").is_some_and(|values| inside < values);
            let length = line.len().min((span.end as usize).saturating_sub(start)).saturating_sub(inside);
            let whole = Span::new(at + text_line.len() - text_line.trim_start().len(), at + text_line.len());
            return Some(if same { Span::new(at + inside, at + inside + length) } else { whole });
        }
        at += text.len();
    }
    None
}

/// Tells if a line can be the output of a template's line.
fn is_made_of(line: &str, template: &str) -> bool {
    let mut pieces = template.split("{{").map(|piece| piece.split_once("}}").map_or(piece, |(_, text)| text));
    let Some(mut rest) = pieces.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let mut last = "";
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else { return false };
        (rest, last) = (after, piece);
    }
    rest.is_empty() || (last.is_empty() && template.contains("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn found(css: &'static str, made: &str) -> Vec<(String, Option<&'static str>)> {
        let files = [("theme.toml", "extends = \"default\""), (PATH, css)]
            .map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes())));
        let theme = Theme::load("t", files.into()).unwrap();
        let found = check(&theme, made);
        found
            .into_iter()
            .map(|finding| (finding.message, finding.span.map(|span| &css[span.range()])))
            .collect()
    }

    #[test]
    fn what_epub_bars_is_marked_in_the_template() {
        let template = "{# a\nb #}\np { color: {{ light.text }}; }\nq { direction: rtl; }\n\
            r { unicode-bidi: embed; color: {{ light.text }}; }\ns { color: {{ light.text }}; direction: ltr }\n";
        let made = "p { color: #000000; }\nq { direction: rtl; }\n\
            r { unicode-bidi: embed; color: #000000; }\ns { color: #000000; direction: ltr }\n";
        let places: Vec<_> = found(template, made).into_iter().map(|(_, place)| place.unwrap()).collect();
        assert_eq!(places, ["direction", "unicode-bidi", "s { color: {{ light.text }}; direction: ltr }"]);
    }
}
