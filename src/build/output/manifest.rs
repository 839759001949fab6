//! Writes the manifest from the build cache, one document at a time.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
};

use serde::{
    Serialize, Serializer,
    ser::{SerializeSeq, SerializeStruct},
};
use sha2::{Digest, Sha256};

use super::{
    cache::{BuildCache, OutputFile},
    error::OutputError,
    reconcile::ReconciledOutput,
};
use pressroom_document::{hexadecimal, paths::MANIFEST};
use pressroom_files::DiskError;
use pressroom_manifest::{DocumentFile, FORMAT, ManifestDocument};

impl ReconciledOutput {
    /// Writes the manifest.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn write_manifest(&self) -> Result<(), OutputError> {
        let path = self.output.join(MANIFEST);
        let failed = DiskError::writing(&path);
        self.cache.flush()?;
        let staged = self.stage.path().join(MANIFEST);
        let mut writer =
            Hashing { file: BufWriter::new(File::create(&staged).map_err(failed)?), hash: Sha256::new() };
        let contents = Contents { cache: &self.cache, of_build: self.cache.site_files() };
        serde_json::to_writer_pretty(&mut writer, &contents).map_err(|error| failed(error.into()))?;
        writer.write_all(b"\n").and_then(|()| writer.flush()).map_err(failed)?;
        let sha256 = hexadecimal(&writer.hash.finalize());
        self.cache.prepare_commit(&sha256)?;
        fs::rename(&staged, &path).map_err(failed)?;
        self.cache.commit(&self.output, sha256)
    }
}

/// What the manifest says, taken from the cache while it is written.
struct Contents<'a> {
    cache: &'a BuildCache,
    /// Files about the build, sorted by path.
    of_build: Vec<OutputFile>,
}

impl Serialize for Contents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut manifest = serializer.serialize_struct("Manifest", 4)?;
        manifest.serialize_field("format", FORMAT)?;
        manifest.serialize_field("documents", &Documents(self.cache))?;
        manifest.serialize_field("published", &PublishedDocuments(self.cache))?;
        manifest.serialize_field("files", &Files(self))?;
        manifest.end()
    }
}

struct Documents<'a>(&'a BuildCache);

impl Serialize for Documents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut documents = serializer.serialize_seq(None)?;
        let all = self.0.for_each_document(|slug, entry| match entry.record {
            Some(record) => {
                let files =
                    self.0.files(slug).iter().map(|kept| DocumentFile::from_file(&kept.file)).collect();
                let record = ManifestDocument { files, ..record };
                documents.serialize_element(&record).map_err(Interrupted::Json)
            }
            None => Ok(()),
        });
        all.map_err(Interrupted::into_json)?;
        documents.end()
    }
}

struct PublishedDocuments<'a>(&'a BuildCache);

impl Serialize for PublishedDocuments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut documents = serializer.serialize_seq(None)?;
        let all = self
            .0
            .for_each_published(|document| documents.serialize_element(&document).map_err(Interrupted::Json));
        all.map_err(Interrupted::into_json)?;
        documents.end()
    }
}

struct Files<'a>(&'a Contents<'a>);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut files = serializer.serialize_seq(None)?;
        let mut of_build = self.0.of_build.iter().map(|kept| &kept.file).peekable();
        let all = self.0.cache.for_each_file_set(|slug, kept| {
            let folder = format!("{slug}/");
            while let Some(file) = of_build.next_if(|file| file.path < folder) {
                files.serialize_element(file).map_err(Interrupted::Json)?;
            }
            kept.iter().try_for_each(|kept| files.serialize_element(&kept.file)).map_err(Interrupted::Json)
        });
        all.map_err(Interrupted::into_json)?;
        of_build.try_for_each(|file| files.serialize_element(file))?;
        files.end()
    }
}

/// Why a list of the manifest ends early.
enum Interrupted<E> {
    /// The cache can't be read.
    Output(OutputError),
    /// The list can't be written.
    Json(E),
}

impl<E> From<OutputError> for Interrupted<E> {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

impl<E: serde::ser::Error> Interrupted<E> {
    fn into_json(self) -> E {
        match self {
            Self::Output(error) => E::custom(error),
            Self::Json(error) => error,
        }
    }
}

/// Writes, and hashes what it writes.
struct Hashing {
    file: BufWriter<File>,
    hash: Sha256,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
