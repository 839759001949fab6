//! Lists: their kinds, and the numbers of their items (ISO/IEC 29500-1, 17.9).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::xml::{self, Node, attribute, child, name, value};

/// Levels of a list.
pub(super) const LEVELS: usize = 9;

/// A level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct ListLevel {
    /// The number of its first item.
    start: u64,
    /// How its numbers are written, such as `decimal` or `bullet`.
    format: String,
    /// The pattern that a number stands in, such as `%1.`.
    pattern: String,
    /// Indent of its text, in twentieths of a point.
    pub(super) left: Option<i64>,
    /// The level after which its numbers begin anew; `None`: any higher one.
    restart: Option<u8>,
}

/// A list that paragraphs name.
#[derive(Debug, Clone)]
struct WordList {
    /// What it is an instance of: instances count together.
    definition: String,
    levels: Vec<ListLevel>,
    /// Levels whose numbers begin anew in this instance.
    restarts: BTreeMap<usize, u64>,
}

/// All lists of a document, and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, WordList>,
    counts: HashMap<String, [Option<u64>; LEVELS]>,
    begun: HashSet<(String, usize)>,
}

/// What an item of a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListMark {
    /// Its number; `None` for a bullet.
    pub(super) number: Option<u64>,
    /// What its list is an instance of.
    pub(super) definition: String,
    /// Indent of its text, in twentieths of a point.
    pub(super) left: Option<i64>,
    /// How its number is written, if Markdown can't write it so.
    pub(super) foreign: Option<String>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(root: Node<'_>) -> Self {
        let mut definitions: HashMap<&str, Node<'_>> = HashMap::new();
        let mut styles: HashMap<&str, Node<'_>> = HashMap::new();
        for node in xml::elements(root).filter(|node| name(*node) == "abstractNum") {
            if let Some(id) = attribute(node, "abstractNumId") {
                definitions.insert(id, node);
            }
            if let Some(style) = value(node, "styleLink") {
                styles.insert(style, node);
            }
        }
        let mut lists = HashMap::new();
        for node in xml::elements(root).filter(|node| name(*node) == "num") {
            let (Some(id), Some(definition)) = (attribute(node, "numId"), value(node, "abstractNumId"))
            else {
                continue;
            };
            let found = definitions.get(definition).copied();
            // A definition may be that of a style of lists.
            let linked =
                found.and_then(|node| value(node, "numStyleLink")).and_then(|style| styles.get(style));
            let found = linked.copied().or(found);
            let mut levels = found.map(levels).unwrap_or_default();
            let mut restarts = BTreeMap::new();
            for change in xml::elements(node).filter(|node| name(*node) == "lvlOverride") {
                let Some(at) = attribute(change, "ilvl").and_then(|level| level.parse::<usize>().ok()) else {
                    continue;
                };
                if let (Some(level), Some(changed)) = (levels.get_mut(at), child(change, "lvl")) {
                    *level = ListLevel::read(changed);
                }
                if let Some(start) = value(change, "startOverride").and_then(|start| start.parse().ok()) {
                    restarts.insert(at, start);
                }
            }
            let definition = found.and_then(|node| attribute(node, "abstractNumId")).unwrap_or(definition);
            lists.insert(id.to_owned(), WordList { definition: definition.to_owned(), levels, restarts });
        }
        Self { lists, ..Self::default() }
    }

    /// Counts an item of a list.
    pub(super) fn count(&mut self, list: &str, level: usize) -> ListMark {
        let level = level.min(LEVELS - 1);
        let Some(found) = self.lists.get(list) else {
            // A list that is defined nowhere has bullets in every word processor.
            return ListMark { number: None, definition: format!("?{list}"), left: None, foreign: None };
        };
        let shape = found.levels.get(level).cloned().unwrap_or_default();
        let counts = self.counts.entry(found.definition.clone()).or_default();
        let is_first = self.begun.insert((list.to_owned(), level));
        let restart = found.restarts.get(&level).filter(|_| is_first).copied();
        let number = match (restart, counts.get(level).copied().flatten()) {
            (Some(start), _) => start,
            (None, Some(last)) => last.saturating_add(1),
            (None, None) => shape.start,
        };
        if let Some(count) = counts.get_mut(level) {
            *count = Some(number);
        }
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            let restart = found.levels.get(deeper).and_then(|level| level.restart);
            if restart.is_none_or(|after| after > 0 && level < usize::from(after)) {
                *count = None;
            }
        }
        ListMark {
            number: shape.is_numbered().then_some(number),
            definition: found.definition.clone(),
            left: shape.left,
            foreign: shape.foreign(),
        }
    }
}

fn levels(definition: Node<'_>) -> Vec<ListLevel> {
    let mut levels = vec![ListLevel::default(); LEVELS];
    for node in xml::elements(definition).filter(|node| name(*node) == "lvl") {
        let at = attribute(node, "ilvl").and_then(|level| level.parse::<usize>().ok());
        if let Some(level) = at.and_then(|at| levels.get_mut(at)) {
            *level = ListLevel::read(node);
        }
    }
    levels
}

impl ListLevel {
    fn read(node: Node<'_>) -> Self {
        let left = child(node, "pPr").and_then(|node| child(node, "ind"));
        Self {
            start: value(node, "start").and_then(|start| start.parse().ok()).unwrap_or(0),
            format: value(node, "numFmt").unwrap_or("decimal").to_owned(),
            pattern: value(node, "lvlText").unwrap_or_default().to_owned(),
            left: left
                .and_then(|node| attribute(node, "left").or_else(|| attribute(node, "start")))
                .and_then(|left| left.parse().ok()),
            restart: value(node, "lvlRestart").and_then(|level| level.parse().ok()),
        }
    }

    /// A number is one only if the pattern shows it.
    fn is_numbered(&self) -> bool {
        !matches!(self.format.as_str(), "" | "bullet" | "none") && self.pattern.contains('%')
    }

    /// Its way to write numbers, if it is not Markdown's.
    fn foreign(&self) -> Option<String> {
        if !self.is_numbered() {
            return None;
        }
        let is_plain = matches!(self.format.as_str(), "decimal" | "decimalZero");
        let is_one = self.pattern.matches('%').count() == 1;
        let around = self.pattern.chars().any(char::is_alphabetic);
        (!is_plain || !is_one || around).then(|| format!("{} ({})", self.pattern, self.format))
    }
}

#[cfg(test)]
mod tests {
    use super::Numbering;
    use crate::word::xml::parse;

    const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
        <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        </w:numbering>"#;

    #[test]
    fn lists_go_on_and_begin_anew() {
        let tree = parse("numbering.xml", NUMBERING).unwrap();
        let mut numbering = Numbering::read(tree.root_element());
        let mut number = |list: &str, level| numbering.count(list, level).number;
        assert_eq!([number("1", 0), number("1", 1), number("1", 1)], [Some(3), Some(1), Some(2)]);
        assert_eq!([number("2", 0), number("1", 1)], [Some(4), Some(1)]);
        assert_eq!([number("3", 0), number("3", 0), number("1", 0)], [Some(1), Some(2), Some(3)]);
        assert_eq!(number("9", 0), None);
    }

    #[test]
    fn numbers_that_markdown_lacks_are_named() {
        let tree = parse("numbering.xml", NUMBERING).unwrap();
        let mut numbering = Numbering::read(tree.root_element());
        assert_eq!(numbering.count("1", 0).foreign, None);
        assert_eq!(numbering.count("1", 1).foreign.as_deref(), Some("%2) (lowerLetter)"));
    }
}
