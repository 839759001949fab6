//! A document's way through the editions: read, rendered, published, reported.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{Input, Loaded, Report, Run, caught, failed, lock, queue::Task, tally::Written};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source},
    model::{Document, Fingerprint},
    pipeline::{
        manifest::ManifestDocument,
        publish::EditionSet,
        reading::{self, Reading},
    },
    render::{self, Backend, Context, Edition, EditionKind, Pagination},
};

/// A document on its way through the editions.
pub(super) struct Work {
    input: usize,
    source: Source,
    document: Document,
    fingerprint: Fingerprint,
    found: Mutex<Diagnostics>,
    editions: Mutex<Vec<Option<Edition>>>,
    left: AtomicUsize,
}

impl Run<'_> {
    /// Takes work until there is none: what every thread does.
    pub(super) fn work(&self) {
        while let Some(task) = self.queue.take() {
            match task {
                Task::Read(number, loaded) => {
                    let _busy = self.queue.busy();
                    let Some(input) = self.job.inputs.get(number) else { continue };
                    let Some(work) = self.read(number, input, loaded).map(Arc::new) else { continue };
                    if self.backends.is_empty() {
                        self.complete(&work);
                    }
                    let first = (0..self.backends.len()).filter(|edition| self.before(*edition).is_none());
                    self.queue.add(&work, first);
                }
                Task::Render(work, number) => self.render(&work, number, None),
            }
        }
    }

    /// Reads a document; where it has errors, it is reported and done.
    fn read(&self, number: usize, input: &Input, loaded: Loaded) -> Option<Work> {
        let Reading { source, document, mut found } =
            reading::read(input, loaded, self.job.site, &self.pictures);
        let read = document.and_then(|document| match caught(|| Fingerprint::of(&document)) {
            Ok(fingerprint) => Some((document, fingerprint)),
            Err(panic) => {
                found.push(failed(&panic));
                None
            }
        });
        let Some((document, fingerprint)) = read else {
            self.tally.observer.progress(self.backends.len());
            self.tally.report(number, Report::new(source, found), Written::Nothing);
            return None;
        };
        Some(Work {
            input: number,
            source,
            document,
            fingerprint,
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
            let fingerprint = Some(&work.fingerprint);
            let context = Context { editions: &self.names, translations, pagination, fingerprint, ..alone };
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
        self.tally.observer.progress(1);
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
        found.sort_by_key(place);
        let refuse = self.job.strict && !found.iter().all(Diagnostic::is_error);
        let made = self.names.iter().zip(&editions).filter(|(_, edition)| edition.is_some());
        let made: Vec<_> = made.map(|(name, _)| *name).collect();
        let written = if refuse { Written::Nothing } else { self.publish(work, &editions, &mut found) };
        if !refuse && !matches!(written, Written::Refused) {
            self.site.note(&work.document, made.into_iter());
        }
        self.tally.report(work.input, Report::new(work.source.clone(), found), written);
    }

    /// Has the editions of a document written, where there is an output folder.
    fn publish(&self, work: &Work, editions: &[Option<Edition>], found: &mut Diagnostics) -> Written {
        let Some(publisher) = &self.publisher else { return Written::Nothing };
        let mut set = EditionSet {
            slug: &work.document.metadata.slug,
            source: &work.source.name,
            record: Some(ManifestDocument::of(&work.document, &work.source.name, &work.fingerprint)),
            asked: self.names.clone(),
            files: BTreeMap::new(),
        };
        for (name, edition) in self.names.iter().zip(editions) {
            if let Some(Err(message)) = edition.as_ref().map(|edition| set.add(name, &edition.files)) {
                found.push(Diagnostic::error(Code::EditionFailed, message).in_edition(name));
            }
        }
        match publisher.publish(&set) {
            Ok(files) => Written::Files(files),
            Err(message) => {
                found.push(Diagnostic::error(Code::Disk, message));
                Written::Refused
            }
        }
    }
}
