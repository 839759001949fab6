//! Blocks in order, and what a paragraph is by its properties.

use crate::{
    Action, FindingKind,
    word::{
        body::{
            inline::{
                inlines::{ReadLine, alternative},
                piece::{LinePiece, PieceContent, PieceLook, plain_text},
            },
            reader::{MAX_NESTING, WordReader},
        },
        math,
        styles::{self, ParagraphMeaning, WordStyle},
        xml::{Node, attribute, child, elements, name, value, words},
    },
};

/// A paragraph's properties, resolved.
pub(super) struct ParagraphShape<'d> {
    pub(super) properties: Option<Node<'d>>,
    pub(super) style: Option<WordStyle<'d>>,
    pub(super) meaning: Option<ParagraphMeaning>,
    pub(super) list: Option<(&'d str, usize)>,
    pub(super) left: Option<i64>,
    pub(super) right: Option<i64>,
    /// True if the paragraph itself, not a list, says where it stands.
    pub(super) own_left: bool,
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// Reads whole bodies, but for elements at the top that were read already; then the notes that they refer to.
    pub(in crate::word) fn read_bodies(&mut self, bodies: &[Node<'d>], skipped: usize) {
        self.paragraph = u32::try_from(skipped).unwrap_or(0);
        for (at, body) in bodies.iter().enumerate() {
            let skipped = if at == 0 { skipped } else { 0 };
            self.nesting += 1;
            elements(*body).skip(skipped).for_each(|node| self.block(node));
            self.nesting -= 1;
        }
        let rest = std::mem::take(&mut self.carried);
        if !rest.is_empty() {
            self.end_blocks();
            self.paragraph_of(&rest);
        }
        self.end_blocks();
        self.read_notes();
    }

    /// Blocks in order.
    pub(in crate::word) fn blocks(&mut self, parent: Node<'d>) {
        if self.nesting >= MAX_NESTING {
            let text = words(parent);
            let message = "elements nest too deep here: their words are kept";
            self.find(FindingKind::Element, Action::Changed, "", message);
            return self.paragraph_of(&[LinePiece::plain(text)]);
        }
        self.nesting += 1;
        for node in elements(parent) {
            self.block(node);
        }
        self.nesting -= 1;
    }

    fn block(&mut self, node: Node<'d>) {
        match name(node) {
            "p" => self.paragraph(node),
            "tbl" => self.table(node),
            "sdt" => self.block_control(node),
            "ins" | "moveTo" => {
                if self.take_insertion(node) {
                    self.blocks(node);
                }
            }
            "del" | "moveFrom" => {
                if self.take_deletion(node) {
                    self.blocks(node);
                }
            }
            "AlternateContent" => {
                if let Some(part) = alternative(node) {
                    self.blocks(part);
                }
            }
            "altChunk" => {
                let target = attribute(node, "id").and_then(|id| self.relationships.get(id));
                let target = target.map(|target| target.target.clone()).unwrap_or_default();
                let message =
                    "a document within this one: open it in the word processor, save it, and import it again";
                self.find(FindingKind::EmbeddedObject, Action::LeftOut, target, message);
            }
            "oMath" | "oMathPara" | "r" | "hyperlink" | "fldSimple" | "smartTag" => {
                let mut line = ReadLine::default();
                self.paragraph += 1;
                match name(node) {
                    "oMath" => {
                        let content = PieceContent::Math { tex: math::tex(node), display: true };
                        line.pieces.push(LinePiece { content, look: PieceLook::default(), link: None });
                    }
                    _ => self.loose_inline(node, &mut line),
                }
                self.end_blocks();
                self.paragraph_of(&line.pieces);
            }
            "bookmarkStart" => {
                if let Some(bookmark) = attribute(node, "name") {
                    let next = self.paragraph + 1;
                    self.bookmarks.entry(bookmark.to_owned()).or_insert(next);
                }
            }
            "commentRangeStart" => self.begin_comment(node),
            "commentRangeEnd" => self.end_comment(node),
            "sectPr" => {
                let columns = child(node, "cols").and_then(|node| attribute(node, "num"));
                if columns.is_some_and(|columns| columns != "1") {
                    self.count_finding(FindingKind::Formatting, Action::LeftOut, "", "text in columns");
                }
                if child(node, "lnNumType").is_some() {
                    self.count_finding(FindingKind::Formatting, Action::LeftOut, "", "numbers of lines");
                }
                if child(node, "pgBorders").is_some() {
                    self.count_finding(FindingKind::Formatting, Action::LeftOut, "", "frames around pages");
                }
            }
            "tcPr" | "sdtPr" | "sdtEndPr" | "customXmlPr" | "pPr" | "proofErr" | "permStart" | "permEnd"
            | "bookmarkEnd" => {}
            _ => self.blocks(node),
        }
    }

    /// Text that no paragraph holds.
    fn loose_inline(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        match name(node) {
            "r" => self.run(node, line),
            _ => self.inlines(node, line),
        }
    }

    /// A control around blocks; one with the contents is left out.
    fn block_control(&mut self, node: Node<'d>) {
        let properties = child(node, "sdtPr");
        let gallery = properties
            .and_then(|node| child(node, "docPartObj"))
            .and_then(|node| value(node, "docPartGallery"));
        let Some(content) = child(node, "sdtContent") else { return };
        if gallery == Some("Table of Contents") {
            let text = words(content).split_whitespace().collect::<Vec<_>>().join(" ");
            let message = "a table of contents: every edition makes its own";
            self.find(FindingKind::Field, Action::LeftOut, text, message);
            return;
        }
        if let Some(properties) = properties {
            self.content_control(properties);
        }
        self.blocks(content);
    }

    fn shape(&mut self, node: Node<'d>) -> ParagraphShape<'d> {
        let properties = self.properties(node, "pPr");
        let id = properties.and_then(|node| value(node, "pStyle"));
        let style = self.styles.paragraph(id).cloned();
        let mut own = WordStyle::default();
        if let Some(properties) = properties {
            own.read_paragraph(properties);
        }
        let has_own_list = own.list.is_some();
        let own_left = own.left.is_some();
        let mut meaning = style.as_ref().and_then(|style| style.meaning);
        // A style that is a heading says its level itself, and the house says what its own styles mean.
        let is_told = matches!(
            meaning,
            Some(ParagraphMeaning::House(_) | ParagraphMeaning::Heading(_) | ParagraphMeaning::Title)
        );
        if let Some(level) = properties.and_then(styles::outline_level)
            && level < 9
            && !is_told
        {
            meaning = Some(ParagraphMeaning::Heading(level + 1));
        }
        let base = style.clone().unwrap_or_default();
        let list = own.list.or(base.list);
        let level = if has_own_list { own.list_level } else { own.list_level.or(base.list_level) };
        let list = list.filter(|list| *list != "0").map(|list| (list, usize::from(level.unwrap_or(0))));
        // A style's indent counts for a list's items only if the style brings the list along.
        let left = own.left.or(if has_own_list { None } else { base.left });
        let right = own.right.or(base.right);
        ParagraphShape { properties, style, meaning, list, left, right, own_left }
    }

    fn paragraph(&mut self, node: Node<'d>) {
        self.paragraph = self.paragraph.saturating_add(1);
        let shape = self.shape(node);
        let hides = shape.style.as_ref().is_some_and(|style| style.hidden == Some(true));
        let mut line = ReadLine { pieces: std::mem::take(&mut self.carried), ..ReadLine::default() };
        self.inlines(node, &mut line);
        if hides {
            let text = plain_text(&line.pieces);
            line.pieces.clear();
            line.hidden.push_str(&text);
        }
        let hidden = line.hidden.trim();
        if !hidden.is_empty() {
            let hidden = hidden.to_owned();
            self.find(
                FindingKind::HiddenText,
                Action::LeftOut,
                hidden,
                "text that the document does not show",
            );
        }
        self.report_shape(&shape);
        if let Some(words) = word_around_note(&line.pieces) {
            let message = "a note within a word: is a space missing behind it?";
            self.find(FindingKind::Note, Action::Kept, words, message);
        }
        let drops_cap = shape
            .properties
            .and_then(|node| child(node, "framePr"))
            .and_then(|node| attribute(node, "dropCap"))
            .is_some_and(|drop| drop != "none");
        if (drops_cap || self.loses_its_end(shape.properties)) && line.boxes.is_empty() {
            if drops_cap {
                self.count_finding(
                    FindingKind::Formatting,
                    Action::LeftOut,
                    "",
                    "a large first letter (drop cap)",
                );
            }
            self.carried = line.pieces;
            return;
        }
        let boxes = std::mem::take(&mut line.boxes);
        self.place_line(&shape, line);
        if !boxes.is_empty() {
            self.flush_figures(None);
        }
        for text_box in boxes {
            self.text_box(text_box);
        }
    }

    /// The text of a text box stands after the paragraph that it is tied to.
    fn text_box(&mut self, node: Node<'d>) {
        let text = words(node);
        if !text.is_empty() {
            let message = "a text box: its text stands after the paragraph that it is tied to";
            self.find(FindingKind::TextBox, Action::Changed, text, message);
        }
        self.apart(|reader| reader.blocks(node));
    }

    /// Reports looks of a paragraph that the model does not have.
    fn report_shape(&mut self, shape: &ParagraphShape<'d>) {
        const LOST: &[(&str, &str)] = &[
            ("framePr", "a paragraph in a frame of its own"),
            ("pBdr", "lines around a paragraph"),
            ("shd", "a paragraph on a coloured ground"),
        ];
        let Some(properties) = shape.properties else { return };
        for (property, what) in LOST {
            let found = child(properties, property).filter(|found| match *property {
                "shd" => !matches!(attribute(*found, "fill"), None | Some("auto" | "FFFFFF" | "ffffff")),
                "framePr" => attribute(*found, "dropCap").is_none_or(|drop| drop == "none"),
                _ => elements(*found).any(|side| !matches!(attribute(side, "val"), Some("nil" | "none"))),
            });
            if found.is_some() {
                self.count_finding(FindingKind::Formatting, Action::LeftOut, "", what);
            }
        }
        let side = value(properties, "jc").filter(|side| matches!(*side, "center" | "right" | "end"));
        if side.is_some() && self.in_cell == 0 {
            self.count_finding(
                FindingKind::Formatting,
                Action::LeftOut,
                "",
                "a paragraph that is centred or set to one side",
            );
        }
        if styles::is_right_to_left(properties) {
            let message =
                "a paragraph that runs from right to left: editions run as the explainer's language does";
            self.count_finding(FindingKind::Formatting, Action::Changed, "", message);
        }
    }
}

/// The word that a note stands in, in two.
fn word_around_note(pieces: &[LinePiece]) -> Option<String> {
    let is_end = |c: char| !c.is_alphanumeric();
    pieces.windows(3).find_map(|pieces| {
        let [before, note, after] = pieces else { return None };
        let (before, after) = (before.text()?, after.text()?);
        let before = before.rsplit(is_end).next().filter(|word| !word.is_empty())?;
        let after = after.split(is_end).next().filter(|word| !word.is_empty())?;
        matches!(note.content, PieceContent::Note(_)).then(|| format!("{before} {after}"))
    })
}
