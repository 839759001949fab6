//! The only writer of editions.
//!
//! The files of a document are staged in a temporary folder beside the target and take its place as a whole: whatever
//! kills the process, a reader finds the old set or the new one, never a mixture. What is about to take its place is in the
//! [journal](super::workspace) of the run first, so that the next run knows what a killed one published. A lock on the output
//! folder keeps two runs apart.
//!
//! What happens to earlier files of a document: an edition that was asked for is replaced, or removed where it could
//! not be made; an edition that was not asked for stays, if the manifest says that it came from the same source; a
//! document that could not be read keeps all its files. Folders of documents that are no longer built stay. Of a document
//! that must not be used, notices stay; of one that must not be seen yet, nothing. Files that Pressroom did not write
//! stay, whatever their names.

use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    claims::Claims,
    document_update::{DocumentUpdate, PreviousOutput, Retention},
    hard_links::HardLinks,
    source_folders::find_source_folders,
    swap::Swap,
};
use crate::output::{
    cache::{BuildCache, DocumentEntry, FileState, OutputFile},
    error::{Obstacle, OutputError},
    failures::Failures,
    foreign_files::files_in,
    reconcile::ReconciledOutput,
    site_files::refuse_foreign,
    workspace::{IntendedUpdate, Intent, NEW, Remains, Workspace, adopt, take_away},
};
use pressroom_document::{
    paths::{MANIFEST, MEDIA},
    reserved::Reserved,
    sha256,
};
use pressroom_files::{
    Access, DiskError, disk,
    folder::{lock_folder, make_folders},
};
use pressroom_input::Inputs;
use pressroom_manifest::{ManifestFile, PublishedDocument, is_inside};

/// What was written of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// How many files are new.
    pub files: usize,
    /// Files in its folder that are not Pressroom's and were left there, by their paths in it.
    pub left: Vec<String>,
}

/// A file that was staged.
struct StagedFile {
    file: ManifestFile,
    /// False if somebody changed it, so that it is not what the manifest says.
    is_sound: bool,
}

/// An output folder, for the time of one run.
pub struct Publisher {
    output: PathBuf,
    stage: Workspace,
    /// What is in the folder.
    cache: BuildCache,
    /// Every folder of the output folder with a source in it or below it.
    sources: HashSet<PathBuf>,
    /// Slugs that this run took.
    claims: Mutex<Claims>,
    /// Something of a document was written or removed, or is about to be.
    changed: Mutex<bool>,
    /// Pictures that were written.
    shared: HardLinks,
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
    pub fn open(output: &Path, inputs: &Inputs, own: &[&str]) -> Result<Self, OutputError> {
        let failed = DiskError::writing_to(output);
        if disk::metadata(output).map_err(failed)?.is_some_and(|metadata| !metadata.is_dir()) {
            return Err(OutputError::NotAFolder(output.to_owned()));
        }
        fs::create_dir_all(output).map_err(failed)?;
        let lock = lock_folder(output)?;
        let remains = Remains::find(output).map_err(failed)?;
        let cache = BuildCache::open(output, |of_build| refuse_foreign(output, of_build, own))?;
        let doubtful = !remains.is_empty() || cache.is_dirty();
        let sources = find_source_folders(inputs, output).map_err(failed)?;
        let stage = Workspace::new(output).map_err(failed)?;
        adopt(&remains, output, &cache, &stage)?;
        remains.delete().map_err(failed)?;
        Ok(Self {
            output: output.to_owned(),
            stage,
            cache,
            sources,
            claims: Mutex::default(),
            changed: Mutex::new(false),
            shared: HardLinks::default(),
            doubtful,
            lock,
        })
    }

    /// Sets what a test does at the moments of a swap.
    #[cfg(test)]
    pub(crate) fn hook(&self, hook: crate::output::workspace::Hook) {
        *self.stage.hook.lock().unwrap_or_else(PoisonError::into_inner) = Some(hook);
    }

    /// Marks a set as one that has no other place, for a test.
    #[cfg(test)]
    pub(crate) fn strand(&self, slug: &str, place: &Path) {
        self.stage.strand_set(slug, place);
    }

