//! What leaves the house: a document without the pictures that partners may not publish.
//!
//! A figure whose picture is not cleared (`syndicate: true`) is left out as a whole: its caption and credit speak of
//! a picture that isn't there. So is such a lead picture. In place of one within a line its alternative text remains,
//! because the sentence needs it. Each is reported.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span},
    model::{Block, Document, Figure, Image, Inline, LeadImage, Related, TableCell, text},
};

/// A document that may leave the house, and what it brings along.
pub(super) struct Cleared {
    /// The document without what is not cleared.
    pub(super) document: Document,
    /// Cleared pictures in reading order.
    pub(super) pictures: Vec<Picture>,
    /// Related stories in reading order.
    pub(super) related: Vec<Related>,
    /// What was left out.
    pub(super) warnings: Diagnostics,
}

/// A cleared picture.
pub(super) struct Picture {
    /// The picture.
    pub(super) image: Image,
    /// Its caption as plain text; may be empty.
    pub(super) caption: String,
    /// True for the lead picture.
    pub(super) lead: bool,
}

/// Clears a document for partners.
pub(super) fn clear(document: &Document) -> Cleared {
    let mut document = document.clone();
    let mut desk = Desk::default();
    document.metadata.image = document.metadata.image.take().filter(|lead| desk.passes_lead(lead));
    desk.blocks(&mut document.lede);
    for card in &mut document.cards {
        desk.inlines(&mut card.question);
        desk.blocks(&mut card.blocks);
    }
    desk.blocks(&mut document.signoff);
    for footnote in &mut document.footnotes {
        desk.blocks(&mut footnote.blocks);
    }
    let Desk { pictures, related, warnings } = desk;
    Cleared { document, pictures, related, warnings }
}

#[derive(Default)]
struct Desk {
    pictures: Vec<Picture>,
    related: Vec<Related>,
    warnings: Diagnostics,
}

impl Desk {
    fn passes_lead(&mut self, lead: &LeadImage) -> bool {
        let caption = lead.caption.clone().unwrap_or_default();
        self.passes(&lead.image, caption, true, lead.image.span)
    }

    fn passes_figure(&mut self, figure: &Figure) -> bool {
        self.passes(&figure.image, text::plain(&figure.caption), false, figure.span)
    }

    fn passes(&mut self, image: &Image, caption: String, lead: bool, span: Span) -> bool {
        if image.syndicate {
            self.pictures.push(Picture { image: image.clone(), caption, lead });
        } else {
            let message = "the picture is not cleared for partners and was left out with its caption";
            let finding = Diagnostic::warning(Code::Simplified, message).at(span);
            self.warnings.push(finding.help("say `syndicate: true` where partners may publish it"));
        }
        image.syndicate
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        blocks.retain_mut(|block| match block {
            Block::Figure(figure) => {
                let passes = self.passes_figure(figure);
                if passes {
                    self.inlines(&mut figure.caption);
                }
                passes
            }
            Block::Paragraph { content, .. } => {
                self.inlines(content);
                true
            }
            Block::Heading(heading) => {
                self.inlines(&mut heading.content);
                true
            }
            Block::BlockQuote(quote) => {
                self.blocks(&mut quote.blocks);
                self.inlines(&mut quote.attribution);
                !quote.blocks.is_empty() || !quote.attribution.is_empty()
            }
            Block::List(list) => {
                list.items.iter_mut().for_each(|item| self.blocks(&mut item.blocks));
                true
            }
            Block::Table(table) => {
                self.inlines(&mut table.caption);
                self.cells(&mut table.head);
                table.rows.iter_mut().for_each(|row| self.cells(row));
                true
            }
            Block::Related(related) => {
                self.inlines(&mut related.headline);
                self.blocks(&mut related.description);
                self.related.push(related.clone());
                true
            }
            Block::Callout(callout) => {
                self.inlines(&mut callout.title);
                self.blocks(&mut callout.blocks);
                true
            }
            Block::DefinitionList(list) => {
                for item in &mut list.items {
                    self.inlines(&mut item.term);
                    item.definitions.iter_mut().for_each(|blocks| self.blocks(blocks));
                }
                true
            }
            Block::CodeBlock(_) | Block::ThematicBreak { .. } => true,
        });
    }

    fn cells(&mut self, cells: &mut [TableCell]) {
        cells.iter_mut().for_each(|cell| self.inlines(&mut cell.content));
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>) {
        inlines.retain_mut(|inline| match inline {
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => {
                self.inlines(content);
                true
            }
            Inline::Image(image) if image.syndicate => {
                self.pictures.push(Picture { image: image.clone(), caption: String::new(), lead: false });
                true
            }
            Inline::Image(image) => {
                let message =
                    "the picture is not cleared for partners; its alternative text stands in its place";
                self.warnings.push(Diagnostic::warning(Code::Simplified, message).at(image.span));
                let (value, span) = (image.alt.take().unwrap_or_default(), image.span);
                let remains = !value.is_empty();
                *inline = Inline::Text { value, span };
                remains
            }
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::Math { .. }
            | Inline::FootnoteReference { .. }
            | Inline::SoftBreak
            | Inline::HardBreak => true,
        });
    }
}
