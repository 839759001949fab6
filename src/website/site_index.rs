//! Index of a build's explainers, for lists. The keys for sorting and grouping are in memory, in few bytes for each
//! explainer; everything else is looked up when a page shows it.

use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
};

use jiff::Timestamp;

use pressroom_diagnostics::Diagnostic;
use pressroom_document::{Date, Language, Summary, paths::edition_path};
use pressroom_render::json_feed;

/// Summaries of a build's documents in the order of their slugs, wherever they are stored.
pub trait Summaries: Sync {
    /// How many there are.
    fn count(&self) -> u32;

    /// The one at an index, counted from 0.
    ///
    /// # Errors
    /// It can't be had.
    fn get(&self, index: u32) -> Result<Summary, Diagnostic>;
}

/// The explainers that readers may be led to at a moment.
pub struct SiteIndex<'a> {
    summaries: &'a dyn Summaries,
    /// In the order of their slugs.
    entries: Vec<Entry>,
    /// Each name of a section, tag or primary language once.
    names: Vec<Arc<str>>,
    /// The tags of all entries, one entry's after the other's.
    tags: Vec<u32>,
    languages: Vec<Language>,
    pages: usize,
    until: Option<Timestamp>,
}

/// An explainer, as lists sort and group it.
#[derive(Debug)]
pub struct Entry {
    /// Its index among all summaries, which is also its index in the order of slugs.
    pub index: u32,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// The newest of its dates.
    pub changed: Option<Date>,
    /// It is a translation of another explainer.
    pub is_translation: bool,
    /// It has a page.
    pub has_page: bool,
    /// It has a feed of its own, from which the others are made.
    pub has_feed: bool,
    section: Option<u32>,
    language: u32,
    /// The number of its language's name.
    primary: u32,
    /// Where its tags begin and end.
    tags: (u32, u32),
}

/// A kind of name that entries share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// That of its section, as authored.
    Section,
    /// Those of its tags, as authored.
    Tag,
    /// The primary subtag of its language.
    Language,
}

/// The numbers of names and languages while the index is built.
#[derive(Default)]
struct Numbers {
    names: BTreeMap<Arc<str>, u32>,
    languages: BTreeMap<Language, u32>,
}

/// Four billion of anything is more than a build has.
fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The page of an explainer, relative to the site's root; `None` where it has none.
pub(crate) fn explainer_page_path(summary: &Summary) -> Option<String> {
    let extension = ["html", "amp"].into_iter().find(|edition| summary.has(edition))?;
    let extension = if extension == "amp" { "amp.html" } else { "html" };
    Some(edition_path(&summary.slug, extension))
}

impl<'a> SiteIndex<'a> {
    /// Looks through all summaries once.
    ///
    /// # Errors
    /// One can't be had.
    pub fn build(summaries: &'a dyn Summaries, now: Timestamp) -> Result<Self, Diagnostic> {
        let entries = Vec::with_capacity(summaries.count() as usize);
        let (names, tags, languages) = (Vec::new(), Vec::new(), Vec::new());
        let mut site = Self { summaries, entries, names, tags, languages, pages: 0, until: None };
        let mut numbers = Numbers::default();
        for index in 0..summaries.count() {
            let summary = summaries.get(index)?;
            let has_page = explainer_page_path(&summary).is_some();
            site.pages += usize::from(has_page);
            site.until = site.until.into_iter().chain(summary.changes_after(now)).min();
            if summary.is_public(now) {
                site.add(index, has_page, &summary, &mut numbers);
            }
        }
        Ok(site)
    }

    fn add(&mut self, index: u32, has_page: bool, summary: &Summary, numbers: &mut Numbers) {
        let language = match numbers.languages.entry(summary.language.clone()) {
            btree_map::Entry::Occupied(known) => *known.get(),
            btree_map::Entry::Vacant(new) => {
                self.languages.push(summary.language.clone());
                *new.insert(size(self.languages.len() - 1))
            }
        };
        let first = size(self.tags.len());
        for tag in &summary.keywords {
            let tag = self.number(tag, numbers);
            self.tags.push(tag);
        }
        let section = summary.section.as_deref().map(|section| self.number(section, numbers));
        let primary = self.number(summary.language.primary(), numbers);
        self.entries.push(Entry {
            index,
            published: summary.date_published.map(Date::timestamp),
            changed: summary.last_changed(),
            is_translation: summary.translation_of.is_some(),
            has_page,
            has_feed: summary.has(json_feed::EDITION),
            section,
            language,
            primary,
            tags: (first, size(self.tags.len())),
        });
    }

    fn number(&mut self, name: &str, numbers: &mut Numbers) -> u32 {
        if let Some(number) = numbers.names.get(name) {
            return *number;
        }
        let (number, name) = (size(self.names.len()), Arc::<str>::from(name));
        self.names.push(Arc::clone(&name));
        numbers.names.insert(name, number);
        number
    }

    /// How many documents have pages, whether these may be shown now or not.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// The first moment from which lists say something else though no document changes.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// All of them, in the order of their slugs.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All that is known of one.
    ///
    /// # Errors
    /// It can't be had.
    pub fn summary(&self, entry: &Entry) -> Result<Summary, Diagnostic> {
        self.summaries.get(entry.index)
    }

    /// The name of the section of one.
    pub fn section(&self, entry: &Entry) -> Option<&str> {
        self.name(entry.section?)
    }

    /// The numbers of the names of one, in order; the largest is below [`SiteIndex::names`].
    pub fn numbers<'r>(&'r self, entry: &'r Entry, kind: NameKind) -> &'r [u32] {
        match kind {
            NameKind::Section => entry.section.as_slice(),
            NameKind::Tag => {
                let (first, end) = entry.tags;
                self.tags.get(first as usize..end as usize).unwrap_or_default()
            }
            NameKind::Language => std::slice::from_ref(&entry.primary),
        }
    }

    /// How many names there are.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// A name by its number.
    pub fn name(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(AsRef::as_ref)
    }

    /// The language of one; all have one.
    pub fn language(&self, entry: &Entry) -> Option<&Language> {
        self.languages.get(entry.language as usize)
    }
}

#[cfg(test)]
impl Summaries for Vec<Summary> {
    fn count(&self) -> u32 {
        size(self.len())
    }

    fn get(&self, index: u32) -> Result<Summary, Diagnostic> {
        Ok(self[index as usize].clone())
    }
}
