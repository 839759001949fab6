//! The arguments of `pressroom fmt`.

use std::path::PathBuf;

use clap::Args;

use super::common::MessageFormat;

/// `pressroom fmt`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 every file is in its form; 1 a file was left alone (with --check or --diff: or is \
                        not in its form); 2 wrong usage or configuration; 3 the disk."
)]
pub(in crate::cli) struct Fmt {
    /// Files, or folders (with all below them) [default: input]
    ///
    /// Front matter, headings, lists, emphasis, tables, notes and boxes get one form each. The formatted text is read
    /// back before it is written: if it said anything else, or if a comment, a key or a word of the author's would be
    /// lost, Pressroom leaves the file alone and says why.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Name the files that are not in their form, and write nothing
    #[arg(long)]
    pub(in crate::cli) check: bool,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(in crate::cli) diff: bool,
    /// Keep no copy of a file as it was
    ///
    /// Else the file as it was is kept beside it as FILE.orig, in the place of an earlier copy.
    #[arg(long)]
    pub(in crate::cli) no_backup: bool,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// How errors are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}
