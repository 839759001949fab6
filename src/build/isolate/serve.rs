//! What a worker process does.

use std::io::{self, BufReader, BufWriter, Read, Write};

use super::{
    fence::{self, Fence},
    protocol::{
        self, Handshake, PrescanRequest, PrescanResponse, ReadableFolders, RenderRequest, RenderResponse,
        Request,
    },
};
use crate::{
    job::{Failure, Job, STACK},
    render::{
        document::{DocumentRenderer, ReadOutcome},
        edition::EditionRenderer,
        keys::Keys,
        peek,
    },
};
use pressroom_diagnostics::{Source, counted};
use pressroom_render::PerEdition;

/// Makes documents as they are ordered, until there are no more orders. Of the job, theme, site and editions count. The first
/// line names the folders that may be read from; from then on, the calling thread, and those that it starts, can read nothing
/// else and have no network, if the system has such a fence. So other threads must not be there yet.
///
/// # Errors
/// [`Failure`] where no document can be made. Whoever gave the orders has to be asked what is wrong.
pub fn serve(job: &Job<'_>, requests: impl Read + Send, responses: impl Write + Send) -> Result<(), Failure> {
    let mut requests = BufReader::new(requests);
    let readable: ReadableFolders = protocol::read_trusted(&mut requests).map_err(ended)?;
    let fence = fence::raise(&readable.into_folders());
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build()?;
    threads.install(|| {
        let broken = |found: Vec<_>| {
            ended(io::Error::other(format!("the theme has {}", counted(found.len(), "mistake"))))
        };
        let renderer = DocumentRenderer::new(
            job,
            EditionRenderer::prepare(job.editions, job.site, job.theme).map_err(broken)?,
        );
        work(&renderer, fence, requests, BufWriter::new(responses)).map_err(ended)
    })
}

/// The failure of a worker whose pipes ended, or that could not begin.
fn ended(source: io::Error) -> Failure {
    Failure::Stream { context: "", source }
}

fn work(
    renderer: &DocumentRenderer<'_>,
    fence: Fence,
    mut requests: impl io::BufRead,
    mut responses: impl Write,
) -> io::Result<()> {
    protocol::write_line(&mut responses, &Handshake { keys: Keys::new(renderer.job).common(), fence })?;
    responses.flush()?;
    while !requests.fill_buf()?.is_empty() {
        match protocol::read_trusted(&mut requests)? {
            Request::Render(request) => render(renderer, request).write(&mut responses)?,
            Request::Prescan(request) => {
                protocol::write_line(&mut responses, &answer_prescan(renderer, request))?;
                responses.flush()?;
            }
        }
    }
    Ok(())
}

fn answer_prescan(renderer: &DocumentRenderer<'_>, request: PrescanRequest) -> PrescanResponse {
    let PrescanRequest { name, kind, slug, text, now, whole } = request;
    let source = Source::new(&name, text);
    let options = peek::options(renderer.job.site, &slug, now);
    let headline = whole.then(|| peek::headline(&source, &options)).flatten();
    PrescanResponse { peek: peek::peek(&source, kind, &options), headline }
}

fn render(renderer: &DocumentRenderer<'_>, request: RenderRequest) -> RenderResponse {
    let (wanted, policy) = (request.wanted(renderer.editions.editions()), request.policy);
    let (input, loaded, translations) = request.into_parts();
    let begun = renderer.begin(&input, loaded, policy);
    let editions = match &begun.what {
        ReadOutcome::Document(prepared) => {
            let there = renderer.editions.editions_in(prepared.scope());
            let wanted = wanted.iter().filter(|edition| there.contains(*edition)).collect();
            let request = prepared.request(&translations);
            request.map(|request| renderer.editions.render_document(&request, &wanted)).unwrap_or_default()
        }
        ReadOutcome::HeldBack { .. } | ReadOutcome::Nothing => PerEdition::default(),
    };
    RenderResponse { begun, editions }
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
