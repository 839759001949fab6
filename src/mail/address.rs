//! Who gets a newsletter: addresses that were looked at before anything is sent.
//!
//! An address is in one form, so that nobody who was named twice gets two: the domain in lower-case ASCII (IDNA), the
//! local part as it was written, because only its own server knows what it means (RFC 5321, section 2.4).

use std::{
    collections::HashSet,
    fmt,
    fs::File,
    io,
    net::{Ipv4Addr, Ipv6Addr},
    path::Path,
};

use lettre::Address;

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_input::source::read_at_most;

/// The most octets of an address (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_ADDRESS: usize = 254;
/// The most bytes of a list: a million addresses and more.
const MAX_LIST: u64 = 64 * 1024 * 1024;

/// A text is no address. The message goes on after the text: "`x` has no @".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum AddressError {
    #[error("holds a control character")]
    ControlCharacter,
    #[error("is longer than {MAX_ADDRESS} bytes")]
    TooLong,
    #[error("is more than an address: expected name@domain and nothing else")]
    MoreThanAddress,
    #[error("has no @: expected name@domain")]
    NoAt,
    #[error("has no valid domain after the @")]
    BadDomain,
    #[error("has no valid name before the @")]
    BadName,
}

/// An address that a message can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recipient(Address);

impl Recipient {
    /// Reads an address such as `reader@example.org`.
    ///
    /// # Errors
    /// The text is no address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.chars().any(char::is_control) {
            return Err(AddressError::ControlCharacter);
        }
        if text.len() > MAX_ADDRESS {
            return Err(AddressError::TooLong);
        }
        if text.contains(['<', ',', ';']) && !text.starts_with('"') {
            return Err(AddressError::MoreThanAddress);
        }
        let Some((user, domain)) = text.rsplit_once('@') else {
            return Err(AddressError::NoAt);
        };
        let domain = domain_name(domain).ok_or(AddressError::BadDomain)?;
        match Address::new(user, &domain) {
            Ok(address) if AsRef::<str>::as_ref(&address).len() <= MAX_ADDRESS => Ok(Self(address)),
            Ok(_) => Err(AddressError::TooLong),
            Err(_) if Address::new("x", &domain).is_ok() => Err(AddressError::BadName),
            Err(_) => Err(AddressError::BadDomain),
        }
    }

    /// The address as it is written: `name@domain`.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(crate) fn address(&self) -> &Address {
        &self.0
    }

    /// Tells whether a server has to know SMTPUTF8 (RFC 6531) to take it.
    pub(crate) fn is_international(&self) -> bool {
        !self.as_str().is_ascii()
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A domain in lower-case ASCII, or an IP address in square brackets.
fn domain_name(domain: &str) -> Option<String> {
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // RFC 5321, section 4.1.3.
        let literal = literal.to_ascii_lowercase();
        return match literal.strip_prefix("ipv6:") {
            Some(ip) => ip.parse::<Ipv6Addr>().ok().map(|ip| format!("[IPv6:{ip}]")),
            None => literal.parse::<Ipv4Addr>().ok().map(|ip| format!("[{ip}]")),
        };
    }
    if domain.contains('%') {
        return None;
    }
    let name = match url::Host::parse(domain).ok()? {
        url::Host::Domain(name) => name,
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => return None,
    };
    (!name.ends_with('.')).then_some(name)
}

/// Everybody who gets a newsletter, each once, in the order in which they were named.
#[derive(Debug, Default)]
pub struct Recipients {
    all: Vec<Recipient>,
    known: HashSet<Recipient>,
    /// How many were named again.
    pub repeated: usize,
}

impl Recipients {
    /// Adds an address; one that is there already is counted.
    pub fn add(&mut self, recipient: Recipient) {
        if self.known.insert(recipient.clone()) {
            self.all.push(recipient);
        } else {
            self.repeated += 1;
        }
    }

