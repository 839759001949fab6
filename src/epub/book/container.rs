//! The container: the archive that holds the publication (EPUB 3.3, sections 4.1 and 4.2).
//!
//! `epub-builder` says how a container is laid out: it makes `META-INF/` and `toc.ncx`, which only old readers need.
//! It is given the names of the pages but not their content, because what else it makes is of no use here:
//!
//! - its package document gives a language and a creator one and the same XML id, escapes no `<meta>`, and has no
//!   place for the manifest's `properties`, `linear`, a publisher, a source, `xml:lang` or `dir`; its navigation
//!   document has no language, no direction and no numbers. Both are documents of our own ([`package`](crate::package), the
//!   theme's `contents.xhtml`);
//! - its archive carries the time of day, and deflates pictures, which are compressed already. Ours is written entry by
//!   entry: each has the first moment that a zip file can name, so that the same document gives the same bytes, and
//!   pictures are stored.
//!
//! A [`ContainerTemplate`] holds everything that all publications of a theme share, compressed once: of `toc.ncx`, all
//! but the title and the list.

use std::{
    io::{Cursor, Read, Write},
    sync::Arc,
};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, Toc, TocElement, ZipLibrary};
use uuid::Uuid;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::entry::Entry;
use pressroom_diagnostics::{Code, Diagnostic};

/// The folder of the publication inside the archive, as `epub-builder` names it.
const ROOT: &str = "OEBPS";

/// The style sheet's file.
const STYLE: &str = "stylesheet.css";

/// The files that all publications of a theme share.
pub(crate) struct ContainerTemplate {
    /// The style sheet and `META-INF/`, compressed.
    entries: ZipArchive<Cursor<Arc<[u8]>>>,
    /// `toc.ncx` before its title, between title and list, and after the list.
    ncx: [String; 3],
}

/// Stands for what a publication puts into `toc.ncx`: noncharacters, which nothing escapes.
const TITLE: &str = "\u{FDD0}";
const LIST: &str = "\u{FDD1}";

impl ContainerTemplate {
    /// Compresses the shared files for a style sheet.
    ///
    /// # Errors
    /// The message of the library that refused.
    pub(crate) fn new(stylesheet: &str) -> Result<Self, Diagnostic> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        put(&mut archive, &format!("{ROOT}/{STYLE}"), CompressionMethod::Deflated, stylesheet.as_bytes())?;
        let mut ncx = String::new();
        for (path, content) in draft(TITLE, &[TocElement::new(LIST, LIST)]).map_err(failure)? {
            match String::from_utf8(content) {
                Ok(text) if path == format!("{ROOT}/toc.ncx") => ncx = text,
                Ok(text) => put(&mut archive, &path, CompressionMethod::Deflated, text.as_bytes())?,
                Err(error) => return Err(failure(error)),
            }
        }
        let list = listed(&[TocElement::new(LIST, LIST)]);
        let pieces = ncx.split_once(TITLE).and_then(|(head, rest)| {
            let (between, end) = rest.split_once(list.as_str())?;
            Some([head, between, end].map(str::to_owned))
        });
        let ncx = pieces.ok_or_else(|| failure("toc.ncx has another form"))?;
        let bytes: Arc<[u8]> = archive.finish().map_err(failure)?.into_inner().into();
        Ok(Self { entries: ZipArchive::new(Cursor::new(bytes)).map_err(failure)?, ncx })
    }

    /// The table of contents for old readers.
    fn ncx(&self, title: &str, entries: &[Entry]) -> String {
        let elements = entries.iter().map(element).filter(|element| !element.title.is_empty());
        let title = legal(title).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let [head, between, end] = &self.ncx;
        [head, &title, between, &listed(&elements.collect::<Vec<_>>()), end].map(String::as_str).concat()
    }
}

/// The archive, written entry by entry: `mimetype` first and stored.
pub(crate) struct Archive {
    out: ZipWriter<Cursor<Vec<u8>>>,
}

impl Archive {
    /// An archive that holds its type and the style sheet.
    ///
    /// # Errors
    /// The message of the library that refused, here and below.
    pub(crate) fn open(container: &ContainerTemplate) -> Result<Self, Diagnostic> {
        let mut archive = Self { out: ZipWriter::new(Cursor::new(Vec::new())) };
        archive.entry("mimetype", CompressionMethod::Stored, b"application/epub+zip")?;
        archive.ready(container, |path| path.starts_with(ROOT))?;
        Ok(archive)
    }

    /// A text of the publication, compressed.
    pub(crate) fn text(&mut self, path: &str, content: &str) -> Result<(), Diagnostic> {
        self.entry(&format!("{ROOT}/{path}"), CompressionMethod::Deflated, content.as_bytes())
    }

    /// A picture of the publication, which is compressed already.
    pub(crate) fn picture(&mut self, path: &str, content: &[u8]) -> Result<(), Diagnostic> {
        self.entry(&format!("{ROOT}/{path}"), CompressionMethod::Stored, content)
    }

