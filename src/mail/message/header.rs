//! Header fields of a message (RFC 5322, section 2.2): taken apart, unfolded and, for people, decoded.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

/// A header field as it stands in the message.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// In lower case.
    pub(crate) name: String,
    /// All its lines, each with its CRLF.
    pub(crate) raw: Vec<u8>,
}

impl Field {
    /// The field's value on one line.
    pub(crate) fn value(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let value = text.split_once(':').map_or("", |(_, value)| value);
        value.replace("\r\n", "").trim().to_owned()
    }
}

/// Splits a message, or a part of one, with CRLF line ends: its fields and its body. `None` where it does not begin
/// with fields.
pub(crate) fn split(message: &[u8]) -> Option<(Vec<Field>, &[u8])> {
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = message;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        if line == b"\r\n" {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            fields.last_mut()?.raw.extend_from_slice(line);
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().filter(|name| name.len() < line.len())?;
        let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
        let name = is_name.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())?;
        fields.push(Field { name, raw: line.to_vec() });
    }
    Some((fields, rest))
}

/// The first field of a name, which is in lower case.
pub(crate) fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name)
}

/// The first line, with its line end, and the rest.
pub(crate) fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// Text with its encoded words decoded (RFC 2047). What is not UTF-8 stays as it is: it is only shown.
pub(crate) fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((text, length)) = encoded_word(word) else {
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            after_word = false;
            continue;
        };
        // Space between two encoded words is not part of the text (section 6.2).
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&text);
        rest = word.get(length..).unwrap_or_default();
        after_word = true;
    }
    out + rest
}

/// `=?utf-8?b?...?=` at the beginning of a text: what it says, and how long it is.
fn encoded_word(text: &str) -> Option<(String, usize)> {
    let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let content = rest.split_once("?=")?.0;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => BASE64_STANDARD_NO_PAD.decode(content.trim_end_matches('=')).ok()?,
        "Q" | "q" => quoted(content)?,
        _ => return None,
    };
    let length = "=?".len() + charset.len() + 1 + encoding.len() + 1 + content.len() + "?=".len();
    Some((String::from_utf8(bytes).ok()?, length))
}

fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(byte) = rest.bytes().next() {
        if let Some(escape) = rest.strip_prefix('=') {
            out.push(u8::from_str_radix(escape.get(..2)?, 16).ok()?);
            rest = escape.get(2..)?;
        } else {
            out.push(if byte == b'_' { b' ' } else { byte });
            rest = rest.get(1..)?;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_apart() {
        let (fields, body) = split(b"Subject: a\r\n b\r\nX-Empty:\r\n\r\nBody\r\n").unwrap();
        let shown: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.value())).collect();
        assert_eq!(shown, [("subject", "a b".to_owned()), ("x-empty", String::new())]);
        assert_eq!(body, b"Body\r\n");
        assert!(split(b"no field\r\n\r\n").is_none());
        assert!(split(b" folded\r\n").is_none());
        assert!(split(b"").unwrap().0.is_empty());
    }

    #[test]
    fn encoded_words_are_decoded() {
        for (text, expected) in [
            ("plain", "plain"),
            ("=?utf-8?b?0JrQuNGX0LI=?=", "Київ"),
            ("Why =?UTF-8?Q?caf=C3=A9s_close=3F?= now", "Why cafés close? now"),
            ("=?utf-8?b?0JrQuA==?= =?utf-8?b?0ZfQsg==?=", "Київ"),
            ("=?iso-8859-1?q?caf=E9?=", "=?iso-8859-1?q?caf=E9?="),
            ("a =? b", "a =? b"),
            ("=?utf-8?b?!?=", "=?utf-8?b?!?="),
            ("=?utf-8?q?=é?=", "=?utf-8?q?=é?="),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }
}
