//! Tags that are open within a line, and the words that elements stand for.

use std::collections::BTreeSet;

use super::quotes;
use crate::body::builder::{Builder, Opened};
use pressroom_diagnostics::Span;
use pressroom_document::Language;

/// Tags that are open between pieces of Markdown, and what was reported already.
#[derive(Debug)]
pub(crate) struct OpenTags {
    pub(super) inline: Vec<OpenTag>,
    pub(super) reported: BTreeSet<String>,
    pub(super) quotes: quotes::QuotePairs,
    /// How many quotations are open.
    pub(super) quoted: usize,
    /// A film or sound whose `source` is still to come, with its title.
    pub(super) waiting: Option<Option<String>>,
    /// The address of the last element that was made a link, and where it stands.
    pub(super) embedded: Option<(String, Span)>,
}

/// A tag within a line that is open.
#[derive(Debug)]
pub(super) struct OpenTag {
    pub(super) name: String,
    pub(super) opened: Opened,
    pub(super) around: Around,
}

/// Words that an element stands for, around its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Around {
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    pub(super) quote: bool,
}

impl OpenTags {
    /// No tags, for a document in a language.
    pub(crate) fn new(language: &Language) -> Self {
        let quotes = quotes::quotes(language);
        Self {
            inline: Vec::new(),
            reported: BTreeSet::new(),
            quotes,
            quoted: 0,
            waiting: None,
            embedded: None,
        }
    }

    /// True if a tag with this name is open within the line.
    pub(crate) fn is_open(&self, name: &str) -> bool {
        self.inline.iter().any(|tag| tag.name == name)
    }
}

/// The words after the content of an element.
pub(super) fn end_around(builder: &mut Builder<'_>, tags: &mut OpenTags, around: Around, span: Span) {
    if around.quote {
        tags.quoted = tags.quoted.saturating_sub(1);
    }
    if !around.after.is_empty() {
        builder.text(around.after, span);
    }
}
