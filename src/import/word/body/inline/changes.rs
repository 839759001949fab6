//! Tracked changes (ISO/IEC 29500-1, 17.13.5).

use crate::word::body::reader::WordReader;
use crate::{
    Action, Changes, FindingKind,
    word::xml::{Node, attribute, child, elements, name, words},
};

impl<'d> WordReader<'d, '_, '_, '_> {
    /// Lists an insertion; true if its text is taken.
    pub(in crate::word::body) fn take_insertion(&mut self, node: Node<'d>) -> bool {
        let is_taken = self.changes == Changes::Accept;
        let text = words(node);
        if !text.is_empty() {
            let what =
                if name(node) == "moveTo" { "text that was moved to here" } else { "text that was inserted" };
            let (action, done) = match is_taken {
                true => (Action::Kept, "it was accepted"),
                false => (Action::LeftOut, "it was rejected"),
            };
            let message = format!("{what}{}: {done}", by(node));
            self.find(FindingKind::Insertion, action, text, message);
        }
        is_taken
    }

    /// Lists a deletion; true if its text is taken, because deletions are rejected.
    pub(in crate::word::body) fn take_deletion(&mut self, node: Node<'d>) -> bool {
        let is_taken = self.changes == Changes::Reject;
        let text = words(node);
        if !text.is_empty() {
            let what =
                if name(node) == "moveFrom" { "text that was moved away" } else { "text that was deleted" };
            let (action, done) = match is_taken {
                true => (Action::Kept, "the deletion was rejected"),
                false => (Action::LeftOut, "the deletion was accepted"),
            };
            let message = format!("{what}{}: {done}", by(node));
            self.find(FindingKind::Deletion, action, text, message);
        }
        is_taken
    }

    /// The properties that count: those before a change of them if changes are rejected. Changes are listed.
    pub(in crate::word::body) fn properties(&mut self, node: Node<'d>, wanted: &str) -> Option<Node<'d>> {
        let properties = elements(node).find(|part| name(*part) == wanted)?;
        let change = elements(properties).find(|part| matches!(name(*part), "rPrChange" | "pPrChange"));
        let Some(change) = change else { return Some(properties) };
        let what = if wanted == "rPr" { "look of characters" } else { "look of paragraphs" };
        let done = match self.changes {
            Changes::Accept => "it was accepted",
            Changes::Reject => "it was rejected",
        };
        let message = format!("a change of the {what}{}: {done}", by(change));
        self.count_finding(FindingKind::Formatting, Action::Changed, &words(node), &message);
        match self.changes {
            Changes::Accept => Some(properties),
            Changes::Reject => elements(change).find(|part| name(*part) == wanted),
        }
    }

    /// True if the end of a paragraph is not taken, so that the next one goes on with it.
    pub(in crate::word::body) fn loses_its_end(&self, properties: Option<Node<'d>>) -> bool {
        let Some(mark) = properties.and_then(|properties| child(properties, "rPr")) else { return false };
        let change = match self.changes {
            Changes::Accept => ["del", "moveFrom"],
            Changes::Reject => ["ins", "moveTo"],
        };
        elements(mark).any(|part| change.contains(&name(part)))
    }

    /// True if a row of a table is taken.
    pub(in crate::word::body) fn takes_row(&mut self, row: Node<'d>) -> bool {
        let Some(properties) = child(row, "trPr") else { return true };
        if let Some(change) = child(properties, "ins") {
            let is_taken = self.changes == Changes::Accept;
            let action = if is_taken { Action::Kept } else { Action::LeftOut };
            let message = format!("a row that was inserted{}", by(change));
            self.find(FindingKind::Insertion, action, words(row), message);
            return is_taken;
        }
        if let Some(change) = child(properties, "del") {
            let is_taken = self.changes == Changes::Reject;
            let action = if is_taken { Action::Kept } else { Action::LeftOut };
            let message = format!("a row that was deleted{}", by(change));
            self.find(FindingKind::Deletion, action, words(row), message);
            return is_taken;
        }
        true
    }
}

/// " by A. Editor on 2026-01-31"
pub(in crate::word) fn by(node: Node<'_>) -> String {
    let author = attribute(node, "author").filter(|author| !author.trim().is_empty());
    let day = attribute(node, "date").and_then(|date| date.get(..10));
    let author = author.map(|author| format!(" by {author}")).unwrap_or_default();
    let day = day.map(|day| format!(" on {day}")).unwrap_or_default();
    format!("{author}{day}")
}
