//! What a run and its worker processes say to each other: orders on the worker's standard input, answers on its standard
//! output. An order is a line of JSON; an answer is a line of JSON and the bytes of the files that it names, one after the
//! other. The worker is not trusted: no more is taken from it than a document may be, and nothing that does not fit.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::fence::Fence;
use crate::{
    output::cache::CachedDiagnostic,
    policy::PublicationPolicy,
    render::{
        document::{PreparedDocument, ReadOutcome, ReadSource},
        edition::RenderedEdition,
    },
};
use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_document::{Date, Summary};
use pressroom_input::{Input, InputKind, SeenPicture, source::LoadedSource};
use pressroom_manifest::ManifestDocument;
use pressroom_read::Peek;
use pressroom_render::{Edition, EditionSet, PerEdition, Translation};

/// The most bytes of a line: findings may be many, and bring the texts that they are about.
const LONGEST: u64 = 256 << 20;
/// The most bytes of all files of a document.
const MOST: u64 = 4 << 30;

/// The folders that a worker may read from, as the system knows them: the first line that it gets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ReadableFolders {
    folders: Vec<Vec<u8>>,
}

/// What a worker is ready for: what the editions are made with, in hashes ([`Keys`](super::super::keys::Keys)), and the fence
/// behind which it works.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Handshake {
    pub(super) keys: Vec<String>,
    pub(super) fence: Fence,
}

/// What a worker is asked for.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Request<M = RenderRequest> {
    /// To say what a source says of its place among others.
    Prescan(PrescanRequest),
    /// To make editions of a source.
    Render(M),
}

/// A source to look at.
#[derive(Serialize, Deserialize)]
pub(super) struct PrescanRequest {
    pub(super) name: String,
    pub(super) kind: InputKind,
    pub(super) slug: String,
    pub(super) text: String,
    pub(super) now: Timestamp,
    /// True if the headline is looked for in the text, too.
    pub(super) whole: bool,
}

/// What a look at a source showed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PrescanResponse {
    /// What the front matter says; `None` if it can't be read.
    pub(crate) peek: Option<Peek>,
    /// The headline, if it was looked for.
    pub(crate) headline: Option<String>,
}

impl ReadableFolders {
    /// These folders.
    pub(super) fn new<'p>(folders: impl IntoIterator<Item = &'p Path>) -> Self {
        Self { folders: folders.into_iter().map(path_bytes).collect() }
    }

    /// The folders.
    pub(super) fn into_folders(self) -> Vec<PathBuf> {
        self.folders.into_iter().map(path_of).collect()
    }
}

/// A source, and what is to be made of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct RenderRequest {
    name: String,
    /// As the system knows it.
    path: Option<Vec<u8>>,
    /// What the source turned out to hold.
    kind: InputKind,
    slug: String,
    text: String,
    translations: Vec<Translation>,
    /// The editions to make, by their names.
    wanted: Vec<String>,
    pub(super) policy: Option<PublicationPolicy>,
}

/// What was made of a source.
pub(crate) struct RenderResponse {
    /// Its item has no document: the worker keeps that.
    pub(crate) begun: ReadSource,
    pub(crate) editions: PerEdition<RenderedEdition>,
}

#[derive(Serialize, Deserialize)]
struct ResponseHeader {
    what: WireOutcome,
    pictures: Vec<SeenPicture>,
    found: Vec<WireDiagnostic>,
    /// The texts that findings are about, where they are not the document's own: names and texts.
    sources: Vec<(String, String)>,
    editions: Vec<WireEdition>,
    /// How many bytes each content has.
    contents: Vec<u64>,
}

