//! Looks over all sources of a run before the first is rendered: whose folders they take, whose translations they are,
//! which are due to be looked at again, and where they say their versions.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hasher as _},
    sync::{
        PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::Offset};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{
    index::{KEPT, SourceIndex},
    translations::{Member, relate},
};
use crate::{
    isolate::{PrescanResponse, WorkerPool},
    output::cache::BuildCache,
    render::peek::{headline, options, peek},
};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use pressroom_document::{FIRST_YEAR, Summary, is_public, word};
use pressroom_input::{Input, Inputs, loaded_document::refused_slug, source::LoadedSource};
use pressroom_read::{Peek, ReadOptions};
use pressroom_render::Translation;

/// What the sources are looked over with.
pub(crate) struct Prescan<'a> {
    pub(crate) inputs: &'a Inputs,
    pub(crate) site: &'a Site,
    pub(crate) now: Timestamp,
    /// What is known of the output folder.
    pub(crate) cache: Option<&'a BuildCache>,
    /// The processes that look at the sources; `None`: this one.
    pub(crate) pool: Option<&'a WorkerPool<'a>>,
}

/// How long a look may take that is not counted.
const SHORT: Duration = Duration::from_millis(20);

/// What is kept of one source while all are looked over.
struct ScannedSource {
    number: usize,
    /// Of its slug in lower case; `None` where there is no slug.
    hash: Option<u64>,
    version: Option<Span>,
    more: Option<Box<ScannedDetails>>,
}

/// What few sources have.
#[derive(Default)]
struct ScannedDetails {
    /// The slug, where the source is not called as its file is.
    slug: Option<Option<Box<str>>>,
    found: Diagnostics,
    /// What a translation says.
    translation: Option<Peek>,
}

