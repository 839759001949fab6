//! Makes a document of its source, and editions of the document: the part of a run that works on what strangers wrote. It
//! knows nothing of what is written or what else is made, so that it can be done in a process of its own.

use crate::{
    job::Job,
    policy::{Disposition, EditionScope, PublicationPolicy},
    render::edition::{EditionRenderer, EditionRequest},
};
use pressroom_diagnostics::{
    Diagnostics, Source,
    panics::{caught, failed},
};
use pressroom_document::{Date, Document, Fingerprint, Summary};
use pressroom_input::{
    Input, SeenPicture,
    loaded_document::{self, LoadedDocument},
    pictures::PictureFiles,
    source::LoadedSource,
};
use pressroom_manifest::ManifestDocument;
use pressroom_render::Translation;

/// What every document is made with.
pub(crate) struct DocumentRenderer<'a> {
    pub(crate) job: &'a Job<'a>,
    pub(crate) editions: EditionRenderer<'a>,
    pub(crate) pictures: PictureFiles,
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
    /// Which editions there may be of it.
    pub(crate) fn scope(&self) -> EditionScope {
        EditionScope::new(self.notice, self.record.draft)
    }

    /// The request for its editions; `None` if they are made in another process.
    pub(crate) fn request<'r>(&'r self, translations: &'r [Translation]) -> Option<EditionRequest<'r>> {
        let (document, fingerprint) = self.document.as_ref()?;
        Some(EditionRequest { document, scope: self.scope(), translations, fingerprint: Some(fingerprint) })
    }
}

impl<'a> DocumentRenderer<'a> {
    /// A renderer of the job's editions.
    pub(crate) fn new(job: &'a Job<'a>, editions: EditionRenderer<'a>) -> Self {
        Self { job, editions, pictures: PictureFiles::default() }
    }

    /// Reads a source, and decides what is made of it. Without `policy` all of every document is made: nothing is written.
    pub(crate) fn begin(
        &self,
        input: &Input,
        loaded: LoadedSource,
        policy: Option<PublicationPolicy>,
    ) -> ReadSource {
        let LoadedDocument { source, document, mut found, pictures, .. } = loaded_document::read_document(
            input,
            loaded,
            self.job.site,
            &self.pictures,
            policy.map(|policy| policy.now),
        );
        let what = document.map_or(ReadOutcome::Nothing, |document| {
            caught(|| prepare_document(document, &source.name, policy)).unwrap_or_else(|panic| {
                found.push(failed(&panic));
                ReadOutcome::Nothing
            })
        });
        ReadSource { source, found, pictures, what }
    }
}

/// What is made of a document that was read from `source`.
fn prepare_document(document: Document, source: &str, policy: Option<PublicationPolicy>) -> ReadOutcome {
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
