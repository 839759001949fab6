//! The workspace of a run in an output folder: where files wait until they take their places, and the journal of those that
//! are about to.
//!
//! What a run puts in its place is known to the cache some documents later, and to the manifest at the end. Whatever ends the
//! run before, the journal is still there, and the next run [adopts](super::adopt) what it finds in it: else the text of a
//! killed run would stay for ever, also when it is put under embargo, deleted or renamed.
//!
//! Two things are written down, a JSON object to a line:
//!
//! - before the first document, which folders the run may make, and of which sources. This is on the disk before anything
//!   else happens, so that it outlives a loss of power.
//! - before a document takes its place, everything that the cache will know of it. This outlives the process.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use crate::output::{cache::DocumentEntry, error::OutputError, foreign_files::remove_own};
use pressroom_files::{
    DiskError,
    disk::{self, Kind, Scratch},
};
use pressroom_manifest::{ManifestFile, PublishedDocument};

/// How workspaces are called.
const PREFIX: &str = ".pressroom-stage-";
/// How folders are called in which a run keeps what it could not put back. No run sweeps them.
const KEPT: &str = ".pressroom-kept-";
/// What is on its way in.
pub(crate) const NEW: &str = "new";
/// What was moved away and comes back if the run dies before its successor is in place.
pub(crate) const OLD: &str = "old";
/// What is to be deleted.
pub(crate) const TRASH: &str = "trash";
/// The journal.
const JOURNAL: &str = "journal.ndjson";

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// The document's folder.
    pub(crate) slug: String,
    /// What it is made of.
    pub(crate) source: String,
    /// What is about to take its place; `None` where only that is known that something may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set: Option<IntendedUpdate>,
}

/// All files of a document, and what is known of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IntendedUpdate {
    pub(crate) entry: DocumentEntry,
    pub(crate) files: Vec<ManifestFile>,
    /// What is published with it, if it is.
    pub(crate) published: Option<PublishedDocument>,
}

/// The workspace of a run.
pub(crate) struct Workspace {
    folder: Scratch,
    journal: Mutex<Journal>,
    /// Slug -> what has no other place.
    stranded: Mutex<BTreeMap<String, Stranded>>,
    /// What tests do at these moments, in place of another process or the disk.
    #[cfg(test)]
    pub(crate) hook: Mutex<Option<Hook>>,
}

/// A folder that was moved away and could not be moved back.
struct Stranded {
    /// Where it is.
    place: PathBuf,
    /// True for all that there was of a document; false for files of others.
    is_set: bool,
}

/// A moment at which something else may happen to a document's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// It was looked into, and is about to be moved away.
    Move,
    /// It is about to be exchanged with the new one.
    Exchange,
    /// It was moved away, and the new one is not there yet.
    Gap,
}

/// What a test does at a moment; an error is the disk's.
#[cfg(test)]
pub(crate) type Hook = Box<dyn FnMut(Moment, &Path) -> io::Result<()> + Send>;

struct Journal {
    file: File,
    /// Something may be in its place that the manifest does not know.
    needed: bool,
}

