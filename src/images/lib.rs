//! Pictures: how they are had, measured, freed of metadata, scaled, written and kept for other documents.

pub mod darkroom;
pub mod decode_budget;
pub mod photo;
pub mod source;

use std::sync::{Arc, OnceLock};

use pressroom_diagnostics::Code;

pub use darkroom::Darkroom;
pub use source::Looked;

/// Where a document's local pictures come from.
pub trait Pictures: Sync {
    /// The bytes of a picture. `path` is relative to the document, as authored, with `/`.
    ///
    /// # Errors
    /// Why it can't be had.
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError>;

    /// The paths of the files beside the document, as far as they are known; to find what was meant by a path that leads to
    /// none.
    fn list(&self) -> Vec<String> {
        Vec::new()
    }

    /// Where it is kept what a file turned out to be that [`open`](Self::open) gave. Who remembers that gives the same
    /// place to each document that shows the file, which then is looked at once.
    fn looked(&self, _file: &Arc<[u8]>) -> Arc<OnceLock<Looked>> {
        Arc::default()
    }
}

/// Why a picture can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// There is no such file.
    NotFound,
    /// The path leads out of the document's folder.
    Outside,
    /// The file is larger than a picture may be.
    TooLarge,
    /// It is nothing that can be read as a file.
    Unreadable(String),
    /// The disk can't tell: the picture may well be there, so that nothing may be made without it.
    Disk(String),
}

impl PictureError {
    /// What kind of finding it is.
    pub fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::Outside | Self::TooLarge | Self::Unreadable(_) => Code::MissingPicture,
            Self::Disk(_) => Code::Disk,
        }
    }
}

impl std::fmt::Display for PictureError {
    /// What follows "the picture PATH".
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => formatter.write_str("was not found beside the document"),
            Self::Outside => formatter.write_str("lies outside the document's folder"),
            Self::TooLarge => formatter.write_str("is too large a file"),
            Self::Unreadable(why) => write!(formatter, "could not be read: {why}"),
            Self::Disk(why) => write!(formatter, "can't be read: {why}"),
        }
    }
}
