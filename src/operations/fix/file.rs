//! Replaces a source by its mended text, so that nothing is lost whatever happens.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use pressroom_files::disk;

/// Why a file was not written.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// It may not be.
    Refused(String),
    /// The disk says so.
    Disk(io::Error),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// The folders that the user named, or the folders of files that were named, as the disk knows them.
pub(crate) fn roots(paths: &[PathBuf]) -> Vec<PathBuf> {
    let folder = |path: &PathBuf| {
        // What can't be looked at is no root, so that nothing in it is written.
        let folder =
            if disk::is_folder(path).ok()? { path.as_path() } else { path.parent().unwrap_or(Path::new("")) };
        fs::canonicalize(if folder == Path::new("") { Path::new(".") } else { folder }).ok()
    };
    paths.iter().filter_map(folder).collect()
}

/// Writes `after` in the place of `before`. A link is followed within `roots` only.
pub(crate) fn replace(
    path: &Path,
    roots: &[PathBuf],
    before: &[u8],
    after: &[u8],
    backup: bool,
) -> Result<(), WriteError> {
    let real = fs::canonicalize(path)?;
    if !roots.iter().any(|root| real.starts_with(root)) {
        let target = real.display();
        return Err(WriteError::Refused(format!(
            "it is a link to {target}, outside of the folder that was named"
        )));
    }
    let permissions = fs::metadata(&real)?.permissions();
    if permissions.readonly() {
        return Err(WriteError::Refused("it is write-protected".to_owned()));
    }
    if fs::read(&real)? != before {
        return Err(WriteError::Refused("it was changed while it was mended".to_owned()));
    }
    if backup {
        write(&backup_of(&real), before, permissions.clone())?;
    }
    write(&real, after, permissions)?;
    Ok(())
}

/// The name of the copy that is kept of a file.
fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".orig");
    path.with_file_name(name)
}

/// Writes a file through one beside it: a reader finds the old one or the new one, never a part of one.
fn write(target: &Path, content: &[u8], permissions: fs::Permissions) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new().prefix(".pressroom-").tempfile_in(folder)?;
    staged.write_all(content)?;
    staged.as_file().set_permissions(permissions)?;
    staged.as_file().sync_all()?;
    staged.persist(target).map_err(|error| error.error)?;
    Ok(())
}
