//! Cleans texts as they come, and reports what was no text.

use std::borrow::Cow;

use super::Builder;
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::clean;

impl Builder<'_> {
    pub(super) fn clean(&mut self, value: Cow<'_, str>, span: Span) -> String {
        let (Cow::Owned(cleaned), what) = clean::line(&value) else { return value.into_owned() };
        self.report_cleaned(what, span);
        cleaned
    }

    pub(super) fn report_cleaned(&mut self, what: clean::Cleaned, span: Span) {
        if what.replaced > 0 {
            let message = "Pressroom replaced a control character, which no edition may carry, by U+FFFD";
            self.found.push(Diagnostic::warning(Code::ControlCharacter, message).with_span(span));
        }
        if what.directional > 0 {
            let message = "Pressroom removed a character that overrides the direction of text";
            self.found.push(Diagnostic::warning(Code::ControlCharacter, message).with_span(span));
        }
    }
}
