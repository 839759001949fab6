//! Runs documents x editions on all cores.
//!
//! Every thread takes its work from one queue: the next edition of a document that was read, else the next document. The
//! thread that makes a document's last edition publishes it, so that few more documents are in memory than there are
//! threads. Editions are not tasks of rayon, and threads that set pages are each alone in a pool: a layout engine that waits
//! for its own parallel parts would have rayon start whole documents meanwhile, one within the other, without bound.

mod queue;
pub(crate) mod renderer;
mod run_report;
mod unchanged;
mod watch;
mod work;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use self::{queue::Queue, renderer::DocumentRenderer, run_report::RunReport, watch::Watch};
use super::{
    Embargoed, Shard, Workers,
    failures::Failures,
    keys::Keys,
    policy::PublicationPolicy,
    prescan::{Prescan, SourceIndex},
    publish::Publisher,
    reconcile::Scope,
    render,
    site::{self, SiteRun},
    workers::WorkerPool,
};
use jiff::Timestamp;
use pressroom_config::Site;
use pressroom_diagnostics::{CheckPolicy, Diagnostic, Diagnostics, Report, Source};
use pressroom_input::{Input, Inputs};
use pressroom_render::{Backend, EditionKind};
use pressroom_theme::Theme;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The stack of each thread: layout engines recurse deeply on deep documents.
pub const STACK: usize = 32 * 1024 * 1024;

/// What is to be done.
#[derive(Debug)]
pub struct Job<'a> {
    /// The sources.
    pub inputs: &'a Inputs,
    /// The folders in which they were found, as people know them: what was made of a source in one of these that is gone is
    /// removed.
    pub searched: &'a [String],
    /// The editions to make of each.
    pub editions: &'a [EditionKind],
    /// How they look.
    pub theme: &'a Theme,
    /// Whose they are.
    pub site: &'a Site,
    /// The output folder; `None` writes nothing.
    pub output: Option<&'a Path>,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// Which findings are shown, and which warnings keep a document from being written.
    pub check: &'a CheckPolicy,
    /// True where what is written is published: from then on, another content of it has a higher version.
    pub publish: bool,
    /// True where a document may differ from what was published and keep its version.
    pub allow_same_version: bool,
    /// True where documents are made before they may be seen.
    pub include_embargoed: bool,
    /// True where drafts are made, marked as such.
    pub drafts: bool,
    /// True where everything is made again, whether it changed or not.
    pub force: bool,
    /// The shard of the inputs that is built; the others are looked over all the same. Files about the whole build are made
    /// when the shards are merged. `None`: all of them.
    pub shard: Option<Shard>,
    /// The processes that read and make documents; `None`: this one.
    pub workers: Option<&'a Workers>,
    /// When this is: for what is due, expired or not to be seen yet. No edition says it.
    pub now: Timestamp,
}

impl Job<'_> {
    /// What decides whether a document is made now.
    pub(crate) fn policy(&self) -> PublicationPolicy {
        PublicationPolicy { now: self.now, include_embargoed: self.include_embargoed, drafts: self.drafts }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Documents that are complete: every edition that there may be was made, and written where there is an output folder.
    pub documents: usize,
    /// Documents that must not be used: only notices were written of them.
    pub notices: usize,
    /// Documents of which nothing was made, because nobody may see them yet.
    pub embargoed: Embargoed,
    /// Documents of which nothing was made, because they are drafts.
    pub drafts: usize,
    /// Documents that are complete, of which nothing was made because it was there already.
    pub unchanged: usize,
    /// Documents whose sources are gone, so that what was made of them was removed.
    pub removed: usize,
    /// Documents that had an error.
    pub failed: usize,
    /// Files written.
    pub files: usize,
    /// Errors in documents.
    pub errors: usize,
    /// Warnings in documents.
    pub warnings: usize,
    /// Documents that were not begun, since the run was stopped.
    pub left: usize,
    /// Documents, and files about the build, that the disk refused.
    pub refused: usize,
    /// How often a source was opened.
    pub sources_read: usize,
    /// How often a picture file was opened by this process.
    pub pictures_read: usize,
}

