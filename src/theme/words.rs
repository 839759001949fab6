//! Interface words, plurals and dates in a document's language.
//!
//! The words are in `words/LANG.toml` of a theme. Plural categories and dates follow the Unicode CLDR.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD};
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use jiff::civil;
use serde::Deserialize;

macro_rules! keys {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $key_doc:literal])+ $variant:ident = $key:literal,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $key_doc])+ $variant,)+ }

        impl $name {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The key in `words/LANG.toml`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    };
}

keys! {
    /// A word or phrase that editions add. `{…}` in a phrase is filled by [`Words::fill`].
    Word {
        /// "By {names}"
        By = "by",
        /// "{first} and {last}": the end of a list of names.
        And = "and",
        /// Between names before the last: ", ".
        Comma = "comma",
        /// The heading of the list of questions.
        Contents = "contents",
        /// "Published {date}"
        Published = "published",
        /// "Updated {date}"
        Updated = "updated",
        /// "As of {date}"
        AsOf = "as-of",
        /// The heading over corrections.
        Corrections = "corrections",
        /// "Correction, {date}"
        Correction = "correction",
        /// The label of a related-story box that has none.
        Related = "related",
        /// The title of a callout.
        Note = "note",
        /// The title of a callout.
        Tip = "tip",
        /// The title of a callout.
        Important = "important",
        /// The title of a callout.
        Warning = "warning",
        /// The title of a callout.
        Caution = "caution",
        /// The title of a callout made from HTML's `details`.
        Details = "details",
        /// The heading over footnotes.
        Footnotes = "footnotes",
        /// "Footnote {number}": what a screen reader says for a reference.
        Footnote = "footnote",
        /// "Back to the text"
        BackToText = "back-to-text",
        /// "Skip to the text"
        SkipToText = "skip-to-text",
        /// "Link to this card"
        Permalink = "permalink",
        /// "Card {number}"
        Card = "card",
        /// "Picture: {alt}": in place of a picture.
        Picture = "picture",
        /// "Picture not shown"
        PictureMissing = "picture-missing",
        /// "Source: {credit}": before a credit.
        Credit = "credit",
        /// A task that is done, for readers who can't see the box.
        Done = "done",
        /// A task that is not done.
        NotDone = "not-done",
        /// "Read on the web: {url}"
        ReadOnline = "read-online",
        /// "Read the rest on the web: {url}": where a mail had to be cut.
        ReadRest = "read-rest",
        /// The heading over the addresses of links, on paper.
        Links = "links",
        /// What to do with the code beside them: "Read on the web"
        Scan = "scan",
        /// "Unsubscribe: {url}"
        Unsubscribe = "unsubscribe",
        /// The cover, in an EPUB's landmarks.
        Cover = "cover",
        /// The title page, in an EPUB's landmarks.
        TitlePage = "title-page",
        /// Before the text begins, in an EPUB's contents.
        Introduction = "introduction",
        /// The sign-off, in an EPUB's contents.
        SignOff = "sign-off",
        /// "Rights"
        Rights = "rights",
        /// "Sources and rights": the colophon's heading.
        Colophon = "colophon",
        /// "Version {version}"
        Version = "version",
        /// "Draft": before the headline of one.
        Draft = "draft",
        /// "Proof": the head of a galley proof.
        Proof = "proof",
        /// "Page {page} of {pages}"
        PageOf = "page-of",
        /// "Page {page}": what a screen reader says where a page of the print edition begins.
        Page = "page",
        /// The heading of the list of the print edition's pages.
        PrintedPages = "printed-pages",
        /// "Table, scrolls sideways": the name of a wide table's region.
        TableRegion = "table-region",
        /// "Table {number}; scrolls sideways": the name of a wide table's region, which no other has.
        WideTable = "wide-table",
        /// Before the links by which a card is passed on.
        Share = "share",
        /// The link that passes a card on by mail.
        ShareEmail = "share-email",
        /// The heading over updates and corrections.
        WhatChanged = "what-changed",
        /// Before the names of other languages.
        OtherLanguages = "other-languages",
        /// The first sentence of an EPUB's accessibility summary.
        AccessibilitySummary = "accessibility-summary",
        /// A sentence of it, where there are footnotes.
        AccessibilityNotes = "accessibility-notes",
        /// A sentence of it, where every picture has an alternative text.
        AccessibilityPictures = "accessibility-pictures",
        /// A sentence of it, where a picture has none.
        AccessibilityPicturesUndescribed = "accessibility-pictures-undescribed",
        /// A sentence of it, where there is mathematics.
        AccessibilityFormulas = "accessibility-formulas",
        /// "In this issue": the heading of a digest's contents.
        InThisIssue = "in-this-issue",
        /// What the language calls itself: "English"
        LanguageName = "language-name",
        /// The title of the site's index: "All explainers"
        AllExplainers = "all-explainers",
        /// A filter that lets everything through: "All"
        All = "all",
        /// "Section": what a page or a filter is about.
        Section = "section",
        /// The heading over sections.
        Sections = "sections",
        /// "Topic": what a tag is to readers.
        Topic = "topic",
        /// The heading over tags.
        Topics = "topics",
        /// "Language": what a page or a filter is about.
        Language = "language",
        /// The heading over languages.
        Languages = "languages",
        /// "No explainer fits both choices."
        NothingFits = "nothing-fits",
        /// The heading over the newest explainers.
        Newest = "newest",
        /// The way to the page before, of a long list.
        Newer = "newer",
        /// The way to the page after, of a long list.
        Older = "older",
        /// What a screen reader calls the ways between the pages of a list.
        Pages = "pages",
        /// The headline of the page for addresses that lead nowhere.
        NotFound = "not-found",
        /// What its readers can do.
        NotFoundHelp = "not-found-help",
        /// What partners are told of a canceled explainer, in place of its text.
        Withdrawn = "withdrawn",
        /// What partners are told of a withheld explainer, in place of its text.
        Withheld = "withheld",
    }
}

