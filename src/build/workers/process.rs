//! One worker process: started, given orders, and ended.

use std::{
    io::{self, BufReader, BufWriter, Write},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
    thread,
    time::Duration,
};

use super::{
    Workers,
    fence::Fence,
    protocol::{self, Answer, Given, Look, Looked, Order, Ready, Request},
};
use crate::execute::lock;
use pressroom_input::{Input, source::Loaded};

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Lost {
    /// It took longer than it may.
    Late,
    /// The process ended.
    Ended(ExitStatus),
    /// What came is no answer.
    Garbage,
    /// There is no process: a message.
    NotStarted(String),
}

/// How much address space a worker's allocator sets aside at a time: the name that mimalloc knows it by, and 64 MiB in KiB. It would
/// take a gibibyte, which alone may be more than `--memory` allows.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "65536");

/// How long a worker may take until it is ready: it loads the theme, and prepares the editions.
const START: Duration = Duration::from_secs(120);

/// A process that waits for orders.
pub(super) struct Worker {
    /// The fence behind which it works.
    pub(super) fence: Fence,
    child: Arc<Mutex<Child>>,
    orders: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts a worker, which may read from the folders that are `given`, and has to be ready to make editions by these `keys`.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn start(workers: &Workers, given: &Given, keys: &[String]) -> Result<Self, Lost> {
        let failed = |error: io::Error| Lost::NotStarted(error.to_string());
        let mut child = Command::new(&workers.program)
            .args(&workers.arguments)
            .env(RESERVE.0, RESERVE.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Lost::NotStarted("it has no pipes".to_owned()));
        };
        let (orders, answers) = (BufWriter::new(orders), BufReader::new(answers));
        let fence = Fence { files: false, calls: false };
        let mut worker = Self { fence, child: Arc::new(Mutex::new(child)), orders, answers };
        let Self { child, orders, answers, .. } = &mut worker;
        let (ready, late) = watched(child, START, || {
            // One that ended at once can't be written to, and its end says why.
            let _ = protocol::write_line(orders, given).and_then(|()| orders.flush());
            protocol::read_line::<Ready>(answers)
        })?;
        match ready {
            Err(_) if late => Err(Lost::Late),
            Ok(ready) if ready.keys == keys => {
                worker.fence = ready.fence;
                Ok(worker)
            }
            Ok(_) => Err(Lost::NotStarted("theme, configuration or program changed meanwhile".to_owned())),
            Err(error) => Err(worker.end(&error)),
        }
    }

    /// The process, as long as it is of use.
    pub(super) fn process(&self) -> Weak<Mutex<Child>> {
        Arc::downgrade(&self.child)
    }

    /// False where the process ended while it had nothing to do.
    pub(super) fn is_alive(&self) -> bool {
        matches!(lock(&self.child).try_wait(), Ok(None))
    }

    /// Has an order done, within a time if there is one. A worker that did not is of no more use.
    ///
    /// # Errors
    /// Why it was not.
    pub(super) fn make(
        &mut self,
        order: &Order,
        input: &Input,
        loaded: Loaded,
        limit: Option<Duration>,
    ) -> Result<Answer, Lost> {
        self.exchange(limit, |orders, answers| {
            protocol::write_line(orders, &Request::Make(order))?;
            orders.flush()?;
            Answer::read(answers, input, loaded, &order.wanted)
        })
    }

    /// Has a source looked at, within a time if there is one. A worker that did not is of no more use.
    ///
    /// # Errors
    /// Why it was not.
    pub(super) fn look(&mut self, look: Look, limit: Option<Duration>) -> Result<Looked, Lost> {
        self.exchange(limit, |orders, answers| {
            protocol::write_line(orders, &Request::<Order>::Look(look))?;
            orders.flush()?;
            protocol::read_line(answers)
        })
    }

    fn exchange<T>(
        &mut self,
        limit: Option<Duration>,
        exchange: impl FnOnce(&mut BufWriter<ChildStdin>, &mut BufReader<ChildStdout>) -> io::Result<T>,
    ) -> Result<T, Lost> {
        let Self { child, orders, answers, .. } = self;
        let exchange = || exchange(orders, answers);
        let (answer, late) = match limit {
            Some(limit) => watched(child, limit, exchange)?,
            None => (exchange(), false),
        };
        match answer {
            Ok(answer) => Ok(answer),
            Err(_) if late => Err(Lost::Late),
            Err(error) => Err(self.end(&error)),
        }
    }

    /// Ends the process after an error; says how it ended by itself. One that is ending already is not changed by being
    /// killed.
    fn end(&mut self, error: &io::Error) -> Lost {
        let mut child = lock(&self.child);
        let (_, status) = (child.kill(), child.wait());
        match (error.kind(), status) {
            (io::ErrorKind::InvalidData, _) | (_, Err(_)) => Lost::Garbage,
            (_, Ok(status)) => Lost::Ended(status),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut child = lock(&self.child);
        // One that has ended can't be killed; there is nothing else to be done with either.
        let (_, _) = (child.kill(), child.wait());
    }
}

/// Does what needs a process, which is killed where that takes longer than it may; true beside what came of it then.
fn watched<T>(child: &Mutex<Child>, limit: Duration, work: impl FnOnce() -> T) -> Result<(T, bool), Lost> {
    let (done, changed) = (Mutex::new(false), Condvar::new());
    let watch = || {
        let waiting = changed.wait_timeout_while(lock(&done), limit, |done| !*done);
        let (done, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        let late = !*done;
        drop(done);
        if late {
            let _ = lock(child).kill();
        }
        late
    };
    thread::scope(|scope| {
        let watch = thread::Builder::new().spawn_scoped(scope, watch);
        let watch = watch.map_err(|error| Lost::NotStarted(error.to_string()))?;
        let result = work();
        *lock(&done) = true;
        changed.notify_all();
        Ok((result, watch.join().unwrap_or_default()))
    })
}
