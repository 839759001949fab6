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
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    Inputs,
    claims::Claims,
    disk::{self, Scratch},
    failures::Failures,
    folder::{exchange, folders_of, lock_folder, make_folders, sweep},
    manifest::{MANIFEST, ManifestDocument, ManifestFile, PublishedDocument, is_inside},
    settle::Settled,
    sharing::SharedFiles,
    site_files::refuse_foreign,
    store::{DocumentEntry, Kept, Standing, Store},
};
use crate::{model::sha256, render::registry};

/// How the temporary folders beside the documents are called.
pub(super) const STAGE: &str = ".pressroom-stage-";
/// In a stage: what is on its way in.
const NEW: &str = "new";
/// In a stage: what was moved away and comes back if the run dies before its successor is in place.
pub(super) const OLD: &str = "old";
/// In a stage: what is to be deleted.
pub(super) const TRASH: &str = "trash";
/// The folder of pictures in a document's folder.
const MEDIA: &str = "media";

/// All files of a document, ready to be written.
pub(super) struct EditionSet<'a> {
    pub(super) slug: &'a str,
    pub(super) source: &'a str,
    /// What is to be known of the document.
    pub(super) entry: DocumentEntry,
    /// The editions that were asked for, made or not.
    pub(super) asked: Vec<&'static str>,
    /// What stays of those that were not.
    pub(super) stays: Stays,
    /// Path in the document's folder -> content and the editions that need it.
    pub(super) files: BTreeMap<String, (Arc<[u8]>, Vec<&'static str>)>,
    /// What is published with it, if it is.
    pub(super) published: Option<PublishedDocument>,
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

/// An output folder, for the time of one run.
pub(super) struct Publisher {
    output: PathBuf,
    stage: Scratch,
    /// What is in the folder.
    store: Store,
    /// Every folder of the output folder with a source in it or below it.
    sources: HashSet<PathBuf>,
    /// Slugs that this run took.
    claims: Mutex<Claims>,
    /// Something of a document was written or removed, or is about to be.
    changed: Mutex<bool>,
    /// Pictures that were written.
    shared: SharedFiles,
    /// An earlier run died: what is known of the folder may not be so.
    doubtful: bool,
    /// Held until the end of the run.
    lock: Option<File>,
}

impl Publisher {
    /// Opens an output folder, makes it where it is missing, and sweeps what a killed run left.
    ///
    /// # Errors
    /// A message: the disk refuses, the folder is somebody else's, or another run is writing to it; or
    /// somebody else's file is in the way of one of the build's `own` files, such as the site's.
    pub(super) fn open(output: &Path, inputs: &Inputs, own: &[&str]) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{} can't be written to: {error}", output.display());
        if disk::look(output).map_err(failed)?.is_some_and(|metadata| !metadata.is_dir()) {
            return Err(format!("{} is not a folder", output.display()));
        }
        fs::create_dir_all(output).map_err(failed)?;
        let lock = lock_folder(output)?;
        let died = sweep(output).map_err(failed)?;
        let store = Store::open(output, |of_build| refuse_foreign(output, of_build, own))?;
        let doubtful = died || store.is_ahead();
        let sources = folders_of(inputs, output).map_err(failed)?;
        let stage = Scratch::new(output, STAGE).map_err(failed)?;
        for folder in [NEW, OLD, TRASH] {
            fs::create_dir(stage.path().join(folder)).map_err(failed)?;
        }
        Ok(Self {
            output: output.to_owned(),
            stage,
            store,
            sources,
            claims: Mutex::default(),
            changed: Mutex::new(false),
            shared: SharedFiles::default(),
            doubtful,
            lock,
        })
    }

    /// A place for a file that this run alone needs.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.stage.path().join(name)
    }

    /// What is known of the folder.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The list of the documents that fail in this run.
    ///
    /// # Errors
    /// A message: a file of somebody else's is in the way.
    pub(super) fn failures(&self) -> Result<Failures, String> {
        Failures::new(&self.output, self.stage.path())
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
        let before = Before::of(&self.store, set.slug);
        self.check_ours(set, &before, &target)?;
        let staged = self.stage.path().join(NEW).join(set.slug);
        let entries = self.stage(set, &before, &staged).map_err(|error| {
            // It would take the room that the end of the run needs. What stays goes with the stage.
            let _ = disk::remove_folder(&staged);
            failed(error)
        })?;
        // What is known could not be read to the end: perhaps this must not be written.
        self.store.sound()?;
        self.begin()?;
        if entries.is_empty() {
            self.discard(set.slug, &target).map_err(failed)?;
            self.store.remove(set.slug)?;
        } else {
            self.swap(set.slug, &staged, &target).map_err(failed)?;
            let files = entries.into_values().map(|file| Kept::new(&self.output, file));
            let files: Vec<Kept> = files.collect::<Result<_, _>>().map_err(failed)?;
            for kept in files.iter().filter(|kept| is_picture(&kept.file.path)) {
                self.shared.note(&kept.file.sha256, self.output.join(&kept.file.path));
            }
            self.store.put(set.slug, &set.entry, &files)?;
        }
        set.published.as_ref().map_or(Ok(()), |published| self.note_published(published))?;
        self.claims().finish(set.slug);
        Ok(set.files.len())
    }

    /// Puts all files of a document into a folder beside its own.
    fn stage(
        &self,
        set: &EditionSet<'_>,
        before: &Before,
        staged: &Path,
    ) -> io::Result<BTreeMap<String, ManifestFile>> {
        let mut entries = BTreeMap::new();
        fs::create_dir(staged)?;
        for (path, (content, editions)) in &set.files {
            make_folders(staged, path)?;
            let hash = if is_picture(path) {
                let hash = self.shared.hash(content);
                self.shared.write(&staged.join(path), content, &hash)?;
                hash.to_string()
            } else {
                fs::write(staged.join(path), content)?;
                sha256(content)
            };
            let mut editions = editions.iter().map(|name| (*name).to_owned());
            let file = ManifestFile {
                path: format!("{}/{path}", set.slug),
                source: set.source.to_owned(),
                edition: editions.next().unwrap_or_default(),
                also_in: editions.collect(),
                bytes: content.len() as u64,
                sha256: hash,
            };
            entries.insert(path.clone(), file);
        }
        self.carry_over(set, before, staged, &mut entries)?;
        Ok(entries)
    }

    /// Notes what is published of an explainer, unless that is a version before the one that is known.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(super) fn note_published(&self, document: &PublishedDocument) -> Result<(), String> {
        let known = self.store.published(&document.slug);
        self.store.sound()?;
        if known.is_some_and(|known| known == *document || known.version > document.version) {
            return Ok(());
        }
        self.begin()?;
        self.store.put_published(document)
    }

    /// True where an earlier run died: what is known of the folder may not be so.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// Has the memory know that the folder is about to change, before it does.
    fn begin(&self) -> Result<(), String> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*changed {
            self.store.get_ahead()?;
            *changed = true;
        }
        Ok(())
    }

    /// Removes what earlier runs made of a document. What was made of another source under the same slug stays.
    ///
    /// # Errors
    /// A message; the earlier files are still there.
    pub(super) fn withdraw(&self, slug: &str, source: &str) -> Result<(), String> {
        let files = self.store.files(slug);
        self.store.sound()?;
        if files.iter().all(|kept| kept.file.source != source) {
            return Ok(());
        }
        let (asked, files, entry) = (Vec::new(), BTreeMap::new(), DocumentEntry::default());
        let set = EditionSet { slug, source, entry, asked, stays: Stays::None, files, published: None };
        self.publish(&set).map(drop)
    }

    /// Leaves a document's folder as it is, since a new one would be the same. `rewritten` is what is known of it now, where
    /// somebody wrote its files again.
    ///
    /// # Errors
    /// A message: another document of this run has the same slug, or the disk refuses.
    pub(super) fn leave(
        &self,
        slug: &str,
        rewritten: Option<(&DocumentEntry, &[Kept])>,
    ) -> Result<(), String> {
        self.claim(slug)?;
        if let Some((entry, files)) = rewritten {
            self.store.put(slug, entry, files)?;
        }
        self.claims().finish(slug);
        Ok(())
    }

    /// Ends the writing of documents.
    pub(super) fn settle(self) -> Settled {
        let Self { output, stage, store, sources: _, claims, changed, shared: _, doubtful, lock } = self;
        let done = claims.into_inner().unwrap_or_else(PoisonError::into_inner);
        let changed = changed.into_inner().unwrap_or_else(PoisonError::into_inner) || store.is_ahead();
        // Of a share without documents there is a manifest, too.
        // Where the disk can't tell, writing it does.
        let changed = changed || !disk::is_file(&output.join(MANIFEST)).unwrap_or_default();
        Settled { output, stage, store, done, changed, doubtful, lock }
    }

    /// Takes a slug for this run. Shared slugs are found before anything is rendered; this keeps a folder whole if
    /// that should fail.
    fn claim(&self, slug: &str) -> Result<(), String> {
        match self.claims().begin(slug) {
            true => Ok(()),
            false => Err(format!("`{slug}` is the slug of another document, too")),
        }
    }

    fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps folders that Pressroom did not make from being replaced. The manifest alone can't tell: a killed run
    /// publishes documents and writes none.
    fn check_ours(&self, set: &EditionSet<'_>, before: &Before, target: &Path) -> Result<(), String> {
        let shown = target.display();
        let unreadable = |error: io::Error| format!("{shown} can't be read: {error}");
        match disk::look_at_link(target) {
            Ok(None) => return Ok(()),
            Err(error) => return Err(format!("{shown} can't be written: {error}")),
            Ok(Some(metadata)) if !metadata.is_dir() => {
                return Err(format!("{shown} is in the way: it is not a folder"));
            }
            Ok(Some(_)) => {}
        }
        if disk::real(target).map_err(unreadable)?.is_some_and(|real| self.sources.contains(&real)) {
            return Err(format!("{shown} is in the way: it holds a source; build into another folder"));
        }
        let known = |name: &str| before.files.contains_key(name) || set.files.contains_key(name);
        let is_edition = |name: &str| {
            let extension = name.strip_prefix(set.slug).and_then(|rest| rest.strip_prefix('.'));
            extension.is_some_and(|extension| registry().iter().any(|kind| kind.extension == extension))
        };
        let (mut ours, mut media) = (false, false);
        for entry in disk::entries(target).map_err(unreadable)? {
            let name = entry.name.to_string_lossy();
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

    /// Takes over the files of editions that were not asked for. A file takes no more room by it, where the disk can do that.
    fn carry_over(
        &self,
        set: &EditionSet<'_>,
        before: &Before,
        staged: &Path,
        entries: &mut BTreeMap<String, ManifestFile>,
    ) -> io::Result<()> {
        for (path, kept) in &before.files {
            let stays = |edition: &&str| !set.asked.contains(edition) && before.stays(set, edition);
            let editions: Vec<String> = kept.file.editions().filter(stays).map(str::to_owned).collect();
            if editions.is_empty() || kept.file.source != set.source {
                continue;
            }
            if let Some(new) = entries.get_mut(path) {
                new.also_in.extend(editions);
                continue;
            }
            let file = match kept.standing(&self.output)? {
                Standing::Same => kept.file.clone(),
                Standing::Rewritten(kept) | Standing::Changed(kept) => kept.file,
                Standing::Gone => continue,
            };
            let (old, new) = (self.output.join(&kept.file.path), staged.join(path));
            make_folders(staged, path)?;
            if fs::hard_link(&old, &new).is_err() {
                // Many disks can't; where this one could have, a copy is as good.
                fs::copy(&old, &new)?;
            }
            let mut editions = editions.into_iter();
            let edition = editions.next().unwrap_or_default();
            entries.insert(path.to_owned(), ManifestFile { edition, also_in: editions.collect(), ..file });
        }
        Ok(())
    }

    /// Puts the staged folder in the target's place.
    fn swap(&self, slug: &str, staged: &Path, target: &Path) -> io::Result<()> {
        if disk::look_at_link(target)?.is_none() {
            return fs::rename(staged, target);
        }
        // Where the system can't exchange two folders, or this time would not, they go one after the other.
        if exchange(staged, target).is_ok() {
            // What is in the stage now is the old set. It goes with the stage at the latest, which tells where that can't be.
            let _ = disk::remove_folder(staged);
            return Ok(());
        }
        let old = self.stage.path().join(OLD).join(slug);
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(staged, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        // As above.
        let _ = disk::remove_folder(&old);
        Ok(())
    }

    /// Takes the folder of a document away of which no edition could be made.
    fn discard(&self, slug: &str, target: &Path) -> io::Result<()> {
        let trash = self.stage.path().join(TRASH).join(slug);
        match fs::rename(target, &trash) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }
}

/// What a document's folder held before.
struct Before {
    record: Option<ManifestDocument>,
    /// By their paths in the folder.
    files: BTreeMap<String, Kept>,
}

impl Before {
    fn of(store: &Store, slug: &str) -> Self {
        let record = store.document(slug).and_then(|entry| entry.record);
        let inside = |kept: Kept| {
            let path = kept.file.path.strip_prefix(slug)?.strip_prefix('/')?.to_owned();
            Some((path, kept))
        };
        Self { record, files: store.files(slug).into_iter().filter_map(inside).collect() }
    }

    /// True for an earlier edition that is as the document is now, though it was not asked for.
    fn stays(&self, set: &EditionSet<'_>, edition: &str) -> bool {
        let status = |record: &ManifestDocument| record.status;
        // What was made of a draft is marked, and what was not must not stand beside a draft.
        let is_draft = |record: &ManifestDocument| record.draft;
        if self.record.as_ref().is_some_and(is_draft) != set.entry.record.as_ref().is_some_and(is_draft) {
            return false;
        }
        match set.stays {
            Stays::All => true,
            Stays::Notices => {
                let machine = registry().iter().any(|kind| kind.machine && kind.name == edition);
                let before = self.record.as_ref().map(status);
                machine && before.is_some() && before == set.entry.record.as_ref().map(status)
            }
            Stays::None => false,
        }
    }
}

/// True for the path of a picture, which other documents may show, too.
fn is_picture(path: &str) -> bool {
    path.split('/').any(|part| part == MEDIA)
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

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;
