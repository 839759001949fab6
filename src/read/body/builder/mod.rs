//! Builds blocks and inlines from a stream of openings, closings and text, for Markdown and raw HTML alike.
//!
//! The builder keeps a stack instead of recursing, so that no input can exhaust the machine's own. It flattens what
//! nests deeper than [`MAX_DEPTH`], gives loose text a paragraph, and cleans every character. Until [`resolve`](crate::resolve)
//! has run its output is a draft: link targets are raw URLs in [`External`](pressroom_document::LinkTarget::External), pictures
//! raw paths in [`Missing`](pressroom_document::ImageSource::Missing), and footnote references count the names in
//! [`Draft::names`].

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

mod block_limit;
mod cleaning;
mod container;
mod finish;
mod grid;
mod line;
mod placement;
mod task;
mod wrap;

pub(crate) use block_limit::MAX_BLOCKS;
pub use container::{Container, Picture, RowGroup};
use grid::{DraftCell, DraftRow};
use line::{inline_span, paragraph};

use super::coverage::Words;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Block, CodeBlock, DefinitionItem, Inline, ListItem, MAX_DEPTH, clean};

/// What was read, not yet divided into cards nor resolved.
#[derive(Debug, Default)]
pub struct Draft {
    /// The top level, in order.
    pub blocks: Vec<Block>,
    /// What stands in the sign-off.
    pub signoff: Vec<Block>,
    /// Footnote definitions, in order, by index into `names`.
    pub footnotes: Vec<(u32, Vec<Block>, Span)>,
    /// The names of footnotes; a draft's [`Inline::FootnoteReference`] counts them from 0.
    pub names: Vec<String>,
}

/// Names an open container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Opened(u64);

/// Stands for a container that was not opened because too many are.
const IGNORED_LINE: Opened = Opened(u64::MAX);
const IGNORED_BLOCK: Opened = Opened(u64::MAX - 1);

/// The most containers that are open at once, those without a meaning of their own included.
const MAX_OPEN: usize = 4 * MAX_DEPTH;

#[derive(Debug)]
struct Frame {
    id: u64,
    container: Container,
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<ListItem>,
    rows: Vec<DraftRow>,
    cells: Vec<DraftCell>,
    /// A table's or figure's caption, a callout's title, or the term that the next definitions belong to.
    heading: Vec<Inline>,
    definitions: Vec<DefinitionItem>,
    /// Index of the nearest frame, this one included, whose container means something.
    solid: usize,
}

/// The builder.
#[derive(Debug)]
pub struct Builder<'a> {
    found: &'a mut Diagnostics,
    stack: Vec<Frame>,
    next: u64,
    /// How many open containers count towards the depth.
    depth: usize,
    reported_depth: bool,
    cells: usize,
    reported_cells: bool,
    /// How many blocks and items were made.
    blocks: usize,
    /// An element without words was dropped, and reported.
    reported_discard: bool,
    /// The words that were given on since [`listen`](Self::listen).
    heard: Option<Words>,
    /// A block ended within a line: what comes next stands on a new one.
    pending_break: bool,
    draft: Draft,
    numbers: HashMap<String, u32>,
    /// True in HTML: runs of white space are one space.
    pub collapse: bool,
}

impl<'a> Builder<'a> {
    /// An empty document; what is found wrong goes to `found`.
    pub fn new(found: &'a mut Diagnostics) -> Self {
        let mut builder = Self {
            found,
            stack: Vec::new(),
            next: 0,
            depth: 0,
            reported_depth: false,
            cells: 0,
            reported_cells: false,
            blocks: 0,
            reported_discard: false,
            heard: None,
            pending_break: false,
            draft: Draft::default(),
            numbers: HashMap::new(),
            collapse: false,
        };
        builder.push(Container::Transparent, Span::default());
        builder
    }

    /// Opens a container. Where the place does not allow it, one without a meaning is opened in its stead, so that
    /// every opening can be closed.
    pub fn open(&mut self, container: Container, span: Span) -> Opened {
        if let Some(heard) = &mut self.heard {
            let (first, second) = container.own_words();
            heard.add(first.unwrap_or_default());
            heard.add(second.unwrap_or_default());
        }
        let in_line = self.in_line();
        let is_block =
            !container.is_inline() && !matches!(container, Container::Transparent | Container::Discard(_));
        let container = if matches!(container, Container::Transparent | Container::Discard(_)) {
            container
        } else if !is_block {
            self.inline_container(container, span)
        } else if in_line {
            self.line_break();
            Container::Division
        } else {
            self.end_loose_paragraph();
            self.block_container(container, span)
        };
        if self.stack.len() >= MAX_OPEN && container.is_through() {
            return if is_block { IGNORED_BLOCK } else { IGNORED_LINE };
        }
        self.push(container, span)
    }