keys! {
    /// A counted thing: one form for each plural category, `{n}` is the number.
    Count {
        /// "3 cards"
        Cards = "cards",
        /// "5 minutes' reading"
        Minutes = "minutes",
        /// "Read all 3 cards"
        ReadAll = "read-all",
        /// "5 explainers": in a digest.
        Explainers = "explainers",
    }
}

/// The words of one language, complete.
pub struct Words {
    language: String,
    phrases: Arc<Phrases>,
    forms: Arc<Forms>,
}

/// What a theme says in one language; what it lacks, in English.
struct Phrases {
    words: BTreeMap<Word, String>,
    counts: BTreeMap<Count, BTreeMap<String, String>>,
}

/// What a theme says, by the names of the files that were read already.
#[derive(Default)]
pub(super) struct Shelf(Mutex<BTreeMap<String, Arc<Phrases>>>);

/// Plurals and dates of a language.
struct Forms {
    plurals: Option<PluralRules>,
    dates: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
}

thread_local! {
    /// Plurals and dates by language tags: they take long to make, and can't always be shared between threads.
    static FORMS: RefCell<HashMap<String, Arc<Forms>>> = RefCell::default();
}

/// For how many languages a thread remembers plurals and dates.
const REMEMBERED: usize = 64;

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Words({})", self.language)
    }
}

#[derive(Deserialize, Default)]
struct WordsFile {
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    counts: BTreeMap<String, BTreeMap<String, String>>,
}

const ENGLISH: &str = "en";

