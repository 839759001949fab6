//! Parts that stand alone: what a receiver needs who shows a card on a page of its own.
//!
//! Nothing in such a part depends on the other parts' places or numbers, so that it stays as it is when cards are put
//! before it, moved or taken out:
//!
//! - its footnotes are numbered from 1, in the order in which it refers to them, and it has all of them: a note that two
//!   parts share is in both;
//! - its headings are called by the part and their place in it (`ID/1`), and links to headings are, too.

use std::collections::HashMap;

use crate::{Block, Document, Footnote, Inline, LinkTarget, Part, Place, parts};

/// A part that stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct PartAlone<'a> {
    /// The part as it is in the document.
    pub part: Part<'a>,
    /// The question; empty for lede and sign-off.
    pub question: Vec<Inline>,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The notes that it refers to, itself or in its notes, numbered from 1; `references` counts those of this part.
    pub notes: Vec<Footnote>,
    /// True where something of it is not called as it is in the document.
    pub(crate) renamed: bool,
}

impl PartAlone<'_> {
    /// True for the id of the part, or of a heading in it.
    pub fn holds(&self, id: &str) -> bool {
        let name = match (self.part.place, self.part.card) {
            (_, Some(card)) => card.id.as_str(),
            (Place::Signoff, None) => "/",
            (Place::Lede | Place::Card(_), None) => "",
        };
        let inside = id.strip_prefix(name).and_then(|rest| rest.strip_prefix('/'));
        inside.map_or(!name.is_empty() && id == name, |number| !number.starts_with('/'))
    }
}

/// The parts of a document in reading order, each alone.
pub fn parts_alone(document: &Document) -> Vec<PartAlone<'_>> {
    let mut all_ids = HashMap::new();
    let mut numbered: Vec<_> = parts(document)
        .map(|part| {
            let mut numbering = Numbering::new(document, part.place);
            let alone = numbering.number(document, part);
            for (old, new) in &numbering.ids {
                // A heading of a shared note is where it is first.
                all_ids.entry(old.clone()).or_insert_with(|| new.clone());
            }
            (alone, numbering.ids)
        })
        .collect();
    for (alone, own) in &mut numbered {
        let mut linking = Linking { own, all: &all_ids, renamed: false };
        inlines(&mut alone.question, &mut linking);
        blocks(&mut alone.blocks, &mut linking);
        alone.notes.iter_mut().for_each(|note| blocks(&mut note.blocks, &mut linking));
        alone.renamed |= linking.renamed;
    }
    numbered.into_iter().map(|(alone, _)| alone).collect()
}

/// The name of a part among the names of what is in it: a card's id. No id has a slash.
pub(crate) fn name_of(document: &Document, place: Place) -> &str {
    match place {
        Place::Lede => "",
        Place::Card(number) => {
            let card = (number as usize).checked_sub(1).and_then(|index| document.cards.get(index));
            card.map_or("", |card| card.id.as_str())
        }
        Place::Signoff => "/",
    }
}

/// What a walk over a text changes.
trait TextRewriter {
    fn heading(&mut self, _id: &mut String) {}
    fn reference(&mut self, _number: &mut u32, _occurrence: &mut u32) {}
    fn target(&mut self, _target: &mut LinkTarget) {}
}

/// Numbers the notes of one part and names its headings.
struct Numbering<'a> {
    name: &'a str,
    /// A note's number in the document -> its number here.
    numbers: HashMap<u32, u32>,
    /// The numbers in the document of the notes that were met, and how often each was referred to.
    met: Vec<(u32, u32)>,
    /// What headings are called in the document -> what they are called here.
    ids: HashMap<String, String>,
}

impl<'a> Numbering<'a> {
    fn new(document: &'a Document, place: Place) -> Self {
        let name = name_of(document, place);
        Self { name, numbers: HashMap::new(), met: Vec::new(), ids: HashMap::new() }
    }

