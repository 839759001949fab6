//! Runs: text of one look, and what stands between (ISO/IEC 29500-1, 17.3.2 and 17.3.3).

use super::{
    inlines::{ReadLine, alternative},
    piece::{LinePiece, PieceContent, PieceLook},
};
use crate::word::body::reader::WordReader;
use crate::{
    Action, FindingKind,
    word::{
        styles::{WordStyle, is_code_style},
        symbols,
        xml::{Node, attribute, child, descendants, elements, is_on, name, value, words},
    },
};

/// Looks that the model does not have, and what they are called.
const LOST_LOOKS: &[(&str, &str)] = &[
    ("u", "underlined text"),
    ("color", "coloured text"),
    ("highlight", "highlighted text"),
    ("shd", "text on a coloured ground"),
    ("caps", "text in capitals: it is written as it was typed"),
    ("smallCaps", "text in small capitals"),
    ("sz", "text of another size"),
    ("bdr", "text in a frame"),
    ("emboss", "embossed text"),
    ("imprint", "engraved text"),
    ("outline", "outlined text"),
    ("shadow", "text with a shadow"),
    ("effect", "animated text"),
    ("em", "text with marks of emphasis"),
    ("position", "text above or below its line"),
    ("w", "text that is stretched"),
    ("spacing", "text that is spaced"),
    ("fitText", "text that is fitted to a width"),
    ("eastAsianLayout", "text in two lines or across"),
];

