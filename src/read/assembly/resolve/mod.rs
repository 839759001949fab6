//! Makes references good: ids are unique, links lead somewhere, footnotes are numbered, pictures are measured.

mod pictures;

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::cards::{UnresolvedDocument, places};
use crate::{ReadOptions, body::related};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use pressroom_document::{
    Asset, Block, Document, Footnote, Heading, Inline, Language, LinkTarget, Place,
    link::{self, Checked},
    slug, text, word,
};

/// The most footnotes that one document may have.
const MAX_FOOTNOTES: usize = 20_000;

/// The target of a link that lost its own, until its text takes its place.
const NOWHERE: LinkTarget = LinkTarget::Internal(String::new());

/// Resolves every reference of a divided draft.
pub(crate) fn resolve(
    unresolved: UnresolvedDocument,
    options: &ReadOptions<'_>,
    found: &mut Diagnostics,
) -> Document {
    let mut unresolved = unresolved;
    let ids = give_ids(&mut unresolved, found);
    let UnresolvedDocument { mut document, footnotes, names } = unresolved;
    let definitions = footnotes.into_iter().fold(HashMap::new(), |mut all, (name, blocks, span)| {
        // The first definition of a name counts; comrak keeps them all.
        let definitions: &mut VecDeque<_> = all.entry(name).or_default();
        definitions.push_back((blocks, span));
        all
    });
    let mut resolver = Resolver {
        options,
        found,
        base: document.metadata.canonical_url.clone(),
        ids,
        definitions,
        names,
        numbers: HashMap::new(),
        queue: VecDeque::new(),
        footnotes: Vec::new(),
        assets: Vec::new(),
        loaded: HashMap::new(),
        place: Place::Lede,
        in_front_matter: false,
        guesses: 20,
    };
    if let Some(lead) = &mut document.metadata.image {
        resolver.in_front_matter = true;
        resolver.image(&mut lead.image);
        resolver.fill_credit(&mut lead.image);
        resolver.in_front_matter = false;
    }
    for place in places(&document) {
        resolver.place = place;
        match place {
            Place::Lede => resolver.blocks(&mut document.lede),
            Place::Signoff => resolver.blocks(&mut document.signoff),
            Place::Card(number) => {
                if let Some(card) = document.cards.get_mut(number as usize - 1) {
                    resolver.inlines(&mut card.question);
                    resolver.blocks(&mut card.blocks);
                }
            }
        }
        resolver.notes();
    }
    resolver.unused(&mut document);
    document.footnotes = resolver.footnotes;
    document.assets = resolver.assets;
    document
}

struct Resolver<'a, 'o> {
    options: &'a ReadOptions<'o>,
    found: &'a mut Diagnostics,
    base: Option<String>,
    /// Ids of cards and headings.
    ids: BTreeSet<String>,
    definitions: HashMap<u32, VecDeque<(Vec<Block>, Span)>>,
    names: Vec<String>,
    /// Names of footnotes -> their numbers.
    numbers: HashMap<u32, u32>,
    /// Footnotes that were numbered and whose text is still to be resolved.
    queue: VecDeque<usize>,
    footnotes: Vec<Footnote>,
    assets: Vec<Asset>,
    loaded: HashMap<String, Result<usize, PictureFailure>>,
    place: Place,
    /// True for the lead picture.
    in_front_matter: bool,
    /// For how many broken links and pictures a guess is still made.
    guesses: usize,
}

/// The reason why a document can't show a picture.
#[derive(Debug, Clone)]
pub(super) struct PictureFailure {
    code: Code,
    /// Completes "the picture PATH ...".
    why: String,
    /// The file was damaged on its way: nothing may be published without it.
    is_damage: bool,
}

