//! The plain projection: the words of a document without their markup.

use super::{
    Block, Document, Image, Inline, parts,
    word::{Counter, Extent},
};

/// The plain text of inlines. A picture gives its alternative text, a line break a space, a footnote reference
/// nothing.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, inlines);
    out
}

/// The plain text of blocks, one line for each piece that stands alone (paragraph, cell, caption, ...).
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    Lines::new(&mut |line| out.push(line.to_owned())).blocks(blocks);
    out
}

/// Every authored line of a document in reading order: kicker, headline, dek, lead picture's caption and credit,
/// lede, each card's question, blocks and notes, sign-off and its notes, corrections.
///
/// It is what must arrive in every edition; words that an edition adds in its own language are not part of it.
pub fn document_lines(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    Lines::new(&mut |line| out.push(line.to_owned())).document(document);
    out
}

/// How long a document is, in words and characters of all its lines.
pub fn extent(document: &Document) -> Extent {
    let mut counter = Counter::default();
    Lines::new(&mut |line| counter.add(line)).document(document);
    counter.extent()
}

fn push_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { value, .. } | Inline::Code { value, .. } | Inline::Math { value, .. } => {
                out.push_str(value);
            }
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => push_inlines(out, content),
            Inline::Image(image) => out.push_str(image.alt.as_deref().unwrap_or_default()),
            Inline::FootnoteReference { .. } => {}
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
        }
    }
}

/// Goes through lines and shows each.
struct Lines<'s> {
    show: &'s mut dyn FnMut(&str),
    /// The line that is being put together.
    line: String,
}

impl<'s> Lines<'s> {
    fn new(show: &'s mut dyn FnMut(&str)) -> Self {
        Self { show, line: String::new() }
    }

    fn document(&mut self, document: &Document) {
        let metadata = &document.metadata;
        self.filled(metadata.kicker.as_deref());
        self.filled(Some(&metadata.headline));
        self.filled(metadata.description.as_deref());
        metadata.authors.iter().for_each(|author| self.filled(Some(&author.name)));
        if let Some(lead) = &metadata.image {
            self.filled(lead.caption.as_deref());
            self.filled(lead.image.credit.as_deref());
        }
        for part in parts(document) {
            if let Some(card) = part.card {
                self.put_together(&card.question);
                (self.show)(&self.line);
                self.any(card.updated.as_ref().and_then(|update| update.reason.as_deref()));
            }
            self.blocks(part.blocks);
            document.footnotes_of(part.place).for_each(|footnote| self.blocks(&footnote.blocks));
        }
        metadata.corrections.iter().for_each(|correction| (self.show)(&correction.text));
    }

    fn any(&mut self, text: Option<&str>) {
        text.into_iter().for_each(|text| (self.show)(text));
    }

    fn filled(&mut self, text: Option<&str>) {
        self.any(text.filter(|text| !text.trim().is_empty()));
    }

    fn put_together(&mut self, inlines: &[Inline]) {
        self.line.clear();
        push_inlines(&mut self.line, inlines);
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        self.put_together(inlines);
        if !self.line.trim().is_empty() {
            (self.show)(&self.line);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => self.inlines(content),
                Block::Heading(heading) => self.inlines(&heading.content),
                Block::BlockQuote(quote) => {
                    self.blocks(&quote.blocks);
                    self.inlines(&quote.attribution);
                }
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::CodeBlock(code) => code.text.lines().for_each(|line| (self.show)(line)),
                Block::Table(table) => {
                    self.inlines(&table.caption);
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    cells.for_each(|cell| self.inlines(&cell.content));
                }
                Block::Figure(figure) => {
                    self.image(&figure.image);
                    self.inlines(&figure.caption);
                    self.any(figure.image.credit.as_deref());
                }
                Block::Related(related) => {
                    self.any(related.label.as_deref());
                    self.inlines(&related.headline);
                    self.blocks(&related.description);
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
                Block::ThematicBreak { .. } => {}
            }
        }
    }

    /// A picture that can't be shown speaks through its alternative text; one that can speaks for itself.
    fn image(&mut self, image: &Image) {
        let shown = matches!(image.source, super::ImageSource::Local(_));
        self.filled(image.alt.as_deref().filter(|_| !shown));
    }
}
