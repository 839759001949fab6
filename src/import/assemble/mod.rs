//! From articles to explainers: cards, metadata, references, Markdown.

mod append;
pub(crate) mod credit;
mod metadata;
mod outline;
mod simplify;
pub(crate) mod walk;
mod whole;

pub(crate) use append::append;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::{
    Action, FindingKind, ImportCounts, ImportError, ImportFinding, ImportKind, ImportOptions, ImportReport,
    ImportSource, Imported, REPORT_FORMAT, article::Article,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Document, FORMAT, Image, ImageSource, Inline, reserved::Reserved, slug, text};
use pressroom_images::{ImageInfo, PictureError, Pictures, inspect};
use pressroom_read::{ReadOptions, UnresolvedDocument};
use pressroom_write::{Habits, Headline, WriteError};

/// How often the metadata of an article is written without a key that can't be said.
const MAX_KEYS: usize = 20;

/// Makes explainers of the articles of a source. Their slugs are unique.
pub(crate) fn assemble_all(
    articles: Vec<Article>,
    kind: ImportKind,
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Imported>, ImportError> {
    let mut taken = BTreeSet::new();
    let (mut all, mut failed, mut failure) = (Vec::new(), Vec::new(), None);
    let many = articles.len() > 1;
    for mut article in articles {
        let slug = unique_slug(&article, &mut taken);
        article.name.clone_from(&slug);
        let words = if many { text::lines(&article.draft.blocks).join(" ") } else { String::new() };
        match assemble(article, kind, source, options) {
            Ok(imported) => all.push(imported),
            // One that can't be written does not hold up the others of its source.
            Err(error) => {
                let message = error.to_string();
                let (kind, action) = (FindingKind::Document, Action::LeftOut);
                failed.push(ImportFinding { kind, action, place: slug, text: words, message });
                failure = Some(error);
            }
        }
    }
    match all.first_mut() {
        Some(first) => first.report.findings.extend(failed),
        None => return Err(failure.unwrap_or(ImportError::Empty)),
    }
    Ok(all)
}

/// A slug for an article: of its name, else of its headline.
fn unique_slug(article: &Article, taken: &mut BTreeSet<String>) -> String {
    let language = article.metadata.language.as_ref();
    let names = [Some(article.name.as_str()), article.metadata.headline.as_deref()];
    let mut slugs = names.into_iter().flatten().map(|name| slug::for_file(name, language));
    let first = slugs
        .find(|slug| !slug.is_empty() && Reserved::find(slug).is_none())
        .unwrap_or_else(|| "imported".to_owned());
    let with = |number: usize| if number == 1 { first.clone() } else { format!("{first}-{number}") };
    let slug = (1..).map(with).find(|slug| !taken.contains(slug)).unwrap_or_else(|| first.clone());
    taken.insert(slug.clone());
    slug
}

/// The pictures of an article, as its Markdown names them: in a folder of the explainer's name.
struct ArticlePictures<'a> {
    slug: &'a str,
    files: &'a BTreeMap<String, Arc<[u8]>>,
    inspected: &'a Inspected,
}

/// What was found in pictures, by where their bytes are in memory: each is decoded once.
type Inspected = Mutex<HashMap<usize, Arc<OnceLock<ImageInfo>>>>;

impl Pictures for ArticlePictures<'_> {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        let name = path.strip_prefix(self.slug).and_then(|rest| rest.strip_prefix('/'));
        name.and_then(|name| self.files.get(name)).cloned().ok_or(PictureError::NotFound)
    }

    fn image_info(&self, file: &Arc<[u8]>) -> Arc<OnceLock<ImageInfo>> {
        let mut inspected = self.inspected.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(inspected.entry(file.as_ptr().addr()).or_default())
    }
}

