//! The machine's fonts, for characters that no font of the theme shows.
//!
//! Only folders of the system are searched, never the user's own: the environment must not matter. The search waits
//! until a document needs it.

use std::{fs, path::PathBuf, sync::OnceLock};

use fontdb::{Database, ID, Source};

use crate::theme::SystemFonts;

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
pub(super) fn folders() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    let (mut number, mut seen) = (0, 0);
    while let Some(folder) = all.get(number).cloned() {
        number += 1;
        let mut below = vec![folder];
        while let Some(folder) = below.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten().take(LISTED - seen) {
                seen += 1;
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => below.push(entry.path()),
                    Ok(kind) if kind.is_symlink() => {
                        let real = fs::canonicalize(entry.path()).ok();
                        let is_new = |real: &PathBuf| !all.iter().any(|known| real.starts_with(known));
                        all.extend(real.filter(is_new));
                    }
                    Ok(_) | Err(_) => {}
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
}

impl MachineFonts {
    fn found(&self) -> &(Database, Vec<ID>) {
        self.found.get_or_init(|| {
            let mut database = Database::new();
            FOLDERS.iter().for_each(|folder| database.load_fonts_dir(folder));
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

impl SystemFonts for MachineFonts {
    fn count(&self) -> usize {
        self.found().1.len()
    }

    fn with(&self, face: usize, look: &mut dyn FnMut(&[u8], u32)) {
        let (database, faces) = self.found();
        if let Some(id) = faces.get(face) {
            database.with_face_data(*id, look);
        }
    }
}
