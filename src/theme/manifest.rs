//! `theme.toml`: the tokens of a theme.

use serde::Deserialize;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span},
    model::PrintSettings,
};

/// The tokens of a theme: every value is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Colours on a light ground.
    pub light: Colors,
    /// Colours on a dark ground (screens only).
    pub dark: Colors,
    /// Faces.
    pub font: Fonts,
    /// The page of PDFs.
    pub page: Page,
}

/// Colours, each `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The page of PDFs; lengths in millimetres, sizes in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Margins: top, right (outer), bottom, left (inner).
    pub margin: [f64; 4],
    /// Size of running text.
    pub text_size: f64,
}

/// `theme.toml` as written: what is missing comes from the theme that it extends.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Manifest {
    pub(super) extends: Option<String>,
    #[allow(dead_code)]
    description: Option<String>,
    light: ColorsWritten,
    dark: ColorsWritten,
    font: FontsWritten,
    page: PageWritten,
    pub(super) print: PrintSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ColorsWritten {
    text: Option<Color>,
    background: Option<Color>,
    muted: Option<Color>,
    accent: Option<Color>,
    rule: Option<Color>,
    tint: Option<Color>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FontsWritten {
    text: Option<String>,
    display: Option<String>,
    mono: Option<String>,
    fallback: Option<Vec<String>>,
    web_text: Option<FontStack>,
    web_display: Option<FontStack>,
    web_mono: Option<FontStack>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PageWritten {
    width: Option<Length>,
    height: Option<Length>,
    margin: Option<[Length; 4]>,
    text_size: Option<Length>,
}

/// A colour that was checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Color(String);

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|rest| rest.len() == 6);
        match digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(format!("`{text}` is not a colour: expected #rrggbb")),
        }
    }
}

/// A CSS font stack that can't end its declaration.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct FontStack(String);

impl TryFrom<String> for FontStack {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.contains([';', '{', '}', '<', '>', '\\', '\n']) || text.trim().is_empty() {
            true => Err(format!("`{text}` is not a font stack: expected family names separated by commas")),
            false => Ok(Self(text)),
        }
    }
}

/// A length that a page can have.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
struct Length(f64);

impl TryFrom<f64> for Length {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        match (0.0..=2000.0).contains(&value) {
            true => Ok(Self(value)),
            false => Err(format!("{value} is out of range: expected 0 to 2000")),
        }
    }
}

/// Reads `theme.toml`; `None` where it can't be read, with a finding.
pub(super) fn read(source: &Source, found: &mut Diagnostics) -> Option<Manifest> {
    match toml::from_str(&source.text) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            let finding = Diagnostic::error(Code::BadTheme, error.message().trim());
            let span = error.span().map(|range| Span::new(range.start, range.end));
            found.push(Diagnostic { span, ..finding });
            None
        }
    }
}

impl Manifest {
    /// The tokens, completed from the theme that this one extends; else the name of the first that is missing.
    pub(super) fn tokens(self, parent: Option<&Tokens>) -> Result<Tokens, String> {
        fn take<T: Clone>(own: Option<T>, parent: Option<&T>, name: &str) -> Result<T, String> {
            own.or_else(|| parent.cloned()).ok_or_else(|| name.to_owned())
        }
        let colors = |own: ColorsWritten, parent: Option<&Colors>, table: &str| -> Result<Colors, String> {
            let one = |own: Option<Color>, parent: Option<&String>, name: &str| {
                take(own.map(|color| color.0), parent, &format!("{table}.{name}"))
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
        let (font, page) = (self.font, self.page);
        let (fonts, pages) = (parent.map(|p| &p.font), parent.map(|p| &p.page));
        let stack = |own: Option<FontStack>, parent: Option<&String>, name: &str| {
            take(own.map(|stack| stack.0), parent, name)
        };
        Ok(Tokens {
            light: colors(self.light, parent.map(|p| &p.light), "light")?,
            dark: colors(self.dark, parent.map(|p| &p.dark), "dark")?,
            font: Fonts {
                text: take(font.text, fonts.map(|f| &f.text), "font.text")?,
                display: take(font.display, fonts.map(|f| &f.display), "font.display")?,
                mono: take(font.mono, fonts.map(|f| &f.mono), "font.mono")?,
                fallback: take(font.fallback, fonts.map(|f| &f.fallback), "font.fallback")?,
                web_text: stack(font.web_text, fonts.map(|f| &f.web_text), "font.web_text")?,
                web_display: stack(font.web_display, fonts.map(|f| &f.web_display), "font.web_display")?,
                web_mono: stack(font.web_mono, fonts.map(|f| &f.web_mono), "font.web_mono")?,
            },
            page: Page {
                width: take(page.width.map(|l| l.0), pages.map(|p| &p.width), "page.width")?,
                height: take(page.height.map(|l| l.0), pages.map(|p| &p.height), "page.height")?,
                margin: take(page.margin.map(|m| m.map(|l| l.0)), pages.map(|p| &p.margin), "page.margin")?,
                text_size: take(page.text_size.map(|l| l.0), pages.map(|p| &p.text_size), "page.text_size")?,
            },
        })
    }
}
