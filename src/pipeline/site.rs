//! Makes the site of a build from the summaries of what is in the output folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{
    Job, Report, feeds,
    findings::promote,
    panics::{caught, failed},
    publish::Publisher,
    site_files::ready,
    summaries::{self, SITE, settle},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{Document, Summary},
    render::{
        self,
        feed::Place,
        feeds::{ROOT_FILES, plan},
        site::{self, SiteContext, SiteFiles, SiteMaker, is_reserved},
    },
};

/// The editions that a site leads to: it is made with them.
const WEB: &[&str] = &["amp", "html"];

/// The site of a run, while its documents are made.
pub(super) struct SiteRun<'a> {
    job: &'a Job<'a>,
    /// `None` where this run makes no site.
    maker: Option<SiteMaker>,
    /// What earlier runs built.
    known: Vec<Summary>,
    /// What this run built.
    new: Mutex<BTreeMap<String, Summary>>,
}

/// What came of a site.
#[derive(Default)]
pub(super) struct Finished {
    /// How many files of it are new.
    pub(super) files: usize,
    /// What is wrong with it.
    pub(super) reports: Vec<Report>,
}

/// True where a run makes the site's files.
pub(super) fn is_made(job: &Job<'_>) -> bool {
    job.share.is_none() && job.site.makes_pages() && job.editions.iter().any(|kind| WEB.contains(&kind.name))
}

/// The files about the build that a run writes at the root of the output folder.
pub(super) fn own_files(job: &Job<'_>) -> Vec<&'static str> {
    let (site, feeds) = (is_made(job), feeds::is_made(job));
    let site = if site { site::ROOT_FILES } else { &[] };
    site.iter().chain(if feeds { ROOT_FILES } else { &[] }).copied().collect()
}

impl<'a> SiteRun<'a> {
    /// Prepares the theme's templates; with findings about them. Where one is an error, no site can be made.
    pub(super) fn prepare(job: &'a Job<'a>) -> (Self, Diagnostics) {
        let (maker, found) = match is_made(job).then(|| render::prepare_site(job.theme)) {
            Some(Ok(maker)) => {
                let found = maker.theme_warnings().to_vec();
                (Some(maker), found)
            }
            Some(Err(found)) => (None, found),
            None => (None, Diagnostics::new()),
        };
        (Self { job, maker, known: Vec::new(), new: Mutex::default() }, render::in_edition(SITE, found))
    }

    /// Prepares a site in a run that makes no pages, since it took away some that the site leads to.
    fn prepare_again(job: &Job<'_>) -> (Option<SiteMaker>, Diagnostics) {
        if !job.site.makes_pages() {
            return (None, Diagnostics::new());
        }
        match caught(|| render::prepare_site(job.theme)) {
            Ok(Ok(maker)) => (Some(maker), Diagnostics::new()),
            Ok(Err(found)) => (None, render::in_edition(SITE, found)),
            Err(panic) => (None, vec![failed(&panic)]),
        }
    }

    /// Reads what earlier runs left in the output folder; gives a report where that can't be read.
    pub(super) fn remember(&mut self, output: &Path) -> Option<Report> {
        let (known, report) = summaries::read(output);
        self.known = known;
        report
    }

    /// What earlier runs built.
    pub(super) fn known(&self) -> &[Summary] {
        &self.known
    }

    /// True for a slug whose folder would stand in the site's way.
    pub(super) fn reserved(&self) -> fn(&str) -> bool {
        let site = self.job.site;
        if site.makes_pages() || site.feeds_base().is_some() { is_reserved } else { |_| false }
    }

    /// Notes a document that another run built.
    pub(super) fn note_summary(&self, summary: Summary) {
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.insert(summary.slug.clone(), summary);
    }

    /// Notes a document, and which editions were made of it.
    pub(super) fn note(&self, document: &Document, editions: impl Iterator<Item = &'static str>) {
        let mut summary = Summary::of(document);
        summary.editions = editions.map(str::to_owned).collect();
        self.note_summary(summary);
    }

    /// Makes the site's files and writes them beside the documents, with the summaries and the manifest. Without an
    /// output folder they are made all the same, for what may be wrong with them.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(super) fn finish(self, publisher: Option<Publisher>) -> Result<Finished, String> {
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let settled = publisher.map(Publisher::settle);
        let listed = count(&self.known);
        let summaries = match &settled {
            Some(settled) => settle(self.known, new, &settled.documents),
            None => new.into_values().collect(),
        };
        let mut finished = Finished::default();
        let plans = plan(&summaries, self.job.site, self.job.theme, self.job.now);
        let feeds = match &settled {
            Some(settled) => {
                let (feeds, reports) = feeds::make(self.job, &plans, settled)?;
                finished.reports = reports;
                feeds
            }
            None => None,
        };
        let paths: BTreeSet<&str> = feeds.iter().flatten().map(|file| file.entry.path.as_str()).collect();
        let places = plans.iter().map(|plan| &plan.place);
        let places: Vec<Place> =
            places.filter(|place| paths.contains(place.path().as_str())).cloned().collect();
        let again = match &settled {
            Some(settled)
                if self.maker.is_none() && !settled.site.is_empty() && listed > count(&summaries) =>
            {
                let (again, found) = Self::prepare_again(self.job);
                finished.reports.extend((!found.is_empty()).then(|| of_theme(self.job, found)));
                again
            }
            Some(_) | None => None,
        };
        let files = match self.maker.as_ref().or(again.as_ref()) {
            Some(maker) => match make(maker, &summaries, &places, self.job) {
                Ok(files) => Some(files),
                Err(finding) => {
                    finished.reports.push(of_theme(self.job, vec![finding]));
                    None
                }
            },
            None if self.job.site.makes_pages() => None,
            None => Some(SiteFiles::new()),
        };
        if let Some(settled) = settled {
            finished.files = settled.finish(&summaries, files.map(ready), feeds)?;
        }
        if self.job.strict {
            finished.reports.iter_mut().for_each(promote);
        }
        Ok(finished)
    }
}

/// How many documents have pages.
fn count(summaries: &[Summary]) -> usize {
    summaries.iter().filter(|summary| WEB.iter().any(|edition| summary.has(edition))).count()
}

fn of_theme(job: &Job<'_>, found: Diagnostics) -> Report {
    Report::new(Source::new(format!("theme {}", job.theme.name), ""), found)
}

fn make(
    maker: &SiteMaker,
    summaries: &[Summary],
    feeds: &[Place],
    job: &Job<'_>,
) -> Result<SiteFiles, Diagnostic> {
    let context = SiteContext { site: job.site, theme: job.theme, feeds, now: job.now };
    caught(|| maker.make(summaries, context)).unwrap_or_else(|panic| Err(failed(&panic)))
}
