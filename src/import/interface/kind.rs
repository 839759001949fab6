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
    /// A document of a word processor: Word, Google Docs, LibreOffice, Pages.
    Docx,
    /// An export of WordPress (WXR): each post and page.
    WordPress,
    /// An export of Ghost: each post and page.
    Ghost,
    /// A document in the model's own JSON form, as the edition `model` is.
    Model,
    /// An item of news in IPTC's ninjs.
    Ninjs,
    /// Items of news in IPTC's NewsML-G2.
    #[serde(rename = "newsml-g2")]
    NewsMlG2,
    /// A JSON Feed: each item.
    JsonFeed,
    /// Markdown with the habits of another system.
    Markdown,
    /// Plain text, as scraped or mailed.
    Text,
}

impl ImportKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Docx,
        Self::GoogleDocs,
        Self::WebPage,
        Self::WordPress,
        Self::Ghost,
        Self::Model,
        Self::Ninjs,
        Self::NewsMlG2,
        Self::JsonFeed,
        Self::Markdown,
        Self::Text,
    ];

    /// The name of the kind, as `--from` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GoogleDocs => "google-docs",
            Self::WebPage => "web-page",
            Self::Docx => "docx",
            Self::WordPress => "wordpress",
            Self::Ghost => "ghost",
            Self::Model => "model",
            Self::Ninjs => "ninjs",
            Self::NewsMlG2 => "newsml-g2",
            Self::JsonFeed => "json-feed",
            Self::Markdown => "markdown",
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
            "docx" | "docm" | "dotx" => Some(Self::Docx),
            "md" | "markdown" | "mdown" | "mdx" => Some(Self::Markdown),
            "txt" | "text" | "eml" => Some(Self::Text),
            _ => None,
        }
    }
}
