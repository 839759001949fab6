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

use super::{
    super::{
        execute::bench::{Begun, Editions, Item, What},
        life::Terms,
        store::Said,
    },
    fence::Fence,
};
use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_document::{Date, Summary};
use pressroom_input::{Input, InputKind, SeenPicture, source::Loaded};
use pressroom_manifest::ManifestDocument;
use pressroom_read::Peek;
use pressroom_render::{Edition, Translation};

/// The most bytes of a line: findings may be many, and bring the texts that they are about.
const LONGEST: u64 = 256 << 20;
/// The most bytes of all files of a document.
const MOST: u64 = 4 << 30;

/// The folders that a worker may read from, as the system knows them: the first line that it gets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Given {
    folders: Vec<Vec<u8>>,
}

/// What a worker is ready for: what the editions are made with, in hashes ([`Keys`](super::super::keys::Keys)), and the fence
/// behind which it works.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ready {
    pub(super) keys: Vec<String>,
    pub(super) fence: Fence,
}

/// What a worker is asked for.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Request<M = Order> {
    /// To say what a source says of its place among others.
    Look(Look),
    /// To make editions of a source.
    Make(M),
}

/// A source to look at.
#[derive(Serialize, Deserialize)]
pub(super) struct Look {
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
pub(crate) struct Looked {
    /// What the front matter says; `None` if it can't be read.
    pub(crate) peek: Option<Peek>,
    /// The headline, if it was looked for.
    pub(crate) headline: Option<String>,
}

impl Given {
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
pub(crate) struct Order {
    name: String,
    /// As the system knows it.
    path: Option<Vec<u8>>,
    /// What the source turned out to hold.
    kind: InputKind,
    slug: String,
    text: String,
    translations: Vec<Translation>,
    /// The editions to make, by their numbers.
    pub(super) wanted: Vec<bool>,
    pub(super) terms: Option<Terms>,
}

/// What was made of a source.
pub(crate) struct Answer {
    /// Its item has no document: the worker keeps that.
    pub(crate) begun: Begun,
    pub(crate) editions: Editions,
}

#[derive(Serialize, Deserialize)]
struct Head {
    what: WhatSaid,
    pictures: Vec<SeenPicture>,
    found: Vec<Told>,
    of_editions: Vec<Told>,
    /// The texts that findings are about, where they are not the document's own: names and texts.
    sources: Vec<(String, String)>,
    /// Edition by edition: path -> number among the contents.
    editions: Vec<Option<BTreeMap<String, usize>>>,
    /// How many bytes each content has.
    contents: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WhatSaid {
    Item { notice: bool, record: ManifestDocument, summary: Box<Summary> },
    HeldBack { slug: String, until: Option<Date> },
    Nothing,
}

/// A finding, and the number of its source where it has one of its own.
#[derive(Serialize, Deserialize)]
struct Told(Said, Option<usize>);

impl Order {
    /// The order for a source that was loaded without errors.
    pub(crate) fn new(
        input: &Input,
        loaded: &Loaded,
        translations: &[Translation],
        wanted: &[bool],
        terms: Option<Terms>,
    ) -> Self {
        Self {
            name: input.name.clone(),
            path: input.path.as_deref().map(path_bytes),
            kind: loaded.kind,
            slug: input.slug.clone(),
            text: loaded.source.text.clone(),
            translations: translations.to_vec(),
            wanted: wanted.to_vec(),
            terms,
        }
    }

