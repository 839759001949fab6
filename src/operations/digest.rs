//! Many explainers in one file: reads them, chooses, has them outcome and writes what came of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil};
use rayon::{ThreadPoolBuildError, iter::ParallelIterator};
use thiserror::Error;

use pressroom_build::{
    Embargoed, Observer, STACK,
    output::publish::replace,
    policy::{Disposition, PublicationPolicy},
    render::edition,
};
use pressroom_config::Site;
use pressroom_diagnostics::{
    CheckPolicy, Code, Diagnostic, DiagnosticReport, Diagnostics, Source, counted,
    findings::is_refused,
    panics::{caught, failed},
};
use pressroom_document::{Date, Document, Language, Metadata, word};
use pressroom_files::{DiskError, disk};
use pressroom_images::ImageCache;
use pressroom_input::{
    Input, Inputs,
    loaded_document::{self, LoadedDocument},
    pictures::PictureFiles,
    source,
};
use pressroom_render::{self as render, Context, Digest, DigestBackend, DigestEdition, DigestKind};
use pressroom_theme::Theme;

/// What is to be outcome.
#[derive(Debug)]
pub struct DigestJob<'a> {
    /// The sources.
    pub inputs: &'a Inputs,
    /// The kinds of files to make, and where each goes.
    pub outputs: &'a [(DigestKind, PathBuf)],
    /// How they look.
    pub theme: &'a Theme,
    /// Whose they are.
    pub site: &'a Site,
    /// The digest's title.
    pub title: &'a str,
    /// The language of its own words; `None`: the site's, else that of its first explainer.
    pub language: Option<&'a Language>,
    /// Explainers that were last changed before this day are left out.
    pub since: Option<civil::Date>,
    /// Explainers of other sections are left out; capitals do not matter.
    pub section: Option<&'a str>,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// Which findings are shown, and which warnings keep an explainer out.
    pub check: &'a CheckPolicy,
    /// When this is: for what nobody may see yet.
    pub now: Timestamp,
    /// True where what nobody may see yet is outcome, too.
    pub include_embargoed: bool,
    /// True where drafts are outcome, too, marked as such.
    pub drafts: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DigestOutcome {
    /// Explainers in the digest.
    pub documents: usize,
    /// Explainers that were left out because they had errors.
    pub failed: usize,
    /// Explainers that were left out because they are withheld or canceled.
    pub withdrawn: usize,
    /// Explainers that were left out because nobody may see them yet.
    pub embargoed: Embargoed,
    /// Explainers that were left out because they are drafts.
    pub drafts: usize,
    /// Errors that were found.
    pub errors: usize,
    /// Explainers that the disk could not give: nothing is written without them.
    pub refused: usize,
    /// Files written.
    pub files: usize,
}

