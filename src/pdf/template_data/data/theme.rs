//! The theme as the templates see it.

use std::collections::BTreeSet;

use serde::Serialize;

use pressroom_theme::{Press, Tokens};

/// The theme's tokens: lengths in millimetres (`width` to `inner`, `gutter`) and points, faces, colours.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ThemeTokens {
    width: f64,
    height: f64,
    top: f64,
    outer: f64,
    bottom: f64,
    inner: f64,
    columns: u8,
    gutter: f64,
    size: f64,
    leading: f64,
    headline_size: f64,
    caption_size: f64,
    /// Faces of running text, the first choice first.
    text: Vec<String>,
    /// Faces of headlines.
    display: Vec<String>,
    /// Faces of code.
    mono: Vec<String>,
    color: Colors,
}

#[derive(Debug, Clone, Serialize)]
struct Colors {
    text: Paint,
    background: Paint,
    muted: Paint,
    accent: Paint,
    rule: Paint,
    tint: Paint,
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Paint {
    /// `#rrggbb`, on screens.
    Screen(String),
    /// Per cent of black ink, on paper.
    Ink { k: f64 },
}

impl ThemeTokens {
    /// The tokens of a theme. For a press, the colours are percentages of black: there is one ink.
    pub(crate) fn new(tokens: &Tokens, press: Option<&Press>) -> Self {
        let (font, page) = (&tokens.font, &tokens.page);
        let [top, outer, bottom, inner] = page.margin;
        Self {
            width: page.width,
            height: page.height,
            top,
            outer,
            bottom,
            inner,
            columns: page.columns,
            gutter: page.gutter,
            size: page.text_size,
            leading: page.leading,
            headline_size: page.headline_size,
            caption_size: page.caption_size,
            text: list_faces(&font.text, &font.fallback),
            display: list_faces(&font.display, &font.fallback),
            mono: list_faces(&font.mono, &font.fallback),
            color: Colors::new(tokens, press),
        }
    }
}

impl Colors {
    fn new(tokens: &Tokens, press: Option<&Press>) -> Self {
        let colors = &tokens.light;
        let ink = press.map(|press| &press.ink);
        let paint = |color: &str, ink: Option<f64>| {
            ink.map_or_else(|| Paint::Screen(color.to_owned()), |k| Paint::Ink { k })
        };
        Self {
            text: paint(&colors.text, ink.map(|ink| ink.text)),
            background: paint(&colors.background, ink.map(|_| 0.0)),
            muted: paint(&colors.muted, ink.map(|ink| ink.muted)),
            accent: paint(&colors.accent, ink.map(|ink| ink.accent)),
            rule: paint(&colors.rule, ink.map(|ink| ink.rule)),
            tint: paint(&colors.tint, ink.map(|ink| ink.tint)),
        }
    }
}

/// A face and its fallbacks, those of the same kind first.
fn list_faces(first: &str, fallback: &[String]) -> Vec<String> {
    let is_sans = first.contains("Sans");
    let (like, unlike): (Vec<&str>, Vec<&str>) =
        fallback.iter().map(String::as_str).partition(|name| name.contains("Sans") == is_sans);
    let mut seen = BTreeSet::new();
    let all = std::iter::once(first).chain(like).chain(unlike);
    all.filter(|name| seen.insert(name.to_ascii_lowercase())).map(str::to_owned).collect()
}
