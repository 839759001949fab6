//! `manifest.json`: every document and file of the output folder, where it came from and its hash.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

use std::{collections::BTreeMap, convert::Infallible, io, path::Path};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parts::{Part, ReadError, read_parts};
use pressroom_document::Status;
use pressroom_files::disk;

pub mod parts;
mod records;

pub use pressroom_document::paths::MANIFEST;
pub use records::{
    DocumentFile, FORMAT, FORMAT_1, FORMAT_2, ManifestCard, ManifestDocument, ManifestFile,
    PublishedDocument, is_inside,
};

/// Every document and file that Pressroom keeps in an output folder. It holds no times: the same files give the same
/// manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always `pressroom-manifest/3`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// Sorted by slug, each document once.
    #[serde(default)]
    pub documents: Vec<ManifestDocument>,
    /// Sorted by slug: of each explainer what was last published, also where there are no files of it any more. In a package,
    /// that is what it holds.
    #[serde(default)]
    pub published: Vec<PublishedDocument>,
    /// Sorted by path, each file once.
    pub files: Vec<ManifestFile>,
}

impl Manifest {
    /// A manifest of documents, of what was published, and of files. What files the documents have is taken from these.
    pub fn new(
        documents: impl IntoIterator<Item = ManifestDocument>,
        published: impl IntoIterator<Item = PublishedDocument>,
        files: impl IntoIterator<Item = ManifestFile>,
    ) -> Self {
        let mut documents: Vec<_> = documents.into_iter().collect();
        documents.sort_by(|a, b| a.slug.cmp(&b.slug));
        let mut published: Vec<_> = published.into_iter().collect();
        published.sort_by(|a, b| a.slug.cmp(&b.slug));
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut by_folder: BTreeMap<&str, Vec<DocumentFile>> = BTreeMap::new();
        for file in files.iter().filter(|file| file.is_of_document()) {
            by_folder.entry(file.folder()).or_default().push(DocumentFile::from_file(file));
        }
        for document in &mut documents {
            document.files = by_folder.remove(document.slug.as_str()).unwrap_or_default();
        }
        Self { format: FORMAT.to_owned(), documents, published, files }
    }

    /// The manifest at `path`, an empty one where there is none; `None` for a file that is something else. What one of an
    /// earlier form lists counts as published.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let (mut documents, mut published, mut files) = (Vec::new(), Vec::new(), Vec::new());
        let read = read_parts(path, |part| {
            match part {
                Part::Document(document) => documents.push(document),
                Part::Published(document) => published.push(document),
                Part::File(file) => files.push(file),
            }
            Ok::<_, Infallible>(())
        });
        match read {
            Ok(says) => {
                if !says {
                    published = documents.iter().map(PublishedDocument::from_record).collect();
                }
                Ok(Some(Self::new(documents, published, files)))
            }
            Err(ReadError::Disk(error)) => Err(error),
            Err(ReadError::Foreign | ReadError::Refused(_)) => Ok(None),
        }
    }

    /// The manifest as it is written.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}

/// The status of a document of which there are files in an output folder, where that can be told: it is for a message.
pub fn find_status(output: &Path, slug: &str) -> Option<Status> {
    let mut status = None;
    let read = read_parts(&output.join(MANIFEST), |part| {
        if let Part::Document(document) = part
            && document.slug == slug
        {
            status = Some(document.status);
        }
        Ok::<_, Infallible>(())
    });
    status.filter(|_| read.is_ok())
}

/// True for a draft of which there are files in an output folder.
///
/// # Errors
/// The disk can't tell.
pub fn is_draft_in(output: &Path, slug: &str) -> io::Result<bool> {
    let mut draft = false;
    let read = read_parts(&output.join(MANIFEST), |part| {
        if let Part::Document(document) = part {
            draft |= document.slug == slug && document.draft;
        }
        Ok::<_, Infallible>(())
    });
    match read {
        Err(ReadError::Disk(error)) if !disk::is_absent(&error) => Err(error),
        read => Ok(draft && read.is_ok()),
    }
}

/// True where `path` is the manifest of an output folder.
///
/// # Errors
/// The disk can't tell.
pub fn is_manifest(path: &Path) -> io::Result<bool> {
    if !disk::is_file(path)? {
        return Ok(false);
    }
    match read_parts(path, |_| Ok::<_, Infallible>(())) {
        Err(ReadError::Disk(error)) => Err(error),
        read => Ok(read.is_ok()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_manifest_of_the_form_before_is_ours_and_knows_no_documents() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join(MANIFEST);
        let file = r#"{"path": "a/a.html", "source": "a.md", "edition": "html", "bytes": 1, "sha256": "x"}"#;
        let read = |text: &str| {
            fs::write(&path, text).unwrap();
            Manifest::read(&path).unwrap()
        };
        let old = read(&format!(r#"{{"format": "pressroom-manifest/1", "files": [{file}]}}"#)).unwrap();
        assert_eq!((old.format.as_str(), old.documents.len(), old.files.len()), (FORMAT, 0, 1));
        assert_eq!(read(&String::from_utf8(old.to_json()).unwrap()), Some(old));
        assert_eq!(read(r#"{"format": "pressroom-manifest/9", "files": []}"#), None);
        let document = r#"{"slug": "a", "source": "a.md", "version": 2, "status": "usable", "hash": "f", "sha256": "x", "cards": []}"#;
        let before = r#"{"format": "pressroom-manifest/2", "documents": [D], "files": []}"#;
        let before = read(&before.replace('D', document)).unwrap();
        assert_eq!(before.published, [PublishedDocument::from_record(&before.documents[0])]);
        let now = r#"{"format": "pressroom-manifest/3", "documents": [D], "published": [], "files": []}"#;
        assert_eq!(read(&now.replace('D', document)).unwrap().published, []);
    }
}
