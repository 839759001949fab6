//! What an output folder is held by and how two folders change places.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use crate::error::{Access, DiskError, LockError};

/// Exchanges two folders in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Locks the output folder; systems and disks that can't lock a folder go without.
///
/// # Errors
/// Another run holds the lock, or the disk refuses.
pub fn lock_folder(output: &Path) -> Result<Option<File>, LockError> {
    let failed = |error| Err(LockError::Disk(DiskError::new(output, Access::Lock, error)));
    let folder = match File::open(output) {
        Ok(folder) => folder,
        // Not every system opens a folder.
        Err(_) if cfg!(not(unix)) => return Ok(None),
        Err(error) => return failed(error),
    };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(LockError::Taken(output.to_owned())),
        // So say disks over a network that know no locks (ENOTSUP, ENOSYS, EINVAL, ENOLCK).
        Err(TryLockError::Error(error)) if knows_no_locks(&error) => Ok(None),
        Err(TryLockError::Error(error)) => failed(error),
    }
}

/// True for the answer of a disk that can't lock anything.
pub fn knows_no_locks(error: &io::Error) -> bool {
    /// "No locks available" on Linux, which has no kind.
    const ENOLCK: i32 = 37;
    [io::ErrorKind::Unsupported, io::ErrorKind::InvalidInput].contains(&error.kind())
        || error.raw_os_error() == Some(ENOLCK)
}

/// Makes the folders of a file below `base`. `base` itself is there: if somebody took it away, with what it held, a new one
/// would pass for the whole.
pub fn make_folders(base: &Path, path: &str) -> io::Result<()> {
    let mut folder = base.to_owned();
    for part in Path::new(path).parent().into_iter().flatten() {
        folder.push(part);
        make_folder(&folder)?;
    }
    Ok(())
}

/// Makes a folder that is there already, or that somebody else may make at the same time.
///
/// # Errors
/// The disk's.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}
