//! What `pressroom.toml` says of front matter: the time zone of `[site]`, and the table `[front_matter]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Reader, span};
use crate::{
    diagnostic::{Code, Diagnostic, nearest},
    model::{StatusWord, Zone},
};

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
        let finding = Diagnostic::error(Code::WrongType, message).at(span(&value.span()));
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

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use crate::{
        diagnostic::Source,
        model::{Status, StatusWord},
        read::configuration,
    };

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
    fn what_is_unknown_has_a_help() {
        let text = "[site]\ntimezone = \"Europe/Kyjiv\"\n[front_matter.status]\npublish = \"public\"\n";
        let (_, found) = configuration(&Source::new("pressroom.toml", text));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `Europe/Kyiv`?"));
        assert!(found[1].is_error() && found[1].message.contains("`public`"));
    }
}
