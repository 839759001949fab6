//! Inlines as markup.

use super::Flow;
use pressroom_document::{Inline, LinkTarget, text};
use pressroom_theme::MessageKey;

impl Flow<'_> {
    pub(super) fn push_inlines(&mut self, inlines: &[Inline]) {
        let outer = self.enter(inlines);
        for inline in inlines {
            self.push_inline(inline);
        }
        self.leave(outer);
    }

    /// The text of a heading.
    pub(super) fn push_heading(&mut self, inlines: &[Inline]) {
        self.heading = true;
        self.push_inlines(inlines);
        self.heading = false;
    }

    fn push_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { value, .. } => self.push_text(value),
            Inline::Emphasis { content, .. } => self.wrap("em", content),
            Inline::Strong { content, .. } => self.wrap("strong", content),
            Inline::Strikethrough { content, .. } => self.wrap("s", content),
            Inline::Superscript { content, .. } => self.wrap("sup", content),
            Inline::Subscript { content, .. } => self.wrap("sub", content),
            Inline::Code { value, .. } => self.push_inline_code(None, value),
            Inline::Math { value, display, .. } => {
                self.push_inline_code(Some(if *display { "math display" } else { "math" }), value);
            }
            Inline::Link { target, title, content, .. } => self.push_link(target, title.as_deref(), content),
            Inline::Image(image) if self.label => self.out.text(image.alt.as_deref().unwrap_or_default()),
            Inline::Image(image) => self.push_inline_picture(image),
            Inline::FootnoteReference { number, occurrence, .. } => match (self.label, self.in_link) {
                (true, _) => {}
                (false, true) => self.pending.push((*number, *occurrence)),
                (false, false) => self.push_reference(*number, *occurrence),
            },
            Inline::SoftBreak => self.out.line(),
            Inline::HardBreak if self.label => self.out.line(),
            Inline::HardBreak => self.out.tag("br").void(),
        }
    }

    fn push_inline_code(&mut self, class: Option<&str>, value: &str) {
        let direction = self.dialect.left_to_right();
        self.out.tag("code").optional("class", class).optional("dir", direction).open();
        self.push_text(value);
        self.out.close("code");
    }

    fn wrap(&mut self, name: &str, content: &[Inline]) {
        self.out.open(name);
        self.push_inlines(content);
        self.out.close(name);
    }

    /// A link; within a link or a label, its words alone.
    pub(super) fn push_link(&mut self, target: &LinkTarget, title: Option<&str>, content: &[Inline]) {
        if self.label || self.in_link {
            return self.push_inlines(content);
        }
        self.push_breaks_within(content);
        let href = self.dialect.href(target);
        // A link that holds only a picture without a description must still have a name.
        let name = text::plain(content).trim().is_empty().then(|| target.url());
        let tag = self.out.tag("a").attribute("href", &href).optional("title", title);
        tag.optional("aria-label", name.as_deref()).open();
        self.in_link = true;
        self.push_inlines(content);
        self.in_link = false;
        self.out.close("a");
        for (number, occurrence) in std::mem::take(&mut self.pending) {
            self.push_reference(number, occurrence);
        }
    }

    fn push_reference(&mut self, number: u32, occurrence: u32) {
        let shown = number.to_string();
        let (id, href) = (self.dialect.reference_id(number, occurrence), self.dialect.note_href(number));
        let name = self.messages.fill(MessageKey::Footnote, &[("number", &shown)]);
        let kind = self.dialect.epub_types().then_some("noteref");
        let tag = self.out.tag("sup").attribute("class", "noteref");
        tag.optional("dir", self.dialect.left_to_right()).open();
        let tag = self.out.tag("a").attribute("id", &id).attribute("href", &href).optional("epub:type", kind);
        tag.attribute("role", "doc-noteref").attribute("aria-label", &name).open();
        self.out.text(&shown);
        self.out.close("a");
        self.out.close("sup");
    }
}