    /// Closes a container and all that was left open within it. Does nothing where it is closed already.
    pub fn close(&mut self, opened: Opened) {
        if opened == IGNORED_BLOCK {
            if self.in_line() { self.line_break() } else { self.end_loose_paragraph() }
        } else if self.stack.iter().rev().any(|frame| frame.id == opened.0) {
            while let Some(mut frame) = self.stack.pop() {
                let done = frame.id == opened.0;
                if !done && matches!(frame.container, Container::Discard(_)) {
                    // `<title>` that is never closed is a word about HTML, not HTML.
                    frame.container = Container::Transparent;
                }
                self.finish(frame);
                if done {
                    break;
                }
            }
        }
    }

    /// The open containers since which only containers of `known` were opened.
    pub(crate) fn reachable(&self, known: &HashSet<Opened>) -> HashSet<Opened> {
        let mut reachable = HashSet::new();
        for opened in self.stack.iter().rev().map(|frame| Opened(frame.id)) {
            reachable.insert(opened);
            if !known.contains(&opened) {
                break;
            }
        }
        reachable
    }

    /// Text. In raw HTML (`collapse`), runs of white space are one space.
    pub fn text<'t>(&mut self, value: impl Into<Cow<'t, str>>, span: Span) {
        let value = self.clean(value.into(), span);
        self.hear(&value);
        if self.collapse {
            let blank = value.trim_matches([' ', '\u{c}']).is_empty();
            if blank && !self.has_inlines() {
                return;
            }
            let mut collapsed = String::with_capacity(value.len());
            let mut space = self.ends_in_space();
            for character in value.chars() {
                let is_space = matches!(character, ' ' | '\u{c}');
                if !(is_space && space) {
                    collapsed.push(character);
                }
                space = is_space;
            }
            self.push_text(collapsed, span);
        } else {
            self.push_text(value, span);
        }
    }

    /// A piece of running text other than words: code, a break, a reference.
    pub fn inline(&mut self, inline: Inline) {
        if matches!(inline, Inline::SoftBreak | Inline::HardBreak) && !self.has_inlines() && self.collapse {
            return;
        }
        self.ensure_line(Span::default());
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    /// Code within a line.
    pub fn code(&mut self, value: &str, span: Span) {
        let value = self.clean(value.into(), span);
        if !value.is_empty() {
            self.inline(Inline::Code { value, span });
        }
    }

    /// Mathematics.
    pub fn math(&mut self, value: &str, display: bool, span: Span) {
        let value = self.clean(value.into(), span);
        if !value.is_empty() {
            self.inline(Inline::Math { value, display, span });
        }
    }

    /// A reference to a footnote by name.
    pub fn footnote_reference(&mut self, name: &str, span: Span) {
        let number = self.footnote_number(name);
        self.inline(Inline::FootnoteReference { number, occurrence: 0, span });
    }

    /// Preformatted text.
    pub fn code_block(&mut self, value: &str, language: Option<&str>, span: Span) {
        let (cleaned, what) = clean::preformatted(value);
        let value = cleaned.strip_suffix('\n').unwrap_or(&cleaned).to_owned();
        self.report_cleaned(what, span);
        self.hear(&value);
        if self.in_line() {
            for line in value.lines() {
                self.line_break();
                self.code(line, span);
            }
            return;
        }
        self.end_loose_paragraph();
        let language = language.map(str::to_owned);
        self.block(Block::CodeBlock(CodeBlock { language, text: value, span }));
    }

    /// A break between two passages.
    pub fn thematic_break(&mut self, span: Span) {
        if !self.in_line() {
            self.end_loose_paragraph();
            self.block(Block::ThematicBreak { span });
        }
    }

    /// Reports something at a place.
    pub fn warn(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }

    /// Begins to remember the words that are given on.
    pub(crate) fn listen(&mut self) {
        self.heard = Some(Words::default());
    }

    /// The words that were given on since [`listen`](Self::listen).
    pub(crate) fn heard(&mut self) -> Words {
        self.heard.take().unwrap_or_default()
    }

    /// Goes on to remember words, after what was not to be heard.
    pub(crate) fn listen_on(&mut self, heard: Words) {
        self.heard = Some(heard);
    }

    /// Words that are given on, or known to be no text.
    pub(crate) fn hear(&mut self, words: &str) {
        if let Some(heard) = &mut self.heard {
            heard.add(words);
        }
    }

    /// Closes everything and gives the draft.
    pub fn finish_all(mut self) -> Draft {
        self.take_draft()
    }

    /// Closes everything, gives the draft, and begins another one.
    pub fn take_draft(&mut self) -> Draft {
        while self.stack.len() > 1 {
            if let Some(frame) = self.stack.pop() {
                self.finish(frame);
            }
        }
        self.end_loose_paragraph();
        if let Some(root) = self.stack.pop() {
            self.draft.blocks = root.blocks;
            let paragraph = paragraph(root.inlines, root.span);
            self.draft.blocks.extend(paragraph);
        }
        self.numbers.clear();
        self.push(Container::Transparent, Span::default());
        std::mem::take(&mut self.draft)
    }

    fn push(&mut self, container: Container, span: Span) -> Opened {
        self.next += 1;
        self.depth += usize::from(container.deepens());
        let solid = match self.stack.last() {
            Some(parent) if matches!(container, Container::Transparent | Container::Division) => parent.solid,
            Some(_) | None => self.stack.len(),
        };
        self.stack.push(Frame {
            id: self.next,
            solid,
            container,
            span,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            heading: Vec::new(),
            definitions: Vec::new(),
        });
        Opened(self.next)
    }

    fn too_deep(&mut self, span: Span) -> bool {
        let too_deep = self.depth >= MAX_DEPTH - 1;
        if too_deep && !self.reported_depth {
            self.reported_depth = true;
            let message =
                format!("this nests deeper than {MAX_DEPTH} levels; Pressroom flattened it and lost no text");
            self.found.push(Diagnostic::warning(Code::TooDeep, message).with_span(span));
        }
        too_deep
    }

    fn inline_container(&mut self, container: Container, span: Span) -> Container {
        self.ensure_line(span);
        let in_link = self.stack.iter().any(|frame| matches!(frame.container, Container::Link { .. }));
        if in_link && matches!(container, Container::Link { .. }) {
            let finding = Diagnostic::warning(
                Code::BrokenLink,
                "a link can't be inside another link; Pressroom kept its words",
            )
            .with_span(span);
            self.found.push(finding);
            return Container::Transparent;
        }
        if container.deepens() && self.too_deep(span) { Container::Transparent } else { container }
    }

    /// A break where a block begins or ends in a place where only a line can stand. It comes before whatever follows.
    pub fn line_break(&mut self) {
        self.pending_break = self.has_inlines();
    }

    fn settle_break(&mut self) {
        let ends_in_break =
            self.stack.last().is_some_and(|frame| matches!(frame.inlines.last(), Some(Inline::HardBreak)));
        if std::mem::take(&mut self.pending_break)
            && self.has_inlines()
            && !ends_in_break
            && let Some(frame) = self.stack.last_mut()
        {
            frame.inlines.push(Inline::HardBreak);
        }
    }

    fn in_footnote(&self) -> bool {
        self.stack.iter().any(|frame| matches!(frame.container, Container::Footnote { .. }))
    }

    /// True where only running text can stand: within a line, code or the words for a picture.
    fn in_line(&self) -> bool {
        let through = |frame: &&Frame| {
            frame.container.can_hold_blocks()
                || matches!(frame.container, Container::Transparent | Container::Division)
        };
        let around = self.stack.iter().rev().find(|frame| !through(frame)).map(|frame| &frame.container);
        around.is_some_and(|container| container.is_inline() || container.is_line())
    }

    /// The innermost open container that means something.
    fn solid(&self) -> Option<&Container> {
        let frame = self.stack.last()?;
        self.stack.get(frame.solid).map(|frame| &frame.container)
    }

    /// True where the line that is being built has something in it.
    fn has_inlines(&self) -> bool {
        for frame in self.stack.iter().rev() {
            if !frame.inlines.is_empty() {
                return true;
            }
            if !frame.container.is_through() || !frame.blocks.is_empty() {
                return false;
            }
        }
        false
    }

    fn ends_in_space(&self) -> bool {
        for frame in self.stack.iter().rev() {
            match frame.inlines.last() {
                Some(Inline::Text { value, .. }) => return value.ends_with(' '),
                Some(Inline::SoftBreak | Inline::HardBreak) => return true,
                Some(_) => return false,
                None if frame.container.is_through() && frame.blocks.is_empty() => {}
                None => return true,
            }
        }
        true
    }

    fn push_text(&mut self, value: String, span: Span) {
        if value.is_empty() {
            return;
        }
        self.ensure_line(span);
        let Some(frame) = self.stack.last_mut() else { return };
        if let Some(Inline::Text { value: before, span: place }) = frame.inlines.last_mut() {
            before.push_str(&value);
            *place = place.to(span);
        } else {
            frame.inlines.push(Inline::Text { value, span });
        }
    }

    /// Inlines that come where blocks stand are gathered in the frame itself, and become a paragraph when the next
    /// block comes. A list, table or row can't hold them, so that they wait in the nearest frame that can.
    fn ensure_line(&mut self, span: Span) {
        self.settle_break();
        let Some(frame) = self.stack.last_mut() else { return };
        if frame.inlines.is_empty() && !frame.container.is_inline() && frame.span == Span::default() {
            frame.span = span;
        }
    }

    /// Turns loose inlines of the innermost frame into a paragraph.
    fn end_loose_paragraph(&mut self) {
        let Some(frame) = self.stack.last_mut() else { return };
        if frame.inlines.is_empty()
            || frame.container.is_line()
            || (frame.container.is_inline() && !frame.container.can_hold_blocks())
        {
            return;
        }
        let inlines = std::mem::take(&mut frame.inlines);
        let span = inline_span(&inlines).unwrap_or(frame.span);
        if let Some(paragraph) = paragraph(inlines, span) {
            self.block(paragraph);
        }
    }

    fn block(&mut self, block: Block) {
        if self.has_room(block.span())
            && let Some(frame) = self.stack.last_mut()
        {
            frame.blocks.push(block);
        }
    }

    fn footnote_number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.draft.names.len()).unwrap_or(u32::MAX);
        self.draft.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
