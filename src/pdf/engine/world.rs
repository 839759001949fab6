//! All that typst can see: the theme's templates, one document as JSON, its pictures, the fonts.
//!
//! Every other file, every package, the network and the clock are denied.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use typst::{
    Feature, Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{DiagSpanKind, FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
    visualize::{ImageElem, ImageFit},
};

use super::chunk_joiner::ChunkJoiner;
use crate::fonts::Faces;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_theme::Theme;

/// The template that sets an article.
const MAIN: &str = "article.typ";

/// The virtual file that holds the document.
const DOCUMENT: &str = "document.json";

/// The theme's templates, parsed, and typst's library: made once per run.
pub(crate) struct Templates {
    library: LazyHash<Library>,
    main: FileId,
    document: FileId,
    sources: HashMap<FileId, Source>,
    /// Joins the chunks that the templates set.
    pub(crate) chunk_joiner: ChunkJoiner,
}

impl Templates {
    /// The `.typ` files in the folder `pdf/` of a theme.
    ///
    /// # Errors
    /// A file is missing, is not UTF-8 or is not well-formed typst.
    pub(crate) fn new(theme: &Theme) -> Result<Self, Diagnostics> {
        let folder = "pdf/";
        theme.text(&format!("{folder}{MAIN}")).map_err(|finding| vec![finding])?;
        let (mut sources, mut chunk_joiner, mut found) =
            (HashMap::new(), ChunkJoiner::default(), Diagnostics::new());
        for (path, _) in theme.files_below(folder).filter(|(path, _)| path.ends_with(".typ")) {
            let text = theme.text(path).map_err(|finding| vec![finding])?;
            let inner = path.strip_prefix(folder).unwrap_or(path);
            let Some(id) = file_id(inner) else { continue };
            let source = Source::new(id, text.to_owned());
            found.extend(source.root().errors_and_warnings().0.iter().map(|error| {
                let at = match error.span.get() {
                    DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range),
                    DiagSpanKind::Range { range, .. } => Some(range),
                    DiagSpanKind::Detached => None,
                };
                let at = at.map_or(0, |range| range.start);
                let (line, column) = source.lines().byte_to_line_column(at).unwrap_or_default();
                let place = format!("{path}:{}:{}", line + 1, column + 1);
                Diagnostic::error(
                    Code::Template,
                    format!("{place} of theme `{}`: {}", theme.name, error.message),
                )
            }));
            chunk_joiner.extend(source.root());
            sources.insert(id, source);
        }
        match (file_id(MAIN), file_id(DOCUMENT)) {
            (Some(main), Some(document)) if found.is_empty() => {
                let features = [Feature::A11yExtras].into_iter().collect();
                let mut library = Library::builder().with_features(features).build();
                // A picture's stand-in has not its shape.
                library.styles.set(ImageElem::fit, ImageFit::Stretch);
                let library = LazyHash::new(library);
                Ok(Self { library, main, document, sources, chunk_joiner })
            }
            _ => Err(found),
        }
    }

    /// The place of a byte in the templates, for people: `article.typ:12:3`.
    pub(crate) fn place(&self, id: FileId, at: usize) -> Option<String> {
        let source = self.sources.get(&id)?;
        let (line, column) = source.lines().byte_to_line_column(at)?;
        Some(format!("pdf/{}:{}:{}", id.vpath().get_without_slash(), line + 1, column + 1))
    }
}

/// The id of a virtual file. Ids are never freed: only a bounded number of names may come here.
pub(crate) fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// The world of one document.
pub(crate) struct DocumentWorld<'a> {
    pub(crate) templates: &'a Templates,
    pub(crate) faces: Arc<Faces>,
    /// The document as JSON.
    pub(crate) document: Bytes,
    /// Virtual file -> picture.
    pub(crate) pictures: BTreeMap<String, Bytes>,
}

impl World for DocumentWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.templates.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.faces.book()
    }

    fn main(&self) -> FileId {
        self.templates.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let picture = || match id.root() {
            VirtualRoot::Project => self.pictures.get(id.vpath().get_without_slash()),
            VirtualRoot::Package(_) => None,
        };
        match id == self.templates.document {
            true => Ok(self.document.clone()),
            false => picture().cloned().ok_or(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
