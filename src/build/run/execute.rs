//! Runs documents x editions on all cores.
//!
//! Every thread takes its work from one queue: the next edition of a document that was read, else the next document. The
//! thread that makes a document's last edition publishes it, so that few more documents are in memory than there are
//! threads. Editions are not tasks of rayon, and threads that set pages are each alone in a pool: a layout engine that waits
//! for its own parallel parts would have rayon start whole documents meanwhile, one within the other, without bound.

use std::thread;

use super::{
    context::Run,
    prescan::{Prescan, SourceIndex},
    queue::Queue,
    run_report::RunReport,
    watch::Watch,
};
use crate::{
    isolate::WorkerPool,
    job::{Failure, Job, Observer, Outcome, STACK},
    output::{
        error::OutputError,
        failures::Failures,
        publish::Publisher,
        reconcile::{Scope, SourceSlug},
    },
    render::{document::DocumentRenderer, edition::EditionRenderer, keys::Keys},
    site::{self, SiteRun},
};
use pressroom_diagnostics::{Diagnostic, DiagnosticReport, Diagnostics, Source};
use pressroom_input::Input;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Builds every edition of every input.
///
/// # Errors
/// [`Failure`] where nothing was written because nothing could be.
pub fn execute(job: &Job<'_>, observer: &dyn Observer) -> Result<Outcome, Failure> {
    let threads = |number| ThreadPoolBuilder::new().num_threads(number).stack_size(STACK).build();
    threads(job.threads)?.install(|| {
        let (editions, site) = prepare(job, observer)?;
        let parallel = editions.is_parallel();
        // Each thread has memory of its own: where these need not be, they are not.
        let alone = if parallel { rayon::current_num_threads() } else { 0 };
        let alone: Vec<ThreadPool> = (0..alone).map(|_| threads(1)).collect::<Result<_, _>>()?;
        let keys = Keys::new(job);
        let pool =
            job.workers.map(|workers| WorkerPool::start(workers, &keys.common(), job.inputs)).transpose();
        let pool = pool?.map(|(pool, missing)| {
            missing.into_iter().for_each(|missing| observer.show_note(missing));
            pool
        });
        let publisher = job.output.map(|output| Publisher::open(output, job.inputs, &site::own_files(job)));
        let publisher = publisher.transpose()?;
        let failures = publisher.as_ref().map(Publisher::failures).transpose()?;
        let run = Run {
            job,
            renderer: DocumentRenderer::new(job, editions),
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
) -> Result<(EditionRenderer<'a>, SiteRun<'a>), Failure> {
    let (editions, mut found) = match EditionRenderer::prepare(job.editions, job.site, job.theme) {
        Ok(editions) => (Some(editions), Diagnostics::new()),
        Err(found) => (None, found),
    };
    let (site, of_site) = SiteRun::prepare(job);
    let failed = of_site.iter().any(Diagnostic::is_error);
    found.extend(of_site);
    found.extend(editions.iter().flat_map(EditionRenderer::theme_warnings).cloned());
    let mut report = DiagnosticReport::new(Source::new(format!("theme {}", job.theme.name), ""), found);
    report.apply(job.check);
    let Some(editions) = editions.filter(|_| !failed && report.errors() == 0) else {
        return Err(Failure::Theme(report));
    };
    if !report.is_silent() {
        observer.document(&report);
    }
    Ok((editions, site))
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
        self.declare_documents(&mine)?;
        self.run_report.expect(&mine);
        self.queue.fill(mine);
        self.work_on_all(alone);
        let (mut outcome, failures) = self.run_report.end();
        let broken = self.broken().cloned();
        outcome.left = self.queue.left();
        outcome.sources_read = self.index.opened();
        outcome.pictures_read = self.renderer.pictures.reads();
        // What documents are made with makes room for what the build as a whole is made with.
        let Self { site, publisher, index, run_report, renderer, pool, .. } = self;
        drop((renderer, pool));
        let mut reports = Vec::new();
        let reconciled = match publisher.map(Publisher::end_documents) {
            Some(mut reconciled) => {
                let slug_of = |source: &str| {
                    let number = job.inputs.position(source)?;
                    let input = job.inputs.get(number)?;
                    Some(SourceSlug(index.slug(number, &input).map(str::to_owned)))
                };
                let scope = Scope { searched: job.searched, slug_of: Some(&slug_of), merged: None };
                let removed = reconciled.reconcile(&scope)?;
                (outcome.removed, reports) = (removed.documents, removed.reports);
                // Of a run that was stopped, nobody knows what is missing.
                let shard = job.shard.filter(|_| outcome.left == 0 && broken.is_none());
                reconciled.note_shard(shard, job.searched)?;
                Some(reconciled)
            }
            None => None,
        };
        reports.iter_mut().for_each(|report| report.apply(job.check));
        drop(index);
        failures.map_or(Ok(()), Failures::finish)?;
        let finished = site.finish(reconciled)?;
        outcome.files += finished.files;
        for report in reports.into_iter().chain(finished.reports) {
            outcome.errors += report.errors();
            outcome.refused += usize::from(report.is_of_disk());
            run_report.observer.document(&report);
        }
        // What is done is kept.
        broken.map_or(Ok(outcome), |broken| Err(broken.into()))
    }
}

impl Run<'_> {
    /// Has the journal of the output folder know what may be written.
    fn declare_documents(&self, mine: &[bool]) -> Result<(), OutputError> {
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

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
