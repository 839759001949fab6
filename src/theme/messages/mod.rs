//! Interface words, plurals and dates in a document's language.
//!
//! The words are in `words/LANG.toml` of a theme. Plurals, dates, numbers and lists follow the Unicode CLDR ([`language_forms`]); what
//! languages want beyond that where two pieces meet is in [`joints`].

pub(crate) mod check;
mod joints;
mod keys;
mod language_forms;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil;
use serde::Deserialize;

pub use keys::{Count, MessageKey};

use language_forms::LanguageForms;
use pressroom_document::sha256;

/// The words of one language, complete.
pub struct Messages {
    language: String,
    phrases: Arc<MessageTable>,
    forms: Arc<LanguageForms>,
}

/// A theme's messages in one language, completed with English ones.
struct MessageTable {
    words: BTreeMap<MessageKey, String>,
    /// How the language's own file joins the last two names of a row, where it says so: "{first} and {last}".
    and: Option<String>,
    counts: BTreeMap<Count, BTreeMap<String, String>>,
    hash: String,
}

/// Messages that were read already, by the names of their files.
#[derive(Default)]
pub(crate) struct MessageCache(Mutex<BTreeMap<String, Arc<MessageTable>>>);

impl std::fmt::Debug for Messages {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Messages({})", self.language)
    }
}

#[derive(Deserialize, Default)]
struct MessageFile {
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    counts: BTreeMap<String, BTreeMap<String, String>>,
}

const ENGLISH: &str = "en";

/// The key of "{first} and {last}", which only languages have that join names otherwise than the CLDR says.
const AND: &str = "and";

/// Stands for a piece of markup in a phrase while it is filled. No text has it: it is no character.
const MARK: char = '\u{FDD0}';

impl Messages {
    /// Words for a language tag, from `file(name)` with the names that [`Self::files`] gives, each word from the first
    /// that has it; a word that none has is the English one. What was read is remembered in `cache`, which is for these
    /// files alone.
    pub(crate) fn new<'a>(
        language: &str,
        cache: &MessageCache,
        file: impl Fn(&str) -> Option<&'a str>,
    ) -> Self {
        let english =
            || cache.phrases(&[ENGLISH.to_owned()], &file).unwrap_or_else(|| MessageTable::new(None, &file));
        let (phrases, name) = match cache.phrases(&Self::files(language), &file) {
            Some(own) => (own, language),
            None => (english(), ENGLISH),
        };
        Self { language: name.to_owned(), phrases, forms: LanguageForms::load(name) }
    }

    /// Names under which a theme may have the words of a language tag, best first: `pt-BR`, `pt`.
    pub fn files(language: &str) -> Vec<String> {
        language_forms::names(language)
    }

    /// The tag of the language that the words are in: the one asked for, or `en`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A hash of all that they say.
    pub fn hash(&self) -> &str {
        &self.phrases.hash
    }

    /// A word.
    pub fn get(&self, word: MessageKey) -> &str {
        self.phrases.words.get(&word).map_or("", String::as_str)
    }

    /// A phrase with its placeholders filled: `fill(MessageKey::Card, &[("number", "3")])`.
    pub fn fill(&self, word: MessageKey, values: &[(&str, &str)]) -> String {
        fill(self.get(word), values)
    }

    /// A number of things, in the plural form that the language wants.
    pub fn count(&self, count: Count, n: usize) -> String {
        let forms = self.phrases.counts.get(&count);
        let exact = format!("={n}");
        let names = [exact.as_str(), self.forms.category(n), "other"];
        let form = forms.and_then(|forms| names.into_iter().find_map(|name| forms.get(name)));
        let number = self.forms.number(n);
        form.map_or_else(|| number.clone(), |form| fill(form, &[("n", &number)]))
    }

    /// A day, written out: "18 December 2025".
    pub fn date(&self, day: civil::Date) -> String {
        self.forms.date(day)
    }

    /// A phrase with a day: "Published 18 December 2025".
    pub fn dated(&self, word: MessageKey, day: civil::Date) -> String {
        self.around_date(word, day).join(&self.date(day))
    }

    /// The text before and after the day in a phrase; the whole phrase if it has no place for a day.
    pub fn around_date(&self, word: MessageKey, day: civil::Date) -> Vec<String> {
        let phrase = self.get(word);
        match phrase.split_once("{date}") {
            Some((before, after)) => {
                vec![joints::before_day(self.forms.language(), before, day), after.to_owned()]
            }
            None => vec![phrase.to_owned()],
        }
    }

    /// A phrase with names: "By Ada, Boris and Chi".
    pub fn by(&self, names: &[&str]) -> String {
        interleave(self.around_names(names), names)
    }

    /// The text before each name in the phrase with names, and after the last; the whole phrase if it has no place for
    /// names.
    pub fn around_names(&self, names: &[&str]) -> Vec<String> {
        let phrase = self.get(MessageKey::By);
        let Some((before, after)) = phrase.split_once("{names}") else { return vec![phrase.to_owned()] };
        let mut around = self.joints(names);
        if let Some(first) = around.first_mut() {
            first.insert_str(0, before);
        }
        if let Some(last) = around.last_mut() {
            last.push_str(after);
        }
        around
    }

    /// Names in a row: "Ada", "Ada and Boris", "Ada, Boris and Chi".
    pub fn list(&self, names: &[&str]) -> String {
        interleave(self.joints(names), names)
    }

    /// The text before each name in a row, and after the last.
    fn joints(&self, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| name.replace(MARK, "")).collect();
        let marked: Vec<String> = names.iter().map(|name| format!("{name}{MARK}")).collect();
        let own = self.phrases.and.as_deref().and_then(|and| self.joined(and, &marked));
        let list = own.or_else(|| self.forms.list(&marked)).unwrap_or_else(|| marked.join(", "));
        let list =
            joints::before_accent(self.forms.language(), list, marked.last().map_or("", String::as_str));
        let mut names = names.iter();
        let joint = |piece: &str| {
            let name = names.next().map_or("", String::as_str);
            piece.strip_suffix(name).unwrap_or(piece).to_owned()
        };
        list.split(MARK).map(joint).collect()
    }

    /// Items joined by the theme's own words: `and` is "{first} and {last}".
    fn joined(&self, and: &str, items: &[String]) -> Option<String> {
        let (last, first) = items.split_last()?;
        if first.is_empty() {
            return Some(last.clone());
        }
        let and = joints::before_name(self.forms.language(), and, last);
        Some(fill(&and, &[("first", &first.join(self.get(MessageKey::Comma))), ("last", last)]))
    }

    /// A label with what stands between it and its text: "Read more: ".
    pub fn label(&self, label: &str) -> String {
        let label = label.trim_end();
        format!("{label}{}", self.colon(label))
    }

    /// The mark between a label and its text: a colon, or none if the label ends with a mark of its own.
    pub fn colon(&self, label: &str) -> &str {
        match label.trim_end().chars().next_back() {
            // Full-width marks have their space within them.
            Some('：' | '？' | '！' | '。') => "",
            Some(':' | '?' | '!' | '.' | '…' | '؟' | '۔' | '।') => " ",
            None | Some(_) => self.get(MessageKey::Colon),
        }
    }

    /// A text in parentheses, to be put behind another: " (Card 2)".
    pub fn aside(&self, text: &str) -> String {
        let aside = self.fill(MessageKey::Parentheses, &[("text", text)]);
        if aside.starts_with('（') { aside } else { format!(" {aside}") }
    }

    /// Sentences in a row, with a space between them where the script has spaces.
    pub fn sentences(&self, sentences: &[&str]) -> String {
        let mut out = String::new();
        for sentence in sentences {
            if !out.is_empty() && !out.ends_with('。') {
                out.push(' ');
            }
            out.push_str(sentence);
        }
        out
    }

    /// A text in capitals, as the language writes them: "İKLİM" in Turkish.
    pub fn capitals(&self, text: &str) -> String {
        self.forms.capitals(text)
    }
}

