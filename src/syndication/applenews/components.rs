//! Blocks as components.
//!
//! Flowing text stands in `body` components, as much as possible in each. Headings that links lead to, pictures, tables
//! and boxes are components of their own, so a list or quotation around one is split.

use super::{
    article::{Component, Container, Divider, Picture, Table, TextComponent},
    markup::{HtmlWriter, is_blank, is_flowing, note_identifier, task_mark},
    style,
};
use pressroom_diagnostics::Diagnostics;
use pressroom_document::{
    Block, Callout, CalloutKind, Document, Figure, Image, ImageSource, Inline, LeadImage, List, MediaType,
    Place, Quote, Related, text,
};
use pressroom_render::markup::escape;
use pressroom_theme::{Colors, MessageKey, Messages};

/// Writes the components of one document.
pub(super) struct Composer<'a> {
    document: &'a Document,
    messages: &'a Messages,
    colors: &'a Colors,
    markup: HtmlWriter<'a>,
}

/// Components in the making: text goes to the last `body` until another component ends it.
#[derive(Default)]
pub(super) struct Stream {
    components: Vec<Component>,
    text: String,
}

impl Stream {
    /// Adds HTML to the running text.
    fn flow(&mut self, html: &str) {
        if !is_blank(html) {
            self.text.push_str(html);
        }
    }

    /// Ends the running text, and adds a component.
    pub(super) fn push(&mut self, component: Component) {
        self.end_text();
        self.components.push(component);
    }

    /// Adds text of a role; nothing where it is blank.
    pub(super) fn text(&mut self, role: &'static str, html: String) {
        self.styled(role, html, None, None);
    }

    /// The same in a named style and with an identifier.
    pub(super) fn styled(
        &mut self,
        role: &'static str,
        html: String,
        text_style: Option<&'static str>,
        identifier: Option<String>,
    ) {
        if !is_blank(&html) {
            let layout = if role.starts_with("heading") { "heading" } else { "block" };
            self.push(Component::Text(TextComponent {
                role,
                identifier,
                text: html,
                format: "html",
                text_style,
                layout,
            }));
        }
    }

    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            let (format, layout) = ("html", "block");
            self.components.push(Component::Text(TextComponent {
                role: "body",
                text,
                format,
                layout,
                ..TextComponent::default()
            }));
        }
    }

    /// The components.
    pub(super) fn finish(mut self) -> Vec<Component> {
        self.end_text();
        self.components
    }
}

impl<'a> Composer<'a> {
    /// A composer for a document that was cleared.
    pub(super) fn new(document: &'a Document, messages: &'a Messages, colors: &'a Colors) -> Self {
        Self { document, messages, colors, markup: HtmlWriter::new(&document.metadata.language, messages) }
    }

    /// Warnings about content that could not be shown as written.
    pub(super) fn into_warnings(self) -> Diagnostics {
        self.markup.into_warnings()
    }

    /// A heading of level 1 to 6, with something before it, such as a number.
    pub(super) fn heading(
        &mut self,
        out: &mut Stream,
        level: u8,
        before: &str,
        content: &[Inline],
        identifier: Option<String>,
    ) {
        let role = match level {
            0..=2 => "heading2",
            3 => "heading3",
            4 => "heading4",
            5 => "heading5",
            _ => "heading6",
        };
        let html = format!("{before}{}", self.markup.line(content));
        out.styled(role, html, None, identifier);
    }

    /// Blocks. `base` is the level of the headings that the model calls 1.
    pub(super) fn blocks(&mut self, out: &mut Stream, blocks: &[Block], base: u8) {
        blocks.iter().for_each(|block| self.block(out, block, base));
    }

    fn block(&mut self, out: &mut Stream, block: &Block, base: u8) {
        match block {
            Block::BlockQuote(quote) => self.quote(out, quote, base),
            Block::Paragraph { .. } | Block::CodeBlock(_) => out.flow(&self.markup.block(block)),
            Block::List(_) if is_flowing(block) => out.flow(&self.markup.block(block)),
            Block::List(list) => self.list(out, list, base),
            Block::DefinitionList(list) => {
                for item in &list.items {
                    out.flow(&self.markup.term(&item.term));
                    item.definitions.iter().for_each(|blocks| self.blocks(out, blocks, base));
                }
            }
            Block::Heading(heading) => {
                let level = base.saturating_add(heading.level).saturating_sub(1);
                self.heading(out, level, "", &heading.content, Some(heading.id.clone()));
            }
            Block::Table(table) => {
                let html = self.markup.table(table);
                if !is_blank(&html) {
                    let (role, style, layout) = ("htmltable", "table", "block");
                    out.push(Component::Table(Table { role, html, style, layout }));
                }
            }
            Block::Figure(figure) => self.figure(out, figure),
            Block::Related(related) => self.related(out, related, base),
            Block::Callout(callout) => self.callout(out, callout, base),
            Block::ThematicBreak { .. } => {
                let (role, layout) = ("divider", "block");
                out.push(Component::Divider(Divider { role, stroke: style::stroke(self.colors), layout }));
            }
        }
    }

    fn quote(&mut self, out: &mut Stream, quote: &Quote, base: u8) {
        if quote.blocks.iter().all(is_flowing) {
            let mut html: String = quote.blocks.iter().map(|block| self.markup.block(block)).collect();
            html.push_str(&self.markup.attribution(quote));
            return out.text("quote", html);
        }
        let mut inner = Stream::default();
        self.blocks(&mut inner, &quote.blocks, base);
        inner.flow(&self.markup.attribution(quote));
        contain(out, inner, "quote");
    }

