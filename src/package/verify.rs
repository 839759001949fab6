//! Checks a package before anything of it is used.
//!
//! The signature is checked over the file as it is, before any of it is unpacked. Then the archive has to be exactly what
//! its manifest says, entry by entry; what it may take of memory and disk is known before it takes it. Files to be kept
//! go into a folder of their own, which is given its name when everything was found good.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use tar::{Archive, Entries, Entry, EntryType};
use zstd::stream::read::Decoder;

use super::{
    error::PackageError,
    format::{
        HashingReader, MAX_MANIFEST, WINDOW_LOG, check_documents, check_names, is_safe, signature_path,
    },
    signature::{Signer, VerifyingKey},
    staging::StagingDir,
    statement::Accepted,
};
use pressroom_document::paths::MANIFEST;
use pressroom_files::disk;
use pressroom_manifest::{FORMAT, FORMAT_2, Manifest, ManifestFile};

/// Bytes of a tar block.
const BLOCK: usize = 512;
/// What a pax record of a name takes beside the name.
const RECORD: usize = 64;
/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// What a package may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most files.
    pub files: usize,
    /// The most bytes of all files, unpacked.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 100_000, bytes: 4 << 30 }
    }
}

/// What is to be checked.
#[derive(Debug)]
pub struct VerifyJob<'a> {
    /// The package.
    pub package: &'a Path,
    /// Whose signature it must have; `None`: nobody's, and only the hashes are checked.
    pub key: Option<&'a VerifyingKey>,
    /// The signature's file; `None`: beside the package.
    pub signature: Option<&'a Path>,
    /// The name that the package had when it was signed; `None`: the one that it has.
    pub name: Option<&'a str>,
    /// The file that remembers the last accepted package: an older one is refused, and this one is remembered.
    pub newer_than: Option<&'a Path>,
    /// The folder to put the files into, which must not be there.
    pub extract: Option<&'a Path>,
    /// What it may be.
    pub limits: Limits,
}

/// A package that is what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who signed it.
    pub signer: Option<Signer>,
    /// How many files are in it, besides the manifest.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Checks a package.
///
/// # Errors
/// See [`PackageError`]. Nothing was extracted then.
pub fn verify(job: &VerifyJob<'_>) -> Result<Verified, PackageError> {
    if let Some(target) = job.extract {
        let there =
            disk::link_metadata(target).map_err(|error| PackageError::disk(target, "written", &error))?;
        if there.is_some() {
            let message = format!("{} is there already; name a new folder", target.display());
            return Err(PackageError::Usage(message));
        }
    }
    let file = open(job.package)?;
    let signed = match job.key {
        Some(key) => {
            let beside = signature_path(job.package);
            Some(key.check(&file, job.package, job.signature.unwrap_or(&beside))?)
        }
        None => None,
    };
    io::Seek::rewind(&mut &file).map_err(|error| PackageError::disk(job.package, "read", &error))?;
    let extraction = job.extract.map(Extraction::new).transpose()?;
    let (manifest, read) = unpack(job, &file, extraction.as_ref())?;
    let signer = match signed {
        Some((_, checked)) if checked != read => {
            return Err(PackageError::Mismatch(format!(
                "{} changed while it was read",
                job.package.display()
            )));
        }
        Some((signer, checked)) => {
            signer.statement.check_name(job.package, job.name)?;
            if let Some(path) = job.newer_than {
                // Before the folder is there: whatever comes between, the same package is accepted again.
                Accepted::new(&signer.statement, &checked)?.accept(path)?;
            }
            Some(signer)
        }
        None if job.newer_than.is_some() => {
            let message =
                "without a key, nobody knows whether a package is newer: name the key by which it is signed";
            return Err(PackageError::Usage(message.to_owned()));
        }
        None => None,
    };
    extraction.map_or(Ok(()), Extraction::publish)?;
    let bytes = manifest.files.iter().map(|file| file.bytes).sum();
    Ok(Verified { signer, files: manifest.files.len(), bytes })
}

