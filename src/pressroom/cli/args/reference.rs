//! The arguments of commands that list what Pressroom knows.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// `pressroom schema`
#[derive(Debug, Args)]
pub(in crate::cli) struct Schema {
    /// The schema's name; without it, Pressroom lists the schemas
    pub(in crate::cli) name: Option<String>,
}

/// `pressroom themes`
#[derive(Debug, Args)]
pub(in crate::cli) struct Themes {
    /// The newsroom's configuration; themes/ beside it holds its themes
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
}

/// `pressroom completions`
#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// The shell
    pub(in crate::cli) shell: Shell,
}

/// `pressroom man`
#[derive(Debug, Args)]
pub(in crate::cli) struct Man {
    /// The command; without it, the manual page of Pressroom as a whole
    pub(in crate::cli) command: Option<String>,
}
