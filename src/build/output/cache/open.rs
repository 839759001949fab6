//! Opens the cache of an output folder, or begins it anew from the manifest.

use std::{convert::Infallible, fs, io, path::Path};

use redb::{DatabaseError, StorageError};

use super::{
    build_cache::{BuildCache, Trouble},
    committed::hash_of,
    entry::{DocumentEntry, OutputFile},
    tables::{CACHE_FILE, FORM, OLD_FILES, broken, is_of_content},
};
use crate::output::error::OutputError;
use pressroom_document::{DigestSet, paths::MANIFEST};
use pressroom_files::{DiskError, disk};
use pressroom_manifest::{
    ManifestDocument, PublishedDocument,
    parts::{Part, ReadError, read_parts},
};

impl BuildCache {
    /// Opens the cache of an output folder, which is there and this run's alone. One that is broken, of another form, or
    /// does not fit the manifest is begun anew.
    ///
    /// # Errors
    /// A message: the disk refuses, or the manifest is not Pressroom's; or what `check` says of the files about the build,
    /// before anything is written.
    pub(crate) fn open(
        output: &Path,
        check: impl Fn(&[OutputFile]) -> Result<(), OutputError>,
    ) -> Result<Self, OutputError> {
        let path = output.join(CACHE_FILE);
        let failed = DiskError::writing_to(output);
        if disk::metadata(&path).map_err(DiskError::reading(&path))?.is_some() {
            match Self::open_at(&path) {
                Ok(cache) => {
                    let fits = cache.is_of_this_form() && cache.matches_manifest(output)?;
                    let of_build = cache.site_files();
                    match cache.trouble.get() {
                        Some(Trouble { error, of_disk: true }) => return Err(error.clone().into()),
                        Some(Trouble { of_disk: false, .. }) => {}
                        None if fits => {
                            check(&of_build)?;
                            return Ok(cache);
                        }
                        None => {}
                    }
                }
                // What the disk refuses now is not broken.
                Err(DatabaseError::Storage(StorageError::Io(error))) if !is_of_content(&error) => {
                    return Err(failed(error).into());
                }
                // What is broken is begun anew.
                Err(_) => {}
            }
        }
        let of_build = read_site_files(&output.join(MANIFEST))?;
        check(&of_build)?;
        fs::create_dir_all(path.parent().unwrap_or(output)).map_err(failed)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error).into()),
            _ => {}
        }
        // What an earlier version kept says nothing of how documents were made, and harms nobody where it stays.
        OLD_FILES.iter().for_each(|old| _ = fs::remove_file(output.join(old)));
        let cache = Self::open_at(&path).map_err(|error| broken(&path, error))?;
        cache.import(output, of_build)?;
        Ok(cache)
    }

    /// What the manifest of an output folder says that is only read, in a cache at another place.
    ///
    /// # Errors
    /// A message: the disk refuses, or the manifest is not Pressroom's.
    pub fn from_manifest(output: &Path, place: &Path) -> Result<Self, OutputError> {
        let cache = Self::open_at(place).map_err(|error| broken(place, error))?;
        cache.import(output, Vec::new())?;
        Ok(cache)
    }

    /// Begins the cache with what the manifest says; `of_build` are its files about the build.
    ///
    /// # Errors
    /// A message: the disk refuses, or somebody wrote another manifest meanwhile.
    pub(super) fn import(&self, output: &Path, of_build: Vec<OutputFile>) -> Result<(), OutputError> {
        let path = output.join(MANIFEST);
        let unread = |unread| match unread {
            ReadError::Refused(error) => error,
            ReadError::Disk(error) => DiskError::reading(&path)(error).into(),
            ReadError::Foreign => OutputError::ForeignManifest(path.clone()),
        };
        let says = read_parts(&path, |part| match part {
            Part::Document(record) => {
                // They are kept apart.
                let record = ManifestDocument { files: Vec::new(), ..record };
                let slug = record.slug.clone();
                self.put_document(
                    &slug,
                    &DocumentEntry { record: Some(record), ..DocumentEntry::default() },
                    &[],
                )
            }
            Part::Published(document) => self.put_published(&document),
            Part::File(_) => Ok(()),
        })
        .map_err(unread)?;
        self.flush()?;
        let (mut folder, mut files, mut seen) = (String::new(), Vec::new(), DigestSet::default());
        read_parts(&path, |part| {
            let file = match part {
                Part::File(file) => file,
                // Before it was said what is published, all was.
                Part::Document(document) if !says => {
                    return self.put_published(&PublishedDocument::from_record(&document));
                }
                Part::Document(_) | Part::Published(_) => return Ok(()),
            };
            if !file.is_of_document() {
                return Ok(());
            }
            let here = file.path.split('/').next().unwrap_or_default();
            if folder != here {
                self.import_files(&folder, std::mem::take(&mut files), &mut seen)?;
                folder = here.to_owned();
            }
            files.push(OutputFile { file, written: None });
            Ok(())
        })
        .map_err(unread)?;
        self.import_files(&folder, files, &mut seen)?;
        self.drop_empty()?;
        self.set_site_files(of_build)?;
        self.set_value("form", &FORM)?;
        self.commit(output, hash_of(&path)?.unwrap_or_default())
    }

    /// Notes the files of a document beside what is known of it.
    fn import_files(
        &self,
        slug: &str,
        mut files: Vec<OutputFile>,
        seen: &mut DigestSet,
    ) -> Result<(), OutputError> {
        if files.is_empty() {
            return Ok(());
        }
        if !seen.insert(slug) {
            // Somebody put the manifest in another order.
            self.flush()?;
            files.extend(self.files(slug));
        }
        files.sort_by(|one, other| one.file.path.cmp(&other.file.path));
        files.iter_mut().for_each(|kept| kept.file.sort_editions());
        self.put_document(slug, &self.document(slug).unwrap_or_default(), &files)
    }

    /// Forgets documents without files.
    fn drop_empty(&self) -> Result<(), OutputError> {
        let mut empty = Vec::new();
        self.for_each_file_set(|slug, files| {
            empty.extend(files.is_empty().then(|| slug.to_owned()));
            Ok::<_, OutputError>(())
        })?;
        empty.iter().try_for_each(|slug| self.remove_document(slug))?;
        self.flush()
    }
}

/// The files about the build that the manifest at `path` names.
fn read_site_files(path: &Path) -> Result<Vec<OutputFile>, OutputError> {
    let mut of_build = Vec::new();
    let read = read_parts(path, |part| {
        if let Part::File(file) = part
            && !file.is_of_document()
        {
            of_build.push(OutputFile { file, written: None });
        }
        Ok::<_, Infallible>(())
    });
    match read {
        Ok(_) => Ok(of_build),
        Err(ReadError::Refused(never)) => match never {},
        Err(ReadError::Disk(error)) => Err(OutputError::Manifest { source: OutputError::shared(error) }),
        Err(ReadError::Foreign) => Err(OutputError::ForeignManifest(path.to_owned())),
    }
}
