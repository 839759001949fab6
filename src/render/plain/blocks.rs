//! Blocks as lines of plain text.

use super::{Writer, plain, prose};
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Direction, Figure, Heading, Inline, List, Quote,
    Related, Table,
};
use pressroom_theme::MessageKey;

/// How code stands out: no line of it is wrapped, so nothing but its indent tells it apart.
const CODE_INDENT: &str = "    ";

impl Writer<'_> {
    /// Writes blocks with a blank line between them.
    pub fn push_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.push_block(block);
            self.layout.gap();
        }
    }

    fn push_block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { content, .. } => self.push_inlines(content),
            Block::Heading(heading) => self.push_heading(heading),
            Block::BlockQuote(quote) => self.push_quote(quote),
            Block::List(list) => self.push_list(list),
            Block::CodeBlock(code) => self.push_code(code),
            Block::Table(table) => self.push_table(table),
            Block::Figure(figure) => self.push_figure(figure),
            Block::Related(related) => self.push_related(related),
            Block::Callout(callout) => self.push_callout(callout),
            Block::DefinitionList(list) => self.push_definitions(list),
            Block::ThematicBreak { .. } => self.layout.line(&self.ornaments.passage),
        }
    }

    pub(crate) fn push_inlines(&mut self, content: &[Inline]) {
        let prose = prose::prose(content, &self.around, &mut self.references);
        self.layout.prose(&prose);
    }

    fn push_heading(&mut self, heading: &Heading) {
        let prose = prose::prose(&heading.content, &self.around, &mut self.references);
        let level = usize::from(heading.level).saturating_sub(1);
        let rules = &self.ornaments.headings;
        let rule = rules.get(level).or(rules.last()).copied();
        self.layout.underlined(&prose, rule.unwrap_or(self.ornaments.title));
    }

    fn push_quote(&mut self, quote: &Quote) {
        self.push_indented("> ", quote.span, |writer| {
            writer.push_blocks(&quote.blocks);
            if !quote.attribution.is_empty() {
                writer.push_marked(&format!("{} ", writer.ornaments.source), |writer| {
                    writer.push_inlines(&quote.attribution)
                });
            }
        });
    }

    fn push_list(&mut self, list: &List) {
        let number = |index: usize| {
            let index = u64::try_from(index).unwrap_or(u64::MAX);
            list.start.map(|start| start.saturating_add(index).to_string())
        };
        let digits = number(list.items.len().saturating_sub(1)).map_or(0, |last| last.len());
        let [done, not_done] = &self.ornaments.tasks;
        for (index, item) in list.items.iter().enumerate() {
            let mark = match (item.task, number(index)) {
                (Some(true), _) => format!("{} ", done),
                (Some(false), _) => format!("{} ", not_done),
                (None, Some(number)) => format!("{number:>digits$}. "),
                (None, None) => format!("{} ", self.ornaments.bullet),
            };
            let shown = self.push_marked(&mark, |writer| match list.tight {
                true => item.blocks.iter().for_each(|block| writer.push_block(block)),
                false => writer.push_blocks(&item.blocks),
            });
            if !shown {
                self.warn_crowded(list.span);
            }
            if !list.tight {
                self.layout.gap();
            }
        }
    }

    fn push_code(&mut self, code: &CodeBlock) {
        self.push_indented(CODE_INDENT, code.span, |writer| {
            for line in code.text.split('\n') {
                writer.layout.line(&expand_tabs(line));
            }
        });
    }

    fn push_table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.push_inlines(&table.caption);
            self.layout.gap();
        }
        self.push_cells(table);
    }

    fn push_figure(&mut self, figure: &Figure) {
        if let Some(prose) = prose::figure(&figure.image, &figure.caption, &self.around, &mut self.references)
        {
            self.layout.prose(&prose);
        }
    }

    fn push_related(&mut self, related: &Related) {
        let label = match related.label.as_deref() {
            Some(label) if !label.trim().is_empty() => label,
            Some(_) | None => self.messages.get(MessageKey::Related),
        };
        let [to_the_right, to_the_left] = &self.ornaments.related;
        let mark = match self.layout.direction() {
            Direction::LeftToRight => format!("{to_the_right} "),
            Direction::RightToLeft => format!("{to_the_left} "),
        };
        let headline =
            prose::link(related.target.as_ref(), &related.headline, &self.around, &mut self.references);
        let headline = headline.preceded_by(&self.messages.label(label));
        self.push_marked(&mark, |writer| {
            writer.layout.prose(&headline);
            writer.push_blocks(&related.description);
        });
    }

    fn push_callout(&mut self, callout: &Callout) {
        let word = match callout.kind {
            CalloutKind::Note => MessageKey::Note,
            CalloutKind::Tip => MessageKey::Tip,
            CalloutKind::Important => MessageKey::Important,
            CalloutKind::Warning => MessageKey::Warning,
            CalloutKind::Caution => MessageKey::Caution,
            CalloutKind::Details => MessageKey::Details,
        };
        match callout.title.is_empty() {
            true => self.layout.prose(&plain(&self.messages.label(self.messages.get(word)))),
            false => {
                let title = prose::prose(&callout.title, &self.around, &mut self.references);
                let closed = title.text.ends_with(|last: char| !last.is_alphanumeric());
                let colon = self.messages.get(MessageKey::Colon).trim_end();
                self.layout.prose(&if closed { title } else { title.followed_by(colon) });
            }
        }
        self.push_indented("  ", callout.span, |writer| writer.push_blocks(&callout.blocks));
    }

    fn push_definitions(&mut self, list: &DefinitionList) {
        for item in &list.items {
            self.push_inlines(&item.term);
            for definition in &item.definitions {
                self.push_indented(CODE_INDENT, list.span, |writer| writer.push_blocks(definition));
                self.layout.gap();
            }
        }
    }

    /// Writes what stands behind an indent that each line repeats; where no room is left for it, says so.
    fn push_indented(&mut self, indent: &str, span: Span, write: impl FnOnce(&mut Self)) {
        let entered = self.layout.enter(indent, indent);
        if !entered.shown {
            self.warn_crowded(span);
        }
        write(self);
        self.layout.leave(entered);
    }

    /// Says once that there is no room for an indent.
    fn warn_crowded(&mut self, span: Span) {
        if !self.crowded {
            let message = "nested too deep for the width of the newsletter; set without a further indent";
            self.warnings.push(Diagnostic::warning(Code::Simplified, message).with_span(span));
        }
        self.crowded = true;
    }
}

/// Tabs are control characters: each goes to the next fourth column.
fn expand_tabs(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for (index, piece) in line.split('\t').enumerate() {
        if index > 0 {
            let spaces = 4 - column % 4;
            out.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        }
        out.push_str(piece);
        column += super::breaking::cells(piece);
    }
    out
}
