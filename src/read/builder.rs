//! Builds blocks and inlines from a stream of openings, closings and text, for Markdown and raw HTML alike.
//!
//! The builder keeps a stack instead of recursing, so that no input can exhaust the machine's own. It flattens what
//! nests deeper than [`MAX_DEPTH`], gives loose text a paragraph, and cleans every character. Until `resolve` has
//! run its output is a draft: link targets are raw URLs in [`LinkTarget::External`], pictures raw paths in
//! [`ImageSource::Missing`], and footnote references count the names in [`Draft::names`].

use std::collections::HashMap;

use super::{clean, related};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span},
    model::{
        Alignment, Block, Callout, CalloutKind, CodeBlock, DefinitionItem, DefinitionList, Figure, Heading,
        Image, ImageSource, Inline, LinkTarget, List, ListItem, MAX_DEPTH, Quote, Table, TableCell, text,
    },
};

/// The most cells that the tables of one document may have.
const MAX_CELLS: usize = 200_000;

/// What was read, not yet divided into cards nor resolved.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The top level, in order.
    pub(super) blocks: Vec<Block>,
    /// What stands in `::: signoff` boxes.
    pub(super) signoff: Vec<Block>,
    /// Footnote definitions, in order, by index into `names`.
    pub(super) footnotes: Vec<(u32, Vec<Block>, Span)>,
    /// The names of footnotes; a draft's [`Inline::FootnoteReference`] counts them from 0.
    pub(super) names: Vec<String>,
}

/// Something that holds blocks or inlines.
#[derive(Debug)]
pub(super) enum Container {
    Quote,
    List {
        start: Option<u64>,
        tight: bool,
    },
    Item {
        task: Option<bool>,
    },
    Paragraph,
    Heading {
        level: u8,
    },
    Table {
        alignments: Vec<Alignment>,
    },
    Row {
        head: bool,
    },
    Cell,
    Caption,
    DefinitionList,
    Term,
    Definition,
    Footnote {
        name: String,
    },
    Callout {
        kind: CalloutKind,
    },
    Title,
    Related {
        label: Option<String>,
    },
    Signoff,
    Figure,
    Emphasis,
    Strong,
    Strikethrough,
    Superscript,
    Subscript,
    Code,
    Link {
        url: String,
        title: Option<String>,
    },
    /// A picture; its content is its alternative text.
    Image(Picture),
    /// Nothing of its own within a line: the content goes to the parent.
    Transparent,
    /// Nothing of its own, but its content stands on lines of its own.
    Division,
    /// The content is thrown away.
    Discard,
}

/// A picture as written.
#[derive(Debug, Default, Clone)]
pub(super) struct Picture {
    pub(super) path: String,
    /// `None`: the content of the container is the alternative text.
    pub(super) alt: Option<String>,
    /// In raw HTML an absent `alt` is not an empty one.
    pub(super) alt_missing: bool,
    pub(super) title: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) syndicate: bool,
    pub(super) size: Option<(u32, u32)>,
}

/// Names an open container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened(u64);

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
    rows: Vec<(bool, Vec<TableCell>)>,
    cells: Vec<TableCell>,
    /// A table's or figure's caption, a callout's title, or the term that the next definitions belong to.
    heading: Vec<Inline>,
    definitions: Vec<DefinitionItem>,
}

/// The builder.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    found: &'a mut Diagnostics,
    stack: Vec<Frame>,
    next: u64,
    /// How many open containers count towards the depth.
    depth: usize,
    reported_depth: bool,
    cells: usize,
    reported_cells: bool,
    /// A block ended within a line: what comes next stands on a new one.
    pending_break: bool,
    draft: Draft,
    numbers: HashMap<String, u32>,
    pub(super) collapse: bool,
}

impl Container {
    fn is_inline(&self) -> bool {
        match self {
            Self::Emphasis
            | Self::Strong
            | Self::Strikethrough
            | Self::Superscript
            | Self::Subscript
            | Self::Code
            | Self::Link { .. }
            | Self::Image(_) => true,
            Self::Quote
            | Self::List { .. }
            | Self::Item { .. }
            | Self::Paragraph
            | Self::Heading { .. }
            | Self::Table { .. }
            | Self::Row { .. }
            | Self::Cell
            | Self::Caption
            | Self::DefinitionList
            | Self::Term
            | Self::Definition
            | Self::Footnote { .. }
            | Self::Callout { .. }
            | Self::Title
            | Self::Related { .. }
            | Self::Signoff
            | Self::Figure
            | Self::Transparent
            | Self::Division
            | Self::Discard => false,
        }
    }

