//! How a [`Pressroom`] is put together.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;

use super::{
    Pressroom,
    edition::Edition,
    error::{Error, ErrorKind},
};
use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostics, Source};
use pressroom_images::{ImageCache, NoPictures, Pictures};
use pressroom_theme::{DEFAULT, Theme};

/// Begins a [`Pressroom`]. What is not set is as in [`Pressroom::default`].
#[must_use]
pub struct Builder {
    site: Site,
    theme: ThemeSource,
    pictures: Arc<dyn Pictures + Send + Sync>,
    now: Option<Timestamp>,
}

enum ThemeSource {
    Builtin(String),
    Files(String, BTreeMap<String, Cow<'static, [u8]>>),
    Folder(PathBuf),
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Builder").field("site", &self.site.name).finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            site: Site::default(),
            theme: ThemeSource::Builtin(DEFAULT.to_owned()),
            pictures: Arc::new(NoPictures),
            now: None,
        }
    }
}

impl Pressroom {
    /// Begins a Pressroom with a site, a theme or pictures of its own.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Default for Pressroom {
    /// The built-in theme, a site without a name, no pictures, and no clock.
    fn default() -> Self {
        Builder::default().assemble()
    }
}

impl Builder {
    /// Sets the site that explainers belong to.
    pub fn site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// Takes a built-in theme by name: `default` or `bulletin`.
    pub fn builtin_theme(mut self, name: &str) -> Self {
        self.theme = ThemeSource::Builtin(name.to_owned());
        self
    }

    /// Takes a theme from memory: paths in its folder, with `/`, and their contents. Its `theme.toml` may extend a built-in
    /// theme.
    pub fn theme_files<P, C>(mut self, name: &str, files: impl IntoIterator<Item = (P, C)>) -> Self
    where
        P: Into<String>,
        C: AsRef<[u8]>,
    {
        let files =
            files.into_iter().map(|(path, content)| (path.into(), Cow::Owned(content.as_ref().to_vec())));
        self.theme = ThemeSource::Files(name.to_owned(), files.collect());
        self
    }

    /// Takes a theme from a folder, which is read when the Pressroom is built.
    pub fn theme_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.theme = ThemeSource::Folder(folder.into());
        self
    }

    /// Sets where the pictures of explainers come from.
    pub fn pictures(mut self, pictures: impl Pictures + Send + 'static) -> Self {
        self.pictures = Arc::new(pictures);
        self
    }

    /// Sets the moment that counts as now: an explainer of another system waits for its `date`. Without it, Pressroom knows no
    /// time.
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Builds the Pressroom.
    ///
    /// # Errors
    /// The theme is wrong, or its folder can't be read.
    pub fn build(self) -> Result<Pressroom, Error> {
        let press = self.assemble();
        press.theme()?;
        Ok(press)
    }

    /// Puts the Pressroom together; a wrong theme is an error of each edition.
    pub(super) fn assemble(self) -> Pressroom {
        let theme = match self.theme {
            ThemeSource::Builtin(name) => Theme::builtin(&name),
            ThemeSource::Files(name, files) => Theme::load(&name, files),
            ThemeSource::Folder(folder) => load_folder(&folder),
        };
        Pressroom {
            site: self.site,
            theme: theme.map_err(|(source, found)| Error::new(ErrorKind::Theme, source, found)),
            pictures: self.pictures,
            now: self.now,
            image_cache: ImageCache::default(),
            backends: Edition::all().iter().map(|_| OnceLock::new()).collect(),
        }
    }
}

fn load_folder(folder: &Path) -> Result<Theme, (Source, Diagnostics)> {
    // A name with a slash is a folder.
    let name = folder.join("");
    pressroom_input::load_theme(&name.to_string_lossy(), Path::new(""), Path::new("")).map_err(|report| {
        let found = report.findings.into_iter().map(|finding| finding.diagnostic).collect();
        (report.source, found)
    })
}
