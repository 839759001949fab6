//! Folders in which files wait until they are whole.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
};

use super::error::PackageError;
use pressroom_files::disk::{self, Kind, Scratch};

/// How such a folder is called.
const PREFIX: &str = ".pressroom-handover-";
/// How often a folder is made again that another run swept before it was known to be in use.
const TRIES: usize = 8;

/// A folder beside what is to be written. It is deleted at the end; what a killed run left, by the next run beside it.
pub(crate) struct StagingDir {
    folder: Scratch,
    /// Held as long as the folder is in use. Systems and disks that can't lock a folder go without, and sweep nothing.
    _lock: Option<File>,
}

impl StagingDir {
    /// A folder beside `target`.
    ///
    /// # Errors
    /// The folder that `target` is to be in is not there, or the disk refuses.
    pub(crate) fn beside(target: &Path) -> Result<Self, PackageError> {
        let parent = target.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let failed = |error: io::Error| PackageError::disk(target, "written", &error);
        if !disk::is_folder(parent).map_err(failed)? {
            return Err(PackageError::Usage(format!("there is no folder {}", parent.display())));
        }
        sweep(parent);
        Self::within(parent).map_err(failed)
    }

    fn within(parent: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let folder = Scratch::new(parent, PREFIX)?;
            // One that can't be locked is swept by nobody but a run that can lock it.
            let lock = lock(folder.path());
            let in_use = !matches!(lock, Err(TryLockError::WouldBlock));
            if in_use && disk::is_folder(folder.path())? {
                return Ok(Self { folder, _lock: lock.ok() });
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "other runs write there, too"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes it.
    ///
    /// # Errors
    /// The disk refuses; what was to be written is.
    pub(crate) fn close(self) -> Result<(), PackageError> {
        let path = self.path().to_owned();
        self.folder.close().map_err(|error| PackageError::disk(&path, "removed", &error))
    }
}

/// Deletes what killed runs left. What can't be found or deleted now is in nobody's way, and the next run tries again.
fn sweep(parent: &Path) {
    for entry in disk::entries(parent).unwrap_or_default() {
        if entry.kind != Kind::Folder || !entry.name.to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Ok(_lock) = lock(&entry.path) {
            let _ = disk::remove_folder(&entry.path);
        }
    }
}

fn lock(folder: &Path) -> Result<File, TryLockError> {
    let folder = File::open(folder).map_err(TryLockError::Error)?;
    folder.try_lock()?;
    Ok(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_is_in_use_stays() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("p.tar.zst");
        let left = base.path().join(format!("{PREFIX}left"));
        fs::create_dir_all(left.join("new")).unwrap();
        fs::write(base.path().join(format!("{PREFIX}file")), "somebody else's").unwrap();
        let first = StagingDir::beside(&target).unwrap();
        assert!(!left.exists());
        fs::write(first.path().join("package"), "x").unwrap();
        let second = StagingDir::beside(&target).unwrap();
        assert!(first.path().join("package").is_file() && second.path().is_dir());
        drop((first, second));
        assert_eq!(disk::entries(base.path()).unwrap().len(), 1);
    }
}