    /// The source, as the run has it, and its translations.
    pub(super) fn into_parts(self) -> (Input, Loaded, Vec<Translation>) {
        let Self { name, path, kind, slug, text, translations, .. } = self;
        let source = Source::new(&name, text);
        let loaded = Loaded { source, kind, found: Vec::new(), version: None, sha256: String::new() };
        (Input { name, path: path.map(path_of), kind, slug, leads_out: false }, loaded, translations)
    }
}

impl Answer {
    /// Writes the answer.
    ///
    /// # Errors
    /// Those of writing.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { begun, editions: (editions, of_editions) } = self;
        let (mut sources, mut contents) = (Vec::new(), Vec::new());
        let mut told = |found: &Diagnostics| found.iter().map(|one| tell(one, &mut sources)).collect();
        let (found, of_editions) = (told(&begun.found), told(of_editions));
        let editions = editions.iter().map(|edition| {
            let files = edition.as_ref()?.files.iter();
            Some(files.map(|(path, content)| (path.clone(), number_of(content, &mut contents))).collect())
        });
        let head = Head {
            what: WhatSaid::of(&begun.what),
            pictures: begun.pictures.clone(),
            found,
            of_editions,
            editions: editions.collect(),
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
        loaded: Loaded,
        wanted: &[bool],
    ) -> io::Result<Self> {
        let head: Head = read_line(from)?;
        let contents = read_contents(from, &head.contents)?;
        let sources: Vec<_> =
            head.sources.into_iter().map(|(name, text)| Arc::new(Source::new(name, text))).collect();
        let again = |told: Vec<Told>| -> io::Result<Diagnostics> {
            let again = told.into_iter().map(|told| told.again(&sources));
            again.collect::<Option<_>>().ok_or_else(garbage)
        };
        let (found, of_editions) = (again(head.found)?, again(head.of_editions)?);
        let files = |files: BTreeMap<String, usize>| {
            let content = |(path, number)| Some((path, Arc::clone(contents.get(number)?)));
            let files = files.into_iter().map(content).collect::<Option<_>>()?;
            Some(Edition { files, ..Edition::default() })
        };
        let editions = head
            .editions
            .into_iter()
            .map(|edition| edition.map(files).map_or(Some(None), |made| made.map(Some)));
        let editions: Vec<Option<Edition>> = editions.collect::<Option<_>>().ok_or_else(garbage)?;
        let asked = |(edition, wanted): (&Option<Edition>, &bool)| edition.is_none() || *wanted;
        if editions.len() != wanted.len() || !editions.iter().zip(wanted).all(asked) {
            return Err(garbage());
        }
        let what = head.what.again(&input.name).ok_or_else(garbage)?;
        let found = loaded.found.into_iter().chain(found).collect();
        let begun = Begun { source: loaded.source, found, pictures: head.pictures, what };
        Ok(Self { begun, editions: (editions, of_editions) })
    }
}

impl WhatSaid {
    fn of(what: &What) -> Self {
        match what {
            What::Item(item) => Self::Item {
                notice: item.notice,
                record: item.record.clone(),
                summary: Box::new(item.summary.clone()),
            },
            What::HeldBack { slug, until } => Self::HeldBack { slug: slug.clone(), until: *until },
            What::Nothing => Self::Nothing,
        }
    }

    /// The same for the run; `None` where it speaks of another document than that from `source`.
    fn again(self, source: &str) -> Option<What> {
        match self {
            Self::Item { notice, record, summary } => {
                let fits = record.source == source && record.slug == summary.slug;
                let item = Item { document: None, notice, record, summary: *summary };
                fits.then(|| What::Item(Box::new(item)))
            }
            Self::HeldBack { slug, until } => Some(What::HeldBack { slug, until }),
            Self::Nothing => Some(What::Nothing),
        }
    }
}

impl Told {
    fn again(&self, sources: &[Arc<Source>]) -> Option<Diagnostic> {
        let Self(said, source) = self;
        let source = match source {
            Some(number) => Some(Arc::clone(sources.get(*number)?)),
            None => None,
        };
        Some(Diagnostic { source, ..said.again()? })
    }
}

fn tell(finding: &Diagnostic, sources: &mut Vec<Arc<Source>>) -> Told {
    let number = finding.source.as_ref().map(|source| {
        let known = sources.iter().position(|known| known == source);
        known.unwrap_or_else(|| {
            sources.push(Arc::clone(source));
            sources.len() - 1
        })
    });
    Told(Said::of_any(finding), number)
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
        return Err(if torn { io::ErrorKind::UnexpectedEof.into() } else { garbage() });
    }
    serde_json::from_slice(&line).map_err(|_| garbage())
}

/// Reads a line from the run, which is as long as it is: workers trust the run.
///
/// # Errors
/// Those of reading; [`InvalidData`](io::ErrorKind::InvalidData) for what is no such line.
pub(super) fn read_trusted<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<T> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    serde_json::from_slice(&line).map_err(|_| garbage())
}

/// Reads contents of these sizes. Memory is taken as they come, not as they are announced.
fn read_contents(from: &mut impl BufRead, sizes: &[u64]) -> io::Result<Vec<Arc<[u8]>>> {
    let all = sizes.iter().try_fold(0_u64, |all, size| all.checked_add(*size));
    if all.is_none_or(|all| all > MOST) {
        return Err(garbage());
    }
    let read = |size: &u64| {
        let mut content = Vec::new();
        from.by_ref().take(*size).read_to_end(&mut content)?;
        let whole = content.len() as u64 == *size;
        if whole { Ok(Arc::from(content)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    };
    sizes.iter().map(read).collect()
}

fn garbage() -> io::Error {
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
