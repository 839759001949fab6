//! Puts the shards of a build together: the documents of several output folders in one, with the files about all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use rayon::{
    ThreadPoolBuildError,
    iter::{ParallelDrainRange, ParallelIterator},
};
use thiserror::Error;

use pressroom_build::{
    Job, Observer, STACK,
    output::{
        cache::{BuildCache, DocumentEntry, OutputFile, ReadOnlyCache},
        error::{CacheError, OutputError},
        foreign_files,
        holdings::Holdings,
        publish::{DocumentUpdate, Publication, Publisher, Retention},
        reconcile::{Removed, Scope},
    },
    policy::check_version_growth,
    site::{self, SiteRun, is_sound},
};
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, Code, Diagnostic, DiagnosticReport, Source, counted};
use pressroom_document::{paths::MANIFEST, reserved::Reserved, sha256};
use pressroom_editions::registry;
use pressroom_files::{DiskError, disk};
use pressroom_input::Inputs;
use pressroom_manifest::{
    PublishedDocument,
    parts::{Part, ReadError, read_parts},
};
use pressroom_render::EditionKind;
use pressroom_theme::Theme;

/// What is to be put together.
#[derive(Debug)]
pub struct MergeJob<'a> {
    /// The output folders of the shards.
    pub folders: &'a [PathBuf],
    /// The folder that everything goes to.
    pub output: &'a Path,
    /// How the site's pages look.
    pub theme: &'a Theme,
    /// Whose it is.
    pub site: &'a Site,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// Which findings are shown, and which warnings are errors.
    pub check: &'a CheckPolicy,
    /// True where what is put together is published.
    pub publish: bool,
    /// True where a document may differ from what was published and keep its version.
    pub allow_same_version: bool,
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
    /// Documents that were removed since no shard holds them any more.
    pub removed: usize,
    /// Errors that were found in documents and in what the site is made of.
    pub errors: usize,
    /// How many of these reports are about the disk.
    pub refused: usize,
}

