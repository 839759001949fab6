//! Fields: links, and values that the word processor computes (ISO/IEC 29500-1, 17.16).

use super::piece::{LinePiece, PieceContent, PieceLook};
use crate::word::body::reader::{OpenField, WordReader};
use crate::{
    Action, FindingKind,
    word::xml::{Node, attribute, child, elements, is_on, name, value},
};

/// The most fields that are open in one another.
const MAX_OPEN_FIELDS: usize = 64;

/// The parts of a field's code: its name, its arguments and its switches.
#[derive(Debug, Default)]
struct FieldCode {
    name: String,
    arguments: Vec<String>,
    /// Switches, each with the argument behind it.
    switches: Vec<(char, String)>,
}

impl FieldCode {
    fn parse(code: &str) -> Self {
        let mut tokens = tokens(code).into_iter().peekable();
        let mut parsed = Self { name: tokens.next().unwrap_or_default().1.to_uppercase(), ..Self::default() };
        while let Some((is_quoted, token)) = tokens.next() {
            match token.strip_prefix('\\').and_then(|switch| switch.chars().next()) {
                Some(switch) if !is_quoted => {
                    // Of a link's switches only these have an argument.
                    let takes = matches!(switch, 'l' | 'o' | 't' | 'm');
                    let next = tokens.next_if(|(quoted, next)| takes && (*quoted || !next.starts_with('\\')));
                    parsed.switches.push((switch, next.unwrap_or_default().1));
                }
                _ => parsed.arguments.push(token),
            }
        }
        parsed
    }

    fn switch(&self, wanted: char) -> Option<&str> {
        self.switches.iter().find(|(switch, _)| *switch == wanted).map(|(_, argument)| argument.as_str())
    }

    /// The address of a link; `None` if it is none.
    fn link(&self) -> Option<String> {
        if self.name != "HYPERLINK" {
            return None;
        }
        let address = self.arguments.first().cloned().unwrap_or_default();
        Some(with_anchor(&address, self.switch('l')))
    }
}

/// An address with the place within it.
pub(in crate::word::body) fn with_anchor(address: &str, anchor: Option<&str>) -> String {
    match anchor.filter(|anchor| !anchor.is_empty()) {
        Some(anchor) if !address.contains('#') => format!("{address}#{anchor}"),
        _ => address.to_owned(),
    }
}

