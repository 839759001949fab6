//! A document's way through the editions: read, rendered, published, reported.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    Input, Report, Run,
    bench::{Begun, Item, What},
    lock,
    queue::Task,
    tally::Written,
    unchanged::Plan,
};
use crate::{
    edition_set::{EditionSet, Stays},
    foreign_files,
    keys::DocumentKey,
    life::grown,
    publish::Publication,
    store::{DocumentEntry, Recipe, Said},
    workers::{Answer, Order, Pool},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span, findings::is_refused};
use pressroom_document::Date;
use pressroom_input::source::Loaded;
use pressroom_manifest::{ManifestDocument, PublishedDocument};
use pressroom_render::{Edition, Pagination};

/// A document on its way through the editions.
pub(super) struct Work {
    input: usize,
    source: Source,
    item: Box<Item>,
    /// Which editions are made, by their numbers.
    wanted: Vec<bool>,
    /// What it is made of, with what was found when it was read, and what is known of editions that are not made now.
    recipe: Recipe,
    /// What it depends on.
    key: DocumentKey,
    found: Mutex<Diagnostics>,
    editions: Mutex<Vec<Option<Edition>>>,
    left: AtomicUsize,
}

/// Why no edition is made of a document that was read.
struct Ended(Written, Option<Box<Diagnostic>>);

