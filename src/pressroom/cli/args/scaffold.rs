//! The arguments of commands that write the first files of a project, an explainer or a theme.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use pressroom_theme::DEFAULT;

/// `pressroom init`
#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// The folder of the newsroom; Pressroom overwrites nothing in it
    pub(in crate::cli) dir: PathBuf,
}

/// `pressroom new`
#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// The explainer's name, for its file and its slug
    pub(in crate::cli) name: String,
    /// The headline [default: made from the name]
    #[arg(long)]
    pub(in crate::cli) headline: Option<String>,
}

/// `pressroom theme`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ThemeCommand {
    /// Start a theme: themes/NAME/ in the current folder, which extends a built-in theme
    New(NewTheme),
}

/// `pressroom theme new`
#[derive(Debug, Args)]
pub(in crate::cli) struct NewTheme {
    /// The theme's name, for its folder in themes/
    pub(in crate::cli) name: String,
    /// The built-in theme that it extends: `default` or `bulletin`
    #[arg(long, value_name = "THEME", default_value = DEFAULT)]
    pub(in crate::cli) extends: String,
    /// Copy every template, style sheet and word list of that theme, so that you can change them
    ///
    /// If you remove a file, Pressroom takes it from that theme again, as it takes fonts and output profiles.
    #[arg(long)]
    pub(in crate::cli) full: bool,
}
