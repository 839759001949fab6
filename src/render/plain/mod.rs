//! Plain text: what newsletters and the items of partners' systems share.
//!
//! Blocks are written as lines, inlines as running text. What surrounds the words is told apart by form: `[1]` is a link that
//! is listed below, `[^1]` a footnote. What differs between editions are [`Routes`], where links lead, and the [`Layout`], which
//! wraps lines for mail programs or leaves them whole.

pub mod ascii;
mod blocks;
pub mod breaking;
mod capitals;
pub mod layout;
pub mod prose;
mod references;
mod routes;
mod table;

pub use routes::{LinkRoute, Routes};

use std::collections::HashMap;

use self::{
    layout::{Layout, Prose},
    prose::ProseContext,
    references::References,
};
use pressroom_diagnostics::Diagnostics;
use pressroom_document::{Block, Document, Footnote, Place, parts};
use pressroom_theme::{MessageKey, Messages};

/// The signs of a plain text.
#[derive(Debug, PartialEq, Eq)]
pub struct Ornaments {
    /// Under a question.
    pub question: char,
    /// Under the contents' and the corrections' heading.
    pub title: char,
    /// Under headings within a card: the first level, the second, all others.
    pub headings: Vec<char>,
    /// Above the footer, as wide as the page.
    pub footer: char,
    /// Before an item.
    pub bullet: String,
    /// Before a task that is done, and before one that is not.
    pub tasks: [String; 2],
    /// Between two passages, and before the sign-off.
    pub passage: String,
    /// Before a related story, where the language runs to the right and where it runs to the left.
    pub related: [String; 2],
    /// Before the source of a quote.
    pub source: String,
    /// On both sides of what is no longer true.
    pub struck: String,
    /// Questions are in capitals.
    pub capitals: bool,
}

impl Default for Ornaments {
    /// Those of the default theme.
    fn default() -> Self {
        Self {
            question: '=',
            title: '-',
            headings: vec!['-', '~', '.'],
            footer: '_',
            bullet: "-".to_owned(),
            tasks: ["[x]", "[ ]"].map(str::to_owned),
            passage: "* * *".to_owned(),
            related: ["→", "←"].map(str::to_owned),
            source: "—".to_owned(),
            struck: "~~".to_owned(),
            capitals: false,
        }
    }
}

/// A plain text that is being written.
pub struct Writer<'a> {
    pub(crate) messages: &'a Messages,
    /// The signs that the theme writes structure with.
    pub ornaments: &'a Ornaments,
    /// The context of inlines.
    pub around: ProseContext<'a>,
    /// The lines so far.
    pub layout: Layout,
    /// The links and notes that are listed at the end.
    pub references: References,
    /// Warnings about content that could not be shown as written.
    pub warnings: Diagnostics,
    /// True after a warning that there is no room for a further indent.
    crowded: bool,
}

impl<'a> Writer<'a> {
    /// A writer at the beginning of a text.
    pub fn new(ornaments: &'a Ornaments, around: ProseContext<'a>, layout: Layout) -> Self {
        Self {
            messages: around.messages,
            ornaments,
            around,
            layout,
            references: References::default(),
            warnings: Vec::new(),
            crowded: false,
        }
    }

    /// Writes notes close together, below the part that refers to them.
    pub fn push_footnotes(&mut self, footnotes: &[&Footnote]) {
        if footnotes.is_empty() {
            return;
        }
        self.push_plain(&self.messages.label(self.messages.get(MessageKey::Footnotes)));
        for footnote in footnotes {
            let mark = format!("[^{}] ", footnote.number);
            self.push_marked(&mark, |writer| writer.push_blocks(&footnote.blocks));
            self.layout.no_gap();
        }
    }

    /// Lists the links since the last list, each on a line of its own.
    pub fn push_references(&mut self) {
        for reference in self.references.take_all() {
            let line = format!("[{}] <{}>", reference.number, reference.url);
            match filled(reference.title.as_deref()) {
                Some(title) => self.push_plain(&format!("{line} {title}")),
                None => self.layout.line(&line),
            }
        }
    }

    /// Writes a text of one line, such as the metadata holds.
    pub fn push_plain(&mut self, text: &str) {
        self.layout.prose(&plain(text));
    }

    /// Writes what follows a mark; its further lines hang below its beginning. False where there was no room for that.
    pub fn push_marked(&mut self, mark: &str, write: impl FnOnce(&mut Self)) -> bool {
        let mark = self.around.ascii.map_or_else(|| mark.to_owned(), |ascii| ascii.write(mark));
        let indent = self.layout.enter(&mark, &" ".repeat(breaking::cells(&mark)));
        let shown = indent.shown;
        write(self);
        self.layout.flush();
        self.layout.leave(indent);
        shown
    }
}

/// A URL that leads to an id of its page.
pub fn with_fragment(url: &str, id: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) => {
            parsed.set_fragment(Some(id));
            parsed.into()
        }
        Err(_) => url.to_owned(),
    }
}

/// Which part each id belongs to.
pub fn map_ids_to_places(document: &Document) -> HashMap<&str, Place> {
    let mut targets = HashMap::new();
    for part in parts(document) {
        targets.extend(part.card.map(|card| (card.id.as_str(), part.place)));
        each_block(part.blocks, &mut |block| {
            if let Block::Heading(heading) = block {
                targets.insert(heading.id.as_str(), part.place);
            }
        });
    }
    for footnote in &document.footnotes {
        each_block(&footnote.blocks, &mut |block| {
            if let Block::Heading(heading) = block {
                targets.insert(heading.id.as_str(), footnote.place);
            }
        });
    }
    targets
}

/// Calls `see` with every block, outer ones first.
pub fn each_block<'a>(blocks: &'a [Block], see: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        see(block);
        match block {
            Block::BlockQuote(quote) => each_block(&quote.blocks, see),
            Block::List(list) => list.items.iter().for_each(|item| each_block(&item.blocks, see)),
            Block::Related(related) => each_block(&related.description, see),
            Block::Callout(callout) => each_block(&callout.blocks, see),
            Block::DefinitionList(list) => {
                list.items
                    .iter()
                    .flat_map(|item| &item.definitions)
                    .for_each(|blocks| each_block(blocks, see));
            }
            Block::Paragraph { .. }
            | Block::Heading(_)
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => {}
        }
    }
}

/// The text of the metadata on one line.
pub fn plain(text: &str) -> Prose {
    Prose::plain(text.replace('\n', " "))
}

/// The text without the space around it; `None` if nothing is left.
pub fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
