//! The arguments of `pressroom fmt`.

use std::path::PathBuf;

use clap::Args;

use super::super::common::MessageFormat;

/// `pressroom fmt`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 every file is formatted; 1 Pressroom left a file alone (with --check or --diff: or a \
                        file is not formatted); 2 wrong usage or configuration; 3 the disk."
)]
pub(in crate::cli) struct Fmt {
    /// Files, or folders (with all below them) [default: input]
    ///
    /// Front matter, headings, lists, emphasis, tables, notes and boxes get one form each. Pressroom reads the formatted
    /// text back before it writes it: if the text would say anything else, or if a comment, a key or a word would be lost,
    /// it leaves the file alone and says why.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// List the files that are not formatted, and write nothing
    #[arg(long)]
    pub(in crate::cli) check: bool,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(in crate::cli) diff: bool,
    /// Keep no backup
    ///
    /// Without this option, Pressroom keeps the old file beside the new one as FILE.orig, and replaces an earlier backup.
    #[arg(long)]
    pub(in crate::cli) no_backup: bool,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// How errors are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}
