//! What a manifest lists: documents with their cards, versions that were published, and files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use pressroom_document::{Document, FORMAT as HASHED_FORM, Fingerprint, Place, Status};
use pressroom_editions::registry;

/// The name and version of the manifest's form.
pub const FORMAT: &str = "pressroom-manifest/3";
/// The form before: whatever it lists counts as published.
pub const FORMAT_2: &str = "pressroom-manifest/2";
/// The form before that: it knew no documents.
pub const FORMAT_1: &str = "pressroom-manifest/1";

/// What a hash looks like, as a pattern of JSON Schema.
const HEX: &str = "^[0-9a-f]{64}$";

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

/// True for a relative path with `/` that stays inside: no empty, `.` or `..` component.
pub fn is_inside(path: &str) -> bool {
    !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|component| !component.is_empty() && component != "." && component != "..")
}
