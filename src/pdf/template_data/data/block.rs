//! Blocks and runs of text.

use serde::Serialize;

/// A block; `k` names its kind.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "k", rename_all = "lowercase")]
pub(crate) enum Block {
    /// A paragraph.
    #[serde(rename = "p")]
    Paragraph {
        #[serde(rename = "c")]
        content: Vec<Run>,
    },
    #[serde(rename = "h")]
    Heading {
        level: u8,
        id: String,
        /// It is short enough for a heading.
        heading: bool,
        #[serde(rename = "c")]
        content: Vec<Run>,
    },
    Quote {
        /// It stands in no other container.
        top: bool,
        #[serde(rename = "b")]
        blocks: Vec<Block>,
        by: Option<Vec<Run>>,
    },
    /// The attribution of the quotation before it, if quotations nest too deep.
    By {
        #[serde(rename = "c")]
        content: Vec<Run>,
    },
    Bullets(List),
    Numbers(List),
    Tasks(List),
    Code {
        #[serde(rename = "v")]
        text: String,
        #[serde(rename = "at")]
        mark: Option<usize>,
    },
    Table(Table),
    Figure(Figure),
    /// The words in the place of a picture that can't be shown.
    #[serde(rename = "no-picture")]
    NoPicture {
        text: String,
        url: Option<String>,
        caption: Option<Vec<Run>>,
        credit: Option<String>,
    },
    Related {
        label: String,
        #[serde(rename = "c")]
        headline: Vec<Run>,
        /// It is short enough to be kept on one page.
        keep: bool,
        #[serde(rename = "b")]
        blocks: Vec<Block>,
    },
    Callout {
        kind: &'static str,
        title: Vec<Run>,
        #[serde(rename = "b")]
        blocks: Vec<Block>,
    },
    /// A list of terms and what they mean.
    Terms {
        items: Vec<Term>,
    },
    /// A thematic break.
    Break,
    /// A footnote that no reference on the pages could give.
    Leftover {
        #[serde(rename = "n")]
        number: String,
        #[serde(rename = "b")]
        blocks: Vec<Block>,
    },
}

/// A list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct List {
    /// `9.`, `10.`, ...; empty for bullets.
    pub(crate) numbers: Vec<String>,
    pub(crate) tight: bool,
    /// It stands in no other container.
    pub(crate) top: bool,
    pub(crate) items: Vec<ListItem>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ListItem {
    /// Of a task: it is done.
    pub(crate) done: Option<bool>,
    #[serde(rename = "b")]
    pub(crate) blocks: Vec<Block>,
}

/// A table; each cell is a text.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Table {
    /// The size of its type, where the running text has 1.
    pub(crate) size: f64,
    pub(crate) wide: bool,
    /// `start`, `left`, `center` or `right`, for each column.
    pub(crate) align: Vec<&'static str>,
    pub(crate) head: Vec<Vec<Run>>,
    pub(crate) rows: Vec<Vec<Vec<Run>>>,
    /// The longest word and the longest cell of each column, in characters: how much room it asks for.
    pub(crate) room: Vec<[usize; 2]>,
    /// The head is set again on further pages.
    pub(crate) repeat: bool,
    pub(crate) caption: Option<Vec<Run>>,
}

/// A picture with its caption.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) file: String,
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// `None` for decoration.
    pub(crate) alt: Option<String>,
    pub(crate) caption: Option<Vec<Run>>,
    pub(crate) credit: Option<String>,
    /// Its caption is short enough to be kept with it on one page.
    pub(crate) keep: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Term {
    #[serde(rename = "t")]
    pub(crate) term: Vec<Run>,
    #[serde(rename = "d")]
    pub(crate) definitions: Vec<Vec<Block>>,
}

/// A part of a line; `k` names its kind.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Run {
    Text(TextRun),
    Object(InlineObject),
}

/// Characters of one kind and style.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TextRun {
    #[serde(rename = "k")]
    pub(crate) kind: TextKind,
    #[serde(rename = "v")]
    pub(crate) text: String,
    #[serde(flatten)]
    pub(crate) style: Style,
    /// For the press: the number of the mark that stands before it.
    #[serde(rename = "at", skip_serializing_if = "Option::is_none")]
    pub(crate) mark: Option<usize>,
    /// The beginnings of further chunks of a long text, in bytes.
    #[serde(rename = "cuts", skip_serializing_if = "Vec::is_empty")]
    pub(crate) chunk_starts: Vec<usize>,
}

impl TextRun {
    /// A text that is no part of a passage.
    pub(crate) fn new(kind: TextKind, text: String) -> Self {
        Self { kind, text, style: Style::default(), mark: None, chunk_starts: Vec::new() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum TextKind {
    #[serde(rename = "t")]
    Text,
    #[serde(rename = "c")]
    Code,
    /// Mathematics, in TeX notation.
    #[serde(rename = "m")]
    Math,
    /// A formula on a line of its own.
    #[serde(rename = "M")]
    DisplayMath,
}

/// The style of a run; what it has not is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Style {
    #[serde(rename = "b", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) strong: bool,
    #[serde(rename = "i", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) emphasis: bool,
    #[serde(rename = "x", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) strike: bool,
    #[serde(rename = "up", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) raised: bool,
    #[serde(rename = "down", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) lowered: bool,
}

/// A link, a picture, a footnote or a line break.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "k")]
pub(crate) enum InlineObject {
    #[serde(rename = "a")]
    Link(Link),
    #[serde(rename = "g")]
    Picture(InlinePicture),
    #[serde(rename = "f")]
    Note {
        #[serde(rename = "n")]
        number: String,
        /// The note itself, where it is referred to first.
        #[serde(rename = "b")]
        blocks: Option<Vec<Block>>,
    },
    #[serde(rename = "n")]
    LineBreak,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Link {
    #[serde(flatten)]
    pub(crate) target: LinkTarget,
    #[serde(rename = "c")]
    pub(crate) content: Vec<Run>,
}

/// The target of a link.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum LinkTarget {
    /// On screens: an address. `address`: the text is the address.
    Url { url: String, address: bool },
    /// On paper: the number of the address in the list at the end.
    Note { note: Option<String>, address: bool },
    /// On screens: a place in the document.
    Id { to: String },
    /// On paper: a place whose page is named.
    Page { page_of: String },
}

/// A picture in a line.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum InlinePicture {
    Shown {
        file: String,
        width: u32,
        height: u32,
        alt: Option<String>,
    },
    /// The words in its place.
    Words {
        text: String,
        url: Option<String>,
    },
}
