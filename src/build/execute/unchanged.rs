//! Finds what has not to be made again: an edition of which everything that it was made of is as it was, and whose files are
//! as they were written.

use std::{collections::BTreeSet, path::Path};

use super::Run;
use crate::{
    keys::DocumentKey,
    life::{Fate, Portion},
    publish::Publisher,
    store::{DocumentEntry, Kept, Recipe, Standing},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, findings::is_refused};
use pressroom_input::{Input, SeenPicture, source::Loaded};
use pressroom_manifest::PublishedDocument;

/// What is to be made of a document.
pub(super) enum Plan {
    /// Some editions, by their numbers in the job. What is known of the others is kept.
    Make(Vec<bool>, Option<Recipe>),
    /// Nothing. This was found in it.
    Leave(Diagnostics),
    /// Nothing can be made: the disk refuses.
    Refuse(Diagnostic),
    /// Nothing is to be made: this is wrong in it.
    Wrong(Diagnostic),
}

/// What is known of a document of which an earlier run wrote files.
struct Earlier {
    slug: String,
    entry: DocumentEntry,
    recipe: Recipe,
    files: Vec<Kept>,
    portion: Portion,
}

impl Run<'_> {
    /// What is to be made of a document before it is read.
    pub(super) fn plan(&self, number: usize, input: &Input, loaded: &Loaded) -> Plan {
        let all = || vec![true; self.bench.names.len()];
        let Some(publisher) = self.publisher.as_ref() else { return Plan::Make(all(), None) };
        let Some(earlier) = self.earlier(number, input, loaded, publisher) else {
            return Plan::Make(all(), None);
        };
        let (wanted, rewritten) = self.wanted(number, input, loaded, &earlier);
        let Earlier { slug, mut entry, recipe, files: _, portion: _ } = earlier;
        let found = self.found_again(&recipe, &wanted);
        let all_found = [found.as_slice(), loaded.found.as_slice()].concat();
        let refused = is_refused(self.job.check, &all_found);
        if wanted.contains(&true) || refused {
            // Where one warning keeps a document from being written, all are to be shown.
            let wanted = if refused { all() } else { wanted };
            return Plan::Make(wanted, Some(recipe));
        }
        if let Some(Err(finding)) =
            entry.record.as_ref().map(|record| self.check_version(record, loaded.version))
        {
            return Plan::Wrong(finding);
        }
        let published = entry
            .record
            .as_ref()
            .filter(|record| self.job.publish && !record.draft)
            .map(PublishedDocument::of);
        entry.recipe = Some(recipe);
        let rewritten = rewritten.as_deref().map(|files| (&entry, files));
        let noted = published.map_or(Ok(()), |published| publisher.note_published(&published));
        match noted.and_then(|()| publisher.leave(&slug, rewritten)) {
            Ok(()) => Plan::Leave(found),
            Err(message) => Plan::Refuse(Diagnostic::error(Code::Disk, message)),
        }
    }

    /// What is known of a document, if that is of use now.
    fn earlier(
        &self,
        number: usize,
        input: &Input,
        loaded: &Loaded,
        publisher: &Publisher,
    ) -> Option<Earlier> {
        if self.job.force || loaded.found.iter().any(Diagnostic::is_error) {
            return None;
        }
        let slug = self.surveyed.slug(number, input)?.to_owned();
        let mut entry = publisher.store().document(&slug)?;
        let recipe = entry.recipe.take()?;
        let (record, summary) = (entry.record.as_ref()?, entry.summary.as_ref()?);
        // Of another text, status and embargo are not known yet.
        let same = record.source == input.name && recipe.source == loaded.sha256;
        let fate = Fate::of(summary.status, summary.draft, summary.embargo, &self.job.terms());
        let portion = Portion::of(recipe.notice, summary.draft);
        let made = match portion {
            Portion::Whole => Fate::Whole,
            Portion::Notice => Fate::Notice,
            Portion::Draft => Fate::Draft,
        };
        let alike = same && fate == made;
        let files = publisher.store().files(&slug);
        alike.then_some(Earlier { slug, entry, recipe, files, portion })
    }

    /// Which editions are to be made again, by their numbers; and all files as they are now, where some were written again
    /// with the same content.
    fn wanted(
        &self,
        number: usize,
        input: &Input,
        loaded: &Loaded,
        earlier: &Earlier,
    ) -> (Vec<bool>, Option<Vec<Kept>>) {
        let Earlier { slug: _, entry: _, recipe, files, portion } = earlier;
        let made = files.iter().filter_map(|kept| kept.written).min().unwrap_or_default();
        let pictures = self.bench.pictures.beneath(input.path.as_deref().and_then(Path::parent));
        let now: Vec<SeenPicture> =
            recipe.pictures.iter().map(|picture| pictures.look(picture, made)).collect();
        let translations = self.surveyed.translations(number);
        let key = DocumentKey::new(input, &loaded.sha256, &now, translations, recipe.notice);
        let (mut there, mut lost) = (BTreeSet::new(), BTreeSet::new());
        let (mut current, mut rewritten) = (Vec::with_capacity(files.len()), false);
        let output = self.job.output.unwrap_or(Path::new(""));
        for kept in files {
            // What can't be looked at is made again; where the disk stays as it is, writing it tells.
            let standing = kept.standing(output).unwrap_or(Standing::Gone);
            match &standing {
                Standing::Same | Standing::Rewritten(_) => there.extend(kept.file.editions()),
                Standing::Changed(_) | Standing::Gone => lost.extend(kept.file.editions()),
            }
            rewritten |= matches!(standing, Standing::Rewritten(_));
            current.push(if let Standing::Rewritten(now) = standing { now } else { kept.clone() });
        }
        let is_there = |edition: usize, name: &str| {
            let same = recipe.keys.get(name).is_some_and(|known| *known == self.keys.of(edition, &key));
            same && there.contains(name) && !lost.contains(name)
        };
        let makes = |edition: usize| self.bench.makes(*portion, edition);
        let mut wanted: Vec<bool> = self
            .bench
            .names
            .iter()
            .enumerate()
            .map(|(number, name)| makes(number) && !is_there(number, name))
            .collect();
        // An edition that names the pages of another is made together with it.
        for after in 0..wanted.len() {
            let Some(before) = self.bench.before(*portion, after) else { continue };
            let pair = [before, after];
            if pair.iter().any(|edition| wanted.get(*edition) == Some(&true)) {
                pair.iter().for_each(|edition| {
                    if let Some(wanted) = wanted.get_mut(*edition) {
                        *wanted = true;
                    }
                });
            }
        }
        (wanted, rewritten.then_some(current))
    }

    /// What was found in a document and in editions that are not made again.
    pub(super) fn found_again(&self, recipe: &Recipe, wanted: &[bool]) -> Diagnostics {
        let stays = |edition: &str| {
            let number = self.bench.names.iter().position(|name| *name == edition);
            number.is_some_and(|number| wanted.get(number) == Some(&false))
        };
        let kept = recipe.findings.iter().filter(|said| said.edition.as_deref().is_none_or(stays));
        kept.filter_map(|said| said.again()).collect()
    }
}
