//! Languages and the direction in which they run.

use super::known;
use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};
use serde::{Deserialize, Serialize};

/// A well-formed BCP 47 language tag in canonical form, such as `uk` or `pt-BR`.
///
/// A deprecated code is replaced by the one in use (`iw` by `he`), and a country's code or a language's name by the tag
/// that was meant (`cn` and `chinese` by `zh`): [`Language::doubt`] says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// A text that is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageError(String);

impl std::fmt::Display for LanguageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}` is not a language tag: expected one like en, uk or pt-BR", self.0)
    }
}

impl std::error::Error for LanguageError {}

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

/// Why a tag is not what its author meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What is wrong, for people.
    pub message: String,
    /// The tag that was meant, if that is known.
    pub meant: Option<String>,
    /// True if the tag that was meant is used in its place.
    pub replaced: bool,
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

    /// The script that the language is likely written in (CLDR, likely subtags), such as `Cyrl`.
    pub fn script(&self) -> Option<String> {
        let tag = LanguageIdentifier::try_from_str(&self.0).ok()?;
        Some(LocaleExpander::new_extended().get_likely_script(&tag)?.to_string())
    }

    /// The direction of the language's script.
    pub fn direction(&self) -> Direction {
        let rtl = Locale::try_from_str(&self.0)
            .is_ok_and(|locale| LocaleDirectionality::new_extended().is_right_to_left(&locale.id));
        if rtl { Direction::RightToLeft } else { Direction::LeftToRight }
    }

    /// Why a tag as it was written is not what its author meant; `None` for a good tag, and for none at all.
    pub fn doubt(written: &str) -> Option<Doubt> {
        let written = written.trim();
        let meant = |replaced: bool, meant: Option<String>, message: String| {
            Some(Doubt { message, replaced: replaced && meant.is_some(), meant })
        };
        if let Some(tag) = known::named(written) {
            let message = format!("`{written}` is the name of a language, not its tag");
            return meant(true, Some(tag.to_owned()), message);
        }
        if let Some(tag) = known::meant(written) {
            return meant(true, Some(tag.to_owned()), format!("`{written}` is not the tag of any language"));
        }
        let id = Locale::try_from_str(&written.replace('_', "-")).ok()?.id;
        let (language, region) = (id.language, id.region);
        let code = language.as_str();
        let canonical: Self = written.parse().ok()?;
        if code == "kr" && id.script.is_none() {
            let message = "`kr` is the code of Kanuri, a language of Nigeria and Chad".to_owned();
            return meant(false, Some(tag_with(&id, "ko")), message);
        }
        if code == "tw" && id.script.is_none() && region.is_none() {
            let message = "`tw` is the code of Twi, a language of Ghana".to_owned();
            return meant(false, Some("zh-TW".to_owned()), message);
        }
        // A code of three letters may be another form of a shorter one, as `eng` is of `en`.
        let is_alias = code.len() == 3 && canonical.primary() != code;
        if !known::is_language(language) && !is_alias {
            if canonical.primary() != code {
                let message = format!("`{code}` is the code of a country, not of a language");
                return meant(true, Some(canonical.0), message);
            }
            return meant(false, None, format!("`{code}` is not the code of any language"));
        }
        if let Some(name) = known::of_old_code(language) {
            return meant(true, Some(canonical.0), format!("`{code}` is the old code of {name}"));
        }
        let region = region?;
        if known::is_region(region) {
            let is_old =
                region.is_alphabetic() && !canonical.0.split('-').any(|part| part == region.as_str());
            let message = format!("`{region}` is the old code of a country");
            return meant(true, Some(canonical.0), message).filter(|_| is_old);
        }
        let message = format!("`{region}` is not the code of any country");
        let (replaced, tag) = match canonical.0.ends_with(region.as_str()) {
            true => (false, language.to_string()),
            false => (true, canonical.0),
        };
        meant(replaced, Some(tag), message)
    }
}

/// A tag with another language.
fn tag_with(id: &LanguageIdentifier, language: &str) -> String {
    let region = id.region.map(|region| format!("-{region}")).unwrap_or_default();
    format!("{language}{region}")
}

impl std::str::FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        if let Some(tag) = known::named(text).or_else(|| known::meant(text)) {
            return Ok(Self(tag.to_owned()));
        }
        let tag = text.trim().replace('_', "-");
        let mut locale = match Locale::try_from_str(&tag) {
            Ok(locale) if !locale.id.language.is_unknown() => locale,
            _ => return Err(LanguageError(text.to_owned())),
        };
        let code = locale.id.language;
        if code.as_str().len() == 2
            && !known::is_language(code)
            && let Some(meant) = known::of_country(code.as_str())
        {
            locale.id.language = meant.language;
            locale.id.region = locale.id.region.or(meant.region);
        }
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        Ok(Self(locale.id.to_string()))
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(text: String) -> Result<Self, LanguageError> {
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
            ("EN", "en", "ltr"),
            ("pt_br", "pt-BR", "ltr"),
            ("uk", "uk", "ltr"),
            ("no", "no", "ltr"),
            ("nb", "nb", "ltr"),
            ("sr-Latn", "sr-Latn", "ltr"),
            ("zh-Hant-TW", "zh-Hant-TW", "ltr"),
            ("ar", "ar", "rtl"),
            ("ar-Latn", "ar-Latn", "ltr"),
            ("he-IL", "he-IL", "rtl"),
            ("fa", "fa", "rtl"),
            ("ur", "ur", "rtl"),
            ("ps", "ps", "rtl"),
            ("yi", "yi", "rtl"),
            ("dv", "dv", "rtl"),
            ("ks", "ks", "rtl"),
            ("ug", "ug", "rtl"),
            ("sd", "sd", "rtl"),
            ("sd-Deva", "sd-Deva", "ltr"),
            ("syr", "syr", "rtl"),
            ("nqo", "nqo", "rtl"),
            ("ckb", "ckb", "rtl"),
            ("rhg-Rohg", "rhg-Rohg", "rtl"),
            ("az-Arab", "az-Arab", "rtl"),
            ("az-IR", "az-IR", "rtl"),
            ("az", "az", "ltr"),
            ("ku-Arab", "ku-Arab", "rtl"),
            ("ku", "ku", "ltr"),
            ("pa-Arab", "pa-Arab", "rtl"),
            ("pa-PK", "pa-PK", "rtl"),
            ("pa", "pa", "ltr"),
            ("ms-Arab", "ms-Arab", "rtl"),
            ("uz-Arab", "uz-Arab", "rtl"),
            ("uz-AF", "uz-AF", "rtl"),
            ("tr-Arab", "tr-Arab", "rtl"),
            ("iw", "he", "rtl"),
            ("ji", "yi", "rtl"),
            ("in", "id", "ltr"),
            ("mo", "ro", "ltr"),
            ("sh", "sr-Latn", "ltr"),
            ("eng", "en", "ltr"),
            ("en-UK", "en-GB", "ltr"),
            ("cn", "zh", "ltr"),
            ("hk", "zh-HK", "ltr"),
            ("ir", "fa", "rtl"),
            ("English", "en", "ltr"),
            ("xx", "xx", "ltr"),
        ] {
            let language: Language = written.parse().unwrap();
            assert_eq!((language.as_str(), language.direction().as_str()), (tag, direction), "{written}");
            assert_eq!(tag.parse::<Language>(), Ok(language));
        }
        assert!("English, mostly".parse::<Language>().is_err());
        assert_eq!("ar".parse::<Language>().unwrap().direction(), Direction::RightToLeft);
        assert_eq!("zh-TW".parse::<Language>().unwrap().script().as_deref(), Some("Hant"));
    }

    #[test]
    fn codes_of_no_language_are_in_doubt() {
        for (written, meant, replaced) in [
            ("cn", Some("zh"), true),
            ("ua", Some("uk"), true),
            ("UA", Some("uk"), true),
            ("jp", Some("ja"), true),
            ("gr", Some("el"), true),
            ("cz", Some("cs"), true),
            ("dk", Some("da"), true),
            ("vn", Some("vi"), true),
            ("by", Some("be"), true),
            ("rs", Some("sr"), true),
            ("il", Some("he"), true),
            ("gb", Some("en"), true),
            ("us", Some("en"), true),
            ("english", Some("en"), true),
            ("Deutsch", Some("de"), true),
            ("kr", Some("ko"), false),
            ("sp", Some("es"), true),
            ("tw", Some("zh-TW"), false),
            ("zh-CHS", Some("zh-Hans"), true),
            ("zh_cht", Some("zh-Hant"), true),
            ("中文", Some("zh"), true),
            ("日本語", Some("ja"), true),
            ("kr-KR", Some("ko-KR"), false),
            ("en-UK", Some("en-GB"), true),
            ("en-EN", Some("en"), false),
            ("iw", Some("he"), true),
            ("in-ID", Some("id-ID"), true),
            ("ji", Some("yi"), true),
            ("jw", Some("jv"), true),
            ("mo", Some("ro"), true),
            ("mo-MD", Some("ro-MD"), true),
            ("sh", Some("sr-Latn"), true),
            ("de-DD", Some("de-DE"), true),
            ("fr-ZR", Some("fr-CD"), true),
            ("xx", None, false),
            ("qq", None, false),
            ("zz", None, false),
            ("xqx", None, false),
        ] {
            let doubt = Language::doubt(written);
            let found = doubt.as_ref().map(|doubt| (doubt.meant.as_deref(), doubt.replaced));
            assert_eq!(found, Some((meant, replaced)), "{written}: {doubt:?}");
        }
        for good in [
            "en",
            "en-GB",
            "pt_BR",
            "se",
            "si",
            "sk",
            "sl",
            "am",
            "ba",
            "uk",
            "eng",
            "nqo",
            "ckb",
            "yue",
            "cmn",
            "gsw",
            "haw",
            "fil",
            "tl",
            "syr",
            "es-419",
            "es-840",
            "de-DE-1901",
            "no",
            "nb-NO",
            "zh-Hant-HK",
            "kr-Latn",
            "qaa",
            "mul",
            "zxx",
            "cnr",
            "ase",
            "sr-XK",
            "English, mostly",
            "",
        ] {
            assert_eq!(Language::doubt(good), None, "{good}");
        }
    }
}
