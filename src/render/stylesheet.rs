//! The style sheets of themes: checked by the grammar of CSS and by what a receiver bars, each mistake at its place.
//!
//! Two readings of one text. Its tokens, with their places, tell of what a receiver bars, wherever it stands
//! (CSS Syntax Level 3, section 4); then the grammar of rules and values is checked and the text is minified.

use std::{
    collections::BTreeSet,
    sync::{Arc, RwLock},
};

use cssparser::{ParseError, Parser, ParserInput, Token};
use lightningcss::{
    error::{Error, ParserError},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet},
    targets::{Features, Targets},
};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};

/// How deep blocks may stand within each other.
const MAX_DEPTH: usize = 64;

/// CSS that a receiver forbids. `@import` is forbidden everywhere: no edition has the file that it names.
#[derive(Debug, Clone, Copy)]
pub struct CssRestrictions {
    /// The receiver, as the subject of a sentence.
    pub receiver: &'static str,
    /// `!important` is forbidden.
    pub important: bool,
    /// The at-rules that may be used; `None`: all that there are.
    pub at_rules: Option<&'static [&'static str]>,
    /// Properties that are barred.
    pub properties: &'static [&'static str],
    /// With what no name of an element, class or id may begin.
    pub names: &'static [&'static str],
    /// The treatment of URLs that lead out of the style sheet.
    pub urls: UrlPolicy,
}

/// The treatment of a URL in a style sheet that is neither `data:` nor a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlPolicy {
    /// On the web it may stay, which is a warning; a path leads to a file that is not there.
    Remote,
    /// It is as good as on the web, and nobody minds.
    Allowed,
    /// It may not be.
    Forbidden,
}

/// Checks a style sheet and gives it without comments and needless space, with findings that are warnings.
///
/// # Errors
/// Findings with the style's source, at least one of them an error ([`Code::Template`]).
pub fn compile(
    source: &Arc<Source>,
    restrictions: &CssRestrictions,
) -> Result<(String, Diagnostics), Diagnostics> {
    let (mut found, shallow) = scan(&source.text, restrictions);
    let style = if shallow { minify(source, &mut found) } else { String::new() };
    if let Some(at) = style.to_ascii_lowercase().find("</style") {
        let written = source.text.to_ascii_lowercase().find("</style").unwrap_or(at);
        let finding = Diagnostic::error(Code::Template, "a style must not end its own element");
        found.push(finding.with_span(Span::new(written, written + "</style".len())));
    }
    let found: Diagnostics = found.into_iter().map(|finding| finding.in_source(source)).collect();
    if found.iter().any(Diagnostic::is_error) { Err(found) } else { Ok((style, found)) }
}

/// Checks the grammar and minifies the style. Nothing is rewritten for old browsers, and media queries keep the form
/// that all browsers know.
fn minify(source: &Source, found: &mut Diagnostics) -> String {
    let warnings = Arc::new(RwLock::new(Vec::new()));
    let options =
        ParserOptions { error_recovery: true, warnings: Some(Arc::clone(&warnings)), ..Default::default() };
    let targets = Targets { include: Features::MediaQueries, ..Targets::default() };
    let parsed = StyleSheet::parse(&source.text, options);
    let minified = parsed.map_err(|error| finding(source, &error)).and_then(|mut sheet| {
        let done = sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() });
        done.map_err(|error| Diagnostic::error(Code::Template, lower(&error.kind.to_string())))?;
        let printed = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() });
        printed
            .map(|printed| printed.code)
            .map_err(|error| Diagnostic::error(Code::Template, lower(&error.kind.to_string())))
    });
    let mut seen = BTreeSet::new();
    for error in warnings.read().iter().flat_map(|errors| errors.iter()) {
        let finding = finding(source, error);
        // One slip is often told twice: as a value that is none, and as a declaration that is none.
        if seen.insert(finding.span) && !found.iter().any(|other| other.span == finding.span) {
            found.push(finding);
        }
    }
    minified.unwrap_or_else(|finding| {
        found.push(finding);
        String::new()
    })
}

