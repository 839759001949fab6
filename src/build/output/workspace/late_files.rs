//! Files that somebody puts into a document's folder after Pressroom looked into it and before it moves it away.
//!
//! A folder that was moved away is looked into once more, and what others put there goes back to where they put it.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::journal::{Moment, TRASH, Workspace};
use crate::output::foreign_files::{files_in, remove_own};
use pressroom_files::folder::{make_folder, make_folders};

/// The files in a folder that are not Pressroom's, by their paths in it.
///
/// # Errors
/// The disk's.
pub(crate) fn others_in(
    folder: &Path,
    is_ours: impl Fn(&str) -> io::Result<bool>,
) -> io::Result<Vec<String>> {
    let mut others = Vec::new();
    for path in files_in(folder)? {
        if !is_ours(&path)? {
            others.push(path);
        }
    }
    Ok(others)
}

/// Moves files from one folder to another, which is there; one of the same path is replaced.
///
/// # Errors
/// The disk's: the others were not moved.
pub(crate) fn move_files<'p>(
    mut paths: impl Iterator<Item = &'p String>,
    from: &Path,
    to: &Path,
) -> io::Result<()> {
    paths.try_for_each(|path| {
        make_folders(to, path)?;
        fs::rename(from.join(path), to.join(path))
    })
}

/// Takes a document's files away: the folder in one step if it holds nothing else. Gives the files that are left in it,
/// which are not Pressroom's.
///
/// # Errors
/// The disk's.
pub(crate) fn take_away(
    workspace: &Workspace,
    slug: &str,
    folder: &Path,
    ours: &BTreeSet<&str>,
) -> io::Result<Vec<String>> {
    let is_ours = |path: &str| Ok(ours.contains(path));
    let left = others_in(folder, is_ours)?;
    if !left.is_empty() {
        remove_own(folder, ours.iter().copied())?;
        return Ok(left);
    }
    workspace.reach(Moment::Move, folder)?;
    let trash = workspace.path().join(TRASH).join(slug);
    match fs::rename(folder, &trash) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(left),
        moved => moved?,
    }
    let late = others_in(&trash, is_ours);
    let back = late.and_then(|late| {
        if !late.is_empty() {
            make_folder(folder)?;
            move_files(late.iter(), &trash, folder)?;
        }
        Ok(late)
    });
    if back.is_err() {
        workspace.strand_others(slug, &trash, ours.iter().copied());
    }
    back
}

#[cfg(test)]
#[path = "late_files_tests.rs"]
mod tests;
