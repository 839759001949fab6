//! What `pressroom.toml` says of front matter: the time zone of `[site]`, and the table `[front_matter]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::reader::{Reader, span};
use crate::StatusWord;
use pressroom_diagnostics::{Code, Diagnostic, nearest};
use pressroom_document::{Status, Zone};

/// The zone of `timezone`.
pub(super) fn timezone(reader: &mut Reader, value: &Spanned<DeValue<'_>>) -> Option<Zone> {
    let name = reader.line("timezone", value)?;
    let zone = Zone::named(&name);
    if zone.is_none() {
        let message = format!("there is no time zone `{name}`");
        let names = Zone::names();
        let help = match nearest(&name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "write a name of the IANA database, such as `Europe/Kyiv` or `America/New_York`".to_owned()
            }
        };
        let finding = Diagnostic::error(Code::WrongType, message).with_span(span(&value.span()));
        reader.found.push(finding.help(help));
    }
    zone
}

/// The words of `[front_matter.status]`, in lower case, with what each means.
pub(super) fn statuses(reader: &mut Reader, entries: &DeTable<'_>) -> Vec<(String, StatusWord)> {
    let mut statuses = Vec::new();
    for (key, value) in entries {
        let words = match (reader.known("front_matter", key), value.get_ref()) {
            (Some("status"), DeValue::Table(words)) => words,
            (Some(_), _) => {
                reader.wrong(value, "`status` is a table: expected [front_matter.status]");
                continue;
            }
            (None, _) => continue,
        };
        for (word, meaning) in words {
            let Some(said) = reader.line(word.get_ref(), meaning) else { continue };
            match StatusWord::from_word(&said) {
                Some(_) if !may_mean(word.get_ref(), &said) => {
                    let message = format!(
                        "`{}` keeps an explainer from readers, so that it can't mean `{said}`",
                        word.get_ref()
                    );
                    let help = "map it to \"withheld\", \"canceled\" or \"draft\", or change the explainers that say it";
                    let finding =
                        Diagnostic::error(Code::WrongType, message).with_span(span(&meaning.span()));
                    reader.found.push(finding.help(help));
                }
                Some(meaning) => statuses.push((word.get_ref().trim().to_lowercase(), meaning)),
                None => reader.wrong(
                    meaning,
                    &format!(
                        "`{said}` is no status: expected \"usable\", \"withheld\", \"canceled\" or \"draft\""
                    ),
                ),
            }
        }
    }
    statuses.sort_by(|one, other| one.0.cmp(&other.0));
    statuses
}

/// Words of other systems for what nobody may see.
const KEPT_BACK: &[&str] = &[
    "embargoed",
    "private",
    "hidden",
    "hold",
    "on hold",
    "on-hold",
    "unpublished",
    "killed",
    "spiked",
    "retracted",
    "withdrawn",
    "deleted",
    "trash",
];

/// False for a word that keeps an explainer back, if it is to mean less than that: our own words mean what they mean.
fn may_mean(word: &str, meaning: &str) -> bool {
    let word = word.trim().to_lowercase();
    let meant = StatusWord::from_word(meaning);
    match StatusWord::from_word(&word) {
        Some(own) => Some(own) == meant || own == StatusWord::Is(Status::Usable),
        None => !KEPT_BACK.contains(&word.as_str()) || meant != Some(StatusWord::Is(Status::Usable)),
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use crate::{StatusWord, configuration};
    use pressroom_diagnostics::Source;
    use pressroom_document::Status;

    #[test]
    fn words_and_zone_are_read() {
        let text = "[site]\ntimezone = \"europe/kyiv\"\n[front_matter.status]\npublish = \"usable\"\n\
                    Pending = \"draft\"\n";
        let (configuration, found) = configuration(&Source::new("pressroom.toml", text));
        assert_eq!(found, []);
        assert_eq!(configuration.site.timezone.unwrap().name(), "Europe/Kyiv");
        let expected = [
            ("pending".to_owned(), StatusWord::Draft),
            ("publish".to_owned(), StatusWord::Is(Status::Usable)),
        ];
        assert_eq!(configuration.site.statuses, expected);
    }

    #[test]
    fn no_word_makes_public_what_is_withheld() {
        for (word, meaning, right) in [
            ("withheld", "usable", false),
            ("Canceled", "usable", false),
            ("canceled", "withheld", false),
            ("draft", "usable", false),
            ("embargoed", "usable", false),
            ("\"on hold\"", "usable", false),
            ("withheld", "withheld", true),
            ("usable", "withheld", true),
            ("embargoed", "withheld", true),
            ("publish", "usable", true),
        ] {
            let text = format!("[front_matter.status]\n{word} = \"{meaning}\"\n");
            let (configuration, found) = configuration(&Source::new("pressroom.toml", &text));
            assert_eq!(found.iter().any(|finding| finding.is_error()), !right, "{text} {found:?}");
            assert_eq!(configuration.site.statuses.len(), usize::from(right), "{text}");
        }
    }

    #[test]
    fn what_is_unknown_has_a_help() {
        let text = "[site]\ntimezone = \"Europe/Kyjiv\"\n[front_matter.status]\npublish = \"public\"\n";
        let (_, found) = configuration(&Source::new("pressroom.toml", text));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `Europe/Kyiv`?"));
        assert!(found[1].is_error() && found[1].message.contains("`public`"));
    }
}