impl Run<'_> {
    /// Takes work until there is none: what every thread does.
    pub(super) fn work(&self) {
        let stopped = || self.tally.observer.stopped() || self.broken().is_some();
        while let Some(task) = self.queue.take(stopped) {
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
                    let first = (0..self.bench.backends.len()).filter(|edition| {
                        work.makes(*edition) && self.comes_after(&work, *edition).is_none()
                    });
                    self.queue.add(&work, first);
                }
                Task::Render(work, number) => self.render(&work, number, None),
            }
        }
    }

    /// Why no more documents can be made, where that is so.
    pub(super) fn broken(&self) -> Option<&str> {
        self.pool.as_ref().and_then(Pool::broken)
    }

    /// Reads a document. Where it has errors, or nothing is to be made of it now, it is reported and done.
    fn read(&self, number: usize, input: &Input) -> Option<Work> {
        let loaded = self.surveyed.source(number, input);
        let end = |source, found, written| {
            self.tally.observer.progress(self.bench.backends.len());
            self.tally.report(number, Report::new(source, found), written);
            None
        };
        let (wanted, before) = match self.plan(number, input, &loaded) {
            Plan::Make(wanted, before) => (wanted, before.unwrap_or_default()),
            Plan::Leave(found) => {
                return end(loaded.source, [loaded.found, found].concat(), Written::Unchanged);
            }
            Plan::Refuse(finding) => {
                let found = loaded.found.into_iter().chain([finding]).collect();
                return end(loaded.source, found, Written::Refused);
            }
            Plan::Wrong(finding) => {
                let found = loaded.found.into_iter().chain([finding]).collect();
                return end(loaded.source, found, Written::Nothing);
            }
        };
        let (sha256, known, version) = (loaded.sha256.clone(), loaded.found.len(), loaded.version);
        let Answer { begun, editions: (editions, of_editions) } = match self
            .begin(number, input, loaded, &wanted)
        {
            Ok(answer) => answer,
            Err((source, found)) if self.broken().is_some() => return end(source, found, Written::Refused),
            Err((source, found)) => return end(source, found, Written::Nothing),
        };
        let Begun { source, mut found, pictures, what } = begun;
        let item = match self.accept(number, input, what, &source.name, version) {
            Ok(item) => item,
            Err(Ended(written, finding)) => {
                found.extend(finding.map(|finding| *finding));
                return end(source, found, written);
            }
        };
        let translations = self.surveyed.translations(number);
        let key = DocumentKey::new(input, &sha256, &pictures, translations, item.notice);
        let of_earlier = before.findings.into_iter().filter(|said| said.edition.is_some());
        let of_text = found.iter().skip(known).filter_map(Said::of);
        let findings = of_text.chain(of_earlier).collect();
        let recipe = Recipe { source: sha256, notice: item.notice, pictures, keys: before.keys, findings };
        let all = self.bench.backends.len();
        let makes =
            |edition: usize| wanted.get(edition) == Some(&true) && self.bench.makes(item.portion(), edition);
        let wanted: Vec<bool> = (0..all).map(makes).collect();
        let here = item.document.is_some();
        let left = wanted.iter().filter(|wanted| here && **wanted).count();
        self.tally.observer.progress(all - left);
        found.extend(of_editions);
        Some(Work {
            input: number,
            source,
            item,
            wanted,
            recipe,
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
        loaded: Loaded,
        wanted: &[bool],
    ) -> Result<Answer, (Source, Diagnostics)> {
        let terms = self.publisher.as_ref().map(|_| self.job.terms());
        let wrong = loaded.found.iter().any(Diagnostic::is_error);
        let Some(pool) = self.pool.as_ref().filter(|_| !wrong) else {
            let none = vec![None; self.bench.backends.len()];
            let begun = self.bench.begin(input, loaded, terms);
            return Ok(Answer { begun, editions: (none, Diagnostics::new()) });
        };
        let order = Order::new(input, &loaded, self.surveyed.translations(number), wanted, terms);
        let (source, found) = (loaded.source.clone(), loaded.found.clone());
        let spent = self.surveyed.spent(number);
        let made = pool.make(&order, input, loaded, spent);
        made.map_err(|lost| (source, found.into_iter().chain([lost]).collect()))
    }

    /// Sees that a source is still that of the same document, and that its version grew with it.
    fn accept(
        &self,
        number: usize,
        input: &Input,
        what: What,
        source: &str,
        version: Option<Span>,
    ) -> Result<Box<Item>, Ended> {
        let wrong = |finding| Ended(Written::Nothing, Some(Box::new(finding)));
        let other = |slug: &str| self.surveyed.slug(number, input).is_some_and(|known| known != slug);
        let item = match what {
            What::Item(item) if !other(&item.record.slug) => item,
            What::HeldBack { slug, until } if !other(&slug) => {
                return Err(self.hold_back(&slug, source, until));
            }
            What::Item(_) | What::HeldBack { .. } => return Err(wrong(changed_meanwhile())),
            What::Nothing => return Err(Ended(Written::Nothing, None)),
        };
        self.check_version(&item.record, version).map_err(wrong)?;
        Ok(item)
    }

    /// An error where a document is not what was last published, and its version did not grow.
    pub(super) fn check_version(
        &self,
        record: &ManifestDocument,
        version: Option<Span>,
    ) -> Result<(), Diagnostic> {
        let publisher = self.publisher.as_ref().filter(|_| !self.job.allow_same_version);
        let published = publisher.and_then(|publisher| publisher.store().published(&record.slug));
        published.map_or(Ok(()), |published| grown(&published, record, version))
    }

    /// Takes away what earlier runs made of a document that nobody may see yet.
    fn hold_back(&self, slug: &str, source: &str, until: Option<Date>) -> Ended {
        let withdrawn = self.publisher.as_ref().map(|publisher| publisher.withdraw(slug, source));
        match withdrawn.unwrap_or(Ok(Vec::new())) {
            Ok(left) => {
                let left = self.left(slug, &left).map(Box::new);
                Ended(until.map_or(Written::Draft, Written::Embargoed), left)
            }
            Err(message) => Ended(Written::Refused, Some(Box::new(Diagnostic::error(Code::Disk, message)))),
        }
    }

    /// A warning about files in a document's folder that Pressroom did not write.
    fn left(&self, slug: &str, paths: &[String]) -> Option<Diagnostic> {
        foreign_files::left(&self.job.output?.join(slug), paths)
    }

    /// The number of the edition that is made of a document now before another.
    fn comes_after(&self, work: &Work, number: usize) -> Option<usize> {
        self.bench.before(work.item.portion(), number).filter(|before| work.makes(*before))
    }

    /// Makes an edition, and then those that come after it.
    fn render(&self, work: &Work, number: usize, pagination: Option<&Pagination>) {
        let pages = self.render_one(work, number, pagination);
        let next = (0..self.bench.backends.len())
            .filter(|next| work.makes(*next) && self.comes_after(work, *next) == Some(number));
        next.for_each(|next| self.render(work, next, pages.as_ref()));
        // Only now may the document be done.
        if work.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.complete(work);
        }
    }

    /// Makes an edition; gives its pages.
    fn render_one(&self, work: &Work, number: usize, pagination: Option<&Pagination>) -> Option<Pagination> {
        let _watched = self.watch.begin(&work.source.name, self.bench.names.get(number).copied());
        let translations = self.surveyed.translations(work.input);
        let (mut edition, found) = self.bench.edition(&work.item, translations, number, pagination);
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
        // What the disk did not give of it is not left out: the earlier version stays.
        let of_disk = found.iter().any(|finding| finding.is_error() && finding.code == Code::Disk);
        let refuse = of_disk || is_refused(self.job.check, &found);
        let written = match (&self.publisher, refuse) {
            (_, true) => Written::Nothing,
            (Some(_), false) => self.publish(work, &editions, &mut found),
            (None, false) => {
                let made = self.bench.names.iter().zip(&editions).filter(|(_, edition)| edition.is_some());
                self.site.note(&work.item.summary, made.map(|(name, _)| *name));
                Written::Nothing
            }
        };
        found.extend(
            self.found_again(&work.recipe, &work.wanted).into_iter().filter(|said| said.edition.is_some()),
        );
        found.sort_by_key(place);
        self.tally.report(work.input, Report::new(work.source.clone(), found), written);
    }

    /// Has the editions of a document written.
    fn publish(&self, work: &Work, editions: &[Option<Edition>], found: &mut Diagnostics) -> Written {
        let Some(publisher) = &self.publisher else { return Written::Nothing };
        let Item { record, summary, notice, document: _ } = work.item.as_ref();
        let portion = work.item.portion();
        let stays =
            |(number, _): &(usize, &&'static str)| !work.makes(*number) && self.bench.makes(portion, *number);
        let asked = self.bench.names.iter().enumerate().filter(|edition| !stays(edition));
        let mut set = EditionSet {
            slug: &record.slug,
            source: &record.source,
            entry: DocumentEntry {
                record: Some(record.clone()),
                summary: Some(summary.clone()),
                recipe: None,
            },
            asked: asked.map(|(_, name)| *name).collect(),
            stays: if *notice { Stays::Notices } else { Stays::All },
            files: BTreeMap::new(),
            published: (self.job.publish && !record.draft).then(|| PublishedDocument::of(record)),
        };
        for (name, edition) in self.bench.names.iter().zip(editions) {
            if let Some(Err(message)) = edition.as_ref().map(|edition| set.add(name, &edition.files)) {
                found.push(Diagnostic::error(Code::EditionFailed, message).in_edition(name));
            }
        }
        set.entry.recipe = Some(self.recipe(work, editions, found));
        match publisher.publish(&set) {
            Ok(Publication { files, left }) => {
                found.extend(self.left(&record.slug, &left));
                if *notice { Written::Notice(files) } else { Written::Files(files) }
            }
            Err(message) => {
                found.push(Diagnostic::error(Code::Disk, message));
                Written::Refused
            }
        }
    }

    /// What a document was made of, with what is to be said again of editions that were made. An edition of which that can't
    /// be kept, or which has errors, is made again by the next run.
    fn recipe(&self, work: &Work, editions: &[Option<Edition>], found: &[Diagnostic]) -> Recipe {
        let mut recipe = work.recipe.clone();
        for (number, (name, edition)) in self.bench.names.iter().zip(editions).enumerate() {
            if !work.makes(number) {
                continue;
            }
            recipe.findings.retain(|said| said.edition.as_deref() != Some(name));
            let own = found.iter().filter(|finding| finding.edition == Some(name));
            let said: Option<Vec<Said>> =
                own.map(|finding| Said::of(finding).filter(|_| !finding.is_error())).collect();
            match (edition, said) {
                (Some(_), Some(said)) => {
                    recipe.findings.extend(said);
                    recipe.keys.insert((*name).to_owned(), self.keys.of(number, &work.key));
                }
                (Some(_), None) | (None, _) => _ = recipe.keys.remove(*name),
            }
        }
        recipe
    }
}

impl Work {
    /// True for the number of an edition that is made.
    fn makes(&self, number: usize) -> bool {
        self.wanted.get(number) == Some(&true)
    }
}

fn changed_meanwhile() -> Diagnostic {
    Diagnostic::error(Code::Unreadable, "the file got another slug while it was being built")
        .help("build it again")
}
