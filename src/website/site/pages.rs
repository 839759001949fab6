//! The pages for readers: the index, a page for each topic that explainers share, and the page for addresses that lead
//! nowhere.

use std::{collections::BTreeMap, fmt::Write as _};

use minijinja::{Value, context};
use url::Url;

use super::{
    catalogue::{Catalogue, Topic},
    head::Head,
    page_writer::{PageWriter, Sink},
};
use crate::site_index::{Entry, NameKind, explainer_page_path};
use pressroom_diagnostics::Diagnostic;
use pressroom_document::{
    Date, Language, Summary,
    paths::{INDEX, NOT_FOUND, list_path, picture_path},
};
use pressroom_render::{
    json_feed::{self, FeedLocation},
    markup::markup,
};
use pressroom_theme::{Count, MessageKey, Messages};

/// The templates, below the theme's `web/`.
pub(super) const TEMPLATES: &[&str] =
    &["site/layout.html", "site/list.html", "site/entry.html", "site/not-found.html"];

/// How many explainers a page lists; the rest is on further pages.
pub(super) const PER_PAGE: usize = 200;

/// How many tags a page leads to at most.
const MOST_TAGS: usize = 40;

/// How many explainers the page for lost readers shows.
const NEWEST: usize = 5;

/// The index, the pages of topics and the page for addresses that lead nowhere.
pub(super) fn write_pages(
    catalogue: &Catalogue<'_>,
    writer: &PageWriter<'_>,
    sink: Sink<'_>,
) -> Result<(), Diagnostic> {
    let messages = writer.localizer.messages(&catalogue.language);
    let index = Listing {
        path: INDEX,
        title: messages.get(MessageKey::AllExplainers).to_owned(),
        kicker: None,
        name_language: &catalogue.language,
        language: &catalogue.language,
        entries: &catalogue.entries,
        feed: None,
        index: true,
    };
    index.pages(catalogue, writer, sink)?;
    for topic in catalogue.pages() {
        topic_listing(topic, writer).pages(catalogue, writer, sink)?;
    }
    sink(NOT_FOUND, not_found(catalogue, writer)?)
}

/// A list of explainers, on as many pages as it takes.
struct Listing<'l> {
    /// Of its first page, relative to the site's root.
    path: &'l str,
    title: String,
    /// The kind of thing that the title names.
    kicker: Option<MessageKey>,
    /// The language of the title.
    name_language: &'l Language,
    /// The language of the page's own words.
    language: &'l Language,
    entries: &'l [&'l Entry],
    /// The feed of the same explainers.
    feed: Option<&'l FeedLocation>,
    index: bool,
}

fn topic_listing<'l>(topic: &'l Topic<'l>, writer: &PageWriter<'l>) -> Listing<'l> {
    let (title, kicker) = match topic.kind {
        NameKind::Section => (topic.name.to_owned(), MessageKey::Section),
        NameKind::Tag => (topic.name.to_owned(), MessageKey::Topic),
        NameKind::Language => (writer.localizer.name(&topic.language), MessageKey::Language),
    };
    Listing {
        path: &topic.path,
        title,
        kicker: Some(kicker),
        name_language: &topic.language,
        language: &topic.language,
        entries: &topic.entries,
        feed: writer.context.feeds.iter().find(|feed| match (topic.kind, &feed.topic) {
            (NameKind::Section, json_feed::Topic::Section(name)) => name == topic.name,
            (NameKind::Language, json_feed::Topic::Language(tag)) => tag == topic.name,
            (NameKind::Section | NameKind::Language | NameKind::Tag, _) => false,
        }),
        index: false,
    }
}

