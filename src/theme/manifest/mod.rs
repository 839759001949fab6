//! `theme.toml`: the tokens of a theme.

mod book;
pub(crate) mod contrast;
mod page;
mod press;
mod screen;
mod token_table;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use toml::Spanned;

pub use book::{Book, Chapters};
pub use page::Page;
pub use press::{Ink, Press, Profile};
pub use screen::Screen;
pub use token_table::TokenTable;

pub(crate) use press::Presses;

use book::BookSection;
use page::PageSection;
use screen::ScreenSection;

use pressroom_config::PrintSettings;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span, nearest};

/// The tokens of a theme: every value is given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tokens {
    /// Colours on a light ground.
    pub light: Colors,
    /// Colours on a dark ground (screens only).
    pub dark: Colors,
    /// Faces.
    pub font: Fonts,
    /// The page of PDFs.
    pub page: Page,
    /// How wide web pages show pictures.
    pub web: Screen,
    /// How EPUBs are divided.
    pub epub: Book,
}

/// Colours, each `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colors {
    /// Text.
    pub text: String,
    /// The ground.
    pub background: String,
    /// Text of second rank: dates, credits, captions.
    pub muted: String,
    /// Links, card numbers, kicker.
    pub accent: String,
    /// Lines between things.
    pub rule: String,
    /// The ground of boxes.
    pub tint: String,
}

/// Faces: a family name for PDFs, which is among the theme's `fonts/` or the system's, and a CSS font stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fonts {
    /// Running text in PDFs.
    pub text: String,
    /// Headline, questions, labels in PDFs.
    pub display: String,
    /// Code in PDFs.
    pub mono: String,
    /// Tried in this order for characters that the faces lack.
    pub fallback: Vec<String>,
    /// Running text on screens: a CSS `font-family` value.
    pub web_text: String,
    /// Headline, questions, labels on screens: a CSS `font-family` value.
    pub web_display: String,
    /// Code on screens: a CSS `font-family` value.
    pub web_mono: String,
}

/// `theme.toml` as written: what is missing comes from the theme that it extends.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Manifest {
    pub(crate) extends: Option<Spanned<String>>,
    #[allow(dead_code)]
    description: Option<String>,
    light: ColorsSection,
    dark: ColorsSection,
    font: FontsSection,
    page: PageSection,
    web: ScreenSection,
    epub: BookSection,
    pub(crate) print: PrintSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ColorsSection {
    text: Option<Spanned<Color>>,
    background: Option<Spanned<Color>>,
    muted: Option<Spanned<Color>>,
    accent: Option<Spanned<Color>>,
    rule: Option<Spanned<Color>>,
    tint: Option<Spanned<Color>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FontsSection {
    text: Option<String>,
    display: Option<String>,
    mono: Option<String>,
    fallback: Option<Vec<String>>,
    web_text: Option<FontStack>,
    web_display: Option<FontStack>,
    web_mono: Option<FontStack>,
}

/// Why the value of a token is refused.
#[derive(Debug)]
enum TokenError {
    NotColor(String),
    NotFontStack(String),
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotColor(text) => write!(formatter, "`{text}` is not a colour: expected #rrggbb"),
            Self::NotFontStack(text) => {
                write!(formatter, "`{text}` is not a font stack: expected family names separated by commas")
            }
        }
    }
}

impl std::error::Error for TokenError {}

/// A colour that was checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Color(String);

impl TryFrom<String> for Color {
    type Error = TokenError;

    fn try_from(text: String) -> Result<Self, TokenError> {
        let digits = text.strip_prefix('#').filter(|rest| rest.len() == 6);
        match digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(TokenError::NotColor(text)),
        }
    }
}

/// A CSS font stack that can't end its declaration.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct FontStack(String);

impl TryFrom<String> for FontStack {
    type Error = TokenError;

    fn try_from(text: String) -> Result<Self, TokenError> {
        let barred = text.contains([';', '{', '}', '<', '>', '\\', '\n']) || text.trim().is_empty();
        match barred || !quotes_close(&text) {
            true => Err(TokenError::NotFontStack(text)),
            false => Ok(Self(text)),
        }
    }
}

/// Tells if every quotation mark of a text without backslashes is closed.
fn quotes_close(text: &str) -> bool {
    let open = text.chars().fold(None, |open, character| match (open, character) {
        (None, '"' | '\'') => Some(character),
        (Some(mark), _) if mark == character => None,
        _ => open,
    });
    open.is_none()
}