fn open(package: &Path) -> Result<File, PackageError> {
    // Looked at before it is opened: a pipe would wait for somebody to write.
    let opened = fs::metadata(package).and_then(|metadata| match metadata.is_file() {
        true => File::open(package).map(Some),
        false => Ok(None),
    });
    match opened {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err(PackageError::Usage(format!("{} is not a file", package.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(PackageError::Usage(format!("there is no {}", package.display())))
        }
        Err(error) => Err(PackageError::disk(package, "read", &error)),
    }
}

/// Reads the whole archive; gives its manifest and the SHA-256 of the package.
fn unpack(
    job: &VerifyJob<'_>,
    file: &File,
    extraction: Option<&Extraction>,
) -> Result<(Manifest, String), PackageError> {
    let damaged = |error: io::Error| damaged(job.package, &error);
    let reader = BufReader::new(HashingReader::new(file));
    let mut decoder = Decoder::with_buffer(reader).map_err(damaged)?.single_frame();
    decoder.window_log_max(WINDOW_LOG).map_err(damaged)?;
    let mut archive = Archive::new(decoder);
    let mut walk = Walk { package: job.package, entries: archive.entries().map_err(damaged)?.raw(true) };
    let (json, manifest) = walk.manifest(job.limits)?;
    if let Some(extraction) = extraction {
        extraction.create(MANIFEST)?.write(&json)?;
    }
    for file in &manifest.files {
        walk.file(file, extraction)?;
    }
    walk.end()?;
    let mut decoder = archive.into_inner();
    // An archive ends with two blocks of zeros; the walk has read one of them.
    let mut rest = Vec::new();
    decoder.by_ref().take(BLOCK as u64 + 1).read_to_end(&mut rest).map_err(damaged)?;
    if rest != [0; BLOCK] {
        let message = format!("{} does not end where its archive should", job.package.display());
        return Err(PackageError::Mismatch(message));
    }
    let mut reader = decoder.finish();
    if !reader.fill_buf().map_err(damaged)?.is_empty() {
        let message = format!("{} holds more data after its end", job.package.display());
        return Err(PackageError::Mismatch(message));
    }
    Ok((manifest, reader.into_inner().sha256()))
}

/// What a failure to read a package means: the disk's errors have a number, those of its form don't.
fn damaged(package: &Path, error: &io::Error) -> PackageError {
    match error.raw_os_error() {
        Some(_) => PackageError::disk(package, "read", error),
        None => PackageError::Mismatch(format!(
            "{} is damaged, or no package of Pressroom: {error}",
            package.display()
        )),
    }
}

/// A walk over the entries of a package.
struct Walk<'a, R: Read> {
    package: &'a Path,
    entries: Entries<'a, R>,
}

impl<'a, R: Read> Walk<'a, R> {
    /// Reads the first entry.
    fn manifest(&mut self, limits: Limits) -> Result<(Vec<u8>, Manifest), PackageError> {
        let wrong = |what: String| PackageError::Mismatch(what);
        let (name, mut entry) = match self.next(MANIFEST)? {
            Some(entry) => entry,
            None => return Err(wrong(format!("{} is empty", self.package.display()))),
        };
        if name != MANIFEST {
            return Err(wrong(format!("the first file is {name}: expected {MANIFEST}")));
        }
        if entry.size() > MAX_MANIFEST {
            return Err(wrong(format!(
                "{MANIFEST} has {} bytes: expected {MAX_MANIFEST} at most",
                entry.size()
            )));
        }
        let (size, mut json) = (entry.size(), Vec::new());
        entry.read_to_end(&mut json).map_err(|error| damaged(self.package, &error))?;
        if json.len() as u64 != size {
            return Err(wrong(format!("{MANIFEST} ends too early")));
        }
        let manifest: Manifest = serde_json::from_slice(&json)
            .map_err(|error| wrong(format!("{MANIFEST} can't be read: {error}")))?;
        if ![FORMAT, FORMAT_2].contains(&manifest.format.as_str()) {
            return Err(wrong(format!(
                "{MANIFEST} is of the form `{}`: expected `{FORMAT}`",
                manifest.format
            )));
        }
        check_names(&manifest)?;
        if manifest.format == FORMAT {
            check_documents(&manifest)?;
        }
        check_size(&manifest, limits)?;
        Ok((json, manifest))
    }

    /// Reads the entry of a file, which has to be the next.
    fn file(&mut self, file: &ManifestFile, extraction: Option<&Extraction>) -> Result<(), PackageError> {
        let path = &file.path;
        let wrong = |what: String| Err(PackageError::Mismatch(what));
        let Some((name, mut entry)) = self.next(path)? else {
            return wrong(format!("{path} is missing, but {MANIFEST} names it"));
        };
        if name != *path {
            return wrong(format!(
                "{name} is in the place of {path}: it is not named by {MANIFEST}, comes twice or comes out of order"
            ));
        }
        if entry.size() != file.bytes {
            return wrong(format!("{path} has {} bytes: {MANIFEST} says {}", entry.size(), file.bytes));
        }
        let mut out = extraction.map(|extraction| extraction.create(path)).transpose()?;
        let mut content = HashingReader::new(&mut entry);
        let mut piece = vec![0; PIECE];
        loop {
            let length = content.read(&mut piece).map_err(|error| damaged(self.package, &error))?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            out.as_mut().map_or(Ok(()), |out| out.write(read))?;
        }
        if content.bytes != file.bytes {
            return wrong(format!("{path} ends too early"));
        }
        if content.sha256() != file.sha256 {
            return wrong(format!("{path} is not what {MANIFEST} says: its SHA-256 is another"));
        }
        Ok(())
    }

    /// There is no further entry.
    fn end(&mut self) -> Result<(), PackageError> {
        match self.next("")? {
            None => Ok(()),
            Some((name, _)) => Err(PackageError::Mismatch(format!(
                "{name} is in the package, but {MANIFEST} does not name it"
            ))),
        }
    }

    /// The next file and its name, which may be as long as the one that is expected.
    fn next(&mut self, expected: &str) -> Result<Option<(String, Entry<'a, R>)>, PackageError> {
        let Some(mut entry) = self.raw()? else { return Ok(None) };
        let mut name = entry.header().path_bytes().into_owned();
        if entry.header().entry_type() == EntryType::XHeader {
            name = self.long_name(&mut entry, expected.len() + RECORD)?;
            entry = self.raw()?.ok_or_else(|| self.wrong("it ends after a record that names a file"))?;
        }
        let name = String::from_utf8(name).map_err(|_| self.wrong("it holds a name that is not UTF-8"))?;
        let kind = entry.header().entry_type();
        if kind != EntryType::Regular {
            return Err(self.wrong(&format!("{name} is {}, not a file", describe_kind(kind))));
        }
        if entry.header().as_ustar().is_none() {
            return Err(self.wrong(&format!("{name} is not in the form of POSIX (ustar)")));
        }
        if !is_safe(&name) {
            return Err(self.wrong(&format!("{name} is no name inside the folder")));
        }
        Ok(Some((name, entry)))
    }

    fn raw(&mut self) -> Result<Option<Entry<'a, R>>, PackageError> {
        self.entries.next().transpose().map_err(|error| damaged(self.package, &error))
    }

    /// The name that a pax record gives to the file after it (POSIX.1-2001, pax, `path`); there is nothing else in it.
    fn long_name(&self, entry: &mut Entry<'a, R>, most: usize) -> Result<Vec<u8>, PackageError> {
        let strange = || self.wrong("it holds a pax record other than the name of the file that is expected");
        if entry.size() > most as u64 {
            return Err(strange());
        }
        let mut record = Vec::new();
        entry.read_to_end(&mut record).map_err(|error| damaged(self.package, &error))?;
        let name = record
            .strip_prefix(format!("{} path=", record.len()).as_bytes())
            .and_then(|rest| rest.strip_suffix(b"\n"));
        name.map(<[u8]>::to_vec).ok_or_else(strange)
    }

    fn wrong(&self, what: &str) -> PackageError {
        PackageError::Mismatch(format!("{} is refused: {what}", self.package.display()))
    }
}

