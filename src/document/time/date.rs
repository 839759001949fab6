//! Days and moments.

use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{Shown, Zone};

/// No explainer is older than the web.
pub const FIRST_YEAR: i16 = 1990;

/// A day, or a moment with its offset from UTC (RFC 3339). A day has no time zone.
///
/// [`Date::parse_in`] makes only dates that RFC 3339 can write: years 0 to 9999, whole seconds, and offsets of whole
/// minutes. So a date that is written and read again is the same date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Date {
    /// A calendar day.
    Day(civil::Date),
    /// A moment, and the offset that it was written with.
    Moment(Timestamp, Offset),
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// It is not in the form of one, or there is no such day or time.
    Malformed,
    /// It is a time without an offset, and there is no time zone to take it from.
    NoOffset,
    /// It is a time without an offset that the clocks of the time zone never show, since they are put forward past it.
    Skipped,
    /// It is a time without an offset that the clocks of the time zone show twice, since they are put back.
    Repeated,
}

impl std::fmt::Display for DateError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "not a date: expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm",
            Self::NoOffset => "a time without an offset from UTC: expected YYYY-MM-DDThh:mm:ss+hh:mm",
            Self::Skipped => "a time that clocks skip: expected YYYY-MM-DDThh:mm:ss+hh:mm",
            Self::Repeated => "a time that clocks show twice: expected YYYY-MM-DDThh:mm:ss+hh:mm",
        })
    }
}

impl std::error::Error for DateError {}

impl Date {
    /// Reads `YYYY-MM-DD`, or a date and time joined by `T` or a space. A time without an offset is one of `zone`.
    ///
    /// # Errors
    /// [`DateError`].
    pub fn parse_in(text: &str, zone: Option<&Zone>) -> Result<Self, DateError> {
        let text = text.trim();
        if text.len() == 10 {
            let day: civil::Date = text.parse().map_err(|_| DateError::Malformed)?;
            return if day.year() < 0 { Err(DateError::Malformed) } else { Ok(Self::Day(day)) };
        }
        let joined = text.replacen(' ', "T", 1).replace(' ', "");
        if let Ok(moment) = joined.parse::<Timestamp>() {
            let offset = jiff::fmt::temporal::Pieces::parse(joined.as_str())
                .ok()
                .and_then(|pieces| pieces.to_numeric_offset())
                .unwrap_or(Offset::UTC);
            return Self::moment(moment, offset).ok_or(DateError::Malformed);
        }
        // An offset or a zone that can't be read must not be passed over.
        let pieces = jiff::fmt::temporal::Pieces::parse(joined.as_str()).ok();
        if joined.contains('[') || pieces.is_some_and(|pieces| pieces.to_numeric_offset().is_some()) {
            return Err(DateError::Malformed);
        }
        // Without a time it would be midnight.
        if !joined.contains(['T', 't']) {
            return Err(DateError::Malformed);
        }
        let local = joined.parse::<civil::DateTime>().map_err(|_| DateError::Malformed)?;
        let zone = zone.ok_or(DateError::NoOffset)?;
        match zone.shown(local) {
            Shown::Once => {}
            Shown::Never => return Err(DateError::Skipped),
            Shown::Twice(..) => return Err(DateError::Repeated),
        }
        let (moment, offset) = zone.moment(local).ok_or(DateError::Malformed)?;
        Self::moment(moment, offset).ok_or(DateError::Malformed)
    }

    /// A moment to the second, with an offset to the minute; `None` if RFC 3339 has no way to write its year.
    fn moment(moment: Timestamp, offset: Offset) -> Option<Self> {
        let seconds = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
        let offset = Offset::from_seconds(offset.seconds() / 60 * 60).ok()?;
        let moment = Timestamp::from_second(seconds).ok()?;
        if offset.seconds().abs() >= 24 * 60 * 60 {
            return None;
        }
        (0..=9999).contains(&offset.to_datetime(moment).year()).then_some(Self::Moment(moment, offset))
    }

