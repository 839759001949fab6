//! Explainers in, editions out, over standard input and output: the filter that an engine for many machines runs.
//!
//! Every record that comes in gives one record for each edition, whatever is wrong with it, so that whoever counts
//! knows that nothing was lost. Nothing of one record is left for the next but pictures that both show.

mod id;
mod ordered_pool;
mod record;
mod response;
mod stored;

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Component, Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;

pub(crate) use self::record::StreamLine;
use self::{
    ordered_pool::OrderedPool,
    record::{BadLine, Incoming, Named, Outcome},
    response::{EditionResult, Response, ResponseBuilder, folder_of},
    stored::Retention,
};
use pressroom_build::{
    Failure, STACK,
    policy::{Disposition, EditionScope, PublicationPolicy},
    render::edition::{EditionRenderer, EditionRequest, RenderedEdition},
};
use pressroom_config::Site;
use pressroom_diagnostics::{
    CheckPolicy, Code, Diagnostic, DiagnosticReport, Diagnostics, Source,
    findings::{Causes, is_refused},
    panics::caught,
};
use pressroom_document::{Document, Fingerprint, Metadata, sha256};
use pressroom_files::disk;
use pressroom_images::{NoPictures, Pictures};
use pressroom_input::{
    InputKind,
    loaded_document::{self, LoadedDocument},
    pictures::PictureFiles,
    source::LoadedSource,
};
use pressroom_read::{self as read, ReadOptions};
use pressroom_render::{EditionKind, PerEdition};
use pressroom_theme::Theme;

/// The most bytes of a line: a source of the greatest size, as JSON writes it at its worst.
const LONGEST: usize = 6 * read::MAX_SOURCE_BYTES as usize + 65_536;
/// Records of one id are stored one after the other; as many ids share a lock as chance has it.
const LOCKS: usize = 64;
/// The most bytes of an id.
const LONGEST_ID: usize = 1024;

/// What is to be done with every record.
#[derive(Debug)]
pub struct StreamJob<'a> {
    /// The editions to make.
    pub editions: &'a [EditionKind],
    /// How they look.
    pub theme: &'a Theme,
    /// Whose they are.
    pub site: &'a Site,
    /// The folder that holds the pictures' folders; `None` where no record may name one.
    pub bases: Option<&'a Path>,
    /// Where files are written; `None` where they are sent with the records.
    pub output: Option<&'a Path>,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
    /// True where records go out in the order in which they came in.
    pub ordered: bool,
    /// Which findings are told, and which warnings keep an explainer from being made.
    pub check: &'a CheckPolicy,
    /// When this is.
    pub now: Timestamp,
    /// True where an embargo does not matter.
    pub include_embargoed: bool,
    /// True where drafts are made, marked as such.
    pub drafts: bool,
}

/// What went through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Records that came in.
    pub records: usize,
    /// Those of which something was wrong: at least one record that went out says `failed`.
    pub failed: usize,
    /// Those of which the disk refused something.
    pub refused: usize,
}

/// Makes the editions of every record of `input`, and writes their records to `output`.
///
/// # Errors
/// [`Failure`] where the theme serves no edition, or reading or writing failed.
pub fn stream(
    job: &StreamJob<'_>,
    input: impl BufRead,
    output: impl Write + Send,
) -> Result<Streamed, Failure> {
    let renderer = EditionRenderer::prepare(job.editions, job.site, job.theme).map_err(|found| {
        Failure::Theme(DiagnosticReport::new(Source::new(format!("theme {}", job.theme.name), ""), found))
    })?;
    let threads = match job.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let [records, failed, refused] = [const { AtomicUsize::new(0) }; 3];
    let bases = job.bases.map(fs::canonicalize).transpose();
    let bases = bases
        .map_err(|source| Failure::Stream { context: "the folder of pictures can't be read: ", source })?;
    let context = StreamContext {
        job,
        renderer,
        bases,
        pictures: PictureFiles::default(),
        locks: [const { Mutex::new(()) }; LOCKS],
    };
    let pool = OrderedPool { threads, stack: STACK, ordered: job.ordered, longest: LONGEST };
    let done = pool.run(input, output, |line, bytes| {
        let Response { bytes, good, of_disk } = context.response(line, bytes);
        records.fetch_add(1, Ordering::Relaxed);
        failed.fetch_add(usize::from(!good), Ordering::Relaxed);
        refused.fetch_add(usize::from(of_disk), Ordering::Relaxed);
        bytes
    });
    match done {
        // Whoever read the records has left; that is no mistake of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(source) => return Err(Failure::Stream { context: "the stream ended: ", source }),
        Ok(()) => {}
    }
    let [records, failed, refused] = [records, failed, refused].map(AtomicUsize::into_inner);
    Ok(Streamed { records, failed, refused })
}

