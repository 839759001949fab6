//! A document's way through the editions: read, rendered, published, reported.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{Input, Loaded, Report, Run, lock, queue::Task, tally::Written};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span},
    model::{Date, Document, Fingerprint},
    pipeline::{
        life::{Fate, grown},
        making::Making,
        manifest::ManifestDocument,
        panics::{caught, failed},
        publish::{EditionSet, Stays},
        reading::{self, Reading},
    },
    render::{Backend, Edition, EditionKind, Pagination},
};

/// A document on its way through the editions.
pub(super) struct Work {
    input: usize,
    source: Source,
    item: Item,
    found: Mutex<Diagnostics>,
    editions: Mutex<Vec<Option<Edition>>>,
    left: AtomicUsize,
}

/// What editions are made of.
struct Item {
    /// The document, or its notice.
    document: Document,
    notice: bool,
    fingerprint: Fingerprint,
    /// What the manifest will say of it.
    record: ManifestDocument,
}

/// Why no edition is made of a document that was read.
struct Ended(Written, Option<Diagnostic>);

impl Run<'_> {
    /// Takes work until there is none: what every thread does.
    pub(super) fn work(&self) {
        while let Some(task) = self.queue.take(|| self.tally.observer.stopped()) {
            match task {
                Task::Read(number, loaded) => {
                    let _busy = self.queue.busy();
                    let Some(input) = self.job.inputs.get(number) else { continue };
                    let Some(work) = self.read(number, input, loaded).map(Arc::new) else { continue };
                    if work.left.load(Ordering::Acquire) == 0 {
                        self.complete(&work);
                    }
                    let all = 0..self.backends.len();
                    let first = all.filter(|edition| {
                        self.makes(&work.item, *edition) && self.before(&work.item, *edition).is_none()
                    });
                    self.queue.add(&work, first);
                }
                Task::Render(work, number) => self.render(&work, number, None),
            }
        }
    }

    /// Reads a document. Where it has errors, or nothing is to be made of it now, it is reported and done.
    fn read(&self, number: usize, input: &Input, loaded: Loaded) -> Option<Work> {
        let Reading { source, document, mut found, version } =
            reading::read(input, loaded, self.job.site, &self.pictures);
        let begun = match document {
            Some(document) => self.begin(document, &source.name, version),
            None => Err(Ended(Written::Nothing, None)),
        };
        let item = match begun {
            Ok(item) => item,
            Err(Ended(written, finding)) => {
                found.extend(finding);
                self.tally.observer.progress(self.backends.len());
                self.tally.report(number, Report::new(source, found), written);
                return None;
            }
        };
        let all = self.backends.len();
        let left = (0..all).filter(|edition| self.makes(&item, *edition)).count();
        self.tally.observer.progress(all - left);
        Some(Work {
            input: number,
            source,
            item,
            found: Mutex::new(found),
            editions: Mutex::new(vec![None; all]),
            left: AtomicUsize::new(left),
        })
    }

    /// Decides what is made of a document, and sees that its version grew with it. Where nothing is written, all of
    /// every document is made.
    fn begin(&self, document: Document, source: &str, version: Option<Span>) -> Result<Item, Ended> {
        let fate = match &self.publisher {
            Some(_) => Fate::of(&document.metadata, self.job.now, self.job.include_embargoed),
            None => Fate::Whole,
        };
        let (document, notice) = match fate {
            Fate::Whole => (document, false),
            Fate::Notice => (document.notice(), true),
            Fate::Embargoed(until) => return Err(self.hold_back(&document.metadata.slug, source, until)),
        };
        let wrong = |finding| Ended(Written::Nothing, Some(finding));
        let fingerprint = caught(|| Fingerprint::of(&document)).map_err(|panic| wrong(failed(&panic)))?;
        let record = ManifestDocument::of(&document, source, &fingerprint);
        let before = self.publisher.as_ref().and_then(|publisher| publisher.record(&record.slug));
        if let (Some(before), false) = (before, self.job.allow_same_version) {
            grown(before, &record, version).map_err(wrong)?;
        }
        Ok(Item { document, notice, fingerprint, record })
    }

    /// Takes away what earlier runs made of a document that nobody may see yet.
    fn hold_back(&self, slug: &str, source: &str, until: Date) -> Ended {
        let withdrawn = self.publisher.as_ref().map_or(Ok(()), |publisher| publisher.withdraw(slug, source));
        match withdrawn {
            Ok(()) => Ended(Written::Embargoed(until), None),
            Err(message) => Ended(Written::Refused, Some(Diagnostic::error(Code::Disk, message))),
        }
    }

    /// True for the number of an edition that is made of a document.
    fn makes(&self, item: &Item, number: usize) -> bool {
        !item.notice || self.job.editions.get(number).is_some_and(|kind| kind.machine)
    }

    /// The number of the edition that is made of a document before another, and is asked for too.
    fn before(&self, item: &Item, number: usize) -> Option<usize> {
        let after = self.job.editions.get(number)?.after?;
        let before = self.names.iter().position(|name| *name == after);
        before.filter(|before| *before != number && self.makes(item, *before))
    }

    /// Makes an edition, and then those that come after it.
    fn render(&self, work: &Work, number: usize, pagination: Option<&Pagination>) {
        let (Some(kind), Some(backend)) = (self.job.editions.get(number), self.backends.get(number)) else {
            return;
        };
        let pages = self.render_one(work, number, kind, backend.as_ref(), pagination);
        let next = (0..self.backends.len())
            .filter(|next| self.makes(&work.item, *next) && self.before(&work.item, *next) == Some(number));
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
        let Item { document, notice, fingerprint, record: _ } = &work.item;
        let making = Making {
            site: self.job.site,
            theme: self.job.theme,
            darkroom: &self.darkroom,
            editions: if *notice { &self.of_notices } else { &self.names },
            translations: self.translations.get(work.input).map_or(&[][..], Vec::as_slice),
            fingerprint: Some(fingerprint),
        };
        let (mut edition, found) = making.edition(kind, backend, document, pagination);
        lock(&work.found).extend(found);
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
            self.site.note(&work.item.document, made.into_iter());
        }
        self.tally.report(work.input, Report::new(work.source.clone(), found), written);
    }

    /// Has the editions of a document written, where there is an output folder.
    fn publish(&self, work: &Work, editions: &[Option<Edition>], found: &mut Diagnostics) -> Written {
        let Some(publisher) = &self.publisher else { return Written::Nothing };
        let Item { record, notice, .. } = &work.item;
        let mut set = EditionSet {
            slug: &record.slug,
            source: &record.source,
            record: Some(record.clone()),
            asked: self.names.clone(),
            stays: if *notice { Stays::Notices } else { Stays::All },
            files: BTreeMap::new(),
        };
        for (name, edition) in self.names.iter().zip(editions) {
            if let Some(Err(message)) = edition.as_ref().map(|edition| set.add(name, &edition.files)) {
                found.push(Diagnostic::error(Code::EditionFailed, message).in_edition(name));
            }
        }
        match publisher.publish(&set) {
            Ok(files) if *notice => Written::Notice(files),
            Ok(files) => Written::Files(files),
            Err(message) => {
                found.push(Diagnostic::error(Code::Disk, message));
                Written::Refused
            }
        }
    }
}
