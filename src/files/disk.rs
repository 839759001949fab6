//! What the disk says: the difference between "there is nothing" and "I can't tell".
//!
//! `Path::exists`, `is_file` and `is_dir` say no to both. But a file that can't be looked at (EIO, EMFILE, EACCES) is not a file
//! that is not there: who takes it for missing publishes less than there is. Folders are listed and removed here, too, since the
//! standard library panics where one can't be closed.

use std::{
    ffi::OsString,
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

/// True for an error which says that a path leads to nothing. Any other is the disk's.
pub fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, NotADirectory, NotFound};
    // A name with a NUL in it (`InvalidInput`) is no file's.
    [NotFound, NotADirectory, InvalidInput].contains(&error.kind())
}

/// True for an error that tells of the path, which somebody wrote, and not of the disk.
pub fn is_of_path(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, IsADirectory};
    // Linux's number; the kind has no stable name yet.
    let is_loop = error.raw_os_error() == Some(40);
    is_absent(error) || is_loop || [InvalidFilename, IsADirectory].contains(&error.kind())
}

/// True for an error that the disk gave, and that does not tell of the path.
pub fn is_of_disk(error: &io::Error) -> bool {
    error.raw_os_error().is_some() && !is_of_path(error)
}

/// What stands at a path, where links are followed; `None` where nothing does.
///
/// # Errors
/// The disk can't tell.
pub fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    or_absent(fs::metadata(path))
}

/// What stands at a path itself, be it a link; `None` where nothing does.
///
/// # Errors
/// The disk can't tell.
pub fn link_metadata(path: &Path) -> io::Result<Option<Metadata>> {
    or_absent(fs::symlink_metadata(path))
}

/// True where a file stands at a path, or what a link there leads to is one.
///
/// # Errors
/// The disk can't tell.
pub fn is_file(path: &Path) -> io::Result<bool> {
    Ok(metadata(path)?.is_some_and(|metadata| metadata.is_file()))
}

/// True where a folder stands at a path, or what a link there leads to is one.
///
/// # Errors
/// The disk can't tell.
pub fn is_folder(path: &Path) -> io::Result<bool> {
    Ok(metadata(path)?.is_some_and(|metadata| metadata.is_dir()))
}

/// Where a path leads, without links and `..`; `None` where it leads to nothing.
///
/// # Errors
/// The disk can't tell.
pub fn real_path(path: &Path) -> io::Result<Option<PathBuf>> {
    or_absent(fs::canonicalize(path))
}

fn or_absent<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What an entry of a folder is. A link is one itself, whatever it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, a socket, a pipe.
    Other,
}

/// An entry of a folder.
#[derive(Debug)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: OsString,
    /// The folder's path with the name.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

impl Kind {
    fn from_metadata(metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        match (kind.is_file(), kind.is_dir(), kind.is_symlink()) {
            (true, ..) => Self::File,
            (_, true, _) => Self::Folder,
            (.., true) => Self::Link,
            (false, false, false) => Self::Other,
        }
    }
}

/// The entries of a folder, in the order in which the disk has them; at most `most`, since all are in memory.
///
/// # Errors
/// The disk's.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn entries_at_most(folder: &Path, most: usize) -> io::Result<Vec<Entry>> {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, openat};
    let opened = openat(CWD, folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let mut entries = Vec::new();
    for entry in Dir::new(opened)? {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        if entries.len() >= most {
            break;
        }
        let path = folder.join(name);
        let kind = match entry.file_type() {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            // Some disks don't say.
            FileType::Unknown => match link_metadata(&path)? {
                Some(metadata) => Kind::from_metadata(&metadata),
                None => continue,
            },
            FileType::Fifo | FileType::Socket | FileType::CharacterDevice | FileType::BlockDevice => {
                Kind::Other
            }
        };
        entries.push(Entry { name: name.to_owned(), path, kind });
    }
    Ok(entries)
}

/// The same where the standard library has no way to fail.
///
/// # Errors
/// The disk's.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(crate) fn entries_at_most(folder: &Path, most: usize) -> io::Result<Vec<Entry>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok(Entry {
            name: entry.file_name(),
            path: entry.path(),
            kind: Kind::from_metadata(&entry.metadata()?),
        })
    };
    fs::read_dir(folder)?.take(most).map(entry).collect()
}

/// All entries of a folder, in the order in which the disk has them.
///
/// # Errors
/// The disk's.
pub fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    entries_at_most(folder, usize::MAX)
}

/// The same of a folder that may not be there.
///
/// # Errors
/// The disk's.
pub fn entries_if_any(folder: &Path) -> io::Result<Vec<Entry>> {
    Ok(or_absent(entries(folder))?.unwrap_or_default())
}

