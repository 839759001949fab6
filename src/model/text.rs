//! The plain projection: the words of a document without their markup.

use super::{Block, Document, Image, Inline, TableCell, parts};

/// The plain text of inlines. A picture gives its alternative text, a line break a space, a footnote reference
/// nothing.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, inlines);
    out
}

/// The plain text of blocks, one line for each piece that stands alone (paragraph, cell, caption, ...).
pub fn lines(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    push_blocks(&mut out, blocks);
    out
}

/// Every authored line of a document in reading order: kicker, headline, dek, lead picture's caption and credit,
/// lede, each card's question, blocks and notes, sign-off and its notes, corrections.
///
/// It is what must arrive in every edition; words that an edition adds in its own language are not part of it.
pub fn document_lines(document: &Document) -> Vec<String> {
    let metadata = &document.metadata;
    let mut out = Vec::new();
    let mut push =
        |text: Option<&str>| out.extend(text.filter(|text| !text.trim().is_empty()).map(str::to_owned));
    push(metadata.kicker.as_deref());
    push(Some(&metadata.headline));
    push(metadata.description.as_deref());
    metadata.authors.iter().for_each(|author| push(Some(&author.name)));
    if let Some(lead) = &metadata.image {
        push(lead.caption.as_deref());
        push(lead.image.credit.as_deref());
    }
    for part in parts(document) {
        if let Some(card) = part.card {
            out.push(plain(&card.question));
            out.extend(card.updated.iter().filter_map(|update| update.reason.clone()));
        }
        push_blocks(&mut out, part.blocks);
        for footnote in document.footnotes_of(part.place) {
            push_blocks(&mut out, &footnote.blocks);
        }
    }
    out.extend(metadata.corrections.iter().map(|correction| correction.text.clone()));
    out
}

/// How many words a minute a reader reads.
const WORDS_A_MINUTE: usize = 200;

/// The minutes that a document takes to read, at least one.
pub fn reading_minutes(document: &Document) -> usize {
    minutes(word_count(document))
}

/// The minutes that so many words take to read, at least one.
pub fn minutes(words: usize) -> usize {
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// How many words a document has: runs between white space of all its lines.
pub fn word_count(document: &Document) -> usize {
    document_lines(document).iter().map(|line| line.split_whitespace().count()).sum()
}

fn push_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { value, .. } | Inline::Code { value, .. } | Inline::Math { value, .. } => {
                out.push_str(value);
            }
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => push_inlines(out, content),
            Inline::Image(image) => out.push_str(image.alt.as_deref().unwrap_or_default()),
            Inline::FootnoteReference { .. } => {}
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
        }
    }
}

fn push_line(out: &mut Vec<String>, inlines: &[Inline]) {
    let line = plain(inlines);
    if !line.trim().is_empty() {
        out.push(line);
    }
}

fn push_blocks(out: &mut Vec<String>, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { content, .. } => push_line(out, content),
            Block::Heading(heading) => push_line(out, &heading.content),
            Block::BlockQuote(quote) => {
                push_blocks(out, &quote.blocks);
                push_line(out, &quote.attribution);
            }
            Block::List(list) => list.items.iter().for_each(|item| push_blocks(out, &item.blocks)),
            Block::CodeBlock(code) => out.extend(code.text.lines().map(str::to_owned)),
            Block::Table(table) => {
                push_line(out, &table.caption);
                let mut row =
                    |cells: &[TableCell]| cells.iter().for_each(|cell| push_line(out, &cell.content));
                row(&table.head);
                table.rows.iter().for_each(|cells| row(cells));
            }
            Block::Figure(figure) => {
                push_image(out, &figure.image);
                push_line(out, &figure.caption);
                out.extend(figure.image.credit.clone());
            }
            Block::Related(related) => {
                out.extend(related.label.clone());
                push_line(out, &related.headline);
                push_blocks(out, &related.description);
            }
            Block::Callout(callout) => {
                push_line(out, &callout.title);
                push_blocks(out, &callout.blocks);
            }
            Block::DefinitionList(list) => {
                for item in &list.items {
                    push_line(out, &item.term);
                    item.definitions.iter().for_each(|blocks| push_blocks(out, blocks));
                }
            }
            Block::ThematicBreak { .. } => {}
        }
    }
}

/// A picture that can't be shown speaks through its alternative text; one that can speaks for itself.
fn push_image(out: &mut Vec<String>, image: &Image) {
    let shown = matches!(image.source, super::ImageSource::Local(_));
    out.extend(image.alt.clone().filter(|alt| !shown && !alt.trim().is_empty()));
}
