//! Dates in words: "Published 3 November 2025", "3 листопада 2025 р.", "2025年11月3日".

use jiff::civil;

use super::{
    lines::size,
    words::{Words, bare},
};
use pressroom_document::Date;

/// The most words of a line that is a date.
const MOST_WORDS: usize = 14;

/// A date that was found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundDate {
    pub(super) date: Date,
    /// It is that of the last change.
    pub(super) updated: bool,
    /// Other readings are possible: the day might be the month.
    pub(super) uncertain: bool,
    /// A time of the day stands with it, whose zone is not said.
    pub(super) has_time: bool,
}

/// The date that a line says, if it says nothing else.
pub(super) fn read(line: &str) -> Option<FoundDate> {
    let words = Words::all();
    if size(line) > MOST_WORDS {
        return None;
    }
    let updated = Words::after(&words.updated, line);
    let published = Words::after(&words.published, line);
    let text = updated.or(published).unwrap_or(line);
    let folded = bare(text);
    if let Ok(date) = text.trim().parse::<Date>() {
        return Some(FoundDate { date, updated: updated.is_some(), uncertain: false, has_time: false });
    }
    let numbers = numbers(&folded);
    let month = month(&folded);
    let (day, uncertain) = match month {
        Some(month) => (with_month(&numbers, month)?, false),
        None => of_numbers(&folded, &numbers)?,
    };
    // What else stands there are words around a date, not a sentence about one.
    let letters =
        folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let others = letters.filter(|word| !word.starts_with(|character: char| character.is_numeric())).count();
    let ends_in_words = words.updated.iter().any(|word| folded.ends_with(word.as_str()));
    (others <= 7).then_some(FoundDate {
        date: Date::Day(day),
        updated: updated.is_some() || ends_in_words,
        uncertain,
        has_time: folded.contains(':') && numbers.len() > 3,
    })
}

/// Numbers, with the digits of any script.
fn numbers(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::new();
    let mut inside = false;
    for character in text.chars() {
        let zeros = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
        let digit = zeros
            .iter()
            .find_map(|zero| u32::from(character).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10));
        match (digit, numbers.last_mut()) {
            (Some(digit), Some(last)) if inside => *last = last.saturating_mul(10).saturating_add(digit),
            (Some(digit), _) => numbers.push(digit),
            (None, _) => {}
        }
        inside = digit.is_some();
    }
    numbers
}

/// The month that a text names.
fn month(text: &str) -> Option<i8> {
    let months = &Words::all().months;
    let words: Vec<&str> = text.split(|character: char| !character.is_alphanumeric()).collect();
    let begins = |word: &str, name: &str| {
        // Hebrew puts "in" before the name: בנובמבר.
        word.starts_with(name) || word.strip_prefix('ב').is_some_and(|word| word.starts_with(name))
    };
    let names = |months: &str| {
        months.split('|').any(|name| match name.contains(' ') {
            true => text.contains(name),
            false => words
                .iter()
                .any(|word| begins(word, name) && word.chars().count() <= name.chars().count() + 8),
        })
    };
    let at = months.iter().position(|months| names(months))?;
    i8::try_from(at % 12 + 1).ok()
}

/// Day and year beside a named month.
fn with_month(numbers: &[u32], month: i8) -> Option<civil::Date> {
    let year = numbers.iter().copied().find(|number| (1900..2200).contains(number))?;
    let day = numbers.iter().copied().find(|number| (1..=31).contains(number))?;
    civil::Date::new(i16::try_from(year).ok()?, month, i8::try_from(day).ok()?).ok()
}

/// A date in numbers, and whether its day might be its month.
fn of_numbers(text: &str, numbers: &[u32]) -> Option<(civil::Date, bool)> {
    let [first, second, third, ..] = numbers else { return None };
    let date = |year: u32, month: u32, day: u32| {
        civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let years = 1990..2100;
    if years.contains(first) {
        return date(*first, *second, *third).map(|date| (date, false));
    }
    if !years.contains(third) || !text.contains(['.', '/', '-']) {
        return None;
    }
    // Days come first, but in the United States, who write slashes.
    let by_day = date(*third, *second, *first);
    let by_month = date(*third, *first, *second);
    let uncertain = text.contains('/') && by_day.is_some() && by_month.is_some() && first != second;
    by_day.or(by_month).map(|date| (date, uncertain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(line: &str) -> Option<String> {
        read(line).map(|found| found.date.to_string())
    }

    #[test]
    fn dates_are_read_in_the_interface_languages() {
        for line in [
            "2025-11-03",
            "Published 3 November 2025",
            "November 3, 2025",
            "Nov. 3, 2025, 9:05 a.m.",
            "3. November 2025",
            "Veröffentlicht am 3. November 2025",
            "03.11.2025",
            "3 листопада 2025",
            "Опубліковано 3 листопада 2025 р.",
            "3 ноября 2025 г.",
            "3 de noviembre de 2025",
            "3 novembre 2025",
            "Publié le lundi 3 novembre 2025",
            "3 de novembro de 2025",
            "3 listopada 2025",
            "3 Kasım 2025",
            "٣ نوفمبر ٢٠٢٥",
            "نُشر في 3 تشرين الثاني 2025",
            "3 בנובמבר 2025",
            "2025年11月3日",
            "2025年11月3日公開",
        ] {
            assert_eq!(day(line).as_deref(), Some("2025-11-03"), "{line}");
        }
        assert!(read("Updated 5 November 2025").unwrap().updated);
        assert!(read("2/11/2025").unwrap().uncertain);
    }

    #[test]
    fn sentences_about_dates_are_none() {
        for line in [
            "On the evening of October 21 the ferry lost its steering.",
            "2021",
            "In May 2025 the council said that it would pay for the boat and for its crew until the spring came.",
            "3 cards",
        ] {
            assert_eq!(day(line), None, "{line}");
        }
    }
}
