//! The explainers of a site in order, and what they have in common.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    site_index::{Entry, NameKind, SiteIndex},
    slug::slugs,
};
use url::Url;

use pressroom_config::Site;
use pressroom_diagnostics::Diagnostic;
use pressroom_document::{Language, Summary, canonical_slugs, paths};

/// How many explainers have to share a topic before it gets a page.
const SHARED: usize = 2;

/// Everything that a site lists.
pub(super) struct Catalogue<'a> {
    pub(super) index: &'a SiteIndex<'a>,
    /// The explainers that readers may see, newest first.
    pub(super) entries: Vec<&'a Entry>,
    /// Topics of each kind, the most used first. Of sections and tags, those that are shared.
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
    pub(super) kind: NameKind,
    /// The section or tag as authored; the primary subtag of a language.
    pub(super) name: &'a str,
    /// The language of its explainers, where all have the same, else the site's.
    pub(super) language: Language,
    /// Newest first.
    pub(super) entries: Vec<&'a Entry>,
}

/// The same explainer in a language of its family.
pub(super) struct Alternate {
    pub(super) language: Language,
    pub(super) url: Option<String>,
    /// The explainer that the others translate in the end.
    pub(super) is_original: bool,
}

/// The folder of the pages of topics of a kind.
fn folder(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Section => paths::SECTION,
        NameKind::Tag => paths::TAG,
        NameKind::Language => paths::LANGUAGE,
    }
}

impl Topic<'_> {
    /// Tells if the topic has a page of its own.
    pub(super) fn has_page(&self) -> bool {
        self.entries.len() >= SHARED
    }
}

/// The address of an explainer.
pub(super) fn canonical(summary: &Summary) -> Option<Url> {
    Url::parse(summary.canonical_url.as_deref()?).ok()
}

impl<'a> Catalogue<'a> {
    /// Every entry of the index that has a page to be shown by.
    pub(super) fn new(index: &'a SiteIndex<'a>, site: &Site) -> Self {
        let mut entries: Vec<&Entry> = index.entries().iter().filter(|entry| entry.has_page).collect();
        entries.sort_by_key(|entry| (Reverse(entry.published), entry.index));
        let language =
            site.language.clone().or_else(|| most_common(index, &entries)).unwrap_or_else(Language::english);
        let topics = |kind| topics(kind, index, &entries, &language);
        let sections = topics(NameKind::Section);
        let (tags, languages) = (topics(NameKind::Tag), topics(NameKind::Language));
        Self { index, sections, tags, languages, language, entries }
    }

    /// The pages of topics.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Topic<'a>> {
        let languages = if self.languages.len() > 1 { self.languages.as_slice() } else { &[] };
        self.sections.iter().chain(&self.tags).chain(languages).filter(|topic| topic.has_page())
    }

    /// The families of translations with two members or more: the index of each member -> all of them, in order
    /// of their languages, one for each.
    ///
    /// # Errors
    /// A summary can't be had.
    pub(super) fn families(&self) -> Result<BTreeMap<u32, Rc<[Alternate]>>, Diagnostic> {
        let members = self.related()?;
        let of = members.iter().map(|(_, member)| (member.slug.as_str(), member.translation_of.as_deref()));
        let canonical_slugs = canonical_slugs(of);
        let original =
            |member: &Summary| canonical_slugs.get(member.slug.as_str()).copied().unwrap_or_default();
        let mut families: BTreeMap<&str, Vec<&(u32, Summary)>> = BTreeMap::new();
        for member in &members {
            families.entry(original(&member.1)).or_default().push(member);
        }
        let mut found = BTreeMap::new();
        for (root, mut family) in families.into_iter().filter(|(_, family)| family.len() > 1) {
            family.sort_by_key(|(_, it)| (it.language.as_str(), it.slug != root, it.slug.as_str()));
            family.dedup_by_key(|(_, it)| it.language.as_str());
            let alternate = |(_, it): &&(u32, Summary)| Alternate {
                language: it.language.clone(),
                url: canonical(it).map(String::from),
                is_original: it.slug == root,
            };
            let alternates: Rc<[Alternate]> = family.iter().map(alternate).collect();
            found.extend(family.iter().map(|(place, _)| (*place, Rc::clone(&alternates))));
        }
        Ok(found)
    }

    /// Every translation, and what translations name as their original.
    fn related(&self) -> Result<Vec<(u32, Summary)>, Diagnostic> {
        let summary = |entry: &&&Entry| Ok((entry.index, self.index.summary(entry)?));
        let (translations, others): (Vec<&&Entry>, Vec<&&Entry>) =
            self.entries.iter().partition(|entry| entry.is_translation);
        let mut related: Vec<(u32, Summary)> = translations.iter().map(summary).collect::<Result<_, _>>()?;
        let named: BTreeSet<String> =
            related.iter().filter_map(|(_, member)| member.translation_of.clone()).collect();
        for entry in others.iter().filter(|_| !named.is_empty()) {
            let other = summary(entry)?;
            if named.contains(&other.1.slug) {
                related.push(other);
            }
        }
        Ok(related)
    }
}

/// The topics of a kind that more than one explainer shares; of languages, all.
fn topics<'a>(
    kind: NameKind,
    index: &'a SiteIndex<'a>,
    entries: &[&'a Entry],
    language: &Language,
) -> Vec<Topic<'a>> {
    let mut counts = vec![0_usize; index.names()];
    for number in entries.iter().flat_map(|entry| index.numbers(entry, kind)) {
        counts.get_mut(*number as usize).into_iter().for_each(|count| *count += 1);
    }
    let least = if kind == NameKind::Language { 1 } else { SHARED };
    let mut by_name: BTreeMap<&str, Vec<&'a Entry>> = BTreeMap::new();
    for entry in entries {
        for number in index.numbers(entry, kind) {
            let count = counts.get(*number as usize).copied().unwrap_or_default();
            if let Some(name) = index.name(*number).filter(|_| count >= least) {
                by_name.entry(name).or_insert_with(|| Vec::with_capacity(count)).push(entry);
            }
        }
    }
    let all = (0..).zip(&counts).filter(|(_, count)| **count > 0);
    let slugs = slugs(all.filter_map(|(number, _)| index.name(number)), |name| by_name.contains_key(name));
    let mut topics: Vec<Topic<'a>> = by_name
        .into_iter()
        .map(|(name, entries)| Topic {
            path: paths::topic_path(folder(kind), slugs.get(name).map_or("", String::as_str)),
            kind,
            name,
            language: common(index, &entries).unwrap_or_else(|| language.clone()),
            entries,
        })
        .collect();
    topics.sort_by_key(|topic| Reverse(topic.entries.len()));
    topics
}

/// The language of some explainers, where all have the same.
fn common(index: &SiteIndex<'_>, entries: &[&Entry]) -> Option<Language> {
    let languages = entries.iter().filter_map(|entry| index.language(entry));
    let languages: BTreeSet<&str> = languages.map(Language::primary).collect();
    (languages.len() == 1).then(|| most_common(index, entries)).flatten()
}

/// The language of most explainers; of several, the first in alphabetical order.
fn most_common(index: &SiteIndex<'_>, entries: &[&Entry]) -> Option<Language> {
    let mut counts: BTreeMap<&Language, usize> = BTreeMap::new();
    for language in entries.iter().filter_map(|entry| index.language(entry)) {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.into_iter().min_by_key(|(language, count)| (Reverse(*count), *language));
    most.map(|(language, _)| language.clone())
}
