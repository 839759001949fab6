//! Folders in which files wait until they are whole.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use tempfile::TempDir;

use super::HandoverError;

/// How such a folder is called.
const PREFIX: &str = ".pressroom-handover-";
/// How often a folder is made again that another run swept before it was known to be in use.
const TRIES: usize = 8;

/// A folder beside what is to be written. It is deleted at the end; what a killed run left, by the next run beside it.
pub(super) struct Stage {
    folder: TempDir,
    /// Held as long as the folder is in use. Systems and disks that can't lock a folder go without, and sweep nothing.
    _lock: Option<File>,
}

impl Stage {
    /// A folder beside `target`.
    ///
    /// # Errors
    /// The folder that `target` is to be in is not there, or the disk refuses.
    pub(super) fn beside(target: &Path) -> Result<Self, HandoverError> {
        let parent = target.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        if !parent.is_dir() {
            return Err(HandoverError::Usage(format!("there is no folder {}", parent.display())));
        }
        sweep(parent);
        Self::within(parent).map_err(|error| HandoverError::disk(target, "written", &error))
    }

    fn within(parent: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            let lock = lock(folder.path());
            let in_use = !matches!(lock, Err(TryLockError::WouldBlock));
            if in_use && folder.path().is_dir() {
                return Ok(Self { folder, _lock: lock.ok() });
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "other runs write there, too"))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Deletes what killed runs left. What can't be deleted is in nobody's way.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Ok(_lock) = lock(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
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
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_is_in_use_stays() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("p.tar.zst");
        let left = base.path().join(format!("{PREFIX}left"));
        fs::create_dir_all(left.join("new")).unwrap();
        fs::write(base.path().join(format!("{PREFIX}file")), "somebody else's").unwrap();
        let first = Stage::beside(&target).unwrap();
        assert!(!left.exists());
        fs::write(first.path().join("package"), "x").unwrap();
        let second = Stage::beside(&target).unwrap();
        assert!(first.path().join("package").is_file() && second.path().is_dir());
        drop((first, second));
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 1);
    }
}
