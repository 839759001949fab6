//! The container: the archive that holds the publication (EPUB 3.3, sections 4.1 and 4.2).
//!
//! `epub-builder` says how a container is laid out: it makes `META-INF/` and `toc.ncx`, which only old readers need.
//! It is given the names of the pages but not their content, because what else it makes is of no use here:
//!
//! - its package document gives a language and a creator one and the same XML id, escapes no `<meta>`, and has no
//!   place for the manifest's `properties`, `linear`, a publisher, a source, `xml:lang` or `dir`; its navigation
//!   document has no language, no direction and no numbers. Both are documents of our own ([`super::package`], the
//!   theme's `contents.xhtml`);
//! - its archive carries the time of day, and deflates pictures, which are compressed already. Ours is written entry by
//!   entry: each has the first moment that a zip file can name, so that the same document gives the same bytes, and
//!   pictures are stored.

use std::io::{Cursor, Read, Write};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, TocElement, ZipLibrary};
use uuid::Uuid;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::book::Entry;
use crate::diagnostic::{Code, Diagnostic};

/// The folder of the publication inside the archive, as `epub-builder` names it.
const ROOT: &str = "OEBPS";

/// The archive, written entry by entry: `mimetype` first and stored.
pub(super) struct Archive {
    out: ZipWriter<Cursor<Vec<u8>>>,
}

impl Archive {
    /// An archive that holds nothing but its type.
    ///
    /// # Errors
    /// The message of the library that refused, here and below.
    pub(super) fn open() -> Result<Self, Diagnostic> {
        let mut archive = Self { out: ZipWriter::new(Cursor::new(Vec::new())) };
        archive.entry("mimetype", CompressionMethod::Stored, b"application/epub+zip")?;
        Ok(archive)
    }

    /// A text of the publication, compressed.
    pub(super) fn text(&mut self, path: &str, content: &str) -> Result<(), Diagnostic> {
        self.entry(&format!("{ROOT}/{path}"), CompressionMethod::Deflated, content.as_bytes())
    }

    /// A picture of the publication, which is compressed already.
    pub(super) fn picture(&mut self, path: &str, content: &[u8]) -> Result<(), Diagnostic> {
        self.entry(&format!("{ROOT}/{path}"), CompressionMethod::Stored, content)
    }

    /// Adds what `epub-builder` makes of the table of contents, and gives the bytes of the `.epub` file.
    pub(super) fn close(
        mut self,
        title: &str,
        identifier: Uuid,
        entries: &[Entry],
    ) -> Result<Vec<u8>, Diagnostic> {
        let draft = draft(title, identifier, entries).map_err(failure)?;
        let mut draft = ZipArchive::new(Cursor::new(draft)).map_err(failure)?;
        let ncx = format!("{ROOT}/toc.ncx");
        for index in 0..draft.len() {
            let mut entry = draft.by_index(index).map_err(failure)?;
            if entry.name().starts_with("META-INF/") || entry.name() == ncx {
                let (path, mut content) = (entry.name().to_owned(), Vec::new());
                entry.read_to_end(&mut content).map_err(failure)?;
                self.entry(&path, CompressionMethod::Deflated, &content)?;
            }
        }
        Ok(self.out.finish().map_err(failure)?.into_inner())
    }

    fn entry(&mut self, path: &str, method: CompressionMethod, content: &[u8]) -> Result<(), Diagnostic> {
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        let options = options.unix_permissions(0o644).compression_method(method);
        self.out.start_file(path, options).map_err(failure)?;
        self.out.write_all(content).map_err(failure)
    }
}

/// A container as `epub-builder` makes it, of pages without content.
fn draft(title: &str, identifier: Uuid, entries: &[Entry]) -> epub_builder::Result<Vec<u8>> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.set_title(title);
    builder.set_toc_name(legal(title));
    // Both would come from the clock and the random number generator.
    builder.set_modified_date(std::time::SystemTime::UNIX_EPOCH.into());
    builder.set_uuid(identifier);
    for entry in entries {
        let mut content = EpubContent::new(&entry.href, std::io::empty()).title(name(entry));
        for child in &entry.children {
            content = content.child(TocElement::new(&child.href, name(child)));
        }
        builder.add_content(content)?;
    }
    let mut bytes = Vec::new();
    builder.generate(&mut bytes)?;
    Ok(bytes)
}

fn name(entry: &Entry) -> String {
    legal(&entry.label.numbered())
}

/// A text without the characters that XML 1.0 forbids.
fn legal(text: &str) -> String {
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.replace(forbidden, "\u{FFFD}")
}

fn failure(error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::EditionFailed, format!("the publication could not be packed: {error}"))
}
