//! The answers of an SMTP server (RFC 5321, section 4.2): one or more lines with one code.

use lettre::transport::smtp::response::{Category, Code, Detail, Response, Severity};

/// The most bytes of a line, with its end. The RFC allows 512 (section 4.5.3.1.5); some servers send more.
pub(crate) const MAX_LINE: usize = 1_000;
/// The most bytes of an answer.
pub(crate) const MAX_ANSWER: usize = 64 * 1024;

const NO_ANSWER: &str = "the server's answer is none";

/// Where the first answer in `bytes` ends. A line ends at `from`, or the bytes begin there: no answer ends before it.
///
/// # Errors
/// What comes can't become an answer.
pub(crate) fn end(bytes: &[u8], from: usize) -> Result<Option<usize>, &'static str> {
    let mut at = from;
    while let Some(line) = bytes.get(at..).and_then(|rest| rest.split_inclusive(|byte| *byte == b'\n').next())
    {
        if line.last() != Some(&b'\n') {
            return Ok(None);
        }
        if line.len() > MAX_LINE {
            return Err("the server's answer is too long");
        }
        at += line.len();
        let (_, is_last, _) = split(line)?;
        if is_last {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// A whole answer.
///
/// # Errors
/// It is none.
pub(crate) fn parse(bytes: &[u8]) -> Result<Response, &'static str> {
    let mut lines = Vec::new();
    let mut code = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let (of_line, _, text) = split(line)?;
        if *code.get_or_insert(of_line) != of_line {
            return Err("the server's answer has two codes");
        }
        let text = String::from_utf8_lossy(text);
        // lettre can't take a line of spaces among the extensions.
        lines.push(text.trim().to_owned());
    }
    let code = code.and_then(code_of).ok_or(NO_ANSWER)?;
    Ok(Response::new(code, lines))
}

/// A line's code, whether it is the last one, and its text.
fn split(line: &[u8]) -> Result<([u8; 3], bool, &[u8]), &'static str> {
    let line = line.strip_suffix(b"\r\n").ok_or(NO_ANSWER)?;
    let (code, rest) = line.split_first_chunk::<3>().ok_or(NO_ANSWER)?;
    code_of(*code).ok_or(NO_ANSWER)?;
    match rest.split_first() {
        None => Ok((*code, true, rest)),
        Some((b' ', text)) => Ok((*code, true, text)),
        Some((b'-', text)) => Ok((*code, false, text)),
        Some(_) => Err(NO_ANSWER),
    }
}

fn code_of(digits: [u8; 3]) -> Option<Code> {
    let severity = match digits[0] {
        b'2' => Severity::PositiveCompletion,
        b'3' => Severity::PositiveIntermediate,
        b'4' => Severity::TransientNegativeCompletion,
        b'5' => Severity::PermanentNegativeCompletion,
        _ => return None,
    };
    let category = match digits[1] {
        b'0' => Category::Syntax,
        b'1' => Category::Information,
        b'2' => Category::Connections,
        b'3' => Category::Unspecified3,
        b'4' => Category::Unspecified4,
        b'5' => Category::MailSystem,
        _ => return None,
    };
    let detail = match digits[2] {
        b'0' => Detail::Zero,
        b'1' => Detail::One,
        b'2' => Detail::Two,
        b'3' => Detail::Three,
        b'4' => Detail::Four,
        b'5' => Detail::Five,
        b'6' => Detail::Six,
        b'7' => Detail::Seven,
        b'8' => Detail::Eight,
        b'9' => Detail::Nine,
        _ => return None,
    };
    Some(Code::new(severity, category, detail))
}

/// The words of an answer on one line. An enhanced code (RFC 2034) that each line repeats stands there once.
pub(crate) fn words(answer: &Response) -> String {
    let mut lines = answer.message();
    let first = lines.next().unwrap_or_default();
    let enhanced = answer.first_word().filter(|word| {
        let numbers: Vec<&str> = word.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        numbers.len() == 3 && numbers.iter().all(is_number)
    });
    let mut words = first.to_owned();
    for line in lines {
        let line = enhanced.and_then(|code| line.strip_prefix(code)?.strip_prefix(' ')).unwrap_or(line);
        words.push(' ');
        words.push_str(line.trim_start());
    }
    words.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_end_with_their_last_line() {
        for (bytes, expected) in [
            ("250 ok\r\n", Ok(Some(8))),
            ("250\r\n", Ok(Some(5))),
            ("250-a\r\n250 b\r\n", Ok(Some(14))),
            ("220 ready\r\n250 forged\r\n", Ok(Some(11))),
            ("", Ok(None)),
            ("250 o", Ok(None)),
            ("250-a\r\n", Ok(None)),
            ("250 ok\n", Err(NO_ANSWER)),
            ("HTTP/1.1 400 Bad Request\r\n", Err(NO_ANSWER)),
            ("650 ok\r\n", Err(NO_ANSWER)),
            ("260 ok\r\n", Err(NO_ANSWER)),
            ("25\r\n", Err(NO_ANSWER)),
        ] {
            assert_eq!(end(bytes.as_bytes(), 0), expected, "{bytes:?}");
        }
    }

    #[test]
    fn an_answer_has_one_code_and_all_its_lines() {
        let answer = parse(b"554-5.7.1 looks like\r\n554 5.7.1 spam\r\n").unwrap();
        assert_eq!((u16::from(answer.code()), words(&answer)), (554, "5.7.1 looks like spam".to_owned()));
        assert_eq!(words(&parse(b"250-a\r\n250-\xff\r\n250 b\r\n").unwrap()), "a \u{fffd} b");
        assert_eq!(parse(b"250-a\r\n251 b\r\n").unwrap_err(), "the server's answer has two codes");
        // A line of spaces is no extension.
        let hello = parse(b"250-here\r\n250-   \r\n250 STARTTLS\r\n").unwrap();
        let info = lettre::transport::smtp::extension::ServerInfo::from_response(&hello).unwrap();
        assert!(info.supports_feature(lettre::transport::smtp::extension::Extension::StartTls));
    }
}
