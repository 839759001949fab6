//! From the bytes of a file to text.
//!
//! A file is UTF-8 if it can be. UTF-16 is known by its byte-order mark or by its zero bytes; an older encoding is guessed
//! from its letters. Whatever was guessed is reported, and what is no text is an error.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};

use super::{Source, Span, mojibake};
use crate::{Code, Diagnostic, Diagnostics};

/// How files begin that are no text, and what they are.
const NO_TEXT: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a Word or OpenDocument file, or another ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "a Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\xFF\xFE\0\0", "text in UTF-32"),
    (b"\0\0\xFE\xFF", "text in UTF-32"),
];

impl Source {
    /// Decodes the bytes of a file; says what was found where they are not plain UTF-8. Bytes that are no text give an
    /// error and an empty text.
    ///
    /// The byte-order mark is dropped, and CRLF or a lone CR become LF, without a word: nothing visible changes.
    pub fn decode(name: impl Into<String>, bytes: &[u8]) -> (Self, Diagnostics) {
        let (text, found) = decode(bytes);
        (Self::new(name, text), found)
    }
}

/// The text of a file, and what was found in its bytes.
///
/// The byte-order mark is dropped, and CRLF or a lone CR become LF, without a word: nothing visible changes.
fn decode(bytes: &[u8]) -> (String, Diagnostics) {
    if let Some((_, what)) = NO_TEXT.iter().find(|(start, _)| bytes.starts_with(start)) {
        return refused(what);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest);
    }
    if let Some(encoding) = utf16(bytes) {
        return other(encoding, bytes);
    }
    if is_binary(bytes) {
        return refused("a binary file");
    }
    if is_iso_2022_jp(bytes) {
        return other(ISO_2022_JP, bytes);
    }
    if is_utf8(bytes) {
        return utf8(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    other(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn refused(what: &str) -> (String, Diagnostics) {
    let finding = Diagnostic::error(Code::Unreadable, format!("the file is not text: it is {what}"));
    (String::new(), vec![finding.help("save its text as a plain text file in UTF-8")])
}

/// Which form of UTF-16 the bytes are in: by the byte-order mark, or by zero bytes in every other place.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    if bytes.is_empty() || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (mut first, mut second, mut controls) = (0, 0, 0);
    for pair in bytes.chunks_exact(2) {
        let both = pair.iter().copied().max().unwrap_or_default();
        controls += usize::from(both < 0x20 && !matches!(both, b'\t' | b'\n' | b'\r'));
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    // Spaces, line ends and the marks of front matter are ASCII in any language.
    let many = (bytes.len() / 2).div_ceil(20).max(2);
    if controls > bytes.len() / 100 {
        return None;
    }
    match (first, second) {
        (0, zeros) if zeros >= many => Some(UTF_16LE),
        (zeros, 0) if zeros >= many => Some(UTF_16BE),
        _ => None,
    }
}

/// True for bytes that are no text in any encoding of bytes.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(byte, 1..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F);
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    let controls = bytes.iter().filter(is_control).count();
    zeros >= 4 && zeros > bytes.len() / 200 || controls >= 8 && controls > bytes.len() / 20
}

/// True for bytes of seven bits that escape to the Japanese character set, and back.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let has = |escape: &[u8]| bytes.windows(escape.len()).any(|window| window == escape);
    bytes.is_ascii() && (has(b"\x1B$B") || has(b"\x1B$@")) && (has(b"\x1B(B") || has(b"\x1B(J"))
}

/// True for UTF-8, even if some of its bytes are broken. Text in an older encoding holds next to no sequences of UTF-8, and
/// the longer they are, the less so.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        let weight = |character: char| match character.len_utf8() {
            1 => 0,
            2 => 1,
            3 => 4,
            _ => 20,
        };
        good += chunk.valid().chars().map(weight).sum::<usize>();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
}

