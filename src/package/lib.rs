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

mod pack;
mod signature;
mod stage;
mod statement;
mod verify;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use std::{
    collections::BTreeSet,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

pub use pack::{PackJob, Packed, pack};
pub use signature::{Signer, SigningKey, VerifyingKey, new_key};
pub use statement::Statement;
pub use verify::{Limits, Verified, VerifyJob, verify};

use pressroom_document::{hexadecimal, paths::MANIFEST, reserved::is_device, word};
use pressroom_manifest::{Manifest, is_inside};

/// What the name of a package ends with.
const EXTENSION: &str = ".tar.zst";
/// What is added to the name of a package for its signature.
const SIGNATURE: &str = ".minisig";
/// The most bytes of a package's manifest.
const MAX_MANIFEST: u64 = 64 << 20;
/// The largest window of a package: 2^23 bytes, which RFC 8878 (3.1.1.1.2) wants every decoder to have.
const WINDOW_LOG: u32 = 23;

/// Why a package was not made or is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoverError {
    /// Something is not what its manifest or its signature says.
    Mismatch(String),
    /// What was asked for makes no sense.
    Usage(String),
    /// The disk refused.
    Disk(String),
}

impl HandoverError {
    /// What happened, for people.
    pub fn message(&self) -> &str {
        match self {
            Self::Mismatch(message) | Self::Usage(message) | Self::Disk(message) => message,
        }
    }

    /// An error of the disk about a file.
    fn disk(path: &Path, done: &str, error: &io::Error) -> Self {
        Self::Disk(format!("{} can't be {done}: {error}", path.display()))
    }
}

/// Where the signature of a package is.
fn signature_of(package: &Path) -> PathBuf {
    let mut path = package.as_os_str().to_owned();
    path.push(SIGNATURE);
    path.into()
}

/// Checks that the files of a manifest are sorted, and that each name is one name on every disk.
///
/// # Errors
/// What is wrong with which name.
fn check_names(manifest: &Manifest) -> Result<(), String> {
    let paths = || manifest.files.iter().map(|file| file.path.as_str());
    if let Some((one, other)) = paths().zip(paths().skip(1)).find(|(one, other)| one >= other) {
        return Err(match one == other {
            true => format!("the manifest names {one} twice"),
            false => format!("the manifest is not sorted: {one} stands before {other}"),
        });
    }
    let mut folded = BTreeSet::from([MANIFEST.to_owned()]);
    for path in paths() {
        if !is_safe(path) {
            return Err(format!("{path} can't be the name of a file in a package"));
        }
        if !folded.insert(word::fold_case(path)) {
            return Err(format!("{path} differs from another name only in upper and lower case"));
        }
    }
    for path in paths() {
        let lower = word::fold_case(path);
        let mut folders = lower.match_indices('/').filter_map(|(end, _)| lower.get(..end));
        if folders.any(|folder| folded.contains(folder)) {
            return Err(format!("{path} would be in a folder that is a file"));
        }
    }
    Ok(())
}

/// Checks that the files of each document are those that the manifest lists in its folder.
///
/// # Errors
/// Of which document they are not.
fn check_documents(manifest: &Manifest) -> Result<(), String> {
    let again = Manifest::new(manifest.documents.iter().cloned(), [], manifest.files.iter().cloned());
    let differ = again.documents.iter().zip(&manifest.documents).find(|(again, said)| again != said);
    match differ {
        None => Ok(()),
        Some((_, said)) => Err(format!("the manifest lists other files for `{}` than in all", said.slug)),
    }
}

/// True for a name that stays inside the folder, commands no terminal and is no device of Windows.
fn is_safe(path: &str) -> bool {
    is_inside(path) && !path.chars().any(char::is_control) && !path.split('/').any(is_device)
}

/// A reader that hashes and counts what is read.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R> Hashing<R> {
    fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// SHA-256 of what was read, in lower-case hexadecimal.
    fn sha256(self) -> String {
        hexadecimal(&self.hash.finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        self.bytes += length as u64;
        Ok(length)
    }
}

impl<R: io::Seek> io::Seek for Hashing<R> {
    /// The hash stays that of everything that was read, in the order in which it was read.
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
