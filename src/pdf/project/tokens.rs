//! The theme's tokens as the templates see them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use pressroom_theme::{Press, Tokens};

/// Lengths, faces and colours; for a press the colours are percentages of black.
pub(super) fn theme(tokens: &Tokens, press: Option<&Press>) -> Value {
    let (font, page, colors) = (&tokens.font, &tokens.page, &tokens.light);
    let [top, right, bottom, left] = page.margin;
    json!({
        "width": page.width, "height": page.height,
        "top": top, "outer": right, "bottom": bottom, "inner": left,
        "columns": page.columns, "gutter": page.gutter,
        "size": page.text_size, "leading": page.leading,
        "headline_size": page.headline_size, "caption_size": page.caption_size,
        "text": families(&font.text, &font.fallback),
        "display": families(&font.display, &font.fallback),
        "mono": families(&font.mono, &font.fallback),
        "color": match press {
            None => json!({
                "text": colors.text, "background": colors.background, "muted": colors.muted,
                "accent": colors.accent, "rule": colors.rule, "tint": colors.tint,
            }),
            // On paper there is one ink: black, in per cent.
            Some(Press { ink, .. }) => json!({
                "text": {"k": ink.text}, "background": {"k": 0}, "muted": {"k": ink.muted},
                "accent": {"k": ink.accent}, "rule": {"k": ink.rule}, "tint": {"k": ink.tint},
            }),
        },
    })
}

/// A face and its fallbacks, those of the same kind first.
fn families<'a>(first: &'a str, fallback: &'a [String]) -> Vec<&'a str> {
    let sans = first.contains("Sans");
    let (like, unlike): (Vec<&str>, Vec<&str>) =
        fallback.iter().map(String::as_str).partition(|name| name.contains("Sans") == sans);
    let mut seen = BTreeSet::new();
    let all = std::iter::once(first).chain(like).chain(unlike);
    all.filter(|name| seen.insert(name.to_ascii_lowercase())).collect()
}
