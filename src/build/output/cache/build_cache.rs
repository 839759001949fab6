//! What an output folder holds and what it was made of, kept between runs.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableError, WriteTransaction};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    entry::{DocumentEntry, OutputFile},
    tables::{
        BUILD, CACHE, DIRTY, DOCUMENTS, FILES, FORM, MOST_WAITING, MOST_WAITING_BYTES, PUBLISHED, Table,
        broken, is_of_content, json, key, parse, read,
    },
};
use crate::output::error::{CacheError, OutputError};
use pressroom_document::Summary;
use pressroom_manifest::PublishedDocument;

/// The cache of an output folder, open for one run.
pub struct BuildCache {
    database: Database,
    /// What is not written down yet; `None` removes a document.
    waiting: Mutex<Waiting>,
    /// It holds what the manifest does not say yet.
    pub(super) dirty: AtomicBool,
    /// Why it could not be read once. What can't be read looks like what is not known, so that nothing is written from then on.
    pub(super) trouble: OnceLock<Trouble>,
    /// Where it is, for messages.
    path: PathBuf,
}

/// Why something could not be read.
pub(super) struct Trouble {
    pub(super) error: CacheError,
    /// True where the disk says so, and not what the cache holds.
    pub(super) of_disk: bool,
}

/// What is known of a document, and its files, as they are written down.
type EncodedEntry = (Vec<u8>, Vec<u8>);

#[derive(Default)]
struct Waiting {
    entries: Vec<(String, Option<EncodedEntry>)>,
    published: Vec<(String, Vec<u8>)>,
    bytes: usize,
}

impl BuildCache {
    pub(super) fn open_at(path: &Path) -> Result<Self, DatabaseError> {
        let mut builder = Database::builder();
        let database = builder.set_cache_size(CACHE).set_check_integrity_on_open(true).create(path)?;
        let (waiting, dirty, trouble) = (Mutex::default(), AtomicBool::new(false), OnceLock::new());
        let cache = Self { database, waiting, dirty, trouble, path: path.to_owned() };
        cache.dirty.store(cache.value(DIRTY).unwrap_or_default(), Ordering::Relaxed);
        Ok(cache)
    }

    pub(super) fn is_of_this_form(&self) -> bool {
        self.value::<String>("form").is_some_and(|form| form == FORM)
    }

    /// What is known of a document. What was noted in this run is known in the next.
    pub fn document(&self, slug: &str) -> Option<DocumentEntry> {
        self.read(DOCUMENTS, slug)
    }

    /// The files of a document, sorted by path.
    pub fn files(&self, slug: &str) -> Vec<OutputFile> {
        self.read(FILES, &key(slug)).unwrap_or_default()
    }

    /// True for a document of which there are files.
    pub(crate) fn has_files(&self, slug: &str) -> bool {
        let table = self.database.begin_read().ok().and_then(|read| read.open_table(FILES).ok());
        table.is_some_and(|table| table.get(key(slug).as_str()).is_ok_and(|files| files.is_some()))
    }

    /// What was last published of an explainer.
    pub fn published(&self, slug: &str) -> Option<PublishedDocument> {
        self.read(PUBLISHED, slug)
    }

    /// What is known under a key; `None` where nothing is, or where that can't be read, which [`sound`](Self::sound) tells.
    fn read<T: DeserializeOwned>(&self, table: Table, key: &str) -> Option<T> {
        read(&self.database, table, key).unwrap_or_else(|error| {
            self.record_trouble(error);
            None
        })
    }

    /// Sees that all could be read that was asked for.
    ///
    /// # Errors
    /// A message: something could not be, so that nothing may be done by what is known.
    pub fn check_readable(&self) -> Result<(), OutputError> {
        self.trouble.get().map_or(Ok(()), |trouble| Err(trouble.error.clone().into()))
    }

