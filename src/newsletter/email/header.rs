//! The values of a mail's header: ASCII, folded, and never two lines where one was meant.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};

use pressroom_document::Date;

/// How long a word of a header may be before it is encoded to be folded.
const LONG: usize = 60;

/// A text on one line: no control character and none that changes the direction of what follows it; white space is one
/// space.
pub(super) fn one_line(text: &str) -> String {
    let shown = |character: char| match character {
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{61C}'
        | '\u{FEFF}' => None,
        character if character.is_control() || character.is_whitespace() => Some(' '),
        character => Some(character),
    };
    let text: String = text.chars().filter_map(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A header of words, encoded where it must be (RFC 2047).
///
/// lettre leaves words of ASCII as they are, however long they are and even if they look encoded already; those are
/// encoded here.
pub(super) fn words(name: &'static str, text: &str) -> HeaderValue {
    let text = one_line(text);
    let unfit = |word: &str| word.is_ascii() && (word.len() > LONG || word.contains("=?"));
    let encoded = text.split(' ').any(unfit).then(|| encoded_words(&text));
    let name = HeaderName::new_from_ascii_str(name);
    match encoded {
        Some(encoded) => HeaderValue::dangerous_new_pre_encoded(name, text, encoded),
        None => HeaderValue::new(name, text),
    }
}

/// A header of ASCII that must stay as it is, such as a URL in brackets; what is not ASCII or not printable is left
/// out.
pub(super) fn literal(name: &'static str, text: &str) -> HeaderValue {
    let text: String = text.chars().filter(|character| matches!(character, ' '..='~')).collect();
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), text.clone(), text)
}

/// Encoded words of at most 75 characters, one on each line (RFC 2047, section 2, encoding `Q`).
fn encoded_words(text: &str) -> String {
    const BEGIN: &str = "=?utf-8?q?";
    let mut out = String::from(BEGIN);
    let mut length = BEGIN.len();
    for character in text.chars() {
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).bytes();
        let encoded: String = match character {
            ' ' => "_".to_owned(),
            letter if letter.is_ascii_alphanumeric() => letter.to_string(),
            _ => bytes.map(|byte| format!("={byte:02X}")).collect(),
        };
        if length + encoded.len() > 64 {
            out.push_str("?=\r\n ");
            out.push_str(BEGIN);
            length = BEGIN.len();
        }
        out.push_str(&encoded);
        length += encoded.len();
    }
    out.push_str("?=");
    out
}

/// The moment of a date as a mail can say it: from 1970 on.
pub(super) fn moment(date: Date) -> SystemTime {
    let seconds = u64::try_from(date.timestamp().as_second()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::message::header::Headers;

    fn header(text: &str) -> String {
        let mut headers = Headers::new();
        headers.insert_raw(words("Subject", text));
        headers.to_string()
    }

    #[test]
    fn nothing_can_begin_a_second_header() {
        for hostile in [
            "A\r\nBcc: all@example.org",
            "A\nBcc: all@example.org",
            "A\rBcc: x",
            "A\0\u{1}\u{85}\u{2028}Bcc: x\u{202E}",
            "=?utf-8?q?A=0D=0ABcc:_x?=",
        ] {
            for text in
                [hostile.to_owned(), format!("{hostile} Київ"), format!("{} {hostile}", "x".repeat(100))]
            {
                let made = header(&text);
                let lines: Vec<_> = made.trim_end().split("\r\n").collect();
                assert!(lines[0].starts_with("Subject: "), "{made}");
                assert!(lines[1..].iter().all(|line| line.starts_with(' ')), "{made}");
                assert!(
                    made.is_ascii() && !made.replace("\r\n", "").contains(|c: char| c.is_control()),
                    "{made}"
                );
            }
        }
    }

    #[test]
    fn lines_stay_short_whatever_the_text() {
        for text in
            ["x".repeat(5000), "word ".repeat(1000), "Ї".repeat(5000), format!("{} é", "y".repeat(3000))]
        {
            for line in header(&text).split("\r\n") {
                assert!(line.len() <= 78 + 9, "{} {line}", line.len());
            }
        }
        assert_eq!(header("What is it?"), "Subject: What is it?\r\n");
        assert_eq!(header("=?x?="), "Subject: =?utf-8?q?=3D=3Fx=3F=3D?=\r\n");
    }
}
