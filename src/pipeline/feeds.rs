//! Makes the feeds of a build from the feeds of its documents, which are in the output folder.
//!
//! One feed is in memory at a time on each thread, with no more items than a feed may hold: how many documents there are
//! makes no difference. What a file must say is known from the manifest; one that says something else is left out, with a
//! warning.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    Job, Report,
    manifest::ManifestFile,
    publish::write,
    site_files::{Content, Ready, Settled, entry},
    source::read_at_most,
};
use crate::{
    diagnostic::{Code, Diagnostic, Source},
    model::{Summary, sha256},
    render::{
        feed::{EDITION, Item},
        feeds::Plan,
    },
};

/// The edition that the manifest says of the feeds of a build.
pub(super) const FEEDS: &str = "feeds";

/// The extension of the documents' own feeds.
const EXTENSION: &str = "feed.json";

/// The most bytes of a document's feed.
const MAX_BYTES: u64 = 256 << 20;

/// True where a run makes feeds, since it makes what they are made of.
pub(super) fn is_made(job: &Job<'_>) -> bool {
    job.share.is_none()
        && job.site.feeds_base().is_some()
        && job.editions.iter().any(|kind| kind.name == EDITION)
}

/// The feeds of a build, staged; with warnings about what could not be taken in. `None` leaves the feeds as they are:
/// there are none, and this run makes nothing that they are made of.
///
/// # Errors
/// A message: the disk refuses.
pub(super) fn make(
    job: &Job<'_>,
    plans: &[Plan<'_>],
    settled: &Settled,
) -> Result<(Option<Vec<Ready>>, Vec<Report>), String> {
    if job.site.feeds_base().is_none() {
        return Ok((Some(Vec::new()), Vec::new()));
    }
    // Feeds that are there are made again by every run: what is not public any more has to leave them.
    if !is_made(job) && settled.feeds.is_empty() {
        return Ok((None, Vec::new()));
    }
    let desk = Desk {
        job,
        output: &settled.output,
        stage: settled.stage.path().join(FEEDS),
        staged: AtomicUsize::new(0),
        files: settled.documents.iter().map(|file| (file.path.as_str(), file)).collect(),
    };
    let made: Result<Vec<_>, String> = plans.par_iter().map(|plan| desk.make(plan)).collect();
    let (mut ready, mut wrong) = (Vec::new(), BTreeMap::new());
    for (files, messages) in made? {
        ready.extend(files);
        wrong.extend(messages);
    }
    Ok((Some(ready), wrong.into_iter().map(|(path, why)| left_out(&settled.output, &path, &why)).collect()))
}

fn left_out(output: &Path, path: &str, why: &str) -> Report {
    let message = format!("the feeds go without this explainer, since its own feed {why}");
    let finding = Diagnostic::warning(Code::Unreadable, message).help("build the explainer again");
    Report::new(Source::new(output.join(path).to_string_lossy(), ""), vec![finding])
}

/// What all feeds are made with.
struct Desk<'a> {
    job: &'a Job<'a>,
    output: &'a Path,
    /// Where feeds wait until all are made.
    stage: PathBuf,
    staged: AtomicUsize,
    /// The documents' files by their paths.
    files: BTreeMap<&'a str, &'a ManifestFile>,
}

/// Why files could not be taken in, by their paths.
type Wrong = Vec<(String, String)>;

impl Desk<'_> {
    /// Makes the files of one feed.
    fn make(&self, plan: &Plan<'_>) -> Result<(Vec<Ready>, Wrong), String> {
        let (mut items, mut wrong) = (Vec::new(), Wrong::new());
        for summary in &plan.entries {
            let path = format!("{slug}/{slug}.{EXTENSION}", slug = summary.slug);
            match self.read(&path) {
                Ok(mut item) => {
                    item.attach(&summary.slug, &self.downloads(summary));
                    items.push(item);
                }
                Err(why) => wrong.push((path, why)),
            }
        }
        let files = plan.files(&items, self.job.site)?;
        let ready =
            files.iter().map(|(path, content)| self.stage(path, content)).collect::<Result<_, _>>()?;
        Ok((ready, wrong))
    }

    /// The item of a document's feed, where that is what the manifest says.
    fn read(&self, path: &str) -> Result<Item, String> {
        let known = self.files.get(path).ok_or("is not in the manifest")?;
        if known.bytes > MAX_BYTES {
            return Err(format!("is larger than {} MiB", MAX_BYTES >> 20));
        }
        let bytes = File::open(self.output.join(path)).and_then(|file| read_at_most(file, known.bytes));
        let bytes = bytes.map_err(|error| format!("can't be read: {error}"))?;
        if bytes.len() as u64 != known.bytes || sha256(&bytes) != known.sha256 {
            return Err("is not what the manifest says".to_owned());
        }
        Item::read(&bytes)
    }

    /// The editions of a document that readers can download, with their sizes.
    fn downloads<'s>(&self, summary: &'s Summary) -> Vec<(&'s str, u64)> {
        let size = |edition: &'s String| {
            let path = format!("{slug}/{slug}.{edition}", slug = summary.slug);
            Some((edition.as_str(), self.files.get(path.as_str())?.bytes))
        };
        summary.editions.iter().filter_map(size).collect()
    }

    fn stage(&self, path: &str, content: &[u8]) -> Result<Ready, String> {
        let number = self.staged.fetch_add(1, Ordering::Relaxed);
        let staged = self.stage.join(number.to_string());
        let failed = |error| format!("{} can't be written: {error}", self.output.display());
        write(&staged, content).map_err(failed)?;
        Ok(Ready { entry: entry(path, FEEDS, content), content: Content::Staged(staged) })
    }
}
