//! A newsletter as it was built, and the copy of it that one reader gets.

use std::{fs::File, io, path::Path};

use super::{
    header::{self, Field, find},
    mime::{Piece, holds_token, pieces},
};
use crate::address::{AddressError, Recipient};
use pressroom_input::source::read_at_most;

/// The most bytes of a message.
const MAX_MESSAGE: u64 = 32 * 1024 * 1024;
/// The longest line of a message, without its CRLF (RFC 5322, section 2.1.1).
const MAX_LINE: usize = 998;
/// How long a token is (see `token`).
const TOKEN: usize = 64;

/// A file is no message that can be sent.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum MessageError {
    #[error("it is no e-mail message")]
    NotAMessage,
    #[error("it has no From")]
    NoFrom,
    #[error("its From {0}")]
    From(#[source] AddressError),
    #[error("it has no Message-ID")]
    NoMessageId,
    /// A line is longer than servers take; the error has its beginning.
    #[error("a line is longer than {MAX_LINE} bytes: {0}…")]
    LongLine(String),
}

/// A newsletter that is ready to be sent.
#[derive(Debug)]
pub struct Newsletter {
    /// Its subject, for people.
    pub subject: String,
    /// Its Message-ID, with the angle brackets.
    pub message_id: String,
    /// The address of its `From`.
    pub from: Recipient,
    /// The id of its list, if it has one (RFC 2919).
    pub list: Option<String>,
    /// It holds the placeholder of the reader's unsubscribe token.
    pub wants_token: bool,
    /// Without `To`, `Cc`, `Bcc` and `Date`, which each copy has of its own.
    fields: Vec<Field>,
    body: Vec<Piece>,
}

impl Newsletter {
    /// Reads an .eml file.
    ///
    /// # Errors
    /// The error of the disk, or what is wrong with the file.
    pub fn read(path: &Path) -> io::Result<Self> {
        let bytes = read_at_most(File::open(path)?, MAX_MESSAGE)?;
        if bytes.len() as u64 > MAX_MESSAGE {
            let mebibytes = MAX_MESSAGE / 1024 / 1024;
            let message = format!("the file is larger than {mebibytes} MiB");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Self::parse(&bytes).map_err(|wrong| io::Error::new(io::ErrorKind::InvalidData, wrong))
    }

    fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        let message = crlf(bytes);
        let (fields, body) = header::split(&message)
            .filter(|(fields, _)| !fields.is_empty())
            .ok_or(MessageError::NotAMessage)?;
        let value = |name: &str| find(&fields, name).map(Field::value).filter(|value| !value.is_empty());
        let from = value("from").ok_or(MessageError::NoFrom)?;
        let from = Recipient::parse(address(&from)).map_err(MessageError::From)?;
        let message_id = value("message-id").ok_or(MessageError::NoMessageId)?;
        let list = value("list-id").map(|list| address(&list).to_ascii_lowercase());
        let subject = header::decoded(&value("subject").unwrap_or_default());
        let body = pieces(&fields, body);
        let wants_token = fields.iter().any(|field| holds_token(&field.raw))
            || body.iter().any(|piece| matches!(piece, Piece::Own { .. }));
        let mut newsletter = Self { subject, message_id, from, list, wants_token, fields, body };
        newsletter.fields.retain(|field| !["to", "cc", "bcc", "date"].contains(&field.name.as_str()));
        newsletter.check_lines()?;
        Ok(newsletter)
    }

    /// The copy of one reader. `token` takes the place of the placeholder; `date` is when it is sent (RFC 5322,
    /// section 3.3).
    pub(crate) fn copy(&self, recipient: &Recipient, token: &str, date: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for field in &self.fields {
            Piece::line(&field.raw).write(token, &mut out);
            if field.name == "from" {
                out.extend_from_slice(format!("To: {recipient}\r\nDate: {date}\r\n").as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
        for piece in &self.body {
            piece.write(token, &mut out);
        }
        out
    }

    /// No line may be too long for a server.
    fn check_lines(&self) -> Result<(), MessageError> {
        let someone = Recipient::parse("x@localhost").map_err(MessageError::From)?;
        let longest = self.copy(&someone, &"0".repeat(TOKEN), "");
        let long = longest.split(|byte| *byte == b'\n').find(|line| line.len() > MAX_LINE + 1);
        long.map_or(Ok(()), |line| {
            let start = String::from_utf8_lossy(line.get(..60).unwrap_or(line)).into_owned();
            Err(MessageError::LongLine(start))
        })
    }
}

/// What stands between the last angle brackets, or all of it.
fn address(value: &str) -> &str {
    value
        .rsplit_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or(value, |(inside, _)| inside)
        .trim()
}

/// The same text with CRLF at the end of each line: a lone CR or LF would end a line for some servers only.
fn crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' => {
                rest.next_if_eq(&b'\n');
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(other),
        }
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const EML: &str = "From: The Desk <Desk@News.example>\nTo: readers:;\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n\
                       Subject: =?utf-8?q?Why=3F?=\nMessage-ID: <a@news.example>\n\
                       List-Id: The News <News.Example>\nList-Unsubscribe:\n \
                       <https://news.example/u?t=--UNSUBSCRIBE-TOKEN-->\n\n.dot\nText --UNSUBSCRIBE-TOKEN--\n";

    #[test]
    fn a_copy_is_the_readers_own() {
        let newsletter = Newsletter::parse(EML.as_bytes()).unwrap();
        assert_eq!(
            (newsletter.subject.as_str(), newsletter.message_id.as_str()),
            ("Why?", "<a@news.example>")
        );
        assert_eq!(
            (newsletter.from.as_str(), newsletter.list.as_deref()),
            ("Desk@news.example", Some("news.example"))
        );
        assert!(newsletter.wants_token);
        let reader = Recipient::parse("r@example.org").unwrap();
        let copy = String::from_utf8(newsletter.copy(&reader, "TOKEN", "now")).unwrap();
        let expected = "From: The Desk <Desk@News.example>\nTo: r@example.org\nDate: now\n\
                        Subject: =?utf-8?q?Why=3F?=\nMessage-ID: <a@news.example>\n\
                        List-Id: The News <News.Example>\nList-Unsubscribe:\n <https://news.example/u?t=TOKEN>\n\n\
                        .dot\nText TOKEN\n";
        assert_eq!(copy, expected.replace('\n', "\r\n"));
    }

    #[test]
    fn line_ends_are_crlf() {
        assert_eq!(crlf(b"a\nb\rc\r\n\r\r\nd"), b"a\r\nb\r\nc\r\n\r\n\r\nd\r\n");
    }

    #[test]
    fn what_can_not_be_sent_is_refused() {
        let long = format!("{EML}{}", "x".repeat(999));
        for (text, wrong) in [
            ("", "it is no e-mail message"),
            ("<!doctype html>\n<p>", "it is no e-mail message"),
            ("Subject: x\n\n", "it has no From"),
            ("From: a@b.example, c@d.example\n\n", "its From is more than an address"),
            ("From: a@b.example\n\n", "it has no Message-ID"),
            (&long, "a line is longer than 998 bytes"),
        ] {
            let found = Newsletter::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(found.starts_with(wrong), "{found}");
        }
    }
}
