//! The package of a document: parts in a ZIP archive, joined by relationships (ISO/IEC 29500-2).

use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use super::xml::{self, attribute};
use crate::ImportError;
use zip::ZipArchive;

/// The most files that an archive may hold.
const MAX_PARTS: usize = 20_000;
/// The most bytes that a part may unpack to.
const MAX_PART_BYTES: u64 = 128 * 1024 * 1024;
/// The most bytes that all parts that are read may unpack to.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// What a legacy file and a locked one begin with: a compound file (MS-CFB 2.2).
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An archive, and its parts by their names.
pub(super) struct WordPackage<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Names in lower case, with `/` and without a leading one -> the place in the archive and the name as it is.
    parts: BTreeMap<String, (usize, String)>,
    /// How many bytes may still be unpacked.
    left: Cell<u64>,
}

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(super) struct Relationship {
    /// The last segment of its type, such as `hyperlink`.
    pub(super) kind: String,
    /// A part's name, or an address as written.
    pub(super) target: String,
    /// True if the target is outside of the package; it is never fetched.
    pub(super) is_external: bool,
}

/// The relationships of a part, by their ids.
pub(super) type Relationships = BTreeMap<String, Relationship>;

/// Returns true for the file of a word processor: a package, or a locked one.
pub(crate) fn is_package(bytes: &[u8]) -> bool {
    if bytes.starts_with(&COMPOUND_FILE) {
        return is_locked(bytes);
    }
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    archive.file_names().any(|name| {
        let name = normalize(name);
        name == "_rels/.rels" || name.starts_with("word/")
    })
}

/// Returns true for a compound file with an encrypted package in it (MS-OFFCRYPTO 2.3.4.4).
fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(&COMPOUND_FILE) && memchr::memmem::find(bytes, &name).is_some()
}

fn normalize(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

impl<'b> WordPackage<'b> {
    /// Opens a package.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, ImportError> {
        if is_locked(bytes) {
            return Err(ImportError::Locked);
        }
        if bytes.starts_with(&COMPOUND_FILE) {
            let message = "it is a file of Word 97 to 2003 (.doc); save it as .docx and import that";
            return Err(ImportError::Damaged(message.to_owned()));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            let message = "its archive is cut off or broken; send or download it again, or open it in the word \
                           processor and save it as .docx";
            ImportError::Damaged(message.to_owned())
        })?;
        if archive.len() > MAX_PARTS {
            let message = format!("it holds {} files; {MAX_PARTS} are read at most", archive.len());
            return Err(ImportError::TooLarge(message));
        }
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            if let Some(name) = archive.name_for_index(at) {
                parts.entry(normalize(name)).or_insert_with(|| (at, name.to_owned()));
            }
        }
        Ok(Self { archive, parts, left: Cell::new(MAX_BYTES) })
    }

    /// The names of all parts, as they are.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.values().map(|(_, name)| name.as_str())
    }

    /// Unpacks a part; `None` if it is not there.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let Some((at, _)) = self.parts.get(&normalize(name)) else { return Ok(None) };
        let broken =
            |_| ImportError::Damaged(format!("its part {name} can't be unpacked; save the file again"));
        let most = MAX_PART_BYTES.min(self.left.get());
        let entry = match self.archive.by_index(*at) {
            Ok(entry) if entry.encrypted() => return Err(ImportError::Locked),
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(ImportError::Locked);
            }
            Err(_) => return Err(broken(())),
        };
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|_| broken(()))?;
        let length = bytes.len() as u64;
        if length > most {
            let message = format!(
                "{name} unpacks to more than is read: {} MiB for a part, {} MiB for all",
                MAX_PART_BYTES / (1024 * 1024),
                MAX_BYTES / (1024 * 1024)
            );
            return Err(ImportError::TooLarge(message));
        }
        self.left.set(self.left.get() - length);
        Ok(Some(bytes))
    }

    /// The relationships of a part; `""` for those of the package. Empty if there are none.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Relationships, ImportError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{separator}_rels/{file}.rels");
        let Some(bytes) = self.read(&name)? else { return Ok(Relationships::new()) };
        let decoded = xml::decode(&bytes);
        let tree = xml::parse(&name, &decoded.text)?;
        let mut all = Relationships::new();
        for node in xml::elements(tree.root_element()) {
            let (Some(id), Some(target)) = (attribute(node, "Id"), attribute(node, "Target")) else {
                continue;
            };
            let is_external = attribute(node, "TargetMode") == Some("External");
            let kind = attribute(node, "Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = if is_external { target.to_owned() } else { resolve(folder, target) };
            all.insert(id.to_owned(), Relationship { kind, target, is_external });
        }
        Ok(all)
    }
}

/// The name of a part that a part of `folder` names. A path never leaves the package.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let mut segments: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_stay_in_the_package() {
        assert_eq!(resolve("word", "media/image1.png"), "word/media/image1.png");
        assert_eq!(resolve("word", "/word/media/a.png"), "word/media/a.png");
        assert_eq!(resolve("word", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("", "word\\document.xml"), "word/document.xml");
    }
}
