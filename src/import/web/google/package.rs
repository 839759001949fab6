//! The archive in which Google Docs gives a web page with its pictures.

use std::{
    collections::HashMap,
    io::{Cursor, Read as _},
    sync::Arc,
};

use zip::ZipArchive;

use crate::{ImportError, ImportSource};
use pressroom_images::{PictureError, Pictures};

/// The most files of an archive.
const MAX_FILES: usize = 20_000;
/// The most bytes that an archive unpacks to.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// What was exported.
pub(super) enum Package {
    /// A page alone.
    Page,
    /// A page and the files beside it, by their paths in the archive.
    Archive { name: String, page: Vec<u8>, files: HashMap<String, Arc<[u8]>> },
}

impl Package {
    /// The bytes of the page.
    pub(super) fn page<'p>(&'p self, source: &'p ImportSource<'_>) -> &'p [u8] {
        match self {
            Self::Page => source.bytes,
            Self::Archive { page, .. } => page,
        }
    }

    /// The name of the document: that of the page in the archive, which is the document's title.
    pub(super) fn stem(&self, source: &ImportSource<'_>) -> String {
        match self {
            Self::Page => source.stem().to_owned(),
            Self::Archive { name, .. } => {
                let file = name.rsplit('/').next().unwrap_or(name);
                file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
            }
        }
    }
}

impl Pictures for Package {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        match self {
            Self::Page => Err(PictureError::NotFound),
            Self::Archive { files, .. } => files.get(path).cloned().ok_or(PictureError::NotFound),
        }
    }
}

/// True for an archive with a web page and without a document of a word processor.
pub(crate) fn is_package(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let is_office = archive.file_names().any(|name| matches!(name, "[Content_Types].xml" | "mimetype"));
    !is_office && archive.file_names().any(is_page)
}

fn is_page(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.ends_with(".html") || lower.ends_with(".htm")) && !lower.starts_with("__macosx/")
}

/// Why a file of an archive can't be read.
fn opened(error: zip::result::ZipError) -> ImportError {
    if matches!(&error, zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword")) {
        return ImportError::Locked;
    }
    ImportError::Damaged(error.to_string())
}

/// Opens what was exported.
pub(super) fn open(source: &ImportSource<'_>) -> Result<Package, ImportError> {
    if !source.bytes.starts_with(b"PK") {
        return Ok(Package::Page);
    }
    let mut archive = ZipArchive::new(Cursor::new(source.bytes)).map_err(opened)?;
    if archive.len() > MAX_FILES {
        return Err(ImportError::TooLarge(format!("an archive may have {MAX_FILES} files")));
    }
    let mut pages: Vec<String> =
        archive.file_names().filter(|name| is_page(name)).map(str::to_owned).collect();
    // The page stands above its pictures.
    pages.sort_by_key(|name| (name.matches('/').count(), name.clone()));
    let Some(name) = pages.into_iter().next() else {
        return Err(ImportError::Damaged("there is no web page in the archive".to_owned()));
    };
    let folder = name.rfind('/').map_or("", |end| name.get(..=end).unwrap_or_default()).to_owned();
    let mut left = MAX_BYTES;
    let mut page = Vec::new();
    let mut files = HashMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(opened)?;
        if file.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        file.by_ref()
            .take(left + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ImportError::Damaged(error.to_string()))?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            ImportError::TooLarge(format!("it unpacks to more than {} MiB", MAX_BYTES / (1024 * 1024)))
        })?;
        if file.name() == name {
            page = bytes;
        } else if let Some(path) = file.name().strip_prefix(&folder) {
            files.insert(path.to_owned(), Arc::from(bytes));
        }
    }
    Ok(Package::Archive { name, page, files })
}
