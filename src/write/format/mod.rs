//! Puts an explainer in the one form that this crate writes, without losing anything that its author wrote.

mod commented;
mod comments;
mod error;
mod keys;
mod tags;
mod words;

pub use commented::write_commented;
pub use error::FormatError;

use std::collections::{BTreeMap, BTreeSet};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_document::{
    Block, Document, LinkTarget,
    link::{self, Checked},
};
use pressroom_read::ReadOptions;

use crate::{
    assemble,
    habits::{Habits, Headline, NotePlace},
    same::is_same,
    verify::write_parts,
};

/// The text of an explainer in one form: what was read of it, written again. The author's comments, keys, names and
/// addresses are kept.
///
/// # Errors
/// Why the explainer is better left alone.
pub fn format(source: &Source, options: &ReadOptions<'_>) -> Result<String, FormatError> {
    let (document, found) = pressroom_read::markdown(source, options);
    let Some(document) = document else { return Err(FormatError::Errors) };
    let (front, start) = keys::split(&source.text).ok_or(FormatError::FrontMatter)?;
    let body = source.text.get(start..).unwrap_or_default();
    let habits = habits(source, body, &document, &found, &front);
    let mut assembled = write_parts(&document, options, &habits).map_err(FormatError::Write)?;
    comments::keep(source, start, &document, &mut assembled)?;
    let entries = keys::merge(&front, &assembled.entries);
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let text = assemble::whole(&entries, &assembled.body);
    check(source, start, &document, &found, options, &text)?;
    Ok(text)
}

/// Refuses a text that says something else than the source, or less.
fn check(
    source: &Source,
    start: usize,
    document: &Document,
    found: &Diagnostics,
    options: &ReadOptions<'_>,
    text: &str,
) -> Result<(), FormatError> {
    let formatted = Source::new(source.name.clone(), text);
    let (read, again) = pressroom_read::markdown(&formatted, options);
    if !read.is_some_and(|read| is_same(document, &read)) {
        return Err(FormatError::Different);
    }
    let mut left = counted(&again);
    for finding in found.iter().filter(|finding| !is_mended(finding)) {
        match left.get_mut(&(finding.code, finding.message.as_str())).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => {
                let line = finding.span.map_or(1, |span| source.line(span.start as usize));
                return Err(FormatError::Warning { line, message: finding.message.clone() });
            }
        }
    }
    if let Some(((_, message), _)) = left.into_iter().find(|(_, count)| *count > 0) {
        return Err(FormatError::NewWarning { message: message.to_owned() });
    }
    let body = source.text.get(start..).unwrap_or_default();
    if let Some((at, tag)) = tags::find_lost_tag(body, text) {
        return Err(FormatError::Tag { line: source.line(start + at), tag: tag.to_owned() });
    }
    let after = keys::split(text).map_or(0, |(_, start)| start);
    match words::missing(source.text.get(start..).unwrap_or_default(), text.get(after..).unwrap_or_default())
    {
        Some(word) => Err(FormatError::Word { word }),
        None => Ok(()),
    }
}

/// A finding about a form that is put right without a doubt.
fn is_mended(finding: &Diagnostic) -> bool {
    matches!(finding.code, Code::AttributeQuotes)
}

fn counted(found: &Diagnostics) -> BTreeMap<(Code, &str), usize> {
    let mut counts = BTreeMap::new();
    for finding in found.iter().filter(|finding| !is_mended(finding)) {
        *counts.entry((finding.code, finding.message.as_str())).or_insert(0) += 1;
    }
    counts
}

/// The author's ways, as the source shows them.
fn habits(
    source: &Source,
    body: &str,
    document: &Document,
    found: &Diagnostics,
    front: &keys::FrontMatter,
) -> Habits {
    let keys: BTreeSet<String> = front.known().map(str::to_owned).collect();
    let is_missing = found.iter().any(|finding| {
        finding.code == Code::MissingHeadline
            || (finding.code == Code::MissingFrontMatter && finding.message.contains("headline"))
    });
    let headline = match keys.contains("headline") {
        true => Headline::Key,
        false if is_missing => Headline::Nowhere,
        false => Headline::Heading,
    };
    Habits {
        keys: Some(keys),
        headline,
        ids: ids(source, document),
        notes: note_names(source, document),
        note_place: note_place(document),
        names_spaces: body.contains("&nbsp;"),
        angles: false,
        addresses: addresses(body, document),
    }
}

