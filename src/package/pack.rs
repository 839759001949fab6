//! Makes a package of what a build wrote. One file is in memory at a time, and of that only a piece.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tar::{Builder, EntryType, Header};
use zstd::stream::write::Encoder;

use super::{
    error::PackageError,
    format::{EXTENSION, HashingReader, WINDOW_LOG, check_names, read_small, signature_path},
    signature::SigningKey,
    staging::StagingDir,
    statement::Statement,
};
use pressroom_build::{
    output::{publish::Publisher, site_files::FEEDS},
    policy::check_version_growth,
};
use pressroom_document::{paths::MANIFEST, sha256};
use pressroom_editions::is_syndicated;
use pressroom_files::disk;
use pressroom_input::Inputs;
use pressroom_manifest::{Manifest, ManifestDocument, ManifestFile, PublishedDocument};

/// How much zstd tries: beyond, it takes much longer for little.
const LEVEL: i32 = 12;
/// The edition whose pictures may not be for partners.
const MODEL: &str = "model";
/// The name of an entry whose own does not fit, for readers that know nothing of pax.
const LONG: &str = "name-too-long";

/// What is to be packed.
#[derive(Debug)]
pub struct PackJob<'a> {
    /// The folder of a build.
    pub output: &'a Path,
    /// The names of the editions; empty: all that are for the systems of partners, and the feeds.
    pub editions: &'a [String],
    /// The file to write: `NAME.tar.zst`.
    pub package: &'a Path,
    /// Signs it.
    pub key: Option<&'a SigningKey>,
    /// When this is, as the signature says it.
    pub now: Timestamp,
}

/// A package that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// How many files are in it, besides the manifest.
    pub files: usize,
    /// Their bytes, unpacked.
    pub bytes: u64,
    /// Bytes of the package.
    pub packed: u64,
    /// The file of its signature.
    pub signature: Option<PathBuf>,
    /// The slugs of explainers whose `model` stayed here: it has pictures that no other edition for partners has, so
    /// that nobody said that partners may publish them.
    pub left_out: BTreeSet<String>,
    /// How many explainers are published by it.
    pub published: usize,
}

/// Makes a package, and its signature if there is a key for it.
///
/// # Errors
/// See [`PackageError`]. Nothing was written then, and an earlier package is still there.
pub fn pack(job: &PackJob<'_>) -> Result<Packed, PackageError> {
    let name = name_of(job.package)?;
    let signature = signature_path(job.package);
    let there =
        disk::link_metadata(&signature).map_err(|error| PackageError::disk(&signature, "read", &error))?;
    if job.key.is_none() && there.is_some() {
        return Err(PackageError::Usage(format!(
            "{} is there already and is not of this package; sign it, too, or remove that file",
            signature.display()
        )));
    }
    let Choice { manifest, unpublished, left_out } = choose(job)?;
    let json = manifest.to_json();
    let staging = StagingDir::beside(job.package)?;
    let (package, signed) = (staging.path().join("package"), staging.path().join("signature"));
    write(job, &manifest, &json, &package)?;
    let packed =
        fs::metadata(&package).map_err(|error| PackageError::disk(job.package, "written", &error))?;
    if let Some(key) = job.key {
        let before = there.map(|_| read_small(&signature)).transpose()?;
        let comment = Statement::write(name, &sha256(&json), job.now, before.as_deref());
        let text = key.sign(&package, &comment)?;
        fs::write(&signed, text).map_err(|error| PackageError::disk(&signature, "written", &error))?;
    }
    // What partners have is published, and is known to be before they have it.
    publish(job.output, &unpublished)?;
    // Whatever ends the program between the two: an earlier signature is not of the new package, and is refused.
    fs::rename(&package, job.package).map_err(|error| PackageError::disk(job.package, "written", &error))?;
    if job.key.is_some() {
        fs::rename(&signed, &signature).map_err(|error| PackageError::disk(&signature, "written", &error))?;
    }
    staging.close()?;
    Ok(Packed {
        files: manifest.files.len(),
        bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        packed: packed.len(),
        signature: job.key.map(|_| signature),
        left_out,
        published: unpublished.len(),
    })
}

/// The package's name without folders, which its signature says.
fn name_of(package: &Path) -> Result<&str, PackageError> {
    let name = package.file_name().and_then(|name| name.to_str()).filter(|name| {
        name.len() > EXTENSION.len() && name.ends_with(EXTENSION) && !name.chars().any(char::is_control)
    });
    name.ok_or_else(|| {
        PackageError::Usage(format!(
            "{} can't be the name of a package: expected one like handover{EXTENSION}",
            package.display()
        ))
    })
}

