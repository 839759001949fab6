//! Divides a draft into headline, lede, cards and sign-off, and puts the metadata together.

use super::missing::Missing;
use crate::{
    ReadOptions,
    body::{
        attributes::{self, Attributes},
        builder::Draft,
        hints,
    },
    date,
    front_matter::FrontMatter,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_document::{
    Block, Card, Document, FORMAT, Heading, Image, ImageSource, Inline, Language, LeadImage, Metadata, Place,
    Update, link, paths::document_url, slug, text, word,
};

/// A document whose ids, links, notes and pictures are not resolved yet.
///
/// Link targets are raw URLs in [`LinkTarget::External`](pressroom_document::LinkTarget), pictures raw paths in
/// [`ImageSource::Missing`], ids that are to be made from words are empty.
#[derive(Debug)]
pub struct UnresolvedDocument {
    /// The document, without footnotes and assets.
    pub document: Document,
    /// Footnotes by index into `names`; the draft's references count `names` from 0.
    pub footnotes: Vec<(u32, Vec<Block>, Span)>,
    /// The names of footnotes.
    pub names: Vec<String>,
}

/// Divides the draft.
pub(crate) fn split_cards(
    source: &Source,
    front: FrontMatter,
    mut draft: Draft,
    options: &ReadOptions<'_>,
    found: &mut Diagnostics,
) -> UnresolvedDocument {
    let mut missing = Missing::new(&front);
    let headline = headline(source, &front, &mut draft.blocks, options, &mut missing, found);
    let mut blocks = draft.blocks;
    let card_level = blocks.iter().filter_map(level).min();
    let mut lede = Vec::new();
    let mut cards: Vec<Card> = Vec::new();
    for block in blocks.drain(..) {
        if level(&block) == card_level
            && let Block::Heading(heading) = block
        {
            cards.push(card(source, heading, cards.len(), options, found));
        } else {
            cards.last_mut().map_or(&mut lede, |card| &mut card.blocks).push(block);
        }
    }
    let base_level = card_level.unwrap_or(0);
    Levels::new(source, base_level).blocks(&mut lede, found);
    for card in &mut cards {
        Levels::new(source, base_level).blocks(&mut card.blocks, found);
    }
    let mut signoff = draft.signoff;
    Levels::new(source, base_level).blocks(&mut signoff, found);
    let mut footnotes = draft.footnotes;
    for (_, blocks, _) in &mut footnotes {
        Levels::new(source, base_level).blocks(blocks, found);
    }
    let metadata = metadata(front, headline, options, &mut missing);
    missing.report(found);
    let document = Document {
        format: FORMAT.to_owned(),
        metadata,
        lede,
        cards,
        signoff,
        footnotes: Vec::new(),
        assets: Vec::new(),
    };
    UnresolvedDocument { document, footnotes, names: draft.names }
}

fn level(block: &Block) -> Option<u8> {
    match block {
        Block::Heading(heading) => Some(heading.level),
        Block::Paragraph { .. }
        | Block::BlockQuote(_)
        | Block::List(_)
        | Block::CodeBlock(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Related(_)
        | Block::Callout(_)
        | Block::DefinitionList(_)
        | Block::ThematicBreak { .. } => None,
    }
}

/// The headline: the front matter's, else the first level-1 heading, which is taken out of the blocks.
fn headline(
    source: &Source,
    front: &FrontMatter,
    blocks: &mut Vec<Block>,
    options: &ReadOptions<'_>,
    missing: &mut Missing,
    found: &mut Diagnostics,
) -> String {
    let line = |heading: &mut Heading, found: &mut Diagnostics| {
        if let Some(attributes) = attributes::split_attributes(source, heading.span, &mut heading.content) {
            unknown_attributes(&attributes, &[], found);
        }
        text::plain(&heading.content).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if let Some(headline) = &front.headline {
        if let Some(Block::Heading(first)) = blocks.first() {
            let mut repeated = first.clone();
            let same = |text: &str| word::lower_case(text, None);
            if same(&line(&mut repeated, &mut Vec::new())) == same(headline) {
                let message = "this heading repeats the headline of the front matter; it is shown once";
                found.push(Diagnostic::warning(Code::DuplicateHeadline, message).with_span(first.span));
                blocks.remove(0);
            }
        }
        return headline.clone();
    }
    if let Some(at) = blocks.iter().position(|block| level(block) == Some(1))
        && let Block::Heading(mut heading) = blocks.remove(at)
    {
        let words = line(&mut heading, found);
        if has_targets(&heading.content) {
            let message = "a headline is plain text: Pressroom left out its links and footnote references";
            found.push(Diagnostic::warning(Code::Simplified, message).with_span(heading.span));
        }
        if !words.is_empty() {
            return words;
        }
    }
    let name = options.slug.replace(['-', '_'], " ");
    let name = if name.trim().is_empty() { "Untitled".to_owned() } else { name.trim().to_owned() };
    missing.headline(&name);
    name
}

fn has_targets(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| {
        matches!(inline, Inline::Link { .. } | Inline::FootnoteReference { .. })
            || inline.content().is_some_and(has_targets)
    })
}

fn card(
    source: &Source,
    mut heading: Heading,
    before: usize,
    options: &ReadOptions<'_>,
    found: &mut Diagnostics,
) -> Card {
    let attributes =
        attributes::split_attributes(source, heading.span, &mut heading.content).unwrap_or_default();
    unknown_attributes(&attributes, &["updated", "reason", "teaser"], found);
    let value =
        |name: &str| attributes.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_deref());
    let reason = value("reason").flatten().map(str::to_owned);
    let zone = options.site.timezone.as_ref();
    let updated = match value("updated").flatten().map(|text| (text, date::read(text, zone))) {
        Some((_, Ok(date))) => Some(Update { date, reason }),
        Some((text, Err(wrong))) => {
            let message = format!("`updated` must be {}, not `{text}`", wrong.expected);
            let finding =
                Diagnostic::error(Code::WrongType, message).with_span(attributes.span).help(wrong.help);
            let start =
                source.slice(attributes.span).find(text).map(|at| attributes.span.start as usize + at);
            found.push(match (start, wrong.meant) {
                (Some(start), Some(meant)) => finding.edit(Span::new(start, start + text.len()), meant),
                (_, _) => finding,
            });
            None
        }
        None => {
            if reason.is_some() {
                let message = "a card's `reason` needs the day of the update";
                let finding = Diagnostic::error(Code::WrongType, message).with_span(attributes.span);
                found.push(finding.help("write updated=YYYY-MM-DD before it"));
            }
            None
        }
    };
    let teaser = match value("teaser") {
        None | Some(Some("false" | "no")) => false,
        Some(_) => true,
    };
    let id = attributes.id.clone().unwrap_or_default();
    let id = if id.is_empty() { id } else { authored_id(&id, attributes.span, found) };
    let number = u32::try_from(before + 1).unwrap_or(u32::MAX);
    Card { number, id, question: heading.content, updated, teaser, blocks: Vec::new(), span: heading.span }
}

/// An authored id, in the characters that every edition can carry in an id and in a URL.
fn authored_id(id: &str, span: Span, found: &mut Diagnostics) -> String {
    let clean = slug::clean_id(id);
    let clean = clean.trim_matches('-').to_owned();
    if clean != word::nfc(id) {
        let message = format!("the id `{id}` became `{clean}`: an id holds letters, digits, `-` and `_`");
        found.push(Diagnostic::warning(Code::DuplicateId, message).with_span(span));
    }
    clean
}

fn unknown_attributes(attributes: &Attributes, known: &[&str], found: &mut Diagnostics) {
    found.extend(attributes.quotes());
    for (key, _) in attributes.pairs.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
        let message = format!("a heading has no attribute `{key}` here; it was ignored");
        let finding = Diagnostic::warning(Code::UnknownAttribute, message).with_span(attributes.span);
        found.push(finding.help(hints::attribute(key, hints::OF_CARDS)));
    }
}

