//! Which blocks of HTML belong together, with the Markdown between them.
//!
//! CommonMark ends a block of HTML at a blank line, and authors rely on what browsers and GitHub make of that: an
//! element that is open there encloses the Markdown up to its end tag. The plan says, before anything is read, how far
//! each open element reaches, so that blocks of HTML and the Markdown between them can be parsed as one.

use std::collections::BTreeMap;

use comrak::nodes::{AstNode, NodeValue};

use crate::body::html::{
    is_word_list,
    tags::{self, Tag},
};

/// The most elements that are followed at once, and steps that one list of blocks may take.
const MAX_OPEN: usize = 256;
const MAX_STEPS: usize = 20_000_000;

/// An element that only marks words is reported once among as many that are never closed.
const MOST_UNCLOSED: usize = 50;

/// A block of HTML, by line and column.
type Key = (usize, usize);

/// What is known of the blocks of HTML in a document.
#[derive(Debug, Default)]
pub(super) struct Plan {
    regions: BTreeMap<Key, Region>,
}

/// A block of HTML and the blocks after it that belong to it.
#[derive(Debug, Default)]
pub(super) struct Region {
    /// For each block, the first included, what has to be closed after it.
    pub(super) closers: Vec<String>,
    /// Elements that are never closed: the name, the number of the block, and the byte in it.
    pub(super) unclosed: Vec<(&'static str, usize, usize)>,
}

impl Plan {
    /// The plan for a document.
    pub(super) fn new<'n>(root: &'n AstNode<'n>) -> Self {
        let mut plan = Self::default();
        let is_html = |node: &'n AstNode<'n>| matches!(node.data().value, NodeValue::HtmlBlock(_));
        // The first block of HTML of each list of blocks stands for the list.
        let is_first = |node: &&'n AstNode<'n>| !node.preceding_siblings().skip(1).any(is_html);
        for node in root.descendants().filter(|&node| is_html(node)).filter(is_first) {
            node.parent().into_iter().for_each(|parent| plan.add(parent));
        }
        plan
    }

    /// What begins at a block of HTML.
    pub(super) fn remove_region<'n>(&mut self, block: &'n AstNode<'n>) -> Region {
        let alone = || Region { closers: vec![String::new()], unclosed: Vec::new() };
        self.regions.remove(&key(block)).unwrap_or_else(alone)
    }

    fn add<'n>(&mut self, parent: &'n AstNode<'n>) {
        let mut scope = Scope::default();
        let mut word = Vec::new();
        for (at, node) in parent.children().enumerate() {
            let data = node.data();
            scope.closers.push(String::new());
            word.push(matches!(&data.value, NodeValue::HtmlBlock(block) if is_word_list(&block.literal)));
            if let NodeValue::HtmlBlock(block) = &data.value {
                let found = tags::scan(&block.literal);
                found.tags.into_iter().for_each(|tag| scope.tag(tag, at));
                scope.close_with(&found.end);
            } else if matches!(data.value, NodeValue::Heading(_)) {
                scope.headings.push(at);
            } else if matches!(data.value, NodeValue::Paragraph) {
                scope.ends_within(node, at);
            }
        }
        scope.finish();
        // Word writes a list as one block of HTML after the other.
        for (joined, pair) in scope.joined.iter_mut().zip(word.windows(2)) {
            *joined |= pair == [true, true];
        }
        self.regions(parent, scope);
    }

    fn regions<'n>(&mut self, parent: &'n AstNode<'n>, scope: Scope) {
        let mut first: Option<Key> = None;
        let Scope { closers, joined, unclosed, .. } = scope;
        for (at, (node, closers)) in parent.children().zip(closers).enumerate() {
            let is_html = matches!(node.data().value, NodeValue::HtmlBlock(_));
            if first.is_none() && is_html {
                first = Some(key(node));
            }
            if let Some(region) = first.map(|first| self.regions.entry(first).or_default()) {
                region.closers.push(closers);
                let number = region.closers.len() - 1;
                let here = unclosed.iter().filter(|(_, opened, _)| *opened == at);
                region.unclosed.extend(here.map(|(name, _, offset)| (*name, number, *offset)));
            }
            if !joined.get(at).is_some_and(|joined| *joined) {
                first = None;
            }
        }
    }
}

fn key<'n>(node: &'n AstNode<'n>) -> Key {
    let start = node.data().sourcepos.start;
    (start.line, start.column)
}

