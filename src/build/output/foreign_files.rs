//! Files in documents' folders that Pressroom did not write. They are never deleted or replaced, whatever their names.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_files::disk::{self, Kind};

/// How many are named.
const NAMED: usize = 3;

/// Everything below a folder that is no folder, by its path with `/`, sorted; nothing where there is no folder.
///
/// # Errors
/// The disk's.
pub(crate) fn files_in(folder: &Path) -> io::Result<Vec<String>> {
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
pub fn remove_own<'p>(folder: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
    for path in paths {
        let mut above = Path::new(path).ancestors().skip(1).filter(|above| *above != Path::new(""));
        // A link to a folder is somebody else's, and so is what it leads to.
        if above.any(|above| leads_elsewhere(&folder.join(above))) {
            continue;
        }
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

/// True where no folder stands at a path, though something does: what is below it is not there, but elsewhere.
fn leads_elsewhere(folder: &Path) -> bool {
    // What can't be looked at can't be removed either, which is an error then.
    disk::link_metadata(folder).is_ok_and(|found| found.is_some_and(|metadata| !metadata.is_dir()))
}

/// A warning about files that were left where they are; `None` where there are none. `folder` is that of their document.
pub fn left(folder: &Path, paths: &[String]) -> Option<Diagnostic> {
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

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_a_link_leads_to_is_not_removed() {
        let base = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (base.path().join("a"), base.path().join("elsewhere"));
        fs::create_dir(&folder).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("one.png"), "x").unwrap();
        fs::write(folder.join("a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join("media")).unwrap();
        remove_own(&folder, ["a.txt", "media/one.png"].into_iter()).unwrap();
        assert_eq!(files_in(base.path()).unwrap(), ["a/media", "elsewhere/one.png"]);
    }
}
