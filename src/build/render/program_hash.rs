//! The hash of the files that a program is made from. The build script has it, and a test.

use std::{
    collections::BTreeSet,
    fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
};

/// The hash of the files at some paths and below them, but for prose.
///
/// # Errors
/// The disk's.
pub(crate) fn hash_files(paths: &[&Path]) -> io::Result<u64> {
    let mut files = BTreeSet::new();
    paths.iter().try_for_each(|path| gather(path, &mut files))?;
    let mut hasher = DefaultHasher::new();
    for path in files {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&path)?);
    }
    Ok(hasher.finish())
}

/// The files at a path; there may be none, as a package has no lock file of its own.
fn gather(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), files)?;
        }
    } else if path.exists() && path.extension().is_none_or(|extension| extension != "md") {
        files.insert(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_no_behaviour() {
        let base = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            fs::write(base.path().join(path), text).unwrap();
            hash_files(&[base.path(), &base.path().join("none")]).unwrap()
        };
        fs::create_dir(base.path().join("src")).unwrap();
        write("src/ARCHITECTURE.md", "A typo");
        let before = write("src/lib.rs", "fn f() {}");
        assert_eq!(write("src/ARCHITECTURE.md", "A tyop, mended"), before);
        assert_ne!(write("src/lib.rs", "fn f() { }"), before);
    }
}
