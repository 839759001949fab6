//! The editions by name, and what becomes of an explainer in one of them.

use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

use pressroom_diagnostics::Diagnostic;
use pressroom_editions::registry;
use pressroom_render::{EditionId, EditionKind, Pagination};

/// Declares the editions in the order of the registry.
macro_rules! editions {
    ($($(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $variant:ident = $name:literal,)+) => {
        /// A form of an explainer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Edition { $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant,)+ }

        impl Edition {
            /// Every edition of this build of Pressroom.
            pub fn all() -> &'static [Self] {
                &[$($(#[cfg($cfg)])? Self::$variant,)+]
            }

            /// The name, as on the command line.
            pub fn name(self) -> &'static str {
                match self { $($(#[cfg($cfg)])? Self::$variant => $name,)+ }
            }
        }
    };
}

editions! {
    /// An AMP page.
    Amp = "amp",
    /// A web page.
    Html = "html",
    /// An EPUB.
    Epub = "epub",
    /// A PDF to read.
    #[cfg(feature = "pdf")]
    Pdf = "pdf",
    /// A PDF/X-4 for the press.
    #[cfg(feature = "pdf")]
    Print = "print",
    /// A galley proof.
    #[cfg(feature = "proof")]
    Proof = "proof",
    /// A newsletter as plain text.
    Text = "text",
    /// A newsletter as a mail.
    Email = "email",
    /// A newsletter for the service that sends it.
    Esp = "esp",
    /// The news item of IPTC's ninjs.
    Ninjs = "ninjs",
    /// An item of a JSON Feed.
    JsonFeed = "jsonfeed",
    /// An article in Apple News Format.
    AppleNews = "applenews",
    /// The canonical document as JSON.
    Model = "model",
}

impl Edition {
    /// The extension of the main file, without a dot: `SLUG.EXTENSION`.
    pub fn extension(self) -> &'static str {
        self.kind().map_or("", |kind| kind.extension)
    }

    pub(super) fn index(self) -> usize {
        self as usize
    }

    /// The entry of the registry. A test sees to it that there is one.
    pub(super) fn kind(self) -> Option<&'static EditionKind> {
        registry().iter().find(|kind| kind.name == self.name())
    }

    /// The edition that is made before this one if both are asked for, since this one names its pages.
    pub(super) fn predecessor(self) -> Option<&'static str> {
        self.kind()?.depends_on.map(EditionId::as_str)
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name is that of no edition of this build of Pressroom.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no edition `{0}`")]
pub struct UnknownEdition(String);

impl FromStr for Edition {
    type Err = UnknownEdition;

    fn from_str(name: &str) -> Result<Self, UnknownEdition> {
        let found = Self::all().iter().find(|edition| edition.name() == name);
        found.copied().ok_or_else(|| UnknownEdition(name.to_owned()))
    }
}

/// An edition of an explainer: its files in memory.
#[derive(Debug, Clone)]
pub struct Rendered {
    edition: Edition,
    main: String,
    files: BTreeMap<String, Arc<[u8]>>,
    warnings: Vec<Diagnostic>,
    pub(super) pages: Option<Pagination>,
}

impl Rendered {
    pub(super) fn new(edition: Edition, slug: &str, made: pressroom_render::Edition) -> Self {
        let main = format!("{slug}.{}", edition.extension());
        Self { edition, main, files: made.files, warnings: made.warnings, pages: made.pages }
    }

    /// The edition that this is.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// The path of the main file: `SLUG.EXTENSION`.
    pub fn main_path(&self) -> &str {
        &self.main
    }

    /// The content of the main file.
    pub fn main_file(&self) -> &[u8] {
        self.files.get(&self.main).map(|content| &**content).unwrap_or_default()
    }

    /// Gives the content of the main file.
    pub fn into_main_file(self) -> Vec<u8> {
        self.main_file().to_vec()
    }

    /// The files: paths in the folder of the explainer, with `/`, and their contents. A web page has its pictures here.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), &**content))
    }

    /// A warning for everything that this edition does not show as it was written.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_editions_are_those_of_the_registry() {
        let names: Vec<&str> = Edition::all().iter().map(|edition| edition.name()).collect();
        let registered: Vec<&str> = registry().iter().map(|kind| kind.name).collect();
        assert_eq!(names, registered);
        for (index, edition) in Edition::all().iter().enumerate() {
            assert_eq!((edition.index(), edition.name().parse()), (index, Ok(*edition)));
        }
        assert_eq!("latex".parse::<Edition>().unwrap_err().to_string(), "there is no edition `latex`");
    }
}
