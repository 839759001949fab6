//! Reads sources from the disk: each once, and never more of one than a document may have.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use super::{Input, InputKind};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_document::sha256;
use pressroom_files::disk;
use pressroom_read as read;

/// The most bytes of an ICC profile.
const MAX_PROFILE: u64 = 16 << 20;
/// The most bytes of a configuration file.
const MAX_TEXT: u64 = 1024 * 1024;

/// A source as it came from the disk.
pub struct LoadedSource {
    /// The decoded text; empty if it could not be read.
    pub source: Source,
    /// Markdown or the model as JSON.
    pub kind: InputKind,
    /// What was found while it was read and decoded.
    pub found: Diagnostics,
    /// Where it says its version.
    pub version: Option<Span>,
    /// SHA-256 of its bytes; empty where it could not be read.
    pub sha256: String,
}

/// Reads one source. What can't be read is an error among the findings, beside an empty text.
pub fn load_source(input: &Input) -> LoadedSource {
    decode_source(input, read_bytes(input))
}

/// The bytes of a source, or one more than a document may have.
///
/// # Errors
/// The error of the disk.
pub fn read_bytes(input: &Input) -> io::Result<Vec<u8>> {
    if input.leads_out {
        // Where it leads is not said: that may be a secret of this machine's.
        let message =
            "it is a link out of the folder that was named; name what it leads to, too, if that may be read";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    match &input.path {
        Some(path) => open(path).and_then(|file| read_at_most(file, read::MAX_SOURCE_BYTES)),
        None => read_at_most(io::stdin().lock(), read::MAX_SOURCE_BYTES),
    }
}

/// The source of its bytes, or of the reason why there are none.
pub fn decode_source(input: &Input, bytes: io::Result<Vec<u8>>) -> LoadedSource {
    let hash = bytes.as_ref().map(|bytes| sha256(bytes)).unwrap_or_default();
    let (source, found) = match bytes {
        Ok(bytes) if bytes.len() as u64 > read::MAX_SOURCE_BYTES => {
            // Where the disk can't say how large it is, it is at least as large as what was read.
            let size = input.path.as_ref().and_then(|path| path.metadata().ok());
            let size = size.map_or(bytes.len() as u64, |metadata| metadata.len());
            (Source::new(&input.name, ""), vec![read::too_large(size)])
        }
        Ok(bytes) => Source::decode(&input.name, &bytes),
        Err(error) => {
            // `open` says of what is no file that the name is no good.
            let of_disk = !input.leads_out && !disk::is_of_path(&error);
            let code = if of_disk { Code::Disk } else { Code::Unreadable };
            let finding = Diagnostic::error(code, format!("the file can't be read: {error}"));
            (Source::new(&input.name, ""), vec![finding])
        }
    };
    let kind = match &input.path {
        None if is_model(&source.text) => InputKind::Model,
        _ => input.kind,
    };
    LoadedSource { source, kind, found, version: None, sha256: hash }
}

/// Opens a source. A pipe that lies in a folder would be waited for, perhaps for ever; those below `/dev` and `/proc` are
/// what a shell makes for this command.
fn open(path: &Path) -> io::Result<File> {
    let of_shell = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
    if !of_shell && !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    File::open(path)
}

/// The text of a small file, such as `pressroom.toml`.
///
/// # Errors
/// The error of the disk, or of a file that is far too large to be what it should be.
pub fn read_text(path: &Path) -> io::Result<(Source, Diagnostics)> {
    let bytes = read_at_most(File::open(path)?, MAX_TEXT)?;
    if bytes.len() as u64 > MAX_TEXT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 1 MiB"));
    }
    Ok(Source::decode(path.to_string_lossy(), &bytes))
}

/// The text of a JSON file that the configuration names.
///
/// # Errors
/// Why it can't be read.
pub fn read_json(path: &Path) -> Result<String, Unreadable> {
    let bytes = read_file(path, MAX_TEXT, "1 MiB")?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|_| Unreadable::wrong("is not UTF-8".to_owned()))
}

/// Why a file that the configuration names can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The rest of a sentence.
    pub why: String,
    /// True where the disk says so, and not what the file is.
    pub of_disk: bool,
}

impl Unreadable {
    fn wrong(why: String) -> Self {
        Self { why, of_disk: false }
    }
}

/// Reads an ICC profile.
///
/// # Errors
/// Why it can't be read.
pub fn read_profile(path: &Path) -> Result<Arc<[u8]>, Unreadable> {
    read_file(path, MAX_PROFILE, "16 MiB").map(Arc::from)
}

/// A file that the configuration names; one that is larger than `limit` bytes is refused.
fn read_file(path: &Path, limit: u64, limit_said: &str) -> Result<Vec<u8>, Unreadable> {
    let refused = |error: io::Error| {
        if error.kind() == io::ErrorKind::NotFound {
            return Unreadable::wrong(format!("is not there (looked for {})", path.display()));
        }
        Unreadable { why: format!("can't be read: {error}"), of_disk: disk::is_of_disk(&error) }
    };
    // A pipe would be waited for.
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(Unreadable::wrong("is not a file".to_owned()));
    }
    let bytes = read_at_most(File::open(path).map_err(refused)?, limit).map_err(refused)?;
    match bytes.len() as u64 > limit {
        true => Err(Unreadable::wrong(format!("is larger than {limit_said}"))),
        false => Ok(bytes),
    }
}

/// All of a file, or one byte more than `limit` of a larger one.
pub fn read_at_most(file: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// True for text on standard input that is the model's JSON rather than Markdown.
fn is_model(text: &str) -> bool {
    text.trim_start().starts_with('{') && text.contains("\"pressroom-document/")
}