/// How an element behaves at a blank line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    /// A box that holds blocks; one that is never closed reaches to the next heading.
    Holder,
    /// A table, or a part of one; where it is never closed it ends with the last tag of a table.
    Table,
    /// A part of a box: it ends with it.
    Part,
    /// It encloses what stands before its end tag, and nothing where it has none.
    Plain,
    /// The same, but it doesn't reach past a heading.
    Line,
    /// It ends with its own block of HTML, whatever follows.
    Closed,
}

fn kind(name: &str) -> ElementKind {
    match name {
        "details" | "figure" | "blockquote" | "ul" | "ol" | "menu" | "dl" => ElementKind::Holder,
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => ElementKind::Table,
        "li" | "dt" | "dd" => ElementKind::Part,
        "pre" | "listing" | "select" | "button" | "svg" | "math" | "object" | "video" | "audio" | "ruby"
        | "template" | "noscript" | "code" | "kbd" | "samp" | "q" | "label" | "abbr" | "var" | "dfn"
        | "tt" => ElementKind::Closed,
        "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav" | "center"
        | "address" | "hgroup" | "form" | "fieldset" => ElementKind::Plain,
        _ => ElementKind::Line,
    }
}

/// True for an element that gives its words a meaning, and must end where they do.
fn is_marking(name: &str) -> bool {
    matches!(
        name,
        "b" | "strong"
            | "i"
            | "em"
            | "s"
            | "strike"
            | "del"
            | "sub"
            | "sup"
            | "code"
            | "kbd"
            | "samp"
            | "tt"
            | "q"
            | "video"
            | "audio"
            | "object"
    )
}

fn is_block(name: &str) -> bool {
    matches!(kind(name), ElementKind::Holder | ElementKind::Part)
        || matches!(
            name,
            "table"
                | "div"
                | "section"
                | "article"
                | "aside"
                | "header"
                | "footer"
                | "main"
                | "nav"
                | "center"
                | "address"
                | "hgroup"
                | "form"
                | "fieldset"
                | "p"
                | "pre"
                | "listing"
                | "summary"
                | "figcaption"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
        )
}

/// An element of a list of blocks: in which block it was opened, and in which it ends.
#[derive(Debug)]
struct Element {
    name: &'static str,
    opened: usize,
    /// The byte in that block.
    offset: usize,
    closed: Option<usize>,
    /// Its own end tag closed it.
    explicit: bool,
    parent: Option<usize>,
}

