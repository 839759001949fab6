//! Makes a document of its source, and editions of the document: the part of a run that works on what strangers wrote. It
//! knows nothing of what is written or what else is made, so that it can be done in a process of its own.

use std::{collections::VecDeque, rc::Rc};

use crate::{
    job::Job,
    policy::{Disposition, EditionScope, PublicationPolicy},
    render::edition::EditionRequest,
};
use pressroom_diagnostics::{
    Diagnostics, Source,
    panics::{caught, failed},
};
use pressroom_document::{Date, Document, Fingerprint, Summary};
use pressroom_images::ImageCache;
use pressroom_input::{
    Input, SeenPicture,
    pictures::PictureFiles,
    reading::{self, LoadedDocument},
    source::LoadedSource,
};
use pressroom_manifest::ManifestDocument;
use pressroom_render::{Backend, Edition, Pagination, Translation};

/// What every document is made with.
pub(crate) struct DocumentRenderer<'a> {
    pub(crate) job: &'a Job<'a>,
    /// The names of the editions.
    pub(crate) names: Vec<&'static str>,
    /// The names of those that are made of a document that must not be used.
    of_notices: Vec<&'static str>,
    /// The names of those that are made of a draft.
    of_drafts: Vec<&'static str>,
    pub(crate) backends: Vec<Box<dyn Backend>>,
    pub(crate) pictures: PictureFiles,
    image_cache: ImageCache,
}

/// A source that was read.
pub(crate) struct ReadSource {
    pub(crate) source: Source,
    /// What was found when it was read.
    pub(crate) found: Diagnostics,
    /// The pictures that it asked for.
    pub(crate) pictures: Vec<SeenPicture>,
    pub(crate) what: ReadOutcome,
}

/// What a source turned out to be.
pub(crate) enum ReadOutcome {
    /// A document, or its notice: editions are made of it.
    Document(Box<PreparedDocument>),
    /// A document that nobody may see yet: before a time, or since it is a draft.
    HeldBack { slug: String, until: Option<Date> },
    /// No document, as the findings tell.
    Nothing,
}

/// A document of which editions are made.
pub(crate) struct PreparedDocument {
    /// The document, or its notice, where editions are made of it in this process.
    pub(crate) document: Option<(Document, Fingerprint)>,
    pub(crate) notice: bool,
    /// What the manifest will say of it.
    pub(crate) record: ManifestDocument,
    /// What lists will say of it.
    pub(crate) summary: Summary,
}

impl PreparedDocument {
    /// Which editions are made of it.
    pub(crate) fn scope(&self) -> EditionScope {
        EditionScope::new(self.notice, self.record.draft)
    }
}

