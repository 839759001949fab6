//! Watches what the threads of a run are at: says what makes no progress, and ends a run that was asked to stop and can't.
//!
//! A thread can't be stopped from outside. So a run that is asked to stop waits for what was begun, but not for ever: after
//! some time it is given up as a whole, which leaves every document as whole as a kill does.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{job::Observer, sync::lock};

/// What the threads are at.
pub(super) struct Watch {
    state: Mutex<WatchState>,
    changed: Condvar,
    /// After so long a task is reported, and again each time that it took twice as long.
    patience: Duration,
    /// How long one task may still take when the run was asked to stop; all of them may take three times as long.
    grace: Duration,
}

#[derive(Default)]
struct WatchState {
    tasks: BTreeMap<u64, WatchedTask>,
    next: u64,
    ended: bool,
}

struct WatchedTask {
    source: String,
    edition: Option<&'static str>,
    since: Instant,
    /// When it is reported next.
    reported_after: Duration,
}

/// A task that a thread is at, until this is dropped.
pub(super) struct TaskGuard<'a>(&'a Watch, u64);

/// The run, until this is dropped.
pub(super) struct Running<'a>(&'a Watch);

impl Default for Watch {
    fn default() -> Self {
        Self::new(Duration::from_secs(30), Duration::from_secs(30))
    }
}

impl Watch {
    fn new(patience: Duration, grace: Duration) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), patience, grace }
    }

    /// Says that this thread reads a source, or makes an edition of it.
    pub(super) fn begin(&self, source: &str, edition: Option<&'static str>) -> TaskGuard<'_> {
        let mut state = lock(&self.state);
        state.next += 1;
        let number = state.next;
        let (source, since) = (source.to_owned(), Instant::now());
        let task = WatchedTask { source, edition, since, reported_after: self.patience };
        state.tasks.insert(number, task);
        TaskGuard(self, number)
    }

    /// Ends the watch when it is dropped, whatever came of the run.
    pub(super) fn running(&self) -> Running<'_> {
        Running(self)
    }

    /// Looks after the run until it ends. `abandon` is called before the observer gives up.
    pub(super) fn run(&self, observer: &dyn Observer, abandon: impl Fn()) {
        let mut asked: Option<Instant> = None;
        let mut state = lock(&self.state);
        while !state.ended {
            let tick = self.grace / 10;
            state = self.changed.wait_timeout(state, tick).unwrap_or_else(PoisonError::into_inner).0;
            for task in state.tasks.values_mut().filter(|task| task.since.elapsed() >= task.reported_after) {
                observer.slow(&task.source, task.edition, task.since.elapsed().as_secs());
                task.reported_after *= 2;
            }
            if !observer.stopped() {
                continue;
            }
            let asked = asked.get_or_insert_with(Instant::now).elapsed();
            let mut tasks = state.tasks.values();
            let stuck = tasks.find(|task| {
                asked >= 3 * self.grace || (asked >= self.grace && task.since.elapsed() >= self.grace)
            });
            if let Some(task) = stuck.filter(|_| !state.ended) {
                abandon();
                observer.give_up(&task.source, task.edition);
                return;
            }
        }
    }
}

impl Drop for TaskGuard<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).tasks.remove(&self.1);
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).ended = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Mutex,
            atomic::{AtomicBool, Ordering},
        },
        thread,
    };

    use super::*;
    use pressroom_diagnostics::DiagnosticReport;

    #[derive(Default)]
    struct WatchObserver {
        stopped: AtomicBool,
        cached: Mutex<Vec<String>>,
    }

    impl Observer for WatchObserver {
        fn progress(&self, _: usize) {}
        fn document(&self, _: &DiagnosticReport) {}
        fn stopped(&self) -> bool {
            self.stopped.load(Ordering::SeqCst)
        }
        fn slow(&self, source: &str, edition: Option<&'static str>, _: u64) {
            lock(&self.cached).push(format!("slow {source} {edition:?}"));
        }
        fn give_up(&self, source: &str, edition: Option<&'static str>) {
            lock(&self.cached).push(format!("gave up {source} {edition:?}"));
        }
    }

    fn cached(seen: &WatchObserver) -> Vec<String> {
        lock(&seen.cached).clone()
    }

    #[test]
    fn what_makes_no_progress_is_named_and_given_up_when_asked() {
        let watch = Watch::new(Duration::from_millis(20), Duration::from_millis(50));
        let (seen, abandoned) = (WatchObserver::default(), AtomicBool::new(false));
        thread::scope(|scope| {
            let looking = scope.spawn(|| watch.run(&seen, || abandoned.store(true, Ordering::SeqCst)));
            drop(watch.begin("quick.md", None));
            let _stuck = watch.begin("stuck.md", Some("pdf"));
            while cached(&seen).is_empty() {
                thread::sleep(Duration::from_millis(1));
            }
            assert!(!abandoned.load(Ordering::SeqCst), "nobody asked to stop");
            seen.stopped.store(true, Ordering::SeqCst);
            looking.join().unwrap();
        });
        let cached = cached(&seen);
        assert_eq!(cached[0], "slow stuck.md Some(\"pdf\")");
        assert_eq!(cached.last().unwrap(), "gave up stuck.md Some(\"pdf\")");
        assert!(abandoned.into_inner());
    }

    #[test]
    fn a_run_that_ends_is_not_given_up() {
        let watch = Watch::new(Duration::from_secs(60), Duration::from_secs(60));
        let seen = WatchObserver::default();
        seen.stopped.store(true, Ordering::SeqCst);
        thread::scope(|scope| {
            scope.spawn(|| watch.run(&seen, || {}));
            let _running = watch.running();
            drop(watch.begin("quick.md", Some("html")));
        });
        assert!(cached(&seen).is_empty());
    }
}
