//! How many blocks a document may have.

use super::Builder;
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::Block;

/// The most blocks that one document may have: paragraphs, items of lists, and whatever else stands on lines of its own.
pub(crate) const MAX_BLOCKS: usize = 200_000;

impl Builder<'_> {
    /// Counts a block. False for one too many: the document has an error then, and is not made.
    pub(super) fn has_room(&mut self, span: Span) -> bool {
        self.blocks += 1;
        if self.blocks == MAX_BLOCKS + 1 {
            let message = format!(
                "an explainer may have {MAX_BLOCKS} blocks (paragraphs, items, headings ...); here is one more"
            );
            let finding = Diagnostic::error(Code::TooMany, message).with_span(span);
            self.found.push(finding.help("divide it into several explainers"));
        }
        self.blocks <= MAX_BLOCKS
    }

    /// A block that was just made, for the innermost frame.
    pub(super) fn hand_over(&mut self, block: Block) {
        if self.has_room(block.span()) {
            self.end_loose_paragraph();
            if let Some(frame) = self.stack.last_mut() {
                frame.blocks.push(block);
            }
        }
    }
}
