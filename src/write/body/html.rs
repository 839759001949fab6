//! Elements of HTML for blocks that Markdown has no form for. Markdown stands within them.

use pressroom_document::{Alignment, DefinitionList, Image, ImageSource, Inline, Table, TableCell};

use super::{
    block::BlockWriter,
    escape::{Care, Line, attribute_of_html, text_of_html},
    inline::inlines,
};

impl BlockWriter<'_> {
    /// A line within an element: as HTML, or where that can't say it as Markdown between empty lines.
    pub(super) fn line_of_html(&self, content: &[Inline]) -> String {
        let text = if self.care() == Care::Strict { None } else { elements(content) };
        match text.filter(|text| !text.contains("  ") && text.trim_matches(' ').len() == text.len()) {
            Some(text) => text,
            None if content.is_empty() => String::new(),
            None => format!("\n\n{}\n\n", inlines(self.setting, Line::Paragraph, content)),
        }
    }

    /// A table of HTML.
    pub(super) fn table_of_html(&self, table: &Table) -> String {
        let mut parts = vec!["<table>".to_owned()];
        if !table.caption.is_empty() {
            parts.push(format!("<caption>{}</caption>", self.line_of_html(&table.caption)));
        }
        let mut is_first = true;
        let mut row = |cells: &[TableCell], name: &str| {
            let alignments = table.alignments.iter().map(|alignment| match alignment {
                Alignment::Start => "",
                Alignment::Left => " align=\"left\"",
                Alignment::Center => " align=\"center\"",
                Alignment::Right => " align=\"right\"",
            });
            let alignments = alignments.map(|alignment| if is_first { alignment } else { "" });
            let cells = cells.iter().zip(alignments);
            let cells: Vec<_> = cells
                .map(|(cell, alignment)| {
                    format!("<{name}{alignment}>{}</{name}>", self.line_of_html(&cell.content))
                })
                .collect();
            is_first = false;
            format!("<tr>{}</tr>", cells.join(""))
        };
        if !table.head.is_empty() {
            parts.push(format!("<thead>{}</thead>", row(&table.head, "th")));
        }
        parts.extend(table.rows.iter().map(|cells| row(cells, "td")));
        parts.push("</table>".to_owned());
        parts.join("\n")
    }

    /// A list of terms as HTML.
    pub(super) fn definitions_of_html(&self, list: &DefinitionList) -> String {
        let mut parts = vec!["<dl>".to_owned()];
        for item in &list.items {
            parts.push(format!("<dt>{}</dt>", self.line_of_html(&item.term)));
            for blocks in &item.definitions {
                parts.push(match blocks.as_slice() {
                    [] => "<dd></dd>".to_owned(),
                    blocks => format!("<dd>\n\n{}\n\n</dd>", self.blocks(blocks)),
                });
            }
        }
        parts.push("</dl>".to_owned());
        parts.join("\n")
    }
}

/// Running text as HTML; `None` for what HTML has no element for.
fn elements(content: &[Inline]) -> Option<String> {
    let mut out = String::new();
    for inline in content {
        let (content, name) = match inline {
            Inline::Text { value, .. } => {
                out.push_str(&text_of_html(value));
                continue;
            }
            Inline::HardBreak => {
                out.push_str("<br>");
                continue;
            }
            Inline::Code { value, .. } => {
                out.push_str(&format!("<code>{}</code>", text_of_html(value)));
                continue;
            }
            Inline::Link { target, title, content, .. } => {
                let title = title.as_ref().map(|title| format!(" title={}", attribute_of_html(title)));
                let href = attribute_of_html(&target.url());
                out.push_str(&format!(
                    "<a href={href}{}>{}</a>",
                    title.unwrap_or_default(),
                    elements(content)?
                ));
                continue;
            }
            Inline::Image(image) => {
                out.push_str(&picture(image)?);
                continue;
            }
            Inline::Emphasis { content, .. } => (content, "em"),
            Inline::Strong { content, .. } => (content, "strong"),
            Inline::Strikethrough { content, .. } => (content, "del"),
            Inline::Superscript { content, .. } => (content, "sup"),
            Inline::Subscript { content, .. } => (content, "sub"),
            Inline::Math { .. } | Inline::FootnoteReference { .. } | Inline::SoftBreak => return None,
        };
        out.push_str(&format!("<{name}>{}</{name}>", elements(content)?));
    }
    Some(out)
}

/// Local pictures have their paths in the document, which is not at hand here.
fn picture(image: &Image) -> Option<String> {
    let Image { source, alt, credit: None, syndicate: false, span: _ } = image else { return None };
    let ImageSource::Remote { url, size } = source else { return None };
    let alt = alt.as_ref().map(|alt| format!(" alt={}", attribute_of_html(alt))).unwrap_or_default();
    let size =
        size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\"")).unwrap_or_default();
    Some(format!("<img src={}{alt}{size}>", attribute_of_html(url)))
}