    /// A list that is taken apart: each item begins with its mark.
    fn list(&mut self, out: &mut Stream, list: &List, base: u8) {
        let mut number = list.start;
        for item in &list.items {
            let mark = match (number, item.task) {
                (Some(number), task) => format!("{number}. {}", task.map_or("", task_mark)),
                (None, Some(done)) => task_mark(done).to_owned(),
                (None, None) => "\u{2022} ".to_owned(),
            };
            self.marked(out, &mark, &item.blocks, base);
            number = number.map(|number| number.saturating_add(1));
        }
    }

    /// Blocks with a mark before the first.
    fn marked(&mut self, out: &mut Stream, mark: &str, blocks: &[Block], base: u8) {
        let rest = match blocks.split_first() {
            Some((Block::Paragraph { content, .. }, rest)) => {
                out.flow(&self.markup.paragraph(mark, content));
                rest
            }
            _ => {
                out.flow(&self.markup.paragraph(mark, &[]));
                blocks
            }
        };
        self.blocks(out, rest, base);
    }

    fn related(&mut self, out: &mut Stream, related: &Related, base: u8) {
        let mut inner = Stream::default();
        let label = related.label.as_deref().unwrap_or_else(|| self.messages.get(MessageKey::Related));
        self.label(&mut inner, label);
        if !related.headline.is_empty() {
            let html = match &related.target {
                Some(target) => self.markup.link(&target.url(), &related.headline),
                None => self.markup.line(&related.headline),
            };
            inner.flow(&format!("<p><strong>{html}</strong></p>"));
        }
        self.blocks(&mut inner, &related.description, base);
        contain(out, inner, "box");
    }

    fn callout(&mut self, out: &mut Stream, callout: &Callout, base: u8) {
        let word = match callout.kind {
            CalloutKind::Note => MessageKey::Note,
            CalloutKind::Tip => MessageKey::Tip,
            CalloutKind::Important => MessageKey::Important,
            CalloutKind::Warning => MessageKey::Warning,
            CalloutKind::Caution => MessageKey::Caution,
            CalloutKind::Details => MessageKey::Details,
        };
        let mut inner = Stream::default();
        match callout.title.is_empty() {
            true => self.label(&mut inner, self.messages.get(word)),
            false => {
                let html = self.markup.paragraph("", &callout.title);
                inner.styled("body", html, Some("label"), None);
            }
        }
        self.blocks(&mut inner, &callout.blocks, base);
        contain(out, inner, "box");
    }

    fn label(&mut self, out: &mut Stream, words: &str) {
        let html = self.markup.paragraph(words, &[]);
        out.styled("body", html, Some("label"), None);
    }

    fn figure(&mut self, out: &mut Stream, figure: &Figure) {
        let caption = self.markup.line(&figure.caption);
        self.picture(out, &figure.image, caption, &text::plain(&figure.caption));
    }

    /// The lead picture with its caption and credit.
    pub(super) fn lead(&mut self, out: &mut Stream, lead: &LeadImage) {
        let caption = lead.caption.as_deref().unwrap_or_default();
        self.picture(out, &lead.image, escape(caption), caption);
    }

    /// A picture, or its alternative text where there are no pixels; then its caption and credit.
    fn picture(&mut self, out: &mut Stream, image: &Image, caption: String, plain: &str) {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match self.source(image) {
            Some((role, url)) => out.push(Component::Picture(Picture {
                role,
                url,
                caption: filled(plain),
                accessibility_caption: image.alt.as_deref().and_then(filled),
                layout: "block",
            })),
            None => {
                let words = self.markup.in_place(image);
                out.flow(&self.markup.paragraph(&words, &[]));
            }
        }
        let mut html = caption;
        if let Some(credit) = &image.credit {
            let credit = self.messages.fill(MessageKey::Credit, &[("credit", credit)]);
            let separator = if html.is_empty() { "" } else { " " };
            html.push_str(separator);
            html.push_str(&escape(&credit));
        }
        out.text("caption", html);
    }

    /// The role and address of a picture that has pixels: photographs are JPEGs, drawings are not.
    fn source(&self, image: &Image) -> Option<(&'static str, String)> {
        match &image.source {
            ImageSource::Local(index) => {
                let asset = self.document.asset(*index)?;
                let role = match asset.media_type {
                    MediaType::Jpeg | MediaType::Webp => "photo",
                    MediaType::Png | MediaType::Gif => "figure",
                };
                Some((role, bundle_url(&asset.name)))
            }
            ImageSource::Remote { url, .. } => Some(("figure", url.clone())),
            ImageSource::Missing(_) => None,
        }
    }

    /// The footnotes of one part, each in a component that references lead to.
    pub(super) fn notes(&mut self, out: &mut Stream, place: Place, base: u8) {
        let document = self.document;
        let mut notes = document.footnotes_of(place).peekable();
        if notes.peek().is_some() {
            self.label(out, self.messages.get(MessageKey::Footnotes));
        }
        for note in notes {
            let mut inner = Stream::default();
            self.marked(&mut inner, &format!("{}. ", note.number), &note.blocks, base);
            out.push(Component::Container(Container {
                role: "container",
                identifier: Some(note_identifier(note.number)),
                style: None,
                layout: "block",
                components: inner.finish(),
            }));
        }
    }
}

/// Puts components into a container, unless there are none.
fn contain(out: &mut Stream, inner: Stream, style: &'static str) {
    let components = inner.finish();
    if !components.is_empty() {
        out.push(Component::Container(Container {
            role: "container",
            identifier: None,
            style: Some(style),
            layout: if style == "box" { "box" } else { "block" },
            components,
        }));
    }
}

/// Where a picture in the bundle is: beside `article.json`.
pub(super) fn bundle_url(name: &str) -> String {
    format!("bundle://{name}")
}