/// What every record is made with.
struct StreamContext<'a> {
    job: &'a StreamJob<'a>,
    renderer: EditionRenderer<'a>,
    /// The folder that holds the pictures' folders, as the disk knows it.
    bases: Option<PathBuf>,
    pictures: PictureFiles,
    locks: [Mutex<()>; LOCKS],
}

impl StreamContext<'_> {
    /// The records that answer a line.
    fn response(&self, line: u64, bytes: Option<&[u8]>) -> Response {
        match parse(bytes) {
            Ok(record) => self.editions(line, record),
            Err(bad) => {
                let bytes = response::no_record(line, &bad, self.job.editions);
                Response { bytes, good: false, of_disk: false }
            }
        }
    }

    /// A record for each edition of an explainer.
    fn editions(&self, line: u64, record: Incoming) -> Response {
        let id = Value::from(record.id.clone());
        let mut reading = self.read(record);
        reading.refuse_slug();
        let LoadedDocument { source, document, found, .. } = reading;
        let slug = document.as_ref().map(|document| document.metadata.slug.clone());
        let (mut made, retention) = match document {
            Some(document) => self.make(document),
            None => (self.none(Outcome::Failed), Retention::Everything),
        };
        let causes = Causes::from_diagnostics(&found);
        made.values_mut().for_each(|made| made.found.retain(|finding| !causes.explain(finding)));
        if let Some(first) = made.values_mut().next() {
            first.found.splice(0..0, found);
        }
        let refused = made.values().any(|made| is_refused(self.job.check, &made.found));
        if refused {
            made.values_mut().for_each(|made| made.edition = None);
        }
        let retention = retention.after_refusal(refused);
        let mut response = ResponseBuilder::new(self.job.output, &id, line, slug.as_deref());
        let _alone = self.lock(&id);
        response.prepare(retention, self.job.editions, &made);
        for (id, made) in made.iter() {
            response.add(id.as_str(), made, &source, self.job.check);
        }
        response.done
    }

    /// Waits until no other record of an id is being stored.
    fn lock(&self, id: &Value) -> Option<MutexGuard<'_, ()>> {
        let hash = sha256(id.as_str()?.as_bytes());
        let number = usize::from_str_radix(hash.get(..2)?, 16).ok()?;
        let lock = self.locks.get(number % LOCKS)?;
        Some(lock.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads a record's explainer.
    fn read(&self, record: Incoming) -> LoadedDocument {
        let Incoming { id, markdown, model, base } = record;
        let mut found = Diagnostics::new();
        let (text, kind) = match (markdown, model) {
            (Some(text), None) => (text, InputKind::Markdown),
            (None, Some(model)) => (model.to_string(), InputKind::Model),
            (None, None) | (Some(_), Some(_)) => {
                found.push(Diagnostic::error(Code::Syntax, "a record has either `markdown` or `model`"));
                (String::new(), InputKind::Markdown)
            }
        };
        let (source, findings) = match text.len() as u64 {
            size if size > read::MAX_SOURCE_BYTES => (Source::new(&id, ""), vec![read::too_large(size)]),
            _ => Source::decode(&id, text.as_bytes()),
        };
        found.extend(findings);
        let folder = self.resolve_base(base.as_deref()).unwrap_or_else(|error| {
            found.push(Diagnostic::error(Code::Unreadable, error.to_string()));
            None
        });
        let loaded = LoadedSource { source, kind, found, version: None, sha256: String::new() };
        let pictures = folder.as_deref().map(|folder| self.pictures.beneath(Some(folder)));
        let slug = folder_of(&id);
        let pictures: &dyn Pictures = match &pictures {
            Some(pictures) => pictures,
            None => &NoPictures,
        };
        loaded_document::read_document_with(
            loaded,
            &ReadOptions { site: self.job.site, slug: &slug, pictures, now: Some(self.job.now) },
        )
    }

    /// The folder of a record's pictures; `None` where it has none.
    fn resolve_base(&self, base: Option<&str>) -> Result<Option<PathBuf>, BaseError> {
        let (base, bases) = match (base, &self.bases) {
            (None, bases) => return Ok(bases.clone()),
            (Some(base), Some(bases)) => (base, bases),
            (Some(_), None) => {
                return Err(BaseError::NotAllowed);
            }
        };
        let inside = |component| matches!(component, Component::Normal(_) | Component::CurDir);
        // Symbolic links are followed first and judged by where they lead.
        let failed = |source| BaseError::Unreadable { base: base.to_owned(), source };
        let real = disk::real_path(&bases.join(base)).map_err(failed)?.filter(|real| real.starts_with(bases));
        let real = match real {
            Some(real) if disk::is_folder(&real).map_err(failed)? => Some(real),
            Some(_) | None => None,
        };
        match real.filter(|_| Path::new(base).components().all(inside)) {
            Some(real) => Ok(Some(real)),
            None => Err(BaseError::Outside(base.to_owned())),
        }
    }

    /// What is made of a document, edition by edition, and what stays of what was stored.
    fn make(&self, document: Document) -> (PerEdition<EditionResult>, Retention) {
        let Metadata { status, draft, embargo, .. } = document.metadata;
        let StreamJob { now, include_embargoed, drafts, .. } = *self.job;
        let disposition =
            Disposition::new(status, draft, embargo, &PublicationPolicy { now, include_embargoed, drafts });
        let (document, notice) = match disposition {
            Disposition::Whole | Disposition::Draft => (document, false),
            Disposition::Notice => (document.notice(), true),
            Disposition::Embargoed(_) => return (self.none(Outcome::Embargoed), Retention::Nothing),
            Disposition::DraftHeld => return (self.none(Outcome::Draft), Retention::Nothing),
        };
        let retention = Retention::Editions { status: document.metadata.status, draft };
        let fingerprint = caught(|| Fingerprint::new(&document)).ok();
        let scope = EditionScope::new(notice, draft);
        let request = EditionRequest {
            document: &document,
            scope,
            translations: &[],
            fingerprint: fingerprint.as_ref(),
        };
        let mut made = self.none(if draft { Outcome::Draft } else { Outcome::Withdrawn });
        for (id, rendered) in self.renderer.render_document(&request, self.renderer.editions_in(scope)) {
            let RenderedEdition { edition, found, lacking: _ } = rendered;
            let outcome = if edition.is_some() { Outcome::Made } else { Outcome::Failed };
            made.insert(id, EditionResult { edition, outcome, found });
        }
        (made, retention)
    }

    /// No edition, for one reason.
    fn none(&self, outcome: Outcome) -> PerEdition<EditionResult> {
        let none = |id| (id, EditionResult { edition: None, outcome, found: Diagnostics::new() });
        self.renderer.editions().iter().map(none).collect()
    }
}

