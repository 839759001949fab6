//! Runs documents x editions on all cores.
//!
//! Every thread of the rayon pool takes its work from one queue: the next edition of a document that was read, else the
//! next document. The thread that makes a document's last edition publishes it, so that few more documents are in
//! memory than there are threads. Editions are not tasks of rayon themselves: a layout engine that waits for its own
//! parallel parts would have rayon start whole documents meanwhile, one within the other, without bound.

use std::{
    collections::{BTreeMap, VecDeque},
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::{
    Input, InputKind, Report,
    findings::promote,
    panics::caught,
    pictures::PictureFiles,
    publish::{EditionSet, Publisher},
    site::{self, SiteRun},
    source::{self, Loaded},
    survey::Survey,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source},
    model::{Document, Site},
    read::{self, ReadOptions},
    render::{self, Backend, Context, Darkroom, Edition, EditionKind, Pagination, Translation},
    theme::Theme,
};

/// The stack of each thread: layout engines recurse deeply on deep documents.
pub(super) const STACK: usize = 32 * 1024 * 1024;

/// What is to be done.
#[derive(Debug)]
pub struct Job<'a> {
    /// The sources.
    pub inputs: &'a [Input],
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
    /// True where a document with warnings is not to be written.
    pub strict: bool,
    /// When this is: for what is due, expired or not to be seen yet. No edition says it.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Documents that are complete: every edition was made, and written where there is an output folder.
    pub documents: usize,
    /// Documents that had an error.
    pub failed: usize,
    /// Files written.
    pub files: usize,
    /// Errors in documents.
    pub errors: usize,
    /// Warnings in documents.
    pub warnings: usize,
    /// Documents that the disk refused.
    pub refused: usize,
    /// How often a source was opened.
    pub sources_read: usize,
    /// How often a picture file was opened.
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
}

/// Builds every edition of every input.
///
/// # Errors
/// [`Failure`] where nothing was written because nothing could be.
pub fn execute(job: &Job<'_>, observer: &dyn Observer) -> Result<Outcome, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads).stack_size(STACK).build();
    let threads = threads.map_err(|error| Failure::Disk(format!("the threads can't be started: {error}")))?;
    threads.install(|| {
        let (backends, mut site) = prepare(job, observer)?;
        let publisher = job
            .output
            .map(|output| Publisher::open(output, job.inputs, site::is_made(job)))
            .transpose()
            .map_err(Failure::Disk)?;
        let forgotten = job.output.and_then(|output| site.remember(output));
        let run = Run {
            job,
            names: job.editions.iter().map(|kind| kind.name).collect(),
            observer,
            backends,
            publisher,
            site,
            pictures: PictureFiles::default(),
            darkroom: Darkroom::default(),
            sources_read: AtomicUsize::new(0),
            translations: Vec::new(),
            queue: Mutex::default(),
            changed: Condvar::new(),
            reports: Mutex::default(),
        };
        forgotten.into_iter().for_each(|report| run.tell(report));
        run.all()
    })
}

/// Prepares the backends of all editions and the site, and says what they found in the theme.
fn prepare<'a>(
    job: &'a Job<'a>,
    observer: &dyn Observer,
) -> Result<(Vec<Box<dyn Backend>>, SiteRun<'a>), Failure> {
    let prepared: Vec<_> = job
        .editions
        .par_iter()
        .map(|kind| {
            let result =
                caught(|| (kind.prepare)(job.theme)).unwrap_or_else(|panic| Err(vec![failed(&panic)]));
            result.map_err(|found| render::in_edition(kind.name, found))
        })
        .collect();
    let (mut backends, mut found) = (Vec::new(), Vec::new());
    for result in prepared {
        match result {
            Ok(backend) => backends.push(backend),
            Err(findings) => found.extend(findings),
        }
    }
    let (site, of_site) = SiteRun::prepare(job);
    let failed = !found.is_empty() || of_site.iter().any(Diagnostic::is_error);
    found.extend(of_site);
    found.extend(backends.iter().flat_map(|backend| backend.theme_warnings()).cloned());
    let mut report = Report::new(Source::new(format!("theme {}", job.theme.name), ""), found);
    if job.strict {
        promote(&mut report);
    }
    if failed || report.errors() > 0 {
        return Err(Failure::Theme(report));
    }
    if !report.findings.is_empty() {
        observer.document(&report);
    }
    Ok((backends, site))
}