    /// Adds the addresses of a list: one a line; what follows `#` at the beginning of a line or after a space is a
    /// comment. The findings name each line that holds something else.
    ///
    /// # Errors
    /// The error of the disk, or of a file that is far too large to be a list.
    pub fn read_list(&mut self, path: &Path) -> io::Result<(Source, Diagnostics)> {
        let bytes = read_at_most(File::open(path)?, MAX_LIST)?;
        if bytes.len() as u64 > MAX_LIST {
            let mebibytes = MAX_LIST / 1024 / 1024;
            let message = format!("the file is larger than {mebibytes} MiB");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let (source, mut found) = Source::decode(path.to_string_lossy(), &bytes);
        self.add_lines(&source, &mut found);
        Ok((source, found))
    }

    fn add_lines(&mut self, source: &Source, found: &mut Diagnostics) {
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let text = without_comment(line);
            let from = start + (text.len() - text.trim_start().len());
            let text = text.trim();
            start += line.len();
            if text.is_empty() {
                continue;
            }
            match Recipient::parse(text) {
                Ok(recipient) => self.add(recipient),
                Err(wrong) => {
                    let message = format!("`{text}` {wrong}");
                    let place = Span::new(from, from + text.len());
                    found.push(Diagnostic::error(Code::BadAddress, message).with_span(place));
                }
            }
        }
    }

    /// The addresses.
    pub fn all(&self) -> &[Recipient] {
        &self.all
    }
}

fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        if character == '#' && before.is_whitespace() {
            return line.get(..at).unwrap_or(line);
        }
        before = character;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        for (text, expected) in [
            ("reader@example.org", "reader@example.org"),
            ("Reader+news@EXAMPLE.Org", "Reader+news@example.org"),
            ("reader@пошта.укр", "reader@xn--80a1acn3a.xn--j1amh"),
            ("reader@BÜCHER.example", "reader@xn--bcher-kva.example"),
            ("\"a reader\"@example.org", "\"a reader\"@example.org"),
            ("читач@example.org", "читач@example.org"),
            ("root@localhost", "root@localhost"),
            ("a@[192.0.2.1]", "a@[192.0.2.1]"),
            ("a@[ipv6:2001:DB8::1]", "a@[IPv6:2001:db8::1]"),
            ("o'neil/x#y@example.org", "o'neil/x#y@example.org"),
        ] {
            assert_eq!(
                Recipient::parse(text).map(|found| found.to_string()),
                Ok(expected.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "reader",
            "@example.org",
            "reader@",
            "reader@exa mple.org",
            "rea der@example.org",
            "reader@example..org",
            "reader@.example.org",
            "reader@example.org.",
            "reader@-",
            "reader@192.0.2.1",
            "reader@[192.0.2]",
            "reader@exa%6dple.org",
            "A Reader <reader@example.org>",
            "<reader@example.org>",
            "a@example.org, b@example.org",
            "a@example.org\r\nRCPT TO:<b@example.org>",
            "\"a\r\nBcc: b\"@example.org",
            "a\u{0}@example.org",
            "a@example.org\u{85}",
            "a@example.org>",
            "a..b@example.org",
            &format!("{}@example.org", "a".repeat(65)),
            &format!("a@{}.org", "b.".repeat(130)),
        ] {
            assert!(Recipient::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_list_has_comments_and_places() {
        let text = "# readers\n\n a@example.org # the first\nb#c@example.org\nnobody\nA@Example.org\na@EXAMPLE.org#\n";
        let source = Source::new("list.txt", text);
        let (mut recipients, mut found) = (Recipients::default(), Vec::new());
        recipients.add(Recipient::parse("a@example.ORG").unwrap());
        recipients.add_lines(&source, &mut found);
        let all: Vec<_> = recipients.all().iter().map(Recipient::as_str).collect();
        assert_eq!(all, ["a@example.org", "b#c@example.org", "A@example.org"]);
        assert_eq!(recipients.repeated, 1);
        let places: Vec<_> = found
            .iter()
            .map(|finding| {
                let at = source.line_column(finding.span.unwrap().start as usize);
                (at.line, at.column, finding.message.as_str())
            })
            .collect();
        assert_eq!(
            places,
            [
                (5, 1, "`nobody` has no @: expected name@domain"),
                (7, 1, "`a@EXAMPLE.org#` has no valid domain after the @")
            ]
        );
    }
}
