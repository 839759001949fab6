//! The explainers of a site in order, and what they have in common.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use crate::model::{Date, Language, Site, Summary, originals};
use crate::render::slug::slugs;

/// How many explainers have to share a topic before it gets a page.
const SHARED: usize = 2;

/// Everything that a site lists.
pub(super) struct Catalogue<'a> {
    /// What readers may be led to, newest first.
    pub(super) entries: Vec<&'a Summary>,
    /// Topics of each kind, the most used first.
    pub(super) sections: Vec<Topic<'a>>,
    pub(super) tags: Vec<Topic<'a>>,
    pub(super) languages: Vec<Topic<'a>>,
    /// The language of the site's own words.
    pub(super) language: Language,
}

/// Explainers that have something in common.
pub(super) struct Topic<'a> {
    /// Where its page stands: `section/world.html`.
    pub(super) path: String,
    pub(super) kind: TopicKind,
    /// The section or tag as authored; the primary subtag of a language.
    pub(super) name: &'a str,
    /// The language of its explainers, where all have the same, else the site's.
    pub(super) language: Language,
    /// Newest first.
    pub(super) entries: Vec<&'a Summary>,
}

/// What explainers have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TopicKind {
    Section,
    Tag,
    Language,
}

impl TopicKind {
    /// The folder of the topics' pages.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Language => "language",
        }
    }
}

impl Topic<'_> {
    /// True where the topic has a page of its own.
    pub(super) fn has_page(&self) -> bool {
        self.entries.len() >= SHARED
    }
}

/// The page of an explainer, relative to the site's root; `None` where it has none.
pub(super) fn page_of(summary: &Summary) -> Option<String> {
    let extension = ["html", "amp"].into_iter().find(|edition| summary.has(edition))?;
    let extension = if extension == "amp" { "amp.html" } else { "html" };
    Some(format!("{slug}/{slug}.{extension}", slug = summary.slug))
}

impl<'a> Catalogue<'a> {
    /// What of all summaries may be shown at a moment, and has a page to be shown by.
    pub(super) fn new(summaries: &'a [Summary], site: &Site, now: Timestamp) -> Self {
        let mut entries: Vec<&Summary> =
            summaries.iter().filter(|summary| summary.is_public(now) && page_of(summary).is_some()).collect();
        entries.sort_by_key(|summary| (Reverse(summary.date_published.map(Date::timestamp)), &summary.slug));
        let language =
            site.language.clone().or_else(|| most_common(&entries)).unwrap_or_else(Language::english);
        let topics =
            |kind, names: &dyn Fn(&'a Summary) -> Vec<&'a str>| topics(kind, names, &entries, &language);
        let sections =
            topics(TopicKind::Section, &|entry| entry.section.iter().map(String::as_str).collect());
        let tags = topics(TopicKind::Tag, &|entry| entry.keywords.iter().map(String::as_str).collect());
        let languages = topics(TopicKind::Language, &|entry| vec![entry.language.primary()]);
        Self { sections, tags, languages, language, entries }
    }

    /// The pages of topics.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Topic<'a>> {
        let languages = if self.languages.len() > 1 { self.languages.as_slice() } else { &[] };
        self.sections.iter().chain(&self.tags).chain(languages).filter(|topic| topic.has_page())
    }

    /// The families of translations with two members or more: the slug of each member -> all of them, in order of
    /// their languages, one for each.
    pub(super) fn families(&self) -> BTreeMap<&'a str, Vec<&'a Summary>> {
        let members = self.entries.iter().map(|entry| (entry.slug.as_str(), entry.translation_of.as_deref()));
        let originals = originals(members);
        let original = |entry: &Summary| originals.get(entry.slug.as_str()).copied().unwrap_or_default();
        let mut families: BTreeMap<&str, Vec<&'a Summary>> = BTreeMap::new();
        for entry in &self.entries {
            families.entry(original(entry)).or_default().push(entry);
        }
        let mut found = BTreeMap::new();
        for (root, mut family) in families.into_iter().filter(|(_, family)| family.len() > 1) {
            family.sort_by_key(|entry| (entry.language.as_str(), entry.slug != root, entry.slug.as_str()));
            family.dedup_by_key(|entry| entry.language.as_str());
            found.extend(family.iter().map(|member| (member.slug.as_str(), family.clone())));
        }
        found
    }
}

fn topics<'a>(
    kind: TopicKind,
    names: &dyn Fn(&'a Summary) -> Vec<&'a str>,
    entries: &[&'a Summary],
    language: &Language,
) -> Vec<Topic<'a>> {
    let mut sharing: BTreeMap<&str, Vec<&'a Summary>> = BTreeMap::new();
    for entry in entries {
        for name in names(entry) {
            sharing.entry(name).or_default().push(entry);
        }
    }
    let slugs = slugs(sharing.keys().copied());
    let mut topics: Vec<Topic<'a>> = sharing
        .into_iter()
        .map(|(name, entries)| Topic {
            path: format!("{}/{}.html", kind.folder(), slugs.get(name).map_or("", String::as_str)),
            kind,
            name,
            language: common(&entries).unwrap_or_else(|| language.clone()),
            entries,
        })
        .collect();
    topics.sort_by_key(|topic| Reverse(topic.entries.len()));
    topics
}

/// The language of some explainers, where all have the same.
fn common(entries: &[&Summary]) -> Option<Language> {
    let languages: BTreeSet<&str> = entries.iter().map(|entry| entry.language.primary()).collect();
    (languages.len() == 1).then(|| most_common(entries)).flatten()
}

/// The language of most explainers; of several, the first in alphabetical order.
fn most_common(entries: &[&Summary]) -> Option<Language> {
    let mut counts: BTreeMap<&Language, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(&entry.language).or_default() += 1;
    }
    let most = counts.into_iter().min_by_key(|(language, count)| (Reverse(*count), *language));
    most.map(|(language, _)| language.clone())
}
