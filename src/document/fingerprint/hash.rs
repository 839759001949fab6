//! Hashes as they are written.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes in lower-case hexadecimal (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Texts that were met, each known by the first half of its SHA-256: it takes the same few bytes however long it is.
#[derive(Debug, Clone, Default)]
pub struct DigestSet(BTreeSet<[u8; 16]>);

impl DigestSet {
    /// Notes a text; true where it was not met before.
    pub fn insert(&mut self, text: &str) -> bool {
        self.0.insert(Self::half(text))
    }

    /// True for a text that was met.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(&Self::half(text))
    }

    fn half(text: &str) -> [u8; 16] {
        let mut half = [0; 16];
        half.iter_mut().zip(Sha256::digest(text.as_bytes())).for_each(|(half, byte)| *half = byte);
        half
    }
}

/// Bytes in lower-case hexadecimal, two digits each.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