/// Text in UTF-8. Invalid bytes and NUL become U+FFFD, each kind reported once at its first place.
fn utf8(bytes: &[u8]) -> (String, Diagnostics) {
    let mut text = String::with_capacity(bytes.len());
    let (mut invalid, mut nul) = (Vec::new(), Vec::new());
    for chunk in bytes.utf8_chunks() {
        push(&mut text, chunk.valid(), &mut nul);
        if !chunk.invalid().is_empty() {
            invalid.push(text.len());
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let found = replaced(&invalid, Code::InvalidUtf8, "this is not UTF-8");
    let nul = replaced(&nul, Code::NulCharacter, "this is a NUL character");
    let mut found: Diagnostics = found.into_iter().chain(nul).collect();
    if found.is_empty() {
        found.extend(mojibake::find(&text));
    }
    (text, found)
}

/// Text in another encoding, which is named at the first letter that tells.
fn other(encoding: &'static Encoding, bytes: &[u8]) -> (String, Diagnostics) {
    let (decoded, used, _) = encoding.decode(bytes);
    let mut text = String::with_capacity(decoded.len());
    let mut nul = Vec::new();
    push(&mut text, &decoded, &mut nul);
    let is_sure = used == UTF_16LE || used == UTF_16BE;
    let name = match used.name() {
        "UTF-16LE" => "UTF-16 (little-endian)",
        "UTF-16BE" => "UTF-16 (big-endian)",
        name => name,
    };
    let message = match is_sure {
        true => format!("the file is in {name}, not in UTF-8"),
        false => format!("the file is not in UTF-8; it was read as {name}"),
    };
    let at = text.find(|character: char| !character.is_ascii()).unwrap_or(0);
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let help = match (is_sure, word(&text, at)) {
        (false, Some(word)) => format!("if “{word}” is right here, save the file as UTF-8"),
        (true, _) | (false, None) => "save the file as UTF-8".to_owned(),
    };
    let finding = Diagnostic::warning(Code::Encoding, message).with_span(Span::new(at, end)).help(help);
    let lost: Vec<usize> = text.match_indices(char::REPLACEMENT_CHARACTER).map(|(at, _)| at).collect();
    let nul = replaced(&nul, Code::NulCharacter, "this is a NUL character");
    let lost = match nul.is_some() {
        true => None,
        false => replaced(&lost, Code::InvalidUtf8, &format!("this is not {name}, either")),
    };
    (text, std::iter::once(finding).chain(nul).chain(lost).collect())
}

/// The word that byte `at` of a text is in.
fn word(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |before| before + 1);
    let start = text.ceil_char_boundary(start);
    let rest = text.get(start..)?;
    let length =
        rest.char_indices().skip(1).find(|(_, c)| !c.is_alphanumeric()).map_or(rest.len(), |(at, _)| at);
    rest.get(..length).filter(|word| !word.trim().is_empty() && word.chars().count() <= 40)
}

/// Adds text with its line ends as LF. NUL becomes U+FFFD; its places are noted.
fn push(text: &mut String, part: &str, nul: &mut Vec<usize>) {
    if !part.bytes().any(|byte| matches!(byte, b'\r' | 0)) {
        text.push_str(part);
        return;
    }
    let mut characters = part.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    text.push('\n');
                }
            }
            '\0' => {
                nul.push(text.len());
                text.push(char::REPLACEMENT_CHARACTER);
            }
            other => text.push(other),
        }
    }
}

