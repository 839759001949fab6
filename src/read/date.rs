//! Dates as people write them: what is wrong with one, and how it is written.

use jiff::{civil, tz::Offset};

use pressroom_document::{Date, DateError, Shown, Zone};

/// The beginnings of the months' names in English, German, French, Spanish, Italian and Portuguese, in lower case.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen"],
    &["feb", "fév", "fev"],
    &["mar", "mär"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "déc", "dic"],
];

/// What is wrong with a date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WrongDate {
    /// What it must be, after "must be".
    pub(crate) expected: &'static str,
    /// How it is mended.
    pub(crate) help: String,
    /// The date that was meant, where there is only one.
    pub(crate) meant: Option<String>,
}

/// Reads a date; a time without an offset is one of `zone`.
pub(crate) fn read(text: &str, zone: Option<&Zone>) -> Result<Date, WrongDate> {
    Date::parse_in(text, zone).map_err(|error| match error {
        DateError::NoOffset => no_offset(text),
        DateError::Malformed => malformed(text, zone),
        DateError::Skipped | DateError::Repeated => uncertain(text, zone),
    })
}

/// A time of the day on which clocks are changed that is no moment, or two.
fn uncertain(text: &str, zone: Option<&Zone>) -> WrongDate {
    let local = text.trim().replacen(' ', "T", 1).replace(' ', "").parse::<civil::DateTime>().ok();
    let name = zone.map_or("the time zone", Zone::name);
    let with = |local: civil::DateTime, offset: Offset| {
        offset.to_timestamp(local).map_or_else(|_| text.to_owned(), |at| Date::Moment(at, offset).rfc3339())
    };
    let help = match local.zip(zone).map(|(local, zone)| (local, zone.shown(local), zone.moment(local))) {
        Some((local, Shown::Twice(first, second), _)) => format!(
            "clocks in {name} show this time twice on that day: write `{}` for the first, `{}` for the second",
            with(local, first),
            with(local, second)
        ),
        Some((_, _, Some((moment, offset)))) => format!(
            "clocks in {name} skip this time on that day: write the time with its offset, as in `{}`",
            Date::Moment(moment, offset).rfc3339()
        ),
        _ => "write it with its offset, as in `2026-01-31T09:00:00+02:00`".to_owned(),
    };
    WrongDate { expected: "one moment", help, meant: None }
}

fn no_offset(text: &str) -> WrongDate {
    let written = text.trim().replacen(' ', "T", 1).replace(' ', "");
    let written = if written.len() == "2026-01-31T09:00".len() { format!("{written}:00") } else { written };
    WrongDate {
        expected: "a time with its offset from UTC",
        help: format!(
            "write `{written}Z` for UTC or `{written}+02:00` for two hours before it, or name your time zone in \
             pressroom.toml: `timezone = \"Europe/Kyiv\"` in [site]"
        ),
        meant: None,
    }
}

fn malformed(text: &str, zone: Option<&Zone>) -> WrongDate {
    let expected = "a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm";
    let (help, meant) = match meant(text) {
        Meant::One(date) => match Date::parse_in(&date, zone) {
            Err(DateError::NoOffset) => (no_offset(&date).help, None),
            Err(DateError::Skipped | DateError::Repeated) => (uncertain(&date, zone).help, None),
            Ok(_) | Err(DateError::Malformed) => (format!("write `{date}`"), Some(date)),
        },
        Meant::Either(one, other) => (format!("write `{one}` or `{other}`, whichever you mean"), None),
        Meant::NoSuchDay => ("there is no such day".to_owned(), None),
        Meant::Unknown => {
            ("write the year first, as in `2026-01-31` or `2026-01-31T09:00:00+02:00`".to_owned(), None)
        }
    };
    WrongDate { expected, help, meant }
}

/// What a text that is no date was meant to be.
enum Meant {
    One(String),
    Either(String, String),
    NoSuchDay,
    Unknown,
}

