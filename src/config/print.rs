//! What is asked of files for the press, as `theme.toml` and `pressroom.toml` say it in their table `[print]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The table `[print]`. Every key may be missing.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrintSettings {
    /// The preset that is used.
    pub preset: Option<Spanned<String>>,
    /// Presets by name; one that is there already is changed.
    pub presets: BTreeMap<String, PresetSettings>,
    /// How dark things are in black ink.
    pub ink: InkSettings,
}

/// A table `[print.presets.NAME]`: what one press wants. What is missing comes from the preset that it extends.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PresetSettings {
    /// The name of another preset.
    pub extends: Option<Spanned<String>>,
    /// The path of an ICC output profile for four inks.
    pub profile: Option<Spanned<String>>,
    /// The printing condition's name in the registry (ISO 32000-1, 14.11.5: `OutputConditionIdentifier`).
    pub condition: Option<String>,
    /// The registry (`RegistryName`).
    pub registry: Option<String>,
    /// How far the bleed reaches beyond the page, in millimetres.
    pub bleed: Option<Ranged<0, 20>>,
    /// Whether crop marks, and registration marks where there is colour, stand around the page.
    pub marks: Option<bool>,
    /// The most ink in one place: the sum of the four, in per cent.
    pub ink_limit: Option<Ranged<100, 400>>,
    /// The smallest type that the press holds, in points.
    pub smallest_type: Option<Ranged<0, 24>>,
    /// Pictures should have so many pixels per inch.
    pub ppi: Option<Ranged<50, 2400>>,
    /// What becomes of pictures.
    pub pictures: Option<PrintPictures>,
}

/// What becomes of pictures in a file for the press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrintPictures {
    /// They are converted to the inks of the output profile, within the ink limit.
    Convert,
    /// They stay in sRGB and say so with a profile; the press converts them.
    Tagged,
}

/// A table `[print.ink]`: how dark things are, in per cent of black.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InkSettings {
    /// Text.
    pub text: Option<Ranged<0, 100>>,
    /// Text of second rank.
    pub muted: Option<Ranged<0, 100>>,
    /// Card numbers, kicker.
    pub accent: Option<Ranged<0, 100>>,
    /// Lines between things.
    pub rule: Option<Ranged<0, 100>>,
    /// The ground of boxes.
    pub tint: Option<Ranged<0, 100>>,
}

/// A number from `LEAST` to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Ranged<const LEAST: i32, const MOST: i32>(f64);

impl<const LEAST: i32, const MOST: i32> Ranged<LEAST, MOST> {
    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<const LEAST: i32, const MOST: i32> TryFrom<f64> for Ranged<LEAST, MOST> {
    type Error = RangeError;

    fn try_from(value: f64) -> Result<Self, RangeError> {
        match (f64::from(LEAST)..=f64::from(MOST)).contains(&value) {
            true => Ok(Self(value)),
            false => Err(RangeError { value, least: LEAST, most: MOST }),
        }
    }
}

/// A number that is not in its range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RangeError {
    value: f64,
    least: i32,
    most: i32,
}

impl std::fmt::Display for RangeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { value, least, most } = self;
        write!(formatter, "{value} is out of range: expected {least} to {most}")
    }
}

impl std::error::Error for RangeError {}