impl Words {
    /// Words for a language tag, from `file(name)` with the names `pt-BR`, `pt`, `en` in turn; a word that a language
    /// lacks is taken from English. What was read is remembered in `shelf`, which is for these files alone.
    pub(super) fn new<'a>(language: &str, shelf: &Shelf, file: impl Fn(&str) -> Option<&'a str>) -> Self {
        let primary = language.split('-').next().unwrap_or(language);
        let own = [language, primary].into_iter().find_map(|name| shelf.phrases(name, &file));
        let (phrases, name) = match own {
            Some(own) => (own, language),
            None => (shelf.phrases(ENGLISH, &file).unwrap_or_else(|| Phrases::of(None, &file)), ENGLISH),
        };
        Self { language: name.to_owned(), phrases, forms: Forms::of(name) }
    }

    /// The tag of the language that the words are in: the one asked for, or `en`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A word.
    pub fn get(&self, word: Word) -> &str {
        self.phrases.words.get(&word).map_or("", String::as_str)
    }

    /// A phrase with its placeholders filled: `fill(Word::By, &[("names", "Ada")])`.
    pub fn fill(&self, word: Word, values: &[(&str, &str)]) -> String {
        fill(self.get(word), values)
    }

    /// A number of things, in the plural form that the language wants.
    pub fn count(&self, count: Count, n: usize) -> String {
        let category = match self.forms.plurals.as_ref().map(|rules| rules.category_for(n)) {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => "other",
        };
        let forms = self.phrases.counts.get(&count);
        let form = forms.and_then(|forms| forms.get(category).or_else(|| forms.get("other")));
        form.map_or_else(|| n.to_string(), |form| fill(form, &[("n", &n.to_string())]))
    }

    /// A day, written out: "18 December 2025".
    pub fn date(&self, day: civil::Date) -> String {
        let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        match (&self.forms.dates, Date::try_new_gregorian(i32::from(day.year()), month, of_month)) {
            (Some(formatter), Ok(date)) => formatter.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// Names in a row: "Ada", "Ada and Boris", "Ada, Boris and Chi".
    pub fn list(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => {
                self.fill(Word::And, &[("first", &first.join(self.get(Word::Comma))), ("last", last)])
            }
        }
    }
}

impl Shelf {
    /// What the file of a name says; `None` where there is none that can be read.
    fn phrases<'a>(&self, name: &str, file: &impl Fn(&str) -> Option<&'a str>) -> Option<Arc<Phrases>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(phrases) = known.get(name) {
            return Some(Arc::clone(phrases));
        }
        let phrases = Phrases::of(Some(read(name, file)?), file);
        known.insert(name.to_owned(), Arc::clone(&phrases));
        Some(phrases)
    }
}

fn read<'a>(name: &str, file: &impl Fn(&str) -> Option<&'a str>) -> Option<WordsFile> {
    file(name).and_then(|text| toml::from_str(text).ok())
}

impl Phrases {
    /// What a language's own file says, and English for what it lacks.
    fn of<'a>(own: Option<WordsFile>, file: &impl Fn(&str) -> Option<&'a str>) -> Arc<Self> {
        let (own, english) = (own.unwrap_or_default(), read(ENGLISH, file).unwrap_or_default());
        let word = |word: Word| {
            let text = own.words.get(word.key()).or_else(|| english.words.get(word.key()));
            (word, text.cloned().unwrap_or_default())
        };
        let count = |count: Count| {
            let forms = own.counts.get(count.key()).or_else(|| english.counts.get(count.key()));
            (count, forms.cloned().unwrap_or_default())
        };
        Arc::new(Self {
            words: Word::ALL.iter().copied().map(word).collect(),
            counts: Count::ALL.iter().copied().map(count).collect(),
        })
    }
}

impl Forms {
    /// Those of a language tag.
    fn of(tag: &str) -> Arc<Self> {
        FORMS.with_borrow_mut(|known| {
            if let Some(forms) = known.get(tag) {
                return Arc::clone(forms);
            }
            if known.len() >= REMEMBERED {
                known.clear();
            }
            // With typst, which sets documents on other threads, they may be shared; without it nothing asks for that.
            #[allow(clippy::arc_with_non_send_sync)]
            let forms = Arc::new(Self::load(tag));
            known.insert(tag.to_owned(), Arc::clone(&forms));
            forms
        })
    }

    fn load(tag: &str) -> Self {
        let locale = Locale::try_from_str(tag).ok();
        let locale = locale.as_ref();
        let plurals =
            |locale: &Locale| PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok();
        let dates =
            |locale: &Locale| FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long()).ok();
        Self { plurals: locale.and_then(plurals), dates: locale.and_then(dates) }
    }
}

/// Fills `{name}` placeholders in one pass, so that a value is never searched for placeholders itself.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                match values.iter().find(|(key, _)| *key == name) {
                    Some((_, value)) => out.push_str(value),
                    None => out.extend(["{", name, "}"]),
                }
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
