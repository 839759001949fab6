//! The container: the archive that holds the publication (EPUB 3.3, sections 4.1 and 4.2).
//!
//! `epub-builder` assembles it: `META-INF/container.xml`, the text files in spine order, and `toc.ncx`, which only
//! old readers need. What it can't say is said in a second pass over its archive, before anybody sees it:
//!
//! - its package document gives a language and a creator one and the same XML id, escapes no `<meta>`, and has no
//!   place for the manifest's `properties`, `linear`, a publisher, a source, `xml:lang` or `dir`; its navigation
//!   document has no language, no direction and no numbers. Amending that text would be more than writing it, and
//!   would break with the next release: both are replaced by documents of our own ([`super::package`], the theme's
//!   `nav.xhtml`);
//! - its archive carries the time of day: here every entry has the first moment that a zip file can name, so that
//!   the same document gives the same bytes;
//! - it deflates everything: pictures, which are compressed already, are stored instead.

use std::io::{Cursor, Read, Write};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use uuid::Uuid;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::book::{Book, Label, NAVIGATION};

/// The folder of the publication inside the archive, as `epub-builder` names it.
const ROOT: &str = "OEBPS";

/// Packs a publication whose package document is `package` into the bytes of an `.epub` file.
///
/// # Errors
/// The message of the library that refused.
pub(super) fn pack(book: &Book<'_>, package: &str, stylesheet: &str) -> Result<Vec<u8>, String> {
    let draft = assemble(book, stylesheet).map_err(|error| error.to_string())?;
    finish(book, package, draft).map_err(|error| error.to_string())
}

/// The archive as `epub-builder` makes it: complete and readable, but for what the module says above.
fn assemble(book: &Book<'_>, stylesheet: &str) -> epub_builder::Result<Vec<u8>> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.set_title(&book.title);
    builder.set_toc_name(&book.title);
    // Both would come from the clock and the random number generator. They reach only the package document, which
    // is replaced.
    builder.set_modified_date(chrono_epoch());
    builder.set_uuid(Uuid::nil());
    builder.stylesheet(stylesheet.as_bytes())?;
    for page in book.pages.iter().filter(|page| page.file != NAVIGATION) {
        let title = page.label.as_ref().map(Label::numbered).unwrap_or_default();
        builder.add_content(EpubContent::new(&page.file, page.content.as_bytes()).title(title))?;
    }
    let mut bytes = Vec::new();
    builder.generate(&mut bytes)?;
    Ok(bytes)
}

/// `1970-01-01T00:00:00Z` in the builder's own type.
fn chrono_epoch<T: From<std::time::SystemTime>>() -> T {
    std::time::SystemTime::UNIX_EPOCH.into()
}

/// Writes the archive anew: `mimetype` first and stored, then the other files in their order, then the pictures.
fn finish(book: &Book<'_>, package: &str, draft: Vec<u8>) -> zip::result::ZipResult<Vec<u8>> {
    let mut draft = ZipArchive::new(Cursor::new(draft))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    let (stored, deflated) = (
        options.compression_method(CompressionMethod::Stored),
        options.compression_method(CompressionMethod::Deflated),
    );
    out.start_file("mimetype", stored)?;
    out.write_all(b"application/epub+zip")?;
    let (package_path, navigation_path) = (format!("{ROOT}/content.opf"), format!("{ROOT}/{NAVIGATION}"));
    let navigation = book.pages.iter().find(|page| page.file == NAVIGATION);
    for index in 0..draft.len() {
        let mut entry = draft.by_index(index)?;
        let path = entry.name().to_owned();
        if path == "mimetype" {
            continue;
        }
        out.start_file(&path, deflated)?;
        match navigation {
            _ if path == package_path => out.write_all(package.as_bytes())?,
            Some(page) if path == navigation_path => out.write_all(page.content.as_bytes())?,
            _ => {
                let mut content = Vec::new();
                entry.read_to_end(&mut content)?;
                out.write_all(&content)?;
            }
        }
    }
    for picture in &book.resources {
        let drawn = picture.media_type == "image/svg+xml";
        out.start_file(format!("{ROOT}/{}", picture.path), if drawn { deflated } else { stored })?;
        out.write_all(&picture.bytes)?;
    }
    Ok(out.finish()?.into_inner())
}
