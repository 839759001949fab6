//! Puts a document's new folder in the place of the old one, without losing what others put into the old one meanwhile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::document_update::{DocumentUpdate, PreviousOutput};
use crate::output::{
    error::{Obstacle, OutputError},
    workspace::{Moment, NEW, OLD, Workspace, move_files, others_in},
};
use pressroom_files::{DiskError, disk, folder::exchange};

/// A document whose new folder is ready.
pub(crate) struct Swap<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) set: &'a DocumentUpdate<'a>,
    pub(crate) before: &'a PreviousOutput,
    /// Where its folder is.
    pub(crate) target: &'a Path,
}

impl Swap<'_> {
    /// Puts the staged folder in the target's place. The files of others that were found in the old one are `left`, and in the
    /// new one, too. What somebody put into the old one since then moves to the new one. Gives all files of others there.
    ///
    /// # Errors
    /// A message; the earlier files are still there. One of those that came meanwhile may be in the way.
    pub(crate) fn run(&self, left: Vec<String>, staged: &Path) -> Result<Vec<String>, OutputError> {
        let failed = DiskError::writing(self.target);
        let Some(old) = self.put_in_place(staged).map_err(failed)? else { return Ok(left) };
        match self.rescue(&left, &old) {
            Ok(mut others) => {
                // What can't be removed now goes with the workspace, which tells if that can't be.
                let _ = disk::remove_folder(&old);
                others.extend(left);
                others.sort();
                others.dedup();
                Ok(others)
            }
            Err(RescueError::Blocked(path)) if self.take_back(&old).is_ok() => {
                Err(Obstacle::in_folder(self.target, &path).into())
            }
            Err(lost) => {
                let ours = self.before.files.keys().map(String::as_str);
                self.workspace.strand_others(self.set.slug, &old, ours);
                Err(match lost {
                    RescueError::Blocked(path) => Obstacle::in_folder(self.target, &path).into(),
                    RescueError::Disk(error) => failed(error).into(),
                })
            }
        }
    }

    /// Puts the staged folder in the target's place; gives where the old one is now, if there was one.
    fn put_in_place(&self, staged: &Path) -> io::Result<Option<PathBuf>> {
        let (workspace, target) = (self.workspace, self.target);
        workspace.reach(Moment::Move, target)?;
        if disk::link_metadata(target)?.is_none() {
            return fs::rename(staged, target).map(|()| None);
        }
        // Where the system can't exchange two folders, or this time would not, they go one after the other.
        if workspace.reach(Moment::Exchange, target).and_then(|()| exchange(staged, target)).is_ok() {
            return Ok(Some(staged.to_owned()));
        }
        let old = workspace.path().join(OLD).join(self.set.slug);
        fs::rename(target, &old)?;
        let placed = workspace.reach(Moment::Gap, target).and_then(|()| fs::rename(staged, target));
        if let Err(error) = placed {
            if fs::rename(&old, target).is_err() {
                workspace.strand_set(self.set.slug, &old);
            }
            return Err(error);
        }
        Ok(Some(old))
    }

    /// Moves what others put into the old folder to the new one; gives the paths.
    fn rescue(&self, left: &[String], old: &Path) -> Result<Vec<String>, RescueError> {
        let is_ours =
            |path: &str| Ok(self.before.files.contains_key(path) || self.set.is_as_written(path, old)?);
        let others = others_in(old, is_ours).map_err(RescueError::Disk)?;
        let is_blocked = |path: &&String| !left.contains(*path) && self.set.needs_place_of(path);
        if let Some(path) = others.iter().find(is_blocked) {
            return Err(RescueError::Blocked(path.clone()));
        }
        move_files(others.iter(), old, self.target).map_err(RescueError::Disk)?;
        Ok(others)
    }

    /// Puts the old folder back in its place, and the new one back into the workspace.
    fn take_back(&self, old: &Path) -> io::Result<()> {
        let new = self.workspace.path().join(NEW).join(self.set.slug);
        if old == new {
            return exchange(old, self.target);
        }
        fs::rename(self.target, new)?;
        fs::rename(old, self.target)
    }
}

/// Why a file of somebody else's can't be moved to the new folder.
enum RescueError {
    /// One of the new files is in its place.
    Blocked(String),
    Disk(io::Error),
}