    /// The moment at which a day begins in `zone`; a moment is itself.
    #[must_use]
    pub fn beginning_in(self, zone: Option<&Zone>) -> Self {
        match (self, zone) {
            (Self::Day(day), Some(zone)) => {
                let first = zone.moment(day.at(0, 0, 0, 0));
                first.and_then(|(moment, offset)| Self::moment(moment, offset)).unwrap_or(self)
            }
            (Self::Day(_), None) | (Self::Moment(..), _) => self,
        }
    }

    /// The last second of a day in `zone`; a moment is itself.
    #[must_use]
    pub fn end_in(self, zone: Option<&Zone>) -> Self {
        match (self, zone) {
            (Self::Day(day), Some(zone)) => {
                let last = zone.moment(day.at(23, 59, 59, 0));
                last.and_then(|(moment, offset)| Self::moment(moment, offset)).unwrap_or(self)
            }
            (Self::Day(_), None) | (Self::Moment(..), _) => self,
        }
    }

    /// The calendar day, in the date's own offset.
    pub fn day(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment, offset) => offset.to_datetime(moment).date(),
        }
    }

    /// The time of day, where one was given.
    pub fn time(self) -> Option<civil::Time> {
        match self {
            Self::Day(_) => None,
            Self::Moment(moment, offset) => Some(offset.to_datetime(moment).time()),
        }
    }

    /// The moment; a day counts from its midnight in UTC. The last days of the year 9999, which say "never", lie after
    /// the last moment that can be counted, and give that.
    pub fn timestamp(self) -> Timestamp {
        match self {
            Self::Day(day) => Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX),
            Self::Moment(moment, _) => moment,
        }
    }

    /// True where the moment, or the whole day (in UTC), is past at `now`.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.end() <= now
    }

    /// The moment from which it is past: of a day, the next midnight in UTC.
    pub fn end(self) -> Timestamp {
        match self {
            Self::Day(day) => day.tomorrow().map_or(Timestamp::MAX, |next| Self::Day(next).timestamp()),
            Self::Moment(moment, _) => moment,
        }
    }

    /// RFC 3339 with a time and an offset, always: a day is its midnight in UTC.
    pub fn rfc3339(self) -> String {
        let (local, offset) = match self {
            Self::Day(day) => (day.at(0, 0, 0, 0), Offset::UTC),
            Self::Moment(moment, offset) => (offset.to_datetime(moment), offset),
        };
        let seconds = offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
    }

    /// The moment in UTC to the second, `YYYY-MM-DDThh:mm:ssZ` (as EPUB's `dcterms:modified` wants it).
    pub fn utc(self) -> String {
        match self {
            Self::Day(day) => format!("{day}T00:00:00Z"),
            Self::Moment(moment, _) => moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.timestamp().cmp(&other.timestamp()).then_with(|| self.to_string().cmp(&other.to_string()))
    }
}

impl std::str::FromStr for Date {
    type Err = DateError;

