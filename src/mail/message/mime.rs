//! The body of a message, cut into pieces so that each reader's token can be put in without decoding anything.
//!
//! Only quoted-printable text has lines that may be broken (RFC 2045, section 6.7); so the parts of the message have
//! to be told apart (RFC 2046, section 5.1). Everything that holds no token goes out byte for byte.

use super::header::{Field, find, split, split_line};
use pressroom_config::UNSUBSCRIBE_TOKEN;

/// The longest line of quoted-printable text, without its CRLF.
const MAX_QUOTED: usize = 76;

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The same for everybody.
    Same(Vec<u8>),
    /// A line with the placeholder of the token, without its CRLF. Where it is quoted-printable, its soft line breaks
    /// are taken out and put in anew.
    Own { line: Vec<u8>, quoted: bool },
}

impl Piece {
    /// A line, with its CRLF, that can't be broken.
    pub(crate) fn line(line: &[u8]) -> Self {
        if holds_token(line) {
            Self::Own { line: line.strip_suffix(b"\r\n").unwrap_or(line).to_vec(), quoted: false }
        } else {
            Self::Same(line.to_vec())
        }
    }

    /// Writes the piece with the token in place of its placeholder.
    pub(crate) fn write(&self, token: &str, out: &mut Vec<u8>) {
        match self {
            Self::Same(bytes) => out.extend_from_slice(bytes),
            Self::Own { line, quoted } => {
                let line = with_token(line, token.as_bytes());
                if *quoted {
                    wrap(&line, out);
                } else {
                    out.extend_from_slice(&line);
                }
                out.extend_from_slice(b"\r\n");
            }
        }
    }
}

/// Cuts the body of a message whose header is `fields`. Lines end with CRLF.
pub(crate) fn pieces(fields: &[Field], body: &[u8]) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    cutter.entity(fields);
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        cutter.line(line);
    }
    cutter.end_line();
    cutter.pieces
}

/// Where the placeholder stands.
pub(crate) fn holds_token(text: &[u8]) -> bool {
    text.windows(UNSUBSCRIBE_TOKEN.len()).any(|window| window == UNSUBSCRIBE_TOKEN.as_bytes())
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    /// Every boundary that was declared so far.
    boundaries: Vec<Vec<u8>>,
    /// The header of a part, while it is read.
    head: Option<Vec<u8>>,
    /// The lines are quoted-printable.
    quoted: bool,
    /// Lines that soft breaks make one: as they stand, and without the breaks.
    raw: Vec<u8>,
    joined: Vec<u8>,
}

impl Cutter {
    /// Notes what a header says of the body that follows.
    fn entity(&mut self, fields: &[Field]) {
        let encoding = find(fields, "content-transfer-encoding").map(Field::value).unwrap_or_default();
        self.quoted = encoding.eq_ignore_ascii_case("quoted-printable");
        let kind = find(fields, "content-type").map(Field::value).unwrap_or_default();
        self.boundaries.extend(boundary(&kind).map(String::into_bytes));
    }

    fn line(&mut self, line: &[u8]) {
        if let Some(last) = self.delimiter(line) {
            self.end_line();
            self.same(line);
            self.quoted = false;
            self.head = (!last).then(Vec::new);
        } else if let Some(mut head) = self.head.take() {
            self.push(Piece::line(line));
            if line == b"\r\n" {
                if let Some((fields, _)) = split(&head) {
                    self.entity(&fields);
                }
            } else {
                head.extend_from_slice(line);
                self.head = Some(head);
            }
        } else if self.quoted {
            self.raw.extend_from_slice(line);
            let content = line.trim_ascii_end();
            if let Some(content) = content.strip_suffix(b"=") {
                self.joined.extend_from_slice(content);
            } else {
                self.joined.extend_from_slice(line);
                self.end_line();
            }
        } else {
            self.push(Piece::line(line));
        }
    }

    /// Ends a line that may be several in the message.
    fn end_line(&mut self) {
        let (raw, joined) = (std::mem::take(&mut self.raw), std::mem::take(&mut self.joined));
        if holds_token(&joined) {
            let line = joined.strip_suffix(b"\r\n").unwrap_or(&joined).to_vec();
            self.pieces.push(Piece::Own { line, quoted: true });
        } else {
            self.same(&raw);
        }
    }

    fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Same(bytes) => self.same(&bytes),
            own @ Piece::Own { .. } => self.pieces.push(own),
        }
    }

    fn same(&mut self, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some(Piece::Same(last)) => last.extend_from_slice(bytes),
            _ => self.pieces.push(Piece::Same(bytes.to_vec())),
        }
    }

    /// `Some(true)` at the end of a multipart body, `Some(false)` at the beginning of a part.
    fn delimiter(&self, line: &[u8]) -> Option<bool> {
        let line = line.trim_ascii_end().strip_prefix(b"--")?;
        if self.boundaries.iter().any(|boundary| boundary == line) {
            return Some(false);
        }
        let line = line.strip_suffix(b"--")?;
        self.boundaries.iter().any(|boundary| boundary == line).then_some(true)
    }
}

