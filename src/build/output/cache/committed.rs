//! How the cache and the manifest beside it stand to each other.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    sync::atomic::Ordering,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{build_cache::BuildCache, tables::DIRTY};
use crate::output::error::OutputError;
use pressroom_document::{hexadecimal, paths::MANIFEST};
use pressroom_files::{DiskError, Stamp, disk};

/// The manifest as it was when the cache was last in accord with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommittedManifest {
    /// `None`: there was none.
    stamp: Option<Stamp>,
    /// SHA-256 of what it said.
    sha256: String,
    /// SHA-256 of what a run was about to write in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl CommittedManifest {
    /// True for the SHA-256 of the manifest that the cache knows, or that a run was about to write.
    pub(super) fn matches(&self, hash: &str) -> bool {
        hash == self.sha256 || self.next.as_deref() == Some(hash)
    }
}

impl BuildCache {
    /// True where the cache holds what the manifest does not say yet.
    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty.load(Ordering::Relaxed)
    }

    /// Notes that the folder is about to hold what the manifest does not say: where this run ends before its time, the next
    /// one has to look.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn mark_dirty(&self) -> Result<(), OutputError> {
        self.set_value(DIRTY, &true)?;
        self.dirty.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// True where the manifest is the one that the cache knows, or the one that a run was about to write.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(super) fn matches_manifest(&self, output: &Path) -> Result<bool, OutputError> {
        let Some(trusted) = self.value::<CommittedManifest>("manifest") else { return Ok(false) };
        let stamp = stamp_in(output)?;
        if stamp == trusted.stamp {
            return Ok(true);
        }
        let Some(hash) = hash_of(&output.join(MANIFEST))? else { return Ok(false) };
        let known = trusted.matches(&hash);
        if known {
            self.commit(output, hash)?;
        }
        Ok(known)
    }

    /// Notes that cache and manifest are in accord.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn commit(&self, output: &Path, sha256: String) -> Result<(), OutputError> {
        self.set_value("manifest", &CommittedManifest { stamp: stamp_in(output)?, sha256, next: None })?;
        self.set_value(DIRTY, &false)?;
        self.dirty.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Notes what the manifest is about to say. From now on the cache fits the old one and the new one.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn prepare_commit(&self, next: &str) -> Result<(), OutputError> {
        let nothing = CommittedManifest { stamp: None, sha256: String::new(), next: None };
        let trusted = self.value::<CommittedManifest>("manifest").unwrap_or(nothing);
        self.set_value("manifest", &CommittedManifest { next: Some(next.to_owned()), ..trusted })
    }
}

/// The SHA-256 of a manifest; `None` where there is none.
pub(super) fn hash_of(path: &Path) -> Result<Option<String>, OutputError> {
    let failed = DiskError::reading(path);
    let file = match File::open(path) {
        Err(error) if disk::is_absent(&error) => return Ok(None),
        file => file.map_err(failed)?,
    };
    let (mut file, mut hash) = (BufReader::new(file), Sha256::new());
    loop {
        let bytes = file.fill_buf().map_err(failed)?;
        if bytes.is_empty() {
            return Ok(Some(hexadecimal(&hash.finalize())));
        }
        hash.update(bytes);
        let length = bytes.len();
        file.consume(length);
    }
}

/// The stamp of the manifest of an output folder; `None` where there is none.
fn stamp_in(output: &Path) -> Result<Option<Stamp>, OutputError> {
    let path = output.join(MANIFEST);
    let metadata = disk::metadata(&path).map_err(DiskError::reading(&path))?;
    Ok(metadata.map(|metadata| Stamp::from_metadata(&metadata)))
}
