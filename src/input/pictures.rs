//! Opens pictures for the reader: beneath the document's folder only, each file once while it is in use.

use std::{
    collections::{HashMap, VecDeque},
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::source::read_at_most;
use pressroom_document::{sha256, word};
use pressroom_files::{
    Stamp,
    disk::{self, Kind},
};
use pressroom_images::{ImageInfo, PictureError, Pictures};
use serde::{Deserialize, Serialize};

/// The most bytes of a picture file.
const MAX_PICTURE: u64 = 64 * 1024 * 1024;

/// How many bytes of pictures are kept for documents still to come.
const KEPT: usize = 128 * 1024 * 1024;

/// How many entries of folders are looked at, and how many folders deep, to find a picture that was meant.
const LISTED: usize = 4_000;
const LISTED_DEPTH: usize = 3;

/// How long before a file was read it may have been written, so that it may have been written once more without showing, in
/// nanoseconds: disks count time in steps.
const UNSURE: u64 = 2_000_000_000;

/// A picture that is in memory.
#[derive(Clone)]
struct Opened {
    bytes: Arc<[u8]>,
    /// As it was before it was read.
    stamp: Stamp,
    sha256: Arc<str>,
}

/// A picture that a document asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenPicture {
    /// As the document names it.
    pub path: String,
    /// The file and the SHA-256 of its content; `None` where it could not be had.
    pub file: Option<(Stamp, String)>,
}

/// The pictures that were read in this run.
#[derive(Default)]
pub struct PictureFiles {
    known: Mutex<KnownPictures>,
    reads: AtomicUsize,
}

#[derive(Default)]
struct KnownPictures {
    files: HashMap<PathBuf, Opened>,
    /// What each of them turned out to be, by the [`place`] of its bytes.
    infos: HashMap<[usize; 2], Arc<OnceLock<ImageInfo>>>,
    /// The paths of the files, the oldest first.
    order: VecDeque<PathBuf>,
    /// How many bytes the files have.
    bytes: usize,
}

impl PictureFiles {
    /// The pictures of a document in `folder`; where the folder is gone, there are none.
    pub fn beneath(&self, folder: Option<&Path>) -> DocumentPictures<'_> {
        let folder = match folder {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        DocumentPictures {
            files: self,
            folder: folder.to_owned(),
            real: OnceLock::new(),
            listed: OnceLock::new(),
            seen: Mutex::default(),
        }
    }

    /// How many files were read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    fn read(&self, path: &Path) -> Result<Opened, PictureError> {
        if let Some(opened) = self.known().files.get(path) {
            return Ok(opened.clone());
        }
        // A pipe or device would be opened, and waited for, before its kind could be asked of the open file.
        let not_a_file = || PictureError::Unreadable("not a file".to_owned());
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(not_a_file());
        }
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(not_a_file());
        }
        let bytes: Arc<[u8]> = read_at_most(file, MAX_PICTURE).map_err(unreadable)?.into();
        self.reads.fetch_add(1, Ordering::Relaxed);
        if bytes.len() as u64 > MAX_PICTURE {
            return Err(PictureError::TooLarge);
        }
        let opened = Opened { stamp: Stamp::from_metadata(&metadata), sha256: sha256(&bytes).into(), bytes };
        Ok(self.known().keep(path, opened))
    }

    fn known(&self) -> MutexGuard<'_, KnownPictures> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnownPictures {
    /// Keeps a file for documents still to come; gives it as it was kept before, if another thread was faster.
    fn keep(&mut self, path: &Path, opened: Opened) -> Opened {
        if let Some(kept) = self.files.get(path) {
            return kept.clone();
        }
        self.bytes += opened.bytes.len();
        self.files.insert(path.to_owned(), opened.clone());
        self.infos.insert(place(&opened.bytes), Arc::default());
        self.order.push_back(path.to_owned());
        while self.bytes > KEPT {
            let Some(oldest) = self.order.pop_front().and_then(|path| self.files.remove(&path)) else {
                break;
            };
            self.bytes -= oldest.bytes.len();
            self.infos.remove(&place(&oldest.bytes));
        }
        opened
    }
}

/// Where the bytes of a file are in memory, and how many: while it is kept, no other file is there.
fn place(file: &[u8]) -> [usize; 2] {
    [file.as_ptr().addr(), file.len()]
}

