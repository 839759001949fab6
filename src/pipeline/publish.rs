//! The only writer of editions.
//!
//! The files of a document are staged in a temporary folder beside the target and take its place as a whole: whatever
//! kills the process, a reader finds the old set or the new one, never a mixture. What a killed run left behind is
//! swept by the next. A lock on the output folder keeps two runs apart.
//!
//! What happens to earlier files of a document: an edition that was asked for is replaced, or removed where it could
//! not be made; an edition that was not asked for stays, if the manifest says that it came from the same source; a
//! document that could not be read keeps all its files. Folders of documents that are no longer built stay. Of a document
//! that must not be used, notices stay; of one that must not be seen yet, nothing.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tempfile::TempDir;

use super::{
    Input,
    feeds::FEEDS,
    manifest::{MANIFEST, Manifest, ManifestDocument, ManifestFile, is_inside},
    site_files::{Settled, refuse_foreign},
    summaries::SITE,
};
use crate::{model::sha256, render::registry};

/// How the temporary folders beside the documents are called.
const STAGE: &str = ".pressroom-stage-";
/// In a stage: what is on its way in.
const NEW: &str = "new";
/// In a stage: what was moved away and comes back if the run dies before its successor is in place.
const OLD: &str = "old";
/// In a stage: what is to be deleted.
const TRASH: &str = "trash";
/// The folder of pictures in a document's folder.
const MEDIA: &str = "media";

/// All files of a document, ready to be written.
pub(super) struct EditionSet<'a> {
    pub(super) slug: &'a str,
    pub(super) source: &'a str,
    /// What the manifest will say of the document.
    pub(super) record: Option<ManifestDocument>,
    /// The editions that were asked for, made or not.
    pub(super) asked: Vec<&'static str>,
    /// What stays of those that were not.
    pub(super) stays: Stays,
    /// Path in the document's folder -> content and the editions that need it.
    pub(super) files: BTreeMap<String, (Arc<[u8]>, Vec<&'static str>)>,
}

/// Which earlier editions stay of those that were not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stays {
    /// All.
    All,
    /// Those of partners' systems, where they are notices of the same status already.
    Notices,
    /// None.
    None,
}

impl EditionSet<'_> {
    /// Adds the files of an edition.
    ///
    /// # Errors
    /// A path leads out of the folder, or holds something else already; nothing of the edition was added.
    pub(super) fn add(
        &mut self,
        edition: &'static str,
        files: &BTreeMap<String, Arc<[u8]>>,
    ) -> Result<(), String> {
        for (path, content) in files {
            let other = self.files.get(path).is_some_and(|(known, _)| known != content);
            if other || !is_inside(path) {
                return Err(format!("`{edition}` was not written: it can't have a file {path}"));
            }
        }
        for (path, content) in files {
            let (_, editions) =
                self.files.entry(path.clone()).or_insert_with(|| (Arc::clone(content), Vec::new()));
            editions.push(edition);
        }
        Ok(())
    }
}

/// What the manifest says of one document and of its files.
#[derive(Default)]
struct Entries {
    record: Option<ManifestDocument>,
    files: Vec<ManifestFile>,
}

/// What a run published.
#[derive(Default)]
struct Done {
    /// By slug.
    entries: BTreeMap<String, Entries>,
    /// The slugs in lower case: two that differ in capitals only are one folder on many disks.
    names: HashSet<String>,
}

/// An output folder, for the time of one run.
pub(super) struct Publisher {
    output: PathBuf,
    stage: TempDir,
    /// What the manifest said when the run began: of files by their paths, and of documents by their slugs.
    before: BTreeMap<String, ManifestFile>,
    records: BTreeMap<String, ManifestDocument>,
    /// An earlier run died: what the manifest says may not be so.
    doubtful: bool,
    /// Every folder with a source in it or below it.
    sources: HashSet<PathBuf>,
    /// Slugs that were published, and the new entries of the manifest.
    done: Mutex<Done>,
    /// Held until the end of the run.
    _lock: Option<File>,
}

