//! The workspace of a run in an output folder: where files wait until they take their places, and the journal of those that
//! are about to.
//!
//! What a run puts in its place is known to the memory some documents later, and to the manifest at the end. Whatever ends the
//! run before, the journal is still there, and the next run [adopts](super::adopt) what it finds in it: else the text of a
//! killed run would stay for ever, also when it is put under embargo, deleted or renamed.
//!
//! Two things are written down, a JSON object to a line:
//!
//! - before the first document, which folders the run may make, and of which sources. This is on the disk before anything
//!   else happens, so that it outlives a loss of power.
//! - before a document takes its place, everything that the memory will know of it. This outlives the process.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::store::DocumentEntry;
use pressroom_files::disk::{self, Kind, Scratch};
use pressroom_manifest::{ManifestFile, PublishedDocument};

/// How workspaces are called.
const PREFIX: &str = ".pressroom-stage-";
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
    pub(crate) set: Option<IntendedSet>,
}

/// All files of a document, and what is known of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IntendedSet {
    pub(crate) entry: DocumentEntry,
    pub(crate) files: Vec<ManifestFile>,
    /// What is published with it, if it is.
    pub(crate) published: Option<PublishedDocument>,
}

/// The workspace of a run.
pub(crate) struct Workspace {
    folder: Scratch,
    journal: Mutex<Journal>,
}

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
        Ok(Self { folder, journal: Mutex::new(Journal { file, needed: false }) })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes down which folders the run may make, and of which sources, and comes back when that is on the disk. `each` says
    /// them one by one.
    ///
    /// # Errors
    /// The disk's, or what `each` says.
    pub(crate) fn announce(
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

    /// Ends the run: the manifest knows all that is in its place.
    ///
    /// # Errors
    /// The disk's: something is left, which the next run sweeps.
    pub(crate) fn close(mut self) -> io::Result<()> {
        self.journal.get_mut().unwrap_or_else(PoisonError::into_inner).needed = false;
        self.folder.remove()
    }
}

impl Drop for Workspace {
    /// Leaves the journal of a run that ends before its manifest is written, and nothing that takes room.
    fn drop(&mut self) {
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
                if disk::look_at_link(&home)?.is_none() {
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
    pub(crate) fn intents(&self, show: &mut dyn FnMut(Intent) -> Result<(), String>) -> Result<(), String> {
        for folder in &self.folders {
            let path = folder.join(JOURNAL);
            let failed = |error: io::Error| format!("{} can't be read: {error}", path.display());
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
