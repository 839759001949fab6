//! Presses: the presets of `[print]` with all that they extend, and their output profiles.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::Serialize;
use toml::Spanned;

use crate::files::OpenError;
use pressroom_config::{InkSettings, PresetSettings, PrintPictures, PrintSettings};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use pressroom_document::sha256;

/// How many presets may extend one another.
const MAX_CHAIN: usize = 16;

/// Every preset that a theme and a newsroom have, and the one that is used.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Presses {
    chosen: Option<String>,
    presets: BTreeMap<String, Press>,
    ink: Ink,
}

/// The requirements of one press; every value is given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Press {
    /// The preset's name.
    pub name: String,
    /// The output profile.
    pub profile: Profile,
    /// `OutputConditionIdentifier` (ISO 32000-1, 14.11.5).
    pub condition: String,
    /// `RegistryName`; empty where the condition is in no registry.
    pub registry: String,
    /// How far the bleed reaches, in millimetres.
    pub bleed: f64,
    /// The page has printer's marks around it.
    pub marks: bool,
    /// The most ink, in per cent.
    pub ink_limit: f64,
    /// The smallest type, in points.
    pub smallest_type: f64,
    /// Pixels per inch that pictures should have.
    pub ppi: f64,
    /// The treatment of pictures.
    pub pictures: PrintPictures,
    /// How dark things are.
    pub ink: Ink,
}

/// An ICC output profile for four inks, with the path that it was given by.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The path.
    pub path: String,
    /// The file.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

impl fmt::Debug for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Profile({}, {})", self.path, self.sha256)
    }
}

/// How dark things are, in per cent of black.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ink {
    /// Text.
    pub text: f64,
    /// Text of second rank.
    pub muted: f64,
    /// Card numbers, kicker.
    pub accent: f64,
    /// Lines between things.
    pub rule: f64,
    /// The ground of boxes.
    pub tint: f64,
}

impl Default for Ink {
    /// All black but the ground of boxes: small type in a screen of black frays.
    fn default() -> Self {
        Self { text: 100.0, muted: 100.0, accent: 100.0, rule: 100.0, tint: 7.0 }
    }
}

impl Ink {
    fn changed(self, by: &InkSettings) -> Self {
        Self {
            text: by.text.map_or(self.text, |value| value.get()),
            muted: by.muted.map_or(self.muted, |value| value.get()),
            accent: by.accent.map_or(self.accent, |value| value.get()),
            rule: by.rule.map_or(self.rule, |value| value.get()),
            tint: by.tint.map_or(self.tint, |value| value.get()),
        }
    }
}

impl Presses {
    /// The press that is used.
    pub(crate) fn chosen(&self) -> Option<&Press> {
        self.presets.get(self.chosen.as_deref()?)
    }

