//! The publication of one explainer: cover, title page, questions, chapters, colophon.

use minijinja::context;

use super::{
    article::{Article, format_iso_date},
    book::{Book, Entry, InSpine, Label, NAVIGATION, Page},
    cover,
    package::{self, AccessibilityFacts, Facts},
    prepared_theme::PreparedTheme,
};
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_document::Document;
use pressroom_render::Context;
use pressroom_theme::MessageKey;

/// Makes the publication of one explainer; gives the bytes of the `.epub` file.
///
/// # Errors
/// The finding of the first template that failed, or of the archive.
pub(super) fn publication(
    prepared: &PreparedTheme,
    document: &Document,
    context: &Context<'_>,
    warnings: &mut Diagnostics,
) -> Result<Vec<u8>, Diagnostic> {
    let (metadata, messages) = (&document.metadata, context.messages);
    let (language, headline) = (&metadata.language, metadata.headline.as_str());
    let article = Article::new(document, messages, String::new(), prepared.theme.tokens.epub.chapters);
    let mut book =
        Book::open(&prepared.templates, &prepared.container, &prepared.theme.tokens, context.image_cache)?;
    let article = article.with_pages(context.pagination);
    article.add_pictures(&mut book)?;
    write_cover(&mut book, &article, context)?;
    let header = article.header(&book.pictures, warnings);
    let page = Page::new("title.xhtml").landmark("titlepage", messages.get(MessageKey::TitlePage));
    book.write(page, "title.xhtml", (language, headline), header)?;
    let front = book.pages.len();
    let chapters = article.chapters(&mut book, warnings)?;
    book.entries = chapters;
    let title = messages.get(MessageKey::Colophon);
    let page = Page::new("colophon.xhtml").landmark("colophon", title);
    book.write(page, "colophon.xhtml", (language, title), article.about(Some(context.site)))?;
    book.entries.push(Entry {
        href: "colophon.xhtml".to_owned(),
        label: Label::words(title),
        language: language.clone(),
        children: Vec::new(),
    });
    let printed = context.pagination.map(|pagination| (messages.get(MessageKey::PrintedPages), pagination));
    book.navigation(front, Page::new(NAVIGATION), (language, messages.get(MessageKey::Contents)), printed)?;
    let mut seen = AccessibilityFacts::default();
    seen.inspect(&article);
    let facts = facts(document, context);
    package::write(&mut book, &facts, context.site, messages, seen, warnings)?;
    book.archive.close(&prepared.container, headline, &book.entries)
}

/// The lead picture, else a cover drawn from the headline. It stands outside the pages that a reader turns, because
/// readers show a publication's cover by themselves and the title page repeats the picture.
fn write_cover(book: &mut Book<'_>, article: &Article<'_>, context: &Context<'_>) -> Result<(), Diagnostic> {
    let metadata = &article.document.metadata;
    let lead = article.lead().and_then(|asset| {
        book.pictures.choose_cover(asset);
        book.pictures.find(asset).map(|picture| picture.path.clone())
    });
    let (path, alt) = match lead {
        Some(path) => {
            let alt = metadata.image.as_ref().and_then(|lead| lead.image.alt.as_deref());
            (path, alt.filter(|alt| !alt.trim().is_empty()).unwrap_or(&metadata.headline))
        }
        None => {
            let lines = cover::Lines {
                above: metadata.kicker.as_deref(),
                title: &metadata.headline,
                below: context.site.publisher_name(),
            };
            let values = cover::values(&lines, &metadata.language, book.tokens);
            (book.draw_cover(values)?, metadata.headline.as_str())
        }
    };
    let label = context.messages.get(MessageKey::Cover);
    let page = Page::new("cover.xhtml").landmark("cover", label).with_place(InSpine::Aside);
    book.write(page, "cover.xhtml", (&metadata.language, &metadata.headline), context! { label, path, alt })
}

fn facts<'a>(document: &'a Document, context: &Context<'a>) -> Facts<'a> {
    let metadata = &document.metadata;
    let mut subjects: Vec<&str> = metadata.section.iter().map(String::as_str).collect();
    for keyword in &metadata.keywords {
        if !subjects.contains(&keyword.as_str()) {
            subjects.push(keyword);
        }
    }
    Facts {
        identifier: package::identifier(document, context.site),
        title: &metadata.headline,
        language: &metadata.language,
        languages: vec![metadata.language.as_str()],
        modified: metadata.date_modified.or(metadata.date_published),
        published: metadata.date_published.map(format_iso_date),
        creators: metadata.authors.iter().map(|author| author.name.as_str()).collect(),
        description: metadata.description.as_deref(),
        subjects,
        sources: metadata.canonical_url.as_deref().into_iter().collect(),
        rights: metadata.rights.as_deref().into_iter().collect(),
        series: None,
        page_source: context.pagination.map(|pagination| pagination.source.as_str()),
    }
}