struct Run<'a> {
    job: &'a Job<'a>,
    /// The names of the editions.
    names: Vec<&'static str>,
    observer: &'a dyn Observer,
    backends: Vec<Box<dyn Backend>>,
    publisher: Option<Publisher>,
    site: SiteRun<'a>,
    pictures: PictureFiles,
    darkroom: Darkroom,
    sources_read: AtomicUsize,
    /// The same explainer in other languages, input by input.
    translations: Vec<Vec<Translation>>,
    queue: Mutex<Queue>,
    /// Something was put into the queue, or nothing more will be.
    changed: Condvar,
    reports: Mutex<Reports>,
}

/// What is still to be done.
#[derive(Default)]
struct Queue {
    /// Sources that were loaded and not yet read, with the numbers of their inputs.
    sources: VecDeque<(usize, Loaded)>,
    /// How many sources are being read now: each will bring editions.
    reading: usize,
    /// Documents with the number of an edition to be made.
    editions: VecDeque<(Arc<Work>, usize)>,
}

/// A piece of work for one thread.
enum Task {
    Read(usize, Loaded),
    Render(Arc<Work>, usize),
}

/// Reports wait here until those of all inputs before them were shown.
#[derive(Default)]
struct Reports {
    next: usize,
    waiting: BTreeMap<usize, Report>,
    outcome: Outcome,
}

/// A document on its way through the editions.
struct Work {
    input: usize,
    source: Source,
    document: Document,
    found: Mutex<Diagnostics>,
    editions: Mutex<Vec<Option<Edition>>>,
    left: AtomicUsize,
}

