//! Plurals, dates, numbers, lists and capitals of a language, from the Unicode CLDR.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use icu_calendar::{Date, Gregorian};
use icu_casemap::CaseMapper;
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_list::ListFormatter;
use icu_locale::{
    LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleExpander, LocaleFallbacker,
    subtags::{Language, Script},
};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use jiff::civil;

/// Plurals, dates, numbers and lists of a language.
pub(crate) struct LanguageForms {
    language: Option<Language>,
    region: Option<String>,
    plurals: Option<PluralRules>,
    dates: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    numbers: Option<DecimalFormatter>,
    lists: Option<ListFormatter>,
    locale: Locale,
}

thread_local! {
    /// Forms by language tags: they take long to make, and can't always be shared between threads.
    static FORMS: RefCell<HashMap<String, Arc<LanguageForms>>> = RefCell::default();
}

/// For how many languages a thread remembers its forms.
const REMEMBERED: usize = 64;

impl LanguageForms {
    /// Loads the forms of a language tag, once a thread.
    pub(crate) fn load(tag: &str) -> Arc<Self> {
        FORMS.with_borrow_mut(|known| {
            if let Some(forms) = known.get(tag) {
                return Arc::clone(forms);
            }
            if known.len() >= REMEMBERED {
                known.clear();
            }
            // With typst, which sets documents on other threads, they may be shared; without it nothing asks for that.
            #[allow(clippy::arc_with_non_send_sync)]
            let forms = Arc::new(Self::build(tag));
            known.insert(tag.to_owned(), Arc::clone(&forms));
            forms
        })
    }

    fn build(tag: &str) -> Self {
        let plain = Locale::try_from_str(tag).ok();
        // Card numbers, pages and lists have European digits everywhere, so dates and counts have them too.
        let latin = Locale::try_from_str(&format!("{tag}-u-nu-latn")).ok();
        let (locale, latin) = (plain.as_ref(), latin.as_ref());
        let plurals =
            |locale: &Locale| PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok();
        let dates =
            |locale: &Locale| FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long()).ok();
        let numbers = |locale: &Locale| DecimalFormatter::try_new(locale.into(), Default::default()).ok();
        let lists = |locale: &Locale| ListFormatter::try_new_and(locale.into(), Default::default()).ok();
        Self {
            language: locale.map(|locale| locale.id.language),
            region: locale.and_then(|locale| locale.id.region).map(|region| region.as_str().to_owned()),
            plurals: locale.and_then(plurals),
            dates: latin.and_then(dates),
            numbers: latin.and_then(numbers),
            lists: locale.and_then(lists),
            locale: plain.unwrap_or(Locale::UNKNOWN),
        }
    }

    /// The primary subtag, such as `pt`.
    pub(crate) fn language(&self) -> &str {
        self.language.as_ref().map_or("", Language::as_str)
    }

    /// The plural category of a number, by its name in the CLDR.
    pub(crate) fn category(&self, n: usize) -> &'static str {
        match self.plurals.as_ref().map(|rules| rules.category_for(n)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => "other",
        }
    }

    /// A number with its groups of digits: "1,234".
    pub(crate) fn number(&self, n: usize) -> String {
        match &self.numbers {
            Some(formatter) => formatter.format(&Decimal::from(n)).to_string(),
            None => n.to_string(),
        }
    }

    /// A day, written out: "18 December 2025".
    pub(crate) fn date(&self, day: civil::Date) -> String {
        let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let date = match (&self.dates, Date::try_new_gregorian(i32::from(day.year()), month, of_month)) {
            (Some(formatter), Ok(date)) => formatter.format(&date).to_string(),
            _ => return day.to_string(),
        };
        // The first of a month is an ordinal in these languages; the CLDR does not say so.
        let first = match (self.language(), self.region.as_deref()) {
            ("fr", _) => "1er ",
            ("it", _) | ("pt", None | Some("BR")) => "1º ",
            _ => return date,
        };
        match date.strip_prefix("1 ") {
            Some(rest) => format!("{first}{rest}"),
            None => date,
        }
    }

    /// Items in a row as the language joins them.
    pub(crate) fn list(&self, items: &[String]) -> Option<String> {
        self.lists.as_ref().map(|formatter| formatter.format(items.iter()).to_string())
    }

    /// A text in capitals: "İKLİM" in Turkish, "IKLIM" elsewhere.
    pub(crate) fn capitals(&self, text: &str) -> String {
        CaseMapper::new().uppercase_to_string(text, &self.locale.id).into_owned()
    }
}

/// Names under which a theme may have the words of a language tag, best first: the tag, the language in its script, and
/// what the CLDR falls back to in the same script. Traditional Chinese is never shown in Simplified, and Angola's
/// Portuguese is Portugal's before it is Brazil's.
pub(crate) fn names(tag: &str) -> Vec<String> {
    let mut names = vec![tag.to_owned()];
    let Ok(mut locale) = Locale::try_from_str(tag) else { return names };
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    let script = script(&locale.id);
    let mut candidates = vec![locale.id.to_string()];
    candidates.extend(script.map(|script| format!("{}-{script}", locale.id.language)));
    let mut parents = LocaleFallbacker::new().for_config(Default::default()).fallback_for((&locale).into());
    while !parents.get().is_unknown() {
        let parent = parents.get().into_locale();
        candidates.extend((self::script(&parent.id) == script).then(|| parent.id.to_string()));
        parents.step();
    }
    for name in candidates {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The script that a language is written in.
fn script(id: &LanguageIdentifier) -> Option<Script> {
    let mut full = id.clone();
    LocaleExpander::new_extended().maximize(&mut full);
    full.script
}
