//! Worker processes: which ones `--isolate` asks for, and the command that they run.

use std::{
    ffi::{OsStr, OsString},
    io,
    num::NonZeroU64,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jiff::Timestamp;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

use super::inputs::select_editions;
use crate::cli::{
    args::{self, Isolation, MessageFormat, Strictness},
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::printer::Printer,
};
use pressroom_build::{Job, Workers};
use pressroom_input::Inputs;

/// How long an explainer may take, in seconds: the largest that may be typeset takes less.
const TIMEOUT: u64 = 300;
/// How much address space a worker may take, in MiB. Other systems than Linux set much of it aside that nothing uses.
const MEMORY: Option<u64> = if cfg!(target_os = "linux") { Some(8_192) } else { None };

/// The processes that the arguments ask for; `None` if they ask for none.
///
/// # Errors
/// This system can't have any.
pub(super) fn plan_workers(arguments: &args::Job) -> Result<Option<Workers>, CommandError> {
    let Isolation { isolate, timeout, memory } = &arguments.isolation;
    if !isolate && timeout.is_none() && memory.is_none() {
        return Ok(None);
    }
    if memory.is_some() && !pressroom_build::MEMORY_CAN_BE_LIMITED {
        return Err(CommandError::usage("--memory can't be had on this system"));
    }
    let program = std::env::current_exe();
    let program = program
        .map_err(|error| CommandError::usage(format!("the program does not know where it is: {error}")))?;
    let memory = memory.map(NonZeroU64::get).or(MEMORY);
    let names: Vec<&str> = select_editions(&arguments.to).iter().map(|kind| kind.name).collect();
    let mut words = vec![OsString::from("worker"), with("--to=", names.join(",").as_ref())];
    words.extend(arguments.common.theme.as_ref().map(|theme| with("--theme=", theme.as_ref())));
    words.extend(arguments.common.config.as_ref().map(|config| with("--config=", config.as_os_str())));
    words.extend(arguments.common.fonts.map(|fonts| with("--fonts=", fonts.name().as_ref())));
    words.extend(memory.map(|memory| with("--memory=", memory.to_string().as_ref())));
    let timeout = timeout.map_or(TIMEOUT, |seconds| u64::from(seconds.get()));
    let timeout = Some(Duration::from_secs(timeout));
    Ok(Some(Workers { program, arguments: words, timeout, memory }))
}

/// An option with its value in one word.
fn with(option: &str, value: &OsStr) -> OsString {
    let mut word = OsString::from(option);
    word.push(value);
    word
}

/// Makes documents as standard input orders them. What is wrong is known to whoever started this.
pub(in crate::cli::commands) fn worker(arguments: &args::Worker) -> CommandResult {
    // Ctrl-C reaches every process of a terminal; the run tells its workers when they are done.
    for signal in [SIGINT, SIGTERM] {
        let _ = flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    if pressroom_build::limit_memory(arguments.memory).is_err() {
        return Ok(ExitStatus::Disk);
    }
    let printer = Printer::new(MessageFormat::Human);
    let (project, theme) = Project::with_theme(&arguments.common, &printer, &Strictness::default())?;
    let inputs = Inputs::default();
    let job = Job {
        inputs: &inputs,
        searched: &[],
        editions: &select_editions(&arguments.to),
        theme: &theme,
        site: &project.configuration.site,
        output: None,
        threads: 1,
        check: &project.configuration.check,
        publish: false,
        allow_same_version: true,
        include_embargoed: false,
        drafts: false,
        force: true,
        shard: None,
        workers: None,
        now: Timestamp::UNIX_EPOCH,
    };
    Ok(match pressroom_build::serve(&job, io::stdin(), io::stdout()) {
        Ok(()) => ExitStatus::Done,
        Err(_) => ExitStatus::Disk,
    })
}
