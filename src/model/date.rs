//! Days and moments.

use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Serialize};

/// A day, or a moment with its offset from UTC (RFC 3339). A day has no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Date {
    /// A calendar day.
    Day(civil::Date),
    /// A moment, and the offset that it was written with.
    Moment(Timestamp, Offset),
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError;

impl std::fmt::Display for DateError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("not a date: expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm")
    }
}

impl std::error::Error for DateError {}

impl Date {
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

    /// The moment; a day counts from its midnight in UTC.
    pub fn timestamp(self) -> Timestamp {
        match self {
            Self::Day(day) => Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH),
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
        let offset = match self {
            Self::Day(_) => Offset::UTC,
            Self::Moment(_, offset) => offset,
        };
        let local = offset.to_datetime(self.timestamp());
        let seconds = offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
    }

    /// The moment in UTC to the second, `YYYY-MM-DDThh:mm:ssZ` (as EPUB's `dcterms:modified` wants it).
    pub fn utc(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
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

    /// Reads `YYYY-MM-DD`, or a date and time joined by `T` or a space; a time without an offset is UTC.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if text.len() == 10 {
            return text.parse().map(Self::Day).map_err(|_| DateError);
        }
        let joined = text.replacen(' ', "T", 1).replace(' ', "");
        if let Ok(moment) = joined.parse::<Timestamp>() {
            let offset = jiff::fmt::temporal::Pieces::parse(joined.as_str())
                .ok()
                .and_then(|pieces| pieces.to_numeric_offset())
                .unwrap_or(Offset::UTC);
            return Ok(Self::Moment(moment, offset));
        }
        let civil = joined.parse::<civil::DateTime>().map_err(|_| DateError)?;
        Offset::UTC.to_timestamp(civil).map(|moment| Self::Moment(moment, Offset::UTC)).map_err(|_| DateError)
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
    use super::Date;

    #[test]
    fn dates_come_back_as_written() {
        for (written, shown, utc) in [
            ("2025-12-18", "2025-12-18", "2025-12-18T00:00:00Z"),
            ("2025-12-18T09:30:00+02:00", "2025-12-18T09:30:00+02:00", "2025-12-18T07:30:00Z"),
            ("2025-12-18 09:30:00 -05:30", "2025-12-18T09:30:00-05:30", "2025-12-18T15:00:00Z"),
            ("2025-12-18T09:30:00", "2025-12-18T09:30:00+00:00", "2025-12-18T09:30:00Z"),
        ] {
            let date: Date = written.parse().unwrap();
            assert_eq!((date.to_string().as_str(), date.utc().as_str()), (shown, utc));
        }
        for wrong in ["", "yesterday", "2025-13-01", "2025-02-30", "18.12.2025"] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }
}
