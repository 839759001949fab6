//! The arguments as they are written.

mod build;
mod common;
mod doctor;
mod findings;
mod fmt;
mod import;
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
    fmt::Fmt,
    import::Import,
    isolation::{Isolation, Worker},
    package::{Key, Pack, Verify},
    reference::{Completions, Man, Schema, Themes},
    scaffold::{Init, New, NewTheme, ThemeCommand},
    sources::{Diff, Digest, Fix},
};

/// One explainer in Markdown, every edition out: AMP, HTML, EPUB, PDF, newsletter and syndication JSON.
#[derive(Debug, Parser)]
#[command(name = "pressroom", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 all written; 1 a document had errors, the others are written; \
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
    /// Read and lay out everything, write nothing, and say what was found
    Check(Check),
    /// Say what a finding means: its cause, an example and the remedy
    Explain(Explain),
    /// Check this machine: fonts, disk, clock, isolation
    Doctor(Doctor),
    /// Mend in the sources what can be mended without their writer
    Fix(Fix),
    /// Put the sources in one form; nothing that they say changes
    Fmt(Fmt),
    /// Import what is written elsewhere: explainers in Markdown, and a report of what was not taken over
    Import(Import),
    /// Bind many explainers in one: an EPUB, a PDF to read or a plain-text newsletter
    Digest(Digest),
    /// Say what changed between two versions of explainers, card by card
    Diff(Diff),
    /// Start a newsroom: configuration, a first explainer and a theme
    Init(Init),
    /// Start an explainer: input/NAME.md with its front matter
    New(New),
    /// Send a newsletter to its readers through the SMTP server of pressroom.toml
    #[cfg(feature = "send")]
    Send(Send),
    /// Pack the editions for partners in one file, and sign it
    Pack(Pack),
    /// Check a package: its signature, and every file against its manifest
    Verify(Verify),
    /// Make a pair of keys to sign packages with
    Key(Key),
    /// Print the JSON Schema of what Pressroom writes for programs, or list the schemas
    Schema(Schema),
    /// Put the shards of a build together, which several machines made
    Merge(Merge),
    /// Make editions of records on standard input, for an engine of many machines
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
