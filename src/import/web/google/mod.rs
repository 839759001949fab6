//! What Google Docs exports as a web page, alone or in a ZIP archive with its pictures.
//!
//! The export says what text looks like, not what it means: classes stand for looks, levels of lists are in the names of
//! classes, links go through `google.com/url`. Here the tree becomes the HTML that a person would have written.

mod comments;
mod lists;
mod package;
mod paragraphs;
mod styles;

use dom_query::{Document, NodeRef};
use url::Url;

use super::html::{self, HtmlHost, PictureFolder, descendants, name, text, words};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata},
};
use package::Package;
use paragraphs::mark_paragraphs;
use pressroom_diagnostics::Source;
use pressroom_document::Language;
use pressroom_read::builder::Builder;
use styles::Styles;

/// Reads a document that Google Docs exported.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let package = package::open(source)?;
    let (decoded, found) = Source::decode(source.name, package.page(source));
    if let Some(error) = found.iter().find(|finding| finding.is_error()) {
        return Err(ImportError::Damaged(error.message.clone()));
    }
    let document = html::parse(&decoded.text)?;
    let mut findings = Vec::new();
    let root = document.root();
    let css: String = document.select("style").nodes().iter().map(|style| style.text().to_string()).collect();
    let styles = Styles::read(&css);
    comments::take_comments(root, &mut findings);
    comments::settle_suggestions(root, options.changes, &mut findings);
    take_header_and_footer(&document, &mut findings);
    let headline_in_head = title_in_head(&document);
    let mut metadata = take_titles(root);
    metadata.language = language(&document);
    lists::nest_lists(root);
    take_contents(root, &mut findings);
    html::mark_notes(&document);
    mark_paragraphs(&document, &styles);
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    let pictures: &dyn pressroom_images::Pictures = match &package {
        Package::Archive { .. } => &package,
        Package::Page => source.beside,
    };
    let mut folder = PictureFolder::new(pictures, None);
    let language = metadata.language.clone().or_else(|| options.site.language.clone());
    let mut host = HtmlHost {
        base: None,
        language: language.unwrap_or_else(Language::english),
        pictures: &mut folder,
        meant: undo_redirect,
        place: String::new(),
    };
    html::read(&mut builder, root, &mut host, &mut findings);
    let draft = builder.finish_all();
    findings.extend(found.iter().map(ImportFinding::of_reader));
    let has_headings =
        draft.blocks.iter().any(|block| matches!(block, pressroom_document::Block::Heading(_)));
    if metadata.headline.is_none() && !has_headings {
        metadata.headline = headline_in_head;
    }
    Ok(vec![Article {
        name: package.stem(source),
        metadata,
        draft,
        pictures: folder.into_files(),
        producer: Some("Google Docs".to_owned()),
        findings,
        ..Article::default()
    }])
}

/// True for the HTML of Google Docs.
pub(crate) fn is_google_docs(html: &str) -> bool {
    let tight: String = html.chars().filter(|c| !c.is_whitespace()).take(200_000).collect();
    html.contains("docs-internal-guid")
        || html.contains("doc-content\"")
        || html.contains("lst-kix_")
        || tight.contains("@importurl(https://themes.googleusercontent.com/fonts/css")
        || (tight.contains("<styletype=\"text/css\">ol{margin:0;padding:0}") && tight.contains(".title{"))
}

/// True for a ZIP archive with a web page and no document of a word processor.
pub(crate) use package::is_package;

/// The address behind `https://www.google.com/url?q=…`.
fn undo_redirect(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let is_google = matches!(url.host_str(), Some("www.google.com" | "google.com")) && url.path() == "/url";
    let target = url.query_pairs().find(|(key, _)| is_google && (key == "q" || key == "url"))?.1.into_owned();
    Some(target)
}

