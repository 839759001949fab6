//! The files that `stream --out` stored for each id, so that they can be removed when the explainer comes again and must not be
//! seen any more.
//!
//! What is known of an id is in a file of its own, `OUT/.pressroom/stream/SHA256.json`, which names files before they are
//! written. So whatever ends the run, no file is Pressroom's without being known. Files that it does not name are not touched.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use pressroom_build::output::{foreign_files::remove_own, publish::replace};
use pressroom_document::{Status, sha256};
use pressroom_editions::is_syndicated;
use pressroom_files::{DiskError, disk};
use pressroom_render::EditionKind;

/// Where the files are that say what is stored.
const FOLDER: &str = ".pressroom/stream";
/// The name and version of their form.
const FORM: &str = "pressroom-stream/1";

/// What is to be stored of an explainer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retention {
    /// All that is there stays: the explainer can't be read, or is refused.
    Everything,
    /// Nothing stays: nobody may see it yet.
    Nothing,
    /// Its editions are replaced, and those that were not asked for stay if they are of the same kind.
    Editions { status: Status, draft: bool },
}

impl Retention {
    /// The same if the explainer was refused, for its warnings: what is there stays, unless it must not be used any more.
    pub(super) fn after_refusal(self, refused: bool) -> Self {
        match self {
            Self::Editions { status: Status::Usable, .. } if refused => Self::Everything,
            Self::Everything | Self::Nothing | Self::Editions { .. } => self,
        }
    }
}

/// Why the files of an id are not stored.
#[derive(Debug, Clone, Error)]
pub(super) enum StoreError {
    /// It is not known what is stored.
    #[error("what is stored in {} can't be looked at: {source}", folder.display())]
    Unknown { folder: PathBuf, source: Arc<io::Error> },
    /// What may not stay can't be removed.
    #[error("{} can't be removed from: {source}", folder.display())]
    Kept { folder: PathBuf, source: Arc<io::Error> },
    /// A file can't be written.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// A path leads out of the folder.
    #[error("an edition can't have a file {0}")]
    Outside(String),
}

/// What is stored of an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    form: String,
    status: Status,
    draft: bool,
    /// Path in the folder of the id -> the editions that need the file.
    files: BTreeMap<String, BTreeSet<String>>,
}

/// What was stored of an id, and what is to be.
pub(super) struct StoredFolder<'a> {
    /// The folder of the id.
    folder: PathBuf,
    /// The file that says what is stored.
    path: PathBuf,
    /// The editions that were asked for.
    asked: &'a [EditionKind],
}

impl<'a> StoredFolder<'a> {
    /// The folder of an id whose files are in `folder` of `output`.
    pub(super) fn new(output: &Path, folder: &str, asked: &'a [EditionKind]) -> Self {
        let path = output.join(FOLDER).join(format!("{}.json", sha256(folder.as_bytes())));
        Self { folder: output.join(folder), path, asked }
    }

    /// Removes what may not stay, and has the files of `new` known before they are written; these are paths and the editions
    /// that need them. Gives the paths that were removed.
    ///
    /// # Errors
    /// A message: the disk refuses, and nothing new may be written.
    pub(super) fn prepare(
        &self,
        retention: Retention,
        new: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<Vec<String>, StoreError> {
        let failed = |error| StoreError::Unknown { folder: self.folder.clone(), source: Arc::new(error) };
        let (status, draft) = match retention {
            Retention::Everything => return Ok(Vec::new()),
            Retention::Nothing => (Status::Usable, false),
            Retention::Editions { status, draft } => (status, draft),
        };
        let before = self.read().map_err(failed)?;
        let mut after = Stored { form: FORM.to_owned(), status, draft, files: new.clone() };
        for (path, editions) in before.iter().flat_map(|before| &before.files) {
            let stays = |edition: &&String| self.is_retained(edition, before.as_ref(), retention);
            let editions: Vec<String> = editions.iter().filter(stays).cloned().collect();
            if !editions.is_empty() {
                after.files.entry(path.clone()).or_default().extend(editions);
            }
        }
        let is_stale = |path: &&String| !after.files.contains_key(*path);
        let stale: Vec<String> =
            before.iter().flat_map(|before| before.files.keys()).filter(is_stale).cloned().collect();
        let unknown = |path: &String| before.as_ref().is_none_or(|before| !before.files.contains_key(path));
        if !stale.is_empty() && after.files.keys().any(unknown) {
            let both = stale.iter().map(|path| (path.clone(), BTreeSet::new()));
            let files = after.files.clone().into_iter().chain(both).collect();
            self.write(&Stored { files, ..after.clone() }).map_err(failed)?;
        }
        let kept = |error| StoreError::Kept { folder: self.folder.clone(), source: Arc::new(error) };
        let removed = self.remove(stale).map_err(kept)?;
        if before.as_ref() != Some(&after) {
            self.write(&after).map_err(failed)?;
        }
        Ok(removed)
    }

    /// True for an edition that was not asked for, and is as the explainer is now.
    fn is_retained(&self, edition: &str, before: Option<&Stored>, retention: Retention) -> bool {
        let (Some(before), Retention::Editions { status, draft }) = (before, retention) else { return false };
        if before.draft != draft || self.asked.iter().any(|kind| kind.name == edition) {
            return false;
        }
        match status {
            Status::Usable => before.status == Status::Usable,
            Status::Withheld | Status::Canceled => is_syndicated(edition) && before.status == status,
        }
    }

    /// Removes files; gives those that were there.
    fn remove(&self, paths: Vec<String>) -> io::Result<Vec<String>> {
        let mut removed = Vec::new();
        for path in paths {
            if disk::link_metadata(&self.folder.join(&path))?.is_some() {
                remove_own(&self.folder, std::iter::once(path.as_str()))?;
                removed.push(path);
            }
        }
        Ok(removed)
    }

    /// What is stored; `None` if that is not known.
    fn read(&self) -> io::Result<Option<Stored>> {
        let text = match fs::read(&self.path) {
            Err(error) if disk::is_absent(&error) => return Ok(None),
            text => text?,
        };
        Ok(serde_json::from_slice(&text).ok().filter(|stored: &Stored| stored.form == FORM))
    }

    /// Writes down what is stored, in one step.
    fn write(&self, stored: &Stored) -> io::Result<()> {
        if stored.files.is_empty() {
            return match fs::remove_file(&self.path) {
                Err(error) if !disk::is_absent(&error) => Err(error),
                _ => Ok(()),
            };
        }
        fs::create_dir_all(self.path.parent().unwrap_or(Path::new(FOLDER)))?;
        replace(&self.path, &serde_json::to_vec(stored)?)
    }
}
