//! Feeds over a whole build, as JSON Feed 1.1, Atom (RFC 4287) and RSS 2.0: of all explainers, of each section and of each
//! language.
//!
//! [`plan_feeds`] says which explainers each feed holds, from the [index](SiteIndex); the items themselves are those of the edition
//! `jsonfeed`, so that a feed is made without the documents, by pure functions.
//!
//! | file | where |
//! |---|---|
//! | `feed.json`, `feed-2.json`, ... | the site's root, `section/NAME/`, `language/TAG/` |
//! | `atom.xml`, `rss.xml` | the same |

mod atom;
mod channel;
mod error;
mod json;
mod rss;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use error::FeedFileError;

use channel::Channel;

use super::{
    localizer::Localizer,
    site_index::{Entry, SiteIndex},
    slug::slugs,
};
use pressroom_config::Site;
use pressroom_document::{
    Date, Language,
    paths::{ATOM_FEED, LANGUAGE, RSS_FEED, SECTION, topic_folder},
};
use pressroom_render::json_feed::{FeedLocation, Item, Topic};
use pressroom_theme::{MessageKey, Messages, Theme};

/// Feeds that every build may have at its root.
pub use pressroom_document::paths::FEED_FILES as ROOT_FILES;

/// The feeds of a topic before their items are known.
#[derive(Debug)]
pub struct FeedPlan {
    /// Their title and their address.
    pub location: FeedLocation,
    /// The index entries of the explainers that they hold, newest first.
    pub entries: Vec<u32>,
    language: Option<Language>,
}

/// The feeds of a build: those of all explainers, then those of sections and languages. None where it is not known where
/// the site is, or none are wanted.
pub fn plan_feeds(index: &SiteIndex<'_>, site: &Site, theme: &Theme) -> Vec<FeedPlan> {
    if site.feeds_base().is_none() {
        return Vec::new();
    }
    let mut all: Vec<&Entry> = index.entries().iter().filter(|entry| entry.has_feed).collect();
    all.sort_by_key(|entry| (Reverse(entry.changed.map(Date::timestamp)), entry.index));
    let localizer = Localizer::new(theme);
    let messages = localizer.messages(&site.language.clone().unwrap_or_else(Language::english));
    let title = title(site, &messages);
    let mut sections: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    let mut languages: BTreeMap<&str, (&Language, Vec<&Entry>)> = BTreeMap::new();
    for entry in &all {
        if let Some(section) = index.section(entry) {
            push(sections.entry(section).or_default(), entry, site);
        }
        if let Some(language) = index.language(entry) {
            let (_, entries) = languages.entry(language.primary()).or_insert((language, Vec::new()));
            push(entries, entry, site);
        }
    }
    all.truncate(site.feeds.items);
    let folders = slugs(sections.keys().copied(), |_| true);
    let mut plans = vec![FeedPlan::new(Topic::All, title.clone(), String::new(), &all, index)];
    for (name, entries) in sections {
        let folder = topic_folder(SECTION, folders.get(name).map_or("", String::as_str));
        let topic = Topic::Section(name.to_owned());
        plans.push(FeedPlan::new(
            topic,
            format!("{}{name}", messages.label(&title)),
            folder,
            &entries,
            index,
        ));
    }
    for (tag, (language, entries)) in languages {
        let title = format!("{}{}", messages.label(&title), localizer.name(language));
        let topic = Topic::Language(tag.to_owned());
        plans.push(FeedPlan::new(topic, title, topic_folder(LANGUAGE, tag), &entries, index));
    }
    plans
}

/// Adds an explainer to those of a feed, where that holds so many.
fn push<'a>(entries: &mut Vec<&'a Entry>, entry: &'a Entry, site: &Site) {
    if entries.len() < site.feeds.items {
        entries.push(entry);
    }
}

/// The title of the feed of all explainers.
fn title(site: &Site, messages: &Messages) -> String {
    let own = site.name.as_deref().or(site.publisher_name()).map(str::to_owned);
    own.unwrap_or_else(|| messages.get(MessageKey::AllExplainers).to_owned())
}

impl FeedPlan {
    fn new(topic: Topic, title: String, folder: String, entries: &[&Entry], index: &SiteIndex<'_>) -> Self {
        let languages: BTreeSet<&Language> =
            entries.iter().filter_map(|entry| index.language(entry)).collect();
        let first = languages.first().map(|language| (*language).clone());
        let language = match &topic {
            _ if languages.len() == 1 => first,
            Topic::Language(tag) => tag.parse().ok(),
            Topic::All | Topic::Section(_) => None,
        };
        let entries = entries.iter().map(|entry| entry.index).collect();
        Self { location: FeedLocation { topic, title, folder }, entries, language }
    }

    /// The files of the feed, in all formats: path relative to the site's root -> content. `items` are those of the
    /// entries, in their order. An empty feed has none.
    ///
    /// # Errors
    /// Why there can be none.
    pub fn render_files(
        &self,
        items: &[Item],
        site: &Site,
    ) -> Result<BTreeMap<String, Arc<[u8]>>, FeedFileError> {
        let Some(base) = site.feeds_base().filter(|_| !items.is_empty()) else { return Ok(BTreeMap::new()) };
        let channel = Channel {
            site,
            base,
            folder: self.location.url(base).ok_or(FeedFileError::NoAddress)?,
            title: &self.location.title,
            language: self.language.as_ref(),
            updated: items.iter().filter_map(Item::changed).max_by_key(|date| date.timestamp()),
        };
        let mut files = json::pages(&channel, items)?;
        files.insert(ATOM_FEED.to_owned(), atom::feed(&channel, items)?.into());
        files.insert(RSS_FEED.to_owned(), rss::channel(&channel, items)?.into());
        let placed = |(name, content)| (format!("{}{name}", self.location.folder), content);
        Ok(files.into_iter().map(placed).collect())
    }
}

#[cfg(test)]
mod tests;
