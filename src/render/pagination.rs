//! Where the pages of the print edition begin, so that other editions can say so.
//!
//! A document is counted in passages: the texts that stand alone (a question, a paragraph, a cell, a caption, code), in
//! the order of the text and without notes. A place is a passage and how many characters of it stand before; white space
//! and characters that show nothing do not count, so that hyphens and line ends change no place.

use std::collections::{BTreeMap, HashMap, VecDeque};

use pressroom_document::{Block, CodeBlock, Document, Inline, TableCell, parts};

/// The pages of an edition that has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The name of that edition, for people.
    pub source: String,
    /// Its pages in order. The first begins before the text.
    pub pages: Vec<PageStart>,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageStart {
    /// The number that is printed on it.
    pub label: String,
    /// The place of its first word.
    pub place: TextPlace,
}

/// A place in the text of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct TextPlace {
    /// The passage, counted from 1; 0 is before the text.
    pub passage: usize,
    /// How many characters of the passage stand before the place.
    pub offset: usize,
}

/// True for a character that counts.
pub fn counts(character: char) -> bool {
    let shows_nothing = matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    !shows_nothing && !character.is_whitespace() && !character.is_control()
}

/// How many characters of a text count.
pub fn counted(text: &str) -> usize {
    text.chars().filter(|character| counts(*character)).count()
}

/// How many characters of inlines count; pictures and the marks of notes have none.
pub(crate) fn length(inlines: &[Inline]) -> usize {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text { value, .. } | Inline::Code { value, .. } | Inline::Math { value, .. } => {
                counted(value)
            }
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => length(content),
            Inline::Image(_) | Inline::FootnoteReference { .. } | Inline::SoftBreak | Inline::HardBreak => 0,
        })
        .sum()
}

/// The numbers of a document's passages. It knows a passage by where it lies in memory, and so holds for the document
/// that it was made of and for no copy.
#[derive(Debug)]
pub struct Passages<'a> {
    numbers: HashMap<usize, usize>,
    document: std::marker::PhantomData<&'a Document>,
}

impl<'a> Passages<'a> {
    /// Counts the passages of a document.
    pub fn from_document(document: &'a Document) -> Self {
        let mut passages = Self { numbers: HashMap::new(), document: std::marker::PhantomData };
        for part in parts(document) {
            if let Some(card) = part.card {
                passages.add(address(&card.question));
            }
            passages.blocks(part.blocks);
        }
        passages
    }

    /// The number of a text of inlines, if it is a passage.
    pub fn number(&self, inlines: &[Inline]) -> Option<usize> {
        if inlines.is_empty() { None } else { self.numbers.get(&address(inlines)).copied() }
    }

    /// The number of a passage of code.
    pub fn number_of_code(&self, code: &CodeBlock) -> Option<usize> {
        self.numbers.get(&code_address(code)).copied()
    }

    fn add(&mut self, address: usize) {
        let number = self.numbers.len() + 1;
        self.numbers.entry(address).or_insert(number);
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        if !inlines.is_empty() {
            self.add(address(inlines));
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
                Block::CodeBlock(code) => self.add(code_address(code)),
                Block::Table(table) => {
                    self.inlines(&table.caption);
                    let mut row =
                        |cells: &[TableCell]| cells.iter().for_each(|cell| self.inlines(&cell.content));
                    row(&table.head);
                    table.rows.iter().for_each(|cells| row(cells));
                }
                Block::Figure(figure) => self.inlines(&figure.caption),
                Block::Related(related) => {
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
}

fn address(inlines: &[Inline]) -> usize {
    inlines.as_ptr().addr()
}

/// Code may be empty; where it lies itself is a place of its own.
fn code_address(code: &CodeBlock) -> usize {
    std::ptr::from_ref(code).addr()
}

/// The page breaks of a document, by passage.
#[derive(Debug)]
pub struct Breaks<'a> {
    passages: Passages<'a>,
    /// Passage -> offsets and labels, in order.
    breaks: BTreeMap<usize, Vec<(usize, &'a str)>>,
}

impl<'a> Breaks<'a> {
    /// The breaks of the pages in the document that they were made of.
    pub fn new(pagination: &'a Pagination, document: &'a Document) -> Self {
        let mut breaks: BTreeMap<usize, Vec<(usize, &'a str)>> = BTreeMap::new();
        for page in &pagination.pages {
            breaks.entry(page.place.passage).or_default().push((page.place.offset, &page.label));
        }
        Self { passages: Passages::from_document(document), breaks }
    }

    /// The labels of the pages that begin before the text.
    pub(crate) fn in_front(&self) -> impl Iterator<Item = &'a str> {
        self.breaks.get(&0).into_iter().flatten().map(|(_, label)| *label)
    }

    /// The breaks in a passage, by offset.
    pub(crate) fn within(&self, inlines: &[Inline]) -> &[(usize, &'a str)] {
        self.find_breaks(self.passages.number(inlines))
    }

    /// The breaks in a passage of code.
    pub(crate) fn within_code(&self, code: &CodeBlock) -> &[(usize, &'a str)] {
        self.find_breaks(self.passages.number_of_code(code))
    }

    fn find_breaks(&self, passage: Option<usize>) -> &[(usize, &'a str)] {
        passage.and_then(|passage| self.breaks.get(&passage)).map_or(&[], Vec::as_slice)
    }
}

/// The page breaks that are still to come in a passage.
#[derive(Debug, Default)]
pub(crate) struct DueBreaks {
    /// Offsets in characters that count, and labels.
    pub(crate) breaks: VecDeque<(usize, String)>,
    /// How many characters that count were written of the passage.
    pub(crate) written: usize,
}

impl DueBreaks {
    pub(crate) fn new(breaks: &[(usize, &str)]) -> Self {
        let breaks = breaks.iter().map(|(offset, label)| (*offset, (*label).to_owned())).collect();
        Self { breaks, written: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_spaces_and_marks_of_direction_do_not_count() {
        assert_eq!(counted("ab\u{AD}c d\u{200B}\n\u{2066}e\u{2069}é"), 6);
    }
}
