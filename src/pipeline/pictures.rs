//! Opens pictures for the reader: beneath the document's folder only, each file once while it is in use.

use std::{
    collections::{HashMap, VecDeque},
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::source::read_at_most;
use crate::read::{PictureError, Pictures};

/// The most bytes of a picture file.
const MAX_PICTURE: u64 = 64 * 1024 * 1024;

/// How many bytes of pictures are kept for documents still to come.
const KEPT: usize = 128 * 1024 * 1024;

/// The pictures that were read in this run.
#[derive(Default)]
pub(super) struct PictureFiles {
    known: Mutex<Known>,
    reads: AtomicUsize,
}

#[derive(Default)]
struct Known {
    /// Every picture that some document still holds, or that is kept.
    shared: HashMap<PathBuf, Weak<[u8]>>,
    kept: VecDeque<Arc<[u8]>>,
    kept_bytes: usize,
}

impl PictureFiles {
    /// The pictures of a document in `folder`; where the folder is gone, there are none.
    pub(super) fn beneath(&self, folder: Option<&Path>) -> DocumentPictures<'_> {
        let folder = match folder {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        DocumentPictures { files: self, folder: fs::canonicalize(folder).ok() }
    }

    /// How many files were read.
    pub(super) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    fn read(&self, path: &Path) -> Result<Arc<[u8]>, PictureError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = known.shared.get(path).and_then(Weak::upgrade) {
            return Ok(bytes);
        }
        drop(known);
        // A pipe or device would be opened, and waited for, before its kind could be asked of the open file.
        let is_file = |metadata: &fs::Metadata| metadata.is_file();
        if !fs::metadata(path).as_ref().is_ok_and(is_file) {
            return Err(PictureError::Unreadable("not a file".to_owned()));
        }
        let file = File::open(path).map_err(unreadable)?;
        if !file.metadata().as_ref().is_ok_and(is_file) {
            return Err(PictureError::Unreadable("not a file".to_owned()));
        }
        let bytes: Arc<[u8]> = read_at_most(file, MAX_PICTURE).map_err(unreadable)?.into();
        self.reads.fetch_add(1, Ordering::Relaxed);
        if bytes.len() as u64 > MAX_PICTURE {
            return Err(PictureError::TooLarge);
        }
        self.known.lock().unwrap_or_else(PoisonError::into_inner).keep(path, &bytes);
        Ok(bytes)
    }
}

impl Known {
    fn keep(&mut self, path: &Path, bytes: &Arc<[u8]>) {
        self.shared.insert(path.to_owned(), Arc::downgrade(bytes));
        self.kept_bytes += bytes.len();
        self.kept.push_back(Arc::clone(bytes));
        while self.kept_bytes > KEPT {
            match self.kept.pop_front() {
                Some(oldest) => self.kept_bytes -= oldest.len(),
                None => break,
            }
        }
    }
}

/// The pictures of one document.
pub(super) struct DocumentPictures<'a> {
    files: &'a PictureFiles,
    folder: Option<PathBuf>,
}

impl Pictures for DocumentPictures<'_> {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        let folder = self.folder.as_deref().ok_or(PictureError::NotFound)?;
        let relative = Path::new(path);
        for component in relative.components() {
            match component {
                Component::Normal(_) | Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                    return Err(PictureError::Outside);
                }
            }
        }
        // Symbolic links are followed first and judged by where they lead.
        let real = fs::canonicalize(folder.join(relative)).map_err(unreadable)?;
        if !real.starts_with(folder) {
            return Err(PictureError::Outside);
        }
        self.files.read(&real)
    }
}

fn unreadable(error: io::Error) -> PictureError {
    use io::ErrorKind::{InvalidInput, NotADirectory, NotFound};
    if [NotFound, InvalidInput, NotADirectory].contains(&error.kind()) {
        return PictureError::NotFound;
    }
    PictureError::Unreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_beneath_the_folder_open() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("input");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(base.path().join("secret.png"), b"secret").unwrap();
        fs::write(folder.join("sub/a b.png"), b"picture").unwrap();
        let files = PictureFiles::default();
        let pictures = files.beneath(Some(&folder));
        assert_eq!(pictures.open("sub/a b.png").unwrap().as_ref(), b"picture");
        assert_eq!(pictures.open("./sub/a b.png").unwrap().as_ref(), b"picture");
        assert_eq!(files.reads(), 1);
        assert_eq!(pictures.open("none.png"), Err(PictureError::NotFound));
        assert_eq!(pictures.open("sub/a b.png/x"), Err(PictureError::NotFound));
        assert_eq!(pictures.open("a\0b"), Err(PictureError::NotFound));
        assert_eq!(pictures.open(""), Err(PictureError::Unreadable("not a file".to_owned())));
        assert_eq!(pictures.open("sub"), Err(PictureError::Unreadable("not a file".to_owned())));
        for outside in ["../secret.png", "sub/../../secret.png", "/etc/passwd", ".."] {
            assert_eq!(pictures.open(outside), Err(PictureError::Outside), "{outside}");
        }
        let secret = base.path().join("secret.png");
        assert_eq!(pictures.open(secret.to_str().unwrap()), Err(PictureError::Outside));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_judged_by_where_they_lead() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("input");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(base.path().join("secret.png"), b"secret").unwrap();
        fs::write(folder.join("sub/a.png"), b"picture").unwrap();
        std::os::unix::fs::symlink("sub/a.png", folder.join("inside.png")).unwrap();
        std::os::unix::fs::symlink("../secret.png", folder.join("outside.png")).unwrap();
        std::os::unix::fs::symlink("..", folder.join("up")).unwrap();
        let files = PictureFiles::default();
        let pictures = files.beneath(Some(&folder));
        assert_eq!(pictures.open("inside.png").unwrap().as_ref(), b"picture");
        assert_eq!(pictures.open("outside.png"), Err(PictureError::Outside));
        assert_eq!(pictures.open("up/secret.png"), Err(PictureError::Outside));
    }
}
