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
use pressroom_document::{Document, FORMAT as HASHED_FORM, Fingerprint, Place, Status};
use pressroom_editions::registry;
use pressroom_files::disk;

/// The manifest's name in the output folder.
pub mod parts;

pub use pressroom_document::paths::MANIFEST;

/// The name and version of the manifest's form.
pub const FORMAT: &str = "pressroom-manifest/3";
/// The form before: whatever it lists counts as published.
pub const FORMAT_2: &str = "pressroom-manifest/2";
/// What a hash looks like, as a pattern of JSON Schema.
const HEX: &str = "^[0-9a-f]{64}$";
/// The form before that: it knew no documents.
pub const FORMAT_1: &str = "pressroom-manifest/1";

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

/// A document of which there are files: as it was when the last of them were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestDocument {
    /// Its slug: the name of its folder.
    pub slug: String,
    /// The source that it was read from.
    pub source: String,
    /// Its version, from 1.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// Whether it may be used; where it may not, the files are those of a notice without text.
    pub status: Status,
    /// True for a draft: its editions say so, and it has none of partners' systems.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// The form of the model whose canonical JSON was hashed, `pressroom-document/1`. Hashes of different forms say
    /// nothing about each other.
    pub hash: String,
    /// SHA-256 of the document's canonical JSON (RFC 8785), lower-case hexadecimal; see [`Fingerprint`].
    #[schemars(extend("pattern" = HEX))]
    pub sha256: String,
    /// Its cards, in order.
    pub cards: Vec<ManifestCard>,
    /// Its files, sorted by path; `files` of the manifest says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<DocumentFile>,
}

/// A file of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentFile {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, lower-case hexadecimal.
    #[schemars(extend("pattern" = HEX))]
    pub sha256: String,
}

/// What was last published of an explainer: another content has a higher version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedDocument {
    /// Its slug.
    pub slug: String,
    /// Its version, from 1.
    #[schemars(range(min = 1))]
    pub version: u32,
    /// The form of the model whose canonical JSON was hashed.
    pub hash: String,
    /// SHA-256 of the document's canonical JSON (RFC 8785), lower-case hexadecimal.
    #[schemars(extend("pattern" = HEX))]
    pub sha256: String,
}

/// A card of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestCard {
    /// Its id, which stays when cards are put before it.
    pub id: String,
    /// SHA-256 of its canonical JSON, lower-case hexadecimal.
    #[schemars(extend("pattern" = HEX))]
    pub sha256: String,
}

/// A file of the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// The source that it was made from.
    pub source: String,
    /// The edition that it belongs to; of several, the first.
    pub edition: String,
    /// The other editions that need it: pictures are shared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, lower-case hexadecimal.
    #[schemars(extend("pattern" = HEX))]
    pub sha256: String,
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

impl PublishedDocument {
    /// What is published with a document as the manifest knows it.
    pub fn from_record(document: &ManifestDocument) -> Self {
        Self {
            slug: document.slug.clone(),
            version: document.version,
            hash: document.hash.clone(),
            sha256: document.sha256.clone(),
        }
    }
}

impl ManifestDocument {
    /// What the manifest says of a document that was read from `source`.
    pub fn from_document(document: &Document, source: &str, fingerprint: &Fingerprint) -> Self {
        let cards = document.cards.iter().map(|card| ManifestCard {
            id: card.id.clone(),
            sha256: fingerprint.part(Place::Card(card.number)).unwrap_or_default().to_owned(),
        });
        Self {
            slug: document.metadata.slug.clone(),
            source: source.to_owned(),
            version: document.metadata.version,
            status: document.metadata.status,
            draft: document.metadata.draft,
            hash: HASHED_FORM.to_owned(),
            sha256: fingerprint.document.clone(),
            cards: cards.collect(),
            files: Vec::new(),
        }
    }
}

impl DocumentFile {
    /// What a document says of its file.
    pub fn from_file(file: &ManifestFile) -> Self {
        Self { path: file.path.clone(), bytes: file.bytes, sha256: file.sha256.clone() }
    }
}

impl ManifestFile {
    /// The folder at the root of the output folder that the file is in: the slug of its document.
    pub fn folder(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// False for a file about a whole build: it comes from no one source.
    pub fn is_of_document(&self) -> bool {
        !self.source.is_empty()
    }

    /// Puts the editions that need the file in the order of the registry, each once: the order in which they were built does
    /// not matter.
    pub fn sort_editions(&mut self) {
        let place = |name: &String| {
            let place = registry().iter().position(|kind| kind.name == *name);
            (place.unwrap_or(usize::MAX), name.clone())
        };
        let mut all: Vec<String> = self.editions().map(str::to_owned).collect();
        all.sort_by_key(place);
        all.dedup();
        let mut all = all.into_iter();
        self.edition = all.next().unwrap_or_default();
        self.also_in = all.collect();
    }

    /// Every edition that needs the file.
    pub fn editions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.edition.as_str()).chain(self.also_in.iter().map(String::as_str))
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

/// True for a relative path with `/` that stays inside: no empty, `.` or `..` component.
pub fn is_inside(path: &str) -> bool {
    !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|component| !component.is_empty() && component != "." && component != "..")
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
