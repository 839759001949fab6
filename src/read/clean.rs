//! The one way into the model: every text of a document is cleaned here, whoever read the document.
//!
//! Each type is taken apart without `..`, so that a new text does not compile until it passes here, too.

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{
    Asset, Author, Block, Callout, Card, CodeBlock, Correction, DefinitionItem, DefinitionList, Document,
    Figure, Footnote, Heading, Image, ImageSource, Inline, LeadImage, List, ListItem, Metadata, Newsletter,
    Quote, Related, Table, TableCell, Update,
    clean::{Cleaned, line, preformatted},
    word,
};

/// A document in which no text holds a character that an edition may not carry.
#[derive(Debug)]
pub(crate) struct Clean(Document);

/// A text that was not clean.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unclean {
    /// What the text is, after "the".
    what: &'static str,
    cleaned: Cleaned,
    span: Span,
}

impl Unclean {
    /// Tells the writer of a Markdown file, at the text's place.
    fn report(self, found: &mut Diagnostics) {
        let mut warn = |happened: &str| {
            let message = format!("the {} holds {happened}", self.what);
            found.push(Diagnostic::warning(Code::ControlCharacter, message).with_span(self.span));
        };
        if self.cleaned.replaced > 0 {
            warn("a control character that no edition may carry; it was replaced by U+FFFD");
        }
        if self.cleaned.directional > 0 {
            warn("a character that overrides the direction of text; it was removed");
        }
    }

    /// The error about a document that was not made by Pressroom, or changed since.
    pub(crate) fn refusal(self) -> Diagnostic {
        let message = format!("the {} holds a control character that no edition may carry", self.what);
        Diagnostic::error(Code::ControlCharacter, message)
    }
}

impl Clean {
    /// Cleans every text of a document; gives those in which something was replaced or removed.
    pub(crate) fn new(mut document: Document) -> (Self, Vec<Unclean>) {
        let mut cleaner = Cleaner { unclean: Vec::new() };
        cleaner.document(&mut document);
        (Self(document), cleaner.unclean)
    }

    /// Cleans every text of a document, and warns where something was replaced or removed.
    pub(crate) fn reported(document: Document, found: &mut Diagnostics) -> Self {
        let (clean, unclean) = Self::new(document);
        unclean.into_iter().for_each(|unclean| unclean.report(found));
        clean
    }

    /// The document.
    pub(crate) fn as_document(&self) -> &Document {
        &self.0
    }

    /// The document.
    pub(crate) fn into_document(self) -> Document {
        self.0
    }
}

struct Cleaner {
    unclean: Vec<Unclean>,
}

impl Cleaner {
    /// A text on one line.
    fn line(&mut self, text: &mut String, what: &'static str, span: Span) {
        let (std::borrow::Cow::Owned(clean), cleaned) = line(text) else { return };
        self.add_unclean(what, cleaned, span);
        *text = clean;
    }

    /// A text on one line, without space at its ends.
    fn trimmed(&mut self, text: &mut String, what: &'static str, span: Span) {
        self.line(text, what, span);
        if text.trim().len() < text.len() {
            *text = text.trim().to_owned();
        }
    }

    /// A text that is there only if it says something.
    fn optional(&mut self, text: &mut Option<String>, what: &'static str, span: Span) {
        if let Some(inner) = text {
            self.trimmed(inner, what, span);
            if inner.is_empty() {
                *text = None;
            }
        }
    }

    fn add_unclean(&mut self, what: &'static str, cleaned: Cleaned, span: Span) {
        if cleaned.any() {
            self.unclean.push(Unclean { what, cleaned, span });
        }
    }

    fn document(&mut self, document: &mut Document) {
        let Document { format: _, metadata, lede, cards, signoff, footnotes, assets } = document;
        self.metadata(metadata);
        self.blocks(lede);
        for Card { number: _, id: _, question, updated, teaser: _, blocks, span } in cards {
            self.inlines(question);
            if let Some(Update { date: _, reason }) = updated {
                self.optional(reason, "reason of an update", *span);
            }
            self.blocks(blocks);
        }
        self.blocks(signoff);
        for Footnote { number: _, references: _, place: _, blocks, span: _ } in footnotes {
            self.blocks(blocks);
        }
        // A picture whose path is not clean was refused; its name is made here.
        for Asset { path: _, name: _, media_type: _, width: _, height: _, sha256: _, bytes: _ } in assets {}
    }