    fn record_trouble(&self, error: redb::Error) -> CacheError {
        let of_disk = matches!(&error, redb::Error::Io(error) if !is_of_content(error));
        self.trouble.get_or_init(|| Trouble { error: broken(&self.path, error), of_disk }).error.clone()
    }

    /// Notes what is published now of an explainer. It stays known when there are no files of it any more.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn put_published(&self, document: &PublishedDocument) -> Result<(), OutputError> {
        let mut waiting = self.waiting();
        let written = json(document);
        waiting.bytes += written.len();
        waiting.published.push((document.slug.clone(), written));
        if waiting.published.len() < MOST_WAITING && waiting.bytes < MOST_WAITING_BYTES {
            return Ok(());
        }
        self.write_down(&mut waiting)
    }

    /// Shows what was last published of each explainer, in the order of the slugs.
    ///
    /// # Errors
    /// As [`BuildCache::for_each_document`].
    pub fn for_each_published<E: From<OutputError>>(
        &self,
        mut show: impl FnMut(PublishedDocument) -> Result<(), E>,
    ) -> Result<(), E> {
        self.flush()?;
        self.for_each(PUBLISHED, |_, document| show(document))
    }

    /// Notes a document with its files.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn put_document(
        &self,
        slug: &str,
        entry: &DocumentEntry,
        files: &[OutputFile],
    ) -> Result<(), OutputError> {
        self.queue_entry(slug, Some((json(entry), json(files))))
    }

    /// Forgets a document.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn remove_document(&self, slug: &str) -> Result<(), OutputError> {
        self.queue_entry(slug, None)
    }

    fn queue_entry(&self, slug: &str, entry: Option<EncodedEntry>) -> Result<(), OutputError> {
        let mut waiting = self.waiting();
        waiting.bytes += entry.as_ref().map_or(0, |(entry, files)| entry.len() + files.len());
        waiting.entries.push((slug.to_owned(), entry));
        if waiting.entries.len() < MOST_WAITING && waiting.bytes < MOST_WAITING_BYTES {
            return Ok(());
        }
        self.write_down(&mut waiting)
    }

    /// Writes down what waits.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn flush(&self) -> Result<(), OutputError> {
        let mut waiting = self.waiting();
        match waiting.entries.is_empty() && waiting.published.is_empty() {
            true => Ok(()),
            false => self.write_down(&mut waiting),
        }
    }

    fn write_down(&self, waiting: &mut Waiting) -> Result<(), OutputError> {
        let Waiting { entries, published, bytes: _ } = std::mem::take(waiting);
        self.write(|transaction| {
            let mut documents = transaction.open_table(DOCUMENTS)?;
            let mut files = transaction.open_table(FILES)?;
            for (slug, entry) in &entries {
                match entry {
                    Some((entry, kept)) => {
                        documents.insert(slug.as_str(), entry.as_slice())?;
                        files.insert(key(slug).as_str(), kept.as_slice())?;
                    }
                    None => {
                        documents.remove(slug.as_str())?;
                        files.remove(key(slug).as_str())?;
                    }
                }
            }
            let mut known = transaction.open_table(PUBLISHED)?;
            for (slug, document) in &published {
                known.insert(slug.as_str(), document.as_slice())?;
            }
            // Whatever ends this run, the next one knows that the manifest has to be written again.
            transaction.open_table(BUILD)?.insert(DIRTY, b"true".as_slice())?;
            Ok(())
        })?;
        self.dirty.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// What is known of the build as a whole under a name.
    pub(crate) fn value<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.read(BUILD, name)
    }

    /// Notes something about the build as a whole.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn set_value<T: Serialize>(&self, name: &str, value: &T) -> Result<(), OutputError> {
        self.write(|transaction| {
            transaction.open_table(BUILD)?.insert(name, json(value).as_slice())?;
            Ok(())
        })
    }

    /// The files about the build, sorted by path.
    pub(crate) fn site_files(&self) -> Vec<OutputFile> {
        self.value("files").unwrap_or_default()
    }

    /// Notes the files about the build.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn set_site_files(&self, mut files: Vec<OutputFile>) -> Result<(), OutputError> {
        files.sort_by(|one, other| one.file.path.cmp(&other.file.path));
        self.write(|transaction| {
            let mut build = transaction.open_table(BUILD)?;
            build.insert("files", json(&files).as_slice())?;
            build.insert(DIRTY, b"true".as_slice())?;
            Ok(())
        })?;
        self.dirty.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn write(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), OutputError> {
        self.check_readable()?;
        let transaction = self.database.begin_write().map_err(|error| broken(&self.path, error))?;
        work(&transaction).map_err(|error| broken(&self.path, error))?;
        Ok(transaction.commit().map_err(|error| broken(&self.path, error))?)
    }

    /// Shows every document in the order of the slugs, as it was when this was called.
    ///
    /// # Errors
    /// A message: what `show` says, or that the cache can't be read.
    pub fn for_each_document<E: From<OutputError>>(
        &self,
        mut show: impl FnMut(&str, DocumentEntry) -> Result<(), E>,
    ) -> Result<(), E> {
        self.flush()?;
        self.for_each(DOCUMENTS, |slug, entry| show(slug, entry))
    }

    /// The summaries of translations whose slugs are not `taken`.
    ///
    /// # Errors
    /// A message: the cache can't be read.
    pub(crate) fn other_translations(
        &self,
        taken: impl Fn(&str) -> bool,
    ) -> Result<Vec<Summary>, OutputError> {
        let mut all = Vec::new();
        self.for_each_raw(DOCUMENTS, |slug, entry| {
            // Most documents are none, and need not be looked at closely.
            let may_be = std::str::from_utf8(entry).is_ok_and(|entry| entry.contains("\"translation_of\":"));
            if may_be && !taken(slug) {
                let summary = parse::<DocumentEntry>(entry).and_then(|entry| entry.summary);
                all.extend(summary.filter(|summary| summary.translation_of.is_some()));
            }
            Ok::<_, OutputError>(())
        })?;
        Ok(all)
    }

    /// The slugs of all documents, in order.
    ///
    /// # Errors
    /// A message: the cache can't be read.
    pub(crate) fn slugs(&self) -> Result<Vec<String>, OutputError> {
        let mut all = Vec::new();
        self.for_each_raw(DOCUMENTS, |slug, _| {
            all.push(slug.to_owned());
            Ok::<_, OutputError>(())
        })?;
        Ok(all)
    }

    /// Shows the files of every document in the order of their paths, as it was when this was called.
    ///
    /// # Errors
    /// As [`BuildCache::for_each_document`].
    pub fn for_each_file_set<E: From<OutputError>>(
        &self,
        mut show: impl FnMut(&str, Vec<OutputFile>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.flush()?;
        self.for_each(FILES, |folder, files| show(folder.trim_end_matches('/'), files))
    }

    /// Shows every entry of a table in the order of the keys. One of another form is passed over.
    fn for_each<T: DeserializeOwned, E: From<OutputError>>(
        &self,
        table: Table,
        mut show: impl FnMut(&str, T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_raw(table, |key, bytes| parse(bytes).map_or(Ok(()), |value| show(key, value)))
    }

    fn for_each_raw<E: From<OutputError>>(
        &self,
        table: Table,
        mut show: impl FnMut(&str, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let noted = |error: redb::Error| OutputError::from(self.record_trouble(error));
        let transaction = self.database.begin_read().map_err(|error| noted(error.into()))?;
        let table = match transaction.open_table(table) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(()),
            table => table.map_err(|error| noted(error.into()))?,
        };
        for entry in table.iter().map_err(|error| noted(error.into()))? {
            let (key, value) = entry.map_err(|error| noted(error.into()))?;
            show(key.value(), value.value())?;
        }
        Ok(())
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
