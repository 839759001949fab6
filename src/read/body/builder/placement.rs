//! Which blocks may stand where.

use super::{Builder, Container};
use pressroom_diagnostics::Span;

impl Builder<'_> {
    /// The container, or a division where it nests too deep or lacks its parent.
    pub(super) fn block_container(&mut self, container: Container, span: Span) -> Container {
        let parent = self.solid().filter(|container| !matches!(container, Container::Transparent));
        let fits = match &container {
            Container::Item { .. } => matches!(parent, Some(Container::List { .. })),
            Container::RowGroup(_) => matches!(parent, Some(Container::Table { .. })),
            Container::Row { .. } => matches!(parent, Some(Container::Table { .. } | Container::RowGroup(_))),
            Container::Cell { .. } => matches!(parent, Some(Container::Row { .. })),
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
            | Container::Discard(_) => true,
        };
        if !fits || (container.deepens() && self.too_deep(span)) { Container::Division } else { container }
    }
}