    /// Reads `YYYY-MM-DD`, or a date, a time and an offset, joined by `T` or a space.
    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse_in(text, None)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl std::fmt::Display for Date {
    /// As authored: `YYYY-MM-DD`, or RFC 3339.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(formatter, "{day}"),
            Self::Moment(..) => formatter.write_str(&self.rfc3339()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, DateError, Zone};

    #[test]
    fn dates_come_back_as_written() {
        for (written, shown, utc) in [
            ("2025-12-18", "2025-12-18", "2025-12-18T00:00:00Z"),
            ("2025-12-18T09:30:00+02:00", "2025-12-18T09:30:00+02:00", "2025-12-18T07:30:00Z"),
            ("2025-12-18 09:30:00 -05:30", "2025-12-18T09:30:00-05:30", "2025-12-18T15:00:00Z"),
        ] {
            let date: Date = written.parse().unwrap();
            assert_eq!((date.to_string().as_str(), date.utc().as_str()), (shown, utc));
        }
        for wrong in ["", "yesterday", "2025-13-01", "2025-02-30", "18.12.2025"] {
            assert_eq!(wrong.parse::<Date>(), Err(DateError::Malformed), "{wrong}");
        }
        for local in ["2025-12-18T09:30:00", "2025-12-18 09:30"] {
            assert_eq!(local.parse::<Date>(), Err(DateError::NoOffset), "{local}");
        }
    }

    #[test]
    fn dates_at_the_edges_come_back() {
        for written in [
            "0000-01-01",
            "0001-01-01T00:00:00-12:00",
            "1582-10-10",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00-00:00",
            "2016-12-31T23:59:60Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T12:30:00.123456789+05:45",
            "1890-01-01T12:00:00+00:19:32",
            "1890-01-01T12:00:00-00:44:30",
            "2024-01-01T00:00:00+25:59",
            "9999-12-30T21:59:59Z",
            "9999-12-31",
            "9999-12-31T23:59:59+02:00",
            "-000001-01-01T00:00:00Z",
            "-00001-1-1",
        ] {
            if let Ok(date) = written.parse::<Date>() {
                assert_eq!(date.to_string().parse(), Ok(date), "{written}: {date}");
                assert!(date.rfc3339().starts_with(&date.day().to_string()), "{written}: {date}");
            }
        }
        for zone in ["Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"] {
            let zone = Zone::named(zone).unwrap();
            for written in ["1800-06-01T12:00:00", "0000-01-01 00:00", "9999-12-31T23:59", "2011-12-30T01:00"]
            {
                if let Ok(date) = Date::parse_in(written, Some(&zone)) {
                    assert_eq!(date.to_string().parse(), Ok(date), "{written}: {date}");
                }
            }
        }
    }

    #[test]
    fn a_day_that_says_never_lies_in_the_future() {
        let now = "2026-11-29T00:00:00Z".parse::<Date>().unwrap().timestamp();
        for written in ["9999-12-31", "9999-12-30"] {
            let day: Date = written.parse().unwrap();
            let zone = Zone::named("America/New_York").unwrap();
            for date in [day, day.beginning_in(Some(&zone)), day.end_in(Some(&zone))] {
                assert!(date.timestamp() > now && !date.is_over(now), "{date}");
            }
            assert_eq!(day.utc(), format!("{written}T00:00:00Z"));
        }
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let zone = Zone::named("america/new_york").unwrap();
        assert_eq!(zone.name(), "America/New_York");
        assert_eq!(Zone::named("Europe/Kyjiw"), None);
        for (written, shown) in [
            ("2025-03-01T09:00:00", "2025-03-01T09:00:00-05:00"),
            ("2025-07-01 09:00", "2025-07-01T09:00:00-04:00"),
            ("2025-07-01T09:00:00+02:00", "2025-07-01T09:00:00+02:00"),
            ("2025-07-01", "2025-07-01"),
            ("2025-11-02T01:30:00-05:00", "2025-11-02T01:30:00-05:00"),
        ] {
            let date = Date::parse_in(written, Some(&zone)).unwrap();
            assert_eq!(date.to_string(), shown, "{written}");
        }
        // Nobody is to guess which moment an embargo means.
        for (written, error) in
            [("2025-03-09T02:30:00", DateError::Skipped), ("2025-11-02 01:30", DateError::Repeated)]
        {
            assert_eq!(Date::parse_in(written, Some(&zone)), Err(error), "{written}");
        }
        // The zone that is written is not this one.
        for written in
            ["2025-03-09T10:00:00[Europe/Kyiv]", "2025-03-09[America/Toronto]", "2025-03-09T10:00+99:00"]
        {
            assert_eq!(Date::parse_in(written, Some(&zone)), Err(DateError::Malformed), "{written}");
        }
        let day: Date = "2025-03-01".parse().unwrap();
        assert_eq!(day.beginning_in(Some(&zone)).utc(), "2025-03-01T05:00:00Z");
        assert_eq!(day.end_in(Some(&zone)).utc(), "2025-03-02T04:59:59Z");
        assert_eq!((day.beginning_in(None), day.end_in(None)), (day, day));
    }
}