fn meant(text: &str) -> Meant {
    let text = text.trim().trim_matches(['"', '\'', '“', '”', '„', '‘', '’', '.', ',']);
    if text.chars().count() > 60 {
        return Meant::Unknown;
    }
    let text: String =
        text.chars().map(|c| if matches!(c, '‐' | '‑' | '‒' | '–' | '−') { '-' } else { c }).collect();
    let (date, time) = split_time(&text);
    let Some(time) = time else { return Meant::Unknown };
    let with_time = |day: civil::Date| format!("{day}{time}");
    let day = |year: i16, month: i8, day: i8| civil::Date::new(year, month, day).ok();
    match numbers(&date) {
        Numbers::Ordered(year, month, number) => match day(year, month, number) {
            Some(day) => Meant::One(with_time(day)),
            None => Meant::NoSuchDay,
        },
        Numbers::DayFirst(number, month, year) => {
            match (day(year, month, number), day(year, number, month)) {
                (Some(one), Some(other)) if one != other => Meant::Either(with_time(one), with_time(other)),
                (Some(day), _) | (None, Some(day)) => Meant::One(with_time(day)),
                (None, None) => Meant::NoSuchDay,
            }
        }
        Numbers::None => Meant::Unknown,
    }
}

enum Numbers {
    /// Year, month, day.
    Ordered(i16, i8, i8),
    /// Two numbers of which nobody knows which is the day, and the year.
    DayFirst(i8, i8, i16),
    None,
}

/// The numbers of a date, a month in words as its number.
fn numbers(date: &str) -> Numbers {
    let lower = date.to_lowercase();
    if lower.len() == 8 && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| lower.get(range).unwrap_or_default();
        let (year, month, day) = (part(0..4).parse(), part(4..6).parse(), part(6..8).parse());
        return match (year, month, day) {
            (Ok(year), Ok(month), Ok(day)) => Numbers::Ordered(year, month, day),
            _ => Numbers::None,
        };
    }
    let parts: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && *part != "de")
        .collect();
    let dotted = lower.contains('.');
    let small = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_alphabetic());
        part.starts_with(|c: char| c.is_ascii_digit()).then(|| digits.parse::<i8>().ok()).flatten()
    };
    let year = |part: &str| (part.len() == 4).then(|| part.parse::<i16>().ok()).flatten();
    let word = |part: &str| -> Option<i8> {
        let month = MONTHS.iter().position(|names| names.iter().any(|name| part.starts_with(name)))?;
        (part.chars().count() >= 3).then(|| i8::try_from(month + 1).ok()).flatten()
    };
    let (one, two, three) = match parts.as_slice() {
        [one, two, three] => (*one, *two, *three),
        // A day of the week before it says nothing more.
        [_, one, two, three] if parts.first().and_then(|first| small(first)).is_none() => {
            (*one, *two, *three)
        }
        _ => return Numbers::None,
    };
    let ordered = |year: Option<i16>, month: Option<i8>, day: Option<i8>| match (year, month, day) {
        (Some(year), Some(month), Some(day)) => Numbers::Ordered(year, month, day),
        _ => Numbers::None,
    };
    if year(one).is_some() {
        return ordered(year(one), small(two).or_else(|| word(two)), small(three));
    }
    match (word(one), word(two)) {
        (Some(month), _) => ordered(year(three), Some(month), small(two)),
        (None, Some(month)) => ordered(year(three), Some(month), small(one)),
        (None, None) => match (small(one), small(two), year(three)) {
            // Dots are written with the day first alone.
            (Some(day), Some(month), Some(year)) if dotted => Numbers::Ordered(year, month, day),
            (Some(one), Some(two), Some(year)) => Numbers::DayFirst(one, two, year),
            _ => Numbers::None,
        },
    }
}

/// A date without its time, and the time as it is written after a date: with `T`, seconds and offset. `None`: it is no
/// time.
fn split_time(text: &str) -> (String, Option<String>) {
    let Some(colon) = text.find(':') else { return (text.to_owned(), Some(String::new())) };
    let before = text.get(..colon).unwrap_or_default();
    let start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (date, time) = (before.get(..start).unwrap_or_default(), text.get(start..).unwrap_or_default());
    let date = date.trim_end_matches([' ', 'T', 't', ',']).trim_end_matches(" at").trim_end_matches(',');
    (date.to_owned(), time_of_day(time.trim()))
}

