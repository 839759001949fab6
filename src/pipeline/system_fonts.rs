//! The machine's fonts, for characters that no font of the theme shows.
//!
//! Only folders of the system are searched, never the user's own: the environment must not matter. The search waits
//! until a document needs it.

use std::sync::OnceLock;

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
