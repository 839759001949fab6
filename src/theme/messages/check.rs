//! Checks a theme's own words: each file is TOML, each phrase has its placeholders, each count the plurals of its language.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{
    keys::{Count, MessageKey},
    language_forms::LanguageForms,
};
use crate::{builtin, files::Files};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span, nearest};

/// Up to which number plurals are looked for: explainers have no more cards, nor take more minutes.
const MOST: usize = 200;

/// Words in one language, with their places.
#[derive(Deserialize, Default)]
struct Placed {
    #[serde(default)]
    words: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    counts: BTreeMap<String, Spanned<BTreeMap<String, Spanned<String>>>>,
}

/// Checks the files `words/LANG.toml` among those that a theme brings.
///
/// # Errors
/// The findings about the first file that is wrong, with its text.
pub(crate) fn check(theme: &str, files: &Files) -> Result<(), (Source, Diagnostics)> {
    let english = builtin::words("en").map(|text| read(&text).unwrap_or_default()).unwrap_or_default();
    for (path, bytes) in files {
        let Some(language) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        let (source, mut found) = Source::decode(format!("{theme}/{path}"), bytes);
        if found.is_empty() {
            match read(&source.text) {
                Ok(words) => check_words(language, &words, &english, &mut found),
                Err(finding) => found.push(finding),
            }
        }
        if !found.is_empty() {
            let error = |finding| Diagnostic { severity: pressroom_diagnostics::Severity::Error, ..finding };
            return Err((source, found.into_iter().map(error).collect()));
        }
    }
    Ok(())
}

fn read(text: &str) -> Result<Placed, Diagnostic> {
    toml::from_str(text).map_err(|error| {
        let span = error.span().map_or_else(Span::default, |span| Span::new(span.start, span.end));
        Diagnostic::error(Code::BadTheme, format!("these words can't be read: {}", error.message()))
            .with_span(span)
    })
}

fn check_words(language: &str, own: &Placed, english: &Placed, found: &mut Diagnostics) {
    let known: Vec<&str> = MessageKey::ALL.iter().map(|word| word.key()).chain(["and"]).collect();
    for (key, phrase) in &own.words {
        match english.words.get(key) {
            Some(model) => placeholders(key, phrase, model.as_ref(), found),
            None if known.contains(&key.as_str()) => {}
            None => found.extend(unknown(key, phrase.span(), &known)),
        }
    }
    let forms = LanguageForms::load(language);
    let wanted: BTreeSet<&str> = (0..=MOST).map(|n| forms.category(n)).collect();
    let builtin = builtin::words(language).and_then(|text| read(&text).ok()).unwrap_or_default();
    let counts: Vec<&str> = Count::ALL.iter().map(|count| count.key()).collect();
    for (key, plurals) in &own.counts {
        if !counts.contains(&key.as_str()) {
            found.extend(unknown(key, plurals.span(), &counts));
            continue;
        }
        let beneath = builtin.counts.get(key).map(Spanned::as_ref);
        let missing: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|category| !plurals.as_ref().contains_key(*category))
            // A form that the language's built-in words have stays.
            .filter(|_| beneath.is_none())
            .collect();
        if !missing.is_empty() {
            let message = format!("`{key}` lacks the plural {} of this language", quoted(&missing));
            let finding = Diagnostic::error(Code::BadTheme, message).with_span(span(plurals.span()));
            let help = format!("write {} = \"{{n}} …\" in [counts.{key}]", missing.join(" and "));
            found.push(finding.help(help));
        }
        let other = plurals.as_ref().get("other");
        if let Some(other) = other.filter(|other| !other.as_ref().contains("{n}")) {
            let message = format!("`other` of `{key}` has no place for the number");
            let finding = Diagnostic::error(Code::BadTheme, message).with_span(span(other.span()));
            found.push(finding.help("write {n} where the number stands"));
        }
    }
}

