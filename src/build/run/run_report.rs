//! What came of the documents so far, told in the order of the inputs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use crate::{
    job::{Observer, Outcome},
    output::failures::Failures,
    sync::lock,
};
use pressroom_diagnostics::{CheckPolicy, DiagnosticReport};
use pressroom_document::Date;

/// Shows reports and counts what is in them.
pub(super) struct RunReport<'a> {
    pub(super) observer: &'a dyn Observer,
    check: &'a CheckPolicy,
    state: Mutex<ReportState>,
}

/// Reports wait here until those of all inputs before them were shown.
#[derive(Default)]
struct ReportState {
    next: usize,
    waiting: BTreeMap<usize, DiagnosticReport>,
    /// The numbers of inputs of which nothing will be reported.
    others: BTreeSet<usize>,
    outcome: Outcome,
    failures: Option<Failures>,
}

/// What was written of a document.
pub(super) enum DocumentOutcome {
    Nothing,
    Files(usize),
    /// Files of a notice, since the document must not be used.
    Notice(usize),
    /// It must not be seen before this.
    Embargoed(Date),
    /// Nothing, since it is a draft.
    Draft,
    Refused,
    /// Nothing, since it is there as it would be made.
    Unchanged,
}

impl<'a> RunReport<'a> {
    /// A tally of nothing; `check` says what is shown. Documents that fail are listed in `failures`.
    pub(super) fn new(
        observer: &'a dyn Observer,
        check: &'a CheckPolicy,
        failures: Option<Failures>,
    ) -> Self {
        Self { observer, check, state: Mutex::new(ReportState { failures, ..ReportState::default() }) }
    }

    /// Says which inputs will be reported; at first, all.
    pub(super) fn expect(&self, mine: &[bool]) {
        let others = mine.iter().enumerate().filter(|(_, mine)| !**mine);
        lock(&self.state).others = others.map(|(number, _)| number).collect();
    }

    /// Shows the reports that waited for documents which were never begun; gives what came of all that were, and the
    /// list of those that failed.
    pub(super) fn end(&self) -> (Outcome, Option<Failures>) {
        let mut state = lock(&self.state);
        for report in std::mem::take(&mut state.waiting).into_values() {
            self.show(&mut state, &report);
        }
        (state.outcome, state.failures.take())
    }

    fn show(&self, state: &mut ReportState, report: &DiagnosticReport) {
        self.observer.document(report);
        if let Some(failures) = &mut state.failures {
            failures.add(report);
        }
    }

    /// Shows a document's report, where it says something, and those that waited for it.
    pub(super) fn add(&self, number: usize, mut report: DiagnosticReport, written: DocumentOutcome) {
        report.apply(self.check);
        let mut state = lock(&self.state);
        let outcome = &mut state.outcome;
        outcome.errors += report.errors();
        outcome.warnings += report.warnings();
        // However far it came: what the disk says may not be so in the next run.
        outcome.refused += usize::from(report.is_of_disk());
        if report.errors() > 0 {
            outcome.failed += 1
        } else {
            outcome.documents += 1
        }
        match written {
            DocumentOutcome::Nothing => {}
            DocumentOutcome::Files(files) => outcome.files += files,
            DocumentOutcome::Notice(files) => {
                outcome.files += files;
                outcome.notices += 1;
            }
            DocumentOutcome::Embargoed(until) => outcome.embargoed.add(until),
            DocumentOutcome::Draft => outcome.drafts += 1,
            // Its report says so.
            DocumentOutcome::Refused => {}
            DocumentOutcome::Unchanged => outcome.unchanged += 1,
        }
        if report.is_silent() {
            // Many may wait for one that takes long.
            state.others.insert(number);
        } else {
            state.waiting.insert(number, report);
        }
        loop {
            let next = state.next;
            if !state.others.remove(&next) {
                let Some(report) = state.waiting.remove(&next) else { break };
                self.show(&mut state, &report);
            }
            state.next += 1;
        }
    }
}