impl Publisher {
    /// Opens an output folder, makes it where it is missing, and sweeps what a killed run left.
    ///
    /// # Errors
    /// A message: the disk refuses, the folder is somebody else's, or another run is writing to it; or
    /// somebody else's file is in the way of one of the build's `own` files, such as the site's.
    pub(super) fn open(output: &Path, inputs: &[Input], own: &[&str]) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{} can't be written to: {error}", output.display());
        if output.exists() && !output.is_dir() {
            return Err(format!("{} is not a folder", output.display()));
        }
        fs::create_dir_all(output).map_err(failed)?;
        let lock = lock_folder(output)?;
        let doubtful = sweep(output).map_err(failed)?;
        let before = Manifest::read(&output.join(MANIFEST)).map_err(failed)?.ok_or_else(|| {
            let path = output.join(MANIFEST);
            format!("{} was not written by Pressroom; build into another folder or remove it", path.display())
        })?;
        let records =
            before.documents.into_iter().map(|document| (document.slug.clone(), document)).collect();
        let before = before.files.into_iter().map(|file| (file.path.clone(), file)).collect();
        refuse_foreign(output, &before, own)?;
        let stage = tempfile::Builder::new().prefix(STAGE).tempdir_in(output).map_err(failed)?;
        for folder in [NEW, OLD, TRASH] {
            fs::create_dir(stage.path().join(folder)).map_err(failed)?;
        }
        Ok(Self {
            output: output.to_owned(),
            stage,
            before,
            records,
            doubtful,
            sources: folders_of(inputs),
            done: Mutex::default(),
            _lock: lock,
        })
    }

    /// Writes a document's files in place of its earlier ones; gives how many are new.
    ///
    /// # Errors
    /// A message; the earlier files are still there.
    pub(super) fn publish(&self, set: &EditionSet<'_>) -> Result<usize, String> {
        let target = self.output.join(set.slug);
        let failed = |error: io::Error| format!("{} can't be written: {error}", target.display());
        if !is_inside(set.slug) || set.slug.contains('/') || set.slug.eq_ignore_ascii_case(MANIFEST) {
            return Err(format!(
                "`{}` can't be the name of a folder of editions; choose another slug",
                set.slug
            ));
        }
        self.claim(set.slug)?;
        self.check_ours(set, &target)?;
        let staged = self.stage.path().join(NEW).join(set.slug);
        let mut entries: BTreeMap<String, ManifestFile> = BTreeMap::new();
        for (path, (content, editions)) in &set.files {
            write(&staged.join(path), content).map_err(failed)?;
            let editions = editions.iter().map(|name| (*name).to_owned());
            entries.insert(path.clone(), entry(set, path, content, editions.collect()));
        }
        self.carry_over(set, &staged, &mut entries).map_err(failed)?;
        if entries.is_empty() {
            self.remove(set.slug, &target).map_err(failed)?;
        } else {
            self.swap(set.slug, &staged, &target).map_err(failed)?;
        }
        let files: Vec<_> = entries.into_values().collect();
        let record = set.record.clone().filter(|_| !files.is_empty());
        let entries = Entries { record, files };
        self.done().entries.insert(set.slug.to_owned(), entries);
        Ok(set.files.len())
    }

    /// What the manifest said of a document when the run began.
    pub(super) fn record(&self, slug: &str) -> Option<&ManifestDocument> {
        self.records.get(slug)
    }

    /// Removes what earlier runs made of a document. What was made of another source under the same slug stays.
    ///
    /// # Errors
    /// A message; the earlier files are still there.
    pub(super) fn withdraw(&self, slug: &str, source: &str) -> Result<(), String> {
        let folder = format!("{slug}/");
        let files = self.before.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
        let mut sources = files.map(|(_, file)| file.source.as_str()).peekable();
        if sources.peek().is_some() && sources.all(|other| other != source) {
            return Ok(());
        }
        let (asked, files) = (Vec::new(), BTreeMap::new());
        self.publish(&EditionSet { slug, source, record: None, asked, stays: Stays::None, files }).map(drop)
    }

    /// Ends the writing of documents: what is in the folder now, and what is still to be written there.
    pub(super) fn settle(self) -> Settled {
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner).entries;
        let (output, doubtful) = (self.output, self.doubtful);
        // Documents of which a run that died may have written a later version.
        let mut uncertain = BTreeSet::new();
        let kept = self.before.into_values().filter_map(|file| {
            let folder = folder_of(&file).to_owned();
            if done.contains_key(&folder) {
                return None;
            }
            let hash = file.sha256.clone();
            let there = still_there(&output, file, doubtful)?;
            if there.sha256 != hash {
                uncertain.insert(folder);
            }
            Some(there)
        });
        let (site, kept): (Vec<_>, Vec<_>) = kept.partition(|file| file.edition == SITE);
        let (feeds, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(|file| file.edition == FEEDS);
        let folders: BTreeSet<&str> = kept.iter().map(folder_of).collect();
        let certain = |slug: &str| folders.contains(slug) && !uncertain.contains(slug);
        let known = self.records.into_values().filter(|record| certain(&record.slug));
        let mut records: Vec<_> = known.collect();
        let mut documents = kept;
        for entries in done.into_values() {
            records.extend(entries.record);
            documents.extend(entries.files);
        }
        Settled { output, stage: self.stage, records, documents, site, feeds, _lock: self._lock }
    }

    /// Takes a slug for this run. Shared slugs are found before anything is rendered; this keeps a folder whole if
    /// that should fail.
    fn claim(&self, slug: &str) -> Result<(), String> {
        let mut done = self.done();
        if !done.names.insert(slug.to_lowercase()) {
            return Err(format!("`{slug}` is the slug of another document, too"));
        }
        // Until it is published, its earlier files are what the folder holds.
        let folder = format!("{slug}/");
        let files = self.before.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
        let files = files.map(|(_, file)| file.clone()).collect();
        done.entries.insert(slug.to_owned(), Entries { record: self.records.get(slug).cloned(), files });
        Ok(())
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps folders that Pressroom did not make from being replaced. The manifest alone can't tell: a killed run
    /// publishes documents and writes none.
    fn check_ours(&self, set: &EditionSet<'_>, target: &Path) -> Result<(), String> {
        let shown = target.display();
        match fs::symlink_metadata(target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("{shown} can't be written: {error}")),
            Ok(metadata) if !metadata.is_dir() => {
                return Err(format!("{shown} is in the way: it is not a folder"));
            }
            Ok(_) => {}
        }
        if fs::canonicalize(target).is_ok_and(|real| self.sources.contains(&real)) {
            return Err(format!("{shown} is in the way: it holds a source; build into another folder"));
        }
        let unreadable = |error: io::Error| format!("{shown} can't be read: {error}");
        let folder = format!("{}/", set.slug);
        let known =
            |name: &str| self.before.contains_key(&format!("{folder}{name}")) || set.files.contains_key(name);
        let is_edition = |name: &str| {
            let extension = name.strip_prefix(set.slug).and_then(|rest| rest.strip_prefix('.'));
            extension.is_some_and(|extension| registry().iter().any(|kind| kind.extension == extension))
        };
        let (mut ours, mut media) = (false, false);
        for entry in fs::read_dir(target).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy();
            if name == MEDIA {
                media = true;
            } else if known(&name) || is_edition(&name) {
                ours = true;
            } else {
                return Err(format!(
                    "{shown} is in the way: it holds `{name}`, which Pressroom did not write"
                ));
            }
        }
        // Pressroom never leaves pictures without an edition that shows them.
        if media && !ours {
            return Err(format!("{shown} is in the way: it holds `{MEDIA}`, which Pressroom did not write"));
        }
        Ok(())
    }

    /// Copies the files of editions that were not asked for.
    fn carry_over(
        &self,
        set: &EditionSet<'_>,
        staged: &Path,
        entries: &mut BTreeMap<String, ManifestFile>,
    ) -> io::Result<()> {
        let folder = format!("{}/", set.slug);
        for (full, file) in self.before.range(folder.clone()..) {
            let Some(path) = full.strip_prefix(&folder) else { break };
            let stays = |edition: &&str| !set.asked.contains(edition) && self.stays(set, edition);
            let editions: Vec<String> = file.editions().filter(stays).map(str::to_owned).collect();
            if editions.is_empty() || file.source != set.source {
                continue;
            }
            if let Some(new) = entries.get_mut(path) {
                new.also_in.extend(editions);
                continue;
            }
            let content = match fs::read(self.output.join(full)) {
                Ok(content) => content,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            write(&staged.join(path), &content)?;
            entries.insert(path.to_owned(), entry(set, path, &content, editions));
        }
        Ok(())
    }

    /// True for an earlier edition that is as the document is now, though it was not asked for.
    fn stays(&self, set: &EditionSet<'_>, edition: &str) -> bool {
        let status = |record: &ManifestDocument| record.status;
        match set.stays {
            Stays::All => true,
            Stays::Notices => {
                let machine = registry().iter().any(|kind| kind.machine && kind.name == edition);
                let before = self.records.get(set.slug).map(status);
                machine && before.is_some() && before == set.record.as_ref().map(status)
            }
            Stays::None => false,
        }
    }

    /// Puts the staged folder in the target's place.
    fn swap(&self, slug: &str, staged: &Path, target: &Path) -> io::Result<()> {
        if !target.exists() {
            return fs::rename(staged, target);
        }
        if exchange(staged, target).is_ok() {
            // What is in the stage now is the old set.
            let _ = fs::remove_dir_all(staged);
            return Ok(());
        }
        let old = self.stage.path().join(OLD).join(slug);
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(staged, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        let _ = fs::remove_dir_all(old);
        Ok(())
    }

    /// Removes the folder of a document of which no edition could be made.
    fn remove(&self, slug: &str, target: &Path) -> io::Result<()> {
        let trash = self.stage.path().join(TRASH).join(slug);
        match fs::rename(target, &trash) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }
}

/// The folder of a file: the slug of its document.
fn folder_of(file: &ManifestFile) -> &str {
    file.path.split('/').next().unwrap_or_default()
}

fn entry(set: &EditionSet<'_>, path: &str, content: &[u8], editions: Vec<String>) -> ManifestFile {
    let mut editions = editions.into_iter();
    ManifestFile {
        path: format!("{}/{path}", set.slug),
        source: set.source.to_owned(),
        edition: editions.next().unwrap_or_default(),
        also_in: editions.collect(),
        bytes: content.len() as u64,
        sha256: sha256(content),
    }
}

/// The folders with sources in them or below them, as the disk knows them.
fn folders_of(inputs: &[Input]) -> HashSet<PathBuf> {
    let mut folders = HashSet::new();
    for path in inputs.iter().filter_map(|input| fs::canonicalize(input.path.as_ref()?).ok()) {
        for folder in path.ancestors().skip(1) {
            if !folders.insert(folder.to_owned()) {
                break;
            }
        }
    }
    folders
}

/// An entry of the manifest whose file is still as it says; after a run that died, as it is found.
fn still_there(output: &Path, file: ManifestFile, doubtful: bool) -> Option<ManifestFile> {
    let path = output.join(&file.path);
    if doubtful {
        let content = fs::read(path).ok()?;
        return Some(ManifestFile { bytes: content.len() as u64, sha256: sha256(&content), ..file });
    }
    let metadata = fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() == file.bytes).then_some(file)
}

pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)
}

/// Writes a file: a reader finds the old one or the new one, never a part of one. Its folder is there.
pub(super) fn replace(target: &Path, content: &[u8]) -> io::Result<()> {
    let folder = target.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new().prefix(".pressroom-").tempfile_in(folder)?;
    staged.write_all(content)?;
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone; this one is to be read.
        use std::os::unix::fs::PermissionsExt as _;
        staged.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    staged.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// Exchanges two folders in one step, where the system can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Locks the output folder; systems and disks that can't lock a folder go without.
fn lock_folder(output: &Path) -> Result<Option<File>, String> {
    let Ok(folder) = File::open(output) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another run is writing to {}; try again when it is done", output.display()))
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Brings back what a killed run had moved away, and deletes what it left. True where there was such a run.
fn sweep(output: &Path) -> io::Result<bool> {
    let mut any = false;
    for entry in fs::read_dir(output)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(STAGE) || !entry.file_type()?.is_dir() {
            continue;
        }
        any = true;
        for old in fs::read_dir(entry.path().join(OLD)).into_iter().flatten().flatten() {
            let home = output.join(old.file_name());
            if !home.exists() {
                fs::rename(old.path(), home)?;
            }
        }
        fs::remove_dir_all(entry.path())?;
    }
    Ok(any)
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;
