//! Where the pictures of explainers come from.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use pressroom_images::{PictureError, Pictures};
use pressroom_input::pictures::PictureFiles;

/// Pictures in memory, by the path that explainers name them with.
#[derive(Debug, Clone, Default)]
pub struct MemoryPictures(BTreeMap<String, Arc<[u8]>>);

impl MemoryPictures {
    /// Adds a picture, or replaces that of the same path.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(path.into(), bytes.into());
    }
}

impl<P: Into<String>, B: Into<Arc<[u8]>>> FromIterator<(P, B)> for MemoryPictures {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(pictures: I) -> Self {
        Self(pictures.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect())
    }
}

impl<P: Into<String>, B: Into<Arc<[u8]>>, const N: usize> From<[(P, B); N]> for MemoryPictures {
    fn from(pictures: [(P, B); N]) -> Self {
        pictures.into_iter().collect()
    }
}

impl Pictures for MemoryPictures {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        self.0.get(path).cloned().ok_or(PictureError::NotFound)
    }

    fn list(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Pictures in a folder. A path that leads out of it is refused, by `..` as by a link.
pub struct FolderPictures {
    folder: PathBuf,
    files: PictureFiles,
}

impl FolderPictures {
    /// The pictures below a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), files: PictureFiles::default() }
    }
}

impl std::fmt::Debug for FolderPictures {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("FolderPictures").field(&self.folder).finish()
    }
}

impl Pictures for FolderPictures {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        self.files.beneath(Some(&self.folder)).open(path)
    }

    fn list(&self) -> Vec<String> {
        self.files.beneath(Some(&self.folder)).list()
    }
}
