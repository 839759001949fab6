//! Every word arrives: the words of the model come back, in order, from each edition's own text.

use pressroom_document::{
    Block, Direction, Document, ImageSource, Inline, Status, TableCell,
    text::{document_lines, lines},
};

use crate::{
    built::{BuiltDocument, SAMPLES, suite_documents},
    compare::{Rules, missing, missing_unordered, runs_left, runs_right, spelled_out},
    extract,
};

/// How each edition's text may differ from the model's. Whatever is not named here arrives as written.
struct EditionReader {
    edition: &'static str,
    rules: Rules,
    /// A picture within a line speaks through its alternative text.
    alternative_text: bool,
    /// True where text comes from a page: words from right to left come back in the order of the page, not of the
    /// language, and letters that carry marks may come twice. A character that no font has is spelled as `U+XXXX` or
    /// stands as a box, so only scripts whose fonts come with Pressroom are compared.
    page: bool,
}

const READINGS: &[EditionReader] = &[
    // Between two words stands at most the number of a note.
    EditionReader { edition: "amp", rules: MARKUP, alternative_text: true, page: false },
    EditionReader { edition: "html", rules: MARKUP, alternative_text: true, page: false },
    EditionReader { edition: "epub", rules: MARKUP, alternative_text: true, page: false },
    // Headings are in capitals, emphasis is marked, links are numbered, quotes and cells are framed. A picture
    // that is not cleared for partners stays out of their editions with its caption.
    EditionReader { edition: "text", rules: LETTERS, alternative_text: true, page: false },
    // The mail's text is that of the text edition, which another test compares; what is read here is its HTML.
    EditionReader { edition: "email", rules: MARKUP, alternative_text: true, page: false },
    EditionReader { edition: "esp", rules: LETTERS, alternative_text: true, page: false },
    EditionReader { edition: "ninjs", rules: LETTERS, alternative_text: true, page: false },
    // What readers of feeds see, which is HTML; pictures stay in the house as in ninjs.
    EditionReader { edition: "jsonfeed", rules: MARKUP, alternative_text: true, page: false },
    EditionReader { edition: "applenews", rules: MARKUP, alternative_text: true, page: false },
    // Hyphens at line ends; running heads and notes wherever a page ends; a picture is seen, not read.
    EditionReader { edition: "pdf", rules: PAGES, alternative_text: false, page: true },
    EditionReader { edition: "print", rules: PAGES, alternative_text: false, page: true },
    EditionReader { edition: "proof", rules: PAGES, alternative_text: false, page: true },
];

const MARKUP: Rules = Rules { letters: false, inside: 24, between: 800, cuts: false };
const LETTERS: Rules = Rules { letters: true, inside: 60, between: 800, cuts: false };
const PAGES: Rules = Rules { letters: true, inside: 4000, between: 6000, cuts: true };

#[test]
fn of_the_samples() {
    let documents = SAMPLES.documents();
    assert!(documents.len() >= 4, "{} samples were built:\n{}", documents.len(), SAMPLES.output_text());
    check(documents.iter());
}

#[test]
fn of_the_suite() {
    let documents = suite_documents();
    assert!(documents.len() >= 10, "only {} cases were built", documents.len());
    check(documents.iter());
}

/// Fails with everything that is missing anywhere.
fn check<'a>(documents: impl Iterator<Item = &'a BuiltDocument>) {
    let lost: Vec<_> = documents.flat_map(what_is_lost).collect();
    assert!(lost.is_empty(), "{} editions lost words:\n\n{}", lost.len(), lost.join("\n\n"));
}

/// What each edition of a document lost.
pub(crate) fn what_is_lost(document: &BuiltDocument) -> Vec<String> {
    let lost = |reading: &EditionReader| {
        let name = format!("{} in {}", document.name, reading.edition);
        let Some(file) = document.file(reading.edition) else {
            return Some(format!("{name}: no file"));
        };
        let text = extract::text(reading.edition, &file);
        what_text_lost(&document.model, reading, &text).map(|lost| format!("{name}:\n{lost}"))
    };
    // Of what must not be used partners get a notice.
    let notice = document.model.metadata.status != Status::Usable;
    let told = |reading: &&EditionReader| !(notice && matches!(reading.edition, "ninjs" | "applenews"));
    READINGS.iter().filter(told).filter_map(lost).collect()
}

