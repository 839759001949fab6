//! What can be open while a document is built.

use pressroom_document::{Alignment, CalloutKind};

/// Something that holds blocks or inlines.
#[derive(Debug)]
pub(crate) enum Container {
    Quote,
    List {
        start: Option<u64>,
        tight: bool,
    },
    Item {
        task: Option<bool>,
    },
    Paragraph,
    Heading {
        level: u8,
    },
    Table {
        alignments: Vec<Alignment>,
    },
    /// `thead`, `tbody` or `tfoot`.
    RowGroup(RowGroup),
    Row {
        head: bool,
    },
    /// A cell; where it spans more than one column or row, empty ones stand beside and below it.
    Cell {
        columns: usize,
        rows: usize,
    },
    Caption,
    DefinitionList,
    Term,
    Definition,
    Footnote {
        name: String,
    },
    Callout {
        kind: CalloutKind,
    },
    Title,
    Related {
        label: Option<String>,
    },
    Signoff,
    Figure,
    Emphasis,
    Strong,
    Strikethrough,
    Superscript,
    Subscript,
    Code,
    Link {
        url: String,
        title: Option<String>,
    },
    /// A picture; its content is its alternative text.
    Image(Box<Picture>),
    /// Nothing of its own within a line: the content goes to the parent.
    Transparent,
    /// Nothing of its own, but its content stands on lines of its own.
    Division,
    /// The content of this element is thrown away.
    Discard(&'static str),
}

/// Where the rows of a group stand in their table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowGroup {
    Head,
    Body,
    Foot,
}

/// A picture as written.
#[derive(Debug, Default, Clone)]
pub(crate) struct Picture {
    pub(crate) path: String,
    /// `None`: the content of the container is the alternative text.
    pub(crate) alt: Option<String>,
    /// In raw HTML an absent `alt` is not an empty one.
    pub(crate) alt_missing: bool,
    pub(crate) title: Option<String>,
    pub(crate) credit: Option<String>,
    pub(crate) syndicate: bool,
    pub(crate) size: Option<(u32, u32)>,
}

impl Container {
    /// Words that it holds itself: alternative text and titles.
    pub(super) fn own_words(&self) -> (Option<&str>, Option<&str>) {
        if let Self::Image(picture) = self {
            (picture.alt.as_deref(), picture.title.as_deref())
        } else if let Self::Link { title, .. } = self {
            (title.as_deref(), None)
        } else {
            (None, None)
        }
    }

    pub(super) fn is_inline(&self) -> bool {
        match self {
            Self::Emphasis
            | Self::Strong
            | Self::Strikethrough
            | Self::Superscript
            | Self::Subscript
            | Self::Code
            | Self::Link { .. }
            | Self::Image(_) => true,
            Self::Quote
            | Self::List { .. }
            | Self::Item { .. }
            | Self::Paragraph
            | Self::Heading { .. }
            | Self::Table { .. }
            | Self::RowGroup(_)
            | Self::Row { .. }
            | Self::Cell { .. }
            | Self::Caption
            | Self::DefinitionList
            | Self::Term
            | Self::Definition
            | Self::Footnote { .. }
            | Self::Callout { .. }
            | Self::Title
            | Self::Related { .. }
            | Self::Signoff
            | Self::Figure
            | Self::Transparent
            | Self::Division
            | Self::Discard(_) => false,
        }
    }

    /// Gives the lines of blocks that stand in it its meaning; another inline holds nothing but running text.
    pub(super) fn can_hold_blocks(&self) -> bool {
        self.is_inline() && !matches!(self, Self::Code | Self::Image(_))
    }

    /// Lets what is inside reach what is around it.
    pub(super) fn is_through(&self) -> bool {
        self.is_inline() || matches!(self, Self::Transparent | Self::Division)
    }

    /// Holds inlines only: a block inside becomes a run of text.
    pub(super) fn is_line(&self) -> bool {
        matches!(self, Self::Heading { .. } | Self::Cell { .. } | Self::Caption | Self::Term | Self::Title)
    }

    /// Whether it adds a level to the model.
    pub(super) fn deepens(&self) -> bool {
        !matches!(
            self,
            Self::Paragraph
                | Self::Heading { .. }
                | Self::RowGroup(_)
                | Self::Row { .. }
                | Self::Cell { .. }
                | Self::Caption
                | Self::Title
                | Self::Term
                | Self::Item { .. }
                | Self::Definition
                | Self::Image(_)
                | Self::Transparent
                | Self::Division
                | Self::Discard(_)
        )
    }
}