impl Listing<'_> {
    fn pages(
        &self,
        catalogue: &Catalogue<'_>,
        writer: &PageWriter<'_>,
        sink: Sink<'_>,
    ) -> Result<(), Diagnostic> {
        let chunks: Vec<_> = self.entries.chunks(PER_PAGE).collect();
        for (number, entries) in chunks.iter().enumerate() {
            let entries: Vec<Summary> =
                entries.iter().map(|entry| catalogue.index.summary(entry)).collect::<Result<_, _>>()?;
            let page = self.page(number, chunks.len(), &entries, catalogue, writer)?;
            sink(&list_path(self.path, number), page)?;
        }
        Ok(())
    }

    fn page(
        &self,
        number: usize,
        pages: usize,
        entries: &[Summary],
        catalogue: &Catalogue<'_>,
        writer: &PageWriter<'_>,
    ) -> Result<String, Diagnostic> {
        let (path, messages) = (list_path(self.path, number), writer.localizer.messages(self.language));
        let root = "../".repeat(path.matches('/').count());
        let page = PageValues { catalogue, writer, root: &root, page: self.language };
        let count = messages.count(Count::Explainers, self.entries.len());
        let filters = if pages == 1 { Filters::new(entries) } else { Filters::default() };
        let rules = filters.rules();
        let head = Head {
            title: &self.title,
            description: &describe(writer, &messages, &count),
            path: Some(&path),
            feed: self.feed,
            rules: &rules,
        };
        let beside = |to: usize| format!("{root}{}", list_path(self.path, to));
        let place = messages
            .fill(MessageKey::PageOf, &[("page", &(number + 1).to_string()), ("pages", &pages.to_string())]);
        let turning = (pages > 1).then(|| {
            context! {
                place => place,
                newer => number.checked_sub(1).map(&beside),
                older => (number + 1 < pages).then(|| beside(number + 1)),
            }
        });
        let values = context! {
            title => &self.title,
            title_attributes => language_attributes(self.name_language),
            kicker => self.kicker.map(|word| messages.get(word).to_owned()),
            count => count,
            filters => filters.values(&messages, writer),
            entries => entries.iter().map(|entry| page.entry(entry, &filters)).collect::<Vec<_>>(),
            turning => turning,
            topics => page.topics(self.path, &messages),
            ..page.frame(&head, self.index && number == 0)
        };
        writer.templates.render("site/list.html", values)
    }
}

/// "The Example: 5 explainers"
fn describe(writer: &PageWriter<'_>, messages: &Messages, count: &str) -> String {
    match &writer.context.site.name {
        Some(name) => format!("{}{count}", messages.label(name)),
        None => count.to_owned(),
    }
}

/// The page for addresses that lead nowhere. It is served at any depth, so that its links are absolute.
fn not_found(catalogue: &Catalogue<'_>, writer: &PageWriter<'_>) -> Result<String, Diagnostic> {
    let messages = writer.localizer.messages(&catalogue.language);
    // It is shown at any depth, so that every link begins at the host's root.
    let base = writer.context.site.base_url.as_deref().and_then(|url| Url::parse(url).ok());
    let root = base.as_ref().map_or("/", Url::path);
    let page = PageValues { catalogue, writer, root, page: &catalogue.language };
    let head = Head {
        title: messages.get(MessageKey::NotFound),
        description: messages.get(MessageKey::NotFoundHelp),
        path: None,
        feed: None,
        rules: "",
    };
    let newest = catalogue.entries.iter().take(NEWEST).map(|entry| catalogue.index.summary(entry));
    let (newest, none) = (newest.collect::<Result<Vec<_>, _>>()?, Filters::default());
    let values = context! {
        title => messages.get(MessageKey::NotFound),
        entries => newest.iter().map(|entry| page.entry(entry, &none)).collect::<Vec<_>>(),
        ..page.frame(&head, false)
    };
    writer.templates.render("site/not-found.html", values)
}

/// The context of a page's template values.
struct PageValues<'s> {
    catalogue: &'s Catalogue<'s>,
    writer: &'s PageWriter<'s>,
    /// The path from the page to the site's root: empty, `../`, or the path of the site.
    root: &'s str,
    /// The page's language.
    page: &'s Language,
}