/// Levels of headings below the card's, without gaps; their authored ids.
struct Levels<'a> {
    source: &'a Source,
    base: u8,
    last: u8,
}

impl<'a> Levels<'a> {
    fn new(source: &'a Source, base: u8) -> Self {
        Self { source, base, last: 0 }
    }

    fn blocks(&mut self, blocks: &mut [Block], found: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Heading(heading) => {
                    let wanted = heading.level.saturating_sub(self.base).max(1);
                    heading.level = wanted.min(self.last + 1).min(4);
                    self.last = heading.level;
                    if let Some(attributes) =
                        attributes::split_attributes(self.source, heading.span, &mut heading.content)
                    {
                        unknown_attributes(&attributes, &[], found);
                        if let Some(id) = &attributes.id {
                            heading.id = authored_id(id, attributes.span, found);
                        }
                    }
                }
                Block::BlockQuote(quote) => self.blocks(&mut quote.blocks, found),
                Block::List(list) => {
                    list.items.iter_mut().for_each(|item| self.blocks(&mut item.blocks, found))
                }
                Block::Related(related) => self.blocks(&mut related.description, found),
                Block::Callout(callout) => self.blocks(&mut callout.blocks, found),
                Block::DefinitionList(list) => {
                    let definitions = list.items.iter_mut().flat_map(|item| item.definitions.iter_mut());
                    definitions.for_each(|blocks| self.blocks(blocks, found));
                }
                Block::Paragraph { .. }
                | Block::CodeBlock(_)
                | Block::Table(_)
                | Block::Figure(_)
                | Block::ThematicBreak { .. } => {}
            }
        }
    }
}

