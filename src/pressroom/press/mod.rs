//! The front door: a [`Pressroom`] reads explainers and makes editions of them in memory.

mod builder;
mod edition;
mod error;
mod explainer;
mod pictures;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
    thread,
};

use jiff::Timestamp;

pub use self::{
    builder::Builder,
    edition::{Edition, Rendered, UnknownEdition},
    error::{Error, ErrorKind},
    explainer::Explainer,
    pictures::{FolderPictures, MemoryPictures},
};
use pressroom_config::Site;
use pressroom_diagnostics::{
    Diagnostics, Source,
    panics::{caught, failed},
};
use pressroom_document::Document;
use pressroom_images::{ImageCache, Pictures};
use pressroom_read::ReadOptions;
use pressroom_render::{Backend, Context, EditionSet, Pagination};
use pressroom_theme::Theme;

/// The stack of a thread that makes an edition: layout engines recurse deeply on deep documents.
const STACK: usize = 32 * 1024 * 1024;

/// The name of a source that has none.
const UNNAMED: &str = "explainer.md";

/// Reads explainers, and makes editions of them: a site, a theme and a source of pictures.
///
/// A Pressroom is shared by threads. It prepares each edition once, when it is first asked for.
pub struct Pressroom {
    site: Site,
    theme: Result<Theme, Error>,
    pictures: Arc<dyn Pictures + Send + Sync>,
    now: Option<Timestamp>,
    image_cache: ImageCache,
    backends: Vec<OnceLock<Result<Box<dyn Backend>, Error>>>,
}

impl fmt::Debug for Pressroom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pressroom").field("site", &self.site.name).finish_non_exhaustive()
    }
}

impl Pressroom {
    /// Reads an explainer in Markdown. Its slug is `explainer`, if its front matter names no other.
    ///
    /// # Errors
    /// The source has errors; [`Error::diagnostics`] has each of them, and the warnings.
    pub fn read(&self, markdown: &str) -> Result<Explainer, Error> {
        self.read_file(UNNAMED, markdown)
    }

    /// Reads an explainer in Markdown from a file of this name: diagnostics name it, and its stem is the slug, if the front
    /// matter names no other. The file itself is not opened.
    ///
    /// # Errors
    /// As [`Pressroom::read`].
    pub fn read_file(&self, name: &str, markdown: &str) -> Result<Explainer, Error> {
        let source = Source::new(name, markdown);
        let (document, diagnostics) = pressroom_read::markdown(&source, &self.read_options(name));
        Explainer::new(document, source, diagnostics)
    }

    /// Reads an explainer in the JSON form of the model, which the edition [`Edition::Model`] writes.
    ///
    /// # Errors
    /// The JSON is no document, or a document that would break an edition.
    pub fn read_model(&self, name: &str, json: &str) -> Result<Explainer, Error> {
        let source = Source::new(name, json);
        let (document, diagnostics) = pressroom_read::model_json(&source, &self.read_options(name));
        Explainer::new(document, source, diagnostics)
    }

    /// Checks a document that a program built: ids must be unique, links must lead somewhere, texts are cleaned, and pictures
    /// are opened and measured.
    ///
    /// # Errors
    /// The document would break an edition.
    pub fn accept(&self, document: &Document) -> Result<Explainer, Error> {
        let name = format!("{}.model.json", document.metadata.slug);
        match serde_json::to_string_pretty(document) {
            Ok(json) => self.read_model(&name, &json),
            Err(error) => {
                Err(Error::new(ErrorKind::Read, Source::new(name, ""), vec![failed(&error.to_string())]))
            }
        }
    }