/// Makes an explainer of an article.
fn assemble(
    mut article: Article,
    kind: ImportKind,
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Imported, ImportError> {
    let slug = article.name.clone();
    let inspected = Inspected::default();
    let document = article.document.take();
    let (mut document, found, is_named_by_file) = match document {
        Some(document) => (whole::take_pictures(*document, &mut article), Vec::new(), false),
        None => resolve(&mut article, &slug, &inspected, options)?,
    };
    let pictures = ArticlePictures { slug: &slug, files: &article.pictures, inspected: &inspected };
    let read_options = ReadOptions { site: options.site, slug: &slug, pictures: &pictures, now: None };
    let mut findings = std::mem::take(&mut article.findings);
    findings.extend(found.iter().filter(|finding| says_something(finding)).map(ImportFinding::of_reader));
    let headline = if is_named_by_file { Headline::Nowhere } else { Headline::Key };
    let habits = Habits { headline, angles: kind == ImportKind::Docx, ..Habits::default() };
    let markdown = write(&mut document, &read_options, habits, &article.notes, &mut findings)?;
    let files = article.pictures.iter().map(|(name, bytes)| (format!("{slug}/{name}"), Arc::clone(bytes)));
    let pictures = files.collect();
    let report = ImportReport {
        format: REPORT_FORMAT,
        source: source.name.to_owned(),
        kind,
        producer: article.producer.clone(),
        counts: counts(&mut document),
        findings,
    };
    Ok(Imported { slug, markdown, pictures, report })
}

/// Divides the draft of an article, and resolves it like any other document. True if its headline is the name of the file.
fn resolve(
    article: &mut Article,
    slug: &str,
    inspected: &Inspected,
    options: &ImportOptions<'_>,
) -> Result<(Document, Diagnostics, bool), ImportError> {
    leave_out_damaged(article, slug, inspected);
    name_pictures(article);
    let outline = outline::divide(article);
    let metadata = metadata::metadata(article, &outline.headline, options);
    let pictures = ArticlePictures { slug, files: &article.pictures, inspected };
    let read_options = ReadOptions { site: options.site, slug, pictures: &pictures, now: None };
    let document = Document {
        format: FORMAT.to_owned(),
        metadata,
        lede: outline.lede,
        cards: outline.cards,
        signoff: outline.signoff,
        footnotes: Vec::new(),
        assets: Vec::new(),
    };
    let unresolved = UnresolvedDocument {
        document,
        footnotes: outline.footnotes,
        names: std::mem::take(&mut article.draft.names),
    };
    let (document, found) = pressroom_read::resolve(unresolved, &read_options);
    match document {
        Some(document) => Ok((document, found, outline.is_named_by_file)),
        None => Err(ImportError::Document(first_error(&found))),
    }
}

/// Leaves out pictures that can't be decoded: an explainer with one is not built.
fn leave_out_damaged(article: &mut Article, slug: &str, inspected: &Inspected) {
    let pictures = ArticlePictures { slug, files: &article.pictures, inspected };
    let is_damaged = |(name, bytes): &(&String, &Arc<[u8]>)| {
        inspect::load_asset(name, bytes, &pictures).is_err_and(|error| error.is_damage())
    };
    let damaged: Vec<String> =
        article.pictures.iter().filter(is_damaged).map(|(name, _)| name.clone()).collect();
    for name in damaged {
        article.pictures.remove(&name);
        let message = "this picture is damaged: copy it again from where it came";
        article.find(FindingKind::Picture, Action::LeftOut, "", name, message);
    }
}

/// Gives the pictures of the body and the lead picture their paths beside the Markdown file.
fn name_pictures(article: &mut Article) {
    let Article { name, draft, metadata, pictures, .. } = article;
    let path = |file: &str| pictures.contains_key(file).then(|| format!("{name}/{file}"));
    if let Some(lead) = &mut metadata.image
        && let Some(path) = path(&lead.path)
    {
        lead.path = path;
    }
    let mut rename = |image: &mut Image| {
        if let ImageSource::Missing(file) = &mut image.source
            && let Some(path) = path(file)
        {
            *file = path;
        }
    };
    let notes = draft.footnotes.iter_mut().flat_map(|(_, blocks, _)| blocks);
    let blocks = draft.blocks.iter_mut().chain(&mut draft.signoff).chain(notes);
    blocks.for_each(|block| walk::images(block, &mut rename));
}

/// Writes a document. A key of the metadata that can't be said is left out, with a finding.
fn write(
    document: &mut Document,
    options: &ReadOptions<'_>,
    mut habits: Habits,
    comments: &[(u32, String)],
    findings: &mut Vec<ImportFinding>,
) -> Result<String, ImportError> {
    for _ in 0..MAX_KEYS {
        match pressroom_write::write_commented(document, options, &habits, comments) {
            Ok(text) => return Ok(text),
            // The name of the file is not told from the text.
            Err(WriteError::Metadata { key: "headline" }) if habits.headline == Headline::Nowhere => {
                habits.headline = Headline::Key;
            }
            Err(WriteError::Metadata { key }) => match metadata::without(&mut document.metadata, key) {
                Some(value) => findings.push(ImportFinding {
                    kind: FindingKind::Metadata,
                    action: Action::LeftOut,
                    place: key.to_owned(),
                    text: value,
                    message: format!("front matter can't say this `{key}`"),
                }),
                None => return Err(WriteError::Metadata { key }.into()),
            },
            Err(error @ WriteError::Block { .. }) => {
                if simplify::simplify(document, options, findings) == 0 {
                    return Err(error.into());
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(ImportError::Document("its metadata can't be written".to_owned()))
}

/// Whether a finding of the reader belongs in the report: what every new explainer lacks does not.
fn says_something(finding: &Diagnostic) -> bool {
    !matches!(finding.code, Code::MissingDate | Code::MissingCanonicalUrl | Code::MissingLanguage)
}

fn first_error(found: &Diagnostics) -> String {
    let error = found.iter().find(|finding| finding.is_error());
    error.map(|error| error.message.clone()).unwrap_or_default()
}

fn counts(document: &mut Document) -> ImportCounts {
    let mut links = 0;
    let mut count = |inline: &mut Inline| links += usize::from(matches!(inline, Inline::Link { .. }));
    walk::document(document, &mut count);
    ImportCounts {
        words: text::extent(document).count(),
        cards: document.cards.len(),
        pictures: document.assets.len(),
        notes: document.footnotes.len(),
        links,
    }
}
