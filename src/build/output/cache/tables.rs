//! The form of the cache: its tables, and how values stand in them.

use std::{io, path::Path, sync::Arc};

use redb::{ReadableDatabase, TableDefinition, TableError};
use serde::{Serialize, de::DeserializeOwned};

use crate::output::error::CacheError;

/// Where the cache is in the output folder.
pub(super) const CACHE_FILE: &str = ".pressroom/cache.redb";
/// What earlier versions kept there instead.
pub(super) const OLD_FILES: &[&str] = &[".pressroom/memory.redb", ".pressroom/summaries.json"];
/// The name and version of its form, and what wrote it: another build of Pressroom may mean another thing by it.
pub(super) const FORM: &str = concat!("pressroom-cache/1 ", env!("CARGO_PKG_VERSION"));

/// How much of the file is kept in memory, in bytes.
pub(super) const CACHE: usize = 2 << 20;
/// After how many documents, and how many bytes, what is new is written down.
pub(super) const MOST_WAITING: usize = 512;
pub(super) const MOST_WAITING_BYTES: usize = 4 << 20;

/// slug -> [`DocumentEntry`]
pub(super) const DOCUMENTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("documents");
/// slug and `/`, so that they are in the order of paths -> `Vec<Kept>`, sorted by path
pub(super) const FILES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("files");
/// slug -> [`PublishedDocument`]
pub(super) const PUBLISHED: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("published");
/// name -> what is known of the build as a whole
pub(super) const BUILD: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("build");

/// Under which name the cache knows which shard of a build the folder holds.
pub(crate) const SHARD: &str = "shard";

/// The name of a manifest that is not in accord with the cache in what is known of the build.
pub(super) const DIRTY: &str = "dirty";

/// True for an error that tells of what a file holds.
pub(super) fn is_of_content(error: &io::Error) -> bool {
    [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof].contains(&error.kind())
}

/// The key of a document's files.
pub(super) fn key(slug: &str) -> String {
    format!("{slug}/")
}

pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// An error about the cache at a path.
pub(super) fn broken(path: &Path, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CacheError {
    CacheError { path: path.to_owned(), source: Arc::from(error.into()) }
}

pub(super) type Table = TableDefinition<'static, &'static str, &'static [u8]>;

/// A value; `None` where there is none, or one of another form.
///
/// # Errors
/// It can't be read.
pub(super) fn read<T: DeserializeOwned>(
    database: &impl ReadableDatabase,
    table: Table,
    key: &str,
) -> Result<Option<T>, redb::Error> {
    let table = match database.begin_read()?.open_table(table) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        table => table?,
    };
    let value = table.get(key)?;
    Ok(value.and_then(|value| parse(value.value())))
}

pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}