/// Why nothing could be done at all.
#[derive(Debug)]
pub enum Failure {
    /// The theme does not serve an edition.
    Theme(Report),
    /// The output folder can't be used, or the threads can't be started.
    Disk(String),
}

/// Sees what happens while it happens. Methods are called from any thread, one document at a time.
pub trait Observer: Sync {
    /// `pairs` more pairs of document and edition are done.
    fn progress(&self, pairs: usize);

    /// What was found in a document; called in the order of the inputs.
    fn document(&self, report: &Report);

    /// True from the moment on from which no more documents are to be begun.
    fn stopped(&self) -> bool {
        false
    }

    /// An edition of a source has taken `seconds` so far, or reading it has.
    fn slow(&self, _source: &str, _edition: Option<&'static str>, _seconds: u64) {}

    /// Something that concerns the run as a whole, and no document: a line without its end.
    fn show_note(&self, _note: &str) {}

    /// The run was asked to stop, and this keeps it from ending: the process should end now.
    fn give_up(&self, _source: &str, _edition: Option<&'static str>) {}
}

/// Builds every edition of every input.
///
/// # Errors
/// [`Failure`] where nothing was written because nothing could be.
pub fn execute(job: &Job<'_>, observer: &dyn Observer) -> Result<Outcome, Failure> {
    let threads = |number| ThreadPoolBuilder::new().num_threads(number).stack_size(STACK).build();
    let failed =
        |error: ThreadPoolBuildError| Failure::Disk(format!("the threads can't be started: {error}"));
    threads(job.threads).map_err(failed)?.install(|| {
        let (backends, site) = prepare(job, observer)?;
        let parallel = backends.iter().any(|backend| backend.is_parallel());
        // Each thread has memory of its own: where these need not be, they are not.
        let alone = if parallel { rayon::current_num_threads() } else { 0 };
        let alone: Vec<ThreadPool> =
            (0..alone).map(|_| threads(1)).collect::<Result<_, _>>().map_err(failed)?;
        let keys = Keys::new(job);
        let pool = job.workers.map(|workers| WorkerPool::start(workers, &keys, job.inputs)).transpose();
        let pool = pool.map_err(Failure::Disk)?.map(|(pool, missing)| {
            missing.into_iter().for_each(|missing| observer.show_note(missing));
            pool
        });
        let publisher = job.output.map(|output| Publisher::open(output, job.inputs, &site::own_files(job)));
        let publisher = publisher.transpose().map_err(Failure::Disk)?;
        let failures = publisher.as_ref().map(Publisher::failures).transpose().map_err(Failure::Disk)?;
        let run = Run {
            job,
            renderer: DocumentRenderer::new(job, backends),
            keys,
            pool,
            publisher,
            site,
            index: SourceIndex::default(),
            queue: Queue::default(),
            run_report: RunReport::new(observer, job.check, failures),
            watch: Watch::default(),
        };
        run.run(alone)
    })
}

/// Prepares the backends of all editions and the site, and says what they found in the theme.
fn prepare<'a>(
    job: &'a Job<'a>,
    observer: &dyn Observer,
) -> Result<(Vec<Box<dyn Backend>>, SiteRun<'a>), Failure> {
    let (backends, mut found) = match render::prepare(job.editions, job.theme) {
        Ok(backends) => (backends, Diagnostics::new()),
        Err(found) => (Vec::new(), found),
    };
    let (site, of_site) = SiteRun::prepare(job);
    let failed = !found.is_empty() || of_site.iter().any(Diagnostic::is_error);
    found.extend(of_site);
    found.extend(backends.iter().flat_map(|backend| backend.theme_warnings()).cloned());
    let mut report = Report::new(Source::new(format!("theme {}", job.theme.name), ""), found);
    report.apply(job.check);
    if failed || report.errors() > 0 {
        return Err(Failure::Theme(report));
    }
    if !report.is_silent() {
        observer.document(&report);
    }
    Ok((backends, site))
}

struct Run<'a> {
    job: &'a Job<'a>,
    renderer: DocumentRenderer<'a>,
    keys: Keys,
    pool: Option<WorkerPool<'a>>,
    publisher: Option<Publisher>,
    site: SiteRun<'a>,
    index: SourceIndex,
    queue: Queue,
    run_report: RunReport<'a>,
    watch: Watch,
}