/// The elements of one list of blocks.
#[derive(Debug, Default)]
struct Scope {
    elements: Vec<Element>,
    /// Those that are open, by index.
    open: Vec<usize>,
    headings: Vec<usize>,
    /// Blocks with a tag of a table.
    tables: Vec<usize>,
    closers: Vec<String>,
    /// For each block, whether the next one belongs to it.
    joined: Vec<bool>,
    unclosed: Vec<(&'static str, usize, usize)>,
    steps: usize,
}

impl Scope {
    fn tag(&mut self, tag: Tag, at: usize) {
        if kind(tag.name) == ElementKind::Table {
            self.tables.push(at);
        }
        if tag.closing {
            self.close(tag.name, at);
            return;
        }
        let (same, barriers): (&[&str], &[&str]) = match tag.name {
            "li" => (&["li"], &["ul", "ol", "menu", "td", "th", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "td", "th", "table"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "tr" => (&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table"]),
            _ => (&[], &[]),
        };
        if !same.is_empty() {
            self.end(same, barriers, at);
        }
        if is_block(tag.name) {
            self.end(&["p"], &["td", "th", "caption", "table", "button", "object"], at);
        }
        if self.open.len() < MAX_OPEN {
            let parent = self.open.last().copied();
            self.open.push(self.elements.len());
            self.elements.push(Element {
                name: tag.name,
                opened: at,
                offset: tag.at,
                closed: None,
                explicit: false,
                parent,
            });
        }
    }

    fn close(&mut self, name: &'static str, at: usize) {
        let within_table: &[&str] = match (name, kind(name)) {
            ("table", _) => &[],
            (_, ElementKind::Table) => &["table"],
            _ => &["td", "th", "caption", "table"],
        };
        let barriers: &[&str] = if name == "caption" { &["table"] } else { within_table };
        let ended = self.end(&[name], barriers, at).or_else(|| {
            // In `<b><i></b></i>`, the first end tag ended both.
            let late =
                |element: &Element| element.name == name && element.closed == Some(at) && !element.explicit;
            self.elements.iter().rev().take(16).position(late).map(|back| self.elements.len() - 1 - back)
        });
        if let Some(element) = ended.and_then(|index| self.elements.get_mut(index)) {
            element.explicit = true;
        }
    }

    /// Ends the innermost open element of one of the names, and all within it, unless a barrier stands before.
    fn end(&mut self, names: &[&str], barriers: &[&str], at: usize) -> Option<usize> {
        if self.steps > MAX_STEPS {
            return None;
        }
        let mut found = None;
        for (depth, index) in self.open.iter().enumerate().rev() {
            self.steps += 1;
            let name = self.elements.get(*index).map_or("", |element| element.name);
            if names.contains(&name) {
                found = Some(depth);
                break;
            }
            if barriers.contains(&name) {
                break;
            }
        }
        let ended = self.open.split_off(found?);
        for index in &ended {
            if let Some(element) = self.elements.get_mut(*index) {
                element.closed = Some(at);
            }
        }
        ended.first().copied()
    }

    /// Adds to what has to be closed after the last block.
    fn close_with(&mut self, end: &str) {
        if let Some(closers) = self.closers.last_mut() {
            closers.push_str(end);
        }
    }

    /// End tags in a paragraph of Markdown, of elements that were opened before it.
    fn ends_within<'n>(&mut self, paragraph: &'n AstNode<'n>, at: usize) {
        if self.open.is_empty() {
            return;
        }
        let mut within: Vec<&'static str> = Vec::new();
        for node in paragraph.children() {
            let data = node.data();
            let NodeValue::HtmlInline(html) = &data.value else { continue };
            let Some(tag) = tags::scan(html).tags.pop() else { continue };
            if !tag.closing {
                within.push(tag.name);
            } else if let Some(open) = within.iter().rposition(|name| *name == tag.name) {
                within.truncate(open);
            } else {
                let before = self.open.len();
                self.tag(tag, at);
                if self.open.len() < before {
                    self.close_with(&format!("</{}>", tag.name));
                }
            }
        }
    }

    /// Says how far each element reaches.
    fn finish(&mut self) {
        let last = self.closers.len().saturating_sub(1);
        let mut reach: Vec<usize> = Vec::with_capacity(self.elements.len());
        // Where what is never closed ends, for each element: inner ones come later.
        let mut closed_at = Vec::new();
        for (index, element) in self.elements.iter().enumerate() {
            let opened = element.opened;
            let kind = kind(element.name);
            let next = self.headings.partition_point(|heading| *heading <= opened);
            let heading = self.headings.get(next).map_or(last, |heading| heading - 1).max(opened);
            let end = match (element.closed, kind) {
                (Some(_), ElementKind::Closed) => opened,
                (Some(_), ElementKind::Plain | ElementKind::Line) if !element.explicit => opened,
                (Some(closed), ElementKind::Line) if closed > heading => opened,
                (Some(closed), _) => closed,
                (None, ElementKind::Holder) => heading,
                (None, ElementKind::Table) => {
                    let next = self.tables.partition_point(|table| *table <= heading);
                    next.checked_sub(1)
                        .and_then(|at| self.tables.get(at))
                        .map_or(opened, |at| *at)
                        .max(opened)
                }
                (None, ElementKind::Part) => {
                    element.parent.and_then(|parent| reach.get(parent)).map_or(opened, |at| *at)
                }
                (None, ElementKind::Plain | ElementKind::Line | ElementKind::Closed) => opened,
            };
            reach.push(end);
            if element.closed.is_none_or(|closed| closed > end) {
                closed_at.push((end, index));
            }
            let holds = kind == ElementKind::Holder || element.name == "table";
            // What is bold, or a link's text, goes on to the end of its block.
            let said =
                || self.unclosed.iter().rev().take(MOST_UNCLOSED).any(|(name, _, _)| *name == element.name);
            if element.closed.is_none() && holds || !element.explicit && is_marking(element.name) && !said() {
                self.unclosed.push((element.name, opened, element.offset));
            }
        }
        for (end, index) in closed_at.into_iter().rev() {
            if let (Some(closers), Some(element)) = (self.closers.get_mut(end), self.elements.get(index)) {
                closers.push_str(&format!("</{}>", element.name));
            }
        }
        self.joined = self.joins(&reach);
    }

    /// Blocks are joined to the next one while an element of theirs reaches it.
    fn joins(&self, reach: &[usize]) -> Vec<bool> {
        let mut furthest = vec![0; self.closers.len()];
        for (element, end) in self.elements.iter().zip(reach) {
            if let Some(place) = furthest.get_mut(element.opened) {
                *place = (*end).max(*place);
            }
        }
        let mut so_far = 0;
        furthest
            .into_iter()
            .enumerate()
            .map(|(at, end)| {
                so_far = end.max(so_far);
                so_far > at
            })
            .collect()
    }
}
