//! Selects the parts of a document for a newsletter: all of it, or its teaser.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::tracking::Tracking;
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Block, Document, Footnote, Inline, LeadImage, Part, Place, TableCell, parts};
use pressroom_render::plain::{LinkRoute, Routes, each_block, map_ids_to_places, with_fragment};

/// The parts that go out, and the targets of links.
pub(super) struct Plan<'a> {
    pub(super) document: &'a Document,
    /// The parts that go out, in order.
    pub(super) parts: Vec<Part<'a>>,
    /// Where the explainer is whole; only where something of it stays out.
    pub(super) more: Option<&'a str>,
    /// Which part each id of the document belongs to.
    targets: HashMap<&'a str, Place>,
    pub(super) tracking: Tracking<'a>,
    /// Warnings of the planning.
    pub(super) warnings: Diagnostics,
}

impl<'a> Plan<'a> {
    /// The plan for a document of a site. A teaser needs a card that is marked for it and a place for the rest.
    pub(super) fn new(document: &'a Document, site: &'a Site) -> Self {
        let mut warnings = Vec::new();
        let marked = document.cards.iter().any(|card| card.teaser);
        let wanted = site.newsletter.teaser && marked && document.cards.iter().any(|card| !card.teaser);
        let canonical = document.metadata.canonical_url.as_deref();
        if wanted && canonical.is_none() {
            let message = "a teaser needs a place for the rest: all cards go into the newsletter";
            let help = "give `canonical_url` in the front matter, or `base_url` in [site] of pressroom.toml";
            let finding = Diagnostic::warning(Code::Defaulted, message).follows(Code::MissingCanonicalUrl);
            warnings.push(finding.help(help));
        }
        let more = canonical.filter(|_| wanted);
        let goes = |part: &Part<'_>| more.is_none() || part.card.is_none_or(|card| card.teaser);
        Self {
            document,
            parts: parts(document).filter(goes).collect(),
            more,
            targets: map_ids_to_places(document),
            tracking: Tracking::new(&site.newsletter, &document.metadata.slug),
            warnings,
        }
    }

    /// The part that an id belongs to.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        self.targets.get(id).copied()
    }

    /// The URL of an id in a part that stays out.
    pub(super) fn outside(&self, id: &str) -> Option<String> {
        let place = self.place(id)?;
        match self.parts.iter().any(|part| part.place == place) {
            true => None,
            false => self.more.map(|url| with_fragment(url, id)),
        }
    }

    /// The notes that are printed with a part: its own, and those of parts that stay out that it is the first to refer
    /// to.
    pub(super) fn notes(&self, part: &Part<'a>) -> Vec<&'a Footnote> {
        let own = self.document.footnotes.iter();
        if self.more.is_none() {
            return self.document.footnotes_of(part.place).collect();
        }
        let goes = |place: Place| self.parts.iter().any(|part| part.place == place);
        let mut before = HashSet::new();
        for earlier in self.parts.iter().take_while(|earlier| earlier.place != part.place) {
            references(earlier, &mut before);
        }
        let mut here = HashSet::new();
        references(part, &mut here);
        own.filter(|note| match goes(note.place) {
            true => note.place == part.place,
            false => here.contains(&note.number) && !before.contains(&note.number),
        })
        .collect()
    }

    /// The lead picture.
    pub(super) fn lead(&self) -> Option<&'a LeadImage> {
        self.document.metadata.image.as_ref()
    }
}

impl Routes for Plan<'_> {
    fn tagged<'u>(&self, url: &'u str) -> Cow<'u, str> {
        self.tracking.tagged(url)
    }

    fn internal(&self, id: &str, from: Place) -> LinkRoute {
        match (self.outside(id), self.place(id)) {
            // One that stays out is on the web.
            (Some(url), _) => LinkRoute::Url(url),
            (None, Some(Place::Card(number))) if from != Place::Card(number) => LinkRoute::Card(number),
            (None, _) => LinkRoute::Here,
        }
    }
}

/// The numbers of the notes that a part refers to.
fn references(part: &Part<'_>, found: &mut HashSet<u32>) {
    if let Some(card) = part.card {
        note_numbers(&card.question, found);
    }
    each_block(part.blocks, &mut |block| {
        let mut cells =
            |cells: &[TableCell]| cells.iter().for_each(|cell| note_numbers(&cell.content, found));
        match block {
            Block::Paragraph { content, .. } => note_numbers(content, found),
            Block::Heading(heading) => note_numbers(&heading.content, found),
            Block::BlockQuote(quote) => note_numbers(&quote.attribution, found),
            Block::Table(table) => {
                cells(&table.head);
                table.rows.iter().for_each(|row| cells(row));
                note_numbers(&table.caption, found);
            }
            Block::Figure(figure) => note_numbers(&figure.caption, found),
            Block::Related(related) => note_numbers(&related.headline, found),
            Block::Callout(callout) => note_numbers(&callout.title, found),
            Block::DefinitionList(list) => list.items.iter().for_each(|item| note_numbers(&item.term, found)),
            Block::List(_) | Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
        }
    });
}

fn note_numbers(inlines: &[Inline], found: &mut HashSet<u32>) {
    for inline in inlines {
        if let Inline::FootnoteReference { number, .. } = inline {
            found.insert(*number);
        }
        note_numbers(inline.content().unwrap_or_default(), found);
    }
}
