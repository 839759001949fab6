//! Makes the feeds of a build from the feeds of its documents, which are in the output folder.
//!
//! One feed is in memory at a time on each thread, with no more items than a feed may hold: how many documents there are
//! makes no difference. What a file must say is known from the manifest; one that says something else is left out, with a
//! warning.

use std::{collections::BTreeMap, fs::File, path::Path};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use thiserror::Error;

use super::summaries::SummaryFile;
use crate::{
    job::Job,
    output::{
        error::OutputError,
        reconcile::ReconciledOutput,
        site_files::{FEEDS, PendingFile, Stager},
    },
};
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, Source};
use pressroom_document::{
    paths::{JSON_FEED, edition_path},
    sha256,
};
use pressroom_files::{DiskError, disk};
use pressroom_input::source::read_at_most;
use pressroom_manifest::ManifestFile;
use pressroom_render::json_feed::{EDITION, Item};
use pressroom_website::{Summaries as _, feeds::FeedPlan};

/// The most bytes of a document's feed.
const MAX_BYTES: u64 = 256 << 20;

/// True where a run makes feeds, since it makes what they are made of.
pub(crate) fn is_made(job: &Job<'_>) -> bool {
    job.shard.is_none()
        && job.site.feeds_base().is_some()
        && job.editions.iter().any(|kind| kind.name == EDITION)
}

/// The feeds of a build, staged; with warnings about what could not be taken in.
///
/// # Errors
/// A message: the disk refuses.
pub(crate) fn make(
    job: &Job<'_>,
    plans: &[FeedPlan],
    summaries: &SummaryFile,
    reconciled: &ReconciledOutput,
) -> Result<(Vec<PendingFile>, Vec<DiagnosticReport>), OutputError> {
    let builder = FeedBuilder { job, summaries, reconciled, stager: Stager::new(reconciled, FEEDS)? };
    let made: Result<Vec<_>, OutputError> = plans.par_iter().map(|plan| builder.make(plan)).collect();
    let (mut pending, mut wrong) = (Vec::new(), BTreeMap::new());
    for (files, messages) in made? {
        pending.extend(files);
        wrong.extend(messages);
    }
    Ok((pending, wrong.into_iter().map(|(path, why)| left_out(&reconciled.output, &path, &why)).collect()))
}

fn left_out(output: &Path, path: &str, why: &LeftOut) -> DiagnosticReport {
    let message = format!("the feeds go without this explainer, since its own feed {why}");
    let finding = Diagnostic::warning(Code::Unreadable, message).help("build the explainer again");
    DiagnosticReport::new(Source::new(output.join(path).to_string_lossy(), ""), vec![finding])
}

/// What all feeds are made with.
struct FeedBuilder<'a> {
    job: &'a Job<'a>,
    summaries: &'a SummaryFile,
    reconciled: &'a ReconciledOutput,
    stager: Stager<'a>,
}

/// Why files could not be taken in, by their paths.
type Wrong = Vec<(String, LeftOut)>;

/// Why a document's feed is left out; the rest of a sentence about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
enum LeftOut {
    #[error("is not in the manifest")]
    Unlisted,
    #[error("is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    #[error("can't be read: {0}")]
    Unreadable(String),
    #[error("is not what the manifest says")]
    Changed,
    #[error("{0}")]
    Broken(String),
}

impl FeedBuilder<'_> {
    /// Makes the files of one feed.
    fn make(&self, plan: &FeedPlan) -> Result<(Vec<PendingFile>, Wrong), OutputError> {
        let (mut items, mut wrong) = (Vec::new(), Wrong::new());
        for place in &plan.entries {
            let summary = self.summaries.get(*place)?;
            let files = self.reconciled.cache.files(&summary.slug);
            let file = |extension: &str| {
                let path = edition_path(&summary.slug, extension);
                files.iter().map(|kept| &kept.file).find(|file| file.path == path)
            };
            match self.read(file(JSON_FEED))? {
                Ok(mut item) => {
                    let size = |edition: &'_ String| file(edition).map(|file| file.bytes);
                    let editions = summary.editions.iter();
                    let downloads = editions.filter_map(|edition| Some((edition.as_str(), size(edition)?)));
                    item.attach(&summary.slug, &downloads.collect::<Vec<_>>());
                    items.push(item);
                }
                Err(why) => wrong.push((edition_path(&summary.slug, JSON_FEED), why)),
            }
        }
        let files =
            plan.render_files(&items, self.job.site).map_err(|error| OutputError::Feed(error.to_string()))?;
        let pending = files.iter().map(|(path, content)| self.stager.stage_file(path, content));
        Ok((pending.collect::<Result<_, _>>()?, wrong))
    }

    /// The item of a document's feed, where that is what the manifest says; else why it can't be taken in.
    ///
    /// # Errors
    /// A message: the disk refuses. What it may give again is not left out of the feeds.
    fn read(&self, known: Option<&ManifestFile>) -> Result<Result<Item, LeftOut>, OutputError> {
        let Some(known) = known else { return Ok(Err(LeftOut::Unlisted)) };
        if known.bytes > MAX_BYTES {
            return Ok(Err(LeftOut::TooLarge));
        }
        let path = self.reconciled.output.join(&known.path);
        let bytes = match File::open(&path).and_then(|file| read_at_most(file, known.bytes)) {
            Ok(bytes) => bytes,
            Err(error) if disk::is_of_path(&error) => return Ok(Err(LeftOut::Unreadable(error.to_string()))),
            Err(error) => return Err(DiskError::reading(&path)(error).into()),
        };
        if bytes.len() as u64 != known.bytes || sha256(&bytes) != known.sha256 {
            return Ok(Err(LeftOut::Changed));
        }
        Ok(Item::read(&bytes).map_err(|error| LeftOut::Broken(error.to_string())))
    }
}
