//! Writes the files about a whole build, and the manifest: the last act of a run.
//!
//! Each file is staged and takes its place by a rename. The manifest names them before they are there, so that
//! whatever kills the process, the next run knows that they are Pressroom's.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{
    manifest::{MANIFEST, Manifest, ManifestDocument, ManifestFile, is_inside, sha256},
    publish::write,
    summaries::{self, SITE, SUMMARIES},
};
use crate::{
    model::Summary,
    render::site::{ROOT_FILES, SiteFiles},
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
    /// Held until the end of the run.
    pub(super) _lock: Option<File>,
}

impl Settled {
    /// Writes the summaries, the site's files and the manifest; gives how many files of the site are new. `None` for
    /// `files` leaves the site as it is.
    ///
    /// # Errors
    /// A message. Where it is about somebody else's file in the way of the site, documents and manifest are written.
    pub(super) fn finish(self, summaries: &[Summary], files: Option<SiteFiles>) -> Result<usize, String> {
        let wrong = |error: io::Error| format!("{} can't be written: {error}", self.output.display());
        self.write_summaries(summaries).map_err(wrong)?;
        let Some(files) = files else {
            self.write_manifest(self.site.clone()).map_err(wrong)?;
            return Ok(0);
        };
        if let Some(message) = files.keys().find_map(|path| in_the_way(&self.output, path, &self.site)) {
            self.write_manifest(self.site.clone()).map_err(wrong)?;
            return Err(message);
        }
        let new: BTreeMap<&str, ManifestFile> =
            files.iter().map(|(path, content)| (path.as_str(), entry(path, content))).collect();
        let old: Vec<_> =
            self.site.iter().filter(|file| !new.contains_key(file.path.as_str())).cloned().collect();
        self.write_manifest(new.values().cloned().chain(old.iter().cloned()).collect()).map_err(wrong)?;
        for (path, content) in &files {
            self.replace(path, content).map_err(wrong)?;
        }
        if !old.is_empty() {
            old.iter().for_each(|file| remove(&self.output, &file.path));
            self.write_manifest(new.into_values().collect()).map_err(wrong)?;
        }
        // What can't be deleted now is swept by the next run.
        let _ = self.stage.close();
        Ok(files.len())
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
        let target = self.output.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(staged, target)
    }
}

/// Why a site can't be written to an output folder: one of the files that every site has is there, and not Pressroom's.
pub(super) fn refuse_foreign(output: &Path, before: &BTreeMap<String, ManifestFile>) -> Result<(), String> {
    let ours: Vec<_> = before.values().filter(|file| file.edition == SITE).cloned().collect();
    match ROOT_FILES.iter().find_map(|path| in_the_way(output, path, &ours)) {
        Some(message) => Err(message),
        None => Ok(()),
    }
}

/// A message about what stands where a file of the site belongs, unless it is an earlier one.
fn in_the_way(output: &Path, path: &str, ours: &[ManifestFile]) -> Option<String> {
    let help = "move it away, or write `pages = false` in [site] of pressroom.toml";
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

fn entry(path: &str, content: &[u8]) -> ManifestFile {
    ManifestFile {
        path: path.to_owned(),
        source: String::new(),
        edition: SITE.to_owned(),
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