/// The placeholders of a phrase must be those of the English one.
fn placeholders(key: &str, phrase: &Spanned<String>, model: &str, found: &mut Diagnostics) {
    let (own, wanted) = (names(phrase.as_ref()), names(model));
    let missing: Vec<&str> = wanted.difference(&own).copied().collect();
    let unknown: Vec<&str> = own.difference(&wanted).copied().collect();
    let braces =
        |names: &[&str]| names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" and ");
    let message = match (missing.as_slice(), unknown.as_slice()) {
        ([], []) => return,
        ([], unknown) => format!("`{key}` has no value for {}", braces(unknown)),
        (missing, _) => format!("`{key}` lacks {}", braces(missing)),
    };
    let finding = Diagnostic::error(Code::BadTheme, message).with_span(span(phrase.span()));
    found.push(finding.help(format!("in English it is \"{model}\"")));
}

/// The names between braces.
fn names(phrase: &str) -> BTreeSet<&str> {
    phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The finding about a key that is nearly one that is known; others may be of another version.
fn unknown(key: &str, place: std::ops::Range<usize>, known: &[&str]) -> Option<Diagnostic> {
    let near = nearest(key, known.iter().copied())?;
    let finding =
        Diagnostic::error(Code::BadTheme, format!("there is no word `{key}`")).with_span(span(place));
    Some(finding.help(format!("did you mean `{near}`?")))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::{Theme, builtin_names};

    fn wrong(path: &str, text: &str) -> Vec<String> {
        let theme = "extends = \"default\"\n";
        let file = |text: &str| Cow::Owned(text.as_bytes().to_vec());
        let files = Files::from([("theme.toml".to_owned(), file(theme)), (path.to_owned(), file(text))]);
        match Theme::load("themes/own", files) {
            Ok(_) => Vec::new(),
            Err((source, found)) => found
                .iter()
                .map(|one| {
                    let line = source.line_column(one.span.unwrap_or_default().start as usize).line;
                    format!("{}:{line}: {}", source.name, one.message)
                })
                .collect(),
        }
    }

    #[test]
    fn broken_words_are_errors_at_their_line() {
        for (path, text, expected) in [
            ("words/de.toml", "[words]\nnote = \"Merke\n", "2: these words can't be read"),
            ("words/de.toml", "[words]\nnote = 5\n", "2: these words can't be read"),
            ("words/en.toml", "[words]\ntip = \"Hint\"\nby = \"From\"\n", "3: `by` lacks {names}"),
            (
                "words/en.toml",
                "[words]\ncard = \"Card {numbr} {number}\"\n",
                "2: `card` has no value for {numbr}",
            ),
            ("words/en.toml", "[words]\nrelatd = \"See also\"\n", "2: there is no word `relatd`"),
            (
                "words/cs.toml",
                "[words]\ntip = \"Rada\"\n[counts.cards]\none = \"{n} karta\"\nother = \"{n} karet\"\n",
                "3: `cards` lacks the plural `few`",
            ),
            ("words/de.toml", "[counts.cards]\nother = \"Karten\"\n", "2: `other` of `cards` has no place"),
        ] {
            let found = wrong(path, text);
            assert_eq!(found.len(), 1, "{text} {found:?}");
            assert!(found[0].starts_with(&format!("themes/own/{path}:{expected}")), "{found:?}");
        }
        for (path, text) in [
            ("words/de.toml", "[words]\nnote = \"Merke\"\n[counts.cards]\nother = \"{n} Fragen\"\n"),
            (
                "words/cs.toml",
                "[counts.cards]\none = \"{n} karta\"\nfew = \"{n} karty\"\nother = \"{n} karet\"\n",
            ),
            ("words/en.toml", "[words]\nof-another-version = \"x\"\n"),
        ] {
            assert_eq!(wrong(path, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn built_in_words_are_right() {
        for name in builtin_names() {
            let files = builtin::files(&name).unwrap();
            assert!(check(&name, &files).is_ok_and(|()| true), "{name}");
        }
    }
}
