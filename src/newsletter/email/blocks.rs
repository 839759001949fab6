//! Blocks in a mail's HTML.

use super::page::Page;
use pressroom_document::{
    Alignment, Block, Callout, CalloutKind, DefinitionList, Footnote, List, ListItem, Quote, Related, Table,
    TableCell,
};
use pressroom_render::{markup::Tag, plain::filled};
use pressroom_theme::MessageKey;

impl Page<'_> {
    /// A tag with its style, and a class for the dark scheme where colours depend on it.
    pub(super) fn styled(&mut self, name: &str, class: Option<&str>, style: &str) -> Tag<'_> {
        self.out.tag(name).optional("class", class).attribute("style", style)
    }

    pub(super) fn push_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.push_block(block);
        }
    }

    pub(super) fn push_block(&mut self, block: &Block) {
        let style = self.style;
        match block {
            Block::Paragraph { content, .. } => {
                self.styled("p", None, style.paragraph).open();
                self.push_inlines(content);
                self.out.close("p");
            }
            Block::Heading(heading) => {
                let (name, size) = match heading.level {
                    0 | 1 => ("h3", 0),
                    2 => ("h4", 1),
                    3 => ("h5", 2),
                    _ => ("h6", 2),
                };
                self.styled(name, None, style.headings.get(size).map_or("", String::as_str)).open();
                self.push_inlines(&heading.content);
                self.out.close(name);
            }
            Block::BlockQuote(quote) => self.push_quote(quote),
            Block::List(list) => self.push_list(list),
            Block::CodeBlock(code) => {
                let tag = self.styled("pre", Some("bx"), &style.preformatted);
                tag.attribute("dir", "ltr").open();
                // A parser drops the first line end of this element.
                self.out.line();
                self.out.text(&code.text);
                self.out.close("pre");
            }
            Block::Table(table) => self.push_table(table),
            Block::Figure(figure) => self.push_figure(figure),
            Block::Related(related) => self.push_related(related),
            Block::Callout(callout) => self.push_callout(callout),
            Block::DefinitionList(list) => self.push_definitions(list),
            Block::ThematicBreak { .. } => self.push_rule(),
        }
        self.out.line();
    }

    fn push_quote(&mut self, quote: &Quote) {
        let style = self.style;
        self.styled("blockquote", Some("ru"), style.quote.get(self.side).map_or("", String::as_str)).open();
        self.out.line();
        self.push_blocks(&quote.blocks);
        if !quote.attribution.is_empty() {
            self.styled("p", Some("mu"), &style.muted).open();
            self.out.text("\u{2014} ");
            self.push_inlines(&quote.attribution);
            self.out.close("p");
            self.out.line();
        }
        self.out.close("blockquote");
    }

    fn push_list(&mut self, list: &List) {
        let style = self.style;
        let name = if list.start.is_some() { "ol" } else { "ul" };
        let start = list.start.filter(|&start| start != 1).map(|start| start.to_string());
        let tasks = !list.items.is_empty() && list.items.iter().all(|item| item.task.is_some());
        let indents = if tasks { &style.tasks } else { &style.list };
        let indent = indents.get(self.side).copied().unwrap_or_default();
        self.styled(name, None, indent).optional("start", start.as_deref()).open();
        self.out.line();
        for item in &list.items {
            self.styled("li", None, style.item).open();
            self.push_item(item, list.tight);
            self.out.close("li");
            self.out.line();
        }
        self.out.close(name);
    }

    fn push_item(&mut self, item: &ListItem, tight: bool) {
        if let Some(done) = item.task {
            self.out.text(if done { "\u{2611} " } else { "\u{2610} " });
        }
        match item.blocks.split_first() {
            Some((Block::Paragraph { content, .. }, rest)) if tight || rest.is_empty() => {
                self.push_inlines(content);
                if !rest.is_empty() {
                    self.out.line();
                    self.push_blocks(rest);
                }
            }
            Some(_) => {
                self.out.line();
                self.push_blocks(&item.blocks);
            }
            None => {}
        }
    }

    /// A table of data scrolls in its own box where it is wider than the screen.
    fn push_table(&mut self, table: &Table) {
        let style = self.style;
        if !table.caption.is_empty() {
            self.styled("p", None, &style.label).open();
            self.push_inlines(&table.caption);
            self.out.close("p");
            self.out.line();
        }
        let name = self.context.messages.get(MessageKey::TableRegion);
        let tag = self.styled("div", None, style.scroll).attribute("role", "group");
        tag.attribute("tabindex", "0").attribute("aria-label", name).open();
        let tag = self.styled("table", Some("tx"), &style.table);
        tag.attribute("cellpadding", "0").attribute("cellspacing", "0").attribute("border", "0").open();
        self.out.line();
        if table.head.iter().any(|cell| !cell.content.is_empty()) {
            self.push_row(&table.head, &table.alignments, true);
        }
        for row in &table.rows {
            self.push_row(row, &table.alignments, false);
        }
        self.out.close("table");
        self.out.close("div");
    }

    fn push_row(&mut self, cells: &[TableCell], alignments: &[Alignment], head: bool) {
        let style = self.style;
        self.out.open("tr");
        for (cell, alignment) in cells.iter().zip(alignments) {
            let align = match alignment {
                Alignment::Start if self.side == 0 => "left",
                Alignment::Start => "right",
                Alignment::Left => "left",
                Alignment::Center => "center",
                Alignment::Right => "right",
            };
            let header = head && !cell.content.is_empty();
            let (name, look) = if header { ("th", &style.head) } else { ("td", &style.cell) };
            let scope = header.then_some("col");
            self.styled(name, Some("ru"), look).attribute("align", align).optional("scope", scope).open();
            self.push_inlines(&cell.content);
            self.out.close(name);
        }
        self.out.close("tr");
        self.out.line();
    }

    /// Opens a box with a ground of its own; [`Page::close_box`] ends it.
    fn open_box(&mut self) {
        let style = self.style;
        self.layout_table(Some("100%"), Some("bx ru"), &style.boxed);
        self.styled("td", Some("tx"), &style.boxed_cell).open();
        self.out.line();
    }

    fn close_box(&mut self) {
        self.out.raw("</td></tr></table>");
    }

    fn push_related(&mut self, related: &Related) {
        let style = self.style;
        self.open_box();
        let label = filled(related.label.as_deref())
            .unwrap_or_else(|| self.context.messages.get(MessageKey::Related));
        self.text_line("p", Some("ac"), &style.kicker, label);
        if !related.headline.is_empty() {
            self.styled("p", None, &style.story).open();
            match &related.target {
                Some(target) => self.push_link(target, None, &related.headline),
                None => self.push_inlines(&related.headline),
            }
            self.out.close("p");
            self.out.line();
        }
        self.push_blocks(&related.description);
        self.close_box();
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
        self.open_box();
        self.styled("p", None, &self.style.label).open();
        match callout.title.is_empty() {
            true => self.out.text(self.context.messages.get(word)),
            false => self.push_inlines(&callout.title),
        }
        self.out.close("p");
        self.out.line();
        self.push_blocks(&callout.blocks);
        self.close_box();
    }

    fn push_definitions(&mut self, list: &DefinitionList) {
        let style = self.style;
        let indent = style.definition.get(self.side).copied().unwrap_or_default();
        for item in &list.items {
            self.styled("p", None, style.term).open();
            self.push_inlines(&item.term);
            self.out.close("p");
            self.out.line();
            for definition in &item.definitions {
                self.styled("div", None, indent).open();
                match definition.as_slice() {
                    [Block::Paragraph { content, .. }] => self.push_inlines(content),
                    blocks => self.push_blocks(blocks),
                }
                self.out.close("div");
                self.out.line();
            }
        }
    }

    pub(super) fn push_footnotes(&mut self, notes: &[&Footnote]) {
        if notes.is_empty() {
            return;
        }
        let style = self.style;
        self.text_line("p", Some("mu"), &style.label, self.context.messages.get(MessageKey::Footnotes));
        let indent = style.list.get(self.side).copied().unwrap_or_default();
        self.styled("ol", None, indent).open();
        self.out.line();
        for note in notes {
            self.styled("li", None, style.item).attribute("value", &note.number.to_string()).open();
            match note.blocks.as_slice() {
                [Block::Paragraph { content, .. }] => self.push_inlines(content),
                blocks => self.push_blocks(blocks),
            }
            self.out.close("li");
            self.out.line();
        }
        self.out.close("ol");
        self.out.line();
    }
}
