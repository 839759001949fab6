//! The source of a document's pictures.

use std::sync::{Arc, OnceLock};

use crate::{error::PictureError, inspect::info::ImageInfo};

/// The source of a document's local pictures.
pub trait Pictures: Sync {
    /// Reads a picture. `path` is relative to the document, as authored, with `/`.
    ///
    /// # Errors
    /// The file is missing or can't be read.
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError>;

    /// The paths of the files beside the document, if they are known. They help to suggest a path if one leads nowhere.
    fn list(&self) -> Vec<String> {
        Vec::new()
    }

    /// The slot that holds the [`ImageInfo`] of a file that [`open`](Self::open) returned. An implementation that returns the
    /// same slot for the same file has it inspected once, however many documents show it.
    fn image_info(&self, _file: &Arc<[u8]>) -> Arc<OnceLock<ImageInfo>> {
        Arc::default()
    }
}

/// No pictures at all: every path leads to none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
        Err(PictureError::NotFound)
    }
}
