//! Blocks as markup.

use super::Flow;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Inline, List, ListItem, Quote, Related,
};
use pressroom_theme::MessageKey;

impl Flow<'_> {
    pub(super) fn push_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.push_block(block);
        }
    }

    pub(super) fn push_block(&mut self, block: &Block) {
        let opens = opens(block);
        if opens > 0 && self.open + opens > self.dialect.max_open() {
            return self.push_flat(block);
        }
        self.open += opens;
        self.push_nested(block);
        self.open -= opens;
    }

    fn push_nested(&mut self, block: &Block) {
        match block {
            Block::Paragraph { content, .. } => {
                self.out.open("p");
                self.push_inlines(content);
                self.out.close("p");
            }
            Block::Heading(heading) => {
                let name = match self.base.saturating_add(heading.level).saturating_sub(1) {
                    0 | 1 => "h1",
                    2 => "h2",
                    3 => "h3",
                    4 => "h4",
                    5 => "h5",
                    _ => "h6",
                };
                self.push_breaks_before(&heading.content);
                self.out.tag(name).attribute("id", &self.dialect.id(&heading.id)).open();
                self.push_heading(&heading.content);
                self.out.close(name);
            }
            Block::BlockQuote(quote) => self.push_quote(quote),
            Block::List(list) => self.push_list(list),
            Block::CodeBlock(code) => self.push_code(code),
            Block::Table(table) => self.push_table(table),
            Block::Figure(figure) => return self.push_figure(figure),
            Block::Related(related) => self.push_related(related),
            Block::Callout(callout) => self.push_callout(callout),
            Block::DefinitionList(list) => self.push_definitions(list),
            Block::ThematicBreak { .. } => self.out.tag("hr").void(),
        }
        self.out.line();
    }

    /// The content of a block without the block: for what stands deeper than a receiver can follow.
    fn push_flat(&mut self, block: &Block) {
        let message = "this is nested too deeply for the edition; its content goes out one after the other";
        let inside = std::mem::replace(&mut self.flat, true);
        if !inside {
            self.warnings.push(Diagnostic::warning(Code::Simplified, message).with_span(block.span()));
        }
        match block {
            Block::BlockQuote(quote) => {
                self.push_blocks(&quote.blocks);
                self.push_line(&quote.attribution);
            }
            Block::List(list) => {
                for item in &list.items {
                    self.push_item(item, false);
                }
            }
            Block::Callout(callout) => {
                self.push_line(&callout.title);
                self.push_blocks(&callout.blocks);
            }
            Block::Related(related) => {
                self.push_related_content(related);
            }
            Block::DefinitionList(list) => {
                for item in &list.items {
                    self.push_line(&item.term);
                    item.definitions.iter().for_each(|blocks| self.push_blocks(blocks));
                }
            }
            Block::Paragraph { .. }
            | Block::Heading(_)
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => self.push_nested(block),
        }
        self.flat = inside;
    }

    fn push_line(&mut self, content: &[Inline]) {
        if !content.is_empty() {
            self.out.open("p");
            self.push_inlines(content);
            self.out.close("p");
            self.out.line();
        }
    }

    /// A quote with a source is a figure: its source is not part of what was said (HTML, section 4.4.4).
    fn push_quote(&mut self, quote: &Quote) {
        let attributed = !quote.attribution.is_empty();
        if attributed {
            self.out.open_class("figure", "quote");
        }
        self.out.open("blockquote");
        self.out.line();
        self.push_blocks(&quote.blocks);
        self.out.close("blockquote");
        if attributed {
            self.out.open("figcaption");
            self.out.text("\u{2014} ");
            self.out.open("cite");
            self.push_inlines(&quote.attribution);
            self.out.close("cite");
            self.out.close("figcaption");
            self.out.close("figure");
        }
    }

    fn push_list(&mut self, list: &List) {
        let name = if list.start.is_some() { "ol" } else { "ul" };
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let start = list.start.filter(|&start| start != 1).map(|start| start.to_string());
        let tag = self.out.tag(name).optional("class", tasks.then_some("tasks"));
        tag.optional("start", start.as_deref()).open();
        self.out.line();
        for item in &list.items {
            self.out.open("li");
            self.push_item(item, list.tight);
            self.out.close("li");
            self.out.line();
        }
        self.out.close(name);
    }

    fn push_item(&mut self, item: &ListItem, tight: bool) {
        let paragraphs = item.blocks.iter().filter(|block| matches!(block, Block::Paragraph { .. })).count();
        let (first, rest) = match item.blocks.split_first() {
            Some((Block::Paragraph { content, .. }, rest)) => (Some(content), rest),
            _ => (None, item.blocks.as_slice()),
        };
        // A tight item's only paragraph needs no element of its own.
        let wrapped = first.is_some() && !(tight && paragraphs == 1);
        if wrapped {
            self.out.open("p");
        }
        if let Some(done) = item.task {
            let (mark, word) =
                if done { ("\u{2611}", MessageKey::Done) } else { ("\u{2610}", MessageKey::NotDone) };
            let tag = self.out.tag("span").attribute("class", "task").attribute("role", "img");
            tag.attribute("aria-label", self.messages.get(word)).open();
            self.out.text(mark);
            self.out.close("span");
            self.out.text(" ");
        }
        if let Some(content) = first {
            self.push_inlines(content);
        }
        if wrapped {
            self.out.close("p");
        }
        if !rest.is_empty() {
            self.out.line();
            self.push_blocks(rest);
        }
    }

    fn push_code(&mut self, code: &CodeBlock) {
        // Receivers reserve some names: a language goes out only where it is plainly one.
        let plain = |name: &&str| {
            name.len() <= 32
                && !name.contains("amp")
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.'))
        };
        let class = code.language.as_deref().filter(plain).map(|name| format!("language-{name}"));
        self.out.tag("pre").optional("dir", self.dialect.left_to_right()).open();
        self.out.tag("code").optional("class", class.as_deref()).open();
        let outer = self.enter_code(code);
        self.push_text(&code.text);
        self.leave(outer);
        self.out.close("code");
        self.out.close("pre");
    }

    fn push_related(&mut self, related: &Related) {
        self.out.tag("aside").attribute("class", "related").attribute("role", "note").open();
        self.out.line();
        self.push_related_content(related);
        self.out.close("aside");
    }

    fn push_related_content(&mut self, related: &Related) {
        let label = related.label.as_deref().unwrap_or_else(|| self.messages.get(MessageKey::Related));
        self.out.element("p", "label", label);
        self.out.line();
        if !related.headline.is_empty() {
            self.out.open_class("p", "headline");
            match &related.target {
                Some(target) => self.push_link(target, None, &related.headline),
                None => self.push_inlines(&related.headline),
            }
            self.out.close("p");
            self.out.line();
        }
        self.push_blocks(&related.description);
    }

    fn push_callout(&mut self, callout: &Callout) {
        let (class, word) = match callout.kind {
            CalloutKind::Note => ("callout callout-note", MessageKey::Note),
            CalloutKind::Tip => ("callout callout-tip", MessageKey::Tip),
            CalloutKind::Important => ("callout callout-important", MessageKey::Important),
            CalloutKind::Warning => ("callout callout-warning", MessageKey::Warning),
            CalloutKind::Caution => ("callout callout-caution", MessageKey::Caution),
            CalloutKind::Details => ("callout callout-details", MessageKey::Details),
        };
        self.out.tag("aside").attribute("class", class).attribute("role", "note").open();
        self.out.line();
        self.out.open_class("p", "label");
        match callout.title.is_empty() {
            true => self.out.text(self.messages.get(word)),
            false => self.push_inlines(&callout.title),
        }
        self.out.close("p");
        self.out.line();
        self.push_blocks(&callout.blocks);
        self.out.close("aside");
    }

    fn push_definitions(&mut self, list: &DefinitionList) {
        self.out.open("dl");
        self.out.line();
        for item in &list.items {
            self.out.open("dt");
            self.push_inlines(&item.term);
            self.out.close("dt");
            self.out.line();
            for definition in &item.definitions {
                self.out.open("dd");
                match definition.as_slice() {
                    [Block::Paragraph { content, .. }] => self.push_inlines(content),
                    blocks => self.push_blocks(blocks),
                }
                self.out.close("dd");
                self.out.line();
            }
            // A term needs a definition, if an empty one (HTML, section 4.4.9).
            if item.definitions.is_empty() {
                self.out.open("dd");
                self.out.close("dd");
                self.out.line();
            }
        }
        self.out.close("dl");
    }
}

/// How many elements a block opens around other blocks.
fn opens(block: &Block) -> usize {
    match block {
        Block::List(_) | Block::DefinitionList(_) => 2,
        Block::BlockQuote(quote) => {
            if quote.attribution.is_empty() {
                1
            } else {
                2
            }
        }
        Block::Related(_) | Block::Callout(_) => 1,
        Block::Paragraph { .. }
        | Block::Heading(_)
        | Block::CodeBlock(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::ThematicBreak { .. } => 0,
    }
}