/// The pictures of one document.
pub struct DocumentPictures<'a> {
    files: &'a PictureFiles,
    folder: PathBuf,
    /// Where that leads, once a picture was asked for.
    real: OnceLock<Result<PathBuf, PictureError>>,
    /// The files beneath it, once somebody looked for one that is not there.
    listed: OnceLock<Vec<String>>,
    /// Those that were asked for.
    seen: Mutex<Vec<SeenPicture>>,
}

impl DocumentPictures<'_> {
    /// Every picture that was asked for, sorted, each once.
    pub(crate) fn seen(self) -> Vec<SeenPicture> {
        let mut seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        seen.sort();
        seen.dedup();
        seen
    }

    /// A picture that was seen by an earlier run, as it is now. Its content is read only where the file was written
    /// again, or so near before `made` (nanoseconds since 1970) that it may have changed unseen.
    pub fn recheck(&self, before: &SeenPicture, made: u64) -> SeenPicture {
        let path = before.path.clone();
        // One that can't be looked at is another than before: so it is read again, which tells why it can't be.
        let Ok(real) = self.locate(&path) else { return SeenPicture { path, file: None } };
        let stamp = fs::metadata(&real).ok().map(|metadata| Stamp::from_metadata(&metadata));
        match (&before.file, stamp) {
            (Some((known, sha256)), Some(stamp))
                if *known == stamp && stamp.written.saturating_add(UNSURE) < made =>
            {
                SeenPicture { path, file: Some((stamp, sha256.clone())) }
            }
            _ => SeenPicture { path, file: self.files.read(&real).ok().map(Opened::seen) },
        }
    }

    /// The file of a picture.
    fn locate(&self, path: &str) -> Result<PathBuf, PictureError> {
        let folder = self.real.get_or_init(|| fs::canonicalize(&self.folder).map_err(unreadable));
        let folder = folder.as_deref().map_err(Clone::clone)?;
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
        let real = match fs::canonicalize(folder.join(relative)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_ascii() => {
                let other = in_other_form(folder, relative).map_err(unreadable)?;
                fs::canonicalize(other.ok_or(PictureError::NotFound)?)
            }
            found => found,
        }
        .map_err(unreadable)?;
        if real.starts_with(folder) { Ok(real) } else { Err(PictureError::Outside) }
    }
}

impl Opened {
    fn seen(self) -> (Stamp, String) {
        (self.stamp, self.sha256.to_string())
    }
}

impl Pictures for DocumentPictures<'_> {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        let opened = self.locate(path).and_then(|real| self.files.read(&real));
        let file = opened.as_ref().ok().map(|opened| (opened.stamp, opened.sha256.to_string()));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(SeenPicture { path: path.to_owned(), file });
        opened.map(|opened| opened.bytes)
    }

    fn list(&self) -> Vec<String> {
        self.listed.get_or_init(|| list(&self.folder)).clone()
    }

    fn image_info(&self, file: &Arc<[u8]>) -> Arc<OnceLock<ImageInfo>> {
        self.files.known().infos.get(&place(file)).cloned().unwrap_or_default()
    }
}

/// The paths of the files beneath a folder, the nearest first, sorted by name; neither hidden ones nor what links lead to.
/// A folder that can't be listed has none: the list is for guesses at what was meant, and says so little then.
fn list(folder: &Path) -> Vec<String> {
    let (mut paths, mut seen) = (Vec::new(), 0);
    let mut folders = VecDeque::from([(folder.to_owned(), String::new(), 0)]);
    while let Some((folder, prefix, depth)) = folders.pop_front() {
        let entries = disk::entries_at_most(&folder, LISTED.saturating_sub(seen)).unwrap_or_default();
        let names = entries.into_iter();
        let mut names: Vec<_> = names
            .filter_map(|entry| Some((entry.name.into_string().ok()?, entry.path, entry.kind)))
            .collect();
        seen += names.len();
        names.retain(|(name, ..)| !name.starts_with('.'));
        names.sort_by(|(first, ..), (second, ..)| first.cmp(second));
        for (name, place, kind) in names {
            let path = format!("{prefix}{name}");
            match kind {
                Kind::File => paths.push(path),
                Kind::Folder if depth < LISTED_DEPTH => {
                    folders.push_back((place, format!("{path}/"), depth + 1));
                }
                Kind::Folder | Kind::Link | Kind::Other => {}
            }
        }
    }
    paths
}

