//! A document's way through the editions: read, rendered, published, reported.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use super::{context::Run, incremental::Plan, queue::Task, run_report::DocumentOutcome, work::Work};
use crate::{
    isolate::{RenderRequest, RenderResponse},
    output::cache::{BuildRecord, CachedDiagnostic},
    policy::check_version_growth,
    render::{
        document::{PreparedDocument, ReadOutcome, ReadSource},
        edition::RenderedEdition,
        keys::DocumentKey,
    },
    sync::lock,
};
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, Diagnostics, Source, Span};
use pressroom_document::Date;
use pressroom_input::{Input, source::LoadedSource};
use pressroom_manifest::ManifestDocument;
use pressroom_render::{EditionId, EditionSet, Pagination, PerEdition};

/// Why no edition is made of a document that was read.
struct EarlyExit(DocumentOutcome, Option<Box<Diagnostic>>);

impl Run<'_> {
    /// Takes work until there is none: what every thread does.
    pub(super) fn work(&self) {
        let stopped = || self.run_report.observer.stopped() || self.broken().is_some();
        while let Some(task) = self.queue.next_task(stopped) {
            match task {
                Task::Read(number) => {
                    let _busy = self.queue.busy();
                    let Some(input) = self.job.inputs.get(number) else { continue };
                    let watched = self.watch.begin(&input.name, None);
                    let work = self.read(number, &input).map(Arc::new);
                    drop(watched);
                    let Some(work) = work else { continue };
                    if work.left.load(Ordering::Acquire) == 0 {
                        self.complete(&work);
                        continue;
                    }
                    self.queue.add(&work, self.renderer.editions.independent(&work.wanted));
                }
                Task::Render(work, edition) => self.render(&work, edition, None),
            }
        }
    }

    /// Reads a document. Where it has errors, or nothing is to be made of it now, it is reported and done.
    fn read(&self, number: usize, input: &Input) -> Option<Work> {
        let loaded = self.index.source(number, input);
        let end = |source, found, written| {
            self.run_report.observer.progress(self.renderer.editions.editions().len());
            self.run_report.add(number, DiagnosticReport::new(source, found), written);
            None
        };
        let (wanted, before) = match self.plan(number, input, &loaded) {
            Plan::Make(wanted, before) => (wanted, before.unwrap_or_default()),
            Plan::Leave(found) => {
                return end(loaded.source, [loaded.found, found].concat(), DocumentOutcome::Unchanged);
            }
            Plan::Refuse(finding) => {
                let found = loaded.found.into_iter().chain([finding]).collect();
                return end(loaded.source, found, DocumentOutcome::Refused);
            }
            Plan::Wrong(finding) => {
                let found = loaded.found.into_iter().chain([finding]).collect();
                return end(loaded.source, found, DocumentOutcome::Nothing);
            }
        };
        let (sha256, known, version) = (loaded.sha256.clone(), loaded.found.len(), loaded.version);
        let RenderResponse { begun, editions: rendered } = match self.begin(number, input, loaded, &wanted) {
            Ok(answer) => answer,
            Err((source, found)) if self.broken().is_some() => {
                return end(source, found, DocumentOutcome::Refused);
            }
            Err((source, found)) => return end(source, found, DocumentOutcome::Nothing),
        };
        let ReadSource { source, mut found, pictures, what } = begun;
        let prepared = match self.accept(number, input, what, &source.name, version) {
            Ok(prepared) => prepared,
            Err(EarlyExit(written, finding)) => {
                found.extend(finding.map(|finding| *finding));
                return end(source, found, written);
            }
        };
        let translations = self.index.translations(number);
        let key = DocumentKey::new(input, &sha256, &pictures, translations, prepared.notice);
        let of_earlier = before.findings.into_iter().filter(|cached| cached.edition.is_some());
        let of_text = found.iter().skip(known).filter_map(CachedDiagnostic::from_diagnostic);
        let findings = of_text.chain(of_earlier).collect();
        let build_record = BuildRecord {
            source: sha256,
            notice: prepared.notice,
            pictures,
            keys: before.keys,
            lacking: before.lacking,
            findings,
        };
        let there = self.renderer.editions.editions_in(prepared.scope());
        let wanted: EditionSet = wanted.iter().filter(|edition| there.contains(*edition)).collect();
        let left = if prepared.document.is_some() { wanted.len() } else { 0 };
        self.run_report.observer.progress(self.renderer.editions.editions().len() - left);
        let (mut editions, mut lacking) = (PerEdition::default(), PerEdition::default());
        for (id, RenderedEdition { edition, found: of_edition, lacking: of_fonts }) in rendered {
            lacking.insert(id, of_fonts);
            edition.into_iter().for_each(|edition| editions.insert(id, edition));
            found.extend(of_edition);
        }
        Some(Work {
            input: number,
            source,
            prepared,
            wanted,
            build_record,
            key,
            found: Mutex::new(found),
            editions: Mutex::new(editions),
            lacking: Mutex::new(lacking),
            left: AtomicUsize::new(left),
        })
    }

    /// Has a source read. Where that is done by a worker process, the editions are made with it. A source with errors is not
    /// read at all, so that no process is needed for it.
    fn begin(
        &self,
        number: usize,
        input: &Input,
        loaded: LoadedSource,
        wanted: &EditionSet,
    ) -> Result<RenderResponse, (Source, Diagnostics)> {
        let policy = self.publisher.as_ref().map(|_| self.job.policy());
        let wrong = loaded.found.iter().any(Diagnostic::is_error);
        let Some(pool) = self.pool.as_ref().filter(|_| !wrong) else {
            let begun = self.renderer.begin(input, loaded, policy);
            return Ok(RenderResponse { begun, editions: PerEdition::default() });
        };
        let order = RenderRequest::new(input, &loaded, self.index.translations(number), wanted, policy);
        let (source, found) = (loaded.source.clone(), loaded.found.clone());
        let spent = self.index.spent(number);
        let made = pool.render(&order, input, loaded, wanted, spent);
        made.map_err(|lost| (source, found.into_iter().chain([lost]).collect()))
    }

    /// Sees that a source is still that of the same document, and that its version grew with it.
    fn accept(
        &self,
        number: usize,
        input: &Input,
        what: ReadOutcome,
        source: &str,
        version: Option<Span>,
    ) -> Result<Box<PreparedDocument>, EarlyExit> {
        let wrong = |finding| EarlyExit(DocumentOutcome::Nothing, Some(Box::new(finding)));
        let other = |slug: &str| self.index.slug(number, input).is_some_and(|known| known != slug);
        let prepared = match what {
            ReadOutcome::Document(prepared) if !other(&prepared.record.slug) => prepared,
            ReadOutcome::HeldBack { slug, until } if !other(&slug) => {
                return Err(self.hold_back(&slug, source, until));
            }
            ReadOutcome::Document(_) | ReadOutcome::HeldBack { .. } => {
                return Err(wrong(changed_meanwhile()));
            }
            ReadOutcome::Nothing => return Err(EarlyExit(DocumentOutcome::Nothing, None)),
        };
        self.check_version(&prepared.record, version).map_err(wrong)?;
        Ok(prepared)
    }

    /// An error where a document is not what was last published, and its version did not grow.
    pub(super) fn check_version(
        &self,
        record: &ManifestDocument,
        version: Option<Span>,
    ) -> Result<(), Diagnostic> {
        let publisher = self.publisher.as_ref().filter(|_| !self.job.allow_same_version);
        let published = publisher.and_then(|publisher| publisher.cache().published(&record.slug));
        published.map_or(Ok(()), |published| check_version_growth(&published, record, version))
    }

    /// Takes away what earlier runs made of a document that nobody may see yet.
    fn hold_back(&self, slug: &str, source: &str, until: Option<Date>) -> EarlyExit {
        let withdrawn = self.publisher.as_ref().map(|publisher| publisher.withdraw(slug, source));
        match withdrawn.unwrap_or(Ok(Vec::new())) {
            Ok(left) => {
                let left = self.warn_of_foreign_files(slug, &left).map(Box::new);
                EarlyExit(until.map_or(DocumentOutcome::Draft, DocumentOutcome::Embargoed), left)
            }
            Err(error) => {
                let finding = Diagnostic::error(Code::Disk, error.to_string());
                EarlyExit(DocumentOutcome::Refused, Some(Box::new(finding)))
            }
        }
    }

    /// Makes an edition, and then those that name its pages.
    fn render(&self, work: &Work, edition: EditionId, pagination: Option<&Pagination>) {
        let pages = self.render_edition(work, edition, pagination);
        let next = self.renderer.editions.dependents(edition, &work.wanted);
        next.for_each(|next| self.render(work, next, pages.as_ref()));
        // Only now may the document be done.
        if work.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.complete(work);
        }
    }

    /// Makes an edition; gives its pages.
    fn render_edition(
        &self,
        work: &Work,
        id: EditionId,
        pagination: Option<&Pagination>,
    ) -> Option<Pagination> {
        let _watched = self.watch.begin(&work.source.name, Some(id.as_str()));
        let request = work.prepared.request(self.index.translations(work.input));
        let rendered = request.map(|request| self.renderer.editions.render_edition(&request, id, pagination));
        let RenderedEdition { mut edition, found, lacking } = rendered.unwrap_or_default();
        lock(&work.lacking).insert(id, lacking);
        lock(&work.found).extend(found);
        let pages = edition.as_mut().and_then(|edition| edition.pages.take());
        edition.into_iter().for_each(|edition| lock(&work.editions).insert(id, edition));
        self.run_report.observer.progress(1);
        pages
    }
}

fn changed_meanwhile() -> Diagnostic {
    Diagnostic::error(Code::Unreadable, "the file got another slug while it was being built")
        .help("build it again")
}
