//! The form of a package: its names, its limits, what its manifest must say, and the hash of what is read.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::error::PackageError;
use pressroom_document::{hexadecimal, paths::MANIFEST, reserved::is_device, word};
use pressroom_manifest::{Manifest, is_inside};

/// What the name of a package ends with.
pub(crate) const EXTENSION: &str = ".tar.zst";
/// What is added to the name of a package for its signature.
pub(crate) const SIGNATURE: &str = ".minisig";
/// The most bytes of a key or signature file.
const MAX_SMALL: u64 = 16 * 1024;
/// The most bytes of a package's manifest.
pub(crate) const MAX_MANIFEST: u64 = 64 << 20;
/// The largest window of a package: 2^23 bytes, which RFC 8878 (3.1.1.1.2) wants every decoder to have.
pub(crate) const WINDOW_LOG: u32 = 23;

/// The path of a package's signature.
pub(crate) fn signature_path(package: &Path) -> PathBuf {
    let mut path = package.as_os_str().to_owned();
    path.push(SIGNATURE);
    path.into()
}

/// Checks that the files of a manifest are sorted, and that each name is one name on every disk.
///
/// # Errors
/// A name is twice there, unsafe, or in the wrong place.
pub(crate) fn check_names(manifest: &Manifest) -> Result<(), PackageError> {
    let paths = || manifest.files.iter().map(|file| file.path.as_str());
    if let Some((one, other)) = paths().zip(paths().skip(1)).find(|(one, other)| one >= other) {
        return Err(PackageError::Mismatch(match one == other {
            true => format!("the manifest names {one} twice"),
            false => format!("the manifest is not sorted: {one} stands before {other}"),
        }));
    }
    let mut folded = BTreeSet::from([MANIFEST.to_owned()]);
    for path in paths() {
        if !is_safe(path) {
            return Err(PackageError::Mismatch(format!("{path} can't be the name of a file in a package")));
        }
        if !folded.insert(word::fold_case(path)) {
            return Err(PackageError::Mismatch(format!(
                "{path} differs from another name only in upper and lower case"
            )));
        }
    }
    for path in paths() {
        let lower = word::fold_case(path);
        let mut folders = lower.match_indices('/').filter_map(|(end, _)| lower.get(..end));
        if folders.any(|folder| folded.contains(folder)) {
            return Err(PackageError::Mismatch(format!("{path} would be in a folder that is a file")));
        }
    }
    Ok(())
}

/// Checks that the files of each document are those that the manifest lists in its folder.
///
/// # Errors
/// Those of a document are others.
pub(crate) fn check_documents(manifest: &Manifest) -> Result<(), PackageError> {
    let again = Manifest::new(manifest.documents.iter().cloned(), [], manifest.files.iter().cloned());
    let differ = again.documents.iter().zip(&manifest.documents).find(|(again, listed)| again != listed);
    match differ {
        None => Ok(()),
        Some((_, listed)) => Err(PackageError::Mismatch(format!(
            "the manifest lists other files for `{}` than in all",
            listed.slug
        ))),
    }
}

/// Tells whether a name stays inside the folder, commands no terminal and is no device of Windows.
pub(crate) fn is_safe(path: &str) -> bool {
    is_inside(path) && !path.chars().any(char::is_control) && !path.split('/').any(is_device)
}

/// The text of a file that should be small.
pub(crate) fn read_small(path: &Path) -> Result<String, PackageError> {
    let mut text = String::new();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(PackageError::Usage(format!("there is no {}", path.display())));
        }
        Err(error) => return Err(PackageError::disk(path, "read", &error)),
    };
    match file.take(MAX_SMALL).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        // Not a text: whoever reads it says what it should be.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(String::new()),
        Err(error) => Err(PackageError::disk(path, "read", &error)),
    }
}

/// A reader that hashes and counts what is read.
pub(crate) struct HashingReader<R> {
    inner: R,
    hash: Sha256,
    pub(crate) bytes: u64,
}

impl<R> HashingReader<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// SHA-256 of what was read, in lower-case hexadecimal.
    pub(crate) fn sha256(self) -> String {
        hexadecimal(&self.hash.finalize())
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        self.bytes += length as u64;
        Ok(length)
    }
}

impl<R: io::Seek> io::Seek for HashingReader<R> {
    /// The hash stays that of everything that was read, in the order in which it was read.
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
