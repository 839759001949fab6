//! The command line: from arguments to an exit code.
//!
//! `args` holds the arguments as they are written; `project` is what they mean together with `pressroom.toml`. Each command
//! has its file in `commands`. `terminal::printer` is the only printer of diagnostics.

mod args;
mod clock;
mod commands;
mod exit;
mod project;
mod terminal;

use clap::Parser;

use args::Arguments;
use exit::{CommandResult, ExitStatus};
use terminal::print_error;

/// The first steps, for somebody who names no command.
const FIRST_STEPS: &str = "\
Pressroom makes every edition of your explainers: web, EPUB, PDF, newsletter, JSON.

  pressroom init newsroom   start a newsroom, with a first explainer
  pressroom build           make every edition of the explainers in input/
  pressroom check           find mistakes, and write nothing
  pressroom doctor          check this machine: fonts, disk, clock
  pressroom --help          list all commands
";

/// Runs the command that the arguments of the process name; gives the exit code.
pub(crate) fn run() -> u8 {
    let status = run_command().unwrap_or_else(|error| {
        error.messages().iter().for_each(|message| print_error(message));
        error.status()
    });
    if terminal::has_lost_output() {
        // Whoever asked for it does not have it, however the command ended.
        print_error("standard output can't be written to");
        return ExitStatus::Disk.code();
    }
    status.code()
}

fn run_command() -> CommandResult {
    pressroom_diagnostics::silence_caught_panics();
    if std::env::args_os().len() < 2 {
        terminal::print_status(FIRST_STEPS);
        return Ok(ExitStatus::WrongUsage);
    }
    match Arguments::try_parse() {
        Ok(arguments) => commands::run(&arguments.command),
        Err(error) => {
            // Help and version come this way, too; a closed pipe is no reason to complain.
            terminal::record_write(error.print(), error.use_stderr());
            Ok(if error.use_stderr() { ExitStatus::WrongUsage } else { ExitStatus::Done })
        }
    }
}
