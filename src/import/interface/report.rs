//! What came in, and what did not.

use serde::Serialize;

use crate::ImportKind;
use pressroom_diagnostics::Diagnostic;

/// The name and version of the report's JSON form.
pub const REPORT_FORMAT: &str = "pressroom-import/1";

/// What came in, and what did not.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Always `pressroom-import/1`.
    pub format: &'static str,
    /// The file's name.
    pub source: String,
    /// What it is.
    pub kind: ImportKind,
    /// The program that made it, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// What came in.
    pub counts: ImportCounts,
    /// What was not taken over, changed or guessed, in the order of the source.
    pub findings: Vec<ImportFinding>,
}

/// What came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportCounts {
    /// Words of the text, headline and questions included.
    pub words: usize,
    /// Cards.
    pub cards: usize,
    /// Pictures, each file once.
    pub pictures: usize,
    /// Footnotes.
    pub notes: usize,
    /// Links.
    pub links: usize,
}

/// Something that was not taken over as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportFinding {
    /// What it is.
    pub kind: FindingKind,
    /// What was done.
    pub action: Action,
    /// Where it stands in the source, such as `paragraph 12`, `line 5` or `word/header1.xml`.
    pub place: String,
    /// Its words, whole; empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Who made it and why it was done, in a sentence; for people.
    pub message: String,
}

impl ImportFinding {
    /// What the reader of explainers says of a document that is imported.
    pub(crate) fn of_reader(diagnostic: &Diagnostic) -> Self {
        Self {
            kind: FindingKind::Document,
            action: Action::Kept,
            place: String::new(),
            text: String::new(),
            message: format!("{} [{}]", diagnostic.message, diagnostic.code),
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A comment of an editor.
    Comment,
    /// A tracked insertion.
    Insertion,
    /// A tracked deletion.
    Deletion,
    /// Text that the source does not show.
    HiddenText,
    /// The head of a page.
    Header,
    /// The foot of a page.
    Footer,
    /// A field whose value a program computes, such as a table of contents.
    Field,
    /// A text box or a shape with text.
    TextBox,
    /// A file, a chart or a drawing within the document.
    EmbeddedObject,
    /// A program within the document.
    Macro,
    /// A style without a meaning that is known.
    Style,
    /// A look that the model does not have, such as a colour.
    Formatting,
    /// A formula.
    Equation,
    /// A link.
    Link,
    /// A picture.
    Picture,
    /// A table.
    Table,
    /// A list.
    List,
    /// A footnote or an endnote.
    Note,
    /// A value of the metadata.
    Metadata,
    /// A shortcode or block of another system.
    Shortcode,
    /// An element of HTML or XML.
    Element,
    /// What stands around an article on its page.
    Furniture,
    /// The headline.
    Headline,
    /// The division into cards.
    Cards,
    /// The language.
    Language,
    /// The encoding of the file.
    Encoding,
    /// What the reader of explainers says of the document.
    Document,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is not in the document.
    LeftOut,
    /// It is in the document in another form.
    Changed,
    /// It is in the document as it stands, and should be looked at.
    Kept,
    /// It was not said, and is a guess.
    Guessed,
}

impl Action {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::LeftOut => "left out",
            Self::Changed => "changed",
            Self::Kept => "kept",
            Self::Guessed => "guessed",
        }
    }
}

impl FindingKind {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Insertion => "insertion",
            Self::Deletion => "deletion",
            Self::HiddenText => "hidden text",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Field => "field",
            Self::TextBox => "text box",
            Self::EmbeddedObject => "embedded object",
            Self::Macro => "macro",
            Self::Style => "style",
            Self::Formatting => "formatting",
            Self::Equation => "equation",
            Self::Link => "link",
            Self::Picture => "picture",
            Self::Table => "table",
            Self::List => "list",
            Self::Note => "note",
            Self::Metadata => "metadata",
            Self::Shortcode => "shortcode",
            Self::Element => "element",
            Self::Furniture => "furniture",
            Self::Headline => "headline",
            Self::Cards => "cards",
            Self::Language => "language",
            Self::Encoding => "encoding",
            Self::Document => "document",
        }
    }
}
