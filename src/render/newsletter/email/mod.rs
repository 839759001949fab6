//! The `email` edition: a whole mail, `SLUG.eml`, that lacks nothing but its reader.
//!
//! It is `multipart/alternative` (RFC 2046): the text of `SLUG.txt` first, then HTML for mail programs. Lines end with
//! CRLF and have at most 998 octets; both bodies are UTF-8 in quoted-printable; the header is ASCII.
//!
//! # What a sender may rely on
//!
//! - There is no `To`, `Cc` or `Bcc`: the sender puts `To` in front of the first header, one message for each reader.
//! - `From`, `Subject`, `Date`, `Message-ID`, `List-Id` and `MIME-Version` are there, each once. `Date` is the document's
//!   own date, so that the same document gives the same bytes; a sender may replace it by the time of sending.
//! - Where `[newsletter] unsubscribe` of `pressroom.toml` has `{token}`, the mail has
//!   [`UNSUBSCRIBE_TOKEN`](crate::model::UNSUBSCRIBE_TOKEN), letter by letter: in the header `List-Unsubscribe` and in both
//!   bodies. It is never folded, encoded or parted by a soft line break, and in a body it stands on a line of
//!   quoted-printable of its own (between soft line breaks). So a plain replacement of bytes in the whole file is right as
//!   long as the token is at most 70 characters of `A-Z a-z 0-9 - _ . ~`, which neither URLs nor HTML nor
//!   quoted-printable change.
//! - `List-Unsubscribe-Post` (RFC 8058) is there where the URL is an `https` one.
