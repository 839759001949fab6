//! Footnotes and their ways back to the text.

use super::Flow;
use pressroom_document::{Block, Footnote};
use pressroom_theme::MessageKey;

impl Flow<'_> {
    /// On the web a list; in EPUB one `aside` for each note (EPUB Structural Semantics, `footnote`).
    pub(super) fn push_footnotes<'n>(&mut self, notes: impl Iterator<Item = &'n Footnote>) {
        let mut notes = notes.peekable();
        if notes.peek().is_none() {
            return;
        }
        let epub = self.dialect.epub_types();
        self.out.open_class("div", "footnotes");
        self.out.line();
        self.out.element("p", "label", self.messages.get(MessageKey::Footnotes));
        self.out.line();
        if !epub {
            self.out.open("ol");
            self.out.line();
        }
        for note in notes {
            let (id, number) = (self.dialect.note_id(note.number), note.number.to_string());
            match epub {
                true => {
                    let tag = self.out.tag("aside").attribute("class", "footnote").attribute("id", &id);
                    tag.attribute("epub:type", "footnote").attribute("role", "doc-footnote").open();
                }
                false => self.out.tag("li").attribute("id", &id).attribute("value", &number).open(),
            }
            self.push_note(note, epub.then_some(number.as_str()));
            self.out.close(if epub { "aside" } else { "li" });
            self.out.line();
        }
        if !epub {
            self.out.close("ol");
            self.out.line();
        }
        self.out.close("div");
        self.out.line();
    }

    /// The note's blocks: its number before the first where the list does not show it, the ways back after the last.
    fn push_note(&mut self, note: &Footnote, number: Option<&str>) {
        let mut number = number;
        let mut returned = false;
        let last = note.blocks.len().saturating_sub(1);
        if number.is_some() && !matches!(note.blocks.first(), Some(Block::Paragraph { .. })) {
            self.out.open("p");
            self.push_number(&mut number);
            self.out.close("p");
            self.out.line();
        }
        for (index, block) in note.blocks.iter().enumerate() {
            match block {
                Block::Paragraph { content, .. } => {
                    self.out.open("p");
                    self.push_number(&mut number);
                    self.push_inlines(content);
                    if index == last {
                        self.push_back_links(note);
                        returned = true;
                    }
                    self.out.close("p");
                    self.out.line();
                }
                Block::Heading(_)
                | Block::BlockQuote(_)
                | Block::List(_)
                | Block::CodeBlock(_)
                | Block::Table(_)
                | Block::Figure(_)
                | Block::Related(_)
                | Block::Callout(_)
                | Block::DefinitionList(_)
                | Block::ThematicBreak { .. } => self.push_block(block),
            }
        }
        if !returned {
            self.out.open("p");
            self.push_back_links(note);
            self.out.close("p");
        }
    }

    fn push_number(&mut self, number: &mut Option<&str>) {
        if let Some(number) = number.take() {
            self.out.element("span", "number", &format!("{number}."));
            self.out.text(" ");
        }
    }

    fn push_back_links(&mut self, note: &Footnote) {
        let note_name = self.messages.fill(MessageKey::Footnote, &[("number", &note.number.to_string())]);
        let kind = self.dialect.epub_types().then_some("backlink");
        for occurrence in 1..=note.references.max(1) {
            let href = self.dialect.reference_href(note.number, occurrence);
            let mut name =
                format!("{}{note_name}", self.messages.label(self.messages.get(MessageKey::BackToText)));
            if note.references > 1 {
                name.push_str(&format!("{}{occurrence}", self.messages.get(MessageKey::Comma)));
            }
            self.out.text(" ");
            let tag = self.out.tag("a").attribute("class", "backlink").attribute("href", &href);
            let tag = tag.optional("epub:type", kind).attribute("role", "doc-backlink");
            tag.attribute("aria-label", &name).open();
            self.out.tag("span").attribute("aria-hidden", "true").open();
            match occurrence {
                // U+FE0E asks for the plain form of the arrow rather than an emoji.
                1 => self.out.text("\u{21A9}\u{FE0E}"),
                _ => {
                    self.out.open("sup");
                    self.out.text(&occurrence.to_string());
                    self.out.close("sup");
                }
            }
            self.out.close("span");
            self.out.close("a");
        }
    }
}
