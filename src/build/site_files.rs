//! Writes the files about a whole build, and the manifest: the last act of a run.
//!
//! Each file is staged and takes its place by a rename; one that is as it was stays where it is. The memory names them
//! before they are there, so that whatever kills the process, the next run knows that they are Pressroom's.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    feeds::FEEDS,
    settle::Settled,
    store::{Dated, Kept},
    summaries::SITE,
};
use pressroom_diagnostics::{Code, Diagnostic, Report, Source};
use pressroom_document::sha256;
use pressroom_files::{disk, folder::make_folders};
use pressroom_manifest::{ManifestFile, is_inside};

/// What to do about a file of somebody else's where one of the site belongs.
const HELP: &str =
    "move it away, or write `pages = false` (for feeds, `feeds = false`) in [site] of pressroom.toml";

/// A file about a whole build, ready to be put in its place.
pub(crate) struct Ready {
    pub(crate) file: ManifestFile,
    /// Where it waits; `None` where it is in its place already.
    staged: Option<PathBuf>,
}

/// Takes files about a build in until all are made. Only those that are not in their places already take room.
pub(crate) struct Stager<'a> {
    settled: &'a Settled,
    edition: &'static str,
    folder: PathBuf,
    before: BTreeMap<String, Kept>,
    staged: AtomicUsize,
}

impl<'a> Stager<'a> {
    /// A stager for the files of an `edition`, the site's or feeds.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn new(settled: &'a Settled, edition: &'static str) -> Result<Self, String> {
        let before = settled.store.of_build().into_iter().map(|kept| (kept.file.path.clone(), kept));
        let folder = settled.stage.path().join(edition);
        fs::create_dir(&folder).map_err(|error| settled.refused(&error))?;
        Ok(Self { settled, edition, folder, before: before.collect(), staged: AtomicUsize::new(0) })
    }

    /// Takes in the file at a path.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn take(&self, path: &str, content: &[u8]) -> Result<Ready, String> {
        let file = ManifestFile {
            path: path.to_owned(),
            source: String::new(),
            edition: self.edition.to_owned(),
            also_in: Vec::new(),
            bytes: content.len() as u64,
            sha256: sha256(content),
        };
        let before = self.before.get(path).filter(|kept| kept.file == file);
        let is_there = |kept: &Kept| self.settled.is_there(kept);
        if before.map(is_there).transpose()? == Some(true) {
            return Ok(Ready { file, staged: None });
        }
        let staged = self.folder.join(self.staged.fetch_add(1, Ordering::Relaxed).to_string());
        fs::write(&staged, content).map_err(|error| self.settled.refused(&error))?;
        Ok(Ready { file, staged: Some(staged) })
    }
}

/// What could not be put in its place.
#[derive(Default)]
struct Blocked {
    /// What stands in the way, each once.
    messages: BTreeSet<String>,
    /// The site or the feeds, of which something is missing.
    editions: BTreeSet<String>,
}

