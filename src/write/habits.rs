//! The ways of an author, where there are several.

use std::collections::{BTreeMap, BTreeSet};

/// The choices of an author that the document doesn't hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habits {
    /// Keys of the front matter that are written though the reader would know their values without them. `None`: the
    /// language alone.
    pub keys: Option<BTreeSet<String>>,
    /// Where the headline is written.
    pub headline: Headline,
    /// Ids that are written though the reader would make the same of the words.
    pub ids: BTreeSet<String>,
    /// The names of footnotes, by their numbers.
    pub notes: BTreeMap<u32, String>,
    /// Where the notes stand.
    pub note_place: NotePlace,
    /// No-break spaces are written by their name, `&nbsp;`.
    pub names_spaces: bool,
    /// Addresses that are their own text stand between `<` and `>`, as CommonMark without extensions wants it.
    pub angles: bool,
    /// Addresses that are written relative to the document's own, by what they lead to.
    pub addresses: BTreeMap<String, String>,
}

/// Where footnotes are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NotePlace {
    /// At the end of the card that first refers to them.
    #[default]
    Card,
    /// After the last card, before the sign-off.
    Cards,
    /// At the end of the text.
    End,
}

/// Where a headline is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Headline {
    /// In the front matter, unless the first question is the same.
    #[default]
    Key,
    /// As the first heading of the text.
    Heading,
    /// Nowhere: the reader makes it from the name of the file.
    Nowhere,
}

impl Habits {
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.as_ref().is_some_and(|keys| keys.contains(key))
    }

    /// An address as its author writes it.
    pub(crate) fn address<'h>(&'h self, url: &'h str) -> &'h str {
        self.addresses.get(url).map_or(url, String::as_str)
    }

    /// The name of a footnote: the author's, or its number.
    pub(crate) fn note_name(&self, number: u32) -> String {
        self.notes.get(&number).cloned().unwrap_or_else(|| number.to_string())
    }
}