    /// Adds what a reader needs to find its way in, and gives the bytes of the `.epub` file.
    pub(crate) fn close(
        mut self,
        container: &ContainerTemplate,
        title: &str,
        entries: &[Entry],
    ) -> Result<Vec<u8>, Diagnostic> {
        self.ready(container, |path| !path.starts_with(ROOT))?;
        self.text("toc.ncx", &container.ncx(title, entries))?;
        Ok(self.out.finish().map_err(failure)?.into_inner())
    }

    /// Adds entries that are compressed already.
    fn ready(
        &mut self,
        container: &ContainerTemplate,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(), Diagnostic> {
        let mut entries = container.entries.clone();
        for index in 0..entries.len() {
            let entry = entries.by_index_raw(index).map_err(failure)?;
            if wanted(entry.name()) {
                self.out.raw_copy_file(entry).map_err(failure)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &str, method: CompressionMethod, content: &[u8]) -> Result<(), Diagnostic> {
        put(&mut self.out, path, method, content)
    }
}

fn put(
    out: &mut ZipWriter<Cursor<Vec<u8>>>,
    path: &str,
    method: CompressionMethod,
    content: &[u8],
) -> Result<(), Diagnostic> {
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let options = options.unix_permissions(0o644).compression_method(method);
    out.start_file(path, options).map_err(failure)?;
    out.write_all(content).map_err(failure)
}

/// Files with their paths in the archive.
type Files = Vec<(String, Vec<u8>)>;

/// Lets `epub-builder` lay out a container of empty pages; keeps `META-INF/` and `toc.ncx`, in the library's order.
fn draft(title: &str, elements: &[TocElement]) -> Result<Files, Box<dyn std::error::Error>> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.set_title(title);
    builder.set_toc_name(title);
    // Both would come from the clock and the random number generator.
    builder.set_modified_date(std::time::SystemTime::UNIX_EPOCH.into());
    builder.set_uuid(Uuid::nil());
    for TocElement { url, title, children, .. } in elements {
        let mut content = EpubContent::new(url, std::io::empty()).title(title);
        for child in children {
            content = content.child(child.clone());
        }
        builder.add_content(content)?;
    }
    let mut bytes = Vec::new();
    builder.generate(&mut bytes)?;
    let (mut archive, mut used) = (ZipArchive::new(Cursor::new(bytes))?, Vec::new());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let path = entry.name().to_owned();
        if path.starts_with("META-INF/") || path == format!("{ROOT}/toc.ncx") {
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            used.push((path, content));
        }
    }
    Ok(used)
}

/// An entry of the table of contents as `epub-builder` knows it.
fn element(entry: &Entry) -> TocElement {
    let name = |entry: &Entry| legal(&entry.label.numbered());
    let child = |child: &Entry| TocElement::new(&child.href, name(child));
    entry.children.iter().map(child).fold(TocElement::new(&entry.href, name(entry)), TocElement::child)
}

/// The list as it stands in `toc.ncx`.
fn listed(elements: &[TocElement]) -> String {
    let mut toc = Toc::new();
    for element in elements {
        toc.add(element.clone());
    }
    toc.render_epub(true)
}

/// A text without the characters that XML 1.0 forbids.
fn legal(text: &str) -> String {
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.replace(forbidden, "\u{FFFD}")
}

fn failure(error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::EditionFailed, format!("the publication could not be packed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::entry::Label;
    use pressroom_document::Language;

    fn entry(href: &str, label: &str, children: Vec<Entry>) -> Entry {
        Entry { href: href.to_owned(), label: Label::words(label), language: Language::english(), children }
    }

    #[test]
    fn the_contents_are_those_that_the_library_writes() {
        let title = "A & B <\"'> \u{FDD1}\u{1}";
        let children = vec![entry("b.xhtml#1&2", "One\n\nmore", vec![]), entry("b.xhtml#\"3", "", vec![])];
        let entries = [
            entry("a.xhtml", " <i>A & B</i> \u{FDD0}", vec![]),
            entry("c.xhtml", "", vec![]),
            entry("b.xhtml", "B", children),
        ];
        for entries in [&entries[..], &entries[..1], &[]] {
            let elements: Vec<_> = entries.iter().map(element).collect();
            let drafted = draft(&legal(title), &elements).unwrap();
            let (path, content) = drafted.last().unwrap();
            assert_eq!(path, "OEBPS/toc.ncx");
            assert_eq!(
                ContainerTemplate::new("").unwrap().ncx(title, entries),
                String::from_utf8_lossy(content)
            );
        }
    }

    #[test]
    fn what_is_compressed_already_is_as_if_it_were_not() {
        let style = "p { margin: 0 }\n".repeat(20);
        let container = ContainerTemplate::new(&style).unwrap();
        let made = Archive::open(&container).unwrap().close(&container, "A", &[]).unwrap();
        let mut anew = Archive { out: ZipWriter::new(Cursor::new(Vec::new())) };
        anew.entry("mimetype", CompressionMethod::Stored, b"application/epub+zip").unwrap();
        anew.text("stylesheet.css", &style).unwrap();
        for (path, content) in draft("A", &[]).unwrap() {
            anew.entry(&path, CompressionMethod::Deflated, &content).unwrap();
        }
        assert!(made == anew.out.finish().unwrap().into_inner());
    }
}
