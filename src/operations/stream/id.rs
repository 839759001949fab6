//! The id of a line that is no good record: the sender is answered by it whatever else is wrong.

use serde_json::Value;

/// What a line says for its `id`, as far as the line can be read: a text, or a number in its digits. A number that JSON can't
/// hold exactly is given as text, so that nothing is rounded.
pub(super) fn id_of(line: &str) -> Option<Value> {
    let mut found = None;
    let mut depth = 0usize;
    let mut at = 0;
    let mut is_key = true;
    while let Some(byte) = line.as_bytes().get(at) {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                is_key = *byte == b'{';
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    // Of two records on one line, nobody knows which is meant; a list has commas between its records.
                    let rest = line.get(at + 1..).unwrap_or_default();
                    return found.filter(|_| rest.trim_matches([' ', '\t', '\r', ',', ']']).is_empty());
                }
            }
            b',' => is_key = true,
            b':' => is_key = false,
            b'"' => {
                let Some(literal) = line.get(at..).and_then(string) else { return found };
                let rest = line.get(at + literal.len()..).unwrap_or_default().trim_start();
                if depth == 1 && is_key && text_of(literal).as_deref() == Some("id") && rest.starts_with(':')
                {
                    found = Some(found.or_else(|| value(rest.get(1..).unwrap_or_default().trim_start()))?);
                }
                at += literal.len();
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The text or number at the start of some JSON.
fn value(text: &str) -> Option<Value> {
    if text.starts_with('"') {
        return string(text).and_then(text_of).map(Value::String);
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))?;
    let digits = text.get(..end)?;
    let number: serde_json::Number = digits.parse().ok()?;
    match number.to_string() == digits {
        true => Some(Value::Number(number)),
        false => Some(Value::String(digits.to_owned())),
    }
}

/// The string literal at the start of some JSON, with its quotes.
fn string(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return text.get(..=at),
            _ => {}
        }
    }
    None
}

/// What a string literal says, unless a part of it was lost.
fn text_of(literal: &str) -> Option<String> {
    let text: String = serde_json::from_str(literal).ok()?;
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::id_of;

    #[test]
    fn an_id_is_found_in_what_is_no_json() {
        for (line, id) in [
            (r#"{"id": "a", "markdown": "x",}"#, json!("a")),
            (r#"{"markdown": "{\"id\": 1}", "id": "b\u00e9" "#, json!("bé")),
            (r#"{"x": {"id": 1}, "id": 7}"#, json!(7)),
            (r#"{"id": "cut", "markdown": "never"#, json!("cut")),
            (r#"{"id": 12345678901234567890123, "markdown": ""}"#, json!("12345678901234567890123")),
            (r#"{"id": 18446744073709551615}"#, json!(18_446_744_073_709_551_615_u64)),
            (r#"{"id": 1.10}"#, json!("1.10")),
            (r#"{"x": "id", "id": "c"}"#, json!("c")),
            ("{\"id\": \"d\", \"markdown\": \"\u{FFFD}\"}", json!("d")),
        ] {
            assert_eq!(id_of(line), Some(id), "{line}");
        }
        for line in [
            "{\"id\": \"\u{FFFD}\"}",
            "{\"id\": [1]}",
            "{\"id\": \"x",
            "nothing",
            "[\"id\", 1]",
            "{\"id\": null}",
        ] {
            assert_eq!(id_of(line).filter(|id| *id != Value::Null), None, "{line}");
        }
    }
}
