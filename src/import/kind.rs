//! The kinds of sources.

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImportKind {
    /// A document that Google Docs exported as a web page, alone or in a ZIP archive with its pictures.
    GoogleDocs,
    /// A web page as a browser saved it.
    WebPage,
    /// Plain text, as scraped or mailed.
    Text,
}

impl ImportKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[Self::GoogleDocs, Self::WebPage, Self::Text];

    /// The name of the kind, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GoogleDocs => "google-docs",
            Self::WebPage => "web-page",
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
            "html" | "htm" | "xhtml" => Some(Self::WebPage),
            "txt" | "text" => Some(Self::Text),
            _ => None,
        }
    }
}
