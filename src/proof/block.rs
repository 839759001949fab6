//! Blocks become rows.

use super::{
    compose::{Composer, SMALL},
    line::{Align, Style, Text},
    picture,
    row::{Column, Row},
};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Heading, Image, ImageSource, Inline, List, Quote,
    Related,
};
use pressroom_theme::Word;

/// How far a box or quotation is moved in, in points.
const INDENT: f64 = 14.0;

/// A picture's largest width and height on the page, in points.
const PICTURE: (f64, f64) = (240.0, 180.0);

impl Composer<'_, '_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => self.paragraph(content),
                Block::Heading(heading) => self.heading(heading),
                Block::BlockQuote(quote) => self.quote(quote),
                Block::List(list) => self.list(list),
                Block::CodeBlock(code) => self.code(code),
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => {
                    let mut caption = Text::default();
                    self.inlines(&mut caption, &figure.caption, Style::plain(SMALL));
                    self.figure(&figure.image, &caption);
                }
                Block::Related(related) => self.related(related),
                Block::Callout(callout) => self.callout(callout),
                Block::DefinitionList(list) => self.definitions(list),
                Block::ThematicBreak { .. } => self.rule(),
            }
        }
    }

    fn gap(&mut self) {
        let part = if self.tight { 0.2 } else { 0.7 };
        self.space(f64::from(self.size) * part);
    }

    fn paragraph(&mut self, content: &[Inline]) {
        let mut text = Text::default();
        self.inlines(&mut text, content, Style::plain(self.size));
        self.text(&text, Align::Start);
        self.gap();
        for image in pictures(content) {
            self.picture(image);
        }
    }

    fn heading(&mut self, heading: &Heading) {
        self.space(8.0);
        let size = if heading.level == 1 { 13 } else { self.size };
        let style = Style::plain(size).bold();
        let style = if heading.level > 2 { self.slanted(style) } else { style };
        let mut text = Text::default();
        self.inlines(&mut text, &heading.content, style);
        let first = self.out.rows.len();
        self.text(&text, Align::Start);
        self.anchor(first, &heading.id);
        self.keep_from(first);
    }

    /// What `inside` sets, moved in, with a vertical rule beside it.
    fn aside(&mut self, inside: impl FnOnce(&mut Self)) {
        let (column, bars) = (self.column, self.bars.len());
        if self.column.width() - INDENT >= column.measure * 0.55 {
            self.bars.push(column.physical(column.start + 3.0));
            self.column.start += INDENT;
        }
        inside(self);
        // The space after the last paragraph is outside.
        if let Some(row) = self.out.rows.last_mut().filter(|row| row.space) {
            row.bars.truncate(bars);
        }
        self.column = column;
        self.bars.truncate(bars);
    }

    fn quote(&mut self, quote: &Quote) {
        self.aside(|composer| {
            composer.blocks(&quote.blocks);
            if quote.attribution.is_empty() {
                return;
            }
            let style = Style::plain(composer.size);
            let mut text = Text::of("— ", style, quote.span);
            composer.inlines(&mut text, &quote.attribution, style);
            composer.text(&text, Align::Start);
            composer.gap();
        });
    }

    fn list(&mut self, list: &List) {
        let outer = std::mem::replace(&mut self.tight, list.tight);
        for (index, item) in list.items.iter().enumerate() {
            let mark = match (list.start, item.task) {
                (Some(start), _) => format!("{}.", start.saturating_add(index as u64)),
                (None, Some(true)) => "[x]".to_owned(),
                (None, Some(false)) => "[  ]".to_owned(),
                (None, None) => "•".to_owned(),
            };
            self.item(&mark, &item.blocks);
        }
        self.tight = outer;
        if list.tight && !outer {
            self.gap();
        }
    }

    fn code(&mut self, code: &CodeBlock) {
        // Code runs from left to right in any document.
        let outer = self.column;
        if outer.rtl {
            self.column = Column { start: outer.end, end: outer.start, rtl: false, ..outer };
        }
        self.aside(|composer| {
            for line in code.text.split('\n') {
                let style = Style::plain(composer.size).code();
                let text = Text::of(&line.replace('\t', "    "), style, code.span);
                match text.is_blank() {
                    true => composer.space(10.0),
                    false => composer.left_to_right(&text),
                }
            }
            composer.gap();
        });
        self.column = outer;
    }

    fn related(&mut self, related: &Related) {
        self.aside(|composer| {
            let label =
                related.label.as_deref().unwrap_or_else(|| composer.words.get(Word::Related)).to_owned();
            composer.keep(&label, Style::plain(SMALL).bold());
            let style = Style::plain(composer.size).bold();
            let mut text = Text::default();
            composer.inlines(&mut text, &related.headline, style);
            if let Some(target) = &related.target {
                text.push(" ", style, related.span);
                let style = Style::plain(composer.size);
                composer.target(&mut text, target, style, related.span);
            }
            composer.text(&text, Align::Start);
            composer.gap();
            composer.blocks(&related.description);
        });
    }

    fn callout(&mut self, callout: &Callout) {
        self.aside(|composer| {
            let style = Style::plain(composer.size).bold();
            let mut title = Text::default();
            composer.inlines(&mut title, &callout.title, style);
            if title.is_blank() {
                let word = match callout.kind {
                    CalloutKind::Note => Word::Note,
                    CalloutKind::Tip => Word::Tip,
                    CalloutKind::Important => Word::Important,
                    CalloutKind::Warning => Word::Warning,
                    CalloutKind::Caution => Word::Caution,
                    CalloutKind::Details => Word::Details,
                };
                title = Text::of(composer.words.get(word), style, callout.span);
            }
            composer.text(&title, Align::Start);
            composer.keep_last();
            composer.blocks(&callout.blocks);
        });
    }

    fn definitions(&mut self, list: &DefinitionList) {
        for item in &list.items {
            let mut term = Text::default();
            self.inlines(&mut term, &item.term, Style::plain(self.size).bold());
            self.text(&term, Align::Start);
            self.keep_last();
            for definition in &item.definitions {
                let outer = self.column;
                if self.column.width() - INDENT >= outer.measure * 0.55 {
                    self.column.start += INDENT;
                }
                self.blocks(definition);
                self.column = outer;
            }
        }
    }

    /// A picture with its alternative text, caption and credit.
    pub(super) fn figure(&mut self, image: &Image, caption: &Text) {
        let first = self.out.rows.len();
        self.picture(image);
        let alt = self.in_words(image);
        let small = Style::plain(SMALL);
        self.text(&Text::of(&alt, self.slanted(small), image.span), Align::Start);
        self.text(caption, Align::Start);
        if let Some(credit) = &image.credit {
            self.line(&self.words.fill(Word::Credit, &[("credit", credit)]), small);
        }
        self.keep_from(first);
        self.gap();
    }

    /// The picture itself, if it is here.
    fn picture(&mut self, image: &Image) {
        let ImageSource::Local(index) = image.source else { return };
        let Some(asset) = self.document.asset(index) else { return };
        let known = self.out.pictures.iter().position(|(asset, _)| *asset == index);
        let known = match known {
            Some(known) => known,
            None => match picture::read(asset, self.darkroom) {
                Ok(picture) => {
                    self.out.pictures.push((index, picture));
                    self.out.pictures.len() - 1
                }
                Err(reason) => {
                    let message = format!("the proof can't show {}: {reason}", asset.path);
                    self.out.found.push(Diagnostic::warning(Code::BadPicture, message).at(image.span));
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
        self.row(Row { height: height + 6.0, picture, keep: true, ..Row::default() });
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
