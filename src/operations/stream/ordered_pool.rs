//! Lines in, lines out: several threads between a reader and a writer, with a bound on what is between them.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Write},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

/// How many lines are on their way at once, for each thread. More keep the threads busy where one line takes long and
/// those after it have to wait for it.
const ON_THEIR_WAY: usize = 4;

/// How lines go.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderedPool {
    /// How many threads work.
    pub(super) threads: usize,
    /// The stack of each in bytes.
    pub(super) stack: usize,
    /// True where what comes out has the order of what went in.
    pub(super) ordered: bool,
    /// The most bytes of a line; `work` is told of a longer one by `None`.
    pub(super) longest: usize,
}

impl OrderedPool {
    /// Has `work` done for every line of `input` that is not empty, and writes what it gives to `output`. `work` gets
    /// the number of the line, from 1, and its bytes. Reading waits while the writer's reader is slow.
    ///
    /// # Errors
    /// Those of reading, writing and starting threads. What was written before stays.
    pub(super) fn run(
        self,
        mut input: impl BufRead,
        output: impl Write + Send,
        work: impl Fn(u64, Option<&[u8]>) -> Vec<u8> + Sync,
    ) -> io::Result<()> {
        let buffer = ReorderBuffer::new(output, self.ordered, self.threads * ON_THEIR_WAY);
        let (sender, receiver) = sync_channel::<Line>(self.threads);
        let receiver = Mutex::new(receiver);
        thread::scope(|scope| {
            let one = || {
                while let Some(line) = next(&receiver) {
                    buffer.release(line.place, work(line.number, line.bytes.as_deref()));
                }
            };
            for _ in 0..self.threads {
                // On an error the sender is dropped, so that the threads that run come to an end.
                thread::Builder::new().stack_size(self.stack).spawn_scoped(scope, one)?;
            }
            let read = self.read(&mut input, &sender, &buffer);
            drop(sender);
            read
        })?;
        buffer.into_result()
    }

    /// Hands every line to a thread.
    fn read<W: Write>(
        self,
        input: &mut impl BufRead,
        sender: &SyncSender<Line>,
        buffer: &ReorderBuffer<W>,
    ) -> io::Result<()> {
        let (mut number, mut place) = (0, 0);
        while let Some(bytes) = self.line(input)? {
            number += 1;
            if bytes.as_ref().is_some_and(|bytes| bytes.trim_ascii().is_empty()) {
                continue;
            }
            if !buffer.acquire() || sender.send(Line { place, number, bytes }).is_err() {
                break;
            }
            place += 1;
        }
        Ok(())
    }

    /// The next line without its end; within, `None` for one that is too long.
    #[allow(clippy::option_option)]
    fn line(self, input: &mut impl BufRead) -> io::Result<Option<Option<Vec<u8>>>> {
        let (mut bytes, mut long, mut any) = (Vec::new(), false, false);
        loop {
            let chunk = match input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(any.then_some((!long).then_some(bytes)));
            }
            any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
            long = long || bytes.len() + part.len() > self.longest;
            if long {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            input.consume(used);
            if end.is_some() {
                return Ok(Some((!long).then_some(bytes)));
            }
        }
    }
}

/// A line on its way.
struct Line {
    /// Its place among those that are not empty, from 0.
    place: u64,
    number: u64,
    bytes: Option<Vec<u8>>,
}

/// The next line for a thread.
fn next(receiver: &Mutex<Receiver<Line>>) -> Option<Line> {
    lock(receiver).recv().ok()
}

/// The way out.
struct ReorderBuffer<W> {
    state: Mutex<ReorderState<W>>,
    /// A place became free, or nothing will be written any more.
    moved: Condvar,
    ordered: bool,
    most: usize,
}

struct ReorderState<W> {
    output: W,
    /// The place of the line that is written next.
    next: u64,
    waiting: BTreeMap<u64, Vec<u8>>,
    on_their_way: usize,
    error: Option<io::Error>,
}

impl<W: Write> ReorderBuffer<W> {
    fn new(output: W, ordered: bool, most: usize) -> Self {
        let state = ReorderState { output, next: 0, waiting: BTreeMap::new(), on_their_way: 0, error: None };
        Self { state: Mutex::new(state), moved: Condvar::new(), ordered, most }
    }

