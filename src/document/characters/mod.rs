//! Characters and words of every script.

pub mod clean;
pub(crate) mod nfc;
pub mod scan;
pub mod word;
