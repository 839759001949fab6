//! Finds the sources: files, folders with all below them, and standard input.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Component, Path, PathBuf},
};

use super::inputs::{Folder, Inputs, SourceFile, display_name};
use pressroom_document::paths::MANIFEST;
use pressroom_files::disk::{self, Kind};
use pressroom_manifest as manifest;

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

/// How many entries of a folder that a link leads out to are looked at, and how many folders deep.
const LOOKED_AT: usize = 1_000;
/// See [`LOOKED_AT`].
const LOOKED_AT_DEPTH: usize = 2;

/// The sources at `paths`, in order of their names and each once; `-` is standard input.
///
/// In folders, names that begin with a dot are passed over, and so are `output` and every folder that Pressroom
/// wrote itself. A file that was named is read whatever its name is. A link in a folder leads to what is below one of the
/// folders that were named, or is one of the files that were; any other is found, but [leads out](super::Input::leads_out).
///
/// # Errors
/// The first path that is not there, can't be listed, or is `output` itself.
pub fn discover(paths: &[PathBuf], output: Option<&Path>) -> Result<Inputs, PathError> {
    let here = here()?;
    let real =
        |output: &Path| disk::real_path(output).map_err(|error| PathError { path: output.to_owned(), error });
    let mut search = Search {
        here: Some(here),
        output: output.map(real).transpose()?.flatten(),
        named_paths: paths
            .iter()
            .map(|path| real(path))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect(),
        searched: HashSet::new(),
        named: HashMap::new(),
        folders: Vec::new(),
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
            search.search_folder(path, 0)?;
        } else {
            search.add_file(path).ok_or_else(|| failed(io::Error::from(io::ErrorKind::NotFound)))?;
        }
    }
    Ok(Inputs::new(stdin, search.folders, search.found))
}

/// The folders among `paths`, by the names that the sources in them begin with; the current folder is empty.
///
/// # Errors
/// What can't be looked at: it would not be known what is missing of it.
pub fn searched(paths: &[PathBuf]) -> Result<Vec<String>, PathError> {
    let (here, mut folders) = (here()?, Vec::new());
    for path in paths {
        if disk::is_folder(path).map_err(|error| PathError { path: path.clone(), error })? {
            folders.push(display_name(&shown(path, Some(&here))));
        }
    }
    Ok(folders)
}

/// The current folder.
fn here() -> Result<PathBuf, PathError> {
    std::env::current_dir().map_err(|error| PathError { path: PathBuf::from("."), error })
}

struct Search {
    here: Option<PathBuf>,
    output: Option<PathBuf>,
    /// What the user named, as the disk knows it.
    named_paths: Vec<PathBuf>,
    /// Folders that were searched, so that links can't make a circle.
    searched: HashSet<PathBuf>,
    /// The folders of files that the user named, with their numbers.
    named: HashMap<PathBuf, u32>,
    folders: Vec<Folder>,
    found: Vec<SourceFile>,
}