impl Resolver<'_, '_> {
    fn warn(&mut self, code: Code, message: impl Into<String>, span: Span, help: &str) {
        let finding = Diagnostic::warning(code, message).with_span(span);
        self.found.push(if help.is_empty() { finding } else { finding.help(help) });
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        self.drop_repeated(blocks);
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => self.inlines(content),
                Block::Heading(heading) => self.inlines(&mut heading.content),
                Block::BlockQuote(quote) => {
                    self.blocks(&mut quote.blocks);
                    self.inlines(&mut quote.attribution);
                }
                Block::List(list) => list.items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
                Block::Table(table) => {
                    self.inlines(&mut table.caption);
                    let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                    cells.for_each(|cell| self.inlines(&mut cell.content));
                }
                Block::Figure(figure) => {
                    self.image(&mut figure.image);
                    self.fill_credit(&mut figure.image);
                    self.inlines(&mut figure.caption);
                }
                Block::Related(related) => {
                    if let Some(target) = related.target.take() {
                        related.target = self.target(target, related.span);
                    }
                    self.inlines(&mut related.headline);
                    self.blocks(&mut related.description);
                }
                Block::Callout(callout) => {
                    self.inlines(&mut callout.title);
                    self.blocks(&mut callout.blocks);
                }
                Block::DefinitionList(list) => {
                    for item in &mut list.items {
                        self.inlines(&mut item.term);
                        item.definitions.iter_mut().for_each(|blocks| self.blocks(blocks));
                    }
                }
                Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
            }
        }
    }

    /// The same related-story box twice in a row is shown once.
    fn drop_repeated(&mut self, blocks: &mut Vec<Block>) {
        let mut repeated = Vec::new();
        blocks.dedup_by(|next, before| match (before, next) {
            (Block::Related(before), Block::Related(next)) if related::is_same(before, next) => {
                repeated.push(next.span);
                true
            }
            _ => false,
        });
        for span in repeated {
            self.warn(
                Code::DuplicateRelated,
                "this box repeats the one before it; Pressroom shows it once",
                span,
                "",
            );
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>) {
        let mut lost = false;
        for inline in inlines.iter_mut() {
            match inline {
                Inline::Emphasis { content, .. }
                | Inline::Strong { content, .. }
                | Inline::Strikethrough { content, .. }
                | Inline::Superscript { content, .. }
                | Inline::Subscript { content, .. } => self.inlines(content),
                Inline::Link { target, content, span, .. } => {
                    self.inlines(content);
                    let draft = std::mem::replace(target, NOWHERE);
                    match self.target(draft, *span) {
                        Some(resolved) => *target = resolved,
                        None => lost = true,
                    }
                }
                Inline::Image(image) => self.image(image),
                Inline::FootnoteReference { number, occurrence, .. } => {
                    (*number, *occurrence) = self.reference(*number);
                }
                Inline::Text { .. }
                | Inline::Code { .. }
                | Inline::Math { .. }
                | Inline::SoftBreak
                | Inline::HardBreak => {}
            }
        }
        if lost {
            // The link goes, its text stays: all of them at once, since each would move what follows.
            for inline in std::mem::take(inlines) {
                if matches!(&inline, Inline::Link { target, .. } if *target == NOWHERE) {
                    let Inline::Link { content, .. } = inline else { continue };
                    inlines.extend(content);
                } else {
                    inlines.push(inline);
                }
            }
        }
    }

    fn target(&mut self, draft: LinkTarget, span: Span) -> Option<LinkTarget> {
        let LinkTarget::External(raw) = draft else { return Some(draft) };
        if let Some(meant) = link::meant(&raw) {
            let message =
                format!("`{}` is not an address; Pressroom kept the words without a link", shorten(&raw));
            self.warn(Code::BrokenLink, message, span, &format!("did you mean `{}`?", shorten(&meant)));
            return None;
        }
        match link::check(&raw, self.base.as_deref()) {
            Checked::Target(target) => Some(target),
            Checked::Fragment(id) => {
                let id = word::nfc(&id).into_owned();
                if self.ids.contains(&id) {
                    return Some(LinkTarget::Internal(id));
                }
                let help = self.nearest_id(&id);
                let message =
                    format!("no card or heading has the id `{id}`; Pressroom kept the words without a link");
                self.warn(Code::BrokenLink, message, span, &help);
                None
            }
            Checked::Empty => {
                self.warn(Code::BrokenLink, "this link leads nowhere; its text was kept", span, "");
                None
            }
            Checked::Relative => {
                let message = format!(
                    "Pressroom can't tell where `{}` starts from; it kept the words without a link",
                    shorten(&raw)
                );
                let help = "write an absolute URL, or say where the explainer lives with `canonical_url`";
                self.warn(Code::BrokenLink, message, span, help);
                None
            }
            Checked::Refused(why) => {
                self.warn(Code::UnsafeUrl, format!("{why}; its text was kept"), span, "");
                None
            }
        }
    }

    /// What may have been meant by an id that is not there.
    fn nearest_id(&mut self, id: &str) -> String {
        if self.guesses == 0 {
            return String::new();
        }
        self.guesses -= 1;
        let known = || self.ids.iter().map(String::as_str).take(500);
        // Ids are made of the words of headings; so is what somebody wrote who copied one.
        let words = slug::from_words(id, &Language::english());
        match known().find(|known| *known == words).or_else(|| nearest(id, known())) {
            Some(id) => format!("did you mean #{id}?"),
            None if self.ids.is_empty() || self.ids.len() > 6 => String::new(),
            None => {
                format!("the ids here: {}", known().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The number of a footnote, and how often it has been referred to.
    fn reference(&mut self, name: u32) -> (u32, u32) {
        if let Some(number) = self.numbers.get(&name) {
            let footnote = self.footnotes.get_mut(*number as usize - 1);
            let references = footnote.map_or(1, |footnote| {
                footnote.references += 1;
                footnote.references
            });
            return (*number, references);
        }
        let (blocks, span) =
            self.definitions.get_mut(&name).and_then(VecDeque::pop_front).unwrap_or_default();
        let number = u32::try_from(self.footnotes.len() + 1).unwrap_or(u32::MAX);
        self.numbers.insert(name, number);
        self.queue.push_back(self.footnotes.len());
        self.footnotes.push(Footnote { number, references: 1, place: self.place, blocks, span });
        if self.footnotes.len() == MAX_FOOTNOTES + 1 {
            let message = format!("a document may have {MAX_FOOTNOTES} footnotes");
            self.found.push(Diagnostic::error(Code::TooMany, message).with_span(span));
        }
        (number, 1)
    }

    /// Resolves the text of the footnotes numbered so far; notes within notes come after them.
    fn notes(&mut self) {
        while let Some(index) = self.queue.pop_front() {
            let Some(footnote) = self.footnotes.get_mut(index) else { continue };
            let mut blocks = std::mem::take(&mut footnote.blocks);
            self.blocks(&mut blocks);
            if let Some(footnote) = self.footnotes.get_mut(index) {
                footnote.blocks = blocks;
            }
        }
    }

    /// Notes that nobody refers to become text at the end.
    fn unused(&mut self, document: &mut Document) {
        let mut left: Vec<(Span, u32, Vec<Block>)> = std::mem::take(&mut self.definitions)
            .into_iter()
            .flat_map(|(name, all)| all.into_iter().map(move |(blocks, span)| (span, name, blocks)))
            .collect();
        left.sort_by_key(|(span, name, _)| (*span, *name));
        for (span, name, mut blocks) in left {
            let name = self.names.get(name as usize).cloned().unwrap_or_default();
            let message = format!(
                "nothing refers to the footnote `{name}`, or it is defined twice; Pressroom prints it as text at the end"
            );
            self.warn(
                Code::UnusedFootnote,
                message,
                span,
                &format!("refer to it with [^{name}], or remove it"),
            );
            let (place, target) = match document.cards.last_mut() {
                Some(card) => (Place::Card(card.number), &mut card.blocks),
                None => (Place::Lede, &mut document.lede),
            };
            // A note that only this one refers to follows the notes so far, and is printed with them.
            self.place = self.footnotes.last().map_or(place, |last| last.place.max(place));
            self.blocks(&mut blocks);
            target.extend(blocks);
            self.notes();
        }
    }
}

/// The start of a long path or URL.
fn shorten(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// Gives cards and headings unique ids: authored ones first, so that a derived one never takes their place. Returns
/// them all.
fn give_ids(unresolved: &mut UnresolvedDocument, found: &mut Diagnostics) -> BTreeSet<String> {
    let mut ids = slug::Ids::default();
    let language = &unresolved.document.metadata.language.clone();
    for card in unresolved.document.cards.iter_mut().filter(|card| !card.id.is_empty()) {
        card.id = authored(&mut ids, &card.id, card.span, found);
    }
    for_headings(unresolved, &mut |heading| {
        if !heading.id.is_empty() {
            heading.id = authored(&mut ids, &heading.id, heading.span, found);
        }
    });
    for card in unresolved.document.cards.iter_mut().filter(|card| card.id.is_empty()) {
        card.id = derived(&mut ids, &card.question, language, "card");
    }
    for_headings(unresolved, &mut |heading| {
        if heading.id.is_empty() {
            heading.id = derived(&mut ids, &heading.content, language, "section");
        }
    });
    ids.into_taken()
}

fn authored(ids: &mut slug::Ids, wanted: &str, span: Span, found: &mut Diagnostics) -> String {
    let id = ids.reserve(wanted);
    if id != wanted {
        let message = format!("the id `{wanted}` is taken or reserved; this one became `{id}`");
        found.push(Diagnostic::warning(Code::DuplicateId, message).with_span(span));
    }
    id
}

fn derived(ids: &mut slug::Ids, words: &[Inline], language: &Language, fallback: &str) -> String {
    let slug = slug::from_words(&text::plain(words), language);
    ids.reserve(if slug.is_empty() { fallback } else { &slug })
}

fn for_headings(unresolved: &mut UnresolvedDocument, act: &mut dyn FnMut(&mut Heading)) {
    let document = &mut unresolved.document;
    let cards = document.cards.iter_mut().map(|card| &mut card.blocks);
    let notes = unresolved.footnotes.iter_mut().map(|(_, blocks, _)| blocks);
    for blocks in std::iter::once(&mut document.lede).chain(cards).chain([&mut document.signoff]).chain(notes)
    {
        headings_in(blocks, act);
    }
}

fn headings_in(blocks: &mut [Block], act: &mut dyn FnMut(&mut Heading)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => act(heading),
            Block::BlockQuote(quote) => headings_in(&mut quote.blocks, act),
            Block::List(list) => list.items.iter_mut().for_each(|item| headings_in(&mut item.blocks, act)),
            Block::Related(related) => headings_in(&mut related.description, act),
            Block::Callout(callout) => headings_in(&mut callout.blocks, act),
            Block::DefinitionList(list) => {
                let definitions = list.items.iter_mut().flat_map(|item| item.definitions.iter_mut());
                definitions.for_each(|blocks| headings_in(blocks, act));
            }
            Block::Paragraph { .. }
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => {}
        }
    }
}