/// Why it can't be done. What was put in before stays.
#[derive(Debug, Error)]
pub enum MergeFailure {
    /// The theme serves no site.
    #[error("the theme has {}", counted(.0.findings.len(), "mistake"))]
    Theme(DiagnosticReport),
    /// A folder is no shard of this build.
    #[error(transparent)]
    Usage(#[from] MergeUsage),
    /// The output folder can't be used.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads can't be started.
    #[error("the threads can't be started: {0}")]
    Threads(#[from] ThreadPoolBuildError),
}

impl From<DiskError> for MergeFailure {
    fn from(error: DiskError) -> Self {
        Self::Output(error.into())
    }
}

/// Why a folder is no shard of a build that can be merged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeUsage {
    /// A shard would be merged into itself.
    #[error("{} is both a shard and where everything goes; name another with --out", .0.display())]
    IsTarget(PathBuf),
    /// A file was changed.
    #[error("{} is not what its manifest says; build it again", .0.display())]
    Changed(PathBuf),
    /// The folder has no manifest.
    #[error("{} is no output folder of a build: it has no {MANIFEST}", .0.display())]
    NoManifest(PathBuf),
    /// Another program wrote the manifest.
    #[error("{} is no output folder of a build: its {MANIFEST} was not written by Pressroom", .0.display())]
    ForeignManifest(PathBuf),
    /// Two folders hold one document.
    #[error("`{slug}` is in {} and in {}: these are no shards of one build", one.display(), other.display())]
    Twice {
        /// The document.
        slug: String,
        /// A folder that holds it.
        one: PathBuf,
        /// Another one.
        other: PathBuf,
    },
    /// A document has the name of a file of the site.
    #[error("{what}, but {} has an explainer of this slug: build it again", folder.display())]
    Reserved {
        /// What the name is for.
        what: String,
        /// The folder.
        folder: PathBuf,
    },
}

/// Puts the documents of all folders into one, each as a whole in place of its earlier files, and makes the files about
/// all of them. If the folders are all shards of one split, what an earlier merge put there and no shard holds any more is
/// removed.
///
/// # Errors
/// [`MergeFailure`].
pub fn merge(job: &MergeJob<'_>, observer: &dyn Observer) -> Result<Merged, MergeFailure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads).stack_size(STACK).build()?;
    threads.install(|| {
        let (shards, held) = gather(job)?;
        let made: BTreeSet<String> = shards.iter().flat_map(|shard| shard.editions.iter().cloned()).collect();
        let editions: Vec<EditionKind> =
            registry().iter().filter(|kind| made.contains(kind.name)).copied().collect();
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
            check: job.check,
            publish: false,
            allow_same_version: true,
            include_embargoed: true,
            drafts: true,
            shard: None,
            workers: None,
            now: job.now,
        };
        let (site, found) = SiteRun::prepare(&of_build);
        let report = DiagnosticReport::new(Source::new(format!("theme {}", job.theme.name), ""), found);
        if report.findings.iter().any(|finding| finding.diagnostic.is_error()) {
            return Err(MergeFailure::Theme(report));
        }
        let publisher = Publisher::open(job.output, &inputs, &site::own_files(&of_build));
        let publisher = publisher?;
        let context = MergeContext { job, publisher: &publisher, observer };
        let mut merged = Merged::default();
        let written = shards.iter().try_for_each(|shard| shard.publish(&context, &mut merged));
        let mut reconciled = publisher.end_documents();
        // What could not be put in to the end tells nothing of what is gone.
        let scope = Scope { merged: written.is_ok().then_some(&held), ..Scope::default() };
        let removed = reconciled.reconcile(&scope)?;
        reconciled.note_shard(None, &[])?;
        let finished = site.finish(Some(reconciled))?;
        written?;
        merged.files += finished.files;
        merged.removed = removed.documents;
        for report in reports_of(removed, &held, job).into_iter().chain(finished.reports) {
            merged.errors += report.errors();
            merged.refused += usize::from(report.is_of_disk());
            observer.document(&report);
        }
        Ok(merged)
    })
}

/// What is said of the documents that were removed, or that were left because the shards are incomplete.
fn reports_of(removed: Removed, held: &Holdings, job: &MergeJob<'_>) -> Vec<DiagnosticReport> {
    let mut reports = removed.reports;
    if let Err(why) = &held.complete
        && removed.undecided > 0
    {
        let kept = counted(removed.undecided, "document");
        let message = format!("Pressroom kept {kept} of an earlier merge that may be out of date: {why}");
        let finding = Diagnostic::warning(Code::MissingShard, message)
            .help("merge all shards of one build at once: Pressroom then removes what no shard holds");
        reports.push(DiagnosticReport::new(Source::new(job.output.to_string_lossy(), ""), vec![finding]));
    }
    reports.iter_mut().for_each(|report| report.apply(job.check));
    reports
}

/// How many documents of a shard are in memory at a time.
const TOGETHER: usize = 256;

/// Where everything goes.
struct MergeContext<'a> {
    job: &'a MergeJob<'a>,
    publisher: &'a Publisher,
    observer: &'a dyn Observer,
}

/// What became of a document.
enum PutOutcome {
    /// It is in, with so many files; with what is left in its folder that is not Pressroom's.
    In(usize, Option<DiagnosticReport>),
    /// It is not: something else of this version was published.
    Refused(DiagnosticReport),
}

/// An output folder that is put in.
struct ShardFolder<'a> {
    folder: &'a Path,
    /// The editions that there are in it.
    editions: BTreeSet<String>,
}

/// A document of a shard.
struct ShardDocument {
    slug: String,
    entry: DocumentEntry,
    files: Vec<OutputFile>,
    /// What was last published of it, where the shard was built.
    published: Option<PublishedDocument>,
}

