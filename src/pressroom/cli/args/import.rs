//! The arguments of `pressroom import`.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::common::MessageFormat;
use pressroom_import::{Changes, Comments, ImportKind};

/// `pressroom import`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all imported; 1 a file can't be imported, or its explainer is there already, the \
                        others are imported; 2 wrong usage or configuration; 3 the disk."
)]
pub(in crate::cli) struct Import {
    /// Files, folders (with all below them) or - for standard input
    ///
    /// Each explainer becomes three things in the output folder: SLUG.md, its pictures in SLUG/, and SLUG.import.json, which
    /// lists everything that was not taken over, changed or guessed.
    #[arg(value_name = "PATH", required = true)]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// What the files are [default: what their content and names say]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub(in crate::cli) from: Option<ImportKind>,
    /// The folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "input")]
    pub(in crate::cli) out: PathBuf,
    /// Replace explainers, pictures and reports that are there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// What becomes of tracked changes; each is listed in the report
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) changes: ChangesChoice,
    /// What becomes of comments; each is listed in the report
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) comments: CommentsChoice,
    /// The folder with the pictures that an export names [default: the file's own]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) media: Option<PathBuf>,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// How the reports are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// The names of kinds.
fn kinds() -> impl TypedValueParser<Value = ImportKind> {
    let names: Vec<&'static str> = ImportKind::ALL.iter().map(|kind| kind.name()).collect();
    PossibleValuesParser::new(names).try_map(|name| ImportKind::find(&name).ok_or("no such kind"))
}

/// What becomes of tracked changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ChangesChoice {
    /// The text is as it will be
    #[default]
    Accept,
    /// The text is as it was
    Reject,
}

impl From<ChangesChoice> for Changes {
    fn from(choice: ChangesChoice) -> Self {
        match choice {
            ChangesChoice::Accept => Self::Accept,
            ChangesChoice::Reject => Self::Reject,
        }
    }
}

/// What becomes of comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CommentsChoice {
    /// They are in the report alone
    #[default]
    Report,
    /// They are HTML comments in the Markdown file, too; no edition shows them
    Notes,
}

impl From<CommentsChoice> for Comments {
    fn from(choice: CommentsChoice) -> Self {
        match choice {
            CommentsChoice::Report => Self::Report,
            CommentsChoice::Notes => Self::Notes,
        }
    }
}