    fn number<'d>(&mut self, document: &'d Document, part: Part<'d>) -> PartAlone<'d> {
        let mut question = part.card.map(|card| card.question.clone()).unwrap_or_default();
        let mut text = part.blocks.to_vec();
        inlines(&mut question, self);
        blocks(&mut text, self);
        let mut notes = self.notes(document, 0);
        // A note of this part to which nothing leads is not lost.
        let own: Vec<u32> = document.footnotes_of(part.place).map(|note| note.number).collect();
        for number in &own {
            self.local(*number);
        }
        notes.extend(self.notes(document, notes.len()));
        for (note, (_, references)) in notes.iter_mut().zip(&self.met) {
            note.references = (*references).max(1);
        }
        let same = own.iter().eq(self.met.iter().map(|(number, _)| number));
        PartAlone { part, question, blocks: text, notes, renamed: !same || !self.ids.is_empty() }
    }

    /// The notes that were met, from one on, and those that they lead to.
    fn notes(&mut self, document: &Document, from: usize) -> Vec<Footnote> {
        let (mut notes, mut index) = (Vec::new(), from);
        while let Some((number, _)) = self.met.get(index).copied() {
            index += 1;
            let Some(note) = document.footnote(number) else { continue };
            let mut note = note.clone();
            note.number = u32::try_from(index).unwrap_or(u32::MAX);
            blocks(&mut note.blocks, self);
            notes.push(note);
        }
        notes
    }

    /// A note's number here.
    fn local(&mut self, number: u32) -> u32 {
        let next = u32::try_from(self.met.len() + 1).unwrap_or(u32::MAX);
        let local = *self.numbers.entry(number).or_insert(next);
        if local == next {
            self.met.push((number, 0));
        }
        local
    }
}

impl TextRewriter for Numbering<'_> {
    fn heading(&mut self, id: &mut String) {
        let new = format!("{}/{}", self.name, self.ids.len() + 1);
        self.ids.insert(std::mem::replace(id, new.clone()), new);
    }

    fn reference(&mut self, number: &mut u32, occurrence: &mut u32) {
        *number = self.local(*number);
        if let Some((_, references)) = self.met.get_mut((*number as usize).saturating_sub(1)) {
            *references += 1;
            *occurrence = *references;
        }
    }
}

/// Leads links to where headings are now.
struct Linking<'a> {
    own: &'a HashMap<String, String>,
    all: &'a HashMap<String, String>,
    renamed: bool,
}

impl TextRewriter for Linking<'_> {
    fn target(&mut self, target: &mut LinkTarget) {
        if let LinkTarget::Internal(id) = target
            && let Some(new) = self.own.get(id).or_else(|| self.all.get(id))
        {
            id.clone_from(new);
            self.renamed = true;
        }
    }
}

/// Walks over blocks in the order in which notes are numbered. The model's depth bounds the recursion.
fn blocks(all: &mut [Block], change: &mut dyn TextRewriter) {
    for block in all {
        match block {
            Block::Paragraph { content, .. } => inlines(content, change),
            Block::Heading(heading) => {
                change.heading(&mut heading.id);
                inlines(&mut heading.content, change);
            }
            Block::BlockQuote(quote) => {
                blocks(&mut quote.blocks, change);
                inlines(&mut quote.attribution, change);
            }
            Block::List(list) => list.items.iter_mut().for_each(|item| blocks(&mut item.blocks, change)),
            Block::Table(table) => {
                inlines(&mut table.caption, change);
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|cell| inlines(&mut cell.content, change));
            }
            Block::Figure(figure) => inlines(&mut figure.caption, change),
            Block::Related(related) => {
                related.target.iter_mut().for_each(|target| change.target(target));
                inlines(&mut related.headline, change);
                blocks(&mut related.description, change);
            }
            Block::Callout(callout) => {
                inlines(&mut callout.title, change);
                blocks(&mut callout.blocks, change);
            }
            Block::DefinitionList(list) => {
                for item in &mut list.items {
                    inlines(&mut item.term, change);
                    item.definitions.iter_mut().for_each(|definition| blocks(definition, change));
                }
            }
            Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
        }
    }
}

fn inlines(all: &mut [Inline], change: &mut dyn TextRewriter) {
    for inline in all {
        match inline {
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. } => inlines(content, change),
            Inline::Link { target, content, .. } => {
                change.target(target);
                inlines(content, change);
            }
            Inline::FootnoteReference { number, occurrence, .. } => change.reference(number, occurrence),
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::Math { .. }
            | Inline::Image(_)
            | Inline::SoftBreak
            | Inline::HardBreak => {}
        }
    }
}
