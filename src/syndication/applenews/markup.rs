//! Text as the HTML that Apple News Format allows (*Using HTML with Apple News Format*).
//!
//! `p br strong em s sub sup code pre a[href] ul ol li blockquote footer`, and within `htmltable` `table caption thead tbody
//! tr th td`. Attributes but `href` are ignored there, so none is written; a list that does not begin at one is written as
//! paragraphs. Links within the article lead to the identifiers of components.

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Block, DefinitionList, Image, Inline, Language, List, ListItem, Quote, Table, TableCell, text,
};
use pressroom_render::markup::{Markup, Syntax};
use pressroom_theme::{MessageKey, Messages};

/// Writes the text of one document, and collects what can't be shown as written.
pub(super) struct HtmlWriter<'a> {
    messages: &'a Messages,
    out: Markup,
    /// References within a link: they follow it, because links don't nest.
    pending: Vec<u32>,
    in_link: bool,
    /// The script has no slanted letters.
    upright: bool,
    pub warnings: Diagnostics,
}

impl<'a> HtmlWriter<'a> {
    /// A writer of a document's language, with its interface words.
    pub(super) fn new(language: &Language, messages: &'a Messages) -> Self {
        let (pending, warnings, upright) = (Vec::new(), Vec::new(), language.is_upright());
        Self { messages, out: Markup::new(Syntax::Html), pending, in_link: false, upright, warnings }
    }

    /// Warnings about content that could not be shown as written.
    pub(super) fn into_warnings(self) -> Diagnostics {
        self.warnings
    }

    /// Inlines, without an element around them.
    pub(super) fn line(&mut self, inlines: &[Inline]) -> String {
        self.push_inlines(inlines);
        self.out.take_markup()
    }

    /// A paragraph, with something before it, such as a number.
    pub(super) fn paragraph(&mut self, before: &str, inlines: &[Inline]) -> String {
        self.out.open("p");
        self.out.text(before);
        self.push_inlines(inlines);
        self.out.close("p");
        self.out.take_markup()
    }

    /// A term of a definition list.
    pub(super) fn term(&mut self, inlines: &[Inline]) -> String {
        self.push_term(inlines);
        self.out.take_markup()
    }

    /// The attribution of a quotation.
    pub(super) fn attribution(&mut self, quote: &Quote) -> String {
        self.push_attribution(quote);
        self.out.take_markup()
    }

    /// A link.
    pub(super) fn link(&mut self, url: &str, content: &[Inline]) -> String {
        self.push_link(url, content);
        self.out.take_markup()
    }

    /// A block that [flows](is_flowing).
    pub(super) fn block(&mut self, block: &Block) -> String {
        self.push_block(block);
        self.out.take_markup()
    }

    /// A whole table.
    pub(super) fn table(&mut self, table: &Table) -> String {
        self.out.open("table");
        if !table.caption.is_empty() {
            self.out.open("caption");
            self.push_inlines(&table.caption);
            self.out.close("caption");
        }
        if table.head.iter().any(|cell| !cell.content.is_empty()) {
            self.out.open("thead");
            self.push_row(&table.head, "th");
            self.out.close("thead");
        }
        if !table.rows.is_empty() {
            self.out.open("tbody");
            table.rows.iter().for_each(|row| self.push_row(row, "td"));
            self.out.close("tbody");
        }
        self.out.close("table");
        self.out.take_markup()
    }

    fn push_row(&mut self, cells: &[TableCell], name: &str) {
        self.out.open("tr");
        for cell in cells {
            self.out.open(name);
            self.push_inlines(&cell.content);
            self.out.close(name);
        }
        self.out.close("tr");
    }

