//! What is still to be done of a run.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, PoisonError},
};

use super::work::Work;
use crate::sync::lock;
use pressroom_render::EditionId;

/// The work of all threads: editions of documents that were read, and sources.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<QueueState>,
    /// Something was put into the queue, or nothing more will be.
    changed: Condvar,
}

#[derive(Default)]
struct QueueState {
    /// Of each input, whether it is to be read.
    mine: Vec<bool>,
    /// The number of the first input that was not looked at yet.
    next: usize,
    /// How many sources are being read now: each will bring editions.
    reading: usize,
    /// Documents with an edition to be made.
    editions: VecDeque<(Arc<Work>, EditionId)>,
}

/// A piece of work for one thread.
pub(super) enum Task {
    /// To read the source of an input.
    Read(usize),
    /// To make an edition of a document.
    Render(Arc<Work>, EditionId),
}

/// A source is being read, until this is dropped.
pub(super) struct ReadGuard<'a>(&'a Queue);

impl QueueState {
    /// The number of the next input to be read.
    fn source(&mut self) -> Option<usize> {
        let next = self.next + self.mine.iter().skip(self.next).position(|mine| *mine)?;
        self.next = next + 1;
        Some(next)
    }
}

impl Queue {
    /// Says of each input whether it is to be read.
    pub(super) fn fill(&self, mine: Vec<bool>) {
        lock(&self.state).mine = mine;
    }

    /// Puts in editions of a document.
    pub(super) fn add(&self, work: &Arc<Work>, editions: impl Iterator<Item = EditionId>) {
        lock(&self.state).editions.extend(editions.map(|edition| (Arc::clone(work), edition)));
    }

    /// How many sources were not taken.
    pub(super) fn left(&self) -> usize {
        let state = lock(&self.state);
        state.mine.iter().skip(state.next).filter(|mine| **mine).count()
    }

    /// The next task; waits while one may still come. When `stopped`, documents that were read are still finished, and no
    /// other is begun. Who takes a source holds a [`Queue::busy`] until it is read.
    pub(super) fn next_task(&self, stopped: impl Fn() -> bool) -> Option<Task> {
        let mut state = lock(&self.state);
        loop {
            if let Some((work, edition)) = state.editions.pop_front() {
                return Some(Task::Render(work, edition));
            }
            let next = if stopped() { None } else { state.source() };
            if let Some(number) = next {
                state.reading += 1;
                return Some(Task::Read(number));
            }
            if state.reading == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Says, when it is dropped, that a source that was taken is read.
    pub(super) fn busy(&self) -> ReadGuard<'_> {
        ReadGuard(self)
    }
}

impl Drop for ReadGuard<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).reading -= 1;
        self.0.changed.notify_all();
    }
}
