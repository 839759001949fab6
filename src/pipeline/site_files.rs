//! Writes the files about a whole build, and the manifest: the last act of a run.
//!
//! Each file is staged and takes its place by a rename. The manifest names them before they are there, so that
//! whatever kills the process, the next run knows that they are Pressroom's.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;

use super::{
    feeds::FEEDS,
    manifest::{MANIFEST, Manifest, ManifestDocument, ManifestFile, is_inside},
    publish::write,
    summaries::{self, SITE, SUMMARIES},
};
use crate::{
    model::{Summary, sha256},
    render::site::SiteFiles,
};

/// An output folder whose documents are all in their places.
pub(super) struct Settled {
    pub(super) output: PathBuf,
    pub(super) stage: TempDir,
    /// The documents of which there are files.
    pub(super) records: Vec<ManifestDocument>,
    /// Every file of a document.
    pub(super) documents: Vec<ManifestFile>,
    /// The site's files that earlier runs left.
    pub(super) site: Vec<ManifestFile>,
    /// The feeds that earlier runs left.
    pub(super) feeds: Vec<ManifestFile>,
    /// Held until the end of the run.
    pub(super) _lock: Option<File>,
}

/// A file about a whole build, ready to be put in its place.
pub(super) struct Ready {
    pub(super) entry: ManifestFile,
    pub(super) content: Content,
}

/// What a file holds.
pub(super) enum Content {
    Bytes(Arc<[u8]>),
    /// It is in the stage already.
    Staged(PathBuf),
}

/// The files of a site.
pub(super) fn ready(files: SiteFiles) -> Vec<Ready> {
    let ready = |(path, content): (String, Arc<[u8]>)| Ready {
        entry: entry(&path, SITE, &content),
        content: Content::Bytes(content),
    };
    files.into_iter().map(ready).collect()
}

impl Settled {
    /// Writes the summaries, the files about the build and the manifest; gives how many of these files are new. `None` for
    /// the site or the feeds leaves them as they are.
    ///
    /// # Errors
    /// A message. Where it is about somebody else's file in the way, documents and manifest are written.
    pub(super) fn finish(
        self,
        summaries: &[Summary],
        site: Option<Vec<Ready>>,
        feeds: Option<Vec<Ready>>,
    ) -> Result<usize, String> {
        let wrong = |error: io::Error| format!("{} can't be written: {error}", self.output.display());
        self.write_summaries(summaries).map_err(wrong)?;
        let (mut stays, mut before, mut ready) = (Vec::new(), Vec::new(), Vec::new());
        for (old, new) in [(&self.site, site), (&self.feeds, feeds)] {
            match new {
                Some(new) => {
                    before.extend(old.iter().cloned());
                    ready.extend(new);
                }
                None => stays.extend(old.iter().cloned()),
            }
        }
        let ours = [before.as_slice(), &stays].concat();
        if let Some(message) = ready.iter().find_map(|file| in_the_way(&self.output, &file.entry.path, &ours))
        {
            self.write_manifest(ours).map_err(wrong)?;
            return Err(message);
        }
        stays.extend(ready.iter().map(|file| file.entry.clone()));
        let new: BTreeSet<&str> = ready.iter().map(|file| file.entry.path.as_str()).collect();
        before.retain(|file| !new.contains(file.path.as_str()));
        self.write_manifest([stays.as_slice(), &before].concat()).map_err(wrong)?;
        for file in &ready {
            match &file.content {
                Content::Bytes(content) => self.replace(&file.entry.path, content),
                Content::Staged(staged) => self.put(staged, &file.entry.path),
            }
            .map_err(wrong)?;
        }
        if !before.is_empty() {
            before.iter().for_each(|file| remove(&self.output, &file.path));
            self.write_manifest(stays).map_err(wrong)?;
        }
        // What can't be deleted now is swept by the next run.
        let _ = self.stage.close();
        Ok(ready.len())
    }

    /// There is no file where there is nothing to remember and never was.
    fn write_summaries(&self, summaries: &[Summary]) -> io::Result<()> {
        if summaries.is_empty() && !self.output.join(SUMMARIES).exists() {
            return Ok(());
        }
        self.replace(SUMMARIES, &summaries::to_json(summaries))
    }

    fn write_manifest(&self, site: Vec<ManifestFile>) -> io::Result<()> {
        let manifest =
            Manifest::new(self.records.iter().cloned(), self.documents.iter().cloned().chain(site));
        self.replace(MANIFEST, &manifest.to_json())
    }

    /// Puts a file in its place in one step.
    fn replace(&self, path: &str, content: &[u8]) -> io::Result<()> {
        let staged = self.stage.path().join("file");
        write(&staged, content)?;
        self.put(&staged, path)
    }

    /// Puts a staged file in its place.
    fn put(&self, staged: &Path, path: &str) -> io::Result<()> {
        let target = self.output.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(staged, target)
    }
}

/// Why the files about a build can't be written to an output folder: one of those at its root is there, and not
/// Pressroom's.
pub(super) fn refuse_foreign(
    output: &Path,
    before: &BTreeMap<String, ManifestFile>,
    own: &[&str],
) -> Result<(), String> {
    let ours = before.values().filter(|file| [SITE, FEEDS].contains(&file.edition.as_str()));
    let ours: Vec<_> = ours.cloned().collect();
    match own.iter().find_map(|path| in_the_way(output, path, &ours)) {
        Some(message) => Err(message),
        None => Ok(()),
    }
}

/// A message about what stands where a file of the site belongs, unless it is an earlier one.
fn in_the_way(output: &Path, path: &str, ours: &[ManifestFile]) -> Option<String> {
    let help =
        "move it away, or write `pages = false` (for feeds, `feeds = false`) in [site] of pressroom.toml";
    if !is_inside(path) {
        return Some(format!("the site can't have a file {path}"));
    }
    let mut place = output.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let metadata = fs::symlink_metadata(&place).ok()?;
        if parts.peek().is_some() {
            if metadata.is_dir() {
                continue;
            }
        } else if metadata.is_file() && ours.iter().any(|file| file.path == path) {
            return None;
        }
        return Some(format!("{} is in the way: Pressroom did not write it; {help}", place.display()));
    }
    None
}

pub(super) fn entry(path: &str, edition: &str, content: &[u8]) -> ManifestFile {
    ManifestFile {
        path: path.to_owned(),
        source: String::new(),
        edition: edition.to_owned(),
        also_in: Vec::new(),
        bytes: content.len() as u64,
        sha256: sha256(content),
    }
}

/// Removes an earlier file, and the folders that it leaves empty. One that is gone already is no error.
fn remove(output: &Path, path: &str) {
    let path = Path::new(path);
    let _ = fs::remove_file(output.join(path));
    for folder in path.ancestors().skip(1).filter(|folder| *folder != Path::new("")) {
        // A folder that holds something is not removed.
        let _ = fs::remove_dir(output.join(folder));
    }
}
