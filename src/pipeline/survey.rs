//! Looks over all sources of a run before the first is rendered: whose folders they take, whose translations they are,
//! which are due to be looked at again, and where they say their versions.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::Timestamp;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::{
    Input, InputKind,
    panics::caught,
    source::{self, Loaded},
    store::Store,
    translations::{Member, relate},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span},
    model::{Site, Summary, is_public},
    read::{self, Peek, PictureError, Pictures, ReadOptions},
    render::Translation,
};

/// What the sources are looked over with.
pub(super) struct Survey<'a> {
    pub(super) inputs: &'a [Input],
    pub(super) site: &'a Site,
    pub(super) now: Timestamp,
    /// What is known of the output folder.
    pub(super) store: Option<&'a Store>,
    /// True for the name of a file or folder that the site needs for itself.
    pub(super) reserved: fn(&str) -> bool,
}

/// No picture: a headline needs none.
pub(super) struct NoPictures;

impl Pictures for NoPictures {
    fn open(&self, _: &str) -> Result<std::sync::Arc<[u8]>, PictureError> {
        Err(PictureError::NotFound)
    }
}

/// How many bytes of sources are kept in memory until they are read; others are opened once more then.
const KEPT: usize = 16 << 20;

/// What is known of the sources before the first is read.
#[derive(Default)]
pub(super) struct Surveyed {
    /// The slug of each, where it can be known.
    pub(super) slugs: Vec<Option<Box<str>>>,
    /// Where each says its version.
    versions: Vec<Option<Span>>,
    /// What is wrong with some.
    found: BTreeMap<usize, Diagnostics>,
    /// The same explainer in other languages, for those that there are in others.
    translations: BTreeMap<usize, Vec<Translation>>,
    /// Sources that are in memory.
    kept: Mutex<HashMap<usize, Loaded>>,
    /// How often sources were opened.
    opened: AtomicUsize,
}

impl Surveyed {
    /// A source, with what the survey found.
    pub(super) fn source(&self, number: usize, input: &Input) -> Loaded {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        let mut loaded = kept.unwrap_or_else(|| self.open(input));
        loaded.found.extend(self.found.get(&number).into_iter().flatten().cloned());
        loaded.version = self.versions.get(number).copied().flatten();
        loaded
    }

    /// The slug that a source says.
    pub(super) fn slug(&self, number: usize) -> Option<&str> {
        self.slugs.get(number)?.as_deref()
    }

    /// The same explainer in other languages.
    pub(super) fn translations(&self, number: usize) -> &[Translation] {
        self.translations.get(&number).map_or(&[], Vec::as_slice)
    }

    /// How often sources were opened.
    pub(super) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    /// The text of a source.
    fn text(&self, number: usize, input: &Input) -> Source {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&number).map(|loaded| loaded.source.clone());
        drop(kept);
        known.unwrap_or_else(|| self.open(input).source)
    }

    fn open(&self, input: &Input) -> Loaded {
        self.opened.fetch_add(1, Ordering::Relaxed);
        source::load(input)
    }
}

