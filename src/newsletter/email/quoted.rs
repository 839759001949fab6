//! Bodies in quoted-printable (RFC 2045, section 6.7) that keep the reader's token whole.

use lettre::message::{Body, header::ContentTransferEncoding};

use pressroom_config::UNSUBSCRIBE_TOKEN;

/// A text as quoted-printable. The token stands on a line of its own, between soft line breaks, so that it is found
/// letter by letter and may be replaced by a longer one.
pub(super) fn body(text: &str) -> Body {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    for (index, piece) in text.split(UNSUBSCRIBE_TOKEN).enumerate() {
        if index > 0 {
            break_softly(&mut out);
            out.extend_from_slice(UNSUBSCRIBE_TOKEN.as_bytes());
            out.extend_from_slice(b"=\r\n");
        }
        let encoding = ContentTransferEncoding::QuotedPrintable;
        // lettre puts each missing CR into the text by itself, and moves all that follows.
        let piece = piece.replace("\r\n", "\n").replace('\n', "\r\n");
        let encoded = Body::new_with_encoding(piece, encoding);
        out.extend(encoded.map_or_else(|plain| plain, Body::into_vec));
    }
    Body::dangerous_pre_encoded(out, ContentTransferEncoding::QuotedPrintable)
}

/// Ends the line, which may be as long as a line can be, with a soft line break.
fn break_softly(out: &mut Vec<u8>) {
    const SOFT: &[u8] = b"=\r\n";
    let line = out.iter().rev().take_while(|byte| **byte != b'\n').count();
    if line > 75 {
        // No escape is parted.
        let escaped = out.iter().rev().take(3).position(|byte| *byte == b'=');
        let at = out.len().saturating_sub(escaped.map_or(1, |after| after + 1));
        out.splice(at..at, SOFT.iter().copied());
    }
    out.extend_from_slice(SOFT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_never_parted() {
        for before in 0..160 {
            let text = format!("{}=https://x.example/?t={UNSUBSCRIBE_TOKEN}&e=1\nnext", "a".repeat(before));
            let encoded = String::from_utf8(body(&text).into_vec()).unwrap();
            assert!(encoded.contains(&format!("\r\n{UNSUBSCRIBE_TOKEN}=\r\n")), "{encoded}");
            assert!(encoded.split("\r\n").all(|line| line.len() <= 76), "{encoded}");
            let ending = format!("{}{UNSUBSCRIBE_TOKEN}", "é".repeat(before));
            let ending = String::from_utf8(body(&ending).into_vec()).unwrap();
            assert!(ending.split("\r\n").all(|line| line.len() <= 76), "{ending}");
            assert_eq!(ending.replace("=\r\n", "").matches("=C3=A9").count(), before);
            assert_eq!(encoded.replace("=\r\n", "").replace("=3D", "="), text.replace('\n', "\r\n"));
        }
    }
}
