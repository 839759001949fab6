//! Puts the shares of a build together: the documents of several output folders in one, with the files about all of them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    Inputs, Job, Observer, Report,
    execute::STACK,
    manifest::{MANIFEST, Manifest, ManifestFile},
    publish::{EditionSet, Publisher, Stays},
    settle::Scope,
    site::{self, SiteRun},
    store::DocumentEntry,
    summaries,
};
use crate::{
    diagnostic::Source,
    model::{Site, sha256},
    render::{EditionKind, registry},
    theme::Theme,
};

/// What is to be put together.
#[derive(Debug)]
pub struct MergeJob<'a> {
    /// The output folders of the shares.
    pub folders: &'a [PathBuf],
    /// The folder that everything goes to.
    pub output: &'a Path,
    /// How the site's pages look.
    pub theme: &'a Theme,
    /// Whose it is.
    pub site: &'a Site,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// True where a warning keeps the site from being made.
    pub strict: bool,
    /// When this is.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Documents that were put in.
    pub documents: usize,
    /// Files written.
    pub files: usize,
    /// Errors that were found in what the site is made of.
    pub errors: usize,
}

/// Why it can't be done. What was put in before stays.
#[derive(Debug)]
pub enum MergeFailure {
    /// The theme serves no site.
    Theme(Report),
    /// A folder is no share of this build: a message.
    Usage(String),
    /// The disk refuses: a message.
    Disk(String),
}

/// Puts the documents of all folders into one, each as a whole in place of its earlier files, and makes the files about
/// all of them.
///
/// # Errors
/// [`MergeFailure`].
pub fn merge(job: &MergeJob<'_>, observer: &dyn Observer) -> Result<Merged, MergeFailure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads).stack_size(STACK).build();
    let threads =
        threads.map_err(|error| MergeFailure::Disk(format!("the threads can't be started: {error}")))?;
    threads.install(|| {
        let parts = gather(job, observer)?;
        let editions: Vec<EditionKind> = registry()
            .iter()
            .filter(|kind| parts.values().any(|part| part.has(kind.name)))
            .copied()
            .collect();
        let inputs = Inputs::default();
        let of_build = Job {
            inputs: &inputs,
            searched: &[],
            force: true,
            editions: &editions,
            theme: job.theme,
            site: job.site,
            output: Some(job.output),
            threads: job.threads,
            strict: job.strict,
            allow_same_version: true,
            include_embargoed: true,
            share: None,
            workers: None,
            now: job.now,
        };
        let (site, found) = SiteRun::prepare(&of_build);
        let report = Report::new(Source::new(format!("theme {}", job.theme.name), ""), found);
        if report.findings.iter().any(|finding| finding.diagnostic.is_error()) {
            return Err(MergeFailure::Theme(report));
        }
        let publisher = Publisher::open(job.output, &inputs, &site::own_files(&of_build));
        let publisher = publisher.map_err(MergeFailure::Disk)?;
        let written: Result<Vec<usize>, MergeFailure> =
            parts.par_iter().map(|(slug, part)| part.publish(slug, &publisher)).collect();
        let mut settled = publisher.settle();
        settled.look_over(&Scope::default()).map_err(MergeFailure::Disk)?;
        let finished = site.finish(Some(settled)).map_err(MergeFailure::Disk)?;
        let mut merged = Merged { documents: parts.len(), ..Merged::default() };
        merged.files = written?.into_iter().sum::<usize>() + finished.files;
        for report in finished.reports {
            merged.errors += report.errors();
            observer.document(&report);
        }
        Ok(merged)
    })
}

/// A document in one of the folders.
struct Part {
    folder: PathBuf,
    entry: DocumentEntry,
    files: Vec<ManifestFile>,
}

impl Part {
    fn has(&self, edition: &str) -> bool {
        self.files.iter().any(|file| file.editions().any(|name| name == edition))
    }

    /// Puts the document into the output folder; gives how many files it has.
    fn publish(&self, slug: &str, publisher: &Publisher) -> Result<usize, MergeFailure> {
        let mut files = BTreeMap::new();
        for file in &self.files {
            let path = self.folder.join(&file.path);
            let changed = || {
                MergeFailure::Usage(format!(
                    "{} is not what its manifest says; build it again",
                    path.display()
                ))
            };
            let content: Arc<[u8]> = fs::read(&path).map_err(|_| changed())?.into();
            if sha256(&content) != file.sha256 {
                return Err(changed());
            }
            let kinds = registry().iter().filter(|kind| file.editions().any(|name| name == kind.name));
            let inside = file.path.split_once('/').map_or("", |(_, inside)| inside);
            files.insert(inside.to_owned(), (content, kinds.map(|kind| kind.name).collect()));
        }
        let source = self.files.first().map_or("", |file| file.source.as_str());
        let asked = registry().iter().map(|kind| kind.name).collect();
        let entry = self.entry.clone();
        let set = EditionSet { slug, source, entry, asked, stays: Stays::All, files };
        publisher.publish(&set).map_err(MergeFailure::Disk)
    }
}

/// The documents of all folders by their slugs.
fn gather(job: &MergeJob<'_>, observer: &dyn Observer) -> Result<BTreeMap<String, Part>, MergeFailure> {
    let mut parts = BTreeMap::<String, Part>::new();
    let target = fs::canonicalize(job.output).ok();
    for folder in job.folders {
        let shown = folder.display();
        if target.is_some() && fs::canonicalize(folder).ok() == target {
            let message =
                format!("{shown} is both a share and where everything goes; name another with --out");
            return Err(MergeFailure::Usage(message));
        }
        for (slug, part) in read(folder)? {
            if let Some(other) = parts.get(&slug) {
                let other = other.folder.display();
                return Err(MergeFailure::Usage(format!(
                    "`{slug}` is in {other} and in {shown}: these are no shares of one build"
                )));
            }
            parts.insert(slug, part);
        }
        let (summaries, report) = summaries::read(folder);
        report.iter().for_each(|report| observer.document(report));
        for summary in summaries {
            if let Some(part) = parts.get_mut(&summary.slug).filter(|part| part.folder == *folder) {
                part.entry.summary = Some(summary);
            }
        }
    }
    Ok(parts)
}

/// The documents of a folder.
fn read(folder: &Path) -> Result<BTreeMap<String, Part>, MergeFailure> {
    let path = folder.join(MANIFEST);
    let no_build = |why: String| {
        MergeFailure::Usage(format!("{} is no output folder of a build: {why}", folder.display()))
    };
    if !path.is_file() {
        return Err(no_build(format!("it has no {MANIFEST}")));
    }
    let manifest = Manifest::read(&path)
        .map_err(|error| MergeFailure::Disk(format!("{} can't be read: {error}", path.display())))?;
    let manifest =
        manifest.ok_or_else(|| no_build(format!("its {MANIFEST} was not written by Pressroom")))?;
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for file in manifest.files.into_iter().filter(ManifestFile::is_of_document) {
        let slug = file.path.split('/').next().unwrap_or_default().to_owned();
        let part = parts.entry(slug);
        part.or_insert_with(|| Part {
            folder: folder.to_owned(),
            entry: DocumentEntry::default(),
            files: Vec::new(),
        })
        .files
        .push(file);
    }
    for record in manifest.documents {
        if let Some(part) = parts.get_mut(&record.slug) {
            part.entry.record = Some(record);
        }
    }
    Ok(parts)
}
