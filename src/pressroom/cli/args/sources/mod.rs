//! The arguments of commands that read or write explainers and make no editions of each: `fix`, `fmt`, `import`, `digest` and
//! `diff`.

mod fmt;
mod import;

pub(in crate::cli) use self::{fmt::Fmt, import::Import};

use std::path::PathBuf;

use clap::Args;

use super::{
    common::{CommonArgs, MessageFormat},
    findings::Strictness,
};
use pressroom_document::{Date, Language};

/// `pressroom fix`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no error is left; 1 a document has errors still, or its file was left alone \
                        (with --diff: there is something to mend); 2 wrong usage or configuration; 3 the disk."
)]
pub(in crate::cli) struct Fix {
    /// Files, or folders (with all below them) [default: input]
    ///
    /// Pressroom mends findings that need no decision: headings and links that lack a space or have one too many, lists and
    /// tables that were typed, quotes, paths, the form of characters. It never changes the words of the text.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
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
    /// How the remaining findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// `pressroom digest`
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 1 an explainer had errors, the digest holds the others; \
                        2 wrong usage or configuration, or nothing to bind; 3 the disk.")]
pub(in crate::cli) struct Digest {
    /// Files, folders (with all below them) or - for standard input [default: input]
    ///
    /// The digest begins with the explainer that changed last.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The digest's title
    #[arg(long, short)]
    pub(in crate::cli) title: String,
    /// The file to write: .epub, .pdf or .txt; repeat the option for more than one
    #[arg(long, short, value_name = "FILE", required = true)]
    pub(in crate::cli) out: Vec<PathBuf>,
    /// Only explainers that were published or updated on this day or later (2026-01-31)
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<jiff::civil::Date>,
    /// Only explainers of this section
    #[arg(long, value_name = "SECTION")]
    pub(in crate::cli) section: Option<String>,
    /// The language of the digest's own words [default: that of pressroom.toml, else of the first explainer]
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) language: Option<Language>,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    /// Treat this moment as "now" for embargoes [default: SOURCE_DATE_EPOCH, else the clock]
    ///
    /// A day (YYYY-MM-DD, its beginning in UTC) or a moment (RFC 3339).
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// Bind embargoed explainers before their time, too
    #[arg(long)]
    pub(in crate::cli) include_embargoed: bool,
    /// Bind drafts, too, each marked as a draft
    #[arg(long)]
    pub(in crate::cli) drafts: bool,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// `pressroom diff`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no difference; 1 something changed; 2 wrong usage, or a version can't be read."
)]
pub(in crate::cli) struct Diff {
    /// The earlier version: a file, a folder of sources, or the output folder of a build (with its models); - is
    /// standard input
    pub(in crate::cli) old: PathBuf,
    /// The later version
    ///
    /// Of two folders, Pressroom compares explainers with the same slug.
    pub(in crate::cli) new: PathBuf,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// How many threads work [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(in crate::cli) jobs: Option<u16>,
    /// How changes are printed; on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}
