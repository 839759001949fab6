//! Inlines: what stands within a line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use pressroom_diagnostics::Span;

/// A piece of running text. In JSON, `type` names the variant in kebab case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Inline {
    /// Words. Never empty; holds no line break and no character that XML 1.0 forbids.
    Text {
        /// The words.
        value: String,
        /// Their place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Emphasis.
    Emphasis {
        /// What is emphasised.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Strong importance.
    Strong {
        /// What is important.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// No longer true.
    Strikethrough {
        /// What is struck.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Raised.
    Superscript {
        /// What is raised.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Lowered.
    Subscript {
        /// What is lowered.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Code; one line.
    Code {
        /// The code.
        value: String,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// Mathematics in TeX notation, kept as text.
    Math {
        /// The TeX source, without the dollar signs.
        value: String,
        /// True for a formula displayed on its own.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        display: bool,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// A link. Holds no other link.
    Link {
        /// Where it leads: checked and resolved.
        target: LinkTarget,
        /// An authored title, which a pointer shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// The link's text; never empty.
        content: Vec<Inline>,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// A picture within the text.
    Image(Box<Image>),
    /// A reference to a footnote.
    FootnoteReference {
        /// The footnote's number, from 1; always there in the document.
        number: u32,
        /// Which of the references to this footnote it is, from 1 in the order of the text.
        occurrence: u32,
        /// Its place in the source.
        #[serde(default)]
        span: Span,
    },
    /// A line end in the source: a space for the reader.
    SoftBreak,
    /// A line end for the reader too.
    HardBreak,
}

impl Inline {
    /// Its place in the source; breaks have none.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Text { span, .. }
            | Self::Emphasis { span, .. }
            | Self::Strong { span, .. }
            | Self::Strikethrough { span, .. }
            | Self::Superscript { span, .. }
            | Self::Subscript { span, .. }
            | Self::Code { span, .. }
            | Self::Math { span, .. }
            | Self::Link { span, .. }
            | Self::FootnoteReference { span, .. } => Some(*span),
            Self::Image(image) => Some(image.span),
            Self::SoftBreak | Self::HardBreak => None,
        }
    }

    /// The inlines that it holds, where it can hold any.
    pub fn content(&self) -> Option<&[Self]> {
        match self {
            Self::Emphasis { content, .. }
            | Self::Strong { content, .. }
            | Self::Strikethrough { content, .. }
            | Self::Superscript { content, .. }
            | Self::Subscript { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text { .. }
            | Self::Code { .. }
            | Self::Math { .. }
            | Self::Image(_)
            | Self::FootnoteReference { .. }
            | Self::SoftBreak
            | Self::HardBreak => None,
        }
    }

    /// The inlines that it holds, to be changed.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Emphasis { content, .. }
            | Self::Strong { content, .. }
            | Self::Strikethrough { content, .. }
            | Self::Superscript { content, .. }
            | Self::Subscript { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text { .. }
            | Self::Code { .. }
            | Self::Math { .. }
            | Self::Image(_)
            | Self::FootnoteReference { .. }
            | Self::SoftBreak
            | Self::HardBreak => None,
        }
    }

    /// True for a line end, soft or hard.
    pub fn is_break(&self) -> bool {
        matches!(self, Self::SoftBreak | Self::HardBreak)
    }
}

/// Where a link leads; resolved once, in `read`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkTarget {
    /// An absolute `http` or `https` URL, normalised and percent-encoded (WHATWG URL).
    External(String),
    /// The id of a card or heading of this document, which exists.
    Internal(String),
    /// An address for mail, with the query of a `mailto:` URL if it had one; percent-encoded.
    Email(String),
    /// A telephone number, as in a `tel:` URL.
    Telephone(String),
}

impl LinkTarget {
    /// The target as a URL; an internal one as `#id`.
    pub fn url(&self) -> String {
        match self {
            Self::External(url) => url.clone(),
            Self::Internal(id) => format!("#{id}"),
            Self::Email(address) => format!("mailto:{address}"),
            Self::Telephone(number) => format!("tel:{number}"),
        }
    }
}

/// A picture, within the text or in a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Where its pixels are.
    pub source: ImageSource,
    /// Text in its place. `Some("")`: decoration. `None`: the author gave none, which was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// True where partners may publish it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub syndicate: bool,
    /// Its place in the source.
    #[serde(default)]
    pub span: Span,
}

/// Where a picture's pixels are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImageSource {
    /// `assets[i]` of the document: here, measured and usable.
    Local(usize),
    /// Elsewhere; never fetched.
    Remote {
        /// An absolute `http` or `https` URL.
        url: String,
        /// Authored width and height in CSS pixels; only then may the web show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<(u32, u32)>,
    },
    /// Not to be had; the reason was reported. Holds the path as authored.
    Missing(String),
}
