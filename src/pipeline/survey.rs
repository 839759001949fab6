//! Looks over all sources of a run before the first is rendered: whose folders they take, whose translations they are,
//! which are due to be looked at again, and where they say their versions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{
    Input, InputKind,
    panics::caught,
    source::Loaded,
    translations::{Member, relate},
};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    model::{Site, Summary, is_public},
    read::{self, Peek, PictureError, Pictures, ReadOptions},
    render::Translation,
};

/// What the sources are looked over with.
pub(super) struct Survey<'a> {
    pub(super) inputs: &'a [Input],
    pub(super) site: &'a Site,
    pub(super) now: Timestamp,
    /// Documents that earlier runs left in the output folder.
    pub(super) known: &'a [Summary],
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

impl Survey<'_> {
    /// Adds what it finds to the sources; gives the translations of each.
    pub(super) fn run(&self, loaded: &mut [Loaded]) -> Vec<Vec<Translation>> {
        let peeks: Vec<Option<Peek>> = (self.inputs, &*loaded)
            .into_par_iter()
            .map(|(input, loaded)| caught(|| self.peek(input, loaded)).ok().flatten())
            .collect();
        let mut found = Vec::new();
        self.shared_slugs(&peeks, &mut found);
        for (number, peek) in peeks.iter().enumerate() {
            let alone = peek.iter().flat_map(|peek| [self.reserved_slug(peek), self.review(peek)]);
            found.extend(alone.flatten().map(|finding| (number, finding)));
        }
        let translations = self.translations(&peeks, loaded, &mut found);
        for (loaded, peek) in loaded.iter_mut().zip(&peeks) {
            loaded.version = peek.as_ref().and_then(|peek| peek.places.version);
        }
        for (number, finding) in found {
            if let Some(loaded) = loaded.get_mut(number) {
                loaded.found.push(finding);
            }
        }
        translations
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

    /// The translations of each document of the run.
    fn translations(
        &self,
        peeks: &[Option<Peek>],
        loaded: &[Loaded],
        found: &mut Vec<(usize, Diagnostic)>,
    ) -> Vec<Vec<Translation>> {
        let mut translations = vec![Vec::new(); self.inputs.len()];
        let any = |of: Option<&String>| of.is_some();
        if !peeks.iter().flatten().any(|peek| any(peek.translation_of.as_ref()))
            && !self.known.iter().any(|summary| any(summary.translation_of.as_ref()))
        {
            return translations;
        }
        let mut taken = BTreeSet::new();
        let (mut numbers, mut members) = (Vec::new(), Vec::new());
        for (number, peek) in peeks.iter().enumerate() {
            if let Some(peek) = peek.as_ref().filter(|peek| taken.insert(peek.slug.to_lowercase())) {
                numbers.push((number, peek));
                members.push(self.member(number, peek, loaded));
            }
        }
        let known = self.known.iter().filter(|summary| !taken.contains(&summary.slug.to_lowercase()));
        members.extend(known.map(|summary| known_member(summary, self.now)));
        for ((number, peek), relation) in numbers.into_iter().zip(relate(&members)) {
            found.extend(relation.finding.map(|finding| (number, at(finding, peek.places.translation_of))));
            if let Some(place) = translations.get_mut(number) {
                *place = relation.translations;
            }
        }
        translations
    }

    fn member(&self, number: usize, peek: &Peek, loaded: &[Loaded]) -> Member {
        let headline = peek.headline.clone().or_else(|| {
            let (input, loaded) = (self.inputs.get(number)?, loaded.get(number)?);
            let read = || read::markdown(&loaded.source, &self.options(input)).0;
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
