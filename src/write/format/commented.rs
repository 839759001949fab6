//! Writes comments beside the blocks that they are about. No edition shows them.

use crate::{
    assemble::{Address, Assembled},
    error::WriteError,
    habits::Habits,
    same,
    verify::write_parts,
};
use pressroom_diagnostics::Source;
use pressroom_document::Document;
use pressroom_read::ReadOptions;

/// Writes a document as [`write()`](crate::write()) does, with comments.
///
/// Each comment follows the last block of the running text whose span begins at or before its place. If it can't stand there, it
/// stands at the end of the text.
///
/// # Errors
/// The part of the document that has no form in Markdown.
pub fn write_commented(
    document: &Document,
    options: &ReadOptions<'_>,
    habits: &Habits,
    comments: &[(u32, String)],
) -> Result<String, WriteError> {
    let assembled = write_parts(document, options, habits)?;
    let plain = assembled.text();
    if comments.is_empty() {
        return Ok(plain);
    }
    let mut body = assembled.body.clone();
    let mut sorted: Vec<(usize, &str)> = comments
        .iter()
        .map(|(place, text)| (end_of_block(document, &assembled, *place), text.as_str()))
        .collect();
    sorted.sort_by_key(|(at, _)| *at);
    for (at, text) in sorted.into_iter().rev() {
        body.insert_str(at, &format!("\n\n{}", comment(text)));
    }
    let whole = plain.strip_suffix(assembled.body.as_str()).map(|front| format!("{front}{body}"));
    if let Some(whole) = whole.filter(|whole| is_read_as(document, whole, options)) {
        return Ok(whole);
    }
    let all: Vec<String> = comments.iter().map(|(_, text)| comment(text)).collect();
    Ok(format!("{plain}\n{}\n", all.join("\n\n")))
}

/// A comment of HTML on lines of its own.
fn comment(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Two hyphens may end it.
    let line = line.replace("--", "- -").replace("->", "- >");
    format!("<!-- {} -->", line.trim_end_matches('-').trim_end())
}

/// Where a comment goes: behind the block that a place belongs to.
fn end_of_block(document: &Document, assembled: &Assembled, place: u32) -> usize {
    let start = |address: &Address| match address {
        Address::Lede(at) => document.lede.get(*at).map(|block| block.span().start),
        Address::Question(card) => document.cards.get(*card).map(|card| card.span.start),
        Address::Card(card, at) => {
            document.cards.get(*card).and_then(|card| card.blocks.get(*at)).map(|block| block.span().start)
        }
        Address::Headline | Address::Signoff(_) | Address::Note(_) => None,
    };
    let ends =
        assembled.places.iter().filter(|(_, address)| start(address).is_some_and(|start| start <= place));
    ends.map(|(range, _)| range.end).max().unwrap_or(0)
}

fn is_read_as(document: &Document, text: &str, options: &ReadOptions<'_>) -> bool {
    let (read, _) = pressroom_read::markdown(&Source::new("document.md", text.to_owned()), options);
    read.is_some_and(|read| same::without_places(&read) == same::without_places(document))
}
