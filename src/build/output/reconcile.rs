//! Ends the writing of documents: looks over what is in the output folder now, takes away what was made of sources that are
//! gone, and writes the manifest.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::{
    output::{
        cache::{BuildCache, FileState, OutputFile, SHARD},
        error::OutputError,
        foreign_files,
        holdings::Holdings,
        publish::Claims,
        workspace::{Workspace, take_away},
    },
    shard::{BuiltShard, Shard},
};
use pressroom_diagnostics::{DiagnosticReport, Source};
use pressroom_document::word;
use pressroom_files::{DiskError, disk};

/// An output folder whose documents are all in their places.
pub struct ReconciledOutput {
    pub(crate) output: PathBuf,
    pub(crate) stage: Workspace,
    pub(crate) cache: BuildCache,
    /// The slugs of documents that this run wrote or left because they did not change.
    pub(crate) done: Claims,
    /// Something of a document is not as the manifest and the files about the build say.
    pub(crate) changed: bool,
    /// An earlier run died, which may have written documents that nobody knows of.
    pub(crate) doubtful: bool,
    /// Held until the end of the run.
    pub(crate) lock: Option<File>,
}

/// What was removed since its source is gone, or since no shard of a merge holds it.
pub struct Removed {
    /// How many documents.
    pub documents: usize,
    /// What was left in their folders.
    pub reports: Vec<DiagnosticReport>,
    /// How many documents were left because the shards of the merge are incomplete.
    pub undecided: usize,
}

/// Looks up the slug that a source says.
pub type SlugLookup<'a> = dyn Fn(&str) -> Option<SourceSlug> + 'a;

/// What a run was to build or to merge: by this it is known what is gone.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The folders that were searched for sources, as people know them.
    pub searched: &'a [String],
    /// The slug that a source of the run says; `None` for what is no source of it.
    pub slug_of: Option<&'a SlugLookup<'a>>,
    /// What the shards of a merge hold; `None` for a build.
    pub merged: Option<&'a Holdings>,
}

/// The slug that a source of the run says; `None` within if that can't be known.
pub struct SourceSlug(pub Option<String>);