/// An error of the grammar, at the word where it was noticed.
fn finding(source: &Source, error: &Error<ParserError<'_>>) -> Diagnostic {
    let message = if let ParserError::UnexpectedToken(_) = &error.kind {
        "this is not expected here".to_owned()
    } else {
        lower(&error.kind.to_string())
    };
    let finding = Diagnostic::error(Code::Template, format!("not valid CSS: {message}"));
    let Some(place) = &error.loc else { return finding };
    let line = source.line_span(place.line as usize + 1);
    let start = source.line_start(place.line as usize + 1);
    let text = source.text.get(start..line.end as usize).unwrap_or_default();
    // Columns are counted in UTF-16 code units, from 1.
    let mut units = 0;
    let before = text.chars().take_while(|character| {
        units += character.len_utf16();
        units < place.column as usize
    });
    let at = start + before.map(char::len_utf8).sum::<usize>();
    let rest = source.text.get(at..line.end as usize).unwrap_or_default();
    let at = at + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let word = rest.find(|c: char| c.is_whitespace() || ";{}()".contains(c)).unwrap_or(rest.len());
    finding.with_span(Span::new(at, at + word.max(1)))
}

/// A message of another's as ours begin.
fn lower(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().into_iter().flat_map(char::to_lowercase).chain(characters).collect()
}

/// Finds what is forbidden, and tells if the style is shallow enough to be parsed.
fn scan(text: &str, restrictions: &CssRestrictions) -> (Diagnostics, bool) {
    let mut input = ParserInput::new(text);
    let mut scan = Scan { restrictions, end: text.len(), found: Vec::new(), deep: false, last: Last::Start };
    let _ = scan.block(&mut Parser::new(&mut input), 0);
    (scan.found, !scan.deep)
}

struct Scan<'a> {
    restrictions: &'a CssRestrictions,
    /// The length of the text.
    end: usize,
    found: Diagnostics,
    deep: bool,
    last: Last,
}

/// The token before another, spaces and comments left out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Last {
    /// Nothing in this block, or a declaration that ended.
    Start,
    /// A word that a declaration may begin with.
    Word(String, Span),
    /// An exclamation mark.
    Mark(Span),
    /// `.`, or anything else.
    Dot,
    Other,
}

