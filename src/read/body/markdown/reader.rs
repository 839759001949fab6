//! How comrak is told to parse, and what the walk over its tree holds.

use std::collections::HashSet;

use comrak::{Options, nodes::Sourcepos};

use super::{
    mask::{Masked, span_of},
    plan::Plan,
};
use crate::body::{
    builder::{Builder, Opened},
    coverage::{Account, Coverage},
    html::OpenTags,
};
use pressroom_diagnostics::{Source, Span};

pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.description_lists = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.block_directive = true;
    extension.link_attributes = true;
    extension.cjk_friendly_emphasis = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// Reads comrak's tree into the builder.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    /// The text that comrak parsed.
    pub(super) masked: &'a Masked<'a>,
    /// The byte at which the body begins.
    pub(super) start: usize,
    /// The line, from 1, at which the body begins.
    pub(super) first_line: usize,
    pub(super) builder: Builder<'a>,
    /// What each open node opened; nodes without a container of their own open nothing.
    pub(super) open: Vec<Option<Opened>>,
    /// Raw HTML tags that are open.
    pub(super) tags: OpenTags,
    /// Which blocks of HTML belong together.
    pub(super) plan: Plan,
    /// How many of them enclose what is read.
    pub(super) nesting: usize,
    /// What of the source is accounted for.
    pub(super) coverage: Coverage<'a>,
    /// What raw HTML left out.
    pub(super) account: Account,
    /// Where links lead to, to know which definitions are used.
    pub(super) addresses: HashSet<u64>,
    /// The place of text that is read out of its place.
    pub(super) aside: Option<Span>,
    /// How many columns the head of the table has that is read.
    pub(super) columns: usize,
    /// Its last rows that have too many cells.
    pub(super) wide: Option<Wide>,
}

impl Reader<'_> {
    pub(super) fn span(&self, place: Sourcepos) -> Span {
        if let Some(span) = self.aside {
            return span;
        }
        span_of(self.source, self.masked, self.start, self.first_line, place)
    }
}

/// Rows of one table that have as many cells too many.
#[derive(Debug)]
pub(super) struct Wide {
    pub(super) first: Span,
    pub(super) cells: usize,
    pub(super) rows: usize,
}