impl Run<'_> {
    fn all(mut self) -> Result<Outcome, Failure> {
        let mut loaded: Vec<Loaded> = self.job.inputs.into_par_iter().map(|input| self.load(input)).collect();
        let survey = Survey {
            inputs: self.job.inputs,
            site: self.job.site,
            now: self.job.now,
            known: self.site.known(),
            reserved: self.site.reserved(),
        };
        self.translations = survey.run(&mut loaded);
        lock(&self.queue).sources = loaded.into_iter().enumerate().collect();
        rayon::scope(|scope| scope.spawn_broadcast(|_, _| self.work()));
        let mut outcome = lock(&self.reports).outcome;
        outcome.sources_read = self.sources_read.into_inner();
        outcome.pictures_read = self.pictures.reads();
        let finished = self.site.finish(self.publisher).map_err(Failure::Disk)?;
        outcome.files += finished.files;
        for report in finished.reports {
            outcome.errors += report.errors();
            self.observer.document(&report);
        }
        Ok(outcome)
    }

    fn load(&self, input: &Input) -> Loaded {
        self.sources_read.fetch_add(1, Ordering::Relaxed);
        source::load(input)
    }

    /// The options to read an input with, but for its pictures.
    fn options<'o>(&'o self, input: &'o Input, pictures: &'o dyn read::Pictures) -> ReadOptions<'o> {
        ReadOptions { site: self.job.site, slug: &input.slug, pictures }
    }

    /// Takes work until there is none: what every thread does.
    fn work(&self) {
        while let Some(task) = self.take() {
            match task {
                Task::Read(number, loaded) => {
                    let _done = Reading(self);
                    let Some(input) = self.job.inputs.get(number) else { continue };
                    let Some(work) = self.read(number, input, loaded).map(Arc::new) else { continue };
                    if self.backends.is_empty() {
                        self.complete(&work);
                    }
                    let first = (0..self.backends.len()).filter(|edition| self.before(*edition).is_none());
                    let editions = first.map(|edition| (Arc::clone(&work), edition));
                    lock(&self.queue).editions.extend(editions);
                }
                Task::Render(work, number) => self.render(&work, number, None),
            }
        }
    }

    /// The next task; waits while one may still come.
    fn take(&self) -> Option<Task> {
        let mut queue = lock(&self.queue);
        loop {
            if let Some((work, edition)) = queue.editions.pop_front() {
                return Some(Task::Render(work, edition));
            }
            if let Some((number, loaded)) = queue.sources.pop_front() {
                queue.reading += 1;
                return Some(Task::Read(number, loaded));
            }
            if queue.reading == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reads a document; where it has errors, it is reported and done.
    fn read(&self, number: usize, input: &Input, loaded: Loaded) -> Option<Work> {
        let Loaded { source, kind, mut found } = loaded;
        let mut document = None;
        if !found.iter().any(Diagnostic::is_error) {
            let folder = input.path.as_deref().and_then(Path::parent);
            let pictures = self.pictures.beneath(folder);
            let options = self.options(input, &pictures);
            let result = caught(|| match kind {
                InputKind::Markdown => read::markdown(&source, &options),
                InputKind::Model => read::model_json(&source, &options),
            });
            match result {
                Ok((read, findings)) => {
                    document = read;
                    found.extend(findings);
                }
                Err(panic) => found.push(Diagnostic { code: Code::Unreadable, ..failed(&panic) }),
            }
        }
        let Some(document) = document else {
            self.observer.progress(self.backends.len());
            self.report(number, Report::new(source, found), Written::Nothing);
            return None;
        };
        Some(Work {
            input: number,
            source,
            document,
            found: Mutex::new(found),
            editions: Mutex::new(vec![None; self.backends.len()]),
            left: AtomicUsize::new(self.backends.len()),
        })
    }

    /// The number of the edition that is made before an edition, and is asked for too.
    fn before(&self, number: usize) -> Option<usize> {
        let after = self.job.editions.get(number)?.after?;
        self.names.iter().position(|name| *name == after).filter(|before| *before != number)
    }

    /// Makes an edition, and then those that come after it.
    fn render(&self, work: &Work, number: usize, pagination: Option<&Pagination>) {
        let (Some(kind), Some(backend)) = (self.job.editions.get(number), self.backends.get(number)) else {
            return;
        };
        let pages = self.render_one(work, number, kind, backend.as_ref(), pagination);
        let next = (0..self.backends.len()).filter(|next| self.before(*next) == Some(number));
        next.for_each(|next| self.render(work, next, pages.as_ref()));
        // Only now may the document be done.
        if work.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.complete(work);
        }
    }

    /// Makes an edition; gives its pages.
    fn render_one(
        &self,
        work: &Work,
        number: usize,
        kind: &EditionKind,
        backend: &dyn Backend,
        pagination: Option<&Pagination>,
    ) -> Option<Pagination> {
        let result = caught(|| {
            // Words can't be shared between threads; making them takes far less than an edition does.
            let words = self.job.theme.words(work.document.metadata.language.as_str());
            let alone = Context::new(self.job.site, &words, &self.darkroom);
            let translations = self.translations.get(work.input).map_or(&[][..], Vec::as_slice);
            let context = Context { editions: &self.names, translations, pagination, ..alone };
            backend.render(&work.document, &context)
        });
        let (mut edition, found) = match result {
            Ok(Ok(mut edition)) => {
                let warnings = std::mem::take(&mut edition.warnings);
                (Some(edition), warnings)
            }
            Ok(Err(found)) if found.iter().any(Diagnostic::is_error) => (None, found),
            Ok(Err(mut found)) => {
                found.push(Diagnostic::error(Code::EditionFailed, format!("`{}` was not made", kind.name)));
                (None, found)
            }
            Err(panic) => (None, vec![failed(&panic)]),
        };
        lock(&work.found).extend(render::in_edition(kind.name, found));
        let pages = edition.as_mut().and_then(|edition| edition.pages.take());
        if let Some(place) = lock(&work.editions).get_mut(number) {
            *place = edition;
        }
        self.observer.progress(1);
        pages
    }

    /// Publishes a document whose editions are all done, and reports it.
    fn complete(&self, work: &Work) {
        let editions = std::mem::take(&mut *lock(&work.editions));
        let mut found = std::mem::take(&mut *lock(&work.found));
        // Editions end in any order; what they found is told in theirs.
        let place = |finding: &Diagnostic| {
            self.job
                .editions
                .iter()
                .position(|kind| Some(kind.name) == finding.edition)
                .map_or(0, |place| place + 1)
        };
        found.sort_by_key(place);
        let refuse = self.job.strict && !found.iter().all(Diagnostic::is_error);
        let made = self.names.iter().zip(&editions).filter(|(_, edition)| edition.is_some());
        let made: Vec<_> = made.map(|(name, _)| *name).collect();
        let mut written = Written::Nothing;
        if let (Some(publisher), false) = (&self.publisher, refuse) {
            let mut set = EditionSet {
                slug: &work.document.metadata.slug,
                source: &work.source.name,
                asked: self.job.editions.iter().map(|kind| kind.name).collect(),
                files: BTreeMap::new(),
            };
            for (kind, edition) in self.job.editions.iter().zip(&editions) {
                if let Some(Err(message)) = edition.as_ref().map(|edition| set.add(kind.name, &edition.files))
                {
                    found.push(Diagnostic::error(Code::EditionFailed, message).in_edition(kind.name));
                }
            }
            written = match publisher.publish(&set) {
                Ok(files) => Written::Files(files),
                Err(message) => {
                    found.push(Diagnostic::error(Code::Disk, message));
                    Written::Refused
                }
            };
        }
        if !refuse && !matches!(written, Written::Refused) {
            self.site.note(&work.document, made.into_iter());
        }
        self.report(work.input, Report::new(work.source.clone(), found), written);
    }

    /// Shows a report about no document.
    fn tell(&self, mut report: Report) {
        if self.job.strict {
            promote(&mut report);
        }
        let mut reports = lock(&self.reports);
        reports.outcome.errors += report.errors();
        reports.outcome.warnings += report.warnings();
        self.observer.document(&report);
    }

    /// Shows a report, and those that waited for it.
    fn report(&self, number: usize, mut report: Report, written: Written) {
        if self.job.strict {
            promote(&mut report);
        }
        let mut reports = lock(&self.reports);
        let outcome = &mut reports.outcome;
        outcome.errors += report.errors();
        outcome.warnings += report.warnings();
        if report.errors() > 0 {
            outcome.failed += 1
        } else {
            outcome.documents += 1
        }
        match written {
            Written::Nothing => {}
            Written::Files(files) => outcome.files += files,
            Written::Refused => outcome.refused += 1,
        }
        reports.waiting.insert(number, report);
        loop {
            let next = reports.next;
            let Some(report) = reports.waiting.remove(&next) else { break };
            self.observer.document(&report);
            reports.next += 1;
        }
    }
}

/// A source is being read, until this is dropped.
struct Reading<'a>(&'a Run<'a>);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        lock(&self.0.queue).reading -= 1;
        self.0.changed.notify_all();
    }
}

/// What was written of a document.
enum Written {
    Nothing,
    Files(usize),
    Refused,
}

/// The finding about a panic.
pub(super) fn failed(panic: &str) -> Diagnostic {
    Diagnostic::error(Code::EditionFailed, format!("an internal check failed: {panic}"))
        .help("this is a mistake in Pressroom, not in your text; please report it with the document")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "execute_tests.rs"]
mod tests;
