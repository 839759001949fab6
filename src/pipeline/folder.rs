//! What an output folder is held by and how two folders change places.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

/// Exchanges two folders in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Locks the output folder; systems and disks that can't lock a folder go without.
pub(super) fn lock_folder(output: &Path) -> Result<Option<File>, String> {
    let Ok(folder) = File::open(output) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another run is writing to {}; try again when it is done", output.display()))
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Makes the folders of a file below `base`. `base` itself is there: if somebody took it away, with what it held, a new one
/// would pass for the whole.
pub(super) fn make_folders(base: &Path, path: &str) -> io::Result<()> {
    let mut folder = base.to_owned();
    for part in Path::new(path).parent().into_iter().flatten() {
        folder.push(part);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => other?,
        }
    }
    Ok(())
}
