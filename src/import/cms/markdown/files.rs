//! The files beside a text, where other systems keep them, and the pictures that stood in the text.

use std::{collections::BTreeMap, sync::Arc};

use pressroom_images::{PictureError, Pictures};

/// The folders in which site generators keep pictures.
const FOLDERS: [&str; 7] =
    ["", "static/", "assets/", "public/", "content/images/", "images/", "attachments/"];

/// Files, by the paths of the text.
pub(super) struct Files<'p> {
    beside: &'p dyn Pictures,
    taken: BTreeMap<String, Arc<[u8]>>,
}

impl<'p> Files<'p> {
    pub(super) fn new(beside: &'p dyn Pictures) -> Self {
        Self { beside, taken: BTreeMap::new() }
    }

    /// Keeps a picture that stood in the text; gives its path.
    pub(super) fn keep(&mut self, name: &str, extension: &str, bytes: Vec<u8>) -> String {
        let with = |number: usize| match number {
            1 => format!("{name}.{extension}"),
            _ => format!("{name}-{number}.{extension}"),
        };
        let path = (1..).map(with).find(|path| !self.taken.contains_key(path)).unwrap_or_else(|| with(0));
        self.taken.insert(path.clone(), bytes.into());
        path
    }

    /// True if there is a file at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.open(path).is_ok()
    }
}

impl Pictures for Files<'_> {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        if let Some(bytes) = self.taken.get(path) {
            return Ok(Arc::clone(bytes));
        }
        let path = path.trim_start_matches('/');
        let mut missing = PictureError::NotFound;
        for folder in FOLDERS {
            match self.beside.open(&format!("{folder}{path}")) {
                Ok(bytes) => return Ok(bytes),
                Err(error) => missing = error,
            }
        }
        Err(missing)
    }
}
