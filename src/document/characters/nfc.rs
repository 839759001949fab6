//! Canonical forms of Unicode.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The composed form of a text (Unicode normalization form C).
pub fn nfc(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => ComposingNormalizerBorrowed::new_nfc().normalize(text),
    }
}

/// The decomposed form of a text (Unicode normalization form D), in which some systems keep the names of files.
pub fn nfd(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => DecomposingNormalizerBorrowed::new_nfd().normalize(text),
    }
}
