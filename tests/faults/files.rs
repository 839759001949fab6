//! The files that runs leave, and how they differ.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Path -> content.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What comes together: the files of a document, each other file alone.
pub(super) fn group(path: &str) -> &str {
    let mut parts = path.match_indices('/');
    match (parts.next(), parts.next(), path.starts_with("output/")) {
        // output/SLUG/...
        (Some(_), Some((end, _)), true) => &path[..end],
        (Some((end, _)), _, false) => &path[..end],
        _ => path,
    }
}

/// Every file of the outputs but the build cache and what is on its way.
pub(super) fn files_in(folder: &Path, outputs: &[&str]) -> Files {
    let mut files = Files::new();
    let mut waiting: Vec<PathBuf> = outputs.iter().map(|output| folder.join(output)).collect();
    while let Some(path) = waiting.pop() {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if name.split('/').any(|part| part.starts_with(".pressroom")) {
            continue;
        }
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.is_file() {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

/// What a run leaves on its way, anywhere in a folder.
pub(super) fn left_over(folder: &Path) -> Vec<String> {
    let (mut left, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(".pressroom-") || name.starts_with(".tmp") {
                left.push(name);
            } else if entry.path().is_dir() {
                waiting.push(entry.path());
            }
        }
    }
    left
}

/// How files differ from what they should be.
pub(super) fn difference(now: &Files, expected: &Files) -> String {
    let lacks: Vec<_> = expected.keys().filter(|path| !now.contains_key(*path)).collect();
    let more: Vec<_> = now.keys().filter(|path| !expected.contains_key(*path)).collect();
    let other: Vec<_> = now
        .iter()
        .filter(|(path, content)| expected.get(*path).is_some_and(|other| other != *content))
        .map(|(path, _)| path)
        .collect();
    format!("{lacks:?} are missing, {more:?} are too many, {other:?} are others")
}
