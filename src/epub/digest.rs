//! A digest: many explainers in one publication, each with its cards below it in the contents.

use std::collections::BTreeMap;

use minijinja::{Value, context};
use uuid::Uuid;

use super::{
    article::{Article, byline, format_iso_date, read_online},
    book::{Book, Entry, InSpine, Label, NAVIGATION, Page},
    cover,
    package::{self, AccessibilityFacts, Facts},
    prepared_theme::PreparedTheme,
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::Document;
use pressroom_render::{Context, Digest};
use pressroom_theme::{Chapters, Count, MessageKey, Messages};

/// The page that lists the explainers with their deks.
const LIST: &str = "contents.xhtml";

/// Findings, each with the place of its document in the digest.
pub(super) type IndexedDiagnostics = Vec<(usize, Diagnostic)>;

/// Makes the publication of a digest; gives the bytes of the `.epub` file.
///
/// # Errors
/// The finding of the first template that failed, or of the archive; or that there is nothing to bind.
pub(super) fn publication(
    prepared: &PreparedTheme,
    digest: &Digest<'_>,
    context: &Context<'_>,
    warnings: &mut IndexedDiagnostics,
) -> Result<Vec<u8>, Diagnostic> {
    if digest.documents.is_empty() {
        return Err(Diagnostic::error(Code::EditionFailed, "there is no explainer to bind"));
    }
    let languages = digest.documents.iter().map(|document| document.metadata.language.as_str());
    let messages: BTreeMap<&str, Messages> = languages
        .map(|language| (language, ()))
        .collect::<BTreeMap<_, ()>>()
        .into_keys()
        .map(|language| (language, prepared.theme.messages(language)))
        .collect();
    let mut book = DigestBook {
        prepared,
        digest,
        context,
        messages: &messages,
        book: Book::open(
            &prepared.templates,
            &prepared.container,
            &prepared.theme.tokens,
            context.image_cache,
        )?,
        seen: AccessibilityFacts::default(),
    };
    book.front()?;
    let front = book.book.pages.len();
    for (index, document) in digest.documents.iter().enumerate() {
        let mut found = Diagnostics::new();
        book.article(index, document, &mut found)?;
        warnings.extend(found.into_iter().map(|finding| (index, finding)));
    }
    book.colophon()?;
    let navigation = Page::new(NAVIGATION).with_place(InSpine::Not);
    book.book.navigation(
        front,
        navigation,
        (digest.language, context.messages.get(MessageKey::InThisIssue)),
        None,
    )?;
    let facts = facts(digest, context.site);
    let mut found = Diagnostics::new();
    package::write(&mut book.book, &facts, context.site, context.messages, book.seen, &mut found)?;
    warnings.extend(found.into_iter().map(|finding| (0, finding)));
    book.book.archive.close(&prepared.container, digest.title, &book.book.entries)
}

struct DigestBook<'r, 'a> {
    prepared: &'r PreparedTheme,
    digest: &'r Digest<'a>,
    context: &'r Context<'a>,
    /// Interface words by language.
    messages: &'r BTreeMap<&'r str, Messages>,
    book: Book<'r>,
    seen: AccessibilityFacts,
}

impl DigestBook<'_, '_> {
    /// Cover, title page and the list of explainers.
    fn front(&mut self) -> Result<(), Diagnostic> {
        let (digest, messages, site) = (self.digest, self.context.messages, self.context.site);
        let page = (digest.language, digest.title);
        let date = digest.date.map(|date| messages.date(date.day()));
        let lines =
            cover::Lines { above: date.as_deref(), title: digest.title, below: site.publisher_name() };
        let path = self.book.draw_cover(cover::values(&lines, digest.language, self.book.tokens))?;
        let label = messages.get(MessageKey::Cover);
        let values = context! { label, path, alt => digest.title };
        let cover = Page::new("cover.xhtml").landmark("cover", label).with_place(InSpine::Aside);
        self.book.write(cover, "cover.xhtml", page, values)?;
        let values = context! {
            kicker => site.name.as_deref().filter(|name| *name != digest.title),
            date => digest.date.zip(date).map(|(date, text)| context! { text, machine => format_iso_date(date) }),
            count => messages.count(Count::Explainers, digest.documents.len()),
            publisher => site.publisher_name(),
        };
        let title_page = Page::new("title.xhtml").landmark("titlepage", messages.get(MessageKey::TitlePage));
        self.book.write(title_page, "issue.xhtml", page, values)?;
        let title = messages.get(MessageKey::InThisIssue);
        let articles =
            digest.documents.iter().enumerate().map(|(index, document)| self.listed(index, document));
        let values = context! { articles => articles.collect::<Vec<_>>() };
        self.book.write(
            Page::new(LIST).landmark("toc", title),
            "list.xhtml",
            (digest.language, title),
            values,
        )
    }

    /// An explainer in the list.
    fn listed(&self, index: usize, document: &Document) -> Value {
        let (metadata, messages) = (&document.metadata, self.messages_for(document));
        let foreign = (metadata.language != *self.digest.language).then_some(&metadata.language);
        context! {
            file => self.first_file(index),
            language => foreign.map(|language| language.as_str()),
            direction => foreign.map(|language| language.direction().as_str()),
            kicker => &metadata.kicker,
            headline => &metadata.headline,
            description => &metadata.description,
            byline_markup => byline(&metadata.authors, messages),
            cards => (!document.cards.is_empty()).then(|| messages.count(Count::Cards, document.cards.len())),
        }
    }

    fn messages_for(&self, document: &Document) -> &Messages {
        self.messages.get(document.metadata.language.as_str()).unwrap_or(self.context.messages)
    }

    fn divided(&self) -> Chapters {
        self.prepared.theme.tokens.epub.digest_chapters
    }

    /// Prefix of an explainer's files and ids.
    fn prefix(&self, index: usize) -> String {
        let digits = self.digest.documents.len().to_string().len().max(2);
        format!("article-{:0digits$}-", index + 1)
    }

    /// The file that an explainer begins with.
    fn first_file(&self, index: usize) -> String {
        let name = match self.divided() {
            Chapters::Article => "text",
            Chapters::Card => "title",
        };
        format!("{}{name}.xhtml", self.prefix(index))
    }

    /// Writes an explainer: in one file, or in one for its title, each card and its colophon.
    fn article(
        &mut self,
        index: usize,
        document: &Document,
        warnings: &mut Diagnostics,
    ) -> Result<(), Diagnostic> {
        let messages =
            self.messages.get(document.metadata.language.as_str()).unwrap_or(self.context.messages);
        let article = Article::new(document, messages, self.prefix(index), self.divided());
        article.add_pictures(&mut self.book)?;
        self.seen.inspect(&article);
        let (language, headline) = (&document.metadata.language, document.metadata.headline.as_str());
        let header = article.header(&self.book.pictures, warnings);
        let first = self.first_file(index);
        let page = Page::new(&first);
        let children = match self.divided() {
            Chapters::Article => {
                let whole = article.plan.chapters.first();
                let (parts, children) = whole.map_or_else(Default::default, |chapter| {
                    article.parts(0, chapter, &self.book.pictures, true, warnings)
                });
                let values = context! { parts, ..context! { ..header, ..article.about(None) } };
                self.book.write(page, "article.xhtml", (language, headline), values)?;
                children
            }
            Chapters::Card => {
                self.book.write(page, "title.xhtml", (language, headline), header)?;
                let children = article.chapters(&mut self.book, warnings)?;
                let page = Page::new(format!("{}colophon.xhtml", self.prefix(index)));
                let title = messages.get(MessageKey::Colophon);
                self.book.write(page, "colophon.xhtml", (language, title), article.about(None))?;
                children
            }
        };
        self.book.entries.push(Entry {
            href: first,
            label: Label::words(headline),
            language: language.clone(),
            children: if document.cards.is_empty() { Vec::new() } else { children },
        });
        Ok(())
    }

    /// Writes who publishes the digest, if anything is known of them.
    fn colophon(&mut self) -> Result<(), Diagnostic> {
        let (site, messages) = (self.context.site, self.context.messages);
        if site.publisher_name().is_none() && site.rights.is_none() {
            return Ok(());
        }
        let title = messages.get(MessageKey::Colophon);
        let values = context! {
            prefix => "",
            about_title => title,
            corrections => Vec::<Value>::new(),
            corrections_title => "",
            read_online => site.base_url.as_ref().map(|url| read_online(messages, url)),
            publisher => site.publisher_name(),
            publisher_url => &site.publisher.url,
            version => None::<&str>,
            rights => &site.rights,
            rights_title => messages.get(MessageKey::Rights),
        };
        let page = Page::new("colophon.xhtml").landmark("colophon", title);
        self.book.write(page, "colophon.xhtml", (self.digest.language, title), values)?;
        self.book.entries.push(Entry {
            href: "colophon.xhtml".to_owned(),
            label: Label::words(title),
            language: self.digest.language.clone(),
            children: Vec::new(),
        });
        Ok(())
    }
}

/// The identifier of a digest: of the same documents under the same title, it is the same.
fn identifier(digest: &Digest<'_>, site: &Site) -> Uuid {
    let mut name = format!("pressroom:{}:{}", package::site_name(site), digest.title);
    for document in digest.documents {
        name.push('\n');
        name.push_str(&package::identifier(document, site).to_string());
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

fn facts<'a>(digest: &'a Digest<'_>, site: &'a Site) -> Facts<'a> {
    let all = || digest.documents.iter().map(|document| &document.metadata);
    let position = |date: pressroom_document::Date| {
        let day = date.day();
        format!("{}.{}.{}", day.year(), day.month(), day.day())
    };
    Facts {
        identifier: identifier(digest, site),
        title: digest.title,
        language: digest.language,
        languages: once([digest.language.as_str()].into_iter().chain(all().map(|of| of.language.as_str()))),
        modified: digest.date,
        published: digest.date.map(format_iso_date),
        creators: once(all().flat_map(|of| &of.authors).map(|author| author.name.as_str())),
        description: None,
        subjects: once(all().flat_map(|of| of.section.iter().chain(&of.keywords)).map(String::as_str)),
        sources: once(all().filter_map(|of| of.canonical_url.as_deref())),
        rights: once(all().filter_map(|of| of.rights.as_deref())),
        page_source: None,
        series: site.name.as_deref().map(|name| (name, digest.date.map(position))),
    }
}

/// Each value once, where it first stands.
fn once<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    values.filter(|value| seen.insert(*value)).collect()
}