impl PageValues<'_> {
    /// Template values of the layout.
    fn frame(&self, head: &Head<'_>, home: bool) -> Value {
        let (site, messages) = (self.writer.context.site, self.writer.localizer.messages(self.page));
        let name = site.name.as_deref().unwrap_or(messages.get(MessageKey::AllExplainers));
        context! {
            html_attributes => language_attributes(self.page),
            head => markup(head.render(self.writer)),
            words => phrases(&messages),
            site => context! { name => name, url => format!("{}{INDEX}", self.root), here => home },
            rights => &site.rights,
            publisher => site.publisher_name(),
        }
    }

    /// One explainer, in its own language.
    fn entry(&self, summary: &Summary, filters: &Filters<'_>) -> Value {
        let messages = self.writer.localizer.messages(&summary.language);
        let section = summary.section.as_deref().map(|name| {
            let topic = self.catalogue.sections.iter().find(|topic| topic.name == name && topic.has_page());
            context! { name => name, url => topic.map(|topic| self.url(&topic.path)) }
        });
        let picture = summary.picture.as_ref().map(|picture| {
            context! {
                url => format!("{}{}", self.root, picture_path(&summary.slug, &picture.name)),
                width => picture.width,
                height => picture.height,
            }
        });
        let other = summary.language.primary() != self.page.primary();
        let mut facts = dates(summary, &messages);
        if other {
            facts.push(context! { text => self.writer.localizer.name(&summary.language), date => () });
        }
        if summary.cards > 0 {
            facts.push(context! { text => messages.count(Count::Cards, summary.cards), date => () });
        }
        facts.push(context! { text => messages.count(Count::Minutes, summary.minutes), date => () });
        context! {
            attributes => markup(format!("{}{}", language_attributes(&summary.language), filters.marks(summary))),
            url => explainer_page_path(summary).map(|path| self.url(&path)),
            section => section,
            kicker => &summary.kicker,
            headline => &summary.headline,
            dek => &summary.description,
            facts => facts,
            picture => picture,
        }
    }

    /// Ways to the pages of topics, by kind; not to the page that the reader is on.
    fn topics(&self, here: &str, messages: &Messages) -> Vec<Value> {
        let kinds = [
            (MessageKey::Sections, &self.catalogue.sections, usize::MAX),
            (MessageKey::Topics, &self.catalogue.tags, MOST_TAGS),
            (MessageKey::Languages, &self.catalogue.languages, usize::MAX),
        ];
        let group = |(word, topics, most): (MessageKey, &Vec<Topic<'_>>, usize)| {
            let single = word == MessageKey::Languages && topics.len() < 2;
            let links: Vec<Value> = topics
                .iter()
                .filter(|topic| topic.has_page() && !single)
                .take(most)
                .map(|topic| self.topic(topic, here))
                .collect();
            (!links.is_empty())
                .then(|| context! { name => messages.get(word), id => word.key(), links => links })
        };
        kinds.into_iter().filter_map(group).collect()
    }

    fn topic(&self, topic: &Topic<'_>, here: &str) -> Value {
        let name = match topic.kind {
            NameKind::Section | NameKind::Tag => topic.name.to_owned(),
            NameKind::Language => self.writer.localizer.name(&topic.language),
        };
        context! {
            name => name,
            attributes => language_attributes(&topic.language),
            url => self.url(&topic.path),
            count => topic.entries.len(),
            here => topic.path == here,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }
}

/// When an explainer was published, and changed on a later day.
fn dates(summary: &Summary, messages: &Messages) -> Vec<Value> {
    let changed = summary
        .date_modified
        .filter(|modified| summary.date_published.is_none_or(|published| published.day() < modified.day()));
    let dates = [(MessageKey::Published, summary.date_published), (MessageKey::Updated, changed)];
    let fact = |(word, date): (MessageKey, Option<Date>)| {
        let day = date?.day();
        let text = messages.dated(word, day);
        Some(context! { text => text, date => day.to_string() })
    };
    dates.into_iter().filter_map(fact).collect()
}

/// Filters of a list, as radio buttons and rules that hide the other entries. No script is needed.
#[derive(Default)]
struct Filters<'a> {
    /// Sections in the order of their first entry; their numbers count from 1, since 0 is all of them.
    sections: Vec<&'a str>,
    /// Languages, likewise: primary subtag, and the language as it was first met.
    languages: Vec<(&'a str, &'a Language)>,
    /// Sections and languages that meet in no explainer.
    empty: Vec<(usize, usize)>,
}

