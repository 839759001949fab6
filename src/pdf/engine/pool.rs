//! The threads that typst runs on, each alone in its rayon pool.
//!
//! typst waits for its own work with rayon's `yield_now`, which takes up whatever task it finds. Among the threads of a pool it
//! would find the next document, begin it, wait again and find the one after: one document upon the other on one stack, none of
//! them ended, all of them in memory. A pool of one thread holds nothing but the tasks of its document. A build has
//! such threads, other callers get one.

use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The stack of a thread that sets pages, in bytes: typst recurses deeply.
const STACK: usize = 32 << 20;

/// Threads that set pages: as many as documents were ever set at the same time.
#[derive(Default)]
pub(crate) struct TypstPool {
    idle: Mutex<Vec<ThreadPool>>,
}

impl TypstPool {
    /// Does a document's work, without taking up other work while it waits.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        if rayon::current_num_threads() == 1 && rayon_core::current_thread_has_pending_tasks() == Some(false)
        {
            return drained(work);
        }
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let build = || ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().ok();
        let Some(pool) = taken.or_else(build) else { return drained(work) };
        // A thread of a pool would not just wait within `install`: it would take up the next document. A thread that is not
        // rayon's does wait.
        let result = std::thread::scope(|scope| scope.spawn(|| pool.install(|| drained(work))).join());
        idle().push(pool);
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Does work, and then what it left behind in the thread's pool, whatever came of it.
///
/// typst prepares pictures by jobs that it spawns, and remembers them for all documents. One that fails, or panics, waits for
/// none of them: left in the pool, they would never be done, and the next document that shows such a picture would wait for
/// ever.
fn drained<T>(work: impl FnOnce() -> T) -> T {
    struct Drain;
    impl Drop for Drain {
        fn drop(&mut self) {
            while let Some(rayon::Yield::Executed) = rayon::yield_now() {}
        }
    }
    let _drain = Drain;
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_begins_no_other_work() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        for threads in [1, 2] {
            let (pool, running, most) = (TypstPool::default(), AtomicUsize::new(0), AtomicUsize::new(0));
            let outer = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            outer.scope(|scope| {
                for _ in 0..20 {
                    scope.spawn(|_| {
                        pool.run(|| {
                            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            while let Some(rayon::Yield::Executed) = rayon::yield_now() {}
                            (0..200).for_each(|_| std::thread::yield_now());
                            running.fetch_sub(1, Ordering::SeqCst);
                        });
                    });
                }
            });
            assert!(most.into_inner() <= threads);
        }
    }

    #[test]
    fn nothing_is_left_in_the_pool() {
        use std::sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        };
        let done = Arc::new(AtomicUsize::new(0));
        let spawn = || {
            for _ in 0..3 {
                let done = Arc::clone(&done);
                rayon::spawn(move || {
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
        };
        let alone = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        alone.install(|| {
            TypstPool::default().run(spawn);
            assert_eq!(done.load(Ordering::SeqCst), 3, "in the caller's own pool");
        });
        let pool = TypstPool::default();
        pool.run(spawn);
        assert_eq!(done.load(Ordering::SeqCst), 6, "in a pool of the pool");
        let panics = || {
            spawn();
            std::panic::panic_any("a panic of the work");
        };
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pool.run(panics)));
        assert!(panic.is_err());
        assert_eq!(done.load(Ordering::SeqCst), 9, "after a panic");
    }

    #[test]
    fn a_thread_that_is_alone_does_the_work_itself() {
        let alone = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let here = || std::thread::current().id();
        assert!(alone.install(|| TypstPool::default().run(here) == here()));
        assert!(TypstPool::default().run(here) != here(), "this thread is no pool's");
    }
}