    fn metadata(&mut self, metadata: &mut Metadata) {
        let Metadata {
            slug,
            headline,
            kicker,
            description,
            language: _,
            authors,
            date_published: _,
            date_modified: _,
            section,
            keywords,
            image,
            canonical_url: _,
            translation_of,
            rights,
            embargo: _,
            expires: _,
            review_by: _,
            status: _,
            draft: _,
            version: _,
            corrections,
            newsletter,
        } = metadata;
        for name in std::iter::once(slug).chain(translation_of.as_mut()) {
            if let std::borrow::Cow::Owned(composed) = word::nfc(name) {
                *name = composed;
            }
        }
        let nowhere = Span::default();
        self.trimmed(headline, "headline", nowhere);
        self.optional(kicker, "kicker", nowhere);
        self.optional(description, "dek", nowhere);
        for Author { name, url: _, kind: _ } in authors {
            self.trimmed(name, "name of an author", nowhere);
        }
        self.optional(section, "section", nowhere);
        keywords.iter_mut().for_each(|tag| self.trimmed(tag, "name of a tag", nowhere));
        keywords.retain(|tag| !tag.is_empty());
        if let Some(LeadImage { image, caption }) = image {
            self.image(image);
            self.optional(caption, "caption of the lead picture", image.span);
        }
        self.optional(rights, "text about rights", nowhere);
        for Correction { date: _, text, span } in corrections {
            self.trimmed(text, "text of a correction", *span);
        }
        let Newsletter { subject, preheader } = newsletter;
        self.optional(subject, "subject of the newsletter", nowhere);
        self.optional(preheader, "preheader of the newsletter", nowhere);
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content, span: _ } => self.inlines(content),
                Block::Heading(Heading { level: _, id: _, content, span: _ }) => self.inlines(content),
                Block::BlockQuote(Quote { blocks, attribution, span: _ }) => {
                    self.blocks(blocks);
                    self.inlines(attribution);
                }
                Block::List(List { start: _, tight: _, items, span: _ }) => {
                    for ListItem { task: _, blocks, span: _ } in items {
                        self.blocks(blocks);
                    }
                }
                Block::CodeBlock(CodeBlock { language, text, span }) => {
                    self.optional(language, "language of a block of code", *span);
                    if let (std::borrow::Cow::Owned(clean), cleaned) = preformatted(text) {
                        self.add_unclean("block of code", cleaned, *span);
                        *text = clean;
                    }
                }
                Block::Table(Table { caption, alignments: _, head, rows, span: _ }) => {
                    self.inlines(caption);
                    for TableCell { content } in head.iter_mut().chain(rows.iter_mut().flatten()) {
                        self.inlines(content);
                    }
                }
                Block::Figure(Figure { image, caption, span: _ }) => {
                    self.image(image);
                    self.inlines(caption);
                }
                Block::Related(Related { label, headline, target: _, description, span }) => {
                    self.optional(label, "label of a box", *span);
                    self.inlines(headline);
                    self.blocks(description);
                }
                Block::Callout(Callout { kind: _, title, blocks, span: _ }) => {
                    self.inlines(title);
                    self.blocks(blocks);
                }
                Block::DefinitionList(DefinitionList { items, span: _ }) => {
                    for DefinitionItem { term, definitions } in items {
                        self.inlines(term);
                        definitions.iter_mut().for_each(|blocks| self.blocks(blocks));
                    }
                }
                Block::ThematicBreak { span: _ } => {}
            }
        }
    }

    /// `link` lets no address through that is not clean.
    fn inlines(&mut self, inlines: &mut [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { value, span } => self.line(value, "text", *span),
                Inline::Code { value, span } => self.line(value, "code", *span),
                Inline::Math { value, display: _, span } => self.line(value, "formula", *span),
                Inline::Emphasis { content, span: _ }
                | Inline::Strong { content, span: _ }
                | Inline::Strikethrough { content, span: _ }
                | Inline::Superscript { content, span: _ }
                | Inline::Subscript { content, span: _ } => self.inlines(content),
                Inline::Link { target: _, title, content, span } => {
                    self.optional(title, "title of a link", *span);
                    self.inlines(content);
                }
                Inline::Image(image) => self.image(image),
                Inline::FootnoteReference { number: _, occurrence: _, span: _ }
                | Inline::SoftBreak
                | Inline::HardBreak => {}
            }
        }
    }

    fn image(&mut self, image: &mut Image) {
        let Image { source, alt, credit, syndicate: _, span } = image;
        match source {
            ImageSource::Missing(path) => self.line(path, "path of a picture", *span),
            ImageSource::Local(_) | ImageSource::Remote { url: _, size: _ } => {}
        }
        // An empty text says that the picture is decoration; one of which nothing is left says nothing.
        if alt.as_deref() != Some("") {
            self.optional(alt, "alternative text of a picture", *span);
        }
        self.optional(credit, "credit of a picture", *span);
    }
}
