//! Writes the files about a whole build, and the manifest: the last act of a run.
//!
//! Each file is staged and takes its place by a rename; one that is as it was stays where it is. The cache names them
//! before they are there, so that whatever kills the process, the next run knows that they are Pressroom's.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::output::{
    cache::{OutputFile, ValidityWindow},
    error::{Obstacle, OutputError},
    reconcile::ReconciledOutput,
};
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, Source};
use pressroom_document::sha256;
use pressroom_files::{DiskError, disk, folder::make_folders};
use pressroom_manifest::{ManifestFile, is_inside};

/// The edition that the manifest says of the site's own files.
pub const SITE: &str = "site";
/// The edition that the manifest says of the feeds of a build.
pub const FEEDS: &str = "feeds";

/// What to do about a file of somebody else's where one of the site belongs.
const HELP: &str =
    "move it away, or write `pages = false` (for feeds, `feeds = false`) in [site] of pressroom.toml";

/// A file about a whole build, ready to be put in its place.
pub(crate) struct PendingFile {
    pub(crate) file: ManifestFile,
    /// Where it waits; `None` where it is in its place already.
    staged: Option<PathBuf>,
}

/// Takes files about a build in until all are made. Only those that are not in their places already take room.
pub(crate) struct Stager<'a> {
    reconciled: &'a ReconciledOutput,
    edition: &'static str,
    folder: PathBuf,
    before: BTreeMap<String, OutputFile>,
    staged: AtomicUsize,
}

impl<'a> Stager<'a> {
    /// A stager for the files of an `edition`, the site's or feeds.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn new(reconciled: &'a ReconciledOutput, edition: &'static str) -> Result<Self, OutputError> {
        let before = reconciled.cache.site_files().into_iter().map(|kept| (kept.file.path.clone(), kept));
        let folder = reconciled.stage.path().join(edition);
        fs::create_dir(&folder).map_err(|error| reconciled.refused(error))?;
        Ok(Self { reconciled, edition, folder, before: before.collect(), staged: AtomicUsize::new(0) })
    }

    /// Takes in the file at a path.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn stage_file(&self, path: &str, content: &[u8]) -> Result<PendingFile, OutputError> {
        let file = ManifestFile {
            path: path.to_owned(),
            source: String::new(),
            edition: self.edition.to_owned(),
            also_in: Vec::new(),
            bytes: content.len() as u64,
            sha256: sha256(content),
        };
        let before = self.before.get(path).filter(|kept| kept.file == file);
        let is_there = |kept: &OutputFile| self.reconciled.is_there(kept);
        if before.map(is_there).transpose()? == Some(true) {
            return Ok(PendingFile { file, staged: None });
        }
        let staged = self.folder.join(self.staged.fetch_add(1, Ordering::Relaxed).to_string());
        fs::write(&staged, content).map_err(|error| self.reconciled.refused(error))?;
        Ok(PendingFile { file, staged: Some(staged) })
    }
}

/// What could not be put in its place.
#[derive(Default)]
struct Blocked {
    /// What stands in the way, each once.
    obstacles: BTreeSet<Obstacle>,
    /// The site or the feeds, of which something is missing.
    editions: BTreeSet<String>,
}