    fn read_options<'a>(&'a self, name: &'a str) -> ReadOptions<'a> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let slug = file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("explainer");
        ReadOptions { site: &self.site, slug, pictures: &*self.pictures, now: self.now }
    }

    /// Makes one edition of an explainer.
    ///
    /// # Errors
    /// The theme can't be used, or the edition can't be made of this explainer.
    pub fn render(&self, explainer: &Explainer, edition: Edition) -> Result<Rendered, Error> {
        self.render_after(explainer, edition, &[edition.name()], None)
    }

    /// Makes every edition of an explainer, each on a thread of its own.
    pub fn render_all(&self, explainer: &Explainer) -> BTreeMap<Edition, Result<Rendered, Error>> {
        self.render_each(explainer, Edition::all())
    }

    /// Makes some editions of an explainer, each on a thread of its own. An edition that can link to another, or name its
    /// pages, does so if both are asked for.
    pub fn render_each(
        &self,
        explainer: &Explainer,
        editions: &[Edition],
    ) -> BTreeMap<Edition, Result<Rendered, Error>> {
        let names: Vec<&'static str> = editions.iter().map(|edition| edition.name()).collect();
        let is_later = |edition: &&Edition| edition.predecessor().is_some_and(|first| names.contains(&first));
        let (later, first): (Vec<&Edition>, Vec<&Edition>) = editions.iter().partition(is_later);
        let mut rendered = self.render_on_threads(explainer, &first, &names, &BTreeMap::new());
        let pages: BTreeMap<&str, Pagination> = rendered
            .iter()
            .filter_map(|(edition, result)| Some((edition.name(), result.as_ref().ok()?.pages.clone()?)))
            .collect();
        rendered.append(&mut self.render_on_threads(explainer, &later, &names, &pages));
        rendered
    }

    fn render_on_threads(
        &self,
        explainer: &Explainer,
        editions: &[&Edition],
        names: &[&'static str],
        pages: &BTreeMap<&str, Pagination>,
    ) -> BTreeMap<Edition, Result<Rendered, Error>> {
        let render = |edition: Edition| {
            let pagination = edition.predecessor().and_then(|first| pages.get(first));
            self.render_after(explainer, edition, names, pagination)
        };
        thread::scope(|scope| {
            let threads: Vec<_> = editions
                .iter()
                .map(|&&edition| {
                    let spawned =
                        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || render(edition));
                    (edition, spawned)
                })
                .collect();
            threads
                .into_iter()
                .map(|(edition, spawned)| {
                    // Without another thread, this one does the work.
                    let result = match spawned.map(thread::ScopedJoinHandle::join) {
                        Ok(Ok(result)) => result,
                        Ok(Err(_)) | Err(_) => render(edition),
                    };
                    (edition, result)
                })
                .collect()
        })
    }

    fn render_after(
        &self,
        explainer: &Explainer,
        edition: Edition,
        names: &[&'static str],
        pagination: Option<&Pagination>,
    ) -> Result<Rendered, Error> {
        let refused =
            |found: Diagnostics| Error::new(ErrorKind::Render(edition), explainer.source().clone(), found);
        let backend = self.prepare(edition)?;
        let document = explainer.document();
        let messages = self.theme()?.messages(document.metadata.language.as_str());
        let editions = EditionSet::from_names(names);
        let alone = Context::new(&self.site, &messages, &self.image_cache);
        let context = Context { editions: &editions, pagination, ..alone };
        match caught(|| backend.render(document, &context)) {
            Ok(Ok(made)) => Ok(Rendered::new(edition, &document.metadata.slug, made)),
            Ok(Err(found)) => Err(refused(found)),
            Err(panic) => Err(refused(vec![failed(&panic)])),
        }
    }

    /// The backend of an edition, which is prepared when it is first asked for.
    fn prepare(&self, edition: Edition) -> Result<&dyn Backend, Error> {
        let theme = self.theme()?;
        let refused = |found| Error::new(ErrorKind::Theme, Source::new(&*theme.name, ""), found);
        let slot = self.backends.get(edition.index()).zip(edition.kind());
        let (slot, kind) = slot.ok_or_else(|| refused(Vec::new()))?;
        let backend = slot.get_or_init(|| (kind.prepare)(theme).map_err(refused));
        backend.as_deref().map_err(Error::clone)
    }

    fn theme(&self) -> Result<&Theme, Error> {
        self.theme.as_ref().map_err(Error::clone)
    }
}