    /// These presses with what `settings` add and change. `profile` opens the files that they name.
    ///
    /// # Errors
    /// Findings, each at its place in the text that the settings were read from.
    pub(crate) fn with(
        mut self,
        settings: &PrintSettings,
        mut profile: impl FnMut(&str) -> Result<Arc<[u8]>, OpenError>,
    ) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        self.ink = self.ink.changed(&settings.ink);
        // A preset comes after the one that it extends.
        let mut left: Vec<(&String, &PresetSettings)> = settings.presets.iter().collect();
        for _ in 0..MAX_CHAIN {
            let waits = |written: &PresetSettings, left: &[(&String, &PresetSettings)]| {
                let parent = written.extends.as_ref().map(Spanned::get_ref);
                parent.is_some_and(|parent| left.iter().any(|(name, _)| *name == parent))
            };
            let (later, now): (Vec<_>, Vec<_>) =
                left.iter().copied().partition(|(_, written)| waits(written, &left));
            for (name, written) in now {
                match self.press(name, written, &mut profile) {
                    Ok(press) => _ = self.presets.insert(name.clone(), press),
                    Err(finding) => found.push(finding),
                }
            }
            if later.len() == left.len() || later.is_empty() {
                left = later;
                break;
            }
            left = later;
        }
        for (name, written) in left {
            let message = format!("the preset `{name}` extends itself, in the end");
            found.push(error_at(written.extends.as_ref(), message));
        }
        if let Some(chosen) = &settings.preset {
            if !self.presets.contains_key(chosen.get_ref()) && found.is_empty() {
                found.push(self.unknown(chosen));
            }
            self.chosen = Some(chosen.get_ref().clone());
        }
        for press in self.presets.values_mut() {
            press.ink = self.ink;
        }
        if found.is_empty() { Ok(self) } else { Err(found) }
    }

    fn press(
        &self,
        name: &str,
        written: &PresetSettings,
        open: &mut impl FnMut(&str) -> Result<Arc<[u8]>, OpenError>,
    ) -> Result<Press, Diagnostic> {
        let parent = match &written.extends {
            Some(parent) => Some(self.presets.get(parent.get_ref()).ok_or_else(|| self.unknown(parent))?),
            None => self.presets.get(name),
        };
        let missing = |key: &str| {
            Diagnostic::error(Code::BadTheme, format!("the preset `{name}` says no `{key}`"))
                .help("give it, or write extends = \"newspaper\" or \"magazine\"")
        };
        let profile = match &written.profile {
            Some(path) => {
                let bytes = open(path.get_ref())
                    .and_then(|bytes| Ok(check(&bytes).map(|()| bytes)?))
                    .map_err(|why| error_at(Some(path), format!("the profile `{}` {why}", path.get_ref())))
                    .map_err(|finding| finding.help("expected an ICC output profile (prtr) for CMYK"))?;
                let sha256 = sha256(&bytes);
                Some(Profile { path: path.get_ref().clone(), bytes, sha256 })
            }
            None => None,
        };
        // Another profile is another condition: the parent's names would be wrong for it.
        let other = profile.is_some();
        let inherited = |own: &Option<String>, from: fn(&Press) -> &String| match own {
            Some(own) => own.clone(),
            None if other => String::new(),
            None => parent.map(from).cloned().unwrap_or_default(),
        };
        let number = |own: Option<f64>, from: fn(&Press) -> f64, key| {
            own.or_else(|| parent.map(from)).ok_or_else(|| missing(key))
        };
        Ok(Press {
            name: name.to_owned(),
            condition: inherited(&written.condition, |press| &press.condition),
            registry: inherited(&written.registry, |press| &press.registry),
            profile: profile.or_else(|| Some(parent?.profile.clone())).ok_or_else(|| missing("profile"))?,
            bleed: number(written.bleed.map(|n| n.get()), |press| press.bleed, "bleed")?,
            marks: written.marks.or_else(|| Some(parent?.marks)).ok_or_else(|| missing("marks"))?,
            ink_limit: number(written.ink_limit.map(|n| n.get()), |press| press.ink_limit, "ink_limit")?,
            smallest_type: number(
                written.smallest_type.map(|n| n.get()),
                |press| press.smallest_type,
                "smallest_type",
            )?,
            ppi: number(written.ppi.map(|n| n.get()), |press| press.ppi, "ppi")?,
            pictures: written
                .pictures
                .or_else(|| Some(parent?.pictures))
                .ok_or_else(|| missing("pictures"))?,
            ink: self.ink,
        })
    }

    fn unknown(&self, name: &Spanned<String>) -> Diagnostic {
        let known: Vec<&str> = self.presets.keys().map(String::as_str).collect();
        let help = match nearest(name.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known.join(", ")),
        };
        error_at(Some(name), format!("there is no print preset `{}`", name.get_ref())).help(help)
    }
}

fn error_at(place: Option<&Spanned<String>>, message: String) -> Diagnostic {
    let span = place.map(|place| Span::new(place.span().start, place.span().end));
    Diagnostic { span, ..Diagnostic::error(Code::BadTheme, message) }
}

/// Why a file is no output profile for four inks, as the rest of a sentence.
#[derive(Debug)]
enum ProfileError {
    NoProfile,
    /// The colour space that it is for.
    OtherColors(String),
    /// The class that it has.
    OtherClass(String),
}

impl fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProfile => formatter.write_str("is not an ICC profile"),
            Self::OtherColors(space) => write!(formatter, "is for {space}, not for CMYK"),
            Self::OtherClass(class) => {
                write!(formatter, "has the class `{class}`: it is not of an output device (`prtr`)")
            }
        }
    }
}

impl std::error::Error for ProfileError {}

