//! The hand-over to partners: the machine editions of a build in one file that can be signed, and the check of it.
//!
//! A package is one frame of Zstandard (RFC 8878) that holds a tar archive (POSIX.1-2001, `ustar` with pax records where
//! a name needs them): `manifest.json`, then every file that it names, in its order, and nothing else. There are no
//! times, users or links in it, so that the same editions give the same bytes. The signature stands beside it in
//! `FILE.minisig`, in the form of minisign, and says the package's name, serial and date.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod error;
mod format;
mod pack;
mod signature;
mod staging;
mod statement;
mod verify;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

pub use error::PackageError;
pub use pack::{PackJob, Packed, pack};
pub use signature::{Signer, SigningKey, VerifyingKey, new_key};
pub use statement::Statement;
pub use verify::{Limits, Verified, VerifyJob, verify};
