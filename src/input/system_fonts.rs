//! The machine's fonts, for characters that no font of the theme shows.
//!
//! Only folders of the system are searched, never the user's own: the environment must not matter. The search waits
//! until a document needs it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use fontdb::{Database, ID, Source};

use pressroom_files::{
    Stamp,
    disk::{self, Kind},
};
use pressroom_theme::SystemFonts;

/// Where systems keep their fonts.
const FOLDERS: &[&str] = if cfg!(target_os = "windows") {
    &["C:\\Windows\\Fonts"]
} else if cfg!(target_vendor = "apple") {
    &["/Library/Fonts", "/System/Library/Fonts", "/Network/Library/Fonts"]
} else {
    &["/usr/share/fonts", "/usr/local/share/fonts"]
};

/// How many entries of font folders are looked at for links.
const LISTED: usize = 100_000;

/// The folders in which fonts are, and the places that links in them lead to.
pub fn folders() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    let (mut number, mut seen) = (0, 0);
    while let Some(folder) = all.get(number).cloned() {
        number += 1;
        let mut below = vec![folder];
        while let Some(folder) = below.pop() {
            // A folder that can't be listed is none that a worker may look into; the search for fonts says so.
            for entry in disk::entries_at_most(&folder, LISTED - seen).unwrap_or_default() {
                seen += 1;
                match entry.kind {
                    Kind::Folder => below.push(entry.path),
                    Kind::Link => {
                        let real = disk::real_path(&entry.path).unwrap_or_default();
                        let is_new = |real: &PathBuf| !all.iter().any(|known| real.starts_with(known));
                        all.extend(real.filter(is_new));
                    }
                    Kind::File | Kind::Other => {}
                }
            }
        }
    }
    all
}

/// The fonts of this machine, searched for once.
#[derive(Debug, Default)]
pub struct MachineFonts {
    found: OnceLock<(Database, Vec<ID>)>,
    trouble: OnceLock<String>,
    /// The faces that show a character, once somebody asked.
    showing: Mutex<HashMap<char, Vec<String>>>,
}

/// What a font's file ends with.
const EXTENSIONS: &[&str] = &["ttf", "ttc", "TTF", "TTC", "otf", "otc", "OTF", "OTC"];

/// The font files below folders, sorted, each once; links are followed.
///
/// # Errors
/// The disk's, with the path. What this user may not read is not there for them.
fn font_files(folders: &[&str]) -> Result<BTreeSet<PathBuf>, (PathBuf, io::Error)> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let (mut searched, mut files) = (HashSet::new(), BTreeSet::new());
    while let Some(folder) = waiting.pop() {
        let failed = |error| (folder.clone(), error);
        if !searched.insert(allowed(disk::real_path(&folder)).map_err(failed)?) {
            continue;
        }
        for entry in allowed(disk::entries_if_any(&folder).map(Some)).map_err(failed)?.unwrap_or_default() {
            let path = match entry.kind {
                Kind::Link => match allowed(disk::real_path(&entry.path)).map_err(failed)? {
                    Some(real) => real,
                    None => continue,
                },
                Kind::File | Kind::Folder | Kind::Other => entry.path,
            };
            let is_folder = match entry.kind {
                Kind::Link => allowed(disk::is_folder(&path).map(Some)).map_err(failed)? == Some(true),
                Kind::File | Kind::Folder | Kind::Other => entry.kind == Kind::Folder,
            };
            let extension = path.extension().and_then(|extension| extension.to_str());
            if is_folder {
                waiting.push(path);
            } else if extension.is_some_and(|extension| EXTENSIONS.contains(&extension)) {
                files.insert(path);
            }
        }
    }
    Ok(files)
}

/// What was found; `None` where this user may not look.
fn allowed<T>(found: io::Result<Option<T>>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(None),
        found => found,
    }
}

impl MachineFonts {
    fn found(&self) -> &(Database, Vec<ID>) {
        self.found.get_or_init(|| {
            let mut database = Database::new();
            let files = font_files(FOLDERS).unwrap_or_else(|(path, error)| {
                self.record_trouble(&path, &error);
                BTreeSet::new()
            });
            for file in &files {
                match database.load_font_file(file) {
                    Err(error)
                        if disk::is_of_disk(&error) && error.kind() != io::ErrorKind::PermissionDenied =>
                    {
                        self.record_trouble(file, &error);
                    }
                    // A font that is broken, or gone, shows nothing.
                    _ => {}
                }
            }
            let mut faces: Vec<_> = database
                .faces()
                .filter_map(|face| match &face.source {
                    Source::File(path) | Source::SharedFile(path, _) => {
                        Some((path.clone(), face.index, face.id))
                    }
                    Source::Binary(_) => None,
                })
                .collect();
            faces.sort();
            (database, faces.into_iter().map(|(_, _, id)| id).collect())
        })
    }
}

impl MachineFonts {
    fn find_showing(&self, character: char) -> Vec<String> {
        let (database, faces) = self.found();
        let mut found = Vec::new();
        for face in faces.iter().filter_map(|id| database.face(*id)) {
            let (Source::File(path) | Source::SharedFile(path, _)) = &face.source else { continue };
            let has_glyph = |data: &[u8], index: u32| {
                let face = ttf_parser::Face::parse(data, index).ok();
                face.and_then(|face| face.glyph_index(character)).is_some_and(|glyph| glyph.0 != 0)
            };
            if database.with_face_data(face.id, has_glyph) == Some(true) {
                // One that can't be looked at is another than before.
                let stamp =
                    disk::metadata(path).ok().flatten().map(|metadata| Stamp::from_metadata(&metadata));
                found.push(format!("{} {} {stamp:?}", path.display(), face.index));
            }
        }
        found
    }

    fn record_trouble(&self, path: &Path, error: &io::Error) {
        self.trouble.get_or_init(|| format!("the font {} can't be read: {error}", path.display()));
    }
}

impl SystemFonts for MachineFonts {
    fn count(&self) -> usize {
        self.found().1.len()
    }

    fn with(&self, face: usize, look: &mut dyn FnMut(&[u8], u32)) {
        let (database, faces) = self.found();
        let Some(id) = faces.get(face) else { return };
        if database.with_face_data(*id, look).is_none() {
            // It was read when it was found.
            let path = database.face(*id).map(|face| match &face.source {
                Source::File(path) | Source::SharedFile(path, _) => path.clone(),
                Source::Binary(_) => PathBuf::new(),
            });
            self.record_trouble(&path.unwrap_or_default(), &io::Error::other("it could be read before"));
        }
    }

    fn faces_showing(&self, character: char) -> Vec<String> {
        let mut showing = self.showing.lock().unwrap_or_else(PoisonError::into_inner);
        showing.entry(character).or_insert_with(|| self.find_showing(character)).clone()
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.get().cloned()
    }
}
