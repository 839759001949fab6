//! The sources of a run: a name and the number of a folder for each, since there may be very many.

use std::{
    cmp::Ordering,
    collections::HashMap,
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

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
    /// True for a link that leads out of all that the user named. It is not followed, as with pictures.
    pub leads_out: bool,
}

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// Markdown with front matter.
    Markdown,
    /// The model's own JSON.
    Model,
}

/// Sources in the order of their names, each once; standard input comes first.
#[derive(Debug, Default)]
pub struct Inputs {
    stdin: bool,
    folders: Vec<Folder>,
    files: Vec<SourceFile>,
}

/// A folder with sources.
#[derive(Debug)]
pub(crate) struct Folder {
    /// For people: without what says nothing.
    pub(crate) shown: PathBuf,
    /// As it is opened.
    pub(crate) path: PathBuf,
    /// As the disk knows it; only that of one that was searched is looked at.
    pub(crate) real: PathBuf,
}

/// A file in one of the folders.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// The number of its folder.
    pub(crate) folder: u32,
    pub(crate) name: Box<OsStr>,
    /// True where it may be the same file as another: it was named by the user, or is a link.
    pub(crate) is_alias: bool,
    /// True for a link, to a file or a folder, that leads out of all that the user named.
    pub(crate) leads_out: bool,
}

impl Inputs {
    /// Puts sources in order, and leaves out those that are there twice.
    pub(crate) fn new(stdin: bool, folders: Vec<Folder>, files: Vec<SourceFile>) -> Self {
        let mut all = Self { stdin, folders, files };
        let mut files = std::mem::take(&mut all.files);
        files.sort_by(|one, other| all.order(one, other));
        files.shrink_to_fit();
        all.files = files;
        all.drop_repeated();
        all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        usize::from(self.stdin) + self.files.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them, by its number.
    pub fn get(&self, number: usize) -> Option<Input> {
        match number.checked_sub(usize::from(self.stdin)) {
            Some(number) => {
                let file = self.files.get(number)?;
                let folder = self.folder(file)?;
                let (shown, path) = (folder.shown.join(&*file.name), folder.path.join(&*file.name));
                Some(Input { leads_out: file.leads_out, ..input(&shown, path) })
            }
            None => Some(Input {
                name: "<stdin>".to_owned(),
                path: None,
                kind: InputKind::Markdown,
                slug: "stdin".to_owned(),
                leads_out: false,
            }),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Input> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// All of them, on all threads.
    pub fn par_iter(&self) -> impl ParallelIterator<Item = Input> {
        (0..self.len()).into_par_iter().filter_map(|number| self.get(number))
    }

    /// The number of the one with a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        let first = usize::from(self.stdin);
        let here = |file: &SourceFile| self.components(file).cmp(Path::new(name).components());
        if let Ok(number) = self.files.binary_search_by(here) {
            return Some(first + number);
        }
        // A name that is no text is shown with marks in it.
        let marked = name.contains(char::REPLACEMENT_CHARACTER) || name == "<stdin>";
        (0..self.len())
            .filter(|_| marked)
            .find(|number| self.get(*number).is_some_and(|input| input.name == name))
    }

    /// The folders that they and their pictures are in, without those that are in another of them.
    pub fn roots(&self) -> Vec<&Path> {
        let here = Path::new(".");
        let named = |path| if path == Path::new("") { here } else { path };
        let mut folders: Vec<&Path> = self.folders().map(named).collect();
        folders.extend(self.stdin.then_some(here));
        folders.sort_unstable();
        folders.dedup_by(|next, kept| next.starts_with(&**kept));
        folders
    }

    /// The folders that they are in, as they are opened.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(|folder| folder.path.as_path())
    }

    fn folder(&self, file: &SourceFile) -> Option<&Folder> {
        self.folders.get(file.folder as usize)
    }

    /// The path of a file as it is shown.
    fn components<'a>(&'a self, file: &'a SourceFile) -> impl Iterator<Item = Component<'a>> {
        let folder = self.folder(file).map_or(Path::new(""), |folder| &folder.shown);
        folder.components().chain([Component::Normal(&file.name)])
    }

    fn order(&self, one: &SourceFile, other: &SourceFile) -> Ordering {
        if one.folder == other.folder {
            return one.name.cmp(&other.name);
        }
        let path = |file| self.folder(file).map(|folder| &folder.path);
        self.components(one).cmp(self.components(other)).then_with(|| path(one).cmp(&path(other)))
    }

    /// Leaves out what is another file under another name; the first of them stays.
    fn drop_repeated(&mut self) {
        let mut same: HashMap<PathBuf, Vec<usize>> = HashMap::new();
        for (number, file) in
            self.files.iter().enumerate().filter(|(_, file)| file.is_alias && !file.leads_out)
        {
            let path = self.folder(file).map(|folder| folder.path.join(&*file.name)).unwrap_or_default();
            // One that leads nowhere, or can't be followed, is reported when it is read.
            same.entry(fs::canonicalize(&path).unwrap_or(path)).or_default().push(number);
        }
        if same.is_empty() {
            return;
        }
        for (number, file) in self.files.iter().enumerate().filter(|(_, file)| !file.is_alias) {
            let real = self.folder(file).map(|folder| folder.real.join(&*file.name));
            if let Some(numbers) = real.and_then(|real| same.get_mut(&real)) {
                numbers.push(number);
            }
        }
        let mut stays = vec![true; self.files.len()];
        for numbers in same.values() {
            let first = numbers.iter().min();
            for number in numbers.iter().filter(|number| Some(*number) != first) {
                stays.get_mut(*number).into_iter().for_each(|stays| *stays = false);
            }
        }
        let mut stays = stays.into_iter();
        self.files.retain(|_| stays.next().unwrap_or(true));
    }
}

/// A path for people: with `/`.
pub(crate) fn display_name(shown: &Path) -> String {
    shown.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
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
    Input { name: display_name(shown), path: Some(path), kind, slug, leads_out: false }
}
