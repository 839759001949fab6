//! What a publication is made of, in spine order: the common ground of the contents, the package document and the
//! container.

use std::borrow::Cow;

/// The navigation document's file; `epub-builder` fixes the name.
pub(super) const NAVIGATION: &str = "nav.xhtml";

/// A publication. Paths are relative to the package document.
pub(super) struct Book<'a> {
    /// The headline.
    pub(super) title: String,
    /// The pages in reading order, the navigation document among them.
    pub(super) pages: Vec<Page>,
    /// Pictures, each once.
    pub(super) resources: Vec<Resource<'a>>,
}

/// A content document.
pub(super) struct Page {
    /// Its file.
    pub(super) file: String,
    /// Its XHTML.
    pub(super) content: String,
    /// How contents lists name it; `None`: they don't.
    pub(super) label: Option<Label>,
    /// What it is to a reading system (EPUB 3.3, section 7.4.5): `epub:type` and words.
    pub(super) landmark: Option<(&'static str, String)>,
    /// False where a reader who turns pages does not come by.
    pub(super) linear: bool,
}

/// An entry of a contents list.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// A card's number.
    pub(super) number: Option<u32>,
    /// Escaped markup without links.
    pub(super) markup: String,
    /// The same without markup, on one line.
    pub(super) plain: String,
}

impl Label {
    /// A label of our own words.
    pub(super) fn words(text: &str) -> Self {
        Self { number: None, markup: crate::render::markup::escape(text), plain: text.to_owned() }
    }

    /// Number and words, for lists that know no markup.
    pub(super) fn numbered(&self) -> String {
        match self.number {
            Some(number) => format!("{number}. {}", self.plain),
            None => self.plain.clone(),
        }
    }
}

/// A picture.
pub(super) struct Resource<'a> {
    /// Its file.
    pub(super) path: String,
    /// Its media type, one of EPUB's core media types (EPUB 3.3, section 3.2).
    pub(super) media_type: &'static str,
    /// Its content.
    pub(super) bytes: Cow<'a, [u8]>,
    /// True for the publication's cover.
    pub(super) cover: bool,
}
