//! The end of a document's way through the editions: it is published, recorded and reported.

use std::collections::BTreeMap;

use super::{context::Run, run_report::DocumentOutcome, work::Work};
use crate::{
    output::{
        cache::{BuildRecord, CachedDiagnostic, DocumentEntry},
        foreign_files,
        publish::{DocumentUpdate, Publication, Retention},
    },
    render::document::PreparedDocument,
    sync::lock,
};
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport, Diagnostics, findings::is_refused};
use pressroom_manifest::PublishedDocument;
use pressroom_render::{Edition, PerEdition};

impl Run<'_> {
    /// Publishes a document whose editions are all done, and reports it.
    pub(super) fn complete(&self, work: &Work) {
        let editions = std::mem::take(&mut *lock(&work.editions));
        let mut found = std::mem::take(&mut *lock(&work.found));
        // What the disk did not give of it is not left out: the earlier version stays.
        let is_of_disk = found.iter().any(|finding| finding.is_error() && finding.code == Code::Disk);
        let written = if is_of_disk || is_refused(self.job.check, &found) {
            DocumentOutcome::Nothing
        } else {
            self.publish(work, &editions, &mut found)
        };
        let left = self.restore_found(&work.build_record, &work.wanted);
        found.extend(left.into_iter().filter(|finding| finding.edition.is_some()));
        // Editions end in any order; what they found is told in theirs.
        let all = self.renderer.editions.editions();
        found.sort_by_key(|finding| {
            all.iter().position(|id| Some(id.as_str()) == finding.edition).map_or(0, |place| place + 1)
        });
        self.run_report.add(work.input, DiagnosticReport::new(work.source.clone(), found), written);
    }

    /// Has the editions of a document written; without an output folder, only the site learns of them.
    fn publish(
        &self,
        work: &Work,
        editions: &PerEdition<Edition>,
        found: &mut Diagnostics,
    ) -> DocumentOutcome {
        let PreparedDocument { record, summary, notice, document: _ } = work.prepared.as_ref();
        let all = self.renderer.editions.editions();
        let Some(publisher) = &self.publisher else {
            let made = all.iter().filter(|id| editions.get(*id).is_some());
            self.site.add_document(summary, made.map(|id| id.as_str()));
            return DocumentOutcome::Nothing;
        };
        let there = self.renderer.editions.editions_in(work.prepared.scope());
        let is_left = |id| there.contains(id) && !work.wanted.contains(id);
        let mut update = DocumentUpdate {
            slug: &record.slug,
            source: &record.source,
            entry: DocumentEntry {
                record: Some(record.clone()),
                summary: Some(summary.clone()),
                build_record: None,
            },
            asked: all.iter().filter(|id| !is_left(*id)).map(|id| id.as_str()).collect(),
            retention: if *notice { Retention::Notices } else { Retention::All },
            files: BTreeMap::new(),
            published: (self.job.publish && !record.draft).then(|| PublishedDocument::from_record(record)),
        };
        for (id, edition) in all.iter().filter_map(|id| Some((id.as_str(), editions.get(id)?))) {
            if let Err(error) = update.add(id, &edition.files) {
                found.push(Diagnostic::error(Code::EditionFailed, error.to_string()).in_edition(id));
            }
        }
        update.entry.build_record = Some(self.record_build(work, editions, found));
        match publisher.publish(&update) {
            Ok(Publication { files, left }) => {
                found.extend(self.warn_of_foreign_files(&record.slug, &left));
                if *notice { DocumentOutcome::Notice(files) } else { DocumentOutcome::Files(files) }
            }
            Err(error) => {
                found.push(Diagnostic::error(Code::Disk, error.to_string()));
                DocumentOutcome::Refused
            }
        }
    }

    /// What a document was made of, with what is to be said again of editions that were made. An edition of which that can't
    /// be kept, or which has errors, is made again by the next run.
    fn record_build(&self, work: &Work, editions: &PerEdition<Edition>, found: &[Diagnostic]) -> BuildRecord {
        let mut record = work.build_record.clone();
        let lacking = lock(&work.lacking);
        for id in work.wanted.iter() {
            let name = id.as_str();
            let letters: String = lacking.get(id).into_iter().flatten().collect();
            record.findings.retain(|cached| cached.edition.as_deref() != Some(name));
            let own = found.iter().filter(|finding| finding.edition == Some(name));
            let cached: Option<Vec<CachedDiagnostic>> = own
                .map(|finding| CachedDiagnostic::from_diagnostic(finding).filter(|_| !finding.is_error()))
                .collect();
            match (editions.get(id), cached) {
                (Some(_), Some(cached)) => {
                    record.findings.extend(cached);
                    record.keys.insert(name.to_owned(), self.keys.edition_key(id, &work.key, &letters));
                }
                (Some(_), None) | (None, _) => _ = record.keys.remove(name),
            }
            match letters.is_empty() {
                true => _ = record.lacking.remove(name),
                false => _ = record.lacking.insert(name.to_owned(), letters),
            }
        }
        record
    }

    /// A warning about files in a document's folder that Pressroom did not write.
    pub(super) fn warn_of_foreign_files(&self, slug: &str, paths: &[String]) -> Option<Diagnostic> {
        foreign_files::left(&self.job.output?.join(slug), paths)
    }
}
