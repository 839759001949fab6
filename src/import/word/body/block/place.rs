//! Gives lines their places among the blocks.

use super::{
    figure::floats_of,
    paragraph::ParagraphShape,
    state::{GroupKind, OpenGroup},
};
use crate::{
    Action, FindingKind,
    word::{
        body::{
            inline::{
                inlines::ReadLine,
                piece::{LinePiece, PieceContent, plain_text, without_common_bold},
            },
            reader::WordReader,
        },
        styles::ParagraphMeaning,
        xml::{Node, attribute, child, elements, name},
    },
};
use pressroom_config::StyleMeaning;
use pressroom_document::CalloutKind;
use pressroom_read::builder::Container;

/// How far a quotation is indented on both sides at least, in twentieths of a point.
const QUOTE_INDENT: i64 = 280;

impl<'d> WordReader<'d, '_, '_, '_> {
    /// Gives a line its place.
    pub(super) fn place_line(&mut self, shape: &ParagraphShape<'d>, line: ReadLine<'d>) {
        let ReadLine { mut pieces, is_numbered, is_rule, .. } = line;
        let is_blank = pieces.iter().all(LinePiece::is_blank);
        if is_blank {
            if is_rule || is_ruled(shape.properties) {
                self.end_blocks();
                let span = self.span();
                self.builder.thematic_break(span);
            } else if is_code(shape) && !self.code.is_empty() {
                self.code.push(String::new());
            }
            return;
        }
        let floats = self.take_floating(&mut pieces);
        let has_floats = !floats.is_empty();
        if self.place_figures(shape, &mut pieces, &floats) {
            return;
        }
        if has_floats && self.takes_caption(shape, is_numbered) {
            // The caption beside a picture in one paragraph.
            self.flush_figures(None);
            self.wait_for(floats_of(floats));
            return self.caption(pieces);
        }
        self.place_words(shape, pieces, is_numbered);
        self.wait_for(floats_of(floats));
    }

    /// True for a line that says what a picture shows.
    fn takes_caption(&self, shape: &ParagraphShape<'d>, is_numbered: bool) -> bool {
        let is_caption = matches!(
            shape.meaning,
            Some(ParagraphMeaning::Caption | ParagraphMeaning::House(StyleMeaning::Caption))
        );
        is_caption || (is_numbered && shape.meaning.is_none())
    }

    /// Gives a line that holds words its place.
    fn place_words(&mut self, shape: &ParagraphShape<'d>, pieces: Vec<LinePiece>, is_numbered: bool) {
        match shape.meaning {
            Some(ParagraphMeaning::House(meaning)) => return self.place_house(meaning, shape, pieces),
            Some(ParagraphMeaning::Title) => return self.title(pieces),
            Some(ParagraphMeaning::Subtitle) => return self.subtitle(pieces),
            Some(ParagraphMeaning::Heading(level)) => {
                if shape.list.is_some() {
                    let message = "numbers before headings that the word processor makes";
                    self.count_finding(FindingKind::List, Action::LeftOut, "", message);
                }
                return self.heading(level + u8::from(self.has_title) + 2 * u8::from(self.has_cards), pieces);
            }
            Some(ParagraphMeaning::Contents) if shape.list.is_none() => {
                let text = plain_text(&pieces);
                let message = "a line of a table of contents: every edition makes its own";
                return self.find(FindingKind::Field, Action::LeftOut, text, message);
            }
            _ => {}
        }
        if let Some((list, level)) = shape.list {
            self.end_group();
            self.flush();
            return self.item(list, level, shape.left, &pieces);
        }
        match shape.meaning {
            Some(ParagraphMeaning::Caption) => self.caption(pieces),
            Some(ParagraphMeaning::Quote) => self.grouped(GroupKind::Quote, &pieces),
            _ if is_numbered && !self.figures.is_empty() => self.caption(pieces),
            _ if is_code(shape) || is_all_code(&pieces) => self.code_line(&pieces),
            _ if self.is_credit(&pieces) => self.caption(pieces),
            _ if is_quote_by_indent(shape) && self.lists.is_empty() && self.in_cell == 0 => {
                let message = "a paragraph that is indented on both sides is taken for a quotation";
                self.count_finding(FindingKind::Formatting, Action::Guessed, &plain_text(&pieces), message);
                self.grouped(GroupKind::Quote, &pieces);
            }
            _ => {
                self.report_style(shape);
                self.end_group();
                self.flush();
                self.end_lists_before(shape.left);
                self.paragraph_of(&pieces);
            }
        }
    }

    /// A paragraph of pieces, where one may stand.
    pub(super) fn paragraph_of(&mut self, pieces: &[LinePiece]) {
        let span = self.span();
        let opened = self.builder.open(Container::Paragraph, span);
        self.emit(pieces);
        self.builder.close(opened);
    }

    /// A heading, from level 1.
    pub(super) fn heading(&mut self, level: u8, mut pieces: Vec<LinePiece>) {
        self.end_blocks();
        self.headings += 1;
        without_common_bold(&mut pieces);
        let span = self.span();
        let level = level.clamp(1, 6);
        let opened = self.builder.open(Container::Heading { level }, span);
        self.emit(&pieces);
        self.builder.close(opened);
    }

    /// The headline; a second one is a heading.
    pub(super) fn title(&mut self, pieces: Vec<LinePiece>) {
        let is_first = !self.was_titled && self.in_cell == 0 && self.note.is_none();
        self.was_titled |= is_first;
        self.heading(if is_first { 1 } else { 2 }, pieces);
    }

    /// The dek; a second one is a paragraph.
    pub(super) fn subtitle(&mut self, pieces: Vec<LinePiece>) {
        let is_plain =
            pieces.iter().all(|piece| matches!(piece.content, PieceContent::Text(_) | PieceContent::Break));
        let is_first = self.metadata.description.is_none() && self.in_cell == 0 && self.note.is_none();
        if is_first && is_plain {
            self.metadata.description = Some(plain_text(&pieces));
            return;
        }
        self.end_blocks();
        self.paragraph_of(&pieces);
    }

    /// A paragraph in a box with those before it of the same kind.
    pub(super) fn grouped(&mut self, kind: GroupKind, pieces: &[LinePiece]) {
        let has_link = pieces.iter().any(|piece| piece.link.is_some());
        let goes_on = self.group.as_ref().is_some_and(|group| {
            group.kind == kind && !(kind == GroupKind::Related && group.has_link && has_link)
        });
        if !goes_on {
            self.end_blocks();
            let container = match kind {
                GroupKind::Quote => Container::Quote,
                GroupKind::Related => Container::Related { label: None },
                GroupKind::Note => Container::Callout { kind: CalloutKind::Note },
                GroupKind::Signoff => Container::Signoff,
            };
            let opened = self.builder.open(container, self.span());
            self.group = Some(OpenGroup { kind, opened, has_link: false });
        }
        if let Some(group) = &mut self.group {
            group.has_link |= has_link;
        }
        self.paragraph_of(pieces);
    }

    /// A line of preformatted text.
    pub(super) fn code_line(&mut self, pieces: &[LinePiece]) {
        if self.code.is_empty() {
            self.end_blocks();
        }
        let mut text = String::new();
        for piece in pieces {
            match &piece.content {
                PieceContent::Text(words) => text.push_str(words),
                PieceContent::Break => text.push('\n'),
                PieceContent::Math { tex, .. } => text.push_str(tex),
                // Code holds neither: they stand after it.
                PieceContent::Note(_) | PieceContent::Picture { .. } => {}
            }
        }
        self.code.extend(text.split('\n').map(str::to_owned));
        let rest: Vec<LinePiece> = pieces
            .iter()
            .filter(|piece| matches!(piece.content, PieceContent::Note(_) | PieceContent::Picture { .. }))
            .cloned()
            .collect();
        if !rest.is_empty() {
            self.flush();
            self.paragraph_of(&rest);
        }
    }

    /// Ends code and pictures that wait, and a caption that found nothing.
    pub(super) fn flush(&mut self) {
        if !self.code.is_empty() {
            let mut lines = std::mem::take(&mut self.code);
            while lines.last().is_some_and(|line| line.trim().is_empty()) {
                lines.pop();
            }
            let span = self.span();
            self.builder.code_block(&lines.join("\n"), None, span);
        }
        self.flush_figures(None);
        if let Some(caption) = self.caption.take() {
            self.paragraph_of(&caption);
        }
    }

    pub(super) fn end_group(&mut self) {
        if let Some(group) = self.group.take() {
            self.flush();
            self.builder.close(group.opened);
        }
    }

    /// Ends everything that paragraphs may go on with.
    pub(in crate::word) fn end_blocks(&mut self) {
        self.end_group();
        self.flush();
        self.end_lists();
    }

    /// Reads blocks that nothing outside goes on with.
    pub(super) fn apart(&mut self, read: impl FnOnce(&mut Self)) {
        let lists = std::mem::take(&mut self.lists);
        let group = self.group.take();
        let code = std::mem::take(&mut self.code);
        let figures = std::mem::take(&mut self.figures);
        let caption = self.caption.take();
        let carried = std::mem::take(&mut self.carried);
        read(self);
        let rest = std::mem::take(&mut self.carried);
        if !rest.is_empty() {
            self.paragraph_of(&rest);
        }
        self.end_blocks();
        self.lists = lists;
        self.group = group;
        self.code = code;
        self.figures = figures;
        self.caption = caption;
        self.carried = carried;
    }

    /// Reads the notes that the text refers to.
    pub(in crate::word) fn read_notes(&mut self) {
        let body = self.relationships;
        for note in std::mem::take(&mut self.referred) {
            let Some(found) = self.notes.get(&note).copied() else { continue };
            let span = self.span();
            self.note = Some(note.clone());
            self.relationships = found.relationships;
            let opened = self.builder.open(Container::Footnote { name: note }, span);
            self.apart(|reader| reader.blocks(found.node));
            self.builder.close(opened);
        }
        self.note = None;
        self.relationships = body;
    }
}

fn is_code(shape: &ParagraphShape<'_>) -> bool {
    shape.meaning == Some(ParagraphMeaning::Code)
}

/// True for a line whose words are all code.
fn is_all_code(pieces: &[LinePiece]) -> bool {
    pieces.iter().filter(|piece| !piece.is_blank()).all(|piece| piece.look.code && piece.text().is_some())
}

fn is_quote_by_indent(shape: &ParagraphShape<'_>) -> bool {
    shape.left.is_some_and(|left| left >= QUOTE_INDENT)
        && shape.right.is_some_and(|right| right >= QUOTE_INDENT)
}

/// True for an empty paragraph with a line below or above it.
fn is_ruled(properties: Option<Node<'_>>) -> bool {
    let borders = properties.and_then(|properties| child(properties, "pBdr"));
    let sides = borders.into_iter().flat_map(elements);
    let shown = sides.filter(|side| !matches!(attribute(*side, "val"), Some("nil" | "none")));
    shown.filter(|side| matches!(name(*side), "bottom" | "top")).count() == 1
}
