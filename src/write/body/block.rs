//! Blocks as Markdown.

use std::collections::BTreeSet;

use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Figure, Heading, Inline, Quote, Related,
};

use super::{
    escape::{Care, Line},
    inline::{Setting, has_soft_break, image_of, inlines, rest_of_line},
    lines::{fenced, hung, prefixed, raw_line},
};

/// Separates two blocks that would else be read as one.
const SEPARATOR: &str = "\n\n<!-- -->\n\n";

/// Writes blocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockWriter<'a> {
    pub(crate) setting: Setting<'a>,
    /// The level that headings of cards have in Markdown; 0 without cards.
    pub(crate) base: u8,
    /// Ids that have to be written.
    pub(crate) ids: &'a BTreeSet<String>,
    /// It stands in an item of a list.
    pub(crate) in_list: bool,
}

/// A block as written, and which mark its list has.
pub(crate) struct BlockText {
    pub(crate) text: String,
    /// A list with the second kind of mark.
    pub(crate) alternates: bool,
}

impl<'a> BlockWriter<'a> {
    /// The same writer with another care.
    pub(crate) fn with_care(self, care: Care) -> Self {
        Self { setting: Setting { care, ..self.setting }, ..self }
    }

    pub(crate) fn care(&self) -> Care {
        self.setting.care
    }

    /// Blocks with an empty line between them.
    pub(crate) fn blocks(&self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut before: Option<(&Block, bool)> = None;
        for block in blocks {
            let written = self.block(block, before);
            if let Some((before, _)) = before {
                out.push_str(Self::gap(before, block));
            }
            out.push_str(&written.text);
            before = Some((block, written.alternates));
        }
        out
    }