/// What is to be in a package.
struct Choice {
    manifest: Manifest,
    /// Those of its documents that were not published as they are.
    unpublished: Vec<ManifestDocument>,
    /// The explainers whose `model` is left out.
    left_out: BTreeSet<String>,
}

/// Chooses what is packed.
fn choose(job: &PackJob<'_>) -> Result<Choice, PackageError> {
    let path = job.output.join(MANIFEST);
    let manifest = Manifest::read(&path).map_err(|error| PackageError::disk(&path, "read", &error))?;
    let manifest = manifest.ok_or_else(|| {
        PackageError::Usage(format!("{} was not written by this version of Pressroom", path.display()))
    })?;
    let by_default = job.editions.is_empty();
    let chosen = |edition: &str| match by_default {
        true => edition == FEEDS || is_syndicated(edition),
        false => job.editions.iter().any(|name| name == edition),
    };
    let left_out = if by_default { not_cleared(&manifest, chosen) } else { BTreeSet::new() };
    let mut files = Vec::new();
    for file in manifest.files {
        let stays = |edition: &str| edition == MODEL && left_out.contains(file.folder());
        let editions: Vec<String> =
            file.editions().filter(|name| chosen(name) && !stays(name)).map(str::to_owned).collect();
        if let Some((first, others)) = editions.split_first() {
            files.push(ManifestFile {
                source: name_of_source(&file.source),
                edition: first.clone(),
                also_in: others.to_vec(),
                ..file
            });
        }
    }
    if files.is_empty() {
        let output = job.output.display();
        return Err(PackageError::Usage(match (by_default, left_out.is_empty()) {
            (true, true) => format!("{output} holds nothing for partners; run `pressroom build` first"),
            (true, false) => format!(
                "{output} holds nothing for partners but `model` with pictures that may not be theirs; build `ninjs`, \
                 too, or name `--to model`"
            ),
            (false, _) => format!("{output} holds no file of {}", job.editions.join(", ")),
        }));
    }
    let folders: BTreeSet<&str> =
        files.iter().filter(|file| file.is_of_document()).map(ManifestFile::folder).collect();
    known(&folders, &manifest.documents, job.output)?;
    let feeds = files.iter().any(|file| file.edition == FEEDS);
    // Of what has no packed files of its own, feeds have what has an item for them; a draft has none.
    let has_item = |document: &ManifestDocument| {
        !document.draft && document.files.iter().any(|file| file.path.ends_with(".feed.json"))
    };
    let goes_out = |document: &ManifestDocument| {
        folders.contains(document.slug.as_str()) || (feeds && has_item(document))
    };
    let unpublished = unpublished(&manifest.documents, &manifest.published, goes_out)?;
    let packed = manifest.documents.into_iter().filter(|document| folders.contains(document.slug.as_str()));
    let documents: Vec<_> = packed
        .map(|document| ManifestDocument { source: name_of_source(&document.source), ..document })
        .collect();
    let published: Vec<_> = documents.iter().map(PublishedDocument::from_record).collect();
    let manifest = Manifest::new(documents, published, files);
    check_names(&manifest)?;
    Ok(Choice { manifest, unpublished, left_out })
}

/// Sees that the version of each document is known that is to be packed, and that none is a draft.
fn known(
    folders: &BTreeSet<&str>,
    documents: &[ManifestDocument],
    output: &Path,
) -> Result<(), PackageError> {
    let draft = documents.iter().find(|document| document.draft && folders.contains(document.slug.as_str()));
    if let Some(draft) = draft {
        let (slug, output) = (&draft.slug, output.display());
        let message =
            format!("`{slug}` in {output} is a draft, which goes to nobody; build without --drafts");
        return Err(PackageError::Mismatch(message));
    }
    let known: BTreeSet<&str> = documents.iter().map(|document| document.slug.as_str()).collect();
    match folders.difference(&known).next() {
        None => Ok(()),
        Some(slug) => Err(PackageError::Mismatch(format!(
            "it is not known which version of `{slug}` is in {}; build it again",
            output.display()
        ))),
    }
}

/// The documents that go out and were not published as they are.
///
/// # Errors
/// Something else was published of one, under its version or a later one.
fn unpublished(
    documents: &[ManifestDocument],
    published: &[PublishedDocument],
    goes_out: impl Fn(&ManifestDocument) -> bool,
) -> Result<Vec<ManifestDocument>, PackageError> {
    let published: BTreeMap<&str, &PublishedDocument> =
        published.iter().map(|document| (document.slug.as_str(), document)).collect();
    let mut new = Vec::new();
    for document in documents.iter().filter(|document| goes_out(document)) {
        match published.get(document.slug.as_str()) {
            Some(before) if **before == PublishedDocument::from_record(document) => continue,
            Some(before) => check_version_growth(before, document, None).map_err(|finding| {
                let (source, help) = (&document.source, finding.help.unwrap_or_default());
                PackageError::Mismatch(format!("{source}: {}; {help}", finding.message))
            })?,
            None => {}
        }
        new.push(document.clone());
    }
    Ok(new)
}