    /// A place for a file that this run alone needs.
    pub fn scratch_path(&self, name: &str) -> PathBuf {
        self.stage.path().join(name)
    }

    /// What is known of the folder.
    pub fn cache(&self) -> &BuildCache {
        &self.cache
    }

    /// The list of the documents that fail in this run.
    ///
    /// # Errors
    /// A message: a file of somebody else's is in the way.
    pub(crate) fn failures(&self) -> Result<Failures, OutputError> {
        Failures::new(&self.output, self.stage.path())
    }

    /// Writes down which folders this run may make, before it makes the first: `each` says the slugs and sources of its
    /// documents. Folders that somebody else made are none of these.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn declare_documents(
        &self,
        each: impl FnOnce(&mut dyn FnMut(&str, &str)),
    ) -> Result<(), OutputError> {
        let announced = self.stage.declare_documents(|write| {
            let mut result = Ok(());
            each(&mut |slug, source| {
                if result.is_err() {
                    return;
                }
                result = match disk::link_metadata(&self.output.join(slug)) {
                    Ok(Some(_)) if !self.cache.has_files(slug) => Ok(()),
                    Ok(_) => write(slug, source),
                    Err(error) => Err(error),
                };
            });
            result
        });
        Ok(announced.map_err(DiskError::writing_to(&self.output))?)
    }

    /// Writes a document's files in place of its earlier ones.
    ///
    /// # Errors
    /// A message; the earlier files are still there.
    pub fn publish(&self, set: &DocumentUpdate<'_>) -> Result<Publication, OutputError> {
        let target = self.output.join(set.slug);
        let failed = DiskError::writing(&target);
        if !is_inside(set.slug) || set.slug.contains('/') || Reserved::find(set.slug).is_some() {
            return Err(OutputError::ReservedSlug(set.slug.to_owned()));
        }
        self.claim(set.slug)?;
        let before = PreviousOutput::read(&self.cache, set.slug);
        let mut left = self.foreign_files(set, &before, &target)?;
        let staged = self.stage.path().join(NEW).join(set.slug);
        let entries = self.stage(set, &before, &staged).map_err(|error| {
            // It would take the room that the end of the run needs. What stays goes with the stage.
            let _ = disk::remove_folder(&staged);
            failed(error)
        })?;
        // What is known could not be read to the end: perhaps this must not be written.
        self.cache.check_readable()?;
        self.begin()?;
        if entries.is_empty() {
            let ours = before.files.keys().map(String::as_str).collect();
            left = take_away(&self.stage, set.slug, &target, &ours).map_err(failed)?;
            self.cache.remove_document(set.slug)?;
        } else {
            self.take_along(&left, &target, &staged)?;
            self.intend(set, &entries).map_err(failed)?;
            let swap = Swap { workspace: &self.stage, set, before: &before, target: &target };
            left = swap.run(left, &staged)?;
            // They are in their places: what can't be looked at now must be known all the same.
            let kept = |StagedFile { file, is_sound }| match is_sound {
                true => {
                    OutputFile::new(&self.output, file.clone()).unwrap_or(OutputFile { file, written: None })
                }
                false => OutputFile { file, written: None },
            };
            let files: Vec<OutputFile> = entries.into_values().map(kept).collect();
            for kept in files.iter().filter(|kept| is_picture(&kept.file.path)) {
                self.shared.remember(&kept.file.sha256, self.output.join(&kept.file.path));
            }
            self.cache.put_document(set.slug, &set.entry, &files)?;
        }
        set.published.as_ref().map_or(Ok(()), |published| self.note_published(published))?;
        self.claims().finish(set.slug);
        Ok(Publication { files: set.files.len(), left })
    }

    /// Writes down what is about to take its place.
    fn intend(&self, set: &DocumentUpdate<'_>, entries: &BTreeMap<String, StagedFile>) -> io::Result<()> {
        let intended = IntendedUpdate {
            entry: set.entry.clone(),
            files: entries.values().map(|staged| staged.file.clone()).collect(),
            published: set.published.clone(),
        };
        let (slug, source) = (set.slug.to_owned(), set.source.to_owned());
        self.stage.intend(&Intent { slug, source, set: Some(intended) })
    }

    /// Puts all files of a document into a folder beside its own.
    fn stage(
        &self,
        set: &DocumentUpdate<'_>,
        before: &PreviousOutput,
        staged: &Path,
    ) -> io::Result<BTreeMap<String, StagedFile>> {
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
            entries.insert(path.clone(), StagedFile { file, is_sound: true });
        }
        self.carry_over(set, before, staged, &mut entries)?;
        entries.values_mut().for_each(|staged| staged.file.sort_editions());
        Ok(entries)
    }

    /// Notes what is published of an explainer, unless that is a version before the one that is known.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn note_published(&self, document: &PublishedDocument) -> Result<(), OutputError> {
        let known = self.cache.published(&document.slug);
        self.cache.check_readable()?;
        if known.is_some_and(|known| known == *document || known.version > document.version) {
            return Ok(());
        }
        self.begin()?;
        self.cache.put_published(document)
    }

    /// True where an earlier run died: what is known of the folder may not be so.
    pub fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// Tells the cache that the folder is about to change, before it does.
    fn begin(&self) -> Result<(), OutputError> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*changed {
            self.cache.mark_dirty()?;
            *changed = true;
        }
        Ok(())
    }

    /// Removes what earlier runs made of a document. What was made of another source under the same slug stays as long as that
    /// source is there; else it is taken for an earlier name of this one. Gives what is left in the document's folder that
    /// Pressroom did not write.
    ///
    /// # Errors
    /// A message; the earlier files are still there.
    pub(crate) fn withdraw(&self, slug: &str, source: &str) -> Result<Vec<String>, OutputError> {
        let files = self.cache.files(slug);
        self.cache.check_readable()?;
        if files.is_empty() {
            // There is nothing of it here, as it should be: so what was made of its source under another slug can go.
            self.claim(slug)?;
            self.claims().finish(slug);
            let folder = self.output.join(slug);
            return Ok(files_in(&folder).map_err(DiskError::reading(&folder))?);
        }
        if files.iter().all(|kept| kept.file.source != source) {
            for kept in &files {
                let other = &kept.file.source;
                let found = disk::metadata(Path::new(other));
                if found.map_err(|error| DiskError::new(other, Access::LookAt, error))?.is_some() {
                    return Ok(Vec::new());
                }
            }
        }
        let (asked, files, entry) = (Vec::new(), BTreeMap::new(), DocumentEntry::default());
        let set =
            DocumentUpdate { slug, source, entry, asked, retention: Retention::None, files, published: None };
        self.publish(&set).map(|publication| publication.left)
    }

    /// Leaves a document's folder as it is, since a new one would be the same. `rewritten` is what is known of it now, where
    /// somebody wrote its files again.
    ///
    /// # Errors
    /// A message: another document of this run has the same slug, or the disk refuses.
    pub(crate) fn keep_unchanged(
        &self,
        slug: &str,
        rewritten: Option<(&DocumentEntry, &[OutputFile])>,
    ) -> Result<(), OutputError> {
        self.claim(slug)?;
        if let Some((entry, files)) = rewritten {
            self.cache.put_document(slug, entry, files)?;
        }
        self.claims().finish(slug);
        Ok(())
    }

    /// Ends the writing of documents.
    pub fn end_documents(self) -> ReconciledOutput {
        let Self { output, stage, cache, sources: _, claims, changed, shared: _, doubtful, lock } = self;
        stage.bring_back(&output);
        let done = claims.into_inner().unwrap_or_else(PoisonError::into_inner);
        let changed = changed.into_inner().unwrap_or_else(PoisonError::into_inner) || cache.is_dirty();
        // Of a share without documents there is a manifest, too.
        // Where the disk can't tell, writing it does.
        let changed = changed || !disk::is_file(&output.join(MANIFEST)).unwrap_or_default();
        ReconciledOutput { output, stage, cache, done, changed, doubtful, lock }
    }

    /// Takes a slug for this run. Shared slugs are found before anything is rendered; this keeps a folder whole if
    /// that should fail.
    fn claim(&self, slug: &str) -> Result<(), OutputError> {
        match self.claims().begin(slug) {
            true => Ok(()),
            false => Err(OutputError::SharedSlug(slug.to_owned())),
        }
    }

    fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files in a document's folder that Pressroom did not write, by their paths in it.
    ///
    /// # Errors
    /// A message: one of them is in the way, or the folder is somebody else's.
    fn foreign_files(
        &self,
        set: &DocumentUpdate<'_>,
        before: &PreviousOutput,
        target: &Path,
    ) -> Result<Vec<String>, OutputError> {
        let unreadable = DiskError::reading(target);
        match disk::link_metadata(target) {
            Ok(None) => return Ok(Vec::new()),
            Err(error) => return Err(DiskError::writing(target)(error).into()),
            Ok(Some(metadata)) if !metadata.is_dir() => {
                return Err(Obstacle::NoFolder(target.to_owned()).into());
            }
            Ok(Some(_)) => {}
        }
        if disk::real_path(target).map_err(unreadable)?.is_some_and(|real| self.sources.contains(&real)) {
            return Err(Obstacle::Source(target.to_owned()).into());
        }
        let mut all = Vec::new();
        for path in files_in(target).map_err(unreadable)? {
            if !before.files.contains_key(&path) && !set.is_as_written(&path, target).map_err(unreadable)? {
                all.push(path);
            }
        }
        // Of a folder of which nothing is known, nothing is Pressroom's.
        let foreign = all.first().filter(|_| before.files.is_empty());
        let foreign = foreign.map(|path| path.split('/').next().unwrap_or_default());
        match foreign.or_else(|| all.iter().find(|path| set.needs_place_of(path)).map(String::as_str)) {
            Some(path) => Err(Obstacle::in_folder(target, path).into()),
            None => Ok(all),
        }
    }

    /// Has files of others in the new folder, too, before it takes the place of the old one.
    fn take_along(&self, left: &[String], target: &Path, staged: &Path) -> Result<(), OutputError> {
        for path in left {
            let taken =
                make_folders(staged, path).and_then(|()| fs::hard_link(target.join(path), staged.join(path)));
            if taken.is_err() {
                // What stays goes with the workspace.
                let _ = disk::remove_folder(staged);
                return Err(Obstacle::in_folder(target, path).into());
            }
        }
        Ok(())
    }

    /// Takes over the files of editions that were not asked for. A file takes no more room by it, where the disk can do that.
    fn carry_over(
        &self,
        set: &DocumentUpdate<'_>,
        before: &PreviousOutput,
        staged: &Path,
        entries: &mut BTreeMap<String, StagedFile>,
    ) -> io::Result<()> {
        for (path, kept) in &before.files {
            let stays = |edition: &&str| !set.asked.contains(edition) && before.retains(set, edition);
            let editions: Vec<String> = kept.file.editions().filter(stays).map(str::to_owned).collect();
            if editions.is_empty() || kept.file.source != set.source {
                continue;
            }
            if let Some(new) = entries.get_mut(path) {
                new.file.also_in.extend(editions);
                continue;
            }
            // What somebody changed stays known as it was, so that it is seen to be something else, and mended.
            let is_sound = match kept.state(&self.output)? {
                FileState::Same | FileState::Rewritten(_) => true,
                // Unless a run that died may have written it: nobody knows of what.
                FileState::Changed(_) if self.doubtful => continue,
                FileState::Changed(_) => false,
                FileState::Gone => continue,
            };
            let (old, new) = (self.output.join(&kept.file.path), staged.join(path));
            make_folders(staged, path)?;
            if fs::hard_link(&old, &new).is_err() {
                // Many disks can't; where this one could have, a copy is as good.
                fs::copy(&old, &new)?;
            }
            let mut editions = editions.into_iter();
            let edition = editions.next().unwrap_or_default();
            let file = ManifestFile { edition, also_in: editions.collect(), ..kept.file.clone() };
            entries.insert(path.to_owned(), StagedFile { file, is_sound });
        }
        Ok(())
    }
}

/// True for the path of a picture, which other documents may show, too.
fn is_picture(path: &str) -> bool {
    path.split('/').any(|part| part == MEDIA)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
