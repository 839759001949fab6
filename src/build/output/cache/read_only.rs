//! The cache of an output folder that is only read, such as that of a shard.

use std::{
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use redb::{Database, DatabaseError, ReadOnlyDatabase, StorageError};

use super::{
    committed::{CommittedManifest, hash_of},
    entry::DocumentEntry,
    tables::{BUILD, CACHE, CACHE_FILE, DOCUMENTS, FORM, SHARD, broken, is_of_content, read},
};
use crate::{
    output::error::{CacheError, OutputError},
    shard::BuiltShard,
};
use pressroom_diagnostics::panics::caught;
use pressroom_document::{Summary, paths::MANIFEST};
use pressroom_files::{DiskError, disk};

/// The cache of an output folder that is only read.
pub struct ReadOnlyCache(ReadOnlyDatabase, PathBuf);

impl ReadOnlyCache {
    /// Opens it; within, why it is of no use: there is none, it is broken, or another version of Pressroom wrote it.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn open(output: &Path) -> Result<Result<Self, CacheError>, OutputError> {
        let path = output.join(CACHE_FILE);
        if let Err(error) = disk::metadata(&path) {
            return Err(DiskError::reading(&path)(error).into());
        }
        let refused = OnceLock::new();
        let open = || {
            let database = Database::builder().set_cache_size(CACHE).open_read_only(&path);
            if let Err(DatabaseError::Storage(StorageError::Io(error))) = &database
                && !is_of_content(error)
                && !disk::is_absent(error)
            {
                let error = io::Error::new(error.kind(), error.to_string());
                refused.get_or_init(|| OutputError::from(DiskError::reading(&path)(error)));
            }
            let database = database.map_err(|error| broken(&path, error))?;
            let form = read::<String>(&database, BUILD, "form").map_err(|error| {
                if let redb::Error::Io(error) = &error
                    && !is_of_content(error)
                {
                    let error = io::Error::new(error.kind(), error.to_string());
                    refused.get_or_init(|| OutputError::from(DiskError::reading(&path)(error)));
                }
                broken(&path, error)
            })?;
            match form.is_some_and(|form| form == FORM) {
                true => Ok(Self(database, path.clone())),
                false => Err(broken(&path, "another version of Pressroom wrote it")),
            }
        };
        // What somebody changed on the way is not checked before it is read.
        let opened = caught(open).unwrap_or_else(|panic| Err(broken(&path, panic)));
        refused.into_inner().map_or(Ok(opened), Err)
    }

    /// What lists say of a document, where that is known.
    ///
    /// # Errors
    /// A message: it can't be read.
    pub fn summary(&self, slug: &str) -> Result<Option<Summary>, OutputError> {
        let entry = caught(|| read::<DocumentEntry>(&self.0, DOCUMENTS, slug));
        let entry = entry.map_err(|panic| broken(&self.1, panic))?.map_err(|error| broken(&self.1, error))?;
        Ok(entry.and_then(|entry| entry.summary))
    }

    /// Which shard of a build the output folder holds; `None` if that is not known, or if the cache is of another manifest
    /// than the one in the folder.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn shard(&self, output: &Path) -> Result<Option<BuiltShard>, OutputError> {
        let known = caught(|| {
            let trusted = read::<CommittedManifest>(&self.0, BUILD, "manifest").ok().flatten()?;
            Some((trusted, read::<Option<BuiltShard>>(&self.0, BUILD, SHARD).ok().flatten()??))
        });
        // What can't be read is not known.
        let Some((trusted, shard)) = known.ok().flatten() else { return Ok(None) };
        let hash = hash_of(&output.join(MANIFEST))?;
        Ok(Some(shard).filter(|_| hash.is_some_and(|hash| trusted.matches(&hash))))
    }
}
