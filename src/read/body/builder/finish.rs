//! What a closed container becomes.

use super::{
    Builder, Container, DraftCell, DraftRow, Frame, Picture, RowGroup,
    grid::{MAX_CELLS, grid},
    line::{CAPTION, append_line, attribution, figure, flat, inline_span, paragraph, trimmed},
    wrap::wrap_blocks,
};
use crate::body::{coverage, related};
use pressroom_diagnostics::{Code, Diagnostic, Span, counted};
use pressroom_document::{
    Alignment, Block, Callout, DefinitionItem, DefinitionList, Heading, Image, ImageSource, Inline,
    LinkTarget, List, ListItem, Quote, Table, TableCell, text,
};

/// How many words a frame holds.
fn words_in(frame: &Frame) -> usize {
    let blocks = text::lines(&frame.blocks);
    coverage::count(&text::plain(&frame.inlines))
        + blocks.iter().map(|line| coverage::count(line)).sum::<usize>()
}

impl Builder<'_> {
    /// Turns a closed frame into what it stands for and hands it to its parent.
    pub(super) fn finish(&mut self, mut frame: Frame) {
        self.depth -= usize::from(frame.container.deepens());
        if matches!(frame.container, Container::Discard("noscript")) && words_in(&frame) > 0 {
            // Editions run no scripts: what stands in for one is shown.
            frame.container = Container::Transparent;
        }
        if !frame.container.is_through() {
            self.pending_break = false;
        }
        let in_line = self.in_line();
        let through = matches!(frame.container, Container::Transparent | Container::Paragraph)
            || (matches!(frame.container, Container::Division) && in_line);
        if !(frame.inlines.is_empty() || frame.container.is_inline() || frame.container.is_line() || through)
        {
            let inlines = std::mem::take(&mut frame.inlines);
            let span = inline_span(&inlines).unwrap_or(frame.span);
            frame.blocks.extend(paragraph(inlines, span));
        }
        let span = frame.span;
        if !frame.blocks.is_empty() && frame.container.can_hold_blocks() {
            return self.finish_around_blocks(frame);
        }
        match frame.container {
            Container::Transparent => self.splice(frame),
            Container::Division => {
                self.splice(frame);
                if in_line {
                    self.line_break();
                }
            }
            Container::Discard(name) => self.discarded(name, frame),
            Container::Paragraph => {
                self.hand_over_blocks(frame.blocks);
                if let Some(paragraph) = paragraph(frame.inlines, span) {
                    self.hand_over(paragraph);
                }
            }
            Container::Heading { level } => {
                let content = trimmed(frame.inlines);
                if !content.is_empty() {
                    let id = String::new();
                    self.hand_over(Block::Heading(Heading { level, id, content, span }));
                }
            }
            Container::Quote => {
                let (blocks, attribution) = attribution(frame.blocks);
                if !blocks.is_empty() {
                    self.hand_over(Block::BlockQuote(Quote { blocks, attribution, span }));
                }
            }
            Container::List { start, tight } => {
                let mut items = frame.items;
                if !frame.blocks.is_empty() {
                    items.push(ListItem { task: None, blocks: frame.blocks, span });
                }
                if !items.is_empty() {
                    self.hand_over(Block::List(List { start, tight, items, span }));
                }
            }
            Container::Item { task } => {
                let item = ListItem { task, blocks: frame.blocks, span };
                if !self.has_room(span) {
                    return;
                }
                match self.parent(|container| matches!(container, Container::List { .. })) {
                    Some(list) => {
                        if !list.blocks.is_empty() {
                            let blocks = std::mem::take(&mut list.blocks);
                            list.items.push(ListItem { task: None, blocks, span });
                        }
                        list.items.push(item);
                    }
                    None => self.hand_over_blocks(item.blocks),
                }
            }
            Container::Table { alignments } => {
                self.finish_table(alignments, frame.heading, frame.rows, frame.blocks, span)
            }
            Container::RowGroup(_) => {
                let is_table = |container: &Container| matches!(container, Container::Table { .. });
                if let Some(table) = self.parent(is_table) {
                    table.blocks.extend(frame.blocks);
                    table.rows.extend(frame.rows);
                }
            }
            Container::Row { head } => {
                let mut cells = frame.cells;
                if !frame.blocks.is_empty() {
                    cells.push(DraftCell::single(TableCell { content: flat(frame.blocks) }));
                }
                let holds = |container: &Container| {
                    matches!(container, Container::Table { .. } | Container::RowGroup(_))
                };
                if !cells.is_empty()
                    && let Some(parent) = self.parent(holds)
                {
                    let (group, number) = if let Container::RowGroup(group) = parent.container {
                        (group, parent.id)
                    } else {
                        (RowGroup::Body, 0)
                    };
                    parent.rows.push(DraftRow { group, number, head, cells });
                }
            }
            Container::Cell { columns, rows } => {
                let cell = TableCell { content: trimmed(frame.inlines) };
                self.cells += 1;
                if let Some(row) = self.parent(|container| matches!(container, Container::Row { .. })) {
                    row.cells.push(DraftCell { cell, columns, rows });
                }
            }
            Container::Caption => {
                let content = trimmed(frame.inlines);
                let holds =
                    |container: &Container| matches!(container, Container::Table { .. } | Container::Figure);
                if let Some(parent) = self.parent(holds) {
                    append_line(&mut parent.heading, content);
                }
            }
            Container::Title => {
                let content = trimmed(frame.inlines);
                if let Some(parent) = self.parent(|container| matches!(container, Container::Callout { .. }))
                {
                    append_line(&mut parent.heading, content);
                }
            }
            Container::DefinitionList => {
                let mut items = frame.definitions;
                if !frame.blocks.is_empty() {
                    match items.last_mut() {
                        Some(item) => item.definitions.push(frame.blocks),
                        None => {
                            items.push(DefinitionItem { term: Vec::new(), definitions: vec![frame.blocks] })
                        }
                    }
                }
                if !items.is_empty() {
                    self.hand_over(Block::DefinitionList(DefinitionList { items, span }));
                }
            }
            Container::Term => {
                let term = trimmed(frame.inlines);
                if let Some(list) = self.parent(|container| matches!(container, Container::DefinitionList)) {
                    list.definitions.push(DefinitionItem { term, definitions: Vec::new() });
                }
            }
            Container::Definition => {
                if let Some(list) = self.parent(|container| matches!(container, Container::DefinitionList)) {
                    match list.definitions.last_mut() {
                        Some(item) => item.definitions.push(frame.blocks),
                        None => list
                            .definitions
                            .push(DefinitionItem { term: Vec::new(), definitions: vec![frame.blocks] }),
                    }
                }
            }
            Container::Footnote { name } => {
                let number = self.footnote_number(&name);
                self.draft.footnotes.push((number, frame.blocks, span));
            }
            Container::Callout { kind } => {
                let callout = Callout { kind, title: frame.heading, blocks: frame.blocks, span };
                if !(callout.blocks.is_empty() && callout.title.is_empty()) {
                    self.hand_over(Block::Callout(callout));
                }
            }
            Container::Related { label } => {
                let related = related::related(label, frame.blocks, span, self.found);
                if let Some(related) = related {
                    self.hand_over(Block::Related(related));
                }
            }
            Container::Signoff => self.draft.signoff.extend(frame.blocks),
            Container::Figure => {
                let caption = frame.heading;
                self.hand_over_blocks(figure(frame.blocks, caption, span));
            }
            Container::Emphasis => self.wrap(frame.inlines, |content| Inline::Emphasis { content, span }),
            Container::Strong => self.wrap(frame.inlines, |content| Inline::Strong { content, span }),
            Container::Strikethrough => {
                self.wrap(frame.inlines, |content| Inline::Strikethrough { content, span })
            }
            Container::Superscript => {
                self.wrap(frame.inlines, |content| Inline::Superscript { content, span })
            }
            Container::Subscript => self.wrap(frame.inlines, |content| Inline::Subscript { content, span }),
            Container::Link { url, title } => {
                let target = LinkTarget::External(url);
                self.wrap(frame.inlines, |content| Inline::Link { target, title, content, span });
            }
            Container::Code => {
                let value = text::plain(&frame.inlines);
                if !value.is_empty() {
                    self.inline(Inline::Code { value, span });
                }
            }
            Container::Image(picture) => self.finish_image(*picture, &frame.inlines, span),
        }
    }

    /// Reports an element that was dropped with its content; without words in it, once.
    fn discarded(&mut self, name: &'static str, frame: Frame) {
        // One without a name is the mark of a list item, which the list brings itself.
        if name.is_empty() {
            return;
        }
        let words = words_in(&frame);
        if words > 0 || !self.reported_discard {
            self.reported_discard |= words == 0;
            let message =
                format!("raw HTML was dropped with its content: <{name}> ({})", counted(words, "word"));
            self.found.push(Diagnostic::warning(Code::DroppedHtml, message).with_span(frame.span));
        }
    }

    fn finish_image(&mut self, picture: Picture, content: &[Inline], span: Span) {
        let alt = match (picture.alt, picture.alt_missing) {
            (Some(alt), _) => Some(alt),
            (None, true) => None,
            // `![](x.png)` says nothing; for decoration there is `{alt=""}`.
            (None, false) => Some(text::plain(content)).filter(|alt| !alt.trim().is_empty()),
        };
        let source = match picture.size {
            // A draft: `resolve` decides between local, remote and missing.
            Some(size) => ImageSource::Remote { url: picture.path, size: Some(size) },
            None => ImageSource::Missing(picture.path),
        };
        let image = Image { source, alt, credit: picture.credit, syndicate: picture.syndicate, span };
        self.inline(Inline::Image(Box::new(image)));
        // The title is the caption when the picture turns out to stand alone; else words after it.
        let title = picture.title.map(|title| self.clean(title.into(), span));
        if let Some(title) = title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
            self.push_text(format!("{CAPTION}{title}{CAPTION}"), span);
        }
    }

    fn finish_table(
        &mut self,
        alignments: Vec<Alignment>,
        caption: Vec<Inline>,
        rows: Vec<DraftRow>,
        loose: Vec<Block>,
        span: Span,
    ) {
        self.hand_over_blocks(loose);
        let rows = grid(rows);
        let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(alignments.len());
        if rows.is_empty() || columns == 0 {
            self.hand_over_blocks(paragraph(caption, span));
            return;
        }
        if columns * rows.len() > MAX_CELLS || self.cells > MAX_CELLS {
            if !self.reported_cells {
                self.reported_cells = true;
                let message = format!(
                    "the tables hold more than {MAX_CELLS} cells; Pressroom writes this one as plain lines"
                );
                let finding = Diagnostic::warning(Code::TooMany, message).with_span(span);
                self.found.push(finding.help("divide the table, or link to its data"));
            }
            let mut blocks: Vec<Block> = paragraph(caption, span).into_iter().collect();
            for (_, cells) in rows {
                let filled = cells.into_iter().map(|cell| cell.content).filter(|content| !content.is_empty());
                let mut line = Vec::new();
                for content in filled {
                    if !line.is_empty() {
                        line.push(Inline::Text { value: " | ".to_owned(), span });
                    }
                    line.extend(content);
                }
                blocks.extend(paragraph(line, span));
            }
            blocks.into_iter().for_each(|block| self.hand_over(block));
            return;
        }
        let mut alignments = alignments;
        alignments.resize(columns, Alignment::Start);
        let mut table = Table { caption, alignments, head: Vec::new(), rows: Vec::new(), span };
        for (head, mut cells) in rows {
            cells.resize(columns, TableCell::default());
            if head && table.head.is_empty() && table.rows.is_empty() {
                table.head = cells;
            } else {
                table.rows.push(cells);
            }
        }
        self.hand_over(Block::Table(table));
    }

    /// An inline around blocks: they stand where it stands, and their lines get its meaning.
    fn finish_around_blocks(&mut self, frame: Frame) {
        let span = frame.span;
        let mut blocks = frame.blocks;
        let place = inline_span(&frame.inlines).unwrap_or(span);
        blocks.extend(paragraph(frame.inlines, place));
        let make: Box<dyn Fn(Vec<Inline>) -> Inline> = if let Container::Link { url, title } = frame.container
        {
            let target = LinkTarget::External(url);
            Box::new(move |content| Inline::Link {
                target: target.clone(),
                title: title.clone(),
                content,
                span,
            })
        } else if matches!(frame.container, Container::Strong) {
            Box::new(move |content| Inline::Strong { content, span })
        } else if matches!(frame.container, Container::Strikethrough) {
            Box::new(move |content| Inline::Strikethrough { content, span })
        } else if matches!(frame.container, Container::Superscript) {
            Box::new(move |content| Inline::Superscript { content, span })
        } else if matches!(frame.container, Container::Subscript) {
            Box::new(move |content| Inline::Subscript { content, span })
        } else {
            Box::new(move |content| Inline::Emphasis { content, span })
        };
        wrap_blocks(&mut blocks, &make);
        self.hand_over_blocks(blocks);
    }

    fn wrap(&mut self, content: Vec<Inline>, make: impl FnOnce(Vec<Inline>) -> Inline) {
        if content.is_empty() {
            return;
        }
        let inline = make(content);
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn splice(&mut self, frame: Frame) {
        self.hand_over_blocks(frame.blocks);
        let Some(parent) = self.stack.last_mut() else { return };
        parent.items.extend(frame.items);
        parent.rows.extend(frame.rows);
        parent.cells.extend(frame.cells);
        parent.definitions.extend(frame.definitions);
        for inline in frame.inlines {
            match (parent.inlines.last_mut(), inline) {
                (Some(Inline::Text { value: before, span }), Inline::Text { value, span: next }) => {
                    before.push_str(&value);
                    *span = span.to(next);
                }
                (_, inline) => parent.inlines.push(inline),
            }
        }
    }

    /// Blocks for the innermost frame; loose inlines before them become a paragraph first.
    pub(super) fn hand_over_blocks(&mut self, blocks: impl IntoIterator<Item = Block>) {
        let mut blocks = blocks.into_iter();
        let Some(first) = blocks.next() else { return };
        self.end_loose_paragraph();
        // Blocks that only move were counted when they were made.
        if let Some(frame) = self.stack.last_mut() {
            frame.blocks.push(first);
            frame.blocks.extend(blocks);
        }
    }

    fn parent(&mut self, wanted: impl Fn(&Container) -> bool) -> Option<&mut Frame> {
        let at = self.stack.iter().rposition(|frame| wanted(&frame.container))?;
        self.stack.get_mut(at)
    }
}