    /// Lets what is inside reach what is around it.
    fn is_through(&self) -> bool {
        self.is_inline() || matches!(self, Self::Transparent | Self::Division)
    }

    /// Holds inlines only: a block inside becomes a run of text.
    fn is_line(&self) -> bool {
        matches!(self, Self::Heading { .. } | Self::Cell | Self::Caption | Self::Term | Self::Title)
    }

    /// Whether it adds a level to the model.
    fn deepens(&self) -> bool {
        !matches!(
            self,
            Self::Paragraph
                | Self::Heading { .. }
                | Self::Row { .. }
                | Self::Cell
                | Self::Caption
                | Self::Title
                | Self::Term
                | Self::Item { .. }
                | Self::Definition
                | Self::Image(_)
                | Self::Transparent
                | Self::Division
                | Self::Discard
        )
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(found: &'a mut Diagnostics) -> Self {
        let mut builder = Self {
            found,
            stack: Vec::new(),
            next: 0,
            depth: 0,
            reported_depth: false,
            cells: 0,
            reported_cells: false,
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
    pub(super) fn open(&mut self, container: Container, span: Span) -> Opened {
        let in_line = self.in_line();
        let is_block =
            !container.is_inline() && !matches!(container, Container::Transparent | Container::Discard);
        let container = match container {
            Container::Transparent | Container::Discard => container,
            _ if !is_block => self.inline_container(container, span),
            _ if in_line => {
                self.line_break();
                Container::Division
            }
            _ => {
                self.end_loose_paragraph();
                self.block_container(container, span)
            }
        };
        if self.stack.len() >= MAX_OPEN && container.is_through() {
            return if is_block { IGNORED_BLOCK } else { IGNORED_LINE };
        }
        self.push(container, span)
    }

    /// Closes a container and all that was left open within it. Does nothing where it is closed already.
    pub(super) fn close(&mut self, opened: Opened) {
        if opened == IGNORED_BLOCK {
            if self.in_line() { self.line_break() } else { self.end_loose_paragraph() }
        } else if self.stack.iter().any(|frame| frame.id == opened.0) {
            while let Some(frame) = self.stack.pop() {
                let done = frame.id == opened.0;
                self.finish(frame);
                if done {
                    break;
                }
            }
        }
    }

    /// True while the container is open and only containers named in `above` were opened since.
    pub(super) fn is_reachable(&self, opened: Opened, above: &[Opened]) -> bool {
        let Some(at) = self.stack.iter().rposition(|frame| frame.id == opened.0) else { return false };
        self.stack.iter().skip(at + 1).all(|frame| above.iter().any(|other| other.0 == frame.id))
    }

    /// Text. In raw HTML (`collapse`), runs of white space are one space.
    pub(super) fn text(&mut self, value: &str, span: Span) {
        let value = self.clean(value, span);
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
    pub(super) fn inline(&mut self, inline: Inline) {
        if matches!(inline, Inline::SoftBreak | Inline::HardBreak) && !self.has_inlines() && self.collapse {
            return;
        }
        self.ensure_line(Span::default());
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    /// Code within a line.
    pub(super) fn code(&mut self, value: &str, span: Span) {
        let value = self.clean(value, span);
        if !value.is_empty() {
            self.inline(Inline::Code { value, span });
        }
    }

    /// Mathematics.
    pub(super) fn math(&mut self, value: &str, display: bool, span: Span) {
        let value = self.clean(value, span);
        if !value.is_empty() {
            self.inline(Inline::Math { value, display, span });
        }
    }

    /// A reference to a footnote by name.
    pub(super) fn footnote_reference(&mut self, name: &str, span: Span) {
        let number = self.footnote_number(name);
        self.inline(Inline::FootnoteReference { number, occurrence: 0, span });
    }

    /// Preformatted text.
    pub(super) fn code_block(&mut self, value: &str, language: Option<&str>, span: Span) {
        let (cleaned, what) = clean::preformatted(value);
        let value = cleaned.strip_suffix('\n').unwrap_or(&cleaned).to_owned();
        self.report_cleaned(what, span);
        if self.in_line() {
            for line in value.lines() {
                self.line_break();
                self.code(line, span);
            }
            return;
        }
        self.end_loose_paragraph();
        let language = language.map(|language| clean::line(language).0.into_owned());
        self.block(Block::CodeBlock(CodeBlock { language, text: value, span }));
    }

    /// A break between two passages.
    pub(super) fn thematic_break(&mut self, span: Span) {
        if !self.in_line() {
            self.end_loose_paragraph();
            self.block(Block::ThematicBreak { span });
        }
    }

    /// Reports something at a place.
    pub(super) fn warn(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }

    /// Closes everything and gives the draft.
    pub(super) fn finish_all(mut self) -> Draft {
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
        self.draft
    }

    fn push(&mut self, container: Container, span: Span) -> Opened {
        self.next += 1;
        self.depth += usize::from(container.deepens());
        self.stack.push(Frame {
            id: self.next,
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
                format!("this nests deeper than {MAX_DEPTH} levels and was flattened; no text is lost");
            self.found.push(Diagnostic::warning(Code::TooDeep, message).at(span));
        }
        too_deep
    }

    fn inline_container(&mut self, container: Container, span: Span) -> Container {
        self.ensure_line(span);
        let in_link = self.stack.iter().any(|frame| matches!(frame.container, Container::Link { .. }));
        if in_link && matches!(container, Container::Link { .. }) {
            let finding =
                Diagnostic::warning(Code::BrokenLink, "a link within a link lost its target").at(span);
            self.found.push(finding);
            return Container::Transparent;
        }
        if container.deepens() && self.too_deep(span) { Container::Transparent } else { container }
    }

    /// A break where a block begins or ends in a place where only a line can stand. It comes before whatever follows.
    fn line_break(&mut self) {
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

    /// The container, or a division where it nests too deep or lacks its parent.
    fn block_container(&mut self, container: Container, span: Span) -> Container {
        let parent = self.stack.iter().rev().map(|frame| &frame.container);
        let mut parent =
            parent.skip_while(|container| matches!(container, Container::Transparent | Container::Division));
        let parent = parent.next();
        let fits = match &container {
            Container::Item { .. } => matches!(parent, Some(Container::List { .. })),
            Container::Row { .. } => matches!(parent, Some(Container::Table { .. })),
            Container::Cell => matches!(parent, Some(Container::Row { .. })),
            Container::Caption => matches!(parent, Some(Container::Table { .. } | Container::Figure)),
            Container::Term | Container::Definition => matches!(parent, Some(Container::DefinitionList)),
            Container::Title => matches!(parent, Some(Container::Callout { .. })),
            Container::Footnote { .. } | Container::Signoff => !self.in_footnote(),
            Container::Quote
            | Container::List { .. }
            | Container::Paragraph
            | Container::Heading { .. }
            | Container::Table { .. }
            | Container::DefinitionList
            | Container::Callout { .. }
            | Container::Related { .. }
            | Container::Figure => true,
            Container::Emphasis
            | Container::Strong
            | Container::Strikethrough
            | Container::Superscript
            | Container::Subscript
            | Container::Code
            | Container::Link { .. }
            | Container::Image(_)
            | Container::Transparent
            | Container::Division
            | Container::Discard => true,
        };
        if !fits || (container.deepens() && self.too_deep(span)) { Container::Division } else { container }
    }

    fn in_footnote(&self) -> bool {
        self.stack.iter().any(|frame| matches!(frame.container, Container::Footnote { .. }))
    }

    /// True where only running text can stand: within a line or an inline.
    fn in_line(&self) -> bool {
        let mut frames = self.stack.iter().rev().map(|frame| &frame.container);
        frames
            .find(|container| !matches!(container, Container::Transparent | Container::Division))
            .is_some_and(|container| container.is_inline() || container.is_line())
    }

    /// True where the line that is being built has something in it.
    fn has_inlines(&self) -> bool {
        for frame in self.stack.iter().rev() {
            if !frame.inlines.is_empty() {
                return true;
            }
            if !frame.container.is_through() {
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
                None if frame.container.is_through() => {}
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
        if frame.container.is_inline() || frame.container.is_line() {
            return;
        }
        let inlines = std::mem::take(&mut frame.inlines);
        let span = inline_span(&inlines).unwrap_or(frame.span);
        frame.blocks.extend(paragraph(inlines, span));
    }

    fn block(&mut self, block: Block) {
        if let Some(frame) = self.stack.last_mut() {
            frame.blocks.push(block);
        }
    }

    fn clean(&mut self, value: &str, span: Span) -> String {
        let (cleaned, what) = clean::line(value);
        let cleaned = cleaned.into_owned();
        self.report_cleaned(what, span);
        cleaned
    }

    fn report_cleaned(&mut self, what: clean::Cleaned, span: Span) {
        if what.replaced > 0 {
            let message = "a control character that no edition may carry was replaced by U+FFFD";
            self.found.push(Diagnostic::warning(Code::ControlCharacter, message).at(span));
        }
        if what.directional > 0 {
            let message = "a character that overrides the direction of text was removed";
            self.found.push(Diagnostic::warning(Code::ControlCharacter, message).at(span));
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

    /// Turns a closed frame into what it stands for and hands it to its parent.
    fn finish(&mut self, mut frame: Frame) {
        self.depth -= usize::from(frame.container.deepens());
        if !frame.container.is_through() {
            self.pending_break = false;
        }
        let in_line = self.in_line();
        let through = matches!(frame.container, Container::Transparent | Container::Paragraph)
            || (matches!(frame.container, Container::Division) && in_line);
        if !(frame.container.is_inline() || frame.container.is_line() || through) {
            let inlines = std::mem::take(&mut frame.inlines);
            let span = inline_span(&inlines).unwrap_or(frame.span);
            frame.blocks.extend(paragraph(inlines, span));
        }
        let span = frame.span;
        match frame.container {
            Container::Transparent => self.splice(frame),
            Container::Division => {
                self.splice(frame);
                if in_line {
                    self.line_break();
                }
            }
            Container::Discard => {}
            Container::Paragraph => {
                self.hand_over_blocks(frame.blocks);
                self.hand_over_blocks(paragraph(frame.inlines, span).into_iter().collect());
            }
            Container::Heading { level } => {
                let content = trimmed(frame.inlines);
                if !content.is_empty() {
                    self.hand_over_blocks(vec![Block::Heading(Heading {
                        level,
                        id: String::new(),
                        content,
                        span,
                    })]);
                }
            }
            Container::Quote => {
                let (blocks, attribution) = attribution(frame.blocks);
                if !blocks.is_empty() {
                    self.hand_over_blocks(vec![Block::BlockQuote(Quote { blocks, attribution, span })]);
                }
            }
            Container::List { start, tight } => {
                let mut items = frame.items;
                if !frame.blocks.is_empty() {
                    items.push(ListItem { task: None, blocks: frame.blocks, span });
                }
                if !items.is_empty() {
                    self.hand_over_blocks(vec![Block::List(List { start, tight, items, span })]);
                }
            }
            Container::Item { task } => {
                let item = ListItem { task, blocks: frame.blocks, span };
                match self.parent(|container| matches!(container, Container::List { .. })) {
                    Some(list) => {
                        if !list.blocks.is_empty() {
                            let blocks = std::mem::take(&mut list.blocks);
                            list.items.push(ListItem { task: None, blocks, span });
                        }
                        list.items.push(item);
                    }
                    None => self.hand_over_blocks(item.blocks),
                }
            }
            Container::Table { alignments } => {
                self.finish_table(alignments, frame.heading, frame.rows, frame.blocks, span)
            }
            Container::Row { head } => {
                let mut cells = frame.cells;
                if !frame.blocks.is_empty() {
                    cells.push(TableCell { content: flat(frame.blocks) });
                }
                if !cells.is_empty()
                    && let Some(table) = self.parent(|container| matches!(container, Container::Table { .. }))
                {
                    table.rows.push((head, cells));
                }
            }
            Container::Cell => {
                let cell = TableCell { content: trimmed(frame.inlines) };
                self.cells += 1;
                if let Some(row) = self.parent(|container| matches!(container, Container::Row { .. })) {
                    row.cells.push(cell);
                }
            }
            Container::Caption => {
                let content = trimmed(frame.inlines);
                let holds =
                    |container: &Container| matches!(container, Container::Table { .. } | Container::Figure);
                if let Some(parent) = self.parent(holds) {
                    append_line(&mut parent.heading, content);
                }
            }
            Container::Title => {
                let content = trimmed(frame.inlines);
                if let Some(parent) = self.parent(|container| matches!(container, Container::Callout { .. }))
                {
                    append_line(&mut parent.heading, content);
                }
            }
            Container::DefinitionList => {
                let mut items = frame.definitions;
                if !frame.blocks.is_empty() {
                    match items.last_mut() {
                        Some(item) => item.definitions.push(frame.blocks),
                        None => {
                            items.push(DefinitionItem { term: Vec::new(), definitions: vec![frame.blocks] })
                        }
                    }
                }
                if !items.is_empty() {
                    self.hand_over_blocks(vec![Block::DefinitionList(DefinitionList { items, span })]);
                }
            }
            Container::Term => {
                let term = trimmed(frame.inlines);
                if let Some(list) = self.parent(|container| matches!(container, Container::DefinitionList)) {
                    list.definitions.push(DefinitionItem { term, definitions: Vec::new() });
                }
            }
            Container::Definition => {
                if let Some(list) = self.parent(|container| matches!(container, Container::DefinitionList)) {
                    match list.definitions.last_mut() {
                        Some(item) => item.definitions.push(frame.blocks),
                        None => list
                            .definitions
                            .push(DefinitionItem { term: Vec::new(), definitions: vec![frame.blocks] }),
                    }
                }
            }
            Container::Footnote { name } => {
                let number = self.footnote_number(&name);
                self.draft.footnotes.push((number, frame.blocks, span));
            }
            Container::Callout { kind } => {
                let callout = Callout { kind, title: frame.heading, blocks: frame.blocks, span };
                if !(callout.blocks.is_empty() && callout.title.is_empty()) {
                    self.hand_over_blocks(vec![Block::Callout(callout)]);
                }
            }
            Container::Related { label } => {
                let related = related::related(label, frame.blocks, span, self.found);
                self.hand_over_blocks(related.into_iter().map(Block::Related).collect());
            }
            Container::Signoff => self.draft.signoff.extend(frame.blocks),
            Container::Figure => {
                let caption = frame.heading;
                self.hand_over_blocks(figure(frame.blocks, caption, span));
            }
            Container::Emphasis => self.wrap(frame.inlines, |content| Inline::Emphasis { content, span }),
            Container::Strong => self.wrap(frame.inlines, |content| Inline::Strong { content, span }),
            Container::Strikethrough => {
                self.wrap(frame.inlines, |content| Inline::Strikethrough { content, span })
            }
            Container::Superscript => {
                self.wrap(frame.inlines, |content| Inline::Superscript { content, span })
            }
            Container::Subscript => self.wrap(frame.inlines, |content| Inline::Subscript { content, span }),
            Container::Link { url, title } => {
                let target = LinkTarget::External(url);
                self.wrap(frame.inlines, |content| Inline::Link { target, title, content, span });
            }
            Container::Code => {
                let value = text::plain(&frame.inlines);
                if !value.is_empty() {
                    self.inline(Inline::Code { value, span });
                }
            }
            Container::Image(picture) => self.finish_image(picture, &frame.inlines, span),
        }
    }

    fn finish_image(&mut self, picture: Picture, content: &[Inline], span: Span) {
        let alt = match (picture.alt, picture.alt_missing) {
            (Some(alt), _) => Some(alt),
            (None, true) => None,
            (None, false) => Some(text::plain(content)),
        };
        let clean = |text: String| clean::line(&text).0.trim().to_owned();
        let source = match picture.size {
            // A draft: `resolve` decides between local, remote and missing.
            Some(size) => ImageSource::Remote { url: picture.path, size: Some(size) },
            None => ImageSource::Missing(picture.path),
        };
        let image = Image {
            source,
            alt: alt.map(clean),
            credit: picture.credit.map(clean).filter(|credit| !credit.is_empty()),
            syndicate: picture.syndicate,
            span,
        };
        self.inline(Inline::Image(image));
        // The title is the caption when the picture turns out to stand alone; else words after it.
        if let Some(title) = picture.title.map(clean).filter(|title| !title.is_empty()) {
            self.push_text(format!("{CAPTION}{title}{CAPTION}"), span);
        }
    }

    fn finish_table(
        &mut self,
        alignments: Vec<Alignment>,
        caption: Vec<Inline>,
        rows: Vec<(bool, Vec<TableCell>)>,
        loose: Vec<Block>,
        span: Span,
    ) {
        self.hand_over_blocks(loose);
        let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(alignments.len());
        if rows.is_empty() || columns == 0 {
            self.hand_over_blocks(paragraph(caption, span).into_iter().collect());
            return;
        }
        if columns * rows.len() > MAX_CELLS || self.cells > MAX_CELLS {
            if !self.reported_cells {
                self.reported_cells = true;
                let message =
                    format!("the tables hold more than {MAX_CELLS} cells; this one is set as plain lines");
                let finding = Diagnostic::warning(Code::TooMany, message).at(span);
                self.found.push(finding.help("divide the table, or link to its data"));
            }
            let mut blocks: Vec<Block> = paragraph(caption, span).into_iter().collect();
            for (_, cells) in rows {
                let filled = cells.into_iter().map(|cell| cell.content).filter(|content| !content.is_empty());
                let mut line = Vec::new();
                for content in filled {
                    if !line.is_empty() {
                        line.push(Inline::Text { value: " | ".to_owned(), span });
                    }
                    line.extend(content);
                }
                blocks.extend(paragraph(line, span));
            }
            self.hand_over_blocks(blocks);
            return;
        }
        let mut alignments = alignments;
        alignments.resize(columns, Alignment::Start);
        let mut table = Table { caption, alignments, head: Vec::new(), rows: Vec::new(), span };
        for (head, mut cells) in rows {
            cells.resize(columns, TableCell::default());
            if head && table.head.is_empty() && table.rows.is_empty() {
                table.head = cells;
            } else {
                table.rows.push(cells);
            }
        }
        self.hand_over_blocks(vec![Block::Table(table)]);
    }

    fn wrap(&mut self, content: Vec<Inline>, make: impl FnOnce(Vec<Inline>) -> Inline) {
        if content.is_empty() {
            return;
        }
        let inline = make(content);
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn splice(&mut self, frame: Frame) {
        self.hand_over_blocks(frame.blocks);
        let Some(parent) = self.stack.last_mut() else { return };
        parent.items.extend(frame.items);
        parent.rows.extend(frame.rows);
        parent.cells.extend(frame.cells);
        parent.definitions.extend(frame.definitions);
        for inline in frame.inlines {
            match (parent.inlines.last_mut(), inline) {
                (Some(Inline::Text { value: before, span }), Inline::Text { value, span: next }) => {
                    before.push_str(&value);
                    *span = span.to(next);
                }
                (_, inline) => parent.inlines.push(inline),
            }
        }
    }

    /// Blocks for the innermost frame; loose inlines before them become a paragraph first.
    fn hand_over_blocks(&mut self, blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        self.end_loose_paragraph();
        if let Some(frame) = self.stack.last_mut() {
            frame.blocks.extend(blocks);
        }
    }

    fn parent(&mut self, wanted: impl Fn(&Container) -> bool) -> Option<&mut Frame> {
        let at = self.stack.iter().rposition(|frame| wanted(&frame.container))?;
        self.stack.get_mut(at)
    }
}

/// Marks a picture's title in a draft until it is known whether the picture stands alone. A non-character, which no
/// text can hold.
const CAPTION: char = '\u{fdd0}';

/// A paragraph, or a figure where a picture stands alone; nothing where there is only space.
fn paragraph(inlines: Vec<Inline>, span: Span) -> Option<Block> {
    let mut content = without_ends(inlines);
    let image = match content.as_slice() {
        [Inline::Image(image)] => Some((image.clone(), Vec::new())),
        [Inline::Image(image), Inline::Text { value, span }] => value
            .strip_prefix(CAPTION)
            .and_then(|value| value.strip_suffix(CAPTION))
            .filter(|value| !value.contains(CAPTION))
            .map(|value| (image.clone(), vec![Inline::Text { value: value.to_owned(), span: *span }])),
        _ => None,
    };
    if let Some((image, caption)) = image {
        return Some(Block::Figure(Figure { image, caption, span }));
    }
    spell_out_titles(&mut content);
    (!content.is_empty()).then_some(Block::Paragraph { content, span })
}

/// Titles of pictures within text follow them in brackets.
fn spell_out_titles(inlines: &mut [Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { value, .. } => {
                while let Some((before, rest)) = value.split_once(CAPTION) {
                    let (title, after) = rest.split_once(CAPTION).unwrap_or((rest, ""));
                    *value = format!("{before} ({title}){after}");
                }
            }
            Inline::Emphasis { content, .. }
            | Inline::Strong { content, .. }
            | Inline::Strikethrough { content, .. }
            | Inline::Superscript { content, .. }
            | Inline::Subscript { content, .. }
            | Inline::Link { content, .. } => spell_out_titles(content),
            Inline::Code { .. }
            | Inline::Math { .. }
            | Inline::Image(_)
            | Inline::FootnoteReference { .. }
            | Inline::SoftBreak
            | Inline::HardBreak => {}
        }
    }
}

/// A line that can't be a figure: without space at either end, titles of pictures spelled out.
fn trimmed(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut inlines = without_ends(inlines);
    spell_out_titles(&mut inlines);
    inlines
}

/// Inlines without space or breaks at either end.
fn without_ends(mut inlines: Vec<Inline>) -> Vec<Inline> {
    let blank = |inline: &Inline| match inline {
        Inline::SoftBreak | Inline::HardBreak => true,
        Inline::Text { value, .. } => value.trim_matches([' ', '\t']).is_empty(),
        _ => false,
    };
    while inlines.last().is_some_and(blank) {
        inlines.pop();
    }
    let lead = inlines.iter().take_while(|inline| blank(inline)).count();
    inlines.drain(..lead);
    if let Some(Inline::Text { value, span }) = inlines.first_mut() {
        let start = value.len() - value.trim_start_matches([' ', '\t']).len();
        value.drain(..start);
        span.start += u32::try_from(start).unwrap_or(0).min(span.end - span.start);
    }
    if let Some(Inline::Text { value, .. }) = inlines.last_mut() {
        value.truncate(value.trim_end_matches([' ', '\t']).len());
    }
    inlines
}

fn append_line(line: &mut Vec<Inline>, more: Vec<Inline>) {
    if !line.is_empty() && !more.is_empty() {
        line.push(Inline::HardBreak);
    }
    line.extend(more);
}

fn inline_span(inlines: &[Inline]) -> Option<Span> {
    let span = |inline: &Inline| match inline {
        Inline::Text { span, .. } | Inline::Code { span, .. } | Inline::Link { span, .. } => Some(*span),
        Inline::Image(image) => Some(image.span),
        _ => None,
    };
    inlines.iter().filter_map(span).reduce(Span::to)
}

/// A block quote's last line `— Source` is its attribution.
fn attribution(mut blocks: Vec<Block>) -> (Vec<Block>, Vec<Inline>) {
    let dash = |inline: &Inline| match inline {
        Inline::Text { value, .. } => ["—", "―", "–", "--"].iter().find_map(|dash| {
            let rest = value.strip_prefix(dash)?;
            Some(rest.strip_prefix('-').unwrap_or(rest).trim_start().to_owned())
        }),
        _ => None,
    };
    let alone = blocks.len() == 1;
    let Some(Block::Paragraph { content, .. }) = blocks.last_mut() else { return (blocks, Vec::new()) };
    let last_break =
        content.iter().rposition(|inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak));
    let start = last_break.map_or(0, |at| at + 1);
    if start == 0 && alone {
        return (blocks, Vec::new());
    }
    let Some(rest) = content.get(start).and_then(dash) else { return (blocks, Vec::new()) };
    let mut line = content.split_off(start);
    if let Some(Inline::Text { value, .. }) = line.first_mut() {
        *value = rest;
    }
    let line = trimmed(line);
    *content = trimmed(std::mem::take(content));
    if content.is_empty() {
        blocks.pop();
    }
    (blocks, line)
}

/// HTML's `figure`: one picture with its caption, else its blocks and the caption after them.
fn figure(blocks: Vec<Block>, caption: Vec<Inline>, span: Span) -> Vec<Block> {
    let mut blocks = blocks;
    if let [Block::Figure(figure)] = blocks.as_mut_slice() {
        append_line(&mut figure.caption, caption);
        figure.span = span;
        return blocks;
    }
    blocks.extend(paragraph(caption, span));
    blocks
}

/// Blocks as one line, with breaks between them.
fn flat(blocks: Vec<Block>) -> Vec<Inline> {
    let mut line = Vec::new();
    for block in blocks {
        let span = block.span();
        let inlines = match block {
            Block::Paragraph { content, .. } => content,
            other => {
                let value = text::lines(std::slice::from_ref(&other)).join(" ");
                vec![Inline::Text { value, span }]
            }
        };
        append_line(&mut line, inlines);
    }
    line
}
