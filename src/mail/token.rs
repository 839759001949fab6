//! The token of an unsubscribe link: it proves that the link was made for one reader of one list.
//!
//! `lower-case hex(HMAC-SHA-256(key, list "\n" address))` (RFC 2104), with the list's id as in `List-Id`, between the
//! angle brackets (RFC 2919), and the address as it was sent to: its domain in lower-case ASCII.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Recipient;
use pressroom_diagnostics::counted;
use pressroom_document::hexadecimal;

/// The fewest bytes of a key: what can't be guessed.
const MIN_KEY: usize = 16;

/// Bytes are no key. The message goes on after the key's name: "the key has 3 bytes".
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key can be guessed.
    #[error("has {}: expected {MIN_KEY} or more, of a random key", counted(*.0, "byte"))]
    TooShort(usize),
    /// The hash takes no such key.
    #[error(transparent)]
    Length(#[from] hmac::digest::InvalidLength),
}

/// The key of unsubscribe tokens.
#[derive(Clone)]
pub struct TokenKey(Hmac<Sha256>);

impl TokenKey {
    /// A key from its bytes.
    ///
    /// # Errors
    /// It is too short.
    pub fn new(key: &[u8]) -> Result<Self, KeyError> {
        if key.len() < MIN_KEY {
            return Err(KeyError::TooShort(key.len()));
        }
        Ok(Self(Hmac::new_from_slice(key)?))
    }

    /// The token of a reader of a list: 64 hexadecimal digits.
    pub fn token(&self, list: &str, recipient: &Recipient) -> String {
        let mut mac = self.0.clone();
        mac.update(list.as_bytes());
        mac.update(b"\n");
        mac.update(recipient.as_str().as_bytes());
        hexadecimal(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_an_hmac_of_list_and_address() {
        let key = TokenKey::new(b"0123456789abcdef").unwrap();
        let token = |list: &str, address: &str| key.token(list, &Recipient::parse(address).unwrap());
        assert_eq!(
            token("news.example.org", "Reader@EXAMPLE.org"),
            "41391379ecfb0e77d68bd5b39a773bbb4f7bbc83acbcc85e0037bc3bdc8cfeda"
        );
        assert_ne!(token("news.example.org", "a@example.org"), token("other.example.org", "a@example.org"));
        assert!(TokenKey::new(b"short").is_err());
    }
}