impl<'a> Filters<'a> {
    fn new(entries: &'a [Summary]) -> Self {
        let mut filters = Self::default();
        for entry in entries {
            if let Some(section) = entry.section.as_deref().filter(|name| !filters.sections.contains(name)) {
                filters.sections.push(section);
            }
            let language = entry.language.primary();
            if !filters.languages.iter().any(|(known, _)| *known == language) {
                filters.languages.push((language, &entry.language));
            }
        }
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for entry in entries {
            *pairs.entry((filters.section(entry), filters.language(entry))).or_default() += 1;
        }
        let all = (1..=filters.sections.len())
            .flat_map(|section| (1..=filters.languages.len()).map(move |language| (section, language)));
        filters.empty = all.filter(|pair| !pairs.contains_key(pair)).collect();
        if filters.sections.len() < 2 {
            filters.sections.clear();
        }
        if filters.languages.len() < 2 {
            filters.languages.clear();
        }
        if filters.sections.is_empty() || filters.languages.is_empty() {
            filters.empty.clear();
        }
        filters
    }

    /// The number of an entry's section, 0 where it has none.
    fn section(&self, entry: &Summary) -> usize {
        let section = entry.section.as_deref();
        self.sections.iter().position(|name| Some(*name) == section).map_or(0, |place| place + 1)
    }

    fn language(&self, entry: &Summary) -> usize {
        let language = entry.language.primary();
        self.languages.iter().position(|(name, _)| *name == language).map_or(0, |place| place + 1)
    }

    /// Attributes of an entry that the rules look at.
    fn marks(&self, entry: &Summary) -> String {
        let mut out = String::new();
        if !self.sections.is_empty() {
            let _ = write!(out, " data-section=\"{}\"", self.section(entry));
        }
        if !self.languages.is_empty() {
            let _ = write!(out, " data-language=\"{}\"", self.language(entry));
        }
        out
    }

    /// A rule for each choice: it hides the entries that don't fit. Only screens are filtered.
    fn rules(&self) -> String {
        let mut out = String::new();
        for (kind, count) in [("section", self.sections.len()), ("language", self.languages.len())] {
            for number in 1..=count {
                let _ = write!(
                    out,
                    "main:has(#{kind}-{number}:checked) .entry:not([data-{kind}=\"{number}\"]){{display:none}}"
                );
            }
        }
        for (section, language) in &self.empty {
            let _ = write!(
                out,
                "main:has(#section-{section}:checked):has(#language-{language}:checked) .nothing{{display:block}}"
            );
        }
        if out.is_empty() { out } else { format!("@media screen{{{out}}}") }
    }

    fn values(&self, messages: &Messages, writer: &PageWriter<'_>) -> Vec<Value> {
        let option = |kind: &str, number: usize, name: &str, attributes: Value| {
            context! { id => format!("{kind}-{number}"), name => name, attributes => attributes, all => number == 0 }
        };
        let group = |kind: &str, word: MessageKey, names: Vec<(String, Value)>| {
            let all = option(kind, 0, messages.get(MessageKey::All), markup(String::new()));
            let names = names.into_iter().enumerate();
            let named = names.map(|(at, (name, attributes))| option(kind, at + 1, &name, attributes));
            context! { kind => kind, name => messages.get(word), options => std::iter::once(all).chain(named).collect::<Vec<_>>() }
        };
        let mut groups = Vec::new();
        if !self.sections.is_empty() {
            let names =
                self.sections.iter().map(|name| ((*name).to_owned(), markup(" dir=\"auto\"".to_owned())));
            groups.push(group("section", MessageKey::Section, names.collect()));
        }
        if !self.languages.is_empty() {
            let names =
                self.languages.iter().map(|(_, tag)| (writer.localizer.name(tag), language_attributes(tag)));
            groups.push(group("language", MessageKey::Language, names.collect()));
        }
        groups
    }
}

/// ` lang="uk" dir="ltr"`
fn language_attributes(language: &Language) -> Value {
    // A tag has letters, digits and hyphens only.
    markup(format!(" lang=\"{language}\" dir=\"{}\"", language.direction().as_str()))
}

/// Every word of the interface under its key.
fn phrases(messages: &Messages) -> Value {
    Value::from_pairs(MessageKey::ALL.iter().map(|word| (word.key(), Value::from(messages.get(*word)))))
}
