//! What a paragraph holds: runs, links, fields, changes (ISO/IEC 29500-1, 17.3, 17.13, 17.16).

use super::{
    field::with_anchor,
    piece::{LinePiece, PieceContent, PieceLook},
};
use crate::word::body::reader::{MAX_NESTING, WordReader};
use crate::{
    Action, FindingKind,
    word::{
        math,
        xml::{Node, attribute, child, elements, name, words},
    },
};

/// The most comments that text belongs to at once.
const MAX_OPEN: usize = 64;

/// What was read of a paragraph.
#[derive(Debug, Default)]
pub(in crate::word::body) struct ReadLine<'d> {
    pub(in crate::word::body) pieces: Vec<LinePiece>,
    /// Text boxes, whose text comes after the paragraph.
    pub(in crate::word::body) boxes: Vec<Node<'d>>,
    /// Words that the word processor does not show.
    pub(in crate::word::body) hidden: String,
    /// True if it numbers a figure or table.
    pub(in crate::word::body) is_numbered: bool,
    /// True for a line across the page.
    pub(in crate::word::body) is_rule: bool,
    /// Formulas that stand alone.
    pub(in crate::word::body) has_display: bool,
}

/// The part of alternatives that is read: the first, unless only newer programs know what it is.
pub(in crate::word::body) fn alternative<'d>(node: Node<'d>) -> Option<Node<'d>> {
    let first = elements(node).find(|part| name(*part) == "Choice");
    let fallback = elements(node).find(|part| name(*part) == "Fallback");
    let unknown = |choice: Node<'_>| {
        let requires = attribute(choice, "Requires").unwrap_or_default();
        requires.split_whitespace().any(|prefix| prefix.starts_with("cx") || prefix.starts_with("aink"))
    };
    match first {
        Some(choice) if unknown(choice) && fallback.is_some() => fallback,
        Some(choice) => Some(choice),
        None => fallback,
    }
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// What stands in a paragraph, or in an element within one.
    pub(in crate::word::body) fn inlines(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        if self.nesting >= MAX_NESTING {
            let text = words(node);
            self.find(
                FindingKind::Element,
                Action::Changed,
                "",
                "elements nest too deep here: their words are kept",
            );
            line.pieces.push(LinePiece::plain(text));
            return;
        }
        self.nesting += 1;
        for part in elements(node) {
            self.inline(part, line);
        }
        self.nesting -= 1;
    }

    fn inline(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        match name(node) {
            "r" => self.run(node, line),
            "hyperlink" => self.hyperlink(node, line),
            "ins" | "moveTo" => {
                if self.take_insertion(node) {
                    self.inlines(node, line);
                }
            }
            "del" | "moveFrom" => {
                if self.take_deletion(node) {
                    self.inlines(node, line);
                }
            }
            "fldSimple" => {
                let code = attribute(node, "instr").unwrap_or_default();
                line.is_numbered |= code.trim_start().to_ascii_uppercase().starts_with("SEQ ");
                self.begin_simple_field(code);
                self.inlines(node, line);
                self.end_simple_field(&mut line.pieces);
            }
            "oMath" => self.formula(node, false, line),
            "oMathPara" => {
                line.has_display = true;
                for part in elements(node) {
                    if name(part) == "oMath" {
                        self.formula(part, true, line);
                    }
                }
            }
            "bookmarkStart" => self.bookmark(node),
            "commentRangeStart" => self.begin_comment(node),
            "commentRangeEnd" => self.end_comment(node),
            "AlternateContent" => {
                if let Some(part) = alternative(node) {
                    self.inlines(part, line);
                }
            }
            "sdt" => {
                if let Some(properties) = child(node, "sdtPr") {
                    self.content_control(properties);
                }
                if let Some(content) = child(node, "sdtContent") {
                    self.inlines(content, line);
                }
            }
            "bdo" => {
                let message = "text whose direction is forced: it runs as its letters do";
                self.count_finding(FindingKind::Formatting, Action::LeftOut, &words(node), message);
                self.inlines(node, line);
            }
            "subDoc" => {
                let message = "a part of a master document, which is a file of its own: import it, too";
                self.find(FindingKind::EmbeddedObject, Action::LeftOut, "", message);
            }
            "pPr"
            | "rPr"
            | "sdtPr"
            | "sdtEndPr"
            | "proofErr"
            | "permStart"
            | "permEnd"
            | "bookmarkEnd"
            | "moveFromRangeStart"
            | "moveFromRangeEnd"
            | "moveToRangeStart"
            | "moveToRangeEnd"
            | "customXmlInsRangeStart"
            | "customXmlInsRangeEnd"
            | "customXmlDelRangeStart"
            | "customXmlDelRangeEnd"
            | "smartTagPr"
            | "customXmlPr" => {}
            "contentPart" => {
                self.find(FindingKind::EmbeddedObject, Action::LeftOut, "", "a drawing by hand (ink)");
            }
            "p" | "tbl" => {
                // Blocks have no place here; their words have.
                let text = words(node);
                line.pieces.push(LinePiece::plain(format!(" {text} ")));
            }
            // Drawings stand in runs; some programs write them beside.
            "drawing" | "pict" | "object" => self.drawing(node, line),
            // Marks around text: smart tags, custom XML, a direction.
            _ => self.inlines(node, line),
        }
    }

    fn hyperlink(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        let anchor = attribute(node, "anchor");
        let target = attribute(node, "id").and_then(|id| self.relationships.get(id));
        let url = match target {
            Some(target) => with_anchor(&target.target, anchor),
            None => anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default(),
        };
        if url.is_empty() {
            let text = words(node);
            self.find(FindingKind::Link, Action::LeftOut, text, "this link leads nowhere; its text was kept");
            return self.inlines(node, line);
        }
        let before = self.link.replace(self.links.len());
        self.links.push(url);
        self.inlines(node, line);
        self.link = before;
    }

    fn formula(&mut self, node: Node<'d>, display: bool, line: &mut ReadLine<'d>) {
        let tex = math::tex(node);
        if self.drops(&tex) || tex.is_empty() {
            return;
        }
        let display = display && self.in_cell == 0;
        self.push_piece(&mut line.pieces, PieceContent::Math { tex, display }, PieceLook::default());
    }

    fn bookmark(&mut self, node: Node<'d>) {
        if let Some(bookmark) = attribute(node, "name") {
            let paragraph = self.paragraph;
            self.bookmarks.entry(bookmark.to_owned()).or_insert(paragraph);
        }
    }

    pub(in crate::word::body) fn begin_comment(&mut self, node: Node<'d>) {
        if let Some(id) = attribute(node, "id") {
            if self.comments.len() < MAX_OPEN {
                self.comments.push(id.to_owned());
            }
            self.anchor(id);
        }
    }

    pub(in crate::word::body) fn end_comment(&mut self, node: Node<'d>) {
        if let Some(id) = attribute(node, "id") {
            self.comments.retain(|open| open != id);
        }
    }

    /// Notes where a comment stands.
    pub(in crate::word::body) fn anchor(&mut self, id: &str) {
        let (place, paragraph) = (self.place(), self.paragraph);
        let anchor = self.anchors.entry(id.to_owned()).or_default();
        if anchor.place.is_empty() {
            anchor.place = place;
            anchor.paragraph = paragraph;
        }
    }

    /// Notes a control for contents.
    pub(in crate::word::body) fn content_control(&mut self, properties: Node<'d>) {
        if child(properties, "showingPlcHdr").is_some() {
            let message = "a form that nobody filled in: the words that ask for it are text now";
            self.count_finding(FindingKind::Field, Action::Kept, "", message);
        } else if child(properties, "dataBinding").is_some() {
            let message = "text that is bound to data of the document: it is text now";
            self.count_finding(FindingKind::Field, Action::Changed, "", message);
        }
    }
}
