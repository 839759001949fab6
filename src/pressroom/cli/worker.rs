//! Worker processes: the options that ask for them, and the command that they run.

use std::{
    ffi::{OsStr, OsString},
    io,
    num::{NonZeroU32, NonZeroU64},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use clap::Args;
use jiff::Timestamp;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

use super::{
    DISK, DONE,
    args::{self, House, MessageFormat, Strictness},
    build::editions,
    newsroom::Newsroom,
    report::Printer,
};
use pressroom_build::{Job, Workers};
use pressroom_input::Inputs;

/// How long an explainer may take, in seconds: the largest that may be typeset takes less.
const TIMEOUT: u64 = 300;
/// How much address space a worker may take, in MiB. Other systems than Linux set much of it aside that nothing uses.
const MEMORY: Option<u64> = if cfg!(target_os = "linux") { Some(8_192) } else { None };

/// What keeps one explainer from costing the others something.
#[derive(Debug, Args)]
pub(super) struct Isolation {
    /// Read and make explainers in fenced processes of their own, so that one that crashes its process costs itself alone
    ///
    /// For explainers from strangers: a stack overflow or a lack of memory ends a process, not the build. On Linux, the processes
    /// can read only the folders of the explainers and the machine's fonts, write nothing, and have no network.
    #[arg(long)]
    pub(super) isolate: bool,
    /// Give up an explainer that takes longer than this to read and make [default: 300]; implies --isolate
    #[arg(long, value_name = "SECONDS")]
    pub(super) timeout: Option<NonZeroU32>,
    /// How much memory (address space) a process may take, in MiB [default: 8192 on Linux]; implies --isolate
    #[arg(long, value_name = "MIB")]
    pub(super) memory: Option<NonZeroU64>,
}

/// `pressroom worker`, which `build` and `check` start.
#[derive(Debug, Args)]
pub(super) struct Worker {
    /// The editions to make, separated by commas
    #[arg(long, value_delimiter = ',')]
    to: Vec<String>,
    #[command(flatten)]
    house: House,
    /// How much memory this process may take, in MiB
    #[arg(long)]
    memory: Option<u64>,
}

impl Isolation {
    /// The processes that are asked for; `None` where none are.
    ///
    /// # Errors
    /// A message: there can't be any here.
    pub(super) fn workers(&self, arguments: &args::Job) -> Result<Option<Workers>, String> {
        if !self.isolate && self.timeout.is_none() && self.memory.is_none() {
            return Ok(None);
        }
        if self.memory.is_some() && !pressroom_build::MEMORY_CAN_BE_LIMITED {
            return Err("--memory can't be had on this system".to_owned());
        }
        let program = std::env::current_exe();
        let program = program.map_err(|error| format!("the program does not know where it is: {error}"))?;
        let memory = self.memory.map(NonZeroU64::get).or(MEMORY);
        let names: Vec<&str> = editions(&arguments.to).iter().map(|kind| kind.name).collect();
        let mut words = vec![OsString::from("worker"), with("--to=", names.join(",").as_ref())];
        words.extend(arguments.house.theme.as_ref().map(|theme| with("--theme=", theme.as_ref())));
        words.extend(arguments.house.config.as_ref().map(|config| with("--config=", config.as_os_str())));
        words.extend(arguments.house.fonts.map(|fonts| with("--fonts=", fonts.name().as_ref())));
        words.extend(memory.map(|memory| with("--memory=", memory.to_string().as_ref())));
        let timeout = self.timeout.map_or(TIMEOUT, |seconds| u64::from(seconds.get()));
        let timeout = Some(Duration::from_secs(timeout));
        Ok(Some(Workers { program, arguments: words, timeout, memory }))
    }
}

/// An option with its value in one word.
fn with(option: &str, value: &OsStr) -> OsString {
    let mut word = OsString::from(option);
    word.push(value);
    word
}

/// Makes documents as standard input orders them. What is wrong is known to whoever started this.
pub(super) fn worker(arguments: &Worker) -> u8 {
    // Ctrl-C reaches every process of a terminal; the run tells its workers when they are done.
    for signal in [SIGINT, SIGTERM] {
        let _ = flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    if pressroom_build::limit_memory(arguments.memory).is_err() {
        return DISK;
    }
    let printer = Printer::new(MessageFormat::Human);
    let opened = Newsroom::with_theme(&arguments.house, &printer, &Strictness::default());
    let (newsroom, theme) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    let inputs = Inputs::default();
    let job = Job {
        inputs: &inputs,
        searched: &[],
        editions: &editions(&arguments.to),
        theme: &theme,
        site: &newsroom.configuration.site,
        output: None,
        threads: 1,
        check: &newsroom.configuration.check,
        publish: false,
        allow_same_version: true,
        include_embargoed: false,
        drafts: false,
        force: true,
        shard: None,
        workers: None,
        now: Timestamp::UNIX_EPOCH,
    };
    match pressroom_build::serve(&job, io::stdin(), io::stdout()) {
        Ok(()) => DONE,
        Err(_) => DISK,
    }
}
