//! The documents that the shares of a merge hold, and what the shares say of those that they don't.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    failures::each_failed,
    share::{self, BuiltShare},
    store::ReadStore,
};

/// What the shares of a merge hold: by this it is known what is gone.
pub struct Holdings {
    /// The slug of each document -> the number of the folder that holds it.
    pub(crate) owners: BTreeMap<Box<str>, usize>,
    /// The sources of which a share could not make what it should.
    pub(crate) failed: BTreeSet<String>,
    /// The folders that the shares searched for sources.
    pub(crate) searched: BTreeSet<String>,
    /// True if a folder does not say which share it is, and so not where it searched.
    pub(crate) is_unknown: bool,
    /// Why the folders are not all shares of one build.
    pub complete: Result<(), String>,
}

impl Holdings {
    /// What the folders say of themselves beside their documents, which are in `owners`.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn new(folders: &[PathBuf], owners: BTreeMap<Box<str>, usize>) -> Result<Self, String> {
        let (mut shares, mut failed, mut searched) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let (mut unknown, mut places) = (None, BTreeSet::new());
        for folder in folders {
            let memory = ReadStore::open(folder)?;
            let built = memory.ok().map(|memory| memory.share(folder)).transpose();
            let built = built?.flatten();
            match built.and_then(|built| Some((built.share()?, built))) {
                Some((share, BuiltShare { searched: folders, .. })) => {
                    shares.push(share);
                    searched.extend(folders.iter().cloned());
                    places.insert(folders);
                }
                None => _ = unknown.get_or_insert(folder),
            }
            each_failed(folder, |source| _ = failed.insert(source))?;
        }
        let complete = match unknown {
            Some(folder) => {
                let shown = folder.display();
                Err(format!(
                    "{shown} does not say which share it is: its last build had no --shard, or did not end"
                ))
            }
            None if places.len() > 1 => Err("the shares were not built of the same folders".to_owned()),
            None => share::complete(&shares),
        };
        Ok(Self { owners, failed, searched, is_unknown: unknown.is_some(), complete })
    }
}
