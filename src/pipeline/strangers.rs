//! Files in documents' folders that Pressroom did not write. They are never deleted or replaced, whatever their names.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::disk::{self, Kind};
use crate::diagnostic::{Code, Diagnostic};

/// How many are named.
const NAMED: usize = 3;

/// Everything below a folder that is no folder, by its path with `/`, sorted; nothing where there is no folder.
///
/// # Errors
/// The disk's.
pub(super) fn files_in(folder: &Path) -> io::Result<Vec<String>> {
    let (mut found, mut folders) = (Vec::new(), vec![(folder.to_owned(), String::new())]);
    while let Some((folder, prefix)) = folders.pop() {
        for entry in disk::entries_if_any(&folder)? {
            let path = format!("{prefix}{}", entry.name.to_string_lossy());
            match entry.kind {
                Kind::Folder => folders.push((entry.path, format!("{path}/"))),
                Kind::File | Kind::Link | Kind::Other => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a document's own files from a folder that holds others, too, and the folders that are empty then. `paths` are
/// relative to the document's folder.
///
/// # Errors
/// The disk's, for a file that stays.
pub(super) fn remove_own<'p>(folder: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
    for path in paths {
        match fs::remove_file(folder.join(path)) {
            Err(error) if !disk::is_absent(&error) => return Err(error),
            _ => {}
        }
        let above: Vec<PathBuf> =
            Path::new(path).ancestors().skip(1).map(|above| folder.join(above)).collect();
        // A folder that holds something is not removed.
        above.iter().for_each(|above| _ = fs::remove_dir(above));
    }
    Ok(())
}

/// A warning about files that were left where they are; `None` where there are none. `folder` is that of their document.
pub(super) fn left(folder: &Path, paths: &[String]) -> Option<Diagnostic> {
    let named: Vec<String> =
        paths.iter().take(NAMED).map(|path| folder.join(path).display().to_string()).collect();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let finding = |names: String| {
        Diagnostic::warning(
            Code::ForeignFile,
            format!("Pressroom did not write {names}{more}, and left it there"),
        )
        .help("move it elsewhere if it is not to be published")
    };
    (!paths.is_empty()).then(|| finding(named.join(", ")))
}
