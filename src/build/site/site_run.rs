//! Makes the site of a build from the summaries of what is in the output folder.

use std::{
    collections::BTreeSet,
    io,
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{
    feeds,
    summaries::{SummaryFile, SummaryWriter, read_summaries},
};
use crate::{
    job::Job,
    output::{
        cache::ValidityWindow,
        error::OutputError,
        reconcile::ReconciledOutput,
        site_files::{FEEDS, PendingFile, SITE, Stager},
    },
    render::keys,
};
use pressroom_diagnostics::{
    Code, Diagnostic, DiagnosticReport, Diagnostics, Source,
    panics::{caught, failed},
};
use pressroom_document::Summary;
use pressroom_editions::prepare_site;
use pressroom_render::{in_edition, json_feed::FeedLocation};
use pressroom_website::{
    SiteIndex,
    feeds::{ROOT_FILES, plan_feeds},
    site::{self, SiteContext, SiteRenderer},
};

/// Under which name the cache knows how many documents the site listed.
const LISTED: &str = "listed";

/// The editions that a site leads to: it is made with them.
const WEB: &[&str] = &["amp", "html"];

/// The site of a run, while its documents are made.
pub struct SiteRun<'a> {
    job: &'a Job<'a>,
    /// `None` where this run makes no site.
    maker: Option<SiteRenderer>,
    /// What was read where nothing is written.
    read: Mutex<Option<io::Result<SummaryWriter>>>,
}

/// What came of a site.
#[derive(Default)]
pub struct Finished {
    /// How many files of it are new.
    pub files: usize,
    /// What is wrong with it.
    pub reports: Vec<DiagnosticReport>,
}

/// True where a run makes the site's files.
pub(crate) fn is_made(job: &Job<'_>) -> bool {
    job.shard.is_none() && job.site.makes_pages() && job.editions.iter().any(|kind| WEB.contains(&kind.name))
}