fn names_in(job: &Job<'_>, scope: EditionScope) -> Vec<&'static str> {
    job.editions.iter().filter(|kind| scope.includes(kind)).map(|kind| kind.name).collect()
}

/// Editions in the order of the job, as far as they were made, and what was found in them.
pub(crate) type Editions = (Vec<Option<Edition>>, Diagnostics);

impl<'a> DocumentRenderer<'a> {
    /// A bench with the backends of the job's editions.
    pub(crate) fn new(job: &'a Job<'a>, backends: Vec<Box<dyn Backend>>) -> Self {
        Self {
            job,
            names: job.editions.iter().map(|kind| kind.name).collect(),
            of_notices: names_in(job, EditionScope::Notice),
            of_drafts: names_in(job, EditionScope::Draft),
            backends,
            pictures: PictureFiles::default(),
            image_cache: ImageCache::default(),
        }
    }

    /// Reads a source, and decides what is made of it. Without `policy` all of every document is made: nothing is written.
    pub(crate) fn begin(
        &self,
        input: &Input,
        loaded: LoadedSource,
        policy: Option<PublicationPolicy>,
    ) -> ReadSource {
        let LoadedDocument { source, document, mut found, pictures, .. } = reading::read_document(
            input,
            loaded,
            self.job.site,
            &self.pictures,
            policy.map(|policy| policy.now),
        );
        let what = document.map_or(ReadOutcome::Nothing, |document| {
            caught(|| prepared(document, &source.name, policy)).unwrap_or_else(|panic| {
                found.push(failed(&panic));
                ReadOutcome::Nothing
            })
        });
        ReadSource { source, found, pictures, what }
    }

    /// True for the number of an edition that is made of a document.
    pub(crate) fn makes(&self, scope: EditionScope, number: usize) -> bool {
        self.job.editions.get(number).is_some_and(|kind| scope.includes(kind))
    }

    /// The number of the edition that is made of a document before another, and is asked for too.
    pub(crate) fn before(&self, scope: EditionScope, number: usize) -> Option<usize> {
        let after = self.job.editions.get(number)?.depends_on?;
        let before = self.names.iter().position(|name| *name == after);
        before.filter(|before| *before != number && self.makes(scope, *before))
    }

    /// Makes one edition.
    pub(crate) fn edition(
        &self,
        prepared: &PreparedDocument,
        translations: &[Translation],
        number: usize,
        pagination: Option<&Pagination>,
    ) -> (Option<Edition>, Diagnostics) {
        let (Some(kind), Some(backend)) = (self.job.editions.get(number), self.backends.get(number)) else {
            return (None, Diagnostics::new());
        };
        let Some((document, fingerprint)) = &prepared.document else { return (None, Diagnostics::new()) };
        let render = EditionRequest {
            site: self.job.site,
            theme: self.job.theme,
            image_cache: &self.image_cache,
            editions: match prepared.scope() {
                EditionScope::Whole => &self.names,
                EditionScope::Notice => &self.of_notices,
                EditionScope::Draft => &self.of_drafts,
            },
            translations,
            fingerprint: Some(fingerprint),
        };
        render.edition(kind, backend.as_ref(), document, pagination)
    }

    /// Makes the editions that are `wanted`, by their numbers, one after the other.
    pub(crate) fn editions(
        &self,
        prepared: &PreparedDocument,
        translations: &[Translation],
        wanted: &[bool],
    ) -> Editions {
        let all = self.backends.len();
        let makes = |number: usize| wanted.get(number) == Some(&true) && self.makes(prepared.scope(), number);
        let after = |number: usize| self.before(prepared.scope(), number).filter(|before| makes(*before));
        let (mut editions, mut found) = (vec![None; all], Diagnostics::new());
        let first = (0..all).filter(|number| makes(*number) && after(*number).is_none());
        let mut queue: VecDeque<(usize, Option<Rc<Pagination>>)> =
            first.map(|number| (number, None)).collect();
        while let Some((number, pages)) = queue.pop_front() {
            let (mut edition, of_edition) = self.edition(prepared, translations, number, pages.as_deref());
            found.extend(of_edition);
            let pages = edition.as_mut().and_then(|edition| edition.pages.take()).map(Rc::new);
            let next = (0..all).filter(|next| makes(*next) && after(*next) == Some(number));
            queue.extend(next.map(|next| (next, pages.clone())));
            if let Some(place) = editions.get_mut(number) {
                *place = edition;
            }
        }
        (editions, found)
    }
}

/// What is made of a document that was read from `source`.
fn prepared(document: Document, source: &str, policy: Option<PublicationPolicy>) -> ReadOutcome {
    let disposition = policy.map_or(Disposition::Whole, |policy| {
        let metadata = &document.metadata;
        Disposition::new(metadata.status, metadata.draft, metadata.embargo, &policy)
    });
    let (document, notice) = match disposition {
        Disposition::Whole | Disposition::Draft => (document, false),
        Disposition::Notice => (document.notice(), true),
        Disposition::Embargoed(until) => {
            return ReadOutcome::HeldBack { slug: document.metadata.slug, until: Some(until) };
        }
        Disposition::DraftHeld => return ReadOutcome::HeldBack { slug: document.metadata.slug, until: None },
    };
    let fingerprint = Fingerprint::new(&document);
    let record = ManifestDocument::from_document(&document, source, &fingerprint);
    let summary = Summary::new(&document);
    ReadOutcome::Document(Box::new(PreparedDocument {
        document: Some((document, fingerprint)),
        notice,
        record,
        summary,
    }))
}