impl ShardFolder<'_> {
    /// Puts all documents into the output folder, and notes what was published of them; `merged` counts.
    fn publish(&self, context: &MergeContext<'_>, merged: &mut Merged) -> Result<(), MergeFailure> {
        let publisher = context.publisher;
        let place = publisher.scratch_path("share.redb");
        let known = BuildCache::from_manifest(self.folder, &place)?;
        let mut failure = Ok(());
        publisher
            .declare_documents(|say| {
                failure = known.for_each_file_set(|slug, files| {
                    files.first().into_iter().for_each(|kept| say(slug, &kept.file.source));
                    Ok::<_, OutputError>(())
                });
            })
            .and(failure)?;
        let shard_cache = ReadOnlyCache::open(self.folder)?;
        let unknown = shard_cache.as_ref().err().map(|why| without_lists(self.folder, why));
        unknown.iter().for_each(|report| context.observer.document(report));
        let shard_cache = shard_cache.ok();
        let mut waiting = Vec::with_capacity(TOGETHER);
        known.for_each_document(|slug, entry| {
            let summary =
                shard_cache.as_ref().map(|shard_cache| shard_cache.summary(slug)).transpose()?.flatten();
            let (summary, files, published) =
                (summary.filter(is_sound), known.files(slug), known.published(slug));
            known.check_readable()?;
            let entry = DocumentEntry { summary, ..entry };
            waiting.push(ShardDocument { slug: slug.to_owned(), entry, files, published });
            if waiting.len() < TOGETHER {
                return Ok(());
            }
            self.publish_waiting(&mut waiting, context, merged)
        })?;
        self.publish_waiting(&mut waiting, context, merged)?;
        // What was published and is no more is known all the same.
        known.for_each_published(|document| {
            let there = known.document(&document.slug).is_some();
            let known = publisher.cache().published(&document.slug);
            match there || known.is_some_and(|known| known.version == document.version) {
                true => Ok(()),
                false => publisher.note_published(&document),
            }
        })?;
        drop(known);
        // Nobody needs it any more; it goes with the stage otherwise.
        let _ = fs::remove_file(place);
        Ok(())
    }

    /// Puts those in that wait.
    fn publish_waiting(
        &self,
        waiting: &mut Vec<ShardDocument>,
        context: &MergeContext<'_>,
        merged: &mut Merged,
    ) -> Result<(), MergeFailure> {
        let put: Result<Vec<PutOutcome>, MergeFailure> =
            waiting.par_drain(..).map(|document| self.publish_document(document, context)).collect();
        for put in put? {
            match put {
                PutOutcome::In(files, left) => {
                    merged.documents += 1;
                    merged.files += files;
                    left.iter().for_each(|report| context.observer.document(report));
                }
                PutOutcome::Refused(report) => {
                    merged.errors += report.errors();
                    context.observer.document(&report);
                }
            }
        }
        Ok(())
    }

    /// Puts a document into the output folder, unless something else of its version was published from there.
    fn publish_document(
        &self,
        document: ShardDocument,
        context: &MergeContext<'_>,
    ) -> Result<PutOutcome, MergeFailure> {
        let ShardDocument { slug, entry, files: kept, published } = document;
        let source = kept.first().map_or(String::new(), |kept| kept.file.source.clone());
        let before = context.publisher.cache().published(&slug).filter(|_| !context.job.allow_same_version);
        if let (Some(before), Some(record)) = (before, &entry.record)
            && let Err(finding) = check_version_growth(&before, record, None)
        {
            return Ok(PutOutcome::Refused(DiagnosticReport::new(Source::new(&source, ""), vec![finding])));
        }
        let of_now = entry
            .record
            .as_ref()
            .filter(|record| context.job.publish && !record.draft)
            .map(PublishedDocument::from_record);
        let published = of_now.or(published);
        let mut files = BTreeMap::new();
        for file in kept.into_iter().map(|kept| kept.file) {
            let path = self.folder.join(&file.path);
            let changed = || MergeFailure::from(MergeUsage::Changed(path.clone()));
            let content = fs::read(&path).map_err(|error| match disk::is_of_path(&error) {
                true => changed(),
                false => DiskError::reading(&path)(error).into(),
            });
            let content: Arc<[u8]> = content?.into();
            if sha256(&content) != file.sha256 {
                return Err(changed());
            }
            let kinds = registry().iter().filter(|kind| file.editions().any(|name| name == kind.name));
            let inside = file.path.split_once('/').map_or("", |(_, inside)| inside);
            files.insert(inside.to_owned(), (content, kinds.map(|kind| kind.name).collect()));
        }
        let asked = registry().iter().map(|kind| kind.name).collect();
        let set = DocumentUpdate {
            slug: &slug,
            source: &source,
            entry,
            asked,
            retention: Retention::All,
            files,
            published,
        };
        let Publication { files, left } = context.publisher.publish(&set)?;
        let left = foreign_files::left(&context.job.output.join(&slug), &left);
        Ok(PutOutcome::In(
            files,
            left.map(|finding| DiagnosticReport::new(Source::new(&source, ""), vec![finding])),
        ))
    }
}