    /// Waits until one more line may be on its way; false where nothing can be written any more.
    fn acquire(&self) -> bool {
        let mut state = lock(&self.state);
        while state.on_their_way >= self.most && state.error.is_none() {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.on_their_way += 1;
        state.error.is_none()
    }

    /// Writes what came of a line, when it is its turn.
    fn release(&self, place: u64, bytes: Vec<u8>) {
        let mut state = lock(&self.state);
        if self.ordered {
            state.waiting.insert(place, bytes);
            while let Some(bytes) = {
                let next = state.next;
                state.waiting.remove(&next)
            } {
                state.next += 1;
                state.write(&bytes);
            }
        } else {
            state.write(&bytes);
        }
        self.moved.notify_all();
    }

    fn into_result(self) -> io::Result<()> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).error.map_or(Ok(()), Err)
    }
}

impl<W: Write> ReorderState<W> {
    /// Whole lines are written and flushed, so that whoever reads them can go on.
    fn write(&mut self, bytes: &[u8]) {
        self.on_their_way -= 1;
        if self.error.is_none() {
            self.error = self.output.write_all(bytes).and_then(|()| self.output.flush()).err();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufReader, Cursor},
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    const POOL: OrderedPool = OrderedPool { threads: 3, stack: 1 << 20, ordered: true, longest: 8 };

    fn through(pool: OrderedPool, text: &str, work: impl Fn(u64, Option<&[u8]>) -> Vec<u8> + Sync) -> String {
        let mut out = Vec::new();
        // A small buffer, so that lines come in pieces.
        pool.run(BufReader::with_capacity(3, Cursor::new(text)), &mut out, work).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn number_line(number: u64, line: Option<&[u8]>) -> Vec<u8> {
        format!("{number}:{}\n", line.map_or("LONG".into(), String::from_utf8_lossy)).into_bytes()
    }

    #[test]
    fn lines_come_out_in_order_with_their_numbers() {
        let text = "one\n\ntwo\n  \n123456789\nthree\r\nlast";
        let slow_first = |number, line: Option<&[u8]>| {
            thread::sleep(Duration::from_millis(if number == 1 { 50 } else { 0 }));
            number_line(number, line)
        };
        assert_eq!(through(POOL, text, slow_first), "1:one\n3:two\n5:LONG\n6:three\r\n7:last\n");
        assert_eq!(through(POOL, "", number_line), "");
        let any = through(OrderedPool { ordered: false, ..POOL }, text, slow_first);
        let mut lines: Vec<_> = any.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines.len(), 5);
        assert!(any.ends_with("1:one\n"), "the slow one is not waited for: {any}");
    }

    /// A writer that takes nothing until it is told.
    struct Slow<'a>(&'a AtomicUsize, &'a AtomicUsize);

    impl Write for Slow<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // While the first line is being written, no more may be read than may be on their way.
            thread::sleep(Duration::from_millis(30));
            let begun = self.0.load(Ordering::SeqCst);
            let written = self.1.fetch_add(1, Ordering::SeqCst);
            assert!(begun <= written + POOL.threads * ON_THEIR_WAY, "{begun} begun, {written} written");
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_reader_slows_the_work() {
        let (begun, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let text = "x\n".repeat(40);
        let work = |_: u64, _: Option<&[u8]>| {
            begun.fetch_add(1, Ordering::SeqCst);
            b"y\n".to_vec()
        };
        POOL.run(Cursor::new(text), Slow(&begun, &written), work).unwrap();
        assert_eq!((begun.into_inner(), written.into_inner()), (40, 40));
    }

    #[test]
    fn a_reader_that_leaves_ends_the_work() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        // Far more than may be on their way: it would never end otherwise.
        let error = POOL.run(BufReader::new(Lines(false)), Gone, number_line).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    /// Lines that never end.
    struct Lines(bool);

    impl io::Read for Lines {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = !self.0;
            if let Some(first) = buffer.first_mut() {
                *first = if self.0 { b'x' } else { b'\n' };
            }
            Ok(1.min(buffer.len()))
        }
    }
}