/// Removes a folder with all that is in it. Links are removed, not followed. One that is not there is no error.
///
/// # Errors
/// The first of the disk's; what could be removed is.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    let mut first = Ok(());
    let mut note = |result: io::Result<()>| {
        if let Err(error) = result
            && !is_absent(&error)
            && first.is_ok()
        {
            first = Err(error);
        }
    };
    // A folder is looked at twice: its folders go before it.
    let mut waiting = vec![(folder.to_owned(), false)];
    while let Some((folder, is_empty)) = waiting.pop() {
        if is_empty {
            note(fs::remove_dir(&folder));
            continue;
        }
        match entries(&folder) {
            Err(error) => note(Err(error)),
            Ok(entries) => {
                waiting.push((folder, true));
                for entry in entries {
                    match entry.kind {
                        Kind::Folder => waiting.push((entry.path, false)),
                        Kind::File | Kind::Link | Kind::Other => note(fs::remove_file(&entry.path)),
                    }
                }
            }
        }
    }
    first
}

/// Has a folder's names on the disk. Not every system opens or synchronizes a folder; where this one does, it has to succeed.
///
/// # Errors
/// The disk's.
pub fn synchronize(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if ![InvalidInput, PermissionDenied, Unsupported].contains(&error.kind()) => Err(error),
        _ => Ok(()),
    }
}

/// Bytes that this user may still write to the disk of a folder; `None` on systems that don't say.
///
/// # Errors
/// The disk's.
#[cfg(unix)]
pub fn free_space(folder: &Path) -> io::Result<Option<u64>> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

/// Bytes that this user may still write to the disk of a folder; `None` on systems that don't say.
///
/// # Errors
/// The disk's.
#[cfg(not(unix))]
pub fn free_space(_: &Path) -> io::Result<Option<u64>> {
    Ok(None)
}

/// A folder for what is on its way, which is removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A new folder in another, with a name that begins with `prefix`.
    ///
    /// # Errors
    /// The disk's.
    pub fn new(parent: &Path, prefix: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
        Ok(Self { path: folder.keep() })
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it now.
    ///
    /// # Errors
    /// The disk's: something of it is left.
    pub fn close(mut self) -> io::Result<()> {
        self.remove()
    }

    /// The same where it is a part of something else, which is of no use then.
    ///
    /// # Errors
    /// The disk's: something of it is left.
    pub fn remove(&mut self) -> io::Result<()> {
        // Dropping it tries no more.
        remove_folder(&self.keep())
    }

    /// Leaves it where it is for good; gives its path.
    pub fn keep(&mut self) -> PathBuf {
        std::mem::take(&mut self.path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.path != Path::new("") {
            // The run failed already, and says why; the next one sweeps what is left.
            let _ = remove_folder(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_listed_and_removed_with_all_that_is_in_them() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("folder");
        fs::create_dir_all(folder.join("a/b/c")).unwrap();
        for file in ["one", "a/two", "a/b/three", "outside"] {
            fs::write(if file == "outside" { base.path().join(file) } else { folder.join(file) }, "x")
                .unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", folder.join("a/up")).unwrap();
        let mut names: Vec<_> =
            entries(&folder).unwrap().into_iter().map(|entry| (entry.name, entry.kind)).collect();
        names.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(names, [("a".into(), Kind::Folder), ("one".into(), Kind::File)]);
        assert_eq!(entries_at_most(&folder, 1).unwrap().len(), 1);
        remove_folder(&folder).unwrap();
        assert!(metadata(&folder).unwrap().is_none() && is_file(&base.path().join("outside")).unwrap());
        remove_folder(&folder).unwrap();
        assert!(entries(&folder).is_err() && entries_if_any(&folder).unwrap().is_empty());
    }

    #[test]
    fn nothing_is_told_from_what_can_not_be_told() {
        let base = tempfile::tempdir().unwrap();
        fs::write(base.path().join("file"), "x").unwrap();
        for nothing in ["none", "none/below", "file/below", "a\0b"] {
            assert!(metadata(&base.path().join(nothing)).unwrap().is_none(), "{nothing}");
            assert!(real_path(&base.path().join(nothing)).unwrap().is_none(), "{nothing}");
        }
        // No file has so long a name; who wrote it knows better.
        let error = metadata(&base.path().join("x".repeat(300))).unwrap_err();
        assert!(is_of_path(&error) && !is_absent(&error));
        assert!(is_folder(base.path()).unwrap() && !is_file(base.path()).unwrap());
    }

    #[test]
    fn a_scratch_folder_goes_when_it_is_dropped_or_closed() {
        let base = tempfile::tempdir().unwrap();
        let one = Scratch::new(base.path(), ".x-").unwrap();
        fs::write(one.path().join("file"), "x").unwrap();
        let other = Scratch::new(base.path(), ".x-").unwrap();
        assert_eq!(entries(base.path()).unwrap().len(), 2);
        other.close().unwrap();
        drop(one);
        assert!(entries(base.path()).unwrap().is_empty());
    }
}
