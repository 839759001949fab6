//! The tables of `theme.toml`.

/// A table of tokens. An edition is rebuilt only if one of the tables that it uses changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenTable {
    /// Colours on a light ground.
    Light,
    /// Colours on a dark ground.
    Dark,
    /// Faces, and whether the machine's fonts may stand in for them.
    Font,
    /// The page of PDFs.
    Page,
    /// The widths of pictures on web pages.
    Web,
    /// The division of EPUBs.
    Epub,
    /// The press that print files are made for.
    Print,
}

impl TokenTable {
    /// Every table.
    pub const ALL: &[Self] =
        &[Self::Light, Self::Dark, Self::Font, Self::Page, Self::Web, Self::Epub, Self::Print];

    /// Its name in `theme.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Font => "font",
            Self::Page => "page",
            Self::Web => "web",
            Self::Epub => "epub",
            Self::Print => "print",
        }
    }
}
