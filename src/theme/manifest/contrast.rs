//! Contrast: text that a theme sets must be readable on every ground that it may stand on.
//!
//! WCAG 2.2 AA wants 4.5:1 for text (success criterion 1.4.3) and 3:1 for what shows the focus (1.4.11). The outline
//! of the focus has the accent's colour, which as text of links holds the stricter of the two.

use super::{Colors, Places, Tokens};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};

/// The least contrast of text and its ground (WCAG 2.2, success criterion 1.4.3, level AA).
const LEAST: f64 = 4.5;

/// A token's name and its colour, `#rrggbb`.
type Named<'a> = (&'static str, &'a str);

/// Checks the colours of text against those of the grounds, on light and on dark.
///
/// Colours taken from another theme were checked there, so each finding stands at one of the theme's own colours.
pub(crate) fn check(tokens: &Tokens, places: &Places) -> Diagnostics {
    let tables = [("light", &tokens.light), ("dark", &tokens.dark)];
    tables.into_iter().flat_map(|(table, colors)| check_table(table, colors, places)).collect()
}

fn check_table(table: &'static str, colors: &Colors, places: &Places) -> Diagnostics {
    let texts = [("text", &*colors.text), ("muted", &*colors.muted), ("accent", &*colors.accent)];
    let grounds = [("background", &*colors.background), ("tint", &*colors.tint)];
    let mut found = Diagnostics::new();
    for text in texts {
        let too_low = grounds.into_iter().filter(|ground| contrast(text.1, ground.1) < LEAST);
        // The ground that is worse says enough: what can be read there can be read on the other.
        let worst = too_low.min_by(|a, b| contrast(text.1, a.1).total_cmp(&contrast(text.1, b.1)));
        let Some(ground) = worst else { continue };
        let own = |(name, _): Named<'_>| places.get(&(table, name)).copied();
        let (place, changed, others) = match own(text) {
            Some(place) => (Some(place), text, &grounds[..]),
            None => (own(ground), ground, &texts[..]),
        };
        let mut finding = Diagnostic::error(Code::BadTheme, message(table, text, ground));
        finding.span = place;
        finding.help = Some(match nearest_readable(changed.1, others) {
            Some(color) => format!("the nearest `{}` that can be read is \"{color}\"", changed.0),
            None => format!("no `{}` can be read: change the other colours, too", changed.0),
        });
        found.push(finding);
    }
    found
}

fn message(table: &str, text: Named<'_>, ground: Named<'_>) -> String {
    // Rounded down: 4.499 must not read as what would do.
    let ratio = (contrast(text.1, ground.1) * 100.0).floor() / 100.0;
    format!(
        "`{table}.{}` {} on `{table}.{}` {} has a contrast of {ratio:.2}:1; text needs {LEAST}:1",
        text.0, text.1, ground.0, ground.1
    )
}

/// The colour nearest to `color`, darker or lighter, that has the contrast of text with all others.
fn nearest_readable(color: &str, others: &[Named<'_>]) -> Option<String> {
    let from = channels(color);
    let steps = (1..=255).flat_map(|step| [(step, 0.0), (step, 255.0)]);
    let mixed = steps.map(|(step, end)| {
        let share = f64::from(step) / 255.0;
        let [red, green, blue] = from.map(|value| (value + (end - value) * share).round() as u8);
        format!("#{red:02x}{green:02x}{blue:02x}")
    });
    let readable = mixed.filter(|mixed| others.iter().all(|other| contrast(mixed, other.1) >= LEAST));
    readable.min_by(|a, b| distance(from, a).total_cmp(&distance(from, b)))
}

fn distance(from: [f64; 3], color: &str) -> f64 {
    from.iter().zip(channels(color)).map(|(one, other)| (one - other).powi(2)).sum()
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of a colour, from 0 to 1 (WCAG 2.2, "relative luminance").
fn luminance(color: &str) -> f64 {
    let [red, green, blue] = channels(color).map(|value| {
        let value = value / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Red, green and blue of `#rrggbb`, each from 0 to 255; black for anything else, which no theme holds.
fn channels(color: &str) -> [f64; 3] {
    let channel = |at: usize| {
        let digits = color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        f64::from(digits.unwrap_or_default())
    };
    [channel(1), channel(3), channel(5)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Theme, builtin_names};
    use std::borrow::Cow;

    fn load(manifest: &str) -> Result<Theme, Diagnostics> {
        let files = [("theme.toml".to_owned(), Cow::Owned(manifest.as_bytes().to_vec()))];
        Theme::load("t", files.into()).map_err(|(_, found)| found)
    }

    #[test]
    fn ratios_are_those_of_the_guidelines() {
        assert_eq!(contrast("#000000", "#ffffff"), 21.0);
        assert_eq!(contrast("#777777", "#777777"), 1.0);
        // The best-known grey that fails on white, and its neighbour that passes.
        assert!(contrast("#777777", "#ffffff") < LEAST && contrast("#767676", "#ffffff") >= LEAST);
    }

    #[test]
    fn built_in_themes_can_be_read() {
        assert_eq!(builtin_names(), ["bulletin", "default"]);
        for name in builtin_names() {
            assert!(Theme::builtin(&name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_pale_accent_is_shown_at_its_place_with_one_that_would_do() {
        let text = "extends = \"default\"\n\n[light]\naccent = \"#ff9900\"\n";
        let found = load(text).unwrap_err();
        let finding = found.first().unwrap();
        assert_eq!((found.len(), finding.span.map(|span| &text[span.range()])), (1, Some("\"#ff9900\"")));
        assert!(finding.message.contains("`light.accent` #ff9900 on `light.tint` #f6f3ee"), "{finding:?}");
        let proposed = finding.help.as_deref().and_then(|help| help.split('"').nth(1)).unwrap();
        assert!(load(&text.replace("#ff9900", proposed)).is_ok(), "{proposed}");
        assert!(contrast(proposed, "#f6f3ee") < 4.6, "{proposed} is further away than it need be");
    }

    #[test]
    fn a_ground_of_its_own_is_blamed_for_text_of_the_other_theme() {
        let text = "extends = \"default\"\n[dark]\nbackground = \"#777777\"\n";
        let found = load(text).unwrap_err();
        assert!(
            found
                .iter()
                .all(|finding| { finding.span.map(|span| &text[span.range()]) == Some("\"#777777\"") })
        );
        assert!(found.first().unwrap().help.as_deref().unwrap().contains("the nearest `background`"));
    }
}
