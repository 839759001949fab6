//! Many explainers as one PDF to read.
//!
//! Each explainer is set by itself, in its own language and direction, and the files are merged: what is in memory is one
//! explainer's pages and the finished files. What stands before them, title and contents, is set as an explainer, too.

use std::collections::BTreeMap;

use crate::{
    options::pdf_options,
    screen::{ScreenBackend, finishing_failed},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{
    Block, DefinitionItem, DefinitionList, Document, FORMAT, Heading, Inline, LinkTarget, Metadata, Status,
    paths::edition_file,
};
use pressroom_pdf_file::{self as pdf_file, Merger, PdfFile};
use pressroom_render::{Context, Digest, DigestBackend, DigestEdition, DigestKind};
use pressroom_theme::{Count, MessageKey, Theme};

/// The PDF of many explainers.
pub const DIGEST: DigestKind = DigestKind { name: "pdf", extension: "pdf", prepare };

/// The most times that the contents are set again because there are more pages before the explainers now.
const MAX_TRIES: usize = 3;

fn prepare(theme: &Theme) -> Result<Box<dyn DigestBackend>, Diagnostics> {
    Ok(Box::new(DigestRenderer { screen: ScreenBackend::new(theme)?, theme: theme.clone() }))
}

struct DigestRenderer {
    screen: ScreenBackend,
    theme: Theme,
}

impl DigestBackend for DigestRenderer {
    fn render_digest(
        &self,
        digest: &Digest<'_>,
        context: &Context<'_>,
    ) -> Result<DigestEdition, Diagnostics> {
        // The page numbers in the contents are as wide as they will be.
        let mut before = self.front(digest, context, &vec![100; digest.documents.len()])?.page_count();
        for _ in 0..MAX_TRIES {
            let (articles, starts, warnings) = self.articles(digest, context, before)?;
            let front = self.front(digest, context, &starts)?;
            let pages = front.page_count();
            if pages != before {
                before = pages;
                continue;
            }
            let file = merged(front, articles, digest, &starts).map_err(finishing_failed)?;
            let mut edition = DigestEdition { warnings, ..DigestEdition::default() };
            edition.files.insert(
                edition_file(digest.name, DIGEST.extension),
                file.save().map_err(finishing_failed)?.into(),
            );
            return Ok(edition);
        }
        Err(vec![Diagnostic::error(Code::EditionFailed, "the pages of the contents could not be settled")])
    }
}

/// The explainers' files, the numbers of their first pages, and what could not be shown, with the place of its document.
type Articles = (Vec<PdfFile>, Vec<usize>, Vec<(usize, Diagnostic)>);

impl DigestRenderer {
    fn articles(
        &self,
        digest: &Digest<'_>,
        context: &Context<'_>,
        before: usize,
    ) -> Result<Articles, Diagnostics> {
        let (mut articles, mut starts, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = before + 1;
        for (place, document) in digest.documents.iter().enumerate() {
            let words = self.theme.messages(document.metadata.language.as_str());
            let context = Context { messages: &words, ..*context };
            let mut found = Diagnostics::new();
            let options = pdf_options(document, &self.screen.standards, true, &mut found);
            let (file, shown) = self.screen.typeset(document, &context, &options, Some(next))?;
            warnings.extend(found.into_iter().chain(shown).map(|finding| (place, finding)));
            starts.push(next);
            next += file.page_count();
            articles.push(file);
        }
        Ok((articles, starts, warnings))
    }

    /// Title and contents.
    fn front(
        &self,
        digest: &Digest<'_>,
        context: &Context<'_>,
        starts: &[usize],
    ) -> Result<PdfFile, Diagnostics> {
        let document = front(digest, context, starts);
        let options = pdf_options(&document, &self.screen.standards, true, &mut Diagnostics::new());
        self.screen.typeset(&document, context, &options, Some(1)).map(|(file, _)| file)
    }
}

/// Stands for the first page of an explainer until the files are merged.
fn url(place: usize) -> String {
    format!("https://pressroom.invalid/{place}")
}

/// A text in a direction of its own: FIRST STRONG ISOLATE to POP DIRECTIONAL ISOLATE (UAX #9, section 2.4).
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// Title and contents as an explainer: headlines that lead to their pages, each with its dek.
fn front(digest: &Digest<'_>, context: &Context<'_>, starts: &[usize]) -> Document {
    let words = context.messages;
    let text = |value: String| Inline::Text { value, span: Span::default() };
    let entry = |(place, (document, start)): (usize, (&Document, &usize))| {
        let metadata = &document.metadata;
        let page = words.fill(MessageKey::Page, &[("page", &start.to_string())]);
        let link = Inline::Link {
            target: LinkTarget::External(url(place)),
            title: None,
            content: vec![text(isolated(&metadata.headline))],
            span: Span::default(),
        };
        let page = Inline::Emphasis { content: vec![text(page)], span: Span::default() };
        let dek = |dek: &String| {
            vec![Block::Paragraph { content: vec![text(isolated(dek))], span: Span::default() }]
        };
        DefinitionItem {
            term: vec![link, text(" · ".to_owned()), page],
            definitions: metadata.description.iter().map(dek).collect(),
        }
    };
    let items = digest.documents.iter().zip(starts).enumerate().map(entry).collect();
    let heading = Heading {
        level: 1,
        id: "contents".to_owned(),
        content: vec![text(words.get(MessageKey::InThisIssue).to_owned())],
        span: Span::default(),
    };
    Document {
        format: FORMAT.to_owned(),
        metadata: Metadata {
            slug: digest.name.to_owned(),
            headline: digest.title.to_owned(),
            description: Some(words.count(Count::Explainers, digest.documents.len())),
            language: digest.language.clone(),
            date_published: digest.date,
            kicker: None,
            authors: Vec::new(),
            date_modified: None,
            section: None,
            keywords: Vec::new(),
            image: None,
            canonical_url: None,
            translation_of: None,
            rights: None,
            embargo: None,
            draft: false,
            expires: None,
            review_by: None,
            status: Status::default(),
            version: 1,
            corrections: Vec::new(),
            newsletter: pressroom_document::Newsletter::default(),
        },
        lede: vec![
            Block::Heading(heading),
            Block::DefinitionList(DefinitionList { items, span: Span::default() }),
        ],
        cards: Vec::new(),
        signoff: Vec::new(),
        footnotes: Vec::new(),
        assets: Vec::new(),
    }
}

fn merged(
    front: PdfFile,
    articles: Vec<PdfFile>,
    digest: &Digest<'_>,
    starts: &[usize],
) -> pdf_file::Result<PdfFile> {
    let mut merger = Merger::new(front)?;
    for article in articles {
        merger.add(article)?;
    }
    let target = |(place, (document, start)): (usize, (&Document, &usize))| {
        (url(place), (start - 1, document.metadata.headline.clone()))
    };
    let targets: BTreeMap<_, _> = digest.documents.iter().zip(starts).enumerate().map(target).collect();
    merger.retarget_links(&targets);
    merger.finish()
}