/// The path of a file whose name, or that of a folder on the way, is stored in another form of the same letters: composed
/// as most people type them, or decomposed as a Mac packs them.
///
/// # Errors
/// The disk can't tell.
fn in_other_form(folder: &Path, relative: &Path) -> io::Result<Option<PathBuf>> {
    let mut path = folder.to_owned();
    for component in relative.components() {
        let Some(name) = component.as_os_str().to_str() else { return Ok(None) };
        let mut found = None;
        for form in [name, &*word::nfc(name), &*word::nfd(name)] {
            if found.is_none() && disk::metadata(&path.join(form))?.is_some() {
                found = Some(path.join(form));
            }
        }
        match found {
            Some(found) => path = found,
            None => return Ok(None),
        }
    }
    Ok(Some(path))
}

fn unreadable(error: io::Error) -> PictureError {
    match (disk::is_absent(&error), disk::is_of_path(&error)) {
        (true, _) => PictureError::NotFound,
        (_, true) => PictureError::Unreadable(error.to_string()),
        (false, false) => PictureError::Disk(error.to_string()),
    }
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

    #[test]
    fn files_beneath_the_folder_are_listed() {
        let base = tempfile::tempdir().unwrap();
        for path in
            ["b.md", "a.png", ".hidden.png", "one/c.png", "one/two/three/d.png", "one/two/three/four/e.png"]
        {
            fs::create_dir_all(base.path().join(path).parent().unwrap()).unwrap();
            fs::write(base.path().join(path), b"x").unwrap();
        }
        let files = PictureFiles::default();
        let listed = files.beneath(Some(base.path())).list();
        assert_eq!(listed, ["a.png", "b.md", "one/c.png", "one/two/three/d.png"]);
        assert_eq!(files.beneath(Some(Path::new("/nowhere/at/all"))).list(), [""; 0]);
    }

    #[test]
    fn a_file_is_looked_at_once_while_it_is_kept() {
        let base = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(base.path()).unwrap();
        for name in ["a", "b", "c"] {
            fs::write(folder.join(name), vec![b'x'; KEPT / 2]).unwrap();
        }
        let files = PictureFiles::default();
        let pictures = files.beneath(Some(&folder));
        let a = pictures.open("a").unwrap();
        assert!(Arc::ptr_eq(&a, &pictures.open("a").unwrap()));
        assert!(Arc::ptr_eq(&pictures.image_info(&a), &pictures.image_info(&a)));
        let b = pictures.open("b").unwrap();
        assert!(!Arc::ptr_eq(&pictures.image_info(&a), &pictures.image_info(&b)));
        // The oldest makes room: nothing is left of it but what its documents hold.
        pictures.open("c").unwrap();
        assert_eq!(Arc::strong_count(&a), 1);
        assert_eq!((Arc::weak_count(&a), files.known().infos.len(), files.reads()), (0, 2, 3));
        assert!(!Arc::ptr_eq(&a, &pictures.open("a").unwrap()));
    }

    #[test]
    fn names_are_found_in_either_form() {
        let base = tempfile::tempdir().unwrap();
        let (composed, decomposed) = ("\u{C4}cker", "A\u{308}cker");
        fs::create_dir_all(base.path().join(decomposed)).unwrap();
        fs::write(base.path().join(decomposed).join("\u{E9}t\u{E9}.png"), b"one").unwrap();
        fs::write(base.path().join("e\u{301}.png"), b"two").unwrap();
        let files = PictureFiles::default();
        let pictures = files.beneath(Some(base.path()));
        for folder in [composed, decomposed] {
            for name in ["\u{E9}t\u{E9}.png", "e\u{301}te\u{301}.png"] {
                assert_eq!(pictures.open(&format!("{folder}/{name}")).unwrap().as_ref(), b"one");
            }
        }
        assert_eq!(pictures.open("\u{E9}.png").unwrap().as_ref(), b"two");
        assert_eq!(files.reads(), 2);
        assert_eq!(pictures.open("\u{E8}.png"), Err(PictureError::NotFound));
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
