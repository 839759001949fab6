//! The parts of a document put together as one text, with a note of where each stands in it.

use std::{collections::BTreeMap, ops::Range};

use pressroom_document::{Block, Card, Document, Footnote, Place, word};
use pressroom_read::ReadOptions;

use crate::{
    body::{
        BlockWriter, Care, Line, Setting, attribute_of_braces, fenced, has_soft_break, hung, inlines,
        list_authored_ids,
    },
    front_matter::{self, Entry},
    habits::{Habits, Headline, NotePlace},
};

/// A part of a document that is written with a care of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    Headline,
    Lede(usize),
    Question(usize),
    Card(usize, usize),
    Signoff(usize),
    Note(usize),
}

/// How much care each part needs; natural, unless it is told.
pub(crate) type Cares = BTreeMap<Address, Care>;

/// A document as text.
#[derive(Debug)]
pub(crate) struct Assembled {
    pub(crate) entries: Vec<Entry>,
    pub(crate) body: String,
    /// Where parts stand in the body.
    pub(crate) places: Vec<(Range<usize>, Address)>,
}

impl Assembled {
    /// The whole text.
    pub(crate) fn text(&self) -> String {
        let entries: Vec<&str> = self.entries.iter().map(|(_, lines)| lines.as_str()).collect();
        whole(&entries, &self.body)
    }

    /// The part at a byte of the whole text, and those after it.
    pub(crate) fn parts_from(&self, at: usize) -> Option<impl Iterator<Item = Address>> {
        let before = self.text().len() - self.body.len();
        let at = at.checked_sub(before)?;
        let first = self.places.iter().position(|(range, _)| range.start <= at && at <= range.end)?;
        Some(self.places.iter().skip(first).map(|(_, address)| *address))
    }
}

/// Front matter and body.
pub(crate) fn whole(entries: &[&str], body: &str) -> String {
    match (entries.is_empty(), body.is_empty()) {
        (true, _) => body.to_owned(),
        (false, true) => format!("---\n{}\n---\n", entries.join("\n")),
        (false, false) => format!("---\n{}\n---\n\n{body}", entries.join("\n")),
    }
}

/// Writes a document.
pub(crate) fn assemble(
    document: &Document,
    options: &ReadOptions<'_>,
    habits: &Habits,
    cares: &Cares,
) -> Assembled {
    let ids = list_authored_ids(document, &habits.ids);
    let setting = Setting { document, habits, care: Care::Natural };
    let writer = BlockWriter { setting, base: base(document), ids: &ids, in_list: false };
    let in_text = match habits.headline {
        Headline::Key => repeats_headline(document),
        Headline::Heading => true,
        Headline::Nowhere => false,
    };
    let with_key = !in_text && habits.headline == Headline::Key;
    let mut body = Body { document, writer, cares, out: String::new(), places: Vec::new() };
    if in_text {
        let content = [pressroom_document::Inline::Text {
            value: document.metadata.headline.clone(),
            span: pressroom_diagnostics::Span::default(),
        }];
        let care = body.care(Address::Headline).min(Care::Strict);
        let headline = inlines(Setting { care, ..setting }, Line::Heading, &content);
        let range = body.paragraph(&format!("# {headline}"));
        body.places.push((range, Address::Headline));
    }
    body.section(&document.lede, document.cards.is_empty(), Address::Lede);
    let place = habits.note_place;
    if place == NotePlace::Card {
        body.notes(Place::Lede);
    }
    for (at, card) in document.cards.iter().enumerate() {
        body.question(at, card);
        body.section(&card.blocks, at + 1 == document.cards.len(), |block| Address::Card(at, block));
        if place == NotePlace::Card {
            body.notes(Place::Card(card.number));
        }
    }
    if place == NotePlace::Cards {
        body.all_notes();
    }
    body.signoff();
    match place {
        NotePlace::Card => body.notes(Place::Signoff),
        NotePlace::Cards => {}
        NotePlace::End => body.all_notes(),
    }
    let Body { mut out, places, .. } = body;
    if !out.is_empty() {
        out.push('\n');
    }
    Assembled { entries: front_matter::entries(document, options, habits, with_key), body: out, places }
}

/// The level of the cards' headings: the second, unless a heading below them has several lines, which only the first two
/// levels can have.
fn base(document: &Document) -> u8 {
    let is_long = |block: &Block| matches!(block, Block::Heading(heading) if heading.level == 1 && has_soft_break(&heading.content));
    let mut blocks = document.cards.iter().flat_map(|card| &card.blocks).chain(&document.lede);
    match document.cards.is_empty() {
        true => 0,
        false if blocks.any(is_long) => 1,
        false => 2,
    }
}

