//! Blocks become rows.

use super::{
    composer::{Composer, SMALL},
    rows::{Column, Row},
};
use crate::{
    lines::{Align, Style, Text},
    picture,
};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Heading, Image, ImageSource, Inline, List, Quote,
    Related,
};
use pressroom_theme::MessageKey;

/// The indent of a box or quotation, in points.
const INDENT: f64 = 14.0;

/// A picture's largest width and height on the page, in points.
const PICTURE: (f64, f64) = (240.0, 180.0);

impl Composer<'_, '_> {
    pub(crate) fn compose_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => self.compose_paragraph(content),
                Block::Heading(heading) => self.compose_heading(heading),
                Block::BlockQuote(quote) => self.compose_quote(quote),
                Block::List(list) => self.compose_list(list),
                Block::CodeBlock(code) => self.compose_code(code),
                Block::Table(table) => self.compose_table(table),
                Block::Figure(figure) => {
                    let mut caption = Text::default();
                    self.push_inlines(&mut caption, &figure.caption, Style::plain(SMALL));
                    self.compose_figure(&figure.image, &caption);
                }
                Block::Related(related) => self.compose_related(related),
                Block::Callout(callout) => self.compose_callout(callout),
                Block::DefinitionList(list) => self.compose_definitions(list),
                Block::ThematicBreak { .. } => self.push_rule(),
            }
        }
    }

    /// An item with a mark in the gutter. The mark is on the row of the item's first line, whatever page that is on.
    pub(crate) fn compose_item(&mut self, mark: &str, blocks: &[Block]) {
        let outer = self.column;
        let first = self.out.rows.len();
        let (pieces, width) = self.set_label(mark, Style::plain(self.size));
        self.column.start += (width + 6.0).max(18.0);
        let fits = self.column.width() >= outer.measure * 0.55;
        if !fits {
            // So deep that the gutter is used up: the mark stands on a line of its own.
            self.column = outer;
            self.push_kept_line(mark, Style::plain(self.size));
        }
        self.compose_blocks(blocks);
        self.column = outer;
        if fits {
            self.attach_label(first, pieces, width, outer.start);
        }
    }

    fn push_gap(&mut self) {
        let part = if self.tight { 0.2 } else { 0.7 };
        self.push_space(f64::from(self.size) * part);
    }

    fn compose_paragraph(&mut self, content: &[Inline]) {
        let mut text = Text::default();
        self.push_inlines(&mut text, content, Style::plain(self.size));
        self.push_text(&text, Align::Start);
        self.push_gap();
        for image in pictures(content) {
            self.compose_picture(image);
        }
    }

    fn compose_heading(&mut self, heading: &Heading) {
        self.push_space(8.0);
        let size = if heading.level == 1 { 13 } else { self.size };
        let style = Style::plain(size).bold();
        let style = if heading.level > 2 { self.slant(style) } else { style };
        let mut text = Text::default();
        self.push_inlines(&mut text, &heading.content, style);
        let first = self.out.rows.len();
        self.push_text(&text, Align::Start);
        self.add_anchor(first, &heading.id);
        self.keep_together_from(first);
    }

    /// Indents what `inside` sets, and draws a vertical rule beside it.
    fn compose_aside(&mut self, inside: impl FnOnce(&mut Self)) {
        let (column, bars) = (self.column, self.bars.len());
        if self.column.width() - INDENT >= column.measure * 0.55 {
            self.bars.push(column.mirror_distance(column.start + 3.0));
            self.column.start += INDENT;
        }
        inside(self);
        // The space after the last paragraph is outside.
        if let Some(row) = self.out.rows.last_mut().filter(|row| row.is_space) {
            row.bars.truncate(bars);
        }
        self.column = column;
        self.bars.truncate(bars);
    }

    fn compose_quote(&mut self, quote: &Quote) {
        self.compose_aside(|composer| {
            composer.compose_blocks(&quote.blocks);
            if quote.attribution.is_empty() {
                return;
            }
            let style = Style::plain(composer.size);
            let mut text = Text::new("— ", style, quote.span);
            composer.push_inlines(&mut text, &quote.attribution, style);
            composer.push_text(&text, Align::Start);
            composer.push_gap();
        });
    }

    fn compose_list(&mut self, list: &List) {
        let outer = std::mem::replace(&mut self.tight, list.tight);
        for (index, item) in list.items.iter().enumerate() {
            let mark = match (list.start, item.task) {
                (Some(start), _) => format!("{}.", start.saturating_add(index as u64)),
                (None, Some(true)) => "[x]".to_owned(),
                (None, Some(false)) => "[  ]".to_owned(),
                (None, None) => "•".to_owned(),
            };
            self.compose_item(&mark, &item.blocks);
        }
        self.tight = outer;
        if list.tight && !outer {
            self.push_gap();
        }
    }

    fn compose_code(&mut self, code: &CodeBlock) {
        // Code runs from left to right in any document.
        let outer = self.column;
        if outer.rtl {
            self.column = Column { start: outer.end, end: outer.start, rtl: false, ..outer };
        }
        self.compose_aside(|composer| {
            for line in code.text.split('\n') {
                let style = Style::plain(composer.size).code();
                let text = Text::new(&line.replace('\t', "    "), style, code.span);
                match text.is_blank() {
                    true => composer.push_space(10.0),
                    false => composer.push_left_to_right(&text),
                }
            }
            composer.push_gap();
        });
        self.column = outer;
    }

    fn compose_related(&mut self, related: &Related) {
        self.compose_aside(|composer| {
            let label = related
                .label
                .as_deref()
                .unwrap_or_else(|| composer.words.get(MessageKey::Related))
                .to_owned();
            composer.push_kept_line(&label, Style::plain(SMALL).bold());
            let style = Style::plain(composer.size).bold();
            let mut text = Text::default();
            composer.push_inlines(&mut text, &related.headline, style);
            if let Some(target) = &related.target {
                text.push(" ", style, related.span);
                let style = Style::plain(composer.size);
                composer.push_target(&mut text, target, style, related.span);
            }
            composer.push_text(&text, Align::Start);
            composer.push_gap();
            composer.compose_blocks(&related.description);
        });
    }

    fn compose_callout(&mut self, callout: &Callout) {
        self.compose_aside(|composer| {
            let style = Style::plain(composer.size).bold();
            let mut title = Text::default();
            composer.push_inlines(&mut title, &callout.title, style);
            if title.is_blank() {
                let word = match callout.kind {
                    CalloutKind::Note => MessageKey::Note,
                    CalloutKind::Tip => MessageKey::Tip,
                    CalloutKind::Important => MessageKey::Important,
                    CalloutKind::Warning => MessageKey::Warning,
                    CalloutKind::Caution => MessageKey::Caution,
                    CalloutKind::Details => MessageKey::Details,
                };
                title = Text::new(composer.words.get(word), style, callout.span);
            }
            composer.push_text(&title, Align::Start);
            composer.keep_last_with_next();
            composer.compose_blocks(&callout.blocks);
        });
    }

    fn compose_definitions(&mut self, list: &DefinitionList) {
        for item in &list.items {
            let mut term = Text::default();
            self.push_inlines(&mut term, &item.term, Style::plain(self.size).bold());
            self.push_text(&term, Align::Start);
            self.keep_last_with_next();
            for definition in &item.definitions {
                let outer = self.column;
                if self.column.width() - INDENT >= outer.measure * 0.55 {
                    self.column.start += INDENT;
                }
                self.compose_blocks(definition);
                self.column = outer;
            }
        }
    }

    /// A picture with its alternative text, caption and credit.
    pub(crate) fn compose_figure(&mut self, image: &Image, caption: &Text) {
        let first = self.out.rows.len();
        self.compose_picture(image);
        let alt = self.describe_image(image);
        let small = Style::plain(SMALL);
        self.push_text(&Text::new(&alt, self.slant(small), image.span), Align::Start);
        self.push_text(caption, Align::Start);
        if let Some(credit) = &image.credit {
            self.push_line(&self.words.fill(MessageKey::Credit, &[("credit", credit)]), small);
        }
        self.keep_together_from(first);
        self.push_gap();
    }

    /// The picture itself, if it is here.
    fn compose_picture(&mut self, image: &Image) {
        let ImageSource::Local(index) = image.source else { return };
        let Some(asset) = self.document.asset(index) else { return };
        let known = self.out.pictures.iter().position(|(asset, _)| *asset == index);
        let known = match known {
            Some(known) => known,
            None => match picture::prepare_picture(asset, self.image_cache) {
                Ok(picture) => {
                    self.out.pictures.push((index, picture));
                    self.out.pictures.len() - 1
                }
                Err(reason) => {
                    let message = format!("the proof can't show {}: {reason}", asset.path);
                    self.out.found.push(Diagnostic::warning(Code::BadPicture, message).with_span(image.span));
                    return;
                }
            },
        };
        let Some((_, picture)) = self.out.pictures.get(known) else { return };
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        let limit = PICTURE.0.min(self.column.width());
        let scale = (limit / width).min(PICTURE.1 / height).min(0.75);
        let (width, height) = (width * scale, height * scale);
        let left = if self.column.rtl {
            self.column.left() + self.column.width() - width
        } else {
            self.column.left()
        };
        let picture = Some((known, left, width, height));
        self.push_row(Row { height: height + 6.0, picture, keep_with_next: true, ..Row::default() });
    }
}

/// The pictures within a text, in order.
fn pictures(inlines: &[Inline]) -> Vec<&Image> {
    let mut out: Vec<&Image> = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Image(image) => out.push(image),
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => out.extend(pictures(content)),
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::Math { .. }
            | Inline::FootnoteReference { .. }
            | Inline::SoftBreak
            | Inline::HardBreak => {}
        }
    }
    out
}