/// The words of a code, each with whether it stood in quotation marks.
fn tokens(code: &str) -> Vec<(bool, String)> {
    let mut out = Vec::new();
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            continue;
        }
        if matches!(character, '"' | '“' | '”') {
            let mut text = String::new();
            while let Some(next) = characters.next() {
                match next {
                    '"' | '“' | '”' => break,
                    '\\' => text.push(characters.next().unwrap_or('\\')),
                    next => text.push(next),
                }
            }
            out.push((true, text));
            continue;
        }
        let mut text = String::from(character);
        while let Some(next) = characters.next_if(|next| !next.is_whitespace() && *next != '"') {
            text.push(next);
        }
        out.push((false, text));
    }
    out
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// A mark of a field: its beginning, the end of its code, or its end.
    pub(in crate::word::body) fn field_mark(&mut self, node: Node<'d>, pieces: &mut Vec<LinePiece>) {
        match attribute(node, "fldCharType") {
            // Fields that are never closed are a mistake of a program.
            Some("begin") if self.fields.len() < MAX_OPEN_FIELDS => {
                let form = child(node, "ffData");
                self.fields.push(OpenField { form, ..OpenField::default() });
            }
            Some("separate") => self.show_field(),
            Some("end") => {
                let Some(field) = self.fields.last() else { return };
                if !field.shows {
                    self.show_field();
                }
                if let Some(field) = self.fields.pop() {
                    self.end_field(field, pieces);
                }
            }
            _ => {}
        }
    }

    /// Text of a field's code.
    pub(in crate::word::body) fn field_code(&mut self, text: &str) {
        if let Some(field) = self.fields.last_mut().filter(|field| !field.shows) {
            field.code.push_str(text);
        }
    }

    /// A field in one element.
    pub(in crate::word::body) fn begin_simple_field(&mut self, code: &str) {
        self.fields.push(OpenField { code: code.to_owned(), ..OpenField::default() });
        self.show_field();
    }

    /// The end of a field in one element.
    pub(in crate::word::body) fn end_simple_field(&mut self, pieces: &mut Vec<LinePiece>) {
        if let Some(field) = self.fields.pop() {
            self.end_field(field, pieces);
        }
    }

    /// The code of the innermost field is whole; what it shows comes next.
    fn show_field(&mut self) {
        let Some(field) = self.fields.last_mut() else { return };
        field.shows = true;
        let code = FieldCode::parse(&field.code);
        if let Some(url) = code.link() {
            field.link = Some(self.links.len());
            self.links.push(url);
        } else if matches!(code.name.as_str(), "TOC" | "RD" | "TA" | "TC" | "XE") {
            field.dropped = Some(String::new());
        } else if matches!(code.name.as_str(), "REF" | "PAGEREF" | "NOTEREF")
            && code.switches.iter().any(|(switch, _)| *switch == 'h')
            && let Some(bookmark) = code.arguments.first()
            && self.link.is_none()
            && self.fields.iter().all(|field| field.link.is_none())
        {
            let url = format!("#{bookmark}");
            if let Some(field) = self.fields.last_mut() {
                field.link = Some(self.links.len());
            }
            self.links.push(url);
        }
    }

    fn end_field(&mut self, field: OpenField<'d>, pieces: &mut Vec<LinePiece>) {
        let code = FieldCode::parse(&field.code);
        if let Some(words) = field.dropped {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = match code.name.as_str() {
                "TOC" => "a table of contents: every edition makes its own".to_owned(),
                name => format!("a field for the word processor alone ({name})"),
            };
            // Contents within contents were reported with them.
            match self.fields.iter_mut().rev().find_map(|outer| outer.dropped.as_mut()) {
                Some(outer) => outer.push_str(&words),
                None => self.find(FindingKind::Field, Action::LeftOut, words, message),
            }
            return;
        }
        if self.is_code_or_dropped() {
            return;
        }
        match code.name.as_str() {
            "HYPERLINK" | "" => {}
            "FORMCHECKBOX" => {
                let is_checked = field.form.and_then(|form| child(form, "checkBox")).is_some_and(|form| {
                    child(form, "checked").or_else(|| child(form, "default")).is_some_and(is_on)
                });
                pieces.push(LinePiece::plain(if is_checked { "☒" } else { "☐" }));
                self.count_finding(
                    FindingKind::Field,
                    Action::Changed,
                    "",
                    "a check box of a form is a sign",
                );
            }
            "FORMDROPDOWN" => {
                let list = field.form.and_then(|form| child(form, "ddList"));
                let at = list.and_then(|list| value(list, "result").or_else(|| value(list, "default")));
                let at = at.and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
                let mut entries =
                    list.into_iter().flat_map(elements).filter(|entry| name(*entry) == "listEntry");
                if let Some(entry) = entries.nth(at).and_then(|entry| attribute(entry, "val")) {
                    pieces.push(LinePiece::plain(entry));
                }
                self.count_finding(
                    FindingKind::Field,
                    Action::Changed,
                    "",
                    "a choice of a form is the entry that is chosen",
                );
            }
            "FORMTEXT" => {
                self.count_finding(
                    FindingKind::Field,
                    Action::Changed,
                    "",
                    "a field of a form is the text in it",
                );
            }
            "EQ" => {
                let text = field.code.trim().to_owned();
                self.find(FindingKind::Equation, Action::LeftOut, text, "a formula as a field (EQ)");
            }
            "SEQ" | "INCLUDEPICTURE" | "SHAPE" => {}
            name => {
                let message = format!("a value that the word processor computes ({name}): it is text now");
                self.count_finding(FindingKind::Field, Action::Changed, field.code.trim(), &message);
            }
        }
    }

    /// True where text is a field's code, or is not taken over.
    pub(in crate::word::body) fn is_code_or_dropped(&self) -> bool {
        self.fields.iter().any(|field| !field.shows || field.dropped.is_some())
    }

    /// True if what a field shows is left out, such as a table of contents; the text is kept for the report.
    pub(in crate::word::body) fn drops(&mut self, text: &str) -> bool {
        if self.fields.iter().any(|field| !field.shows) {
            return true;
        }
        match self.fields.iter_mut().find_map(|field| field.dropped.as_mut()) {
            Some(words) => {
                words.push_str(text);
                true
            }
            None => false,
        }
    }

    /// The link that is open.
    pub(in crate::word::body) fn open_link(&self) -> Option<usize> {
        self.fields.iter().rev().find_map(|field| field.link).or(self.link)
    }

    /// Adds a piece with the link that is open.
    pub(in crate::word::body) fn push_piece(
        &self,
        pieces: &mut Vec<LinePiece>,
        content: PieceContent,
        look: PieceLook,
    ) {
        pieces.push(LinePiece { content, look, link: self.open_link() });
    }
}

#[cfg(test)]
mod tests {
    use super::FieldCode;

    #[test]
    fn codes_are_taken_apart() {
        let link = |code: &str| FieldCode::parse(code).link();
        assert_eq!(link(r#" HYPERLINK "https://a.org/b" \o "A tip" "#).as_deref(), Some("https://a.org/b"));
        assert_eq!(link(r#"HYPERLINK https://a.org \l "place""#).as_deref(), Some("https://a.org#place"));
        assert_eq!(link(r#"hyperlink \l "place" \h"#).as_deref(), Some("#place"));
        assert_eq!(link(r#"HYPERLINK \n "https://a.org""#).as_deref(), Some("https://a.org"));
        assert_eq!(link("PAGE"), None);
    }
}
