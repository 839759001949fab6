//! The root of the model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Asset, Block, Card, Metadata};
use pressroom_diagnostics::Span;

/// The name and version of the model's JSON form.
pub const FORMAT: &str = "pressroom-document/1";

/// One explainer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Always `pressroom-document/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// Everything about the document that is not its text.
    pub metadata: Metadata,
    /// Blocks before the first card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lede: Vec<Block>,
    /// The numbered cards, in order; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// The sign-off after the last card; empty where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signoff: Vec<Block>,
    /// Footnotes, in the order of their first reference: footnote `n` of the text is `footnotes[n - 1]`. So they stand in
    /// the order of the parts that they are printed with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footnotes: Vec<Footnote>,
    /// Local pictures, in the order of their first use, each file once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Footnote {
    /// Number in the text, from 1.
    #[schemars(range(min = 1))]
    pub number: u32,
    /// How often the text refers to it, at least 1; back links go to each reference.
    #[schemars(range(min = 1))]
    pub references: u32,
    /// Where it is first referred to: the part of the document that it is printed with.
    pub place: Place,
    /// The note itself.
    pub blocks: Vec<Block>,
    /// Where it is defined.
    #[serde(default)]
    pub span: Span,
}

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Before the first card.
    Lede,
    /// The card of this number, from 1.
    Card(u32),
    /// The sign-off.
    Signoff,
}

impl Document {
    /// A document without text.
    pub fn new(metadata: Metadata) -> Self {
        Self {
            format: FORMAT.to_owned(),
            metadata,
            lede: Vec::new(),
            cards: Vec::new(),
            signoff: Vec::new(),
            footnotes: Vec::new(),
            assets: Vec::new(),
        }
    }

    /// The footnotes that are printed with one part of the document, in order. They stand together: `read` sees to it.
    pub fn footnotes_of(&self, place: Place) -> impl Iterator<Item = &Footnote> {
        let from = self.footnotes.partition_point(|footnote| footnote.place < place);
        let rest = self.footnotes.get(from..).unwrap_or_default();
        rest.iter().take_while(move |footnote| footnote.place == place)
    }

    /// The footnote of a number.
    pub fn footnote(&self, number: u32) -> Option<&Footnote> {
        self.footnotes.get((number as usize).checked_sub(1)?)
    }

    /// The document without its text and pictures: what goes out where it must not, or must no longer, be used.
    pub fn notice(&self) -> Self {
        Self::new(Metadata { image: None, ..self.metadata.clone() })
    }

    /// The document with a word before its headline that says that it is a draft. Every edition shows the headline.
    #[must_use]
    pub fn marked_as_draft(&self, word: &str) -> Self {
        let mut marked = self.clone();
        marked.metadata.headline = format!("[{word}] {}", self.metadata.headline);
        if let Some(subject) = &mut marked.metadata.newsletter.subject {
            *subject = format!("[{word}] {subject}");
        }
        marked
    }

    /// The local picture that an [`ImageSource::Local`](super::ImageSource::Local) names.
    pub fn asset(&self, index: usize) -> Option<&Asset> {
        self.assets.get(index)
    }
}