/// The files about the build that a run writes at the root of the output folder.
pub fn own_files(job: &Job<'_>) -> Vec<&'static str> {
    let (site, feeds) = (is_made(job), feeds::is_made(job));
    let site = if site { site::ROOT_FILES } else { &[] };
    site.iter().chain(if feeds { ROOT_FILES } else { &[] }).copied().collect()
}

impl<'a> SiteRun<'a> {
    /// Prepares the theme's templates; with findings about them. Where one is an error, no site can be made.
    pub fn prepare(job: &'a Job<'a>) -> (Self, Diagnostics) {
        let (maker, found) = match is_made(job).then(|| prepare_site(job.theme)) {
            Some(Ok(maker)) => {
                let found = maker.theme_warnings().to_vec();
                (Some(maker), found)
            }
            Some(Err(found)) => (None, found),
            None => (None, Diagnostics::new()),
        };
        (Self { job, maker, read: Mutex::default() }, in_edition(SITE, found))
    }

    /// Prepares a site in a run that makes no pages, since it took away some that the site leads to.
    fn prepare_again(job: &Job<'_>) -> (Option<SiteRenderer>, Diagnostics) {
        if !job.site.makes_pages() {
            return (None, Diagnostics::new());
        }
        match caught(|| prepare_site(job.theme)) {
            Ok(Ok(maker)) => (Some(maker), Diagnostics::new()),
            Ok(Err(found)) => (None, in_edition(SITE, found)),
            Err(panic) => (None, vec![failed(&panic)]),
        }
    }

    /// Notes a document of which nothing is written, and which editions were made of it.
    pub(crate) fn add_document(&self, summary: &Summary, editions: impl Iterator<Item = &'static str>) {
        if self.maker.is_none() {
            return;
        }
        let summary = Summary { editions: editions.map(str::to_owned).collect(), ..summary.clone() };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let all = read.get_or_insert_with(|| Ok(SummaryWriter::new(None)));
        if let Ok(writer) = all
            && let Err(error) = writer.add(&summary)
        {
            *all = Err(error);
        }
    }

    /// Makes the site's files and writes them beside the documents, with the manifest; leaves all as it is where nothing
    /// changed. Without an output folder they are made all the same, for what may be wrong with them.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub fn finish(mut self, reconciled: Option<ReconciledOutput>) -> Result<Finished, OutputError> {
        let mut finished = match reconciled {
            Some(reconciled) => self.write(reconciled)?,
            None => self.try_out()?,
        };
        finished.reports.iter_mut().for_each(|report| report.apply(self.job.check));
        Ok(finished)
    }

    /// Makes the site of what was read, and writes none of it.
    fn try_out(&mut self) -> Result<Finished, OutputError> {
        let read = std::mem::take(&mut self.read).into_inner().unwrap_or_else(PoisonError::into_inner);
        let (Some(maker), Some(read)) = (&self.maker, read) else { return Ok(Finished::default()) };
        let summaries = read.and_then(SummaryWriter::sorted);
        let temporary = |error| OutputError::Temporary { source: OutputError::shared(error) };
        let summaries = summaries.map_err(temporary)?;
        let roll = SiteIndex::build(&summaries, self.job.now)?;
        match make(maker, &roll, &[], self.job, &mut |_, _| Ok(())) {
            Ok(()) => Ok(Finished::default()),
            Err(finding) if finding.code == Code::Disk => Err(finding.into()),
            Err(finding) => Ok(Finished { files: 0, reports: vec![of_theme(self.job, vec![finding])] }),
        }
    }

    fn write(&self, reconciled: ReconciledOutput) -> Result<Finished, OutputError> {
        let job = self.job;
        let of_build = reconciled.cache.site_files();
        let here = |edition: &str| of_build.iter().any(|kept| kept.file.edition == edition);
        let (pages, has_feeds) = (job.site.makes_pages(), job.site.feeds_base().is_some());
        // Feeds that are there are made again by every run: what is not public any more has to leave them.
        let makes_feeds = has_feeds && (feeds::is_made(job) || here(FEEDS));
        let key = keys::site_key(job);
        let holds =
            |name| reconciled.cache.value::<ValidityWindow>(name).unwrap_or_default().holds(&key, job.now);
        let stays = |made: bool, wanted: bool, name| if made { holds(name) } else { wanted || !here(name) };
        if !reconciled.changed
            && stays(self.maker.is_some(), pages, SITE)
            && stays(makes_feeds, has_feeds, FEEDS)
            && reconciled.build_is_there()?
        {
            reconciled.close()?;
            return Ok(Finished::default());
        }
        let mut finished = Finished::default();
        // Nobody asks for lists.
        let listless = self.maker.is_none() && !makes_feeds && !here(SITE);
        let (summaries, unknown) = match listless {
            true => (SummaryFile::default(), 0),
            false => read_summaries(&reconciled)?,
        };
        let roll = SiteIndex::build(&summaries, job.now)?;
        if unknown > 0 && (self.maker.is_some() || makes_feeds) {
            finished.reports.push(forgotten(&reconciled.output, unknown));
        }
        let plans = plan_feeds(&roll, job.site, job.theme);
        let made_feeds = match makes_feeds {
            true => {
                let (pending, reports) = feeds::make(job, &plans, &summaries, &reconciled)?;
                finished.reports.extend(reports);
                Some(pending)
            }
            false if has_feeds => None,
            false => Some(Vec::new()),
        };
        let paths: BTreeSet<&str> =
            made_feeds.iter().flatten().map(|pending| pending.file.path.as_str()).collect();
        let places: Vec<FeedLocation> = plans
            .iter()
            .map(|plan| &plan.location)
            .filter(|place| paths.contains(place.path().as_str()))
            .cloned()
            .collect();
        let listed = reconciled.cache.value::<usize>(LISTED).unwrap_or_default();
        let again = match self.maker.is_none() && here(SITE) && listed > roll.pages() {
            true => {
                let (again, found) = Self::prepare_again(job);
                finished.reports.extend((!found.is_empty()).then(|| of_theme(job, found)));
                again
            }
            false => None,
        };
        let made_site = match self.maker.as_ref().or(again.as_ref()) {
            Some(maker) => {
                let (stager, mut pending) = (Stager::new(&reconciled, SITE)?, Vec::new());
                let sink = &mut |path: &str, content: String| {
                    let taken = stager.stage_file(path, content.as_bytes());
                    pending.push(taken.map_err(|error| Diagnostic::error(Code::Disk, error.to_string()))?);
                    Ok(())
                };
                match make(maker, &roll, &places, job, sink) {
                    Ok(()) => Some(pending),
                    Err(finding) if finding.code == Code::Disk => return Err(finding.into()),
                    Err(finding) => {
                        finished.reports.push(of_theme(job, vec![finding]));
                        None
                    }
                }
            }
            None if pages => None,
            None => Some(Vec::new()),
        };
        let made = |made: &Option<Vec<PendingFile>>| match made {
            Some(_) if finished.reports.is_empty() => ValidityWindow::new(key.clone(), job.now, roll.until()),
            Some(_) | None => ValidityWindow::default(),
        };
        let (of_site, of_feeds) = (made(&made_site), made(&made_feeds));
        if made_site.is_some() {
            reconciled.cache.set_value(LISTED, &roll.pages())?;
        }
        let (files, blocked) =
            reconciled.finish(made_site, made_feeds, [(SITE, of_site), (FEEDS, of_feeds)])?;
        finished.files = files;
        finished.reports.extend(blocked);
        Ok(finished)
    }
}

/// What is said where the cache of earlier runs was lost.
fn forgotten(output: &Path, documents: usize) -> DiagnosticReport {
    let message =
        format!("{documents} of the documents here can't be listed: what earlier runs built is not known");
    let finding = Diagnostic::warning(Code::Unreadable, message)
        .help("run `pressroom build` over all explainers once; the site goes without them until then");
    DiagnosticReport::new(Source::new(output.to_string_lossy(), ""), vec![finding])
}

fn of_theme(job: &Job<'_>, found: Diagnostics) -> DiagnosticReport {
    DiagnosticReport::new(Source::new(format!("theme {}", job.theme.name), ""), found)
}

fn make(
    maker: &SiteRenderer,
    roll: &SiteIndex<'_>,
    feeds: &[FeedLocation],
    job: &Job<'_>,
    sink: site::Sink<'_>,
) -> Result<(), Diagnostic> {
    let context = SiteContext { site: job.site, theme: job.theme, feeds, now: job.now };
    caught(|| maker.render(roll, context, sink)).unwrap_or_else(|panic| Err(failed(&panic)))
}