/// How a run looks, and what it is.
struct RunLook<'d> {
    look: PieceLook,
    hidden: bool,
    language: Option<&'d str>,
    font: Option<&'d str>,
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// A run.
    pub(in crate::word::body) fn run(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        let properties = self.properties(node, "rPr");
        let look = self.run_look(properties);
        for part in elements(node) {
            self.run_part(part, &look, line);
        }
    }

    fn run_look(&mut self, properties: Option<Node<'d>>) -> RunLook<'d> {
        let mut own = WordStyle::default();
        let mut is_code = false;
        if let Some(properties) = properties {
            own.read_text(properties);
            if let Some(style) = value(properties, "rStyle").and_then(|id| self.styles.find(id)) {
                is_code |= is_code_style(style.name);
                let style = style.clone();
                is_code |= self.house_look(&style, &mut own);
                own.inherit(&style);
            }
            for (property, what) in LOST_LOOKS {
                let found = child(properties, property).filter(|found| match *property {
                    "color" => !matches!(attribute(*found, "val"), None | Some("auto" | "000000")),
                    "u" | "highlight" | "em" | "effect" => is_on(*found),
                    "shd" => !matches!(attribute(*found, "fill"), None | Some("auto" | "FFFFFF" | "ffffff")),
                    "sz" | "spacing" | "w" | "position" => false,
                    _ => is_on(*found),
                });
                // A link is underlined and coloured without meaning more.
                if found.is_some() && self.open_link().is_none() {
                    self.count_finding(FindingKind::Formatting, Action::LeftOut, "", what);
                }
            }
        }
        let look = PieceLook {
            bold: own.bold == Some(true),
            italic: own.italic == Some(true),
            strike: own.strike == Some(true),
            raised: own.vertical == Some("superscript"),
            lowered: own.vertical == Some("subscript"),
            code: is_code || (own.is_monospaced() && !self.styles.defaults.is_monospaced()),
        };
        let language = match own.right_to_left {
            Some(true) => properties
                .and_then(|properties| child(properties, "lang"))
                .and_then(|node| attribute(node, "bidi"))
                .or(own.language),
            _ => own.language,
        };
        let language = language.or(self.styles.usual_language());
        RunLook { look, hidden: own.hidden == Some(true), language, font: own.font }
    }

    /// What the house says of a style of characters; true for code.
    fn house_look(&mut self, style: &WordStyle<'d>, own: &mut WordStyle<'d>) -> bool {
        use crate::word::styles::ParagraphMeaning::House;
        use pressroom_config::StyleMeaning;
        match style.meaning {
            Some(House(StyleMeaning::Emphasis)) => own.italic = Some(true),
            Some(House(StyleMeaning::Strong)) => own.bold = Some(true),
            Some(House(StyleMeaning::Ignore)) => own.hidden = Some(true),
            Some(House(StyleMeaning::Code)) => return true,
            _ => {
                let says_nothing = style.meaning.is_none()
                    && style.is_custom
                    && style.bold.is_none()
                    && style.italic.is_none()
                    && !style.name.ends_with(" Char");
                if says_nothing {
                    let message =
                        format!("the style of characters “{}” has no meaning that is known", style.name);
                    self.count_finding(FindingKind::Style, Action::LeftOut, style.name, &message);
                }
            }
        }
        false
    }

    fn run_part(&mut self, node: Node<'d>, run: &RunLook<'d>, line: &mut ReadLine<'d>) {
        match name(node) {
            "t" | "delText" => {
                let text: String = node.children().filter_map(|text| text.text()).collect();
                let text = match run.font.filter(|font| symbols::is_symbol_font(font)) {
                    Some(font) => self.signs(&text, font),
                    None => text,
                };
                self.text(&text, run, line);
            }
            "tab" | "ptab" => self.text("\t", run, line),
            "br" | "cr" => {
                if matches!(attribute(node, "type"), Some("page" | "column")) {
                    self.count_finding(
                        FindingKind::Formatting,
                        Action::LeftOut,
                        "",
                        "a break of pages or columns",
                    );
                    // Words on both sides must not grow together.
                    self.text(" ", run, line);
                } else if run.hidden {
                    line.hidden.push(' ');
                } else if !self.drops(" ") {
                    self.push_piece(&mut line.pieces, PieceContent::Break, run.look);
                }
            }
            "noBreakHyphen" => self.text("\u{2011}", run, line),
            "softHyphen"
            | "lastRenderedPageBreak"
            | "annotationRef"
            | "footnoteRef"
            | "endnoteRef"
            | "separator"
            | "continuationSeparator"
            | "rPr" => {}
            "sym" => self.sign(node, run, line),
            "drawing" | "pict" | "object" => {
                if run.hidden {
                    self.find(
                        FindingKind::HiddenText,
                        Action::LeftOut,
                        words(node),
                        "a hidden picture or drawing",
                    );
                } else {
                    self.drawing(node, line);
                }
            }
            "footnoteReference" => self.note_reference("footnote", node, run, line),
            "endnoteReference" => self.note_reference("endnote", node, run, line),
            "commentReference" => {
                if let Some(id) = attribute(node, "id") {
                    self.anchor(id);
                }
            }
            "fldChar" => self.field_mark(node, &mut line.pieces),
            "instrText" | "delInstrText" => {
                let text: String = node.children().filter_map(|text| text.text()).collect();
                line.is_numbered |= text.trim_start().to_ascii_uppercase().starts_with("SEQ ");
                self.field_code(&text);
            }
            "ruby" => {
                let part = |wanted: &str| child(node, wanted).map(words).unwrap_or_default();
                let (base, above) = (part("rubyBase"), part("rt"));
                let text = if above.is_empty() { base } else { format!("{base} ({above})") };
                self.count_finding(
                    FindingKind::Formatting,
                    Action::Changed,
                    &text,
                    "the reading above text (ruby) is in brackets behind it",
                );
                self.text(&text, run, line);
            }
            "dayShort" | "dayLong" | "monthShort" | "monthLong" | "yearShort" | "yearLong" | "pgNum" => {
                let message = "a value that the word processor computes, such as the day or the page";
                self.count_finding(FindingKind::Field, Action::LeftOut, "", message);
            }
            "AlternateContent" => {
                self.compare_alternatives(node);
                for part in alternative(node).into_iter().flat_map(elements) {
                    self.run_part(part, run, line);
                }
            }
            "contentPart" => {
                self.find(FindingKind::EmbeddedObject, Action::LeftOut, "", "a drawing by hand (ink)");
            }
            "r" => self.run(node, line),
            _ => self.inlines(node, line),
        }
    }

    fn text(&mut self, text: &str, run: &RunLook<'d>, line: &mut ReadLine<'d>) {
        if text.is_empty() || self.drops(text) {
            return;
        }
        if run.hidden {
            line.hidden.push_str(text);
            return;
        }
        self.hear(text, run.language);
        // Text of a programming language may hold anything, but no sign for private use is a letter.
        self.push_piece(&mut line.pieces, PieceContent::Text(text.to_owned()), run.look);
    }

    /// Text in a font of signs.
    fn signs(&mut self, text: &str, font: &str) -> String {
        // Only characters for private use are surely codes of the font: programs that lack it write letters.
        text.chars()
            .map(|character| {
                let code = u32::from(character);
                if !(0xf000..=0xf0ff).contains(&code) {
                    return character;
                }
                symbols::character(font, code).unwrap_or(character)
            })
            .collect()
    }

    fn sign(&mut self, node: Node<'d>, run: &RunLook<'d>, line: &mut ReadLine<'d>) {
        let font = attribute(node, "font").unwrap_or_default();
        let code = attribute(node, "char").and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(|code| symbols::character(font, code)) {
            Some(character) => self.text(character.encode_utf8(&mut [0; 4]), run, line),
            None => {
                let code = attribute(node, "char").unwrap_or_default();
                let message = format!("a sign of the font {font} that no other font has");
                self.find(FindingKind::Formatting, Action::LeftOut, code, message);
            }
        }
    }

    fn note_reference(&mut self, kind: &str, node: Node<'d>, run: &RunLook<'d>, line: &mut ReadLine<'d>) {
        let id = attribute(node, "id").unwrap_or_default();
        let note = format!("{kind} {id}");
        let Some(found) = self.notes.get(&note).copied() else {
            self.find(FindingKind::Note, Action::LeftOut, "", format!("{note} is not in the document"));
            return;
        };
        if run.hidden {
            self.find(
                FindingKind::HiddenText,
                Action::LeftOut,
                words(found.node),
                format!("{note} is hidden"),
            );
            return;
        }
        if self.is_code_or_dropped() {
            return;
        }
        if self.note.is_some() {
            self.find(
                FindingKind::Note,
                Action::LeftOut,
                words(found.node),
                format!("{note} is a note of a note"),
            );
            return;
        }
        if descendants(node, "customMarkFollows").next().is_some()
            || matches!(attribute(node, "customMarkFollows"), Some("1" | "true" | "on"))
        {
            let message = "a note with a mark of its own: notes are numbered";
            self.count_finding(FindingKind::Note, Action::Changed, "", message);
        }
        if self.seen_notes.insert(note.clone()) {
            self.referred.push(note.clone());
        }
        let link = self.open_link();
        line.pieces.push(LinePiece { content: PieceContent::Note(note), look: PieceLook::default(), link });
    }
}
