//! Replaces one file in one step.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

/// Writes a file: a reader finds the old one or the new one, never a part of one. Its folder is there.
pub fn replace(target: &Path, content: &[u8]) -> io::Result<()> {
    let folder = target.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new().prefix(".pressroom-").tempfile_in(folder)?;
    staged.write_all(content)?;
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone; this one is to be read.
        use std::os::unix::fs::PermissionsExt as _;
        staged.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    staged.persist(target).map_err(|error| error.error)?;
    Ok(())
}