fn time_of_day(time: &str) -> Option<String> {
    let end = time.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(time.len());
    let (clock, rest) = time.split_at_checked(end)?;
    let mut parts = clock.split(':');
    let mut next = || parts.next().unwrap_or("0").parse::<u8>().ok();
    let (mut hour, minute, second) = (next()?, next()?, next()?);
    let mut rest = rest.trim().to_lowercase();
    for (name, afternoon) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        if let Some(after) = rest.strip_prefix(name) {
            if hour == 0 || hour > 12 {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            rest = after.trim().to_owned();
            break;
        }
    }
    let offset = match rest.as_str() {
        "" => String::new(),
        "z" | "utc" | "gmt" => "Z".to_owned(),
        offset => {
            let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at_checked(2).filter(|_| digits.len() == 4)?;
            let sign = offset.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
            format!("{sign}{hours}:{minutes}")
        }
    };
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then(|| format!("T{hour:02}:{minute:02}:{second:02}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_date_is_shown_as_it_is_written() {
        let kyiv = Zone::named("Europe/Kyiv");
        for (written, right) in [
            ("2025-1-5", "2025-01-05"),
            ("2025/03/05", "2025-03-05"),
            ("2025.3.5", "2025-03-05"),
            ("05.03.2025", "2025-03-05"),
            ("5 March 2025", "2025-03-05"),
            ("March 5th, 2025", "2025-03-05"),
            ("5. März 2025", "2025-03-05"),
            ("5 de marzo de 2025", "2025-03-05"),
            ("2025 Mar 5", "2025-03-05"),
            ("25/12/2025", "2025-12-25"),
            ("12/25/2025", "2025-12-25"),
            ("20250305", "2025-03-05"),
            ("“2026-01-12”", "2026-01-12"),
            ("2025–03–05", "2025-03-05"),
            ("2025-3-5 9:00", "2025-03-05T09:00:00"),
            ("2025-03-05 9:30 pm", "2025-03-05T21:30:00"),
            ("Wed, 05 Mar 2025 09:00:00 +0100", "2025-03-05T09:00:00+01:00"),
            ("2025-03-05 9:00 UTC", "2025-03-05T09:00:00Z"),
        ] {
            let wrong = read(written, kyiv.as_ref()).unwrap_err();
            assert_eq!(wrong.meant.as_deref(), Some(right), "{written}: {}", wrong.help);
            assert!(read(right, kyiv.as_ref()).is_ok(), "{right}");
        }
        let both = read("05/06/2025", None).unwrap_err();
        assert_eq!(both.help, "write `2025-06-05` or `2025-05-06`, whichever you mean");
        assert_eq!(read("2025-02-30", None).unwrap_err().help, "there is no such day");
        for unknown in ["yesterday", "", "12", "1/2/25", "2025", ":", "::::", "٣", "a:b:c"] {
            assert_eq!(read(unknown, None).unwrap_err().meant, None, "{unknown}");
        }
    }

    #[test]
    fn a_time_needs_an_offset_or_a_zone() {
        let wrong = read("2026-01-12 09:00", None).unwrap_err();
        assert!(wrong.help.starts_with("write `2026-01-12T09:00:00Z` for UTC"), "{}", wrong.help);
        assert!(read("2026-01-12 09:00", Zone::named("Asia/Tokyo").as_ref()).is_ok());
        let kyiv = Zone::named("Europe/Kyiv");
        for (written, help) in [
            (
                "2026-03-29 03:30",
                "skip this time on that day: write the time with its offset, as in `2026-03-29T04:30:00+03:00`",
            ),
            (
                "2026-10-25T03:30:00",
                "write `2026-10-25T03:30:00+03:00` for the first, `2026-10-25T03:30:00+02:00` for the second",
            ),
        ] {
            let wrong = read(written, kyiv.as_ref()).unwrap_err();
            assert!(wrong.help.ends_with(help), "{}", wrong.help);
        }
    }
}
