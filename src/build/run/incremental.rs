//! Finds what has not to be made again: an edition of which everything that it was made of is as it was, and whose files are
//! as they were written.

use std::{collections::BTreeSet, path::Path};

use super::context::Run;
use crate::{
    output::{
        cache::{BuildRecord, DocumentEntry, FileState, OutputFile},
        publish::Publisher,
    },
    policy::{Disposition, EditionScope},
    render::keys::DocumentKey,
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, findings::is_refused};
use pressroom_input::{Input, SeenPicture, source::LoadedSource};
use pressroom_manifest::PublishedDocument;

/// What is to be made of a document.
pub(super) enum Plan {
    /// Some editions, by their numbers in the job. What is known of the others is kept.
    Make(Vec<bool>, Option<BuildRecord>),
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
    build_record: BuildRecord,
    files: Vec<OutputFile>,
    scope: EditionScope,
}

impl Run<'_> {
    /// What is to be made of a document before it is read.
    pub(super) fn plan(&self, number: usize, input: &Input, loaded: &LoadedSource) -> Plan {
        let all = || vec![true; self.renderer.names.len()];
        let Some(publisher) = self.publisher.as_ref() else { return Plan::Make(all(), None) };
        let Some(earlier) = self.earlier(number, input, loaded, publisher) else {
            return Plan::Make(all(), None);
        };
        let (wanted, rewritten) = self.wanted(number, input, loaded, &earlier);
        let Earlier { slug, mut entry, build_record, files: _, scope: _ } = earlier;
        let found = self.found_again(&build_record, &wanted);
        let all_found = [found.as_slice(), loaded.found.as_slice()].concat();
        let refused = is_refused(self.job.check, &all_found);
        if wanted.contains(&true) || refused {
            // Where one warning keeps a document from being written, all are to be shown.
            let wanted = if refused { all() } else { wanted };
            return Plan::Make(wanted, Some(build_record));
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
            .map(PublishedDocument::from_record);
        entry.build_record = Some(build_record);
        let rewritten = rewritten.as_deref().map(|files| (&entry, files));
        let noted = published.map_or(Ok(()), |published| publisher.note_published(&published));
        match noted.and_then(|()| publisher.keep_unchanged(&slug, rewritten)) {
            Ok(()) => Plan::Leave(found),
            Err(error) => Plan::Refuse(Diagnostic::error(Code::Disk, error.to_string())),
        }
    }

    /// What is known of a document, if that is of use now.
    fn earlier(
        &self,
        number: usize,
        input: &Input,
        loaded: &LoadedSource,
        publisher: &Publisher,
    ) -> Option<Earlier> {
        if self.job.force || loaded.found.iter().any(Diagnostic::is_error) {
            return None;
        }
        let slug = self.index.slug(number, input)?.to_owned();
        let mut entry = publisher.cache().document(&slug)?;
        let build_record = entry.build_record.take()?;
        let (record, summary) = (entry.record.as_ref()?, entry.summary.as_ref()?);
        // Of another text, status and embargo are not known yet.
        let same = record.source == input.name && build_record.source == loaded.sha256;
        let disposition =
            Disposition::new(summary.status, summary.draft, summary.embargo, &self.job.policy());
        let scope = EditionScope::new(build_record.notice, summary.draft);
        let made = match scope {
            EditionScope::Whole => Disposition::Whole,
            EditionScope::Notice => Disposition::Notice,
            EditionScope::Draft => Disposition::Draft,
        };
        let alike = same && disposition == made;
        let files = publisher.cache().files(&slug);
        alike.then_some(Earlier { slug, entry, build_record, files, scope })
    }

    /// Which editions are to be made again, by their numbers; and all files as they are now, where some were written again
    /// with the same content.
    fn wanted(
        &self,
        number: usize,
        input: &Input,
        loaded: &LoadedSource,
        earlier: &Earlier,
    ) -> (Vec<bool>, Option<Vec<OutputFile>>) {
        let Earlier { slug: _, entry: _, build_record, files, scope } = earlier;
        let made = files.iter().filter_map(|kept| kept.written).min().unwrap_or_default();
        let pictures = self.renderer.pictures.beneath(input.path.as_deref().and_then(Path::parent));
        let now: Vec<SeenPicture> =
            build_record.pictures.iter().map(|picture| pictures.recheck(picture, made)).collect();
        let translations = self.index.translations(number);
        let key = DocumentKey::new(input, &loaded.sha256, &now, translations, build_record.notice);
        let (mut there, mut lost) = (BTreeSet::new(), BTreeSet::new());
        let (mut current, mut rewritten) = (Vec::with_capacity(files.len()), false);
        let output = self.job.output.unwrap_or(Path::new(""));
        for kept in files {
            // What can't be looked at is made again; where the disk stays as it is, writing it tells.
            let state = kept.state(output).unwrap_or(FileState::Gone);
            match &state {
                FileState::Same | FileState::Rewritten(_) => there.extend(kept.file.editions()),
                FileState::Changed(_) | FileState::Gone => lost.extend(kept.file.editions()),
            }
            rewritten |= matches!(state, FileState::Rewritten(_));
            current.push(if let FileState::Rewritten(now) = state { now } else { kept.clone() });
        }
        let is_there = |edition: usize, name: &str| {
            let same = build_record
                .keys
                .get(name)
                .is_some_and(|known| *known == self.keys.edition_key(edition, &key));
            same && there.contains(name) && !lost.contains(name)
        };
        let makes = |edition: usize| self.renderer.makes(*scope, edition);
        let mut wanted: Vec<bool> = self
            .renderer
            .names
            .iter()
            .enumerate()
            .map(|(number, name)| makes(number) && !is_there(number, name))
            .collect();
        // An edition that names the pages of another is made together with it.
        for after in 0..wanted.len() {
            let Some(before) = self.renderer.before(*scope, after) else { continue };
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
    pub(super) fn found_again(&self, build_record: &BuildRecord, wanted: &[bool]) -> Diagnostics {
        let stays = |edition: &str| {
            let number = self.renderer.names.iter().position(|name| *name == edition);
            number.is_some_and(|number| wanted.get(number) == Some(&false))
        };
        let kept = build_record.findings.iter().filter(|cached| cached.edition.as_deref().is_none_or(stays));
        kept.filter_map(|cached| cached.restore()).collect()
    }
}