/// Why a record has no folder of pictures.
#[derive(Debug, Error)]
enum BaseError {
    #[error("a record may have a `base` only where the command has --pictures")]
    NotAllowed,
    #[error("the folder `{base}` can't be read: {source}")]
    Unreadable { base: String, source: io::Error },
    #[error("`{0}` is no folder below the one that --pictures names")]
    Outside(String),
}

/// The record in a line.
fn parse(bytes: Option<&[u8]>) -> Result<Incoming, BadLine> {
    let bytes = bytes.ok_or_else(|| BadLine::nameless(format!("the line is longer than {LONGEST} bytes")))?;
    // Some systems begin a file with a byte-order mark, and a stream that is put together of files has several.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| BadLine {
        id: known_id(&String::from_utf8_lossy(bytes)),
        message: format!("the line is not UTF-8: {error}"),
    })?;
    // A list would be read as the members of a record in their order.
    if text.trim_start().starts_with('[') {
        return Err(BadLine::nameless("the line is no record: expected an object".to_owned()));
    }
    let record: Incoming = read::parse_json(text).map_err(|error| no_record(text, &error.to_string()))?;
    match record.id.len() {
        0 => Err(BadLine::nameless("the record's `id` is empty".to_owned())),
        length if length > LONGEST_ID => {
            Err(BadLine::nameless(format!("the record's `id` is longer than {LONGEST_ID} bytes")))
        }
        _ => Ok(record),
    }
}

/// Why a line is no record. One that says an id has that: whatever else it holds is passed over.
fn no_record(text: &str, error: &str) -> BadLine {
    let is_number = matches!(serde_json::from_str::<Named>(text), Ok(Named { id: Value::Number(_) }));
    let id = known_id(text);
    let number = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let message = match is_number {
        true => format!("the record's `id` is a number: write it as text, \"{number}\""),
        false => format!("the line is no record: {error}"),
    };
    BadLine { id, message }
}

/// The id in a line, if it can be one.
fn known_id(text: &str) -> Value {
    let fits = |id: &Value| match id {
        Value::String(text) => (1..=LONGEST_ID).contains(&text.len()),
        Value::Number(_) => true,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    };
    id::id_of(text).filter(fits).unwrap_or(Value::Null)
}
