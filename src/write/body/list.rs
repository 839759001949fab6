//! Lists as Markdown, or as HTML where Markdown has no such list.

use pressroom_document::{Block, CalloutKind, List, ListItem};

use super::{block::BlockWriter, escape::Care, inline::has_soft_break, lines::hung};

/// The highest number that Markdown gives to an item.
const MAX_NUMBER: u64 = 999_999_999;

impl BlockWriter<'_> {
    /// A list; `alternates` if it follows another of its kind, which it would else be a part of.
    pub(super) fn list(&self, list: &List, alternates: bool) -> String {
        let last = list.start.map(|start| start.saturating_add(list.items.len() as u64));
        let is_counted = list.start.is_none_or(|start| start <= MAX_NUMBER);
        let is_plain = !list.tight || list.items.iter().all(is_tight);
        if !is_counted || !is_plain || (self.care() == Care::Strict && list.tight) {
            return self.list_of_html(list);
        }
        let inside = BlockWriter { in_list: true, ..*self };
        let is_loose_already = list.items.len() > 1 || list.items.iter().any(|item| item.blocks.len() > 1);
        let gap = if list.tight { "\n" } else { "\n\n" };
        let items = list.items.iter().enumerate().map(|(at, item)| {
            let mark = match list.start {
                Some(start) => {
                    // A list in which every item has one number leaves the counting to the reader.
                    let repeats = last.is_some_and(|last| last > MAX_NUMBER + 1);
                    let number = if repeats { start } else { start + at as u64 };
                    format!("{number}{} ", if alternates { ')' } else { '.' })
                }
                None => if alternates { "* " } else { "- " }.to_owned(),
            };
            let mut text = item_text(&inside, item, list.tight);
            // A comment is no block of the document, but makes the list loose.
            let marks = !is_loose_already || (self.care() != Care::Natural && !item.blocks.is_empty());
            if !list.tight && at == 0 && marks {
                text.push_str("\n\n<!-- -->");
            }
            hung(&text, &mark, &" ".repeat(mark.len()))
        });
        items.collect::<Vec<_>>().join(gap)
    }

    fn list_of_html(&self, list: &List) -> String {
        let (open, close) = match list.start {
            Some(start) => (format!("<ol start=\"{start}\">"), "</ol>"),
            None => ("<ul>".to_owned(), "</ul>"),
        };
        let inside = BlockWriter { in_list: false, ..*self };
        let items = list.items.iter().map(|item| {
            let task = item.task.map(check_box).unwrap_or_default();
            match item.blocks.as_slice() {
                [] => format!("<li>{task}</li>"),
                blocks => format!("<li>{task}\n\n{}\n\n</li>", inside.blocks(blocks)),
            }
        });
        let items: Vec<_> = items.collect();
        format!("{open}\n{}\n{close}", items.join("\n"))
    }
}

fn item_text(writer: &BlockWriter<'_>, item: &ListItem, tight: bool) -> String {
    let task = |done: bool| if done { "[x] " } else { "[ ] " };
    let text = if tight { tight_text(writer, &item.blocks) } else { writer.blocks(&item.blocks) };
    match (item.task, item.blocks.first()) {
        (None, _) => text,
        (Some(done), Some(Block::Paragraph { .. })) if writer.care() == Care::Natural => {
            format!("{}{text}", task(done))
        }
        (Some(done), Some(Block::Paragraph { .. })) => format!("{}{text}", check_box(done)),
        (Some(done), None) => check_box(done).to_owned(),
        (Some(done), Some(_)) => format!("{}\n\n{text}", check_box(done)),
    }
}

fn check_box(done: bool) -> &'static str {
    if done { "<input type=\"checkbox\" checked>" } else { "<input type=\"checkbox\">" }
}

/// Blocks without empty lines between them.
fn tight_text(writer: &BlockWriter<'_>, blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    let mut before = None;
    for block in blocks {
        let written = writer.block(block, before);
        before = Some((block, written.alternates));
        parts.push(written.text);
    }
    parts.join("\n")
}

/// Returns true if the blocks of an item can follow each other without an empty line.
fn is_tight(item: &ListItem) -> bool {
    let has_box = item.task.is_none() || matches!(item.blocks.first(), None | Some(Block::Paragraph { .. }));
    let pairs = item.blocks.iter().zip(item.blocks.iter().skip(1));
    has_box
        && pairs.into_iter().all(|(block, next)| ends_itself(block) || (is_text(block) && interrupts(next)))
}

fn is_text(block: &Block) -> bool {
    matches!(block, Block::Paragraph { .. } | Block::Figure(_))
}

/// Returns true for a block that ends with its last line, whatever follows.
fn ends_itself(block: &Block) -> bool {
    match block {
        Block::Heading(heading) => !has_soft_break(&heading.content),
        Block::CodeBlock(_) | Block::ThematicBreak { .. } | Block::Related(_) => true,
        Block::Paragraph { .. }
        | Block::BlockQuote(_)
        | Block::List(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Callout(_)
        | Block::DefinitionList(_) => false,
    }
}

/// Returns true for a block that ends the paragraph in the line above it.
fn interrupts(block: &Block) -> bool {
    match block {
        Block::List(list) => {
            let first = list.items.first().is_some_and(|item| !item.blocks.is_empty());
            first
                && list.start.is_none_or(|start| start == 1)
                && list.tight
                && list.items.iter().all(is_tight)
        }
        Block::Heading(heading) => !has_soft_break(&heading.content),
        Block::CodeBlock(_) | Block::BlockQuote(_) | Block::ThematicBreak { .. } => true,
        Block::Callout(callout) => callout.kind != CalloutKind::Details,
        Block::Paragraph { .. }
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Related(_)
        | Block::DefinitionList(_) => false,
    }
}
