//! One worker process: started, given orders, and ended.

use std::{
    io::{self, BufReader, BufWriter, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
    thread,
    time::Duration,
};

use super::{
    fence::Fence,
    options::Workers,
    protocol::{
        self, Handshake, PrescanRequest, PrescanResponse, ReadableFolders, RenderRequest, RenderResponse,
        Request,
    },
    worker_error::WorkerError,
};
use crate::sync::lock;
use pressroom_input::{Input, source::LoadedSource};
use pressroom_render::EditionSet;

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
    requests: BufWriter<ChildStdin>,
    responses: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts a worker, which may read from the folders that are `readable`, and has to be ready to make editions by these `keys`.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn start(
        workers: &Workers,
        readable: &ReadableFolders,
        keys: &[String],
    ) -> Result<Self, WorkerError> {
        let failed = |error: io::Error| WorkerError::NotStarted(error.to_string());
        let mut child = Command::new(&workers.program)
            .args(&workers.arguments)
            .env(RESERVE.0, RESERVE.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (Some(requests), Some(responses)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WorkerError::NotStarted("it has no pipes".to_owned()));
        };
        let (requests, responses) = (BufWriter::new(requests), BufReader::new(responses));
        let fence = Fence { files: false, calls: false };
        let mut worker = Self { fence, child: Arc::new(Mutex::new(child)), requests, responses };
        let Self { child, requests, responses, .. } = &mut worker;
        let (ready, late) = watched(child, START, || {
            // One that ended at once can't be written to, and its end says why.
            let _ = protocol::write_line(requests, readable).and_then(|()| requests.flush());
            protocol::read_line::<Handshake>(responses)
        })?;
        match ready {
            Err(_) if late => Err(WorkerError::Late),
            Ok(ready) if ready.keys == keys => {
                worker.fence = ready.fence;
                Ok(worker)
            }
            Ok(_) => {
                Err(WorkerError::NotStarted("theme, configuration or program changed meanwhile".to_owned()))
            }
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
    pub(super) fn render(
        &mut self,
        request: &RenderRequest,
        input: &Input,
        loaded: LoadedSource,
        wanted: &EditionSet,
        limit: Option<Duration>,
    ) -> Result<RenderResponse, WorkerError> {
        self.exchange(limit, |requests, responses| {
            protocol::write_line(requests, &Request::Render(request))?;
            requests.flush()?;
            RenderResponse::read(responses, input, loaded, wanted)
        })
    }

    /// Has a source looked at, within a time if there is one. A worker that did not is of no more use.
    ///
    /// # Errors
    /// Why it was not.
    pub(super) fn prescan(
        &mut self,
        request: PrescanRequest,
        limit: Option<Duration>,
    ) -> Result<PrescanResponse, WorkerError> {
        self.exchange(limit, |requests, responses| {
            protocol::write_line(requests, &Request::<RenderRequest>::Prescan(request))?;
            requests.flush()?;
            protocol::read_line(responses)
        })
    }

    fn exchange<T>(
        &mut self,
        limit: Option<Duration>,
        exchange: impl FnOnce(&mut BufWriter<ChildStdin>, &mut BufReader<ChildStdout>) -> io::Result<T>,
    ) -> Result<T, WorkerError> {
        let Self { child, requests, responses, .. } = self;
        let exchange = || exchange(requests, responses);
        let (response, late) = match limit {
            Some(limit) => watched(child, limit, exchange)?,
            None => (exchange(), false),
        };
        match response {
            Ok(response) => Ok(response),
            Err(_) if late => Err(WorkerError::Late),
            Err(error) => Err(self.end(&error)),
        }
    }

    /// Ends the process after an error; says how it ended by itself. One that is ending already is not changed by being
    /// killed.
    fn end(&mut self, error: &io::Error) -> WorkerError {
        let mut child = lock(&self.child);
        let (_, status) = (child.kill(), child.wait());
        match (error.kind(), status) {
            (io::ErrorKind::InvalidData, _) | (_, Err(_)) => WorkerError::InvalidResponse,
            (_, Ok(status)) => WorkerError::Exited(status),
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
fn watched<T>(
    child: &Mutex<Child>,
    limit: Duration,
    work: impl FnOnce() -> T,
) -> Result<(T, bool), WorkerError> {
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
        let watch = watch.map_err(|error| WorkerError::NotStarted(error.to_string()))?;
        let result = work();
        *lock(&done) = true;
        changed.notify_all();
        Ok((result, watch.join().unwrap_or_default()))
    })
}
