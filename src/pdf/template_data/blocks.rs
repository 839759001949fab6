//! Blocks as the templates see them.

use super::{
    builder::{MAX_NEST, TemplateDataBuilder, WORD_LIMIT, is_heading},
    data::{self, Run, TextKind, TextRun},
    paragraphs::{MAX_WEIGHT, split_paragraph, split_text},
};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Figure, Heading, Inline, List, ListItem, Quote,
    Related, text,
};
use pressroom_render::TextPlace;
use pressroom_theme::MessageKey;

/// Characters of code on a line before it must break.
const CODE_LIMIT: usize = 60;

/// A related box with fewer bytes of text than this, and fewer lines than that, is kept on one page; more might not fit.
const MAX_KEPT: (usize, usize) = (1000, 8);

impl TemplateDataBuilder<'_> {
    /// The blocks of a container that is `depth` containers deep.
    pub(crate) fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<data::Block> {
        let mut out = Vec::new();
        for block in blocks {
            self.push_block(block, depth, &mut out);
        }
        out
    }

    fn push_block(&mut self, block: &Block, depth: usize, out: &mut Vec<data::Block>) {
        match block {
            Block::Paragraph { content, .. } => self.push_paragraph(content, out),
            Block::Heading(heading) => out.push(self.heading(heading)),
            Block::BlockQuote(quote) => self.push_quote(quote, depth, out),
            Block::List(list) if depth < MAX_NEST => out.push(self.list(list, depth)),
            Block::List(list) => self.push_deep_list(list, depth, out),
            Block::CodeBlock(code) => self.push_code_block(code, out),
            Block::Table(table) if self.fits(table) => out.push(self.table(table, depth)),
            Block::Table(table) => self.push_rows(table, out),
            Block::Figure(figure) => out.push(self.figure(figure)),
            Block::Related(related) => self.push_related(related, depth, out),
            Block::Callout(callout) => self.push_callout(callout, depth, out),
            Block::DefinitionList(list) if depth < MAX_NEST => out.push(self.terms(list, depth)),
            Block::DefinitionList(list) => self.push_deep_terms(list, depth, out),
            Block::ThematicBreak { .. } => out.push(data::Block::Break),
        }
    }

    fn push_paragraph(&mut self, content: &[Inline], out: &mut Vec<data::Block>) {
        let runs = self.inlines(content, WORD_LIMIT);
        out.extend(split_paragraph(runs).into_iter().map(|runs| self.paragraph(runs)));
    }

    fn heading(&mut self, heading: &Heading) -> data::Block {
        let is_heading = is_heading(&text::plain(&heading.content));
        let level = (self.first_level + heading.level - 1).min(self.last_level + 1);
        if is_heading {
            self.last_level = level;
        }
        let content = self.inlines(&heading.content, WORD_LIMIT);
        data::Block::Heading { level, id: heading.id.clone(), heading: is_heading, content }
    }

    fn push_code_block(&mut self, code: &CodeBlock, out: &mut Vec<data::Block>) {
        let passages = self.passages.as_ref().filter(|_| self.in_notes == 0);
        let passage = passages.and_then(|passages| passages.number_of_code(code));
        self.place = passage.map(|passage| TextPlace { passage, offset: 0 });
        for lines in self.code_lines(code) {
            let text = lines.join("\n");
            let mark = self.mark_run(&text, &text, None);
            out.push(data::Block::Code { text, mark });
        }
        self.place = None;
    }

    /// The lines of code, in several blocks if they are too long for one: typst sets a block as one paragraph.
    fn code_lines(&mut self, code: &CodeBlock) -> Vec<Vec<String>> {
        let mut out: Vec<Vec<String>> = vec![Vec::new()];
        let mut length = 0;
        for line in code.text.split('\n') {
            let line = line.replace('\t', "    ");
            let line = self.texts.prepare(&line, CODE_LIMIT, Some(code.span));
            for text in split_text(TextRun::new(TextKind::Code, line)) {
                length += text.len();
                if length > 2 * MAX_WEIGHT {
                    length = text.len();
                    out.push(Vec::new());
                }
                if let Some(last) = out.last_mut() {
                    last.push(text);
                }
            }
        }
        out
    }

    fn push_quote(&mut self, quote: &Quote, depth: usize, out: &mut Vec<data::Block>) {
        let by = (!quote.attribution.is_empty()).then(|| self.inlines(&quote.attribution, WORD_LIMIT));
        if depth < MAX_NEST {
            let blocks = self.blocks(&quote.blocks, depth + 1);
            out.push(data::Block::Quote { top: depth == 0, blocks, by });
        } else {
            out.extend(self.blocks(&quote.blocks, depth));
            out.extend(by.map(|content| data::Block::By { content }));
        }
    }

    fn list(&mut self, list: &List, depth: usize) -> data::Block {
        let item = |item: &ListItem| data::ListItem {
            done: item.task,
            blocks: self.blocks(&item.blocks, depth + 1),
        };
        let items = list.items.iter().map(item).collect();
        let numbers = (0..list.items.len()).filter_map(|place| Some(format!("{}.", number(list, place)?)));
        let data = data::List { numbers: numbers.collect(), tight: list.tight, top: depth == 0, items };
        match (list.start, list.items.iter().any(|item| item.task.is_some())) {
            (_, true) => data::Block::Tasks(data),
            (Some(_), false) => data::Block::Numbers(data),
            (None, false) => data::Block::Bullets(data),
        }
    }

    /// The items of a list that is too deep for one, each with its bullet or number.
    fn push_deep_list(&mut self, list: &List, depth: usize, out: &mut Vec<data::Block>) {
        for (place, item) in list.items.iter().enumerate() {
            let label = match (number(list, place), item.task) {
                (Some(number), None) => format!("{number}."),
                (_, Some(true)) => "☑".to_owned(),
                (_, Some(false)) => "☐".to_owned(),
                (None, None) => "•".to_owned(),
            };
            let mut blocks = self.blocks(&item.blocks, depth);
            let label = self.texts.prepare(&format!("{label} "), WORD_LIMIT, None);
            let label = Run::Text(TextRun::new(TextKind::Text, label));
            match blocks.first_mut() {
                Some(data::Block::Paragraph { content }) => content.insert(0, label),
                _ => blocks.insert(0, self.paragraph(vec![label])),
            }
            out.append(&mut blocks);
        }
    }

    fn figure(&mut self, figure: &Figure) -> data::Block {
        let plain = text::plain(&figure.caption);
        self.picture(&figure.image, Some(&plain), |this| this.inlines(&figure.caption, WORD_LIMIT))
    }

    fn push_related(&mut self, related: &Related, depth: usize, out: &mut Vec<data::Block>) {
        let word = self.context.messages.get(MessageKey::Related);
        let label = self.line(related.label.as_deref().unwrap_or(word), Some(related.span));
        let headline = match &related.target {
            Some(target) => self.link(target, &related.headline, WORD_LIMIT, related.span),
            None => self.inlines(&related.headline, WORD_LIMIT),
        };
        let lines = text::lines(&related.description);
        let (most_bytes, most_lines) = MAX_KEPT;
        let keep = lines.len() < most_lines && lines.iter().map(String::len).sum::<usize>() < most_bytes;
        let is_nested = depth < MAX_NEST;
        let blocks = self.blocks(&related.description, depth + usize::from(is_nested));
        let (blocks, after) = if is_nested { (blocks, Vec::new()) } else { (Vec::new(), blocks) };
        out.push(data::Block::Related { label, headline, keep, blocks });
        out.extend(after);
    }

    fn push_callout(&mut self, callout: &Callout, depth: usize, out: &mut Vec<data::Block>) {
        let (kind, word) = match callout.kind {
            CalloutKind::Note => ("note", MessageKey::Note),
            CalloutKind::Tip => ("tip", MessageKey::Tip),
            CalloutKind::Important => ("important", MessageKey::Important),
            CalloutKind::Warning => ("warning", MessageKey::Warning),
            CalloutKind::Caution => ("caution", MessageKey::Caution),
            CalloutKind::Details => ("details", MessageKey::Details),
        };
        let title = match callout.title.is_empty() {
            true => {
                let word = self.line(self.context.messages.get(word), None);
                vec![Run::Text(TextRun::new(TextKind::Text, word))]
            }
            false => self.inlines(&callout.title, WORD_LIMIT),
        };
        if depth < MAX_NEST {
            let blocks = self.blocks(&callout.blocks, depth + 1);
            out.push(data::Block::Callout { kind, title, blocks });
        } else {
            let blocks = self.blocks(&callout.blocks, depth);
            out.push(self.paragraph(title));
            out.extend(blocks);
        }
    }

    fn terms(&mut self, list: &DefinitionList, depth: usize) -> data::Block {
        let mut items = Vec::new();
        for item in &list.items {
            let term = self.inlines(&item.term, WORD_LIMIT);
            let definitions = item.definitions.iter().map(|blocks| self.blocks(blocks, depth + 1)).collect();
            items.push(data::Term { term, definitions });
        }
        data::Block::Terms { items }
    }

    /// Terms and definitions that are too deep for a list.
    fn push_deep_terms(&mut self, list: &DefinitionList, depth: usize, out: &mut Vec<data::Block>) {
        for item in &list.items {
            let term = self.inlines(&item.term, WORD_LIMIT);
            out.push(self.paragraph(term));
            for blocks in &item.definitions {
                out.extend(self.blocks(blocks, depth));
            }
        }
    }
}

/// The number of an item of a list, counted from 0; `None` for bullets.
fn number(list: &List, place: usize) -> Option<u64> {
    list.start.map(|start| start.saturating_add(place as u64))
}
