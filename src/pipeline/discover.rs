//! Finds the sources: files, folders with all below them, and standard input.

use std::{
    collections::HashSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::manifest::{self, MANIFEST};

/// One source to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path for people and for the manifest: with `/`, relative where it lies below the current folder.
    pub name: String,
    /// The file; `None` is standard input.
    pub path: Option<PathBuf>,
    /// What it holds.
    pub kind: InputKind,
    /// What the document is called where it doesn't say: the file's name without its extension, or the folder's for
    /// an `index`.
    pub slug: String,
}

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// Markdown with front matter.
    Markdown,
    /// The model's own JSON.
    Model,
}

/// A path that can't be built.
#[derive(Debug)]
pub struct PathError {
    /// The path, as the user gave it.
    pub path: PathBuf,
    /// What the disk says; `InvalidInput` for the output folder itself.
    pub error: io::Error,
}

/// How deep folders are searched; deeper ones are a mistake or a trap.
const MAX_DEPTH: usize = 64;

/// The sources at `paths`, in order of their names and each once; `-` is standard input.
///
/// In folders, names that begin with a dot are passed over, and so are `output` and every folder that Pressroom
/// wrote itself. A file that was named is read whatever its name is.
///
/// # Errors
/// The first path that is not there, can't be listed, or is `output` itself.
pub fn discover(paths: &[PathBuf], output: Option<&Path>) -> Result<Vec<Input>, PathError> {
    let mut search = Search {
        here: std::env::current_dir().ok(),
        output: output.and_then(|output| fs::canonicalize(output).ok()),
        folders: HashSet::new(),
        found: Vec::new(),
    };
    let mut stdin = false;
    for path in paths {
        if path == Path::new("-") {
            stdin = true;
            continue;
        }
        let failed = |error| PathError { path: path.clone(), error };
        if fs::metadata(path).map_err(failed)?.is_dir() {
            search.folder(path, 0)?;
        } else {
            search.found.push(path.clone());
        }
    }
    let mut files: Vec<(PathBuf, PathBuf)> =
        search.found.iter().map(|path| (shown(path, search.here.as_deref()), path.clone())).collect();
    files.sort();
    let mut seen = HashSet::new();
    files.retain(|(_, path)| seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    let stdin = stdin.then(|| Input {
        name: "<stdin>".to_owned(),
        path: None,
        kind: InputKind::Markdown,
        slug: "stdin".to_owned(),
    });
    Ok(stdin.into_iter().chain(files.into_iter().map(|(shown, path)| input(&shown, path))).collect())
}

/// The folders among `paths`, by the names that the sources in them begin with; the current folder is empty.
pub fn searched(paths: &[PathBuf]) -> Vec<String> {
    let here = std::env::current_dir().ok();
    let folders = paths.iter().filter(|path| path.is_dir());
    folders.map(|folder| name_of(&shown(folder, here.as_deref()))).collect()
}

struct Search {
    here: Option<PathBuf>,
    output: Option<PathBuf>,
    /// Folders that were searched, so that links can't make a circle.
    folders: HashSet<PathBuf>,
    found: Vec<PathBuf>,
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), PathError> {
        let failed = |error| PathError { path: folder.to_owned(), error };
        let real = fs::canonicalize(folder).map_err(failed)?;
        let is_output = self.output.as_ref() == Some(&real);
        if is_output && depth == 0 {
            return Err(failed(io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let ours = is_output || (depth > 0 && manifest::is_ours(&folder.join(MANIFEST)));
        if depth > MAX_DEPTH || ours || !self.folders.insert(real) {
            return Ok(());
        }
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.folder(&path, depth + 1)?,
                // A link that leads nowhere is found here too, and reported when it is read.
                _ if has_source_name(&name) => self.found.push(path),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A path without what says nothing: `./`, and the current folder at its beginning.
fn shown(path: &Path, here: Option<&Path>) -> PathBuf {
    let path = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    path.components().filter(|component| *component != Component::CurDir).collect()
}

/// A path for people: with `/`.
fn name_of(shown: &Path) -> String {
    shown.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn has_source_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".md", ".markdown", ".model.json"].iter().any(|extension| name.ends_with(extension))
}

fn input(shown: &Path, path: PathBuf) -> Input {
    let name = shown.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lower = name.to_ascii_lowercase();
    let kind = if lower.ends_with(".json") { InputKind::Model } else { InputKind::Markdown };
    let known = [".model.json", ".json", ".md", ".markdown"].into_iter().find(|known| lower.ends_with(known));
    let stem = match known {
        Some(extension) => name.get(..name.len() - extension.len()).unwrap_or(&name),
        None => name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem),
    };
    let folder = shown.parent().and_then(Path::file_name).map(|folder| folder.to_string_lossy().into_owned());
    let slug = match folder {
        Some(folder) if stem.eq_ignore_ascii_case("index") => folder,
        _ => stem.to_owned(),
    };
    Input { name: name_of(shown), path: Some(path), kind, slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_in_order_and_each_file_is_found_once() {
        let base = tempfile::tempdir().unwrap();
        let root = base.path();
        for path in [
            "b.md",
            "a/index.md",
            "a/x.MARKDOWN",
            "a/.hidden.md",
            ".git/y.md",
            "c.model.json",
            "d.txt",
            "out/z.md",
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", root.join("a/circle")).unwrap();
        let paths = [root.to_owned(), root.join("b.md"), root.join("d.txt"), PathBuf::from("-")];
        let found = discover(&paths, Some(&root.join("out"))).unwrap();
        let slugs: Vec<_> = found.iter().map(|input| (input.slug.as_str(), input.kind)).collect();
        assert_eq!(
            slugs,
            [
                ("stdin", InputKind::Markdown),
                ("a", InputKind::Markdown),
                ("x", InputKind::Markdown),
                ("b", InputKind::Markdown),
                ("c", InputKind::Model),
                ("d", InputKind::Markdown),
            ]
        );
        assert!(discover(&[root.join("none")], None).is_err());
    }
}
