//! Languages and the direction in which they run.

use icu_locale::{Locale, LocaleDirectionality};
use serde::{Deserialize, Serialize};

/// A well-formed BCP 47 language tag in canonical case, such as `uk` or `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// The direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Left to right.
    #[serde(rename = "ltr")]
    LeftToRight,
    /// Right to left.
    #[serde(rename = "rtl")]
    RightToLeft,
}

impl Direction {
    /// `ltr` or `rtl`, as HTML's `dir` wants it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// English: what is assumed where nothing is said.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag, such as `pt` of `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The direction of the language's script.
    pub fn direction(&self) -> Direction {
        let rtl = Locale::try_from_str(&self.0)
            .is_ok_and(|locale| LocaleDirectionality::new_common().is_right_to_left(&locale.id));
        if rtl { Direction::RightToLeft } else { Direction::LeftToRight }
    }
}

impl std::str::FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let tag = text.trim().replace('_', "-");
        match Locale::try_from_str(&tag) {
            Ok(locale) if !locale.id.language.is_unknown() => Ok(Self(locale.id.to_string())),
            _ => Err(format!("`{text}` is not a language tag: expected one like en, uk or pt-BR")),
        }
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Language};

    #[test]
    fn tags_are_canonical_and_know_their_direction() {
        for (written, tag, direction) in [
            ("EN", "en", Direction::LeftToRight),
            ("pt_br", "pt-BR", Direction::LeftToRight),
            ("uk", "uk", Direction::LeftToRight),
            ("ar", "ar", Direction::RightToLeft),
            ("he-IL", "he-IL", Direction::RightToLeft),
            ("fa", "fa", Direction::RightToLeft),
        ] {
            let language: Language = written.parse().unwrap();
            assert_eq!((language.as_str(), language.direction()), (tag, direction));
        }
        assert!("English, mostly".parse::<Language>().is_err());
    }
}
