//! The arguments of `pressroom import`.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::super::common::MessageFormat;
use pressroom_import::{Changes, Comments, ImportKind};

/// `pressroom import`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all imported; 1 a file can't be imported, or its explainer exists already; the \
                        others are imported; 2 wrong usage or configuration; 3 the disk."
)]
pub(in crate::cli) struct Import {
    /// Files, folders (with all below them) or - for standard input
    ///
    /// For each explainer, Pressroom writes SLUG.md, its pictures in SLUG/, and SLUG.import.json, a report of everything that it
    /// left out, changed or guessed.
    #[arg(value_name = "PATH", required_unless_present = "template")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The kind of the files [default: Pressroom tells by their content and names]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub(in crate::cli) from: Option<ImportKind>,
    /// The folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "input")]
    pub(in crate::cli) out: PathBuf,
    /// Replace existing explainers, pictures and reports
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Accept or reject tracked changes; the report lists each
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) changes: ChangesChoice,
    /// Where comments go; the report lists each
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) comments: CommentsChoice,
    /// The folder with the pictures that an export names [default: the file's own]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) media: Option<PathBuf>,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Write a document with the styles of an explainer to start from, explainer.docx, and import nothing
    #[arg(long, value_name = "PROGRAM", value_enum, conflicts_with = "paths")]
    pub(in crate::cli) template: Option<Template>,
    /// How the reports are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// The word processors that there is a template for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Template {
    /// A .docx file, for Word, Google Docs, LibreOffice and Pages
    Word,
}

/// The names of kinds.
fn kinds() -> impl TypedValueParser<Value = ImportKind> {
    let names: Vec<&'static str> = ImportKind::ALL.iter().map(|kind| kind.name()).collect();
    PossibleValuesParser::new(names).try_map(|name| ImportKind::find(&name).ok_or("no such kind"))
}

/// What becomes of tracked changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ChangesChoice {
    /// Take insertions over, and leave deletions out
    #[default]
    Accept,
    /// Take deletions over, and leave insertions out
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
    /// Into the report alone
    #[default]
    Report,
    /// Into the Markdown file, too, as HTML comments, which no edition shows
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