/// Checks what the files of a manifest take.
fn check_size(manifest: &Manifest, limits: Limits) -> Result<(), PackageError> {
    if manifest.files.len() > limits.files {
        let (files, most) = (manifest.files.len(), limits.files);
        return Err(PackageError::Mismatch(format!(
            "there are {files} files in it, and {most} may be (--max-files)"
        )));
    }
    let bytes = manifest.files.iter().try_fold(0_u64, |sum, file| sum.checked_add(file.bytes));
    match bytes {
        Some(bytes) if bytes <= limits.bytes => Ok(()),
        Some(_) | None => {
            let (bytes, most) =
                (bytes.map_or("too many".to_owned(), |bytes| bytes.to_string()), limits.bytes);
            Err(PackageError::Mismatch(format!(
                "its files have {bytes} bytes, and may have {most} (--max-size)"
            )))
        }
    }
}

/// What an entry is that is no file.
fn describe_kind(kind: EntryType) -> &'static str {
    if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_hard_link() {
        "a hard link"
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_character_special() || kind.is_block_special() {
        "a device"
    } else if kind.is_fifo() {
        "a pipe"
    } else {
        "something else"
    }
}

/// The folder in which files wait until everything was checked.
struct Extraction {
    target: PathBuf,
    folder: StagingDir,
}

/// A file in the making.
struct ExtractedFile<'a> {
    extraction: &'a Extraction,
    file: File,
}

impl Extraction {
    fn new(target: &Path) -> Result<Self, PackageError> {
        let folder = StagingDir::beside(target)?;
        let extraction = Self { target: target.to_owned(), folder };
        fs::create_dir(extraction.root()).map_err(|error| extraction.failed(&error))?;
        Ok(extraction)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    fn failed(&self, error: &io::Error) -> PackageError {
        PackageError::disk(&self.target, "written", error)
    }

    /// A new file. Names that this disk takes for one are refused.
    fn create(&self, path: &str) -> Result<ExtractedFile<'_>, PackageError> {
        let place = self.root().join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| self.failed(&error))?;
        }
        match File::create_new(&place) {
            Ok(file) => Ok(ExtractedFile { extraction: self, file }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(PackageError::Mismatch(format!("{path} and another name are one on this disk")))
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Gives the folder its name.
    fn publish(self) -> Result<(), PackageError> {
        fs::rename(self.root(), &self.target).map_err(|error| self.failed(&error))?;
        self.folder.close()
    }
}

impl ExtractedFile<'_> {
    fn write(&mut self, piece: &[u8]) -> Result<(), PackageError> {
        self.file.write_all(piece).map_err(|error| self.extraction.failed(&error))
    }
}
