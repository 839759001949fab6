//! The documents that the shards of a merge hold, and what each shard records about the rest: where its build searched,
//! and what failed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use crate::{
    output::{cache::ReadOnlyCache, error::OutputError, failures::each_failed},
    shard::{BuiltShard, Incomplete, check_complete},
};

/// What the shards of a merge hold: by this it is known what is gone.
pub struct Holdings {
    /// The slug of each document -> the number of the folder that holds it.
    pub(crate) owners: BTreeMap<Box<str>, usize>,
    /// The sources of which a shard could not make what it should.
    pub(crate) failed: BTreeSet<String>,
    /// The folders that the shards searched for sources.
    pub(crate) searched: BTreeSet<String>,
    /// True if a folder does not say which shard it is, and so not where it searched.
    pub(crate) is_unknown: bool,
    /// Why the folders are not all shards of one build.
    pub complete: Result<(), Incomplete>,
}

impl Holdings {
    /// What the folders say of themselves beside their documents, which are in `owners`.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn new(folders: &[PathBuf], owners: BTreeMap<Box<str>, usize>) -> Result<Self, OutputError> {
        let (mut shards, mut failed, mut searched) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let (mut unknown, mut places) = (None, BTreeSet::new());
        for folder in folders {
            let cache = ReadOnlyCache::open(folder)?;
            let built = cache.ok().map(|cache| cache.shard(folder)).transpose();
            let built = built?.flatten();
            match built.and_then(|built| Some((built.shard()?, built))) {
                Some((shard, BuiltShard { searched: folders, .. })) => {
                    shards.push(shard);
                    searched.extend(folders.iter().cloned());
                    places.insert(folders);
                }
                None => _ = unknown.get_or_insert(folder),
            }
            each_failed(folder, |source| _ = failed.insert(source))?;
        }
        let complete = match unknown {
            Some(folder) => Err(Incomplete::Unknown(folder.clone())),
            None if places.len() > 1 => Err(Incomplete::OtherFolders),
            None => check_complete(&shards),
        };
        Ok(Self { owners, failed, searched, is_unknown: unknown.is_some(), complete })
    }
}
