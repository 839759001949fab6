//! Text that is valid UTF-8 and was garbled before: decoded twice, left in an encoding of seven bits, or with the character
//! that stands for what was lost.

use std::ops::Range;

use base64::{Engine as _, alphabet, engine};
use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

use super::Span;
use crate::{Code, Diagnostic, Diagnostics};

/// What is shown of a garbled place, in characters.
const SHOWN: usize = 12;

/// Looks for garbled text.
pub(super) fn find(text: &str) -> Diagnostics {
    let lost = lost(text);
    if text.is_ascii() {
        return utf7(text).into_iter().collect();
    }
    lost.into_iter().chain(twice(text)).collect()
}

/// The character that another program put in the place of letters.
fn lost(text: &str) -> Option<Diagnostic> {
    let mut places = text.match_indices(char::REPLACEMENT_CHARACTER).map(|(at, _)| at);
    let first = places.next()?;
    let count = 1 + places.count();
    let message =
        format!("a letter was lost here: the file holds the character U+FFFD ({count} in the file)");
    let span = Span::new(first, first + char::REPLACEMENT_CHARACTER.len_utf8());
    let help = "write the letter that belongs here; another program lost it when it saved or copied the text";
    Some(Diagnostic::warning(Code::InvalidUtf8, message).with_span(span).help(help))
}

/// Letters whose bytes in UTF-8 were each taken for a letter of another encoding.
fn twice(text: &str) -> Option<Diagnostic> {
    let mut first: Option<(Range<usize>, String)> = None;
    let mut count = 0;
    let mut done = 0;
    for (at, character) in text.char_indices() {
        if at < done || !matches!(character, 'Ã' | 'Â' | 'â' | 'ð' | 'ï' | 'Ð' | 'Ñ' | 'Р' | 'С') {
            continue;
        }
        if let Some((length, meant)) = decoded(text.get(at..).unwrap_or_default(), character) {
            count += 1;
            done = at + length;
            first.get_or_insert((at..done, meant));
        }
    }
    let (range, meant) = first?;
    let written: String = text.get(range.clone())?.chars().take(SHOWN).collect();
    let message = format!("this text was decoded twice: “{written}” was “{meant}” ({count} in the file)");
    let finding = Diagnostic::warning(Code::Encoding, message).with_span(Span::new(range.start, range.end));
    Some(finding.help("copy the text from its source again, and save it as UTF-8"))
}

/// The length of what was decoded twice at the start of a text, and what it was.
fn decoded(text: &str, first: char) -> Option<(usize, String)> {
    let (encoding, pairs) = match first {
        'Р' | 'С' => (WINDOWS_1251, 3),
        'Ð' | 'Ñ' => (WINDOWS_1252, 3),
        _ => (WINDOWS_1252, 1),
    };
    let mut bytes = Vec::new();
    let mut length = 0;
    let (mut meant, mut good) = (String::new(), 0);
    for character in text.chars().take(2 * SHOWN) {
        let Some(byte) = byte_of(character, encoding) else { break };
        // Only continuations may follow the first byte of a letter.
        bytes.push(byte);
        length += character.len_utf8();
        match std::str::from_utf8(&bytes) {
            Ok(letter) => {
                meant.push_str(letter);
                bytes.clear();
                good = length;
                if meant.chars().count() == pairs {
                    break;
                }
            }
            Err(error) if error.error_len().is_some() || bytes.len() > 3 => break,
            Err(_) => {}
        }
    }
    let letter = meant.chars().next()?;
    let next = text.get(first.len_utf8()..)?.chars().next()?;
    let is_meant = match first {
        // A capital at the end of a quotation: “AMANHÃ”.
        'Ã' => {
            letter.is_alphabetic() && !matches!(next, '“' | '”' | '‘' | '’' | '…' | '–' | '—' | '›' | '‹')
        }
        'Â' => !letter.is_control(),
        'â' => matches!(letter, '\u{2010}'..='\u{203A}' | '\u{20AC}' | '\u{2122}' | '\u{2190}'..='\u{22FF}'),
        'ð' => letter >= '\u{1F000}',
        'ï' => letter == '\u{FEFF}',
        _ => meant.chars().count() == pairs && meant.chars().all(|c| matches!(c, '\u{400}'..='\u{4FF}')),
    };
    is_meant.then(|| (good, meant.replace('\u{FEFF}', "a byte-order mark")))
}