/// The document's slug: authored, else from the file's name, in the lower case of its language.
pub(crate) fn document_slug(front: &FrontMatter, options: &ReadOptions<'_>) -> String {
    front.slug.clone().unwrap_or_else(|| {
        let language = front.language.as_ref().or(options.site.language.as_ref());
        let slug = slug::for_file(options.slug, language);
        if slug.is_empty() { "untitled".to_owned() } else { slug }
    })
}

/// Where a document lives that says nothing of it: below the site's base URL.
pub(crate) fn derived_url(slug: &str, options: &ReadOptions<'_>) -> Option<String> {
    let base = options.site.base_url.as_deref()?;
    link::web(&document_url(base, slug))
}

fn metadata(
    front: FrontMatter,
    headline: String,
    options: &ReadOptions<'_>,
    missing: &mut Missing,
) -> Metadata {
    let site = options.site;
    let has_date = front.published.is_some() || front.says("published");
    let slug = document_slug(&front, options);
    let language = front.language.or_else(|| site.language.clone()).unwrap_or_else(|| {
        missing.language();
        Language::english()
    });
    // One that can't be read was reported at its place.
    if !has_date {
        missing.date();
    }
    let canonical_url = front.canonical_url.or_else(|| derived_url(&slug, options));
    if canonical_url.is_none() {
        missing.canonical_url();
    }
    let image = front.image.map(|lead| LeadImage {
        image: Image {
            source: ImageSource::Missing(lead.src),
            alt: lead.alt,
            credit: lead.credit,
            syndicate: lead.syndicate,
            span: lead.span,
        },
        caption: lead.caption,
    });
    Metadata {
        slug,
        headline,
        kicker: front.kicker,
        description: front.dek,
        language,
        authors: front.authors,
        date_published: front.published,
        date_modified: front.updated,
        section: front.section,
        keywords: front.tags,
        image,
        canonical_url,
        translation_of: front.translation_of,
        rights: front.rights.or_else(|| site.rights.clone()),
        embargo: front.embargo,
        expires: front.expires,
        review_by: front.review_by,
        status: front.status,
        draft: front.draft,
        version: front.version.unwrap_or(1),
        corrections: front.corrections,
        newsletter: front.newsletter,
    }
}

/// Where footnotes of a part are printed.
pub(crate) fn places(document: &Document) -> Vec<Place> {
    let cards = document.cards.iter().map(|card| Place::Card(card.number));
    std::iter::once(Place::Lede).chain(cards).chain(std::iter::once(Place::Signoff)).collect()
}