    fn push_block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { content, .. } => self.wrap("p", content),
            Block::List(list) => self.push_list(list),
            Block::CodeBlock(code) => {
                self.out.open("pre");
                self.out.text(&code.text);
                self.out.close("pre");
            }
            Block::BlockQuote(quote) => {
                self.out.open("blockquote");
                quote.blocks.iter().for_each(|block| self.push_block(block));
                self.push_attribution(quote);
                self.out.close("blockquote");
            }
            Block::DefinitionList(list) => {
                for item in &list.items {
                    self.push_term(&item.term);
                    item.definitions.iter().flatten().for_each(|block| self.push_block(block));
                }
            }
            // None of them flows. If one should come here, its words still arrive.
            Block::Heading(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::Related(_)
            | Block::Callout(_)
            | Block::ThematicBreak { .. } => {
                for line in text::lines(std::slice::from_ref(block)) {
                    self.out.open("p");
                    self.out.text(&line);
                    self.out.close("p");
                }
            }
        }
    }

    fn push_list(&mut self, list: &List) {
        let name = if list.start.is_some() { "ol" } else { "ul" };
        self.out.open(name);
        for item in &list.items {
            self.out.open("li");
            self.push_item(item);
            self.out.close("li");
        }
        self.out.close(name);
    }

    /// A first paragraph needs no element of its own where no other follows it.
    fn push_item(&mut self, item: &ListItem) {
        self.out.text(item.task.map_or("", task_mark));
        let paragraphs = item.blocks.iter().filter(|block| matches!(block, Block::Paragraph { .. })).count();
        let rest = match item.blocks.split_first() {
            Some((Block::Paragraph { content, .. }, rest)) if paragraphs == 1 => {
                self.push_inlines(content);
                rest
            }
            _ => item.blocks.as_slice(),
        };
        rest.iter().for_each(|block| self.push_block(block));
    }

    fn push_term(&mut self, inlines: &[Inline]) {
        self.out.open("p");
        self.wrap("strong", inlines);
        self.out.close("p");
    }

    fn push_attribution(&mut self, quote: &Quote) {
        if !quote.attribution.is_empty() {
            self.out.open("p");
            self.out.text("\u{2014} ");
            self.push_inlines(&quote.attribution);
            self.out.close("p");
        }
    }

    fn push_inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { value, .. } => self.out.text(value),
                Inline::Emphasis { content, .. } => {
                    self.wrap(if self.upright { "strong" } else { "em" }, content);
                }
                Inline::Strong { content, .. } => self.wrap("strong", content),
                Inline::Strikethrough { content, .. } => self.wrap("s", content),
                Inline::Superscript { content, .. } => self.wrap("sup", content),
                Inline::Subscript { content, .. } => self.wrap("sub", content),
                Inline::Code { value, .. } | Inline::Math { value, .. } => {
                    self.out.open("code");
                    self.out.text(value);
                    self.out.close("code");
                }
                Inline::Link { target, content, .. } => self.push_link(&target.url(), content),
                Inline::Image(image) => self.push_picture(image),
                Inline::FootnoteReference { number, .. } if self.in_link => self.pending.push(*number),
                Inline::FootnoteReference { number, .. } => self.push_reference(*number),
                Inline::SoftBreak => self.out.text(" "),
                Inline::HardBreak => self.out.open("br"),
            }
        }
    }

    fn wrap(&mut self, name: &str, content: &[Inline]) {
        self.out.open(name);
        self.push_inlines(content);
        self.out.close(name);
    }

    /// A link; within a link its words alone. One without words shows where it leads.
    fn push_link(&mut self, url: &str, content: &[Inline]) {
        if self.in_link {
            return self.push_inlines(content);
        }
        self.out.tag("a").attribute("href", url).open();
        self.in_link = true;
        self.push_inlines(content);
        self.in_link = false;
        if text::plain(content).trim().is_empty() {
            self.out.text(url);
        }
        self.out.close("a");
        for number in std::mem::take(&mut self.pending) {
            self.push_reference(number);
        }
    }

    fn push_reference(&mut self, number: u32) {
        self.out.open("sup");
        self.out.tag("a").attribute("href", &format!("#{}", note_identifier(number))).open();
        self.out.text(&number.to_string());
        self.out.close("a");
        self.out.close("sup");
    }

    /// Text holds no pictures: the alternative text stands in the place of one.
    fn push_picture(&mut self, image: &Image) {
        let words = self.in_place(image);
        self.out.text(&words);
        let message = "a picture within a line can't be shown in Apple News; its text goes out instead";
        self.warnings.push(Diagnostic::warning(Code::Simplified, message).with_span(image.span));
    }

    /// The text in place of a picture; empty for decoration.
    pub(super) fn in_place(&self, image: &Image) -> String {
        match image.alt.as_deref().map(str::trim) {
            Some("") => String::new(),
            Some(alt) => self.messages.fill(MessageKey::Picture, &[("alt", alt)]),
            None => self.messages.get(MessageKey::PictureMissing).to_owned(),
        }
    }
}

/// Tells if a whole block fits in the text of one component.
pub(super) fn is_flowing(block: &Block) -> bool {
    match block {
        Block::Paragraph { .. } | Block::CodeBlock(_) => true,
        Block::BlockQuote(quote) => quote.blocks.iter().all(is_flowing),
        Block::List(list) => {
            let blocks = list.items.iter().flat_map(|item| &item.blocks);
            list.start.unwrap_or(1) == 1 && blocks.into_iter().all(is_flowing)
        }
        Block::DefinitionList(DefinitionList { items, .. }) => {
            items.iter().flat_map(|item| item.definitions.iter().flatten()).all(is_flowing)
        }
        Block::Heading(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Related(_)
        | Block::Callout(_)
        | Block::ThematicBreak { .. } => false,
    }
}

/// The identifier of the component that holds a footnote. `read` gives no id of the document that begins like this.
pub(super) fn note_identifier(number: u32) -> String {
    format!("fn-{number}")
}

/// The mark before a task.
pub(super) fn task_mark(done: bool) -> &'static str {
    if done { "\u{2611} " } else { "\u{2610} " }
}

/// Tells if markup of this module holds no text: no component may be empty.
pub(super) fn is_blank(markup: &str) -> bool {
    let mut inside = false;
    markup.chars().all(|character| match character {
        '<' => {
            inside = true;
            true
        }
        '>' => {
            inside = false;
            true
        }
        _ => inside || character.is_whitespace(),
    })
}
