//! A document's way through the editions: read, rendered, published, reported.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{context::Run, incremental::Plan, queue::Task, run_report::DocumentOutcome, work::Work};
use crate::{
    isolate::{RenderRequest, RenderResponse},
    output::{
        cache::{BuildRecord, CachedDiagnostic, DocumentEntry},
        foreign_files,
        publish::{DocumentUpdate, Publication, Retention},
    },
    policy::check_version_growth,
    render::{
        document::{PreparedDocument, ReadOutcome, ReadSource},
        keys::DocumentKey,
    },
    sync::lock,
};
use pressroom_diagnostics::{
    Code, Diagnostic, DiagnosticReport, Diagnostics, Source, Span, findings::is_refused,
};
use pressroom_document::Date;
use pressroom_input::{Input, source::LoadedSource};
use pressroom_manifest::{ManifestDocument, PublishedDocument};
use pressroom_render::{Edition, Pagination};

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
                    let first = (0..self.renderer.backends.len()).filter(|edition| {
                        work.makes(*edition) && self.comes_after(&work, *edition).is_none()
                    });
                    self.queue.add(&work, first);
                }
                Task::Render(work, number) => self.render(&work, number, None),
            }
        }
    }

    /// Reads a document. Where it has errors, or nothing is to be made of it now, it is reported and done.
    fn read(&self, number: usize, input: &Input) -> Option<Work> {
        let loaded = self.index.source(number, input);
        let end = |source, found, written| {
            self.run_report.observer.progress(self.renderer.backends.len());
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
        let RenderResponse { begun, editions: (editions, of_editions) } =
            match self.begin(number, input, loaded, &wanted) {
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
        let build_record =
            BuildRecord { source: sha256, notice: prepared.notice, pictures, keys: before.keys, findings };
        let all = self.renderer.backends.len();
        let makes = |edition: usize| {
            wanted.get(edition) == Some(&true) && self.renderer.makes(prepared.scope(), edition)
        };
        let wanted: Vec<bool> = (0..all).map(makes).collect();
        let here = prepared.document.is_some();
        let left = wanted.iter().filter(|wanted| here && **wanted).count();
        self.run_report.observer.progress(all - left);
        found.extend(of_editions);
        Some(Work {
            input: number,
            source,
            prepared,
            wanted,
            build_record,
            key,
            found: Mutex::new(found),
            editions: Mutex::new(editions),
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
        wanted: &[bool],
    ) -> Result<RenderResponse, (Source, Diagnostics)> {
        let policy = self.publisher.as_ref().map(|_| self.job.policy());
        let wrong = loaded.found.iter().any(Diagnostic::is_error);
        let Some(pool) = self.pool.as_ref().filter(|_| !wrong) else {
            let none = vec![None; self.renderer.backends.len()];
            let begun = self.renderer.begin(input, loaded, policy);
            return Ok(RenderResponse { begun, editions: (none, Diagnostics::new()) });
        };
        let order = RenderRequest::new(input, &loaded, self.index.translations(number), wanted, policy);
        let (source, found) = (loaded.source.clone(), loaded.found.clone());
        let spent = self.index.spent(number);
        let made = pool.render(&order, input, loaded, spent);
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
                let left = self.left(slug, &left).map(Box::new);
                EarlyExit(until.map_or(DocumentOutcome::Draft, DocumentOutcome::Embargoed), left)
            }
            Err(error) => {
                let finding = Diagnostic::error(Code::Disk, error.to_string());
                EarlyExit(DocumentOutcome::Refused, Some(Box::new(finding)))
            }
        }
    }

    /// A warning about files in a document's folder that Pressroom did not write.
    fn left(&self, slug: &str, paths: &[String]) -> Option<Diagnostic> {
        foreign_files::left(&self.job.output?.join(slug), paths)
    }

    /// The number of the edition that is made of a document now before another.
    fn comes_after(&self, work: &Work, number: usize) -> Option<usize> {
        self.renderer.before(work.prepared.scope(), number).filter(|before| work.makes(*before))
    }

    /// Makes an edition, and then those that come after it.
    fn render(&self, work: &Work, number: usize, pagination: Option<&Pagination>) {
        let pages = self.render_one(work, number, pagination);
        let next = (0..self.renderer.backends.len())
            .filter(|next| work.makes(*next) && self.comes_after(work, *next) == Some(number));
        next.for_each(|next| self.render(work, next, pages.as_ref()));
        // Only now may the document be done.
        if work.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.complete(work);
        }
    }

    /// Makes an edition; gives its pages.
    fn render_one(&self, work: &Work, number: usize, pagination: Option<&Pagination>) -> Option<Pagination> {
        let _watched = self.watch.begin(&work.source.name, self.renderer.names.get(number).copied());
        let translations = self.index.translations(work.input);
        let (mut edition, found) = self.renderer.edition(&work.prepared, translations, number, pagination);
        lock(&work.found).extend(found);
        let pages = edition.as_mut().and_then(|edition| edition.pages.take());
        if let Some(place) = lock(&work.editions).get_mut(number) {
            *place = edition;
        }
        self.run_report.observer.progress(1);
        pages
    }

    /// Publishes a document whose editions are all done, and reports it.
    fn complete(&self, work: &Work) {
        let editions = std::mem::take(&mut *lock(&work.editions));
        let mut found = std::mem::take(&mut *lock(&work.found));
        // Editions end in any order; what they found is told in theirs.
        let place = |finding: &Diagnostic| {
            let mut kinds = self.job.editions.iter();
            kinds.position(|kind| Some(kind.name) == finding.edition).map_or(0, |place| place + 1)
        };
        // What the disk did not give of it is not left out: the earlier version stays.
        let of_disk = found.iter().any(|finding| finding.is_error() && finding.code == Code::Disk);
        let refuse = of_disk || is_refused(self.job.check, &found);
        let written = match (&self.publisher, refuse) {
            (_, true) => DocumentOutcome::Nothing,
            (Some(_), false) => self.publish(work, &editions, &mut found),
            (None, false) => {
                let made = self.renderer.names.iter().zip(&editions).filter(|(_, edition)| edition.is_some());
                self.site.add_document(&work.prepared.summary, made.map(|(name, _)| *name));
                DocumentOutcome::Nothing
            }
        };
        found.extend(
            self.found_again(&work.build_record, &work.wanted)
                .into_iter()
                .filter(|cached| cached.edition.is_some()),
        );
        found.sort_by_key(place);
        self.run_report.add(work.input, DiagnosticReport::new(work.source.clone(), found), written);
    }

    /// Has the editions of a document written.
    fn publish(&self, work: &Work, editions: &[Option<Edition>], found: &mut Diagnostics) -> DocumentOutcome {
        let Some(publisher) = &self.publisher else { return DocumentOutcome::Nothing };
        let PreparedDocument { record, summary, notice, document: _ } = work.prepared.as_ref();
        let scope = work.prepared.scope();
        let stays = |(number, _): &(usize, &&'static str)| {
            !work.makes(*number) && self.renderer.makes(scope, *number)
        };
        let asked = self.renderer.names.iter().enumerate().filter(|edition| !stays(edition));
        let mut set = DocumentUpdate {
            slug: &record.slug,
            source: &record.source,
            entry: DocumentEntry {
                record: Some(record.clone()),
                summary: Some(summary.clone()),
                build_record: None,
            },
            asked: asked.map(|(_, name)| *name).collect(),
            retention: if *notice { Retention::Notices } else { Retention::All },
            files: BTreeMap::new(),
            published: (self.job.publish && !record.draft).then(|| PublishedDocument::from_record(record)),
        };
        for (name, edition) in self.renderer.names.iter().zip(editions) {
            if let Some(Err(error)) = edition.as_ref().map(|edition| set.add(name, &edition.files)) {
                found.push(Diagnostic::error(Code::EditionFailed, error.to_string()).in_edition(name));
            }
        }
        set.entry.build_record = Some(self.build_record(work, editions, found));
        match publisher.publish(&set) {
            Ok(Publication { files, left }) => {
                found.extend(self.left(&record.slug, &left));
                if *notice { DocumentOutcome::Notice(files) } else { DocumentOutcome::Files(files) }
            }
            Err(error) => {
                found.push(Diagnostic::error(Code::Disk, error.to_string()));
                DocumentOutcome::Refused
            }
        }
    }

    /// What a document was made of, with what is to be said again of editions that were made. An edition of which that can't
    /// be kept, or which has errors, is made again by the next run.
    fn build_record(&self, work: &Work, editions: &[Option<Edition>], found: &[Diagnostic]) -> BuildRecord {
        let mut build_record = work.build_record.clone();
        for (number, (name, edition)) in self.renderer.names.iter().zip(editions).enumerate() {
            if !work.makes(number) {
                continue;
            }
            build_record.findings.retain(|cached| cached.edition.as_deref() != Some(name));
            let own = found.iter().filter(|finding| finding.edition == Some(name));
            let cached: Option<Vec<CachedDiagnostic>> = own
                .map(|finding| CachedDiagnostic::from_diagnostic(finding).filter(|_| !finding.is_error()))
                .collect();
            match (edition, cached) {
                (Some(_), Some(cached)) => {
                    build_record.findings.extend(cached);
                    build_record.keys.insert((*name).to_owned(), self.keys.edition_key(number, &work.key));
                }
                (Some(_), None) | (None, _) => _ = build_record.keys.remove(*name),
            }
        }
        build_record
    }
}

fn changed_meanwhile() -> Diagnostic {
    Diagnostic::error(Code::Unreadable, "the file got another slug while it was being built")
        .help("build it again")
}
