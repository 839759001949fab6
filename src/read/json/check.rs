//! What the types of a document can't say, and reading Markdown guarantees.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::builder::MAX_BLOCKS;
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::{
    Block, Document, Footnote, Heading, Image, ImageSource, Inline, LinkTarget, MAX_DEPTH, Place, Table,
    link, slug,
};
use pressroom_images::inspect as picture;

/// The error about a document that breaks a guarantee.
pub(super) fn refusal(message: String) -> Diagnostic {
    Diagnostic::error(Code::Syntax, message)
}

/// Checks ids, references, levels, depth and addresses of a document.
///
/// # Errors
/// The first of them that no edition could be made of.
pub(super) fn check(document: &Document) -> Result<(), Diagnostic> {
    let numbers = document.cards.iter().map(|card| card.number);
    if !numbers.eq((1..).take(document.cards.len())) {
        return Err(refusal("cards must be numbered 1, 2, 3, ... in their order".to_owned()));
    }
    let numbers = document.footnotes.iter().map(|footnote| footnote.number);
    if !numbers.eq((1..).take(document.footnotes.len())) {
        return Err(refusal("footnotes must be numbered 1, 2, 3, ... in their order".to_owned()));
    }
    if !document.footnotes.is_sorted_by_key(|footnote| footnote.place) {
        let message = "footnotes must be in the order of their parts: lede, cards, sign-off";
        return Err(refusal(message.to_owned()));
    }
    let mut checker = Checker {
        assets: document.assets.len(),
        footnotes: document.footnotes.len(),
        blocks: 0,
        ids: BTreeSet::new(),
        targets: Vec::new(),
        references: BTreeMap::new(),
        level: 0,
        in_link: false,
        wrong: None,
    };
    if let Some(lead) = &document.metadata.image {
        checker.image(&lead.image);
    }
    for card in &document.cards {
        checker.id(&card.id);
        checker.inlines(&card.question, 0);
        checker.part(&card.blocks);
    }
    checker.part(&document.lede);
    checker.part(&document.signoff);
    for footnote in &document.footnotes {
        checker.part(&footnote.blocks);
    }
    for footnote in &document.footnotes {
        checker.footnote(footnote, document.cards.len());
    }
    let lost = checker.targets.iter().find(|target| !checker.ids.contains(**target));
    if let Some(lost) = lost {
        return Err(Diagnostic::error(Code::BrokenLink, format!("no card or heading has the id `{lost}`")));
    }
    checker.wrong.map_or(Ok(()), Err)
}

struct Checker<'d> {
    assets: usize,
    footnotes: usize,
    /// How many blocks and items were seen.
    blocks: usize,
    ids: BTreeSet<&'d str>,
    targets: Vec<&'d str>,
    /// The occurrences that references to each footnote say they are.
    references: BTreeMap<u32, Vec<u32>>,
    /// The level of the last heading in the part that is checked.
    level: u8,
    in_link: bool,
    wrong: Option<Diagnostic>,
}

impl<'d> Checker<'d> {
    fn refuse(&mut self, message: String, span: Span) {
        self.wrong.get_or_insert(refusal(message).with_span(span));
    }

    fn id(&mut self, id: &'d str) {
        if !slug::is_id(id) || !self.ids.insert(id) {
            self.wrong.get_or_insert(refusal(format!(
                "the id `{id}` is empty, used twice or not made of letters, digits, `-` and `_`"
            )));
        } else if slug::is_reserved(id) {
            self.wrong.get_or_insert(refusal(format!("the id `{id}` is one that editions use themselves")));
        }
    }

    /// Lede, the answer of a card, sign-off or note: headings begin anew in each.
    fn part(&mut self, blocks: &'d [Block]) {
        self.level = 0;
        self.blocks(blocks, 0);
    }

    fn footnote(&mut self, footnote: &Footnote, cards: usize) {
        let number = footnote.number;
        let mut occurrences = self.references.remove(&number).unwrap_or_default();
        occurrences.sort_unstable();
        let counted = occurrences.iter().copied().eq(1..=footnote.references);
        if footnote.references == 0 || !counted {
            let message = format!(
                "the references to footnote {number} must be numbered 1, 2, 3, ... by `occurrence`, and counted \
                 by `references`"
            );
            self.refuse(message, footnote.span);
        }
        if let Place::Card(card) = footnote.place
            && !(1..=cards).contains(&(card as usize))
        {
            self.refuse(format!("footnote {number} is in card {card}, which does not exist"), footnote.span);
        }
    }

    fn heading(&mut self, heading: &'d Heading, depth: usize) {
        self.id(&heading.id);
        let level = heading.level;
        if !(1..=4).contains(&level) {
            self.refuse(format!("a heading has the level {level}, not 1 to 4"), heading.span);
        } else if level > self.level + 1 {
            let message =
                format!("a heading has the level {level}; after {} comes {}", self.level, self.level + 1);
            self.refuse(message, heading.span);
        }
        self.level = level.min(4);
        self.inlines(&heading.content, depth);
    }

