//! Makes the site of a build from the summaries of what is in the output folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{
    Job, Report, feeds,
    findings::promote,
    panics::caught,
    publish::Publisher,
    site_files::ready,
    summaries::{self, SITE, settle},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source},
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
    job.site.makes_pages() && job.editions.iter().any(|kind| WEB.contains(&kind.name))
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

    /// Notes a document, and which editions were made of it.
    pub(super) fn note(&self, document: &Document, editions: impl Iterator<Item = &'static str>) {
        let mut summary = Summary::of(document);
        summary.editions = editions.map(str::to_owned).collect();
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.insert(summary.slug.clone(), summary);
    }

    /// Makes the site's files and writes them beside the documents, with the summaries and the manifest. Without an
    /// output folder they are made all the same, for what may be wrong with them.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(super) fn finish(self, publisher: Option<Publisher>) -> Result<Finished, String> {
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let settled = publisher.map(Publisher::settle);
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
        let files = match &self.maker {
            Some(maker) => match make(maker, &summaries, &places, self.job) {
                Ok(files) => Some(files),
                Err(finding) => {
                    let source = Source::new(format!("theme {}", self.job.theme.name), "");
                    finished.reports.push(Report::new(source, vec![finding]));
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

fn make(
    maker: &SiteMaker,
    summaries: &[Summary],
    feeds: &[Place],
    job: &Job<'_>,
) -> Result<SiteFiles, Diagnostic> {
    let context = SiteContext { site: job.site, theme: job.theme, feeds, now: job.now };
    caught(|| maker.make(summaries, context)).unwrap_or_else(|panic| {
        let message = format!("an internal check failed: {panic}");
        Err(Diagnostic::error(Code::EditionFailed, message)
            .help("this is a mistake in Pressroom, not in your text; please report it"))
    })
}