/// Checks the header of a profile (ICC.1:2022, 7.2).
fn check(bytes: &[u8]) -> Result<(), ProfileError> {
    let field =
        |at: usize| bytes.get(at..at + 4).map(|field| String::from_utf8_lossy(field).trim().to_owned());
    if field(36).as_deref() != Some("acsp") || bytes.len() < 132 {
        return Err(ProfileError::NoProfile);
    }
    match field(16).as_deref() {
        Some("CMYK") => {}
        Some(other) => return Err(ProfileError::OtherColors(other.to_owned())),
        None => return Err(ProfileError::NoProfile),
    }
    match field(12).as_deref() {
        Some("prtr") => Ok(()),
        Some(other) => Err(ProfileError::OtherClass(other.to_owned())),
        None => Err(ProfileError::NoProfile),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(class: &str, space: &str) -> Arc<[u8]> {
        let mut bytes = vec![0; 132];
        bytes[12..16].copy_from_slice(class.as_bytes());
        bytes[16..20].copy_from_slice(space.as_bytes());
        bytes[36..40].copy_from_slice(b"acsp");
        bytes.into()
    }

    fn with(base: Presses, text: &str) -> Result<Presses, Vec<(String, String)>> {
        let settings: PrintSettings =
            toml::from_str(text).map_err(|error| vec![(String::new(), error.to_string())])?;
        let open = |path: &str| match path {
            "good.icc" => Ok(header("prtr", "CMYK")),
            "rgb.icc" => Ok(header("prtr", "RGB ")),
            "screen.icc" => Ok(header("mntr", "CMYK")),
            "text.icc" => Ok(Arc::from(*b"not a profile")),
            _ => Err("is not there".into()),
        };
        base.with(&settings, open).map_err(|found| {
            let place = |finding: &Diagnostic| {
                finding.span.map_or("", |span| &text[span.start as usize..span.end as usize])
            };
            found.iter().map(|finding| (place(finding).to_owned(), finding.message.clone())).collect()
        })
    }

    const HOUSE: &str = "preset = 'house'\n[presets.house]\nprofile = 'good.icc'\ncondition = 'X1'\nregistry = 'r'\n\
                         bleed = 3\nmarks = true\nink_limit = 280\nsmallest_type = 6\nppi = 250\npictures = 'convert'\n";

    #[test]
    fn presets_extend_one_another_in_any_order() {
        let base = with(Presses::default(), HOUSE).unwrap();
        assert_eq!(base.chosen().unwrap().condition, "X1");
        let more = "preset = 'a'\n[presets.a]\nextends = 'b'\nppi = 300\n[presets.b]\nextends = 'house'\nbleed = 5\n\
                    [ink]\ntint = 10\n[presets.house]\nmarks = false\n";
        let presses = with(base, more).unwrap();
        let press = presses.chosen().unwrap();
        assert_eq!((press.ppi, press.bleed, press.ink_limit, press.ink.tint), (300.0, 5.0, 280.0, 10.0));
        assert!(!press.marks, "a preset that was there before is changed");
        assert_eq!(press.condition, "X1");
    }

    #[test]
    fn another_profile_is_another_condition() {
        let base = with(Presses::default(), HOUSE).unwrap();
        let presses = with(base, "[presets.house]\nprofile = 'good.icc'").unwrap();
        assert_eq!(presses.chosen().unwrap().condition, "");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let wrong = |text: &str| with(with(Presses::default(), HOUSE).unwrap(), text).unwrap_err().remove(0);
        let one = wrong("preset = 'hose'");
        assert_eq!(one, ("'hose'".to_owned(), "there is no print preset `hose`".to_owned()));
        for (path, why) in [
            ("rgb.icc", "is for RGB, not for CMYK"),
            ("screen.icc", "has the class `mntr`: it is not of an output device (`prtr`)"),
            ("text.icc", "is not an ICC profile"),
            ("gone.icc", "is not there"),
        ] {
            let found = wrong(&format!("[presets.house]\nprofile = '{path}'"));
            assert_eq!(found, (format!("'{path}'"), format!("the profile `{path}` {why}")));
        }
        assert!(wrong("[presets.a]\nextends = 'b'\n[presets.b]\nextends = 'a'").1.contains("extends itself"));
        assert!(wrong("[presets.new]\nbleed = 3").1.contains("says no `profile`"));
        assert!(wrong("[presets.house]\nink_limit = 500").1.contains("out of range: expected 100 to 400"));
        assert!(wrong("[presets.house]\nblead = 3").1.contains("unknown field"));
    }
}
