//! Compares explainers with what they were before: two files, two folders of sources, or what two runs built.
//!
//! Of each side only the sources' texts are in memory; documents are read pair by pair.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use rayon::{
    ThreadPoolBuildError,
    iter::{IntoParallelIterator, ParallelIterator},
};
use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

use pressroom_build::STACK;
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, panics::caught};
use pressroom_document::{
    Changes, Document, Fingerprint, Status,
    paths::{MANIFEST, edition_path},
};
use pressroom_files::disk;
use pressroom_images::NoPictures;
use pressroom_input::{
    Input, InputKind, PathError, discover, loaded_document,
    pictures::PictureFiles,
    source::{self, LoadedSource},
};
use pressroom_manifest::Manifest;
use pressroom_read::{self as read, ReadOptions};

/// What is to be compared.
#[derive(Debug)]
pub struct CompareJob<'a> {
    /// The earlier side: a file, a folder of sources or the output folder of a build; `-` is standard input.
    pub old: &'a Path,
    /// The later side.
    pub new: &'a Path,
    /// Whose they are.
    pub site: &'a Site,
    /// How many threads; 0 is one for each core.
    pub threads: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Documents that are not the same on both sides, sorted by slug.
    pub documents: Vec<Compared>,
    /// How many are the same.
    pub same: usize,
    /// What could not be read: errors alone.
    pub reports: Vec<DiagnosticReport>,
}

/// A document that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Compared {
    /// Its slug, the new one where it has another.
    pub slug: String,
    /// What became of it.
    pub change: DocumentChange,
    /// As it was; `None`: it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Revision>,
    /// As it is; `None`: it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Revision>,
    /// What changed in it; nothing where it is on one side only.
    #[serde(flatten)]
    pub changes: Changes,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentChange {
    /// It is on the later side only.
    Added,
    /// It is on the earlier side only.
    Removed,
    /// It is on both sides.
    Changed,
}

/// A document on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Revision {
    /// The file that it was read from.
    pub file: String,
    /// Its headline.
    pub headline: String,
    /// Its version.
    pub version: u32,
    /// Whether it may be used.
    pub status: Status,
    /// The document's [fingerprint](Fingerprint).
    pub sha256: String,
}

