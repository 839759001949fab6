//! Where the pages of the print edition begin, as markup (EPUB Accessibility 1.1, section 3.2).

use super::Flow;
use crate::pagination::{Breaks, DueBreaks, counts, length};
use pressroom_document::{CodeBlock, Inline};
use pressroom_theme::MessageKey;

impl Flow<'_> {
    /// The breaks of the pages that begin before the text.
    pub fn breaks_in_front(&mut self) -> String {
        for label in self.breaks.into_iter().flat_map(Breaks::in_front) {
            self.push_break(label);
        }
        self.out.take_markup()
    }

    /// The breaks before a text that is no part of a block, such as a card's question: they stand before its heading.
    pub fn breaks_before(&mut self, inlines: &[Inline]) -> String {
        self.push_breaks_before(inlines);
        self.out.take_markup()
    }

    /// The breaks at the first word of a text, or in it, written before it: within a heading they would be read as part of
    /// its name.
    pub(super) fn push_breaks_before(&mut self, inlines: &[Inline]) {
        let breaks = self.breaks.map_or(&[][..], |breaks| breaks.within(inlines));
        for (_, label) in breaks {
            self.push_break(label);
        }
    }

    /// Begins a text; gives what is due around it. Breaks within headings and links were written before them.
    pub(super) fn enter(&mut self, inlines: &[Inline]) -> Option<DueBreaks> {
        if self.label || self.heading || self.in_link {
            return None;
        }
        self.begin(self.breaks?.within(inlines))
    }

    /// Begins code.
    pub(super) fn enter_code(&mut self, code: &CodeBlock) -> Option<DueBreaks> {
        self.begin(self.breaks?.within_code(code))
    }

    fn begin(&mut self, breaks: &[(usize, &str)]) -> Option<DueBreaks> {
        (!breaks.is_empty()).then(|| std::mem::replace(&mut self.due, DueBreaks::new(breaks)))
    }

    /// Ends a text: what is still due stands at its end.
    pub(super) fn leave(&mut self, outer: Option<DueBreaks>) {
        if let Some(outer) = outer {
            self.push_due(usize::MAX);
            self.due = outer;
        }
    }

    /// Words, with the breaks among them.
    pub(super) fn push_text(&mut self, text: &str) {
        if self.due.breaks.is_empty() {
            return self.out.text(text);
        }
        let mut from = 0;
        for (at, _) in text.char_indices().filter(|(_, character)| counts(*character)) {
            let next = self.due.breaks.front().map(|(offset, _)| *offset);
            if !self.in_link && next.is_some_and(|next| next <= self.due.written) {
                self.out.text(text.get(from..at).unwrap_or_default());
                self.push_due(self.due.written);
                from = at;
            }
            self.due.written += 1;
        }
        self.out.text(text.get(from..).unwrap_or_default());
    }

    /// The breaks in a link stand before it: they are no part of its name.
    pub(super) fn push_breaks_within(&mut self, content: &[Inline]) {
        // The link may be all of the text, as in a related story.
        self.push_breaks_before(content);
        if !self.due.breaks.is_empty() {
            let end = self.due.written + length(content);
            self.push_due(end.saturating_sub(1));
        }
    }

    /// Writes the breaks up to an offset.
    fn push_due(&mut self, offset: usize) {
        while self.due.breaks.front().is_some_and(|(next, _)| *next <= offset) {
            if let Some((_, label)) = self.due.breaks.pop_front() {
                self.push_break(&label);
            }
        }
    }

    /// The place where a page begins.
    fn push_break(&mut self, label: &str) {
        let name = self.messages.fill(MessageKey::Page, &[("page", label)]);
        let kind = self.dialect.epub_types().then_some("pagebreak");
        let tag = self.out.tag("span").attribute("class", "pagebreak").optional("epub:type", kind);
        let tag = tag.attribute("role", "doc-pagebreak").attribute("id", &self.dialect.page_id(label));
        tag.attribute("aria-label", &name).open();
        self.out.close("span");
    }
}