impl Run<'_> {
    /// Documents are made by the threads that are `alone` in their pools, where there are such.
    fn run(mut self, alone: Vec<ThreadPool>) -> Result<Outcome, Failure> {
        let job = self.job;
        let prescan = Prescan {
            inputs: job.inputs,
            site: job.site,
            now: job.now,
            cache: self.publisher.as_ref().map(Publisher::cache),
            pool: self.pool.as_ref(),
        };
        self.index = prescan.run();
        let mine = |input: Input| job.shard.is_none_or(|shard| shard.holds(&input.slug));
        let mine: Vec<bool> = job.inputs.iter().map(mine).collect();
        self.declare_documents(&mine).map_err(Failure::Disk)?;
        self.run_report.expect(&mine);
        self.queue.fill(mine);
        self.work_on_all(alone);
        let (mut outcome, failures) = self.run_report.end();
        let broken = self.broken().map(str::to_owned);
        outcome.left = self.queue.left();
        outcome.sources_read = self.index.opened();
        outcome.pictures_read = self.renderer.pictures.reads();
        // What documents are made with makes room for what the build as a whole is made with.
        let Self { site, publisher, index, run_report, renderer, pool, .. } = self;
        drop((renderer, pool));
        let mut reports = Vec::new();
        let reconciled = match publisher.map(Publisher::reconcile) {
            Some(mut reconciled) => {
                let scope =
                    Scope { searched: job.searched, sources: Some((job.inputs, &index)), merged: None };
                let removed = reconciled.reconcile(&scope).map_err(Failure::Disk)?;
                (outcome.removed, reports) = (removed.documents, removed.reports);
                // Of a run that was stopped, nobody knows what is missing.
                let shard = job.shard.filter(|_| outcome.left == 0 && broken.is_none());
                reconciled.note_shard(shard, job.searched).map_err(Failure::Disk)?;
                Some(reconciled)
            }
            None => None,
        };
        reports.iter_mut().for_each(|report| report.apply(job.check));
        drop(index);
        failures.map_or(Ok(()), Failures::finish).map_err(Failure::Disk)?;
        let finished = site.finish(reconciled).map_err(Failure::Disk)?;
        outcome.files += finished.files;
        for report in reports.into_iter().chain(finished.reports) {
            outcome.errors += report.errors();
            outcome.refused += usize::from(report.is_of_disk());
            run_report.observer.document(&report);
        }
        // What is done is kept.
        broken.map_or(Ok(outcome), |message| Err(Failure::Disk(message)))
    }
}

impl Run<'_> {
    /// Has the journal of the output folder know what may be written.
    fn declare_documents(&self, mine: &[bool]) -> Result<(), String> {
        let Some(publisher) = &self.publisher else { return Ok(()) };
        publisher.declare_documents(|say| {
            for (number, input) in self.job.inputs.iter().enumerate() {
                let is_mine = mine.get(number) == Some(&true);
                if let Some(slug) = self.index.slug(number, &input).filter(|_| is_mine) {
                    say(slug, &input.name);
                }
            }
        })
    }

    /// Does the work on all threads, and watches over it.
    fn work_on_all(&self, alone: Vec<ThreadPool>) {
        let abandon = || self.pool.iter().for_each(WorkerPool::kill);
        let watch = || self.watch.run(self.run_report.observer, abandon);
        thread::scope(|scope| {
            let _running = self.watch.running();
            // Where no thread can be had for it, nobody watches: what is made is the same.
            let _ = thread::Builder::new().spawn_scoped(scope, watch);
            if alone.is_empty() {
                rayon::scope(|scope| scope.spawn_broadcast(|_, _| self.work()));
            } else {
                thread::scope(|scope| {
                    for thread in alone {
                        scope.spawn(move || thread.install(|| self.work()));
                    }
                });
            }
        });
    }
}

/// Locks what no thread can leave half-done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "execute_tests.rs"]
mod tests;