/// Why nothing could be compared.
#[derive(Debug, Error)]
pub enum CompareError {
    /// A path is not there or can't be listed.
    #[error("{} can't be read: {}", .0.path.display(), .0.error)]
    Path(PathError),
    /// A side has nothing to be compared.
    #[error(transparent)]
    Usage(#[from] CompareUsage),
    /// The threads can't be started.
    #[error("the threads can't be started: {0}")]
    Threads(#[from] ThreadPoolBuildError),
}

/// Why a side has nothing to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompareUsage {
    /// Both are standard input.
    #[error("standard input can be one side only; name a file for the other")]
    TwiceStandardInput,
    /// There is no source.
    #[error("there is no .md, .markdown or .model.json file in {}", .0.display())]
    NoSource(PathBuf),
    /// A build did not write the models of its documents.
    #[error("{} holds no model of {}; build with --to model, too, what is to be compared", folder.display(), slugs.join(", "))]
    NoModel {
        /// The output folder.
        folder: PathBuf,
        /// The documents without a model.
        slugs: Vec<String>,
    },
}

/// Compares the documents of both sides by their slugs; two files, whatever their slugs are.
///
/// # Errors
/// [`CompareError`] where a side has nothing to be compared.
pub fn compare(job: &CompareJob<'_>) -> Result<Comparison, CompareError> {
    if job.old == Path::new("-") && job.new == Path::new("-") {
        return Err(CompareUsage::TwiceStandardInput.into());
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads).stack_size(STACK).build()?;
    threads.install(|| {
        let mut comparison = Comparison::default();
        let mut pairs: BTreeMap<String, Pair> = BTreeMap::new();
        let old = side(job, job.old, &mut comparison.reports)?;
        let new = side(job, job.new, &mut comparison.reports)?;
        let is_folder = |path: &Path| {
            disk::is_folder(path)
                .map_err(|error| CompareError::Path(PathError { path: path.to_owned(), error }))
        };
        let alone = old.len() == 1 && new.len() == 1 && !is_folder(job.old)? && !is_folder(job.new)?;
        for (slug, source) in old {
            pairs.entry(if alone { String::new() } else { slug }).or_default().0 = Some(source);
        }
        for (slug, source) in new {
            pairs.entry(if alone { String::new() } else { slug }).or_default().1 = Some(source);
        }
        let pictures = PictureFiles::default();
        let pairs: Vec<Pair> = pairs.into_values().collect();
        let compared: Vec<_> = pairs.into_par_iter().map(|pair| compare_pair(job, pair, &pictures)).collect();
        for (compared, reports) in compared {
            comparison.same += usize::from(compared.is_none() && reports.is_empty());
            comparison.documents.extend(compared);
            comparison.reports.extend(reports);
        }
        Ok(comparison)
    })
}

/// A source that was loaded and not yet read.
type Waiting = (Input, LoadedSource);
/// The earlier and the later source of a document.
type Pair = (Option<Waiting>, Option<Waiting>);

/// The sources of one side, by slug; with reports about those that have none.
fn side(
    job: &CompareJob<'_>,
    path: &Path,
    reports: &mut Vec<DiagnosticReport>,
) -> Result<Vec<(String, Waiting)>, CompareError> {
    let inputs = discover(&[path.to_owned()], None).map_err(CompareError::Path)?;
    match models_of(path)? {
        None if inputs.is_empty() => {
            return Err(CompareUsage::NoSource(path.to_owned()).into());
        }
        Some(_) | None => {}
    }
    let loaded: Vec<(Option<String>, Waiting)> = inputs
        .par_iter()
        .map(|input| {
            let loaded = source::load_source(&input);
            (slug(job.site, &input, &loaded), (input, loaded))
        })
        .collect();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (slug, (input, _)) in &loaded {
        names.entry(slug.to_owned().unwrap_or_default().to_lowercase()).or_default().push(input.name.clone());
    }
    let mut found = Vec::new();
    for (slug, (input, mut loaded)) in loaded {
        let hard_links = slug.as_ref().and_then(|slug| names.get(&slug.to_lowercase()));
        let others: Vec<_> =
            hard_links.into_iter().flatten().filter(|name| **name != input.name).cloned().collect();
        if let (Some(slug), false) = (&slug, others.is_empty()) {
            let message = format!("`{slug}` is also the slug of {}", others.join(", "));
            loaded.found.push(Diagnostic::error(Code::DuplicateSlug, message));
        }
        match slug {
            Some(slug) if others.is_empty() => found.push((slug, (input, loaded))),
            // Reading it says why it has no slug.
            Some(_) | None => {
                let reading =
                    loaded_document::read_document(&input, loaded, job.site, &PictureFiles::default(), None);
                reports.extend(errors(reading.source, reading.found));
            }
        }
    }
    Ok(found)
}

/// The slug that a source says it has; `None` where it can't be read.
fn slug(site: &Site, input: &Input, loaded: &LoadedSource) -> Option<String> {
    if loaded.found.iter().any(Diagnostic::is_error) {
        return None;
    }
    let options = ReadOptions { site, slug: &input.slug, pictures: &NoPictures, now: None };
    let peek = caught(|| match loaded.kind {
        InputKind::Markdown => Some(read::peek_markdown(&loaded.source, &options)),
        InputKind::Model => read::peek_model(&loaded.source),
    });
    Some(peek.ok()??.slug)
}

/// Sees that an output folder has a model of each of its documents. `None` for what is no output folder.
fn models_of(path: &Path) -> Result<Option<()>, CompareError> {
    let manifest: PathBuf = path.join(MANIFEST);
    let failed = |error| CompareError::Path(PathError { path: path.join(MANIFEST), error });
    if !disk::is_file(&manifest).map_err(failed)? {
        return Ok(None);
    }
    let Some(manifest) = Manifest::read(&manifest).map_err(failed)? else { return Ok(None) };
    let (mut slugs, mut models) = (BTreeSet::new(), BTreeSet::new());
    for file in manifest.files.iter().filter(|file| file.is_of_document()) {
        let slug = file.path.split('/').next().unwrap_or_default();
        slugs.insert(slug);
        if file.path == edition_path(slug, "model.json") {
            models.insert(slug);
        }
    }
    let missing: Vec<&str> = slugs.difference(&models).copied().collect();
    if missing.is_empty() {
        return Ok(Some(()));
    }
    let slugs = missing.into_iter().map(str::to_owned).collect();
    Err(CompareUsage::NoModel { folder: path.to_owned(), slugs }.into())
}

/// Reads a document of both sides and compares it. `None` where it is the same, or where a side can't be read.
fn compare_pair(
    job: &CompareJob<'_>,
    (old, new): Pair,
    pictures: &PictureFiles,
) -> (Option<Compared>, Vec<DiagnosticReport>) {
    let mut reports = Vec::new();
    let mut read = |waiting: Option<Waiting>| {
        let (input, loaded) = waiting?;
        let reading = loaded_document::read_document(&input, loaded, job.site, pictures, None);
        reports.extend(errors(reading.source, reading.found));
        Some((input.name, reading.document))
    };
    let compared = match (read(old), read(new)) {
        (Some((old, Some(was))), Some((new, Some(is)))) => {
            let changes = Changes::between(&was, &is);
            (!changes.is_empty()).then(|| Compared {
                slug: is.metadata.slug.clone(),
                change: DocumentChange::Changed,
                old: Some(revision(old, &was)),
                new: Some(revision(new, &is)),
                changes,
            })
        }
        (None, Some((new, Some(is)))) => {
            Some(one_sided(DocumentChange::Added, None, Some(revision(new, &is)), &is))
        }
        (Some((old, Some(was))), None) => {
            Some(one_sided(DocumentChange::Removed, Some(revision(old, &was)), None, &was))
        }
        (None | Some((_, None)), _) | (_, Some((_, None))) => None,
    };
    (compared, reports)
}

fn one_sided(
    change: DocumentChange,
    old: Option<Revision>,
    new: Option<Revision>,
    document: &Document,
) -> Compared {
    Compared { slug: document.metadata.slug.clone(), change, old, new, changes: Changes::default() }
}

fn revision(file: String, document: &Document) -> Revision {
    let metadata = &document.metadata;
    Revision {
        file,
        headline: metadata.headline.clone(),
        version: metadata.version,
        status: metadata.status,
        sha256: Fingerprint::new(document).document,
    }
}

/// The errors of a source, where there are any.
fn errors(source: pressroom_diagnostics::Source, mut found: Vec<Diagnostic>) -> Option<DiagnosticReport> {
    found.retain(Diagnostic::is_error);
    (!found.is_empty()).then(|| DiagnosticReport::new(source, found))
}
