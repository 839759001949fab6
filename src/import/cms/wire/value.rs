//! Values of JSON by the names that versions of a format have for them.

use serde_json::Value;

use crate::{ImportError, ImportSource};
use pressroom_document::{Date, Zone};

/// The JSON of a source.
///
/// # Errors
/// It is none, or nests too deep.
pub(crate) fn parse(source: &ImportSource<'_>) -> Result<Value, ImportError> {
    let (decoded, _) = source.decode()?;
    serde_json::from_str(&decoded.text)
        .map_err(|error| ImportError::Damaged(format!("its JSON can't be read: {error}")))
}

/// The first of some members that is a text.
pub(super) fn string(value: &Value, keys: &[&str]) -> Option<String> {
    let texts = keys.iter().filter_map(|key| value.get(*key)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
}

/// The first of some members that is a date. A time without an offset is one of `zone`.
pub(super) fn date(value: &Value, keys: &[&str], zone: Option<&Zone>) -> Option<Date> {
    string(value, keys).and_then(|text| parse_date(&text, zone))
}

/// A date, with a time's parts of a second left out.
pub(super) fn parse_date(text: &str, zone: Option<&Zone>) -> Option<Date> {
    Date::parse_in(text, zone).ok().or_else(|| {
        // `2025-01-01T10:00:00` without an offset and without a zone is that day.
        text.get(..10).and_then(|day| day.parse().ok())
    })
}

/// The items of the first of some members that is a list, or the values of one that is an object, with their names.
pub(super) fn items<'v>(value: &'v Value, keys: &[&str]) -> Vec<(String, &'v Value)> {
    let found = keys.iter().find_map(|key| value.get(*key));
    match found {
        Some(Value::Array(items)) => {
            let name = |item: &Value| string(item, &["name", "rel", "role"]).unwrap_or_default();
            items.iter().map(|item| (name(item), item)).collect()
        }
        Some(Value::Object(members)) => members.iter().map(|(name, item)| (name.clone(), item)).collect(),
        _ => Vec::new(),
    }
}
