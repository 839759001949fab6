//! The arguments as they are written.

mod build;
mod common;
mod doctor;
mod findings;
mod isolation;
mod package;
mod reference;
mod scaffold;
#[cfg(feature = "send")]
mod send;
mod sources;

use clap::{Parser, Subcommand};

#[cfg(feature = "send")]
pub(super) use self::send::Send;
pub(super) use self::{
    build::{Build, Check, Job, Merge, Stream},
    common::{CommonArgs, MessageFormat},
    doctor::Doctor,
    findings::{Explain, Strictness},
    isolation::{Isolation, Worker},
    package::{Key, Pack, Verify},
    reference::{Completions, Man, Schema, Themes},
    scaffold::{Init, New, NewTheme, ThemeCommand},
    sources::{Diff, Digest, Fix, Fmt, Import},
};

/// One explainer in Markdown, every edition out: AMP, HTML, EPUB, PDF, newsletter and syndication JSON.
#[derive(Debug, Parser)]
#[command(name = "pressroom", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 all written; 1 an explainer had errors, the others are written; \
                        2 wrong usage or configuration; 3 the disk; 130 stopped by Ctrl-C.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the editions of explainers
    Build(Build),
    /// Read and lay out everything, and print the findings; write nothing
    Check(Check),
    /// Explain a finding: its cause, an example and the remedy
    Explain(Explain),
    /// Check this machine: fonts, disk, clock, isolation
    Doctor(Doctor),
    /// Mend the findings in the sources that need no decision
    Fix(Fix),
    /// Format the sources; their content does not change
    Fmt(Fmt),
    /// Import articles from word processors, web pages and other systems
    Import(Import),
    /// Bind many explainers into one EPUB, PDF or plain-text newsletter
    Digest(Digest),
    /// Print what changed between two versions of explainers, card by card
    Diff(Diff),
    /// Start a newsroom: configuration, a first explainer and a theme
    Init(Init),
    /// Start an explainer: input/NAME.md with its front matter
    New(New),
    /// Send a newsletter to its readers through the SMTP server of pressroom.toml
    #[cfg(feature = "send")]
    Send(Send),
    /// Pack the editions for partners into one file, and sign it
    Pack(Pack),
    /// Verify a package: its signature, and every file against its manifest
    Verify(Verify),
    /// Make a pair of keys for signing packages
    Key(Key),
    /// Print a JSON Schema of Pressroom's output for programs, or list the schemas
    Schema(Schema),
    /// Merge the shards of a build that several machines made
    Merge(Merge),
    /// Make editions of records on standard input, for a cluster
    Stream(Stream),
    /// Make the explainers that `build --isolate` hands over
    #[command(hide = true)]
    Worker(Worker),
    /// List the editions
    Editions,
    /// Start a theme of your own
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// List the themes
    Themes(Themes),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, of Pressroom or of one command
    Man(Man),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        super::Arguments::command().debug_assert();
    }
}