/// The ids that are written in the source.
fn ids(source: &Source, document: &Document) -> BTreeSet<String> {
    let mut all: Vec<(Span, &str)> =
        document.cards.iter().map(|card| (card.span, card.id.as_str())).collect();
    let parts = [&document.lede, &document.signoff].into_iter();
    let parts = parts.chain(document.cards.iter().map(|card| &card.blocks));
    for blocks in parts.chain(document.footnotes.iter().map(|note| &note.blocks)) {
        headings(blocks, &mut all);
    }
    let is_written = |(span, id): &(Span, &str)| source.slice(*span).contains(&format!("#{id}"));
    all.into_iter().filter(is_written).map(|(_, id)| id.to_owned()).collect()
}

fn headings<'d>(blocks: &'d [Block], out: &mut Vec<(Span, &'d str)>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => out.push((heading.span, heading.id.as_str())),
            Block::BlockQuote(quote) => headings(&quote.blocks, out),
            Block::List(list) => list.items.iter().for_each(|item| headings(&item.blocks, out)),
            Block::Related(related) => headings(&related.description, out),
            Block::Callout(callout) => headings(&callout.blocks, out),
            Block::DefinitionList(list) => {
                list.items.iter().flat_map(|item| &item.definitions).for_each(|blocks| headings(blocks, out));
            }
            Block::Paragraph { .. }
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => {}
        }
    }
}

/// The place of the footnotes, if they stand together after the last block of the last card.
fn note_place(document: &Document) -> NotePlace {
    let first = document.footnotes.iter().map(|note| note.span.start).min().unwrap_or_default();
    let last = document.footnotes.iter().map(|note| note.span.start).max().unwrap_or_default();
    let blocks = document.cards.last().map_or(&document.lede, |card| &card.blocks);
    let is_after = blocks.last().is_none_or(|block| block.span().start < first);
    let signoff = document.signoff.first().map(|block| block.span().start);
    match signoff {
        _ if !is_after || document.cards.last().is_some_and(|card| card.span.start > first) => {
            NotePlace::Card
        }
        Some(signoff) if last < signoff => NotePlace::Cards,
        Some(signoff) if first > signoff => NotePlace::End,
        Some(_) => NotePlace::Card,
        None => NotePlace::Cards,
    }
}

/// The names of footnotes, if each has one of its own.
fn note_names(source: &Source, document: &Document) -> BTreeMap<u32, String> {
    let name = |span: Span| {
        let (name, _) = source.slice(span).strip_prefix("[^")?.split_once("]:")?;
        let is_plain =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        is_plain.then(|| name.to_owned())
    };
    let names: Option<BTreeMap<u32, String>> =
        document.footnotes.iter().map(|note| Some((note.number, name(note.span)?))).collect();
    let names = names.unwrap_or_default();
    let distinct: BTreeSet<String> = names.values().map(|name| name.to_lowercase()).collect();
    if distinct.len() == names.len() { names } else { BTreeMap::new() }
}

/// Addresses as they are written, such as those relative to the explainer's own, by what they lead to.
fn addresses(body: &str, document: &Document) -> BTreeMap<String, String> {
    let base = document.metadata.canonical_url.as_deref();
    let mut written = Vec::new();
    for (at, _) in body.match_indices("](") {
        let rest = body.get(at + 2..).unwrap_or_default();
        let end = rest.find([')', ' ', '\n', '"']).unwrap_or(rest.len());
        let is_picture = body
            .get(..at)
            .and_then(|before| before.rfind('['))
            .is_some_and(|open| body.get(..open).is_some_and(|before| before.ends_with('!')));
        written.extend(rest.get(..end).filter(|_| !is_picture));
    }
    // `[name]: address`
    let definitions = body.lines().filter(|line| line.starts_with('[') && !line.starts_with("[^"));
    let definitions = definitions.filter_map(|line| line.split_once("]:"));
    written.extend(definitions.filter_map(|(_, address)| address.split_whitespace().next()));
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for raw in written {
        if raw.is_empty() || raw.starts_with('<') || raw.contains(['&', '\\', '(']) {
            continue;
        }
        if let Checked::Target(LinkTarget::External(url)) = link::check(raw, base)
            && url != raw
        {
            all.entry(url).or_insert_with(|| raw.to_owned());
        }
    }
    all
}