/// Returns true if the text begins with a question that is the headline once more: the reader would leave it out.
fn repeats_headline(document: &Document) -> bool {
    let first = match document.lede.first() {
        Some(Block::Heading(heading)) => &heading.content,
        Some(_) => return false,
        None => match document.cards.first() {
            Some(card) => &card.question,
            None => return false,
        },
    };
    let words = pressroom_document::text::plain(first);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    word::lower_case(&words, None) == word::lower_case(&document.metadata.headline, None)
}

struct Body<'a> {
    document: &'a Document,
    writer: BlockWriter<'a>,
    cares: &'a Cares,
    out: String,
    places: Vec<(Range<usize>, Address)>,
}

impl Body<'_> {
    fn care(&self, address: Address) -> Care {
        self.cares.get(&address).copied().unwrap_or_default()
    }

    /// Begins after an empty line; gives where.
    fn begin(&mut self) -> usize {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.len()
    }

    fn paragraph(&mut self, text: &str) -> Range<usize> {
        let start = self.begin();
        self.out.push_str(text);
        start..self.out.len()
    }

    /// Blocks, each with its own care. Those at the end of the last part may be notes that nothing refers to.
    fn written(
        &self,
        blocks: &[Block],
        is_last: bool,
        address: impl Fn(usize) -> Address,
    ) -> (String, Vec<(Range<usize>, Address)>) {
        let (mut out, mut places) = (String::new(), Vec::new());
        let mut before = None;
        for (at, block) in blocks.iter().enumerate() {
            let care = self.care(address(at));
            let writer = self.writer.with_care(care.min(Care::Strict));
            let written = writer.block(block, before);
            if let Some((before, _)) = before {
                out.push_str(BlockWriter::gap(before, block));
            }
            let start = out.len();
            if care == Care::AsNote && is_last {
                out.push_str(&hung(&written.text, &format!("[^unused-{}]: ", at + 1), "    "));
            } else {
                out.push_str(&written.text);
            }
            places.push((start..out.len(), address(at)));
            before = Some((block, written.alternates));
        }
        (out, places)
    }

    fn section(&mut self, blocks: &[Block], is_last: bool, address: impl Fn(usize) -> Address) {
        if blocks.is_empty() {
            return;
        }
        let (text, places) = self.written(blocks, is_last, address);
        let start = self.paragraph(&text).start;
        self.places
            .extend(places.into_iter().map(|(range, at)| (start + range.start..start + range.end, at)));
    }

    fn question(&mut self, at: usize, card: &Card) {
        let address = Address::Question(at);
        let writer = self.writer.with_care(self.care(address).min(Care::Strict));
        let mut attributes = Vec::new();
        if self.writer.ids.contains(&card.id) {
            attributes.push(format!("#{}", card.id));
        }
        if let Some(update) = &card.updated {
            attributes.push(format!("updated={}", String::from(update.date)));
            let reason = update.reason.as_deref().map(attribute_of_braces);
            attributes.extend(reason.map(|reason| format!("reason={reason}")));
        }
        attributes.extend(card.teaser.then(|| "teaser".to_owned()));
        let attributes =
            if attributes.is_empty() { String::new() } else { format!(" {{{}}}", attributes.join(" ")) };
        let line = writer.heading_line(self.writer.base, &card.question, &attributes);
        let range = self.paragraph(&line);
        self.places.push((range, address));
    }

    fn signoff(&mut self) {
        if self.document.signoff.is_empty() {
            return;
        }
        let (text, places) = self.written(&self.document.signoff, false, Address::Signoff);
        let boxed = fenced("signoff", &text);
        let inner = boxed.find('\n').map_or(0, |end| end + 1);
        let start = self.paragraph(&boxed).start + inner;
        self.places
            .extend(places.into_iter().map(|(range, at)| (start + range.start..start + range.end, at)));
    }

    fn notes(&mut self, place: Place) {
        let document = self.document;
        document.footnotes_of(place).for_each(|footnote| self.footnote(footnote));
    }

    fn all_notes(&mut self) {
        let document = self.document;
        document.footnotes.iter().for_each(|footnote| self.footnote(footnote));
    }

    fn footnote(&mut self, footnote: &Footnote) {
        let Footnote { number, blocks, .. } = footnote;
        let at = (*number as usize).saturating_sub(1);
        let writer = self.writer.with_care(self.care(Address::Note(at)).min(Care::Strict));
        let text = if blocks.is_empty() { "<!-- -->".to_owned() } else { writer.blocks(blocks) };
        let name = self.writer.setting.habits.note_name(*number);
        let range = self.paragraph(&hung(&text, &format!("[^{name}]: "), "    "));
        self.places.push((range, Address::Note(at)));
    }
}
