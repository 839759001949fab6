//! Scripts of languages, and what they have.

use icu_locale::{Locale, LocaleExpander};

use crate::Language;

impl Language {
    /// True where the script has no slanted letters: emphasis is shown by weight there, and nothing else is slanted.
    pub fn is_upright(&self) -> bool {
        let Ok(mut locale) = Locale::try_from_str(self.as_str()) else { return false };
        LocaleExpander::new_extended().maximize(&mut locale.id);
        // Languages that nobody knows are taken for Latin.
        let script = locale.id.script.map(|script| script.as_str().to_owned());
        script.is_some_and(|script| !["Latn", "Cyrl", "Grek", "Armn", "Geor"].contains(&script.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn only_scripts_with_italics_are_slanted() {
        for (tag, upright) in [
            ("en", false),
            ("uk", false),
            ("el", false),
            ("tr", false),
            ("sr-Latn", false),
            ("qaa", false),
            ("ar", true),
            ("he-IL", true),
            ("fa", true),
            ("yi", true),
            ("az-Arab", true),
            ("zh-TW", true),
            ("ja", true),
            ("ko", true),
            ("hi", true),
            ("th", true),
            ("am", true),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap().is_upright(), upright, "{tag}");
        }
    }
}