/// Why nothing could be done at all.
#[derive(Debug, Error)]
pub enum DigestError {
    /// The theme does not serve the digest.
    #[error("the theme has {}", counted(.0.findings.len(), "mistake"))]
    Theme(DiagnosticReport),
    /// A folder stands where the digest should be.
    #[error("{} is a folder; name a file with --out", .0.display())]
    IsFolder(PathBuf),
    /// A source stands where the digest should be.
    #[error("{} is one of the sources; name another file with --out", .0.display())]
    IsSource(PathBuf),
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The threads can't be started.
    #[error("the threads can't be started: {0}")]
    Threads(#[from] ThreadPoolBuildError),
}

/// Binds explainers in one file of each kind: the newest first, by the day of their last change, then by slug.
///
/// # Errors
/// [`DigestError`] where nothing was written because nothing could be.
pub fn build_digest(job: &DigestJob<'_>, observer: &dyn Observer) -> Result<DigestOutcome, DigestError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads).stack_size(STACK).build()?;
    threads.install(|| {
        let mut backends = Vec::new();
        for (kind, path) in job.outputs {
            check_target(path, job.inputs)?;
            backends.push((kind, path, prepare(kind, job.theme)?));
        }
        let mut outcome = DigestOutcome::default();
        let (mut entries, mut documents) = gather(job, &mut outcome);
        outcome.documents = documents.len();
        let mut editions = Vec::new();
        let all: Vec<Document> =
            documents.iter_mut().filter_map(|number| entries.get_mut(*number)?.document.take()).collect();
        let all: Vec<Document> =
            all.into_iter().map(|document| edition::mark_draft(document, job.theme)).collect();
        if !all.is_empty() {
            for (kind, path, backend) in &backends {
                let found = match render(job, path, backend.as_ref(), &all) {
                    Ok(mut edition) => {
                        let warnings = std::mem::take(&mut edition.warnings);
                        editions.push((*path, edition));
                        warnings
                    }
                    // What concerns no document in particular is told with the first.
                    Err(found) => found.into_iter().map(|finding| (0, finding)).collect(),
                };
                for (place, finding) in found {
                    let entry = documents.get(place).and_then(|number| entries.get_mut(*number));
                    if let Some(entry) = entry {
                        entry.found.push(finding.in_edition(kind.name));
                    }
                }
            }
        }
        for entry in entries {
            let mut report = DiagnosticReport::new(entry.source, entry.found);
            report.apply(job.check);
            outcome.errors += report.errors();
            outcome.failed += usize::from(report.errors() > 0);
            outcome.refused += usize::from(report.is_of_disk());
            observer.document(&report);
        }
        for (path, edition) in editions.into_iter().filter(|_| outcome.refused == 0) {
            outcome.files += write(path, &edition)?;
        }
        Ok(outcome)
    })
}

fn prepare(kind: &DigestKind, theme: &Theme) -> Result<Box<dyn DigestBackend>, DigestError> {
    let prepared = caught(|| (kind.prepare)(theme)).unwrap_or_else(|panic| Err(vec![failed(&panic)]));
    prepared.map_err(|found| {
        let found = render::in_edition(kind.name, found);
        DigestError::Theme(DiagnosticReport::new(Source::new(format!("theme {}", theme.name), ""), found))
    })
}

/// Reads every source, in parallel; gives those that were asked for or are wrong, and the numbers of those to bind, in
/// order. What must not be seen is read, but not outcome.
fn gather(job: &DigestJob<'_>, outcome: &mut DigestOutcome) -> (Vec<LoadedDocument>, Vec<usize>) {
    let pictures = PictureFiles::default();
    let entries: Vec<LoadedDocument> = job
        .inputs
        .par_iter()
        .map(|input| {
            let mut reading = loaded_document::read_document(
                &input,
                source::load_source(&input),
                job.site,
                &pictures,
                Some(job.now),
            );
            reading.refuse_slug();
            reading
        })
        .collect();
    let chosen =
        |entry: &LoadedDocument| entry.document.as_ref().is_none_or(|document| is_chosen(job, document));
    let mut entries: Vec<LoadedDocument> = entries.into_iter().filter(chosen).collect();
    refuse_shared_slugs(&mut entries);
    for entry in &mut entries {
        if is_refused(job.check, &entry.found) || entry.found.iter().any(Diagnostic::is_error) {
            entry.document = None;
        }
        if entry.document.as_ref().is_some_and(|document| !is_included(job, document, outcome)) {
            entry.document = None;
        }
    }
    let mut order: Vec<(std::cmp::Reverse<Option<civil::Date>>, String, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(number, entry)| {
            let document = entry.document.as_ref()?;
            Some((std::cmp::Reverse(day(document)), document.metadata.slug.clone(), number))
        })
        .collect();
    order.sort();
    (entries, order.into_iter().map(|(_, _, number)| number).collect())
}

/// The day of a document's last change.
fn day(document: &Document) -> Option<civil::Date> {
    let metadata = &document.metadata;
    [metadata.date_published, metadata.date_modified].into_iter().flatten().map(|date| date.day()).max()
}

fn is_chosen(job: &DigestJob<'_>, document: &Document) -> bool {
    let section = document.metadata.section.as_deref().unwrap_or_default();
    job.since.is_none_or(|since| day(document).is_some_and(|day| day >= since))
        && job.section.is_none_or(|wanted| section.to_lowercase() == wanted.trim().to_lowercase())
}

/// False for a document that must not be seen, which is counted.
fn is_included(job: &DigestJob<'_>, document: &Document, outcome: &mut DigestOutcome) -> bool {
    let Metadata { status, draft, embargo, .. } = document.metadata;
    let policy =
        PublicationPolicy { now: job.now, include_embargoed: job.include_embargoed, drafts: job.drafts };
    match Disposition::new(status, draft, embargo, &policy) {
        Disposition::Whole | Disposition::Draft => return true,
        Disposition::DraftHeld => outcome.drafts += 1,
        Disposition::Notice => outcome.withdrawn += 1,
        Disposition::Embargoed(until) => outcome.embargoed.add(until),
    }
    false
}

/// In a digest, too, a slug is the name of one document.
fn refuse_shared_slugs(entries: &mut [LoadedDocument]) {
    let slug = |entry: &LoadedDocument| {
        entry.document.as_ref().map(|document| word::fold_case(&document.metadata.slug))
    };
    let known: Vec<(Option<String>, String)> =
        entries.iter().map(|entry| (slug(entry), entry.source.name.clone())).collect();
    for (number, entry) in entries.iter_mut().enumerate() {
        let Some(own) = slug(entry) else { continue };
        let others = known
            .iter()
            .enumerate()
            .filter(|(other, (slug, _))| *other != number && slug.as_ref() == Some(&own));
        let others: Vec<&str> = others.map(|(_, (_, name))| name.as_str()).collect();
        if !others.is_empty() {
            let message = format!("`{own}` is also the slug of {}", others.join(", "));
            let help = "give each its own `slug` in the front matter; neither is in the digest";
            entry.found.push(Diagnostic::error(Code::DuplicateSlug, message).help(help));
        }
    }
}

/// Has the documents outcome.
fn render(
    job: &DigestJob<'_>,
    path: &Path,
    backend: &dyn DigestBackend,
    documents: &[Document],
) -> Result<DigestEdition, Diagnostics> {
    let first = documents.first().map(|document| &document.metadata.language);
    let Some(language) = job.language.or(job.site.language.as_ref()).or(first) else {
        return Ok(DigestEdition::default());
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let dates = documents
        .iter()
        .flat_map(|document| [document.metadata.date_published, document.metadata.date_modified]);
    let date: Option<Date> = dates.flatten().max_by_key(|date| (date.day(), date.timestamp()));
    let digest = Digest { name: &name, title: job.title, language, date, documents };
    let work = || {
        let (messages, image_cache) = (job.theme.messages(language.as_str()), ImageCache::default());
        backend.render_digest(&digest, &Context::new(job.site, &messages, &image_cache))
    };
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    edition::run_backend(work, job.theme, &extension, &path.display().to_string())
}

/// Keeps folders and sources from being written over.
fn check_target(path: &Path, inputs: &Inputs) -> Result<(), DigestError> {
    let failed = DiskError::writing(path);
    if disk::is_folder(path).map_err(failed)? {
        return Err(DigestError::IsFolder(path.to_owned()));
    }
    let Some(real) = disk::real_path(path).map_err(failed)? else { return Ok(()) };
    // A source that can't be followed can't be read either, which is told then; and nothing is outcome without it.
    let same = |input: Input| {
        input.path.as_ref().and_then(|path| fs::canonicalize(path).ok()).as_ref() == Some(&real)
    };
    match inputs.iter().any(same) {
        true => Err(DigestError::IsSource(path.to_owned())),
        false => Ok(()),
    }
}

/// Writes a edition: its own file where it was asked for, others beside it. A reader finds the old file or the new one,
/// never a part of one.
fn write(path: &Path, edition: &DigestEdition) -> Result<usize, DiskError> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(DiskError::writing(path))?;
    for (name, content) in &edition.files {
        let target = if edition.files.len() == 1 { path.to_owned() } else { folder.join(name) };
        replace(&target, content).map_err(DiskError::writing(&target))?;
    }
    Ok(edition.files.len())
}
