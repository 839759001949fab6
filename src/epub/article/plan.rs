//! Which part of a document lives in which file, and what the document holds.

use std::collections::BTreeMap;

use pressroom_document::{Block, Document, Image, Inline, Part, Place, parts};
use pressroom_theme::Chapters;

/// The chapters of a document and the way to everything that can be linked to.
pub(crate) struct Plan<'a> {
    /// Prefix of its files and ids, which no other document of the publication has.
    pub(crate) prefix: String,
    /// In reading order.
    pub(crate) chapters: Vec<Chapter<'a>>,
    /// Every picture of the text, in reading order; without the lead picture.
    pub(crate) images: Vec<&'a Image>,
    /// The text has mathematics, in TeX notation.
    pub(crate) math: bool,
    /// Ids of cards and headings -> chapter.
    ids: BTreeMap<&'a str, usize>,
    /// Footnotes -> chapter.
    notes: BTreeMap<u32, usize>,
    /// References (footnote, occurrence) -> chapter.
    references: BTreeMap<(u32, u32), usize>,
}

/// A content document of the text.
pub(crate) struct Chapter<'a> {
    /// Its file.
    pub(crate) file: String,
    /// At least one.
    pub(crate) parts: Vec<Part<'a>>,
}

impl<'a> Plan<'a> {
    /// Plans the chapters of a document and looks through it once. The sign-off ends the last chapter.
    pub(crate) fn new(document: &'a Document, prefix: String, chapters: Chapters) -> Self {
        let mut plan = Self {
            prefix,
            chapters: Vec::new(),
            images: Vec::new(),
            math: false,
            ids: BTreeMap::new(),
            notes: BTreeMap::new(),
            references: BTreeMap::new(),
        };
        let digits = document.cards.len().to_string().len().max(2);
        for part in parts(document) {
            let file = match part.place {
                _ if chapters == Chapters::Article => "text".to_owned(),
                Place::Lede if document.cards.is_empty() => "text".to_owned(),
                Place::Lede => "introduction".to_owned(),
                Place::Card(number) => format!("card-{number:0digits$}"),
                Place::Signoff => "sign-off".to_owned(),
            };
            match plan.chapters.last_mut() {
                Some(last) if part.place == Place::Signoff || chapters == Chapters::Article => {
                    last.parts.push(part)
                }
                _ => {
                    let file = format!("{}{file}.xhtml", plan.prefix);
                    plan.chapters.push(Chapter { file, parts: vec![part] });
                }
            }
            plan.look_through(document, part);
        }
        plan
    }

    /// The id that is written for an id of the document, or for one of our own (which begins with `__`).
    pub(crate) fn id(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }

    /// The URL of an id that lives in the chapter `to`, from the chapter `from`.
    fn url(&self, from: usize, to: Option<usize>, id: &str) -> String {
        let fragment = fragment(&self.id(id));
        match to.filter(|&to| to != from).and_then(|to| self.chapters.get(to)) {
            Some(chapter) => format!("{}#{fragment}", chapter.file),
            None => format!("#{fragment}"),
        }
    }

    /// The URL of a card or heading.
    pub(crate) fn id_url(&self, from: usize, id: &str) -> String {
        self.url(from, self.ids.get(id).copied(), id)
    }

    /// The URL of a footnote whose id is `id`.
    pub(crate) fn note_url(&self, from: usize, number: u32, id: &str) -> String {
        self.url(from, self.notes.get(&number).copied(), id)
    }

    /// The URL of a reference whose id is `id`.
    pub(crate) fn reference_url(&self, from: usize, reference: (u32, u32), id: &str) -> String {
        self.url(from, self.references.get(&reference).copied(), id)
    }

    fn look_through(&mut self, document: &'a Document, part: Part<'a>) {
        let chapter = self.chapters.len().saturating_sub(1);
        if let Some(card) = part.card {
            self.ids.insert(&card.id, chapter);
            self.inlines(&card.question, chapter);
        }
        self.blocks(part.blocks, chapter);
        for footnote in document.footnotes_of(part.place) {
            self.notes.insert(footnote.number, chapter);
            self.blocks(&footnote.blocks, chapter);
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], chapter: usize) {
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => self.inlines(content, chapter),
                Block::Heading(heading) => {
                    self.ids.insert(&heading.id, chapter);
                    self.inlines(&heading.content, chapter);
                }
                Block::BlockQuote(quote) => {
                    self.blocks(&quote.blocks, chapter);
                    self.inlines(&quote.attribution, chapter);
                }
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks, chapter)),
                Block::Table(table) => {
                    self.inlines(&table.caption, chapter);
                    for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                        self.inlines(&cell.content, chapter);
                    }
                }
                Block::Figure(figure) => {
                    self.images.push(&figure.image);
                    self.inlines(&figure.caption, chapter);
                }
                Block::Related(related) => {
                    self.inlines(&related.headline, chapter);
                    self.blocks(&related.description, chapter);
                }
                Block::Callout(callout) => {
                    self.inlines(&callout.title, chapter);
                    self.blocks(&callout.blocks, chapter);
                }
                Block::DefinitionList(list) => {
                    for item in &list.items {
                        self.inlines(&item.term, chapter);
                        item.definitions.iter().for_each(|blocks| self.blocks(blocks, chapter));
                    }
                }
                Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &'a [Inline], chapter: usize) {
        for inline in inlines {
            match inline {
                Inline::Emphasis { content, .. }
                | Inline::Strong { content, .. }
                | Inline::Strikethrough { content, .. }
                | Inline::Superscript { content, .. }
                | Inline::Subscript { content, .. }
                | Inline::Link { content, .. } => self.inlines(content, chapter),
                Inline::Image(image) => self.images.push(image),
                Inline::FootnoteReference { number, occurrence, .. } => {
                    self.references.insert((*number, *occurrence), chapter);
                }
                Inline::Math { .. } => self.math = true,
                Inline::Text { .. } | Inline::Code { .. } | Inline::SoftBreak | Inline::HardBreak => {}
            }
        }
    }
}

/// An id as the fragment of a URL: what can't stand there (URL Standard, fragment percent-encode set) and `%` itself
/// as `%XX`; other scripts stay as they are.
pub(crate) fn fragment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for character in id.chars() {
        match character {
            '"' | '<' | '>' | '`' | '%' | '#' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out
}