    /// Counts a block or an item.
    fn count(&mut self, span: Span) {
        self.blocks += 1;
        if self.blocks > MAX_BLOCKS {
            let message = format!("an explainer may have {MAX_BLOCKS} blocks; this one has more");
            self.wrong.get_or_insert(Diagnostic::error(Code::TooMany, message).with_span(span));
        }
    }

    fn blocks(&mut self, blocks: &'d [Block], depth: usize) {
        if depth >= MAX_DEPTH {
            let span = blocks.first().map(Block::span).unwrap_or_default();
            return self.refuse(format!("blocks nest deeper than {MAX_DEPTH} levels"), span);
        }
        for block in blocks {
            self.count(block.span());
            match block {
                Block::Paragraph { content, .. } => self.inlines(content, depth),
                Block::Heading(heading) => self.heading(heading, depth),
                Block::BlockQuote(quote) => {
                    self.blocks(&quote.blocks, depth + 1);
                    self.inlines(&quote.attribution, depth);
                }
                Block::List(list) => {
                    for item in &list.items {
                        self.count(item.span);
                        self.blocks(&item.blocks, depth + 1);
                    }
                }
                Block::Table(table) => self.table(table, depth),
                Block::Figure(figure) => {
                    self.image(&figure.image);
                    self.inlines(&figure.caption, depth);
                }
                Block::Related(related) => {
                    related.target.iter().for_each(|target| self.target(target, related.span));
                    self.inlines(&related.headline, depth);
                    self.blocks(&related.description, depth + 1);
                }
                Block::Callout(callout) => {
                    self.inlines(&callout.title, depth);
                    self.blocks(&callout.blocks, depth + 1);
                }
                Block::DefinitionList(list) => {
                    for item in &list.items {
                        self.inlines(&item.term, depth);
                        item.definitions.iter().for_each(|blocks| self.blocks(blocks, depth + 1));
                    }
                }
                Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
            }
        }
    }

    fn table(&mut self, table: &'d Table, depth: usize) {
        let columns = table.alignments.len();
        let head = table.head.is_empty() || table.head.len() == columns;
        if columns == 0 || !head || table.rows.iter().any(|row| row.len() != columns) {
            self.refuse(
                "every row of a table must have as many cells as `alignments`".to_owned(),
                table.span,
            );
        }
        self.inlines(&table.caption, depth);
        table
            .head
            .iter()
            .chain(table.rows.iter().flatten())
            .for_each(|cell| self.inlines(&cell.content, depth));
    }

    fn inlines(&mut self, inlines: &'d [Inline], depth: usize) {
        if depth >= MAX_DEPTH {
            return self.refuse(format!("inlines nest deeper than {MAX_DEPTH} levels"), Span::default());
        }
        for inline in inlines {
            match inline {
                Inline::Emphasis { content, .. }
                | Inline::Strong { content, .. }
                | Inline::Strikethrough { content, .. }
                | Inline::Superscript { content, .. }
                | Inline::Subscript { content, .. } => self.inlines(content, depth + 1),
                Inline::Link { target, content, span, .. } => {
                    self.target(target, *span);
                    if std::mem::replace(&mut self.in_link, true) {
                        self.refuse("a link holds another link".to_owned(), *span);
                    }
                    if content.is_empty() {
                        self.refuse("a link has no text".to_owned(), *span);
                    }
                    self.inlines(content, depth + 1);
                    self.in_link = false;
                }
                Inline::Image(image) => self.image(image),
                Inline::FootnoteReference { number, occurrence, span } => {
                    self.references.entry(*number).or_default().push(*occurrence);
                    if *number == 0 || *number as usize > self.footnotes {
                        self.refuse(format!("there is no footnote {number}"), *span);
                    }
                }
                Inline::Text { value, span }
                | Inline::Code { value, span }
                | Inline::Math { value, span, .. } => {
                    if value.contains('\n') {
                        self.refuse(
                            "a line break within a text is a `hard-break` or `soft-break`".to_owned(),
                            *span,
                        );
                    }
                }
                Inline::SoftBreak | Inline::HardBreak => {}
            }
        }
    }

    fn image(&mut self, image: &'d Image) {
        match &image.source {
            ImageSource::Local(index) if *index >= self.assets => {
                self.refuse(format!("there is no asset {index}"), image.span);
            }
            ImageSource::Remote { url, .. } if link::web(url).is_none() => {
                self.refuse(format!("`{url}` is not an absolute http or https URL"), image.span);
            }
            ImageSource::Remote { size: Some((width, height)), .. }
                if [width, height].iter().any(|side| !picture::SIDES.contains(side)) =>
            {
                self.refuse(format!("a picture can't be {width} by {height} pixels"), image.span);
            }
            ImageSource::Local(_) | ImageSource::Remote { .. } | ImageSource::Missing(_) => {}
        }
    }

    fn target(&mut self, target: &'d LinkTarget, span: Span) {
        match target {
            LinkTarget::Internal(id) => self.targets.push(id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => {
                let url = target.url();
                if link::check(&url, None) != link::Checked::Target(target.clone()) {
                    self.refuse(
                        format!("`{url}` is not a URL that a link may have, in its normal form"),
                        span,
                    );
                }
            }
        }
    }
}