/// The byte of a character beyond ASCII in an encoding.
fn byte_of(character: char, encoding: &'static Encoding) -> Option<u8> {
    if character.is_ascii() {
        return None;
    }
    // Bytes without a letter are decoded as control characters.
    if let code @ 0x80..=0x9F = u32::from(character) {
        return u8::try_from(code).ok();
    }
    let mut buffer = [0; 4];
    let (bytes, _, failed) = encoding.encode(character.encode_utf8(&mut buffer));
    match bytes.as_ref() {
        [byte] if !failed => Some(*byte),
        _ => None,
    }
}

/// Letters as mail programs of old wrote them: `+AOk-`.
fn utf7(text: &str) -> Option<Diagnostic> {
    let (mut first, mut count, mut sure) = (None, 0, 0);
    let mut done = 0;
    for (at, _) in text.match_indices('+') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))).unwrap_or(rest.len());
        if at < done
            || !(3..=60).contains(&length)
            || !rest.get(length..).is_some_and(|end| end.starts_with('-'))
        {
            continue;
        }
        let Some(letters) = rest.get(..length).and_then(units) else { continue };
        done = at + length + 2;
        count += 1;
        let common = |c: char| matches!(c, '\u{A0}'..='\u{17F}' | '\u{2010}'..='\u{203A}' | '\u{20AC}');
        sure += usize::from(letters.chars().all(common));
        first.get_or_insert((at..done, letters));
    }
    let (range, letters) = first.filter(|_| sure > 0 || count > 2)?;
    let written = text.get(range.clone())?;
    let message = format!("the file is in UTF-7: “{written}” stands for “{letters}” ({count} in the file)");
    let finding = Diagnostic::error(Code::Encoding, message).with_span(Span::new(range.start, range.end));
    Some(finding.help("save the file as UTF-8"))
}

/// The characters of UTF-16 in base64; `None` if they are none that UTF-7 writes so.
fn units(text: &str) -> Option<String> {
    let lenient =
        engine::GeneralPurposeConfig::new().with_decode_padding_mode(engine::DecodePaddingMode::RequireNone);
    let bytes = engine::GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(text).ok()?;
    let pairs = bytes.chunks_exact(2);
    // What is left over fills up the last sign.
    if pairs.remainder().iter().any(|byte| *byte != 0) {
        return None;
    }
    let units: Vec<u16> =
        pairs.map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte))).collect();
    let letters = String::from_utf16(&units).ok()?;
    let is_text = |c: char| {
        c >= '\u{A0}' && (c.is_alphabetic() || matches!(c, '\u{A0}'..='\u{BF}' | '\u{2010}'..='\u{20CF}'))
    };
    (!letters.is_empty() && letters.chars().all(is_text)).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        find(text).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn text_that_was_decoded_twice_is_known() {
        for (text, expected) in [
            ("Le cafÃ© et la crÃ¨me", "this text was decoded twice: “Ã©” was “é” (2 in the file)"),
            ("It’s the readerâ€™s choice", "this text was decoded twice: “â€™” was “’” (1 in the file)"),
            ("20Â°C", "this text was decoded twice: “Â°” was “°” (1 in the file)"),
            ("Good ðŸ‘\u{8d}", "this text was decoded twice: “ðŸ‘\u{8d}” was “👍” (1 in the file)"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "this text was decoded twice: “ÐŸÑ€Ð¸” was “При” (2 in the file)"),
            ("РџСЂРёРІРµС‚", "this text was decoded twice: “РџСЂРё” was “При” (2 in the file)"),
        ] {
            assert_eq!(messages(text), [expected]);
        }
        for text in [
            "Café, größer, „Ä“, “AMANHÃ”, Âge, château… ÉTÉ”, naïve, Рік і Січень, СССР, ðe, Ðorðe, NÃO",
            "« Â »",
        ] {
            assert_eq!(messages(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn letters_that_were_lost_are_counted() {
        assert_eq!(
            messages("caf\u{FFFD} und Stra\u{FFFD}e"),
            ["a letter was lost here: the file holds the character U+FFFD (2 in the file)"]
        );
    }

    #[test]
    fn utf7_is_known() {
        assert_eq!(
            messages("Caf+AOk- und +ANY-l"),
            ["the file is in UTF-7: “+AOk-” stands for “é” (2 in the file)"]
        );
        for text in ["1+1-2, a+bcd-e, C++-code, +49-30-123, Cloud+Edge-Rechner, +Spiele-, x+ABC-y", "a+b"] {
            assert_eq!(messages(text), [""; 0], "{text}");
        }
    }
}
