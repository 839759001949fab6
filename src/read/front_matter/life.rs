//! What front matter says of an explainer's life: dates, status, draft, slug.

use jiff::tz::Offset;

use super::{
    decoder::{Decoder, OtherDates},
    fields::FrontMatter,
    keys::{PUBLIC, same},
    node::{Node, Value},
};
use crate::date;
use pressroom_config::StatusWord;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Date, FIRST_YEAR, Status, slug, word};

impl Decoder<'_> {
    /// Reads a key that says `true` of what is public, if that is what it is.
    pub(super) fn is_public_flag(&mut self, written: &str, node: &Node, front: &mut FrontMatter) -> bool {
        if !PUBLIC.iter().any(|known| same(written, known)) {
            return false;
        }
        match &node.value {
            Value::Scalar(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" => true,
                "false" | "no" => {
                    front.draft = true;
                    true
                }
                _ => false,
            },
            Value::Null | Value::List(_) | Value::Map(_) => false,
        }
    }

    pub(super) fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        let text = match &node.value {
            Value::Scalar(_) => self.text(key, node)?,
            Value::Null | Value::List(_) | Value::Map(_) => String::new(),
        };
        match date::read(&text, self.options.site.timezone.as_ref()) {
            Ok(date) => Some(date),
            Err(wrong) => {
                self.wrong_with(key, node, wrong.expected, Some(wrong.help), wrong.meant);
                None
            }
        }
    }

    pub(super) fn slug(&mut self, key: &str, node: &Node) -> Option<String> {
        let text = word::nfc(&self.text(key, node)?).into_owned();
        if slug::is_file_slug(&text) {
            return Some(text);
        }
        let joined = slug::for_file(&text.replace(['/', '\\'], "-"), None);
        if text.contains(['/', '\\']) && !joined.is_empty() {
            let message = format!("`{key}` is the name of one folder: `{text}` became `{joined}`");
            let finding = Diagnostic::warning(Code::WrongType, message).with_span(node.span);
            let help =
                format!("write `{key}: {joined}`; an address of another site belongs in `canonical_url`");
            let edit = self.as_written(node, &joined);
            self.found.push(finding.help(help).edit(node.span, edit));
            return Some(joined);
        }
        let help = (!joined.is_empty()).then(|| format!("write `{key}: {joined}`"));
        self.wrong_with(key, node, "letters, digits, `-`, `_` and `.`, at most 100 bytes", help, None);
        None
    }

    pub(super) fn status(&mut self, written: &str, node: &Node, front: &mut FrontMatter) {
        let Some(word) = self.text(written, node) else { return };
        let lower = word.to_lowercase();
        let mapped =
            self.options.site.statuses.iter().find(|(known, _)| *known == lower).map(|(_, meaning)| *meaning);
        match mapped.or_else(|| StatusWord::from_word(&lower)) {
            Some(StatusWord::Is(status)) => front.status = status,
            Some(StatusWord::Draft) => front.draft = true,
            None => {
                let help = match lower.as_str() {
                    "withdrawn" | "retracted" | "killed" | "deleted" | "cancel" | "withdraw" => {
                        "write `status: canceled` if it must not be used any more, `status: withheld` if not for now"
                            .to_owned()
                    }
                    _ => format!(
                        "usable: may be used; withheld: not for now; canceled: never again. For a word of another system, write `{} = \"usable\"` under [front_matter.status] in pressroom.toml",
                        toml_key(&lower)
                    ),
                };
                self.wrong_with(written, node, "usable, withheld, canceled or draft", Some(help), None);
                // Whoever goes on reading takes it for what must not go out.
                front.status = Status::Withheld;
            }
        }
    }

    /// Puts dates of other systems in their places, days of embargo and expiry in the site's time zone, and reports dates
    /// that can hardly be right.
    pub(super) fn settle_dates(&mut self, front: &mut FrontMatter, other: &OtherDates) {
        let zone = self.options.site.timezone.as_ref();
        // A moment before all explainers says that it does not matter when this is.
        let now = self.options.now.filter(|now| Offset::UTC.to_datetime(*now).year() >= FIRST_YEAR);
        let ahead = |date: &Date| now.is_some_and(|now| date.beginning_in(zone).timestamp() > now);
        let waits = front.published.filter(|date| other.is_foreign && ahead(date));
        let embargoes = [front.embargo, other.publish, waits];
        front.embargo = embargoes.into_iter().flatten().map(|date| date.beginning_in(zone)).max();
        front.published = front.published.or(other.publish);
        front.expires = front.expires.map(|date| date.end_in(zone));
        self.report_dates(front);
    }

    fn report_dates(&mut self, front: &FrontMatter) {
        let day = |date: Option<Date>| date.map(Date::day);
        for (key, date) in [("published", front.published), ("updated", front.updated)] {
            if let Some(date) = date.filter(|date| date.day().year() < FIRST_YEAR) {
                let message = format!("`{key}` is {}: is the year right?", date.day());
                self.found.push(Diagnostic::warning(Code::UnlikelyDate, message).with_span(front.place(key)));
            }
        }
        let mut before = |key: &str, other: &str, help: &str| {
            let message = format!("`{key}` is before `{other}`");
            self.found.push(
                Diagnostic::warning(Code::UnlikelyDate, message)
                    .with_span(front.place(key))
                    .help(help.to_owned()),
            );
        };
        if day(front.updated)
            .zip(day(front.published))
            .is_some_and(|(updated, published)| updated < published)
        {
            before("updated", "published", "an update comes after publication: correct one of the two dates");
        }
        let end = front.expires.map(Date::end);
        let start = front.embargo.map(Date::timestamp);
        if end.zip(start).is_some_and(|(end, start)| end <= start) {
            before("expires", "embargo", "the explainer would never be public: correct one of the two dates");
        } else if day(front.expires).zip(day(front.published)).is_some_and(|(end, start)| end < start) {
            before(
                "expires",
                "published",
                "the explainer would never be public: correct one of the two dates",
            );
        }
    }
}

/// A word as a key of TOML.
fn toml_key(word: &str) -> String {
    let bare = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { word.to_owned() } else { format!("{word:?}") }
}
