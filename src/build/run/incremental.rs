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
use pressroom_render::{EditionId, EditionSet};

/// What is to be made of a document.
pub(super) enum Plan {
    /// Some editions. What is known of the others is kept.
    Make(EditionSet, Option<BuildRecord>),
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
        let all = || self.renderer.editions.editions().clone();
        let Some(publisher) = self.publisher.as_ref() else { return Plan::Make(all(), None) };
        let Some(earlier) = self.find_earlier(number, input, loaded, publisher) else {
            return Plan::Make(all(), None);
        };
        let (wanted, rewritten) = self.find_changed(number, input, loaded, &earlier);
        let Earlier { slug, mut entry, build_record, files: _, scope: _ } = earlier;
        let found = self.restore_found(&build_record, &wanted);
        let all_found = [found.as_slice(), loaded.found.as_slice()].concat();
        let refused = is_refused(self.job.check, &all_found);
        if !wanted.is_empty() || refused {
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
    fn find_earlier(
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

    /// The editions that are to be made again; and all files as they are now, where some were written again
    /// with the same content.
    fn find_changed(
        &self,
        number: usize,
        input: &Input,
        loaded: &LoadedSource,
        earlier: &Earlier,
    ) -> (EditionSet, Option<Vec<OutputFile>>) {
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
        let is_there = |edition: EditionId| {
            let name = edition.as_str();
            let known = build_record.keys.get(name);
            let lacking = build_record.lacking.get(name).map_or("", String::as_str);
            known.is_some_and(|known| *known == self.keys.edition_key(edition, &key, lacking))
                && there.contains(name)
                && !lost.contains(name)
        };
        let editions = &self.renderer.editions;
        let all = editions.editions_in(*scope);
        let mut wanted: EditionSet = all.iter().filter(|edition| !is_there(*edition)).collect();
        // An edition that names the pages of another is made together with it.
        for edition in all.iter() {
            let pair = editions.dependency(edition, all).map(|before| [before, edition]);
            if let Some(pair) = pair.filter(|pair| pair.iter().any(|edition| wanted.contains(*edition))) {
                pair.into_iter().for_each(|edition| wanted.insert(edition));
            }
        }
        (wanted, rewritten.then_some(current))
    }

    /// What was found in a document and in editions that are not made again.
    pub(super) fn restore_found(&self, build_record: &BuildRecord, wanted: &EditionSet) -> Diagnostics {
        let all = self.renderer.editions.editions();
        let is_left = |name: &str| all.find(name).is_some_and(|edition| !wanted.contains(edition));
        let kept =
            build_record.findings.iter().filter(|cached| cached.edition.as_deref().is_none_or(is_left));
        kept.filter_map(|cached| cached.restore()).collect()
    }
}
