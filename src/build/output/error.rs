//! Why an output folder can't be read or written.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use pressroom_diagnostics::Diagnostic;
use pressroom_files::{DiskError, LockError};
use thiserror::Error;

/// Why something in an output folder was not done. What was there before is still there.
#[derive(Debug, Clone, Error)]
pub enum OutputError {
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The folder can't be locked, or another run holds it.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The cache of earlier builds can't be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// Something else stands where the output folder should be.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// Another program wrote the manifest, or a later version.
    #[error("{} was not written by Pressroom; build into another folder or remove it", .0.display())]
    ForeignManifest(PathBuf),
    /// The manifest can't be read.
    #[error("{} can't be read: {source}", pressroom_document::paths::MANIFEST)]
    Manifest {
        /// What the disk says.
        source: Arc<io::Error>,
    },
    /// A file that Pressroom did not write, or its folder, stands in the way.
    #[error(transparent)]
    InTheWay(#[from] Obstacle),
    /// No folder of editions can have this name.
    #[error("`{0}` can't be the name of a folder of editions; choose another slug")]
    ReservedSlug(String),
    /// Two documents of a run have one slug.
    #[error("`{0}` is the slug of another document, too")]
    SharedSlug(String),
    /// The disk can't list the folder.
    #[error("what is in {} can't be read: {source}", folder.display())]
    Unlisted {
        /// The output folder.
        folder: PathBuf,
        /// What the disk says.
        source: Arc<io::Error>,
    },
    /// Somebody removed the folder during the run.
    #[error("{} was taken away while it was being written to; build again", .0.display())]
    TakenAway(PathBuf),
    /// The disk can't say whether a source is gone.
    #[error("it is not known whether {name} is gone: {source}")]
    UnknownSource {
        /// The name of the source.
        name: String,
        /// What the disk says.
        source: Arc<io::Error>,
    },
    /// The workspace of a run is left over.
    #[error("{0}; the next build there removes it")]
    Leftover(DiskError),
    /// Files that had no other place are kept beside the documents.
    #[error(
        "what could not be put back in its place is kept in {}; move it back, or delete it",
        .0.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(" and ")
    )]
    Kept(Vec<PathBuf>),
    /// A temporary file can't be written.
    #[error("a temporary file can't be written: {source}")]
    Temporary {
        /// What the disk says.
        source: Arc<io::Error>,
    },
    /// A site or feed can't be made of what is in the folder.
    #[error("{}", .0.message)]
    Site(Box<Diagnostic>),
    /// A feed can't be written.
    #[error("{0}")]
    Feed(String),
}

/// A file or folder that Pressroom did not write, where it has to write one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Obstacle {
    /// A document's folder holds a file of somebody else's.
    #[error("{} is in the way: it holds `{path}`, which Pressroom did not write; move it away", folder.display())]
    InFolder {
        /// The document's folder.
        folder: PathBuf,
        /// The path of the file in it.
        path: String,
    },
    /// Something else stands where a document's folder should be.
    #[error("{} is in the way: it is not a folder", .0.display())]
    NoFolder(PathBuf),
    /// Sources lie in a document's folder.
    #[error("{} is in the way: it holds a source; build into another folder", .0.display())]
    Source(PathBuf),
    /// A file stands where a list of this run should be.
    #[error("{} is in the way: Pressroom did not write it; move it away", .0.display())]
    List(PathBuf),
    /// A file stands where one of the site should be.
    #[error("{} is in the way: Pressroom did not write it", .0.display())]
    Site(PathBuf),
    /// The site can't have a file of this path.
    #[error("the site can't have a file {0}")]
    Path(String),
    /// The site can't be built beside a file of somebody else's, which the help says how to avoid.
    #[error("{obstacle}; {help}")]
    WithHelp {
        /// What stands in the way.
        obstacle: Box<Obstacle>,
        /// What to do about it.
        help: &'static str,
    },
}

impl Obstacle {
    /// A file of somebody else's in a document's folder.
    pub(crate) fn in_folder(folder: &Path, path: &str) -> Self {
        Self::InFolder { folder: folder.to_owned(), path: path.to_owned() }
    }
}

/// Why the cache of earlier builds can't be used.
#[derive(Debug, Clone, Error)]
#[error("the build cache {} can't be used: {source}", path.display())]
pub struct CacheError {
    /// Where it is.
    pub path: PathBuf,
    /// What is wrong with it.
    pub source: Arc<dyn std::error::Error + Send + Sync>,
}

impl OutputError {
    /// Wraps an error of the disk, for variants that share theirs.
    pub(crate) fn shared(source: io::Error) -> Arc<io::Error> {
        Arc::new(source)
    }
}

impl From<Diagnostic> for OutputError {
    fn from(finding: Diagnostic) -> Self {
        Self::Site(Box::new(finding))
    }
}