impl Settled {
    /// True where every file about the build is as it was.
    ///
    /// # Errors
    /// A message: the disk can't tell.
    pub(crate) fn build_is_there(&self) -> Result<bool, String> {
        for kept in &self.store.of_build() {
            if !self.is_there(kept)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_there(&self, kept: &Kept) -> Result<bool, String> {
        let there = kept.is_there(&self.output);
        there.map_err(|error| {
            format!("{} can't be read: {error}", self.output.join(&kept.file.path).display())
        })
    }

    /// Writes the files about the build and the manifest; gives how many of these files are new, and an error for each place
    /// where somebody else's file stands in the way. Everything else is written then, and the next run tries again. `None` for
    /// the site or the feeds leaves them as they are. `made` says until when they hold.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn finish(
        self,
        site: Option<Vec<Ready>>,
        feeds: Option<Vec<Ready>>,
        made: [(&str, Dated); 2],
    ) -> Result<(usize, Vec<Report>), String> {
        let wrong = |error: io::Error| self.refused(&error);
        let before = self.store.of_build();
        let left = |kept: &Kept| match kept.file.edition.as_str() {
            SITE => site.is_none(),
            _ => feeds.is_none(),
        };
        let (left, mut before): (Vec<_>, Vec<_>) = before.into_iter().partition(left);
        let mut stays = Vec::with_capacity(left.len());
        for kept in left {
            if self.is_there(&kept)? {
                stays.push(kept);
            }
        }
        let mut ready: Vec<Ready> = [site, feeds].into_iter().flatten().flatten().collect();
        let ours: Vec<ManifestFile> = stays.iter().chain(&before).map(|kept| kept.file.clone()).collect();
        let known: BTreeSet<String> = ours.iter().map(|file| file.path.clone()).collect();
        let blocked = self.take_blocked(&mut ready, &ours)?;
        let paths: BTreeSet<&str> = ready.iter().map(|ready| ready.file.path.as_str()).collect();
        before.retain(|kept| !paths.contains(kept.file.path.as_str()));
        let coming = ready.iter().map(|ready| Kept { file: ready.file.clone(), written: None });
        self.store.set_of_build(stays.iter().chain(&before).cloned().chain(coming).collect())?;
        if self.doubtful || ready.iter().any(|ready| !known.contains(&ready.file.path)) {
            // Whoever finds a file finds it in the manifest.
            self.write_manifest()?;
        }
        let mut written = 0;
        for ready in &ready {
            if let Some(staged) = &ready.staged {
                self.put(staged, &ready.file.path).map_err(wrong)?;
                written += 1;
            }
            stays.push(Kept::new(&self.output, ready.file.clone()).map_err(wrong)?);
        }
        for kept in &before {
            if in_the_way(&self.output, &kept.file.path, &ours)?.is_some() {
                // Somebody put something else there.
                continue;
            }
            // Until it is gone, the memory knows that it is Pressroom's, and the next run tries again.
            remove(&self.output, &kept.file.path).map_err(|error| {
                format!("{} can't be removed: {error}", self.output.join(&kept.file.path).display())
            })?;
        }
        self.store.set_of_build(stays)?;
        for (name, dated) in made {
            // If something is missing, the next run makes it again.
            let dated = if blocked.editions.contains(name) { Dated::default() } else { dated };
            self.store.set_build(name, &dated)?;
        }
        self.write_manifest()?;
        let source = self.output.to_string_lossy().into_owned();
        self.close()?;
        let report = |message| {
            let finding = Diagnostic::error(Code::Disk, message).help(HELP);
            Report::new(Source::new(source.as_str(), ""), vec![finding])
        };
        Ok((written, blocked.messages.into_iter().map(report).collect()))
    }

    /// Takes out the files in whose places, or on the way to them, something of somebody else's stands.
    fn take_blocked(&self, ready: &mut Vec<Ready>, ours: &[ManifestFile]) -> Result<Blocked, String> {
        let (mut blocked, mut free) = (Blocked::default(), Vec::with_capacity(ready.len()));
        for ready in ready.drain(..) {
            let message = match ready.staged {
                Some(_) => in_the_way(&self.output, &ready.file.path, ours)?,
                None => None,
            };
            match message {
                Some(message) => {
                    blocked.messages.insert(message);
                    blocked.editions.insert(ready.file.edition);
                }
                None => free.push(ready),
            }
        }
        *ready = free;
        Ok(blocked)
    }

    /// A message about what the disk does not do.
    fn refused(&self, error: &io::Error) -> String {
        format!("{} can't be written: {error}", self.output.display())
    }

    /// Puts a staged file in its place.
    fn put(&self, staged: &Path, path: &str) -> io::Result<()> {
        let target = self.output.join(path);
        make_folders(&self.output, path)?;
        fs::rename(staged, target)
    }
}

/// Why the files about a build can't be written to an output folder: one of those at its root is there, and not
/// Pressroom's.
pub(crate) fn refuse_foreign(output: &Path, of_build: &[Kept], own: &[&str]) -> Result<(), String> {
    let ours = of_build.iter().map(|kept| &kept.file);
    let ours: Vec<_> = ours.filter(|file| [SITE, FEEDS].contains(&file.edition.as_str())).cloned().collect();
    own.iter().try_for_each(|path| match in_the_way(output, path, &ours)? {
        Some(message) => Err(format!("{message}; {HELP}")),
        None => Ok(()),
    })
}

/// A message about what stands where a file of the site belongs, unless it is an earlier one.
///
/// # Errors
/// A message: the disk can't tell.
fn in_the_way(output: &Path, path: &str, ours: &[ManifestFile]) -> Result<Option<String>, String> {
    if !is_inside(path) {
        return Ok(Some(format!("the site can't have a file {path}")));
    }
    let mut place = output.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let found = disk::look_at_link(&place);
        let found = found.map_err(|error| format!("{} can't be read: {error}", place.display()))?;
        let Some(metadata) = found else { return Ok(None) };
        if parts.peek().is_some() {
            if metadata.is_dir() {
                continue;
            }
        } else if metadata.is_file() && ours.iter().any(|file| file.path == path) {
            return Ok(None);
        }
        let place = place.display();
        return Ok(Some(format!("{place} is in the way: Pressroom did not write it")));
    }
    Ok(None)
}

/// True for the answer of a disk that a folder can't be removed because something is in it, or uses it.
fn holds_something(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, ResourceBusy};
    [DirectoryNotEmpty, AlreadyExists, ResourceBusy].contains(&error.kind())
}

/// Removes an earlier file, and the folders that it leaves empty. One that is gone already is no error.
///
/// # Errors
/// The disk's: the file may still be there.
pub(crate) fn remove(output: &Path, path: &str) -> io::Result<()> {
    let path = Path::new(path);
    match fs::remove_file(output.join(path)) {
        Err(error) if !disk::is_absent(&error) => return Err(error),
        _ => {}
    }
    for folder in path.ancestors().skip(1).filter(|folder| *folder != Path::new("")) {
        match fs::remove_dir(output.join(folder)) {
            // A folder that holds something is not removed, nor are those that it is in.
            Err(error) if holds_something(&error) => break,
            Err(error) if !disk::is_absent(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
