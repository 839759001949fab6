//! What the styles of a house mean when a file of a word processor is imported.

/// What a paragraph or character style means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StyleMeaning {
    /// The headline.
    Headline,
    /// The line above it.
    Kicker,
    /// What the explainer is about.
    Dek,
    /// Who wrote it.
    Byline,
    /// The question of a card.
    Card,
    /// A heading within a card.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A quotation.
    Quote,
    /// A related-story box.
    Related,
    /// A note set apart.
    Note,
    /// The caption of the picture or table beside it.
    Caption,
    /// Who made the picture beside it.
    Credit,
    /// Preformatted text; of characters: code.
    Code,
    /// The sign-off.
    Signoff,
    /// Emphasis, of characters.
    Emphasis,
    /// Strong importance, of characters.
    Strong,
    /// Not part of the explainer: it is reported, and left out.
    Ignore,
}

impl StyleMeaning {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Headline,
        Self::Kicker,
        Self::Dek,
        Self::Byline,
        Self::Card,
        Self::Heading,
        Self::Paragraph,
        Self::Quote,
        Self::Related,
        Self::Note,
        Self::Caption,
        Self::Credit,
        Self::Code,
        Self::Signoff,
        Self::Emphasis,
        Self::Strong,
        Self::Ignore,
    ];

    /// The word for it in `pressroom.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Kicker => "kicker",
            Self::Dek => "dek",
            Self::Byline => "byline",
            Self::Card => "card",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Quote => "quote",
            Self::Related => "related",
            Self::Note => "note",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Code => "code",
            Self::Signoff => "signoff",
            Self::Emphasis => "emphasis",
            Self::Strong => "strong",
            Self::Ignore => "ignore",
        }
    }

    /// The meaning of a word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|meaning| meaning.name() == name)
    }
}