/// Names with what stands around them.
fn interleave(around: Vec<String>, names: &[&str]) -> String {
    let names = std::iter::once("").chain(names.iter().copied());
    around.iter().zip(names).flat_map(|(joint, name)| [name, joint.as_str()]).collect()
}

impl MessageCache {
    /// Reads the files of some names, of which the first wins; `None` if none can be read.
    fn phrases<'a>(
        &self,
        names: &[String],
        file: &impl Fn(&str) -> Option<&'a str>,
    ) -> Option<Arc<MessageTable>> {
        let key = names.join(" ");
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(phrases) = known.get(&key) {
            return Some(Arc::clone(phrases));
        }
        let own = names.iter().filter_map(|name| read(name, file)).reduce(MessageFile::over)?;
        let phrases = MessageTable::new(Some(own), file);
        known.insert(key, Arc::clone(&phrases));
        Some(phrases)
    }
}

fn read<'a>(name: &str, file: &impl Fn(&str) -> Option<&'a str>) -> Option<MessageFile> {
    let own: MessageFile = toml::from_str(file(name)?).ok()?;
    // A theme says only what is other in it.
    match crate::builtin::words(name).and_then(|text| toml::from_str(&text).ok()) {
        Some(builtin) => Some(own.over(builtin)),
        None => Some(own),
    }
}

impl MessageFile {
    /// Completes this file with the messages of `other`.
    fn over(mut self, other: Self) -> Self {
        for (key, word) in other.words {
            self.words.entry(key).or_insert(word);
        }
        for (key, forms) in other.counts {
            self.counts.entry(key).or_insert(forms);
        }
        self
    }
}

impl MessageTable {
    /// Completes a language's own file with English messages.
    fn new<'a>(own: Option<MessageFile>, file: &impl Fn(&str) -> Option<&'a str>) -> Arc<Self> {
        let (own, english) = (own.unwrap_or_default(), read(ENGLISH, file).unwrap_or_default());
        let word = |word: MessageKey| {
            let text = own.words.get(word.key()).or_else(|| english.words.get(word.key()));
            (word, text.cloned().unwrap_or_default())
        };
        let count = |count: Count| {
            let forms = own.counts.get(count.key()).or_else(|| english.counts.get(count.key()));
            (count, forms.cloned().unwrap_or_default())
        };
        let and = own.words.get(AND).cloned();
        let words: BTreeMap<_, _> = MessageKey::ALL.iter().copied().map(word).collect();
        let counts: BTreeMap<_, _> = Count::ALL.iter().copied().map(count).collect();
        let all = (&and, words.iter().map(|(word, text)| (word.key(), text)).collect::<Vec<_>>());
        let forms: Vec<_> = counts.iter().map(|(count, forms)| (count.key(), forms)).collect();
        let hash = sha256(&serde_json::to_vec(&(all, forms)).unwrap_or_default());
        Arc::new(Self { words, and, counts, hash })
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