/// The paragraphs of the styles Title and Subtitle: headline and dek.
fn take_titles(root: NodeRef<'_>) -> ArticleMetadata {
    let mut metadata = ArticleMetadata::default();
    for node in descendants(root) {
        if name(node) != "p"
            || text(node).is_empty()
            || !descendants(node).iter().all(|node| name(*node) != "img")
        {
            continue;
        }
        let place = if node.has_class("title") {
            &mut metadata.headline
        } else if node.has_class("subtitle") {
            &mut metadata.description
        } else {
            continue;
        };
        let has_note = descendants(node)
            .iter()
            .any(|node| node.attr("href").is_some_and(|href| href.starts_with("#ftnt")));
        if place.is_none() && !has_note {
            *place = Some(text(node));
            node.remove_from_parent();
        } else {
            // A second title is one within the text.
            node.rename("h1");
        }
    }
    metadata
}

fn title_in_head(document: &Document) -> Option<String> {
    let title = document.select("head > title").nodes().first().map(|title| text(*title))?;
    (!title.is_empty()).then_some(title)
}

fn language(document: &Document) -> Option<Language> {
    let nodes = document.select("html[lang], body[lang]");
    nodes.nodes().iter().find_map(|node| node.attr("lang")?.parse().ok())
}

/// Header and footer are the only `div`s that hold neither a note nor a comment; they stand first and last.
fn take_header_and_footer(document: &Document, findings: &mut Vec<ImportFinding>) {
    let Some(body) = document.body() else { return };
    let children = body.element_children();
    let is_plain = |node: &NodeRef<'_>| {
        let has_note = descendants(*node)
            .iter()
            .any(|node| node.attr("href").is_some_and(|href| href.starts_with("#ftnt")));
        name(*node) == "div" && !has_note
    };
    let first = children.first().copied().filter(is_plain).map(|node| (node, FindingKind::Header));
    let last = children.last().copied().filter(is_plain).map(|node| (node, FindingKind::Footer));
    for (node, kind) in [first, last].into_iter().flatten().filter(|_| children.len() > 2) {
        let words = text(node);
        if !words.is_empty() {
            findings.push(ImportFinding {
                kind,
                action: Action::LeftOut,
                place: String::new(),
                text: words,
                message: "what stands on each page is no part of an explainer".to_owned(),
            });
            node.remove_from_parent();
        }
    }
}

/// A table of contents: three paragraphs or more in a row, each a link to a heading of the same words.
fn take_contents(root: NodeRef<'_>, findings: &mut Vec<ImportFinding>) {
    let headings: std::collections::HashMap<String, String> = descendants(root)
        .into_iter()
        .filter(|node| matches!(&*name(*node), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
        .filter_map(|node| Some((node.attr("id")?.to_string(), text(node))))
        .collect();
    let is_line = |node: NodeRef<'_>| {
        let links: Vec<_> = descendants(node).into_iter().filter(|node| name(*node) == "a").collect();
        let names = |link: &NodeRef<'_>| {
            let id = link.attr("href").and_then(|href| href.strip_prefix('#').map(str::to_owned));
            id.and_then(|id| headings.get(&id)).is_some_and(|heading| *heading == words(&text(*link)))
        };
        name(node) == "p" && links.first().is_some_and(names)
    };
    let mut run: Vec<NodeRef<'_>> = Vec::new();
    let mut runs: Vec<Vec<NodeRef<'_>>> = Vec::new();
    for node in descendants(root).into_iter().filter(|node| name(*node) == "p") {
        if is_line(node) {
            run.push(node);
        } else if !text(node).is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    for run in runs.into_iter().filter(|run| run.len() >= 3) {
        let lines: Vec<String> = run.iter().map(|line| text(*line)).collect();
        run.iter().for_each(NodeRef::remove_from_parent);
        findings.push(ImportFinding {
            kind: FindingKind::Field,
            action: Action::LeftOut,
            place: "table of contents".to_owned(),
            text: lines.join("\n"),
            message: "editions make their own list of the cards".to_owned(),
        });
    }
}