/// Notes in an output folder that documents are published.
fn publish(output: &Path, documents: &[ManifestDocument]) -> Result<(), PackageError> {
    if documents.is_empty() {
        return Ok(());
    }
    let publisher = Publisher::open(output, &Inputs::default(), &[])
        .map_err(|error| PackageError::Disk(error.to_string()))?;
    let again = || PackageError::Mismatch(format!("{} was built meanwhile; pack it again", output.display()));
    if publisher.is_doubtful() {
        let message = format!("a build into {} did not end; build again", output.display());
        return Err(PackageError::Mismatch(message));
    }
    for document in documents {
        let now = publisher.cache().document(&document.slug).and_then(|entry| entry.record);
        publisher.cache().check_readable().map_err(|error| PackageError::Disk(error.to_string()))?;
        if now.as_ref().map(PublishedDocument::from_record) != Some(PublishedDocument::from_record(document))
        {
            return Err(again());
        }
        publisher
            .note_published(&PublishedDocument::from_record(document))
            .map_err(|error| PackageError::Disk(error.to_string()))?;
    }
    let reconciled = publisher.end_documents();
    reconciled
        .write_manifest()
        .and_then(|()| reconciled.close())
        .map_err(|error| PackageError::Disk(error.to_string()))
}

/// The explainers whose `model` brings a picture that no other chosen edition has.
fn not_cleared(manifest: &Manifest, chosen: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let pictures = manifest.files.iter().filter(|file| {
        let mut editions = file.editions().filter(|name| chosen(name));
        !file.path.ends_with(".model.json") && editions.next() == Some(MODEL) && editions.next().is_none()
    });
    pictures.map(|file| file.folder().to_owned()).collect()
}

/// A source without its folders: where the newsroom keeps it is nobody else's concern.
fn name_of_source(source: &str) -> String {
    source.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Writes the archive.
fn write(job: &PackJob<'_>, manifest: &Manifest, json: &[u8], to: &Path) -> Result<(), PackageError> {
    let failed = |error: io::Error| PackageError::disk(job.package, "written", &error);
    let file = File::create(to).map_err(failed)?;
    let mut encoder = Encoder::new(BufWriter::new(file), LEVEL).map_err(failed)?;
    encoder.include_checksum(true).map_err(failed)?;
    encoder.window_log(WINDOW_LOG).map_err(failed)?;
    let mut archive = Builder::new(encoder);
    append(&mut archive, MANIFEST, json.len() as u64, json).map_err(failed)?;
    for file in &manifest.files {
        let path = job.output.join(&file.path);
        let content = open(&path, file)?;
        let mut content = HashingReader::new(content);
        append(&mut archive, &file.path, file.bytes, (&mut content).take(file.bytes))
            .map_err(|error| PackageError::disk(&path, "packed", &error))?;
        if content.bytes != file.bytes || content.sha256() != file.sha256 {
            return Err(changed(&path));
        }
    }
    let encoder = archive.into_inner().map_err(failed)?;
    encoder.finish().and_then(|mut out| out.flush()).map_err(failed)
}

/// Opens a file of the build that is as long as the manifest says.
fn open(path: &Path, file: &ManifestFile) -> Result<File, PackageError> {
    let opened = File::open(path).and_then(|content| Ok((content.metadata()?, content)));
    match opened {
        Ok((metadata, content)) if metadata.is_file() && metadata.len() == file.bytes => Ok(content),
        Ok(_) => Err(changed(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(PackageError::Mismatch(format!(
            "{} is gone, but {MANIFEST} names it; build again",
            path.display()
        ))),
        Err(error) => Err(PackageError::disk(path, "read", &error)),
    }
}

fn changed(path: &Path) -> PackageError {
    PackageError::Mismatch(format!(
        "{} is not as {MANIFEST} says: it was changed since it was built; build again",
        path.display()
    ))
}

/// Adds a file to the archive, with nothing of the machine: no time, no user, mode 0644.
fn append<W: Write>(archive: &mut Builder<W>, path: &str, bytes: u64, content: impl Read) -> io::Result<()> {
    let empty = || {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_size(bytes);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header
    };
    let mut header = empty();
    let fits = header.set_path(path).is_ok();
    if !fits {
        header = empty();
        header.set_path(LONG)?;
    }
    if !fits || !path.is_ascii() {
        archive.append_pax_extensions([("path", path.as_bytes())])?;
    }
    header.set_cksum();
    archive.append(&header, content)
}