/// What came of an edition.
#[derive(Serialize, Deserialize)]
struct WireEdition {
    name: String,
    /// Path -> number among the contents; `None` if it was not made.
    files: Option<BTreeMap<String, usize>>,
    found: Vec<WireDiagnostic>,
    /// The characters that no font of the theme shows.
    lacking: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireOutcome {
    Document { notice: bool, record: ManifestDocument, summary: Box<Summary> },
    HeldBack { slug: String, until: Option<Date> },
    Nothing,
}

/// A finding, and the number of its source where it has one of its own.
#[derive(Serialize, Deserialize)]
struct WireDiagnostic(CachedDiagnostic, Option<usize>);

impl RenderRequest {
    /// The order for a source that was loaded without errors.
    pub(crate) fn new(
        input: &Input,
        loaded: &LoadedSource,
        translations: &[Translation],
        wanted: &EditionSet,
        policy: Option<PublicationPolicy>,
    ) -> Self {
        Self {
            name: input.name.clone(),
            path: input.path.as_deref().map(path_bytes),
            kind: loaded.kind,
            slug: input.slug.clone(),
            text: loaded.source.text.clone(),
            translations: translations.to_vec(),
            wanted: wanted.iter().map(|edition| edition.as_str().to_owned()).collect(),
            policy,
        }
    }

    /// The editions to make, of those that there are.
    pub(super) fn wanted(&self, editions: &EditionSet) -> EditionSet {
        self.wanted.iter().filter_map(|name| editions.find(name)).collect()
    }

    /// The source, as the run has it, and its translations.
    pub(super) fn into_parts(self) -> (Input, LoadedSource, Vec<Translation>) {
        let Self { name, path, kind, slug, text, translations, .. } = self;
        let source = Source::new(&name, text);
        let loaded = LoadedSource { source, kind, found: Vec::new(), version: None, sha256: String::new() };
        (Input { name, path: path.map(path_of), kind, slug, leads_out: false }, loaded, translations)
    }
}

impl RenderResponse {
    /// Writes the answer.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { begun, editions } = self;
        let (mut sources, mut contents) = (Vec::new(), Vec::new());
        let mut wire = |found: &Diagnostics| found.iter().map(|one| to_wire(one, &mut sources)).collect();
        let found = wire(&begun.found);
        let editions = editions
            .iter()
            .map(|(id, rendered)| {
                let files = rendered.edition.as_ref().map(|edition| {
                    let files = edition.files.iter();
                    files.map(|(path, content)| (path.clone(), number_of(content, &mut contents))).collect()
                });
                let (name, lacking) = (id.as_str().to_owned(), rendered.lacking.iter().collect());
                WireEdition { name, files, found: wire(&rendered.found), lacking }
            })
            .collect();
        let head = ResponseHeader {
            what: WireOutcome::new(&begun.what),
            pictures: begun.pictures.clone(),
            found,
            editions,
            contents: contents.iter().map(|content| content.len() as u64).collect(),
            sources: sources.iter().map(|source| (source.name.clone(), source.text.clone())).collect(),
        };
        write_line(out, &head)?;
        contents.iter().try_for_each(|content| out.write_all(content))?;
        out.flush()
    }

    /// Reads the answer to an order about a source.
    ///
    /// # Errors
    /// Those of reading; [`InvalidData`](io::ErrorKind::InvalidData) where it is no answer to this order.
    pub(super) fn read(
        from: &mut impl BufRead,
        input: &Input,
        loaded: LoadedSource,
        wanted: &EditionSet,
    ) -> io::Result<Self> {
        let head: ResponseHeader = read_line(from)?;
        let contents = read_contents(from, &head.contents)?;
        let sources: Vec<_> =
            head.sources.into_iter().map(|(name, text)| Arc::new(Source::new(name, text))).collect();
        let restore = |wire: Vec<WireDiagnostic>| -> io::Result<Diagnostics> {
            let restore = wire.into_iter().map(|wire| wire.restore(&sources));
            restore.collect::<Option<_>>().ok_or_else(invalid_data)
        };
        let found = restore(head.found)?;
        let files = |files: BTreeMap<String, usize>| {
            let content = |(path, number)| Some((path, Arc::clone(contents.get(number)?)));
            let files = files.into_iter().map(content).collect::<Option<_>>()?;
            Some(Edition { files, ..Edition::default() })
        };
        let mut editions = PerEdition::default();
        for WireEdition { name, files: made, found, lacking } in head.editions {
            let id = wanted.find(&name).ok_or_else(invalid_data)?;
            let edition = made.map(|made| files(made).ok_or_else(invalid_data)).transpose()?;
            editions.insert(
                id,
                RenderedEdition { edition, found: restore(found)?, lacking: lacking.chars().collect() },
            );
        }
        let what = head.what.restore(&input.name).ok_or_else(invalid_data)?;
        let found = loaded.found.into_iter().chain(found).collect();
        let begun = ReadSource { source: loaded.source, found, pictures: head.pictures, what };
        Ok(Self { begun, editions })
    }
}