impl ReconciledOutput {
    /// True where every file about the build is as it was.
    ///
    /// # Errors
    /// A message: the disk can't tell.
    pub(crate) fn build_is_there(&self) -> Result<bool, OutputError> {
        for kept in &self.cache.site_files() {
            if !self.is_there(kept)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_there(&self, kept: &OutputFile) -> Result<bool, OutputError> {
        let path = self.output.join(&kept.file.path);
        Ok(kept.is_there(&self.output).map_err(DiskError::reading(&path))?)
    }

    /// Writes the files about the build and the manifest; gives how many of these files are new, and an error for each place
    /// where somebody else's file stands in the way. Everything else is written then, and the next run tries again. `None` for
    /// the site or the feeds leaves them as they are. `made` says until when they hold.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(crate) fn finish(
        self,
        site: Option<Vec<PendingFile>>,
        feeds: Option<Vec<PendingFile>>,
        made: [(&str, ValidityWindow); 2],
    ) -> Result<(usize, Vec<DiagnosticReport>), OutputError> {
        let wrong = |error: io::Error| self.refused(error);
        let before = self.cache.site_files();
        let left = |kept: &OutputFile| match kept.file.edition.as_str() {
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
        let mut pending: Vec<PendingFile> = [site, feeds].into_iter().flatten().flatten().collect();
        let ours: Vec<ManifestFile> = stays.iter().chain(&before).map(|kept| kept.file.clone()).collect();
        let known: BTreeSet<String> = ours.iter().map(|file| file.path.clone()).collect();
        let blocked = self.take_blocked(&mut pending, &ours)?;
        let paths: BTreeSet<&str> = pending.iter().map(|pending| pending.file.path.as_str()).collect();
        before.retain(|kept| !paths.contains(kept.file.path.as_str()));
        let coming = pending.iter().map(|pending| OutputFile { file: pending.file.clone(), written: None });
        self.cache.set_site_files(stays.iter().chain(&before).cloned().chain(coming).collect())?;
        if self.doubtful || pending.iter().any(|pending| !known.contains(&pending.file.path)) {
            // Whoever finds a file finds it in the manifest.
            self.write_manifest()?;
        }
        let mut written = 0;
        for pending in &pending {
            if let Some(staged) = &pending.staged {
                self.place_file(staged, &pending.file.path).map_err(wrong)?;
                written += 1;
            }
            stays.push(OutputFile::new(&self.output, pending.file.clone()).map_err(wrong)?);
        }
        for kept in &before {
            if in_the_way(&self.output, &kept.file.path, &ours)?.is_some() {
                // Somebody put something else there.
                continue;
            }
            // Until it is gone, the cache knows that it is Pressroom's, and the next run tries again.
            let path = self.output.join(&kept.file.path);
            remove(&self.output, &kept.file.path).map_err(DiskError::removing(&path))?;
        }
        self.cache.set_site_files(stays)?;
        for (name, dated) in made {
            // If something is missing, the next run makes it again.
            let dated = if blocked.editions.contains(name) { ValidityWindow::default() } else { dated };
            self.cache.set_value(name, &dated)?;
        }
        self.write_manifest()?;
        let source = self.output.to_string_lossy().into_owned();
        self.close()?;
        let report = |obstacle: Obstacle| {
            let finding = Diagnostic::error(Code::Disk, obstacle.to_string()).help(HELP);
            DiagnosticReport::new(Source::new(source.as_str(), ""), vec![finding])
        };
        Ok((written, blocked.obstacles.into_iter().map(report).collect()))
    }

    /// Takes out the files in whose places, or on the way to them, something of somebody else's stands.
    fn take_blocked(
        &self,
        pending: &mut Vec<PendingFile>,
        ours: &[ManifestFile],
    ) -> Result<Blocked, OutputError> {
        let (mut blocked, mut free) = (Blocked::default(), Vec::with_capacity(pending.len()));
        for pending in pending.drain(..) {
            let obstacle = match pending.staged {
                Some(_) => in_the_way(&self.output, &pending.file.path, ours)?,
                None => None,
            };
            match obstacle {
                Some(obstacle) => {
                    blocked.obstacles.insert(obstacle);
                    blocked.editions.insert(pending.file.edition);
                }
                None => free.push(pending),
            }
        }
        *pending = free;
        Ok(blocked)
    }

    /// The error for what the disk does not do.
    fn refused(&self, error: io::Error) -> DiskError {
        DiskError::writing(&self.output)(error)
    }

    /// Puts a staged file in its place.
    fn place_file(&self, staged: &Path, path: &str) -> io::Result<()> {
        let target = self.output.join(path);
        make_folders(&self.output, path)?;
        fs::rename(staged, target)
    }
}

/// Why the files about a build can't be written to an output folder: one of those at its root is there, and not
/// Pressroom's.
pub(crate) fn refuse_foreign(
    output: &Path,
    of_build: &[OutputFile],
    own: &[&str],
) -> Result<(), OutputError> {
    let ours = of_build.iter().map(|kept| &kept.file);
    let ours: Vec<_> = ours.filter(|file| [SITE, FEEDS].contains(&file.edition.as_str())).cloned().collect();
    own.iter().try_for_each(|path| match in_the_way(output, path, &ours)? {
        Some(obstacle) => Err(Obstacle::WithHelp { obstacle: Box::new(obstacle), help: HELP }.into()),
        None => Ok(()),
    })
}

/// A message about what stands where a file of the site belongs, unless it is an earlier one.
///
/// # Errors
/// A message: the disk can't tell.
fn in_the_way(output: &Path, path: &str, ours: &[ManifestFile]) -> Result<Option<Obstacle>, OutputError> {
    if !is_inside(path) {
        return Ok(Some(Obstacle::Path(path.to_owned())));
    }
    let mut place = output.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let found = disk::link_metadata(&place);
        let found = found.map_err(DiskError::reading(&place))?;
        let Some(metadata) = found else { return Ok(None) };
        if parts.peek().is_some() {
            if metadata.is_dir() {
                continue;
            }
        } else if metadata.is_file() && ours.iter().any(|file| file.path == path) {
            return Ok(None);
        }
        return Ok(Some(Obstacle::Site(place)));
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
