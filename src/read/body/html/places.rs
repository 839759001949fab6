//! Where in the source the parts of a piece of HTML stand.

use std::ops::Range;

use pressroom_diagnostics::{Source, Span};

/// The places of a piece of HTML that was read at a span.
#[derive(Debug)]
pub(crate) struct HtmlPlaces<'s> {
    source: &'s Source,
    span: Span,
    /// The piece stands in the source as it was read.
    verbatim: bool,
    /// The ends of its lines, unless it does.
    ends: Vec<usize>,
}

impl<'s> HtmlPlaces<'s> {
    /// Takes time with the length of the piece; each place then takes little.
    pub(crate) fn new(source: &'s Source, html: &str, span: Span) -> Self {
        let verbatim = source.text.get(span.start as usize..).is_some_and(|rest| rest.starts_with(html));
        let ends = if verbatim { Vec::new() } else { html.match_indices('\n').map(|(at, _)| at).collect() };
        Self { source, span, verbatim, ends }
    }

    /// The place of a range of bytes: exact, or its line.
    pub(crate) fn span_of(&self, range: &Range<usize>) -> Span {
        let start = self.span.start as usize;
        if self.verbatim {
            return Span::new(start + range.start, start + range.end);
        }
        match self.ends.partition_point(|end| *end < range.start) {
            0 => self.span,
            lines => self.source.line_span(self.source.line(start) + lines),
        }
    }
}