impl WireOutcome {
    fn new(what: &ReadOutcome) -> Self {
        match what {
            ReadOutcome::Document(prepared) => Self::Document {
                notice: prepared.notice,
                record: prepared.record.clone(),
                summary: Box::new(prepared.summary.clone()),
            },
            ReadOutcome::HeldBack { slug, until } => Self::HeldBack { slug: slug.clone(), until: *until },
            ReadOutcome::Nothing => Self::Nothing,
        }
    }

    /// The same for the run; `None` where it speaks of another document than that from `source`.
    fn restore(self, source: &str) -> Option<ReadOutcome> {
        match self {
            Self::Document { notice, record, summary } => {
                let fits = record.source == source && record.slug == summary.slug;
                let prepared = PreparedDocument { document: None, notice, record, summary: *summary };
                fits.then(|| ReadOutcome::Document(Box::new(prepared)))
            }
            Self::HeldBack { slug, until } => Some(ReadOutcome::HeldBack { slug, until }),
            Self::Nothing => Some(ReadOutcome::Nothing),
        }
    }
}

impl WireDiagnostic {
    fn restore(&self, sources: &[Arc<Source>]) -> Option<Diagnostic> {
        let Self(cached, source) = self;
        let source = match source {
            Some(number) => Some(Arc::clone(sources.get(*number)?)),
            None => None,
        };
        Some(Diagnostic { source, ..cached.restore()? })
    }
}

fn to_wire(finding: &Diagnostic, sources: &mut Vec<Arc<Source>>) -> WireDiagnostic {
    let number = finding.source.as_ref().map(|source| {
        let known = sources.iter().position(|known| known == source);
        known.unwrap_or_else(|| {
            sources.push(Arc::clone(source));
            sources.len() - 1
        })
    });
    WireDiagnostic(CachedDiagnostic::from_any(finding), number)
}

/// The number of a content; pictures that several editions share are one.
fn number_of(content: &Arc<[u8]>, contents: &mut Vec<Arc<[u8]>>) -> usize {
    let known = contents.iter().position(|known| Arc::ptr_eq(known, content));
    known.unwrap_or_else(|| {
        contents.push(Arc::clone(content));
        contents.len() - 1
    })
}

/// Writes a line of JSON.
///
/// # Errors
/// Those of writing.
pub(super) fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Reads a line of JSON.
///
/// # Errors
/// Those of reading; [`InvalidData`](io::ErrorKind::InvalidData) for a line that is too long or says something else.
pub(super) fn read_line<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<T> {
    let mut line = Vec::new();
    from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        let torn = (line.len() as u64) < LONGEST;
        return Err(if torn { io::ErrorKind::UnexpectedEof.into() } else { invalid_data() });
    }
    serde_json::from_slice(&line).map_err(|_| invalid_data())
}

/// Reads a line from the run, which is as long as it is: workers trust the run.
///
/// # Errors
/// Those of reading; [`InvalidData`](io::ErrorKind::InvalidData) for what is no such line.
pub(super) fn read_trusted<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<T> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    serde_json::from_slice(&line).map_err(|_| invalid_data())
}

/// Reads contents of these sizes. Memory is taken as they come, not as they are announced.
fn read_contents(from: &mut impl BufRead, sizes: &[u64]) -> io::Result<Vec<Arc<[u8]>>> {
    let all = sizes.iter().try_fold(0_u64, |all, size| all.checked_add(*size));
    if all.is_none_or(|all| all > MOST) {
        return Err(invalid_data());
    }
    let read = |size: &u64| {
        let mut content = Vec::new();
        from.by_ref().take(*size).read_to_end(&mut content)?;
        let whole = content.len() as u64 == *size;
        if whole { Ok(Arc::from(content)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    };
    sizes.iter().map(read).collect()
}

fn invalid_data() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