    /// The text between two blocks.
    pub(crate) fn gap(before: &Block, block: &Block) -> &'static str {
        match (before, block) {
            (Block::DefinitionList(_), Block::DefinitionList(_)) => SEPARATOR,
            _ => "\n\n",
        }
    }

    /// One block after another; the one before tells which mark a list may have.
    pub(crate) fn block(&self, block: &Block, before: Option<(&Block, bool)>) -> BlockText {
        let alternates = match (before, block) {
            (Some((Block::List(before), alternates)), Block::List(list)) => {
                before.start.is_some() == list.start.is_some() && !alternates
            }
            _ => false,
        };
        let text = match block {
            Block::Paragraph { content, .. } => self.paragraph(content),
            Block::Heading(heading) => self.heading(heading),
            Block::BlockQuote(quote) => self.quote(quote),
            Block::List(list) => self.list(list, alternates),
            Block::CodeBlock(code) => code_block(code),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Related(related) => self.related(related),
            Block::Callout(callout) => self.callout(callout),
            Block::DefinitionList(list) => self.definitions(list),
            Block::ThematicBreak { .. } => if self.in_list { "___" } else { "***" }.to_owned(),
        };
        BlockText { text, alternates }
    }

    fn paragraph(&self, content: &[Inline]) -> String {
        if self.care() != Care::Strict
            && let [Inline::Math { value, display: true, .. }] = content
            && let Some(inner) = value.strip_prefix(' ').and_then(|value| value.strip_suffix(' '))
            && !inner.trim().is_empty()
        {
            return format!("$$\n{inner}\n$$");
        }
        inlines(self.setting, Line::Paragraph, content)
    }

    fn heading(&self, heading: &Heading) -> String {
        let level = self.base + heading.level;
        let attributes = match self.ids.contains(&heading.id) {
            true => format!(" {{#{}}}", heading.id),
            false => String::new(),
        };
        self.heading_line(level, &heading.content, &attributes)
    }

    /// A heading of a level, with its attributes.
    pub(crate) fn heading_line(&self, level: u8, content: &[Inline], attributes: &str) -> String {
        let marks = "#".repeat(usize::from(level.clamp(1, 6)));
        if has_soft_break(content) {
            if level <= 2 {
                let text = inlines(self.setting, Line::Paragraph, content);
                let rule = if level == 1 { "===" } else { "---" };
                return format!("{text}{attributes}\n{rule}");
            }
            return self.heading_of_html(level, content);
        }
        if self.care() == Care::Strict && attributes.is_empty() {
            return self.heading_of_html(level, content);
        }
        format!("{marks} {}{attributes}", inlines(self.setting, Line::Heading, content))
    }

    fn heading_of_html(&self, level: u8, content: &[Inline]) -> String {
        let text = inlines(self.setting, Line::Paragraph, content);
        format!("<h{level}>\n\n{text}\n\n</h{level}>")
    }

    fn quote(&self, quote: &Quote) -> String {
        let mut text = self.blocks(&quote.blocks);
        if !quote.attribution.is_empty() {
            text.push_str("\n\n— ");
            text.push_str(&rest_of_line(self.setting, &quote.attribution));
        }
        prefixed(&text, "> ", ">")
    }

    fn figure(&self, figure: &Figure) -> String {
        let picture = |caption| image_of(self.setting, Line::Paragraph, &figure.image, caption);
        match figure.caption.as_slice() {
            [] => picture(None),
            [Inline::Text { value, .. }] if value.trim().len() == value.len() => picture(Some(value)),
            caption => {
                let caption = self.line_of_html(caption);
                format!("<figure>\n\n{}\n\n<figcaption>{caption}</figcaption>\n</figure>", picture(None))
            }
        }
    }

    fn related(&self, related: &Related) -> String {
        let label = related.label.as_deref().map(|label| format!(" {}", raw_line(label))).unwrap_or_default();
        let has_link = !related.headline.is_empty();
        let text = match has_link {
            true => self.related_text(related),
            false => self.blocks(&related.description),
        };
        fenced(&format!("related{label}"), &text)
    }

    /// The link of a box and the rest of it: the link stood in a text that now ends in a space, or else first.
    fn related_text(&self, related: &Related) -> String {
        let url = related.target.as_ref().map_or_else(|| "#".to_owned(), |target| target.url());
        let target = pressroom_document::LinkTarget::External(url);
        let link = Inline::Link {
            target: related.target.clone().unwrap_or(target),
            title: None,
            content: related.headline.clone(),
            span: related.span,
        };
        let mut description = related.description.clone();
        if let Some(content) = description.iter_mut().find_map(gap) {
            content.push(link);
            return self.blocks(&description);
        }
        description.insert(0, Block::Paragraph { content: vec![link], span: related.span });
        self.blocks(&description)
    }

    fn callout(&self, callout: &Callout) -> String {
        let kind = match callout.kind {
            CalloutKind::Note => "NOTE",
            CalloutKind::Tip => "TIP",
            CalloutKind::Important => "IMPORTANT",
            CalloutKind::Warning => "WARNING",
            CalloutKind::Caution => "CAUTION",
            CalloutKind::Details => return self.details(callout),
        };
        let title = match callout.title.as_slice() {
            [] => String::new(),
            title => format!(" {}", raw_line(&pressroom_document::text::plain(title))),
        };
        let text = self.blocks(&callout.blocks);
        let text = if text.is_empty() { String::new() } else { format!("\n{text}") };
        prefixed(&format!("[!{kind}]{title}{text}"), "> ", ">")
    }

    fn details(&self, callout: &Callout) -> String {
        let title = match callout.title.as_slice() {
            [] => String::new(),
            title => format!("<summary>{}</summary>\n", self.line_of_html(title)),
        };
        match callout.blocks.as_slice() {
            [] => format!("<details>\n{title}</details>"),
            blocks => format!("<details>\n{title}\n{}\n\n</details>", self.blocks(blocks)),
        }
    }

    fn definitions(&self, list: &DefinitionList) -> String {
        let is_plain = list.items.iter().all(|item| {
            !item.term.is_empty()
                && !item.definitions.is_empty()
                && item.definitions.iter().all(|blocks| !blocks.is_empty())
        });
        if !is_plain || self.care() == Care::Strict {
            return self.definitions_of_html(list);
        }
        let mut parts = Vec::new();
        for item in &list.items {
            parts.push(inlines(self.setting, Line::Paragraph, &item.term));
            for blocks in &item.definitions {
                parts.push(hung(&self.blocks(blocks), ": ", "  "));
            }
        }
        parts.join("\n\n")
    }
}

/// The line that a link was taken out of: it ends in a space, or nothing is left of it.
fn gap(block: &mut Block) -> Option<&mut Vec<Inline>> {
    let ends_open = |content: &[Inline]| match content.last() {
        Some(Inline::Text { value, .. }) => value.ends_with(' '),
        Some(_) => false,
        None => true,
    };
    if let Block::List(list) = block {
        let blocks = list.items.iter_mut().flat_map(|item| item.blocks.iter_mut());
        return blocks.filter_map(line_of).find(|content| ends_open(content));
    }
    line_of(block).filter(|content| ends_open(content))
}

fn line_of(block: &mut Block) -> Option<&mut Vec<Inline>> {
    if let Block::Paragraph { content, .. } = block {
        Some(content)
    } else if let Block::Heading(heading) = block {
        Some(&mut heading.content)
    } else {
        None
    }
}

fn code_block(code: &CodeBlock) -> String {
    let language = code.language.as_deref().map(raw_line).unwrap_or_default();
    let mark = if language.contains('`') { '~' } else { '`' };
    let longest = code.text.split('\n').map(|line| {
        let line = line.trim_start();
        line.len() - line.trim_start_matches(mark).len()
    });
    let fence = mark.to_string().repeat(longest.max().unwrap_or(0).max(2) + 1);
    match code.text.as_str() {
        "" => format!("{fence}{language}\n{fence}"),
        text => format!("{fence}{language}\n{text}\n{fence}"),
    }
}