fn replaced(places: &[usize], code: Code, what: &str) -> Option<Diagnostic> {
    let at = *places.first()?;
    let message = format!("{what}, replaced by U+FFFD ({} in the file)", places.len());
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    Some(Diagnostic::warning(code, message).with_span(span).help("save the file as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LineColumn;

    #[test]
    fn decoding_keeps_lines_and_reports_once() {
        let (source, found) = Source::decode("a.md", b"\xEF\xBB\xBF\xC3\xB6ne\r\ntwo\rthr\xFFee\0\n");
        assert_eq!(source.text, "öne\ntwo\nthr\u{FFFD}ee\u{FFFD}\n");
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::InvalidUtf8, Code::NulCharacter]);
        let place = found[0].span.map(|span| source.line_column(span.start as usize));
        assert_eq!(place, Some(LineColumn { line: 3, column: 4 }));
    }

    fn read(bytes: &[u8]) -> (String, Vec<Code>) {
        let (text, found) = decode(bytes);
        (text, found.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn text_is_known_by_its_bytes() {
        let text = "---\nheadline: Warum?\n---\n\nÜber Öl\n";
        let units = |swap: bool| -> Vec<u8> {
            let unit = |unit: u16| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() };
            text.encode_utf16().flat_map(unit).collect()
        };
        for (bytes, codes) in [
            (text.as_bytes().to_vec(), vec![]),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), vec![]),
            ([b"\xFF\xFE".to_vec(), units(false)].concat(), vec![Code::Encoding]),
            ([b"\xFE\xFF".to_vec(), units(true)].concat(), vec![Code::Encoding]),
            (units(false), vec![Code::Encoding]),
            (units(true), vec![Code::Encoding]),
            (text.replace("Ü", "\u{1}").replace("Ö", "\u{2}").into_bytes(), vec![]),
        ] {
            let (read, found) = read(&bytes);
            assert_eq!(found, codes, "{bytes:?}");
            assert!(read == text || read.contains("\u{1}ber"), "{read}");
        }
        let latin1: Vec<u8> =
            "Was ist ein Überhang?\r\nWärum, größer.\r\n".chars().map(|c| c as u8).collect();
        assert_eq!(
            read(&latin1),
            ("Was ist ein Überhang?\nWärum, größer.\n".to_owned(), vec![Code::Encoding])
        );
        let (_, found) = decode(&latin1);
        assert_eq!(found[0].message, "the file is not in UTF-8; it was read as windows-1252");
        assert_eq!(found[0].help.as_deref(), Some("if “Überhang” is right here, save the file as UTF-8"));
        // Windows-1251: Київ і область
        let cyrillic =
            b"\xCA\xE8\xBF\xE2 \xB3 \xEE\xE1\xEB\xE0\xF1\xF2\xFC, \xF8\xEE \xF2\xE0\xEC \xE1\xF3\xEB\xEE";
        assert_eq!(read(cyrillic), ("Київ і область, шо там було".to_owned(), vec![Code::Encoding]));
        // Shift_JIS and GBK.
        for (encoding, words) in [
            (encoding_rs::SHIFT_JIS, "これは日本語の文章です。なぜ空は青いのですか。"),
            (encoding_rs::GBK, "为什么天空是蓝色的？因为空气散射蓝光。我们的城市很大。"),
            (encoding_rs::ISO_2022_JP, "なぜ空は青いのですか。\nsky, 空"),
            (encoding_rs::EUC_KR, "왜 하늘은 파란가요? 공기가 파란 빛을 흩뜨리기 때문입니다."),
        ] {
            let (bytes, _, _) = encoding.encode(words);
            assert_eq!(read(&bytes), (words.to_owned(), vec![Code::Encoding]));
        }
    }

    #[test]
    fn utf8_with_broken_bytes_stays_utf8() {
        let (text, found) = read(
            "Café, größer und élan — "
                .as_bytes()
                .iter()
                .chain(b"caf\xE9\0\n")
                .copied()
                .collect::<Vec<u8>>()
                .as_slice(),
        );
        assert_eq!(text, "Café, größer und élan — caf\u{FFFD}\u{FFFD}\n");
        assert_eq!(found, [Code::InvalidUtf8, Code::NulCharacter]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let picture: Vec<u8> = (0..200u8).map(|byte| byte % 32).collect();
        for bytes in [&b"PK\x03\x04\x14\0\x06\0"[..], b"%PDF-1.7\n", b"{\\rtf1\\ansi", &picture] {
            let (text, found) = decode(bytes);
            assert!(text.is_empty() && found[0].is_error(), "{bytes:?}");
        }
    }
}