impl Scan<'_> {
    /// Looks at every token of a block, and into the blocks in it.
    fn block<'i>(&mut self, input: &mut Parser<'i, '_>, depth: usize) -> Result<(), ParseError<'i, ()>> {
        self.last = Last::Start;
        loop {
            let start = input.position().byte_index();
            let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { return Ok(()) };
            let span = Span::new(start, input.position().byte_index());
            self.token(&token, span);
            let in_url = matches!(&token, Token::Function(name) if is_url(name));
            let opens = matches!(
                token,
                Token::Function(_)
                    | Token::ParenthesisBlock
                    | Token::SquareBracketBlock
                    | Token::CurlyBracketBlock
            );
            if !opens {
                continue;
            }
            if depth == MAX_DEPTH {
                self.deep = true;
                self.error(span, format!("blocks stand more than {MAX_DEPTH} deep in each other"), None);
                return Ok(());
            }
            input.parse_nested_block(|inner| {
                if in_url {
                    self.url(inner);
                }
                self.block(inner, depth + 1)?;
                if inner.position().byte_index() >= self.end && !self.deep {
                    self.end = usize::MAX;
                    self.error(span, "this is never closed".to_owned(), None);
                }
                Ok::<_, ParseError<'i, ()>>(())
            })?;
            self.last = if token == Token::CurlyBracketBlock { Last::Start } else { Last::Other };
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // Most tokens of CSS mean nothing here.
    fn token(&mut self, token: &Token<'_>, span: Span) {
        let last = std::mem::replace(&mut self.last, Last::Other);
        match token {
            Token::WhiteSpace(_) | Token::Comment(_) => self.last = last,
            Token::Semicolon => self.last = Last::Start,
            Token::Delim('!') => self.last = Last::Mark(span),
            Token::Delim('.') => self.last = Last::Dot,
            Token::Colon => self.property(last),
            Token::Ident(name) => {
                if let (true, Last::Mark(mark)) = (name.eq_ignore_ascii_case("important"), &last) {
                    self.important(mark.to(span));
                }
                self.name(name, span);
                if last == Last::Start {
                    self.last = Last::Word(name.to_ascii_lowercase(), span);
                }
            }
            Token::IDHash(name) => self.name(name, span),
            Token::AtKeyword(name) => self.at_rule(&name.to_ascii_lowercase(), span),
            Token::UnquotedUrl(url) => self.leads_out(url, span),
            Token::BadString(_) => self.error(span, "this string does not end on its line".to_owned(), None),
            Token::BadUrl(_) => self.error(span, "this is not a URL".to_owned(), None),
            _ => {}
        }
    }

    /// The word before a colon, where a declaration may begin.
    fn property(&mut self, last: Last) {
        let restrictions = self.restrictions;
        if let Last::Word(name, span) = last
            && restrictions.properties.contains(&name.as_str())
        {
            self.error(span, format!("{} bars `{name}` in style sheets", restrictions.receiver), None);
        }
    }

    fn important(&mut self, span: Span) {
        if self.restrictions.important {
            let message = format!("{} bars !important", self.restrictions.receiver);
            self.error(span, message, Some("write a selector that is more specific"));
        }
    }

    fn name(&mut self, name: &str, span: Span) {
        let lower = name.to_ascii_lowercase();
        if let Some(start) = self.restrictions.names.iter().find(|start| lower.starts_with(**start)) {
            self.error(
                span,
                format!("{} bars names that begin with `{start}`", self.restrictions.receiver),
                None,
            );
        }
    }

    fn at_rule(&mut self, name: &str, span: Span) {
        if name == "import" {
            let help = "put the rules of that file here";
            self.error(span, "@import would fetch another file".to_owned(), Some(help));
        } else if let Some(known) = self.restrictions.at_rules.filter(|known| !known.contains(&name)) {
            let known: Vec<String> = known.iter().map(|name| format!("@{name}")).collect();
            let help = format!("it knows {}", known.join(", "));
            self.error(span, format!("{} bars @{name}", self.restrictions.receiver), Some(&help));
        }
    }

    /// The first string in `url(`.
    fn url(&mut self, inner: &mut Parser<'_, '_>) {
        let state = inner.state();
        inner.skip_whitespace();
        let start = inner.position().byte_index();
        if let Ok(Token::QuotedString(url)) = inner.next().cloned() {
            let span = Span::new(start, inner.position().byte_index());
            self.leads_out(&url, span);
        }
        inner.reset(&state);
    }

    fn leads_out(&mut self, url: &str, span: Span) {
        let inside =
            url.starts_with('#') || url.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
        if inside {
            return;
        }
        let remote = url.starts_with("//")
            || url.split_once(':').is_some_and(|(scheme, _)| scheme.starts_with("http"));
        let help = "write what it leads to as a `data:` URL";
        match (self.restrictions.urls, remote) {
            (UrlPolicy::Remote, true) => {
                let message = "every reader's browser would fetch this from elsewhere";
                self.found.push(Diagnostic::warning(Code::Template, message).with_span(span).help(help));
            }
            (UrlPolicy::Allowed, true) => {}
            (UrlPolicy::Forbidden, true) => {
                self.error(
                    span,
                    format!("{} bars files from elsewhere", self.restrictions.receiver),
                    Some(help),
                );
            }
            (_, false) => {
                let message = "this file does not go along with the style".to_owned();
                self.error(span, message, Some(help));
            }
        }
    }

    fn error(&mut self, span: Span, message: String, help: Option<&str>) {
        let finding = Diagnostic::error(Code::Template, message).with_span(span);
        self.found.push(Diagnostic { help: help.map(str::to_owned), ..finding });
    }
}

fn is_url(name: &str) -> bool {
    name.eq_ignore_ascii_case("url") || name.eq_ignore_ascii_case("src")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: CssRestrictions = CssRestrictions {
        receiver: "X",
        important: true,
        at_rules: Some(&["media"]),
        properties: &["direction"],
        names: &["i-amp"],
        urls: UrlPolicy::Forbidden,
    };
    const LOOSE: CssRestrictions = CssRestrictions {
        receiver: "X",
        important: false,
        at_rules: None,
        properties: &[],
        names: &[],
        urls: UrlPolicy::Remote,
    };

    fn compiled(css: &str, restrictions: &CssRestrictions) -> Result<(String, Diagnostics), Diagnostics> {
        compile(&Arc::new(Source::new("t.css", css)), restrictions)
    }

    /// What each error of a style marks.
    fn marked<'a>(css: &'a str, restrictions: &CssRestrictions) -> Vec<&'a str> {
        let found = compiled(css, restrictions).unwrap_err();
        found
            .iter()
            .map(|finding| &css[finding.span.unwrap_or_else(|| panic!("{finding:?}")).range()])
            .collect()
    }

    #[test]
    fn what_is_minified_means_the_same() {
        let css = "/* a */ p  >  a :hover ,\n b { content : \"a  /* b */ \\\" @import !important\" ; color : red }\n\
            @media (min-width: 30rem) { p { margin-inline-start: 0.5rem; text-wrap: pretty; --own:  a  b } }";
        let (style, found) = compiled(css, &STRICT).unwrap();
        assert_eq!(found, []);
        assert_eq!(
            style,
            "p>a :hover,b{content:\"a  /* b */ \\\" @import !important\";color:red}\
             @media (min-width:30rem){p{text-wrap:pretty;--own:a b;margin-inline-start:.5rem}}"
        );
    }

    #[test]
    fn what_is_barred_is_marked_wherever_it_stands() {
        let css = "p { color: red ! /* x */ IMPORTANT; direction: rtl }\n@media print { @layer a; }\n.i-amphtml-x { }";
        assert_eq!(marked(css, &STRICT), ["! /* x */ IMPORTANT", "direction", "@layer", "i-amphtml-x"]);
        assert!(compiled(css, &LOOSE).is_ok());
        assert_eq!(marked("@import 'a.css'; p {}", &LOOSE), ["@import"]);
        assert!(
            compiled("a:is(direction) { content: 'direction: rtl'; flex-direction: row }", &STRICT).is_ok()
        );
    }

    #[test]
    fn mistakes_of_grammar_are_all_marked() {
        assert_eq!(marked("є { color: red; }\np { colo r: red }\nq { color: blue", &LOOSE), ["{", "r:"]);
        assert_eq!(marked("a:hoverr(x) {}\n@media (5) {}\n", &LOOSE).len(), 2);
        assert_eq!(marked("p { content: 'x\n }", &LOOSE), ["'x"]);
        let deep = "a{".repeat(100_000);
        assert_eq!(compiled(&deep, &LOOSE).unwrap_err().len(), 1);
    }

    #[test]
    fn files_that_do_not_come_along_are_told() {
        let css = "a { background: url(pictures/a.png) }";
        assert_eq!(marked(css, &LOOSE), ["url(pictures/a.png)"]);
        let css = "@font-face { font-family: a; src: url( \"https://example.org/a.woff2\" ) }";
        assert_eq!(
            marked(css, &CssRestrictions { at_rules: None, ..STRICT }),
            ["\"https://example.org/a.woff2\""]
        );
        let (style, found) = compiled(css, &LOOSE).unwrap();
        assert!(style.contains("https://example.org/a.woff2"));
        assert_eq!(found.len(), 1);
        assert!(compiled("a { background: url(data:image/png;base64,AA==) }", &STRICT).is_ok());
    }

    #[test]
    fn a_style_can_not_leave_its_element() {
        assert_eq!(marked("a { content: '</STYLE>' }", &LOOSE), ["</STYLE"]);
        assert!(compiled("a { content: '<\\/style>' }", &LOOSE).is_err());
    }
}
