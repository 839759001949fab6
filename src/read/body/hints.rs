//! What was meant by an attribute or a value that is not known.

use pressroom_diagnostics::{Code, nearest};

/// The values that a key takes, and the one that was most likely meant.
pub(crate) fn choice(written: &str, values: &[&str]) -> String {
    let all = values.join(" or ");
    match nearest(written, values.iter().copied()) {
        Some(near) => format!("{all} (did you mean `{near}`?)"),
        None => all,
    }
}

/// The attributes of a picture.
pub(crate) const OF_PICTURES: &[&str] = &["width", "height", "credit", "syndicate", "alt"];

/// The attributes of a card's heading.
pub(crate) const OF_CARDS: &[&str] = &["updated", "reason", "teaser"];

/// What to write in the place of an attribute that is not `known`.
pub(crate) fn attribute(written: &str, known: &[&str]) -> String {
    match nearest(written, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known == OF_CARDS => {
            "a card's heading may have #id, updated=, reason=\"\" and teaser".to_owned()
        }
        None => format!("the attributes are {}", known.join(", ")),
    }
}

/// The code that says that the value of a key is missing, since a wrong one is as good as none.
pub(crate) fn missing_if_wrong(key: &str) -> Option<Code> {
    match key {
        "headline" => Some(Code::MissingHeadline),
        "language" => Some(Code::MissingLanguage),
        "published" => Some(Code::MissingDate),
        "canonical_url" => Some(Code::MissingCanonicalUrl),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_CARDS, OF_PICTURES, attribute, choice};

    #[test]
    fn what_was_meant_is_said() {
        assert_eq!(attribute("credt", OF_PICTURES), "did you mean `credit`?");
        assert_eq!(attribute("update", OF_CARDS), "did you mean `updated`?");
        assert!(
            attribute("class", OF_CARDS).contains("#id")
                && attribute("class", OF_PICTURES).contains("credit")
        );
        assert_eq!(choice("taem", &["person", "team"]), "person or team (did you mean `team`?)");
        assert_eq!(choice("group", &["person", "team"]), "person or team");
    }
}
