//! The commands, a file each; those of one subject share a folder.

mod build;
mod diff;
mod digest;
mod doctor;
mod merge;
mod package;
mod reference;
mod scaffold;
#[cfg(feature = "send")]
mod send;
mod sources;
mod stream;

use super::{args::Command, exit::CommandResult};

/// Runs a command.
pub(super) fn run(command: &Command) -> CommandResult {
    match command {
        Command::Build(command) => build::build(command),
        Command::Check(command) => build::check(command),
        Command::Explain(command) => reference::explain(command),
        Command::Doctor(command) => doctor::doctor(command),
        Command::Fix(command) => sources::fix(command),
        Command::Fmt(command) => sources::fmt(command),
        Command::Import(command) => sources::import(command),
        Command::Digest(command) => digest::digest(command),
        Command::Diff(command) => diff::diff(command),
        Command::Init(command) => scaffold::init(command),
        Command::New(command) => scaffold::new(command),
        #[cfg(feature = "send")]
        Command::Send(command) => send::send(command),
        Command::Pack(command) => package::pack(command),
        Command::Verify(command) => package::verify(command),
        Command::Key(command) => package::key(command),
        Command::Schema(command) => reference::schema(command),
        Command::Merge(command) => merge::merge(command),
        Command::Stream(command) => stream::stream(command),
        Command::Worker(command) => build::worker(command),
        Command::Editions => reference::editions(),
        Command::Theme(command) => scaffold::theme(command),
        Command::Themes(command) => reference::themes(command),
        Command::Completions(command) => reference::completions(command),
        Command::Man(command) => reference::man(command),
    }
}
