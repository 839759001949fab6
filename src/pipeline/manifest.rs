//! `manifest.json`: every file of the output folder, where it came from and its hash.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The manifest's name in the output folder.
pub const MANIFEST: &str = "manifest.json";

/// The name and version of the manifest's form.
const FORMAT: &str = "pressroom-manifest/1";

/// Every file that Pressroom keeps in an output folder. It holds no times: the same files give the same manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `pressroom-manifest/1`.
    pub format: String,
    /// Sorted by path, each file once.
    pub files: Vec<ManifestFile>,
}

/// A file of the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    pub sha256: String,
}

impl Manifest {
    /// A manifest of files.
    pub(super) fn new(files: impl IntoIterator<Item = ManifestFile>) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { format: FORMAT.to_owned(), files }
    }

    /// The manifest at `path`, an empty one where there is none; `None` for a file that is something else.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Self::new([]))),
            Err(error) => return Err(error),
        };
        let manifest = serde_json::from_slice(&text).ok().filter(|manifest: &Self| manifest.format == FORMAT);
        let inside = |file: &ManifestFile| is_inside(&file.path);
        Ok(manifest.map(|manifest| Self::new(manifest.files.into_iter().filter(inside))))
    }

    /// The manifest as it is written.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}

impl ManifestFile {
    /// Every edition that needs the file.
    pub(super) fn editions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.edition.as_str()).chain(self.also_in.iter().map(String::as_str))
    }
}

/// True where `path` is the manifest of an output folder.
pub(super) fn is_ours(path: &Path) -> bool {
    path.is_file() && Manifest::read(path).is_ok_and(|manifest| manifest.is_some())
}

/// True for a relative path with `/` that stays inside: no empty, `.` or `..` component.
pub(super) fn is_inside(path: &str) -> bool {
    !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|component| !component.is_empty() && component != "." && component != "..")
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
