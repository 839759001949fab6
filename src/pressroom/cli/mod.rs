//! The command line: from arguments to an exit code.
//!
//! `args` is what was written, `newsroom` what it means together with `pressroom.toml`; each command has its file;
//! `report` is the only printer of findings.

mod args;
mod build;
mod clock;
mod diff;
mod digest;
mod explain;
mod fix;
mod fmt;
mod list;
mod merge;
mod new;
mod newsroom;
mod output;
mod pack;
mod report;
mod schema;
#[cfg(feature = "send")]
mod send;
mod shard;
mod signals;
mod stream;
mod theme;
mod verify;
mod worker;

use clap::Parser;

use args::{Arguments, Command};
use output::complain;
use report::Printer;

use pressroom_build::Failure;

/// Everything that was asked for is written.
const DONE: u8 = 0;
/// A document had errors; the others are written.
const FOUND_ERRORS: u8 = 1;
/// The arguments, the configuration or the theme are wrong; nothing is written.
const WRONG_USAGE: u8 = 2;
/// The disk refused.
const DISK: u8 = 3;
/// Stopped by Ctrl-C, as shells say it: 128 and the signal's number. What was done is written.
const STOPPED: u8 = 130;

/// Says why nothing could be done at all; gives the exit code.
fn failed(failure: Failure, printer: &Printer) -> u8 {
    match &failure {
        Failure::Theme(report) => {
            printer.show(report);
            if report.is_of_disk() { DISK } else { WRONG_USAGE }
        }
        Failure::Output(_) | Failure::Threads(_) | Failure::Workers(_) | Failure::Stream { .. } => {
            complain(&failure.to_string());
            DISK
        }
    }
}

/// Runs the command that the process's arguments name; gives the exit code.
pub fn run() -> u8 {
    let code = command();
    match output::is_lost() {
        // Whoever asked for it does not have it, whatever else came of the command.
        true => {
            complain("standard output can't be written to");
            DISK
        }
        false => code,
    }
}

fn command() -> u8 {
    pressroom_diagnostics::silence_caught_panics();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way, too; a closed pipe is no reason to complain.
            output::note(error.print(), error.use_stderr());
            return if error.use_stderr() { WRONG_USAGE } else { DONE };
        }
    };
    match arguments.command {
        Command::Build(command) => build::build(&command),
        Command::Check(command) => build::check(&command),
        Command::Explain(command) => explain::explain(&command),
        Command::Fix(command) => fix::fix(&command),
        Command::Fmt(command) => fmt::fmt(&command),
        Command::Digest(command) => digest::digest(&command),
        Command::Diff(command) => diff::diff(&command),
        Command::Init(command) => new::init(&command),
        Command::New(command) => new::new(&command),
        #[cfg(feature = "send")]
        Command::Send(command) => send::send(&command),
        Command::Pack(command) => pack::pack(&command),
        Command::Verify(command) => verify::verify(&command),
        Command::Key(command) => pack::key(&command),
        Command::Schema(command) => schema::schema(&command),
        Command::Merge(command) => merge::merge(&command),
        Command::Stream(command) => stream::stream(&command),
        Command::Worker(command) => worker::worker(&command),
        Command::Editions => list::editions(),
        Command::Theme(command) => theme::theme(&command),
        Command::Themes(command) => list::themes(&command),
        Command::Completions(command) => list::completions(&command),
        Command::Man(command) => list::man(&command),
    }
}