/// The parameter `boundary` of a content type.
fn boundary(content_type: &str) -> Option<String> {
    let at = content_type.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = content_type.get(at..)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map(|(value, _)| value.to_owned()),
        None => value.split([';', ' ', '\t']).next().map(str::to_owned),
    }
}

fn with_token(line: &[u8], token: &[u8]) -> Vec<u8> {
    let placeholder = UNSUBSCRIBE_TOKEN.as_bytes();
    let mut out = Vec::with_capacity(line.len() + token.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(placeholder) {
            out.extend_from_slice(token);
            rest = after;
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

/// Breaks a line of quoted-printable text with soft line breaks, never within `=XX`.
fn wrap(line: &[u8], out: &mut Vec<u8>) {
    if line.len() <= MAX_QUOTED {
        out.extend_from_slice(line);
        return;
    }
    let mut column = 0;
    let mut rest = line;
    while !rest.is_empty() {
        let length = if rest.starts_with(b"=") { 3 } else { 1 };
        let (unit, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        if column + unit.len() >= MAX_QUOTED {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        out.extend_from_slice(unit);
        column += unit.len();
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal(message: &str) -> String {
        let message = message.replace('\n', "\r\n");
        let (fields, body) = split(message.as_bytes()).unwrap();
        let mut out = Vec::new();
        for piece in pieces(&fields, body) {
            piece.write(&"0123456789abcdef".repeat(4), &mut out);
        }
        String::from_utf8(out).unwrap().replace("\r\n", "\n")
    }

    #[test]
    fn tokens_are_put_in_and_lines_stay_short() {
        let escaped = "=D0=84".repeat(11);
        let found = personal(&format!(
            "Content-Type: multipart/alternative;\n boundary=\"a b\"\n\n--a b\nContent-Type: text/plain\n\
             Content-Transfer-Encoding: Quoted-Printable\n\n{escaped} <https://example.org/=\n\
             u?t=3D--UNSUBSCRIBE=\n-TOKEN--> and more\nother =\nline\n--a b\n\
             Content-Transfer-Encoding: 7bit\n\n{escaped}{escaped} --UNSUBSCRIBE-TOKEN-- =\nnext\n--a b--\n"
        ));
        let token = "0123456789abcdef".repeat(4);
        let lines: Vec<_> = found.lines().collect();
        assert!(lines[..10].iter().all(|line| line.len() <= 76), "{found}");
        let joined = found.replace("=\n", "");
        assert!(
            joined.contains(&format!("{escaped} <https://example.org/u?t=3D{token}> and more\n")),
            "{found}"
        );
        assert!(found.contains("\nother =\nline\n--a b\n"), "what has no token stays as it is: {found}");
        assert!(found.contains(&format!("\n{escaped}{escaped} {token} =\nnext\n--a b--\n")), "{found}");
    }

    #[test]
    fn wherever_the_token_stands_nothing_else_changes() {
        let token = "0123456789abcdef".repeat(4);
        for before in 0..160 {
            for unit in ["a", "=C3=A9", "=3D"] {
                let text = format!("{}{UNSUBSCRIBE_TOKEN}{}", unit.repeat(before), unit.repeat(160 - before));
                let found = personal(&format!("Content-Transfer-Encoding: quoted-printable\n\n{text}\n"));
                assert!(found.lines().all(|line| line.len() <= 76), "{found}");
                assert!(found.lines().all(|line| !line.ends_with("=C=") && !line.ends_with("==")), "{found}");
                let joined = found.replace("=\n", "");
                assert_eq!(joined, text.replace(UNSUBSCRIBE_TOKEN, &token) + "\n");
            }
        }
    }

    #[test]
    fn a_message_of_one_part_is_cut_too() {
        let found = personal("Content-Transfer-Encoding: quoted-printable\n\n--UNSUBSCRIBE-TOKEN--=20=");
        assert_eq!(found, format!("{}=20\n", "0123456789abcdef".repeat(4)));
        assert_eq!(personal("Subject: x\n\nno token =\nhere"), "no token =\nhere");
    }

    #[test]
    fn text_about_mail_is_no_header() {
        let found = personal(
            "Content-Type: multipart/alternative; boundary=x\n\n--x\n\
             Content-Transfer-Encoding: quoted-printable\n\nContent-Transfer-Encoding: 7bit\n\nThe rest of a long \
             line with --UNSUBSCRIBE-TOKEN-- in the middle\n--x--\n",
        );
        assert!(found.contains("=\n"), "{found}");
    }
}
