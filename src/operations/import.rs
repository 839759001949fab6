//! Imports files: each gives explainers, their pictures and a report, which are written beside each other.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use pressroom_files::disk;
use pressroom_import::{ImportError, ImportOptions, ImportSource, Imported};
use pressroom_input::{pictures::PictureFiles, read_at_most};
use rayon::prelude::*;

/// The largest file that is imported, in bytes.
pub const MAX_IMPORT_BYTES: u64 = 256 * 1024 * 1024;
/// How many files are held in memory at a time.
const CHUNK: usize = 16;
/// How deep folders are searched.
const MAX_FOLDERS: usize = 32;

/// Files to import.
#[derive(Clone, Copy)]
pub struct ImportJob<'a> {
    /// What is asked of each.
    pub options: ImportOptions<'a>,
    /// The folder to write to.
    pub out: &'a Path,
    /// The folder with pictures that an export names; `None`: the file's own.
    pub media: Option<&'a Path>,
    /// True if files that are there may be replaced.
    pub force: bool,
}

/// A file to import.
#[derive(Debug)]
pub enum ImportFile {
    /// A file on the disk.
    Path(PathBuf),
    /// Standard input, which was read.
    Input(Vec<u8>),
}

/// What became of a file.
#[derive(Debug)]
pub struct ImportedFile {
    /// Its name for people.
    pub name: String,
    /// The explainers that were made, each with the path of its Markdown file; or why there are none.
    pub outcome: Result<Vec<(PathBuf, Imported)>, ImportFailure>,
}

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// It can't be read, or is nothing to import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// What would be written is there already.
    #[error("{} is there already; it was not replaced (--force replaces it)", .0.display())]
    Exists(PathBuf),
    /// Another file of the same run gave an explainer of the same name.
    #[error("{} was written for another file of this run; rename one of them", .0.display())]
    Twice(PathBuf),
    /// The file is not there, or the disk does not give it.
    #[error("it can't be read: {0}")]
    Unreadable(io::Error),
    /// The disk does not take what was made.
    #[error("{} can't be written: {error}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// The files at some paths: a folder gives all below it whose names say that they can be imported, in order of their names.
///
/// # Errors
/// A folder can't be read.
pub fn find_imports(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut files = Vec::new();
    for path in paths {
        match disk::is_folder(path) {
            Ok(true) => search(path, 0, &mut files).map_err(|error| (path.clone(), error))?,
            Ok(false) | Err(_) => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = disk::entries(folder)?;
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    for entry in entries {
        let path = folder.join(&entry.name);
        let name = entry.name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if entry.kind == disk::Kind::Folder && depth < MAX_FOLDERS && !name.ends_with("_files") {
            search(&path, depth + 1, files)?;
        } else if entry.kind == disk::Kind::File && pressroom_import::ImportKind::of_name(&name).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

/// Imports files, some at a time, and tells of each in order.
pub fn import(job: &ImportJob<'_>, files: Vec<ImportFile>, each: &mut dyn FnMut(ImportedFile)) {
    let pictures = PictureFiles::default();
    let mut written = BTreeSet::new();
    let mut files = files.into_iter().peekable();
    while files.peek().is_some() {
        let chunk: Vec<ImportFile> = files.by_ref().take(CHUNK).collect();
        let read: Vec<_> = chunk.into_par_iter().map(|file| import_one(job, file, &pictures)).collect();
        for (name, imported) in read {
            let outcome = imported.and_then(|imported| write_all(job, imported, &mut written));
            each(ImportedFile { name, outcome });
        }
    }
}

fn import_one(
    job: &ImportJob<'_>,
    file: ImportFile,
    pictures: &PictureFiles,
) -> (String, Result<Vec<Imported>, ImportFailure>) {
    let (name, folder, bytes) = match file {
        ImportFile::Input(bytes) => ("standard input".to_owned(), None, Ok(bytes)),
        ImportFile::Path(path) => {
            let bytes = read_file(&path);
            (path.display().to_string(), path.parent().map(Path::to_owned), bytes)
        }
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return (name, Err(ImportFailure::Unreadable(error))),
    };
    if bytes.len() as u64 > MAX_IMPORT_BYTES {
        let limit = format!("{} MiB are read at most", MAX_IMPORT_BYTES / (1024 * 1024));
        return (name, Err(ImportError::TooLarge(limit).into()));
    }
    let beside = pictures.beneath(job.media.or(folder.as_deref()));
    let source = ImportSource { name: &name, bytes: &bytes, beside: &beside };
    let imported = pressroom_import::import(&source, &job.options);
    (name, imported.map_err(ImportFailure::from))
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    // A pipe would be waited for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    read_at_most(fs::File::open(path)?, MAX_IMPORT_BYTES)
}

/// Writes what was made of a file: pictures and report first, so that a Markdown file that is there is whole.
fn write_all(
    job: &ImportJob<'_>,
    imported: Vec<Imported>,
    written: &mut BTreeSet<PathBuf>,
) -> Result<Vec<(PathBuf, Imported)>, ImportFailure> {
    let markdown = |imported: &Imported| job.out.join(format!("{}.md", imported.slug));
    for path in imported.iter().map(markdown) {
        if written.contains(&path) {
            return Err(ImportFailure::Twice(path));
        }
        let there = disk::link_metadata(&path);
        match there {
            Ok(None) => {}
            Ok(Some(_)) if job.force => {}
            Ok(Some(_)) => return Err(ImportFailure::Exists(path)),
            Err(error) => return Err(ImportFailure::Unwritable { path, error }),
        }
    }
    let mut out = Vec::with_capacity(imported.len());
    for imported in imported {
        let path = markdown(&imported);
        for (name, bytes) in &imported.pictures {
            write(&job.out.join(name), bytes)?;
        }
        let mut report = serde_json::to_vec_pretty(&imported.report).unwrap_or_default();
        report.push(b'\n');
        write(&job.out.join(format!("{}.import.json", imported.slug)), &report)?;
        write(&path, imported.markdown.as_bytes())?;
        written.insert(path.clone());
        out.push((path, imported));
    }
    Ok(out)
}

/// Writes the template for word processors into a folder; gives its path.
///
/// # Errors
/// It is there already and may not be replaced, or the disk does not take it.
pub fn write_template(folder: &Path, force: bool) -> Result<PathBuf, ImportFailure> {
    let path = folder.join("explainer.docx");
    match disk::link_metadata(&path) {
        Ok(Some(_)) if !force => return Err(ImportFailure::Exists(path)),
        Ok(_) => {}
        Err(error) => return Err(ImportFailure::Unwritable { path, error }),
    }
    write(&path, &pressroom_import::word_template())?;
    Ok(path)
}

/// Writes a file through one beside it: it is there whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), ImportFailure> {
    let write = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let mut staged = tempfile::Builder::new().prefix(".pressroom-").tempfile_in(folder)?;
        staged.write_all(bytes)?;
        let permissions = staged.as_file().metadata()?.permissions();
        staged.as_file().set_permissions(readable(permissions))?;
        staged.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| ImportFailure::Unwritable { path: path.to_owned(), error })
}

/// A temporary file is its owner's alone; what is imported is to be read by all who may enter the folder.
#[cfg(unix)]
fn readable(mut permissions: fs::Permissions) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    permissions.set_mode(0o644);
    permissions
}

#[cfg(not(unix))]
fn readable(permissions: fs::Permissions) -> fs::Permissions {
    permissions
}
