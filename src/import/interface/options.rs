//! What is asked of an import.

use std::collections::BTreeMap;

use crate::ImportKind;
use pressroom_config::{Site, StyleMeaning};

/// What is asked of an import.
#[derive(Clone, Copy)]
pub struct ImportOptions<'a> {
    /// What the source is; `None`: by its content and name.
    pub kind: Option<ImportKind>,
    /// The newsroom's defaults, as the build has them.
    pub site: &'a Site,
    /// What becomes of tracked changes.
    pub changes: Changes,
    /// What becomes of comments.
    pub comments: Comments,
    /// The house's own styles of paragraphs and characters, by their names as the word processor shows them, in lower case, and
    /// what each means: `[import.styles]` of the configuration.
    pub styles: &'a BTreeMap<String, StyleMeaning>,
}

impl<'a> ImportOptions<'a> {
    /// The options where nothing is asked for.
    pub fn new(site: &'a Site) -> Self {
        static NO_STYLES: BTreeMap<String, StyleMeaning> = BTreeMap::new();
        Self {
            kind: None,
            site,
            changes: Changes::default(),
            comments: Comments::default(),
            styles: &NO_STYLES,
        }
    }
}

/// What becomes of tracked changes. Each is listed in the report, whatever becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Changes {
    /// Insertions are text, deletions are none.
    #[default]
    Accept,
    /// The text is as it was before.
    Reject,
}

/// What becomes of comments. Each is listed in the report, whatever becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Comments {
    /// They are in the report alone.
    #[default]
    Report,
    /// They are HTML comments in the Markdown file, too, which no edition shows.
    Notes,
}
