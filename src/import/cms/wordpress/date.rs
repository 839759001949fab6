//! Dates: an export says them in the site's time and in UTC, which gives the offset.

use jiff::{civil::DateTime, fmt::rfc2822};

use super::item::When;
use pressroom_document::{Date, Zone};

/// The moment that an export says; `None` if it says none, as of drafts.
pub(super) fn date(when: &When, zone: Option<&Zone>) -> Option<Date> {
    let local: Option<DateTime> = parse(&when.local);
    let utc: Option<DateTime> = parse(&when.utc);
    if let (Some(local), Some(utc)) = (local, utc) {
        let minutes = (local.duration_since(utc).as_secs() + 30).div_euclid(60);
        // A clock that was changed in between, or a date that was edited, is no offset.
        if minutes.abs() <= 14 * 60 && minutes.rem_euclid(15) == 0 {
            let sign = if minutes < 0 { '-' } else { '+' };
            let offset = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
            return format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S")).parse().ok();
        }
    }
    if let Some(utc) = utc {
        return format!("{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S")).parse().ok();
    }
    if let Some(local) = local {
        let text = local.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        return Date::parse_in(&text, zone).ok().or(Some(Date::Day(local.date())));
    }
    let rss = rfc2822::parse(&when.rss).ok().filter(|moment| moment.year() >= 1990)?;
    format!("{}{}", rss.strftime("%Y-%m-%dT%H:%M:%S"), rss.strftime("%:z")).parse().ok()
}

/// A time; zeros stand for none.
fn parse(text: &str) -> Option<DateTime> {
    let time: DateTime = text.parse().ok()?;
    (time.year() >= 1970).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(local: &str, utc: &str, rss: &str) -> Option<String> {
        let when = When { local: local.to_owned(), utc: utc.to_owned(), rss: rss.to_owned() };
        date(&when, None).map(|date| date.to_string())
    }

    #[test]
    fn the_offset_is_that_between_the_times() {
        let local = "2025-01-18 18:26:26";
        assert_eq!(said(local, "2025-01-19 02:26:26", "").as_deref(), Some("2025-01-18T18:26:26-08:00"));
        assert_eq!(said(local, "0000-00-00 00:00:00", "").as_deref(), Some("2025-01-18"));
        assert_eq!(said("", "2025-01-19 02:26:26", "").as_deref(), Some("2025-01-19T02:26:26+00:00"));
        assert!(said("0000-00-00 00:00:00", "", "Wed, 30 Nov -0001 00:00:00 +0000").is_none());
        assert!(said("", "", "Sun, 19 Jan 2025 02:26:26 +0000").is_some());
    }
}
