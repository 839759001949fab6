//! Changes of letters where two pieces of a phrase meet.

use std::borrow::Cow;

use jiff::civil;

/// Adapts the text before a day: in Italian the article is elided before "8" (otto) and "11" (undici).
pub(crate) fn before_day(language: &str, before: &str, day: civil::Date) -> String {
    if language == "it" && matches!(day.day(), 8 | 11) {
        for (whole, elided) in [("il ", "l’"), ("al ", "all’"), ("del ", "dell’"), ("dal ", "dall’")]
        {
            let stem = before.strip_suffix(whole);
            if let Some(stem) = stem.filter(|stem| !stem.ends_with(char::is_alphanumeric)) {
                return format!("{stem}{elided}");
            }
        }
    }
    before.to_owned()
}

/// The words between the last two names, before a name: in Hebrew a maqaf parts the prefix from what is not Hebrew; in
/// Italian "e" is "ed" before another e.
pub(crate) fn before_name<'a>(language: &str, and: &'a str, name: &str) -> Cow<'a, str> {
    let first = name.chars().find(|character| character.is_alphanumeric());
    match (language, first) {
        ("he", Some(first)) if !('א'..='ת').contains(&first) => and.replace("{last}", "־{last}").into(),
        // But "e Edoardo": not twice the same sound.
        ("it", Some('e' | 'E' | 'è' | 'È' | 'é' | 'É')) if !starts_with_ed(name) => {
            and.replace(" e {last}", " ed {last}").into()
        }
        _ => and.into(),
    }
}

/// "Ana e Íñigo": the CLDR knows of `i` and `hi` only without an accent.
pub(crate) fn before_accent(language: &str, list: String, last: &str) -> String {
    let mut letters = last.chars().flat_map(char::to_lowercase).filter(|letter| *letter != 'h');
    let head = list.strip_suffix(last).and_then(|head| head.strip_suffix(" y "));
    match (language, letters.next(), head) {
        ("es", Some('í'), Some(head)) => format!("{head} e {last}"),
        _ => list,
    }
}

fn starts_with_ed(name: &str) -> bool {
    let mut letters = name.chars().filter(|character| character.is_alphanumeric()).skip(1);
    letters.next().is_some_and(|second| second.eq_ignore_ascii_case(&'d'))
}