impl Prescan<'_> {
    /// Looks over all sources. As many as memory has room for are kept until they are read.
    pub(crate) fn run(&self) -> SourceIndex {
        let (mut index, room) = (SourceIndex::default(), AtomicUsize::new(KEPT));
        let numbers = (0..self.inputs.len()).into_par_iter();
        let lines: Vec<ScannedSource> =
            numbers.filter_map(|number| self.scan_source(number, &index, &room)).collect();
        index.versions = lines.iter().map(|line| line.version).collect();
        let mut slugs: Vec<(u64, usize)> =
            lines.iter().filter_map(|line| Some((line.hash?, line.number))).collect();
        slugs.sort_unstable();
        let (mut alone, mut translations) = (Vec::new(), Vec::new());
        for (number, more) in lines.into_iter().filter_map(|line| Some((line.number, line.more?))) {
            let ScannedDetails { slug, found, translation } = *more;
            index.slugs.extend(slug.map(|slug| (number, slug)));
            alone.extend(found.into_iter().map(|finding| (number, finding)));
            translations.extend(translation.map(|peek| (number, peek)));
        }
        let slugs = Slugs { inputs: self.inputs, index: &index, sorted: slugs };
        let mut found = slugs.shared();
        found.extend(alone);
        let related = self.translations(translations, &slugs, &mut found);
        index.translations = related;
        for (number, finding) in found {
            index.found.entry(number).or_default().push(finding);
        }
        index
    }

    /// Looks over one source.
    fn scan_source(&self, number: usize, index: &SourceIndex, room: &AtomicUsize) -> Option<ScannedSource> {
        let input = self.inputs.get(number)?;
        let loaded = index.open(&input);
        let (peek, lost) = match self.peek(number, &input, &loaded, index) {
            Ok(peek) => (peek, None),
            Err(lost) => (None, Some(lost)),
        };
        let size = loaded.source.text.len();
        let fits = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(size));
        // Standard input can be read once only.
        if fits.is_ok() || input.path.is_none() {
            index.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(number, loaded);
        }
        let slug = peek.as_ref().map(|peek| peek.slug.as_str());
        let found: Diagnostics = peek
            .iter()
            .flat_map(|peek| {
                [refused_slug(&peek.slug, peek.places.slug), self.check_review(peek), self.check_date(peek)]
            })
            .flatten()
            .chain(lost)
            .collect();
        let (hash, version) = (slug.map(hash), peek.as_ref().and_then(|peek| peek.places.version));
        let slug = (slug != Some(&input.slug)).then(|| slug.map(Box::from));
        let translation = peek.filter(|peek| peek.translation_of.is_some());
        let is_plain = slug.is_none() && found.is_empty() && translation.is_none();
        let more = (!is_plain).then(|| Box::new(ScannedDetails { slug, found, translation }));
        Some(ScannedSource { number, hash, version, more })
    }

    fn options<'o>(&'o self, input: &'o Input) -> ReadOptions<'o> {
        options(self.site, &input.slug, self.now)
    }

    /// What a source says of its place among others; an error if the worker that looked at it was lost.
    fn peek(
        &self,
        number: usize,
        input: &Input,
        loaded: &LoadedSource,
        index: &SourceIndex,
    ) -> Result<Option<Peek>, Diagnostic> {
        if loaded.found.iter().any(Diagnostic::is_error) {
            return Ok(None);
        }
        match self.pool {
            Some(pool) => Ok(self.ask_worker(pool, number, input, loaded, false, index)?.peek),
            None => Ok(peek(&loaded.source, loaded.kind, &self.options(input))),
        }
    }

    /// Has a worker look at a source, and counts the time that it takes.
    fn ask_worker(
        &self,
        pool: &WorkerPool<'_>,
        number: usize,
        input: &Input,
        loaded: &LoadedSource,
        whole: bool,
        index: &SourceIndex,
    ) -> Result<PrescanResponse, Diagnostic> {
        let mut spent = index.spent(number);
        let response = pool.prescan(input, loaded, self.now, whole, &mut spent);
        if spent > SHORT {
            index.spent.lock().unwrap_or_else(PoisonError::into_inner).insert(number, spent);
        }
        response
    }

    fn check_review(&self, peek: &Peek) -> Option<Diagnostic> {
        let by = peek.review_by.filter(|by| by.is_over(self.now))?;
        let message = format!("this explainer was to be looked at again by {by}");
        let finding = Diagnostic::warning(Code::ReviewDue, message);
        Some(
            with_span(finding, peek.places.review_by)
                .help("check that it still holds, and set a later `review_by`"),
        )
    }

    /// A date of publication that lies ahead, where no embargo holds the explainer back until then.
    fn check_date(&self, peek: &Peek) -> Option<Diagnostic> {
        let published = peek.published?;
        // Somewhere the next day has begun already.
        let soon = self.now.checked_add(SignedDuration::from_hours(36)).ok()?;
        let waits = peek.draft || peek.embargo.is_some_and(|embargo| embargo.timestamp() > self.now);
        // `SOURCE_DATE_EPOCH=0` says that it does not matter when this is.
        if published.timestamp() <= soon
            || year_of(self.now) < FIRST_YEAR
            || waits && published.day().year() <= year_of(self.now) + 1
        {
            return None;
        }
        let message = format!("`published` lies ahead: {}", published.day());
        let finding = with_span(Diagnostic::warning(Code::UnlikelyDate, message), peek.places.published);
        Some(finding.help(format!(
            "if the explainer is to wait until then, write `embargo: {published}`; else mend the date"
        )))
    }

    /// The translations of the documents of the run.
    fn translations(
        &self,
        translations: Vec<(usize, Peek)>,
        slugs: &Slugs<'_>,
        found: &mut Vec<(usize, Diagnostic)>,
    ) -> BTreeMap<usize, Vec<Translation>> {
        // What can't be read is not known; a run that wants to write will say so.
        let known =
            self.cache.and_then(|cache| cache.other_translations(|slug| slugs.first(slug).is_some()).ok());
        let known = known.unwrap_or_default();
        let is_first = |(number, peek): &(usize, Peek)| slugs.first(&peek.slug) == Some(*number);
        let mut here: Vec<(usize, Peek)> = translations.into_iter().filter(is_first).collect();
        let of_known = known.iter().filter_map(|summary| summary.translation_of.clone());
        let mut named: BTreeSet<String> =
            here.iter().filter_map(|(_, peek)| peek.translation_of.clone()).chain(of_known).collect();
        for slug in here.iter().map(|(_, peek)| &peek.slug).chain(known.iter().map(|summary| &summary.slug)) {
            named.remove(slug);
        }
        let mut members: Vec<Member> = known.iter().map(|summary| known_member(summary, self.now)).collect();
        for original in &named {
            match slugs.first(original) {
                Some(number) => here.extend(self.peek_again(number, original, slugs.index)),
                None => {
                    let entry = self.cache.and_then(|cache| cache.document(original));
                    let summary = entry.and_then(|entry| entry.summary);
                    members.extend(summary.map(|summary| known_member(&summary, self.now)));
                }
            }
        }
        let of_run = here.iter().map(|(number, peek)| self.member(*number, peek, slugs.index));
        let members: Vec<Member> = of_run.chain(members).collect();
        let all = OnceCell::new();
        let near = |named: &str, own: &str| {
            let all: &Vec<String> = all.get_or_init(|| self.all_slugs(slugs));
            nearest(named, all.iter().map(String::as_str).filter(|slug| *slug != own)).map(str::to_owned)
        };
        let mut translations = BTreeMap::new();
        for ((number, peek), relation) in here.iter().zip(relate(&members, &near)) {
            found.extend(
                relation.finding.map(|finding| (*number, with_span(finding, peek.places.translation_of))),
            );
            if !relation.translations.is_empty() {
                translations.insert(*number, relation.translations);
            }
        }
        translations
    }

    /// What a source says that has this slug.
    fn peek_again(&self, number: usize, slug: &str, index: &SourceIndex) -> Option<(usize, Peek)> {
        let input = self.inputs.get(number)?;
        let peek = index.with(number, &input, |loaded| self.peek(number, &input, loaded, index));
        // Another slug than it said before, or other capitals, are another explainer.
        peek.ok().flatten().filter(|peek| peek.slug == slug).map(|peek| (number, peek))
    }

    /// The slugs of all explainers that are known, in order.
    fn all_slugs(&self, slugs: &Slugs<'_>) -> Vec<String> {
        let known = self.cache.and_then(|cache| cache.slugs().ok()).unwrap_or_default();
        let of_run = (0..self.inputs.len()).filter_map(|number| slugs.slug(number));
        let all: BTreeSet<String> = known.into_iter().chain(of_run).collect();
        all.into_iter().collect()
    }

    fn member(&self, number: usize, peek: &Peek, index: &SourceIndex) -> Member {
        // An explainer says its headline in the front matter or in the first line of its text.
        let headline = peek.headline.clone().or_else(|| {
            let input = self.inputs.get(number)?;
            index.with(number, &input, |loaded| match self.pool {
                // If the worker is lost here, it is lost again when the document is made, and that is reported.
                Some(pool) => self.ask_worker(pool, number, &input, loaded, true, index).ok()?.headline,
                None => headline(&loaded.source, &self.options(&input)),
            })
        });
        Member {
            slug: peek.slug.clone(),
            language: peek.language.clone(),
            headline: headline.unwrap_or_else(|| peek.slug.clone()),
            url: peek.canonical_url.clone(),
            translation_of: peek.translation_of.clone(),
            public: !peek.draft && is_public(peek.status, peek.embargo, peek.expires, self.now),
        }
    }
}

