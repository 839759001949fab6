//! Which folders below the output folder hold sources.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use pressroom_files::disk;
use pressroom_input::Inputs;

/// The folders below the output folder with sources in them or below them, as the disk knows them.
///
/// # Errors
/// The disk can't tell.
pub(crate) fn find_source_folders(inputs: &Inputs, output: &Path) -> io::Result<HashSet<PathBuf>> {
    let mut folders = HashSet::new();
    let output = fs::canonicalize(output)?;
    for folder in inputs.folders() {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        // One that is gone holds no source any more.
        let real = disk::real_path(folder)?.unwrap_or_default();
        folders.extend(real.ancestors().take_while(|folder| folder.starts_with(&output)).map(Path::to_owned));
    }
    Ok(folders)
}
