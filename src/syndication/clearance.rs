//! Removes the pictures that partners may not publish from a document.
//!
//! A figure whose picture is not cleared (`syndicate: true`) is left out as a whole: its caption and credit speak of
//! a picture that isn't there. So is such a lead picture. In place of one within a line its alternative text remains,
//! because the sentence needs it. Each is reported.

use std::borrow::Cow;

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{
    Block, Document, Figure, Image, ImageSource, Inline, Place, Related, TableCell, text,
};

/// A document that may leave the house, and what it brings along.
#[derive(Clone)]
pub(super) struct ClearedDocument<'a> {
    /// The document without what is not cleared; the document itself where everything is.
    pub(super) document: Cow<'a, Document>,
    /// Cleared pictures in reading order.
    pub(super) pictures: Vec<ClearedPicture>,
    /// Related stories in reading order.
    pub(super) related: Vec<Related>,
    /// Warnings about everything that was left out.
    pub(super) warnings: Diagnostics,
}

/// A cleared picture.
#[derive(Clone)]
pub(super) struct ClearedPicture {
    /// The picture.
    pub(super) image: Image,
    /// Its caption as plain text; may be empty.
    pub(super) caption: String,
    /// True for the lead picture.
    pub(super) lead: bool,
    /// The part that shows it, if it is not the lead picture.
    pub(super) place: Place,
}

/// Clears a document for partners.
pub(super) fn clear(document: &Document) -> ClearedDocument<'_> {
    let Redactor { pictures, related, warnings, complete, .. } = Redactor::look_at(document);
    if complete {
        return ClearedDocument { document: Cow::Borrowed(document), pictures, related, warnings };
    }
    let document = strip(document.clone());
    // A box may have held a picture, too.
    let related = Redactor::look_at(&document).related;
    ClearedDocument { document: Cow::Owned(document), pictures, related, warnings }
}

/// Walks a document and collects its cleared pictures and related stories.
struct Redactor {
    place: Place,
    pictures: Vec<ClearedPicture>,
    related: Vec<Related>,
    warnings: Diagnostics,
    /// False if something is left out.
    complete: bool,
}

impl Redactor {
    fn look_at(document: &Document) -> Self {
        let mut redactor = Self {
            place: Place::Lede,
            pictures: Vec::new(),
            related: Vec::new(),
            warnings: Vec::new(),
            complete: true,
        };
        if let Some(lead) = &document.metadata.image {
            let caption = lead.caption.clone().unwrap_or_default();
            match lead.image.syndicate {
                true => redactor.show(&lead.image, caption, true),
                false => redactor.left_out(&lead.image, lead.image.span),
            }
        }
        redactor.blocks(&document.lede);
        for card in &document.cards {
            redactor.place = Place::Card(card.number);
            redactor.inlines(&card.question);
            redactor.blocks(&card.blocks);
        }
        redactor.place = Place::Signoff;
        redactor.blocks(&document.signoff);
        for footnote in &document.footnotes {
            redactor.place = footnote.place;
            redactor.blocks(&footnote.blocks);
        }
        redactor
    }

    fn show(&mut self, image: &Image, caption: String, lead: bool) {
        self.pictures.push(ClearedPicture { image: image.clone(), caption, lead, place: self.place });
    }

    fn left_out(&mut self, image: &Image, span: Span) {
        self.complete = false;
        if !is_there(image) {
            return;
        }
        let message = "the picture is not cleared for partners and was left out with its caption";
        let finding = Diagnostic::warning(Code::NotCleared, message).with_span(span);
        self.warnings.push(finding.help("say `syndicate: true` where partners may publish it"));
    }

    fn figure(&mut self, figure: &Figure) {
        if !figure.image.syndicate {
            return self.left_out(&figure.image, figure.span);
        }
        self.show(&figure.image, text::plain(&figure.caption), false);
        self.inlines(&figure.caption);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Figure(figure) => self.figure(figure),
                Block::Paragraph { content, .. } => self.inlines(content),
                Block::Heading(heading) => self.inlines(&heading.content),
                Block::BlockQuote(quote) => {
                    self.blocks(&quote.blocks);
                    self.inlines(&quote.attribution);
                }
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Table(table) => {
                    self.inlines(&table.caption);
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    cells.for_each(|cell| self.inlines(&cell.content));
                }
                Block::Related(related) => {
                    self.inlines(&related.headline);
                    self.blocks(&related.description);
                    self.related.push(related.clone());
                }
                Block::Callout(callout) => {
                    self.inlines(&callout.title);
                    self.blocks(&callout.blocks);
                }
                Block::DefinitionList(list) => {
                    for item in &list.items {
                        self.inlines(&item.term);
                        item.definitions.iter().for_each(|blocks| self.blocks(blocks));
                    }
                }
                Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let Inline::Image(image) = inline else {
                self.inlines(inline.content().unwrap_or_default());
                continue;
            };
            if image.syndicate {
                self.show(image, String::new(), false);
            } else if !is_there(image) {
                self.complete = false;
            } else {
                self.complete = false;
                let message =
                    "the picture is not cleared for partners; its alternative text stands in its place";
                self.warnings.push(Diagnostic::warning(Code::NotCleared, message).with_span(image.span));
            }
        }
    }
}

/// Returns false for a picture that is missing, which was said when the document was read.
fn is_there(image: &Image) -> bool {
    !matches!(image.source, ImageSource::Missing(_))
}

/// Takes out what is not cleared.
fn strip(mut document: Document) -> Document {
    document.metadata.image = document.metadata.image.take().filter(|lead| lead.image.syndicate);
    strip_blocks(&mut document.lede);
    for card in &mut document.cards {
        strip_inlines(&mut card.question);
        strip_blocks(&mut card.blocks);
    }
    strip_blocks(&mut document.signoff);
    document.footnotes.iter_mut().for_each(|footnote| strip_blocks(&mut footnote.blocks));
    document
}

fn strip_blocks(blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| {
        match block {
            Block::Figure(figure) => {
                strip_inlines(&mut figure.caption);
                return figure.image.syndicate;
            }
            Block::Paragraph { content, .. } => strip_inlines(content),
            Block::Heading(heading) => strip_inlines(&mut heading.content),
            Block::BlockQuote(quote) => {
                strip_blocks(&mut quote.blocks);
                strip_inlines(&mut quote.attribution);
                return !quote.blocks.is_empty() || !quote.attribution.is_empty();
            }
            Block::List(list) => list.items.iter_mut().for_each(|item| strip_blocks(&mut item.blocks)),
            Block::Table(table) => {
                strip_inlines(&mut table.caption);
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|TableCell { content }| strip_inlines(content));
            }
            Block::Related(related) => {
                strip_inlines(&mut related.headline);
                strip_blocks(&mut related.description);
            }
            Block::Callout(callout) => {
                strip_inlines(&mut callout.title);
                strip_blocks(&mut callout.blocks);
            }
            Block::DefinitionList(list) => {
                for item in &mut list.items {
                    strip_inlines(&mut item.term);
                    item.definitions.iter_mut().for_each(strip_blocks);
                }
            }
            Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
        }
        true
    });
}

/// In place of a picture its alternative text remains.
fn strip_inlines(inlines: &mut Vec<Inline>) {
    inlines.retain_mut(|inline| {
        if let Some(content) = inline.content_mut() {
            strip_inlines(content);
        }
        let Inline::Image(image) = inline else { return true };
        if image.syndicate {
            return true;
        }
        let (value, span) = (image.alt.take().unwrap_or_default(), image.span);
        let remains = !value.is_empty();
        *inline = Inline::Text { value, span };
        remains
    });
}
