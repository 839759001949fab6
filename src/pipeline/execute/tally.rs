//! What came of the documents so far, told in the order of the inputs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use super::{Observer, Outcome, Report, lock, promote};
use crate::model::Date;

/// Shows reports and counts what is in them.
pub(super) struct Tally<'a> {
    pub(super) observer: &'a dyn Observer,
    strict: bool,
    state: Mutex<State>,
}

/// Reports wait here until those of all inputs before them were shown.
#[derive(Default)]
struct State {
    next: usize,
    waiting: BTreeMap<usize, Report>,
    /// The numbers of inputs of which nothing will be reported.
    others: BTreeSet<usize>,
    outcome: Outcome,
}

/// What was written of a document.
pub(super) enum Written {
    Nothing,
    Files(usize),
    /// Files of a notice, since the document must not be used.
    Notice(usize),
    /// It must not be seen before this.
    Embargoed(Date),
    Refused,
}

impl<'a> Tally<'a> {
    /// A tally of nothing; `strict` turns warnings into errors.
    pub(super) fn new(observer: &'a dyn Observer, strict: bool) -> Self {
        Self { observer, strict, state: Mutex::default() }
    }

    /// Says which inputs will be reported; at first, all.
    pub(super) fn expect(&self, mine: &[bool]) {
        let others = mine.iter().enumerate().filter(|(_, mine)| !**mine);
        lock(&self.state).others = others.map(|(number, _)| number).collect();
    }

    /// Shows the reports that waited for documents which were never begun; gives what came of all that were.
    pub(super) fn end(&self) -> Outcome {
        let mut state = lock(&self.state);
        std::mem::take(&mut state.waiting).values().for_each(|report| self.observer.document(report));
        state.outcome
    }

    /// Shows a report about no document.
    pub(super) fn tell(&self, mut report: Report) {
        if self.strict {
            promote(&mut report);
        }
        let mut state = lock(&self.state);
        state.outcome.errors += report.errors();
        state.outcome.warnings += report.warnings();
        self.observer.document(&report);
    }

    /// Shows a document's report, and those that waited for it.
    pub(super) fn report(&self, number: usize, mut report: Report, written: Written) {
        if self.strict {
            promote(&mut report);
        }
        let mut state = lock(&self.state);
        let outcome = &mut state.outcome;
        outcome.errors += report.errors();
        outcome.warnings += report.warnings();
        if report.errors() > 0 {
            outcome.failed += 1
        } else {
            outcome.documents += 1
        }
        match written {
            Written::Nothing => {}
            Written::Files(files) => outcome.files += files,
            Written::Notice(files) => {
                outcome.files += files;
                outcome.notices += 1;
            }
            Written::Embargoed(until) => outcome.embargoed.add(until),
            Written::Refused => outcome.refused += 1,
        }
        state.waiting.insert(number, report);
        loop {
            let next = state.next;
            if !state.others.remove(&next) {
                let Some(report) = state.waiting.remove(&next) else { break };
                self.observer.document(&report);
            }
            state.next += 1;
        }
    }
}
