//! The kinds of sources.

use crate::{ImportError, ImportOptions, ImportSource, article::Article, plain::text};

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImportKind {
    /// Plain text, as scraped or mailed.
    Text,
}

impl ImportKind {
    /// All kinds, in the order in which they are tried.
    pub const ALL: &'static [Self] = &[Self::Text];

    /// The name of the kind, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
        }
    }

    /// The kind of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind of a file by its name alone; `None` if the name says nothing.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Self::Text),
            _ => None,
        }
    }

    /// The kind of a file, by its content first and its name then.
    pub fn detect(name: &str, bytes: &[u8]) -> Option<Self> {
        Self::of_name(name).or_else(|| std::str::from_utf8(bytes).is_ok().then_some(Self::Text))
    }

    /// The articles of a source of this kind.
    pub(crate) fn read(
        self,
        source: &ImportSource<'_>,
        _options: &ImportOptions<'_>,
    ) -> Result<Vec<Article>, ImportError> {
        match self {
            Self::Text => text::read(source),
        }
    }
}
