//! Divides a body into headline, lede, cards and sign-off.
//!
//! One rule: the highest level of headings makes cards. A heading that stands alone on the highest level, before all others,
//! is the headline if the source has none.

use super::walk;
use crate::{Action, FindingKind, article::Article};
use pressroom_diagnostics::Span;
use pressroom_document::{Block, Card, Heading, Inline, LinkTarget, text, word};

/// A body that is divided.
pub(super) struct Outline {
    pub(super) headline: String,
    /// The headline is the file's name: it is not written, so that the reader takes the name, too.
    pub(super) is_named_by_file: bool,
    pub(super) lede: Vec<Block>,
    pub(super) cards: Vec<Card>,
    pub(super) signoff: Vec<Block>,
    pub(super) footnotes: Vec<(u32, Vec<Block>, Span)>,
}

/// Divides the body of an article.
pub(super) fn divide(article: &mut Article) -> Outline {
    let mut blocks = std::mem::take(&mut article.draft.blocks);
    let (headline, moved, is_named_by_file) = headline(article, &mut blocks);
    let card_level = article.card_level.or_else(|| blocks.iter().filter_map(level).min());
    let mut lede = moved;
    let mut cards: Vec<Card> = Vec::new();
    for block in blocks {
        if level(&block) == card_level
            && let Block::Heading(heading) = block
        {
            let number = u32::try_from(cards.len() + 1).unwrap_or(u32::MAX);
            cards.push(Card {
                number,
                id: heading.id,
                question: heading.content,
                updated: None,
                teaser: false,
                blocks: Vec::new(),
                span: heading.span,
            });
        } else {
            cards.last_mut().map_or(&mut lede, |card| &mut card.blocks).push(block);
        }
    }
    let base = card_level.unwrap_or(0);
    let mut signoff = std::mem::take(&mut article.draft.signoff);
    let mut footnotes = std::mem::take(&mut article.draft.footnotes);
    let parts = [&mut lede, &mut signoff].into_iter().chain(cards.iter_mut().map(|card| &mut card.blocks));
    parts.chain(footnotes.iter_mut().map(|(_, blocks, _)| blocks)).for_each(|blocks| {
        let mut last = 0;
        close_gaps(blocks, base, &mut last);
    });
    Outline { headline, is_named_by_file, lede, cards, signoff, footnotes }
}

fn level(block: &Block) -> Option<u8> {
    if let Block::Heading(heading) = block { Some(heading.level) } else { None }
}

/// Counts levels from the card's, without gaps on the way down.
fn close_gaps(blocks: &mut [Block], base: u8, last: &mut u8) {
    for block in blocks {
        if let Block::Heading(heading) = block {
            let wanted = heading.level.saturating_sub(base).max(1);
            heading.level = wanted.min(*last + 1).min(4);
            *last = heading.level;
        }
        walk::blocks_of(block).into_iter().for_each(|blocks| close_gaps(blocks, base, last));
    }
}

/// The headline: the source's own, else a heading that stands alone above all others, else the name of the file. What a headline
/// can't hold goes before the text. True if it is the name of the file.
fn headline(article: &mut Article, blocks: &mut Vec<Block>) -> (String, Vec<Block>, bool) {
    if let Some(headline) =
        article.metadata.headline.take().map(|text| line(&text)).filter(|text| !text.is_empty())
    {
        let same = |heading: &Heading| {
            word::fold_case(&line(&text::plain(&heading.content))) == word::fold_case(&headline)
        };
        let first = blocks.iter().position(|block| level(block).is_some());
        let repeated = first.filter(|at| {
            matches!(blocks.get(*at), Some(Block::Heading(heading)) if same(heading) && !has_reference(&heading.content))
        });
        if let Some(at) = repeated {
            blocks.remove(at);
        }
        return (headline, Vec::new(), false);
    }
    let top = blocks.iter().filter_map(level).min();
    let is_card = top.is_some() && top == article.card_level;
    let alone = !is_card && blocks.iter().filter(|block| level(block) == top).count() == 1;
    let first = blocks.iter().position(|block| level(block).is_some());
    if let Some(at) = first.filter(|at| alone && blocks.get(*at).and_then(level) == top)
        && let Block::Heading(heading) = blocks.remove(at)
    {
        let headline = line(&text::plain(&heading.content));
        if !headline.is_empty() {
            return (headline, rest_of_headline(article, heading), false);
        }
    }
    if let Some(title) =
        article.metadata.title.take().map(|title| line(&title)).filter(|title| !title.is_empty())
    {
        let message = "the headline is the title that the source's properties give";
        article.find(FindingKind::Headline, Action::Guessed, "", title.clone(), message);
        return (title, Vec::new(), false);
    }
    // As the reader of Markdown makes it.
    let name = article.name.replace(['-', '_'], " ").trim().to_owned();
    article.find(
        FindingKind::Headline,
        Action::Guessed,
        "",
        name.clone(),
        "the source has no headline; its name stands in for one: write `headline:` in the front matter",
    );
    (name, Vec::new(), true)
}

/// What a headline can't hold: its pictures and notes stand before the text, its links are reported.
fn rest_of_headline(article: &mut Article, heading: Heading) -> Vec<Block> {
    let span = heading.span;
    let mut block = Block::Paragraph { content: heading.content, span };
    let mut rest = Vec::new();
    let mut links = Vec::new();
    walk::inlines_of(&mut block, &mut |inline| {
        if matches!(inline, Inline::Image(_) | Inline::FootnoteReference { .. }) {
            rest.push(inline.clone());
        } else if let Inline::Link { target: LinkTarget::External(url), .. } = inline {
            links.push(url.clone());
        }
    });
    for url in links {
        article.find(
            FindingKind::Link,
            Action::LeftOut,
            "headline",
            url,
            "a headline is plain text: its link was left out",
        );
    }
    if rest.is_empty() {
        return Vec::new();
    }
    article.find(
        FindingKind::Headline,
        Action::Changed,
        "headline",
        "",
        "a headline is plain text: its notes and pictures stand before the text",
    );
    vec![Block::Paragraph { content: rest, span }]
}

fn has_reference(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| {
        matches!(inline, Inline::FootnoteReference { .. } | Inline::Image(_))
            || inline.content().is_some_and(has_reference)
    })
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