impl Workspace {
    /// A new one in an output folder that is there.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn new(output: &Path) -> io::Result<Self> {
        let folder = Scratch::new(output, PREFIX)?;
        for name in [NEW, OLD, TRASH] {
            fs::create_dir(folder.path().join(name))?;
        }
        let file = File::options().append(true).create_new(true).open(folder.path().join(JOURNAL))?;
        Ok(Self {
            folder,
            journal: Mutex::new(Journal { file, needed: false }),
            stranded: Mutex::default(),
            #[cfg(test)]
            hook: Mutex::default(),
        })
    }

    /// Runs the hook of a test before a step that moves a document's folder.
    ///
    /// # Errors
    /// The error that the test injects.
    #[cfg(test)]
    pub(crate) fn reach(&self, moment: Moment, folder: &Path) -> io::Result<()> {
        let mut hook = self.hook.lock().unwrap_or_else(PoisonError::into_inner);
        hook.as_mut().map_or(Ok(()), |hook| hook(moment, folder))
    }

    #[cfg(not(test))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "tests put something here")]
    pub(crate) fn reach(&self, _: Moment, _: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Notes that all there was of a document is here, since it could not be moved back.
    pub(crate) fn strand_set(&self, slug: &str, place: &Path) {
        let set = Stranded { place: place.to_owned(), is_set: true };
        self.stranded.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned(), set);
    }

    /// Notes that a folder here holds files of others that could not be moved to their place. `ours` of it are removed.
    pub(crate) fn strand_others<'p>(&self, slug: &str, place: &Path, ours: impl Iterator<Item = &'p str>) {
        // What can't be removed is kept with the others, and the run says where.
        let _ = remove_own(place, ours);
        let others = Stranded { place: place.to_owned(), is_set: false };
        self.stranded.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned(), others);
    }

    /// Tries once more to move sets back whose places are free.
    pub(crate) fn bring_back(&self, output: &Path) {
        let mut stranded = self.stranded.lock().unwrap_or_else(PoisonError::into_inner);
        stranded.retain(|slug, Stranded { place, is_set }| {
            let home = output.join(slug);
            let is_free = disk::link_metadata(&home).is_ok_and(|found| found.is_none());
            !(*is_set && is_free && fs::rename(place, home).is_ok())
        });
    }

    /// Moves what is stranded here to a folder that no run sweeps; gives the new places.
    ///
    /// # Errors
    /// The disk's.
    fn keep_stranded(&mut self) -> io::Result<Vec<PathBuf>> {
        let stranded = std::mem::take(self.stranded.get_mut().unwrap_or_else(PoisonError::into_inner));
        let name = self.path().file_name().unwrap_or_default().to_string_lossy().replacen(PREFIX, KEPT, 1);
        let kept = self.path().with_file_name(name);
        let mut places = Vec::new();
        for (slug, Stranded { place, .. }) in stranded {
            if disk::link_metadata(&place)?.is_none() {
                continue;
            }
            if places.is_empty() {
                fs::create_dir(&kept)?;
            }
            let new = kept.join(slug);
            fs::rename(place, &new)?;
            places.push(new);
        }
        Ok(places)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes down which folders the run may make, and of which sources, and comes back when that is on the disk. `each` says
    /// them one by one.
    ///
    /// # Errors
    /// The disk's, or what `each` says.
    pub(crate) fn declare_documents(
        &self,
        each: impl FnOnce(&mut dyn FnMut(&str, &str) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<()> {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut out, mut any) = (BufWriter::new(&journal.file), false);
        each(&mut |slug, source| {
            any = true;
            let intent = Intent { slug: slug.to_owned(), source: source.to_owned(), set: None };
            serde_json::to_writer(&mut out, &intent)?;
            out.write_all(b"\n")
        })?;
        out.flush()?;
        drop(out);
        if any {
            journal.file.sync_all()?;
            // The names of the folders have to be there, too.
            disk::synchronize(self.path())?;
            disk::synchronize(self.path().parent().unwrap_or(Path::new(".")))?;
        }
        Ok(())
    }

    /// Writes down what is about to take its place.
    ///
    /// # Errors
    /// The disk's. A line that was begun is taken back where that can be done.
    pub(crate) fn intend(&self, intent: &Intent) -> io::Result<()> {
        let mut line = serde_json::to_vec(intent)?;
        line.push(b'\n');
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let before = journal.file.metadata()?.len();
        if let Err(error) = journal.file.write_all(&line) {
            let _ = journal.file.set_len(before);
            return Err(error);
        }
        journal.needed = true;
        Ok(())
    }

    /// Ends the run: the manifest knows all that is in its place. Gives where things are kept that have no other place.
    ///
    /// # Errors
    /// The disk's: something is left, which the next run sweeps.
    pub(crate) fn close(mut self) -> io::Result<Vec<PathBuf>> {
        let kept = self.keep_stranded();
        let kept = kept.inspect_err(|_| _ = self.folder.keep())?;
        self.journal.get_mut().unwrap_or_else(PoisonError::into_inner).needed = false;
        self.folder.remove().map(|()| kept)
    }
}

impl Drop for Workspace {
    /// Leaves the journal of a run that ends before its manifest is written, and nothing that takes room.
    fn drop(&mut self) {
        if self.folder.path() != Path::new("") && self.keep_stranded().is_err() {
            self.folder.keep();
            return;
        }
        if !self.journal.get_mut().unwrap_or_else(PoisonError::into_inner).needed {
            return;
        }
        // The run failed already, and says why; the next one tries again.
        let _ = delete_but(&self.folder.keep(), &[JOURNAL, OLD]);
    }
}

/// Deletes what is in a workspace but for some entries.
///
/// # Errors
/// The disk's.
fn delete_but(workspace: &Path, kept: &[&str]) -> io::Result<()> {
    for entry in disk::entries(workspace)? {
        if kept.iter().any(|kept| entry.name == *kept) {
            continue;
        }
        match entry.kind {
            Kind::Folder => disk::remove_folder(&entry.path)?,
            Kind::File | Kind::Link | Kind::Other => fs::remove_file(&entry.path)?,
        }
    }
    Ok(())
}

/// What runs left that ended before their time.
pub(crate) struct Remains {
    folders: Vec<PathBuf>,
}

impl Remains {
    /// Finds them, brings back what they had moved away, and deletes the rest but for their journals.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn find(output: &Path) -> io::Result<Self> {
        let mut folders = Vec::new();
        for entry in disk::entries(output)? {
            if !entry.name.to_string_lossy().starts_with(PREFIX) || entry.kind != Kind::Folder {
                continue;
            }
            for old in disk::entries_if_any(&entry.path.join(OLD))? {
                let home = output.join(&old.name);
                if disk::link_metadata(&home)?.is_none() {
                    fs::rename(&old.path, home)?;
                }
            }
            // A disk may be full of it.
            delete_but(&entry.path, &[JOURNAL])?;
            folders.push(entry.path);
        }
        folders.sort();
        Ok(Self { folders })
    }

    /// True where there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// Shows each line of their journals. A line that was not written to its end is passed over: what it is about had not
    /// taken its place.
    ///
    /// # Errors
    /// The disk's, or what `show` says.
    pub(crate) fn intents(
        &self,
        show: &mut dyn FnMut(Intent) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        for folder in &self.folders {
            let path = folder.join(JOURNAL);
            let failed = DiskError::reading(&path);
            let file = match File::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file.map_err(failed)?,
            };
            for line in BufReader::new(file).split(b'\n') {
                if let Ok(intent) = serde_json::from_slice(&line.map_err(failed)?) {
                    show(intent)?;
                }
            }
        }
        Ok(())
    }

    /// Deletes them.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn delete(self) -> io::Result<()> {
        self.folders.iter().try_for_each(|folder| disk::remove_folder(folder))
    }
}
