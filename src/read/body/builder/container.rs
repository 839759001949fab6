//! What can be open while a document is built.

use pressroom_document::{Alignment, CalloutKind};

/// Something that holds blocks or inlines.
#[derive(Debug)]
pub enum Container {
    /// A quotation.
    Quote,
    /// A list of [`Item`](Self::Item)s.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// True where items are set without space between them.
        tight: bool,
    },
    /// An item of a list.
    Item {
        /// `Some(done)` for a task.
        task: Option<bool>,
    },
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading {
        /// 1 to 6, as HTML counts them.
        level: u8,
    },
    /// A table of [`Row`](Self::Row)s, alone or in groups.
    Table {
        /// How its columns are aligned; those that are missing as the text runs.
        alignments: Vec<Alignment>,
    },
    /// `thead`, `tbody` or `tfoot`.
    RowGroup(RowGroup),
    /// A row of [`Cell`](Self::Cell)s.
    Row {
        /// True if all its cells are heads.
        head: bool,
    },
    /// A cell; where it spans more than one column or row, empty ones stand beside and below it.
    Cell {
        /// How many columns it spans, at least 1.
        columns: usize,
        /// How many rows it spans, at least 1.
        rows: usize,
    },
    /// The caption of a table or a figure.
    Caption,
    /// A list of terms with their definitions.
    DefinitionList,
    /// A term.
    Term,
    /// A definition of the term before it.
    Definition,
    /// The text of a footnote.
    Footnote {
        /// What references name it by.
        name: String,
    },
    /// A note, tip or warning.
    Callout {
        /// Which of them.
        kind: CalloutKind,
    },
    /// The title of a callout.
    Title,
    /// A related-story box; its first link is the story.
    Related {
        /// The authored label.
        label: Option<String>,
    },
    /// The sign-off.
    Signoff,
    /// A picture with its caption.
    Figure,
    /// Emphasis.
    Emphasis,
    /// Strong importance.
    Strong,
    /// No longer true.
    Strikethrough,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Code within a line.
    Code,
    /// A link.
    Link {
        /// As authored; resolved later.
        url: String,
        /// What a pointer shows.
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
pub enum RowGroup {
    /// Above.
    Head,
    /// Between.
    Body,
    /// Below, wherever it is written.
    Foot,
}

/// A picture as written.
#[derive(Debug, Default, Clone)]
pub struct Picture {
    /// Its path beside the document, or its address.
    pub path: String,
    /// `None`: the content of the container is the alternative text.
    pub alt: Option<String>,
    /// In raw HTML an absent `alt` is not an empty one.
    pub alt_missing: bool,
    /// The caption.
    pub title: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// True where partners may publish it.
    pub syndicate: bool,
    /// Authored width and height in CSS pixels.
    pub size: Option<(u32, u32)>,
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
