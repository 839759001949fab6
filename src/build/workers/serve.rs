//! What a worker process does.

use std::io::{self, BufReader, BufWriter, Read, Write};

use super::{
    Answer, Order,
    fence::{self, Fence},
    protocol::{self, Given, Look, Looked, Ready, Request},
};
use crate::{
    Failure, Job,
    execute::{
        STACK,
        bench::{Bench, What},
    },
    keys::Keys,
    making, survey,
};
use pressroom_diagnostics::Source;

/// Makes documents as they are ordered, until there are no more orders. Of the job, theme, site and editions count. The first
/// line names the folders that may be read from; from then on, the calling thread, and those that it starts, can read nothing
/// else and have no network, if the system has such a fence. So other threads must not be there yet.
///
/// # Errors
/// [`Failure`] where no document can be made. Whoever gave the orders has to be asked what is wrong.
pub fn serve(job: &Job<'_>, orders: impl Read + Send, answers: impl Write + Send) -> Result<(), Failure> {
    let mut orders = BufReader::new(orders);
    let given: Given =
        protocol::read_trusted(&mut orders).map_err(|error| Failure::Disk(error.to_string()))?;
    let fence = fence::raise(&given.into_folders());
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build();
    let threads = threads.map_err(|error| Failure::Disk(error.to_string()))?;
    threads.install(|| {
        let broken = |found: Vec<_>| Failure::Disk(format!("the theme has {} mistakes", found.len()));
        let bench = Bench::new(job, making::prepare(job.editions, job.theme).map_err(broken)?);
        let ended = |error: io::Error| Failure::Disk(error.to_string());
        work(&bench, fence, orders, BufWriter::new(answers)).map_err(ended)
    })
}

fn work(
    bench: &Bench<'_>,
    fence: Fence,
    mut orders: impl io::BufRead,
    mut answers: impl Write,
) -> io::Result<()> {
    protocol::write_line(&mut answers, &Ready { keys: Keys::new(bench.job).common().to_vec(), fence })?;
    answers.flush()?;
    while !orders.fill_buf()?.is_empty() {
        match protocol::read_trusted(&mut orders)? {
            Request::Make(order) => make(bench, order).write(&mut answers)?,
            Request::Look(look) => {
                protocol::write_line(&mut answers, &look_at(bench, look))?;
                answers.flush()?;
            }
        }
    }
    Ok(())
}

fn look_at(bench: &Bench<'_>, look: Look) -> Looked {
    let Look { name, kind, slug, text, now, whole } = look;
    let source = Source::new(&name, text);
    let options = survey::options(bench.job.site, &slug, now);
    let headline = whole.then(|| survey::headline(&source, &options)).flatten();
    Looked { peek: survey::peek(&source, kind, &options), headline }
}

fn make(bench: &Bench<'_>, order: Order) -> Answer {
    let (wanted, terms) = (order.wanted.clone(), order.terms);
    let (input, loaded, translations) = order.into_parts();
    let begun = bench.begin(&input, loaded, terms);
    let editions = match &begun.what {
        What::Item(item) => bench.editions(item, &translations, &wanted),
        What::HeldBack { .. } | What::Nothing => (vec![None; wanted.len()], Vec::new()),
    };
    Answer { begun, editions }
}

/// True where [`limit_memory`] can do something.
pub const MEMORY_CAN_BE_LIMITED: bool =
    cfg!(any(target_os = "linux", target_os = "android", target_vendor = "apple"));

/// Limits the address space of this process, and has it end with the process that started it where the system can see to
/// that.
///
/// # Errors
/// The system's.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn limit_memory(mebibytes: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let Some(mebibytes) = mebibytes else { return Ok(()) };
    let bytes = mebibytes.saturating_mul(1 << 20);
    Ok(setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) })?)
}

/// The same where there is no such limit.
///
/// # Errors
/// Where one is asked for.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn limit_memory(mebibytes: Option<u64>) -> io::Result<()> {
    if mebibytes.is_some() { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
}