impl ReconciledOutput {
    /// Looks over the documents that this run did not touch: what is not there any more is forgotten, and what was made of
    /// a source that is gone is taken away.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn reconcile(&mut self, scope: &Scope<'_>) -> Result<Removed, OutputError> {
        let unknown = |error: io::Error| OutputError::Unlisted {
            folder: self.output.clone(),
            source: OutputError::shared(error),
        };
        if self.is_replaced().map_err(unknown)? {
            return Err(OutputError::TakenAway(self.output.clone()));
        }
        let (mut gone, mut other, mut undecided) = (Vec::new(), Vec::new(), 0);
        self.cache.for_each_file_set(|slug, files| {
            if self.done.is_done_as(slug) {
                return Ok(());
            }
            // Where the disk takes both slugs for one, the folder is that of the other.
            let is_twin = self.done.is_done(slug);
            let mut is_gone = true;
            for kept in &files {
                is_gone = is_gone
                    && match scope.merged {
                        Some(held) => self.is_held_no_more(slug, &kept.file.source, held)?,
                        None => self.is_gone(slug, &kept.file.source, scope)?,
                    };
            }
            if is_gone && scope.merged.is_some_and(|held| held.complete.is_err()) {
                (is_gone, undecided) = (false, undecided + 1);
            }
            if is_gone {
                gone.push((slug.to_owned(), files));
            } else if !is_twin && let Some(now) = self.now(&files).map_err(unknown)? {
                other.push((slug.to_owned(), now));
            }
            Ok::<_, OutputError>(())
        })?;
        self.changed |= !gone.is_empty() || !other.is_empty();
        let mut removed = Removed { documents: gone.len(), reports: Vec::new(), undecided };
        for (slug, files) in &gone {
            let folder = self.output.join(slug);
            let left = self.take_away(slug, files, &folder);
            let left = left.map_err(DiskError::removing(&folder))?;
            if let Some(finding) = foreign_files::left(&folder, &left) {
                removed
                    .reports
                    .push(DiagnosticReport::new(Source::new(folder.to_string_lossy(), ""), vec![finding]));
            }
            self.cache.remove_document(slug)?;
        }
        for (slug, Now { files, sure }) in other {
            let mut entry = self.cache.document(&slug).unwrap_or_default();
            if !sure {
                // A run that died may have written a later version.
                (entry.record, entry.build_record) = (None, None);
            }
            if files.is_empty() {
                self.cache.remove_document(&slug)?
            } else {
                self.cache.put_document(&slug, &entry, &files)?
            }
        }
        self.cache.flush()?;
        self.done = Claims::default();
        Ok(removed)
    }

    /// A document's files as they are now; `None` where they are as they were. What somebody else than a run that died wrote
    /// stays known as it was, so that it is seen to be something else.
    ///
    /// # Errors
    /// The disk can't tell.
    fn now(&self, files: &[OutputFile]) -> io::Result<Option<Now>> {
        let (mut now, mut same, mut sure) = (Vec::with_capacity(files.len()), true, true);
        for kept in files {
            let state = kept.state(&self.output)?;
            same &= matches!(state, FileState::Same);
            match state {
                FileState::Same => now.push(kept.clone()),
                FileState::Rewritten(kept) => now.push(kept),
                FileState::Changed(other) => {
                    sure = !self.doubtful;
                    now.push(if self.doubtful {
                        other
                    } else {
                        OutputFile { written: None, ..kept.clone() }
                    });
                }
                FileState::Gone => {}
            }
        }
        Ok((!same).then_some(Now { files: now, sure }))
    }

    /// True where the folder is not the one any more that this run began with.
    #[cfg(unix)]
    fn is_replaced(&self) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt as _;
        let same = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let Some(begun) = &self.lock else { return Ok(false) };
        Ok(Some(same(begun.metadata()?)) != disk::metadata(&self.output)?.map(same))
    }

    #[cfg(not(unix))]
    fn is_replaced(&self) -> io::Result<bool> {
        Ok(!disk::is_folder(self.stage.path())?)
    }

    /// True for a source that was in a folder which was searched and is not there any more, or one of which a document with
    /// another slug was made in this run.
    ///
    /// # Errors
    /// A message: the disk can't tell.
    fn is_gone(&self, slug: &str, source: &str, scope: &Scope<'_>) -> Result<bool, OutputError> {
        if let Some(SourceSlug(now)) = scope.slug_of.and_then(|slug_of| slug_of(source)) {
            return match now {
                Some(now) if now != slug && self.done.is_done(&now) => self.are_apart(slug, &now),
                Some(_) | None => Ok(false),
            };
        }
        if self.done.is_done(slug) {
            return Ok(false);
        }
        if !scope.searched.iter().any(|folder| is_below(source, folder)) {
            return Ok(false);
        }
        let found = disk::link_metadata(Path::new(source));
        let unknown = |error| OutputError::UnknownSource {
            name: source.to_owned(),
            source: OutputError::shared(error),
        };
        Ok(found.map_err(unknown)?.is_none())
    }

    /// True for a document of a source where the shards of a merge searched, if no shard holds it any more. What a shard could
    /// not make stays as it was.
    ///
    /// # Errors
    /// A message: the disk can't tell.
    fn is_held_no_more(&self, slug: &str, source: &str, held: &Holdings) -> Result<bool, OutputError> {
        if held.owners.contains_key(slug) || held.failed.contains(source) {
            return Ok(false);
        }
        if !held.is_unknown && !held.searched.iter().any(|folder| is_below(source, folder)) {
            return Ok(false);
        }
        if self.done.is_done(slug) {
            let folded = word::fold_case(slug);
            for other in held.owners.keys().filter(|other| word::fold_case(other) == folded) {
                if !self.are_apart(slug, other)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Records which shard of a build the folder holds now; `None` if it holds no whole shard.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn note_shard(&self, shard: Option<Shard>, searched: &[String]) -> Result<(), OutputError> {
        let now = shard.map(|shard| BuiltShard::new(shard, searched));
        let known = self.cache.value::<Option<BuiltShard>>(SHARD).flatten();
        if known == now { Ok(()) } else { self.cache.set_value(SHARD, &now) }
    }

    /// True if two slugs are not one folder on this disk.
    ///
    /// # Errors
    /// A message: the disk can't tell.
    fn are_apart(&self, one: &str, other: &str) -> Result<bool, OutputError> {
        if word::fold_case(one) != word::fold_case(other) {
            return Ok(true);
        }
        let real = |slug: &str| {
            let folder = self.output.join(slug);
            disk::real_path(&folder).map_err(DiskError::reading(&folder))
        };
        Ok(real(one)? != real(other)?)
    }

    /// Takes a document's files away. Gives the files that are left in its folder, which are not Pressroom's.
    fn take_away(&self, slug: &str, files: &[OutputFile], folder: &Path) -> io::Result<Vec<String>> {
        if disk::link_metadata(folder)?.is_some_and(|metadata| !metadata.is_dir()) {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is no folder, and not Pressroom's"));
        }
        let ours =
            files.iter().filter_map(|kept| kept.file.path.strip_prefix(slug)?.strip_prefix('/')).collect();
        take_away(&self.stage, slug, folder, &ours)
    }

    /// Ends the run: removes what was on its way, which may hold what was taken back. What could not be brought back to its
    /// place is kept.
    ///
    /// # Errors
    /// A message: something was kept, and where; or the disk refuses, and the next run has to sweep it.
    pub fn close(self) -> Result<(), OutputError> {
        let stage = self.stage.path().to_owned();
        let kept = self.stage.close().map_err(DiskError::removing(&stage)).map_err(OutputError::Leftover)?;
        if kept.is_empty() { Ok(()) } else { Err(OutputError::Kept(kept)) }
    }
}

/// True for a source in a folder or below it, as people know both.
fn is_below(source: &str, folder: &str) -> bool {
    folder.is_empty() && !Path::new(source).is_absolute()
        || source.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A document's files as they are now.
struct Now {
    files: Vec<OutputFile>,
    /// They are those that a run which ended wrote.
    sure: bool,
}