fn what_text_lost(model: &Document, reading: &EditionReader, text: &str) -> Option<String> {
    let mut model = model.clone();
    if !reading.alternative_text {
        silence_pictures(&mut model);
    }
    // Notes stand at the end of their part, of the book or of the page: they are compared apart.
    let mut apart = Vec::new();
    if ["ninjs", "jsonfeed", "applenews"].contains(&reading.edition) {
        // What is not cleared for partners stays in the house.
        model.metadata.image = model.metadata.image.filter(|lead| lead.image.syndicate);
        each_list(&mut model, &mut |blocks| {
            blocks.retain(|block| !matches!(block, Block::Figure(figure) if !figure.image.syndicate));
        });
    }
    if matches!(reading.edition, "amp" | "html") {
        // Beside the updates of cards, the newest change comes first.
        model.metadata.corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date));
    }
    // In the proof the cells of a row are set line by line, side by side. In the PDF a figure that does not fit where it is
    // mentioned stands at the head or foot of a page.
    let moves = |block: &Block| match reading.edition {
        "proof" => matches!(block, Block::Table(_)),
        "pdf" | "print" => matches!(block, Block::Figure(_)),
        _ => false,
    };
    each_list(&mut model, &mut |blocks| {
        blocks.retain(|block| {
            let moves = moves(block);
            if moves {
                apart.extend(lines(std::slice::from_ref(block)));
            }
            !moves
        });
    });
    let notes: Vec<_> = model.footnotes.iter().flat_map(|note| lines(&note.blocks)).collect();
    model.footnotes.clear();
    let running = document_lines(&model);
    let questions: usize =
        model.cards.iter().map(|card| pressroom_document::text::plain(&card.question).len()).sum();
    let tables: usize = apart.iter().map(String::len).sum();
    let between = reading.rules.between + questions + tables;
    let rules = Rules { between, ..reading.rules };
    let anywhere = Rules { between: text.len(), ..rules };
    if !reading.page {
        return missing(&running, text, rules).or_else(|| missing(&notes, text, anywhere));
    }
    let text = spelled_out(text);
    let keep = |text: &str, wanted: fn(char) -> bool| -> String {
        text.chars().map(|c| if !c.is_alphanumeric() || wanted(c) { c } else { ' ' }).collect()
    };
    let only = |lines: &[String], wanted: fn(char) -> bool| -> Vec<String> {
        lines.iter().map(|line| keep(&spelled_out(line), wanted)).collect()
    };
    let all: Vec<_> = running.iter().chain(&notes).chain(&apart).cloned().collect();
    if model.metadata.language.direction() == Direction::RightToLeft {
        let wanted = |c| runs_left(c) || runs_right(c);
        return missing_unordered(&only(&all, wanted), &keep(&text, wanted));
    }
    let straight = keep(&text, runs_right);
    missing(&only(&running, runs_right), &straight, rules)
        .or_else(|| missing(&only(&notes, runs_right), &straight, anywhere))
        .or_else(|| missing_unordered(&only(&apart, runs_right), &straight))
        .or_else(|| missing_unordered(&only(&all, runs_left), &keep(&text, runs_left)))
}

/// Calls `change` with every list of blocks, inner ones first.
fn each_list(model: &mut Document, change: &mut dyn FnMut(&mut Vec<Block>)) {
    fn within(blocks: &mut Vec<Block>, change: &mut dyn FnMut(&mut Vec<Block>)) {
        for block in blocks.iter_mut() {
            match block {
                Block::BlockQuote(quote) => within(&mut quote.blocks, change),
                Block::List(list) => list.items.iter_mut().for_each(|item| within(&mut item.blocks, change)),
                Block::Related(related) => within(&mut related.description, change),
                Block::Callout(callout) => within(&mut callout.blocks, change),
                Block::DefinitionList(list) => {
                    let definitions = list.items.iter_mut().flat_map(|item| &mut item.definitions);
                    definitions.for_each(|blocks| within(blocks, change));
                }
                Block::Paragraph { .. }
                | Block::Heading(_)
                | Block::CodeBlock(_)
                | Block::Table(_)
                | Block::Figure(_)
                | Block::ThematicBreak { .. } => {}
            }
        }
        change(blocks);
    }
    within(&mut model.lede, change);
    model.cards.iter_mut().for_each(|card| within(&mut card.blocks, change));
    within(&mut model.signoff, change);
    model.footnotes.iter_mut().for_each(|note| within(&mut note.blocks, change));
}

/// Takes away the alternative text of pictures that can be seen.
fn silence_pictures(model: &mut Document) {
    let parts = [&mut model.lede, &mut model.signoff].into_iter();
    let cards = model.cards.iter_mut().map(|card| {
        silence_inlines(&mut card.question);
        &mut card.blocks
    });
    let notes = model.footnotes.iter_mut().map(|note| &mut note.blocks);
    parts.chain(cards).chain(notes).for_each(|blocks| silence_blocks(blocks));
}

fn silence_blocks(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { content, .. } => silence_inlines(content),
            Block::Heading(heading) => silence_inlines(&mut heading.content),
            Block::BlockQuote(quote) => {
                silence_blocks(&mut quote.blocks);
                silence_inlines(&mut quote.attribution);
            }
            Block::List(list) => list.items.iter_mut().for_each(|item| silence_blocks(&mut item.blocks)),
            Block::Table(table) => {
                silence_inlines(&mut table.caption);
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|TableCell { content }| silence_inlines(content));
            }
            Block::Figure(figure) => silence_inlines(&mut figure.caption),
            Block::Related(related) => {
                silence_inlines(&mut related.headline);
                silence_blocks(&mut related.description);
            }
            Block::Callout(callout) => {
                silence_inlines(&mut callout.title);
                silence_blocks(&mut callout.blocks);
            }
            Block::DefinitionList(list) => {
                for item in &mut list.items {
                    silence_inlines(&mut item.term);
                    item.definitions.iter_mut().for_each(|blocks| silence_blocks(blocks));
                }
            }
            Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
        }
    }
}

fn silence_inlines(inlines: &mut [Inline]) {
    for inline in inlines {
        match inline {
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => silence_inlines(content),
            Inline::Image(image) => {
                if matches!(image.source, ImageSource::Local(_)) {
                    image.alt = None;
                }
            }
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::Math { .. }
            | Inline::FootnoteReference { .. }
            | Inline::SoftBreak
            | Inline::HardBreak => {}
        }
    }
}