/// The slugs of all sources, to be found by their hashes.
struct Slugs<'a> {
    inputs: &'a Inputs,
    index: &'a SourceIndex,
    /// Sorted: the hash of each, with the number of the source.
    sorted: Vec<(u64, usize)>,
}

/// Two slugs that differ in capitals only are one folder on many disks.
fn hash(slug: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(word::fold_case(slug).as_bytes());
    hasher.finish()
}

impl Slugs<'_> {
    /// The slug of a source.
    fn slug(&self, number: usize) -> Option<String> {
        let input = self.inputs.get(number)?;
        self.index.slug(number, &input).map(str::to_owned)
    }

    /// The number of the first source with a slug, whatever its capitals.
    fn first(&self, slug: &str) -> Option<usize> {
        let (hash, slug) = (hash(slug), word::fold_case(slug));
        let start = self.sorted.partition_point(|(other, _)| *other < hash);
        let alike = self.sorted.iter().skip(start).take_while(|(other, _)| *other == hash);
        let mut numbers = alike.map(|(_, number)| *number);
        numbers.find(|number| self.slug(*number).is_some_and(|other| word::fold_case(&other) == slug))
    }

    /// Documents that would be written to the same folder are written not at all.
    fn shared(&self) -> Vec<(usize, Diagnostic)> {
        let mut folders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for alike in self.sorted.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
            for number in alike.iter().map(|(_, number)| *number) {
                let slug = self.slug(number).map(|slug| word::fold_case(&slug));
                folders.entry(slug.unwrap_or_default()).or_default().push(number);
            }
        }
        let name = |number: &usize| self.inputs.get(*number).map(|input| input.name).unwrap_or_default();
        let mut found = Vec::new();
        for (folder, hard_links) in folders.iter().filter(|(_, hard_links)| hard_links.len() > 1) {
            for number in hard_links {
                let others: Vec<String> =
                    hard_links.iter().filter(|other| *other != number).map(name).collect();
                let message = format!("`{folder}` is also the slug of {}", others.join(", "));
                let own = name(number);
                let twin = others.iter().any(|other| *other != own && word::nfc(other) == word::nfc(&own));
                let help = match twin {
                    true => {
                        "the names of the files differ only in how their accents are stored (Unicode NFC and NFD, \
                             as a Mac writes them): keep one of them; neither was written"
                    }
                    false => "give each its own `slug` in the front matter; neither was written",
                };
                let finding = Diagnostic::error(Code::DuplicateSlug, message).help(help);
                found.push((*number, finding));
            }
        }
        found
    }
}

fn known_member(summary: &Summary, now: Timestamp) -> Member {
    Member {
        slug: summary.slug.clone(),
        language: summary.language.clone(),
        headline: summary.headline.clone(),
        url: summary.canonical_url.clone(),
        translation_of: summary.translation_of.clone(),
        public: summary.is_public(now),
    }
}

fn year_of(moment: Timestamp) -> i16 {
    Offset::UTC.to_datetime(moment).year()
}

fn with_span(finding: Diagnostic, place: Option<Span>) -> Diagnostic {
    Diagnostic { span: place, ..finding }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "tests.rs"]
mod tests;
