//! The files of a document that are to be written, and those that its folder held before.

use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc};

use crate::output::cache::{BuildCache, DocumentEntry, OutputFile};
use pressroom_editions::is_syndicated;
use pressroom_files::disk;
use pressroom_manifest::{ManifestDocument, PublishedDocument, is_inside};

/// All files of a document, ready to be written.
pub struct DocumentUpdate<'a> {
    /// The name of its folder.
    pub slug: &'a str,
    /// The path of its source, as it was named on the command line.
    pub source: &'a str,
    /// What is to be known of the document.
    pub entry: DocumentEntry,
    /// The editions that were asked for, made or not.
    pub asked: Vec<&'static str>,
    /// What stays of those that were not.
    pub retention: Retention,
    /// Path in the document's folder -> content and the editions that need it.
    pub files: BTreeMap<String, (Arc<[u8]>, Vec<&'static str>)>,
    /// What is published with it, if it is.
    pub published: Option<PublishedDocument>,
}

/// A file of an edition that can't be in a document's folder: its path leads out of it, or another edition holds something
/// else there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{edition}` was not written: it can't have a file {path}")]
pub(crate) struct PathTaken {
    edition: &'static str,
    path: String,
}

/// Which earlier editions stay of those that were not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// All.
    All,
    /// Those of partners' systems, where they are notices of the same status already.
    Notices,
    /// None.
    None,
}

impl DocumentUpdate<'_> {
    /// Adds the files of an edition.
    ///
    /// # Errors
    /// A path leads out of the folder, or holds something else already; nothing of the edition was added.
    pub(crate) fn add(
        &mut self,
        edition: &'static str,
        files: &BTreeMap<String, Arc<[u8]>>,
    ) -> Result<(), PathTaken> {
        for (path, content) in files {
            let other = self.files.get(path).is_some_and(|(known, _)| known != content);
            if other || !is_inside(path) {
                return Err(PathTaken { edition, path: path.clone() });
            }
        }
        for (path, content) in files {
            let (_, editions) =
                self.files.entry(path.clone()).or_insert_with(|| (Arc::clone(content), Vec::new()));
            editions.push(edition);
        }
        Ok(())
    }

    /// True for a file of a folder that is as it would be written: Pressroom wrote it, and forgot that.
    ///
    /// # Errors
    /// The disk can't tell.
    pub(crate) fn is_as_written(&self, path: &str, folder: &Path) -> io::Result<bool> {
        let place = folder.join(path);
        let Some((content, _)) = self.files.get(path) else { return Ok(false) };
        let there = disk::link_metadata(&place)?.filter(fs::Metadata::is_file);
        Ok(there.is_some_and(|there| there.len() == content.len() as u64) && *fs::read(&place)? == **content)
    }

    /// True if a file would have to stand where another is, or one of them in a folder where the other is a file.
    pub(crate) fn needs_place_of(&self, path: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.keys().any(|own| within(own, path) || within(path, own))
    }
}

/// What a document's folder held before.
pub(crate) struct PreviousOutput {
    record: Option<ManifestDocument>,
    /// By their paths in the folder.
    pub(crate) files: BTreeMap<String, OutputFile>,
}

impl PreviousOutput {
    /// What is known of a document's folder.
    pub(crate) fn read(cache: &BuildCache, slug: &str) -> Self {
        let record = cache.document(slug).and_then(|entry| entry.record);
        let inside = |kept: OutputFile| {
            let path = kept.file.path.strip_prefix(slug)?.strip_prefix('/')?.to_owned();
            Some((path, kept))
        };
        Self { record, files: cache.files(slug).into_iter().filter_map(inside).collect() }
    }

    /// True for an earlier edition that is as the document is now, though it was not asked for. If it is not known what a run
    /// that died made it of, it may be of a draft.
    pub(crate) fn retains(&self, set: &DocumentUpdate<'_>, edition: &str) -> bool {
        // What was made of a draft is marked, and what was not must not stand beside a draft.
        let is_draft = |record: &ManifestDocument| record.draft;
        let Some(before) = &self.record else { return false };
        if is_draft(before) != set.entry.record.as_ref().is_some_and(is_draft) {
            return false;
        }
        match set.retention {
            Retention::All => true,
            Retention::Notices => {
                is_syndicated(edition)
                    && set.entry.record.as_ref().is_some_and(|now| now.status == before.status)
            }
            Retention::None => false,
        }
    }
}