/// A warning about a shard of which lists know nothing.
fn without_lists(folder: &Path, why: &CacheError) -> DiagnosticReport {
    let finding = Diagnostic::warning(
        Code::Unreadable,
        format!("Pressroom can't list the documents of this shard: {why}"),
    )
    .help("build the shard again; until then the site's lists leave its explainers out");
    DiagnosticReport::new(Source::new(folder.to_string_lossy(), ""), vec![finding])
}

/// Looks over all folders before anything is written.
fn gather<'a>(job: &MergeJob<'a>) -> Result<(Vec<ShardFolder<'a>>, Holdings), MergeFailure> {
    let real = |folder: &Path| disk::real_path(folder).map_err(DiskError::reading(folder));
    let target = real(job.output)?;
    let (mut shards, mut owners) = (Vec::new(), BTreeMap::new());
    for (number, folder) in job.folders.iter().enumerate() {
        if target.is_some() && real(folder)? == target {
            return Err(MergeUsage::IsTarget(folder.clone()).into());
        }
        shards.push(ShardFolder { folder, editions: inspect_folder(job, number, folder, &mut owners)? });
    }
    Ok((shards, Holdings::new(job.folders, owners)?))
}

/// The editions in a folder; `owners` tells of the documents of all folders so far which has each, by its number.
fn inspect_folder(
    job: &MergeJob<'_>,
    number: usize,
    folder: &Path,
    owners: &mut BTreeMap<Box<str>, usize>,
) -> Result<BTreeSet<String>, MergeFailure> {
    let path = folder.join(MANIFEST);
    let failed = DiskError::reading(&path);
    if !disk::is_file(&path).map_err(failed)? {
        return Err(MergeUsage::NoManifest(folder.to_owned()).into());
    }
    let mut editions = BTreeSet::new();
    let read = read_parts(&path, |part| {
        let Part::File(file) = part else { return Ok(()) };
        if !file.is_of_document() {
            return Ok(());
        }
        let slug = file.path.split('/').next().unwrap_or_default();
        match owners.get(slug) {
            Some(owner) if *owner == number => {}
            Some(owner) => {
                let one = job.folders.get(*owner).map_or(folder, PathBuf::as_path).to_owned();
                return Err(MergeUsage::Twice { slug: slug.to_owned(), one, other: folder.to_owned() });
            }
            None => {
                if let Some(reserved) = Reserved::find(slug) {
                    let what = reserved.message(slug);
                    return Err(MergeUsage::Reserved { what, folder: folder.to_owned() });
                }
                owners.insert(slug.into(), number);
            }
        }
        for edition in file.editions() {
            if !editions.contains(edition) {
                editions.insert(edition.to_owned());
            }
        }
        Ok(())
    });
    match read {
        Ok(_) => Ok(editions),
        Err(ReadError::Refused(usage)) => Err(usage.into()),
        Err(ReadError::Disk(error)) => Err(failed(error).into()),
        Err(ReadError::Foreign) => Err(MergeUsage::ForeignManifest(folder.to_owned()).into()),
    }
}
