//! Links within a document: bookmarks stand anywhere, links of an explainer lead to cards and headings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{Action, FindingKind, article::Article};
use pressroom_document::{Block, Inline, Language, LinkTarget, slug, text};
use pressroom_read::builder::Draft;

use crate::assemble::walk;

/// Lets links to bookmarks lead to the headings that they stand in or below.
pub(super) fn resolve(article: &mut Article, bookmarks: &HashMap<String, u32>) {
    let mut wanted: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    walk::draft(&mut article.draft, &mut |inline| {
        if let Inline::Link { target: LinkTarget::External(url), span, .. } = inline
            && let Some(bookmark) = url.strip_prefix('#')
        {
            wanted.entry(bookmark.to_owned()).or_default().push(span.start);
        }
    });
    if wanted.is_empty() {
        return;
    }
    let mut headings: Vec<(u32, String)> = Vec::new();
    let mut ids = slug::Ids::default();
    let language = article.metadata.language.clone().unwrap_or_else(Language::english);
    for block in &article.draft.blocks {
        if let Block::Heading(heading) = block {
            let id = slug::from_words(&text::plain(&heading.content), &language);
            headings.push((heading.span.start, ids.reserve(if id.is_empty() { "section" } else { &id })));
        }
    }
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    for (bookmark, links) in &wanted {
        let paragraph = bookmarks.get(bookmark).copied();
        let heading = paragraph.and_then(|paragraph| {
            let after = headings.partition_point(|(at, _)| *at <= paragraph);
            headings.get(after.checked_sub(1)?)
        });
        let place = format!("paragraph {}", links.first().copied().unwrap_or(1).max(1));
        let action = match (paragraph, heading) {
            (Some(paragraph), Some((at, id))) => {
                targets.insert(bookmark.clone(), id.clone());
                if paragraph == *at {
                    continue;
                }
                (Action::Changed, "a link into running text: it leads to the heading above it")
            }
            (Some(_), None) => {
                (Action::LeftOut, "a link into text without a heading above it; its words were kept")
            }
            (None, _) => {
                (Action::LeftOut, "a link to a place that the document does not have; its words were kept")
            }
        };
        article.find(FindingKind::Link, action.0, place, bookmark.clone(), action.1);
    }
    let used: BTreeSet<String> = targets.values().cloned().collect();
    for (block, (_, id)) in
        article.draft.blocks.iter_mut().filter(|block| matches!(block, Block::Heading(_))).zip(&headings)
    {
        if let Block::Heading(heading) = block
            && used.contains(id)
        {
            heading.id.clone_from(id);
        }
    }
    walk::draft(&mut article.draft, &mut |inline| {
        if let Inline::Link { target: LinkTarget::External(url), .. } = inline
            && let Some(bookmark) = url.strip_prefix('#')
        {
            *url = targets.get(bookmark).map(|id| format!("#{id}")).unwrap_or_default();
        }
    });
    // Links without a target are text.
    walk::lines(&mut article.draft, &mut without_links);
}

fn without_links(line: &mut Vec<Inline>) {
    let is_lost = |inline: &Inline| matches!(inline, Inline::Link { target: LinkTarget::External(url), .. } if url.is_empty());
    if line.iter().any(is_lost) {
        for inline in std::mem::take(line) {
            match (is_lost(&inline), inline) {
                (true, Inline::Link { content, .. }) => line.extend(content),
                (_, inline) => line.push(inline),
            }
        }
    }
}

/// Sets items of lists without space between them if each is one paragraph, with lists below it.
pub(super) fn settle_lists(draft: &mut Draft) {
    fn settle(blocks: &mut [Block]) {
        for block in blocks {
            if let Block::List(list) = block {
                list.tight = list.items.iter().all(|item| {
                    let mut blocks = item.blocks.iter();
                    let first = blocks.next();
                    first.is_none_or(|block| matches!(block, Block::Paragraph { .. } | Block::List(_)))
                        && blocks.all(|block| matches!(block, Block::List(_)))
                });
            }
            walk::blocks_of(block).into_iter().for_each(|blocks| settle(blocks));
        }
    }
    settle(&mut draft.blocks);
    settle(&mut draft.signoff);
    draft.footnotes.iter_mut().for_each(|(_, blocks, _)| settle(blocks));
}