impl Search {
    fn search_folder(&mut self, folder: &Path, depth: usize) -> Result<(), PathError> {
        let failed = |error| PathError { path: folder.to_owned(), error };
        let real = fs::canonicalize(folder).map_err(failed)?;
        let is_output = self.output.as_ref() == Some(&real);
        if is_output && depth == 0 {
            return Err(failed(io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let ours =
            is_output || (depth > 0 && manifest::is_manifest(&folder.join(MANIFEST)).map_err(failed)?);
        if depth > MAX_DEPTH || ours || !self.searched.insert(real.clone()) {
            return Ok(());
        }
        let number = self.number(folder, real);
        for entry in disk::entries(folder).map_err(failed)? {
            let name = entry.name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let is_link = entry.kind == Kind::Link;
            let is_folder = match is_link {
                true => leads_to_folder(&entry.path)?,
                false => entry.kind == Kind::Folder,
            };
            let leads_out = is_link && self.leads_out(&entry.path)?;
            if is_folder && !leads_out {
                self.search_folder(&entry.path, depth + 1)?;
            } else if match is_folder {
                // A folder of pictures may be elsewhere: theirs is a rule of its own.
                true => self.holds_source(&entry.path, 0, &mut { LOOKED_AT }),
                false => has_source_name(&name),
            } {
                // A link that leads nowhere is found here too, and reported when it is read.
                let name = entry.name.into_boxed_os_str();
                self.found.push(SourceFile { folder: number, name, is_alias: is_link, leads_out });
            }
        }
        Ok(())
    }

    /// True for a link that leads to nothing which the user named. One that leads nowhere does not lead out.
    fn leads_out(&self, link: &Path) -> Result<bool, PathError> {
        match disk::real_path(link) {
            Err(error) if !disk::is_of_path(&error) => Err(PathError { path: link.to_owned(), error }),
            Err(_) | Ok(None) => Ok(false),
            Ok(Some(real)) => Ok(!self.named_paths.iter().any(|named| real.starts_with(named))),
        }
    }

    /// True for a folder out of all that the user named if there is something in it that would be read. Few entries are
    /// looked at: the link may lead to the root of the machine. What can't be listed there would not be read either.
    fn holds_source(&self, folder: &Path, depth: usize, left: &mut usize) -> bool {
        for entry in disk::entries_at_most(folder, *left).unwrap_or_default() {
            let Some(less) = left.checked_sub(1) else { return false };
            *left = less;
            let name = entry.name.to_string_lossy();
            if name.starts_with('.') || !self.leads_out(&entry.path).unwrap_or_default() {
                continue;
            }
            let deeper = depth < LOOKED_AT_DEPTH;
            if match entry.kind {
                Kind::Folder => deeper && self.holds_source(&entry.path, depth + 1, left),
                Kind::File | Kind::Link | Kind::Other => has_source_name(&name),
            } {
                return true;
            }
        }
        false
    }

    /// A file that the user named; `None` where it has no name.
    fn add_file(&mut self, path: &Path) -> Option<()> {
        let (folder, name) = (path.parent().unwrap_or(Path::new("")), path.file_name()?.into());
        let number = match self.named.get(folder) {
            Some(number) => *number,
            None => {
                let number = self.number(folder, PathBuf::new());
                self.named.insert(folder.to_owned(), number);
                number
            }
        };
        self.found.push(SourceFile { folder: number, name, is_alias: true, leads_out: false });
        Some(())
    }

    /// Numbers a folder.
    fn number(&mut self, folder: &Path, real: PathBuf) -> u32 {
        let number = u32::try_from(self.folders.len()).unwrap_or(u32::MAX);
        let shown = shown(folder, self.here.as_deref());
        self.folders.push(Folder { shown, path: folder.to_owned(), real });
        number
    }
}

/// True for a link to a folder. One that leads in a circle leads to nothing.
fn leads_to_folder(link: &Path) -> Result<bool, PathError> {
    match disk::is_folder(link) {
        Err(error) if !disk::is_of_path(&error) => Err(PathError { path: link.to_owned(), error }),
        found => Ok(found.unwrap_or_default()),
    }
}

/// A folder without what says nothing: `./`, `x/../`, and the current folder at its beginning. So a source has one name,
/// however it was named.
fn shown(folder: &Path, here: Option<&Path>) -> PathBuf {
    let path = here.and_then(|here| folder.strip_prefix(here).ok()).unwrap_or(folder);
    let is_plain = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if !path.components().all(is_plain)
        && let Some(Ok(here)) = here.map(fs::canonicalize)
        && let Ok(real) = fs::canonicalize(folder)
        && let Ok(below) = real.strip_prefix(here)
    {
        return below.to_owned();
    }
    path.components().filter(|component| *component != Component::CurDir).collect()
}

fn has_source_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".md", ".markdown", ".model.json"].iter().any(|extension| name.ends_with(extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, InputKind};

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
        let all: Vec<Input> = found.iter().collect();
        let slugs: Vec<_> = all.iter().map(|input| (input.slug.as_str(), input.kind)).collect();
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
        for (number, input) in all.iter().enumerate() {
            assert_eq!(
                (found.get(number).as_ref(), found.position(&input.name)),
                (Some(input), Some(number))
            );
        }
        assert_eq!((found.len(), found.get(all.len()), found.position("a/none.md")), (6, None, None));
        assert!(discover(&[root.join("none")], None).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn a_file_with_several_names_is_read_once() {
        use std::os::unix::fs::symlink;
        let base = tempfile::tempdir().unwrap();
        let root = base.path();
        fs::create_dir_all(root.join("in/deep")).unwrap();
        fs::create_dir_all(root.join("elsewhere")).unwrap();
        for path in ["in/m.md", "in/deep/z.md", "elsewhere/far.md"] {
            fs::write(root.join(path), "x").unwrap();
        }
        symlink("m.md", root.join("in/a-link.md")).unwrap();
        symlink("../elsewhere/far.md", root.join("in/far1.md")).unwrap();
        symlink("../elsewhere/far.md", root.join("in/far2.md")).unwrap();
        symlink("nowhere.md", root.join("in/lost.md")).unwrap();
        symlink("../elsewhere", root.join("in/other")).unwrap();
        let names = |paths: &[&str]| -> Vec<String> {
            let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
            let found = discover(&paths, None).unwrap();
            let name = |input: Input| {
                let path = input.path.unwrap();
                path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()
            };
            found.iter().map(name).collect()
        };
        // Of the names of one file, the first in their order counts. What leads out is found, and refused when it is read.
        let all = ["in/a-link.md", "in/deep/z.md", "in/far1.md", "in/far2.md", "in/lost.md", "in/other"];
        assert_eq!(names(&["in"]), all);
        let found = discover(&[root.join("in")], None).unwrap();
        let out: Vec<bool> = found.iter().map(|input| input.leads_out).collect();
        assert_eq!(out, [false, false, true, true, false, true]);
        // What it leads to is named, too.
        let named = ["in/a-link.md", "in/deep/z.md", "in/far1.md", "in/lost.md"];
        assert_eq!(names(&["in", "elsewhere"]), named);
        let named = ["elsewhere/far.md", "in/a-link.md", "in/deep/z.md", "in/lost.md"];
        assert_eq!(names(&["in", "elsewhere/far.md"]), named);
        assert!(discover(&[root.join("in/far1.md")], None).unwrap().iter().all(|input| !input.leads_out));
        assert_eq!(names(&["in/m.md", "in/./m.md", "in/deep", "in/deep/z.md"]), ["in/deep/z.md", "in/m.md"]);
        assert_eq!(names(&["in/deep", "in"]).len(), all.len());
    }
}