/// Reads `theme.toml`; `None` where it can't be read, with a finding.
pub(crate) fn read(source: &Source, found: &mut Diagnostics) -> Option<Manifest> {
    match toml::from_str(&source.text) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            let message = error.message().trim();
            let finding = Diagnostic { help: meant(message), ..Diagnostic::error(Code::BadTheme, message) };
            let span = error.span().map(|range| Span::new(range.start, range.end));
            found.push(Diagnostic { span, ..finding });
            None
        }
    }
}

/// Guesses which key an unknown one was meant to be, from the parser's message: "unknown field `a`, expected one of
/// `b`, `c`".
fn meant(message: &str) -> Option<String> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let written = quoted.next()?;
    nearest(written, quoted).map(|near| format!("did you mean `{near}`?"))
}

/// Where a theme's own colours stand in its `theme.toml`: by table and token.
pub(crate) type Places = BTreeMap<(&'static str, &'static str), Span>;

impl Manifest {
    /// Where its colours stand.
    pub(crate) fn places(&self) -> Places {
        let tables = [("light", &self.light), ("dark", &self.dark)];
        let all = tables.into_iter().flat_map(|(table, colors)| {
            let ColorsSection { text, background, muted, accent, rule, tint } = colors;
            let named = [("text", text), ("background", background), ("muted", muted), ("accent", accent)];
            let named = named.into_iter().chain([("rule", rule), ("tint", tint)]);
            named.filter_map(move |(name, color)| Some(((table, name), color.as_ref()?.span())))
        });
        all.map(|(key, range)| (key, Span::new(range.start, range.end))).collect()
    }

    /// The tokens, completed from the theme that this one extends.
    ///
    /// # Errors
    /// A finding about the first that is missing or can't be.
    pub(crate) fn tokens(self, parent: Option<&Tokens>) -> Result<Tokens, Diagnostic> {
        fn choose<T: Clone>(own: Option<T>, parent: Option<&T>, name: &str) -> Result<T, Diagnostic> {
            own.or_else(|| parent.cloned()).ok_or_else(|| {
                Diagnostic::error(Code::BadTheme, format!("the token `{name}` is missing"))
                    .help("give it, or write extends = \"default\"")
            })
        }
        let colors =
            |own: ColorsSection, parent: Option<&Colors>, table: &str| -> Result<Colors, Diagnostic> {
                let one = |own: Option<Spanned<Color>>, parent: Option<&String>, name: &str| {
                    choose(own.map(|color| color.into_inner().0), parent, &format!("{table}.{name}"))
                };
                Ok(Colors {
                    text: one(own.text, parent.map(|p| &p.text), "text")?,
                    background: one(own.background, parent.map(|p| &p.background), "background")?,
                    muted: one(own.muted, parent.map(|p| &p.muted), "muted")?,
                    accent: one(own.accent, parent.map(|p| &p.accent), "accent")?,
                    rule: one(own.rule, parent.map(|p| &p.rule), "rule")?,
                    tint: one(own.tint, parent.map(|p| &p.tint), "tint")?,
                })
            };
        let font = self.font;
        let fonts = parent.map(|p| &p.font);
        let stack = |own: Option<FontStack>, parent: Option<&String>, name: &str| {
            choose(own.map(|stack| stack.0), parent, name)
        };
        Ok(Tokens {
            light: colors(self.light, parent.map(|p| &p.light), "light")?,
            dark: colors(self.dark, parent.map(|p| &p.dark), "dark")?,
            font: Fonts {
                text: choose(font.text, fonts.map(|f| &f.text), "font.text")?,
                display: choose(font.display, fonts.map(|f| &f.display), "font.display")?,
                mono: choose(font.mono, fonts.map(|f| &f.mono), "font.mono")?,
                fallback: choose(font.fallback, fonts.map(|f| &f.fallback), "font.fallback")?,
                web_text: stack(font.web_text, fonts.map(|f| &f.web_text), "font.web_text")?,
                web_display: stack(font.web_display, fonts.map(|f| &f.web_display), "font.web_display")?,
                web_mono: stack(font.web_mono, fonts.map(|f| &f.web_mono), "font.web_mono")?,
            },
            page: self.page.page(parent.map(|p| &p.page))?,
            web: self.web.screen(parent.map(|p| &p.web)),
            epub: self.epub.book(parent.map(|p| &p.epub)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_answered_with_what_is_near() {
        let mut found = Diagnostics::new();
        let source = Source::new("t/theme.toml", "extends = \"default\"\n[page]\ncolums = 2\n");
        assert!(read(&source, &mut found).is_none());
        let finding = found.first().unwrap();
        assert_eq!(finding.help.as_deref(), Some("did you mean `columns`?"), "{finding:?}");
        assert_eq!(finding.span.map(|span| span.start), Some(27));
    }
}
