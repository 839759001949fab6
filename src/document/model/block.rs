//! Blocks: what stands on lines of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Image, Inline, LinkTarget};
use pressroom_diagnostics::Span;

/// A block. In JSON, `type` names the variant in kebab case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// A heading inside a card, the lede or a box.
    Heading(Heading),
    /// A quotation.
    BlockQuote(Quote),
    /// A bulleted, numbered or task list.
    List(List),
    /// Preformatted text.
    CodeBlock(CodeBlock),
    /// A table.
    Table(Table),
    /// A picture with caption and credit.
    Figure(Figure),
    /// A related-story box.
    Related(Related),
    /// A note, tip or warning set apart from the text.
    Callout(Callout),
    /// Terms and their definitions.
    DefinitionList(DefinitionList),
    /// A break between two passages.
    ThematicBreak {
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
}

impl Block {
    /// The block's place in the source.
    pub fn span(&self) -> Span {
        match self {
            Self::Paragraph { span, .. } | Self::ThematicBreak { span } => *span,
            Self::Heading(heading) => heading.span,
            Self::BlockQuote(quote) => quote.span,
            Self::List(list) => list.span,
            Self::CodeBlock(code) => code.span,
            Self::Table(table) => table.span,
            Self::Figure(figure) => figure.span,
            Self::Related(related) => related.span,
            Self::Callout(callout) => callout.span,
            Self::DefinitionList(list) => list.span,
        }
    }
}

/// A heading below the level of cards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Level below the card's question: 1 is the first level inside a card, at most 4. No level is skipped on the
    /// way down.
    #[schemars(range(min = 1, max = 4))]
    pub level: u8,
    /// Fragment, unique in the document.
    pub id: String,
    /// Its text.
    pub content: Vec<Inline>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A block quotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What is quoted.
    pub blocks: Vec<Block>,
    /// Who said it: the text of the last line `> — Source`, without the dash. Empty where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<Inline>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The number of the first item of a numbered list; `None` for bullets and tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// True where items are set without space between them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tight: bool,
    /// The items.
    pub items: Vec<ListItem>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListItem {
    /// `Some(done)` for a task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<bool>,
    /// What the item says; may be empty.
    pub blocks: Vec<Block>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// Preformatted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBlock {
    /// The language named after the fence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text, lines separated by LF, without a last LF.
    pub text: String,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A table: every row has as many cells as `alignments`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// A caption; only raw HTML and the model's JSON can say one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
    /// One for each column; at least one.
    #[schemars(length(min = 1))]
    pub alignments: Vec<Alignment>,
    /// The header row; may be empty where raw HTML had none, else one cell for each column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub head: Vec<TableCell>,
    /// The rows below it.
    pub rows: Vec<Vec<TableCell>>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableCell {
    /// Its text; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Inline>,
}

/// How a column of a table is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// As the text runs.
    #[default]
    Start,
    /// To the left, whatever the direction.
    Left,
    /// Centred.
    Center,
    /// To the right, whatever the direction.
    Right,
}

/// A picture with its caption and credit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The picture.
    pub image: Image,
    /// What it shows, for all readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A related-story box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The authored label, such as "Read more"; `None`: the edition uses its own word in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The story's headline; the link's text. Empty where the box had no link.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headline: Vec<Inline>,
    /// Where the story is; `None` where the box had no usable link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<LinkTarget>,
    /// The rest of the box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<Block>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A passage set apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Callout {
    /// What kind.
    pub kind: CalloutKind,
    /// An authored title; empty: the edition uses its own word for the kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<Inline>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// Kinds of callouts: GitHub's alerts, and HTML's `details`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CalloutKind {
    /// Worth knowing.
    Note,
    /// Advice.
    Tip,
    /// Needed to understand.
    Important,
    /// Needs attention at once.
    Warning,
    /// Risk or loss.
    Caution,
    /// More for those who want it (from HTML's `details`); always shown open.
    Details,
}

/// Terms and their definitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinitionList {
    /// Each term with its definitions.
    pub items: Vec<DefinitionItem>,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// A term and its definitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinitionItem {
    /// The term.
    pub term: Vec<Inline>,
    /// Each definition is a run of blocks.
    pub definitions: Vec<Vec<Block>>,
}