impl Survey<'_> {
    /// Looks over all sources. As many as memory has room for are kept until they are read.
    pub(super) fn run(&self) -> Surveyed {
        let (mut surveyed, room) = (Surveyed::default(), AtomicUsize::new(KEPT));
        let peeks: Vec<Option<Peek>> = self
            .inputs
            .into_par_iter()
            .enumerate()
            .map(|(number, input)| {
                let loaded = surveyed.open(input);
                let peek = caught(|| self.peek(input, &loaded)).ok().flatten();
                let size = loaded.source.text.len();
                let fits =
                    room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(size));
                // Standard input can be read once only.
                if fits.is_ok() || input.path.is_none() {
                    surveyed.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(number, loaded);
                }
                peek
            })
            .collect();
        let mut found = Vec::new();
        self.shared_slugs(&peeks, &mut found);
        for (number, peek) in peeks.iter().enumerate() {
            let alone = peek.iter().flat_map(|peek| [self.reserved_slug(peek), self.review(peek)]);
            found.extend(alone.flatten().map(|finding| (number, finding)));
        }
        surveyed.translations = self.translations(&peeks, &surveyed, &mut found);
        for (number, finding) in found {
            surveyed.found.entry(number).or_default().push(finding);
        }
        surveyed.versions =
            peeks.iter().map(|peek| peek.as_ref().and_then(|peek| peek.places.version)).collect();
        surveyed.slugs = peeks.into_iter().map(|peek| peek.map(|peek| peek.slug.into_boxed_str())).collect();
        surveyed
    }

    fn options<'o>(&'o self, input: &'o Input) -> ReadOptions<'o> {
        ReadOptions { site: self.site, slug: &input.slug, pictures: &NoPictures }
    }

    fn peek(&self, input: &Input, loaded: &Loaded) -> Option<Peek> {
        if loaded.found.iter().any(Diagnostic::is_error) {
            return None;
        }
        match loaded.kind {
            InputKind::Markdown => Some(read::peek_markdown(&loaded.source, &self.options(input))),
            InputKind::Model => read::peek_model(&loaded.source),
        }
    }

    /// Documents that would be written to the same folder are written not at all.
    fn shared_slugs(&self, peeks: &[Option<Peek>], found: &mut Vec<(usize, Diagnostic)>) {
        // Two slugs that differ in capitals only are one folder on many disks.
        let mut folders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, peek) in peeks.iter().enumerate() {
            if let Some(peek) = peek {
                folders.entry(peek.slug.to_lowercase()).or_default().push(number);
            }
        }
        let name = |number: &usize| self.inputs.get(*number).map_or("", |input| input.name.as_str());
        for (folder, sharing) in folders.iter().filter(|(_, sharing)| sharing.len() > 1) {
            for number in sharing {
                let others: Vec<&str> = sharing.iter().filter(|other| *other != number).map(name).collect();
                let message = format!("`{folder}` is also the slug of {}", others.join(", "));
                let finding = Diagnostic::error(Code::DuplicateSlug, message)
                    .help("give each its own `slug` in the front matter; neither was written");
                found.push((*number, finding));
            }
        }
    }

    fn reserved_slug(&self, peek: &Peek) -> Option<Diagnostic> {
        (self.reserved)(&peek.slug).then(|| {
            let message = format!("`{}` is the name of a file or folder of the site itself", peek.slug);
            let finding = Diagnostic::error(Code::ReservedSlug, message);
            at(finding, peek.places.slug).help("give the explainer another `slug` in the front matter")
        })
    }

    fn review(&self, peek: &Peek) -> Option<Diagnostic> {
        let by = peek.review_by.filter(|by| by.is_over(self.now))?;
        let message = format!("this explainer was to be looked at again by {by}");
        let finding = Diagnostic::warning(Code::ReviewDue, message);
        Some(
            at(finding, peek.places.review_by).help("check that it still holds, and set a later `review_by`"),
        )
    }

    /// The translations of the documents of the run.
    fn translations(
        &self,
        peeks: &[Option<Peek>],
        surveyed: &Surveyed,
        found: &mut Vec<(usize, Diagnostic)>,
    ) -> BTreeMap<usize, Vec<Translation>> {
        let mut taken = BTreeSet::new();
        let first: Vec<bool> = peeks
            .iter()
            .map(|peek| peek.as_ref().is_some_and(|peek| taken.insert(peek.slug.to_lowercase())))
            .collect();
        // What can't be read is not known; a run that wants to write will say so.
        let known = self
            .store
            .and_then(|store| store.summaries_but(|slug| taken.contains(&slug.to_lowercase())).ok());
        let known = known.unwrap_or_default();
        let any = |of: Option<&String>| of.is_some();
        if !peeks.iter().flatten().any(|peek| any(peek.translation_of.as_ref()))
            && !known.iter().any(|summary| any(summary.translation_of.as_ref()))
        {
            return BTreeMap::new();
        }
        let (mut numbers, mut members) = (Vec::new(), Vec::new());
        for (number, (peek, first)) in peeks.iter().zip(first).enumerate() {
            if let Some(peek) = peek.as_ref().filter(|_| first) {
                numbers.push((number, peek));
                members.push(self.member(number, peek, surveyed));
            }
        }
        members.extend(known.iter().map(|summary| known_member(summary, self.now)));
        let mut translations = BTreeMap::new();
        for ((number, peek), relation) in numbers.into_iter().zip(relate(&members)) {
            found.extend(relation.finding.map(|finding| (number, at(finding, peek.places.translation_of))));
            if !relation.translations.is_empty() {
                translations.insert(number, relation.translations);
            }
        }
        translations
    }

    fn member(&self, number: usize, peek: &Peek, surveyed: &Surveyed) -> Member {
        // An explainer says its headline in the front matter or in the first line of its text.
        let headline = peek.headline.clone().or_else(|| {
            let input = self.inputs.get(number)?;
            let source = surveyed.text(number, input);
            let read = || read::markdown(&source, &self.options(input)).0;
            Some(caught(read).ok()??.metadata.headline)
        });
        Member {
            slug: peek.slug.clone(),
            language: peek.language.clone(),
            headline: headline.unwrap_or_else(|| peek.slug.clone()),
            url: peek.canonical_url.clone(),
            translation_of: peek.translation_of.clone(),
            public: is_public(peek.status, peek.embargo, peek.expires, self.now),
        }
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

fn at(finding: Diagnostic, place: Option<Span>) -> Diagnostic {
    Diagnostic { span: place, ..finding }
}
