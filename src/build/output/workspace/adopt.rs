//! Takes over what a run that died had put in its place: what its [journal](super::workspace) says and the disk confirms.

use std::{collections::BTreeMap, fs, io, path::Path};

use super::journal::{IntendedUpdate, Intent, Remains, Workspace};
use crate::output::{
    cache::{BuildCache, DocumentEntry, FileState, OutputFile},
    error::OutputError,
    foreign_files::files_in,
};
use pressroom_document::{
    paths::{document_path, picture_name},
    sha256,
};
use pressroom_editions::registry;
use pressroom_files::{DiskError, disk};
use pressroom_manifest::{ManifestFile, is_inside};

/// How many documents are looked at before what was found is written down.
const TOGETHER: usize = 256;

/// Tells the cache what runs that died had put in their places. Until the manifest knows it as well, the journal of this
/// run says so, too.
///
/// # Errors
/// A message: the disk refuses.
pub(crate) fn adopt(
    remains: &Remains,
    output: &Path,
    cache: &BuildCache,
    workspace: &Workspace,
) -> Result<(), OutputError> {
    let adoption = Adoption { output, cache, workspace };
    let mut waiting: BTreeMap<String, Vec<Intent>> = BTreeMap::new();
    remains.intents(&mut |intent| {
        if !is_inside(&intent.slug) || intent.slug.contains('/') {
            return Ok(());
        }
        waiting.entry(intent.slug.clone()).or_default().push(intent);
        if waiting.len() < TOGETHER {
            return Ok(());
        }
        adoption.adopt_documents(std::mem::take(&mut waiting))
    })?;
    adoption.adopt_documents(waiting)
}

struct Adoption<'a> {
    output: &'a Path,
    cache: &'a BuildCache,
    workspace: &'a Workspace,
}

impl Adoption<'_> {
    fn adopt_documents(&self, intents: BTreeMap<String, Vec<Intent>>) -> Result<(), OutputError> {
        for (slug, intents) in intents {
            self.adopt_document(&slug, intents)?;
        }
        // Nothing of it may wait in memory when the journals of the dead are deleted.
        self.cache.flush()
    }

    /// Takes over what there is of a document.
    fn adopt_document(&self, slug: &str, intents: Vec<Intent>) -> Result<(), OutputError> {
        let folder = self.output.join(slug);
        let failed = DiskError::reading(&folder);
        if !disk::link_metadata(&folder).map_err(failed)?.is_some_and(|metadata| metadata.is_dir()) {
            return Ok(());
        }
        let known = self.cache.files(slug);
        let source = intents.first().map(|intent| intent.source.clone()).unwrap_or_default();
        let (mut found, mut published, mut any) = (None, None, false);
        for set in intents.into_iter().filter_map(|intent| intent.set) {
            any = true;
            let adopted = self.find_adopted(set, &known).map_err(failed)?;
            published = adopted.published.or(published);
            found = adopted.document.or(found);
        }
        if !any && known.is_empty() {
            // The run intended it, and the disk lost what was said later.
            found = self.find_by_names(slug, &source).map_err(failed)?;
        }
        let Some((entry, files)) = found else { return Ok(()) };
        let set = IntendedUpdate {
            entry: entry.clone(),
            files: files.iter().map(|kept| kept.file.clone()).collect(),
            published: published.clone(),
        };
        self.workspace.intend(&Intent { slug: slug.to_owned(), source, set: Some(set) }).map_err(failed)?;
        self.cache.put_document(slug, &entry, &files)?;
        // An earlier version than the one that is known was published before it.
        let known = self.cache.published(slug);
        let published = published.filter(|new| known.is_none_or(|known| known.version <= new.version));
        published.map_or(Ok(()), |published| self.cache.put_published(&published))
    }

    /// What there is of a set that was about to take its place.
    fn find_adopted(&self, set: IntendedUpdate, known: &[OutputFile]) -> io::Result<Adopted> {
        let IntendedUpdate { entry, files, published } = set;
        let intended = files.len();
        let mut there: BTreeMap<String, OutputFile> = BTreeMap::new();
        for file in files.into_iter().filter(|file| is_inside(&file.path)) {
            if let FileState::Rewritten(kept) = (OutputFile { file, written: None }).state(self.output)? {
                there.insert(kept.file.path.clone(), kept);
            }
        }
        let mut others = Vec::new();
        for kept in known.iter().filter(|kept| !there.contains_key(&kept.file.path)) {
            if !matches!(kept.state(self.output)?, FileState::Gone) {
                others.push(kept.clone());
            }
        }
        if there.len() == intended && others.is_empty() {
            let document = (!there.is_empty()).then(|| (entry, there.into_values().collect()));
            return Ok(Adopted { document, published });
        }
        // The set did not take its place, or somebody changed it since: what is known of files is known of them alone.
        let new = there.values().any(|kept| known.iter().all(|known| known.file != kept.file));
        let unknown = DocumentEntry { record: None, build_record: None, ..entry };
        there.extend(others.into_iter().map(|kept| (kept.file.path.clone(), kept)));
        Ok(Adopted { document: new.then(|| (unknown, there.into_values().collect())), published: None })
    }

    /// The files of a folder that only a run which died can have made, by their names.
    fn find_by_names(
        &self,
        slug: &str,
        source: &str,
    ) -> io::Result<Option<(DocumentEntry, Vec<OutputFile>)>> {
        let edition = |path: &str| {
            let extension = path.strip_prefix(slug)?.strip_prefix('.')?;
            registry().iter().find(|kind| kind.extension == extension).map(|kind| kind.name)
        };
        let all = files_in(&self.output.join(slug))?;
        let Some(first) = all.iter().find_map(|path| edition(path)) else { return Ok(None) };
        let mut files = Vec::new();
        for path in all {
            let is_picture = picture_name(&path).is_some();
            let Some(edition) = edition(&path).or(is_picture.then_some(first)) else { continue };
            let content = fs::read(self.output.join(slug).join(&path))?;
            let file = ManifestFile {
                path: document_path(slug, &path),
                source: source.to_owned(),
                edition: edition.to_owned(),
                also_in: Vec::new(),
                bytes: content.len() as u64,
                sha256: sha256(&content),
            };
            files.push(OutputFile { file, written: None });
        }
        Ok(Some((DocumentEntry::default(), files)))
    }
}

/// What was found of a set.
struct Adopted {
    /// `None` where the cache knows as much.
    document: Option<(DocumentEntry, Vec<OutputFile>)>,
    published: Option<pressroom_manifest::PublishedDocument>,
}
