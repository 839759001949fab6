//! The line that is being built, as far as what comes next depends on it.

use super::{Builder, Container};
use pressroom_diagnostics::Span;
use pressroom_document::Inline;

impl Builder<'_> {
    /// A mark that says whether a task is done. At the start of an item it makes the item a task.
    pub fn check_box(&mut self, done: bool, span: Span) {
        let at = self.stack.iter().rposition(|frame| !frame.container.is_through());
        let has_text = self.has_inlines();
        if let Some(frame) = at.and_then(|at| self.stack.get_mut(at))
            && let Container::Item { task } = &mut frame.container
            && frame.blocks.is_empty()
            && !has_text
        {
            *task = Some(done);
        } else {
            self.push_text(if done { "[x]" } else { "[ ]" }.to_owned(), span);
        }
    }

    /// The last character of the line that is being built, where it is text.
    pub(crate) fn last_character(&self) -> Option<char> {
        let line = self.stack.iter().rev().find(|frame| !frame.inlines.is_empty())?;
        let Some(Inline::Text { value, .. }) = line.inlines.last() else { return None };
        value.chars().next_back()
    }
}
