//! Blocks that Markdown has no form for, in simpler words.

use super::walk;
use crate::{Action, FindingKind, ImportFinding};
use pressroom_diagnostics::Span;
use pressroom_document::{Block, CodeBlock, Document, Inline, Metadata, text};
use pressroom_read::ReadOptions;
use pressroom_write::Habits;

/// Puts blocks that can't be written into a simpler form; each is reported. Gives how many there were.
pub(super) fn simplify(
    document: &mut Document,
    options: &ReadOptions<'_>,
    findings: &mut Vec<ImportFinding>,
) -> usize {
    let language = document.metadata.language.clone();
    let empty = Document::new(Metadata::new("alone", "A block", language));
    let can_be_written = |block: &Block| {
        let mut block = block.clone();
        walk::lines_of(&mut block, &mut |line| alone(line));
        let alone = Document { lede: vec![block], ..empty.clone() };
        pressroom_write::write(&alone, options, &Habits::default()).is_ok()
    };
    let cards = document.cards.iter_mut().map(|card| &mut card.blocks);
    let notes = document.footnotes.iter_mut().map(|note| &mut note.blocks);
    let parts = [&mut document.lede, &mut document.signoff].into_iter().chain(cards).chain(notes);
    let before = findings.len();
    for blocks in parts {
        let mut simpler = Vec::with_capacity(blocks.len());
        for block in std::mem::take(blocks) {
            if can_be_written(&block) {
                simpler.push(block);
                continue;
            }
            findings.push(ImportFinding {
                kind: FindingKind::Document,
                action: Action::Changed,
                place: format!("paragraph {}", block.span().start.max(1)),
                text: text::lines(std::slice::from_ref(&block)).join("\n"),
                message: "Markdown has no form for this: it has a simpler one now".to_owned(),
            });
            simpler.extend(
                simple_forms(&block)
                    .into_iter()
                    .find(|form| form.iter().all(&can_be_written))
                    .unwrap_or_default(),
            );
        }
        *blocks = simpler;
    }
    findings.len() - before
}

/// Simpler forms of a block, the richest first.
fn simple_forms(block: &Block) -> [Vec<Block>; 3] {
    let span = block.span();
    let mut without_formulas = block.clone();
    walk::lines_of(&mut without_formulas, &mut |line| formulas_as_code(line));
    let lines = text::lines(std::slice::from_ref(block));
    let paragraph = |value: &String| Block::Paragraph {
        content: vec![Inline::Text { value: value.trim().to_owned(), span }],
        span,
    };
    let paragraphs = lines.iter().filter(|line| !line.trim().is_empty()).map(paragraph).collect();
    let code = CodeBlock { language: None, text: lines.join("\n"), span };
    [vec![without_formulas], paragraphs, vec![Block::CodeBlock(code)]]
}

fn formulas_as_code(line: &mut [Inline]) {
    for inline in line {
        if let Inline::Math { value, span, .. } = inline {
            *inline = Inline::Code { value: value.clone(), span: *span };
        } else if let Some(content) = inline.content_mut() {
            formulas_as_code(content);
        }
    }
}

/// A line as it may stand in a document without notes and pictures.
fn alone(line: &mut Vec<Inline>) {
    line.retain(|inline| !matches!(inline, Inline::FootnoteReference { .. }));
    for inline in line {
        if let Inline::Image(image) = inline {
            let value =
                image.alt.clone().filter(|alt| !alt.is_empty()).unwrap_or_else(|| "picture".to_owned());
            *inline = Inline::Text { value, span: Span::default() };
        } else if let Some(content) = inline.content_mut() {
            alone(content);
        }
    }
}
