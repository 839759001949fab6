//! The themes that are part of the program.

use rust_embed::RustEmbed;

use super::Files;

/// The theme used where none is named, and the one that others extend.
pub const DEFAULT: &str = "default";

#[derive(RustEmbed)]
#[folder = "themes/"]
struct Builtin;

/// The names of the built-in themes, sorted.
pub fn builtin_names() -> Vec<String> {
    let mut names: Vec<String> =
        Builtin::iter().filter_map(|path| path.strip_suffix("/theme.toml").map(str::to_owned)).collect();
    names.sort();
    names
}

/// The files of a built-in theme, its own only.
pub(super) fn files(name: &str) -> Option<Files> {
    let folder = format!("{name}/");
    let files: Files = Builtin::iter()
        .filter_map(|path| {
            let inner = path.strip_prefix(folder.as_str())?.to_owned();
            Some((inner, Builtin::get(&path)?.data))
        })
        .collect();
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    /// Relative luminance (WCAG 2.2, definitions).
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn text_can_be_read_on_every_ground_of_every_theme() {
        assert_eq!(builtin_names(), ["bulletin", "default"]);
        for name in builtin_names() {
            let tokens = Theme::builtin(&name).unwrap().tokens;
            for colors in [&tokens.light, &tokens.dark] {
                for text in [&colors.text, &colors.muted, &colors.accent] {
                    for ground in [&colors.background, &colors.tint] {
                        let (one, other) = (luminance(text), luminance(ground));
                        let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                        assert!(contrast >= 4.5, "{name}: {text} on {ground} is {contrast:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn fonts_stand_beside_their_licences() {
        for name in builtin_names() {
            let files = files(&name).unwrap();
            let fonts = files.iter().filter(|(path, _)| path.ends_with(".ttf"));
            assert!(fonts.map(|(_, content)| content.len()).sum::<usize>() < 4_000_000);
            assert!(files.keys().any(|path| path.starts_with("fonts/OFL-")), "{name}");
        }
    }
}
